/*
 * Reports that are kept.
 */
#include "scsi/changer_kept.h"

#include <stdlib.h>
#include <string.h>

bool rsm_changer_kept_equal(const struct rsm_changer_report *kept,
                            const struct rsm_changer_report *now)
{
    return kept->length > 0 && kept->length == now->length && kept->allocation == now->allocation &&
           kept->first == now->first && kept->asked == now->asked && kept->end == now->end &&
           kept->wishes == now->wishes && memcmp(kept->bytes, now->bytes, kept->length) == 0;
}

void rsm_changer_kept_set(struct rsm_changer_report *kept, const struct rsm_changer_report *now)
{
    struct rsm_changer_report copy = *now;

    copy.bytes = kept->bytes;
    copy.room = kept->room;
    if (copy.room < now->length) {
        free(copy.bytes);
        copy.bytes = malloc(now->length);
        copy.room = copy.bytes != NULL ? now->length : 0;
    }
    if (copy.bytes != NULL)
        memcpy(copy.bytes, now->bytes, now->length);
    else
        copy.length = 0;
    *kept = copy;
}

void rsm_changer_kept_free(struct rsm_changer_report *kept)
{
    free(kept->bytes);
    memset(kept, 0, sizeof *kept);
}
