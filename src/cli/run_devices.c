/*
 * rsm devices: every device that can be seen, and why it is used or is not.  The interface has no function
 * for it, so this reaches into work/.
 */
#include <stdio.h>
#include <string.h>

#include "cli/run.h"
#include "cli/table.h"
#include "platform/text.h"
#include "scsi/address.h"
#include "work/drive_map.h"
#include "work/survey.h"
#include "work/system.h"

enum {
    WORDS = 2 * RSM_ADDRESS_MAX, /* room for a sentence with an address in it */
    TAIL = 24                    /* columns of a long address that stay, its end */
};

/* ---- one device ---- */

/* Peripheral device types of SPC-4, those that are met; NULL for the others. */
static const char *known_type(uint8_t type)
{
    static const char *const words[] = {
        [0x00] = "disk",
        [RSM_DEVICE_TAPE] = "tape drive",
        [0x03] = "processor",
        [0x05] = "CD or DVD drive",
        [0x07] = "optical disk",
        [RSM_DEVICE_CHANGER] = "changer",
        [0x0C] = "controller",
        [0x0D] = "enclosure",
        [RSM_DEVICE_UNKNOWN] = "unknown",
    };

    return type < sizeof words / sizeof words[0] ? words[type] : NULL;
}

static const char *type_words(uint8_t type)
{
    return known_type(type) != NULL ? known_type(type) : "other";
}

static void add_type(struct rsm_table *table, uint8_t type)
{
    if (known_type(type) != NULL)
        rsm_table_add(table, "%s", known_type(type));
    else
        rsm_table_add(table, "type %02Xh", type);
}

static void add_row(struct rsm_table *table, const struct rsm_surveyed *device)
{
    const struct rsm_found *found = &device->found;
    const struct rsm_transport_facts *facts = &found->facts;
    bool is_system = device->transport != NULL && device->transport->is_system;

    rsm_table_add(table, "%s", found->shown);
    add_type(table, found->type);
    rsm_table_add(table, "%s%s%s", found->vendor, found->vendor[0] != '\0' ? " " : "",
                  found->product);
    rsm_table_add(table, "%s", found->serial);
    if (facts->has_scsi_address)
        rsm_table_add(table, "%u:%u:%u:%u", facts->port, facts->bus, facts->target, facts->lun);
    else
        rsm_table_add(table, "%s", "");
    rsm_table_add(table, "%s", !is_system ? "" : facts->is_claimed ? "yes" : "no");
    rsm_table_add(table, "%s", found->revision);
    rsm_table_add(table, "%s", device->transport != NULL ? device->transport->name : "");
}

/* ---- why ---- */

static void say_failure(const struct rsm_surveyed *device, char words[WORDS])
{
    rsm_error err = device->error;

    if (err == ERROR_ACCESS_DENIED && device->transport != NULL && device->transport->is_system)
        snprintf(words, WORDS,
                 "may not be opened by this account: start the command prompt as administrator");
    else if (err == ERROR_BAD_PATHNAME)
        snprintf(words, WORDS, "is no address: see rsm help attach");
    else
        snprintf(words, WORDS, "no answer (%s): %s", rsm_error_name(err), rsm_error_text(err));
}

static void say_doubt(const struct rsm_surveyed *device, char words[WORDS])
{
    if (device->perhaps[0] != '\0')
        snprintf(words, WORDS,
                 "not used yet: it may be a drive of the changer at %s, which cannot be asked now",
                 device->perhaps);
    else
        snprintf(words, WORDS,
                 "not used yet: it may belong to an address that has not answered; detach those "
                 "that never will");
}

/* Reasons that name nothing. */
static const char *const plain_reasons[] = {
    [RSM_SURVEY_OTHER] = "not ours: neither a changer nor a tape drive",
    [RSM_SURVEY_LEFT] = "left alone, as was said by rsm detach; rsm attach takes it back",
    [RSM_SURVEY_NOT_NAMED] = "not used: NTMS_DEVICES names others",
    [RSM_SURVEY_NOT_AUTOMATIC] = "not used: AutoConfigure is 0; rsm attach makes it ours",
    [RSM_SURVEY_IN_USE] = "in use: another program has it open for itself alone",
    [RSM_SURVEY_NEW] = "not known yet: used as soon as a program, or rsm view, is started",
    [RSM_SURVEY_UNUSABLE] = "answers, but could not be used; NTMS_LOG tells why",
};

/* What it has to do with a library, or why with none. */
static void say_reason(const struct rsm_surveyed *device, char words[WORDS])
{
    const char *library = device->library;

    switch (device->reason) {
    case RSM_SURVEY_CHANGER:
        snprintf(words, WORDS, "changer of library \"%s\"", library);
        break;
    case RSM_SURVEY_DRIVE:
        snprintf(words, WORDS, "drive %u of library \"%s\"%s%s", (unsigned)device->drive, library,
                 device->known_by != RSM_KNOWN_BY_NOTHING ? ", " : "",
                 rsm_drive_map_how(device->known_by));
        break;
    case RSM_SURVEY_ALONE:
        snprintf(words, WORDS, "stands alone: library \"%s\"", library);
        break;
    case RSM_SURVEY_SPARE:
        snprintf(words, WORDS,
                 "may be a drive of library \"%s\"; the next cartridge that is put into one "
                 "shows it",
                 library);
        break;
    case RSM_SURVEY_OF_LEFT:
        snprintf(words, WORDS,
                 "not used: it may be a drive of the changer at %s, which is left alone; rsm "
                 "attach makes it ours",
                 device->perhaps);
        break;
    case RSM_SURVEY_SILENT:
        say_failure(device, words);
        break;
    case RSM_SURVEY_WAITS:
        say_doubt(device, words);
        break;
    default:
        snprintf(words, WORDS, "%s", plain_reasons[device->reason]);
        break;
    }
}

/* It is known whose it is, and is not used all the same. */
static bool is_missed_by_library(const struct rsm_surveyed *device)
{
    return device->library[0] != '\0' &&
           (device->reason == RSM_SURVEY_IN_USE || device->reason == RSM_SURVEY_SILENT ||
            device->reason == RSM_SURVEY_LEFT);
}

/* What is not used although it could be, or will be. */
static enum rsm_paint paint_of(enum rsm_survey_reason reason)
{
    switch (reason) {
    case RSM_SURVEY_SILENT:
    case RSM_SURVEY_IN_USE:
    case RSM_SURVEY_UNUSABLE:
        return RSM_PAINT_BAD;
    case RSM_SURVEY_NEW:
    case RSM_SURVEY_WAITS:
    case RSM_SURVEY_SPARE:
    case RSM_SURVEY_NOT_AUTOMATIC:
        return RSM_PAINT_ATTENTION;
    default:
        return RSM_PAINT_PLAIN;
    }
}

static void add_notes(struct rsm_table *table, const struct rsm_surveyed *device)
{
    char words[WORDS];

    say_reason(device, words);
    if (!is_missed_by_library(device))
        rsm_table_note(table, "%s", words);
    else if (device->drive != 0)
        rsm_table_note(table, "drive %u of library \"%s\"; %s", (unsigned)device->drive,
                       device->library, words);
    else
        rsm_table_note(table, "library \"%s\"; %s", device->library, words);
    rsm_table_paint_note(table, paint_of(device->reason));
    if (device->used_at[0] != '\0')
        rsm_table_note(table, "the same device is used at %s", device->used_at);
    if (device->name[0] != '\0' && strcmp(device->name, device->found.shown) != 0)
        rsm_table_note(table, "programs open it as %s", device->name);
}

/* ---- for programs ---- */

static const char *const reason_words[] = {
    [RSM_SURVEY_OTHER] = "other",         [RSM_SURVEY_LEFT] = "left",
    [RSM_SURVEY_NOT_NAMED] = "not named", [RSM_SURVEY_NOT_AUTOMATIC] = "not automatic",
    [RSM_SURVEY_IN_USE] = "in use",       [RSM_SURVEY_NEW] = "new",
    [RSM_SURVEY_UNUSABLE] = "unusable",   [RSM_SURVEY_CHANGER] = "changer",
    [RSM_SURVEY_DRIVE] = "drive",         [RSM_SURVEY_ALONE] = "alone",
    [RSM_SURVEY_SPARE] = "spare",         [RSM_SURVEY_OF_LEFT] = "of a changer left",
    [RSM_SURVEY_SILENT] = "silent",       [RSM_SURVEY_WAITS] = "waits",
};

static void add_number(struct rsm_json device, const char *key, bool is_known, unsigned number)
{
    if (is_known)
        rsm_json_number(device, key, number);
    else
        rsm_json_null(device, key);
}

static void add_scsi_address(struct rsm_json device, const struct rsm_transport_facts *facts)
{
    add_number(device, "scsi_port", facts->has_scsi_address, facts->port);
    add_number(device, "scsi_bus", facts->has_scsi_address, facts->bus);
    add_number(device, "scsi_target", facts->has_scsi_address, facts->target);
    add_number(device, "scsi_lun", facts->has_scsi_address, facts->lun);
}

static void add_facts(struct rsm_json list, const struct rsm_surveyed *device)
{
    const struct rsm_found *found = &device->found;
    struct rsm_json json = rsm_json_object(list, NULL);
    bool is_system = device->transport != NULL && device->transport->is_system;
    char words[WORDS];

    say_reason(device, words);
    rsm_json_text(json, "address", found->shown);
    rsm_json_text(json, "scsi_type", type_words(found->type));
    rsm_json_text(json, "vendor", found->vendor);
    rsm_json_text(json, "product", found->product);
    rsm_json_text(json, "revision", found->revision);
    rsm_json_text(json, "serial_number", found->serial);
    add_scsi_address(json, &found->facts);
    if (is_system)
        rsm_json_flag(json, "has_driver", found->facts.is_claimed);
    else
        rsm_json_null(json, "has_driver");
    rsm_json_text(json, "transport", device->transport != NULL ? device->transport->name : "");
    rsm_json_text(json, "state", reason_words[device->reason]);
    rsm_json_text(json, "reason", words);
    rsm_json_text(json, "library_name", device->library);
    add_number(json, "drive_number", device->drive != 0, device->drive);
    rsm_json_text(json, "used_at", device->used_at);
    rsm_json_text(json, "device_name", device->name);
    rsm_json_number(json, "error_code", device->error);
}

/* ---- all of them ---- */

static rsm_error print_table(const struct rsm_run *run, const struct rsm_survey *survey)
{
    static const struct rsm_column columns[] = {
        {"Address", RSM_LEFT_END, TAIL, false},
        {"Type", RSM_LEFT, 0, false},
        {"Device", RSM_LEFT, 20, false},
        {"Serial number", RSM_LEFT, 13, false},
        {"SCSI", RSM_LEFT, 0, true},
        {"Driver", RSM_LEFT, 0, true},
        {"Revision", RSM_LEFT, 0, true},
        {"Transport", RSM_LEFT, 0, true},
    };
    struct rsm_table table;
    rsm_error err;

    rsm_table_begin(&table, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < survey->count; i++) {
        add_row(&table, &survey->devices[i]);
        add_notes(&table, &survey->devices[i]);
    }
    rsm_output_print(run->out, "\n");
    err = rsm_table_print(&table, run->out);
    rsm_table_end(&table);
    return err;
}

static void tell_of_nothing(const struct rsm_run *run, const struct rsm_survey *survey)
{
    if (!survey->has_system) {
        rsm_output_print(run->out,
                         "No device is known. Attach one: rsm attach "
                         "iscsi://host[:port]/target\n");
        return;
    }
    rsm_output_print(
        run->out,
        "Windows shows neither a changer nor a tape drive. Look whether\n"
        "  - Device Manager shows it, under Tape drives, Medium Changer devices, or Other\n"
        "    devices; if not, it is Windows that does not see it: cable, power, the\n"
        "    driver of the adapter, the connection in iSCSI Initiator\n"
        "  - this command runs as administrator: devices without a driver are hidden\n"
        "    from others\n"
        "A library that the DLL is to reach over iSCSI by itself is attached:\n"
        "rsm attach iscsi://host[:port]/target\n");
}

static rsm_error run_devices(struct rsm_run *run)
{
    struct rsm_survey survey;
    struct rsm_json list = rsm_json_array(run->json, "devices");
    rsm_error err = rsm_system_survey(&survey);

    for (size_t i = 0; err == ERROR_SUCCESS && i < survey.count; i++)
        add_facts(list, &survey.devices[i]);
    if (err == ERROR_SUCCESS && rsm_arguments_has(&run->arguments, "b")) {
        for (size_t i = 0; i < survey.count; i++)
            rsm_output_print(run->out, "%s\n", survey.devices[i].found.shown);
    } else if (err == ERROR_SUCCESS && survey.count == 0) {
        tell_of_nothing(run, &survey);
    } else if (err == ERROR_SUCCESS) {
        err = print_table(run, &survey);
    }
    rsm_survey_free(&survey);
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "the devices cannot be listed");
    return ERROR_SUCCESS;
}

static const struct rsm_switch devices_switches[] = {
    {.name = "b", .help = "nothing but the addresses, one a line"},
    {.name = NULL},
};

const struct rsm_subcommand rsm_subcommand_devices = {
    .name = "devices",
    .subject = RSM_SUBJECT_DEVICES,
    .summary = "Show every device that can be seen, whose it is, and why",
    .switches = devices_switches,
    .details =
        "All configured addresses are asked, and on Windows what the system shows, with "
        "a driver or without one, whether it is used or not. Devices are asked for no "
        "more than who they are, and nothing moves, since no library is run meanwhile: "
        "whose they are is what programs found out.\n"
        "SCSI is the address as the system numbers it, port:bus:target:LUN; driver says "
        "whether a driver of the system has the device. On a narrow terminal long "
        "addresses are cut.",
    .has_facts = true,
    .needs_session = true,
    .keeps_hands_off = true,
    .run = run_devices,
};
