/*
 * Everything the world supplies enters here, at the start: where the database is, how devices are
 * reached, whether work runs on threads of its own.  Tests use the same door.
 */
#ifndef RSM_WORK_OPTIONS_H
#define RSM_WORK_OPTIONS_H

#include "core/rsm.h"
#include "scsi/command.h"
#include "scsi/transport.h"

/* Are devices that the system shows used by themselves? */
enum rsm_auto_configure {
    RSM_AUTO_CONFIGURE_AS_SET, /* unless the machine's number "AutoConfigure" is 0 */
    RSM_AUTO_CONFIGURE_ALWAYS,
    RSM_AUTO_CONFIGURE_NEVER
};

struct rsm_options {
    const char *folder;  /* NtmsData folder, UTF-8; NULL = rsm_paths_data_folder() */
    const char *devices; /* addresses parted by ';'; NULL = environment, else the attached list and
                            what the system shows */
    enum rsm_auto_configure auto_configure;
    const struct rsm_transport *const *transports; /* NULL = those built in */
    const struct rsm_waiting *waiting;             /* NULL = the real clock */
    bool step_by_step; /* no threads: work runs in rsm_system_run_all(), or where a caller waits */
    bool hands_off; /* no library is looked for or run: for who only wants to see, or to forbid */
    bool in_memory; /* a database of this process alone that is gone at the end */
    const struct rsm_label_libraries *label_libraries; /* NULL = those registered */
    const struct rsm_volume_io *volumes;               /* NULL = those of the system */
    rsm_access_hook *access;                           /* NULL = the system decides */
    void *access_context;
};

#endif
