/*
 * A standard label in ASCII or EBCDIC: what is claimed has its 80 bytes as id, and its volume's name as text.
 */
#include "label_contract.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_block(const uint8_t *block, size_t size)
{
    MediaLabelInfo info;

    demand(check_claim(rsm_ansi_claim, block, size, &info));
    demand(is_label_type(&info, "ANSI X3.27"));
    demand(info.LabelIDSize == 80 && memcmp(info.LabelID, block, 80) == 0);
    for (size_t i = 0; info.LabelAppDescr[i] != 0; i++)
        demand(i < 6 && info.LabelAppDescr[i] >= 0x20);
    check_label(&(struct rsm_label_bytes){.first = block, .first_size = size});
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t ascii[] = {'V', 'O', 'L', '1'};
    static const uint8_t ebcdic[] = {0xE5, 0xD6, 0xD3, 0xF1};
    MediaLabelInfo info;
    uint8_t *block;

    if (check_claim(rsm_ansi_claim, data, size, &info))
        check_block(data, size);
    if (size < 80)
        return 0;
    block = malloc(size);
    demand(block != NULL);
    memcpy(block, data, size);
    memcpy(block, ascii, sizeof(ascii));
    check_block(block, size);
    memcpy(block, ebcdic, sizeof(ebcdic));
    check_block(block, size);
    free(block);
    return 0;
}
