/*
 * Microsoft Tape Format: recorded labels, and TAPE blocks built here to be wrong in one place.
 */
#include "label/labels.h"
#include "label/md5.h"
#include "label/recognizer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum {
    FIRST_EVENT = 8,
    STRING_TYPE = 48,
    CHECKSUM = 50,
    ATTRIBUTES = 56,
    NAME = 68,
    LABEL = 72,
    SOFTWARE = 80,
    FIXED_PART = 94
};

#define ID_A     "01234567-89ab-cdef-0123-456789abcdef"
#define ID_B     "76543210-1111-2222-3333-444444444444"
#define ID_A_HEX "67452301ab89efcd0123456789abcdef"

struct tape {
    uint8_t block[1024];
    DWORD end; /* behind the strings */
};

static void put16(uint8_t *at, unsigned value)
{
    at[0] = (uint8_t)value;
    at[1] = (uint8_t)(value >> 8);
}

/* The header's checksum, over what the header is now. */
static void seal(struct tape *tape)
{
    uint8_t low = 0;
    uint8_t high = 0;

    for (size_t i = 0; i < CHECKSUM; i += 2) {
        low ^= tape->block[i];
        high ^= tape->block[i + 1];
    }
    tape->block[CHECKSUM] = low;
    tape->block[CHECKSUM + 1] = high;
}

static void begin(struct tape *tape, uint8_t string_type)
{
    memset(tape, 0, sizeof(*tape));
    memcpy(tape->block, "TAPE", 4);
    put16(tape->block + FIRST_EVENT, 512);
    tape->block[STRING_TYPE] = string_type;
    tape->end = FIXED_PART;
    seal(tape);
}

static void add(struct tape *tape, size_t address, const void *bytes, size_t size)
{
    put16(tape->block + address, (unsigned)size);
    put16(tape->block + address + 2, tape->end);
    memcpy(tape->block + tape->end, bytes, size);
    tape->end += (DWORD)size;
}

static void add_label(struct tape *tape, const char *label)
{
    add(tape, LABEL, label, strlen(label));
    tape->block[ATTRIBUTES] = 2;
}

/* A tape of a program called "Writer", with this media label. */
static struct tape tape_labelled(const char *label)
{
    struct tape tape;

    begin(&tape, 1);
    add(&tape, SOFTWARE, "Writer", 6);
    add_label(&tape, label);
    return tape;
}

static MediaLabelInfo claim(const struct tape *tape)
{
    MediaLabelInfo info;

    memset(&info, 0xEE, sizeof(info));
    assert_int_equal(rsm_mtf_claim(tape->block, sizeof(tape->block), &info), ERROR_SUCCESS);
    return info;
}

static void assert_not_claimed(const struct tape *tape)
{
    MediaLabelInfo info;

    assert_int_equal(rsm_mtf_claim(tape->block, sizeof(tape->block), &info), ERROR_BAD_FORMAT);
}

/* The id is the MD5 of so many bytes from the start of the block. */
static void assert_digest_of(const struct tape *tape, size_t size)
{
    MediaLabelInfo info = claim(tape);
    uint8_t digest[RSM_MD5_SIZE];
    struct rsm_md5 md5;

    rsm_md5_begin(&md5);
    rsm_md5_add(&md5, tape->block, size);
    rsm_md5_end(&md5, digest);
    assert_int_equal(info.LabelIDSize, sizeof(digest));
    assert_memory_equal(info.LabelID, digest, sizeof(digest));
}

static void assert_recorded(const char *name, const char *type, const char *id, const char *text)
{
    struct label_file file;
    MediaLabelInfo info;

    load_label(name, &file);
    assert_int_equal(rsm_mtf_claim(file.bytes, file.size, &info), ERROR_SUCCESS);
    assert_label(&info, type, id, text);
}

static void a_free_label_is_that_of_removable_storage(void **state)
{
    (void)state;
    assert_recorded("mtf_free", "Removable Storage", "507a1c9bf3240d4e8a66c3d2e1f00123",
                    "A00001L5");
}

static void a_media_label_in_unicode_gives_the_media_id(void **state)
{
    (void)state;
    assert_recorded("mtf_labelled", "Example Backup", "11eeffc03322554466778899aabbccdd",
                    "B\xC3\xA4nder f\xC3\xBCr M\xC3\xA4rz");
}

static void a_uuid_in_a_mere_description_does_not_count(void **state)
{
    (void)state;
    assert_recorded("mtf_unlabelled", "Example Backup", "4a8b20341faf5b66fcedfe531551b6e3",
                    "Media created 29.02.2004");
}

static void a_wrong_checksum_is_not_claimed(void **state)
{
    struct tape tape = tape_labelled(ID_A);

    (void)state;
    tape.block[CHECKSUM + 1] ^= 0x80;
    assert_not_claimed(&tape);
}

static void a_checksum_of_zero_is_not_claimed(void **state)
{
    struct tape tape = tape_labelled(ID_A);

    (void)state;
    put16(tape.block + CHECKSUM, 0);
    assert_not_claimed(&tape);
}

static void another_block_type_is_not_claimed(void **state)
{
    struct tape tape = tape_labelled(ID_A);

    (void)state;
    memcpy(tape.block, "SSET", 4);
    seal(&tape);
    assert_not_claimed(&tape);
}

static void a_block_shorter_than_its_fixed_part_is_not_claimed(void **state)
{
    struct tape tape = tape_labelled(ID_A);
    MediaLabelInfo info;

    (void)state;
    assert_int_equal(rsm_mtf_claim(tape.block, FIXED_PART - 1, &info), ERROR_BAD_FORMAT);
    assert_int_equal(rsm_mtf_claim(tape.block, FIXED_PART, &info), ERROR_SUCCESS);
}

static void braces_and_case_do_not_matter(void **state)
{
    static const char *const labels[] = {
        "x|" ID_A "|y", "x|{" ID_A "}|y",      "x|01234567-89AB-CDEF-0123-456789ABCDEF",
        ID_A,           "0123456789" ID_A "}",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
        struct tape tape = tape_labelled(labels[i]);
        MediaLabelInfo info = claim(&tape);

        assert_id(&info, ID_A_HEX);
    }
}

static void the_first_uuid_wins(void **state)
{
    struct tape tape = tape_labelled("|" ID_A "|" ID_B);
    MediaLabelInfo info = claim(&tape);

    (void)state;
    assert_id(&info, ID_A_HEX);
}

static void a_uuid_of_zeros_is_passed_over(void **state)
{
    struct tape tape = tape_labelled("|00000000-0000-0000-0000-000000000000|" ID_A);
    MediaLabelInfo info = claim(&tape);

    (void)state;
    assert_id(&info, ID_A_HEX);
}

static void a_media_label_without_uuid_gives_the_digest(void **state)
{
    struct tape tape = tape_labelled("MTF Media Label|1.0|Example||||1|no uuid|");

    (void)state;
    assert_digest_of(&tape, 512);
}

static void a_uuid_cut_short_by_the_label_gives_the_digest(void **state)
{
    struct tape tape = tape_labelled("|" ID_A);

    (void)state;
    put16(tape.block + LABEL, sizeof("|" ID_A) - 2);
    assert_digest_of(&tape, 512);
}

static void letters_that_only_end_like_digits_make_no_uuid(void **state)
{
    static const char id[] = ID_A;
    struct tape tape;
    uint8_t wide[2 * (sizeof(id) - 1)];

    (void)state;
    for (size_t i = 0; i < sizeof(wide); i += 2) {
        wide[i] = (uint8_t)id[i / 2];
        wide[i + 1] = 1; /* U+0130 is not '0' */
    }
    begin(&tape, 2);
    add(&tape, LABEL, wide, sizeof(wide));
    tape.block[ATTRIBUTES] = 2;
    assert_digest_of(&tape, 512);
}

static void every_byte_before_the_first_stream_counts_and_none_behind(void **state)
{
    struct tape tape = tape_labelled("");
    MediaLabelInfo before = claim(&tape);
    MediaLabelInfo inside;
    MediaLabelInfo behind;

    (void)state;
    tape.block[511] ^= 1;
    inside = claim(&tape);
    tape.block[511] ^= 1;
    tape.block[512] ^= 1;
    behind = claim(&tape);
    assert_memory_not_equal(&inside, &before, sizeof(before));
    assert_memory_equal(&behind, &before, sizeof(before));
}

static void a_first_stream_inside_the_header_is_not_believed(void **state)
{
    struct tape tape = tape_labelled("no uuid");

    (void)state;
    put16(tape.block + FIRST_EVENT, 60);
    seal(&tape);
    assert_digest_of(&tape, tape.end);
}

static void without_strings_at_least_the_fixed_part_counts(void **state)
{
    struct tape tape;

    (void)state;
    begin(&tape, 1);
    put16(tape.block + FIRST_EVENT, 60);
    seal(&tape);
    assert_digest_of(&tape, FIXED_PART);
}

static void a_first_stream_behind_the_block_gives_the_digest_of_the_block(void **state)
{
    struct tape tape = tape_labelled("no uuid");

    (void)state;
    put16(tape.block + FIRST_EVENT, 0xFFFF);
    seal(&tape);
    assert_digest_of(&tape, sizeof(tape.block));
}

static void a_nameless_writer_is_called_mtf(void **state)
{
    struct tape tape;
    MediaLabelInfo info;

    (void)state;
    begin(&tape, 1);
    add(&tape, NAME, "Tape 1", 6);
    info = claim(&tape);
    assert_wide(info.LabelType, "MTF");
    assert_wide(info.LabelAppDescr, "Tape 1");
}

static void without_a_string_type_there_are_no_strings(void **state)
{
    struct tape tape = tape_labelled("|" ID_A);
    MediaLabelInfo info;

    (void)state;
    tape.block[STRING_TYPE] = 0;
    seal(&tape);
    info = claim(&tape);
    assert_wide(info.LabelType, "MTF");
    assert_digest_of(&tape, 512);
}

static void unicode_of_an_odd_size_is_not_believed(void **state)
{
    struct tape tape;
    MediaLabelInfo info;

    (void)state;
    begin(&tape, 2);
    add(&tape, SOFTWARE, "W\0x", 3);
    add(&tape, NAME, "N\0", 2);
    info = claim(&tape);
    assert_wide(info.LabelType, "MTF");
    assert_wide(info.LabelAppDescr, "N");
}

static void a_string_that_leaves_the_block_is_not_believed(void **state)
{
    static const struct {
        unsigned size;
        unsigned offset;
    } rows[] = {{1, 1024}, {2, 1023}, {0xFFFF, 94}, {1, 0xFFFF}, {0xFFFF, 0xFFFF}, {931, 94}};

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct tape tape = tape_labelled("");
        MediaLabelInfo info;

        put16(tape.block + NAME, rows[i].size);
        put16(tape.block + NAME + 2, rows[i].offset);
        info = claim(&tape);
        assert_wide(info.LabelType, "Writer");
        assert_wide(info.LabelAppDescr, "");
    }
}

static void a_string_up_to_the_last_byte_is_read(void **state)
{
    struct tape tape = tape_labelled("");
    MediaLabelInfo info;

    (void)state;
    memcpy(tape.block + 1020, "last", 4);
    put16(tape.block + NAME, 4);
    put16(tape.block + NAME + 2, 1020);
    info = claim(&tape);
    assert_wide(info.LabelAppDescr, "last");
}

static void long_names_are_cut_to_what_a_record_holds(void **state)
{
    struct tape tape;
    char longest[300];
    MediaLabelInfo info;

    (void)state;
    memset(longest, 'n', sizeof(longest));
    begin(&tape, 1);
    add(&tape, SOFTWARE, longest, sizeof(longest));
    add(&tape, NAME, longest, sizeof(longest));
    info = claim(&tape);
    assert_int_equal(info.LabelType[62], 'n');
    assert_int_equal(info.LabelType[63], 0);
    assert_int_equal(info.LabelAppDescr[254], 'n');
    assert_int_equal(info.LabelAppDescr[255], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_free_label_is_that_of_removable_storage),
        cmocka_unit_test(a_media_label_in_unicode_gives_the_media_id),
        cmocka_unit_test(a_uuid_in_a_mere_description_does_not_count),
        cmocka_unit_test(a_wrong_checksum_is_not_claimed),
        cmocka_unit_test(a_checksum_of_zero_is_not_claimed),
        cmocka_unit_test(another_block_type_is_not_claimed),
        cmocka_unit_test(a_block_shorter_than_its_fixed_part_is_not_claimed),
        cmocka_unit_test(braces_and_case_do_not_matter),
        cmocka_unit_test(the_first_uuid_wins),
        cmocka_unit_test(a_uuid_of_zeros_is_passed_over),
        cmocka_unit_test(a_media_label_without_uuid_gives_the_digest),
        cmocka_unit_test(a_uuid_cut_short_by_the_label_gives_the_digest),
        cmocka_unit_test(letters_that_only_end_like_digits_make_no_uuid),
        cmocka_unit_test(every_byte_before_the_first_stream_counts_and_none_behind),
        cmocka_unit_test(a_first_stream_inside_the_header_is_not_believed),
        cmocka_unit_test(without_strings_at_least_the_fixed_part_counts),
        cmocka_unit_test(a_first_stream_behind_the_block_gives_the_digest_of_the_block),
        cmocka_unit_test(a_nameless_writer_is_called_mtf),
        cmocka_unit_test(without_a_string_type_there_are_no_strings),
        cmocka_unit_test(unicode_of_an_odd_size_is_not_believed),
        cmocka_unit_test(a_string_that_leaves_the_block_is_not_believed),
        cmocka_unit_test(a_string_up_to_the_last_byte_is_read),
        cmocka_unit_test(long_names_are_cut_to_what_a_record_holds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
