/*
 * The objects every machine has without any device.
 */
#include "conformance/conformance.h"

enum { ROOM = 512 };

static NTMS_OBJECTINFORMATIONW get(void **state, NTMS_GUID *id, DWORD type)
{
    NTMS_OBJECTINFORMATIONW info = {.dwSize = sizeof info, .dwType = type};

    assert_success(GetNtmsObjectInformationW(session_of(state), id, &info));
    return info;
}

static bool is_null(const NTMS_GUID *id)
{
    return NTMS_IS_NULLGUID(*id);
}

static bool is_ascii(const WCHAR *text, const char *expected)
{
    size_t i = 0;

    while (expected[i] != '\0' && text[i] == (WCHAR)expected[i])
        i++;
    return expected[i] == '\0' && text[i] == 0;
}

static void the_computer_has_a_name_and_the_documented_defaults(void **state)
{
    NTMS_GUID id;
    NTMS_OBJECTINFORMATIONW info;

    assert_int_equal(list_objects(session_of(state), NULL, NTMS_COMPUTER, &id, 1), 1);
    info = get(state, &id, NTMS_COMPUTER);
    assert_int_not_equal(info.szName[0], 0);
    assert_int_equal(info.szDescription[0], 0);
    assert_int_equal(info.dwOperationalState, NTMS_READY);
    assert_int_equal(info.Info.Computer.dwLibRequestPurgeTime, 259200);
    assert_int_equal(info.Info.Computer.dwOpRequestPurgeTime, 259200);
    assert_int_equal(info.Info.Computer.dwLibRequestFlags, 0);
    assert_int_equal(info.Info.Computer.dwOpRequestFlags, 0);
    assert_int_equal(info.Info.Computer.dwMediaPoolPolicy, 0);
}

static void the_offline_library_has_a_flag_and_nothing_else(void **state)
{
    NTMS_LIBRARYINFORMATION expected = {.LibraryType = NTMS_LIBRARYTYPE_OFFLINE,
                                        .dwFlags = NTMS_LIBRARYFLAG_FIXEDOFFLINE};
    NTMS_GUID id = offline_library(session_of(state));
    NTMS_OBJECTINFORMATIONW info = get(state, &id, NTMS_LIBRARY);

    assert_memory_equal(&info.Info.Library, &expected, sizeof expected);
    assert_int_not_equal(info.szName[0], 0);
    assert_int_equal(info.Enabled, TRUE);
}

static void the_system_pools_are_free_import_and_unrecognized(void **state)
{
    static const struct {
        const char *name;
        DWORD type;
    } expected[] = {{"Free", NTMS_POOLTYPE_SCRATCH},
                    {"Import", NTMS_POOLTYPE_IMPORT},
                    {"Unrecognized", NTMS_POOLTYPE_FOREIGN}};
    NTMS_GUID ids[ROOM];
    DWORD count = list_objects(session_of(state), NULL, NTMS_MEDIA_POOL, ids, ROOM);

    assert_int_equal(count, 3);
    for (size_t k = 0; k < 3; k++) {
        bool found = false;

        for (DWORD i = 0; i < count; i++) {
            NTMS_OBJECTINFORMATIONW info = get(state, &ids[i], NTMS_MEDIA_POOL);

            if (info.Info.MediaPool.PoolType != expected[k].type)
                continue;
            found = true;
            assert_true(is_ascii(info.szName, expected[k].name));
            assert_true(is_null(&info.Info.MediaPool.MediaType));
            assert_true(is_null(&info.Info.MediaPool.Parent));
            assert_int_equal(info.Info.MediaPool.dwNumberOfPhysicalMedia, 0);
        }
        assert_true(found);
    }
}

static void the_system_pools_hold_pools_and_no_media(void **state)
{
    NTMS_GUID pools[ROOM];
    NTMS_GUID ids[ROOM];

    assert_int_equal(list_objects(session_of(state), NULL, NTMS_MEDIA_POOL, pools, ROOM), 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(list_objects(session_of(state), &pools[i], NTMS_PHYSICAL_MEDIA, ids, ROOM),
                         0);
        assert_int_equal(list_objects(session_of(state), &pools[i], NTMS_LOGICAL_MEDIA, ids, ROOM),
                         0);
        assert_int_equal(list_objects(session_of(state), &pools[i], NTMS_MEDIA_POOL, ids, ROOM), 0);
    }
}

static void the_root_pool_can_be_got(void **state)
{
    NTMS_GUID ids[4];
    DWORD count = 4;
    NTMS_OBJECTINFORMATIONW info;

    assert_success(EnumerateNtmsObject(session_of(state), NULL, ids, &count, NTMS_MEDIA_POOL,
                                       NTMS_ENUM_ROOTPOOL));
    info = get(state, &ids[0], NTMS_MEDIA_POOL);
    assert_true(is_null(&info.Info.MediaPool.Parent));
    assert_int_equal(info.Info.MediaPool.dwNumberOfPhysicalMedia, 0);
}

static void media_types_have_the_documented_codes_once(void **state)
{
    NTMS_GUID ids[ROOM];
    DWORD count = list_objects(session_of(state), NULL, NTMS_MEDIA_TYPE, ids, ROOM);
    int seen[0x5E] = {0};

    for (DWORD i = 0; i < count; i++) {
        NTMS_OBJECTINFORMATIONW info = get(state, &ids[i], NTMS_MEDIA_TYPE);
        const NTMS_MEDIATYPEINFORMATION *type = &info.Info.MediaType;

        assert_true(type->MediaType < 0x5E);
        seen[type->MediaType]++;
        assert_true(type->NumberOfSides == 1 || type->NumberOfSides == 2);
        assert_true(type->ReadWriteCharacteristics <= NTMS_MEDIARW_READONLY);
        assert_true(type->DeviceType == FILE_DEVICE_TAPE || type->DeviceType == FILE_DEVICE_DISK ||
                    type->DeviceType == FILE_DEVICE_CD_ROM);
        assert_int_not_equal(info.szName[0], 0);
    }
    for (int code = 0x20; code < 0x5E; code++)
        assert_int_equal(seen[code], 1);
}

static void a_tape_of_lto_has_one_side_and_can_be_written(void **state)
{
    NTMS_GUID ids[ROOM];
    DWORD count = list_objects(session_of(state), NULL, NTMS_MEDIA_TYPE, ids, ROOM);

    for (DWORD i = 0; i < count; i++) {
        NTMS_OBJECTINFORMATIONW info = get(state, &ids[i], NTMS_MEDIA_TYPE);

        if (info.Info.MediaType.MediaType != 0x56)
            continue;
        assert_int_equal(info.Info.MediaType.NumberOfSides, 1);
        assert_int_equal(info.Info.MediaType.ReadWriteCharacteristics, NTMS_MEDIARW_REWRITABLE);
        assert_int_equal(info.Info.MediaType.DeviceType, FILE_DEVICE_TAPE);
    }
}

static void identifiers_stay_the_same_from_session_to_session(void **state)
{
    NTMS_GUID before[ROOM];
    NTMS_GUID after[ROOM];
    HANDLE other = open_session();
    DWORD count = list_objects(session_of(state), NULL, NTMS_MEDIA_POOL, before, ROOM);

    assert_int_equal(list_objects(other, NULL, NTMS_MEDIA_POOL, after, ROOM), count);
    assert_memory_equal(before, after, count * sizeof before[0]);
    assert_success(CloseNtmsSession(other));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SESSION(the_computer_has_a_name_and_the_documented_defaults),
        IN_SESSION(the_offline_library_has_a_flag_and_nothing_else),
        IN_SESSION(the_system_pools_are_free_import_and_unrecognized),
        IN_SESSION(the_system_pools_hold_pools_and_no_media),
        IN_SESSION(the_root_pool_can_be_got),
        IN_SESSION(media_types_have_the_documented_codes_once),
        IN_SESSION(a_tape_of_lto_has_one_side_and_can_be_written),
        IN_SESSION(identifiers_stay_the_same_from_session_to_session),
    };

    conformance_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
