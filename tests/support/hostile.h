/*
 * The hostile library that runs beside a test (hostile/README.md): scenarios, what an operator does, the truth, the log.
 * The test has to run under with-hostile.sh.  Whatever is refused fails the test and says why.
 *
 * A target is called by the address that hostile_play gave.
 */
#ifndef RSM_TESTS_SUPPORT_HOSTILE_H
#define RSM_TESTS_SUPPORT_HOSTILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ntmsapi.h"

/*
 * Play the scenario tests/hostile/scenarios/NAME.scenario, or one that is drawn here.  The address of the whole target,
 * iscsi://127.0.0.1:PORT/iqn..., which stays until hostile_stop.
 */
const char *hostile_play(const char *scenario);
const char *hostile_draw(const char *name, const char *lines);

/* All connections to it end, and it is gone.  Accepts NULL. */
void hostile_stop(const char *target);

/* One line, as in "take slot 3" or "wire drop". */
void hostile_do(const char *target, const char *line);

/* A place, as it is in truth. */
struct hostile_place {
    char kind[8]; /* "arm", "drive", "port" or "slot" */
    unsigned number, address;
    bool full;
    char tag[64];       /* "-" = none, or it cannot be known */
    char cartridge[16]; /* the same for good, wherever it is */
    char from[24];      /* "slot:8"; "-" */
    char serial[64];    /* of a drive */
    char label[64];
};

/* All places, in the order of the answer; the caller frees them. */
struct hostile_place *hostile_truth(const char *target, size_t *count_out);

/* The truth of one place. */
struct hostile_place hostile_place(const char *target, const char *kind, unsigned number);

/* A command, as the log has it. */
struct hostile_command {
    unsigned long ms; /* since the process began */
    unsigned nexus, lun;
    uint8_t cdb[16];
    char name[40];
    char status[16]; /* "00" in hexadecimal, or "silent", "drop" ... */
    char sense[16];  /* "5/24/00"; "-" */
    unsigned long bytes;
};

/* All commands so far, the oldest first; the caller frees them. */
struct hostile_command *hostile_log(const char *target, size_t *count_out);

/* How many commands of that name came ("any"); how many sessions there are now. */
size_t hostile_count(const char *target, const char *command);
size_t hostile_sessions(const char *target);

/*
 * What the public interface tells of the library's slots, drives and ports, and of media in slots and drives, is the truth:
 * how many there are, full or empty, serial numbers of drives, bar codes, which medium is where.  The k-th place of a kind by
 * number is the k-th by element address.  Wants nothing under way.
 */
void assert_records_are_truth(HANDLE session, const GUID *library, const char *target);

/* ---- hostile_posix.c, hostile_win32.c ---- */

/*
 * Say a text to 127.0.0.1 at that port and hear the other side out.  malloc'd; NULL = there is no such port, or the
 * connection broke.
 */
char *hostile_exchange(uint16_t port, const char *text);

#endif
