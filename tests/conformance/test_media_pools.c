/*
 * CreateNtmsMediaPool, GetNtmsMediaPoolName and DeleteNtmsMediaPool, A and W; odd inputs first.  Each
 * test makes pools of its own below one that has its name, since they share a database.
 */
#include "conformance/conformance.h"

#include <string.h>

enum { PATH_ROOM = 512 };

static DWORD create(void **state, const WCHAR *path, NTMS_GUID *type, DWORD action, NTMS_GUID *id)
{
    return CreateNtmsMediaPoolW(session_of(state), path, type, action, NULL, id);
}

/* A new pool that holds pools. */
static NTMS_GUID make_container(void **state, const WCHAR *path)
{
    NTMS_GUID id;

    assert_success(create(state, path, NULL, NTMS_CREATE_NEW, &id));
    return id;
}

static NTMS_OBJECTINFORMATIONW describe(void **state, NTMS_GUID *id)
{
    NTMS_OBJECTINFORMATIONW info = {.dwSize = sizeof info, .dwType = NTMS_MEDIA_POOL};

    assert_success(GetNtmsObjectInformationW(session_of(state), id, &info));
    return info;
}

static void assert_path(void **state, NTMS_GUID *id, const WCHAR *expected)
{
    WCHAR path[PATH_ROOM];
    DWORD room = PATH_ROOM;
    size_t length = 0;

    while (expected[length] != 0)
        length++;
    assert_success(GetNtmsMediaPoolNameW(session_of(state), id, path, &room));
    assert_int_equal(room, length + 1);
    assert_memory_equal(path, expected, room * sizeof *path);
}

/* ---- CreateNtmsMediaPool: odd inputs ---- */

static void wrong_sessions_are_refused_first(void **state)
{
    (void)state;
    assert_code(ERROR_INVALID_HANDLE, CreateNtmsMediaPoolW(NULL, NULL, NULL, 0, NULL, NULL));
    assert_code(ERROR_INVALID_HANDLE, CreateNtmsMediaPoolA(NULL, NULL, NULL, 0, NULL, NULL));
    assert_code(ERROR_INVALID_HANDLE, GetNtmsMediaPoolNameW(NULL, NULL, NULL, NULL));
    assert_code(ERROR_INVALID_HANDLE, GetNtmsMediaPoolNameA(NULL, NULL, NULL, NULL));
    assert_code(ERROR_INVALID_HANDLE, DeleteNtmsMediaPool(NULL, NULL));
}

static void null_names_and_identifiers_are_refused(void **state)
{
    HANDLE session = session_of(state);
    NTMS_GUID id;

    assert_code(ERROR_INVALID_PARAMETER, create(state, NULL, NULL, NTMS_CREATE_NEW, &id));
    assert_code(ERROR_INVALID_PARAMETER, create(state, u"\\Null", NULL, NTMS_CREATE_NEW, NULL));
    assert_code(ERROR_INVALID_PARAMETER,
                CreateNtmsMediaPoolA(session, NULL, NULL, NTMS_CREATE_NEW, NULL, &id));
    assert_code(ERROR_INVALID_PARAMETER,
                CreateNtmsMediaPoolA(session, "\\Null", NULL, NTMS_CREATE_NEW, NULL, NULL));
}

static void unknown_actions_are_refused(void **state)
{
    static const DWORD actions[] = {0, 4, 0xFFFFFFFF};
    NTMS_GUID id = unknown_id();
    NTMS_GUID untouched = unknown_id();

    for (size_t i = 0; i < 3; i++)
        assert_code(ERROR_INVALID_PARAMETER, create(state, u"\\Action", NULL, actions[i], &id));
    assert_guid(untouched, id);
}

static void paths_of_bad_syntax_are_refused(void **state)
{
    static const WCHAR *const paths[] = {u"",        u"\\",      u"\\\\",    u"\\\\Two",
                                         u"Two\\",   u"A\\\\B",  u"A\nB",    u"\x7F",
                                         u"A\\\x1F", u"\\Two\\", u"\\A\\\\", u"\x9F"};
    NTMS_GUID id;

    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        for (DWORD action = NTMS_OPEN_EXISTING; action <= NTMS_OPEN_ALWAYS; action++)
            assert_code(ERROR_INVALID_NAME, create(state, paths[i], NULL, action, &id));
    }
}

static void a_name_has_63_characters_at_most(void **state)
{
    WCHAR name[65];
    NTMS_GUID id;

    for (size_t i = 0; i < 64; i++)
        name[i] = u'n';
    name[64] = 0;
    assert_code(ERROR_INVALID_NAME, create(state, name, NULL, NTMS_CREATE_NEW, &id));
    name[63] = 0;
    assert_success(create(state, name, NULL, NTMS_CREATE_NEW, &id));
}

/* 8 names of 62 characters and one of `last`, each after a backslash: 505 + last characters. */
static void write_long_path(WCHAR path[600], size_t last)
{
    size_t at = 0;

    for (size_t part = 0; part < 9; part++) {
        path[at++] = u'\\';
        for (size_t i = 0; i < (part < 8 ? 62 : last); i++)
            path[at++] = u'p';
    }
    path[at] = 0;
}

static void a_path_has_511_characters_at_most(void **state)
{
    WCHAR path[600];
    NTMS_GUID id;

    for (size_t part = 1; part <= 8; part++) {
        write_long_path(path, 1);
        path[part * 63] = 0;
        (void)make_container(state, path);
    }
    write_long_path(path, 7);
    assert_code(ERROR_INVALID_NAME, create(state, path, NULL, NTMS_CREATE_NEW, &id));
    assert_code(ERROR_INVALID_NAME, create(state, path + 1, NULL, NTMS_CREATE_NEW, &id));
    write_long_path(path, 6);
    assert_success(create(state, path + 1, NULL, NTMS_CREATE_NEW, &id));
    assert_path(state, &id, path);
}

static void a_path_without_an_end_is_not_read_beyond_its_limit(void **state)
{
    static WCHAR path[PATH_ROOM];
    static char narrow[4096];
    NTMS_GUID id;

    for (size_t i = 0; i < PATH_ROOM; i++)
        path[i] = i % 2 == 0 ? u'\\' : u'a';
    assert_code(ERROR_INVALID_NAME, create(state, path, NULL, NTMS_OPEN_EXISTING, &id));
    memset(narrow, 'a', sizeof narrow - 1);
    assert_code(ERROR_INVALID_NAME, CreateNtmsMediaPoolA(session_of(state), narrow, NULL,
                                                         NTMS_OPEN_EXISTING, NULL, &id));
}

/* ---- CreateNtmsMediaPool ---- */

static void a_missing_pool_is_made_or_not_found(void **state)
{
    NTMS_GUID id = unknown_id();
    NTMS_GUID untouched = unknown_id();

    assert_code(ERROR_OBJECT_NOT_FOUND, create(state, u"\\Missing", NULL, NTMS_OPEN_EXISTING, &id));
    assert_guid(untouched, id);
    assert_success(create(state, u"\\Missing", NULL, NTMS_CREATE_NEW, &id));
    assert_success(create(state, u"\\Missing too", NULL, NTMS_OPEN_ALWAYS, &id));
}

static void an_existing_pool_is_opened_or_is_too_many(void **state)
{
    NTMS_GUID made = make_container(state, u"\\Existing");
    NTMS_GUID id;

    assert_code(ERROR_ALREADY_EXISTS, create(state, u"\\Existing", NULL, NTMS_CREATE_NEW, &id));
    assert_success(create(state, u"\\Existing", NULL, NTMS_OPEN_EXISTING, &id));
    assert_guid(made, id);
    assert_success(create(state, u"\\Existing", NULL, NTMS_OPEN_ALWAYS, &id));
    assert_guid(made, id);
}

static void pools_above_are_not_made(void **state)
{
    NTMS_GUID id;

    for (DWORD action = NTMS_OPEN_EXISTING; action <= NTMS_OPEN_ALWAYS; action++)
        assert_code(ERROR_OBJECT_NOT_FOUND, create(state, u"\\Above\\Below", NULL, action, &id));
    (void)make_container(state, u"\\Above");
    assert_success(create(state, u"\\Above\\Below", NULL, NTMS_CREATE_NEW, &id));
}

static void names_are_the_same_in_upper_and_lower_case(void **state)
{
    NTMS_GUID made = make_container(state, u"\\Case");
    NTMS_GUID id;

    assert_success(create(state, u"\\CASE", NULL, NTMS_OPEN_EXISTING, &id));
    assert_guid(made, id);
    assert_code(ERROR_ALREADY_EXISTS, create(state, u"case", NULL, NTMS_CREATE_NEW, &id));
    assert_path(state, &made, u"\\Case");
}

static void the_first_backslash_may_be_left_out(void **state)
{
    NTMS_GUID made = make_container(state, u"No backslash");
    NTMS_GUID inner = make_container(state, u"No backslash\\Inner");
    NTMS_GUID id;

    assert_success(create(state, u"\\No backslash", NULL, NTMS_OPEN_EXISTING, &id));
    assert_guid(made, id);
    assert_path(state, &made, u"\\No backslash");
    assert_path(state, &inner, u"\\No backslash\\Inner");
}

static void one_name_in_two_pools_is_two_pools(void **state)
{
    NTMS_GUID top = make_container(state, u"\\Same");
    NTMS_GUID inner = make_container(state, u"\\Same\\Same");
    NTMS_GUID id;

    assert_success(create(state, u"same\\SAME", NULL, NTMS_OPEN_EXISTING, &id));
    assert_guid(inner, id);
    assert_memory_not_equal(&top, &inner, sizeof top);
}

static void a_new_pool_is_an_applications_with_nothing_set(void **state)
{
    NTMS_GUID parent = make_container(state, u"\\New");
    NTMS_GUID type = media_type_of(session_of(state), TAPE_CODE);
    NTMS_OBJECTINFORMATIONW info;
    NTMS_GUID id;

    assert_success(create(state, u"\\New\\Tapes", &type, NTMS_CREATE_NEW, &id));

    info = describe(state, &id);
    assert_int_equal(info.Info.MediaPool.PoolType, NTMS_POOLTYPE_APPLICATION);
    assert_guid(type, info.Info.MediaPool.MediaType);
    assert_guid(parent, info.Info.MediaPool.Parent);
    assert_int_equal(info.Info.MediaPool.AllocationPolicy, 0);
    assert_int_equal(info.Info.MediaPool.DeallocationPolicy, 0);
    assert_int_equal(info.Info.MediaPool.dwMaxAllocates, 0);
    assert_int_equal(info.Info.MediaPool.dwNumberOfPhysicalMedia, 0);
    assert_true(info.Enabled);
    assert_int_equal(info.dwOperationalState, NTMS_READY);
    assert_memory_equal(info.szName, u"Tapes", sizeof u"Tapes");
    assert_int_equal(describe(state, &parent).Info.MediaPool.dwNumberOfMediaPools, 1);
}

static void a_pool_at_the_top_has_no_parent_and_is_listed(void **state)
{
    static const NTMS_GUID none = NTMS_NULLGUID;
    NTMS_GUID id = make_container(state, u"\\Top");
    NTMS_GUID ids[64];
    DWORD count = list_objects(session_of(state), NULL, NTMS_MEDIA_POOL, ids, 64);
    NTMS_OBJECTINFORMATIONW info = describe(state, &id);
    bool listed = false;

    assert_guid(none, info.Info.MediaPool.Parent);
    for (DWORD i = 0; i < count; i++)
        listed = listed || memcmp(&ids[i], &id, sizeof id) == 0;
    assert_true(listed);
}

static void what_is_no_media_type_is_refused(void **state)
{
    NTMS_GUID unknown = unknown_id();
    NTMS_GUID none = NTMS_NULLGUID;
    NTMS_GUID library = offline_library(session_of(state));
    NTMS_GUID id;

    assert_code(ERROR_INVALID_MEDIA, create(state, u"\\Type", &unknown, NTMS_CREATE_NEW, &id));
    assert_code(ERROR_INVALID_MEDIA, create(state, u"\\Type", &none, NTMS_OPEN_ALWAYS, &id));
    assert_code(ERROR_INVALID_MEDIA, create(state, u"\\Type", &library, NTMS_CREATE_NEW, &id));
    assert_code(ERROR_OBJECT_NOT_FOUND, create(state, u"\\Type", NULL, NTMS_OPEN_EXISTING, &id));
}

static void the_media_type_of_an_existing_pool_is_not_compared(void **state)
{
    NTMS_GUID unknown = unknown_id();
    NTMS_GUID made = make_container(state, u"\\Compared");
    NTMS_GUID id;

    assert_success(create(state, u"\\Compared", &unknown, NTMS_OPEN_ALWAYS, &id));
    assert_guid(made, id);
}

static void system_pools_are_opened_by_name(void **state)
{
    static const struct {
        const WCHAR *path;
        DWORD type;
    } pools[] = {{u"\\Free", NTMS_POOLTYPE_SCRATCH},
                 {u"import", NTMS_POOLTYPE_IMPORT},
                 {u"UNRECOGNIZED", NTMS_POOLTYPE_FOREIGN}};
    NTMS_GUID id;

    for (size_t i = 0; i < 3; i++) {
        assert_success(create(state, pools[i].path, NULL, NTMS_OPEN_EXISTING, &id));
        assert_int_equal(describe(state, &id).Info.MediaPool.PoolType, pools[i].type);
        assert_success(create(state, pools[i].path, NULL, NTMS_OPEN_ALWAYS, &id));
        assert_code(ERROR_ALREADY_EXISTS, create(state, pools[i].path, NULL, NTMS_CREATE_NEW, &id));
    }
}

static void no_pool_is_made_in_a_system_pool(void **state)
{
    NTMS_GUID type = media_type_of(session_of(state), TAPE_CODE);
    NTMS_GUID id;

    assert_code(ERROR_INVALID_MEDIA_POOL,
                create(state, u"\\Free\\Mine", &type, NTMS_CREATE_NEW, &id));
    assert_code(ERROR_INVALID_MEDIA_POOL,
                create(state, u"\\Import\\Mine", NULL, NTMS_OPEN_ALWAYS, &id));
}

static void no_pool_is_made_in_a_pool_for_media(void **state)
{
    NTMS_GUID type = media_type_of(session_of(state), TAPE_CODE);
    NTMS_GUID id;
    assert_success(create(state, u"\\Media", &type, NTMS_CREATE_NEW, &id));

    assert_code(ERROR_INVALID_MEDIA_POOL,
                create(state, u"\\Media\\In", NULL, NTMS_CREATE_NEW, &id));
}

static void a_and_w_find_the_same_pools(void **state)
{
    HANDLE session = session_of(state);
    NTMS_GUID type = media_type_of(session_of(state), TAPE_CODE);
    NTMS_GUID made;
    NTMS_GUID id;
    char path[PATH_ROOM];
    DWORD room = PATH_ROOM;

    assert_success(CreateNtmsMediaPoolA(session, "\\Ansi", NULL, NTMS_CREATE_NEW, NULL, &id));
    assert_success(
        CreateNtmsMediaPoolA(session, "Ansi\\Tapes", &type, NTMS_OPEN_ALWAYS, NULL, &made));
    assert_success(create(state, u"\\Ansi\\Tapes", NULL, NTMS_OPEN_EXISTING, &id));
    assert_guid(made, id);
    assert_success(GetNtmsMediaPoolNameA(session, &id, path, &room));
    assert_string_equal(path, "\\Ansi\\Tapes");
    assert_int_equal(room, sizeof "\\Ansi\\Tapes");
    assert_code(ERROR_INVALID_NAME,
                CreateNtmsMediaPoolA(session, "Ansi\\", NULL, NTMS_OPEN_ALWAYS, NULL, &id));
    assert_code(ERROR_ALREADY_EXISTS,
                CreateNtmsMediaPoolA(session, "ansi\\tapes", NULL, NTMS_CREATE_NEW, NULL, &id));
}

/* ---- GetNtmsMediaPoolName ---- */

static void null_pointers_for_the_name_are_refused(void **state)
{
    HANDLE session = session_of(state);
    NTMS_GUID id = make_container(state, u"\\Null pointers");
    WCHAR wide[PATH_ROOM];
    char narrow[PATH_ROOM];
    DWORD room = PATH_ROOM;

    assert_code(ERROR_INVALID_PARAMETER, GetNtmsMediaPoolNameW(session, NULL, wide, &room));
    assert_code(ERROR_INVALID_PARAMETER, GetNtmsMediaPoolNameW(session, &id, NULL, &room));
    assert_code(ERROR_INVALID_PARAMETER, GetNtmsMediaPoolNameW(session, &id, wide, NULL));
    assert_code(ERROR_INVALID_PARAMETER, GetNtmsMediaPoolNameA(session, NULL, narrow, &room));
    assert_code(ERROR_INVALID_PARAMETER, GetNtmsMediaPoolNameA(session, &id, NULL, &room));
    assert_code(ERROR_INVALID_PARAMETER, GetNtmsMediaPoolNameA(session, &id, narrow, NULL));
    assert_int_equal(room, PATH_ROOM);
}

static void what_is_no_pool_has_no_name(void **state)
{
    HANDLE session = session_of(state);
    NTMS_GUID library = offline_library(session);
    NTMS_GUID unknown = unknown_id();
    NTMS_GUID none = NTMS_NULLGUID;
    WCHAR wide[PATH_ROOM];
    char narrow[PATH_ROOM];
    DWORD room = PATH_ROOM;

    assert_code(ERROR_INVALID_MEDIA_POOL, GetNtmsMediaPoolNameW(session, &library, wide, &room));
    assert_code(ERROR_INVALID_MEDIA_POOL, GetNtmsMediaPoolNameW(session, &unknown, wide, &room));
    assert_code(ERROR_INVALID_MEDIA_POOL, GetNtmsMediaPoolNameA(session, &none, narrow, &room));
    assert_int_equal(room, PATH_ROOM);
}

static void a_short_buffer_is_left_alone_and_the_length_told(void **state)
{
    HANDLE session = session_of(state);
    NTMS_GUID id = make_container(state, u"\\Short");
    WCHAR wide[8] = u"xxxxxxx";
    char narrow[8] = "xxxxxxx";

    for (DWORD given = 0; given < 7; given++) {
        DWORD room = given;

        assert_code(ERROR_INSUFFICIENT_BUFFER, GetNtmsMediaPoolNameW(session, &id, wide, &room));
        assert_int_equal(room, 7);
        room = given;
        assert_code(ERROR_INSUFFICIENT_BUFFER, GetNtmsMediaPoolNameA(session, &id, narrow, &room));
        assert_int_equal(room, 7);
        assert_memory_equal(wide, u"xxxxxxx", sizeof wide);
        assert_string_equal(narrow, "xxxxxxx");
    }
}

static void a_buffer_that_just_fits_is_filled(void **state)
{
    HANDLE session = session_of(state);
    NTMS_GUID id = make_container(state, u"\\Exact");
    WCHAR wide[8] = u"yyyyyyy";
    char narrow[8] = "yyyyyyy";
    DWORD room = 7;

    assert_success(GetNtmsMediaPoolNameW(session, &id, wide, &room));
    assert_memory_equal(wide, u"\\Exact\0y", 8 * sizeof *wide - sizeof *wide);
    assert_success(GetNtmsMediaPoolNameA(session, &id, narrow, &room));
    assert_string_equal(narrow, "\\Exact");
}

static void the_hidden_root_is_a_backslash(void **state)
{
    NTMS_GUID ids[64];
    DWORD count = 64;

    assert_success(EnumerateNtmsObject(session_of(state), NULL, ids, &count, NTMS_MEDIA_POOL,
                                       NTMS_ENUM_ROOTPOOL));
    assert_path(state, &ids[0], u"\\");
}

/* ---- DeleteNtmsMediaPool ---- */

static void a_null_pool_is_refused(void **state)
{
    assert_code(ERROR_INVALID_PARAMETER, DeleteNtmsMediaPool(session_of(state), NULL));
}

static void what_is_no_pool_is_not_deleted(void **state)
{
    HANDLE session = session_of(state);
    NTMS_GUID library = offline_library(session);
    NTMS_GUID unknown = unknown_id();
    NTMS_GUID none = NTMS_NULLGUID;

    assert_code(ERROR_INVALID_MEDIA_POOL, DeleteNtmsMediaPool(session, &library));
    assert_code(ERROR_INVALID_MEDIA_POOL, DeleteNtmsMediaPool(session, &unknown));
    assert_code(ERROR_INVALID_MEDIA_POOL, DeleteNtmsMediaPool(session, &none));
}

static void system_pools_and_the_root_are_not_deleted(void **state)
{
    HANDLE session = session_of(state);
    NTMS_GUID ids[64];
    DWORD count = 64;
    DWORD refused = 0;

    assert_success(
        EnumerateNtmsObject(session, NULL, ids, &count, NTMS_MEDIA_POOL, NTMS_ENUM_ROOTPOOL));
    for (DWORD i = 0; i < count; i++) {
        if (describe(state, &ids[i]).Info.MediaPool.PoolType == NTMS_POOLTYPE_APPLICATION)
            continue;
        assert_code(ERROR_INVALID_MEDIA_POOL, DeleteNtmsMediaPool(session, &ids[i]));
        refused++;
    }
    assert_int_equal(refused, 4);
}

static void an_empty_pool_is_deleted_for_good(void **state)
{
    HANDLE session = session_of(state);
    NTMS_GUID made = make_container(state, u"\\Deleted");
    NTMS_GUID id;

    assert_success(DeleteNtmsMediaPool(session, &made));

    assert_code(ERROR_INVALID_MEDIA_POOL, DeleteNtmsMediaPool(session, &made));
    assert_code(ERROR_OBJECT_NOT_FOUND, create(state, u"\\Deleted", NULL, NTMS_OPEN_EXISTING, &id));
    assert_success(create(state, u"\\Deleted", NULL, NTMS_CREATE_NEW, &id));
    assert_memory_not_equal(&made, &id, sizeof id);
}

static void a_pool_with_pools_is_not_empty(void **state)
{
    HANDLE session = session_of(state);
    NTMS_GUID outer = make_container(state, u"\\Outer");
    NTMS_GUID inner = make_container(state, u"\\Outer\\Inner");

    assert_code(ERROR_NOT_EMPTY, DeleteNtmsMediaPool(session, &outer));
    assert_success(DeleteNtmsMediaPool(session, &inner));
    assert_success(DeleteNtmsMediaPool(session, &outer));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SESSION(wrong_sessions_are_refused_first),
        IN_SESSION(null_names_and_identifiers_are_refused),
        IN_SESSION(unknown_actions_are_refused),
        IN_SESSION(paths_of_bad_syntax_are_refused),
        IN_SESSION(a_name_has_63_characters_at_most),
        IN_SESSION(a_path_has_511_characters_at_most),
        IN_SESSION(a_path_without_an_end_is_not_read_beyond_its_limit),
        IN_SESSION(a_missing_pool_is_made_or_not_found),
        IN_SESSION(an_existing_pool_is_opened_or_is_too_many),
        IN_SESSION(pools_above_are_not_made),
        IN_SESSION(names_are_the_same_in_upper_and_lower_case),
        IN_SESSION(the_first_backslash_may_be_left_out),
        IN_SESSION(one_name_in_two_pools_is_two_pools),
        IN_SESSION(a_new_pool_is_an_applications_with_nothing_set),
        IN_SESSION(a_pool_at_the_top_has_no_parent_and_is_listed),
        IN_SESSION(what_is_no_media_type_is_refused),
        IN_SESSION(the_media_type_of_an_existing_pool_is_not_compared),
        IN_SESSION(system_pools_are_opened_by_name),
        IN_SESSION(no_pool_is_made_in_a_system_pool),
        IN_SESSION(no_pool_is_made_in_a_pool_for_media),
        IN_SESSION(a_and_w_find_the_same_pools),
        IN_SESSION(null_pointers_for_the_name_are_refused),
        IN_SESSION(what_is_no_pool_has_no_name),
        IN_SESSION(a_short_buffer_is_left_alone_and_the_length_told),
        IN_SESSION(a_buffer_that_just_fits_is_filled),
        IN_SESSION(the_hidden_root_is_a_backslash),
        IN_SESSION(a_null_pool_is_refused),
        IN_SESSION(what_is_no_pool_is_not_deleted),
        IN_SESSION(system_pools_and_the_root_are_not_deleted),
        IN_SESSION(an_empty_pool_is_deleted_for_good),
        IN_SESSION(a_pool_with_pools_is_not_empty),
    };

    conformance_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
