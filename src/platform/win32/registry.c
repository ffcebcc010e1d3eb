/*
 * Numbers in the registry. The call is wide; nothing here depends on a code page.
 */
#include "platform/registry.h"

#include "os_wide.h"
#include "platform/text.h"

#define NTMS_KEY  L"SYSTEM\\CurrentControlSet\\Control\\NTMS"
#define NAME_ROOM 256

rsm_error rsm_registry_number(const char *name, uint32_t *number_out)
{
    WCHAR wide_name[NAME_ROOM];
    DWORD number = 0;
    DWORD size = sizeof number;
    DWORD type = REG_NONE;
    HKEY key;
    LSTATUS status;

    if (!rsm_text_from_utf8(wide_name, NAME_ROOM, name, RSM_TEXT_TERMINATED) ||
        RegOpenKeyExW(HKEY_LOCAL_MACHINE, NTMS_KEY, 0, KEY_QUERY_VALUE | KEY_WOW64_64KEY, &key))
        return ERROR_NOT_FOUND;
    status = RegQueryValueExW(key, wide_name, NULL, &type, (BYTE *)&number, &size);
    RegCloseKey(key);
    if (status == ERROR_MORE_DATA || (status == ERROR_SUCCESS && type != REG_DWORD))
        return ERROR_INVALID_DATA;
    if (status != ERROR_SUCCESS)
        return ERROR_NOT_FOUND;
    *number_out = number;
    return ERROR_SUCCESS;
}
