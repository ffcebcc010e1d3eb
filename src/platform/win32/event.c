/* Events on Windows. */
#include "platform/event.h"

#include <windows.h>

void rsm_event_set(HANDLE event)
{
    if (event != NULL)
        (void)SetEvent(event);
}
