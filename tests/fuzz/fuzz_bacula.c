/*
 * Bacula's and Bareos' volume label: any bytes, and a label made of them, of which the name comes back.
 */
#include "input.h"
#include "label_contract.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LABEL = 36, TIMES_SIZE = 36, NAME_MAX = 128, BLOCK_MAX = 512 };

/* A whole label of either program; *size_out bytes at block. */
static void build(struct input *input, const char *product, uint8_t block[BLOCK_MAX],
                  const uint8_t *name, size_t name_size, size_t *size_out)
{
    size_t count;
    const uint8_t *bytes = take_bytes(input, LABEL, &count);
    size_t end = LABEL;

    memset(block, 0, BLOCK_MAX);
    if (count > 0)
        memcpy(block, bytes, count);
    memcpy(block + 12, "BB02", 4);
    memset(block + 24, 0xFF, 4); /* the record is a volume label */
    memset(block + 32, 0x7F, 4); /* and longer than the block */
    memcpy(block + end, product, strlen(product) + 1);
    end += strlen(product) + 1;
    bytes = take_bytes(input, TIMES_SIZE, &count);
    if (count > 0)
        memcpy(block + end, bytes, count);
    end += TIMES_SIZE;
    if (name_size > 0)
        memcpy(block + end, name, name_size);
    *size_out = end + name_size + 1;
}

static void check_built(struct input input, const char *product, const char *type)
{
    uint8_t block[BLOCK_MAX];
    size_t name_size;
    size_t size;
    const uint8_t *name = take_bytes(&input, NAME_MAX, &name_size);
    const uint8_t *end = name_size > 0 ? memchr(name, 0, name_size) : NULL;
    bool has_name = name_size > 0 && end != name;
    MediaLabelInfo info;

    build(&input, product, block, name, name_size, &size);
    demand(check_claim(rsm_bacula_claim, block, size, &info) == has_name);
    if (has_name)
        demand(is_label_type(&info, type) && info.LabelIDSize == 16 && info.LabelAppDescr[0] != 0);
    check_label(&(struct rsm_label_bytes){.first = block, .first_size = size});
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = {data, size};
    MediaLabelInfo info;

    if (check_claim(rsm_bacula_claim, data, size, &info))
        demand(is_label_type(&info, "Bacula") || is_label_type(&info, "Bareos"));
    check_built(input, "Bacula 1.0 immortal\n", "Bacula");
    check_built(input, "Bareos 2.0 immortal\n", "Bareos");
    return 0;
}
