/* A caller who lacks one right on one securable of the small world, and has all others. */
#ifndef RSM_TESTS_CORE_DENIAL_H
#define RSM_TESTS_CORE_DENIAL_H

#include "support/small_world.h"

/* From now on that right (NTMS_*_ACCESS) on that securable is not granted; NULL = all are again. */
void deny(struct small_world *world, const GUID *securable, DWORD right);

#endif
