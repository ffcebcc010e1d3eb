/*
 * Start at the first session, stop after the last, and in between a watcher that asks addresses
 * which did not answer again, looks for devices that ceased to, and at the list of attached ones.
 */
#include "work/system.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/access.h"
#include "core/catalogue.h"
#include "core/notify.h"
#include "core/operator.h"
#include "model/guid.h"
#include "platform/clock.h"
#include "platform/file_lock.h"
#include "platform/log.h"
#include "platform/network.h"
#include "platform/text.h"
#include "scsi/transports.h"
#include "work/discover.h"
#include "work/first_look.h"
#include "work/folders.h"
#include "work/instance.h"
#include "work/mount_async.h"
#include "work/mount_watch.h"
#include "work/opening.h"
#include "work/queue.h"
#include "work/system_use.h"

enum {
    LONGEST_LOOK_MS = 30000,      /* the watcher waits for devices up to this long */
    WATCH_MS = 2000,              /* how soon devices that did not answer are asked again, */
    LONGEST_PAUSE_MS = 32 * 1000, /* and at the latest */
    PURGE_MS = 10 * 60 * 1000,    /* how often finished requests are purged */
    SETTLE_MS = 20 /* and whether a library is settled is asked, by who waits for it */
};

/* The first lock of the house: starting, stopping, and the lists of libraries and addresses. */
static struct rsm_mutex lock = RSM_MUTEX_INIT;
static struct rsm_cond changed;
static bool changed_made; /* at the first start: a condition has no static form */
static struct rsm_options next_options;
static struct rsm_instance *now; /* NULL while no session is open */
static bool ending;              /* the last instance is being stopped: the next one waits */

void rsm_system_set_options(const struct rsm_options *options)
{
    rsm_mutex_lock(&lock);
    if (options != NULL)
        next_options = *options;
    else
        memset(&next_options, 0, sizeof next_options);
    rsm_mutex_unlock(&lock);
}

void rsm_system_keep_hands_off(bool hands_off)
{
    rsm_mutex_lock(&lock);
    next_options.hands_off = hands_off;
    rsm_mutex_unlock(&lock);
}

static const struct rsm_volume_io *volumes_of(const struct rsm_options *options)
{
    return options->volumes != NULL ? options->volumes : &rsm_volumes_system;
}

const struct rsm_volume_io *rsm_system_volumes(void)
{
    const struct rsm_volume_io *volumes;

    rsm_mutex_lock(&lock);
    volumes = volumes_of(&next_options);
    rsm_mutex_unlock(&lock);
    return volumes;
}

/* ---- watching ---- */

/* From here to end_looking() nobody else looks, and the instance stays even while the lock is let go. */
static void begin_looking(struct rsm_instance *system)
{
    system->lookers++;
    while (system->looking)
        (void)rsm_cond_wait(&changed, &lock, RSM_FOREVER);
    system->looking = true;
}

static void end_looking(struct rsm_instance *system)
{
    system->looking = false;
    system->lookers--;
    rsm_cond_broadcast(&changed);
}

/* For whoever has begun looking.  Lets go of the lock while workers end, who may be in the middle of a
 * command: sessions open and close meanwhile. */
void rsm_system_leave_gone(struct rsm_instance *system)
{
    rsm_instance_leave_unlisted(system);
    rsm_instance_leave_deleted(system);
    rsm_instance_leave_chosen(system);
    rsm_mutex_unlock(&lock);
    rsm_instance_end_left(system);
    rsm_mutex_lock(&lock);
}

/* Lets go of the lock while devices are asked, and while workers end: sessions open and close meanwhile. */
rsm_error rsm_system_look(struct rsm_instance *system, uint32_t timeout_ms)
{
    struct rsm_look *look = NULL;
    rsm_error err;

    if (system->options.hands_off)
        return ERROR_SUCCESS;
    err = rsm_instance_begin_look(system, &look);
    if (err != ERROR_SUCCESS)
        return err;
    rsm_mutex_unlock(&lock);
    rsm_instance_ask(&system->options, timeout_ms, look);
    rsm_mutex_lock(&lock);
    if (!system->stop)
        err = rsm_instance_end_look(system, look);
    rsm_mutex_unlock(&lock);
    rsm_instance_end_left(system); /* drives that a changer turned out to have */
    rsm_mutex_lock(&lock);
    if (!system->stop && err == ERROR_SUCCESS)
        rsm_instance_start_workers(system);
    rsm_instance_free_look(look);
    return err;
}

/* For whoever has begun looking.  Lets go of the lock meanwhile. */
static void see_system(struct rsm_instance *system)
{
    uint64_t signature = 0;
    bool has;

    rsm_mutex_unlock(&lock);
    has = rsm_transports_signature(system->options.transports, RSM_ADDRESS_WINDOWS, &signature);
    rsm_mutex_lock(&lock);
    rsm_instance_note_signature(system, has, signature);
}

/* When the watcher looks for devices next, and how long it waits for them. */
struct plan {
    uint64_t next;
    uint32_t pause;
    uint32_t timeout;
};

static const struct plan first_plan = {.pause = WATCH_MS, .timeout = RSM_SYSTEM_LOOK_MS};

static uint32_t twice(uint32_t milliseconds, uint32_t most)
{
    return milliseconds < most / 2 ? 2 * milliseconds : most;
}

/* Ever more rarely and patiently, as long as nothing changes. */
static void look_if_due(struct rsm_instance *system, struct plan *plan)
{
    if (rsm_instance_take_news(system) || !rsm_instance_is_look_due(system))
        *plan = first_plan;
    if (!rsm_instance_is_look_due(system) || rsm_clock_ms() < plan->next)
        return;
    begin_looking(system);
    if (!system->stop)
        (void)rsm_system_look(system, plan->timeout);
    end_looking(system);
    if (rsm_instance_waits_for_programs(system)) /* who may have done with it any moment */
        *plan = first_plan;
    plan->next = rsm_clock_ms() + plan->pause;
    plan->pause = twice(plan->pause, LONGEST_PAUSE_MS);
    plan->timeout = twice(plan->timeout, LONGEST_LOOK_MS);
}

/* Holds the system lock but while it sleeps or asks devices. */
static void watch(void *context)
{
    struct rsm_instance *system = context;
    struct plan plan = first_plan;
    uint64_t purged = rsm_clock_ms();
    uint32_t
        due; /* whoever waits for an answer looks in time; here it is for those that nobody does */

    plan.next = purged + WATCH_MS;
    rsm_mutex_lock(&lock);
    while (!system->stop) {
        if (rsm_cond_wait(&changed, &lock, WATCH_MS))
            continue;
        begin_looking(system);
        see_system(system);
        (void)rsm_instance_list_targets(system);
        rsm_system_leave_gone(system);
        end_looking(system);
        look_if_due(system, &plan);
        (void)rsm_operator_expire(&system->rsm, &due);
        if (rsm_clock_ms() - purged > PURGE_MS) {
            (void)rsm_queue_purge(&system->rsm);
            (void)rsm_notify_purge(&system->rsm);
            (void)rsm_operator_purge(&system->rsm);
            purged = rsm_clock_ms();
        }
    }
    rsm_mutex_unlock(&lock);
}

/* ---- start and stop ---- */

/* In memory, or in the data folder. */
static rsm_error open_database(struct rsm_instance *system)
{
    char database[RSM_PATHS_ROOM];
    bool fresh;
    rsm_error err;

    if (system->options.in_memory) {
        rsm_text_copy(system->rsm.owner, RSM_OWNER_LENGTH, u"this process");
        return rsm_store_open(":memory:", &system->rsm.store, &fresh);
    }
    err = rsm_folders_make(system->options.folder, &system->rsm, database);
    if (err == ERROR_SUCCESS)
        err = rsm_opening_open(&system->rsm, database, system->alive_path, &system->alive);
    return err;
}

static rsm_error open_store(struct rsm_instance *system)
{
    rsm_error err = open_database(system);

    if (err == ERROR_SUCCESS)
        err = rsm_store_begin(system->rsm.store, RSM_STORE_WRITE);
    if (err == ERROR_SUCCESS)
        err = rsm_store_end(system->rsm.store, rsm_catalogue_build(&system->rsm));
    return err;
}

static void stop_system(struct rsm_instance *system);

static void run_idle(void *context)
{
    (void)context;
    (void)rsm_system_run_all();
}

/* Find the libraries, and begin to run those that nobody runs. */
static rsm_error begin_work(struct rsm_instance *system)
{
    rsm_error err = rsm_first_look(system, RSM_SYSTEM_LOOK_MS);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_instance_mark_absent(system);
    if (system->options.step_by_step)
        return ERROR_SUCCESS;
    rsm_instance_start_workers(system);
    system->watching = rsm_thread_start(watch, system, &system->watcher) == ERROR_SUCCESS;
    return ERROR_SUCCESS;
}

static rsm_error start_system(void)
{
    struct rsm_instance *system = calloc(1, sizeof *system);
    rsm_error err;

    if (system == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    if (!changed_made)
        rsm_cond_init(&changed);
    changed_made = true;
    system->options = next_options;
    if (system->options.transports == NULL)
        system->options.transports = rsm_transports_built_in;
    if (system->options.label_libraries == NULL) {
        rsm_libraries_load(&system->registered);
        system->options.label_libraries = &system->registered;
    }
    system->rsm.label_libraries = system->options.label_libraries;
    system->rsm.volumes = volumes_of(&system->options);
    system->rsm.access = system->options.access;
    system->rsm.access_context = system->options.access_context;
    rsm_unattended_read_machine(&system->rsm.unattended);
    system->rsm.idle = system->options.step_by_step ? run_idle : NULL;
    err = rsm_network_start();
    if (err == ERROR_SUCCESS)
        err = open_store(system);
    if (err == ERROR_SUCCESS)
        err = rsm_queue_purge(&system->rsm);
    if (err == ERROR_SUCCESS)
        err = rsm_notify_purge(&system->rsm);
    if (err == ERROR_SUCCESS)
        err = rsm_operator_purge(&system->rsm);
    if (err == ERROR_SUCCESS)
        err = rsm_instance_list_targets(system);
    if (err == ERROR_SUCCESS && !system->options.hands_off)
        err = begin_work(system);
    if (err == ERROR_SUCCESS)
        now = system;
    else
        stop_system(system);
    return err;
}

/* Everything but the watcher, which must have ended.  */
static void stop_system(struct rsm_instance *system)
{
    rsm_instance_end(system);
    rsm_libraries_unload(&system->registered);
    rsm_store_close(system->rsm.store);
    rsm_file_lock_release(system->alive);
    if (system->alive != NULL)
        (void)rsm_paths_remove(system->alive_path);
    rsm_network_stop();
    free(system);
}

rsm_error rsm_system_open_session(const WCHAR *server, const WCHAR *application, HANDLE *handle_out)
{
    rsm_error err = rsm_session_check_server(server);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_mutex_lock(&lock);
    while (ending)
        (void)rsm_cond_wait(&changed, &lock, RSM_FOREVER);
    if (now == NULL)
        err = start_system();
    if (err == ERROR_SUCCESS)
        err = rsm_session_open(&now->rsm, application, handle_out);
    rsm_mutex_unlock(&lock);
    if (err != ERROR_SUCCESS)
        rsm_system_end_unused();
    return err;
}

/* Stop if nobody uses the instance any more. */
void rsm_system_end_unused(void)
{
    struct rsm_instance *system = NULL;

    rsm_mutex_lock(&lock);
    if (now != NULL && rsm_session_count() == 0) {
        system = now;
        now = NULL;
        ending = true;
        system->stop = true;
        rsm_cond_broadcast(&changed);
    }
    rsm_mutex_unlock(&lock);
    if (system == NULL)
        return;
    if (system->watching)
        rsm_thread_join(&system->watcher);
    rsm_mutex_lock(&lock);
    while (system->lookers > 0)
        (void)rsm_cond_wait(&changed, &lock, RSM_FOREVER);
    rsm_mutex_unlock(&lock);
    stop_system(system);
    rsm_mutex_lock(&lock);
    ending = false;
    rsm_cond_broadcast(&changed);
    rsm_mutex_unlock(&lock);
}

/* Before it is closed: as long as it is open the instance stays. */
static void let_go(HANDLE handle)
{
    struct rsm_session *session;

    if (rsm_session_get(handle, &session) != ERROR_SUCCESS)
        return;
    rsm_mount_watch_let_go(session->rsm, &session->id);
    rsm_session_release(session);
}

rsm_error rsm_system_close_session(HANDLE handle)
{
    rsm_error err;

    let_go(handle);
    err = rsm_session_close(handle);
    if (err != ERROR_SUCCESS)
        return err;
    rsm_mount_async_end();
    rsm_system_end_unused();
    return ERROR_SUCCESS;
}

size_t rsm_system_run_all(void)
{
    size_t count = 0;
    uint32_t due;

    rsm_mutex_lock(&lock);
    if (now != NULL) {
        struct rsm_instance *system = now;
        struct plan plan = first_plan;

        begin_looking(system);
        see_system(system);
        rsm_system_leave_gone(system);
        end_looking(system);
        look_if_due(system, &plan);
    }
    if (now != NULL)
        (void)rsm_operator_expire(&now->rsm, &due);
    rsm_mutex_unlock(&lock);
    for (size_t i = 0; now != NULL && i < now->library_count; i++)
        count += rsm_worker_run_all(now->libraries[i]);
    return count;
}

static bool is_settled(const GUID *library)
{
    bool settled = true;

    rsm_mutex_lock(&lock);
    for (size_t i = 0; now != NULL && i < now->library_count; i++) {
        if (now->workers[i] != NULL &&
            (library == NULL || rsm_guid_equal(&now->libraries[i]->id, library)))
            settled = settled && !rsm_worker_is_starting(now->workers[i]);
    }
    rsm_mutex_unlock(&lock);
    return settled;
}

bool rsm_system_wait_settled(const GUID *library, uint32_t timeout_ms)
{
    uint64_t end = rsm_clock_ms() + timeout_ms;

    while (!is_settled(library)) {
        if (rsm_clock_ms() >= end)
            return false;
        rsm_clock_sleep_ms(SETTLE_MS);
    }
    return true;
}

rsm_error rsm_system_use(rsm_error (*work)(struct rsm_instance *system, void *context),
                         void *context)
{
    struct rsm_instance *system;
    rsm_error err = ERROR_INVALID_HANDLE; /* closed meanwhile */

    rsm_mutex_lock(&lock);
    system = now;
    if (system != NULL) {
        begin_looking(system);
        err = work(system, context);
        end_looking(system);
    }
    rsm_mutex_unlock(&lock);
    return err;
}

void rsm_system_leave_lock(void)
{
    rsm_mutex_unlock(&lock);
}

void rsm_system_take_lock(void)
{
    rsm_mutex_lock(&lock);
}

rsm_error rsm_system_find_folders(struct rsm_folders *folders_out)
{
    rsm_error err = ERROR_SUCCESS;

    memset(folders_out, 0, sizeof *folders_out);
    rsm_mutex_lock(&lock);
    if (!next_options.in_memory)
        err = rsm_folders_find(next_options.folder, folders_out);
    rsm_mutex_unlock(&lock);
    return err;
}
