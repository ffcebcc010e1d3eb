/*
 * Which mounts begin next, and in which drives.  A batch begins when all its media are here and nobody's,
 * and drives for all of them can be taken at once: none is held while another is waited for.
 */
#ifndef RSM_WORK_MOUNT_CHOICE_H
#define RSM_WORK_MOUNT_CHOICE_H

#include "work/library.h"

enum rsm_mount_choice {
    RSM_MOUNT_NOTHING, /* can begin now */
    RSM_MOUNT_ENDED,   /* a batch failed before it began, or nobody waits for it */
    RSM_MOUNT_BEGUN    /* a batch is INPROCESS, its drives are taken, its mounts RUN in the list */
};

/* What was begun. */
struct rsm_mount_begun {
    GUID batch;
    /* drives out of which cartridges of the batch must be taken first, since others are theirs */
    struct {
        struct rsm_bay *bay;
        bool only_source; /* it is given back then; else another cartridge of the batch gets it */
    } strays[RSM_LIBRARY_DRIVES_MAX];
    size_t stray_count;
};

/*
 * Choose and begin.  Wants no transaction.
 *
 * Order of drives for a cartridge: the one it is in, else an empty one, else one that a cartridge was left
 * in, first where the time for which it is to stay there is over; of equals the one used longest ago.
 * A batch that lacks only drives keeps those behind it from taking drives that it could use, but for
 * programs that have mounted media here: they could be what it waits for.
 */
enum rsm_mount_choice rsm_mount_choose(struct rsm_library *library,
                                       struct rsm_mount_begun *begun_out);

#endif
