/*
 * Each call of the table on a disk that fails, is full or cannot be read, at each of its writes and reads
 * in turn: the caller hears which, and all of the call is done or nothing of it.
 */
#include "api/kept_world.h"
#include "ntmsapi.h"
#include "support/asserts.h"
#include "support/dump.h"
#include "support/faulty_disk.h"
#include "support/invariants.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

enum { OPERATIONS_MAX = 2000 };

static DWORD code_of(enum disk_fault fault)
{
    return fault == DISK_FULL ? ERROR_DATABASE_FULL : ERROR_DATABASE_FAILURE;
}

/* A call that is tried, and what it comes to. */
struct trial {
    const struct call *call;
    struct subjects *subjects;
    char *before; /* what the database holds, */
    char *good;   /* and what after a call that nothing disturbs */
    bool struck;
    DWORD err;
};

static void renew(struct trial *trial)
{
    trial->subjects = renew_world();
    free(trial->before);
    trial->before = dump_database(trial->subjects->f->rsm->store);
}

static void begin_trial(struct trial *trial, const struct call *call)
{
    trial->call = call;
    trial->subjects = renew_world();
    trial->subjects->before_work = faulty_disk_mend;
    assert_invariants(trial->subjects->f->rsm);
    assert_success(call->make(trial->subjects));
    assert_invariants(trial->subjects->f->rsm);
    trial->good = dump_alike(trial->subjects->f->rsm->store);
}

static void end_trial(struct trial *trial)
{
    free(trial->before);
    free(trial->good);
}

static void assert_all_is_done(const struct trial *trial, unsigned number)
{
    char *dump = dump_alike(trial->subjects->f->rsm->store);

    if (strcmp(dump, trial->good) != 0) {
        print_dump_differences(trial->good, dump);
        fail_msg("operation %u: it is not as after a good call", number);
    }
    free(dump);
}

static void assert_nothing_is_done(const struct trial *trial, unsigned number)
{
    char *dump = dump_database(trial->subjects->f->rsm->store);

    if (strcmp(dump, trial->before) != 0) {
        print_dump_differences(trial->before, dump);
        fail_msg("operation %u: a call that failed left something behind", number);
    }
    free(dump);
}

static void make_call(struct trial *trial, enum disk_fault fault, unsigned number)
{
    faulty_disk_at(fault, number);
    trial->err = trial->call->make(trial->subjects);
    faulty_disk_mend();
    trial->struck = faulty_disk_has_struck();
}

static bool is_used_up(const struct subjects *s)
{
    return s->other_session == NULL || s->notification == NULL || s->detection == NULL ||
           s->opened != NULL;
}

/* False when the call came through untouched. */
static bool try_at(struct trial *trial, enum disk_fault fault, unsigned number)
{
    if (fault == DISK_UNREADABLE)
        forget_pages();
    make_call(trial, fault, number);
    if (trial->err == ERROR_SUCCESS) {
        assert_all_is_done(trial, number);
    } else {
        if (!trial->struck || trial->err != code_of(fault))
            fail_msg("operation %u: expected %lu, got %lu", number, (unsigned long)code_of(fault),
                     (unsigned long)trial->err);
        assert_nothing_is_done(trial, number);
    }
    if (trial->err == ERROR_SUCCESS || is_used_up(trial->subjects))
        renew(trial);
    return trial->struck;
}

/* How often the fault was what the caller heard. */
static unsigned sweep(struct trial *trial, enum disk_fault fault)
{
    unsigned heard = 0;

    renew(trial);
    for (unsigned number = 1; try_at(trial, fault, number); number++) {
        assert_true(number < OPERATIONS_MAX);
        heard += trial->err != ERROR_SUCCESS;
    }
    return heard;
}

/* covers ERROR_DATABASE_FAILURE of each call that reads or writes */
/* covers ERROR_DATABASE_FULL of each call that writes */
static void it_is_done_or_not_and_the_caller_hears_of_it(void **state)
{
    struct trial trial = {.call = NULL};

    begin_trial(&trial, *state);
    assert_int_equal(sweep(&trial, DISK_FAILS) > 0, trial.call->kind == CALL_WRITES);
    assert_int_equal(sweep(&trial, DISK_FULL) > 0, trial.call->kind == CALL_WRITES);
    assert_true(sweep(&trial, DISK_UNREADABLE) > 0 || trial.call->kind == CALL_NEITHER);
    end_trial(&trial);
}

int main(void)
{
    faulty_disk_begin();
    return run_calls("disk", CALL_NEITHER, it_is_done_or_not_and_the_caller_hears_of_it,
                     kept_world_setup, kept_world_teardown);
}
