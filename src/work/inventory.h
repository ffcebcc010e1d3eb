/*
 * InventoryNtmsLibrary, both halves: queue (the caller's thread) and run, finish (the worker's);
 * and the look around when a worker starts.  Spec: "functions 2" section 1, "requests" section 6.
 */
#ifndef RSM_WORK_INVENTORY_H
#define RSM_WORK_INVENTORY_H

#include "core/session.h"
#include "work/library.h"

/*
 * Mark and queue, or stop.  ERROR_INVALID_PARAMETER (NULL id, action of 6 and more),
 * ERROR_INVALID_LIBRARY (no library, or the offline one), ERROR_ACCESS_DENIED (no CONTROL),
 * ERROR_RESOURCE_DISABLED, ERROR_DEVICE_NOT_AVAILABLE (not present), database errors.
 */
rsm_error rsm_inventory_queue(struct rsm_session *session, const GUID *library, DWORD action);

/* Queue NTMS_INVENTORY_FAST for a session, unless one is queued already; whether it may is the caller's to
 * know.  Wants an open writing transaction. */
rsm_error rsm_inventory_add_fast(struct rsm_session *session, const GUID *library);

/* Mark and queue, whatever the method; session NULL = Removable Storage itself asks.  Wants an open writing
 * transaction. */
rsm_error rsm_inventory_add(struct rsm *rsm, const struct rsm_session *session, const GUID *library,
                            DWORD action, GUID *request_out);

/* Stop the inventory that runs, else the one that is next: what is not identified yet stays marked.
 * Success too when there is none.  Wants an open writing transaction. */
rsm_error rsm_inventory_stop(struct rsm *rsm, const GUID *library);

/* Removable Storage itself wants a full inventory, since a mount did not go well, unless one is waiting
 * already.  Wants an open writing transaction. */
rsm_error rsm_inventory_recover(struct rsm_library *library);

/* Is one under way, or are its cartridges still being identified?  Wants no transaction. */
bool rsm_inventory_is_running(struct rsm_library *library);

/* Run a NTMS_LM_INVENTORY request: scan, reconcile, queue what must be identified. */
rsm_error rsm_inventory_run(struct rsm_library *library, struct rsm_record *request);

/* Finish the inventory if nothing is left to identify.  Wants an open writing transaction. */
rsm_error rsm_inventory_finish(struct rsm_library *library, const GUID *request);

/* Compare the library with its records as a worker starts or its changer came back: what changed is
 * recorded, cartridges nobody knows are queued for identification, free labels that nobody writes are
 * queued. */
rsm_error rsm_inventory_refresh(struct rsm_library *library);

#endif
