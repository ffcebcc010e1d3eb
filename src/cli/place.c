/*
 * Slots and drives, and what is in them.  That a library has been looked at the interface does not tell, so this
 * reaches into work/.
 */
#include "cli/place.h"

#include "cli/contents.h"
#include "cli/display.h"
#include "cli/listing.h"
#include "cli/named.h"
#include "model/guid.h"
#include "work/system.h"

enum { SETTLE_MS = 120 * 1000 }; /* of the largest libraries, with every drive full */

static const char *word_of(DWORD type)
{
    return type == NTMS_DRIVE ? "drive" : "slot";
}

GUID *rsm_place_library(NTMS_OBJECTINFORMATIONW *place)
{
    return place->dwType == NTMS_DRIVE ? &place->Info.Drive.Library
                                       : &place->Info.StorageSlot.Library;
}

rsm_error rsm_place_find_library(struct rsm_run *run, NTMS_OBJECTINFORMATIONW *library_out)
{
    const struct rsm_argument *name = rsm_arguments_find(&run->arguments, "lf");
    rsm_error err = rsm_named_find_pair(run, "l", NTMS_LIBRARY, library_out);

    return err == ERROR_SUCCESS && name != NULL ? rsm_named_check_whole(run, name, library_out)
                                                : err;
}

rsm_error rsm_place_find(struct rsm_run *run, const char *letter, DWORD type,
                         const NTMS_OBJECTINFORMATIONW *library, NTMS_OBJECTINFORMATIONW *place_out)
{
    const char by_name[] = {letter[0], 'f', '\0'};
    const struct rsm_argument *name = rsm_arguments_find(&run->arguments, by_name);
    rsm_error err = rsm_named_find_pair_in(run, letter, type, library, place_out);

    return err == ERROR_SUCCESS && name != NULL ? rsm_named_check_whole(run, name, place_out) : err;
}

/* ---- what is there ---- */

/* What is on record of a library that is not present was so when it was. */
static rsm_error check_present(struct rsm_run *run, GUID *id)
{
    NTMS_OBJECTINFORMATIONW library;
    rsm_error err = rsm_listing_describe(run->session, id, NTMS_LIBRARY, &library);

    return err == ERROR_SUCCESS && library.dwOperationalState == NTMS_NOT_PRESENT
               ? (rsm_error)ERROR_LIBRARY_OFFLINE
               : err;
}

rsm_error rsm_place_settle(struct rsm_run *run, const GUID *library)
{
    if (rsm_system_wait_settled(library, SETTLE_MS))
        return ERROR_SUCCESS;
    return rsm_run_fail(run, ERROR_NOT_READY,
                        "what is in the library is still being found out; try again");
}

/* The cartridge that belongs into a slot and is in a drive, which has that name. */
static bool is_in_drive(struct rsm_run *run, NTMS_OBJECTINFORMATIONW *slot,
                        struct rsm_cartridge *cartridge_out, char drive_out[RSM_DISPLAY_TEXT])
{
    NTMS_OBJECTINFORMATIONW drive;
    GUID medium;

    if (rsm_contents_in_slot(run->session, slot, &medium) != ERROR_SUCCESS ||
        rsm_guid_is_null(&medium) ||
        rsm_contents_describe(run->session, &medium, cartridge_out) != ERROR_SUCCESS ||
        rsm_listing_describe(run->session, &cartridge_out->place, NTMS_DRIVE, &drive) !=
            ERROR_SUCCESS)
        return false;
    rsm_display_text(drive.szName, NTMS_OBJECTNAME_LENGTH, drive_out);
    return true;
}

/* Where the cartridge may be that is missed there. */
static rsm_error fail_empty(struct rsm_run *run, NTMS_OBJECTINFORMATIONW *place)
{
    char name[RSM_DISPLAY_TEXT];
    char drive[RSM_DISPLAY_TEXT];
    struct rsm_cartridge cartridge;

    rsm_display_text(place->szName, NTMS_OBJECTNAME_LENGTH, name);
    if (place->dwType == NTMS_STORAGESLOT && is_in_drive(run, place, &cartridge, drive))
        return rsm_run_fail(
            run, ERROR_EMPTY,
            "the slot \"%s\" is empty now: its cartridge %s is in the drive \"%s\"; "
            "it can be named by /pf",
            name, cartridge.name, drive);
    if (place->dwType == NTMS_STORAGESLOT && place->Info.StorageSlot.State == NTMS_SLOTSTATE_FULL)
        return rsm_run_fail(run, ERROR_EMPTY,
                            "no medium is on record in the %s \"%s\", though it is full; rsm "
                            "inventory finds out what is there, and rsm cleaner is for cleaners",
                            word_of(place->dwType), name);
    return rsm_run_fail(run, ERROR_EMPTY,
                        "there is no medium in the %s \"%s\"; rsm view shows what is where",
                        word_of(place->dwType), name);
}

rsm_error rsm_place_look(struct rsm_run *run, NTMS_OBJECTINFORMATIONW *place,
                         NTMS_OBJECTINFORMATIONW *medium_out)
{
    struct rsm_contents contents;
    GUID *medium = NULL;
    GUID id;
    rsm_error err;

    if (!rsm_system_wait_settled(rsm_place_library(place), SETTLE_MS))
        return ERROR_NOT_READY;
    id = place->ObjectGuid;
    err = rsm_listing_describe(run->session, &id, place->dwType, place);
    if (err == ERROR_SUCCESS)
        err = check_present(run, rsm_place_library(place));
    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_contents_read(run->session, rsm_place_library(place), &contents);
    if (err == ERROR_SUCCESS)
        medium = rsm_contents_find(&contents, &place->ObjectGuid);
    if (medium != NULL)
        err = rsm_listing_describe(run->session, medium, NTMS_PHYSICAL_MEDIA, medium_out);
    else if (err == ERROR_SUCCESS)
        err = ERROR_EMPTY;
    rsm_contents_free(&contents);
    return err;
}

rsm_error rsm_place_medium(struct rsm_run *run, NTMS_OBJECTINFORMATIONW *place,
                           NTMS_OBJECTINFORMATIONW *medium_out)
{
    rsm_error err = rsm_place_look(run, place, medium_out);

    if (err == ERROR_EMPTY)
        return fail_empty(run, place);
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "what is in the library cannot be found out");
    return ERROR_SUCCESS;
}
