/* Events of a program, in its own process. */
#ifndef RSM_PLATFORM_EVENT_H
#define RSM_PLATFORM_EVENT_H

#include "ntms_wintypes.h"

/* Signal it; NULL = there is none.  Does nothing where the system knows no such events. */
void rsm_event_set(HANDLE event);

#endif
