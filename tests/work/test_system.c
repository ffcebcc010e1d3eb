/*
 * Start at the first session, stop after the last; addresses that are attached, and devices that come while
 * sessions are open.
 */
#include "work/system.h"

#include "platform/thread.h"
#include "store/settings.h"
#include "support/asserts.h"
#include "support/looks.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

static const char one_tape[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n";

enum { READ = 0x08 };

/* ---- sessions ---- */

static void another_computer_is_not_connected(void **state)
{
    struct fixture *f = *state;
    HANDLE session;
    rsm_system_set_options(&f->options);

    assert_fails_with(ERROR_NOT_CONNECTED,
                      rsm_system_open_session(u"some.other.computer", u"Story", &session));
    assert_fails_with(ERROR_INVALID_COMPUTERNAME,
                      rsm_system_open_session(u"no\\computer", u"Story", &session));
}

static void two_sessions_share_one_instance(void **state)
{
    struct fixture *f = *state;
    HANDLE second;
    unsigned before;
    plug_in_and_settle(f, one_tape);
    before = rsm_sim_commands();

    assert_success(rsm_system_open_session(NULL, u"Second", &second));
    assert_success(rsm_system_close_session(second));

    assert_int_equal(rsm_sim_commands(), before); /* no device was asked anything */
    assert_success(identify_slot(f, 1, 0));       /* and the first goes on */
}

static void a_closed_session_is_an_invalid_handle(void **state)
{
    struct fixture *f = *state;
    HANDLE session;
    plug_in(f, one_tape);
    assert_success(rsm_system_open_session(NULL, u"Second", &session));

    assert_success(rsm_system_close_session(session));

    assert_fails_with(ERROR_INVALID_HANDLE, rsm_system_close_session(session));
}

static void the_last_session_closes_every_device(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, one_tape);

    close_session(f);

    rsm_sim_clear(); /* fails if one is open */
}

static bool deny_use(void *context, const struct rsm_session *session,
                     const struct rsm_record *securable, DWORD right)
{
    (void)context;
    (void)session;
    return securable->info.dwType != NTMS_COMPUTER || right != NTMS_USE_ACCESS;
}

static void who_may_not_use_the_computer_gets_no_session(void **state)
{
    struct fixture *f = *state;
    HANDLE session;
    f->options.access = deny_use;
    rsm_sim_draw("lib", one_tape);
    rsm_system_set_options(&f->options);

    assert_fails_with(ERROR_ACCESS_DENIED, rsm_system_open_session(NULL, u"Story", &session));

    rsm_sim_clear(); /* nothing was left running */
}

/* ---- attaching ---- */

static void an_attached_library_is_there_at_once_and_after_a_restart(void **state)
{
    struct fixture *f = *state;
    f->options.devices = NULL;
    rsm_sim_draw("lib", one_tape);
    open_session(f);
    assert_objects(f, NTMS_LIBRARY, 1);

    assert_success(attach(f, "sim:lib", false));
    assert_objects(f, NTMS_LIBRARY, 2);
    run_all_work(f);
    assert_pool(f, "A00001L5", "Import");

    restart(f);
    run_all_work(f);
    assert_objects(f, NTMS_LIBRARY, 2);
}

static void an_address_that_does_not_answer_is_not_attached(void **state)
{
    struct fixture *f = *state;
    f->options.devices = NULL;
    rsm_sim_draw("lib", one_tape);
    rsm_sim_unplug("lib");
    open_session(f);

    assert_fails_with(ERROR_CONNECTION_REFUSED, attach(f, "sim:lib", false));
    assert_fails_with(ERROR_NOT_FOUND, detach(f, "sim:lib"));
    f->unsettled = true;
}

static void it_is_attached_anyway_when_that_is_asked_for(void **state)
{
    struct fixture *f = *state;
    f->options.devices = NULL;
    rsm_sim_draw("lib", one_tape);
    rsm_sim_unplug("lib");
    open_session(f);

    (void)attach(f, "sim:lib", true);
    rsm_sim_plug("lib");
    restart(f);
    run_all_work(f);

    assert_pool(f, "A00001L5", "Import");
}

static void an_address_that_cannot_be_read_is_refused(void **state)
{
    struct fixture *f = *state;
    f->options.devices = NULL;
    open_session(f);

    assert_fails_with(ERROR_BAD_PATHNAME, attach(f, "nobody knows", true));
    f->unsettled = true;
}

static void an_address_is_attached_once(void **state)
{
    struct fixture *f = *state;
    f->options.devices = NULL;
    rsm_sim_draw("lib", one_tape);
    open_session(f);
    assert_success(attach(f, "sim:lib", false));

    assert_fails_with(ERROR_ALREADY_EXISTS, attach(f, "sim:lib", false));
    run_all_work(f);
}

/* The list that is kept names the library, and nothing else does. */
static void attach_one_tape(struct fixture *f)
{
    f->options.devices = NULL;
    rsm_sim_draw("lib", one_tape);
    open_session(f);
    assert_success(attach(f, "sim:lib", false));
    run_all_work(f);
}

static void a_detached_library_is_not_present_after_a_restart(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;
    attach_one_tape(f);

    assert_success(detach(f, "sim:lib"));
    restart(f);

    look_at_library(f, &library);
    assert_int_equal(library.info.dwOperationalState, NTMS_NOT_PRESENT);
    assert_in_slot(f, "A00001L5", 1);
}

struct detaching {
    struct fixture *f;
    rsm_error err;
};

static void detach_it(void *context)
{
    struct detaching *detaching = context;

    detaching->err = detach(detaching->f, "sim:lib");
}

static bool find_address(void *context, const char *address)
{
    (void)address;
    *(bool *)context = true;
    return true;
}

static bool is_detached(struct fixture *f)
{
    bool found = false;

    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_READ));
    assert_success(
        rsm_store_end(f->rsm->store, rsm_settings_attached(f->rsm->store, find_address, &found)));
    return !found;
}

static void sessions_open_and_close_while_a_detached_library_finishes(void **state)
{
    struct fixture *f = *state;
    struct detaching detaching = {.f = f, .err = ERROR_IO_PENDING};
    struct rsm_thread thread;
    HANDLE other;
    attach_one_tape(f);
    rsm_sim_hold("lib", READ);
    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    assert_true(rsm_sim_wait_held("lib", 1));

    assert_success(rsm_thread_start(detach_it, &detaching, &thread));
    assert_true(wait_until(f, is_detached));
    assert_success(rsm_system_open_session(NULL, u"Other", &other));
    assert_success(rsm_system_close_session(other));
    assert_fails_with(ERROR_IO_PENDING, detaching.err);

    rsm_sim_release("lib"); /* only then can the drive finish, and the detaching end */
    rsm_thread_join(&thread);
    assert_success(detaching.err);
    f->unsettled = true;
}

static void a_detached_library_is_not_present_at_once(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;
    attach_one_tape(f);

    assert_success(detach(f, "sim:lib"));

    look_at_library(f, &library);
    assert_int_equal(library.info.dwOperationalState, NTMS_NOT_PRESENT);
}

/* ---- devices that come later ---- */

static bool is_ready(struct fixture *f)
{
    struct rsm_record library;

    look_at_library(f, &library);
    return library.info.dwOperationalState == NTMS_READY;
}

static void a_library_that_was_silent_at_the_start_is_found_later(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, one_tape);
    close_session(f);
    rsm_sim_unplug("lib");
    open_session(f);
    assert_false(is_ready(f));

    rsm_sim_plug("lib");

    assert_true(wait_until(f, is_ready));
    run_all_work(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(another_computer_is_not_connected),
        story(two_sessions_share_one_instance),
        story(a_closed_session_is_an_invalid_handle),
        story(the_last_session_closes_every_device),
        story(who_may_not_use_the_computer_gets_no_session),
        story_on_disk(an_attached_library_is_there_at_once_and_after_a_restart),
        story_on_disk(an_address_that_does_not_answer_is_not_attached),
        story_on_disk(it_is_attached_anyway_when_that_is_asked_for),
        story(an_address_that_cannot_be_read_is_refused),
        story(an_address_is_attached_once),
        story_on_disk(a_detached_library_is_not_present_after_a_restart),
        story_on_disk(a_detached_library_is_not_present_at_once),
        story_threads_on_disk(sessions_open_and_close_while_a_detached_library_finishes),
        story_threads_on_disk(a_library_that_was_silent_at_the_start_is_found_later),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
