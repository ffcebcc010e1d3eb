/*
 * Our own free label: whatever it is made of, it is read back as what it is, with its id; and with any of its bytes
 * changed it is at most another label, never one with this id and another content of its media label.
 */
#include "input.h"
#include "label/free_tape.h"
#include "label_contract.h"
#include "model/guid.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void take_texts(struct input *input, WCHAR name[80], char code[48])
{
    size_t letters = take_byte(input) % 80;

    memset(name, 0, 80 * sizeof(name[0]));
    memset(code, 0, 48);
    for (size_t i = 0; i < letters; i++)
        name[i] = take_number(input);
    name[79] = 0;
    letters = take_byte(input) % 48;
    for (size_t i = 0; i < letters; i++)
        code[i] = (char)take_byte(input);
}

static void take_identity(struct input *input, struct rsm_free_tape *tape)
{
    uint8_t *id = (uint8_t *)&tape->id;
    uint8_t *date = (uint8_t *)&tape->written;

    for (size_t i = 0; i < sizeof(tape->id); i++)
        id[i] = take_byte(input);
    for (size_t i = 0; i < sizeof(tape->written); i++)
        date[i] = take_byte(input);
}

static void check_built(const uint8_t *block, const struct rsm_free_tape *tape)
{
    struct rsm_label_bytes bytes = {.first = block, .first_size = RSM_FREE_TAPE_SIZE};
    MediaLabelInfo info;

    check_label(&bytes);
    demand(rsm_label_identify(&bytes, &info) == RSM_LABEL_RECOGNISED);
    demand(is_label_type(&info, "Removable Storage"));
    demand(rsm_free_tape_has_id(&info, &tape->id) || rsm_guid_is_null(&tape->id));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = {data, size};
    uint8_t block[RSM_FREE_TAPE_SIZE];
    uint8_t other[RSM_FREE_TAPE_SIZE];
    struct rsm_free_tape tape;
    char code[48];
    WCHAR name[80];

    memset(&tape, 0, sizeof(tape));
    take_identity(&input, &tape);
    take_texts(&input, name, code);
    tape.name = name;
    tape.bar_code = code;
    memset(block, 0xEE, sizeof(block));
    memset(other, 0x11, sizeof(other));
    rsm_free_tape_build(&tape, block);
    rsm_free_tape_build(&tape, other);
    demand(memcmp(block, other, sizeof(block)) == 0);
    check_built(block, &tape);
    while (input.size > 0) {
        uint16_t at = take_number(&input);

        block[at % sizeof(block)] = take_byte(&input);
    }
    memset(block + 50, 0, 2); /* the checksum of its head, put right */
    for (size_t i = 0; i < 50; i++)
        block[50 + i % 2] ^= block[i];
    check_label(&(struct rsm_label_bytes){.first = block, .first_size = sizeof(block)});
    return 0;
}
