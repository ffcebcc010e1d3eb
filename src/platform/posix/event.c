/* No events of programs here. */
#include "platform/event.h"

void rsm_event_set(HANDLE event)
{
    (void)event;
}
