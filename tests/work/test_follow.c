/*
 * Devices that are not all there at first, or not where they were: they are found, and followed, while the
 * program runs.
 */
#include "work/follow.h"

#include "core/devices.h"
#include "platform/clock.h"
#include "platform/text.h"
#include "platform/thread.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/looks.h"
#include "work/system.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

#include <string.h>

enum { INQUIRY = 0x12, INITIALIZE = 0x07, MODE_SENSE = 0x1A, ELEMENT_STATUS = 0xB8, EVER = 10000 };

static const char two_drives[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "drive 2  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  ansi VOL002\n"
    "slot 3   empty\n";

static const char one_drive[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   empty\n";

/* From now on that command of that device fails so, until answer_again(). */
static void let_fail(enum rsm_sim_failure failure, unsigned lun, uint8_t operation)
{
    struct rsm_sim_fault fault = {.failure = failure,
                                  .number = 1,
                                  .more = EVER,
                                  .only_operation = true,
                                  .operation = operation,
                                  .only_lun = true,
                                  .lun = lun};

    rsm_sim_fail(&fault);
}

/* The changer says to that command that it is becoming ready, or needs to be initialised. */
static void let_start(uint8_t operation, uint8_t ascq)
{
    struct rsm_sim_fault fault = {.failure = RSM_SIM_CHECK,
                                  .number = 1,
                                  .more = EVER,
                                  .only_operation = true,
                                  .operation = operation,
                                  .key = 2,
                                  .asc = 4,
                                  .ascq = ascq};

    rsm_sim_fail(&fault);
}

static void answer_again(void)
{
    rsm_sim_fail(NULL);
}

static void assert_drive(struct fixture *f, unsigned number, DWORD state, const WCHAR *device)
{
    struct rsm_record drive;

    look_at_drive(f, number, &drive);
    assert_int_equal(drive.info.dwOperationalState, state);
    assert_text(device, drive.info.Info.Drive.szDeviceName);
}

static void assert_library_state(struct fixture *f, DWORD state)
{
    struct rsm_record library;

    look_at_library(f, &library);
    assert_int_equal(library.info.dwOperationalState, state);
}

/* ---- not all there at first ---- */

static void open_while_the_changer_starts(struct fixture *f, uint8_t operation)
{
    rsm_sim_draw("lib", two_drives);
    let_start(operation, 1);
    open_session(f);
    assert_objects(f, NTMS_LIBRARY, 1); /* the offline library */

    answer_again();
    run_all_work(f);

    assert_library_state(f, NTMS_READY);
    assert_drive(f, 1, NTMS_READY, u"sim:lib/1");
    assert_drive(f, 2, NTMS_READY, u"sim:lib/2");
    assert_pool(f, "A00001L5", "Import");
}

static void a_changer_that_cannot_tell_its_geometry_yet_is_found_when_it_can(void **state)
{
    open_while_the_changer_starts(*state, MODE_SENSE);
}

static void a_changer_that_cannot_tell_its_drives_yet_is_found_when_it_can(void **state)
{
    open_while_the_changer_starts(*state, ELEMENT_STATUS);
}

static void a_drive_that_failed_while_a_session_was_opened_is_used_afterwards(void **state)
{
    struct fixture *f = *state;

    rsm_sim_draw("lib", two_drives);
    let_fail(RSM_SIM_LOST, 2, INQUIRY);
    open_session(f);
    assert_drive(f, 1, NTMS_READY, u"sim:lib/1");
    assert_drive(f, 2, NTMS_NOT_PRESENT, u"");

    answer_again();
    run_all_work(f);

    assert_drive(f, 1, NTMS_READY, u"sim:lib/1");
    assert_drive(f, 2, NTMS_READY, u"sim:lib/2");
}

static void a_drive_that_could_not_tell_its_serial_number_is_asked_again(void **state)
{
    struct rsm_sim_fault fault = {.failure = RSM_SIM_CHECK,
                                  .number = 2, /* INQUIRY, page 80h */
                                  .only_operation = true,
                                  .operation = INQUIRY,
                                  .only_lun = true,
                                  .lun = 1,
                                  .key = 4,
                                  .asc = 0x44};
    struct fixture *f = *state;
    struct rsm_record drive;

    rsm_sim_draw("lib", one_drive);
    rsm_sim_fail(&fault);
    open_session(f);
    run_all_work(f);

    look_at_drive(f, 1, &drive);
    assert_text(u"SERIAL1D1", drive.info.Info.Drive.szSerialNumber);
}

static void a_drive_at_an_address_that_answers_later_is_used(void **state)
{
    struct fixture *f = *state;

    set_devices(f, "sim:lib/0;sim:lib/1");
    rsm_sim_draw("lib", one_drive);
    let_fail(RSM_SIM_LOST, 1, INQUIRY);
    open_session(f);
    run_all_work(f);
    assert_drive(f, 1, NTMS_NOT_PRESENT, u"");
    assert_fails_with(ERROR_DEVICE_NOT_AVAILABLE, identify_slot(f, 1, 0));

    answer_again();
    run_all_work(f);

    assert_drive(f, 1, NTMS_READY, u"sim:lib/1");
    assert_success(identify_slot(f, 1, 0));
    assert_pool(f, "A00001L5", "Import");
}

static void a_drive_is_used_as_soon_as_its_device_is_attached(void **state)
{
    struct fixture *f = *state;

    f->options.devices = NULL;
    rsm_sim_draw("lib", one_drive);
    open_session(f);
    assert_success(attach(f, "sim:lib/0", false));
    run_all_work(f);
    assert_fails_with(ERROR_DEVICE_NOT_AVAILABLE, identify_slot(f, 1, 0));

    assert_success(attach(f, "sim:lib/1", false));

    assert_drive(f, 1, NTMS_READY, u"sim:lib/1");
    assert_success(identify_slot(f, 1, 0));
}

static void the_type_of_media_is_known_with_the_first_drive(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    struct rsm_record type;

    set_devices(f, "sim:lib/0;sim:lib/1");
    rsm_sim_draw("lib", one_drive);
    let_fail(RSM_SIM_LOST, 1, INQUIRY);
    open_session(f);

    answer_again();
    run_all_work(f);

    look_at_medium(f, "A00001L5", &medium);
    look_at(f, &medium.info.Info.PhysicalMedia.MediaType, NTMS_MEDIA_TYPE, &type);
    assert_int_equal(type.info.Info.MediaType.MediaType, 0x56); /* LTO_Ultrium */
}

/* Spare devices of a changer that does not tell its drives apart stay what they are. */
static void a_device_that_answers_later_may_be_proved_too(void **state)
{
    struct fixture *f = *state;

    rsm_sim_draw("lib",
                 "changer STK L20 SERIAL1\n"
                 "dvcid no\n"
                 "drive 1 empty\n"
                 "drive 2 empty\n"
                 "slot 1 A00001L5 ansi VOL001\n"
                 "slot 2 A00002L5 ansi VOL002\n");
    let_fail(RSM_SIM_LOST, 2, INQUIRY);
    open_session(f);
    answer_again();
    run_all_work(f);

    assert_success(identify_slot(f, 1, NTMS_DISMOUNT_DEFERRED));
    assert_success(identify_slot(f, 2, NTMS_DISMOUNT_DEFERRED));

    assert_drive(f, 1, NTMS_READY, u"sim:lib/1");
    assert_drive(f, 2, NTMS_READY, u"sim:lib/2");
}

static void the_device_of_a_drive_that_was_deleted_disturbs_nobody(void **state)
{
    struct fixture *f = *state;
    struct rsm_session *session;
    unsigned before;

    rsm_sim_draw("lib", two_drives);
    let_fail(RSM_SIM_LOST, 2, INQUIRY);
    open_session(f);
    run_all_work(f);
    assert_success(rsm_session_get(f->session, &session));
    assert_success(rsm_devices_delete_drive(session, drive_id(f, 2)));
    rsm_session_release(session);

    answer_again();
    run_all_work(f);
    before = rsm_sim_commands_of(INQUIRY);
    run_all_work(f);

    assert_objects(f, NTMS_DRIVE, 1);
    assert_int_equal(rsm_sim_commands_of(INQUIRY), before); /* everything has answered */
    assert_success(identify_slot(f, 1, 0));
    f->unsettled = true; /* the library has a drive more than the records */
}

static void what_answered_is_not_asked_again(void **state)
{
    struct fixture *f = *state;
    unsigned before;

    plug_in_and_settle(f, two_drives);
    before = rsm_sim_commands_of(INQUIRY);

    run_all_work(f);

    assert_int_equal(rsm_sim_commands_of(INQUIRY), before);
}

/* ---- not where they were ---- */

static void a_library_that_moves_while_it_is_used_comes_back_with_its_drives(void **state)
{
    struct fixture *f = *state;
    GUID library;

    set_devices(f, "sim:lib;sim:elsewhere");
    plug_in_and_settle(f, two_drives);
    library = *library_id(f);

    rsm_sim_unplug("lib");
    rsm_sim_draw("elsewhere", two_drives);
    strcpy(f->library, "elsewhere");
    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    run_all_work(f); /* notices that it is gone */
    run_all_work(f);

    assert_guid(library, *library_id(f));
    assert_library_state(f, NTMS_READY);
    assert_drive(f, 1, NTMS_READY, u"sim:elsewhere/1");
    assert_drive(f, 2, NTMS_READY, u"sim:elsewhere/2");
    assert_requests(f, NTMS_LM_INVENTORY, NTMS_LM_PASSED, 2);
    assert_requests(f, NTMS_LM_PROCESSOMID, NTMS_LM_FAILED, 0);
    assert_success(identify_slot(f, 1, 0));
}

static void the_record_of_a_changer_that_moved_names_its_device(void **state)
{
    struct fixture *f = *state;
    struct rsm_record changer;

    set_devices(f, "sim:lib;sim:elsewhere");
    plug_in_and_settle(f, one_drive);

    rsm_sim_unplug("lib");
    rsm_sim_draw("elsewhere", one_drive);
    strcpy(f->library, "elsewhere");
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);
    run_all_work(f);

    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_READ));
    assert_success(rsm_store_end(
        f->rsm->store, rsm_records_first(f->rsm->store, NTMS_CHANGER, NULL, 0, &changer)));
    assert_text(u"sim:elsewhere/0", changer.info.Info.Changer.szDeviceName);
}

static void a_library_with_two_addresses_stays_when_one_is_detached(void **state)
{
    struct fixture *f = *state;
    GUID library;

    f->options.devices = NULL;
    rsm_sim_draw("lib", two_drives);
    rsm_sim_draw("elsewhere", two_drives);
    open_session(f);
    assert_success(attach(f, "sim:lib", false));
    assert_success(attach(f, "sim:elsewhere", false));
    run_all_work(f);
    library = *library_id(f);

    assert_success(detach(f, "sim:lib"));
    strcpy(f->library, "elsewhere");
    run_all_work(f);

    assert_guid(library, *library_id(f));
    assert_library_state(f, NTMS_READY);
    assert_drive(f, 1, NTMS_READY, u"sim:elsewhere/1");
    assert_success(identify_slot(f, 1, 0));
}

static void a_drive_whose_device_was_detached_is_not_used(void **state)
{
    struct fixture *f = *state;

    f->options.devices = NULL;
    rsm_sim_draw("lib", one_drive);
    open_session(f);
    assert_success(attach(f, "sim:lib/0", false));
    assert_success(attach(f, "sim:lib/1", false));
    run_all_work(f);
    assert_success(identify_slot(f, 1, 0));

    assert_success(detach(f, "sim:lib/1"));
    run_all_work(f);

    assert_fails_with(ERROR_DEVICE_NOT_AVAILABLE, identify_slot(f, 1, 0));
}

/* ---- with the watcher and the worker at work ---- */

static bool is_drive_2_ready(struct fixture *f)
{
    struct rsm_record drive;

    look_at_drive(f, 2, &drive);
    return drive.info.dwOperationalState == NTMS_READY;
}

static void a_drive_that_answers_late_is_found_by_itself(void **state)
{
    struct fixture *f = *state;

    rsm_sim_draw("lib", two_drives);
    let_fail(RSM_SIM_LOST, 2, INQUIRY);
    open_session(f);
    run_all_work(f);
    assert_drive(f, 2, NTMS_NOT_PRESENT, u"");

    answer_again();

    assert_true(wait_until(f, is_drive_2_ready));
    assert_drive(f, 2, NTMS_READY, u"sim:lib/2");
}

static bool is_elsewhere(struct fixture *f)
{
    struct rsm_record library;
    struct rsm_record drive;

    look_at_library(f, &library);
    look_at_drive(f, 1, &drive);
    return library.info.dwOperationalState == NTMS_READY &&
           rsm_text_equal(drive.info.Info.Drive.szDeviceName, u"sim:elsewhere/1",
                          NTMS_DEVICENAME_LENGTH);
}

static void a_library_that_moves_is_followed_by_itself(void **state)
{
    struct fixture *f = *state;

    set_devices(f, "sim:lib;sim:elsewhere");
    plug_in_and_settle(f, two_drives);

    rsm_sim_draw("elsewhere", two_drives);
    rsm_sim_unplug("lib");
    strcpy(f->library, "elsewhere");
    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));

    assert_true(wait_until(f, is_elsewhere));
    run_all_work(f);
    assert_success(identify_slot(f, 2, 0));
}

/* ---- how long it takes ---- */

enum { LONGEST_MS = 5000 };

static void a_device_that_hangs_keeps_nobody_from_opening_a_session(void **state)
{
    struct fixture *f = *state;
    uint64_t before = device_time(f);

    rsm_sim_draw("lib", two_drives);
    let_fail(RSM_SIM_TIMEOUT, 2, INQUIRY);
    open_session(f);

    assert_in_range(device_time(f) - before, 1, LONGEST_MS);
    assert_drive(f, 1, NTMS_READY, u"sim:lib/1");
    assert_drive(f, 2, NTMS_NOT_PRESENT, u"");
    answer_again();
    run_all_work(f);
    assert_drive(f, 2, NTMS_READY, u"sim:lib/2");
}

static void many_devices_that_hang_take_no_longer_than_one(void **state)
{
    struct fixture *f = *state;
    struct rsm_sim_fault fault = {.failure = RSM_SIM_TIMEOUT,
                                  .number = 1,
                                  .more = EVER,
                                  .only_operation = true,
                                  .operation = INQUIRY};
    uint64_t before = device_time(f);

    set_devices(f, "sim:lib;sim:other;sim:third");
    rsm_sim_draw("lib", two_drives);
    rsm_sim_draw("other", two_drives);
    rsm_sim_draw("third", two_drives);
    rsm_sim_fail(&fault);
    open_session(f);

    assert_in_range(device_time(f) - before, 1, LONGEST_MS);
    f->unsettled = true;
}

static void open_within_bounds(struct fixture *f, uint8_t operation)
{
    uint64_t before = device_time(f);

    rsm_sim_draw("lib", two_drives);
    let_start(operation, 1);
    open_session(f);

    assert_in_range(device_time(f) - before, 1, LONGEST_MS);
    answer_again();
    run_all_work(f);
    assert_library_state(f, NTMS_READY);
}

static void a_changer_that_takes_long_to_start_is_not_waited_for(void **state)
{
    open_within_bounds(*state, MODE_SENSE);
}

static void element_status_that_takes_long_is_not_waited_for(void **state)
{
    open_within_bounds(*state, ELEMENT_STATUS);
}

/* That may take an hour: the worker's business. */
static void opening_a_session_does_not_make_a_changer_look_into_its_slots(void **state)
{
    struct fixture *f = *state;

    rsm_sim_draw("lib", two_drives);
    let_start(ELEMENT_STATUS, 2);
    open_session(f);
    assert_int_equal(rsm_sim_commands_of(INITIALIZE), 0);
    assert_library_state(f, NTMS_READY);

    answer_again();
    run_all_work(f);

    assert_drive(f, 1, NTMS_READY, u"sim:lib/1");
    assert_pool(f, "A00001L5", "Import");
}

/* A session that is opened and closed on a thread of its own. */
struct visit {
    struct rsm_mutex mutex;
    struct rsm_cond changed;
    bool over;
};

static void visit(void *context)
{
    struct visit *visit = context;
    HANDLE session;

    if (rsm_system_open_session(NULL, u"Visitor", &session) == ERROR_SUCCESS)
        (void)rsm_system_close_session(session);
    rsm_mutex_lock(&visit->mutex);
    visit->over = true;
    rsm_cond_broadcast(&visit->changed);
    rsm_mutex_unlock(&visit->mutex);
}

static bool is_over_soon(struct visit *visit)
{
    enum { SOON_MS = 5000 };
    uint64_t end = rsm_clock_ms() + SOON_MS;
    uint64_t now;
    bool over;

    rsm_mutex_lock(&visit->mutex);
    while (!visit->over && (now = rsm_clock_ms()) < end)
        (void)rsm_cond_wait(&visit->changed, &visit->mutex, (uint32_t)(end - now));
    over = visit->over;
    rsm_mutex_unlock(&visit->mutex);
    return over;
}

static void sessions_open_and_close_while_devices_are_asked_again(void **state)
{
    struct fixture *f = *state;
    struct visit visitor = {.over = false};
    struct rsm_thread thread;
    bool soon;

    set_devices(f, "sim:lib;sim:other");
    plug_in_and_settle(f, one_drive);
    rsm_mutex_init(&visitor.mutex);
    rsm_cond_init(&visitor.changed);
    rsm_sim_draw("other", "changer STK L40 SERIAL2\ndrive 1 empty\nslot 1 empty\n");
    rsm_sim_hold("other", INQUIRY);
    assert_true(rsm_sim_wait_held("other", 1)); /* the watcher asks it */

    assert_success(rsm_thread_start(visit, &visitor, &thread));
    soon = is_over_soon(&visitor);
    rsm_sim_release("other");
    rsm_thread_join(&thread);

    assert_true(soon);
    f->serial = "SERIAL1";
    rsm_cond_destroy(&visitor.changed);
    rsm_mutex_destroy(&visitor.mutex);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(a_changer_that_cannot_tell_its_geometry_yet_is_found_when_it_can),
        story(a_changer_that_cannot_tell_its_drives_yet_is_found_when_it_can),
        story(a_drive_that_failed_while_a_session_was_opened_is_used_afterwards),
        story(a_drive_that_could_not_tell_its_serial_number_is_asked_again),
        story(a_drive_at_an_address_that_answers_later_is_used),
        story_on_disk(a_drive_is_used_as_soon_as_its_device_is_attached),
        story(the_type_of_media_is_known_with_the_first_drive),
        story(a_device_that_answers_later_may_be_proved_too),
        story(the_device_of_a_drive_that_was_deleted_disturbs_nobody),
        story(what_answered_is_not_asked_again),
        story(a_library_that_moves_while_it_is_used_comes_back_with_its_drives),
        story(the_record_of_a_changer_that_moved_names_its_device),
        story_on_disk(a_library_with_two_addresses_stays_when_one_is_detached),
        story_on_disk(a_drive_whose_device_was_detached_is_not_used),
        story_threads_on_disk(a_drive_that_answers_late_is_found_by_itself),
        story_threads_on_disk(a_library_that_moves_is_followed_by_itself),
        story(a_device_that_hangs_keeps_nobody_from_opening_a_session),
        story(many_devices_that_hang_take_no_longer_than_one),
        story(a_changer_that_takes_long_to_start_is_not_waited_for),
        story(element_status_that_takes_long_is_not_waited_for),
        story(opening_a_session_does_not_make_a_changer_look_into_its_slots),
        story_threads(sessions_open_and_close_while_devices_are_asked_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
