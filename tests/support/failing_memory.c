/*
 * Memory that fails.  Follows SQLite's documentation of sqlite3_mem_methods, and the linker's of --wrap.
 */
#include "support/failing_memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sqlite3.h>

static unsigned fail_at; /* 0 = never */
static enum memory fail_whose;
static bool fail_later;
static bool struck;
static unsigned allocations; /* of those that fail_whose says */
static long blocks;
static unsigned inside; /* SQLite's own allocator, which may use ours, or a device */

static bool strikes(enum memory whose)
{
    if (fail_at == 0 || inside > 0)
        return false;
    if (struck)
        return fail_later;
    struck = whose == fail_whose && ++allocations == fail_at;
    return struck;
}

static void count(const void *before, const void *after)
{
    if (inside == 0)
        blocks += (after != NULL) - (before != NULL);
}

/* ---- our own code ---- */

void *__real_malloc(size_t size);
void *__real_calloc(size_t number, size_t size);
void *__real_realloc(void *block, size_t size);
void __real_free(void *block);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t number, size_t size);
void *__wrap_realloc(void *block, size_t size);
void __wrap_free(void *block);

void *__wrap_malloc(size_t size)
{
    void *block = strikes(MEMORY_OURS) ? NULL : __real_malloc(size);

    count(NULL, block);
    return block;
}

void *__wrap_calloc(size_t number, size_t size)
{
    void *block = strikes(MEMORY_OURS) ? NULL : __real_calloc(number, size);

    count(NULL, block);
    return block;
}

void *__wrap_realloc(void *block, size_t size)
{
    bool was_there = block != NULL;
    void *grown = strikes(MEMORY_OURS) ? NULL : __real_realloc(block, size);

    if (grown != NULL && !was_there)
        count(NULL, grown);
    return grown;
}

void __wrap_free(void *block)
{
    count(block, NULL);
    __real_free(block);
}

/* ---- SQLite ---- */

static sqlite3_mem_methods real;

static void *sqlite_malloc(int size)
{
    void *block;

    if (strikes(MEMORY_OF_SQLITE))
        return NULL;
    inside++;
    block = real.xMalloc(size);
    inside--;
    count(NULL, block);
    return block;
}

static void *sqlite_realloc(void *block, int size)
{
    void *grown;

    if (strikes(MEMORY_OF_SQLITE))
        return NULL;
    inside++;
    grown = real.xRealloc(block, size);
    inside--;
    return grown;
}

static void sqlite_free(void *block)
{
    count(block, NULL);
    inside++;
    real.xFree(block);
    inside--;
}

void failing_memory_begin(void)
{
    sqlite3_mem_methods methods;

    assert_int_equal(sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real), SQLITE_OK);
    methods = real;
    methods.xMalloc = sqlite_malloc;
    methods.xRealloc = sqlite_realloc;
    methods.xFree = sqlite_free;
    assert_int_equal(sqlite3_config(SQLITE_CONFIG_MALLOC, &methods), SQLITE_OK);
}

void failing_memory_at(enum memory whose, unsigned number, bool all_later)
{
    fail_whose = whose;
    fail_at = number;
    fail_later = all_later;
    allocations = 0;
    struck = false;
}

void failing_memory_mend(void)
{
    fail_at = 0;
}

void failing_memory_pause(void)
{
    inside++;
}

void failing_memory_go_on(void)
{
    inside--;
}

bool failing_memory_has_struck(void)
{
    return struck;
}

long failing_memory_blocks(void)
{
    return blocks;
}
