/*
 * What Removable Storage asks a person for on behalf of a library request, or of itself: who it is from,
 * how long it stays, and what the log says of it ("requests" 1.4 and 4).
 */
#include "core/operator.h"

#include "core/owner.h"
#include "model/guid.h"
#include "platform/log.h"
#include "platform/text.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/small_world.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <setjmp.h>

#include <cmocka.h>

static const WCHAR dead[] = u"00000000000000000000000000000000";

/* ---- given ---- */

/* A library request of a session of that process; owner NULL = of Removable Storage itself. */
static struct rsm_record leave_library_request(struct small_world *world, const WCHAR *owner)
{
    static const GUID session = {1, 2, 3, {4}};
    struct rsm_record request;
    NTMS_LIBREQUESTINFORMATIONW *info = &request.info.Info.LibRequest;

    rsm_record_begin(&request, NTMS_LIBREQUEST);
    info->OperationCode = NTMS_LM_MOUNT;
    info->State = NTMS_LM_WAITING;
    info->Library = world->library;
    (void)rsm_text_copy(info->szApplication, NTMS_APPLICATIONNAME_LENGTH,
                        owner != NULL ? u"Backup" : rsm_owner_itself);
    if (owner != NULL) {
        (void)rsm_text_copy(info->szUser, NTMS_USERNAME_LENGTH, u"alice");
        (void)rsm_text_copy(info->szComputer, NTMS_COMPUTERNAME_LENGTH, u"here");
        (void)rsm_text_copy(request.own.Owner, RSM_OWNER_LENGTH, owner);
        request.own.Session = session;
    }
    world_insert(world, &request);
    return request;
}

/* Ask for service of the door, on behalf of a library request or, for NULL, of Removable Storage itself. */
static GUID ask_for(struct small_world *world, struct rsm_record *library_request)
{
    struct rsm_operator_task task = {.request = NTMS_OPREQ_DEVICESERVICE,
                                     .message = u"Close the door."};
    struct rsm_record door;
    GUID request;

    world_load(world, &world->door, NTMS_IEDOOR, &door);
    task.arg1 = &door;
    world_begin(world);
    assert_success(rsm_operator_add_for(&world->rsm, library_request, &task, &request));
    world_end(world);
    return request;
}

static void answer(struct small_world *world, const GUID *request, DWORD answer)
{
    world_begin(world);
    assert_success(rsm_operator_settle(&world->rsm, request, answer));
    world_end(world);
}

static void withdraw_for(struct small_world *world, const struct rsm_record *library_request)
{
    world_begin(world);
    assert_success(rsm_operator_withdraw_for(&world->rsm, library_request));
    world_end(world);
}

static rsm_error find(struct small_world *world, DWORD kind, const GUID *about, GUID *request_out)
{
    rsm_error err;

    world_begin(world);
    err = rsm_operator_find(&world->rsm, kind, about, request_out);
    world_end(world);
    return err;
}

/* ---- who asks ---- */

static void a_request_for_a_library_request_names_its_application_user_and_computer(void **state)
{
    struct small_world *world = *state;
    struct rsm_record mount = leave_library_request(world, dead);
    struct rsm_record record;
    const NTMS_OPREQUESTINFORMATIONW *info = &record.info.Info.OpRequest;
    GUID request = ask_for(world, &mount);

    world_load(world, &request, NTMS_OPREQUEST, &record);
    assert_int_equal(info->State, NTMS_OPSTATE_SUBMITTED);
    assert_text(u"Backup", info->szApplication);
    assert_text(u"alice", info->szUser);
    assert_text(u"here", info->szComputer);
    assert_text(dead, record.own.Owner);
    assert_guid(mount.own.Session, record.own.Session);
}

static void it_is_kept_in_the_library_request(void **state)
{
    struct small_world *world = *state;
    struct rsm_record mount = leave_library_request(world, dead);
    struct rsm_record stored;
    GUID request = ask_for(world, &mount);

    world_load(world, &mount.info.ObjectGuid, NTMS_LIBREQUEST, &stored);
    assert_guid(request, mount.own.OperatorRequest);
    assert_guid(request, stored.own.OperatorRequest);
}

static void what_nobody_calls_for_comes_from_removable_storage(void **state)
{
    struct small_world *world = *state;
    struct rsm_record cleaning = leave_library_request(world, NULL);
    struct rsm_record record;
    GUID requests[2] = {ask_for(world, &cleaning), ask_for(world, NULL)};

    for (size_t i = 0; i < 2; i++) {
        world_load(world, &requests[i], NTMS_OPREQUEST, &record);
        assert_text(u"Removable Storage", record.info.Info.OpRequest.szApplication);
        assert_text(u"", record.info.Info.OpRequest.szUser);
        assert_guid(rsm_guid_null, record.own.Session);
    }
}

/* ---- how long it stays ---- */

static void what_is_asked_anew_for_a_library_request_replaces_what_has_no_answer(void **state)
{
    struct small_world *world = *state;
    struct rsm_record mount = leave_library_request(world, dead);
    GUID unanswered = ask_for(world, &mount);
    GUID answered = ask_for(world, &mount);
    GUID last;

    answer(world, &answered, NTMS_OPSTATE_COMPLETE);
    last = ask_for(world, &mount);

    assert_false(world_has(world, &unanswered));
    assert_true(world_has(world, &answered));
    assert_guid(last, mount.own.OperatorRequest);
}

static void the_one_of_a_library_request_goes_when_nobody_needs_it(void **state)
{
    struct small_world *world = *state;
    struct rsm_record mount = leave_library_request(world, dead);
    struct rsm_record without = leave_library_request(world, dead);
    GUID request = ask_for(world, &mount);

    withdraw_for(world, &mount);
    withdraw_for(world, &without);

    assert_false(world_has(world, &request));
}

static void it_goes_with_the_process_of_the_session_that_made_the_library_request(void **state)
{
    struct small_world *world = *state;
    struct rsm_record mount = leave_library_request(world, dead);
    GUID request = ask_for(world, &mount);

    assert_success(rsm_operator_purge(&world->rsm));

    assert_false(world_has(world, &request));
}

static void what_removable_storage_asks_of_itself_stays_without_any_process(void **state)
{
    struct small_world *world = *state;
    struct rsm_record cleaning = leave_library_request(world, NULL);
    GUID for_request = ask_for(world, &cleaning);
    GUID for_nothing = ask_for(world, NULL);

    assert_success(rsm_operator_purge(&world->rsm));

    assert_true(world_has(world, &for_request));
    assert_true(world_has(world, &for_nothing));
}

/* ---- found by its reason ---- */

static void what_removable_storage_asks_of_itself_is_found_by_what_it_is_about(void **state)
{
    struct small_world *world = *state;
    GUID request = ask_for(world, NULL);
    GUID found;

    assert_success(find(world, NTMS_OPREQ_DEVICESERVICE, &world->door, &found));
    assert_guid(request, found);
    assert_success(find(world, NTMS_OPREQ_UNKNOWN, &world->door, &found));
    assert_guid(request, found);
    assert_fails_with(ERROR_OBJECT_NOT_FOUND,
                      find(world, NTMS_OPREQ_CLEANER, &world->door, &found));
    assert_fails_with(ERROR_OBJECT_NOT_FOUND,
                      find(world, NTMS_OPREQ_DEVICESERVICE, &world->port, &found));
}

static void neither_answered_ones_nor_those_of_others_are_found(void **state)
{
    struct small_world *world = *state;
    const struct rsm_operator_submission by_application = {NTMS_OPREQ_DEVICESERVICE, NULL,
                                                           &world->door, NULL};
    struct rsm_record mount = leave_library_request(world, dead);
    GUID answered = ask_for(world, NULL);
    GUID other;

    answer(world, &answered, NTMS_OPSTATE_REFUSED);
    assert_success(rsm_operator_submit(world->session, &by_application, &other));
    (void)ask_for(world, &mount);

    assert_fails_with(ERROR_OBJECT_NOT_FOUND,
                      find(world, NTMS_OPREQ_DEVICESERVICE, &world->door, &other));
}

static void all_about_an_object_are_withdrawn_together(void **state)
{
    struct small_world *world = *state;
    struct rsm_record mount = leave_library_request(world, dead);
    GUID requests[2] = {ask_for(world, NULL), ask_for(world, NULL)};
    GUID of_a_call = ask_for(world, &mount);

    world_begin(world);
    assert_success(rsm_operator_withdraw_about(&world->rsm, &world->door));
    world_end(world);

    assert_false(world_has(world, &requests[0]));
    assert_false(world_has(world, &requests[1]));
    assert_true(world_has(world, &of_a_call));
}

/* ---- in words ---- */

static char last_line[2048];

static void keep_line(void *context, enum rsm_log_level level, const char *line)
{
    (void)context;
    (void)level;
    if (strstr(line, "operator request") != NULL)
        (void)snprintf(last_line, sizeof last_line, "%s", line);
}

static void assert_last_line(const char *first, const char *second)
{
    if (strstr(last_line, first) == NULL || strstr(last_line, second) == NULL)
        fail_msg("\"%s\" and \"%s\" are not both in: %s", first, second, last_line);
}

static void the_log_says_in_words_what_is_asked_answered_and_withdrawn(void **state)
{
    struct small_world *world = *state;
    struct rsm_record mount = leave_library_request(world, dead);
    const char *words = ": Close the door.";
    GUID request;

    rsm_log_set_sink(keep_line, NULL);
    request = ask_for(world, &mount);
    assert_last_line("of Backup: \"", words);
    answer(world, &request, NTMS_OPSTATE_REFUSED);
    assert_last_line("is refused: \"", words);
    request = ask_for(world, &mount);
    answer(world, &request, NTMS_OPSTATE_COMPLETE);
    assert_last_line("is complete: \"", words);
    (void)ask_for(world, &mount);
    withdraw_for(world, &mount);
    assert_last_line("is withdrawn, nobody waits for it any more: \"", words);
    (void)ask_for(world, &mount);
    assert_success(rsm_operator_purge(&world->rsm));
    assert_last_line("is deleted, the program that waited for it is gone: \"", words);
    rsm_log_set_sink(NULL, NULL);
}

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, small_world_setup, small_world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_request_for_a_library_request_names_its_application_user_and_computer),
        IN_WORLD(it_is_kept_in_the_library_request),
        IN_WORLD(what_nobody_calls_for_comes_from_removable_storage),
        IN_WORLD(what_is_asked_anew_for_a_library_request_replaces_what_has_no_answer),
        IN_WORLD(the_one_of_a_library_request_goes_when_nobody_needs_it),
        IN_WORLD(it_goes_with_the_process_of_the_session_that_made_the_library_request),
        IN_WORLD(what_removable_storage_asks_of_itself_stays_without_any_process),
        IN_WORLD(what_removable_storage_asks_of_itself_is_found_by_what_it_is_about),
        IN_WORLD(neither_answered_ones_nor_those_of_others_are_found),
        IN_WORLD(all_about_an_object_are_withdrawn_together),
        IN_WORLD(the_log_says_in_words_what_is_asked_answered_and_withdrawn),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
