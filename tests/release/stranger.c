/*
 * A program of a stranger: opens a session, lists the media pools, closes the session.  It is compiled with
 * whatever header and import library the test says, mingw's own ones too.
 */
#ifdef _WIN32
#include <windows.h>
#endif

#include <ntmsapi.h>

#include <stdio.h>
#include <string.h>

#define N(number) ((unsigned long)(number)) /* for printf: a DWORD is not the same everywhere */

static int failed(const char *what, DWORD error)
{
    printf("stranger: %s: error %lu\n", what, N(error));
    return 1;
}

int main(void)
{
    HANDLE session = OpenNtmsSessionA(NULL, "A stranger", 0);
    NTMS_GUID pools[50];
    DWORD count = 50;
    DWORD error;

    if (session == INVALID_HANDLE_VALUE)
        return failed("OpenNtmsSession", GetLastError());
    error = EnumerateNtmsObject(session, NULL, pools, &count, NTMS_MEDIA_POOL, 0);
    if (error != ERROR_SUCCESS)
        return failed("EnumerateNtmsObject", error);
    for (DWORD i = 0; i < count; i++) {
        NTMS_OBJECTINFORMATIONA pool;

        memset(&pool, 0, sizeof pool);
        pool.dwSize = sizeof pool;
        pool.dwType = NTMS_MEDIA_POOL;
        error = GetNtmsObjectInformationA(session, &pools[i], &pool);
        if (error != ERROR_SUCCESS)
            return failed("GetNtmsObjectInformation", error);
        printf("pool %s\n", pool.szName);
    }
    error = CloseNtmsSession(session);
    if (error != ERROR_SUCCESS)
        return failed("CloseNtmsSession", error);
    printf("stranger: %lu pools\n", N(count));
    return 0;
}
