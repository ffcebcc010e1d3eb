/*
 * Turns of mounts.  A number that is too high or used twice does no harm: what counts is their order.
 */
#include "work/mount_order.h"

#include <stdlib.h>
#include <string.h>

#include "model/guid.h"
#include "platform/array.h"
#include "store/records.h"

struct list {
    struct rsm_mount_turn *turns;
    size_t count;
    size_t room;
    bool failed;
};

static bool collect(void *context, const struct rsm_record *request)
{
    const NTMS_LIBREQUESTINFORMATIONW *info = &request->info.Info.LibRequest;
    struct list *list = context;
    struct rsm_mount_turn *grown;

    if ((info->State != NTMS_LM_QUEUED && info->State != NTMS_LM_WAITING) ||
        request->own.Order == 0)
        return true;
    grown = rsm_array_grow(list->turns, sizeof *grown, list->count + 1, &list->room);
    list->failed = grown == NULL;
    if (list->failed)
        return false;
    list->turns = grown;
    grown[list->count++] = (struct rsm_mount_turn){.request = request->info.ObjectGuid,
                                                   .batch = request->own.Batch,
                                                   .priority = (int)info->dwPriority,
                                                   .order = request->own.Order};
    return true;
}

static int by_order(const void *a, const void *b)
{
    DWORD x = ((const struct rsm_mount_turn *)a)->order;
    DWORD y = ((const struct rsm_mount_turn *)b)->order;

    return (x > y) - (x < y);
}

rsm_error rsm_mount_order_list(struct rsm *rsm, const GUID *library,
                               struct rsm_mount_turns *turns_out)
{
    static const DWORD states[] = {NTMS_LM_QUEUED, NTMS_LM_WAITING};
    struct list list = {.turns = NULL};
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; i < 2 && err == ERROR_SUCCESS; i++) {
        const struct rsm_condition conditions[] = {
            {.column = "library", .guid = library},
            {.column = "state", .number = states[i]},
            {.column = "operation_code", .number = NTMS_LM_MOUNT},
        };

        err = rsm_records_each(rsm->store, NTMS_LIBREQUEST, conditions, 3, collect, &list);
    }
    if (err == ERROR_SUCCESS && list.failed)
        err = ERROR_NOT_ENOUGH_MEMORY;
    if (err == ERROR_SUCCESS && list.count > 1)
        qsort(list.turns, list.count, sizeof *list.turns, by_order);
    turns_out->turns = list.turns;
    turns_out->count = list.count;
    return err;
}

size_t rsm_mount_order_place(const struct rsm_mount_turns *turns, const GUID *request)
{
    for (size_t i = 0; i < turns->count; i++) {
        if (rsm_guid_equal(&turns->turns[i].request, request))
            return i + 1;
    }
    return 0;
}

rsm_error rsm_mount_order_move(struct rsm *rsm, const struct rsm_mount_turns *turns, size_t from,
                               size_t to)
{
    struct rsm_mount_turn *list = turns->turns;
    struct rsm_mount_turn moved = list[from - 1];
    rsm_error err = ERROR_SUCCESS;

    if (to < from)
        memmove(&list[to], &list[to - 1], (from - to) * sizeof *list);
    else
        memmove(&list[from - 1], &list[from], (to - from) * sizeof *list);
    list[to - 1] = moved;
    for (size_t i = 0; i < turns->count && err == ERROR_SUCCESS; i++)
        err = rsm_records_set_number(rsm->store, NTMS_LIBREQUEST, &list[i].request, "queue_order",
                                     (DWORD)i + 1);
    return err;
}

/* Behind the last one, other than itself, that is as urgent. */
static size_t place_to_join(const struct rsm_mount_turns *turns, size_t place)
{
    const struct rsm_mount_turn *own = &turns->turns[place - 1];
    size_t before = 0; /* so many of the others go before it */
    size_t others = 0;

    for (size_t i = 0; i < turns->count; i++) {
        if (&turns->turns[i] == own)
            continue;
        others++;
        if (turns->turns[i].priority >= own->priority)
            before = others;
    }
    return before + 1;
}

rsm_error rsm_mount_order_join(struct rsm *rsm, const GUID *library, const GUID *request)
{
    struct rsm_mount_turns turns;
    rsm_error err = rsm_mount_order_list(rsm, library, &turns);
    size_t place = err == ERROR_SUCCESS ? rsm_mount_order_place(&turns, request) : 0;

    if (place != 0)
        err = rsm_mount_order_move(rsm, &turns, place, place_to_join(&turns, place));
    free(turns.turns);
    return err;
}
