/*
 * Media pools on the overview page: those with something in them, and what is in no library.
 */
#include <stdio.h>
#include <string.h>

#include "cli/display.h"
#include "cli/page.h"
#include "model/guid.h"

enum { SHOWN = 20 };

/* Nobody allocates from Import and Unrecognized. */
static bool lends(const NTMS_MEDIAPOOLINFORMATION *pool)
{
    return pool->PoolType == NTMS_POOLTYPE_SCRATCH || pool->PoolType == NTMS_POOLTYPE_APPLICATION;
}

/* Of media with two sides each is one; then this is 0 when it is not known. */
static DWORD count_free(const NTMS_MEDIAPOOLINFORMATION *pool)
{
    return pool->dwNumberOfPhysicalMedia > pool->dwNumberOfLogicalMedia
               ? pool->dwNumberOfPhysicalMedia - pool->dwNumberOfLogicalMedia
               : 0;
}

static void add_pool(struct rsm_json list, const struct rsm_pool *pool, struct rsm_table *table)
{
    const NTMS_MEDIAPOOLINFORMATION *info = &pool->info;
    const char *leaf = strrchr(pool->path, '\\');
    struct rsm_json json = rsm_json_object(list, NULL);

    rsm_json_guid(json, "id", &pool->id);
    rsm_json_text(json, "name", leaf != NULL ? leaf + 1 : pool->path);
    rsm_json_text(json, "path", pool->path);
    rsm_json_text(json, "pool_type", rsm_display_pool_type(info->PoolType));
    rsm_json_number(json, "number_of_media", info->dwNumberOfPhysicalMedia);
    rsm_json_number(json, "number_of_logical_media", info->dwNumberOfLogicalMedia);
    if (lends(info))
        rsm_json_number(json, "number_of_free_media", count_free(info));
    else
        rsm_json_null(json, "number_of_free_media");
    if (info->dwNumberOfPhysicalMedia == 0 || rsm_table_rows(table) >= SHOWN)
        return;
    rsm_table_add(table, "%s", pool->path);
    rsm_table_add(table, "%u", (unsigned)info->dwNumberOfPhysicalMedia);
    if (lends(info)) {
        rsm_table_add(table, "%u", (unsigned)info->dwNumberOfLogicalMedia);
        rsm_table_add(table, "%u", (unsigned)count_free(info));
    } else {
        rsm_table_add(table, "%s", "");
        rsm_table_add(table, "%s", "");
    }
}

static rsm_error add_offline(struct rsm_overview *overview, NTMS_OBJECTINFORMATIONW *info,
                             void *context)
{
    DWORD *count = context;

    (void)overview;
    if ((info->Info.Library.dwFlags & NTMS_LIBRARYFLAG_FIXEDOFFLINE) != 0)
        *count += info->Info.Library.dwNumberOfMedia;
    return ERROR_SUCCESS;
}

static rsm_error tell_offline(struct rsm_page *page)
{
    DWORD count = 0;
    char line[100];
    rsm_error err = rsm_overview_each(&page->overview, NULL, NTMS_LIBRARY, add_offline, &count);

    rsm_json_number(page->run->json, "number_of_offline_media", count);
    if (err != ERROR_SUCCESS || count == 0)
        return err;
    snprintf(line, sizeof line, "%u of them %s in no library now.", (unsigned)count,
             count == 1 ? "is" : "are");
    rsm_output_print(page->run->out, "\n");
    rsm_page_paragraph(page, 2, line);
    return ERROR_SUCCESS;
}

rsm_error rsm_page_pools(struct rsm_page *page)
{
    static const struct rsm_column columns[] = {
        {"Pool", RSM_LEFT, 20, false},
        {"Media", RSM_RIGHT, 0, false},
        {"Allocated", RSM_RIGHT, 0, false},
        {"Free", RSM_RIGHT, 0, false},
    };
    const struct rsm_pools *pools = &page->overview.pools;
    struct rsm_json list = rsm_json_array(page->run->json, "media_pools");
    struct rsm_table table;
    size_t used = 0;
    rsm_error err = ERROR_SUCCESS;

    rsm_table_begin(&table, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < pools->count; i++) {
        if (rsm_guid_is_null(&pools->pools[i].info.MediaType))
            continue; /* it holds pools */
        add_pool(list, &pools->pools[i], &table);
        used += pools->pools[i].info.dwNumberOfPhysicalMedia > 0 ? 1 : 0;
    }
    if (used > SHOWN)
        rsm_table_note(&table, "%zu more pools have media: rsm view", used - SHOWN);
    if (used > 0) {
        rsm_page_heading(page, "Media");
        err = rsm_table_print(&table, page->run->out);
    }
    rsm_table_end(&table);
    return err == ERROR_SUCCESS ? tell_offline(page) : err;
}
