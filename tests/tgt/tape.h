/*
 * The tape in a drive as a program uses it that was told the drive's name.  Over iSCSI: a connection of its
 * own, with commands built here (SSC-3).  A drive that Windows shows: CreateFile for this program alone, then
 * ReadFile, WriteFile, SetTapePosition and their like.  Nothing of the library under test is between.
 */
#ifndef RSM_TEST_TGT_TAPE_H
#define RSM_TEST_TGT_TAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ntmsapi.h"

struct tape;

/* Open the drive with that device name (szDeviceName).  Fails the test when that cannot be done. */
struct tape *tape_open(const WCHAR *device_name);

/* The same, and then with commands of its own in any case: those of Windows go by pass-through. */
struct tape *tape_open_for_commands(const WCHAR *device_name);

void tape_close(struct tape *tape);

/* Each fails the test when the drive refuses it. */
void tape_rewind(struct tape *tape);
void tape_write(struct tape *tape, const void *block, size_t size);
void tape_write_mark(struct tape *tape);
void tape_skip_mark(struct tape *tape);

/* The next block; its size, 0 = a filemark, or nothing more. */
size_t tape_read(struct tape *tape, void *block_out, size_t room);

/* Is a tape in the drive, and ready? */
bool tape_is_ready(struct tape *tape);

/*
 * Data of one tape of many: behind the first filemark, blocks that hold the name of the tape and their
 * number, and two filemarks.  tape_has_data() is true when exactly those are there.
 */
void tape_write_data(struct tape *tape, const char *name);
bool tape_has_data(struct tape *tape, const char *name);

/* The beginning of such data, as a program that is killed leaves it. */
void tape_begin_data(struct tape *tape, const char *name);

#endif
