/*
 * The table of subcommands.
 */
#include "cli/run.h"

#include <stddef.h>

#include "platform/text.h"

static const struct rsm_switch attach_switches[] = {
    {.name = "force", .help = "keep the address although nothing answers there now"},
    {.name = NULL},
};

static const struct rsm_switch devices_switches[] = {
    {.name = "b", .help = "nothing but the addresses, one a line"},
    {.name = NULL},
};

static const struct rsm_word identify_options[] = {
    {.word = "deferred", .value = NTMS_DISMOUNT_DEFERRED},
    {.word = NULL},
};

static const struct rsm_switch identify_switches[] = {
    {.name = "o",
     .value = RSM_VALUE_WORD,
     .words = identify_options,
     .may_be_bare = true,
     .help = "leave the cartridge in the drive until the drive is needed"},
    {.name = NULL},
};

static const struct rsm_word inventory_actions[] = {
    {.word = "fast", .value = NTMS_INVENTORY_FAST},
    {.word = "full", .value = NTMS_INVENTORY_OMID},
    {.word = "default", .value = NTMS_INVENTORY_DEFAULT},
    {.word = "none", .value = NTMS_INVENTORY_NONE},
    {.word = "stop", .value = NTMS_INVENTORY_STOP},
    {.word = NULL},
};

static const struct rsm_switch inventory_switches[] = {
    {.name = "lg",
     .value = RSM_VALUE_GUID,
     .shown = "<guid>",
     .group = "library",
     .is_required = true,
     .help = "the library, by its GUID"},
    {.name = "lf",
     .value = RSM_VALUE_TEXT,
     .shown = "<name>",
     .group = "library",
     .is_required = true,
     .help = "the library, by its name"},
    {.name = "a",
     .value = RSM_VALUE_WORD,
     .words = inventory_actions,
     .is_required = true,
     .help = "fast: bar codes, and cartridges not known yet; full: every cartridge is put into a "
             "drive and its label read; default: the library's own method; stop: end a running "
             "inventory"},
    {.name = "nowait", .help = "do not show how it goes"},
    {.name = NULL},
};

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

static const struct rsm_word view_types[] = {
    {.word = "library", .value = NTMS_LIBRARY},
    {.word = "drive", .value = NTMS_DRIVE},
    {.word = "changer", .value = NTMS_CHANGER},
    {.word = "storageslot", .value = NTMS_STORAGESLOT},
    {.word = "iedoor", .value = NTMS_IEDOOR},
    {.word = "ieport", .value = NTMS_IEPORT},
    {.word = "physical_media", .value = NTMS_PHYSICAL_MEDIA},
    {.word = "partition", .value = NTMS_PARTITION},
    {.word = "logical_media", .value = NTMS_LOGICAL_MEDIA},
    {.word = "media_pool", .value = NTMS_MEDIA_POOL},
    {.word = "media_type", .value = NTMS_MEDIA_TYPE},
    {.word = "drive_type", .value = NTMS_DRIVE_TYPE},
    {.word = "changer_type", .value = NTMS_CHANGER_TYPE},
    {.word = "librequest", .value = NTMS_LIBREQUEST},
    {.word = "oprequest", .value = NTMS_OPREQUEST},
    {.word = "opreq", .value = NTMS_OPREQUEST, .is_hidden = true},
    {.word = "computer", .value = NTMS_COMPUTER},
    {.word = NULL},
};

static const struct rsm_switch view_switches[] = {
    {.name = "t",
     .value = RSM_VALUE_WORD,
     .shown = "<type>",
     .words = view_types,
     .help = "the kind of objects: library, drive, changer, storageslot, iedoor, ieport, "
             "physical_media, partition, logical_media, media_pool, media_type, drive_type, "
             "changer_type, librequest, oprequest or computer"},
    {.name = "cg",
     .value = RSM_VALUE_GUID,
     .shown = "<guid>",
     .help = "only those in this container: media of a library or a pool, partitions of a medium, "
             "logical media of a partition ..."},
    {.name = "guiddisplay", .help = "GUIDs: behind the names, or with /b instead of them"},
    {.name = "b", .help = "nothing but the lines"},
    {.name = NULL},
};

const struct rsm_subcommand rsm_subcommands[] = {
    {
        .name = "attach",
        .summary = "Use the devices at an address from now on",
        .operand = "ADDRESS",
        .operand_is_required = true,
        .switches = attach_switches,
        .details = "ADDRESS is one of\n"
                   "  iscsi://[user[%password]@]host[:port]/target[/lun]\n"
                   "  \\\\.\\Changer0, \\\\.\\Tape0, \\\\.\\Scsi2:0:5:0\n"
                   "Without /lun all logical units of an iSCSI target are asked, and changers and "
                   "tape drives are taken.\n"
                   "What Windows shows is used without being attached. Attaching it takes back "
                   "that it was detached, and uses it although AutoConfigure is 0; it is the "
                   "device that is meant, whatever Windows calls it later.\n"
                   "All that is kept in the database. rsm devices shows what there is.",
        .needs_session = true,
        .run = rsm_run_attach,
    },
    {
        .name = "check",
        .summary = "Find records of the database that contradict others",
        .details = "Each is named with what is wrong with it, and the exit status is then 1. "
                   "Nothing is repaired; keep a copy of the database and report what "
                   "was found, since it should never come about.",
        .needs_session = true,
        .run = rsm_run_check,
    },
    {
        .name = "detach",
        .summary = "Stop using an address, or a device that Windows shows",
        .operand = "ADDRESS",
        .operand_is_required = true,
        .details = "An iSCSI address is taken off the list; write it as it was attached.\n"
                   "A device that Windows shows is left alone from then on, by all programs and "
                   "whatever Windows calls it: it is asked who it is, and nothing else. With a "
                   "changer the drives go that are on record in its library. That is how a library "
                   "is left to another product.\n"
                   "The library stays on record, with its media.",
        .needs_session = true,
        .keeps_hands_off = true,
        .run = rsm_run_detach,
    },
    {
        .name = "devices",
        .summary = "Show every device that can be seen, whose it is, and why",
        .switches = devices_switches,
        .details = "All configured addresses are asked, and on Windows what the system shows, with "
                   "a driver or without one, whether it is used or not. Devices are asked for no "
                   "more than who they are, and nothing moves, since no library is run meanwhile: "
                   "whose they are is what programs found out.\n"
                   "SCSI is the address as the system numbers it, port:bus:target:LUN; driver says "
                   "whether a driver of the system has the device. On a narrow terminal long "
                   "addresses are cut.",
        .needs_session = true,
        .keeps_hands_off = true,
        .run = rsm_run_devices,
    },
    {
        .name = "identify",
        .summary = "Read the label of the cartridge in a slot",
        .operand = "SLOT-GUID",
        .operand_is_required = true,
        .switches = identify_switches,
        .details = "The GUIDs of slots are listed by rsm view /tstorageslot /guiddisplay.",
        .needs_session = true,
        .run = rsm_run_identify,
    },
    {
        .name = "inventory",
        .summary = "Find out what a library holds",
        .switches = inventory_switches,
        .details = "The command stays until the inventory is done, since it does the work itself "
                   "unless another program works with the library.",
        .needs_session = true,
        .run = rsm_run_inventory,
    },
    {
        .name = "operator",
        .summary = "Say what becomes of requests to a person that nobody answers",
        .operand = "POLICY",
        .details = "POLICY is wait, which is what happens unless something else is said, or\n"
                   "  refuse:SECONDS\n"
                   "Then each request to a person is refused when nobody has answered it so long "
                   "after it was made, whoever made it, and the program that waits hears so. "
                   "Without POLICY the one that counts is shown.\n"
                   "It is kept in the database, and counts for all programs at once. Where "
                   "NTMS_OPERATOR is set that counts instead, and on Windows the registry value "
                   "OperatorTimeout.",
        .needs_session = true,
        .run = rsm_run_operator,
    },
    {
        .name = "pin",
        .summary = "Say which tape device a drive of a library is",
        .operand = "DRIVE-GUID",
        .operand_is_required = true,
        .switches = pin_switches,
        .details = "For changers that do not tell; otherwise the changer is believed. Without it a "
                   "drive's device is found when the first cartridge is put in.\n"
                   "The GUIDs of drives are listed by rsm view /tdrive /guiddisplay, serial "
                   "numbers of tape devices by rsm devices.\n"
                   "It counts from the next start of each program.",
        .needs_session = true,
        .run = rsm_run_pin,
    },
    {
        .name = "view",
        .summary = "Show libraries, drives, slots, media, pools and requests",
        .switches = view_switches,
        .details = "Without /t everything is shown in tables. With /t one object is shown a line, "
                   "by its name, which can be used as a value of other commands.",
        .needs_session = true,
        .run = rsm_run_view,
    },
    {
        .name = "help",
        .summary = "Tell of all commands, or of one",
        .operand = "COMMAND",
        .run = rsm_run_help,
    },
    {.name = NULL},
};

const struct rsm_subcommand *rsm_subcommand_find(const char *name)
{
    for (const struct rsm_subcommand *s = rsm_subcommands; s->name != NULL; s++) {
        if (rsm_text_same_word(s->name, name))
            return s;
    }
    return NULL;
}
