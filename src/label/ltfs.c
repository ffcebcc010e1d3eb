/*
 * Linear Tape File System volumes.  Follows the LTFS Format Specification, "Label Format": an ANSI
 * VOL1 label with marks of its own, a filemark, and an XML label that holds the volume's UUID.
 *
 * The XML is not parsed but walked from tag to tag, which is all that one element needs and leaves
 * a hostile tape nothing to play with: no entities, no nesting, no memory, each byte seen once.
 */
#include "label/claim.h"
#include "label/recognizer.h"
#include "label/uuid.h"

#include <stdbool.h>
#include <string.h>

enum { VOLUME_ACCESSIBILITY = 10, IMPLEMENTATION_ID = 24, STANDARD_VERSION = 79, VOL1_SIZE = 80 };

/* What is left to read of the XML. */
struct cursor {
    const uint8_t *at;
    size_t left;
};

DWORD WINAPI rsm_ltfs_claim(const BYTE *bytes, DWORD size, MediaLabelInfo *info_out)
{
    DWORD err;

    if (size < VOL1_SIZE || memcmp(bytes, "VOL1", 4) != 0 || bytes[VOLUME_ACCESSIBILITY] != 'L' ||
        memcmp(bytes + IMPLEMENTATION_ID, "LTFS", 4) != 0 || bytes[STANDARD_VERSION] != '4')
        return ERROR_BAD_FORMAT;
    err = rsm_ansi_claim(bytes, size, info_out);
    if (err == ERROR_SUCCESS)
        rsm_claim_set_type(info_out, "LTFS");
    return err;
}

static void skip(struct cursor *xml, size_t size)
{
    xml->at += size;
    xml->left -= size;
}

static bool starts_with(const struct cursor *xml, const char *text)
{
    size_t length = strlen(text);

    return xml->left >= length && memcmp(xml->at, text, length) == 0;
}

/* Move behind the next `end`; to the end of the XML if there is none. */
static void skip_past(struct cursor *xml, const char *end)
{
    while (xml->left > 0 && !starts_with(xml, end)) {
        const uint8_t *next = memchr(xml->at + 1, end[0], xml->left - 1);

        skip(xml, next != NULL ? (size_t)(next - xml->at) : xml->left);
    }
    if (xml->left > 0)
        skip(xml, strlen(end));
}

/* At the name in a tag, which ends there and is not only the beginning of a longer one. */
static bool is_named(const struct cursor *xml, const char *name)
{
    size_t length = strlen(name);

    return starts_with(xml, name) && xml->left > length &&
           memchr(" \t\r\n>", xml->at[length], 5) != NULL;
}

/* Move behind the next start tag of this name.  False at the end of the XML. */
static bool find_element(struct cursor *xml, const char *name)
{
    bool found = false;

    while (!found) {
        skip_past(xml, "<");
        if (xml->left == 0)
            break;
        found = is_named(xml, name);
        skip_past(xml, starts_with(xml, "!--") ? "-->" : ">");
    }
    return found;
}

static void skip_blanks(struct cursor *xml)
{
    while (xml->left > 0 && (*xml->at == ' ' || (*xml->at >= '\t' && *xml->at <= '\r')))
        skip(xml, 1);
}

void rsm_ltfs_refine(const uint8_t *second, size_t size, MediaLabelInfo *info)
{
    struct cursor xml = {second, size};
    char text[RSM_UUID_TEXT_LENGTH];
    uint8_t id[RSM_UUID_SIZE];

    if (!find_element(&xml, "ltfslabel") || !find_element(&xml, "volumeuuid"))
        return;
    skip_blanks(&xml);
    if (xml.left < sizeof(text))
        return;
    memcpy(text, xml.at, sizeof(text));
    skip(&xml, sizeof(text));
    skip_blanks(&xml);
    if (starts_with(&xml, "</volumeuuid") && rsm_uuid_parse(text, id))
        rsm_claim_set_id(info, id, sizeof(id));
}
