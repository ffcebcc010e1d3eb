/*
 * The entry point of the DLL.  It remembers the module and does nothing else on purpose: under the
 * loader's lock no thread, lock, file or other library may be touched.  All begins with the first
 * session.
 */
#include "ntms_wintypes.h"

#include "api/dllmain_win32.h"

static HINSTANCE module;

HINSTANCE rsm_dllmain_module(void)
{
    return module;
}

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, LPVOID reserved)
{
    (void)reserved;
    if (reason == DLL_PROCESS_ATTACH)
        module = instance;
    return TRUE;
}
