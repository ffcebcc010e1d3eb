/*
 * The exports that are not built yet.  Each looks at its session handle, so that a program learns of
 * a wrong one first, and then refuses with ERROR_CALL_NOT_IMPLEMENTED; none touches its other
 * arguments, and none pretends.  A function leaves this file for that of its subject when it is
 * written.
 */
#include "api/call.h"
#include "ntmsapi.h"

static DWORD refuse(const char *function, HANDLE handle)
{
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(function, handle, &session);

    if (err == ERROR_SUCCESS)
        err = ERROR_CALL_NOT_IMPLEMENTED;
    return rsm_call_end(function, session, err);
}

#define NOT_YET_1(name, T1)                 \
    DWORD WINAPI name(HANDLE session, T1 b) \
    {                                       \
        (void)b;                            \
        return refuse(__func__, session);   \
    }

#define NOT_YET_2(name, T1, T2)                   \
    DWORD WINAPI name(HANDLE session, T1 b, T2 c) \
    {                                             \
        (void)b;                                  \
        (void)c;                                  \
        return refuse(__func__, session);         \
    }

#define NOT_YET_3(name, T1, T2, T3)                     \
    DWORD WINAPI name(HANDLE session, T1 b, T2 c, T3 d) \
    {                                                   \
        (void)b;                                        \
        (void)c;                                        \
        (void)d;                                        \
        return refuse(__func__, session);               \
    }

#define NOT_YET_4(name, T1, T2, T3, T4)                       \
    DWORD WINAPI name(HANDLE session, T1 b, T2 c, T3 d, T4 e) \
    {                                                         \
        (void)b;                                              \
        (void)c;                                              \
        (void)d;                                              \
        (void)e;                                              \
        return refuse(__func__, session);                     \
    }

#define NOT_YET_5(name, T1, T2, T3, T4, T5)                         \
    DWORD WINAPI name(HANDLE session, T1 b, T2 c, T3 d, T4 e, T5 f) \
    {                                                               \
        (void)b;                                                    \
        (void)c;                                                    \
        (void)d;                                                    \
        (void)e;                                                    \
        (void)f;                                                    \
        return refuse(__func__, session);                           \
    }

#define NOT_YET_6(name, T1, T2, T3, T4, T5, T6)                           \
    DWORD WINAPI name(HANDLE session, T1 b, T2 c, T3 d, T4 e, T5 f, T6 g) \
    {                                                                     \
        (void)b;                                                          \
        (void)c;                                                          \
        (void)d;                                                          \
        (void)e;                                                          \
        (void)f;                                                          \
        (void)g;                                                          \
        return refuse(__func__, session);                                 \
    }

/* clang-format off */
/* clang-format on */
