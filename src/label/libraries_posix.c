/*
 * There is no registry here, and so no media label library.
 */
#include "label/libraries.h"

#include <string.h>

void rsm_libraries_load(struct rsm_label_libraries *libraries_out)
{
    memset(libraries_out, 0, sizeof *libraries_out);
}

void rsm_libraries_unload(struct rsm_label_libraries *libraries)
{
    libraries->count = 0;
}
