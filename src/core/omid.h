/*
 * On-media identifiers that a program reports, having written a label of its own.  Spec: "functions 1"
 * 4.8.
 */
#ifndef RSM_CORE_OMID_H
#define RSM_CORE_OMID_H

#include "core/session.h"
#include "ntmsmli.h"

/*
 * The side that a logical medium owns has that label from now on; label NULL = what the caller gave is
 * no label, which it hears when all else is in order.  No tape is touched.  ERROR_INVALID_MEDIA (no
 * logical medium, or one without a side), ERROR_ACCESS_DENIED (no CONTROL on the library of the medium),
 * ERROR_BAD_FORMAT (no label), database errors.
 */
rsm_error rsm_omid_set(struct rsm_session *session, const GUID *logical_medium,
                       const MediaLabelInfo *label);

#endif
