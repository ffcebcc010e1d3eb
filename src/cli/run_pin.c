/*
 * rsm pin: which tape device a drive is, said by an administrator.  The interface has no function for
 * it, so this reaches into work/.
 */
#include "cli/display.h"
#include "cli/named.h"
#include "cli/run.h"
#include "core/session.h"
#include "work/drive_pin.h"

static rsm_error fail_pin(struct rsm_run *run, rsm_error err, const char *drive, const char *serial)
{
    switch (err) {
    case ERROR_INVALID_PARAMETER:
        return rsm_run_fail(run, err, "\"%.80s\" cannot be the serial number of a device", serial);
    case ERROR_ALREADY_EXISTS:
        return rsm_run_fail(run, err,
                            "another drive is pinned to the tape device %s; take that back first, "
                            "with /r",
                            serial);
    case ERROR_NOT_FOUND:
        return rsm_run_fail(run, err, "\"%s\" is not pinned", drive);
    default:
        return rsm_run_fail(run, err, "\"%s\" cannot be pinned", drive);
    }
}

static rsm_error pin(struct rsm_run *run, NTMS_OBJECTINFORMATIONW *drive)
{
    const struct rsm_argument *given = rsm_arguments_find(&run->arguments, "s");
    const char *serial = given != NULL ? given->text : NULL;
    char name[RSM_DISPLAY_TEXT];
    struct rsm_session *session;
    rsm_error err = rsm_session_get(run->session, &session);

    rsm_display_text(drive->szName, NTMS_OBJECTNAME_LENGTH, name);
    if (err == ERROR_SUCCESS) {
        err = rsm_drive_pin(session, &drive->ObjectGuid, serial);
        rsm_session_release(session);
    }
    if (err != ERROR_SUCCESS)
        return fail_pin(run, err, name, serial);
    rsm_json_guid(run->json, "drive", &drive->ObjectGuid);
    rsm_json_text(run->json, "drive_name", name);
    if (serial != NULL)
        rsm_json_text(run->json, "serial_number", serial);
    else
        rsm_json_null(run->json, "serial_number");
    if (serial != NULL)
        rsm_output_print(run->out, "\"%s\" is pinned to the tape device %s.\n", name, serial);
    else
        rsm_output_print(run->out, "\"%s\" is not pinned any more.\n", name);
    rsm_output_print(run->out, "That counts from the next start of each program.\n");
    return ERROR_SUCCESS;
}

static rsm_error run_pin(struct rsm_run *run)
{
    NTMS_OBJECTINFORMATIONW library;
    NTMS_OBJECTINFORMATIONW drive;
    rsm_error err = rsm_named_find_pair(run, "l", NTMS_LIBRARY, &library);

    if (err == ERROR_SUCCESS)
        err = rsm_named_find_text(run, run->arguments.operand, NTMS_DRIVE, &library, &drive);
    return err == ERROR_SUCCESS ? pin(run, &drive) : err;
}

static const struct rsm_switch pin_switches[] = {
    {.name = "s",
     .value = RSM_VALUE_TEXT,
     .shown = "<serial>",
     .group = "device",
     .is_required = true,
     .help = "the tape device, by its serial number"},
    {.name = "r",
     .group = "device",
     .is_required = true,
     .help = "take back what was said of the drive"},
    RSM_NAMED_PAIR("l", "library", false, "the library that the drive is in, by its GUID",
                   "the library that the drive is in, by its name"),
    {.name = NULL},
};

const struct rsm_subcommand rsm_subcommand_pin = {
    .name = "pin",
    .subject = RSM_SUBJECT_DEVICES,
    .summary = "Say which tape device a drive of a library is",
    .operand = "DRIVE",
    .operand_is_required = true,
    .switches = pin_switches,
    .details =
        "For changers that do not tell; otherwise the changer is believed. Without it a "
        "drive's device is found when the first cartridge is put in.\n"
        "DRIVE is the name of a drive, such as \"Drive 1\", or its GUID. Where several libraries "
        "have a drive of that name, say which library is meant. rsm view /tdrive /guiddisplay "
        "lists them, rsm devices the serial numbers of tape devices.\n"
        "It counts from the next start of each program.",
    .has_facts = true,
    .needs_session = true,
    .run = run_pin,
};
