/*
 * The first block of a tape, whatever it holds.
 */
#include "label_contract.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_label(&(struct rsm_label_bytes){.first = data, .first_size = size});
    return 0;
}
