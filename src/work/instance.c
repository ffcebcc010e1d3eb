/*
 * Which libraries the configured addresses lead to.  Called under the lock of
 * system.c, or before anybody else can see the instance.
 */
#include "work/instance.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/catalogue.h"
#include "model/guid.h"
#include "platform/file_lock.h"
#include "platform/log.h"
#include "store/records.h"
#include "work/configure.h"
#include "work/device_names.h"
#include "work/follow.h"
#include "work/left_devices.h"
#include "work/lone_drive.h"
#include "work/recall.h"

/* ---- libraries ---- */

static struct rsm_library *find_library(struct rsm_instance *system, const GUID *id)
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

/* The library of this instance whose changer that is, or whose drive that stands alone, or NULL. */
static struct rsm_library *find_device(struct rsm_instance *system, const struct rsm_found *found)
{
    GUID id;

    if (rsm_configure_find(&system->rsm, found, &id) != ERROR_SUCCESS)
        return NULL;
    return find_library(system, &id);
}

static rsm_error add_library(struct rsm_instance *system, struct rsm_discovery *discovery,
                             size_t index, bool *claimed)
{
    struct rsm_library *library;
    rsm_error err;

    if (system->library_count == RSM_INSTANCE_LIBRARIES_MAX) {
        rsm_log(RSM_LOG_ERROR, "work", "%s: more than %u libraries: this one is left out",
                discovery->found[index].shown, (unsigned)RSM_INSTANCE_LIBRARIES_MAX);
        return ERROR_SUCCESS;
    }
    library = calloc(1, sizeof *library);
    if (library == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    rsm_library_begin(library, &system->rsm, &system->options);
    err = rsm_configure_library(discovery, index, claimed, library);
    if (err != ERROR_SUCCESS) {
        rsm_log(RSM_LOG_ERROR, "work", "%s: the %s there cannot be used: %s (%s)",
                discovery->found[index].shown, library->alone ? "tape drive" : "changer",
                rsm_error_text(err), rsm_error_name(err));
        drop_library(library);
        return err;
    }
    system->libraries[system->library_count++] = library;
    return ERROR_SUCCESS;
}

void rsm_instance_start_workers(struct rsm_instance *system)
{
    for (size_t i = 0; i < system->library_count; i++) {
        if (system->workers[i] == NULL && !system->options.step_by_step)
            (void)rsm_worker_start(system->libraries[i], &system->workers[i]);
    }
}

/* The library at that place of the list is to be ended; another one takes the place. */
static void leave_library(struct rsm_instance *system, size_t i)
{
    system->left[system->left_count].library = system->libraries[i];
    system->left[system->left_count++].worker = system->workers[i];
    system->library_count--;
    system->libraries[i] = system->libraries[system->library_count];
    system->workers[i] = system->workers[system->library_count];
    system->workers[system->library_count] = NULL;
}

/* ---- looking for devices ---- */

void rsm_instance_note_signature(struct rsm_instance *system, bool has, uint64_t signature)
{
    if (has && system->has_signature && signature != system->signature) {
        rsm_log(RSM_LOG_INFO, "work", "the system shows other devices: looking for them");
        system->missed = system->news = true;
    }
    if (has)
        system->signature = signature;
    system->has_signature = system->has_signature || has;
}

bool rsm_instance_waits_for_programs(const struct rsm_instance *system)
{
    bool waits = false;

    for (size_t i = 0; i < system->target_count; i++)
        waits = waits || system->targets[i].in_use;
    return waits;
}

bool rsm_instance_is_look_due(const struct rsm_instance *system)
{
    bool due = system->missed;

    for (size_t i = 0; i < system->target_count; i++)
        due = due || !system->targets[i].answered;
    return due;
}

bool rsm_instance_take_news(struct rsm_instance *system)
{
    bool news = false;

    for (size_t i = 0; i < system->library_count; i++)
        news = rsm_library_take_missed(system->libraries[i]) || news;
    system->missed = system->missed || news;
    news = news || system->news;
    system->news = false;
    for (size_t i = 0; i < system->target_count; i++)
        news = news || !system->targets[i].asked;
    return news;
}

/* A device that is not where it was looked for may be at any address, and a changer and its drives may
 * have different ones. */
static bool must_ask_all(const struct rsm_instance *system)
{
    bool all = system->missed;

    for (size_t i = 0; i < system->library_count; i++)
        all = all || rsm_library_lacks_devices(system->libraries[i]);
    return all;
}

rsm_error rsm_instance_begin_look(struct rsm_instance *system, struct rsm_look **look_out)
{
    bool all = must_ask_all(system);
    struct rsm_look *look = calloc(1, sizeof *look);
    rsm_error err;

    if (look == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    for (size_t i = 0; i < system->target_count; i++) {
        struct rsm_target *target = &system->targets[i];
        size_t size = strlen(target->address) + 1;

        if (target->answered && !all)
            continue;
        look->addresses[look->count] = malloc(size);
        if (look->addresses[look->count] == NULL) {
            rsm_instance_free_look(look);
            return ERROR_NOT_ENOUGH_MEMORY;
        }
        memcpy(look->addresses[look->count++], target->address, size);
    }
    look->complete = look->count == system->target_count;
    err = rsm_chosen_copy(&system->chosen, &look->chosen);
    if (err == ERROR_SUCCESS)
        err = rsm_known_quirks_load(&system->rsm, &look->quirks);
    if (err == ERROR_SUCCESS)
        err = rsm_run_devices_list(&system->rsm, system->options.transports, system->libraries,
                                   system->library_count, all, &look->run);
    if (err != ERROR_SUCCESS) {
        rsm_instance_free_look(look);
        return err;
    }
    system->missed = false;
    *look_out = look;
    return ERROR_SUCCESS;
}

void rsm_instance_ask(const struct rsm_options *options, uint32_t timeout_ms, struct rsm_look *look)
{
    const struct rsm_foreknown foreknown = {
        .chosen = &look->chosen, .run = &look->run, .quirks = &look->quirks};

    look->err = rsm_discover(options, (const char *const *)look->addresses, look->count, timeout_ms,
                             &foreknown, &look->discovery);
    look->discovery.complete = look->complete;
    if (look->err != ERROR_SUCCESS)
        return;
    rsm_device_names_share(options, timeout_ms, &look->discovery);
    rsm_run_devices_ask(&look->run, &look->discovery);
}

void rsm_instance_free_look(struct rsm_look *look)
{
    if (look == NULL)
        return;
    rsm_discovery_free(&look->discovery);
    rsm_chosen_free(&look->chosen);
    rsm_run_devices_free(&look->run);
    rsm_known_quirks_free(&look->quirks);
    for (size_t i = 0; i < look->count; i++)
        free(look->addresses[i]);
    free(look);
}

static struct rsm_target *find_target(struct rsm_instance *system, const char *address)
{
    for (size_t i = 0; i < system->target_count; i++) {
        if (strcmp(system->targets[i].address, address) == 0)
            return &system->targets[i];
    }
    return NULL;
}

/* A changer that was found: its library is new, or known and perhaps elsewhere now; or another process runs
 * it, and its records say what there is.  One that another program has open is asked again. */
static rsm_error take_changer(struct rsm_instance *system, struct rsm_discovery *discovery,
                              size_t index, bool *claimed)
{
    const struct rsm_found *found = &discovery->found[index];
    struct rsm_library *known = find_device(system, found);
    rsm_error err;

    if (found->in_use)
        return ERROR_SUCCESS;
    if (known == NULL)
        return add_library(system, discovery, index, claimed);
    if (found->run && !rsm_run_devices_is_open(known))
        return rsm_recall_devices(discovery, index, claimed, known);
    err = rsm_follow_devices(discovery, index, claimed, known);
    return err == ERROR_SUCCESS ? rsm_device_names_follow(discovery, known) : err;
}

static void take_changers(struct rsm_instance *system, struct rsm_discovery *discovery,
                          bool *claimed)
{
    for (size_t i = 0; i < discovery->found_count; i++) {
        struct rsm_answer *answer = &discovery->answers[discovery->found[i].answer];
        rsm_error err = ERROR_SUCCESS;

        if (discovery->found[i].type == RSM_DEVICE_CHANGER && !discovery->found[i].left &&
            !discovery->found[i].unchosen && find_target(system, answer->address) != NULL)
            err = take_changer(system, discovery, i, claimed);
        if (answer->error == ERROR_SUCCESS)
            answer->error = err;
    }
}

/* The libraries of drives that a changer turned out to have are of no more use. */
static void leave_claimed_drives(struct rsm_instance *system, const struct rsm_discovery *discovery,
                                 const bool *claimed)
{
    for (size_t i = 0; i < discovery->found_count; i++) {
        const struct rsm_found *found = &discovery->found[i];
        struct rsm_library *library =
            claimed[i] && found->was_alone && !found->left ? find_device(system, found) : NULL;

        for (size_t k = 0; library != NULL && k < system->library_count; k++) {
            if (system->libraries[k] != library)
                continue;
            rsm_log(RSM_LOG_WARNING, "work",
                    "library %s: its drive is in a library with a changer now; delete it unless "
                    "the drive will stand alone again",
                    library->name);
            leave_library(system, k);
            break;
        }
    }
}

static rsm_error take_drive(struct rsm_instance *system, struct rsm_discovery *discovery,
                            size_t index, bool *claimed)
{
    struct rsm_library *known = find_device(system, &discovery->found[index]);
    rsm_error err = known != NULL ? rsm_follow_alone(discovery, index, claimed, known)
                                  : add_library(system, discovery, index, claimed);

    if (err == ERROR_SUCCESS)
        rsm_lone_drive_claim(discovery, index, claimed);
    if (err == ERROR_SUCCESS && known != NULL)
        err = rsm_device_names_follow(discovery, known);
    return err;
}

/* A program has a drive open of which nothing is on record: what it is, is asked when the program is done. */
static bool is_to_be_asked(const struct rsm_found *found)
{
    return found->in_use && !found->was_alone;
}

/* A drive of which it cannot be said yet is asked for again. */
static void take_lone_drives(struct rsm_instance *system, struct rsm_discovery *discovery,
                             bool *claimed)
{
    for (size_t i = 0; i < discovery->found_count; i++) {
        struct rsm_answer *answer = &discovery->answers[discovery->found[i].answer];
        rsm_error err;

        if (discovery->found[i].type != RSM_DEVICE_TAPE || claimed[i] ||
            discovery->found[i].unchosen || is_to_be_asked(&discovery->found[i]) ||
            find_target(system, answer->address) == NULL)
            continue;
        err = rsm_lone_drive_check(system, discovery, i);
        if (err == ERROR_SUCCESS)
            err = take_drive(system, discovery, i, claimed);
        if (answer->error == ERROR_SUCCESS && err != ERROR_NOT_FOUND)
            answer->error = err;
    }
}

/* Does something there wait for a program that has it open?  A drive that somebody has waits by itself.  That may
 * be all that is known of it, when the system tells nothing of what is open. */
static bool is_in_use(const struct rsm_discovery *discovery, size_t answer, const bool *claimed)
{
    if (discovery->answers[answer].error == ERROR_SHARING_VIOLATION)
        return true;
    for (size_t i = 0; i < discovery->found_count; i++) {
        const struct rsm_found *found = &discovery->found[i];

        if (found->answer == answer && found->in_use &&
            !(found->type == RSM_DEVICE_TAPE && (claimed[i] || found->unchosen)))
            return true;
    }
    return false;
}

/* Before libraries are made, which open the devices anew. */
static void keep_quirks(struct rsm_instance *system, const struct rsm_discovery *discovery)
{
    for (size_t i = 0; i < discovery->found_count; i++) {
        struct rsm_device *device = discovery->found[i].device;

        if (device != NULL && device->quirks.changed)
            rsm_known_quirks_follow(&system->rsm, device);
    }
}

static void note_answers(struct rsm_instance *system, const struct rsm_discovery *discovery,
                         const bool *claimed)
{
    for (size_t i = 0; i < discovery->answer_count; i++) {
        struct rsm_target *target = find_target(system, discovery->answers[i].address);

        if (target == NULL)
            continue;
        target->asked = true;
        target->conceals = discovery->answers[i].conceals;
        target->in_use = is_in_use(discovery, i, claimed);
        target->answered = discovery->answers[i].error == ERROR_SUCCESS && !target->in_use;
    }
}

/* What its own threads ask before they touch a drive. */
static void note_drives_of_others(struct rsm_instance *system)
{
    bool conceals = false;

    for (size_t i = 0; i < system->target_count; i++)
        conceals = conceals || system->targets[i].conceals;
    for (size_t i = 0; i < system->library_count; i++) {
        struct rsm_library *library = system->libraries[i];

        rsm_mutex_lock(&library->mutex);
        library->conceals = conceals;
        rsm_mutex_unlock(&library->mutex);
        rsm_left_devices_drop_drives(system, library);
    }
}

rsm_error rsm_instance_end_look(struct rsm_instance *system, struct rsm_look *look)
{
    struct rsm_discovery *discovery = &look->discovery;
    bool *claimed;
    rsm_error err = look->err;

    if (err != ERROR_SUCCESS)
        return err;
    claimed = calloc(discovery->found_count + 1, sizeof *claimed);
    if (claimed == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    keep_quirks(system, discovery);
    rsm_left_devices_note(system, discovery, claimed);
    err = rsm_lone_drive_recall(&system->rsm, discovery);
    for (size_t i = 0; i < system->library_count && err == ERROR_SUCCESS; i++) {
        if (rsm_library_has_changer(system->libraries[i])) /* which come first */
            err = rsm_follow_claim(system->libraries[i], discovery, claimed);
    }
    if (err == ERROR_SUCCESS) {
        take_changers(system, discovery, claimed);
        leave_claimed_drives(system, discovery, claimed);
        take_lone_drives(system, discovery, claimed);
        note_answers(system, discovery, claimed);
        note_drives_of_others(system);
    }
    system->missed = system->missed || (err != ERROR_SUCCESS && look->complete);
    free(claimed);
    return err;
}

/* ---- what is not there, or not any more ---- */

/* Under the lock of the library, unless somebody runs it: then he says what state it is in. */
static rsm_error record_absent(struct rsm_instance *system, const GUID *library)
{
    struct rsm_file_lock *held;
    rsm_error err;

    if (rsm_library_try_lock(&system->rsm, library, &held) != ERROR_SUCCESS)
        return ERROR_SUCCESS;
    err = rsm_configure_present(&system->rsm, library, false);
    rsm_file_lock_release(held);
    return err;
}

void rsm_instance_mark_absent(struct rsm_instance *system)
{
    GUID *ids = NULL;
    size_t count = 0;
    rsm_error err = rsm_store_begin(system->rsm.store, RSM_STORE_READ);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(system->rsm.store, rsm_records_ids(system->rsm.store, NTMS_LIBRARY,
                                                               NULL, 0, &ids, &count));
    for (size_t i = 0; i < count && err == ERROR_SUCCESS; i++) {
        if (!rsm_guid_equal(&ids[i], &rsm_catalogue_offline_library) &&
            find_library(system, &ids[i]) == NULL)
            err = record_absent(system, &ids[i]);
    }
    free(ids);
}

void rsm_instance_end_left(struct rsm_instance *system)
{
    for (size_t i = 0; i < system->left_count; i++) {
        GUID id = system->left[i].library->id;

        rsm_worker_stop(system->left[i].worker, false);
        drop_library(system->left[i].library); /* and its lock */
        (void)record_absent(system, &id);
    }
    system->left_count = 0;
}

/* Stop working with the libraries of an address that was detached.  They, or drives of others, may have
 * another one. */
static void leave_target(struct rsm_instance *system, const char *address)
{
    for (size_t i = 0; i < system->library_count;) {
        struct rsm_library *library = system->libraries[i];

        if (!rsm_discovery_belongs(library->address, address)) {
            i++;
            continue;
        }
        rsm_log(RSM_LOG_INFO, "work", "library %s: detached", library->name);
        leave_library(system, i);
    }
}

/* True too when that cannot be found out. */
static bool is_on_record(struct rsm_instance *system, const GUID *library)
{
    DWORD type;
    rsm_error err = rsm_store_begin(system->rsm.store, RSM_STORE_READ);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(system->rsm.store, rsm_records_type(system->rsm.store, library, &type));
    return err != ERROR_OBJECT_NOT_FOUND;
}

void rsm_instance_leave_deleted(struct rsm_instance *system)
{
    for (size_t i = 0; i < system->library_count;) {
        struct rsm_library *library = system->libraries[i];

        if (is_on_record(system, &library->id)) {
            i++;
            continue;
        }
        rsm_log(RSM_LOG_INFO, "work", "library %s: deleted", library->name);
        for (size_t k = 0; k < system->target_count; k++) {
            if (rsm_discovery_belongs(library->address, system->targets[k].address))
                system->targets[k].answered = false; /* it may come back, as a new library */
        }
        leave_library(system, i);
    }
}

void rsm_instance_leave_chosen(struct rsm_instance *system)
{
    for (size_t i = 0; i < system->library_count;) {
        if (!rsm_left_devices_has(system, system->libraries[i])) {
            rsm_left_devices_drop_drives(system, system->libraries[i++]);
            continue;
        }
        rsm_log(RSM_LOG_INFO, "work", "library %s: detached", system->libraries[i]->name);
        leave_library(system, i);
    }
}

void rsm_instance_leave_unlisted(struct rsm_instance *system)
{
    for (size_t i = 0; i < system->target_count;) {
        if (system->targets[i].listed) {
            i++;
            continue;
        }
        leave_target(system, system->targets[i].address);
        system->missed = true;
        free(system->targets[i].address);
        system->targets[i] = system->targets[--system->target_count];
    }
}

void rsm_instance_end(struct rsm_instance *system)
{
    for (size_t i = 0; i < system->library_count; i++)
        rsm_worker_stop(system->workers[i], true);
    for (size_t i = 0; i < system->library_count; i++)
        drop_library(system->libraries[i]);
    for (size_t i = 0; i < system->target_count; i++)
        free(system->targets[i].address);
    rsm_chosen_free(&system->chosen);
    free(system->told);
}
