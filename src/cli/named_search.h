/*
 * The search for an object by its name, for cli/named.c: all that fit, ranked by how well.
 */
#ifndef RSM_CLI_NAMED_SEARCH_H
#define RSM_CLI_NAMED_SEARCH_H

#include <stdbool.h>

#include "cli/display.h"
#include "cli/nearest.h"
#include "platform/error.h"

/* How an object came to fit, the best first: by its own name or by that of its medium or side, which is the
 * name or only begins so. */
enum rsm_fit {
    RSM_FIT_OWN,
    RSM_FIT_OTHER,
    RSM_FIT_OWN_BEGINS,
    RSM_FIT_OTHER_BEGINS,
    RSM_FIT_COUNT
};

struct rsm_fitting {
    GUID *ids;
    size_t count;
    size_t room;
};

struct rsm_named_search {
    char name[RSM_DISPLAY_TEXT]; /* what is looked for, as names are displayed */
    struct rsm_fitting fitting[RSM_FIT_COUNT];
    struct rsm_nearest nearest;
};

/*
 * Look for a name among the objects of a kind, in a library unless that is NULL.  in_full: what is meant must
 * be beyond doubt, so an object whose medium or side has the name fits as well as one that has it itself.  Free
 * with rsm_named_search_free(), also after a failure.  ERROR_NOT_ENOUGH_MEMORY; else as EnumerateNtmsObject and
 * GetNtmsObjectInformation.
 */
rsm_error rsm_named_search(HANDLE session, const char *name, bool in_full, DWORD type,
                           GUID *library, struct rsm_named_search *search_out);
void rsm_named_search_free(struct rsm_named_search *search);

/* The best that fit: all objects of the first rank in which there are any, none of them twice in a row. */
const struct rsm_fitting *rsm_named_search_best(const struct rsm_named_search *search,
                                                enum rsm_fit *fit_out);

#endif
