/*
 * Drives that stand alone do not eject yet.
 */
#include "work/alone_eject.h"

rsm_error rsm_alone_eject(struct rsm_library *library, struct rsm_bay *bay,
                          const struct rsm_record *request)
{
    (void)library;
    (void)bay;
    (void)request;
    return ERROR_CALL_NOT_IMPLEMENTED;
}

bool rsm_alone_has_come(struct rsm_library *library, const struct rsm_record *request)
{
    (void)library;
    (void)request;
    return false;
}
