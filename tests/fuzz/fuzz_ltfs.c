/*
 * An LTFS volume: its VOL1 label, and the XML behind the filemark with the UUID that becomes the id, whatever stands
 * around it that is no tag.
 */
#include "input.h"
#include "label/uuid.h"
#include "label_contract.h"

#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { VOL1_SIZE = 80, XML_MAX = 1024 };

static void take_vol1(struct input *input, uint8_t vol1[VOL1_SIZE])
{
    size_t count;
    const uint8_t *bytes = take_bytes(input, VOL1_SIZE, &count);

    memset(vol1, ' ', VOL1_SIZE);
    if (count > 0)
        memcpy(vol1, bytes, count);
    memcpy(vol1, "VOL1", 4);
    vol1[10] = 'L';
    memcpy(vol1 + 24, "LTFS", 4);
    vol1[79] = '4';
}

/* Text that is no tag, as XML may have it between tags. */
static void add_text(struct input *input, char *xml, size_t *length)
{
    size_t count;
    const uint8_t *bytes = take_bytes(input, take_byte(input), &count);

    for (size_t i = 0; i < count; i++)
        xml[(*length)++] = bytes[i] == '<' || bytes[i] == '>' ? ' ' : (char)bytes[i];
}

static void add_tag(char *xml, size_t *length, const char *tag)
{
    memcpy(xml + *length, tag, strlen(tag));
    *length += strlen(tag);
}

static void add_uuid(struct input *input, char *xml, size_t *length, uint8_t id_out[16])
{
    char text[RSM_UUID_TEXT_LENGTH + 1];
    uint8_t b[16];

    for (size_t i = 0; i < sizeof(b); i++)
        b[i] = take_byte(input);
    b[0] |= 1; /* not all zeros */
    snprintf(text, sizeof(text),
             "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0], b[1],
             b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14],
             b[15]);
    demand(rsm_uuid_parse(text, id_out));
    add_tag(xml, length, text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = {data, size};
    uint8_t vol1[VOL1_SIZE];
    uint8_t id[16];
    char xml[XML_MAX];
    size_t length = 0;
    struct rsm_label_bytes bytes = {.first = vol1, .first_size = sizeof(vol1)};
    MediaLabelInfo info;

    take_vol1(&input, vol1);
    demand(rsm_label_wants_second(vol1, sizeof(vol1)));
    add_text(&input, xml, &length);
    add_tag(xml, &length, "<ltfslabel>");
    add_text(&input, xml, &length);
    add_tag(xml, &length, "<volumeuuid>");
    add_uuid(&input, xml, &length, id);
    add_tag(xml, &length, "</volumeuuid>");
    bytes.second = (const uint8_t *)xml;
    bytes.second_size = length;
    check_label(&bytes);
    demand(rsm_label_identify(&bytes, &info) == RSM_LABEL_RECOGNISED);
    demand(is_label_type(&info, "LTFS"));
    demand(info.LabelIDSize == sizeof(id) && memcmp(info.LabelID, id, sizeof(id)) == 0);
    bytes.second = input.data; /* and whatever else there may be */
    bytes.second_size = input.size;
    check_label(&bytes);
    return 0;
}
