/*
 * One command on its way through the devices, and the table of all that they know.
 */
#ifndef RSM_TEST_HOSTILE_CALL_H
#define RSM_TEST_HOSTILE_CALL_H

#include "support/hostile/library.h"

struct hostile_call;

enum hostile_passes {                               /* what does not stop a command */
                      HOSTILE_PASSES_ATTENTION = 1, /* a unit attention */
                      HOSTILE_PASSES_RESERVED = 2,  /* another session's reservation */
                      HOSTILE_PASSES_DOOR = 4       /* an open door */
};

struct hostile_command {
    uint8_t opcode;
    const char *name; /* as rules and the log write it */
    unsigned passes;
    void (*changer)(struct hostile_call *call); /* NULL: 5/20/00 */
    void (*drive)(struct hostile_call *call);
};

struct hostile_call {
    struct hostile_target *target;
    const struct hostile_task *task;
    const uint8_t *cdb;
    struct hostile_verdict *verdict;
    unsigned number; /* of the session */
    struct hostile_nexus *nexus;
    uint32_t drive;            /* HOSTILE_NOWHERE: the changer */
    struct hostile_unit *unit; /* NULL: there is no such logical unit */
    const struct hostile_command *command;
    struct hostile_sense_data sense;     /* what it failed with; not given: it did not */
    struct hostile_element *wrong_place; /* where MOVE MEDIUM puts the cartridge instead; NULL */
};

/* ---- call.c: what every command is answered with ---- */

void hostile_call_fail(struct hostile_call *call, uint8_t key, uint8_t asc, uint8_t ascq);

/* 5/24/00, and the byte of the CDB that is wrong. */
void hostile_call_refuse(struct hostile_call *call, uint16_t byte);

/* A copy of bytes, cut to the allocation length. */
void hostile_call_answer(struct hostile_call *call, const uint8_t *bytes, size_t length,
                         size_t allocation);

/* The drive that is spoken to. */
struct hostile_drive *hostile_call_drive(struct hostile_call *call);

/* ---- commands.c ---- */

/* The command of that operation code; "UNKNOWN" for those that are not known. */
const struct hostile_command *hostile_commands_find(uint8_t opcode, bool of_drive);

/* Is that the name of a command (or a code in hexadecimal)? */
bool hostile_commands_is_name(const char *name);

/* Is the command called so?  "any", its name, or its code. */
bool hostile_commands_match(const struct hostile_command *command, uint8_t opcode,
                            const char *name);

/* Carry it out, as a polite device does. */
void hostile_commands_perform(struct hostile_call *call);

/* ---- primary.c: SPC ---- */

void hostile_primary_inquiry(struct hostile_call *call);
void hostile_primary_report_luns(struct hostile_call *call);
void hostile_primary_request_sense(struct hostile_call *call);
void hostile_primary_prevent(struct hostile_call *call);

/* ---- reserve.c ---- */

/* Does another session's reservation stand in the way? */
bool hostile_reserve_conflicts(const struct hostile_call *call);
void hostile_reserve_take(struct hostile_call *call);
void hostile_reserve_give(struct hostile_call *call);
void hostile_reserve_persistent_in(struct hostile_call *call);
void hostile_reserve_persistent_out(struct hostile_call *call);

/* The session has ended, or the unit was reset. */
void hostile_reserve_forget(struct hostile_unit *unit, int session);

/* ---- pages.c: mode and log pages ---- */

void hostile_pages_changer_mode_sense(struct hostile_call *call);
void hostile_pages_changer_log_sense(struct hostile_call *call);

/* ---- changer.c: SMC ---- */

void hostile_changer_ready(struct hostile_call *call);
void hostile_changer_move(struct hostile_call *call);
void hostile_changer_exchange(struct hostile_call *call);
void hostile_changer_position(struct hostile_call *call);
void hostile_changer_initialize(struct hostile_call *call);
void hostile_changer_initialize_range(struct hostile_call *call);

/* ---- report.c ---- */

void hostile_report_read(struct hostile_call *call);

/* The tag that a reader gets who reads every report right: "" for one that is not told. */
void hostile_report_tag(const struct hostile_target *target, const struct hostile_element *element,
                        char tag_out[HOSTILE_TAG + 1]);

/* The reports that are kept. */
void hostile_report_forget(struct hostile_target *target);

/* ---- drive.c, drive_pages.c: SSC ---- */

void hostile_drive_ready(struct hostile_call *call);
void hostile_drive_read(struct hostile_call *call);
void hostile_drive_write(struct hostile_call *call);
void hostile_drive_write_filemarks(struct hostile_call *call);
void hostile_drive_rewind(struct hostile_call *call);
void hostile_drive_space(struct hostile_call *call);
void hostile_drive_locate(struct hostile_call *call);
void hostile_drive_read_position(struct hostile_call *call);
void hostile_drive_load_unload(struct hostile_call *call);
void hostile_drive_block_limits(struct hostile_call *call);
void hostile_drive_erase(struct hostile_call *call);
void hostile_drive_mode_sense(struct hostile_call *call);
void hostile_drive_mode_select(struct hostile_call *call);
void hostile_drive_log_sense(struct hostile_call *call);

#endif
