/*
 * A tar header, as it is and with its checksum put right, which is claimed then.
 */
#include "label_contract.h"

#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { CHECKSUM = 148, CHECKSUM_SIZE = 8, HEADER_SIZE = 512 };

static void seal(uint8_t *header)
{
    char text[16];
    unsigned sum = 0;

    memset(header + CHECKSUM, ' ', CHECKSUM_SIZE);
    for (size_t i = 0; i < HEADER_SIZE; i++)
        sum += header[i];
    snprintf(text, sizeof(text), "%06o", sum);
    memcpy(header + CHECKSUM, text, 7);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    MediaLabelInfo info;
    MediaLabelInfo again;
    uint8_t *block;

    if (check_claim(rsm_tar_claim, data, size, &info))
        demand(size >= HEADER_SIZE && is_label_type(&info, "tar") && info.LabelIDSize == 16);
    if (size < HEADER_SIZE)
        return 0;
    block = malloc(size);
    demand(block != NULL);
    memcpy(block, data, size);
    seal(block);
    demand(check_claim(rsm_tar_claim, block, size, &info));
    demand(rsm_tar_claim(block, HEADER_SIZE, &again) == ERROR_SUCCESS);
    demand(memcmp(&info, &again, sizeof(info)) == 0);
    check_label(&(struct rsm_label_bytes){.first = block, .first_size = size});
    free(block);
    return 0;
}
