/*
 * EnumerateNtmsObject on a machine without devices; odd inputs first.
 */
#include "conformance/conformance.h"

enum { ROOM = 512 };

static void bad_kinds_are_refused(void **state)
{
    static const DWORD types[] = {NTMS_UNKNOWN,        NTMS_OBJECT,
                                  NTMS_UI_DESTINATION, NTMS_NUMBER_OF_OBJECT_TYPES,
                                  0x7FFFFFFF,          0xFFFFFFFF};
    NTMS_GUID ids[ROOM];

    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        DWORD count = ROOM;

        assert_code(
            ERROR_INVALID_PARAMETER,
            EnumerateNtmsObject(session_of(state), NULL, ids, &count, types[i], NTMS_ENUM_DEFAULT));
        assert_int_equal(count, ROOM);
    }
}

static void a_null_size_is_refused(void **state)
{
    NTMS_GUID ids[ROOM];

    assert_code(ERROR_INVALID_PARAMETER, EnumerateNtmsObject(session_of(state), NULL, ids, NULL,
                                                             NTMS_LIBRARY, NTMS_ENUM_DEFAULT));
}

static void a_null_list_goes_with_size_0_only(void **state)
{
    DWORD count = 1;

    assert_code(ERROR_INVALID_PARAMETER, EnumerateNtmsObject(session_of(state), NULL, NULL, &count,
                                                             NTMS_LIBRARY, NTMS_ENUM_DEFAULT));
    count = 0;
    assert_code(ERROR_INSUFFICIENT_BUFFER,
                EnumerateNtmsObject(session_of(state), NULL, NULL, &count, NTMS_LIBRARY,
                                    NTMS_ENUM_DEFAULT));
    assert_int_equal(count, 1);
}

static void unknown_containers_are_not_found(void **state)
{
    NTMS_GUID unknown = unknown_id();
    NTMS_GUID none = NTMS_NULLGUID;
    NTMS_GUID ids[ROOM];
    DWORD count = ROOM;

    assert_code(ERROR_OBJECT_NOT_FOUND, EnumerateNtmsObject(session_of(state), &unknown, ids,
                                                            &count, NTMS_DRIVE, NTMS_ENUM_DEFAULT));
    assert_code(ERROR_OBJECT_NOT_FOUND, EnumerateNtmsObject(session_of(state), &none, ids, &count,
                                                            NTMS_DRIVE, NTMS_ENUM_DEFAULT));
}

static void a_library_is_no_container_of_some_kinds(void **state)
{
    static const DWORD types[] = {NTMS_CHANGER_TYPE, NTMS_COMPUTER,  NTMS_DRIVE_TYPE,
                                  NTMS_LIBRARY,      NTMS_OPREQUEST, NTMS_LOGICAL_MEDIA,
                                  NTMS_MEDIA_POOL,   NTMS_PARTITION};
    NTMS_GUID library = offline_library(session_of(state));
    DWORD count = 0;

    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        assert_code(ERROR_INVALID_PARAMETER,
                    EnumerateNtmsObject(session_of(state), &library, NULL, &count, types[i],
                                        NTMS_ENUM_DEFAULT));
}

static void the_offline_library_is_a_container_of_the_others(void **state)
{
    static const DWORD types[] = {NTMS_CHANGER,    NTMS_DRIVE,         NTMS_IEDOOR,
                                  NTMS_IEPORT,     NTMS_LIBREQUEST,    NTMS_STORAGESLOT,
                                  NTMS_MEDIA_TYPE, NTMS_PHYSICAL_MEDIA};
    NTMS_GUID library = offline_library(session_of(state));
    NTMS_GUID ids[ROOM];

    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        assert_int_equal(list_objects(session_of(state), &library, types[i], ids, ROOM), 0);
}

static void bad_options_are_refused(void **state)
{
    NTMS_GUID library = offline_library(session_of(state));
    DWORD count = 0;

    assert_code(ERROR_INVALID_PARAMETER, EnumerateNtmsObject(session_of(state), NULL, NULL, &count,
                                                             NTMS_LIBRARY, NTMS_ENUM_ROOTPOOL));
    assert_code(ERROR_INVALID_PARAMETER,
                EnumerateNtmsObject(session_of(state), &library, NULL, &count, NTMS_DRIVE, 1));
    assert_code(ERROR_INVALID_PARAMETER,
                EnumerateNtmsObject(session_of(state), NULL, NULL, &count, NTMS_MEDIA_POOL, 2));
}

static void without_devices_there_are_none_of_these(void **state)
{
    static const DWORD types[] = {NTMS_CHANGER,       NTMS_CHANGER_TYPE, NTMS_DRIVE,
                                  NTMS_DRIVE_TYPE,    NTMS_IEDOOR,       NTMS_IEPORT,
                                  NTMS_LIBREQUEST,    NTMS_STORAGESLOT,  NTMS_OPREQUEST,
                                  NTMS_LOGICAL_MEDIA, NTMS_PARTITION,    NTMS_PHYSICAL_MEDIA};
    NTMS_GUID ids[ROOM];

    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        assert_int_equal(list_objects(session_of(state), NULL, types[i], ids, ROOM), 0);
}

static void there_are_one_computer_one_library_and_three_pools(void **state)
{
    NTMS_GUID ids[ROOM];

    assert_int_equal(list_objects(session_of(state), NULL, NTMS_COMPUTER, ids, ROOM), 1);
    assert_int_equal(list_objects(session_of(state), NULL, NTMS_LIBRARY, ids, ROOM), 1);
    assert_int_equal(list_objects(session_of(state), NULL, NTMS_MEDIA_POOL, ids, ROOM), 3);
}

static void the_root_pool_comes_first_when_asked_for(void **state)
{
    NTMS_GUID with_root[ROOM];
    NTMS_GUID without[ROOM];
    DWORD count = ROOM;

    assert_success(EnumerateNtmsObject(session_of(state), NULL, with_root, &count, NTMS_MEDIA_POOL,
                                       NTMS_ENUM_ROOTPOOL));
    assert_int_equal(count, 4);
    assert_int_equal(list_objects(session_of(state), NULL, NTMS_MEDIA_POOL, without, ROOM), 3);
    assert_memory_equal(&with_root[1], without, 3 * sizeof without[0]);
}

static void a_size_that_is_one_too_small_is_filled_and_told(void **state)
{
    NTMS_GUID all[ROOM];
    NTMS_GUID ids[ROOM] = {NTMS_NULLGUID};
    NTMS_GUID none = NTMS_NULLGUID;
    DWORD total = list_objects(session_of(state), NULL, NTMS_MEDIA_TYPE, all, ROOM);
    DWORD count = total - 1;

    assert_true(total > 60);
    assert_code(ERROR_INSUFFICIENT_BUFFER, EnumerateNtmsObject(session_of(state), NULL, ids, &count,
                                                               NTMS_MEDIA_TYPE, NTMS_ENUM_DEFAULT));
    assert_int_equal(count, total);
    assert_memory_equal(ids, all, (total - 1) * sizeof all[0]);
    assert_guid(none, ids[total - 1]);
}

static void a_size_that_fits_exactly_is_enough(void **state)
{
    NTMS_GUID all[ROOM];
    DWORD total = list_objects(session_of(state), NULL, NTMS_MEDIA_TYPE, all, ROOM);

    assert_int_equal(list_objects(session_of(state), NULL, NTMS_MEDIA_TYPE, all, total), total);
}

static void no_object_is_listed_twice(void **state)
{
    NTMS_GUID ids[ROOM];
    DWORD count = list_objects(session_of(state), NULL, NTMS_MEDIA_TYPE, ids, ROOM);

    for (DWORD i = 0; i < count; i++) {
        for (DWORD k = i + 1; k < count; k++)
            assert_memory_not_equal(&ids[i], &ids[k], sizeof ids[0]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SESSION(bad_kinds_are_refused),
        IN_SESSION(a_null_size_is_refused),
        IN_SESSION(a_null_list_goes_with_size_0_only),
        IN_SESSION(unknown_containers_are_not_found),
        IN_SESSION(a_library_is_no_container_of_some_kinds),
        IN_SESSION(the_offline_library_is_a_container_of_the_others),
        IN_SESSION(bad_options_are_refused),
        IN_SESSION(without_devices_there_are_none_of_these),
        IN_SESSION(there_are_one_computer_one_library_and_three_pools),
        IN_SESSION(the_root_pool_comes_first_when_asked_for),
        IN_SESSION(a_size_that_is_one_too_small_is_filled_and_told),
        IN_SESSION(a_size_that_fits_exactly_is_enough),
        IN_SESSION(no_object_is_listed_twice),
    };

    conformance_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
