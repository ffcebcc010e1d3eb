/*
 * Start at the first session, stop after the last, and in between a watcher that asks addresses
 * which did not answer again and looks at the list of attached ones.
 */
#include "work/system.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/access.h"
#include "core/catalogue.h"
#include "model/guid.h"
#include "platform/clock.h"
#include "platform/file_lock.h"
#include "platform/identity.h"
#include "platform/log.h"
#include "platform/network.h"
#include "platform/text.h"
#include "scsi/address.h"
#include "scsi/transports.h"
#include "store/records.h"
#include "store/settings.h"
#include "work/configure.h"
#include "work/queue.h"
#include "work/worker.h"

enum {
    LIBRARIES_MAX = 64,
    ADDRESSES_MAX = 256,
    WATCH_MS = 2000,          /* how often devices that did not answer are asked again */
    PURGE_MS = 10 * 60 * 1000 /* how often finished requests are purged */
};

/* One configured address. */
struct target {
    char *address;
    bool answered;
    bool listed; /* still named by whoever configures; false = forget it */
};

struct running {
    struct rsm rsm;
    struct rsm_options options;
    struct rsm_file_lock *alive; /* proves that this process lives */
    char alive_path[RSM_PATHS_ROOM];
    struct rsm_library *libraries[LIBRARIES_MAX];
    struct rsm_worker *workers[LIBRARIES_MAX];
    size_t library_count;
    struct target targets[ADDRESSES_MAX];
    size_t target_count;
    struct rsm_thread watcher;
    bool watching;
    bool stop; /* guarded by `lock`: the watcher must end */
};

/* The first lock of the house: starting, stopping, and the lists of libraries and addresses. */
static struct rsm_mutex lock = RSM_MUTEX_INIT;
static struct rsm_cond changed;
static bool changed_made; /* at the first start: a condition has no static form */
static struct rsm_options next_options;
static struct running *now; /* NULL while no session is open */
static bool ending;         /* the last instance is being stopped: the next one waits */

void rsm_system_set_options(const struct rsm_options *options)
{
    rsm_mutex_lock(&lock);
    if (options != NULL)
        next_options = *options;
    else
        memset(&next_options, 0, sizeof next_options);
    rsm_mutex_unlock(&lock);
}

/* ---- addresses ---- */

static rsm_error add_target(void *context, const char *address)
{
    struct running *system = context;
    struct target *target;

    for (size_t i = 0; i < system->target_count; i++) {
        if (strcmp(system->targets[i].address, address) != 0)
            continue;
        system->targets[i].listed = true;
        return ERROR_SUCCESS;
    }
    if (system->target_count == ADDRESSES_MAX) {
        rsm_log(RSM_LOG_ERROR, "work", "more than %u device addresses: the rest is left out",
                (unsigned)ADDRESSES_MAX);
        return ERROR_SUCCESS;
    }
    target = &system->targets[system->target_count];
    target->address = malloc(strlen(address) + 1);
    if (target->address == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    memcpy(target->address, address, strlen(address) + 1);
    target->answered = false;
    target->listed = true;
    system->target_count++;
    return ERROR_SUCCESS;
}

static bool add_attached(void *context, const char *address)
{
    return add_target(context, address) == ERROR_SUCCESS;
}

/* Options name the devices, else the environment does, else the list that `rsm attach` keeps. */
static rsm_error list_targets(struct running *system)
{
    static const size_t room = 64 * 1024;
    char *text = malloc(room);
    rsm_error err = text != NULL ? ERROR_SUCCESS : ERROR_NOT_ENOUGH_MEMORY;

    for (size_t i = 0; i < system->target_count; i++)
        system->targets[i].listed = err != ERROR_SUCCESS;
    if (err == ERROR_SUCCESS && system->options.devices != NULL) {
        (void)rsm_address_for_each(system->options.devices, add_target, system);
    } else if (err == ERROR_SUCCESS &&
               rsm_paths_environment("NTMS_DEVICES", text, room) == ERROR_SUCCESS) {
        (void)rsm_address_for_each(text, add_target, system);
    } else if (err == ERROR_SUCCESS) {
        err = rsm_store_begin(system->rsm.store, RSM_STORE_READ);
        if (err == ERROR_SUCCESS)
            err = rsm_store_end(system->rsm.store,
                                rsm_settings_attached(system->rsm.store, add_attached, system));
    }
    free(text);
    return err;
}

/* ---- libraries ---- */

static struct rsm_library *find_library(struct running *system, const GUID *id)
{
    for (size_t i = 0; i < system->library_count; i++) {
        if (rsm_guid_equal(&system->libraries[i]->id, id))
            return system->libraries[i];
    }
    return NULL;
}

static void drop_library(struct rsm_library *library)
{
    if (library == NULL)
        return;
    rsm_library_end(library);
    free(library);
}

/* A library that is known already, seen again: perhaps by another address, which its worker takes
 * over when it looks for its changer again. */
static void refresh_library(struct rsm_library *known, const struct rsm_library *seen)
{
    rsm_mutex_lock(&known->mutex);
    if (known->lock == NULL && known->device == NULL)
        memcpy(known->address, seen->address, sizeof known->address);
    rsm_mutex_unlock(&known->mutex);
}

static rsm_error add_library(struct running *system, struct rsm_discovery *discovery, size_t index,
                             bool *claimed)
{
    struct rsm_library *library = calloc(1, sizeof *library);
    struct rsm_library *known;
    rsm_error err;

    if (library == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    rsm_library_begin(library, &system->rsm, &system->options);
    err = rsm_configure_library(discovery, index, claimed, library);
    if (err != ERROR_SUCCESS) {
        rsm_log(RSM_LOG_ERROR, "work", "%s: the changer there cannot be used: %s (%s)",
                discovery->found[index].shown, rsm_error_text(err), rsm_error_name(err));
        drop_library(library);
        return err;
    }
    known = find_library(system, &library->id);
    if (known != NULL || system->library_count == LIBRARIES_MAX) {
        if (known != NULL)
            refresh_library(known, library);
        drop_library(library);
        return ERROR_SUCCESS;
    }
    system->libraries[system->library_count++] = library;
    return ERROR_SUCCESS;
}

static void start_workers(struct running *system)
{
    for (size_t i = 0; i < system->library_count; i++) {
        if (system->workers[i] == NULL && !system->options.step_by_step)
            (void)rsm_worker_start(system->libraries[i], &system->workers[i]);
    }
}

/* Ask the addresses that have not answered yet, and make libraries of what is found. */
static rsm_error look_for_devices(struct running *system)
{
    const char *addresses[ADDRESSES_MAX];
    struct target *asked[ADDRESSES_MAX];
    struct rsm_discovery discovery;
    size_t count = 0;
    bool *claimed;
    rsm_error err;

    for (size_t i = 0; i < system->target_count; i++) {
        if (system->targets[i].answered)
            continue;
        addresses[count] = system->targets[i].address;
        asked[count++] = &system->targets[i];
    }
    err = rsm_discover(&system->options, addresses, count, &discovery);
    if (err != ERROR_SUCCESS)
        return err;
    claimed = calloc(discovery.found_count + 1, sizeof *claimed);
    for (size_t i = 0; claimed != NULL && i < discovery.found_count; i++) {
        if (discovery.found[i].type == RSM_DEVICE_CHANGER)
            (void)add_library(system, &discovery, i, claimed);
    }
    for (size_t i = 0; claimed != NULL && i < discovery.found_count; i++) {
        if (discovery.found[i].type == RSM_DEVICE_TAPE && !claimed[i])
            rsm_log(RSM_LOG_WARNING, "work",
                    "%s: tape drive %s %s %s is not known to be in a library; a drive without a "
                    "changer is not worked with yet",
                    discovery.found[i].shown, discovery.found[i].vendor, discovery.found[i].product,
                    discovery.found[i].serial);
    }
    for (size_t i = 0; i < discovery.answer_count; i++)
        asked[i]->answered = discovery.answers[i].error == ERROR_SUCCESS;
    free(claimed);
    rsm_discovery_free(&discovery);
    return ERROR_SUCCESS;
}

/* Is some process running that library? */
static bool is_run_by_somebody(struct running *system, const GUID *id)
{
    char text[RSM_GUID_TEXT];
    char name[RSM_GUID_TEXT + 16];
    char path[RSM_PATHS_ROOM];
    struct rsm_file_lock *file = NULL;

    if (system->rsm.folder[0] == '\0')
        return false;
    rsm_guid_format(id, text);
    snprintf(name, sizeof name, "library-%s", text);
    if (rsm_paths_join(system->rsm.folder, name, path, sizeof path) != ERROR_SUCCESS)
        return false;
    if (rsm_file_lock_try(path, &file) != ERROR_SUCCESS)
        return true;
    rsm_file_lock_release(file);
    return false;
}

/* Libraries on record that did not answer, and that nobody else works with, are not present. */
static void mark_absent(struct running *system)
{
    GUID *ids = NULL;
    size_t count = 0;
    rsm_error err = rsm_store_begin(system->rsm.store, RSM_STORE_READ);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(system->rsm.store, rsm_records_ids(system->rsm.store, NTMS_LIBRARY,
                                                               NULL, 0, &ids, &count));
    for (size_t i = 0; i < count && err == ERROR_SUCCESS; i++) {
        if (!rsm_guid_equal(&ids[i], &rsm_catalogue_offline_library) &&
            find_library(system, &ids[i]) == NULL && !is_run_by_somebody(system, &ids[i]))
            err = rsm_configure_present(&system->rsm, &ids[i], false);
    }
    free(ids);
}

/* Is device the address of target, or of a logical unit of it? */
static bool belongs_to(const char *device, const char *target)
{
    size_t length = strlen(target);

    return strncmp(device, target, length) == 0 &&
           (device[length] == '\0' || device[length] == '/');
}

/* Stop working with the libraries of an address that was detached. */
static void leave_target(struct running *system, const char *address)
{
    for (size_t i = 0; i < system->library_count;) {
        struct rsm_library *library = system->libraries[i];

        if (!belongs_to(library->address, address)) {
            i++;
            continue;
        }
        rsm_log(RSM_LOG_INFO, "work", "library %s: detached", library->name);
        rsm_worker_stop(system->workers[i], false);
        if (!is_run_by_somebody(system, &library->id))
            (void)rsm_configure_present(&system->rsm, &library->id, false);
        drop_library(library);
        system->library_count--;
        system->libraries[i] = system->libraries[system->library_count];
        system->workers[i] = system->workers[system->library_count];
        system->workers[system->library_count] = NULL;
    }
}

/* Forget the addresses that are not listed any more. */
static void leave_unlisted(struct running *system)
{
    for (size_t i = 0; i < system->target_count;) {
        if (system->targets[i].listed) {
            i++;
            continue;
        }
        leave_target(system, system->targets[i].address);
        free(system->targets[i].address);
        system->targets[i] = system->targets[--system->target_count];
    }
}

/* ---- watching ---- */

static bool has_silent_targets(const struct running *system)
{
    for (size_t i = 0; i < system->target_count; i++) {
        if (!system->targets[i].answered)
            return true;
    }
    return false;
}

/* Holds the system lock but while it sleeps.  An address that does not answer costs its connect
 * time-out, during which sessions cannot be opened or closed; so it is asked ever more rarely. */
static void watch(void *context)
{
    struct running *system = context;
    uint64_t purged = rsm_clock_ms();
    uint32_t pause = WATCH_MS;

    rsm_mutex_lock(&lock);
    while (!system->stop) {
        if (rsm_cond_wait(&changed, &lock, pause))
            continue;
        (void)list_targets(system);
        leave_unlisted(system);
        if (has_silent_targets(system)) {
            (void)look_for_devices(system);
            start_workers(system);
            pause = pause < 16 * WATCH_MS ? pause * 2 : pause;
        } else {
            pause = WATCH_MS;
        }
        if (rsm_clock_ms() - purged > PURGE_MS) {
            (void)rsm_queue_purge(&system->rsm);
            purged = rsm_clock_ms();
        }
    }
    rsm_mutex_unlock(&lock);
}

/* ---- start and stop ---- */

static rsm_error make_folders(struct running *system, char database[RSM_PATHS_ROOM])
{
    char folder[RSM_PATHS_ROOM];
    char token[RSM_IDENTITY_TOKEN_ROOM];
    char name[RSM_IDENTITY_TOKEN_ROOM + 16];
    rsm_error err = ERROR_SUCCESS;

    if (system->options.folder != NULL)
        snprintf(folder, sizeof folder, "%s", system->options.folder);
    else
        err = rsm_paths_data_folder(folder, sizeof folder);
    if (err == ERROR_SUCCESS)
        err = rsm_paths_join(folder, "locks", system->rsm.folder, sizeof system->rsm.folder);
    if (err == ERROR_SUCCESS)
        err = rsm_paths_join(folder, "ntms.db", database, RSM_PATHS_ROOM);
    if (err == ERROR_SUCCESS)
        err = rsm_paths_make_folder(system->rsm.folder);
    if (err == ERROR_SUCCESS)
        err = rsm_identity_process_token(token);
    if (err != ERROR_SUCCESS) {
        rsm_log(RSM_LOG_ERROR, "work", "the data folder %s cannot be used: %s (%s)", folder,
                rsm_error_text(err), rsm_error_name(err));
        return err;
    }
    rsm_text_from_utf8(system->rsm.owner, RSM_OWNER_LENGTH, token, RSM_TEXT_TERMINATED);
    snprintf(name, sizeof name, "process-%s", token);
    err = rsm_paths_join(system->rsm.folder, name, system->alive_path, sizeof system->alive_path);
    return err == ERROR_SUCCESS ? rsm_file_lock_try(system->alive_path, &system->alive) : err;
}

static rsm_error open_store(struct running *system)
{
    char database[RSM_PATHS_ROOM] = ":memory:";
    bool fresh;
    rsm_error err = ERROR_SUCCESS;

    if (system->options.in_memory)
        rsm_text_copy(system->rsm.owner, RSM_OWNER_LENGTH, u"this process");
    else
        err = make_folders(system, database);
    if (err == ERROR_SUCCESS)
        err = rsm_store_open(database, &system->rsm.store, &fresh);
    if (err == ERROR_SUCCESS)
        err = rsm_store_begin(system->rsm.store, RSM_STORE_WRITE);
    if (err == ERROR_SUCCESS)
        err = rsm_store_end(system->rsm.store, rsm_catalogue_build(&system->rsm));
    return err;
}

static void stop_system(struct running *system);

static void run_idle(void *context)
{
    (void)context;
    (void)rsm_system_run_all();
}

static rsm_error start_system(void)
{
    struct running *system = calloc(1, sizeof *system);
    rsm_error err;

    if (system == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    if (!changed_made)
        rsm_cond_init(&changed);
    changed_made = true;
    system->options = next_options;
    if (system->options.transports == NULL)
        system->options.transports = rsm_transports_built_in;
    system->rsm.access = system->options.access;
    system->rsm.access_context = system->options.access_context;
    system->rsm.idle = system->options.step_by_step ? run_idle : NULL;
    err = rsm_network_start();
    if (err == ERROR_SUCCESS)
        err = open_store(system);
    if (err == ERROR_SUCCESS)
        err = list_targets(system);
    if (err == ERROR_SUCCESS)
        err = look_for_devices(system);
    if (err == ERROR_SUCCESS)
        mark_absent(system);
    if (err == ERROR_SUCCESS && !system->options.step_by_step) {
        start_workers(system);
        system->watching = rsm_thread_start(watch, system, &system->watcher) == ERROR_SUCCESS;
    }
    if (err == ERROR_SUCCESS)
        now = system;
    else
        stop_system(system);
    return err;
}

/* Everything but the watcher, which must have ended. */
static void stop_system(struct running *system)
{
    for (size_t i = 0; i < system->library_count; i++)
        rsm_worker_stop(system->workers[i], true);
    for (size_t i = 0; i < system->library_count; i++)
        drop_library(system->libraries[i]);
    rsm_store_close(system->rsm.store);
    rsm_file_lock_release(system->alive);
    if (system->alive != NULL)
        (void)rsm_paths_remove(system->alive_path);
    for (size_t i = 0; i < system->target_count; i++)
        free(system->targets[i].address);
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
    struct running *system = NULL;

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
    stop_system(system);
    rsm_mutex_lock(&lock);
    ending = false;
    rsm_cond_broadcast(&changed);
    rsm_mutex_unlock(&lock);
}

rsm_error rsm_system_close_session(HANDLE handle)
{
    rsm_error err = rsm_session_close(handle);

    if (err == ERROR_SUCCESS)
        rsm_system_end_unused();
    return err;
}

size_t rsm_system_run_all(void)
{
    size_t count = 0;

    for (size_t i = 0; now != NULL && i < now->library_count; i++) {
        if (rsm_worker_take_library(now->libraries[i]) != ERROR_SUCCESS)
            continue;
        while (rsm_worker_step(now->libraries[i]))
            count++;
    }
    return count;
}

/* ---- attaching ---- */

static rsm_error try_address(const char *address)
{
    const char *addresses[] = {address};
    struct rsm_discovery discovery;
    rsm_error err;

    err = rsm_discover(&now->options, addresses, 1, &discovery);
    if (err != ERROR_SUCCESS)
        return err;
    err = discovery.answers[0].error;
    rsm_discovery_free(&discovery);
    return err;
}

static rsm_error attach(struct rsm_session *session, const char *address, bool anyway)
{
    struct rsm_store *store = session->rsm->store;
    rsm_error answer = try_address(address);
    rsm_error err;

    if (answer == ERROR_BAD_PATHNAME || (answer != ERROR_SUCCESS && !anyway))
        return answer;
    err = rsm_store_begin(store, RSM_STORE_WRITE);
    if (err == ERROR_SUCCESS) {
        err = rsm_access_check_computer(session, NTMS_CONTROL_ACCESS);
        if (err == ERROR_SUCCESS)
            err = rsm_settings_attach(store, address);
        err = rsm_store_end(store, err);
    }
    if (err == ERROR_SUCCESS)
        err = list_targets(now);
    if (err == ERROR_SUCCESS)
        err = look_for_devices(now);
    if (err == ERROR_SUCCESS)
        start_workers(now);
    return err;
}

rsm_error rsm_system_attach(struct rsm_session *session, const char *address, bool anyway)
{
    rsm_error err;

    rsm_mutex_lock(&lock);
    err = attach(session, address, anyway);
    rsm_mutex_unlock(&lock);
    return err;
}

static rsm_error detach(struct rsm_session *session, const char *address)
{
    struct rsm_store *store = session->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_access_check_computer(session, NTMS_CONTROL_ACCESS);
    if (err == ERROR_SUCCESS)
        err = rsm_settings_detach(store, address);
    err = rsm_store_end(store, err);
    if (err == ERROR_SUCCESS)
        err = list_targets(now);
    if (err == ERROR_SUCCESS)
        leave_unlisted(now);
    return err;
}

rsm_error rsm_system_detach(struct rsm_session *session, const char *address)
{
    rsm_error err;

    rsm_mutex_lock(&lock);
    err = detach(session, address);
    rsm_mutex_unlock(&lock);
    return err;
}
