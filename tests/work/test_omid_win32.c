/*
 * A registered media label library, used through UpdateNtmsOmidInfo: loaded with the first session, asked,
 * and let go with the last.
 */
#include "core/session.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/label_library_win32.h"
#include "support/looks.h"
#include "work/omid.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

static const char one_tape[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n";

static rsm_error update(struct fixture *f, const GUID *logical)
{
    BYTE label[LABEL_LIBRARY_SIZE];
    struct rsm_session *session;
    rsm_error err;

    make_test_label(label, "Tuesday");
    assert_success(rsm_session_get(f->session, &session));
    err = rsm_omid_update(session, logical, NTMS_OMID_TYPE_RAW_LABEL, sizeof label, label);
    rsm_session_release(session);
    return err;
}

static void a_label_that_a_registered_library_claims_is_on_record(void **state)
{
    struct fixture *f = *state;
    struct rsm_record side;
    GUID logical;
    register_library(0, REG_SZ, beside_program(u"test_label.dll"));
    plug_in_and_settle(f, one_tape);
    logical = allocate_in_slot(f, 1);

    assert_success(update(f, &logical));

    look_at_side(f, medium_in_slot(f, 1), &side);
    assert_text(u"Test Label", side.info.Info.Partition.szOmidLabelType);
    assert_text(u"Tuesday", side.info.Info.Partition.szOmidLabelInfo);
    assert_int_equal(side.info.Info.Partition.dwOmidLabelIdLength, 16);
    f->labels_changed = true;
    close_session(f);
    unregister_libraries();
    assert_null(GetModuleHandleW(L"test_label.dll"));
}

static void without_it_nobody_knows_the_label(void **state)
{
    struct fixture *f = *state;
    GUID logical;
    plug_in_and_settle(f, one_tape);
    logical = allocate_in_slot(f, 1);

    assert_fails_with(ERROR_BAD_FORMAT, update(f, &logical));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(a_label_that_a_registered_library_claims_is_on_record),
        story(without_it_nobody_knows_the_label),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    unregister_libraries();
    return failed;
}
