/*
 * Searches over several kinds of objects at once, where walking records one by one would take longer the
 * more media there are.  All want an open transaction.
 */
#ifndef RSM_STORE_SEARCHES_H
#define RSM_STORE_SEARCHES_H

#include "store/store.h"

/*
 * The side to allocate next in a pool: AVAILABLE, itself, its medium and its library enabled, the medium in
 * a library that is present; whole = all sides of the medium AVAILABLE.  Of several the one allocated
 * least often, then the oldest.  ERROR_OBJECT_NOT_FOUND.  Takes time for each library that is present, and
 * there for AVAILABLE sides of the pool that come first and cannot be had for what they or their media are:
 * disabled, not in their place, not whole.
 */
rsm_error rsm_searches_available_side(struct rsm_store *store, const GUID *pool, bool whole,
                                      GUID *side_out);

/* Its statement, for a look at how it is carried out. */
const char *rsm_searches_available_side_text(bool whole);

/* The lowest sort_type above *sort_io that a request of the library in that state has; finding it takes as
 * long among thousands of requests as among few.  ERROR_NO_MORE_ITEMS. */
rsm_error rsm_searches_next_sort(struct rsm_store *store, const GUID *library, DWORD state,
                                 int64_t *sort_io);

#endif
