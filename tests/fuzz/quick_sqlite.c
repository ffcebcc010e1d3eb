/*
 * SQLite's memory, straight from the C library.
 */
#include "quick_sqlite.h"

#include "demand.h"

#include <sqlite3.h>
#include <stdint.h>
#include <stdlib.h>

/* glibc's own, behind which a sanitizer puts its malloc(). */
extern void *__libc_malloc(size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void __libc_free(void *memory);

/* In front of what SQLite gets. */
union head {
    size_t size;
    max_align_t alignment;
};

static void *give(int size)
{
    union head *head = __libc_malloc(sizeof *head + (size_t)size);

    if (head == NULL)
        return NULL;
    head->size = (size_t)size;
    return head + 1;
}

static void take_back(void *memory)
{
    if (memory != NULL)
        __libc_free((union head *)memory - 1);
}

static void *give_more(void *memory, int size)
{
    union head *head = __libc_realloc((union head *)memory - 1, sizeof *head + (size_t)size);

    if (head == NULL)
        return NULL;
    head->size = (size_t)size;
    return head + 1;
}

static int size_of(void *memory)
{
    return memory == NULL ? 0 : (int)((union head *)memory - 1)->size;
}

static int round_up(int size)
{
    return (size + 7) & ~7;
}

static int begin(void *context)
{
    (void)context;
    return SQLITE_OK;
}

static void end(void *context)
{
    (void)context;
}

void quicken_sqlite(void)
{
    static const sqlite3_mem_methods methods = {
        .xMalloc = give,
        .xFree = take_back,
        .xRealloc = give_more,
        .xSize = size_of,
        .xRoundup = round_up,
        .xInit = begin,
        .xShutdown = end,
    };
    static bool done;

    if (done)
        return;
    done = true;
    demand(sqlite3_config(SQLITE_CONFIG_MALLOC, &methods) == SQLITE_OK);
    demand(sqlite3_config(SQLITE_CONFIG_SINGLETHREAD) == SQLITE_OK);
    demand(sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) == SQLITE_OK);
}
