/*
 * Allocating with the help of an operator, and giving media back to Free (function pages of
 * AllocateNtmsMedia, steps 5 and 6, and DeallocateNtmsMedia; "requests" 4.3).
 */
#include "work/allocate.h"

#include "core/operator.h"
#include "model/guid.h"
#include "platform/clock.h"
#include "platform/text.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/invariants.h"
#include "support/world_media.h"
#include "work/allocator.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

/* ---- when ---- */

/* In this thread, any medium unless the wish names something else. */
static rsm_error allocate(struct small_world *world, const GUID *pool, DWORD options,
                          uint32_t timeout_ms, struct rsm_allocation *allocation_out)
{
    struct rsm_allocate_wish wish = {.options = options, .timeout_ms = timeout_ms};
    rsm_error err;

    wish.pool = *pool;
    err = rsm_allocate_media(world->session, &wish, allocation_out);
    assert_invariants(&world->rsm);
    return err;
}

static DWORD count_all_requests(struct small_world *world)
{
    DWORD count = 0;

    for (DWORD state = NTMS_OPSTATE_UNKNOWN; state <= NTMS_OPSTATE_COMPLETE; state++)
        count += count_operator_requests(world, state);
    return count;
}

static void assert_owned(struct small_world *world, const GUID *medium,
                         const struct rsm_allocation *allocation)
{
    struct rsm_record side;

    world_side(world, medium, 0, &side);
    assert_int_equal(side.info.Info.Partition.State, NTMS_PARTSTATE_ALLOCATED);
    assert_guid(allocation->owner, side.info.Info.Partition.LogicalMedia);
}

/* ---- without waiting ---- */

static void what_is_there_is_given_without_asking_anybody(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID medium = put_tape(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);
    struct rsm_allocation allocation;

    assert_success(allocate(world, &pool, 0, 0, &allocation));

    assert_owned(world, &medium, &allocation);
    assert_int_equal(count_all_requests(world), 0);
}

static void options_that_contradict_or_do_not_exist_are_refused(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    static const DWORD bad[] = {NTMS_ALLOCATE_NEW | NTMS_ALLOCATE_NEXT, 8, 0x80000000, 0xFFFFFFFF};
    struct rsm_allocation allocation;

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_fails_with(ERROR_INVALID_PARAMETER, allocate(world, &pool, bad[i], 0, &allocation));
        assert_fails_with(ERROR_INVALID_PARAMETER,
                          allocate(world, &rsm_guid_null, bad[i], 0, &allocation));
    }
}

static void who_wants_an_error_gets_it_at_once(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    struct rsm_allocation allocation;

    assert_fails_with(
        ERROR_MEDIA_UNAVAILABLE,
        allocate(world, &pool, NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE, RSM_FOREVER, &allocation));
    assert_int_equal(count_all_requests(world), 0);
}

static void without_time_it_is_over_at_once_and_no_request_is_left(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    struct rsm_allocation allocation;

    assert_fails_with(ERROR_TIMEOUT, allocate(world, &pool, 0, 0, &allocation));
    assert_int_equal(count_all_requests(world), 0);
}

static void a_side_that_cannot_be_had_is_never_waited_for(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID medium = put_tape(world, 0, &pool, NTMS_PARTSTATE_DECOMMISSIONED);
    GUID side = side_id(world, &medium, 0);
    struct rsm_allocate_wish wish = {.side = &side, .timeout_ms = RSM_FOREVER};
    struct rsm_allocation allocation;

    wish.pool = pool;
    assert_fails_with(ERROR_INVALID_MEDIA, rsm_allocate_media(world->session, &wish, &allocation));
    assert_int_equal(count_all_requests(world), 0);
}

static void a_next_side_that_is_not_there_is_never_waited_for(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID medium = put_tape(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);
    GUID owner = world_allocate(world, &medium);
    GUID other = put_tape(world, 1, &pool, NTMS_PARTSTATE_AVAILABLE);
    GUID side = side_id(world, &other, 0);
    struct rsm_allocate_wish wish = {.owner = &owner,
                                     .side = &side, /* of no meaning here */
                                     .options = NTMS_ALLOCATE_NEXT,
                                     .timeout_ms = RSM_FOREVER};
    struct rsm_allocation allocation;

    wish.pool = pool;
    assert_fails_with(ERROR_MEDIA_UNAVAILABLE,
                      rsm_allocate_media(world->session, &wish, &allocation));
    assert_int_equal(count_all_requests(world), 0);
}

static void a_whole_medium_and_then_its_next_side_are_allocated(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->disks);
    GUID medium = put_disk(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);
    struct rsm_allocation first;
    struct rsm_allocation second;
    struct rsm_allocate_wish next = {.owner = &first.owner, .options = NTMS_ALLOCATE_NEXT};

    assert_success(allocate(world, &pool, NTMS_ALLOCATE_NEW, 0, &first));
    assert_int_equal(side_state(world, &medium, 1), NTMS_PARTSTATE_RESERVED);
    next.pool = pool;
    assert_success(rsm_allocate_media(world->session, &next, &second));

    assert_owned(world, &medium, &first);
    assert_int_equal(side_state(world, &medium, 1), NTMS_PARTSTATE_ALLOCATED);
}

/* ---- asking ---- */

/* A program that waits for ever, as far as the request that it makes. */
static GUID begin_waiting(struct allocator *program, struct small_world *world, const GUID *pool)
{
    begin_allocating(program, world, pool, RSM_FOREVER);
    return wait_for_operator_requests(world, 1);
}

static void the_operator_is_asked_for_a_medium_in_the_pool(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    struct allocator program;
    struct rsm_record record;
    const NTMS_OPREQUESTINFORMATIONW *info = &record.info.Info.OpRequest;
    GUID request;
    (void)rsm_text_copy(world->rsm.owner, RSM_OWNER_LENGTH, u"this process");

    request = begin_waiting(&program, world, &pool);

    world_load(world, &request, NTMS_OPREQUEST, &record);
    assert_int_equal(info->Request, NTMS_OPREQ_NEWMEDIA);
    assert_int_equal(info->Arg1Type, NTMS_MEDIA_POOL);
    assert_guid(pool, info->Arg1);
    assert_int_equal(info->Arg2Type, NTMS_UNKNOWN);
    assert_text(world->session->application, info->szApplication);
    assert_text(u"this process", record.own.Owner);
    assert_guid(world->session->id, record.own.Session);
    answer_operator_request(world, &request, NTMS_OPSTATE_REFUSED);
    (void)end_allocating(&program);
}

static void a_medium_that_becomes_available_is_taken_and_the_request_complete(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    struct allocator program;
    GUID request;
    GUID medium;

    request = begin_waiting(&program, world, &pool);
    medium = put_tape(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);

    assert_success(end_allocating(&program));
    assert_owned(world, &medium, &program.allocation);
    assert_int_equal(operator_request_state(world, &request), NTMS_OPSTATE_COMPLETE);
    assert_int_equal(count_all_requests(world), 1);
}

static void so_is_one_that_becomes_available_in_free(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID free_pool = free_pool_of(world, &world->tapes);
    struct allocator program;
    GUID medium;

    set_policy(world, &pool, NTMS_ALLOCATE_FROMSCRATCH, 0, 0);
    medium = put_tape(world, 0, &free_pool, NTMS_PARTSTATE_UNPREPARED);
    (void)begin_waiting(&program, world, &pool);
    set_side_state(world, &medium, 0, NTMS_PARTSTATE_AVAILABLE);

    assert_success(end_allocating(&program));
    assert_guid(free_pool, program.allocation.from);
    assert_in_pool(world, &medium, &pool);
}

static void where_nobody_is_there_the_program_hears_a_refusal(void **state)
{
    struct small_world *world = *state;
    const struct rsm_unattended policy = {.refuses = true, .seconds = 0};
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    struct allocator program;

    assert_success(rsm_unattended_set(world->session, &policy));
    begin_allocating(&program, world, &pool, RSM_FOREVER);

    assert_fails_with(ERROR_CANCELLED, end_allocating(&program));
    assert_int_equal(count_operator_requests(world, NTMS_OPSTATE_REFUSED), 1);
    assert_int_equal(count_operator_requests(world, NTMS_OPSTATE_SUBMITTED), 0);
}

static void so_is_one_whose_library_comes_back(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID medium = put_far_tape(world, &pool, NTMS_PARTSTATE_AVAILABLE);
    struct allocator program;
    struct rsm_record library;

    unplug(world, &world->far_library);
    (void)begin_waiting(&program, world, &pool);
    world_load(world, &world->far_library, NTMS_LIBRARY, &library);
    library.info.dwOperationalState = NTMS_READY;
    world_save(world, &library);

    assert_success(end_allocating(&program));
    assert_owned(world, &medium, &program.allocation);
}

static void an_operator_who_brought_a_medium_is_believed(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID medium = put_tape(world, 0, &pool, NTMS_PARTSTATE_DECOMMISSIONED);
    GUID side = side_id(world, &medium, 0);
    struct allocator program;
    GUID request;

    request = begin_waiting(&program, world, &pool);
    world_begin(world);
    assert_success(rsm_records_set_number(world->rsm.store, NTMS_PARTITION, &side, "state",
                                          NTMS_PARTSTATE_AVAILABLE));
    assert_success(rsm_operator_settle(&world->rsm, &request, NTMS_OPSTATE_COMPLETE));
    assert_success(rsm_store_end(world->rsm.store, ERROR_SUCCESS));

    assert_success(end_allocating(&program));
    assert_owned(world, &medium, &program.allocation);
    assert_int_equal(count_all_requests(world), 1);
}

static void one_who_brought_none_is_asked_again(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    struct allocator program;
    GUID first;
    GUID second;

    first = begin_waiting(&program, world, &pool);
    answer_operator_request(world, &first, NTMS_OPSTATE_COMPLETE);
    second = wait_for_operator_requests(world, 1);
    answer_operator_request(world, &second, NTMS_OPSTATE_REFUSED);

    assert_fails_with(ERROR_CANCELLED, end_allocating(&program));
    assert_int_equal(operator_request_state(world, &first), NTMS_OPSTATE_COMPLETE);
    assert_int_equal(operator_request_state(world, &second), NTMS_OPSTATE_REFUSED);
}

static void an_operator_who_refuses_ends_the_allocation(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    struct allocator program;
    GUID request;

    request = begin_waiting(&program, world, &pool);
    answer_operator_request(world, &request, NTMS_OPSTATE_REFUSED);

    assert_fails_with(ERROR_CANCELLED, end_allocating(&program));
    /* covers ERROR_CANCELLED of AllocateNtmsMedia */
    assert_int_equal(operator_request_state(world, &request), NTMS_OPSTATE_REFUSED);
}

static void instead_of_a_request_that_somebody_deleted_a_new_one_is_made(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    struct allocator program;
    GUID first;
    GUID second;

    first = begin_waiting(&program, world, &pool);
    world_begin(world);
    assert_success(rsm_records_delete(world->rsm.store, &first));
    world_end(world);
    second = wait_for_operator_requests(world, 1);
    assert_false(rsm_guid_equal(&first, &second));
    answer_operator_request(world, &second, NTMS_OPSTATE_REFUSED);

    assert_fails_with(ERROR_CANCELLED, end_allocating(&program));
}

static void when_the_time_is_over_the_request_goes(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    uint64_t before = rsm_clock_ms();
    struct rsm_allocation allocation;

    assert_fails_with(ERROR_TIMEOUT, allocate(world, &pool, 0, 50, &allocation));

    assert_true(rsm_clock_ms() - before >= 50);
    assert_int_equal(count_all_requests(world), 0);
}

static void an_answered_request_stays_when_the_time_is_over(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    struct allocator program;
    GUID request;

    begin_allocating(&program, world, &pool, 2000);
    request = wait_for_operator_requests(world, 1);
    answer_operator_request(world, &request, NTMS_OPSTATE_COMPLETE);

    assert_fails_with(ERROR_TIMEOUT, end_allocating(&program));
    assert_int_equal(operator_request_state(world, &request), NTMS_OPSTATE_COMPLETE);
    assert_int_equal(count_all_requests(world), 1);
}

static void closing_the_session_ends_the_wait_and_the_request(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    struct allocator program;

    (void)begin_waiting(&program, world, &pool);
    rsm_session_release(world->session);
    assert_success(rsm_session_close(world->handle));

    assert_fails_with(ERROR_CANCELLED, end_allocating(&program));
    assert_success(rsm_session_open(&world->rsm, NULL, &world->handle));
    assert_success(rsm_session_get(world->handle, &world->session));
    assert_int_equal(count_all_requests(world), 0);
}

static void a_pool_deleted_meanwhile_is_none_any_more(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    struct allocator program;

    (void)begin_waiting(&program, world, &pool);
    world_begin(world);
    assert_success(rsm_records_delete(world->rsm.store, &pool));
    world_end(world);

    assert_fails_with(ERROR_INVALID_MEDIA_POOL, end_allocating(&program));
    assert_int_equal(count_all_requests(world), 0);
}

static void of_two_that_wait_one_gets_the_medium_and_the_other_waits_on(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    struct allocator programs[2];
    rsm_error first;
    rsm_error second;
    GUID medium;
    GUID request;

    begin_allocating(&programs[0], world, &pool, RSM_FOREVER);
    begin_allocating(&programs[1], world, &pool, RSM_FOREVER);
    (void)wait_for_operator_requests(world, 2);
    medium = put_tape(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);
    request = wait_for_operator_requests(world, 1);
    assert_int_equal(side_state(world, &medium, 0), NTMS_PARTSTATE_ALLOCATED);
    answer_operator_request(world, &request, NTMS_OPSTATE_REFUSED);

    first = end_allocating(&programs[0]);
    second = end_allocating(&programs[1]);
    assert_true((first == ERROR_SUCCESS) != (second == ERROR_SUCCESS));
    assert_fails_with(ERROR_CANCELLED, first != ERROR_SUCCESS ? first : second);
}

static void the_answer_is_heard_within_a_tenth_of_a_second(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    uint64_t fastest = UINT64_MAX;

    for (int i = 0; i < 5; i++) { /* the machine may be busy, but not each time */
        struct allocator program;
        uint64_t answered, took;
        GUID request;

        request = begin_waiting(&program, world, &pool);
        answer_operator_request(world, &request, NTMS_OPSTATE_REFUSED);
        answered = rsm_clock_ms();
        assert_fails_with(ERROR_CANCELLED, end_allocating(&program));
        took = rsm_clock_ms() - answered;
        fastest = took < fastest ? took : fastest;
    }
    assert_true(fastest <= 100);
}

/* ---- giving back ---- */

static void a_tape_that_goes_to_free_waits_there_for_its_label(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID free_pool = free_pool_of(world, &world->tapes);
    GUID medium = put_tape(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);
    GUID owner = world_allocate(world, &medium);
    const struct rsm_condition about[] = {
        {.column = "operation_code", .number = NTMS_LM_WRITESCRATCH},
        {.column = "phys_media_id", .guid = &medium},
        {.column = "state", .number = NTMS_LM_QUEUED},
    };
    struct rsm_record request;

    set_policy(world, &pool, 0, NTMS_DEALLOCATE_TOSCRATCH, 0);
    assert_success(rsm_allocate_give_back(world->session, &owner));

    assert_in_pool(world, &medium, &free_pool);
    assert_int_equal(side_state(world, &medium, 0), NTMS_PARTSTATE_UNPREPARED);
    world_begin(world);
    assert_success(rsm_records_first(world->rsm.store, NTMS_LIBREQUEST, about, 3, &request));
    world_end(world);
    assert_text(world->session->application, request.info.Info.LibRequest.szApplication);
}

static void a_disk_is_available_in_free_at_once(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->disks);
    GUID free_pool = free_pool_of(world, &world->disks);
    GUID medium = put_disk(world, 0, &free_pool, NTMS_PARTSTATE_AVAILABLE);
    struct rsm_allocation allocation;

    set_policy(world, &pool, NTMS_ALLOCATE_FROMSCRATCH, NTMS_DEALLOCATE_TOSCRATCH, 0);
    assert_success(allocate(world, &pool, NTMS_ALLOCATE_NEW, 0, &allocation));
    assert_success(rsm_allocate_give_back(world->session, &allocation.owner));

    assert_in_pool(world, &medium, &free_pool);
    assert_int_equal(side_state(world, &medium, 0), NTMS_PARTSTATE_AVAILABLE);
    assert_int_equal(side_state(world, &medium, 1), NTMS_PARTSTATE_AVAILABLE);
    assert_invariants(&world->rsm);
}

static void what_is_given_back_goes_to_one_who_waits(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID medium = put_tape(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);
    GUID owner = world_allocate(world, &medium);
    struct allocator program;

    (void)begin_waiting(&program, world, &pool);
    assert_success(rsm_allocate_give_back(world->session, &owner));

    assert_success(end_allocating(&program));
    assert_owned(world, &medium, &program.allocation);
}

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, small_world_setup, small_world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(what_is_there_is_given_without_asking_anybody),
        IN_WORLD(options_that_contradict_or_do_not_exist_are_refused),
        IN_WORLD(who_wants_an_error_gets_it_at_once),
        IN_WORLD(without_time_it_is_over_at_once_and_no_request_is_left),
        IN_WORLD(a_side_that_cannot_be_had_is_never_waited_for),
        IN_WORLD(a_next_side_that_is_not_there_is_never_waited_for),
        IN_WORLD(a_whole_medium_and_then_its_next_side_are_allocated),
        IN_WORLD(the_operator_is_asked_for_a_medium_in_the_pool),
        IN_WORLD(a_medium_that_becomes_available_is_taken_and_the_request_complete),
        IN_WORLD(so_is_one_that_becomes_available_in_free),
        IN_WORLD(so_is_one_whose_library_comes_back),
        IN_WORLD(where_nobody_is_there_the_program_hears_a_refusal),
        IN_WORLD(an_operator_who_brought_a_medium_is_believed),
        IN_WORLD(one_who_brought_none_is_asked_again),
        IN_WORLD(an_operator_who_refuses_ends_the_allocation),
        IN_WORLD(instead_of_a_request_that_somebody_deleted_a_new_one_is_made),
        IN_WORLD(when_the_time_is_over_the_request_goes),
        IN_WORLD(an_answered_request_stays_when_the_time_is_over),
        IN_WORLD(closing_the_session_ends_the_wait_and_the_request),
        IN_WORLD(a_pool_deleted_meanwhile_is_none_any_more),
        IN_WORLD(of_two_that_wait_one_gets_the_medium_and_the_other_waits_on),
        IN_WORLD(the_answer_is_heard_within_a_tenth_of_a_second),
        IN_WORLD(a_tape_that_goes_to_free_waits_there_for_its_label),
        IN_WORLD(a_disk_is_available_in_free_at_once),
        IN_WORLD(what_is_given_back_goes_to_one_who_waits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
