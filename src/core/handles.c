/*
 * The table of handles.  A handle is a number that looks like nothing else a program holds: its two low
 * bits are never zero as those of pointers and kernel handles are, and it is larger than any kernel
 * handle, so that closing it with CloseHandle closes nothing.
 *
 *     bit 31 0 | bit 30 1 | generation, 16 bits | index, 12 bits | kind, 2 bits
 */
#include "core/handles.h"

#include "platform/log.h"

enum { KIND_BITS = 2, INDEX_BITS = 12, GENERATION_BITS = 16, HANDLES_MAX = 1 << INDEX_BITS };

#define HANDLE_MARK ((uintptr_t)1 << 30)

struct entry {
    struct rsm_handled *handled; /* NULL = free */
    uint16_t generation;
};

/* The last lock in the order: while it is held nothing else is called. */
static struct rsm_mutex lock = RSM_MUTEX_INIT;
static struct entry table[HANDLES_MAX]; /* guarded by lock, as all below */
static size_t next_index;      /* entries are used in turn, so that none is used again soon */
static struct rsm_cond unused; /* what was removed is not referenced any more */
static bool unused_made;       /* with the first handle: a condition has no static form */

static HANDLE handle_of(size_t index)
{
    const struct entry *entry = &table[index];
    uintptr_t number = HANDLE_MARK | ((uintptr_t)entry->generation << (INDEX_BITS + KIND_BITS)) |
                       ((uintptr_t)index << KIND_BITS) | (uintptr_t)entry->handled->kind;

    return (HANDLE)number;
}

/* Wants the lock.  False when the table is full. */
static bool add(struct rsm_handled *handled, HANDLE *handle_out)
{
    for (size_t tried = 0; tried < HANDLES_MAX; tried++) {
        size_t index = (next_index + tried) % HANDLES_MAX;
        struct entry *entry = &table[index];

        if (entry->handled == NULL) {
            entry->handled = handled;
            entry->generation++;
            next_index = index + 1;
            *handle_out = handle_of(index);
            return true;
        }
    }
    return false;
}

/* Wants the lock.  NULL when the handle is not a live one of that kind, whatever it is. */
static struct entry *find(HANDLE handle, enum rsm_handle_kind kind)
{
    size_t index = ((uintptr_t)handle >> KIND_BITS) % HANDLES_MAX;
    struct entry *entry = &table[index];

    if (entry->handled == NULL || entry->handled->kind != kind || handle_of(index) != handle)
        return NULL;
    if (entry->handled->owner != NULL && entry->handled->owner->closing)
        return NULL;
    return entry;
}

rsm_error rsm_handles_add(struct rsm_handled *handled, HANDLE *handle_out)
{
    bool added;

    rsm_mutex_lock(&lock);
    if (!unused_made)
        rsm_cond_init(&unused);
    unused_made = true;
    added = add(handled, handle_out);
    rsm_mutex_unlock(&lock);
    if (added)
        return ERROR_SUCCESS;
    rsm_log(RSM_LOG_ERROR, "core",
            "%d handles are open: close sessions and notifications that are no longer used",
            HANDLES_MAX);
    return ERROR_NOT_ENOUGH_MEMORY;
}

/* Wants the lock. */
static struct rsm_handled *add_reference(struct rsm_handled *handled)
{
    handled->references++;
    if (handled->owner != NULL)
        handled->owner->references++;
    return handled;
}

/* Wants the lock. */
static void drop_reference(struct rsm_handled *handled)
{
    handled->references--;
    if (handled->references == 0 && handled->closing)
        rsm_cond_broadcast(&unused);
}

rsm_error rsm_handles_get(HANDLE handle, enum rsm_handle_kind kind,
                          struct rsm_handled **handled_out)
{
    struct entry *entry;

    rsm_mutex_lock(&lock);
    entry = find(handle, kind);
    if (entry != NULL)
        *handled_out = add_reference(entry->handled);
    rsm_mutex_unlock(&lock);
    return entry == NULL ? ERROR_INVALID_HANDLE : ERROR_SUCCESS;
}

void rsm_handles_release(struct rsm_handled *handled)
{
    rsm_mutex_lock(&lock);
    if (handled->owner != NULL)
        drop_reference(handled->owner);
    drop_reference(handled);
    rsm_mutex_unlock(&lock);
}

rsm_error rsm_handles_remove(HANDLE handle, enum rsm_handle_kind kind, bool in_use_too,
                             struct rsm_handled **handled_out)
{
    rsm_error err = ERROR_SUCCESS;
    struct entry *entry;

    rsm_mutex_lock(&lock);
    entry = find(handle, kind);
    if (entry == NULL)
        err = ERROR_INVALID_HANDLE;
    else if (entry->handled->references > 0 && !in_use_too)
        err = ERROR_BUSY;
    if (err == ERROR_SUCCESS) {
        *handled_out = add_reference(entry->handled);
        entry->handled->closing = true;
        entry->handled = NULL;
    }
    rsm_mutex_unlock(&lock);
    return err;
}

bool rsm_handles_wait_unused(struct rsm_handled *handled, uint32_t timeout_ms)
{
    bool is_unused;

    rsm_mutex_lock(&lock);
    if (handled->references > 0)
        (void)rsm_cond_wait(&unused, &lock, timeout_ms);
    is_unused = handled->references == 0;
    rsm_mutex_unlock(&lock);
    return is_unused;
}

void rsm_handles_destroy_owned(struct rsm_handled *owner)
{
    for (size_t index = 0; index < HANDLES_MAX; index++) {
        struct rsm_handled *handled;

        rsm_mutex_lock(&lock);
        handled = table[index].handled;
        if (handled != NULL && handled->owner == owner)
            table[index].handled = NULL;
        else
            handled = NULL;
        rsm_mutex_unlock(&lock);
        if (handled != NULL)
            handled->destroy(handled);
    }
}

bool rsm_handles_is_closing(const struct rsm_handled *handled)
{
    bool closing;

    rsm_mutex_lock(&lock);
    closing = handled->closing || (handled->owner != NULL && handled->owner->closing);
    rsm_mutex_unlock(&lock);
    return closing;
}
