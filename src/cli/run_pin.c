/*
 * rsm pin: which tape device a drive is, said by an administrator.  The interface has no function for
 * it, so this reaches into work/.
 */
#include "cli/display.h"
#include "cli/listing.h"
#include "cli/run.h"
#include "core/session.h"
#include "model/guid.h"
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
    if (serial != NULL)
        rsm_output_print(run->out, "\"%s\" is pinned to the tape device %s.\n", name, serial);
    else
        rsm_output_print(run->out, "\"%s\" is not pinned any more.\n", name);
    rsm_output_print(run->out, "That counts from the next start of each program.\n");
    return ERROR_SUCCESS;
}

static rsm_error run_pin(struct rsm_run *run)
{
    NTMS_OBJECTINFORMATIONW drive;
    GUID id;
    rsm_error err;

    if (!rsm_guid_parse(run->arguments.operand, &id))
        return rsm_run_fail(run, ERROR_INVALID_PARAMETER,
                            "\"%.60s\" is not a GUID of a drive; rsm view /tdrive /guiddisplay "
                            "lists them",
                            run->arguments.operand);
    err = rsm_listing_describe(run->session, &id, NTMS_DRIVE, &drive);
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "the drive %s cannot be found", run->arguments.operand);
    return pin(run, &drive);
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
    {.name = NULL},
};

const struct rsm_subcommand rsm_subcommand_pin = {
    .name = "pin",
    .subject = RSM_SUBJECT_DEVICES,
    .summary = "Say which tape device a drive of a library is",
    .operand = "DRIVE-GUID",
    .operand_is_required = true,
    .switches = pin_switches,
    .details =
        "For changers that do not tell; otherwise the changer is believed. Without it a "
        "drive's device is found when the first cartridge is put in.\n"
        "The GUIDs of drives are listed by rsm view /tdrive /guiddisplay, serial "
        "numbers of tape devices by rsm devices.\n"
        "It counts from the next start of each program.",
    .needs_session = true,
    .run = run_pin,
};
