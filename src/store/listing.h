/*
 * Lists of objects, all of a kind or those in a container, kept from one call to the next: programs ask for the
 * same list again and again, and that of a hundred thousand media takes a hundred times as long to collect as to
 * copy.  What was added since, by any process, is appended.  What was deleted, or came to another container, is in
 * the table "turnover", which triggers fill, and is taken out or put in where it belongs.  A store keeps 24 bytes
 * for each object of the lists that were asked for last.
 */
#ifndef RSM_STORE_LISTING_H
#define RSM_STORE_LISTING_H

#include "os_compiler.h"

#include "store/sql.h"

/* So many lists are kept; one that has but a few objects is not. */
#define RSM_LISTINGS_KEPT 32
#define RSM_LISTING_LEAST 16

struct rsm_listing {
    DWORD type;
    const char
        *column; /* that names the container, as in the field tables; NULL = all of the kind */
    GUID container;
    GUID *ids;     /* in order of creation, */
    int64_t *rows; /* with their row numbers, which ascend */
    size_t count;
    size_t ids_room;
    size_t rows_room;
    int64_t seen;  /* number of the last turnover that is in it */
    uint64_t used; /* when it was asked for last; 0 = this is no list */
};

/* Begin with zeros. */
struct rsm_listings {
    struct rsm_listing kept[RSM_LISTINGS_KEPT];
    uint64_t clock;
};

void rsm_listings_free(struct rsm_listings *listings);

/* Which objects: type, column and container are those of struct rsm_listing; the container is not the null
 * GUID. */
struct rsm_listing_wish {
    DWORD type;
    const char *column;
    const GUID *container;
};

/*
 * GUIDs of these objects, in order of creation; free() *ids_out.  kept are the lists of earlier transactions;
 * NULL in a writing one, since what is rolled back must not stay in a list.
 * ERROR_NOT_ENOUGH_MEMORY, ERROR_DATABASE_FAILURE.
 */
rsm_error rsm_listing_get(struct rsm_listings *kept, struct rsm_sql *sql,
                          const struct rsm_listing_wish *wish, GUID **ids_out, size_t *count_out);

/* The list that is kept, or NULL. */
struct rsm_listing *rsm_listing_find(struct rsm_listings *kept,
                                     const struct rsm_listing_wish *wish);

#endif
