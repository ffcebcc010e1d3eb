/*
 * Tapes of Amanda: a block that begins with one line of text,
 *     AMANDA: TAPESTART DATE <X or a date> TAPE <label>
 * as the Amanda project's tape format describes it.  The oldest ones say NETDUMP instead.
 */
#include "label/chars.h"
#include "label/claim.h"
#include "label/recognizer.h"

#include <stdbool.h>
#include <string.h>

struct span {
    const uint8_t *at;
    size_t size;
};

static bool take(struct span *text, const char *word)
{
    size_t length = strlen(word);

    if (text->size < length || memcmp(text->at, word, length) != 0)
        return false;
    text->at += length;
    text->size -= length;
    return true;
}

/* The first line; false if it does not end, because then the label may not be whole. */
static bool get_line(const uint8_t *bytes, size_t size, struct span *line_out)
{
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] == '\n' || bytes[i] == 0) {
            *line_out = (struct span){bytes, i};
            return true;
        }
    }
    return false;
}

static bool get_label(struct span line, struct span *label_out)
{
    if (!take(&line, "AMANDA: TAPESTART ") && !take(&line, "NETDUMP: TAPESTART "))
        return false;
    while (!take(&line, " TAPE ")) {
        if (line.size == 0)
            return false;
        line.at++;
        line.size--;
    }
    while (line.size > 0 && (line.at[line.size - 1] == ' ' || line.at[line.size - 1] == '\r'))
        line.size--;
    *label_out = line;
    return line.size > 0;
}

DWORD WINAPI rsm_amanda_claim(const BYTE *bytes, DWORD size, MediaLabelInfo *info_out)
{
    struct span line;
    struct span label;

    if (!get_line(bytes, size, &line) || !get_label(line, &label))
        return ERROR_BAD_FORMAT;

    rsm_claim_begin(info_out, "Amanda");
    rsm_chars_from_utf8(info_out->LabelAppDescr, RSM_CLAIM_ROOM(info_out->LabelAppDescr), label.at,
                        label.size);
    if (label.size <= RSM_CLAIM_MAX_ID)
        rsm_claim_set_id(info_out, label.at, label.size);
    else
        rsm_claim_set_digest(info_out, label.at, label.size);
    return ERROR_SUCCESS;
}
