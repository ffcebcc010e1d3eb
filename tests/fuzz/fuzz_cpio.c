/*
 * The headers of cpio: any bytes, and the same behind each of its magic numbers.
 */
#include "label_contract.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_block(const uint8_t *block, size_t size)
{
    MediaLabelInfo info;

    if (check_claim(rsm_cpio_claim, block, size, &info)) {
        demand(is_label_type(&info, "cpio") && info.LabelIDSize == 16);
        demand(size >= 26 + 2 && info.LabelAppDescr[0] != 0);
    }
    check_label(&(struct rsm_label_bytes){.first = block, .first_size = size});
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const magics[] = {"070701", "070702", "070707", "\xC7\x71", "\x71\xC7"};
    uint8_t *block = malloc(size + 1);

    demand(block != NULL);
    check_block(data, size);
    for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++) {
        size_t length = strlen(magics[i]);

        if (size < length)
            continue;
        memcpy(block, data, size);
        memcpy(block, magics[i], length);
        check_block(block, size);
    }
    free(block);
    return 0;
}
