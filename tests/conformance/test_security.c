/*
 * GetNtmsObjectSecurity and SetNtmsObjectSecurity on the objects that are there without a device.
 */
#include "conformance/conformance.h"

#include <string.h>

enum { ROOM = 1024, HEAD = sizeof(SECURITY_DESCRIPTOR_RELATIVE), LIST = 8 + 20 };

#define ALL_PARTS \
    (OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION)

static const BYTE everyone[12] = {1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0};
static const BYTE system_account[12] = {1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0};

/* ---- objects ---- */

static NTMS_GUID computer(HANDLE session)
{
    NTMS_GUID id = NTMS_NULLGUID;

    assert_int_equal(list_objects(session, NULL, NTMS_COMPUTER, &id, 1), 1);
    return id;
}

static NTMS_GUID media_type(HANDLE session)
{
    NTMS_GUID ids[256];

    assert_int_not_equal(list_objects(session, NULL, NTMS_MEDIA_TYPE, ids, 256), 0);
    return ids[0];
}

/* The hidden root comes first. */
static NTMS_GUID root_pool(HANDLE session)
{
    NTMS_GUID ids[64];
    DWORD count = 64;

    assert_success(
        EnumerateNtmsObject(session, NULL, ids, &count, NTMS_MEDIA_POOL, NTMS_ENUM_ROOTPOOL));
    return ids[0];
}

/* ---- descriptors, written by hand ---- */

/* A list with one entry, which gives everyone a mask. */
static void write_list(BYTE *list, DWORD mask)
{
    const BYTE head[] = {ACL_REVISION, 0, LIST, 0, 1, 0, 0, 0, ACCESS_ALLOWED_ACE_TYPE, 0, 20, 0};

    memcpy(list, head, sizeof head);
    memcpy(list + sizeof head, &mask, sizeof mask);
    memcpy(list + sizeof head + sizeof mask, everyone, sizeof everyone);
}

/* Self-relative: owner LocalSystem, group everyone, that list. */
static void write_descriptor(BYTE *bytes, DWORD mask)
{
    const SECURITY_DESCRIPTOR_RELATIVE head = {.Revision = SECURITY_DESCRIPTOR_REVISION,
                                               .Control = SE_SELF_RELATIVE | SE_DACL_PRESENT,
                                               .Owner = HEAD,
                                               .Group = HEAD + 12,
                                               .Dacl = HEAD + 24};

    memset(bytes, 0, ROOM);
    memcpy(bytes, &head, sizeof head);
    memcpy(bytes + HEAD, system_account, sizeof system_account);
    memcpy(bytes + HEAD + 12, everyone, sizeof everyone);
    write_list(bytes + HEAD + 24, mask);
}

/* A descriptor as it came back. */
struct answer {
    BYTE bytes[ROOM];
    DWORD needed;
    SECURITY_DESCRIPTOR_RELATIVE head;
};

static DWORD get(HANDLE session, NTMS_GUID id, DWORD type, SECURITY_INFORMATION parts,
                 struct answer *answer)
{
    DWORD err =
        GetNtmsObjectSecurity(session, &id, type, parts, answer->bytes, ROOM, &answer->needed);

    memcpy(&answer->head, answer->bytes, sizeof answer->head);
    return err;
}

static DWORD set(HANDLE session, NTMS_GUID id, DWORD type, SECURITY_INFORMATION parts,
                 const void *descriptor)
{
    BYTE bytes[ROOM];

    memcpy(bytes, descriptor, ROOM);
    return SetNtmsObjectSecurity(session, &id, type, parts, bytes);
}

static void assert_list(const struct answer *answer, DWORD mask)
{
    BYTE list[LIST];

    write_list(list, mask);
    assert_true(answer->head.Control & SE_DACL_PRESENT);
    assert_int_not_equal(answer->head.Dacl, 0);
    assert_memory_equal(answer->bytes + answer->head.Dacl, list, LIST);
}

static void assert_mask(HANDLE session, NTMS_GUID id, DWORD type, DWORD mask)
{
    struct answer answer;

    assert_success(get(session, id, type, DACL_SECURITY_INFORMATION, &answer));
    assert_list(&answer, mask);
}

/* ---- odd inputs ---- */

static void a_wrong_session_comes_first(void **state)
{
    HANDLE closed = open_session();
    HANDLE wrong[] = {NULL, INVALID_HANDLE_VALUE, closed};

    (void)state;
    assert_success(CloseNtmsSession(closed));
    for (size_t i = 0; i < 3; i++) {
        assert_code(ERROR_INVALID_HANDLE,
                    GetNtmsObjectSecurity(wrong[i], NULL, 99, 0, NULL, 7, NULL));
        assert_code(ERROR_INVALID_HANDLE, SetNtmsObjectSecurity(wrong[i], NULL, 99, 0, NULL));
    }
}

static void null_pointers_are_refused(void **state)
{
    HANDLE session = session_of(state);
    NTMS_GUID id = computer(session);
    BYTE bytes[ROOM];
    DWORD needed = 77;

    write_descriptor(bytes, 7);
    assert_code(ERROR_INVALID_PARAMETER, GetNtmsObjectSecurity(session, NULL, NTMS_COMPUTER,
                                                               ALL_PARTS, bytes, ROOM, &needed));
    assert_code(ERROR_INVALID_PARAMETER,
                GetNtmsObjectSecurity(session, &id, NTMS_COMPUTER, ALL_PARTS, bytes, ROOM, NULL));
    assert_code(ERROR_INVALID_PARAMETER,
                GetNtmsObjectSecurity(session, &id, NTMS_COMPUTER, ALL_PARTS, NULL, 1, &needed));
    assert_code(ERROR_INVALID_PARAMETER,
                SetNtmsObjectSecurity(session, NULL, NTMS_COMPUTER, ALL_PARTS, bytes));
    assert_code(ERROR_INVALID_PARAMETER,
                SetNtmsObjectSecurity(session, &id, NTMS_COMPUTER, ALL_PARTS, NULL));
    assert_int_equal(needed, 77);
}

static void what_is_no_kind_of_object_is_refused(void **state)
{
    static const DWORD types[] = {NTMS_UNKNOWN, NTMS_OBJECT, 18, 0xFFFFFFFF};
    HANDLE session = session_of(state);
    struct answer answer;
    BYTE bytes[ROOM];

    write_descriptor(bytes, 7);
    for (size_t i = 0; i < 4; i++) {
        assert_code(ERROR_INVALID_PARAMETER,
                    get(session, computer(session), types[i], ALL_PARTS, &answer));
        assert_code(ERROR_INVALID_PARAMETER,
                    set(session, computer(session), types[i], ALL_PARTS, bytes));
    }
}

static void unknown_objects_and_other_kinds_are_not_found(void **state)
{
    HANDLE session = session_of(state);
    struct answer answer;
    BYTE bytes[ROOM];

    write_descriptor(bytes, 7);
    assert_code(ERROR_OBJECT_NOT_FOUND,
                get(session, unknown_id(), NTMS_LIBRARY, ALL_PARTS, &answer));
    assert_code(ERROR_OBJECT_NOT_FOUND, set(session, unknown_id(), NTMS_LIBRARY, ALL_PARTS, bytes));
    assert_code(ERROR_OBJECT_NOT_FOUND,
                get(session, computer(session), NTMS_LIBRARY, ALL_PARTS, &answer));
    assert_code(ERROR_OBJECT_NOT_FOUND,
                set(session, computer(session), NTMS_LIBRARY, ALL_PARTS, bytes));
}

static void bad_descriptors_are_refused(void **state)
{
    HANDLE session = session_of(state);
    /* place of a byte, and what is wrong there */
    static const struct {
        size_t place;
        BYTE value;
    } lies[] = {
        {0, 2},                /* revision of the descriptor */
        {4, 3},                /* the owner is in the head */
        {6, 0x7F},             /* it is far behind the end */
        {HEAD, 9},             /* revision of the owner */
        {HEAD + 1, 16},        /* it has too many parts */
        {HEAD + 24, 9},        /* revision of the list */
        {HEAD + 26, LIST - 4}, /* the entry does not fit into it */
        {HEAD + 28, 2},        /* there are not so many entries */
        {HEAD + 34, 16},       /* the identifier does not fit into the entry */
    };

    for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
        BYTE bytes[ROOM];

        write_descriptor(bytes, 7);
        bytes[lies[i].place] = lies[i].value;
        assert_code(ERROR_INVALID_PARAMETER,
                    set(session, computer(session), NTMS_COMPUTER, ALL_PARTS, bytes));
    }
}

static void an_owner_and_a_group_that_are_named_must_be_there(void **state)
{
    HANDLE session = session_of(state);
    NTMS_GUID id = computer(session);
    SECURITY_DESCRIPTOR none = {.Revision = SECURITY_DESCRIPTOR_REVISION};

    assert_code(ERROR_INVALID_PARAMETER, SetNtmsObjectSecurity(session, &id, NTMS_COMPUTER,
                                                               OWNER_SECURITY_INFORMATION, &none));
    assert_code(ERROR_INVALID_PARAMETER, SetNtmsObjectSecurity(session, &id, NTMS_COMPUTER,
                                                               GROUP_SECURITY_INFORMATION, &none));
}

static void parts_that_do_not_exist_cannot_be_set(void **state)
{
    HANDLE session = session_of(state);
    BYTE bytes[ROOM];

    write_descriptor(bytes, 7);
    assert_code(ERROR_INVALID_PARAMETER,
                set(session, computer(session), NTMS_COMPUTER, 0x00000100, bytes));
}

/* ---- what carries a descriptor ---- */

static void a_media_type_carries_none(void **state)
{
    HANDLE session = session_of(state);
    struct answer answer = {.needed = 77};
    BYTE bytes[ROOM];

    write_descriptor(bytes, 7);
    assert_code(ERROR_NO_SECURITY_ON_OBJECT,
                get(session, media_type(session), NTMS_MEDIA_TYPE, ALL_PARTS, &answer));
    assert_int_equal(answer.needed, 0);
    assert_code(ERROR_NO_SECURITY_ON_OBJECT,
                set(session, media_type(session), NTMS_MEDIA_TYPE, ALL_PARTS, bytes));
}

static void every_descriptor_is_self_relative_with_a_present_list(void **state)
{
    HANDLE session = session_of(state);
    const struct {
        NTMS_GUID id;
        DWORD type;
    } objects[] = {{computer(session), NTMS_COMPUTER},
                   {offline_library(session), NTMS_LIBRARY},
                   {root_pool(session), NTMS_MEDIA_POOL}};

    for (size_t i = 0; i < sizeof objects / sizeof objects[0]; i++) {
        struct answer answer;

        assert_success(get(session, objects[i].id, objects[i].type, ALL_PARTS, &answer));
        assert_int_equal(answer.head.Revision, SECURITY_DESCRIPTOR_REVISION);
        assert_true(answer.head.Control & SE_SELF_RELATIVE);
        assert_true(answer.head.Control & SE_DACL_PRESENT);
        assert_int_not_equal(answer.head.Dacl, 0);
        assert_int_not_equal(answer.head.Owner, 0);
        assert_int_not_equal(answer.head.Group, 0);
        assert_int_equal(answer.head.Sacl, 0);
    }
}

static void what_is_not_asked_for_is_not_there(void **state)
{
    HANDLE session = session_of(state);
    struct answer answer;

    assert_success(
        get(session, computer(session), NTMS_COMPUTER, OWNER_SECURITY_INFORMATION, &answer));
    assert_int_not_equal(answer.head.Owner, 0);
    assert_int_equal(answer.head.Group, 0);
    assert_int_equal(answer.head.Dacl, 0);
    assert_false(answer.head.Control & SE_DACL_PRESENT);
    assert_success(get(session, computer(session), NTMS_COMPUTER, 0, &answer));
    assert_int_equal(answer.needed, HEAD);
}

/* ---- how much room ---- */

static void a_caller_may_ask_how_much_it_needs(void **state)
{
    HANDLE session = session_of(state);
    NTMS_GUID id = computer(session);
    struct answer answer;
    DWORD needed = 0;

    assert_code(ERROR_INSUFFICIENT_BUFFER,
                GetNtmsObjectSecurity(session, &id, NTMS_COMPUTER, ALL_PARTS, NULL, 0, &needed));
    assert_success(get(session, id, NTMS_COMPUTER, ALL_PARTS, &answer));
    assert_int_equal(answer.needed, needed);
}

static void exactly_that_much_is_enough_and_one_byte_less_is_not(void **state)
{
    HANDLE session = session_of(state);
    NTMS_GUID id = computer(session);
    BYTE bytes[ROOM];
    DWORD needed = 0, again = 0;

    assert_code(ERROR_INSUFFICIENT_BUFFER,
                GetNtmsObjectSecurity(session, &id, NTMS_COMPUTER, ALL_PARTS, NULL, 0, &needed));
    memset(bytes, 0xA5, sizeof bytes);
    assert_code(
        ERROR_INSUFFICIENT_BUFFER,
        GetNtmsObjectSecurity(session, &id, NTMS_COMPUTER, ALL_PARTS, bytes, needed - 1, &again));
    assert_int_equal(again, needed);
    assert_int_equal(bytes[0], 0xA5);
    assert_success(
        GetNtmsObjectSecurity(session, &id, NTMS_COMPUTER, ALL_PARTS, bytes, needed, &again));
    assert_int_equal(again, needed);
    assert_int_equal(bytes[needed], 0xA5);
}

/* ---- there and back ---- */

static void what_was_set_comes_back(void **state)
{
    HANDLE session = session_of(state);
    NTMS_GUID id = offline_library(session);
    struct answer answer;
    BYTE bytes[ROOM];

    write_descriptor(bytes, NTMS_USE_ACCESS | NTMS_MODIFY_ACCESS | NTMS_CONTROL_ACCESS);
    assert_success(set(session, id, NTMS_LIBRARY, ALL_PARTS, bytes));

    assert_success(get(session, id, NTMS_LIBRARY, ALL_PARTS, &answer));
    assert_list(&answer, NTMS_USE_ACCESS | NTMS_MODIFY_ACCESS | NTMS_CONTROL_ACCESS);
    assert_memory_equal(answer.bytes + answer.head.Owner, system_account, 12);
    assert_memory_equal(answer.bytes + answer.head.Group, everyone, 12);
}

static void the_absolute_form_is_taken_too(void **state)
{
    HANDLE session = session_of(state);
    NTMS_GUID id = offline_library(session);
    BYTE owner[12], list[LIST];
    SECURITY_DESCRIPTOR absolute = {.Revision = SECURITY_DESCRIPTOR_REVISION,
                                    .Control = SE_DACL_PRESENT,
                                    .Owner = owner,
                                    .Dacl = (PACL)(void *)list};
    struct answer answer;

    memcpy(owner, everyone, sizeof owner);
    write_list(list, NTMS_CONTROL_ACCESS);
    assert_success(SetNtmsObjectSecurity(session, &id, NTMS_LIBRARY,
                                         OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION,
                                         &absolute));

    assert_success(get(session, id, NTMS_LIBRARY, ALL_PARTS, &answer));
    assert_list(&answer, NTMS_CONTROL_ACCESS);
    assert_memory_equal(answer.bytes + answer.head.Owner, everyone, 12);
}

static void a_descriptor_that_was_returned_can_be_set_again(void **state)
{
    HANDLE session = session_of(state);
    struct answer before, after;

    assert_success(get(session, computer(session), NTMS_COMPUTER, ALL_PARTS, &before));
    assert_success(set(session, computer(session), NTMS_COMPUTER, ALL_PARTS, before.bytes));
    assert_success(get(session, computer(session), NTMS_COMPUTER, ALL_PARTS, &after));
    assert_int_equal(after.needed, before.needed);
    assert_memory_equal(after.bytes, before.bytes, before.needed);
}

static void parts_that_are_not_named_stay(void **state)
{
    HANDLE session = session_of(state);
    NTMS_GUID id = offline_library(session);
    struct answer answer;
    BYTE bytes[ROOM];

    write_descriptor(bytes, NTMS_USE_ACCESS);
    assert_success(set(session, id, NTMS_LIBRARY, ALL_PARTS, bytes));
    write_descriptor(bytes, NTMS_MODIFY_ACCESS);
    memcpy(bytes + HEAD, everyone, sizeof everyone);
    assert_success(set(session, id, NTMS_LIBRARY, OWNER_SECURITY_INFORMATION, bytes));

    assert_success(get(session, id, NTMS_LIBRARY, ALL_PARTS, &answer));
    assert_list(&answer, NTMS_USE_ACCESS);
    assert_memory_equal(answer.bytes + answer.head.Owner, everyone, 12);
    assert_success(set(session, id, NTMS_LIBRARY, 0, bytes));
    assert_mask(session, id, NTMS_LIBRARY, NTMS_USE_ACCESS);
}

static void generic_rights_come_back_as_what_they_mean(void **state)
{
    HANDLE session = session_of(state);
    NTMS_GUID id = offline_library(session);
    BYTE bytes[ROOM];

    write_descriptor(bytes, GENERIC_READ);
    assert_success(set(session, id, NTMS_LIBRARY, DACL_SECURITY_INFORMATION, bytes));
    assert_mask(session, id, NTMS_LIBRARY, NTMS_USE_ACCESS | READ_CONTROL);
    write_descriptor(bytes, GENERIC_ALL);
    assert_success(set(session, id, NTMS_LIBRARY, DACL_SECURITY_INFORMATION, bytes));
    assert_mask(session, id, NTMS_LIBRARY,
                NTMS_USE_ACCESS | NTMS_MODIFY_ACCESS | NTMS_CONTROL_ACCESS | READ_CONTROL |
                    WRITE_DAC);
}

static void a_list_may_be_null_and_is_then_present(void **state)
{
    HANDLE session = session_of(state);
    NTMS_GUID id = offline_library(session);
    SECURITY_DESCRIPTOR absolute = {.Revision = SECURITY_DESCRIPTOR_REVISION,
                                    .Control = SE_DACL_PRESENT};
    struct answer answer;

    assert_success(
        SetNtmsObjectSecurity(session, &id, NTMS_LIBRARY, DACL_SECURITY_INFORMATION, &absolute));
    assert_success(get(session, id, NTMS_LIBRARY, DACL_SECURITY_INFORMATION, &answer));
    assert_true(answer.head.Control & SE_DACL_PRESENT);
    assert_int_equal(answer.head.Dacl, 0);
}

static void the_root_pool_has_one_of_its_own(void **state)
{
    HANDLE session = session_of(state);
    NTMS_GUID pools[64];
    struct answer before, after;
    BYTE bytes[ROOM];

    assert_int_not_equal(list_objects(session, NULL, NTMS_MEDIA_POOL, pools, 64), 0);
    assert_success(get(session, pools[0], NTMS_MEDIA_POOL, ALL_PARTS, &before));
    write_descriptor(bytes, NTMS_CONTROL_ACCESS);
    assert_success(
        set(session, root_pool(session), NTMS_MEDIA_POOL, DACL_SECURITY_INFORMATION, bytes));

    assert_mask(session, root_pool(session), NTMS_MEDIA_POOL, NTMS_CONTROL_ACCESS);
    assert_success(get(session, pools[0], NTMS_MEDIA_POOL, ALL_PARTS, &after));
    assert_int_equal(after.needed, before.needed);
    assert_memory_equal(after.bytes, before.bytes, before.needed);
}

static void a_descriptor_survives_the_last_session(void **state)
{
    HANDLE session = open_session();
    NTMS_GUID id = offline_library(session);
    BYTE bytes[ROOM];

    (void)state;
    write_descriptor(bytes, NTMS_MODIFY_ACCESS);
    assert_success(set(session, id, NTMS_LIBRARY, DACL_SECURITY_INFORMATION, bytes));
    assert_success(CloseNtmsSession(session));

    session = open_session();
    assert_mask(session, id, NTMS_LIBRARY, NTMS_MODIFY_ACCESS);
    assert_success(CloseNtmsSession(session));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wrong_session_comes_first),
        IN_SESSION(null_pointers_are_refused),
        IN_SESSION(what_is_no_kind_of_object_is_refused),
        IN_SESSION(unknown_objects_and_other_kinds_are_not_found),
        IN_SESSION(bad_descriptors_are_refused),
        IN_SESSION(an_owner_and_a_group_that_are_named_must_be_there),
        IN_SESSION(parts_that_do_not_exist_cannot_be_set),
        IN_SESSION(a_media_type_carries_none),
        IN_SESSION(every_descriptor_is_self_relative_with_a_present_list),
        IN_SESSION(what_is_not_asked_for_is_not_there),
        IN_SESSION(a_caller_may_ask_how_much_it_needs),
        IN_SESSION(exactly_that_much_is_enough_and_one_byte_less_is_not),
        IN_SESSION(what_was_set_comes_back),
        IN_SESSION(the_absolute_form_is_taken_too),
        IN_SESSION(a_descriptor_that_was_returned_can_be_set_again),
        IN_SESSION(parts_that_are_not_named_stay),
        IN_SESSION(generic_rights_come_back_as_what_they_mean),
        IN_SESSION(a_list_may_be_null_and_is_then_present),
        IN_SESSION(the_root_pool_has_one_of_its_own),
        cmocka_unit_test(a_descriptor_survives_the_last_session),
    };

    conformance_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
