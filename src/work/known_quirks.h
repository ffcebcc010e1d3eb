/*
 * What is known of devices before they are used, and what is kept of what was learned while they were: between
 * struct rsm_quirks of an open device and the database (store/quirk_memory.h).  A device is known by its identity, as
 * on records; where nothing was kept of it, by its model.
 */
#ifndef RSM_WORK_KNOWN_QUIRKS_H
#define RSM_WORK_KNOWN_QUIRKS_H

#include "core/rsm.h"
#include "scsi/device.h"
#include "store/quirk_memory.h"

/* All that is kept, as it was read last. */
struct rsm_known_quirks {
    struct rsm_kept_device *list;
    size_t count;
    size_t room;
    uint64_t version; /* of the store, before it was read */
};

/* Into a zeroed one: load begins and ends its own transaction, read wants an open one.  Database errors,
 * ERROR_NOT_ENOUGH_MEMORY; it stays zeroed then. */
rsm_error rsm_known_quirks_load(struct rsm *rsm, struct rsm_known_quirks *known_out);
rsm_error rsm_known_quirks_read(struct rsm *rsm, struct rsm_known_quirks *known_out);

/* Accepts a zeroed one, and leaves one. */
void rsm_known_quirks_free(struct rsm_known_quirks *known);

/*
 * Put what is known of the device into device->quirks, in place of what is there.  What was learned of other firmware
 * than it has now is not; the log says so, and it is forgotten for good when the device's quirks are kept.  A device
 * that is new, or whose firmware is, begins with what is known of its model.
 */
void rsm_known_quirks_tell(const struct rsm_known_quirks *known, struct rsm_device *device);

/*
 * The same from the database, for who opens a device.  Without it work goes on as with a device that is new; the log
 * says so.  Begins and ends its own transaction.
 */
void rsm_known_quirks_recall(struct rsm *rsm, struct rsm_device *device);

/*
 * Whoever has the device open (NULL = it is not) and in hand, now and then: when something was learned of it keep that, and when a person
 * changed what is known take that over, which goes before.  Cheap when neither is so, and nothing is written then.  A
 * failure is said in the log: what is not kept is found out again by who opens the device next.  Inside a
 * transaction it does nothing.
 */
void rsm_known_quirks_follow(struct rsm *rsm, struct rsm_device *device);

/* What is kept and what is shown use these words for the device; and its model, for any firmware where revision is
 * "". */
void rsm_known_quirks_describe(const struct rsm_device *device, struct rsm_kept_device *kept_out);
void rsm_known_quirks_name_model(struct rsm_kept_device *model);

/* Of something that is learned or said now: struct rsm_kept_quirk.since. */
int64_t rsm_known_quirks_now(void);

#endif
