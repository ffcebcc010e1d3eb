/* The module this library is loaded as. */
#ifndef RSM_API_DLLMAIN_WIN32_H
#define RSM_API_DLLMAIN_WIN32_H

#include "ntms_wintypes.h"

/* NULL in a program that is linked with the objects instead of the DLL. */
HINSTANCE rsm_dllmain_module(void);

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, LPVOID reserved);

#endif
