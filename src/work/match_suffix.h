/*
 * Bar codes that a changer tells in another form than before: "A00001L6", or "A00001" without the kind of medium, as it is set
 * at its panel for the whole library.
 */
#ifndef RSM_WORK_MATCH_SUFFIX_H
#define RSM_WORK_MATCH_SUFFIX_H

#include "work/match.h"

/*
 * Match cartridges to records whose bar code is theirs but for the kind of medium; after those with the same bar code.
 * Two different cartridges may differ in no more than that.  So every bar code that is seen must have the one form,
 * the record the other, and each must fit the other alone; and nobody else have exactly the bar code that is seen.
 * When no bar code that is seen is on record, and at least two are matched so, the setting was changed, and they are
 * known wherever they are.  Else only one that is in its place is, and its label is to be read.
 * Errors of the store.
 */
rsm_error rsm_match_by_stem(struct rsm_settling *s);

/* The medium that is matched to the place has the bar code that is seen there, if it was matched so.  Wants an open
 * writing transaction. */
rsm_error rsm_match_record_form(struct rsm_settling *s, const struct rsm_spot *spot);

#endif
