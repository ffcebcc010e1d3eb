/*
 * Tape devices that may be one of the drives whose device is not known.
 */
#include "work/library.h"

#include <stdio.h>
#include <string.h>

static size_t find_spare(const struct rsm_library *library, const char *address)
{
    size_t i = 0;

    while (i < library->spare_count && strcmp(library->spare[i], address) != 0)
        i++;
    return i;
}

void rsm_library_add_spare(struct rsm_library *library, const char *address)
{
    rsm_mutex_lock(&library->mutex);
    if (find_spare(library, address) == library->spare_count &&
        library->spare_count < RSM_LIBRARY_DRIVES_MAX)
        snprintf(library->spare[library->spare_count++], RSM_ADDRESS_MAX, "%s", address);
    rsm_mutex_unlock(&library->mutex);
}

/* Those that are left when the device of each drive is known may stand alone: look at them anew. */
static void drop_needless(struct rsm_library *library)
{
    bool knows_all = true;

    for (size_t i = 0; i < library->bay_count; i++)
        knows_all = knows_all && rsm_library_knows_device(&library->bays[i]);
    if (!knows_all || library->spare_count == 0)
        return;
    library->spare_count = 0;
    library->missed = true;
}

void rsm_library_drop_spare(struct rsm_library *library, const char *address)
{
    size_t i;

    rsm_mutex_lock(&library->mutex);
    i = find_spare(library, address);
    if (i < library->spare_count) {
        library->spare_count--;
        memmove(library->spare[i], library->spare[i + 1],
                (library->spare_count - i) * sizeof library->spare[0]);
    }
    drop_needless(library);
    rsm_mutex_unlock(&library->mutex);
}
