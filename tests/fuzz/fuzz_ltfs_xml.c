/*
 * The block behind the first filemark of a tape that says it is LTFS.
 */
#include "label_contract.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t vol1[80] = {
        'V', 'O', 'L', '1', [10] = 'L', [24] = 'L', 'T', 'F', 'S', [79] = '4',
    };

    check_label(&(struct rsm_label_bytes){
        .first = vol1, .first_size = sizeof(vol1), .second = data, .second_size = size});
    return 0;
}
