/*
 * UpdateNtmsOmidInfo without a library: what it refuses, and in which order.
 */
#include "conformance/conformance.h"

static NTMS_FILESYSTEM_INFO volume(void)
{
    NTMS_FILESYSTEM_INFO info = {
        .FileSystemType = {'N', 'T', 'F', 'S'}, .VolumeName = {'A'}, .SerialNumber = 1};
    return info;
}

static void a_wrong_session_comes_first(void **state)
{
    (void)state;
    assert_code(ERROR_INVALID_HANDLE, UpdateNtmsOmidInfo(NULL, NULL, 0, 0, NULL));
    assert_code(ERROR_INVALID_HANDLE, UpdateNtmsOmidInfo(INVALID_HANDLE_VALUE, NULL, 0, 0, NULL));
}

static void null_pointers_are_refused(void **state)
{
    NTMS_GUID unknown = unknown_id();
    NTMS_FILESYSTEM_INFO info = volume();

    assert_code(ERROR_INVALID_PARAMETER,
                UpdateNtmsOmidInfo(session_of(state), NULL, NTMS_OMID_TYPE_FILESYSTEM_INFO,
                                   sizeof info, &info));
    assert_code(ERROR_INVALID_PARAMETER,
                UpdateNtmsOmidInfo(session_of(state), &unknown, NTMS_OMID_TYPE_FILESYSTEM_INFO,
                                   sizeof info, NULL));
    assert_code(ERROR_INVALID_PARAMETER, UpdateNtmsOmidInfo(session_of(state), &unknown,
                                                            NTMS_OMID_TYPE_RAW_LABEL, 1024, NULL));
}

static void types_that_do_not_exist_are_refused(void **state)
{
    static const DWORD types[] = {0, 3, 4, 0xFFFFFFFF};
    NTMS_GUID unknown = unknown_id();
    NTMS_FILESYSTEM_INFO info = volume();

    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        assert_code(ERROR_INVALID_PARAMETER,
                    UpdateNtmsOmidInfo(session_of(state), &unknown, types[i], sizeof info, &info));
}

static void sizes_that_cannot_be_are_refused(void **state)
{
    static const DWORD sizes[] = {0, 1, 643, 645, 0xFFFFFFFF};
    NTMS_GUID unknown = unknown_id();
    NTMS_FILESYSTEM_INFO info = volume();

    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        assert_code(ERROR_INVALID_PARAMETER,
                    UpdateNtmsOmidInfo(session_of(state), &unknown, NTMS_OMID_TYPE_FILESYSTEM_INFO,
                                       sizes[i], &info));
    assert_code(ERROR_INVALID_PARAMETER, UpdateNtmsOmidInfo(session_of(state), &unknown,
                                                            NTMS_OMID_TYPE_RAW_LABEL, 0, &info));
}

static void what_is_no_logical_medium_is_an_invalid_medium(void **state)
{
    NTMS_GUID unknown = unknown_id();
    NTMS_GUID none = NTMS_NULLGUID;
    NTMS_GUID library = offline_library(session_of(state));
    NTMS_FILESYSTEM_INFO info = volume();

    assert_code(ERROR_INVALID_MEDIA,
                UpdateNtmsOmidInfo(session_of(state), &unknown, NTMS_OMID_TYPE_FILESYSTEM_INFO,
                                   sizeof info, &info));
    assert_code(ERROR_INVALID_MEDIA,
                UpdateNtmsOmidInfo(session_of(state), &none, NTMS_OMID_TYPE_FILESYSTEM_INFO,
                                   sizeof info, &info));
    assert_code(ERROR_INVALID_MEDIA,
                UpdateNtmsOmidInfo(session_of(state), &library, NTMS_OMID_TYPE_FILESYSTEM_INFO,
                                   sizeof info, &info));
}

/* The object is looked for before anybody wonders what the bytes mean. */
static void a_label_that_nobody_knows_comes_after_the_medium(void **state)
{
    NTMS_GUID unknown = unknown_id();
    BYTE noise[512] = {0xA5, 0x5A, 0xA5};

    assert_code(ERROR_INVALID_MEDIA,
                UpdateNtmsOmidInfo(session_of(state), &unknown, NTMS_OMID_TYPE_RAW_LABEL,
                                   sizeof noise, noise));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SESSION(a_wrong_session_comes_first),
        IN_SESSION(null_pointers_are_refused),
        IN_SESSION(types_that_do_not_exist_are_refused),
        IN_SESSION(sizes_that_cannot_be_are_refused),
        IN_SESSION(what_is_no_logical_medium_is_an_invalid_medium),
        IN_SESSION(a_label_that_nobody_knows_comes_after_the_medium),
    };

    conformance_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
