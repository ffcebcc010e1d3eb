/*
 * The interface of media label libraries: what such a library exports, so that tapes with an
 * application's own labels are recognised.  Follows the Windows SDK's ntmsmli.h; how a library is
 * registered and called is told in the Windows documentation, "Building a Media Label Library".
 */
#ifndef NTMSMLI_H
#define NTMSMLI_H

#include "ntms_wintypes.h"

#ifdef __cplusplus
extern "C" {
#endif

#define NTMSMLI_MAXTYPE     64
#define NTMSMLI_MAXIDSIZE   256
#define NTMSMLI_MAXAPPDESCR 256

/* What a label says.  Two sides are the same if type and identifier are equal. */
typedef struct {
    WCHAR LabelType[NTMSMLI_MAXTYPE]; /* name of the application, closed by a null */
    DWORD LabelIDSize;                /* bytes used of LabelID, 1 to 255: a record holds no more */
    BYTE LabelID[NTMSMLI_MAXIDSIZE];
    WCHAR LabelAppDescr[NTMSMLI_MAXAPPDESCR]; /* for people, closed by a null */
} MediaLabelInfo, *pMediaLabelInfo;

/*
 * Exported as MaxMediaLabel.  Gives the number of bytes at the beginning of a medium that the
 * library will ever look at.  NO_ERROR, or the library is not used.
 */
typedef DWORD(WINAPI *MAXMEDIALABEL)(DWORD *const pMaxSize);

/*
 * Exported as ClaimMediaLabel.  NO_ERROR and a filled structure if the nBufferSize bytes begin
 * with a label of this library, else ERROR_BAD_FORMAT.  The bytes are a copy: they are the
 * library's to read during the call, and zeros follow them up to the size MaxMediaLabel gave.
 */
typedef DWORD(WINAPI *CLAIMMEDIALABEL)(const BYTE *const pBuffer, const DWORD nBufferSize,
                                       MediaLabelInfo *const pLabelInfo);

/* Declared by the SDK, but no document names its export; it is never called. */
typedef DWORD(WINAPI *CLAIMMEDIALABELEX)(const BYTE *const pBuffer, const DWORD nBufferSize,
                                         MediaLabelInfo *const pLabelInfo, GUID *LabelGuid);

#ifdef __cplusplus
}
#endif

#endif
