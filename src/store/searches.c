/*
 * Searches, written out as statements.  CROSS JOIN keeps the order of the tables: of each library that is
 * there, few as they are, the best of the pool's sides in it, which is the first that fits in the order of
 * their index; then the best of these.
 */
#include "store/searches.h"

#include "ntmsapi.h"
#include "store/transaction.h"

/* A medium with a mark (Fresh) is not known well enough: not identified yet, or no longer in its place. */
#define BEST_IN_LIBRARY                                                               \
    "SELECT side.id FROM partition AS side"                                           \
    " CROSS JOIN object AS medium_object ON medium_object.guid = side.physical_media" \
    " CROSS JOIN physical_media AS medium ON medium.id = medium_object.id"            \
    " WHERE side.media_pool = ?1 AND side.state = ?2 AND side.library = place.number" \
    " AND side.enabled AND medium.enabled AND medium.fresh = 0"
#define OF_WHOLE_MEDIA                                  \
    " AND NOT EXISTS (SELECT 1 FROM partition AS other" \
    " WHERE other.physical_media = side.physical_media AND other.state <> ?2)"
#define LEAST_USED " ORDER BY side.allocate_count, side.id LIMIT 1"
#define BEST_OF_LIBRARIES(best_in_library)                         \
    "SELECT object.guid FROM library"                              \
    " CROSS JOIN object AS itself ON itself.id = library.id"       \
    " CROSS JOIN shared AS place ON place.guid = itself.guid"      \
    " CROSS JOIN partition AS side ON side.id = (" best_in_library \
    ")"                                                            \
    " CROSS JOIN object ON object.id = side.id"                    \
    " WHERE library.enabled AND library.operational_state <> ?3"   \
    " AND (library.flags & ?4) = 0" LEAST_USED

const char *rsm_searches_available_side_text(bool whole)
{
    return whole ? BEST_OF_LIBRARIES(BEST_IN_LIBRARY OF_WHOLE_MEDIA LEAST_USED)
                 : BEST_OF_LIBRARIES(BEST_IN_LIBRARY LEAST_USED);
}

rsm_error rsm_searches_available_side(struct rsm_store *store, const GUID *pool, bool whole,
                                      GUID *side_out)
{
    struct rsm_statement *statement;
    bool found;
    rsm_error err = rsm_sql_take(rsm_store_sql(store, RSM_STORE_READ),
                                 rsm_searches_available_side_text(whole), &statement);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_shared_bind(statement, 1, pool, false);
    rsm_sql_bind_number(statement, 2, NTMS_PARTSTATE_AVAILABLE);
    rsm_sql_bind_number(statement, 3, NTMS_NOT_PRESENT);
    rsm_sql_bind_number(statement, 4, NTMS_LIBRARYFLAG_FIXEDOFFLINE);
    err = rsm_sql_step(statement, &found);
    if (err == ERROR_SUCCESS && !found)
        err = ERROR_OBJECT_NOT_FOUND;
    if (err == ERROR_SUCCESS)
        rsm_sql_guid(statement, 0, side_out);
    rsm_sql_give(statement);
    return err;
}

rsm_error rsm_searches_next_sort(struct rsm_store *store, const GUID *library, DWORD state,
                                 int64_t *sort_io)
{
    struct rsm_statement *statement;
    bool found;
    rsm_error err = rsm_sql_take(rsm_store_sql(store, RSM_STORE_READ),
                                 "SELECT sort_type FROM library_request"
                                 " WHERE library IS ?1 AND state IS ?2 AND sort_type > ?3"
                                 " ORDER BY sort_type LIMIT 1",
                                 &statement);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_guid(statement, 1, library);
    rsm_sql_bind_number(statement, 2, state);
    rsm_sql_bind_number(statement, 3, *sort_io);
    err = rsm_sql_step(statement, &found);
    if (err == ERROR_SUCCESS && !found)
        err = ERROR_NO_MORE_ITEMS;
    if (err == ERROR_SUCCESS)
        *sort_io = rsm_sql_number(statement, 0);
    rsm_sql_give(statement);
    return err;
}
