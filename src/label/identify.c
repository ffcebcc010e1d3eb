/*
 * Asks the recognisers in turn whose tape this is.  What they answer is checked here, once, so that
 * nobody above needs to distrust it.
 */
#include "label/identify.h"

#include "label/claim.h"
#include "label/recognizer.h"

#include <string.h>

static size_t at_most_read_size(size_t size)
{
    return size < RSM_LABEL_READ_SIZE ? size : RSM_LABEL_READ_SIZE;
}

/* Also true of a block without bytes. */
static bool is_all_zero(const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] != 0)
            return false;
    }
    return true;
}

bool rsm_label_settle(MediaLabelInfo *info)
{
    if (info->LabelIDSize == 0 || info->LabelIDSize > RSM_CLAIM_MAX_ID)
        return false;
    memset(info->LabelID + info->LabelIDSize, 0, sizeof(info->LabelID) - info->LabelIDSize);
    info->LabelType[RSM_CLAIM_ROOM(info->LabelType) - 1] = 0;
    info->LabelAppDescr[RSM_CLAIM_ROOM(info->LabelAppDescr) - 1] = 0;
    return true;
}

/* Asked in this order: LTFS before ANSI, whose label it has; the weakest evidence last. */
// clang-format off
static const struct rsm_recognizer recognizers[] = {
    {.claim = rsm_mtf_claim},
    {.claim = rsm_ltfs_claim, .refine = rsm_ltfs_refine},
    {.claim = rsm_ansi_claim},
    {.claim = rsm_bacula_claim},
    {.claim = rsm_amanda_claim},
    {.claim = rsm_tar_claim},
    {.claim = rsm_cpio_claim},
};
// clang-format on

/* Who claims this block; NULL and a zeroed *info_out if nobody does. */
static const struct rsm_recognizer *find_claimant(const uint8_t *first, size_t size,
                                                  MediaLabelInfo *info_out)
{
    for (size_t i = 0; i < sizeof(recognizers) / sizeof(recognizers[0]); i++) {
        DWORD err = recognizers[i].claim(first, (DWORD)size, info_out);

        if (err == ERROR_SUCCESS && rsm_label_settle(info_out))
            return &recognizers[i];
    }
    memset(info_out, 0, sizeof(*info_out));
    return NULL;
}

enum rsm_label_outcome rsm_label_identify(const struct rsm_label_bytes *bytes,
                                          MediaLabelInfo *info_out)
{
    size_t first_size = at_most_read_size(bytes->first_size);
    size_t second_size = at_most_read_size(bytes->second_size);
    const struct rsm_recognizer *claimant;

    memset(info_out, 0, sizeof(*info_out));
    if (is_all_zero(bytes->first, first_size))
        return RSM_LABEL_BLANK;
    claimant = find_claimant(bytes->first, first_size, info_out);
    if (claimant == NULL)
        return RSM_LABEL_UNRECOGNISED;
    if (claimant->refine != NULL && second_size > 0)
        claimant->refine(bytes->second, second_size, info_out);
    return RSM_LABEL_RECOGNISED;
}

bool rsm_label_wants_second(const uint8_t *first, size_t first_size)
{
    size_t size = at_most_read_size(first_size);
    const struct rsm_recognizer *claimant;
    MediaLabelInfo info;

    if (is_all_zero(first, size))
        return false;
    claimant = find_claimant(first, size, &info);
    return claimant != NULL && claimant->refine != NULL;
}
