/*
 * Generic rights.
 */
#include "model/rights.h"

DWORD rsm_rights_map(DWORD mask)
{
    static const struct {
        DWORD generic;
        DWORD meaning;
    } rows[] = {
        {GENERIC_READ, RSM_RIGHTS_READ},
        {GENERIC_WRITE, RSM_RIGHTS_WRITE},
        {GENERIC_EXECUTE, RSM_RIGHTS_EXECUTE},
        {GENERIC_ALL, RSM_RIGHTS_ALL},
    };
    DWORD mapped = mask;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (mask & rows[i].generic)
            mapped = (mapped & ~(DWORD)rows[i].generic) | rows[i].meaning;
    }
    return mapped;
}
