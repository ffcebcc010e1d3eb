/*
 * The watch over the port.  The port is extended while somebody waits and the arm is not at work in it.
 */
#include "work/port_watch.h"

#include <stdlib.h>

#include "model/guid.h"
#include "platform/log.h"
#include "store/records.h"
#include "work/cleaner_eject.h"
#include "work/cleaner_inject.h"
#include "work/eject.h"
#include "work/eject_watch.h"
#include "work/inject_run.h"
#include "work/queue.h"

/* Who looks after the requests of an operation that wait.  NULL = nobody waits with such a one. */
/* clang-format off */
static const struct {
    DWORD operation;
    rsm_port_watcher *watch;
} watchers[] = {
    {NTMS_LM_EJECT, rsm_eject_watch},
    {NTMS_LM_EJECTCLEANER, rsm_cleaner_eject_watch},
    {NTMS_LM_INJECT, rsm_inject_watch},
    {NTMS_LM_INJECTCLEANER, rsm_cleaner_inject_watch},
};
/* clang-format on */

enum { WATCHERS = sizeof watchers / sizeof watchers[0] };

/* What is found at the beginning of a round. */
struct round {
    GUID *waiting[WATCHERS]; /* requests that are WAITING, by operation */
    size_t counts[WATCHERS];
    size_t count;
    bool blocked; /* an eject waits for an empty cell */
    struct rsm_record blocked_request;
    bool at_work; /* another thread is in the port */
};

static void forget(struct round *round)
{
    for (size_t i = 0; i < WATCHERS; i++)
        free(round->waiting[i]);
}

static rsm_error find_waiting(struct rsm_library *library, struct round *round)
{
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; i < WATCHERS && err == ERROR_SUCCESS; i++) {
        const struct rsm_condition waiting[] = {
            {.column = "library", .guid = &library->id},
            {.column = "state", .number = NTMS_LM_WAITING},
            {.column = "sort_type", .number = watchers[i].operation},
        };

        err = rsm_records_ids(library->rsm->store, NTMS_LIBREQUEST, waiting, 3, &round->waiting[i],
                              &round->counts[i]);
        round->count += round->counts[i];
    }
    return err;
}

static rsm_error find_blocked(struct rsm_library *library, struct round *round)
{
    rsm_error err =
        rsm_queue_next(library->rsm, &library->id, NTMS_LM_EJECT, &round->blocked_request);

    round->blocked = err == ERROR_SUCCESS;
    return err == ERROR_NO_MORE_ITEMS ? ERROR_SUCCESS : err;
}

static rsm_error find_at_work(struct rsm_library *library, struct round *round)
{
    rsm_error err = ERROR_OBJECT_NOT_FOUND;

    for (size_t i = 0; i < WATCHERS && err == ERROR_OBJECT_NOT_FOUND; i++) {
        const struct rsm_condition at_work[] = {
            {.column = "library", .guid = &library->id},
            {.column = "state", .number = NTMS_LM_INPROCESS},
            {.column = "sort_type", .number = watchers[i].operation},
        };
        struct rsm_record request;

        err = rsm_records_first(library->rsm->store, NTMS_LIBREQUEST, at_work, 3, &request);
    }
    round->at_work = err == ERROR_SUCCESS;
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
}

static rsm_error begin_round(struct rsm_library *library, struct round *round,
                             struct rsm_ports *ports_out)
{
    struct rsm_store *store = library->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_READ);

    if (err != ERROR_SUCCESS)
        return err;
    err = find_waiting(library, round);
    if (err == ERROR_SUCCESS)
        err = find_blocked(library, round);
    if (err == ERROR_SUCCESS)
        err = find_at_work(library, round);
    if (err == ERROR_SUCCESS)
        err = rsm_ports_load(library->rsm, &library->id, ports_out);
    return rsm_store_end(store, err);
}

/* False when it is not WAITING any more. */
static bool load_waiting(struct rsm_library *library, const GUID *id,
                         struct rsm_record *request_out)
{
    struct rsm_store *store = library->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_READ);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store, rsm_records_load(store, id, NTMS_LIBREQUEST, request_out));
    return err == ERROR_SUCCESS && request_out->info.Info.LibRequest.State == NTMS_LM_WAITING;
}

/* After cartridges were moved. */
static void load_ports(struct rsm_library *library, struct rsm_ports *ports)
{
    struct rsm_store *store = library->rsm->store;
    bool changed = ports->changed;

    rsm_ports_free(ports);
    if (rsm_store_begin(store, RSM_STORE_READ) == ERROR_SUCCESS)
        (void)rsm_store_end(store, rsm_ports_load(library->rsm, &library->id, ports));
    ports->changed = changed;
}

/* The last ones first: the first one of a batch ends when the others have. */
static bool visit_waiting(struct rsm_library *library, const struct round *round,
                          struct rsm_ports *ports)
{
    bool changed = false;

    for (size_t i = 0; i < WATCHERS; i++) {
        for (size_t k = round->counts[i]; k > 0 && !rsm_library_is_lost(library); k--) {
            struct rsm_record request;

            if (!load_waiting(library, &round->waiting[i][k - 1], &request) ||
                !watchers[i].watch(library, &request, ports))
                continue;
            changed = true;
            load_ports(library, ports);
        }
    }
    return changed;
}

/* Nobody waits: the port is left as it was before. */
static bool put_at_rest(struct rsm_library *library, const struct rsm_ports *ports)
{
    if (!ports->extended && !atomic_load(&library->port_kept))
        return false;
    return rsm_ports_rest(library) == ERROR_SUCCESS;
}

/* Does somebody wait for a person at the port itself? */
static bool is_awaited(const struct round *round, const struct rsm_ports *ports)
{
    return ports->count > 0 &&
           (round->count > 0 || (round->blocked && rsm_ports_find_empty(ports) == NULL));
}

static bool look_after_port(struct rsm_library *library, struct round *round,
                            struct rsm_ports *ports)
{
    bool changed = false;

    if (!is_awaited(round, ports) && put_at_rest(library, ports))
        changed = true;
    if (is_awaited(round, ports)) {
        rsm_ports_free(ports);
        if (rsm_ports_look(library, ports) != ERROR_SUCCESS)
            return changed;
        changed = ports->changed;
    }
    changed = visit_waiting(library, round, ports) || changed;
    if (changed || !is_awaited(round, ports) || rsm_library_is_lost(library))
        return changed; /* whoever still waits is found in the next round */
    if (!ports->extended)
        return rsm_ports_extend(library) == ERROR_SUCCESS;
    return round->blocked && rsm_ports_find_empty(ports) == NULL &&
           rsm_eject_watch_blocked(library, &round->blocked_request, ports);
}

/* What was put aside begins when somebody says so.  Mostly there is nothing, and nothing is written. */
static void give_up_forgotten(struct rsm_library *library)
{
    const struct rsm_condition aside[] = {
        {.column = "library", .guid = &library->id},
        {.column = "state", .number = NTMS_LM_QUEUED},
        {.column = "sort_type", .number = RSM_EJECT_HELD_BACK},
    };
    struct rsm_store *store = library->rsm->store;
    DWORD count = 0;
    rsm_error err = rsm_store_begin(store, RSM_STORE_READ);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store, rsm_records_count(store, NTMS_LIBREQUEST, aside, 3, &count));
    if (err != ERROR_SUCCESS || count == 0)
        return;
    err = rsm_store_begin(store, RSM_STORE_WRITE);
    if (err != ERROR_SUCCESS)
        return;
    (void)rsm_store_end(store, rsm_eject_give_up_forgotten(library->rsm, &library->id));
}

bool rsm_port_watch(struct rsm_library *library)
{
    struct round round = {.count = 0};
    struct rsm_ports ports = {.count = 0};
    bool changed = false;
    rsm_error err;

    give_up_forgotten(library);
    if (!rsm_library_is_enabled(library))
        return false;
    err = begin_round(library, &round, &ports);
    if (err == ERROR_SUCCESS && !round.at_work)
        changed = look_after_port(library, &round, &ports);
    forget(&round);
    rsm_ports_free(&ports);
    return changed;
}
