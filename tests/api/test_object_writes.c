/*
 * Functions that change objects, on a disk that fails or is full at each of their writes: the
 * documented code comes back, and all of the change is there or nothing of it.
 */
#include "core/catalogue.h"
#include "ntmsapi.h"
#include "support/asserts.h"
#include "support/faulty_disk.h"
#include "support/looks.h"
#include "support/write_sweep.h"

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

enum { DAT_CODE = 0x20 };

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
static const struct swept functions[] = {
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

static void all_of_a_change_is_there_or_nothing_of_it(void **state)
{
    sweep_writes(state, two_tapes, functions, sizeof functions / sizeof functions[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_of_a_change_is_there_or_nothing_of_it),
    };

    faulty_disk_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
