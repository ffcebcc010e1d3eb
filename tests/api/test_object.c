/*
 * GetNtmsObjectInformation and EnumerateNtmsObject as callers see them: sizes, order of checks, and
 * that never a byte is written behind the structure.
 */
#include "core/catalogue.h"
#include "model/guid.h"
#include "model/object_types.h"
#include "ntmsapi.h"
#include "platform/text.h"
#include "support/asserts.h"
#include "support/small_world.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include <string.h>

enum { GUARD = 64, UNTOUCHED = 0xA5 };

/* A caller's structure of any size with a guard behind it. */
struct caller {
    union {
        NTMS_OBJECTINFORMATIONA a;
        NTMS_OBJECTINFORMATIONW w;
        BYTE bytes[sizeof(NTMS_OBJECTINFORMATIONW) + GUARD];
    } info;
};

static void begin_call(struct caller *caller, DWORD size, DWORD type)
{
    memset(caller, UNTOUCHED, sizeof *caller);
    caller->info.w.dwSize = size; /* at the same place in both forms */
    caller->info.w.dwType = type;
}

static void assert_untouched_behind(const struct caller *caller, size_t size)
{
    for (size_t i = size; i < sizeof caller->info.bytes; i++)
        assert_int_equal(caller->info.bytes[i], UNTOUCHED);
}

static DWORD get_w(const struct small_world *world, const GUID *id, struct caller *caller)
{
    GUID copy = *id;

    return GetNtmsObjectInformationW(world->handle, &copy, &caller->info.w);
}

static DWORD get_a(const struct small_world *world, const GUID *id, struct caller *caller)
{
    GUID copy = *id;

    return GetNtmsObjectInformationA(world->handle, &copy, &caller->info.a);
}

/* The two forms, so that each rule is stated once. */
struct form {
    const char *name;
    DWORD (*get)(const struct small_world *world, const GUID *id, struct caller *caller);
    DWORD (*least_size)(DWORD type);
    DWORD whole;
    DWORD old;
};

static const struct form forms[] = {
    {"W", get_w, rsm_object_type_size_w, sizeof(NTMS_OBJECTINFORMATIONW),
     sizeof(NTMS_I1_OBJECTINFORMATIONW)},
    {"A", get_a, rsm_object_type_size_a, sizeof(NTMS_OBJECTINFORMATIONA),
     sizeof(NTMS_I1_OBJECTINFORMATIONA)},
};

static void assert_got(const struct caller *caller, DWORD size, DWORD type, const GUID *id)
{
    assert_int_equal(caller->info.w.dwSize, size);
    assert_int_equal(caller->info.w.dwType, type);
    assert_guid(*id, caller->info.w.ObjectGuid); /* at the same place in both forms */
}

static void each_kind_is_got_with_its_least_size_and_with_the_whole(void **state)
{
    struct small_world *world = *state;
    GUID objects[NTMS_NUMBER_OF_OBJECT_TYPES];
    struct caller caller;

    world_one_of_each(world, objects);
    for (size_t f = 0; f < 2; f++) {
        for (DWORD type = NTMS_CHANGER; type <= NTMS_OPREQUEST; type++) {
            DWORD least = forms[f].least_size(type);

            begin_call(&caller, least, type);
            assert_success(forms[f].get(world, &objects[type], &caller));
            assert_got(&caller, least, type, &objects[type]);
            assert_untouched_behind(&caller, least);
            begin_call(&caller, forms[f].whole, type);
            assert_success(forms[f].get(world, &objects[type], &caller));
            assert_got(&caller, forms[f].whole, type, &objects[type]);
            assert_untouched_behind(&caller, forms[f].whole);
        }
    }
}

static void one_byte_less_than_the_least_size_is_refused_and_nothing_written(void **state)
{
    struct small_world *world = *state;
    GUID objects[NTMS_NUMBER_OF_OBJECT_TYPES];
    struct caller caller;

    world_one_of_each(world, objects);
    for (size_t f = 0; f < 2; f++) {
        for (DWORD type = NTMS_CHANGER; type <= NTMS_OPREQUEST; type++) {
            begin_call(&caller, forms[f].least_size(type) - 1, type);
            assert_fails_with(ERROR_INVALID_PARAMETER,
                              forms[f].get(world, &objects[type], &caller));
            assert_untouched_behind(&caller, 8);
        }
    }
}

static void the_kind_is_found_and_then_the_size_must_do_for_it(void **state)
{
    struct small_world *world = *state;
    GUID objects[NTMS_NUMBER_OF_OBJECT_TYPES];
    struct caller caller;

    world_one_of_each(world, objects);
    for (size_t f = 0; f < 2; f++) {
        for (DWORD type = NTMS_CHANGER; type <= NTMS_OPREQUEST; type++) {
            DWORD least = forms[f].least_size(type);

            begin_call(&caller, least, NTMS_UNKNOWN);
            assert_success(forms[f].get(world, &objects[type], &caller));
            assert_got(&caller, least, type, &objects[type]);
            assert_untouched_behind(&caller, least);
            begin_call(&caller, least - 1, NTMS_UNKNOWN);
            assert_fails_with(ERROR_INVALID_PARAMETER,
                              forms[f].get(world, &objects[type], &caller));
            assert_untouched_behind(&caller, 8);
        }
    }
}

static void a_larger_size_is_accepted_and_not_filled(void **state)
{
    struct small_world *world = *state;
    static const DWORD extra[] = {1, 7, 0x1000, 0x7FFFFFFF};
    struct caller caller;

    for (size_t f = 0; f < 2; f++) {
        for (size_t i = 0; i < sizeof extra / sizeof extra[0]; i++) {
            begin_call(&caller, forms[f].whole + extra[i], NTMS_LIBRARY);
            assert_success(forms[f].get(world, &world->library, &caller));
            assert_got(&caller, forms[f].whole + extra[i], NTMS_LIBRARY, &world->library);
            assert_untouched_behind(&caller, forms[f].whole);
        }
    }
}

static void the_rest_of_the_union_is_zero(void **state)
{
    struct small_world *world = *state;
    struct caller caller;

    for (size_t f = 0; f < 2; f++) {
        begin_call(&caller, forms[f].whole, NTMS_STORAGESLOT);
        assert_success(forms[f].get(world, &world->slots[0], &caller));
        for (size_t i = forms[f].least_size(NTMS_STORAGESLOT); i < forms[f].whole; i++)
            assert_int_equal(caller.info.bytes[i], 0);
    }
}

static void sizes_of_the_first_layout_and_sizes_without_a_kind_are_refused(void **state)
{
    struct small_world *world = *state;
    struct caller caller;

    for (size_t f = 0; f < 2; f++) {
        const DWORD sizes[] = {forms[f].old, 0, 1, 4, 7};

        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
            begin_call(&caller, sizes[i], NTMS_LIBRARY);
            assert_fails_with(ERROR_INVALID_PARAMETER,
                              forms[f].get(world, &world->library, &caller));
            begin_call(&caller, sizes[i], NTMS_UNKNOWN);
            assert_fails_with(ERROR_INVALID_PARAMETER,
                              forms[f].get(world, &world->library, &caller));
            assert_untouched_behind(&caller, 8);
        }
    }
}

static void what_is_no_kind_is_refused(void **state)
{
    struct small_world *world = *state;
    static const DWORD types[] = {NTMS_OBJECT, NTMS_UI_DESTINATION, NTMS_NUMBER_OF_OBJECT_TYPES,
                                  0x80000000, 0xFFFFFFFF};
    struct caller caller;

    for (size_t f = 0; f < 2; f++) {
        for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
            begin_call(&caller, forms[f].whole, types[i]);
            assert_fails_with(ERROR_INVALID_PARAMETER,
                              forms[f].get(world, &world->library, &caller));
            assert_untouched_behind(&caller, 8);
        }
    }
}

static void an_object_of_another_kind_or_none_is_not_found(void **state)
{
    struct small_world *world = *state;
    struct caller caller;

    for (size_t f = 0; f < 2; f++) {
        begin_call(&caller, forms[f].whole, NTMS_DRIVE);
        assert_fails_with(ERROR_OBJECT_NOT_FOUND, forms[f].get(world, &world->library, &caller));
        begin_call(&caller, forms[f].whole, NTMS_UNKNOWN);
        assert_fails_with(ERROR_OBJECT_NOT_FOUND, forms[f].get(world, &rsm_guid_null, &caller));
        assert_untouched_behind(&caller, 8);
    }
}

static void null_pointers_are_refused_and_a_wrong_handle_before_them(void **state)
{
    struct small_world *world = *state;
    struct caller caller;

    begin_call(&caller, sizeof caller.info.w, NTMS_LIBRARY);
    assert_fails_with(ERROR_INVALID_PARAMETER,
                      GetNtmsObjectInformationW(world->handle, NULL, &caller.info.w));
    assert_fails_with(ERROR_INVALID_PARAMETER,
                      GetNtmsObjectInformationW(world->handle, &world->library, NULL));
    assert_fails_with(ERROR_INVALID_PARAMETER,
                      GetNtmsObjectInformationA(world->handle, NULL, &caller.info.a));
    assert_fails_with(ERROR_INVALID_PARAMETER,
                      GetNtmsObjectInformationA(world->handle, &world->library, NULL));
    assert_fails_with(ERROR_INVALID_HANDLE, GetNtmsObjectInformationW(NULL, NULL, NULL));
    assert_fails_with(ERROR_INVALID_HANDLE, GetNtmsObjectInformationA(NULL, NULL, NULL));
    assert_fails_with(ERROR_INVALID_HANDLE, EnumerateNtmsObject(NULL, NULL, NULL, NULL, 99, 99));
}

static void the_id_may_be_the_one_in_the_structure(void **state)
{
    struct small_world *world = *state;
    struct caller caller;

    begin_call(&caller, sizeof caller.info.w, NTMS_LIBRARY);
    caller.info.w.ObjectGuid = world->library;
    assert_success(
        GetNtmsObjectInformationW(world->handle, &caller.info.w.ObjectGuid, &caller.info.w));
    assert_guid(world->library, caller.info.w.ObjectGuid);
}

static bool deny(void *context, const struct rsm_session *session,
                 const struct rsm_record *securable, DWORD right)
{
    (void)context;
    (void)session;
    (void)securable;
    (void)right;
    return false;
}

static void a_right_that_is_missing_is_denied_after_the_object_was_found(void **state)
{
    struct small_world *world = *state;
    struct caller caller;
    DWORD count = 0;

    world->rsm.access = deny;
    for (size_t f = 0; f < 2; f++) {
        begin_call(&caller, forms[f].whole, NTMS_LIBRARY);
        assert_fails_with(ERROR_ACCESS_DENIED, forms[f].get(world, &world->library, &caller));
        assert_untouched_behind(&caller, 8);
        begin_call(&caller, forms[f].whole, NTMS_LIBRARY);
        assert_fails_with(ERROR_OBJECT_NOT_FOUND, forms[f].get(world, &world->drive, &caller));
    }
    assert_fails_with(ERROR_ACCESS_DENIED,
                      EnumerateNtmsObject(world->handle, NULL, NULL, &count, NTMS_LIBRARY, 0));
    assert_fails_with(ERROR_ACCESS_DENIED, EnumerateNtmsObject(world->handle, &world->library, NULL,
                                                               &count, NTMS_DRIVE, 0));
    world->rsm.access = NULL;
}

static void an_a_structure_tells_the_same_as_a_w_structure(void **state)
{
    struct small_world *world = *state;
    GUID objects[NTMS_NUMBER_OF_OBJECT_TYPES];
    struct caller a;
    struct caller w;

    world_one_of_each(world, objects);
    begin_call(&a, sizeof a.info.a, NTMS_PHYSICAL_MEDIA);
    assert_success(get_a(world, &objects[NTMS_PHYSICAL_MEDIA], &a));
    begin_call(&w, sizeof w.info.w, NTMS_PHYSICAL_MEDIA);
    assert_success(get_w(world, &objects[NTMS_PHYSICAL_MEDIA], &w));

    assert_string_equal(a.info.a.szName, "A00001L5");
    assert_string_equal(a.info.a.Info.PhysicalMedia.szBarCode, "A00001L5");
    assert_string_equal(a.info.a.Info.PhysicalMedia.szSequenceNumber, "1");
    assert_memory_equal(&a.info.a.Created, &w.info.w.Created, sizeof a.info.a.Created);
    assert_guid(w.info.w.Info.PhysicalMedia.MediaPool, a.info.a.Info.PhysicalMedia.MediaPool);
    assert_int_equal(a.info.a.Info.PhysicalMedia.dwNumberOfPartitions, 1);
    assert_int_equal(a.info.a.Enabled, TRUE);
}

static void a_name_too_long_for_ansi_is_cut_and_closed(void **state)
{
    struct small_world *world = *state;
    struct rsm_record library;
    struct caller caller;

    world_load(world, &world->library, NTMS_LIBRARY, &library);
    for (size_t i = 0; i < NTMS_OBJECTNAME_LENGTH - 1; i++)
        library.info.szName[i] = 0x20AC; /* a euro sign, three bytes in UTF-8, one in code pages */
    library.info.szName[NTMS_OBJECTNAME_LENGTH - 1] = 0;
    world_save(world, &library);

    begin_call(&caller, sizeof caller.info.a, NTMS_LIBRARY);
    assert_success(get_a(world, &world->library, &caller));
    assert_non_null(memchr(caller.info.a.szName, 0, NTMS_OBJECTNAME_LENGTH));
    assert_true(strlen(caller.info.a.szName) >= NTMS_OBJECTNAME_LENGTH - 3);
}

/* ---- EnumerateNtmsObject ---- */

static void listing_wants_a_size_and_a_list_to_go_with_it(void **state)
{
    struct small_world *world = *state;
    GUID ids[WORLD_SLOTS];
    DWORD count = WORLD_SLOTS;

    assert_fails_with(ERROR_INVALID_PARAMETER,
                      EnumerateNtmsObject(world->handle, &world->library, ids, NULL,
                                          NTMS_STORAGESLOT, NTMS_ENUM_DEFAULT));
    assert_fails_with(ERROR_INVALID_PARAMETER,
                      EnumerateNtmsObject(world->handle, &world->library, NULL, &count,
                                          NTMS_STORAGESLOT, NTMS_ENUM_DEFAULT));
    assert_int_equal(count, WORLD_SLOTS);
    assert_success(EnumerateNtmsObject(world->handle, &world->library, ids, &count,
                                       NTMS_STORAGESLOT, NTMS_ENUM_DEFAULT));
    assert_int_equal(count, WORLD_SLOTS);
    assert_guid(world->slots[3], ids[3]);
}

static void the_last_error_is_set_on_failure_and_left_alone_on_success(void **state)
{
    struct small_world *world = *state;
    GUID offline = rsm_catalogue_offline_library;
    DWORD count = 0;

    SetLastError(12345);
    assert_fails_with(ERROR_INVALID_PARAMETER, EnumerateNtmsObject(world->handle, &world->drive,
                                                                   NULL, &count, NTMS_DRIVE, 0));
    assert_int_equal(GetLastError(), ERROR_INVALID_PARAMETER);

    SetLastError(12345);
    assert_success(EnumerateNtmsObject(world->handle, &offline, NULL, &count, NTMS_DRIVE, 0));
    assert_int_equal(GetLastError(), 12345);
}

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, small_world_setup, small_world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(each_kind_is_got_with_its_least_size_and_with_the_whole),
        IN_WORLD(one_byte_less_than_the_least_size_is_refused_and_nothing_written),
        IN_WORLD(the_kind_is_found_and_then_the_size_must_do_for_it),
        IN_WORLD(a_larger_size_is_accepted_and_not_filled),
        IN_WORLD(the_rest_of_the_union_is_zero),
        IN_WORLD(sizes_of_the_first_layout_and_sizes_without_a_kind_are_refused),
        IN_WORLD(what_is_no_kind_is_refused),
        IN_WORLD(an_object_of_another_kind_or_none_is_not_found),
        IN_WORLD(null_pointers_are_refused_and_a_wrong_handle_before_them),
        IN_WORLD(the_id_may_be_the_one_in_the_structure),
        IN_WORLD(a_right_that_is_missing_is_denied_after_the_object_was_found),
        IN_WORLD(an_a_structure_tells_the_same_as_a_w_structure),
        IN_WORLD(a_name_too_long_for_ansi_is_cut_and_closed),
        IN_WORLD(listing_wants_a_size_and_a_list_to_go_with_it),
        IN_WORLD(the_last_error_is_set_on_failure_and_left_alone_on_success),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
