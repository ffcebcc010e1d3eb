/*
 * AllocateNtmsMedia and DeallocateNtmsMedia without a library: what they refuse, and in which order.
 */
#include "conformance/conformance.h"

static void a_wrong_session_comes_first(void **state)
{
    (void)state;
    assert_code(ERROR_INVALID_HANDLE, AllocateNtmsMedia(NULL, NULL, NULL, NULL, 99, 0, NULL));
    assert_code(ERROR_INVALID_HANDLE,
                AllocateNtmsMedia(INVALID_HANDLE_VALUE, NULL, NULL, NULL, 99, INFINITE, NULL));
    assert_code(ERROR_INVALID_HANDLE, DeallocateNtmsMedia(NULL, NULL, 0));
}

static void null_pointers_are_refused(void **state)
{
    NTMS_GUID pool = unknown_id();
    NTMS_GUID medium;

    assert_code(ERROR_INVALID_PARAMETER,
                AllocateNtmsMedia(session_of(state), NULL, NULL, &medium, 0, 0, NULL));
    assert_code(ERROR_INVALID_PARAMETER,
                AllocateNtmsMedia(session_of(state), &pool, NULL, NULL, 0, 0, NULL));
    assert_code(ERROR_INVALID_PARAMETER, DeallocateNtmsMedia(session_of(state), NULL, 0));
}

static void options_that_contradict_or_do_not_exist_are_refused(void **state)
{
    static const DWORD options[] = {NTMS_ALLOCATE_NEW | NTMS_ALLOCATE_NEXT, 0x7, 0x8, 0x80000000};
    NTMS_GUID pool = unknown_id();
    NTMS_GUID medium;

    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
        assert_code(ERROR_INVALID_PARAMETER, AllocateNtmsMedia(session_of(state), &pool, NULL,
                                                               &medium, options[i], 0, NULL));
}

static void information_must_fit_and_its_reserved_member_be_null(void **state)
{
    NTMS_ALLOCATION_INFORMATION information = {.dwSize = sizeof information - 1};
    NTMS_GUID pool = unknown_id();
    NTMS_GUID medium;

    assert_code(ERROR_INVALID_PARAMETER,
                AllocateNtmsMedia(session_of(state), &pool, NULL, &medium, 0, 0, &information));
    information.dwSize = sizeof information;
    information.lpReserved = &medium;
    assert_code(ERROR_INVALID_PARAMETER,
                AllocateNtmsMedia(session_of(state), &pool, NULL, &medium, 0, 0, &information));
    information.lpReserved = NULL;
    assert_code(ERROR_INVALID_MEDIA_POOL,
                AllocateNtmsMedia(session_of(state), &pool, NULL, &medium, 0, 0, &information));
}

static void what_is_no_pool_of_an_application_is_invalid(void **state)
{
    NTMS_GUID unknown = unknown_id();
    NTMS_GUID none = NTMS_NULLGUID;
    NTMS_GUID library = offline_library(session_of(state));
    NTMS_GUID pools[64];
    NTMS_GUID medium = unknown;
    DWORD count = list_objects(session_of(state), NULL, NTMS_MEDIA_POOL, pools, 61);

    assert_true(count >= 3); /* those of the system */
    pools[count++] = unknown;
    pools[count++] = none;
    pools[count++] = library;
    for (DWORD i = 0; i < count; i++) {
        assert_code(ERROR_INVALID_MEDIA_POOL, AllocateNtmsMedia(session_of(state), &pools[i], NULL,
                                                                &medium, 0, INFINITE, NULL));
        assert_guid(none, medium);
        medium = unknown;
        assert_code(ERROR_INVALID_MEDIA_POOL,
                    AllocateNtmsMedia(session_of(state), &pools[i], &unknown, &medium,
                                      NTMS_ALLOCATE_NEXT, INFINITE, NULL));
        assert_guid(unknown, medium); /* the medium that the next side is asked of stays */
    }
}

static void what_is_no_logical_medium_cannot_be_given_back(void **state)
{
    NTMS_GUID ids[] = {unknown_id(), NTMS_NULLGUID, offline_library(session_of(state))};

    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        for (DWORD options = 0; options < 3; options++) /* they are ignored */
            assert_code(ERROR_INVALID_MEDIA,
                        DeallocateNtmsMedia(session_of(state), &ids[i], options));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SESSION(a_wrong_session_comes_first),
        IN_SESSION(null_pointers_are_refused),
        IN_SESSION(options_that_contradict_or_do_not_exist_are_refused),
        IN_SESSION(information_must_fit_and_its_reserved_member_be_null),
        IN_SESSION(what_is_no_pool_of_an_application_is_invalid),
        IN_SESSION(what_is_no_logical_medium_cannot_be_given_back),
    };

    conformance_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
