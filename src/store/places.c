/*
 * Narrow lists for inventories of large libraries.
 */
#include "store/places.h"

#include "model/object_types.h"
#include "platform/array.h"
#include "platform/clock.h"
#include "store/transaction.h"
#include "store/values.h"

#include <assert.h>
#include <stdlib.h>

rsm_error rsm_places_list(struct rsm_store *store, DWORD type, const GUID *library,
                          struct rsm_seat **places_out, size_t *count_out)
{
    struct rsm_sql_text text;
    struct rsm_statement *statement;
    struct rsm_seat *places = NULL, *grown;
    size_t count = 0, room = 0;
    bool row;
    rsm_error err;

    assert(type == NTMS_STORAGESLOT || type == NTMS_DRIVE || type == NTMS_IEPORT);
    rsm_sql_text_begin(&text);
    rsm_sql_text_add(&text,
                     "SELECT guid, element, number, %s FROM \"%s\" CROSS JOIN object USING (id)"
                     " WHERE library IS ?1 ORDER BY element, id",
                     type == NTMS_IEPORT ? "content" : "state", rsm_object_type_name(type));
    err = rsm_sql_take(rsm_store_sql(store, RSM_STORE_READ), text.text, &statement);
    if (err != ERROR_SUCCESS)
        return err;
    rsm_values_bind_id(statement, 1, rsm_fields_find(type, "library"), library);
    while ((err = rsm_sql_step(statement, &row)) == ERROR_SUCCESS && row) {
        grown = rsm_array_grow(places, sizeof *places, count + 1, &room);
        if (grown == NULL) {
            err = ERROR_NOT_ENOUGH_MEMORY;
            break;
        }
        places = grown;
        rsm_sql_guid(statement, 0, &places[count].id);
        places[count].element = (DWORD)rsm_sql_number(statement, 1);
        places[count].number = (DWORD)rsm_sql_number(statement, 2);
        places[count].state = (DWORD)rsm_sql_number(statement, 3);
        count++;
    }
    rsm_sql_give(statement);
    if (err != ERROR_SUCCESS) {
        free(places);
        return err;
    }
    *places_out = places;
    *count_out = count;
    return ERROR_SUCCESS;
}

static void read_holding(struct rsm_statement *statement, struct rsm_holding *holding)
{
    rsm_sql_guid(statement, 0, &holding->id);
    rsm_sql_guid(statement, 1, &holding->location);
    rsm_sql_guid(statement, 2, &holding->home);
    holding->location_type = (DWORD)rsm_sql_number(statement, 3);
    holding->fresh = (DWORD)rsm_sql_number(statement, 4);
    holding->hold = (DWORD)rsm_sql_number(statement, 5);
    rsm_sql_utf8(statement, 6, holding->bar_code, sizeof holding->bar_code);
    holding->row = rsm_sql_number(statement, 7);
}

rsm_error rsm_places_holdings(struct rsm_store *store, const GUID *library,
                              struct rsm_holding **holdings_out, size_t *count_out)
{
    struct rsm_statement *statement;
    struct rsm_holding *holdings = NULL, *grown;
    size_t count = 0, room = 0;
    bool row;
    rsm_error err = rsm_sql_take(rsm_store_sql(store, RSM_STORE_READ),
                                 "SELECT guid, location, home_slot, location_type, fresh,"
                                 " hold, bar_code, id"
                                 " FROM physical_media CROSS JOIN object USING (id)"
                                 " WHERE current_library IS ?1 ORDER BY id",
                                 &statement);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_values_bind_id(statement, 1, rsm_fields_find(NTMS_PHYSICAL_MEDIA, "current_library"),
                       library);
    while ((err = rsm_sql_step(statement, &row)) == ERROR_SUCCESS && row) {
        grown = rsm_array_grow(holdings, sizeof *holdings, count + 1, &room);
        if (grown == NULL) {
            err = ERROR_NOT_ENOUGH_MEMORY;
            break;
        }
        holdings = grown;
        read_holding(statement, &holdings[count++]);
    }
    rsm_sql_give(statement);
    if (err != ERROR_SUCCESS) {
        free(holdings);
        return err;
    }
    *holdings_out = holdings;
    *count_out = count;
    return ERROR_SUCCESS;
}

rsm_error rsm_places_put(struct rsm_store *store, const struct rsm_holding *medium,
                         const GUID *location, DWORD location_type, const GUID *home)
{
    struct rsm_statement *statement;
    SYSTEMTIME now;
    size_t rows = 0;
    rsm_error err = rsm_sql_take(rsm_store_sql(store, RSM_STORE_WRITE),
                                 "UPDATE physical_media SET location = ?1, location_type = ?2,"
                                 " home_slot = ?3, modified = ?4 WHERE id = ?5",
                                 &statement);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_clock_utc(&now);
    rsm_sql_bind_guid(statement, 1, location);
    rsm_sql_bind_number(statement, 2, location_type);
    rsm_sql_bind_guid(statement, 3, home);
    rsm_sql_bind_number(statement, 4, rsm_clock_to_ms(&now));
    rsm_sql_bind_number(statement, 5, medium->row);
    err = rsm_sql_execute(statement, &rows);
    if (err == ERROR_SUCCESS && rows == 0)
        err = ERROR_OBJECT_NOT_FOUND;
    return err == ERROR_SUCCESS
               ? rsm_store_note(store, RSM_CHANGE_UPDATE, NTMS_PHYSICAL_MEDIA, &medium->id)
               : err;
}
