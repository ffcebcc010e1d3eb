/*
 * Device addresses: what is taken apart, what is refused, and that no secret is ever shown.
 */
#include "scsi/address.h"
#include "support/asserts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct rsm_iscsi_address parsed(const char *text)
{
    struct rsm_iscsi_address address;

    assert_success(rsm_address_parse_iscsi(text, &address));
    return address;
}

static void assert_refused(const char *text)
{
    struct rsm_iscsi_address address;
    rsm_error err = rsm_address_parse_iscsi(text, &address);

    if (err != ERROR_BAD_PATHNAME)
        fail_msg("%s was answered with %s", text, rsm_error_name(err));
}

static void assert_shown(const char *text, const char *expected)
{
    char shown[RSM_ADDRESS_MAX];

    rsm_address_hide(text, shown, sizeof shown);
    assert_string_equal(shown, expected);
}

/* As Windows makes them of what a device says of itself, with signs that part an iSCSI address. */
static const char interface_path[] =
    "\\\\?\\scsi#changer&ven_a:b%c&prod_d@e#5&1a2b&0&000100#{53f56310-b6bf-11d0-94f2-00a0c91efb8b}/"
    "7";

/* ---- taking apart ---- */

static void the_shortest_address_is_a_host_and_a_target(void **state)
{
    struct rsm_iscsi_address address = parsed("iscsi://tapes/iqn.2026-01.org.example:library");

    (void)state;
    assert_string_equal(address.host, "tapes");
    assert_int_equal(address.port, 3260);
    assert_string_equal(address.target, "iqn.2026-01.org.example:library");
    assert_false(address.has_lun);
    assert_string_equal(address.user, "");
    assert_string_equal(address.target_user, "");
}

static void the_longest_address_has_all_its_parts(void **state)
{
    struct rsm_iscsi_address address = parsed(
        "ISCSI://me%secret%40home@192.0.2.7:13260/iqn.x:y/12"
        "?target_user=iqn.x%3Ay&target_password=p%26q");

    (void)state;
    assert_string_equal(address.user, "me");
    assert_string_equal(address.password, "secret@home");
    assert_string_equal(address.host, "192.0.2.7");
    assert_int_equal(address.port, 13260);
    assert_string_equal(address.target, "iqn.x:y");
    assert_true(address.has_lun);
    assert_int_equal(address.lun, 12);
    assert_string_equal(address.target_user, "iqn.x:y");
    assert_string_equal(address.target_password, "p&q");
}

static void an_ipv6_address_stands_in_brackets(void **state)
{
    struct rsm_iscsi_address address = parsed("iscsi://[2001:db8::1]:3261/t/0");

    (void)state;
    assert_true(address.host_is_ipv6);
    assert_string_equal(address.host, "2001:db8::1");
    assert_int_equal(address.port, 3261);
    assert_string_equal(parsed("iscsi://[fe80::1%eth0]/t").host, "fe80::1%eth0");
}

static void a_user_may_be_named_like_an_initiator(void **state)
{
    struct rsm_iscsi_address address = parsed("iscsi://iqn.1991-05.com.example:pc%pw@h/t");

    (void)state;
    assert_string_equal(address.user, "iqn.1991-05.com.example:pc");
    assert_string_equal(address.password, "pw");
}

static void a_percent_sign_without_digits_is_itself_in_a_password(void **state)
{
    (void)state;

    assert_string_equal(parsed("iscsi://me%100%@h/t").password, "100%");
    assert_string_equal(parsed("iscsi://me%a%zz@h/t").password, "a%zz");
}

static void a_slash_behind_the_target_is_no_lun(void **state)
{
    (void)state;

    assert_false(parsed("iscsi://h/t/").has_lun);
}

/* ---- refusing ---- */

static void what_has_not_the_form_is_refused(void **state)
{
    static const char *const wrong[] = {
        "",
        "iscsi:",
        "iscsi://",
        "iscsi:///t",
        "iscsi://h",
        "iscsi://h/",
        "http://h/t",
        "iscsi://h:0/t",
        "iscsi://h:65536/t",
        "iscsi://h:99999999999/t",
        "iscsi://h:/t",
        "iscsi://h:12x/t",
        "iscsi://2001:db8::1/t",
        "iscsi://[2001:db8::1/t",
        "iscsi://[2001:db8::1]x/t",
        "iscsi://[2001:db8::1]:/t",
        "iscsi://[]/t",
        "iscsi://h/t/x",
        "iscsi://h/t/-1",
        "iscsi://h/t/16384",
        "iscsi://h/t/1/2",
        "iscsi://h h/t",
        "iscsi://h/t t",
        "iscsi://me@h/t",
        "iscsi://me%@h/t",
        "iscsi://%pw@h/t",
        "iscsi://me:pw@h/t",
        "iscsi://me%a%00b@h/t",
        "iscsi://h/t?x=y",
        "iscsi://h/t?target_user=a",
        "iscsi://me%pw@h/t?target_password=a",
        "iscsi://me%pw@h/t?target_user=",
        "iscsi://h/t?target_user=a&target_password=b",
    };

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_refused(wrong[i]);
}

static void what_is_too_long_is_refused(void **state)
{
    char text[2 * RSM_ADDRESS_MAX];

    (void)state;
    snprintf(text, sizeof text, "iscsi://h/%0*d", RSM_ADDRESS_NAME_MAX, 0);
    assert_refused(text);
    snprintf(text, sizeof text, "iscsi://%0*d/t", RSM_ADDRESS_NAME_MAX, 0);
    assert_refused(text);
    snprintf(text, sizeof text, "iscsi://me%%%0*d@h/t", RSM_ADDRESS_NAME_MAX, 0);
    assert_refused(text);
    snprintf(text, sizeof text, "iscsi://h/t%0*d", RSM_ADDRESS_MAX, 0);
    assert_refused(text);
}

/* ---- another LUN ---- */

static void assert_with_lun(const char *text, const char *expected)
{
    char out[RSM_ADDRESS_MAX];

    assert_success(rsm_address_with_lun(text, 5, out, sizeof out));
    assert_string_equal(out, expected);
}

static void a_lun_is_put_in_or_replaced(void **state)
{
    (void)state;

    assert_with_lun("iscsi://h/t", "iscsi://h/t/5");
    assert_with_lun("iscsi://h/t/", "iscsi://h/t/5");
    assert_with_lun("iscsi://h/t/12", "iscsi://h/t/5");
    assert_with_lun("iscsi://a%b?c@h:1/t/12", "iscsi://a%b?c@h:1/t/5");
    assert_with_lun("iscsi://a%b@h/t?target_user=c&target_password=d/e",
                    "iscsi://a%b@h/t/5?target_user=c&target_password=d/e");
}

static void an_address_that_does_not_fit_is_told(void **state)
{
    char out[13];

    (void)state;
    assert_fails_with(ERROR_INSUFFICIENT_BUFFER,
                      rsm_address_with_lun("iscsi://h/t", 5, out, sizeof out));
}

/* ---- hiding ---- */

static void an_address_without_secrets_is_shown_as_it_is(void **state)
{
    (void)state;

    assert_shown("iscsi://h:13270/iqn.x:y/1", "iscsi://h:13270/iqn.x:y/1");
    assert_shown("iscsi://[fe80::1%eth0]/t", "iscsi://[fe80::1%eth0]/t");
    assert_shown("\\\\.\\Changer0", "\\\\.\\Changer0");
    assert_shown("\\\\.\\Scsi2:0:5:0", "\\\\.\\Scsi2:0:5:0");
    assert_shown(interface_path, interface_path);
    assert_shown("", "");
}

static void passwords_are_not_shown(void **state)
{
    (void)state;

    assert_shown("iscsi://me%secret@h/t/1", "iscsi://me%***@h/t/1");
    assert_shown("iscsi://me%secret@h/t?target_user=a&target_password=hidden",
                 "iscsi://me%***@h/t?target_user=a&target_password=***");
}

static void passwords_in_addresses_that_cannot_be_read_are_not_shown_either(void **state)
{
    static const char *const texts[] = {
        "iscsi://me:secret@h/t",
        "iscsi://me%se/cret@h/t",
        "iscsi://me%se?cret@h/t",
        "iscsi://me%secret@x@h/t",
        "iscsi://me%secret@h",
        "iscsi:me%secret@h/t",
        "iscsi://h/t?target_password=secret",
        "iscsi://h/t?TARGET_PASSWORD=secret&x=secret@y",
        "iscsi://h/t?password=secret@y",
        "me%secret@h",
        "iscsi://me%password=@secret@h/t",
    };
    char shown[RSM_ADDRESS_MAX];

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        rsm_address_hide(texts[i], shown, sizeof shown);
        if (strstr(shown, "ecret") != NULL || strstr(shown, "cret@") != NULL)
            fail_msg("%s was shown as %s", texts[i], shown);
    }
}

static void what_is_shown_is_cut_to_the_room(void **state)
{
    char shown[8];

    (void)state;
    rsm_address_hide("iscsi://host/target", shown, sizeof shown);
    assert_string_equal(shown, "iscsi:/");
    rsm_address_hide("iscsi://me%secret@h/t", shown, 1);
    assert_string_equal(shown, "");
}

/* ---- lists ---- */

static rsm_error join(void *context, const char *address)
{
    char *all = context;

    strcat(strcat(all, "<"), address);
    strcat(all, ">");
    return strcmp(address, "stop") == 0 ? ERROR_CANCELLED : ERROR_SUCCESS;
}

static void a_list_is_parted_at_semicolons(void **state)
{
    char all[100] = "";

    (void)state;
    assert_success(rsm_address_for_each(" a ; b\t;;\r\n; c d", join, all));
    assert_string_equal(all, "<a><b><c d>");
}

static void an_empty_list_has_no_addresses(void **state)
{
    char all[100] = "";

    (void)state;
    assert_success(rsm_address_for_each("", join, all));
    assert_success(rsm_address_for_each(" ; ;", join, all));
    assert_string_equal(all, "");
}

static void a_list_ends_where_the_caller_says_so(void **state)
{
    char all[100] = "";

    (void)state;
    assert_fails_with(ERROR_CANCELLED, rsm_address_for_each("a;stop;b", join, all));
    assert_string_equal(all, "<a><stop>");
}

static void an_address_in_a_list_may_be_too_long(void **state)
{
    char text[RSM_ADDRESS_MAX + 1];
    char all[100] = "";

    (void)state;
    memset(text, 'x', RSM_ADDRESS_MAX);
    text[RSM_ADDRESS_MAX] = '\0';
    assert_fails_with(ERROR_BAD_PATHNAME, rsm_address_for_each(text, join, all));
}

static void the_lun_stands_at_the_end(void **state)
{
    uint16_t lun = 99;

    (void)state;
    assert_true(rsm_address_lun("iscsi://host/iqn.a:b/7", &lun));
    assert_int_equal(lun, 7);
    assert_true(rsm_address_lun("iscsi://host/t/12?target_user=a&target_password=b/3", &lun));
    assert_int_equal(lun, 12);
    assert_true(rsm_address_lun("sim:lib/2", &lun));
    assert_int_equal(lun, 2);
}

static void an_address_without_a_lun_has_none(void **state)
{
    uint16_t lun = 99;

    (void)state;
    assert_false(rsm_address_lun("iscsi://host/iqn.a:b", &lun));
    assert_false(rsm_address_lun("iscsi://host/5", &lun)); /* a target of that name */
    assert_false(rsm_address_lun("iscsi://host/t/", &lun));
    assert_false(rsm_address_lun("iscsi://host/t/16384", &lun));
    assert_false(rsm_address_lun("iscsi://host", &lun));
    assert_false(rsm_address_lun("sim:lib", &lun));
    assert_false(rsm_address_lun("", &lun));
    assert_int_equal(lun, 99);
}

static void units_of_one_target_differ_in_their_lun_alone(void **state)
{
    (void)state;
    assert_true(rsm_address_same_target("iscsi://u%p@h/t/0", "iscsi://u%p@h/t/11"));
    assert_true(rsm_address_same_target("iscsi://h/t/0?target_user=a/1", "iscsi://h/t/2"));
    assert_true(rsm_address_same_target("sim:lib/0", "sim:lib/1"));
    assert_false(rsm_address_same_target("iscsi://h/t/0", "iscsi://h/tt/0"));
    assert_false(rsm_address_same_target("iscsi://h/t/0", "iscsi://h2/t/0"));
    assert_false(rsm_address_same_target("iscsi://h/t", "iscsi://h/t"));
    assert_false(rsm_address_same_target("sim:a/0", "sim:b/0"));
}

/* ---- what Windows shows ---- */

static void a_device_of_an_adapter_has_four_numbers(void **state)
{
    struct rsm_adapter_address address;

    (void)state;
    assert_true(rsm_address_parse_adapter("\\\\.\\Scsi2:0:5:1", &address));
    assert_int_equal(address.port, 2);
    assert_int_equal(address.bus, 0);
    assert_int_equal(address.target, 5);
    assert_int_equal(address.lun, 1);
    assert_true(rsm_address_parse_adapter("\\\\.\\SCSI65535:255:255:255", &address));
    assert_int_equal(address.port, 65535);
    assert_int_equal(address.bus, 255);
    assert_int_equal(address.target, 255);
    assert_int_equal(address.lun, 255);
}

static void what_is_no_device_of_an_adapter_is_refused_and_changes_nothing(void **state)
{
    static const char *const wrong[] = {
        "",
        "\\\\.\\",
        "\\\\.\\Scsi",
        "\\\\.\\Scsi:0:5:0",
        "\\\\.\\Scsi2",
        "\\\\.\\Scsi2:",
        "\\\\.\\Scsi2:0",
        "\\\\.\\Scsi2:0:5",
        "\\\\.\\Scsi2:0:5:",
        "\\\\.\\Scsi2:0::0",
        "\\\\.\\Scsi2:0:5:0:",
        "\\\\.\\Scsi2:0:5:0 ",
        "\\\\.\\Scsi2:0:5:-1",
        "\\\\.\\Scsi2:0:5:+1",
        "\\\\.\\Scsi2:0:5:256",
        "\\\\.\\Scsi2:0:256:0",
        "\\\\.\\Scsi2:256:5:0",
        "\\\\.\\Scsi65536:0:5:0",
        "\\\\.\\Scsi4294967298:0:5:0",
        "\\\\.\\Scsi2:0:5:18446744073709551617",
        "\\\\.\\Tape2:0:5:0",
        "\\\\?\\Scsi2:0:5:0",
        "Scsi2:0:5:0",
    };
    struct rsm_adapter_address address = {.port = 9, .bus = 9, .target = 9, .lun = 9};

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        if (rsm_address_parse_adapter(wrong[i], &address))
            fail_msg("%s was taken apart", wrong[i]);
    }
    assert_int_equal(address.port, 9);
    assert_int_equal(address.bus, 9);
    assert_int_equal(address.target, 9);
    assert_int_equal(address.lun, 9);
}

static void an_adapter_is_a_name_and_a_port(void **state)
{
    uint16_t port = 9;

    (void)state;
    assert_false(rsm_address_parse_port("\\\\.\\Scsi2", &port));
    assert_false(rsm_address_parse_port("\\\\.\\Scsi2:0:5:0", &port));
    assert_false(rsm_address_parse_port("\\\\.\\Scsi65536:", &port));
    assert_false(rsm_address_parse_port("\\\\.\\Changer2:", &port));
    assert_int_equal(port, 9);
    assert_true(rsm_address_parse_port("\\\\.\\scsi65535:", &port));
    assert_int_equal(port, 65535);
}

static void only_the_form_with_numbers_tells_lun_and_target(void **state)
{
    uint16_t lun = 99;

    (void)state;
    assert_false(rsm_address_lun("\\\\.\\Changer0", &lun));
    assert_false(rsm_address_lun("\\\\.\\Scsi2:", &lun));
    assert_false(rsm_address_lun(interface_path, &lun));
    assert_int_equal(lun, 99);
    assert_true(rsm_address_lun("\\\\.\\Scsi2:0:5:1", &lun));
    assert_int_equal(lun, 1);

    assert_true(rsm_address_same_target("\\\\.\\Scsi2:0:5:0", "\\\\.\\SCSI2:0:5:1"));
    assert_false(rsm_address_same_target("\\\\.\\Scsi2:0:5:0", "\\\\.\\Scsi3:0:5:1"));
    assert_false(rsm_address_same_target("\\\\.\\Scsi2:0:5:0", "\\\\.\\Scsi2:1:5:1"));
    assert_false(rsm_address_same_target("\\\\.\\Scsi2:0:5:0", "\\\\.\\Scsi2:0:6:1"));
    assert_false(rsm_address_same_target("\\\\.\\Scsi2:0:5:0", "sim:lib/1"));
    assert_false(rsm_address_same_target("\\\\.\\Tape0", "\\\\.\\Tape0"));
    assert_false(rsm_address_same_target(interface_path, interface_path));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_shortest_address_is_a_host_and_a_target),
        cmocka_unit_test(the_longest_address_has_all_its_parts),
        cmocka_unit_test(an_ipv6_address_stands_in_brackets),
        cmocka_unit_test(a_user_may_be_named_like_an_initiator),
        cmocka_unit_test(a_percent_sign_without_digits_is_itself_in_a_password),
        cmocka_unit_test(a_slash_behind_the_target_is_no_lun),
        cmocka_unit_test(what_has_not_the_form_is_refused),
        cmocka_unit_test(what_is_too_long_is_refused),
        cmocka_unit_test(a_lun_is_put_in_or_replaced),
        cmocka_unit_test(an_address_that_does_not_fit_is_told),
        cmocka_unit_test(the_lun_stands_at_the_end),
        cmocka_unit_test(an_address_without_a_lun_has_none),
        cmocka_unit_test(units_of_one_target_differ_in_their_lun_alone),
        cmocka_unit_test(an_address_without_secrets_is_shown_as_it_is),
        cmocka_unit_test(passwords_are_not_shown),
        cmocka_unit_test(passwords_in_addresses_that_cannot_be_read_are_not_shown_either),
        cmocka_unit_test(what_is_shown_is_cut_to_the_room),
        cmocka_unit_test(a_list_is_parted_at_semicolons),
        cmocka_unit_test(an_empty_list_has_no_addresses),
        cmocka_unit_test(a_list_ends_where_the_caller_says_so),
        cmocka_unit_test(an_address_in_a_list_may_be_too_long),
        cmocka_unit_test(a_device_of_an_adapter_has_four_numbers),
        cmocka_unit_test(what_is_no_device_of_an_adapter_is_refused_and_changes_nothing),
        cmocka_unit_test(an_adapter_is_a_name_and_a_port),
        cmocka_unit_test(only_the_form_with_numbers_tells_lun_and_target),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
