/*
 * rsm mount: has a cartridge put into a drive for another program.  It stays mounted when the command ends, and
 * belongs to nobody then; rsm dismount, or a program, ends the mount.
 */
#include <string.h>

#include "cli/display.h"
#include "cli/follow.h"
#include "cli/listing.h"
#include "cli/named.h"
#include "cli/place.h"
#include "cli/sides.h"
#include "model/guid.h"
#include "platform/thread.h"

struct mounting {
    struct rsm_run *run;
    struct rsm_sides sides;
    GUID side;
    GUID drive; /* wanted, and then the one that has it */
    DWORD options;
    int priority;
    DWORD timeout_ms;
};

/* ---- what ---- */

/* The library of the changer that was named; its dwType is 0 when none was. */
static rsm_error find_library(struct rsm_run *run, NTMS_OBJECTINFORMATIONW *library_out)
{
    NTMS_OBJECTINFORMATIONW changer;
    rsm_error err = rsm_place_find(run, "c", NTMS_CHANGER, NULL, &changer);

    memset(library_out, 0, sizeof *library_out);
    if (err != ERROR_SUCCESS || changer.dwType == 0)
        return err;
    err = rsm_listing_describe(run->session, &changer.Info.Changer.Library, NTMS_LIBRARY,
                               library_out);
    return err == ERROR_SUCCESS
               ? err
               : rsm_run_fail(run, err, "the library of the changer cannot be found");
}

/* What is there now: a person may have changed it while nobody ran the library. */
static rsm_error read_slot(struct rsm_run *run, NTMS_OBJECTINFORMATIONW *slot,
                           struct rsm_sides *sides_out)
{
    NTMS_OBJECTINFORMATIONW medium;
    char name[RSM_DISPLAY_TEXT];
    rsm_error err = rsm_place_medium(run, slot, &medium);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_display_text(slot->szName, NTMS_OBJECTNAME_LENGTH, name);
    err = rsm_sides_read(run->session, &medium.ObjectGuid, sides_out);
    return err == ERROR_SUCCESS
               ? err
               : rsm_run_fail(run, err, "the cartridge in \"%s\" cannot be read", name);
}

static rsm_error find_in_slot(struct rsm_run *run, struct rsm_sides *sides_out)
{
    NTMS_OBJECTINFORMATIONW library;
    NTMS_OBJECTINFORMATIONW slot;
    rsm_error err = find_library(run, &library);

    if (err == ERROR_SUCCESS)
        err = rsm_place_find(run, "s", NTMS_STORAGESLOT, &library, &slot);
    return err == ERROR_SUCCESS ? read_slot(run, &slot, sides_out) : err;
}

static bool has_slot(const struct rsm_run *run)
{
    return rsm_arguments_has(&run->arguments, "sg") || rsm_arguments_has(&run->arguments, "sf");
}

static bool has_changer(const struct rsm_run *run)
{
    return rsm_arguments_has(&run->arguments, "cg") || rsm_arguments_has(&run->arguments, "cf");
}

static rsm_error find_side(struct mounting *mounting)
{
    struct rsm_run *run = mounting->run;
    struct rsm_sides *sides = &mounting->sides;
    rsm_error err =
        has_slot(run) ? find_in_slot(run, sides) : rsm_sides_find(run, RSM_SIDES_WHOLE, sides);

    if (err != ERROR_SUCCESS)
        return err;
    if (sides->named == sides->count && sides->count != 1)
        return rsm_run_fail(run, ERROR_INVALID_MEDIA,
                            "the cartridge has %zu sides; name one of them", sides->count);
    mounting->side = sides->sides[sides->named < sides->count ? sides->named : 0].ObjectGuid;
    return ERROR_SUCCESS;
}

/* ---- how ---- */

/* Names of drives are those of the library that has the cartridge. */
static rsm_error find_drive(struct mounting *mounting)
{
    struct rsm_run *run = mounting->run;
    GUID id = mounting->sides.medium.Info.PhysicalMedia.CurrentLibrary;
    NTMS_OBJECTINFORMATIONW library;
    NTMS_OBJECTINFORMATIONW drive;
    rsm_error err = rsm_listing_describe(run->session, &id, NTMS_LIBRARY, &library);

    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "the library of the cartridge cannot be read");
    if ((library.Info.Library.dwFlags & NTMS_LIBRARYFLAG_FIXEDOFFLINE) != 0)
        memset(&library, 0, sizeof library); /* it may be brought into any */
    err = rsm_named_find_pair_in(run, "d", NTMS_DRIVE, &library, &drive);
    if (err != ERROR_SUCCESS)
        return err;
    if (drive.dwType != 0)
        mounting->options |= NTMS_MOUNT_SPECIFIC_DRIVE;
    else if ((mounting->options & NTMS_MOUNT_SPECIFIC_DRIVE) != 0)
        return rsm_run_misuse(run, "/odrive wants the drive: /dg<guid> or /df<name>");
    mounting->drive = drive.ObjectGuid;
    return ERROR_SUCCESS;
}

static rsm_error read_switches(struct mounting *mounting)
{
    const struct rsm_arguments *arguments = &mounting->run->arguments;
    const struct rsm_argument *priority = rsm_arguments_find(arguments, "r");
    const struct rsm_argument *timeout = rsm_arguments_find(arguments, "t");

    if (has_changer(mounting->run) && !has_slot(mounting->run))
        return rsm_run_misuse(mounting->run, "a changer is named, but not the slot: /sg or /sf");
    for (size_t i = 0; i < arguments->count; i++) {
        if (strcmp(arguments->given[i].which->name, "o") == 0)
            mounting->options |= arguments->given[i].number;
    }
    mounting->priority = priority != NULL ? (int)priority->number : NTMS_PRIORITY_NORMAL;
    mounting->timeout_ms = timeout != NULL ? timeout->number : RSM_FOREVER;
    if (!rsm_follow_is_wanted(mounting->run))
        mounting->options |= NTMS_MOUNT_ERROR_NOT_AVAILABLE | NTMS_MOUNT_ERROR_OFFLINE;
    return ERROR_SUCCESS;
}

/* ---- telling ---- */

static void tell_line(const struct rsm_run *run, const char *label, const char *text)
{
    if (!rsm_arguments_has(&run->arguments, "b") && text[0] != '\0')
        rsm_output_print(run->out, "%-16s%s\n", label, text);
}

/* Where it is, for a script with a GUID, and for the program that is to use it. */
static rsm_error tell_drive(struct mounting *mounting)
{
    struct rsm_run *run = mounting->run;
    NTMS_OBJECTINFORMATIONW drive;
    const NTMS_DRIVEINFORMATIONW *info = &drive.Info.Drive;
    char text[RSM_DISPLAY_TEXT];
    char guid[RSM_DISPLAY_GUID];
    rsm_error err;

    rsm_display_guid(&mounting->drive, guid);
    if (rsm_arguments_has(&run->arguments, "b"))
        rsm_output_print(run->out, "%s\n", guid);
    tell_line(run, "Drive", guid);
    rsm_json_guid(run->json, "drive", &mounting->drive);
    err = rsm_listing_describe(run->session, &mounting->drive, NTMS_DRIVE, &drive);
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "it is mounted, but the record of its drive cannot be read");
    rsm_display_text(drive.szName, NTMS_OBJECTNAME_LENGTH, text);
    tell_line(run, "Drive name", text);
    rsm_json_text(run->json, "drive_name", text);
    rsm_display_text(info->szDeviceName, sizeof info->szDeviceName / sizeof info->szDeviceName[0],
                     text);
    tell_line(run, "Device", text);
    rsm_json_text(run->json, "device_name", text);
    return ERROR_SUCCESS;
}

static void tell_request(struct rsm_run *run, const struct rsm_follow *follow)
{
    struct rsm_follow_result result;

    if (rsm_follow_get(follow, 0, &result))
        rsm_follow_json(run->json, &result);
}

static rsm_error fail_mount(struct mounting *mounting, rsm_error error, const char *name)
{
    struct rsm_run *run = mounting->run;
    bool waits = (mounting->options & NTMS_MOUNT_ERROR_NOT_AVAILABLE) == 0;

    switch (error) {
    case ERROR_BUSY:
        return rsm_run_fail(run, error,
                            "the cartridge \"%s\" is not mounted: others use it or the drives; %s",
                            name,
                            waits ? "rsm view shows what is where"
                                  : "without /nowait and /oerrunavail it is waited for");
    case ERROR_TIMEOUT:
        return rsm_run_fail(
            run, error, "the cartridge \"%s\" is not mounted: it took longer than /t allows", name);
    case ERROR_MEDIA_OFFLINE:
        return rsm_run_fail(run, error,
                            "the cartridge \"%s\" is not mounted: it is in no library; rsm inject "
                            "lets it into one",
                            name);
    default:
        return rsm_run_fail(run, error, "the cartridge \"%s\" is not mounted", name);
    }
}

static rsm_error tell(struct mounting *mounting, rsm_error error)
{
    struct rsm_run *run = mounting->run;
    char name[RSM_DISPLAY_TEXT];
    rsm_error err;

    rsm_sides_name(&mounting->sides, name);
    rsm_sides_tell(run, &mounting->sides);
    if (error != ERROR_SUCCESS)
        return fail_mount(mounting, error, name);
    err = tell_drive(mounting);
    tell_line(run, "Cartridge", name);
    return err == ERROR_SUCCESS ? rsm_run_succeed(run) : err;
}

/* ---- doing ---- */

static rsm_error call_mount(void *context)
{
    struct mounting *mounting = context;

    return MountNtmsMedia(mounting->run->session, &mounting->side, &mounting->drive, 1,
                          mounting->options, mounting->priority, mounting->timeout_ms, NULL);
}

/* With /nowait. */
static rsm_error call_unseen(struct rsm_follow *follow, struct mounting *mounting)
{
    rsm_error err = call_mount(mounting);

    (void)rsm_follow_once(follow);
    return err;
}

static rsm_error mount(struct mounting *mounting)
{
    struct rsm_follow follow;
    rsm_error err = rsm_follow_begin(mounting->run, &follow);

    if (err == ERROR_SUCCESS)
        err = rsm_follow_is_wanted(mounting->run) ? rsm_follow_call(&follow, call_mount, mounting)
                                                  : call_unseen(&follow, mounting);
    tell_request(mounting->run, &follow);
    rsm_follow_end(&follow);
    return tell(mounting, err);
}

static rsm_error run_mount(struct rsm_run *run)
{
    struct mounting mounting = {.run = run};
    rsm_error err = read_switches(&mounting);

    if (err == ERROR_SUCCESS)
        err = find_side(&mounting);
    if (err == ERROR_SUCCESS)
        err = find_drive(&mounting);
    if (err == ERROR_SUCCESS)
        err = mount(&mounting);
    rsm_sides_free(&mounting.sides);
    return err;
}

/* ---- the command ---- */

static const struct rsm_word mount_options[] = {
    {.word = "read", .value = NTMS_MOUNT_READ},
    {.word = "write", .value = NTMS_MOUNT_WRITE},
    {.word = "errunavail", .value = NTMS_MOUNT_ERROR_NOT_AVAILABLE},
    {.word = "offline", .value = NTMS_MOUNT_ERROR_OFFLINE},
    {.word = "drive", .value = NTMS_MOUNT_SPECIFIC_DRIVE},
    {.word = NULL},
};

static const struct rsm_switch mount_switches[] = {
    RSM_NAMED_PAIR("l", "medium", true, "the logical medium, by its GUID",
                   "the logical medium, by its whole name"),
    RSM_NAMED_PAIR("p", "medium", true, "the side, by its GUID or that of its cartridge",
                   "the side, by its whole name or that of its cartridge"),
    RSM_NAMED_PAIR("s", "medium", true, "what is in a slot, by its GUID",
                   "what is in a slot, by its whole name"),
    RSM_NAMED_PAIR("c", "changer", false, "the changer of that slot, by its GUID",
                   "the changer of that slot, by its whole name"),
    RSM_NAMED_PAIR("d", "drive", false, "into this drive and no other, by its GUID",
                   "into this drive and no other, by its name"),
    {.name = "o",
     .value = RSM_VALUE_WORD,
     .words = mount_options,
     .may_repeat = true,
     .help = "read, write: what it is for, a completed medium being for reading only; errunavail: "
             "do not wait for a drive or a cartridge that others use; offline: do not have a "
             "person asked for one that is not in a library; drive: as /d says. May be repeated"},
    RSM_FOLLOW_PRIORITY,
    {.name = "t",
     .value = RSM_VALUE_NUMBER,
     .shown = "<ms>",
     .help = "give up after so many milliseconds; else it may take for ever"},
    RSM_FOLLOW_WAIT,
    {.name = "nowait",
     .group = "wait",
     .help = "show nothing, and fail where a person, a drive or a cartridge would have to be "
             "waited for"},
    {.name = "b", .help = "print nothing but the GUID of the drive"},
    {.name = NULL},
};

const struct rsm_subcommand rsm_subcommand_mount = {
    .name = "mount",
    .subject = RSM_SUBJECT_MEDIA,
    .summary = "Put a cartridge into a drive, for another program to use",
    .switches = mount_switches,
    .usage =
        "{/lg<guid> | /lf<name>}\n"
        "{/pg<guid> | /pf<name>}\n"
        "{/sg<guid> | /sf<name>} [/cg<guid> | /cf<name>]",
    .has_facts = true,
    .details =
        "Before this ends well, the label of the cartridge is compared with the one on record. "
        "It stays mounted, whatever programs come and go, until rsm dismount or a program "
        "dismounts it, and Removable Storage does not touch the drive meanwhile.\n"
        "Where a person is needed, that is said with the way to answer.",
    .needs_session = true,
    .run = run_mount,
};
