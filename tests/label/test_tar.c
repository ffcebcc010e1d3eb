/*
 * Tapes that begin with a tar archive, recorded from GNU tar.
 */
#include "label/labels.h"
#include "label/recognizer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { CHECKSUM = 148 };

static void assert_recorded(const char *name, const char *id)
{
    struct label_file file;
    MediaLabelInfo info;

    load_label(name, &file);
    assert_int_equal(rsm_tar_claim(file.bytes, file.size, &info), ERROR_SUCCESS);
    assert_label(&info, "tar", id, "hello.txt");
}

/* Set the checksum field of the recorded header to these 8 bytes and ask. */
static DWORD claim_with_checksum(const char *field)
{
    struct label_file file;
    MediaLabelInfo info;

    load_label("tar_ustar", &file);
    memcpy(file.bytes + CHECKSUM, field, 8);
    return rsm_tar_claim(file.bytes, file.size, &info);
}

static unsigned checksum_of(const struct label_file *file)
{
    unsigned sum = 8 * ' ';

    for (size_t i = 0; i < 512; i++)
        sum += i >= CHECKSUM && i < CHECKSUM + 8 ? 0u : file->bytes[i];
    return sum;
}

static void posix_archives_are_claimed(void **state)
{
    (void)state;
    assert_recorded("tar_ustar", "e5a165051772e3dad6ccf45a1f10435c");
}

static void gnu_archives_are_claimed(void **state)
{
    (void)state;
    assert_recorded("tar_gnu", "aa7aabd8f68a00fecca69fdda4364287");
}

static void archives_older_than_the_magic_are_claimed(void **state)
{
    (void)state;
    assert_recorded("tar_v7", "4f466ed5c29f95940ad0e835116e454b");
}

static void one_changed_byte_is_not_claimed(void **state)
{
    struct label_file file;
    MediaLabelInfo info;

    (void)state;
    load_label("tar_ustar", &file);
    file.bytes[0]++;
    assert_int_equal(rsm_tar_claim(file.bytes, file.size, &info), ERROR_BAD_FORMAT);
}

static void the_checksum_may_be_written_in_any_usual_way(void **state)
{
    struct label_file file;
    char field[16];
    unsigned sum;

    (void)state;
    load_label("tar_ustar", &file);
    sum = checksum_of(&file);
    (void)snprintf(field, sizeof(field), "%07o", sum); /* with the terminator eight */
    assert_int_equal(claim_with_checksum(field), ERROR_SUCCESS);
    (void)snprintf(field, sizeof(field), "%08o", sum);
    assert_int_equal(claim_with_checksum(field), ERROR_SUCCESS);
    (void)snprintf(field, sizeof(field), "%6o ", sum);
    assert_int_equal(claim_with_checksum(field), ERROR_SUCCESS);
    (void)snprintf(field, sizeof(field), "%7o ", sum);
    assert_int_equal(claim_with_checksum(field), ERROR_SUCCESS);
}

static void a_checksum_that_is_no_number_is_not_claimed(void **state)
{
    (void)state;
    assert_int_equal(claim_with_checksum("        "), ERROR_BAD_FORMAT);
    assert_int_equal(claim_with_checksum("\0\0\0\0\0\0\0\0"), ERROR_BAD_FORMAT);
    assert_int_equal(claim_with_checksum("89999999"), ERROR_BAD_FORMAT);
    assert_int_equal(claim_with_checksum("77777777"), ERROR_BAD_FORMAT);
}

static void a_checksum_of_signed_bytes_counts(void **state)
{
    struct label_file file;
    MediaLabelInfo info;

    (void)state;
    load_label("tar_ustar", &file);
    file.bytes[0] = 0xE4; /* a name in Latin-1, added by a program with signed characters */
    (void)snprintf((char *)file.bytes + CHECKSUM, 8, "%06o", checksum_of(&file) - 0x100);
    assert_int_equal(rsm_tar_claim(file.bytes, file.size, &info), ERROR_SUCCESS);
}

static void less_than_a_header_is_not_claimed(void **state)
{
    struct label_file file;
    MediaLabelInfo info;

    (void)state;
    load_label("tar_ustar", &file);
    assert_int_equal(rsm_tar_claim(file.bytes, 511, &info), ERROR_BAD_FORMAT);
    assert_int_equal(rsm_tar_claim(file.bytes, 512, &info), ERROR_SUCCESS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(posix_archives_are_claimed),
        cmocka_unit_test(gnu_archives_are_claimed),
        cmocka_unit_test(archives_older_than_the_magic_are_claimed),
        cmocka_unit_test(one_changed_byte_is_not_claimed),
        cmocka_unit_test(the_checksum_may_be_written_in_any_usual_way),
        cmocka_unit_test(a_checksum_that_is_no_number_is_not_claimed),
        cmocka_unit_test(a_checksum_of_signed_bytes_counts),
        cmocka_unit_test(less_than_a_header_is_not_claimed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
