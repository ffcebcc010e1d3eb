/*
 * Reading and setting descriptors of objects, and the rights that wants.
 */
#include "core/security.h"

#include "core/catalogue.h"
#include "core/notify.h"
#include "core/securable.h"
#include "core/security_calls.h"
#include "model/guid.h"
#include "model/object_types.h"
#include "store/transaction.h"
#include "support/asserts.h"
#include "support/guard.h"
#include "support/hear.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include <string.h>

/* ---- reading ---- */

static void only_named_parts_are_returned(void **state)
{
    struct small_world *world = *state;
    struct answer answer;

    assert_success(
        get_security(world, &world->library, NTMS_LIBRARY, GROUP_SECURITY_INFORMATION, &answer));
    assert_true(rsm_descriptor_read(answer.bytes, answer.needed, &answer.descriptor));
    assert_int_equal(answer.descriptor.group.size, sizeof rsm_sid_system);
    assert_int_equal(answer.descriptor.owner.size, 0);
    assert_int_equal(answer.descriptor.control, 0);
}

static void a_buffer_that_is_too_small_is_left_alone(void **state)
{
    struct small_world *world = *state;
    struct answer answer;
    DWORD needed = 0;

    must_get(world, &world->library, NTMS_LIBRARY, &answer);
    memset(answer.bytes, 0xA5, sizeof answer.bytes);
    assert_fails_with(ERROR_INSUFFICIENT_BUFFER,
                      rsm_security_get(world->session, &world->library, NTMS_LIBRARY, NAMED,
                                       answer.bytes, answer.needed - 1, &needed));
    assert_int_equal(needed, answer.needed);
    for (size_t i = 0; i < sizeof answer.bytes; i++)
        assert_int_equal(answer.bytes[i], 0xA5);
}

static void only_three_kinds_carry_a_descriptor(void **state)
{
    struct small_world *world = *state;
    GUID ids[NTMS_NUMBER_OF_OBJECT_TYPES];
    BYTE bytes[DESCRIPTOR_ROOM];
    struct answer answer;

    world_one_of_each(world, ids);
    draw_descriptor(bytes, NULL, 0);
    for (DWORD type = 0; type < NTMS_NUMBER_OF_OBJECT_TYPES; type++) {
        rsm_error expected = rsm_securable_is(type) ? ERROR_SUCCESS : ERROR_NO_SECURITY_ON_OBJECT;

        if (!rsm_object_type_is_valid(type))
            continue;
        assert_fails_with(expected, get_security(world, &ids[type], type, NAMED, &answer));
        assert_int_equal(answer.needed != 0, expected == ERROR_SUCCESS);
        assert_fails_with(expected,
                          rsm_security_set(world->session, &ids[type], type, NAMED, bytes));
    }
}

static void an_object_of_another_kind_is_not_found(void **state)
{
    struct small_world *world = *state;
    BYTE bytes[DESCRIPTOR_ROOM];
    struct answer answer = {.needed = 99};

    draw_descriptor(bytes, NULL, 0);
    assert_fails_with(ERROR_OBJECT_NOT_FOUND,
                      get_security(world, &world->library, NTMS_MEDIA_POOL, NAMED, &answer));
    assert_int_equal(answer.needed, 0);
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, rsm_security_set(world->session, &world->library,
                                                               NTMS_MEDIA_POOL, NAMED, bytes));
}

static void what_is_no_kind_is_refused_before_the_object_is_looked_for(void **state)
{
    struct small_world *world = *state;
    static const DWORD types[] = {NTMS_UNKNOWN, NTMS_OBJECT, NTMS_NUMBER_OF_OBJECT_TYPES, 999};
    BYTE bytes[DESCRIPTOR_ROOM];
    struct answer answer = {.needed = 99};

    draw_descriptor(bytes, NULL, 0);
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        assert_fails_with(ERROR_INVALID_PARAMETER,
                          get_security(world, &rsm_guid_null, types[i], NAMED, &answer));
        assert_fails_with(ERROR_INVALID_PARAMETER,
                          rsm_security_set(world->session, &rsm_guid_null, types[i], NAMED, bytes));
    }
    assert_int_equal(answer.needed, 99);
}

/* ---- setting ---- */

static void parts_that_are_not_named_stay(void **state)
{
    struct small_world *world = *state;
    BYTE bytes[DESCRIPTOR_ROOM];
    struct rsm_descriptor descriptor = {.owner = {rsm_sid_users, sizeof rsm_sid_users}};
    struct answer answer;

    must_set(world, &world->library, NTMS_LIBRARY, USE_FOR_USERS);
    rsm_descriptor_write(&descriptor, bytes);
    assert_success(rsm_security_set(world->session, &world->library, NTMS_LIBRARY,
                                    OWNER_SECURITY_INFORMATION, bytes));

    must_get(world, &world->library, NTMS_LIBRARY, &answer);
    assert_entries(&answer.descriptor, USE_FOR_USERS);
    assert_owner(&answer.descriptor, rsm_sid_users);
    assert_true(rsm_sid_equal(answer.descriptor.group.bytes, rsm_sid_system));
}

static void generic_rights_are_stored_as_what_they_mean(void **state)
{
    struct small_world *world = *state;
    struct answer answer;

    must_set(world, &world->library, NTMS_LIBRARY, {ALLOW, 0, GENERIC_READ, everyone},
             {DENY, CI | IO, GENERIC_ALL, rsm_sid_users});
    must_get(world, &world->library, NTMS_LIBRARY, &answer);
    assert_entries(&answer.descriptor, {ALLOW, 0, RSM_RIGHTS_READ, everyone},
                   {DENY, CI | IO, GENERIC_ALL, rsm_sid_users});
}

static void an_owner_or_a_group_cannot_be_taken_away(void **state)
{
    struct small_world *world = *state;
    const struct rsm_descriptor nothing = {0};
    BYTE bytes[DESCRIPTOR_ROOM];

    rsm_descriptor_write(&nothing, bytes);
    assert_fails_with(ERROR_INVALID_PARAMETER,
                      rsm_security_set(world->session, &world->library, NTMS_LIBRARY,
                                       OWNER_SECURITY_INFORMATION, bytes));
    assert_fails_with(ERROR_INVALID_PARAMETER,
                      rsm_security_set(world->session, &world->library, NTMS_LIBRARY,
                                       GROUP_SECURITY_INFORMATION, bytes));
}

static void parts_that_nobody_knows_are_refused(void **state)
{
    struct small_world *world = *state;
    BYTE bytes[DESCRIPTOR_ROOM];

    draw_descriptor(bytes, NULL, 0);
    assert_fails_with(ERROR_INVALID_PARAMETER,
                      rsm_security_set(world->session, &world->library, NTMS_LIBRARY,
                                       DACL_SECURITY_INFORMATION | 0x10, bytes));
}

static void setting_is_one_change_of_the_object(void **state)
{
    struct small_world *world = *state;
    NTMS_NOTIFICATIONINFORMATION heard;
    HANDLE notification;

    assert_success(rsm_notify_open(world->session, NTMS_LIBRARY, &notification));
    must_set(world, &world->library, NTMS_LIBRARY, USE_FOR_USERS);

    assert_success(hear(notification, 0, &heard));
    assert_int_equal(heard.dwOperation, NTMS_OBJ_UPDATE);
    assert_guid(world->library, heard.ObjectId);
    assert_fails_with(ERROR_TIMEOUT, hear(notification, 0, &heard));
    assert_success(rsm_notify_close(notification));
}

static void naming_no_part_changes_nothing(void **state)
{
    struct small_world *world = *state;
    NTMS_NOTIFICATIONINFORMATION heard;
    BYTE bytes[DESCRIPTOR_ROOM];
    HANDLE notification;

    draw_descriptor(bytes, NULL, 0);
    assert_success(rsm_notify_open(world->session, NTMS_LIBRARY, &notification));
    assert_success(rsm_security_set(world->session, &world->library, NTMS_LIBRARY, 0, bytes));

    assert_fails_with(ERROR_TIMEOUT, hear(notification, 0, &heard));
    assert_success(rsm_notify_close(notification));
}

/* ---- rights ---- */

static void reading_wants_read_control_and_the_privilege_for_the_sacl(void **state)
{
    struct small_world *world = *state;
    struct guard guard;
    struct answer answer;

    set_guard(&world->rsm, &guard, READ_CONTROL);
    assert_fails_with(ERROR_ACCESS_DENIED,
                      get_security(world, &world->library, NTMS_LIBRARY, NAMED, &answer));
    assert_int_equal(answer.needed, 0);
    set_guard(&world->rsm, &guard, ACCESS_SYSTEM_SECURITY);
    assert_success(get_security(world, &world->library, NTMS_LIBRARY, NAMED, &answer));
    assert_fails_with(ERROR_ACCESS_DENIED,
                      get_security(world, &world->library, NTMS_LIBRARY,
                                   NAMED | SACL_SECURITY_INFORMATION, &answer));
    remove_guard(&world->rsm);
}

static void each_part_wants_a_right_of_its_own_to_be_set(void **state)
{
    struct small_world *world = *state;
    static const struct {
        SECURITY_INFORMATION part;
        DWORD right;
    } rows[] = {
        {0, WRITE_DAC},
        {DACL_SECURITY_INFORMATION, WRITE_DAC},
        {PROTECTED_DACL_SECURITY_INFORMATION, WRITE_DAC},
        {OWNER_SECURITY_INFORMATION, WRITE_OWNER},
        {GROUP_SECURITY_INFORMATION, WRITE_OWNER},
        {SACL_SECURITY_INFORMATION, ACCESS_SYSTEM_SECURITY},
        {UNPROTECTED_SACL_SECURITY_INFORMATION, ACCESS_SYSTEM_SECURITY},
    };
    static const DWORD rights[] = {WRITE_DAC, WRITE_OWNER, ACCESS_SYSTEM_SECURITY};
    BYTE bytes[DESCRIPTOR_ROOM];
    struct guard guard;

    draw_descriptor(bytes, NULL, 0);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (size_t j = 0; j < sizeof rights / sizeof rights[0]; j++) {
            set_guard(&world->rsm, &guard, rights[j]);
            assert_fails_with(rows[i].right == rights[j] ? ERROR_ACCESS_DENIED : ERROR_SUCCESS,
                              rsm_security_set(world->session, &world->library, NTMS_LIBRARY,
                                               rows[i].part, bytes));
        }
    }
    remove_guard(&world->rsm);
}

static void rights_come_before_the_question_whether_there_is_a_descriptor(void **state)
{
    struct small_world *world = *state;
    struct guard guard;
    BYTE bytes[DESCRIPTOR_ROOM];
    struct answer answer;

    draw_descriptor(bytes, NULL, 0);
    set_guard(&world->rsm, &guard, READ_CONTROL);
    assert_fails_with(ERROR_ACCESS_DENIED,
                      get_security(world, &world->drive, NTMS_DRIVE, NAMED, &answer));
    set_guard(&world->rsm, &guard, WRITE_DAC);
    assert_fails_with(ERROR_ACCESS_DENIED,
                      rsm_security_set(world->session, &world->drive, NTMS_DRIVE,
                                       DACL_SECURITY_INFORMATION, bytes));
    remove_guard(&world->rsm);
}

/* ---- a database that fails ---- */

static void a_database_that_fails_is_told(void **state)
{
    struct small_world *world = *state;
    BYTE bytes[DESCRIPTOR_ROOM];
    DWORD needed = 77;

    draw_descriptor(bytes, NULL, 0);
    assert_success(rsm_store_begin(world->rsm.store, RSM_STORE_WRITE));
    assert_success(
        rsm_sql_run(rsm_store_sql(world->rsm.store, RSM_STORE_WRITE), "DROP TABLE security"));
    assert_success(rsm_store_end(world->rsm.store, ERROR_SUCCESS));

    assert_fails_with(
        ERROR_DATABASE_FAILURE,
        rsm_security_get(world->session, &world->library, NTMS_LIBRARY, NAMED, NULL, 0, &needed));
    assert_int_equal(needed, 0);
    assert_fails_with(ERROR_DATABASE_FAILURE, rsm_security_set(world->session, &world->library,
                                                               NTMS_LIBRARY, NAMED, bytes));
}

/* Its list takes more room than is left on the last page, and there are no other pages. */
static void a_full_disk_changes_nothing(void **state)
{
    struct small_world *world = *state;
    static const BYTE list[0x8000] = {ACL_REVISION, 0, 0x00, 0x80};
    const struct rsm_descriptor descriptor = {.control = SE_DACL_PRESENT,
                                              .dacl = {list, sizeof list}};
    static BYTE bytes[sizeof list + DESCRIPTOR_ROOM];
    struct answer answer;

    rsm_descriptor_write(&descriptor, bytes);
    assert_success(rsm_store_begin(world->rsm.store, RSM_STORE_WRITE));
    assert_success(rsm_sql_limit_pages(rsm_store_sql(world->rsm.store, RSM_STORE_WRITE), 1));
    assert_success(rsm_store_end(world->rsm.store, ERROR_SUCCESS));

    assert_fails_with(ERROR_DATABASE_FULL,
                      rsm_security_set(world->session, &world->library, NTMS_LIBRARY,
                                       DACL_SECURITY_INFORMATION, bytes));
    must_get(world, &world->library, NTMS_LIBRARY, &answer);
    assert_entries(&answer.descriptor, FULL_FOR_ADMINISTRATORS, FULL_FOR_SYSTEM, USE_FOR_USERS);
}

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, small_world_setup, small_world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(only_named_parts_are_returned),
        IN_WORLD(a_buffer_that_is_too_small_is_left_alone),
        IN_WORLD(only_three_kinds_carry_a_descriptor),
        IN_WORLD(an_object_of_another_kind_is_not_found),
        IN_WORLD(what_is_no_kind_is_refused_before_the_object_is_looked_for),
        IN_WORLD(parts_that_are_not_named_stay),
        IN_WORLD(generic_rights_are_stored_as_what_they_mean),
        IN_WORLD(an_owner_or_a_group_cannot_be_taken_away),
        IN_WORLD(parts_that_nobody_knows_are_refused),
        IN_WORLD(setting_is_one_change_of_the_object),
        IN_WORLD(naming_no_part_changes_nothing),
        IN_WORLD(reading_wants_read_control_and_the_privilege_for_the_sacl),
        IN_WORLD(each_part_wants_a_right_of_its_own_to_be_set),
        IN_WORLD(rights_come_before_the_question_whether_there_is_a_descriptor),
        IN_WORLD(a_database_that_fails_is_told),
        IN_WORLD(a_full_disk_changes_nothing),
        IN_WORLD(a_database_that_fails_is_told),
        IN_WORLD(a_full_disk_changes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
