/*
 * The ways in which a program reaches the tape in a drive; tape.h is what tests use.
 */
#ifndef RSM_TEST_TGT_TAPE_WAY_H
#define RSM_TEST_TGT_TAPE_WAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ntmsapi.h"

/* Each but is_ready and close fails the test when it is refused.  What open gave is for close. */
struct tape_way {
    void *(*open)(const WCHAR *device_name);
    void (*close)(void *handle);
    bool (*is_ready)(void *handle);
    void (*rewind)(void *handle);
    void (*skip_mark)(void *handle);
    void (*write_mark)(void *handle);
    void (*write)(void *handle, const void *block, size_t size);
    size_t (*read)(void *handle, void *block_out, size_t room); /* 0 = a filemark, or the end */
};

/* iSCSI with commands; a device of Windows with ReadFile and WriteFile; the same with commands. */
extern const struct tape_way tape_over_iscsi, tape_by_calls, tape_by_pass_through;

/* The one for that name.  Of a device that the system shows: with commands, or else with the system's calls for
 * tapes.  In tape_posix.c and tape_win32.c. */
const struct tape_way *tape_way_to(const WCHAR *device_name, bool with_commands);

/* ---- with commands (SSC-3), whoever carries them ---- */

struct tape_command {
    uint8_t cdb[6];
    bool is_write;
    void *data;
    size_t length;
    size_t transferred; /* the answer */
};

enum tape_answer {
    TAPE_DONE,
    TAPE_NOTHING_MORE, /* a filemark, or the end of data */
    TAPE_REFUSED
};

/* What begins the handle of a way that sends commands.  carry repeats what met a unit attention. */
struct tape_carrier {
    enum tape_answer (*carry)(struct tape_carrier *carrier, struct tape_command *command);
};

bool tape_commands_is_ready(void *handle);
void tape_commands_rewind(void *handle);
void tape_commands_skip_mark(void *handle);
void tape_commands_write_mark(void *handle);
void tape_commands_write(void *handle, const void *block, size_t size);
size_t tape_commands_read(void *handle, void *block_out, size_t room);

#endif
