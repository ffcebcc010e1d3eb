/*
 * Which cartridge is where in a library, and what a person wants to know of a cartridge.
 */
#ifndef RSM_CLI_CONTENTS_H
#define RSM_CLI_CONTENTS_H

#include <stddef.h>

#include "cli/display.h"
#include "cli/json.h"
#include "ntmsapi.h"
#include "platform/error.h"

/* Media by their places, so that finding one does not cost more in a larger library. */
struct rsm_contents {
    struct rsm_whereabouts {
        GUID place; /* slot, drive or port */
        GUID medium;
    } * all;
    size_t count;
    size_t room;
};

/* Free with rsm_contents_free(), also after a failure. */
rsm_error rsm_contents_read(HANDLE session, GUID *library, struct rsm_contents *contents_out);
void rsm_contents_free(struct rsm_contents *contents);

/* The medium in a place, or NULL. */
GUID *rsm_contents_find(const struct rsm_contents *contents, const GUID *place);

/* What is in a slot now, or went from it into a drive and is there: the null GUID = nothing. */
rsm_error rsm_contents_in_slot(HANDLE session, NTMS_OBJECTINFORMATIONW *slot, GUID *medium_out);

/* A cartridge and its first side; what is not known is "" or null. */
struct rsm_cartridge {
    char name[RSM_DISPLAY_TEXT];
    char bar_code[RSM_DISPLAY_TEXT];
    char label_type[RSM_DISPLAY_TEXT];
    char label_text[RSM_DISPLAY_TEXT];
    GUID pool;
    GUID library;
    GUID place;
    DWORD place_type;
    DWORD state;      /* NtmsMediaState */
    DWORD side_state; /* NtmsPartitionState */
    DWORD mounts;
};

/* ERROR_OBJECT_NOT_FOUND when it is not there (any more); then everything is empty. */
rsm_error rsm_contents_describe(HANDLE session, GUID *medium, struct rsm_cartridge *cartridge_out);

/* The cartridge's label and pool for a line of text: 'Backup 4.0 "Monday", pool Import\LTO' */
void rsm_contents_label(const struct rsm_cartridge *cartridge, const char *pool, char *text_out,
                        size_t room);

/* The same as facts: "bar_code", "label_type", "label_text", "media_pool", "media_pool_name". */
void rsm_contents_json(struct rsm_json in, const struct rsm_cartridge *cartridge, const char *pool);

/* The same behind "id" and "name" of the medium: an object of a list of media. */
void rsm_contents_json_medium(struct rsm_json in, const GUID *medium,
                              const struct rsm_cartridge *cartridge, const char *pool);

#endif
