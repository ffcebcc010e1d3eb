/*
 * A function called on a disk that fails or is full at each of its writes: the documented code comes
 * back, and all of the change is there or nothing of it.
 */
#ifndef RSM_TESTS_SUPPORT_WRITE_SWEEP_H
#define RSM_TESTS_SUPPORT_WRITE_SWEEP_H

#include "support/fixture.h"

struct swept {
    const char *name;
    void (*prepare)(struct fixture *f); /* NULL = nothing is to be there before */
    DWORD (*call)(struct fixture *f);
};

/* Each on a database and a library of its own.  *state becomes their fixture.  faulty_disk_begin() was
 * called by main(). */
void sweep_writes(void **state, const char *drawing, const struct swept *functions, size_t count);

#endif
