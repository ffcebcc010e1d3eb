/*
 * Waiting for the first look at the libraries, before something is shown.  That a library has been looked at the
 * interface does not tell, so this reaches into work/.
 */
#include "cli/fresh.h"

#include "cli/live.h"
#include "work/system.h"

/* In silence, and then with a line: a person waits, and a device may never answer. */
enum { SILENT_MS = 400, SHOWN_MS = 4600 };

bool rsm_fresh_wait(const struct rsm_run *run)
{
    struct rsm_live live = {.output = run->err};
    char text[] = "  The libraries are being looked at ...";
    bool is_fresh = rsm_system_wait_settled(NULL, SILENT_MS);

    if (is_fresh)
        return true;
    rsm_live_show(&live, text);
    is_fresh = rsm_system_wait_settled(NULL, SHOWN_MS);
    rsm_live_clear(&live);
    return is_fresh;
}

bool rsm_fresh_is(const GUID *library)
{
    return rsm_system_wait_settled(library, 0);
}
