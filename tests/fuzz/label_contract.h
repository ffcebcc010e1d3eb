/*
 * What rsm_label_identify() promises of every answer, for the fuzzers of labels.
 */
#ifndef TESTS_FUZZ_LABEL_CONTRACT_H
#define TESTS_FUZZ_LABEL_CONTRACT_H

#include "demand.h"
#include "label/identify.h"
#include "label/recognizer.h"

static inline bool is_terminated(const WCHAR *text, size_t room)
{
    for (size_t i = 0; i < room; i++) {
        if (text[i] == 0)
            return true;
    }
    return false;
}

/* Identify these bytes twice, over different old contents, and abort on a broken promise. */
static inline void check_label(const struct rsm_label_bytes *bytes)
{
    static const MediaLabelInfo nothing;
    MediaLabelInfo info;
    MediaLabelInfo again;
    enum rsm_label_outcome outcome;

    memset(&info, 0xEE, sizeof(info));
    memset(&again, 0x11, sizeof(again));
    outcome = rsm_label_identify(bytes, &info);
    demand(rsm_label_identify(bytes, &again) == outcome);
    demand(memcmp(&info, &again, sizeof(info)) == 0);
    if (outcome != RSM_LABEL_RECOGNISED) {
        demand(memcmp(&info, &nothing, sizeof(info)) == 0);
        demand(!rsm_label_wants_second(bytes->first, bytes->first_size));
        return;
    }
    demand(info.LabelIDSize >= 1 && info.LabelIDSize <= 255);
    for (size_t i = info.LabelIDSize; i < sizeof(info.LabelID); i++)
        demand(info.LabelID[i] == 0);
    demand(info.LabelType[0] != 0);
    demand(is_terminated(info.LabelType, NTMSMLI_MAXTYPE));
    demand(is_terminated(info.LabelAppDescr, NTMSMLI_MAXAPPDESCR));
}

/*
 * Ask one recogniser twice, over different old contents.  *info_out is defined when it claims; whoever claims does so
 * whatever stands behind what it read: most formats do not look at all of the block.
 */
static inline bool check_claim(CLAIMMEDIALABEL claim, const uint8_t *bytes, size_t size,
                               MediaLabelInfo *info_out)
{
    MediaLabelInfo again;
    uint8_t *longer = malloc(size + 64);
    bool claimed;

    demand(longer != NULL);
    memset(info_out, 0xEE, sizeof(*info_out));
    memset(&again, 0x11, sizeof(again));
    claimed = claim(bytes, (DWORD)size, info_out) == ERROR_SUCCESS;
    if (size > 0)
        memcpy(longer, bytes, size);
    memset(longer + size, 'x', 64);
    if (claimed) {
        demand(claim(longer, (DWORD)size + 64, &again) == ERROR_SUCCESS);
        demand(memcmp(info_out, &again, sizeof(again)) == 0);
        demand(rsm_label_settle(&again) && memcmp(info_out, &again, sizeof(again)) == 0);
        demand(is_terminated(info_out->LabelType, NTMSMLI_MAXTYPE));
        demand(is_terminated(info_out->LabelAppDescr, NTMSMLI_MAXAPPDESCR));
    }
    free(longer);
    return claimed;
}

static inline bool is_label_type(const MediaLabelInfo *info, const char *type)
{
    size_t i = 0;

    while (type[i] != '\0' && info->LabelType[i] == (unsigned char)type[i])
        i++;
    return type[i] == '\0' && info->LabelType[i] == 0;
}

#endif
