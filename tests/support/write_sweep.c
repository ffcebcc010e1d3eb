/*
 * Functions on a disk that fails or is full at each of their writes.
 */
#include "support/write_sweep.h"

#include "store/records.h"
#include "support/asserts.h"
#include "support/faulty_disk.h"
#include "support/invariants.h"
#include "support/looks.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

enum { WRITES_MAX = 1000 };

static bool add_record(void *context, const struct rsm_record *record)
{
    uint64_t *sum = context;
    const unsigned char *bytes = (const unsigned char *)record;

    for (size_t i = 0; i < sizeof *record; i++)
        *sum = (*sum ^ bytes[i]) * UINT64_C(0x100000001B3);
    return true;
}

/* A number that all objects have a part in. */
static uint64_t sum_of_all(struct fixture *f)
{
    uint64_t sum = UINT64_C(0xCBF29CE484222325);

    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_READ));
    for (DWORD type = NTMS_CHANGER; type <= NTMS_OPREQUEST; type++)
        assert_success(rsm_records_each(f->rsm->store, type, NULL, 0, add_record, &sum));
    assert_success(rsm_store_end(f->rsm->store, ERROR_SUCCESS));
    return sum;
}

/* True when the call came through. */
static bool try_with(struct fixture *f, const struct swept *function, enum disk_fault fault,
                     unsigned number)
{
    DWORD expected = fault == DISK_FULL ? ERROR_DATABASE_FULL : ERROR_DATABASE_FAILURE;
    uint64_t before = sum_of_all(f);
    DWORD err;

    faulty_disk_at(fault, number);
    err = function->call(f);
    faulty_disk_at(DISK_GOOD, 0);
    if (err == ERROR_SUCCESS)
        return true;
    if (err != expected)
        fail_msg("%s, write %u: expected %lu, got %lu", function->name, number,
                 (unsigned long)expected, (unsigned long)err);
    assert_true(sum_of_all(f) == before);
    assert_invariants(f->rsm);
    return false;
}

static void sweep(struct fixture *f, const char *drawing, const struct swept *function)
{
    uint64_t before;

    plug_in_and_settle(f, drawing);
    if (function->prepare != NULL)
        function->prepare(f);
    before = sum_of_all(f);
    for (unsigned number = 1; number < WRITES_MAX; number++) {
        if (!try_with(f, function, DISK_FAILS, number) && !try_with(f, function, DISK_FULL, number))
            continue;
        if (number == 1)
            fail_msg("%s wrote nothing", function->name);
        assert_true(sum_of_all(f) != before);
        return;
    }
    fail_msg("%s does not come through", function->name);
}

void sweep_writes(void **state, const char *drawing, const struct swept *functions, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(fixture_on_disk(state), 0);
        sweep(*state, drawing, &functions[i]);
        ((struct fixture *)*state)->unsettled = true;
        assert_int_equal(fixture_end(state), 0);
    }
}
