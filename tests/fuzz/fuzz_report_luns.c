/*
 * REPORT LUNS: any bytes, into little room and into much.
 */
#include "demand.h"

#include "scsi/spc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_list(const uint8_t *data, size_t size, size_t capacity)
{
    struct rsm_spc_lun luns[64];
    size_t count;
    uint32_t needed;
    rsm_error error = rsm_spc_parse_luns(data, size, luns, capacity, &count, &needed);

    demand(error == ERROR_SUCCESS || error == ERROR_MORE_DATA || error == ERROR_INVALID_DATA);
    demand((error == ERROR_INVALID_DATA) == (size < 8));
    demand(count <= capacity && count <= size / 8);
    demand(error != ERROR_MORE_DATA || count == capacity);
    demand(size < 8 || needed >= 8);
    for (size_t i = 0; i < count; i++) {
        demand(memcmp(luns[i].bytes, data + 8 + 8 * i, 8) == 0);
        demand(luns[i].flat ? luns[i].number <= 0xFFFFFFFFFF : luns[i].number == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_list(data, size, 0);
    check_list(data, size, 1);
    check_list(data, size, 64);
    return 0;
}
