/*
 * Many programs and threads on one database, for a while: what the files of this folder share.
 * tests/load.sh --help says what is shown.
 *
 * The programs see the public interface alone, as those of users do; threads and clock are the
 * platform's.  Each writes down what it did, and one judges it against the records afterwards.
 */
#ifndef NTMS_TESTS_LOAD_H
#define NTMS_TESTS_LOAD_H

#include "ntmsapi.h"
#include "platform/thread.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    LOAD_THREADS_MAX = 64,
    LOAD_MEDIA_MAX = 64,
    LOAD_CALLS_MAX = 16,
    LOAD_NAME = 32 /* characters of a name that a thread makes, with its NUL */
};

/* The pool that all programs allocate from, and the one that holds the pools that they make. */
#define LOAD_POOL  u"Load"
#define LOAD_POOLS u"Pools of the load"

/* What a whole round of one kind did. */
struct load_tally {
    uint64_t rounds;
    uint64_t longest_ms;
};

struct load;

/* One thread of a program. */
struct load_thread {
    struct load *load;
    unsigned number;       /* in its program, from 0 */
    HANDLE session;        /* its own, or the program's */
    uint32_t chance;       /* of its random numbers */
    uint32_t written;      /* the number that it wrote last to its attribute; 0 = none */
    WCHAR name[LOAD_NAME]; /* of what it makes: no other thread's */
    struct rsm_thread thread;

    struct load_tally tallies[LOAD_CALLS_MAX]; /* by load_rounds */
    uint64_t allocated, mounted, notified, slowest_notice_ms;

    struct rsm_mutex mutex; /* guards what follows: the watchman reads it */
    const char *doing;      /* the function that it is in; NULL = none */
    uint64_t since;         /* by rsm_clock_ms() */
};

/* One program. */
struct load {
    unsigned program; /* its number, from 0 */
    unsigned seconds;
    unsigned thread_count;
    HANDLE session;
    NTMS_GUID library;
    NTMS_GUID pool;  /* LOAD_POOL */
    NTMS_GUID pools; /* LOAD_POOLS */
    NTMS_GUID media[LOAD_MEDIA_MAX];
    DWORD media_count;
    uint64_t ends; /* by rsm_clock_ms() */
    struct load_thread threads[LOAD_THREADS_MAX];
};

/* One kind of round. */
struct load_round {
    const char *name;
    unsigned weight;     /* how often, beside the others */
    unsigned of_threads; /* only each so manieth thread does it; 1 = all */
    void (*run)(struct load_thread *thread);
};
extern const struct load_round load_rounds[];
extern const size_t load_round_count;

/* ---- main.c ---- */

/* Say what failed and end the program with status 1.  Any thread. */
void load_fail(const char *format, ...);

/* Around each call, for the watchman; the second fails unless code is one of the two. */
void load_begin(struct load_thread *thread, const char *function);
void load_end(struct load_thread *thread, DWORD code, DWORD other_code);

/* call(thread, ERROR_BUSY, GetNtmsRequestOrder, (...)): ERROR_SUCCESS or that other code; the code. */
#define LOAD_CALL(thread, other, function, arguments) \
    load_call_done((load_begin((thread), #function), (thread)), function arguments, (other))
DWORD load_call_done(struct load_thread *thread, DWORD code, DWORD other_code);

/* The ids of all objects of a kind; at most room.  The number. */
DWORD load_list(HANDLE session, NTMS_GUID *container, DWORD type, NTMS_GUID *ids, DWORD room);

/* All of an object, or the program fails. */
NTMS_OBJECTINFORMATIONW load_object(HANDLE session, NTMS_GUID *id, DWORD type);

/* The library that is no offline library, and its media. */
void load_find_library(struct load *load);

/* The two pools; the program fails without them. */
void load_find_pools(struct load *load);

bool load_same(const NTMS_GUID *a, const NTMS_GUID *b);

/* ---- memory_posix.c, memory_win32.c: bytes that the program holds. ---- */
uint64_t load_memory(void);

/* ---- records.c: what main() does beside ---- */

/* A new database: inventory with labels, all media free, LOAD_POOL without any, which takes from them, and LOAD_POOLS. */
void load_prepare(struct load *load);

/* Compare what the programs wrote down, in the files named, with the records; a table is printed. */
int load_judge(struct load *load, char **files, int count);

#endif
