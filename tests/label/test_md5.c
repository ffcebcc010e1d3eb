/*
 * MD5 against the test suite of RFC 1321 (A.5) and against itself in other portions.
 */
#include "label/md5.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void assert_digest(struct rsm_md5 *md5, const char *expected)
{
    uint8_t digest[RSM_MD5_SIZE];
    char digits[2 * RSM_MD5_SIZE + 1];

    rsm_md5_end(md5, digest);
    for (size_t i = 0; i < sizeof(digest); i++)
        (void)snprintf(digits + 2 * i, 3, "%02x", digest[i]);
    assert_string_equal(digits, expected);
}

static void assert_md5_of(const char *text, const char *expected)
{
    struct rsm_md5 md5;

    rsm_md5_begin(&md5);
    rsm_md5_add(&md5, text, strlen(text));
    assert_digest(&md5, expected);
}

static void the_test_suite_of_the_rfc_holds(void **state)
{
    (void)state;
    assert_md5_of("", "d41d8cd98f00b204e9800998ecf8427e");
    assert_md5_of("a", "0cc175b9c0f1b6a831c399e269772661");
    assert_md5_of("abc", "900150983cd24fb0d6963f7d28e17f72");
    assert_md5_of("message digest", "f96b697d7cb7938d525a2f31aaf161d0");
    assert_md5_of("abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b");
    assert_md5_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
                  "d174ab98d277d9f5a5611c2c9f419d9f");
    assert_md5_of(
        "1234567890123456789012345678901234567890"
        "1234567890123456789012345678901234567890",
        "57edf4a22be3c955ac49da2e2107b67a");
}

/* 55 bytes are the most that fit in one block with their padding; 64 fill one exactly. */
static void padding_is_right_around_the_block_size(void **state)
{
    static const struct {
        size_t length;
        const char *digest;
    } rows[] = {
        {55, "ef1772b6dff9a122358552954ad0df65"}, {56, "3b0c8ac703f828b04c6c197006d17218"},
        {57, "652b906d60af96844ebd21b674f35e93"}, {63, "b06521f39153d618550606be297466d5"},
        {64, "014842d480b571495a4a0363793f7367"}, {65, "c743a45e0d2e6a95cb859adae0248435"},
    };
    char text[65];

    (void)state;
    memset(text, 'a', sizeof(text));
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct rsm_md5 md5;

        rsm_md5_begin(&md5);
        rsm_md5_add(&md5, text, rows[i].length);
        assert_digest(&md5, rows[i].digest);
    }
}

static void portions_do_not_matter(void **state)
{
    (void)state;
    for (size_t portion = 1; portion <= 130; portion++) {
        static const uint8_t zeros[1000];
        struct rsm_md5 md5;

        rsm_md5_begin(&md5);
        for (size_t done = 0; done < sizeof(zeros); done += portion) {
            size_t left = sizeof(zeros) - done;

            rsm_md5_add(&md5, zeros + done, left < portion ? left : portion);
        }
        assert_digest(&md5, "ede3d3b685b4e137ba4cb2521329a75e");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_test_suite_of_the_rfc_holds),
        cmocka_unit_test(padding_is_right_around_the_block_size),
        cmocka_unit_test(portions_do_not_matter),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
