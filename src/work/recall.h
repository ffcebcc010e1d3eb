/*
 * A library that another process runs: it has the changer, and the drives when it works with them, so that nobody
 * asks them here (run_devices.h).  What it recorded says what there is.
 */
#ifndef RSM_WORK_RECALL_H
#define RSM_WORK_RECALL_H

#include "work/discover.h"

/*
 * Make the library whose changer is discovery->found[index] of its records: id, name, address, media type and bays, with the
 * devices that were found.  Nothing is recorded.  Sets claimed[] for the devices of its drives.
 * ERROR_OBJECT_NOT_FOUND, database errors.  Wants no transaction.
 */
rsm_error rsm_recall_library(const struct rsm_discovery *discovery, size_t index, bool *claimed,
                             struct rsm_library *library);

/* The same for one that is known here: changer and drives where they were found now.  Takes library->mutex. */
rsm_error rsm_recall_devices(const struct rsm_discovery *discovery, size_t index, bool *claimed,
                             struct rsm_library *library);

#endif
