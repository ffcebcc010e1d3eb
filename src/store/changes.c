/*
 * What transactions changed, and its delivery.
 */
#include "store/changes.h"

#include "model/guid.h"
#include "platform/array.h"

#include <stdlib.h>

rsm_error rsm_changes_add(struct rsm_changes **changes, enum rsm_change_kind kind, DWORD type,
                          const GUID *id)
{
    struct rsm_changes *all = *changes;
    struct rsm_change *grown;

    if (all == NULL)
        all = *changes = calloc(1, sizeof *all);
    if (all == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    if (kind == RSM_CHANGE_UPDATE && all->count > 0 &&
        rsm_guid_equal(&all->list[all->count - 1].id, id))
        return ERROR_SUCCESS;

    grown = rsm_array_grow(all->list, sizeof *grown, all->count + 1, &all->room);
    if (grown == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    all->list = grown;
    all->list[all->count++] = (struct rsm_change){.kind = kind, .type = type, .id = *id};
    return ERROR_SUCCESS;
}

void rsm_changes_free(struct rsm_changes *changes)
{
    if (changes == NULL)
        return;
    free(changes->list);
    free(changes);
}

void rsm_announcer_init(struct rsm_announcer *announcer)
{
    rsm_mutex_init(&announcer->mutex);
    rsm_cond_init(&announcer->idle);
    announcer->function = NULL;
    announcer->context = NULL;
    announcer->first = NULL;
    announcer->last = &announcer->first;
    announcer->delivering = false;
}

/* The first of the queue, or NULL. */
static struct rsm_changes *take_first(struct rsm_announcer *announcer)
{
    struct rsm_changes *first = announcer->first;

    if (first != NULL) {
        announcer->first = first->next;
        if (announcer->first == NULL)
            announcer->last = &announcer->first;
    }
    return first;
}

void rsm_announcer_destroy(struct rsm_announcer *announcer)
{
    struct rsm_changes *changes;

    while ((changes = take_first(announcer)) != NULL)
        rsm_changes_free(changes);
    rsm_cond_destroy(&announcer->idle);
    rsm_mutex_destroy(&announcer->mutex);
}

void rsm_announcer_listen(struct rsm_announcer *announcer, rsm_store_committed *function,
                          void *context)
{
    rsm_mutex_lock(&announcer->mutex);
    announcer->function = function;
    announcer->context = context;
    while (announcer->delivering)
        rsm_cond_wait(&announcer->idle, &announcer->mutex, RSM_FOREVER);
    rsm_mutex_unlock(&announcer->mutex);
}

void rsm_announcer_queue(struct rsm_announcer *announcer, struct rsm_changes *changes)
{
    if (changes == NULL)
        return;
    rsm_mutex_lock(&announcer->mutex);
    if (announcer->function != NULL) {
        *announcer->last = changes;
        announcer->last = &changes->next;
        changes = NULL;
    }
    rsm_mutex_unlock(&announcer->mutex);
    rsm_changes_free(changes);
}

void rsm_announcer_deliver(struct rsm_announcer *announcer)
{
    struct rsm_changes *changes;

    rsm_mutex_lock(&announcer->mutex);
    if (announcer->delivering) {
        rsm_mutex_unlock(&announcer->mutex);
        return;
    }
    announcer->delivering = true;
    while ((changes = take_first(announcer)) != NULL) {
        rsm_store_committed *function = announcer->function;
        void *context = announcer->context;

        rsm_mutex_unlock(&announcer->mutex);
        if (function != NULL)
            function(context, changes->list, changes->count);
        rsm_changes_free(changes);
        rsm_mutex_lock(&announcer->mutex);
    }
    announcer->delivering = false;
    rsm_cond_broadcast(&announcer->idle);
    rsm_mutex_unlock(&announcer->mutex);
}
