/*
 * The running instance as core sees it: the store and the door through which rights are decided.
 * The machinery around it (devices, workers, start and stop) is work/system.h.
 */
#ifndef RSM_CORE_RSM_H
#define RSM_CORE_RSM_H

#include "core/unattended.h"
#include "model/record.h"
#include "platform/paths.h"
#include "store/store.h"

struct rsm_session;
struct rsm_label_libraries; /* label/libraries.h; core only carries it */
struct rsm_volume_io;       /* platform/volumes.h; the same */

/*
 * Decide, instead of the system, whether the user of session holds right (NTMS_USE_ACCESS,
 * NTMS_MODIFY_ACCESS, NTMS_CONTROL_ACCESS, READ_CONTROL, WRITE_DAC, WRITE_OWNER,
 * ACCESS_SYSTEM_SECURITY) on securable, a computer, library or media pool.  Must not block.
 */
typedef bool rsm_access_hook(void *context, const struct rsm_session *session,
                             const struct rsm_record *securable, DWORD right);

struct rsm {
    struct rsm_store *store;
    rsm_access_hook *access; /* NULL = the system decides: core/access.h */
    void *access_context;
    char data[RSM_PATHS_ROOM];        /* data folder; "" = the database is in memory */
    char folder[RSM_PATHS_ROOM];      /* where lock files are; "" = no other process can be there */
    WCHAR owner[RSM_OWNER_LENGTH];    /* token of this process */
    struct rsm_unattended unattended; /* what environment and registry say of operator requests */
    const struct rsm_label_libraries *label_libraries; /* NULL = none */
    const struct rsm_volume_io *volumes;               /* how disks are reached */
    void (*idle)(void *context); /* set when work runs step by step: called where a caller would
                                    wait for a request */
    void *idle_context;
};

#endif
