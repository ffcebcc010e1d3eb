/*
 * The list, and who may be loaded next.
 */
#include "work/mount_list.h"

#include "model/guid.h"

/* The bay is not loaded yet: that mount waits for its thread. */
static void set_state(struct rsm_mounting *mounting, enum rsm_mounting_state state)
{
    mounting->state = state;
    mounting->bay->waits = state == RSM_MOUNTING_WAITS;
}

void rsm_mount_list_add(struct rsm_library *library, const struct rsm_mounting *mounting)
{
    rsm_mutex_lock(&library->mutex);
    library->mountings[library->mounting_count++] = *mounting;
    rsm_mutex_unlock(&library->mutex);
}

void rsm_mount_list_release(struct rsm_library *library, const GUID *batch)
{
    rsm_mutex_lock(&library->mutex);
    for (size_t i = 0; i < library->mounting_count; i++) {
        if (rsm_guid_equal(&library->mountings[i].batch, batch))
            set_state(&library->mountings[i], RSM_MOUNTING_WAITS);
    }
    rsm_mutex_unlock(&library->mutex);
    rsm_store_wake(library->rsm->store);
}

/* Of the drives whose device is not certain one at a time is loaded. */
static bool may_be_loaded(const struct rsm_library *library, const struct rsm_bay *bay)
{
    for (size_t i = 0; !rsm_library_knows_device(bay) && i < library->bay_count; i++) {
        const struct rsm_bay *other = &library->bays[i];

        if (other != bay && other->taken && !other->waits && !rsm_library_knows_device(other))
            return false;
    }
    return true;
}

bool rsm_mount_list_next(struct rsm_library *library, struct rsm_mounting *mounting_out)
{
    bool found = false;

    rsm_mutex_lock(&library->mutex);
    for (size_t i = 0; i < library->mounting_count && !found; i++) {
        struct rsm_mounting *mounting = &library->mountings[i];

        found = mounting->state == RSM_MOUNTING_WAITS && may_be_loaded(library, mounting->bay);
        if (!found)
            continue;
        set_state(mounting, RSM_MOUNTING_RUNS);
        *mounting_out = *mounting;
    }
    rsm_mutex_unlock(&library->mutex);
    return found;
}

static struct rsm_mounting *find(struct rsm_library *library, const GUID *request)
{
    for (size_t i = 0; i < library->mounting_count; i++) {
        if (rsm_guid_equal(&library->mountings[i].request, request))
            return &library->mountings[i];
    }
    return NULL;
}

bool rsm_mount_list_ready(struct rsm_library *library, const struct rsm_mounting *mounting)
{
    struct rsm_mounting *kept;
    bool ready;

    rsm_mutex_lock(&library->mutex);
    kept = find(library, &mounting->request);
    ready = kept != NULL;
    if (ready) {
        *kept = *mounting;
        set_state(kept, RSM_MOUNTING_READY);
    }
    for (size_t i = 0; i < library->mounting_count; i++)
        ready = ready && (!rsm_guid_equal(&library->mountings[i].batch, &mounting->batch) ||
                          library->mountings[i].state == RSM_MOUNTING_READY);
    rsm_mutex_unlock(&library->mutex);
    return ready;
}

size_t rsm_mount_list_take(struct rsm_library *library, const struct rsm_mounting *ran,
                           struct rsm_mounting *mountings_out)
{
    size_t count = 0;
    size_t kept = 0;

    rsm_mutex_lock(&library->mutex);
    for (size_t i = 0; i < library->mounting_count; i++) {
        const struct rsm_mounting *mounting = &library->mountings[i];

        if (rsm_guid_equal(&mounting->request, &ran->request) ||
            (rsm_guid_equal(&mounting->batch, &ran->batch) && mounting->state != RSM_MOUNTING_RUNS))
            mountings_out[count++] = *mounting;
        else
            library->mountings[kept++] = *mounting;
    }
    library->mounting_count = kept;
    rsm_mutex_unlock(&library->mutex);
    return count;
}

bool rsm_mount_list_has(const struct rsm_library *library, const GUID *medium)
{
    for (size_t i = 0; i < library->mounting_count; i++) {
        if (rsm_guid_equal(&library->mountings[i].medium, medium))
            return true;
    }
    return false;
}

void rsm_mount_list_clear(struct rsm_library *library)
{
    size_t count;

    rsm_mutex_lock(&library->mutex);
    count = library->mounting_count;
    library->mounting_count = 0;
    rsm_mutex_unlock(&library->mutex);
    for (size_t i = 0; i < count; i++)
        rsm_library_give_bay(library, library->mountings[i].bay);
}
