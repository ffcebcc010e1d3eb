/*
 * Everything being printed in tables (rsm view), and what all of them are made with; the overview page (page.h) uses it,
 * too.
 */
#ifndef RSM_CLI_OVERVIEW_H
#define RSM_CLI_OVERVIEW_H

#include "cli/output.h"
#include "cli/pools.h"
#include "cli/table.h"

struct rsm_overview {
    HANDLE session;
    const struct rsm_output *out;
    struct rsm_pools pools;
    bool has_library; /* one that is not the offline library */
    struct rsm_last_name {
        GUID id;
        WCHAR name[NTMS_OBJECTNAME_LENGTH];
    } last_library, last_media_type; /* asked for again and again */
};

/* Visit each object of a kind in a container (NULL = all); those that vanish meanwhile are passed
 * over, and the first error ends it. */
typedef rsm_error rsm_overview_visit(struct rsm_overview *overview, NTMS_OBJECTINFORMATIONW *info,
                                     void *context);
rsm_error rsm_overview_each(struct rsm_overview *overview, GUID *container, DWORD type,
                            rsm_overview_visit *visit, void *context);

/* Print a table under its heading ("Slots of STK L700") and free it; nothing without rows. */
rsm_error rsm_overview_print(struct rsm_overview *overview, struct rsm_table *table,
                             const char *heading, const char *of);

/* Add a cell: a text of a structure; the name of an object, or "" for the null GUID and for one
 * that is not there any more. */
void rsm_overview_add_text(struct rsm_table *table, const WCHAR *text, size_t room);
void rsm_overview_add_name(struct rsm_overview *overview, struct rsm_table *table, const GUID *id,
                           DWORD type);

#endif
