/*
 * Amanda's first line: any bytes, and a line made around them, of which the label comes back.
 */
#include "label_contract.h"

#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is left of a label: up to the end of the line, without blanks behind it. */
static size_t trimmed(const uint8_t *label, size_t size)
{
    size_t length = 0;

    while (length < size && label[length] != '\n' && label[length] != 0)
        length++;
    while (length > 0 && (label[length - 1] == ' ' || label[length - 1] == '\r'))
        length--;
    return length;
}

static void check_line(const char *begin, const uint8_t *label, size_t size)
{
    size_t begin_length = strlen(begin);
    size_t length = trimmed(label, size);
    uint8_t *line = malloc(begin_length + size + 1);
    MediaLabelInfo info;

    demand(line != NULL);
    memcpy(line, begin, begin_length);
    if (size > 0)
        memcpy(line + begin_length, label, size);
    line[begin_length + size] = '\n';
    demand(check_claim(rsm_amanda_claim, line, begin_length + size + 1, &info) == (length > 0));
    if (length > 0) {
        demand(is_label_type(&info, "Amanda"));
        demand(info.LabelIDSize == (length <= 255 ? length : 16));
        demand(length > 255 || memcmp(info.LabelID, label, length) == 0);
    }
    free(line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    MediaLabelInfo info;

    (void)check_claim(rsm_amanda_claim, data, size, &info);
    check_label(&(struct rsm_label_bytes){.first = data, .first_size = size});
    check_line("AMANDA: TAPESTART DATE X TAPE ", data, size);
    check_line("NETDUMP: TAPESTART DATE 20010203 TAPE ", data, size);
    return 0;
}
