/*
 * What rsm_label_identify() promises of every answer, for the fuzzers of labels.
 */
#ifndef TESTS_FUZZ_LABEL_CONTRACT_H
#define TESTS_FUZZ_LABEL_CONTRACT_H

#include "label/identify.h"

#include <stdlib.h>
#include <string.h>

static inline void demand(bool kept)
{
    if (!kept)
        abort();
}

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

#endif
