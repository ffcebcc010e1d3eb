/*
 * SetNtmsObjectInformation, A and W, on the objects every machine has; odd inputs first.
 */
#include "conformance/conformance.h"

#include <string.h>

enum { WHOLE_A = 896, WHOLE_W = 1408, LEAST_A = 276, LEAST_W = 468 /* of a computer */ };

static NTMS_GUID first_of(void **state, DWORD type)
{
    NTMS_GUID ids[512];

    assert_true(list_objects(session_of(state), NULL, type, ids, 512) > 0);
    return ids[0];
}

static NTMS_OBJECTINFORMATIONW get_w(void **state, NTMS_GUID *id)
{
    NTMS_OBJECTINFORMATIONW w = {.dwSize = sizeof w};

    assert_success(GetNtmsObjectInformationW(session_of(state), id, &w));
    return w;
}

static NTMS_OBJECTINFORMATIONA get_a(void **state, NTMS_GUID *id)
{
    NTMS_OBJECTINFORMATIONA a = {.dwSize = sizeof a};

    assert_success(GetNtmsObjectInformationA(session_of(state), id, &a));
    return a;
}

static DWORD set_w(void **state, NTMS_GUID *id, NTMS_OBJECTINFORMATIONW *information)
{
    return SetNtmsObjectInformationW(session_of(state), id, information);
}

static DWORD set_a(void **state, NTMS_GUID *id, NTMS_OBJECTINFORMATIONA *information)
{
    return SetNtmsObjectInformationA(session_of(state), id, information);
}

/* ---- odd inputs ---- */

static void null_pointers_are_refused(void **state)
{
    NTMS_GUID id = first_of(state, NTMS_COMPUTER);
    NTMS_OBJECTINFORMATIONA a = get_a(state, &id);
    NTMS_OBJECTINFORMATIONW w = get_w(state, &id);

    assert_code(ERROR_INVALID_PARAMETER, set_a(state, NULL, &a));
    assert_code(ERROR_INVALID_PARAMETER, set_w(state, NULL, &w));
    assert_code(ERROR_INVALID_PARAMETER, set_a(state, &id, NULL));
    assert_code(ERROR_INVALID_PARAMETER, set_w(state, &id, NULL));
}

static void a_wrong_session_comes_before_wrong_pointers(void **state)
{
    (void)state;
    assert_code(ERROR_INVALID_HANDLE, SetNtmsObjectInformationA(NULL, NULL, NULL));
    assert_code(ERROR_INVALID_HANDLE, SetNtmsObjectInformationW(NULL, NULL, NULL));
}

static void unknown_objects_are_not_found(void **state)
{
    NTMS_GUID id = first_of(state, NTMS_COMPUTER);
    NTMS_OBJECTINFORMATIONA a = get_a(state, &id);
    NTMS_OBJECTINFORMATIONW w = get_w(state, &id);
    NTMS_GUID unknown = unknown_id();
    NTMS_GUID none = NTMS_NULLGUID;

    assert_code(ERROR_OBJECT_NOT_FOUND, set_a(state, &unknown, &a));
    assert_code(ERROR_OBJECT_NOT_FOUND, set_w(state, &unknown, &w));
    assert_code(ERROR_OBJECT_NOT_FOUND, set_a(state, &none, &a));
    assert_code(ERROR_OBJECT_NOT_FOUND, set_w(state, &none, &w));
}

static void the_kind_must_be_given_and_be_the_objects(void **state)
{
    static const DWORD bad[] = {NTMS_UNKNOWN, NTMS_OBJECT, NTMS_UI_DESTINATION,
                                NTMS_NUMBER_OF_OBJECT_TYPES, 0xFFFFFFFF};
    NTMS_GUID id = first_of(state, NTMS_COMPUTER);
    NTMS_OBJECTINFORMATIONA a = get_a(state, &id);
    NTMS_OBJECTINFORMATIONW w = get_w(state, &id);

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        a.dwType = w.dwType = bad[i];
        assert_code(ERROR_INVALID_PARAMETER, set_a(state, &id, &a));
        assert_code(ERROR_INVALID_PARAMETER, set_w(state, &id, &w));
    }
    a.dwType = w.dwType = NTMS_MEDIA_TYPE;
    assert_code(ERROR_INVALID_PARAMETER, set_a(state, &id, &a));
    assert_code(ERROR_INVALID_PARAMETER, set_w(state, &id, &w));
}

static void sizes_too_small_or_of_another_layout_are_refused(void **state)
{
    static const DWORD bad_a[] = {0, 7, LEAST_A - 1, 884};
    static const DWORD bad_w[] = {0, 7, LEAST_W - 1, 1396};
    NTMS_GUID id = first_of(state, NTMS_COMPUTER);
    NTMS_OBJECTINFORMATIONA a = get_a(state, &id);
    NTMS_OBJECTINFORMATIONW w = get_w(state, &id);

    for (size_t i = 0; i < sizeof bad_a / sizeof bad_a[0]; i++) {
        a.dwSize = bad_a[i];
        w.dwSize = bad_w[i];
        assert_code(ERROR_INVALID_PARAMETER, set_a(state, &id, &a));
        assert_code(ERROR_INVALID_PARAMETER, set_w(state, &id, &w));
    }
    a.dwSize = LEAST_A;
    w.dwSize = LEAST_W;
    assert_success(set_a(state, &id, &a));
    assert_success(set_w(state, &id, &w));
    a.dwSize = WHOLE_A;
    w.dwSize = WHOLE_W;
    assert_success(set_a(state, &id, &a));
    assert_success(set_w(state, &id, &w));
}

static void texts_without_an_end_mark_are_refused(void **state)
{
    NTMS_GUID id = first_of(state, NTMS_COMPUTER);
    NTMS_OBJECTINFORMATIONA a = get_a(state, &id);
    NTMS_OBJECTINFORMATIONW w = get_w(state, &id);

    memset(a.szDescription, 'x', sizeof a.szDescription);
    memset(w.szDescription, 'x', sizeof w.szDescription);
    assert_code(ERROR_INVALID_PARAMETER, set_a(state, &id, &a));
    assert_code(ERROR_INVALID_PARAMETER, set_w(state, &id, &w));
}

/* ---- what may be set ---- */

static void a_description_set_in_either_form_reads_the_same_in_both(void **state)
{
    NTMS_GUID id = first_of(state, NTMS_COMPUTER);
    NTMS_OBJECTINFORMATIONA a = get_a(state, &id);
    NTMS_OBJECTINFORMATIONW w = get_w(state, &id);

    memcpy(a.szDescription, "from A", sizeof "from A");
    assert_success(set_a(state, &id, &a));
    w = get_w(state, &id);
    assert_memory_equal(w.szDescription, u"from A", sizeof u"from A");
    memcpy(w.szDescription, u"from W", sizeof u"from W");
    assert_success(set_w(state, &id, &w));
    a = get_a(state, &id);
    assert_string_equal(a.szDescription, "from W");
}

static void the_computers_policies_are_kept_and_unknown_bits_refused(void **state)
{
    NTMS_GUID id = first_of(state, NTMS_COMPUTER);
    NTMS_OBJECTINFORMATIONW w = get_w(state, &id);

    w.Info.Computer.dwLibRequestPurgeTime = 3600;
    w.Info.Computer.dwMediaPoolPolicy = NTMS_POOLPOLICY_KEEPOFFLINEIMPORT;
    assert_success(set_w(state, &id, &w));
    w = get_w(state, &id);
    assert_int_equal(w.Info.Computer.dwLibRequestPurgeTime, 3600);
    assert_int_equal(w.Info.Computer.dwMediaPoolPolicy, NTMS_POOLPOLICY_KEEPOFFLINEIMPORT);
    w.Info.Computer.dwMediaPoolPolicy = 0x80;
    assert_code(ERROR_INVALID_PARAMETER, set_w(state, &id, &w));
}

static void what_may_not_be_set_is_ignored(void **state)
{
    NTMS_GUID id = first_of(state, NTMS_COMPUTER);
    NTMS_OBJECTINFORMATIONW before = get_w(state, &id);
    NTMS_OBJECTINFORMATIONW w = before;

    w.Enabled = FALSE;
    w.dwOperationalState = NTMS_NOT_PRESENT;
    w.ObjectGuid = unknown_id();
    w.szName[0] = u'?';
    w.Created.wYear = 1999;
    assert_success(set_w(state, &id, &w));
    w = get_w(state, &id);
    w.Modified = before.Modified;
    assert_memory_equal(&before, &w, sizeof w);
}

static void the_offline_library_keeps_its_flags(void **state)
{
    NTMS_GUID id = offline_library(session_of(state));
    NTMS_OBJECTINFORMATIONW w = get_w(state, &id);

    w.Info.Library.dwFlags = 0;
    assert_success(set_w(state, &id, &w));
    w = get_w(state, &id);
    assert_int_equal(w.Info.Library.dwFlags, NTMS_LIBRARYFLAG_FIXEDOFFLINE);
}

static void an_inventory_method_of_a_call_is_none_of_a_library(void **state)
{
    NTMS_GUID id = offline_library(session_of(state));
    NTMS_OBJECTINFORMATIONW w = get_w(state, &id);

    w.Info.Library.InventoryMethod = NTMS_INVENTORY_STOP;
    assert_code(ERROR_INVALID_PARAMETER, set_w(state, &id, &w));
}

static void of_a_system_pool_only_the_description_may_be_set(void **state)
{
    NTMS_GUID id = first_of(state, NTMS_MEDIA_POOL);
    NTMS_OBJECTINFORMATIONW w = get_w(state, &id);

    memcpy(w.szDescription, u"Ours", sizeof u"Ours");
    assert_success(set_w(state, &id, &w));
    w.Info.MediaPool.dwMaxAllocates++;
    assert_code(ERROR_ACCESS_DENIED, set_w(state, &id, &w));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SESSION(null_pointers_are_refused),
        IN_SESSION(a_wrong_session_comes_before_wrong_pointers),
        IN_SESSION(unknown_objects_are_not_found),
        IN_SESSION(the_kind_must_be_given_and_be_the_objects),
        IN_SESSION(sizes_too_small_or_of_another_layout_are_refused),
        IN_SESSION(texts_without_an_end_mark_are_refused),
        IN_SESSION(a_description_set_in_either_form_reads_the_same_in_both),
        IN_SESSION(the_computers_policies_are_kept_and_unknown_bits_refused),
        IN_SESSION(what_may_not_be_set_is_ignored),
        IN_SESSION(the_offline_library_keeps_its_flags),
        IN_SESSION(an_inventory_method_of_a_call_is_none_of_a_library),
        IN_SESSION(of_a_system_pool_only_the_description_may_be_set),
    };

    conformance_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
