/*
 * Media label libraries of vendors, which answer what they like and write where they should not: what is believed of
 * them keeps the contract of a label, and is what the first one with a usable answer said.
 */
#include "input.h"
#include "label/libraries.h"
#include "label_contract.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LIBRARIES = 3 };

/* What one library does. */
struct manners {
    DWORD says; /* of a label */
    DWORD largest;
    size_t answer_size; /* bytes of the answer that are written */
    size_t behind;      /* bytes that are written behind it */
    const uint8_t *answer;
    bool scribbles; /* over the label that it is shown */
};

static struct manners manners[LIBRARIES];

static DWORD claim(const struct manners *m, const BYTE *bytes, DWORD size, MediaLabelInfo *info)
{
    static MediaLabelInfo whole;

    for (DWORD i = 0; i < m->largest && i < 65536; i++) /* zeros up to the size it asked for */
        demand(i < size || bytes[i] == 0);
    if (m->scribbles && size > 0)
        memset((BYTE *)(uintptr_t)bytes, 0x5A, size);
    if (m->answer_size > 0)
        memcpy(info, m->answer, m->answer_size < sizeof(whole) ? m->answer_size : sizeof(whole));
    if (m->behind > 0)
        memset((uint8_t *)info + sizeof(*info), 0x77, m->behind);
    return m->says;
}

#define LIBRARY(n)                                                                     \
    static DWORD WINAPI claim_##n(const BYTE *bytes, DWORD size, MediaLabelInfo *info) \
    {                                                                                  \
        return claim(&manners[n], bytes, size, info);                                  \
    }                                                                                  \
    static DWORD WINAPI largest_##n(DWORD *size_out)                                   \
    {                                                                                  \
        *size_out = manners[n].largest;                                                \
        return ERROR_SUCCESS;                                                          \
    }
LIBRARY(0)
LIBRARY(1)
LIBRARY(2)

static void take_manners(struct input *input, struct manners *m)
{
    uint8_t what = take_byte(input);

    m->says = (what & 0x01) != 0 ? ERROR_BAD_FORMAT : ERROR_SUCCESS;
    m->scribbles = (what & 0x02) != 0;
    m->behind = (what & 0x04) != 0 ? 1 + take_byte(input) * 16u : 0;
    m->largest = (what & 0x08) != 0 ? (DWORD)take_number(input) << 8 : take_byte(input);
    m->answer = take_bytes(input, (what & 0x10) != 0 ? sizeof(MediaLabelInfo) : take_number(input),
                           &m->answer_size);
}

static void check_claimed(const MediaLabelInfo *info)
{
    demand(info->LabelIDSize >= 1 && info->LabelIDSize <= 255);
    for (size_t i = info->LabelIDSize; i < sizeof(info->LabelID); i++)
        demand(info->LabelID[i] == 0);
    demand(info->LabelType[0] != 0);
    demand(is_terminated(info->LabelType, NTMSMLI_MAXTYPE));
    demand(is_terminated(info->LabelAppDescr, NTMSMLI_MAXAPPDESCR));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const MAXMEDIALABEL largest[] = {largest_0, largest_1, largest_2};
    static const CLAIMMEDIALABEL claims[] = {claim_0, claim_1, claim_2};
    struct input input = {data, size};
    struct rsm_label_libraries libraries;
    struct rsm_label_bytes bytes = {0};
    enum rsm_label_outcome outcome;
    MediaLabelInfo info;

    memset(&libraries, 0, sizeof(libraries));
    for (size_t i = 0; i < LIBRARIES; i++) {
        take_manners(&input, &manners[i]);
        demand(rsm_libraries_add(&libraries, "fuzz", largest[i], claims[i], NULL));
        demand(libraries.largest <= RSM_LIBRARIES_LABEL_MAX);
    }
    bytes.first = take_bytes(&input, take_number(&input), &bytes.first_size);
    bytes.joined = bytes.first;
    bytes.joined_size = bytes.first_size + input.size;
    demand(rsm_libraries_identify(&libraries, &bytes, &outcome, &info) == ERROR_SUCCESS);
    if (outcome == RSM_LABEL_RECOGNISED)
        check_claimed(&info);
    return 0;
}
