/*
 * JSON documents: what json.c writes, and that each command that has facts has a schema.
 */
#include "cli/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cli/capture.h"
#include "cli/subcommands.h"
#include "support/asserts.h"

static struct capture capture;

static struct rsm_json begin(void)
{
    struct rsm_json_document *document = rsm_json_document_make();

    assert_non_null(document);
    return rsm_json_root(document);
}

static void write_out(struct rsm_json root)
{
    capture_begin(&capture, 0);
    assert_success(rsm_json_document_write(root.document, true, &capture.output));
    rsm_json_document_free(root.document);
}

static void keys_stay_in_their_order(void **state)
{
    struct rsm_json root = begin();

    (void)state;
    rsm_json_text(root, "zebra", "z");
    rsm_json_number(root, "ant", 4294967295);
    rsm_json_flag(root, "is", true);
    rsm_json_null(root, "nothing");
    write_out(root);
    assert_string_equal(capture.text,
                        "{\"zebra\":\"z\",\"ant\":4294967295,\"is\":true,\"nothing\":null}\n");
}

static void objects_stand_in_arrays_without_keys(void **state)
{
    struct rsm_json root = begin();
    struct rsm_json list = rsm_json_array(root, "list");

    (void)state;
    rsm_json_number(rsm_json_object(list, NULL), "a", 1);
    (void)rsm_json_object(list, NULL);
    rsm_json_text(list, NULL, "b");
    write_out(root);
    assert_string_equal(capture.text, "{\"list\":[{\"a\":1},{},\"b\"]}\n");
}

static void a_guid_is_digits_and_the_null_guid_is_null(void **state)
{
    static const GUID id = {0xABCDEF01, 0x2345, 0x6789, {0xab, 0xcd, 0xef, 1, 2, 3, 4, 5}};
    static const GUID null = {0};
    struct rsm_json root = begin();

    (void)state;
    rsm_json_guid(root, "id", &id);
    rsm_json_guid(root, "null", &null);
    write_out(root);
    assert_string_equal(capture.text,
                        "{\"id\":\"ABCDEF0123456789ABCDEF0102030405\",\"null\":null}\n");
}

static void a_date_is_utc_and_no_date_is_null(void **state)
{
    static const SYSTEMTIME date = {
        .wYear = 2026, .wMonth = 1, .wDay = 15, .wHour = 12, .wSecond = 5};
    static const SYSTEMTIME none = {0};
    struct rsm_json root = begin();

    (void)state;
    rsm_json_date(root, "date", &date);
    rsm_json_date(root, "none", &none);
    write_out(root);
    assert_string_equal(capture.text, "{\"date\":\"2026-01-15T12:00:05Z\",\"none\":null}\n");
}

static void seconds_have_three_decimals(void **state)
{
    struct rsm_json root = begin();

    (void)state;
    rsm_json_seconds(root, "seconds", 12.3456789);
    write_out(root);
    assert_string_equal(capture.text, "{\"seconds\":12.346}\n");
}

static void bytes_that_are_no_text_become_question_marks(void **state)
{
    struct rsm_json root = begin();

    (void)state;
    rsm_json_text(root, "text",
                  "a\xFF"
                  "b");
    write_out(root);
    assert_string_equal(capture.text, "{\"text\":\"a?b\"}\n");
}

static void text_that_commands_a_terminal_becomes_harmless(void **state)
{
    struct rsm_json root = begin();

    (void)state;
    rsm_json_text(root, "text", "a\033[2J\nb");
    write_out(root);
    assert_string_equal(capture.text, "{\"text\":\"a?[2J?b\"}\n");
}

static void without_a_document_everything_does_nothing(void **state)
{
    static const struct rsm_json nothing = {.value = NULL};
    static const GUID id = {0};
    static const SYSTEMTIME date = {0};

    (void)state;
    assert_null(rsm_json_object(nothing, "a").value);
    assert_null(rsm_json_array(nothing, "a").value);
    rsm_json_text(nothing, "a", "b");
    rsm_json_wide(nothing, "a", u"b", 2);
    rsm_json_number(nothing, "a", 1);
    rsm_json_seconds(nothing, "a", 1);
    rsm_json_flag(nothing, "a", true);
    rsm_json_guid(nothing, "a", &id);
    rsm_json_date(nothing, "a", &date);
    rsm_json_null(nothing, "a");
}

/* ---- schemas ---- */

static bool has_schema(const char *command)
{
    char path[512];
    FILE *file;

    snprintf(path, sizeof path, "%s/../../docs/json/%s.schema.json", NTMS_TEST_DATA, command);
    file = fopen(path, "rb");
    if (file != NULL)
        fclose(file);
    return file != NULL;
}

static void commands_with_facts_have_a_schema_and_no_others(void **state)
{
    (void)state;
    for (const struct rsm_subcommand *const *s = rsm_subcommands; *s != NULL; s++) {
        if ((*s)->has_facts != has_schema((*s)->name))
            fail_msg("rsm %s %s, but docs/json/%s.schema.json is %s", (*s)->name,
                     (*s)->has_facts ? "has facts" : "has no facts", (*s)->name,
                     (*s)->has_facts ? "missing" : "there");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_stay_in_their_order),
        cmocka_unit_test(objects_stand_in_arrays_without_keys),
        cmocka_unit_test(a_guid_is_digits_and_the_null_guid_is_null),
        cmocka_unit_test(a_date_is_utc_and_no_date_is_null),
        cmocka_unit_test(seconds_have_three_decimals),
        cmocka_unit_test(bytes_that_are_no_text_become_question_marks),
        cmocka_unit_test(text_that_commands_a_terminal_becomes_harmless),
        cmocka_unit_test(without_a_document_everything_does_nothing),
        cmocka_unit_test(commands_with_facts_have_a_schema_and_no_others),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
