/*
 * A hook for rights that remembers what it was asked last, and denies one right.
 */
#ifndef RSM_TESTS_SUPPORT_GUARD_H
#define RSM_TESTS_SUPPORT_GUARD_H

#include "core/rsm.h"

struct guard {
    DWORD denied;
    GUID denied_on; /* the null GUID = any securable */
    int asked;
    GUID securable;
    DWORD securable_type;
    DWORD right;
};

/* From now on guard decides, and denies that right (0 = none). */
void set_guard(struct rsm *rsm, struct guard *guard, DWORD denied);

/* The same, on that securable alone. */
void set_guard_of(struct rsm *rsm, struct guard *guard, DWORD denied, const GUID *securable);

/* Everything is allowed again. */
void remove_guard(struct rsm *rsm);

/* It was asked once, for that right on that securable. */
#define assert_asked(guard, type, securable, right) \
    rsm_assert_asked((guard), (type), (securable), (right), __FILE__, __LINE__)
void rsm_assert_asked(const struct guard *guard, DWORD type, const GUID *securable, DWORD right,
                      const char *file, int line);

#endif
