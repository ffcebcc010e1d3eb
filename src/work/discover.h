/* Asks the configured addresses, all at once, which changers and tape drives are there. */
#ifndef RSM_WORK_DISCOVER_H
#define RSM_WORK_DISCOVER_H

#include "work/library.h"

/* A device that answered. */
struct rsm_found {
    char address[RSM_ADDRESS_MAX]; /* secrets and all */
    char shown[RSM_ADDRESS_MAX];
    uint8_t type; /* RSM_DEVICE_CHANGER or RSM_DEVICE_TAPE */
    char vendor[9], product[17], revision[5], serial[RSM_DEVICE_SERIAL_MAX];
    struct rsm_device *device; /* open, for the reading of geometry */
};

/* What came of one configured address. */
struct rsm_answer {
    char address[RSM_ADDRESS_MAX];
    rsm_error error; /* why nothing was found, or ERROR_SUCCESS */
};

struct rsm_discovery {
    struct rsm_found *found;
    size_t found_count;
    struct rsm_answer *answers;
    size_t answer_count;
};

/* Ask all addresses at once.  Blocks until each has answered or timed out. */
rsm_error rsm_discover(const struct rsm_options *options, const char *const *addresses,
                       size_t count, struct rsm_discovery *discovery_out);
void rsm_discovery_free(struct rsm_discovery *discovery);

#endif
