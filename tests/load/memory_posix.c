/* What malloc() holds: resident memory does not shrink when it is freed. */
#include "load/load.h"

#include <malloc.h>

uint64_t load_memory(void)
{
    struct mallinfo2 info = mallinfo2();

    return info.uordblks + info.hblkhd;
}
