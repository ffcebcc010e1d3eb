/*
 * GetNtmsObjectInformation, A and W, on the objects every machine has; odd inputs first.
 */
#include "conformance/conformance.h"

#include <string.h>

/* Sizes of the documents: the structure up to the end of the member for that kind. */
static const struct {
    DWORD type;
    DWORD a;
    DWORD w;
} least_sizes[] = {
    {NTMS_LIBRARY, 384, 576},
    {NTMS_MEDIA_POOL, 316, 508},
    {NTMS_MEDIA_TYPE, 272, 464},
    {NTMS_COMPUTER, 276, 468},
};

enum { KINDS = sizeof least_sizes / sizeof least_sizes[0], WHOLE_A = 896, WHOLE_W = 1408 };

/* A caller's memory of exactly the size it says, and a guard behind it. */
struct memory {
    union {
        NTMS_OBJECTINFORMATIONA a;
        NTMS_OBJECTINFORMATIONW w;
        unsigned char bytes[WHOLE_W + 64];
    } is;
};

static DWORD get(void **state, bool wide, NTMS_GUID *id, DWORD size, DWORD type,
                 struct memory *memory)
{
    memset(memory, 0x5A, sizeof *memory);
    memory->is.w.dwSize = size;
    memory->is.w.dwType = type;
    return wide ? GetNtmsObjectInformationW(session_of(state), id, &memory->is.w)
                : GetNtmsObjectInformationA(session_of(state), id, &memory->is.a);
}

static void assert_untouched_from(const struct memory *memory, size_t offset)
{
    for (size_t i = offset; i < sizeof memory->is.bytes; i++)
        assert_int_equal(memory->is.bytes[i], 0x5A);
}

static NTMS_GUID some_object(void **state, DWORD type)
{
    NTMS_GUID ids[512];

    assert_true(list_objects(session_of(state), NULL, type, ids, 512) > 0);
    return ids[0];
}

static void null_pointers_are_refused(void **state)
{
    NTMS_GUID id = some_object(state, NTMS_COMPUTER);
    NTMS_OBJECTINFORMATIONA a = {.dwSize = sizeof a, .dwType = NTMS_COMPUTER};
    NTMS_OBJECTINFORMATIONW w = {.dwSize = sizeof w, .dwType = NTMS_COMPUTER};

    assert_code(ERROR_INVALID_PARAMETER, GetNtmsObjectInformationA(session_of(state), NULL, &a));
    assert_code(ERROR_INVALID_PARAMETER, GetNtmsObjectInformationW(session_of(state), NULL, &w));
    assert_code(ERROR_INVALID_PARAMETER, GetNtmsObjectInformationA(session_of(state), &id, NULL));
    assert_code(ERROR_INVALID_PARAMETER, GetNtmsObjectInformationW(session_of(state), &id, NULL));
}

static void a_wrong_session_comes_before_wrong_pointers(void **state)
{
    (void)state;
    assert_code(ERROR_INVALID_HANDLE, GetNtmsObjectInformationA(NULL, NULL, NULL));
    assert_code(ERROR_INVALID_HANDLE, GetNtmsObjectInformationW(NULL, NULL, NULL));
}

static void unknown_objects_are_not_found(void **state)
{
    NTMS_GUID unknown = unknown_id();
    NTMS_GUID none = NTMS_NULLGUID;
    struct memory memory;

    for (int wide = 0; wide < 2; wide++) {
        DWORD size = wide ? WHOLE_W : WHOLE_A;

        assert_code(ERROR_OBJECT_NOT_FOUND,
                    get(state, wide, &unknown, size, NTMS_UNKNOWN, &memory));
        assert_code(ERROR_OBJECT_NOT_FOUND, get(state, wide, &none, size, NTMS_DRIVE, &memory));
        assert_untouched_from(&memory, 8);
    }
}

static void a_kind_that_is_not_the_objects_is_not_found(void **state)
{
    NTMS_GUID id = some_object(state, NTMS_COMPUTER);
    struct memory memory;

    for (DWORD type = NTMS_CHANGER; type <= NTMS_OPREQUEST; type++) {
        if (type == NTMS_COMPUTER)
            continue;
        assert_code(ERROR_OBJECT_NOT_FOUND, get(state, true, &id, WHOLE_W, type, &memory));
        assert_code(ERROR_OBJECT_NOT_FOUND, get(state, false, &id, WHOLE_A, type, &memory));
    }
}

static void bad_kinds_are_refused(void **state)
{
    static const DWORD types[] = {NTMS_OBJECT, NTMS_UI_DESTINATION, NTMS_NUMBER_OF_OBJECT_TYPES,
                                  0xFFFFFFFF};
    NTMS_GUID id = some_object(state, NTMS_COMPUTER);
    struct memory memory;

    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        assert_code(ERROR_INVALID_PARAMETER, get(state, true, &id, WHOLE_W, types[i], &memory));
        assert_code(ERROR_INVALID_PARAMETER, get(state, false, &id, WHOLE_A, types[i], &memory));
    }
}

static void sizes_off_by_one_are_refused_and_exact_ones_filled(void **state)
{
    struct memory memory;

    for (size_t i = 0; i < KINDS; i++) {
        DWORD type = least_sizes[i].type;
        NTMS_GUID id = some_object(state, type);

        for (int wide = 0; wide < 2; wide++) {
            DWORD least = wide ? least_sizes[i].w : least_sizes[i].a;

            assert_code(ERROR_INVALID_PARAMETER, get(state, wide, &id, least - 1, type, &memory));
            assert_untouched_from(&memory, 8);
            assert_code(ERROR_INVALID_PARAMETER,
                        get(state, wide, &id, least - 1, NTMS_UNKNOWN, &memory));
            assert_untouched_from(&memory, 8);
            assert_success(get(state, wide, &id, least, type, &memory));
            assert_untouched_from(&memory, least);
            assert_int_equal(memory.is.w.dwSize, least);
            assert_guid(id, memory.is.w.ObjectGuid);
        }
    }
}

static void sizes_of_other_layouts_are_refused(void **state)
{
    NTMS_GUID id = some_object(state, NTMS_COMPUTER);
    struct memory memory;

    assert_code(ERROR_INVALID_PARAMETER, get(state, false, &id, 884, NTMS_COMPUTER, &memory));
    assert_code(ERROR_INVALID_PARAMETER, get(state, true, &id, 1396, NTMS_COMPUTER, &memory));
    for (DWORD size = 0; size < 8; size++) {
        assert_code(ERROR_INVALID_PARAMETER, get(state, false, &id, size, 0, &memory));
        assert_code(ERROR_INVALID_PARAMETER, get(state, true, &id, size, 0, &memory));
    }
}

static void a_size_beyond_the_structure_writes_nothing_beyond_it(void **state)
{
    NTMS_GUID id = some_object(state, NTMS_COMPUTER);
    struct memory memory;

    assert_success(get(state, false, &id, WHOLE_A + 1, NTMS_COMPUTER, &memory));
    assert_untouched_from(&memory, WHOLE_A);
    assert_success(get(state, true, &id, 0xFFFFFFFF, NTMS_COMPUTER, &memory));
    assert_untouched_from(&memory, WHOLE_W);
}

static void the_kind_is_found_out_when_it_is_not_given(void **state)
{
    struct memory memory;

    for (size_t i = 0; i < KINDS; i++) {
        NTMS_GUID id = some_object(state, least_sizes[i].type);

        assert_success(get(state, true, &id, WHOLE_W, NTMS_UNKNOWN, &memory));
        assert_int_equal(memory.is.w.dwType, least_sizes[i].type);
        assert_success(get(state, false, &id, WHOLE_A, NTMS_UNKNOWN, &memory));
        assert_int_equal(memory.is.a.dwType, least_sizes[i].type);
    }
}

static void a_and_w_tell_the_same(void **state)
{
    for (size_t i = 0; i < KINDS; i++) {
        NTMS_GUID id = some_object(state, least_sizes[i].type);
        struct memory a;
        struct memory w;

        assert_success(get(state, false, &id, WHOLE_A, NTMS_UNKNOWN, &a));
        assert_success(get(state, true, &id, WHOLE_W, NTMS_UNKNOWN, &w));
        assert_memory_equal(&a.is.a.Created, &w.is.w.Created, sizeof a.is.a.Created);
        assert_memory_equal(&a.is.a.Modified, &w.is.w.Modified, sizeof a.is.a.Modified);
        assert_int_equal(a.is.a.Enabled, w.is.w.Enabled);
        assert_int_equal(a.is.a.dwOperationalState, w.is.w.dwOperationalState);
        for (size_t k = 0; k < NTMS_OBJECTNAME_LENGTH; k++) { /* built-in names are plain ASCII */
            assert_int_equal(a.is.a.szName[k], w.is.w.szName[k]);
            if (w.is.w.szName[k] == 0)
                break;
        }
        /* the members of these kinds hold no text */
        assert_memory_equal(&a.is.a.Info, &w.is.w.Info,
                            least_sizes[i].w - offsetof(NTMS_OBJECTINFORMATIONW, Info));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SESSION(null_pointers_are_refused),
        IN_SESSION(a_wrong_session_comes_before_wrong_pointers),
        IN_SESSION(unknown_objects_are_not_found),
        IN_SESSION(a_kind_that_is_not_the_objects_is_not_found),
        IN_SESSION(bad_kinds_are_refused),
        IN_SESSION(sizes_off_by_one_are_refused_and_exact_ones_filled),
        IN_SESSION(sizes_of_other_layouts_are_refused),
        IN_SESSION(a_size_beyond_the_structure_writes_nothing_beyond_it),
        IN_SESSION(the_kind_is_found_out_when_it_is_not_given),
        IN_SESSION(a_and_w_tell_the_same),
    };

    conformance_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
