/*
 * Words for operations.
 */
#include "model/operations.h"

#include <stddef.h>

const char *rsm_operation_words(DWORD operation)
{
    static const char *const words[NTMS_LM_MAXWORKITEM] = {
        [NTMS_LM_REMOVE] = "cancel request",
        [NTMS_LM_DISABLELIBRARY] = "disable library",
        [NTMS_LM_ENABLELIBRARY] = "enable library",
        [NTMS_LM_DISABLEDRIVE] = "disable drive",
        [NTMS_LM_ENABLEDRIVE] = "enable drive",
        [NTMS_LM_DISABLEMEDIA] = "disable medium",
        [NTMS_LM_ENABLEMEDIA] = "enable medium",
        [NTMS_LM_UPDATEOMID] = "erase",
        [NTMS_LM_INVENTORY] = "inventory",
        [NTMS_LM_DOORACCESS] = "door access",
        [NTMS_LM_EJECT] = "eject",
        [NTMS_LM_EJECTCLEANER] = "eject cleaner",
        [NTMS_LM_INJECT] = "inject",
        [NTMS_LM_INJECTCLEANER] = "inject cleaner",
        [NTMS_LM_PROCESSOMID] = "read label",
        [NTMS_LM_CLEANDRIVE] = "clean drive",
        [NTMS_LM_DISMOUNT] = "dismount",
        [NTMS_LM_MOUNT] = "mount",
        [NTMS_LM_WRITESCRATCH] = "write free label",
        [NTMS_LM_CLASSIFY] = "classify",
        [NTMS_LM_RESERVECLEANER] = "reserve cleaner slot",
        [NTMS_LM_RELEASECLEANER] = "release cleaner slot",
    };
    const char *found = operation < NTMS_LM_MAXWORKITEM ? words[operation] : NULL;

    return found != NULL ? found : "unknown";
}
