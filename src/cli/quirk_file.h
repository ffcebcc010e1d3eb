/*
 * Quirks as a document: what rsm quirks prints with /json, writes to a file, and takes from a file that anybody may
 * have written.  Its schema is docs/json/quirks.schema.json.
 */
#ifndef RSM_CLI_QUIRK_FILE_H
#define RSM_CLI_QUIRK_FILE_H

#include "cli/json.h"
#include "store/quirk_memory.h"

enum {
    RSM_QUIRK_FILE_MOST = 1024 * 1024, /* bytes */
    RSM_QUIRK_FILE_DEVICES = 1000,
    RSM_QUIRK_FILE_WHY = 200
};

/* "changer", or "tape drive". */
const char *rsm_quirk_file_type(const struct rsm_kept_device *device);

/* One device at the end of a list of them.  as_model: without what tells it from others of its model. */
void rsm_quirk_file_add(struct rsm_json list, const struct rsm_kept_device *device, bool as_model);

struct rsm_quirk_file {
    struct rsm_kept_device *devices;
    size_t count;
    size_t skipped; /* quirks that this version does not know */
};

/*
 * Take a document apart, all or nothing: every value must be one that its quirk can have.  What has no serial number
 * and no identity is a model.  Keys that say nothing about devices are left alone.  Free the result with
 * rsm_quirk_file_free(), also after a failure.  ERROR_INVALID_DATA, and in why_out in words what is wrong, harmless
 * for a terminal; ERROR_NOT_ENOUGH_MEMORY.
 */
rsm_error rsm_quirk_file_parse(const char *text, size_t length, struct rsm_quirk_file *file_out,
                               char why_out[RSM_QUIRK_FILE_WHY]);

/* The same of a file.  ERROR_INVALID_DATA too when it is longer than RSM_QUIRK_FILE_MOST; errors of
 * rsm_reading_open(). */
rsm_error rsm_quirk_file_read(const char *path, struct rsm_quirk_file *file_out,
                              char why_out[RSM_QUIRK_FILE_WHY]);

/* Accepts a zeroed one. */
void rsm_quirk_file_free(struct rsm_quirk_file *file);

#endif
