/*
 * ExportNtmsDatabase and ImportNtmsDatabase.
 */
#include "core/database.h"
#include "api/call.h"
#include "ntmsapi.h"

DWORD WINAPI ExportNtmsDatabase(HANDLE hSession)
{
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS)
        err = rsm_database_export(session);
    return rsm_call_end(__func__, session, err);
}

DWORD WINAPI ImportNtmsDatabase(HANDLE hSession)
{
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS)
        err = rsm_database_import(session);
    return rsm_call_end(__func__, session, err);
}
