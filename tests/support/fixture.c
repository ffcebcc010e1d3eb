/*
 * The fixture of stories: options, opening, closing, running.
 */
#include "support/fixture.h"

#include "core/session.h"
#include "platform/clock.h"
#include "platform/paths.h"
#include "platform/thread.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/deadline.h"
#include "support/invariants.h"
#include "support/looks.h"
#include "support/simulated_system.h"
#include "work/identify.h"
#include "work/inventory.h"
#include "work/queue.h"
#include "work/system.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_WAIT_MS = 20000 };

/* Of a test that failed before it could close its session. */
static HANDLE left_open;

/* ---- the clock of devices: sleeping takes no time ---- */

static struct rsm_mutex clock_lock = RSM_MUTEX_INIT;

static uint64_t now_ms(void *context)
{
    struct fixture *f = context;
    uint64_t now;

    rsm_mutex_lock(&clock_lock);
    now = f->now;
    rsm_mutex_unlock(&clock_lock);
    return now;
}

uint64_t device_time(struct fixture *f)
{
    return now_ms(f);
}

static bool sleep_ms(void *context, uint32_t milliseconds)
{
    struct fixture *f = context;

    rsm_mutex_lock(&clock_lock);
    f->now += milliseconds;
    rsm_mutex_unlock(&clock_lock);
    return true;
}

/* ---- folders ---- */

static bool remove_file(void *context, const char *name)
{
    char path[RSM_PATHS_ROOM];

    if (rsm_paths_join(context, name, path, sizeof path) == ERROR_SUCCESS)
        (void)rsm_paths_remove(path);
    return true;
}

static void empty_folder(char *folder)
{
    static const char *const inner[] = {"locks", "Export"};
    char path[RSM_PATHS_ROOM];

    (void)rsm_paths_list(folder, 1000, remove_file, folder);
    for (size_t i = 0; i < sizeof inner / sizeof inner[0]; i++) {
        assert_success(rsm_paths_join(folder, inner[i], path, sizeof path));
        (void)rsm_paths_list(path, 1000, remove_file, path);
    }
}

static void make_folder(struct fixture *f)
{
    char parent[RSM_PATHS_ROOM] = ".";

    (void)rsm_paths_environment("NTMS_DATA", parent, sizeof parent);
    if (parent[0] == '\0')
        strcpy(parent, ".");
    assert_success(rsm_paths_join(parent, "story", f->folder, sizeof f->folder));
    assert_success(rsm_paths_make_folder(f->folder));
    empty_folder(f->folder);
}

const char *fixture_folder(const struct fixture *f)
{
    return f->folder;
}

struct rsm_file_lock *fixture_hold_lock(struct fixture *f, const char *name)
{
    char folder[RSM_PATHS_ROOM];
    char path[RSM_PATHS_ROOM];
    struct rsm_file_lock *lock = NULL;

    assert_success(rsm_paths_join(f->folder, "locks", folder, sizeof folder));
    assert_success(rsm_paths_join(folder, name, path, sizeof path));
    assert_success(rsm_file_lock_try(path, &lock));
    return lock;
}

/* ---- beginning and end ---- */

/* Are devices to be those of a system where programs open them by name? */
static bool are_devices_shared(void)
{
    char value[8] = "";

    return rsm_paths_environment("NTMS_TEST_SHARED", value, sizeof value) == ERROR_SUCCESS;
}

static int begin(void **state, bool in_memory, bool threads)
{
    struct fixture *f = calloc(1, sizeof *f);

    if (f == NULL)
        return -1;
    if (left_open != NULL)
        (void)rsm_system_close_session(left_open);
    left_open = NULL;
    rsm_sim_clear();
    f->shared = are_devices_shared();
    f->transports[0] = f->shared ? &rsm_sim_shared_transport : &rsm_sim_transport;
    f->waiting.now_ms = now_ms;
    f->waiting.sleep = sleep_ms;
    f->waiting.context = f;
    rsm_sim_use_clock(&f->waiting);
    strcpy(f->library, "lib");
    strcpy(f->devices, "sim:lib");
    if (!in_memory)
        make_folder(f);
    f->options.folder = in_memory ? NULL : f->folder;
    f->options.devices = f->devices;
    f->options.transports = f->transports;
    f->options.waiting = &f->waiting;
    f->options.step_by_step = !threads;
    f->options.in_memory = in_memory;
    *state = f;
    if (threads)
        deadline_begin();
    return 0;
}

int fixture_in_memory(void **state)
{
    return begin(state, true, false);
}

int fixture_on_disk(void **state)
{
    return begin(state, false, false);
}

int fixture_with_threads(void **state)
{
    return begin(state, true, true);
}

int fixture_on_disk_threads(void **state)
{
    return begin(state, false, true);
}

static int share(void **state)
{
    struct fixture *f = *state;

    f->shared = true;
    f->transports[0] = &rsm_sim_shared_transport;
    return 0;
}

int fixture_shared(void **state)
{
    return begin(state, true, false) == 0 ? share(state) : -1;
}

int fixture_shared_on_disk(void **state)
{
    return begin(state, false, false) == 0 ? share(state) : -1;
}

int fixture_shared_threads(void **state)
{
    return begin(state, false, true) == 0 ? share(state) : -1;
}

int fixture_end(void **state)
{
    struct fixture *f = *state;

    rsm_sim_fail(NULL);
    if (f->session != NULL) {
        assert_invariants(f->rsm);
        if (!f->unsettled && has_looked_around(f))
            assert_records_match_library(f);
        close_session(f);
    }
    rsm_system_set_options(NULL);
    rsm_sim_clear();
    free(f);
    deadline_end();
    return 0;
}

/* ---- sessions ---- */

void set_devices(struct fixture *f, const char *devices)
{
    snprintf(f->devices, sizeof f->devices, "%s", devices);
    f->options.devices = f->devices;
}

void use_system(struct fixture *f, bool automatic)
{
    f->transports[1] = &rsm_sim_system_transport;
    f->options.devices = NULL;
    f->options.auto_configure = automatic ? RSM_AUTO_CONFIGURE_ALWAYS : RSM_AUTO_CONFIGURE_NEVER;
}

static struct rsm_session *get_session(struct fixture *f)
{
    struct rsm_session *session = NULL;

    assert_success(rsm_session_get(f->session, &session));
    return session;
}

void open_session(struct fixture *f)
{
    struct rsm_session *session;

    rsm_system_set_options(&f->options);
    assert_success(rsm_system_open_session(NULL, u"Story", &f->session));
    left_open = f->session;
    session = get_session(f);
    f->rsm = session->rsm;
    rsm_session_release(session);
}

void forget_session(struct fixture *f)
{
    f->session = left_open = NULL;
    f->rsm = NULL;
}

void close_session(struct fixture *f)
{
    HANDLE session = f->session;

    forget_session(f);
    assert_success(rsm_system_close_session(session));
}

void restart(struct fixture *f)
{
    assert_false(f->options.in_memory);
    close_session(f);
    open_session(f);
}

void plug_in(struct fixture *f, const char *drawing)
{
    rsm_sim_draw(f->library, drawing);
    open_session(f);
}

void plug_in_and_settle(struct fixture *f, const char *drawing)
{
    plug_in(f, drawing);
    run_all_work(f);
    rsm_sim_forget_moves(f->library);
}

/* ---- working ---- */

bool wait_until(struct fixture *f, bool (*holds)(struct fixture *f))
{
    uint64_t end = rsm_clock_ms() + LONGEST_WAIT_MS;

    for (;;) {
        uint64_t seen = rsm_store_version(f->rsm->store);
        uint64_t now = rsm_clock_ms();

        if (holds(f))
            return true;
        if (now >= end)
            return false;
        (void)rsm_store_wait(f->rsm->store, seen, (uint32_t)(end - now));
    }
}

static bool is_library_ready(struct fixture *f)
{
    struct rsm_record library;

    look_at_library(f, &library);
    return library.info.dwOperationalState == NTMS_READY && has_looked_around(f);
}

static bool is_idle(struct fixture *f)
{
    return is_library_ready(f) && count_unfinished(f) == 0;
}

void run_all_work(struct fixture *f)
{
    if (f->options.step_by_step)
        (void)rsm_system_run_all();
    else if (!wait_until(f, is_idle))
        fail_msg("work did not end within %d ms", LONGEST_WAIT_MS);
}

rsm_error take_inventory(struct fixture *f, DWORD action)
{
    struct rsm_session *session = get_session(f);
    rsm_error err = rsm_inventory_queue(session, library_id(f), action);

    rsm_session_release(session);
    return err;
}

rsm_error identify_slot(struct fixture *f, unsigned slot, DWORD option)
{
    struct rsm_session *session = get_session(f);
    rsm_error err = rsm_identify_slot(session, slot_id(f, slot), option);

    rsm_session_release(session);
    return err;
}

rsm_error attach(struct fixture *f, const char *address, bool anyway)
{
    struct rsm_session *session = get_session(f);
    rsm_error err = rsm_system_attach(session, address, anyway);

    rsm_session_release(session);
    return err;
}

rsm_error detach(struct fixture *f, const char *address)
{
    struct rsm_session *session = get_session(f);
    rsm_error err = rsm_system_detach(session, address);

    rsm_session_release(session);
    return err;
}
