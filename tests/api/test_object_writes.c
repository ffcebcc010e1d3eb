/*
 * Functions that change objects, on a disk that fails or is full at each of their writes: the
 * documented code comes back, and all of the change is there or nothing of it.
 */
#include "core/catalogue.h"
#include "ntmsapi.h"
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

#include <string.h>

static const char two_tapes[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  blank\n";

enum { WRITES_MAX = 1000, DAT_CODE = 0x20 };

/* ---- the functions ---- */

static void say_not_present(struct fixture *f, const GUID *id)
{
    struct rsm_record record;

    look_at(f, id, NTMS_UNKNOWN, &record);
    record.info.dwOperationalState = NTMS_NOT_PRESENT;
    change(f, &record);
}

static GUID *dat(struct fixture *f)
{
    static GUID id;

    assert_success(rsm_catalogue_media_type(f->rsm, DAT_CODE, &id));
    return &id;
}

static DWORD set_information(struct fixture *f)
{
    NTMS_OBJECTINFORMATIONW information = {.dwSize = sizeof information, .dwType = NTMS_DRIVE};

    memcpy(information.szDescription, u"New", sizeof u"New");
    return SetNtmsObjectInformationW(f->session, drive_id(f, 1), &information);
}

static DWORD set_attribute(struct fixture *f)
{
    char value[] = "value";

    return SetNtmsObjectAttributeW(f->session, drive_id(f, 1), NTMS_DRIVE, u"Name", value, 5);
}

static void have_attribute(struct fixture *f)
{
    assert_success(set_attribute(f));
}

static DWORD delete_attribute(struct fixture *f)
{
    return SetNtmsObjectAttributeA(f->session, drive_id(f, 1), NTMS_DRIVE, "Name", NULL, 0);
}

static DWORD disable_drive(struct fixture *f)
{
    return DisableNtmsObject(f->session, NTMS_DRIVE, drive_id(f, 1));
}

static void have_disabled_library(struct fixture *f)
{
    say_not_present(f, library_id(f));
    assert_success(DisableNtmsObject(f->session, NTMS_LIBRARY, library_id(f)));
}

static DWORD enable_library(struct fixture *f)
{
    return EnableNtmsObject(f->session, NTMS_LIBRARY, library_id(f));
}

static DWORD add_type(struct fixture *f)
{
    return AddNtmsMediaType(f->session, dat(f), library_id(f));
}

static void have_type(struct fixture *f)
{
    assert_success(add_type(f));
}

static DWORD delete_type(struct fixture *f)
{
    return DeleteNtmsMediaType(f->session, dat(f), library_id(f));
}

static void have_absent_drive(struct fixture *f)
{
    say_not_present(f, drive_id(f, 1));
}

static DWORD delete_drive(struct fixture *f)
{
    return DeleteNtmsDrive(f->session, drive_id(f, 1));
}

static void have_absent_library(struct fixture *f)
{
    say_not_present(f, library_id(f));
}

static DWORD delete_library(struct fixture *f)
{
    return DeleteNtmsLibrary(f->session, library_id(f));
}

/* covers ERROR_DATABASE_FAILURE, ERROR_DATABASE_FULL of each function below */
static const struct function {
    const char *name;
    void (*prepare)(struct fixture *f);
    DWORD (*call)(struct fixture *f);
} functions[] = {
    {"SetNtmsObjectInformation", NULL, set_information},
    {"SetNtmsObjectAttribute", NULL, set_attribute},
    {"SetNtmsObjectAttribute with size 0", have_attribute, delete_attribute},
    {"DisableNtmsObject", NULL, disable_drive},
    {"EnableNtmsObject", have_disabled_library, enable_library},
    {"AddNtmsMediaType", NULL, add_type},
    {"DeleteNtmsMediaType", have_type, delete_type},
    {"DeleteNtmsDrive", have_absent_drive, delete_drive},
    {"DeleteNtmsLibrary", have_absent_library, delete_library},
};

/* ---- what is there ---- */

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
static bool try_with(struct fixture *f, const struct function *function, enum disk_fault fault,
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

static void sweep(struct fixture *f, const struct function *function)
{
    uint64_t before;

    plug_in_and_settle(f, two_tapes);
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

static void all_of_a_change_is_there_or_nothing_of_it(void **state)
{
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        assert_int_equal(fixture_on_disk(state), 0);
        sweep(*state, &functions[i]);
        ((struct fixture *)*state)->unsettled = true;
        assert_int_equal(fixture_end(state), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_of_a_change_is_there_or_nothing_of_it),
    };

    faulty_disk_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
