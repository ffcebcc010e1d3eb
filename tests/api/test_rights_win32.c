/*
 * Each row of the table of rights, decided by Windows: descriptors are set, and the functions are called by
 * a thread that has given up the group of administrators.
 */
#include "api/rights_rows.h"

#include "core/securable.h"
#include "model/rights.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/descriptors.h"
#include "support/restricted_win32.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#define ALL_RIGHTS (RSM_RIGHTS_ALL | WRITE_OWNER)

static const DWORD securables[] = {NTMS_COMPUTER, NTMS_LIBRARY, NTMS_MEDIA_POOL};
static const DWORD rights[] = {NTMS_USE_ACCESS, NTMS_MODIFY_ACCESS, NTMS_CONTROL_ACCESS,
                               READ_CONTROL,    WRITE_DAC,          WRITE_OWNER};

/* What everyone gets on the objects of one kind. */
struct grant {
    struct rsm *rsm;
    BYTE bytes[DESCRIPTOR_ROOM];
    struct rsm_descriptor descriptor;
};

static bool grant_on(void *context, const struct rsm_record *object)
{
    struct grant *grant = context;

    assert_success(rsm_securable_save(grant->rsm, object, &grant->descriptor));
    return true;
}

static void grant_everyone(struct fixture *f, DWORD securable, DWORD mask)
{
    const struct drawn_entry entry = {ACCESS_ALLOWED_ACE_TYPE, 0, mask, everyone};
    struct grant grant = {.rsm = f->rsm};
    size_t size = draw_descriptor(grant.bytes, &entry, 1);

    assert_true(rsm_descriptor_read(grant.bytes, size, &grant.descriptor));
    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_records_each(f->rsm->store, securable, NULL, 0, grant_on, &grant));
    assert_success(rsm_store_end(f->rsm->store, ERROR_SUCCESS));
}

static void grant_all_but(struct fixture *f, DWORD securable, DWORD right)
{
    for (size_t i = 0; i < sizeof securables / sizeof securables[0]; i++)
        grant_everyone(f, securables[i],
                       securables[i] == securable ? ALL_RIGHTS & ~right : ALL_RIGHTS);
}

static void grant_only_what_is_wanted(struct fixture *f, const struct call *row)
{
    for (size_t i = 0; i < sizeof securables / sizeof securables[0]; i++) {
        DWORD mask = 0;

        for (size_t j = 0; j < sizeof rights / sizeof rights[0]; j++) {
            if (is_wanted(row, securables[i], rights[j]))
                mask |= rights[j];
        }
        grant_everyone(f, securables[i], mask);
    }
}

static DWORD call_restricted(const struct call *row)
{
    DWORD err;

    give_up_administrators();
    err = row->make(rights_subjects());
    be_oneself_again();
    return err;
}

static void that_right_and_no_other_is_asked_for(void **state)
{
    const struct call *row = *state;
    struct fixture *f = rights_subjects()->f;

    grant_all_but(f, row->securable, row->right);
    assert_int_equal(call_restricted(row), ERROR_ACCESS_DENIED);
    grant_only_what_is_wanted(f, row);
    assert_int_not_equal(call_restricted(row), ERROR_ACCESS_DENIED);
}

static void administrators_are_not_asked(void **state)
{
    const struct call *row = *state;
    struct fixture *f = rights_subjects()->f;

    if (!is_run_by_administrator())
        skip();
    for (size_t i = 0; i < sizeof securables / sizeof securables[0]; i++)
        grant_everyone(f, securables[i], 0);
    assert_int_not_equal(row->make(rights_subjects()), ERROR_ACCESS_DENIED);
}

int main(void)
{
    int failed = run_right_rows(that_right_and_no_other_is_asked_for);

    return failed + run_right_rows(administrators_are_not_asked);
}
