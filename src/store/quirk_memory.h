/*
 * What was learned of devices, or pinned by a person: a row for each device with its values, by names that
 * scsi/quirks.h knows and that mean nothing here.  A model is a row that stands for all devices of one vendor,
 * product and firmware.  All want an open transaction, a writing one where they write; a device is written whole,
 * so that whoever is killed leaves what was there before or what is new.
 */
#ifndef RSM_STORE_QUIRK_MEMORY_H
#define RSM_STORE_QUIRK_MEMORY_H

#include "model/record.h"
#include "store/store.h"

enum {
    RSM_QUIRK_MEMORY_MOST = 64, /* values of one device */
    RSM_QUIRK_MEMORY_NAME = 32, /* bytes of a quirk's name, with its NUL */
    RSM_QUIRK_MEMORY_SERIAL = 64
};

struct rsm_kept_quirk {
    char name[RSM_QUIRK_MEMORY_NAME];
    uint32_t value;
    bool pinned;   /* by a person; else learned */
    int64_t since; /* ms since 1970 UTC: when it was learned or pinned with this value */
};

struct rsm_kept_device {
    char identity
        [RSM_IDENTITY_LENGTH]; /* UTF-8, as on records; of a model vendor, product, firmware */
    bool is_model;             /* serial is "" then, and revision may be: any firmware */
    uint8_t type;              /* its SCSI device type */
    char vendor[9];
    char product[17];
    char revision[5]; /* the firmware that what was learned is about */
    char serial[RSM_QUIRK_MEMORY_SERIAL];
    uint32_t edition; /* how often a person changed what is known of it */
    size_t count;
    struct rsm_kept_quirk quirks[RSM_QUIRK_MEMORY_MOST];
};

/* In place of what was kept of that device, or model.  ERROR_INVALID_PARAMETER without an identity. */
rsm_error rsm_quirk_memory_save(struct rsm_store *store, const struct rsm_kept_device *device);

/* ERROR_NOT_FOUND when nothing is kept of it. */
rsm_error rsm_quirk_memory_load(struct rsm_store *store, const char *identity, bool is_model,
                                struct rsm_kept_device *device_out);

/* ERROR_NOT_FOUND likewise. */
rsm_error rsm_quirk_memory_drop(struct rsm_store *store, const char *identity, bool is_model);

/* Devices and then models, each in the order in which they became known, until visit() says false. */
typedef bool rsm_kept_device_visit(void *context, const struct rsm_kept_device *device);
rsm_error rsm_quirk_memory_each(struct rsm_store *store, rsm_kept_device_visit *visit,
                                void *context);

#endif
