/*
 * What all tables of the overview are made with: visiting objects, adding cells, printing.  Which
 * tables there are is in view_all.c and overview_requests.c.
 */
#include "cli/overview.h"

#include "cli/display.h"
#include "cli/listing.h"
#include "cli/paint.h"
#include "model/guid.h"
#include "platform/text.h"

rsm_error rsm_overview_each(struct rsm_overview *overview, GUID *container, DWORD type,
                            rsm_overview_visit *visit, void *context)
{
    struct rsm_listing listing;
    NTMS_OBJECTINFORMATIONW info;
    rsm_error err = rsm_listing_read(overview->session, container, type, &listing);

    for (size_t i = 0; i < listing.count && err == ERROR_SUCCESS; i++) {
        err = rsm_listing_describe(overview->session, &listing.ids[i], type, &info);
        if (err == ERROR_SUCCESS)
            err = visit(overview, &info, context);
        else if (err == ERROR_OBJECT_NOT_FOUND)
            err = ERROR_SUCCESS;
    }
    rsm_listing_free(&listing);
    return err;
}

rsm_error rsm_overview_print(struct rsm_overview *overview, struct rsm_table *table,
                             const char *heading, const char *of)
{
    rsm_error err = ERROR_SUCCESS;

    if (rsm_table_rows(table) > 0 || table->is_short_of_memory) {
        rsm_output_print(overview->out, "\n%s%s%s%s%s\n\n",
                         rsm_paint_begin(overview->out, RSM_PAINT_HEADING), heading,
                         of[0] != '\0' ? " of " : "", of,
                         rsm_paint_end(overview->out, RSM_PAINT_HEADING));
        err = rsm_table_print(table, overview->out);
    }
    rsm_table_end(table);
    return err;
}

void rsm_overview_add_text(struct rsm_table *table, const WCHAR *text, size_t room)
{
    char utf8[RSM_DISPLAY_TEXT];

    rsm_display_text(text, room, utf8);
    rsm_table_add(table, "%s", utf8);
}

static void read_name(struct rsm_overview *overview, const GUID *id, DWORD type,
                      struct rsm_last_name *name_out)
{
    NTMS_OBJECTINFORMATIONW info;

    name_out->id = *id;
    name_out->name[0] = 0;
    if (!rsm_guid_is_null(id) &&
        rsm_listing_describe(overview->session, &name_out->id, type, &info) == ERROR_SUCCESS)
        rsm_text_copy(name_out->name, NTMS_OBJECTNAME_LENGTH, info.szName);
}

void rsm_overview_add_name(struct rsm_overview *overview, struct rsm_table *table, const GUID *id,
                           DWORD type)
{
    struct rsm_last_name once;
    struct rsm_last_name *last = type == NTMS_LIBRARY      ? &overview->last_library
                                 : type == NTMS_MEDIA_TYPE ? &overview->last_media_type
                                                           : &once;

    if (last == &once || !rsm_guid_equal(&last->id, id))
        read_name(overview, id, type, last);
    rsm_overview_add_text(table, last->name, NTMS_OBJECTNAME_LENGTH);
}
