/*
 * What calls about a library, or about something in it, demand of it, in the order of the spec's "errors"
 * 1.1; the codes differ from function to function.
 */
#ifndef RSM_CORE_DEMAND_H
#define RSM_CORE_DEMAND_H

#include "core/session.h"

struct rsm_demand {
    DWORD right;             /* on the library */
    rsm_error missing;       /* there is no such library */
    rsm_error disabled;      /* ERROR_SUCCESS = it may be */
    rsm_error absent;        /* it is not present; ERROR_SUCCESS = it may be */
    rsm_error offline;       /* it is the offline library */
    bool offline_is_missing; /* the offline library is refused before rights are asked for */
};

/* Load a library that meets the demand.  ERROR_ACCESS_DENIED, and the codes of the demand.  Wants an open
 * transaction. */
rsm_error rsm_demand_library(const struct rsm_session *session, const GUID *id,
                             const struct rsm_demand *demand, struct rsm_record *library_out);

/* Is it the library of media that are outside all libraries? */
bool rsm_demand_is_offline_library(const struct rsm_record *library);

#endif
