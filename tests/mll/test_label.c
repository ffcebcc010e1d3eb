/*
 * A media label library as a vendor would ship one, for a format of our own: 512 bytes, the letters
 * "NTMSTEST", an identifier of 16 bytes at 16, and a name of 32 letters at 32.  Like the sample of the
 * Windows SDK it never looks at the number of bytes.
 */
#include "ntmsmli.h"

#include <string.h>

enum { LABEL_SIZE = 512, ID = 16, ID_SIZE = 16, NAME = 32, NAME_SIZE = 32 };

__declspec(dllexport) DWORD WINAPI MaxMediaLabel(DWORD *const pMaxSize);
__declspec(dllexport) DWORD WINAPI
    ClaimMediaLabel(const BYTE *const pBuffer, const DWORD nBufferSize,
                    MediaLabelInfo *const pLabelInfo);

DWORD WINAPI MaxMediaLabel(DWORD *const pMaxSize)
{
    *pMaxSize = LABEL_SIZE;
    return NO_ERROR;
}

DWORD WINAPI ClaimMediaLabel(const BYTE *const pBuffer, const DWORD nBufferSize,
                             MediaLabelInfo *const pLabelInfo)
{
    static const WCHAR type[] = L"Test Label";

    (void)nBufferSize;
    if (memcmp(pBuffer, "NTMSTEST", 8) != 0)
        return ERROR_BAD_FORMAT;
    memset(pLabelInfo, 0, sizeof *pLabelInfo);
    memcpy(pLabelInfo->LabelType, type, sizeof type);
    memcpy(pLabelInfo->LabelID, pBuffer + ID, ID_SIZE);
    pLabelInfo->LabelIDSize = ID_SIZE;
    for (int i = 0; i < NAME_SIZE && pBuffer[NAME + i] != 0; i++)
        pLabelInfo->LabelAppDescr[i] = pBuffer[NAME + i];
    return NO_ERROR;
}
