/*
 * Allocation and operator requests on a disk that fails, or is full, at each of its writes in turn: the
 * caller hears which, and nothing is half done.
 */
#include "model/guid.h"
#include "ntmsapi.h"
#include "support/asserts.h"
#include "support/faulty_disk.h"
#include "support/invariants.h"
#include "support/looks.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

static const char one_tape[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n";

enum { WRITES_MAX = 500 };

static const struct {
    enum disk_fault fault;
    DWORD code;
} faults[] = {{DISK_FAILS, ERROR_DATABASE_FAILURE}, {DISK_FULL, ERROR_DATABASE_FULL}};

enum { FAULTS = sizeof faults / sizeof faults[0] };

/* A tape in a pool of the application "Backup". */
static GUID begin_with_a_tape(struct fixture *f)
{
    GUID medium;

    plug_in_and_settle(f, one_tape);
    medium = *medium_in_slot(f, 1);
    return give_to_application(f, &medium, u"Backup");
}

/* ---- what is tried ---- */

struct attempt {
    struct fixture *f;
    GUID pool;
    GUID owner;
};

static DWORD allocate(struct attempt *attempt)
{
    return AllocateNtmsMedia(attempt->f->session, &attempt->pool, NULL, &attempt->owner,
                             NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE, 0, NULL);
}

static DWORD deallocate(struct attempt *attempt)
{
    return DeallocateNtmsMedia(attempt->f->session, &attempt->owner, 0);
}

static DWORD submit(struct attempt *attempt)
{
    return SubmitNtmsOperatorRequestW(attempt->f->session, NTMS_OPREQ_MESSAGE, u"Hello", NULL, NULL,
                                      &attempt->owner);
}

/* Let the n-th write fail, for n = 1, 2, ... until the call succeeds; how often it failed.  Each time
 * holds() must be true. */
static unsigned sweep(struct attempt *attempt, size_t fault, DWORD (*call)(struct attempt *),
                      bool (*holds)(struct attempt *))
{
    for (unsigned n = 1; n < WRITES_MAX; n++) {
        DWORD err;

        faulty_disk_at(faults[fault].fault, n);
        err = call(attempt);
        if (!faulty_disk_has_struck()) {
            faulty_disk_at(DISK_GOOD, 0);
            assert_success(err);
            return n - 1;
        }
        faulty_disk_at(DISK_GOOD, 0);
        assert_int_equal(err, faults[fault].code);
        assert_true(holds(attempt));
        assert_invariants(attempt->f->rsm);
    }
    fail_msg("it never succeeded");
    return 0;
}

/* ---- allocation ---- */

static bool nobody_owns_the_tape(struct attempt *attempt)
{
    return partition_state(attempt->f, "A00001L5") == NTMS_PARTSTATE_AVAILABLE &&
           count_objects(attempt->f, NTMS_LOGICAL_MEDIA) == 0 && rsm_guid_is_null(&attempt->owner);
}

static bool the_tape_is_owned(struct attempt *attempt)
{
    return partition_state(attempt->f, "A00001L5") == NTMS_PARTSTATE_ALLOCATED &&
           is_on_record(attempt->f, &attempt->owner);
}

static void a_medium_is_allocated_and_given_back_wholly_or_not_at_all(void **state)
{
    struct attempt attempt = {.f = *state};

    attempt.pool = begin_with_a_tape(attempt.f);
    for (size_t i = 0; i < FAULTS; i++) {
        attempt.owner = rsm_guid_null;
        assert_true(sweep(&attempt, i, allocate, nobody_owns_the_tape) > 0);
        assert_true(sweep(&attempt, i, deallocate, the_tape_is_owned) > 0);
        assert_int_equal(partition_state(attempt.f, "A00001L5"), NTMS_PARTSTATE_AVAILABLE);
    }
    /* covers ERROR_DATABASE_FAILURE, ERROR_DATABASE_FULL of AllocateNtmsMedia, DeallocateNtmsMedia */
}

/* ---- operator requests ---- */

static bool no_request_is_there(struct attempt *attempt)
{
    return count_objects(attempt->f, NTMS_OPREQUEST) == 0;
}

static void a_request_is_submitted_or_not_there(void **state)
{
    struct attempt attempt = {.f = *state};

    plug_in_and_settle(attempt.f, one_tape);
    assert_true(sweep(&attempt, 0, submit, no_request_is_there) > 0);
    assert_objects(attempt.f, NTMS_OPREQUEST, 1);
    /* covers ERROR_DATABASE_FAILURE of SubmitNtmsOperatorRequest */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story_on_disk(a_medium_is_allocated_and_given_back_wholly_or_not_at_all),
        story_on_disk(a_request_is_submitted_or_not_there),
    };

    faulty_disk_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
