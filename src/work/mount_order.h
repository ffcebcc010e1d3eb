/*
 * The order in which the mounts of a library begin: each that waits has a number of its own, 1 = next
 * (spec "requests", section 2).  All want an open transaction, a writing one where they change something.
 */
#ifndef RSM_WORK_MOUNT_ORDER_H
#define RSM_WORK_MOUNT_ORDER_H

#include "core/rsm.h"

/* The number of a request that has not joined yet. */
#define RSM_MOUNT_ORDER_LAST UINT32_MAX

struct rsm_mount_turn {
    GUID request;
    GUID batch; /* the requests of one call */
    int priority;
    DWORD order;
};

/* The mounts of a library that wait (QUEUED or WAITING), next one first.  free() turns. */
struct rsm_mount_turns {
    struct rsm_mount_turn *turns;
    size_t count;
};
rsm_error rsm_mount_order_list(struct rsm *rsm, const GUID *library,
                               struct rsm_mount_turns *turns_out);

/* The place of a request among them, counted from 1; 0 = it is none of them. */
size_t rsm_mount_order_place(const struct rsm_mount_turns *turns, const GUID *request);

/* Give the one at place `from` the place `to`; the others move up or down. */
rsm_error rsm_mount_order_move(struct rsm *rsm, const struct rsm_mount_turns *turns, size_t from,
                               size_t to);

/* A request whose number is RSM_MOUNT_ORDER_LAST gets its place: behind those of equal or higher
 * priority. */
rsm_error rsm_mount_order_join(struct rsm *rsm, const GUID *library, const GUID *request);

#endif
