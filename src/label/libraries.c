/*
 * Asking media label libraries, with nothing at hand that they could spoil.
 */
#include "label/libraries.h"

#include "platform/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool rsm_libraries_add(struct rsm_label_libraries *libraries, const char *name,
                       MAXMEDIALABEL max_label, CLAIMMEDIALABEL claim, void *module)
{
    struct rsm_label_library *library = &libraries->items[libraries->count];
    DWORD largest = 0;
    DWORD err;

    if (libraries->count == RSM_LIBRARIES_MAX) {
        rsm_log(RSM_LOG_ERROR, "label",
                "media label library %s: more than %d are registered; it is left out", name,
                RSM_LIBRARIES_MAX);
        return false;
    }
    err = max_label(&largest);
    if (err != ERROR_SUCCESS) {
        rsm_log(
            RSM_LOG_ERROR, "label",
            "media label library %s does not say how large its labels are (%lu); it is left out",
            name, (unsigned long)err);
        return false;
    }
    if (largest > RSM_LIBRARIES_LABEL_MAX)
        largest = RSM_LIBRARIES_LABEL_MAX;
    if (largest > libraries->largest)
        libraries->largest = largest;
    (void)snprintf(library->name, sizeof library->name, "%s", name);
    library->claim = claim;
    library->module = module;
    libraries->count++;
    rsm_log(RSM_LOG_INFO, "label", "media label library %s: labels of up to %lu bytes", name,
            (unsigned long)largest);
    return true;
}

/* Where a library puts its answer; what it writes behind that does no harm. */
struct answer {
    MediaLabelInfo info;
    uint8_t behind[4096];
};

static bool is_untouched(const struct answer *answer)
{
    for (size_t i = 0; i < sizeof answer->behind; i++) {
        if (answer->behind[i] != 0)
            return false;
    }
    return true;
}

/* copy holds size bytes of the label, zeros up to room.  Whether the library claims it. */
static bool ask(const struct rsm_label_library *library, const uint8_t *copy, size_t size,
                struct answer *answer)
{
    memset(answer, 0, sizeof *answer);
    if (library->claim(copy, (DWORD)size, &answer->info) != ERROR_SUCCESS)
        return false;
    if (is_untouched(answer) && rsm_label_settle(&answer->info) && answer->info.LabelType[0] != 0)
        return true;
    rsm_log(RSM_LOG_WARNING, "label",
            "media label library %s claims a label, but its answer cannot be used (identifier of "
            "%lu bytes); taken as not claimed",
            library->name, (unsigned long)answer->info.LabelIDSize);
    return false;
}

/* What the libraries see of a tape. */
static struct rsm_label_bytes seen_by_libraries(const struct rsm_label_bytes *bytes)
{
    struct rsm_label_bytes seen = *bytes;

    if (bytes->joined_size > bytes->first_size) {
        seen.first = bytes->joined;
        seen.first_size = bytes->joined_size;
    }
    return seen;
}

/* Ask all in turn.  *claimed_out tells whether one claimed. */
static rsm_error ask_all(const struct rsm_label_libraries *libraries,
                         const struct rsm_label_bytes *bytes, bool *claimed_out,
                         MediaLabelInfo *info_out)
{
    struct rsm_label_bytes seen = seen_by_libraries(bytes);
    size_t room = seen.first_size > libraries->largest ? seen.first_size : libraries->largest;
    struct answer *answer = malloc(sizeof *answer);
    uint8_t *copy = malloc(room);
    rsm_error err =
        answer != NULL && copy != NULL ? ERROR_SUCCESS : (rsm_error)ERROR_NOT_ENOUGH_MEMORY;

    *claimed_out = false;
    for (size_t i = 0; err == ERROR_SUCCESS && !*claimed_out && i < libraries->count; i++) {
        memset(copy, 0, room); /* anew for each: it may have written there */
        memcpy(copy, seen.first, seen.first_size);
        *claimed_out = ask(&libraries->items[i], copy, seen.first_size, answer);
    }
    if (*claimed_out)
        *info_out = answer->info;
    free(copy);
    free(answer);
    return err;
}

static bool is_free_label(const MediaLabelInfo *info)
{
    static const WCHAR type[] = RSM_LABEL_FREE_TYPE;

    return memcmp(info->LabelType, type, sizeof type) == 0;
}

rsm_error rsm_libraries_identify(const struct rsm_label_libraries *libraries,
                                 const struct rsm_label_bytes *bytes,
                                 enum rsm_label_outcome *outcome_out, MediaLabelInfo *info_out)
{
    MediaLabelInfo claimed_info;
    bool claimed = false;
    rsm_error err;

    *outcome_out = rsm_label_identify(bytes, info_out);
    if (libraries == NULL || libraries->count == 0 || *outcome_out == RSM_LABEL_BLANK ||
        is_free_label(info_out))
        return ERROR_SUCCESS;
    err = ask_all(libraries, bytes, &claimed, &claimed_info);
    if (claimed) {
        *outcome_out = RSM_LABEL_RECOGNISED;
        *info_out = claimed_info;
    }
    return err;
}
