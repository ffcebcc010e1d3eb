/*
 * The lists of all objects of each kind, kept from one call to the next: programs ask for the same list again
 * and again, and that of a hundred thousand media takes a hundred times as long to collect as to copy.  What
 * was added since, by any process, is appended; after a deletion the list is collected anew.  A store keeps
 * 16 bytes for each object of the kinds that were listed.
 */
#ifndef RSM_STORE_LISTING_H
#define RSM_STORE_LISTING_H

#include "os_compiler.h"

#include "store/sql.h"

/* Begin with zeros; free() ids at the end. */
struct rsm_listing {
    GUID *ids;
    size_t count;
    size_t room;
    int64_t last;      /* row of the last one */
    int64_t deletions; /* of objects of the kind, ever, when it was collected */
};

/*
 * GUIDs of all objects of a kind, in order of creation; free() *ids_out.  kept is the list of that kind in an
 * earlier transaction; NULL in a writing one, since what is rolled back must not stay in a list.
 * ERROR_NOT_ENOUGH_MEMORY, ERROR_DATABASE_FAILURE.
 */
rsm_error rsm_listing_get(struct rsm_listing *kept, struct rsm_sql *sql, DWORD type, GUID **ids_out,
                          size_t *count_out);

/* An object of that kind was deleted: lists that have it, of any process, are out of date with the commit. */
rsm_error rsm_listing_note_deletion(struct rsm_sql *sql, DWORD type);

#endif
