/*
 * Who, where, and which process.
 */
#include "platform/identity.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "platform/machine.h"
#include "platform/text.h"

#include <stdio.h>
#include <string.h>

static void the_user_has_a_name(void **state)
{
    WCHAR user[RSM_IDENTITY_ROOM];

    (void)state;
    assert_int_equal(rsm_identity_user(user, RSM_IDENTITY_ROOM), ERROR_SUCCESS);
    assert_true(rsm_text_length(user, RSM_IDENTITY_ROOM) > 0);
    assert_true(rsm_text_is_terminated(user, RSM_IDENTITY_ROOM));
}

static void the_computer_has_a_name_without_dots(void **state)
{
    WCHAR computer[RSM_IDENTITY_ROOM];

    (void)state;
    assert_int_equal(rsm_identity_computer(computer, RSM_IDENTITY_ROOM), ERROR_SUCCESS);
    assert_true(rsm_text_length(computer, RSM_IDENTITY_ROOM) > 0);
    for (size_t i = 0; computer[i]; i++)
        assert_int_not_equal(computer[i], '.');
}

static void a_name_longer_than_the_room_is_cut(void **state)
{
    WCHAR user[RSM_IDENTITY_ROOM];
    WCHAR cut[3];

    (void)state;
    assert_int_equal(rsm_identity_user(user, RSM_IDENTITY_ROOM), ERROR_SUCCESS);
    assert_int_equal(rsm_identity_user(cut, 3), ERROR_SUCCESS);
    assert_true(rsm_text_is_terminated(cut, 3));
    assert_true(rsm_text_equal(cut, user, 2));
}

/* Revision 1, and as many parts as fit. */
static void assert_is_sid(const unsigned char *sid)
{
    assert_int_equal(sid[0], 1);
    assert_in_range(sid[1], 1, 15);
}

static void user_and_group_have_identifiers(void **state)
{
    unsigned char user[RSM_IDENTITY_SID_ROOM];
    unsigned char group[RSM_IDENTITY_SID_ROOM];

    (void)state;
    assert_int_equal(rsm_identity_sids(user, group), ERROR_SUCCESS);
    assert_is_sid(user);
    assert_is_sid(group);
    assert_memory_not_equal(user, group, RSM_IDENTITY_SID_ROOM);
}

static void a_token_is_32_hexadecimal_digits(void **state)
{
    char token[RSM_IDENTITY_TOKEN_ROOM];

    (void)state;
    assert_int_equal(rsm_identity_process_token(token), ERROR_SUCCESS);
    assert_int_equal(strlen(token), 32);
    assert_int_equal(strspn(token, "0123456789abcdef"), 32);
}

static void a_process_keeps_its_token(void **state)
{
    char first[RSM_IDENTITY_TOKEN_ROOM];
    char second[RSM_IDENTITY_TOKEN_ROOM];

    (void)state;
    assert_int_equal(rsm_identity_process_token(first), ERROR_SUCCESS);
    assert_int_equal(rsm_identity_process_token(second), ERROR_SUCCESS);
    assert_string_equal(first, second);
}

static int say_token_and_number(void)
{
    char token[RSM_IDENTITY_TOKEN_ROOM];

    if (rsm_identity_process_token(token))
        return 1;
    printf("%s\n%lu\n", token, (unsigned long)rsm_identity_process());
    return 0;
}

static void another_process_has_another_token_and_number(void **state)
{
    struct process *other = start_process("say-token", "");
    char ours[RSM_IDENTITY_TOKEN_ROOM];
    char our_number[32];
    char theirs[64];
    char their_number[64];

    (void)state;
    assert_non_null(other);
    assert_true(read_line(other, theirs, sizeof theirs));
    assert_true(read_line(other, their_number, sizeof their_number));
    assert_int_equal(finish_process(other), 0);

    assert_int_equal(rsm_identity_process_token(ours), ERROR_SUCCESS);
    snprintf(our_number, sizeof our_number, "%lu", (unsigned long)rsm_identity_process());
    assert_int_equal(strlen(theirs), 32);
    assert_string_not_equal(theirs, ours);
    assert_string_not_equal(their_number, our_number);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_user_has_a_name),
        cmocka_unit_test(the_computer_has_a_name_without_dots),
        cmocka_unit_test(a_name_longer_than_the_room_is_cut),
        cmocka_unit_test(user_and_group_have_identifiers),
        cmocka_unit_test(a_token_is_32_hexadecimal_digits),
        cmocka_unit_test(a_process_keeps_its_token),
        cmocka_unit_test(another_process_has_another_token_and_number),
    };

    if (argc > 1 && strcmp(argv[1], "say-token") == 0)
        return say_token_and_number();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
