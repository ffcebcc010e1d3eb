/*
 * Tapes with standard labels: ANSI X3.27 / ISO 1001, and the same label in EBCDIC as mainframes
 * write it.
 */
#include "label/chars.h"
#include "label/claim.h"
#include "label/recognizer.h"
#include "platform/text.h"

#include <string.h>

enum { VOLUME_ID = 4, VOLUME_ID_SIZE = 6, LABEL_SIZE = 80 };

DWORD WINAPI rsm_ansi_claim(const BYTE *bytes, DWORD size, MediaLabelInfo *info_out)
{
    static const BYTE ebcdic_vol1[] = {0xE5, 0xD6, 0xD3, 0xF1};

    if (size < LABEL_SIZE)
        return ERROR_BAD_FORMAT;
    rsm_claim_begin(info_out, "ANSI X3.27");
    if (memcmp(bytes, "VOL1", 4) == 0)
        rsm_chars_from_latin1(info_out->LabelAppDescr, RSM_CLAIM_ROOM(info_out->LabelAppDescr),
                              bytes + VOLUME_ID, VOLUME_ID_SIZE);
    else if (memcmp(bytes, ebcdic_vol1, sizeof(ebcdic_vol1)) == 0)
        rsm_chars_from_ebcdic(info_out->LabelAppDescr, RSM_CLAIM_ROOM(info_out->LabelAppDescr),
                              bytes + VOLUME_ID, VOLUME_ID_SIZE);
    else
        return ERROR_BAD_FORMAT;
    rsm_text_trim(info_out->LabelAppDescr);
    /* The volume id is unique within one site only; the owner and the rest help to tell apart. */
    rsm_claim_set_id(info_out, bytes, LABEL_SIZE);
    return ERROR_SUCCESS;
}
