/*
 * What an application may submit to the operator, and what stands in the request then (the function page
 * of SubmitNtmsOperatorRequest).
 */
#include "core/operator.h"

#include "core/catalogue.h"
#include "core/denial.h"
#include "model/guid.h"
#include "platform/clock.h"
#include "platform/log.h"
#include "platform/text.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/small_world.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

/* ---- given ---- */

static GUID tape_in_slot_1(struct small_world *world)
{
    struct rsm_media_place place = world_slot(world, 0);
    struct rsm_record medium;

    world_begin(world);
    assert_success(rsm_media_create(&world->rsm, &place, &world->tapes, u"A00001L5", &medium));
    world_end(world);
    return medium.info.ObjectGuid;
}

static rsm_error submit(struct small_world *world, DWORD request, const WCHAR *message,
                        const GUID *arg1, const GUID *arg2, GUID *request_out)
{
    const struct rsm_operator_submission submission = {request, message, arg1, arg2};

    return rsm_operator_submit(world->session, &submission, request_out);
}

/* ---- submitting ---- */

static void a_request_tells_what_is_asked_for_by_whom_and_when(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    struct rsm_record record;
    const NTMS_OPREQUESTINFORMATIONW *info = &record.info.Info.OpRequest;
    GUID request;

    assert_success(
        submit(world, NTMS_OPREQ_NEWMEDIA, u"Any tape", &pool, &world->library, &request));

    world_load(world, &request, NTMS_OPREQUEST, &record);
    assert_int_equal(info->Request, NTMS_OPREQ_NEWMEDIA);
    assert_int_equal(info->State, NTMS_OPSTATE_SUBMITTED);
    assert_text(u"Any tape", info->szMessage);
    assert_int_equal(info->Arg1Type, NTMS_MEDIA_POOL);
    assert_guid(pool, info->Arg1);
    assert_int_equal(info->Arg2Type, NTMS_LIBRARY);
    assert_guid(world->library, info->Arg2);
    assert_text(world->session->application, info->szApplication);
    assert_text(world->session->user, info->szUser);
    assert_text(world->session->computer, info->szComputer);
    assert_true(rsm_clock_to_ms(&info->Submitted) > 0);
}

static void a_request_of_an_application_belongs_to_no_process(void **state)
{
    struct small_world *world = *state;
    struct rsm_record record;
    GUID request;
    (void)rsm_text_copy(world->rsm.owner, RSM_OWNER_LENGTH, u"this process");

    assert_success(submit(world, NTMS_OPREQ_MESSAGE, u"Close the door", NULL, NULL, &request));

    world_load(world, &request, NTMS_OPREQUEST, &record);
    assert_text(u"", record.own.Owner);
    assert_guid(rsm_guid_null, record.own.Session);
}

static void kinds_that_do_not_exist_are_refused(void **state)
{
    struct small_world *world = *state;
    static const DWORD kinds[] = {NTMS_OPREQ_UNKNOWN, NTMS_OPREQ_MESSAGE + 1, 0xFFFFFFFF};
    GUID request;

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        assert_fails_with(ERROR_INVALID_PARAMETER, submit(world, kinds[i], u"?", &world->library,
                                                          &world->library, &request));
}

static void what_a_kind_needs_must_be_there(void **state)
{
    struct small_world *world = *state;
    GUID medium = tape_in_slot_1(world);
    const struct {
        DWORD request;
        const WCHAR *message;
        const GUID *arg1;
        const GUID *arg2;
    } incomplete[] = {
        {NTMS_OPREQ_NEWMEDIA, u"?", NULL, &world->library},
        {NTMS_OPREQ_CLEANER, u"?", NULL, NULL},
        {NTMS_OPREQ_DEVICESERVICE, u"?", NULL, NULL},
        {NTMS_OPREQ_MOVEMEDIA, u"?", NULL, &world->library},
        {NTMS_OPREQ_MOVEMEDIA, u"?", &medium, NULL},
        {NTMS_OPREQ_MESSAGE, NULL, &medium, &world->library},
    };
    GUID request;

    for (size_t i = 0; i < sizeof incomplete / sizeof incomplete[0]; i++)
        assert_fails_with(ERROR_INVALID_PARAMETER,
                          submit(world, incomplete[i].request, incomplete[i].message,
                                 incomplete[i].arg1, incomplete[i].arg2, &request));
}

static void a_message_may_be_missing_where_there_is_something_else_to_say(void **state)
{
    struct small_world *world = *state;
    struct rsm_record record;
    GUID request;

    assert_success(submit(world, NTMS_OPREQ_CLEANER, NULL, &world->library, NULL, &request));

    world_load(world, &request, NTMS_OPREQUEST, &record);
    assert_text(u"", record.info.Info.OpRequest.szMessage);
}

static void a_message_has_at_most_255_characters(void **state)
{
    struct small_world *world = *state;
    WCHAR message[NTMS_MESSAGE_LENGTH + 1] = {0};
    struct rsm_record record;
    GUID request;

    for (size_t i = 0; i < NTMS_MESSAGE_LENGTH; i++)
        message[i] = u'm';
    assert_fails_with(ERROR_MESSAGE_EXCEEDS_MAX_SIZE,
                      submit(world, NTMS_OPREQ_MESSAGE, message, NULL, NULL, &request));
    message[NTMS_MESSAGE_LENGTH - 1] = 0;
    assert_success(submit(world, NTMS_OPREQ_MESSAGE, message, NULL, NULL, &request));
    world_load(world, &request, NTMS_OPREQUEST, &record);
    assert_text(message, record.info.Info.OpRequest.szMessage);
}

/* ---- which objects ---- */

/* For each kind of object: may it be the first, or the second, argument of that kind of request? */
static void assert_arguments(struct small_world *world, DWORD request, const GUID *arg1,
                             const GUID *arg2, const DWORD *allowed, size_t count, bool second)
{
    GUID objects[NTMS_NUMBER_OF_OBJECT_TYPES];

    world_one_of_each(world, objects);
    for (DWORD type = NTMS_CHANGER; type <= NTMS_OPREQUEST; type++) {
        rsm_error expected = ERROR_OBJECT_NOT_FOUND;
        GUID id;

        for (size_t i = 0; i < count; i++)
            expected = allowed[i] == type ? ERROR_SUCCESS : expected;
        if (type == NTMS_UI_DESTINATION)
            continue;
        assert_fails_with(expected, submit(world, request, NULL, second ? arg1 : &objects[type],
                                           second ? &objects[type] : arg2, &id));
    }
}

static void new_media_are_for_a_pool(void **state)
{
    static const DWORD allowed[] = {NTMS_MEDIA_POOL};

    assert_arguments(*state, NTMS_OPREQ_NEWMEDIA, NULL, NULL, allowed, 1, false);
}

static void new_media_may_be_wanted_in_a_library(void **state)
{
    static const DWORD allowed[] = {NTMS_LIBRARY};

    assert_arguments(*state, NTMS_OPREQ_NEWMEDIA, &rsm_catalogue_free_pool, NULL, allowed, 1, true);
}

static void a_cleaner_is_for_a_library_or_a_slot(void **state)
{
    static const DWORD allowed[] = {NTMS_LIBRARY, NTMS_STORAGESLOT};

    assert_arguments(*state, NTMS_OPREQ_CLEANER, NULL, NULL, allowed, 2, false);
}

static void service_is_for_devices_and_media(void **state)
{
    static const DWORD allowed[] = {NTMS_LIBRARY, NTMS_DRIVE,  NTMS_CHANGER,
                                    NTMS_IEDOOR,  NTMS_IEPORT, NTMS_PHYSICAL_MEDIA};

    assert_arguments(*state, NTMS_OPREQ_DEVICESERVICE, NULL, NULL, allowed, 6, false);
}

static void what_is_moved_is_a_medium(void **state)
{
    struct small_world *world = *state;
    static const DWORD allowed[] = {NTMS_PHYSICAL_MEDIA};

    assert_arguments(world, NTMS_OPREQ_MOVEMEDIA, NULL, &world->library, allowed, 1, false);
}

static void it_is_moved_to_a_library(void **state)
{
    struct small_world *world = *state;
    GUID medium = tape_in_slot_1(world);
    GUID request;

    assert_success(
        submit(world, NTMS_OPREQ_MOVEMEDIA, NULL, &medium, &world->far_library, &request));
    assert_success(submit(world, NTMS_OPREQ_MOVEMEDIA, NULL, &medium,
                          &rsm_catalogue_offline_library, &request));
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, submit(world, NTMS_OPREQ_MOVEMEDIA, NULL, &medium,
                                                     &world->slots[1], &request));
}

static void objects_that_do_not_exist_are_not_found(void **state)
{
    struct small_world *world = *state;
    const GUID unknown = {.Data1 = 1};
    GUID request;

    assert_fails_with(ERROR_OBJECT_NOT_FOUND,
                      submit(world, NTMS_OPREQ_CLEANER, NULL, &unknown, NULL, &request));
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, submit(world, NTMS_OPREQ_NEWMEDIA, NULL,
                                                     &rsm_catalogue_free_pool, &unknown, &request));
}

static void identifiers_where_none_belongs_are_ignored(void **state)
{
    struct small_world *world = *state;
    const GUID unknown = {.Data1 = 1};
    struct rsm_record record;
    GUID request;

    assert_success(submit(world, NTMS_OPREQ_MESSAGE, u"Hello", &unknown, &unknown, &request));

    world_load(world, &request, NTMS_OPREQUEST, &record);
    assert_int_equal(record.info.Info.OpRequest.Arg1Type, NTMS_UNKNOWN);
    assert_guid(rsm_guid_null, record.info.Info.OpRequest.Arg1);
    assert_int_equal(record.info.Info.OpRequest.Arg2Type, NTMS_UNKNOWN);
}

/* ---- rights ---- */

static void each_kind_takes_its_right_on_its_securable(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID medium = tape_in_slot_1(world);
    const struct {
        DWORD request;
        const GUID *arg1;
        const GUID *arg2;
        const GUID *securable;
        DWORD right;
    } asked[] = {
        {NTMS_OPREQ_NEWMEDIA, &pool, NULL, &pool, NTMS_CONTROL_ACCESS},
        {NTMS_OPREQ_CLEANER, &world->library, NULL, &world->library, NTMS_CONTROL_ACCESS},
        {NTMS_OPREQ_CLEANER, &world->slots[0], NULL, &world->library, NTMS_CONTROL_ACCESS},
        {NTMS_OPREQ_DEVICESERVICE, &world->drive, NULL, &world->library, NTMS_CONTROL_ACCESS},
        {NTMS_OPREQ_DEVICESERVICE, &medium, NULL, &world->library, NTMS_CONTROL_ACCESS},
        {NTMS_OPREQ_MOVEMEDIA, &medium, &world->far_library, &pool, NTMS_CONTROL_ACCESS},
        {NTMS_OPREQ_MESSAGE, NULL, NULL, &rsm_catalogue_computer, NTMS_USE_ACCESS},
    };
    GUID request;

    world_put(world, &medium, &pool, NTMS_PARTSTATE_AVAILABLE);
    for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++) {
        deny(world, asked[i].securable, asked[i].right);
        assert_fails_with(ERROR_ACCESS_DENIED, submit(world, asked[i].request, u"?", asked[i].arg1,
                                                      asked[i].arg2, &request));
        deny(world, asked[i].securable, NTMS_MODIFY_ACCESS);
        assert_success(
            submit(world, asked[i].request, u"?", asked[i].arg1, asked[i].arg2, &request));
    }
    deny(world, NULL, 0);
}

/* ---- the log ---- */

static char last_line[1024];

static void keep_line(void *context, enum rsm_log_level level, const char *line)
{
    (void)context;
    (void)level;
    (void)snprintf(last_line, sizeof last_line, "%s", line);
}

static void assert_logged(const char *words)
{
    if (strstr(last_line, words) == NULL)
        fail_msg("\"%s\" is not in\n    %s", words, last_line);
}

static void each_request_is_logged_in_words(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID medium = tape_in_slot_1(world);
    GUID request;
    rsm_log_set_sink(keep_line, NULL);

    assert_success(submit(world, NTMS_OPREQ_NEWMEDIA, u"Any", &pool, &world->library, &request));
    assert_logged(
        "of RSM: a medium is needed in the media pool \"Backup\", in the library "
        "\"Library\": Any");
    assert_success(submit(world, NTMS_OPREQ_NEWMEDIA, NULL, &pool, NULL, &request));
    assert_logged("a medium is needed in the media pool \"Backup\"");
    assert_success(submit(world, NTMS_OPREQ_CLEANER, NULL, &world->library, NULL, &request));
    assert_logged("a cleaning cartridge is needed in \"Library\"");
    assert_success(submit(world, NTMS_OPREQ_DEVICESERVICE, NULL, &world->drive, NULL, &request));
    assert_logged("\"Drive\" needs service");
    assert_success(
        submit(world, NTMS_OPREQ_MOVEMEDIA, NULL, &medium, &world->far_library, &request));
    assert_logged("the medium \"A00001L5\" is to be brought to the library \"Far library\"");
    assert_success(submit(world, NTMS_OPREQ_MESSAGE, u"Close the door", NULL, NULL, &request));
    assert_logged("there is a message: Close the door");
    rsm_log_set_sink(NULL, NULL);
}

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, small_world_setup, small_world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_request_tells_what_is_asked_for_by_whom_and_when),
        IN_WORLD(a_request_of_an_application_belongs_to_no_process),
        IN_WORLD(kinds_that_do_not_exist_are_refused),
        IN_WORLD(what_a_kind_needs_must_be_there),
        IN_WORLD(a_message_may_be_missing_where_there_is_something_else_to_say),
        IN_WORLD(a_message_has_at_most_255_characters),
        IN_WORLD(new_media_are_for_a_pool),
        IN_WORLD(new_media_may_be_wanted_in_a_library),
        IN_WORLD(a_cleaner_is_for_a_library_or_a_slot),
        IN_WORLD(service_is_for_devices_and_media),
        IN_WORLD(what_is_moved_is_a_medium),
        IN_WORLD(it_is_moved_to_a_library),
        IN_WORLD(objects_that_do_not_exist_are_not_found),
        IN_WORLD(identifiers_where_none_belongs_are_ignored),
        IN_WORLD(each_kind_takes_its_right_on_its_securable),
        IN_WORLD(each_request_is_logged_in_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
