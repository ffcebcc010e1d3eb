/*
 * UTF-8 paths to wide ones, and last errors.
 */
#include "os_wide.h"

#include "platform/text.h"

rsm_error rsm_wide_last_error(void)
{
    DWORD error = GetLastError();

    return error == ERROR_SUCCESS ? ERROR_GEN_FAILURE : error;
}

rsm_error rsm_wide_path(const char *path, WCHAR path_out[RSM_PATHS_ROOM])
{
    if (rsm_text_from_utf8(path_out, RSM_PATHS_ROOM, path, RSM_TEXT_TERMINATED))
        return ERROR_SUCCESS;
    return ERROR_FILENAME_EXCED_RANGE;
}
