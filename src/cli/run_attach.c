/*
 * rsm attach and rsm detach: the list of device addresses that is kept in the database, and which of the
 * devices that Windows shows are used or left alone.  The interface has no function for it, so these two
 * reach into work/.
 */
#include <string.h>

#include "cli/contents.h"
#include "cli/listing.h"
#include "cli/run.h"
#include "core/session.h"
#include "model/guid.h"
#include "platform/paths.h"
#include "scsi/address.h"
#include "work/system.h"

static bool is_present(const NTMS_OBJECTINFORMATIONW *library)
{
    return (library->Info.Library.dwFlags & NTMS_LIBRARYFLAG_FIXEDOFFLINE) == 0 &&
           library->dwOperationalState != NTMS_NOT_PRESENT;
}

/* Take those out of the listing that are not here. */
static rsm_error read_present(HANDLE session, struct rsm_listing *listing_out)
{
    NTMS_OBJECTINFORMATIONW info;
    size_t kept = 0;
    rsm_error err = rsm_listing_read(session, NULL, NTMS_LIBRARY, listing_out);

    for (size_t i = 0; i < listing_out->count && err == ERROR_SUCCESS; i++) {
        err = rsm_listing_describe(session, &listing_out->ids[i], NTMS_LIBRARY, &info);
        if (err == ERROR_SUCCESS && is_present(&info))
            listing_out->ids[kept++] = listing_out->ids[i];
        if (err == ERROR_OBJECT_NOT_FOUND)
            err = ERROR_SUCCESS;
    }
    listing_out->count = kept;
    return err;
}

static bool is_among(const struct rsm_listing *listing, const GUID *id)
{
    for (size_t i = 0; i < listing->count; i++) {
        if (rsm_guid_equal(&listing->ids[i], id))
            return true;
    }
    return false;
}

static void tell_library(struct rsm_run *run, GUID *id, struct rsm_json list)
{
    NTMS_OBJECTINFORMATIONW info;
    const NTMS_LIBRARYINFORMATION *library = &info.Info.Library;
    struct rsm_json json;
    char name[RSM_DISPLAY_TEXT];

    if (rsm_listing_describe(run->session, id, NTMS_LIBRARY, &info) != ERROR_SUCCESS)
        return;
    rsm_display_text(info.szName, NTMS_OBJECTNAME_LENGTH, name);
    json = rsm_json_object(list, NULL);
    rsm_json_guid(json, "id", id);
    rsm_json_text(json, "name", name);
    rsm_json_text(json, "library_type", rsm_display_library_type(library->LibraryType));
    rsm_json_number(json, "number_of_slots", library->dwNumberOfSlots);
    rsm_json_number(json, "number_of_drives", library->dwNumberOfDrives);
    rsm_json_number(json, "number_of_ports", library->dwNumberOfPorts);
    if (library->LibraryType == NTMS_LIBRARYTYPE_STANDALONE)
        rsm_output_print(run->out, "Library \"%s\": a drive that stands alone.\n", name);
    else
        rsm_output_print(run->out, "Library \"%s\": slots %u, drives %u, ports %u.\n", name,
                         (unsigned)library->dwNumberOfSlots, (unsigned)library->dwNumberOfDrives,
                         (unsigned)library->dwNumberOfPorts);
}

/* Libraries that were not here before. */
static void tell_new(struct rsm_run *run, const struct rsm_listing *before)
{
    struct rsm_json list = rsm_json_array(run->json, "libraries");
    char variable[2];
    struct rsm_listing after;
    size_t count = 0;

    if (read_present(run->session, &after) == ERROR_SUCCESS) {
        for (size_t i = 0; i < after.count; i++) {
            if (is_among(before, &after.ids[i]))
                continue;
            tell_library(run, &after.ids[i], list);
            count++;
        }
    }
    rsm_listing_free(&after);
    if (rsm_paths_environment("NTMS_DEVICES", variable, sizeof variable) != ERROR_NOT_FOUND)
        rsm_output_print(run->out,
                         "NTMS_DEVICES is set and names all devices that are used; the "
                         "list counts when it is not.\n");
    else if (count == 0)
        rsm_output_print(run->out, "No library was found there that is not known already.\n");
}

static rsm_error fail_denied(struct rsm_run *run, const char *shown)
{
    struct rsm_adapter_address at;

    if (rsm_address_parse_adapter(shown, &at))
        return rsm_run_fail(run, ERROR_ACCESS_DENIED,
                            "%s cannot be attached: a driver of Windows has that device, which "
                            "is then used by the name that rsm devices shows, or only "
                            "administrators may (run this command as one)",
                            shown);
    if (rsm_address_is_windows(shown))
        return rsm_run_fail(run, ERROR_ACCESS_DENIED,
                            "%s cannot be attached: only administrators may (run this command "
                            "as one), or another program has the device open",
                            shown);
    return rsm_run_fail(run, ERROR_ACCESS_DENIED,
                        "%s cannot be attached: the target does not let this computer in (allow "
                        "its initiator name there), or this account may not change the list",
                        shown);
}

static rsm_error fail_attach(struct rsm_run *run, rsm_error err, const char *shown)
{
    switch (err) {
    case ERROR_BAD_PATHNAME:
        return rsm_run_fail(run, err,
                            "\"%s\" is not an address; write "
                            "iscsi://[user[%%password]@]host[:port]/target[/lun], or the name of a "
                            "device that Windows shows, such as \\\\.\\Changer0",
                            shown);
    case ERROR_ALREADY_EXISTS:
        return rsm_run_fail(run, err, "%s is attached already", shown);
    case ERROR_LOGON_FAILURE:
        return rsm_run_fail(
            run, err,
            "the target at %s does not accept the user name or the secret, so it is "
            "not attached",
            shown);
    case ERROR_BAD_DEV_TYPE:
        return rsm_run_fail(run, err,
                            "what answers at %s is neither a tape library nor a tape drive, so it "
                            "is not attached; /force attaches it nevertheless",
                            shown);
    case ERROR_SHARING_VIOLATION:
        return rsm_run_fail(run, err,
                            "another program has %s open, so it is not attached; close that "
                            "program, or use /force",
                            shown);
    case ERROR_ACCESS_DENIED:
        return fail_denied(run, shown);
    case ERROR_DATABASE_FAILURE:
    case ERROR_DATABASE_FULL:
    case ERROR_NOT_ENOUGH_MEMORY:
        return rsm_run_fail(run, err, "%s cannot be attached", shown);
    default:
        return rsm_run_fail(run, err,
                            "no device answers at %s, so it is not attached; /force attaches it "
                            "nevertheless",
                            shown);
    }
}

static rsm_error run_attach(struct rsm_run *run)
{
    const char *address = run->arguments.operand;
    char shown[RSM_ADDRESS_MAX];
    struct rsm_listing before;
    struct rsm_session *session;
    rsm_error err = read_present(run->session, &before);

    rsm_address_hide(address, shown, sizeof shown);
    rsm_json_text(run->json, "address", shown);
    if (err == ERROR_SUCCESS)
        err = rsm_session_get(run->session, &session);
    if (err == ERROR_SUCCESS) {
        err = rsm_system_attach(session, address, rsm_arguments_has(&run->arguments, "force"));
        rsm_session_release(session);
    }
    if (err == ERROR_SUCCESS) {
        rsm_output_print(run->out, "Attached %s.\n", shown);
        tell_new(run, &before);
    } else {
        (void)fail_attach(run, err, shown);
    }
    rsm_listing_free(&before);
    return err;
}

static rsm_error run_detach(struct rsm_run *run)
{
    char shown[RSM_ADDRESS_MAX];
    struct rsm_session *session;
    rsm_error err = rsm_session_get(run->session, &session);

    rsm_address_hide(run->arguments.operand, shown, sizeof shown);
    rsm_json_text(run->json, "address", shown);
    if (err == ERROR_SUCCESS) {
        err = rsm_system_detach(session, run->arguments.operand);
        rsm_session_release(session);
    }
    if (err == ERROR_NOT_FOUND && rsm_address_is_windows(shown))
        return rsm_run_fail(run, err,
                            "%s is neither attached nor a changer or tape drive that is known; see "
                            "rsm devices",
                            shown);
    if (err == ERROR_NOT_FOUND)
        return rsm_run_fail(run, err, "%s is not attached; write the address as it was attached",
                            shown);
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "%s cannot be detached", shown);
    if (rsm_address_is_windows(shown) && strcmp(shown, RSM_ADDRESS_WINDOWS) != 0)
        rsm_output_print(
            run->out,
            "Detached %s.  It is left alone from now on, whatever its name will be; rsm attach "
            "takes it back.\nWhat is on record stays.  Without its changer a library is not "
            "present; without one drive it goes on with the others.\n",
            shown);
    else
        rsm_output_print(
            run->out,
            "Detached %s.  Its library stays on record, with its media, as not present.\n", shown);
    return ERROR_SUCCESS;
}

static const struct rsm_switch attach_switches[] = {
    {.name = "force", .help = "keep the address although nothing answers there now"},
    {.name = NULL},
};

const struct rsm_subcommand rsm_subcommand_attach = {
    .name = "attach",
    .subject = RSM_SUBJECT_DEVICES,
    .summary = "Use the devices at an address from now on",
    .operand = "ADDRESS",
    .operand_is_required = true,
    .switches = attach_switches,
    .details =
        "ADDRESS is one of\n"
        "  iscsi://[user[%password]@]host[:port]/target[/lun]\n"
        "  \\\\.\\Changer0, \\\\.\\Tape0, \\\\.\\Scsi2:0:5:0\n"
        "Without /lun all logical units of an iSCSI target are asked, and changers and "
        "tape drives are taken.\n"
        "What Windows shows is used without being attached. Attaching it takes back "
        "that it was detached, and uses it although AutoConfigure is 0; it is the "
        "device that is meant, whatever Windows calls it later.\n"
        "All that is kept in the database. rsm devices shows what there is.",
    .has_facts = true,
    .needs_session = true,
    .run = run_attach,
};

const struct rsm_subcommand rsm_subcommand_detach = {
    .name = "detach",
    .subject = RSM_SUBJECT_DEVICES,
    .summary = "Stop using an address, or a device that Windows shows",
    .operand = "ADDRESS",
    .operand_is_required = true,
    .details =
        "An iSCSI address is taken off the list; write it as it was attached.\n"
        "A device that Windows shows is left alone from then on, by all programs and "
        "whatever Windows calls it: it is asked who it is, and nothing else. With a "
        "changer the drives go that are on record in its library. That is how a library "
        "is left to another product.\n"
        "The library stays on record, with its media.",
    .has_facts = true,
    .needs_session = true,
    .keeps_hands_off = true,
    .run = run_detach,
};
