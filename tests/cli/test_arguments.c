/*
 * The parser of the command line: the spellings that scripts use, and what is refused with which
 * words.
 */
#include "cli/arguments.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "support/asserts.h"

static const GUID sample = {0x01234567,
                            0x89AB,
                            0xCDEF,
                            {0xFE, 0xDC, 0xBA, 0x98, 0x76, 0x54, 0x32, 0x10}};

static const struct rsm_word actions[] = {
    {"start", 7, false},
    {"stop", 8, false},
    {"st", 9, true},
    {NULL, 0, false},
};

static const struct rsm_word types[] = {
    {"physical_media", 3, false},
    {"partition", 4, false},
    {"oprequest", 5, false},
    {"opreq", 5, true},
    {"high", 6, false},
    {"highest", 7, false},
    {NULL, 0, false},
};

/* In the manner of rsm eject. */
static const struct rsm_switch switches[] = {
    {.name = "lg",
     .value = RSM_VALUE_GUID,
     .shown = "<guid>",
     .group = "library",
     .is_required = true},
    {.name = "lf",
     .value = RSM_VALUE_TEXT,
     .shown = "<name>",
     .group = "library",
     .is_required = true},
    {.name = "a", .value = RSM_VALUE_WORD, .words = actions},
    {.name = "o", .value = RSM_VALUE_WORD, .words = actions, .may_be_bare = true},
    {.name = "l", .value = RSM_VALUE_TEXT, .shown = "<text>"},
    {.name = "t", .value = RSM_VALUE_WORD, .words = types, .shown = "<type>"},
    {.name = "n", .value = RSM_VALUE_NUMBER, .shown = "<number>"},
    {.name = "nowait"},
    {.name = "d", .value = RSM_VALUE_TEXT, .shown = "<text>", .may_be_empty = true},
    {.name = "k", .value = RSM_VALUE_WORD, .words = actions, .may_repeat = true},
    {.name = "b"},
    {.name = "brief"},
    {.name = NULL},
};

static const struct rsm_subcommand subcommand = {.name = "eject",
                                                 .operand = "TARGET",
                                                 .switches = switches};

static struct rsm_arguments arguments;
static char problem[RSM_ARGUMENTS_PROBLEM];

/* Up to four words; NULL ends them. */
static rsm_error parse(const char *a, const char *b, const char *c, const char *d)
{
    static char texts[4][600];
    const char *const given[] = {a, b, c, d};
    char *words[4];
    size_t count = 0;

    while (count < 4 && given[count] != NULL) {
        words[count] = strcpy(texts[count], given[count]);
        count++;
    }
    return rsm_arguments_parse(&subcommand, count, words, &arguments, problem);
}

static const char *text_of(const char *name)
{
    const struct rsm_argument *argument = rsm_arguments_find(&arguments, name);

    assert_non_null(argument);
    return argument->text;
}

static void assert_refused(const char *sentence, const char *a, const char *b, const char *c)
{
    assert_fails_with(ERROR_INVALID_PARAMETER, parse(a, b, c, NULL));
    assert_string_equal(problem, sentence);
}

static void a_value_follows_its_switch_without_a_blank(void **state)
{
    (void)state;
    assert_success(parse("/lfTape Library 1", NULL, NULL, NULL));
    assert_string_equal(text_of("lf"), "Tape Library 1");
}

static void a_value_may_be_the_next_word(void **state)
{
    (void)state;
    assert_success(parse("/lf", "Tape Library 1", "/a", "stop"));
    assert_string_equal(text_of("lf"), "Tape Library 1");
    assert_int_equal(rsm_arguments_find(&arguments, "a")->number, 8);
}

static void the_letters_of_a_switch_may_be_parted(void **state)
{
    (void)state;
    assert_success(parse("/l", "f", "Tape Library 1", "/b"));
    assert_string_equal(text_of("lf"), "Tape Library 1");
}

static void quotes_around_a_value_are_taken_off(void **state)
{
    (void)state;
    assert_success(parse("/lf\"Tape Library 1\"", NULL, NULL, NULL));
    assert_string_equal(text_of("lf"), "Tape Library 1");
}

static void switches_are_alike_in_upper_and_lower_case_and_values_are_not(void **state)
{
    (void)state;
    assert_success(parse("/LFTape", "/ASTOP", "/B", NULL));
    assert_string_equal(text_of("lf"), "Tape");
    assert_int_equal(rsm_arguments_find(&arguments, "a")->number, 8);
    assert_true(rsm_arguments_has(&arguments, "b"));
}

static void a_dash_is_as_good_as_a_slash(void **state)
{
    (void)state;
    assert_success(parse("-lfTape", "-b", NULL, NULL));
    assert_string_equal(text_of("lf"), "Tape");
    assert_true(rsm_arguments_has(&arguments, "b"));
}

static void switches_come_in_any_order(void **state)
{
    (void)state;
    assert_success(parse("/b", "/astart", "/lfTape", NULL));
    assert_int_equal(arguments.count, 3);
}

static void of_two_switches_that_begin_alike_the_longer_is_meant(void **state)
{
    (void)state;
    assert_success(parse("/lfTape", "/brief", NULL, NULL));
    assert_true(rsm_arguments_has(&arguments, "brief"));
    assert_false(rsm_arguments_has(&arguments, "b"));
}

static void a_guid_is_read_in_all_its_ways_of_writing(void **state)
{
    static const char *const ways[] = {
        "/lg0123456789ABCDEFFEDCBA9876543210", "/lg0123456789abcdeffedcba9876543210",
        "/lg01234567-89AB-CDEF-FEDC-BA9876543210", "/lg{01234567-89ab-cdef-fedc-ba9876543210}"};

    (void)state;
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        assert_success(parse(ways[i], NULL, NULL, NULL));
        assert_guid(sample, rsm_arguments_find(&arguments, "lg")->guid);
    }
}

static void a_value_that_may_be_left_out_is_then_the_first_word(void **state)
{
    (void)state;
    assert_success(parse("/lfTape", "/o", "X", NULL));
    assert_int_equal(rsm_arguments_find(&arguments, "o")->number, 7);
    assert_string_equal(arguments.operand, "X");
}

static void a_word_without_a_slash_is_the_operand(void **state)
{
    (void)state;
    assert_success(parse("iscsi://host/target", "/lfTape", NULL, NULL));
    assert_string_equal(arguments.operand, "iscsi://host/target");
}

static void help_may_be_asked_for_anywhere(void **state)
{
    static const char *const ways[] = {"/?", "-?", "/help", "--help", "-H"};

    (void)state;
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        assert_success(parse("/nonsense", ways[i], NULL, NULL));
        assert_true(arguments.wants_help);
    }
}

static void an_unknown_switch_is_refused(void **state)
{
    (void)state;
    assert_refused("rsm eject does not know the switch /x1", "/lfTape", "/x1", NULL);
    assert_refused("rsm eject does not know the switch /bb", "/lfTape", "/bb", NULL);
}

static void a_missing_value_is_refused(void **state)
{
    (void)state;
    assert_refused("/lf needs a value behind it: /lf<name>", "/lf", NULL, NULL);
    assert_refused("/lf needs a value behind it: /lf<name>", "/lf", "/b", NULL);
    assert_refused("/a needs a value behind it: /a{start|stop}", "/lfTape", "/a", NULL);
    assert_refused("the value of /lf is empty", "/lf\"\"", NULL, NULL);
}

static void an_unknown_word_is_refused_with_those_there_are(void **state)
{
    (void)state;
    assert_refused("/a does not know \"go\"; it takes start or stop", "/lfTape", "/ago", NULL);
}

static void what_is_no_guid_is_refused(void **state)
{
    (void)state;
    assert_refused("\"0123\" is not a GUID: 32 hexadecimal digits", "/lg0123", NULL, NULL);
}

static void an_object_is_named_in_one_way_only(void **state)
{
    (void)state;
    assert_refused("/lg and /lf exclude each other", "/lg0123456789ABCDEFFEDCBA9876543210",
                   "/lfTape", NULL);
    assert_refused("/lf is given twice", "/lfTape", "/lfOther", NULL);
}

static void what_is_required_is_asked_for(void **state)
{
    (void)state;
    assert_refused("/lg<guid> or /lf<name> is missing", "/b", NULL, NULL);
}

static void a_second_operand_is_refused(void **state)
{
    (void)state;
    assert_refused("rsm eject does not know what to do with \"two\"", "one", "two", "/lfTape");
}

static void a_value_longer_than_any_name_is_kept_whole(void **state)
{
    char word[600] = "/lf\"";

    (void)state;
    memset(word + 4, 'x', sizeof word - 6);
    word[sizeof word - 2] = '"';
    word[sizeof word - 1] = '\0';
    assert_success(parse(word, NULL, NULL, NULL));
    assert_int_equal(strlen(text_of("lf")), sizeof word - 6);
}

/* ---- the spellings of published scripts ---- */

static void a_switch_is_no_value_and_anything_else_is(void **state)
{
    (void)state;
    assert_refused("/lf needs a value behind it: /lf<name>", "/lf", "-b", NULL);
    assert_refused("/lf needs a value behind it: /lf<name>", "/lf", "/lgX", NULL);
    assert_success(parse("/lf", "/x/y", NULL, NULL));
    assert_string_equal(text_of("lf"), "/x/y");
    assert_success(parse("/lf", "-x", NULL, NULL));
    assert_string_equal(text_of("lf"), "-x");
}

static void a_value_that_may_be_left_out_may_be_the_next_word_if_it_is_known(void **state)
{
    (void)state;
    assert_success(parse("/lfTape", "/o", "stop", NULL));
    assert_int_equal(rsm_arguments_find(&arguments, "o")->number, 8);
    assert_null(arguments.operand);
}

static void the_letters_of_a_switch_may_be_parted_in_upper_case_and_of_a_guid(void **state)
{
    (void)state;
    assert_success(parse("/L", "G", "{01234567-89AB-cdef-FEDC-BA9876543210}", NULL));
    assert_guid(sample, rsm_arguments_find(&arguments, "lg")->guid);
}

static void a_word_may_be_shortened_while_no_other_begins_so(void **state)
{
    (void)state;
    assert_success(parse("/lfTape", "/tpart", "/aSTA", NULL));
    assert_int_equal(rsm_arguments_find(&arguments, "t")->number, 4);
    assert_int_equal(rsm_arguments_find(&arguments, "a")->number, 7);
    assert_refused("\"p\" behind /t may be physical_media or partition", "/lfTape", "/tp", NULL);
}

static void words_that_mean_the_same_do_not_make_a_beginning_doubtful(void **state)
{
    (void)state;
    assert_success(parse("/lfTape", "/top", NULL, NULL));
    assert_int_equal(rsm_arguments_find(&arguments, "t")->number, 5);
}

static void a_whole_word_is_meant_though_it_begins_another(void **state)
{
    (void)state;
    assert_success(parse("/lfTape", "/thigh", NULL, NULL));
    assert_int_equal(rsm_arguments_find(&arguments, "t")->number, 6);
    assert_success(parse("/lfTape", "/ast", NULL, NULL));
    assert_int_equal(rsm_arguments_find(&arguments, "a")->number, 9);
}

static void the_nearest_word_or_switch_is_suggested(void **state)
{
    (void)state;
    assert_refused("/t does not know \"partitoin\"; did you mean partition?", "/lfTape",
                   "/tpartitoin", NULL);
    assert_refused("rsm eject does not know the switch /breif; did you mean /brief?", "/lfTape",
                   "/breif", NULL);
}

static void a_number_is_decimal_and_below_two_to_the_32nd(void **state)
{
    (void)state;
    assert_success(parse("/lfTape", "/n4294967295", NULL, NULL));
    assert_int_equal(rsm_arguments_find(&arguments, "n")->number, 4294967295U);
    assert_success(parse("/lfTape", "/n", "0", NULL));
    assert_int_equal(rsm_arguments_find(&arguments, "n")->number, 0);
    assert_refused("\"4294967296\" behind /n is not a number from 0 to 4294967295", "/lfTape",
                   "/n4294967296", NULL);
    assert_refused("\"-1\" behind /n is not a number from 0 to 4294967295", "/lfTape", "/n-1",
                   NULL);
    assert_refused("\"5s\" behind /n is not a number from 0 to 4294967295", "/lfTape", "/n5s",
                   NULL);
    assert_fails_with(ERROR_INVALID_PARAMETER,
                      parse("/n99999999999999999999999999", NULL, NULL, NULL));
}

static void a_long_switch_is_not_taken_for_a_letter_and_its_value(void **state)
{
    (void)state;
    assert_success(parse("/lfTape", "/nowait", NULL, NULL));
    assert_true(rsm_arguments_has(&arguments, "nowait"));
    assert_false(rsm_arguments_has(&arguments, "n"));
}

static void a_text_may_be_empty_where_the_switch_says_so(void **state)
{
    (void)state;
    assert_success(parse("/lfTape", "/d\"\"", NULL, NULL));
    assert_string_equal(text_of("d"), "");
    assert_success(parse("/lfTape", "/d", "", NULL));
    assert_string_equal(text_of("d"), "");
    assert_refused("the value of /lf is empty", "/lf", "", NULL);
}

static void a_switch_that_may_repeat_is_kept_each_time(void **state)
{
    (void)state;
    assert_success(parse("/lfTape", "/kstart", "/kstop", "/kstart"));
    assert_int_equal(arguments.count, 4);
    assert_int_equal(arguments.given[2].number, 8);
}

static void more_switches_than_there_is_room_for_are_refused(void **state)
{
    static char texts[RSM_ARGUMENTS_MAX + 2][10];
    char *words[RSM_ARGUMENTS_MAX + 2];

    (void)state;
    for (size_t i = 0; i < RSM_ARGUMENTS_MAX + 2; i++)
        words[i] = strcpy(texts[i], i == 0 ? "/lfTape" : "/kstop");
    assert_success(rsm_arguments_parse(&subcommand, RSM_ARGUMENTS_MAX, words, &arguments, problem));
    assert_fails_with(
        ERROR_INVALID_PARAMETER,
        rsm_arguments_parse(&subcommand, RSM_ARGUMENTS_MAX + 1, words, &arguments, problem));
    assert_string_equal(problem, "there are too many switches");
}

static void behind_two_dashes_nothing_is_a_switch(void **state)
{
    (void)state;
    assert_success(parse("/lfTape", "--", "/b", NULL));
    assert_string_equal(arguments.operand, "/b");
    assert_false(rsm_arguments_has(&arguments, "b"));
    assert_success(parse("/lfTape", "--", "/?", NULL));
    assert_false(arguments.wants_help);
}

static void a_path_is_an_operand_unless_it_begins_like_a_switch(void **state)
{
    (void)state;
    assert_success(parse("/lfTape", "/var/x", NULL, NULL));
    assert_string_equal(arguments.operand, "/var/x");
    assert_success(parse("/lfTape", "/d/x", NULL, NULL));
    assert_string_equal(text_of("d"), "/x");
}

static void what_was_given_of_a_group_is_found(void **state)
{
    (void)state;
    assert_success(parse("/b", "/lfTape", NULL, NULL));
    assert_string_equal(rsm_arguments_of_group(&arguments, "library")->text, "Tape");
    assert_null(rsm_arguments_of_group(&arguments, "slot"));
}

static void json_is_known_though_something_else_is_wrong(void **state)
{
    static const struct rsm_subcommand facts = {.name = "view", .has_facts = true};
    char wrong[] = "/x";
    char json[] = "--JSON";
    char *words[] = {wrong, json};

    (void)state;
    assert_fails_with(ERROR_INVALID_PARAMETER,
                      rsm_arguments_parse(&facts, 2, words, &arguments, problem));
    assert_true(arguments.wants_json);
    assert_refused("rsm eject does not know the switch /json", "/lfTape", "/json", NULL);
    assert_false(arguments.wants_json);
}

static void what_is_shown_of_a_long_or_harmful_text_is_short_and_harmless(void **state)
{
    static char text[2000];
    char shown[RSM_ARGUMENTS_SHOWN];

    (void)state;
    for (size_t i = 0; i + 2 < sizeof text; i += 2)
        memcpy(text + i, "\xC3\xA4", 2);
    text[0] = '\x1B';
    rsm_arguments_show(text, shown);
    assert_int_equal(strlen(shown), 1 + 1 + 2 * 55 + 3);
    assert_string_equal(shown + strlen(shown) - 3, "...");
    assert_int_equal(shown[0], '?');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_follows_its_switch_without_a_blank),
        cmocka_unit_test(a_value_may_be_the_next_word),
        cmocka_unit_test(the_letters_of_a_switch_may_be_parted),
        cmocka_unit_test(quotes_around_a_value_are_taken_off),
        cmocka_unit_test(switches_are_alike_in_upper_and_lower_case_and_values_are_not),
        cmocka_unit_test(a_dash_is_as_good_as_a_slash),
        cmocka_unit_test(switches_come_in_any_order),
        cmocka_unit_test(of_two_switches_that_begin_alike_the_longer_is_meant),
        cmocka_unit_test(a_guid_is_read_in_all_its_ways_of_writing),
        cmocka_unit_test(a_value_that_may_be_left_out_is_then_the_first_word),
        cmocka_unit_test(a_word_without_a_slash_is_the_operand),
        cmocka_unit_test(help_may_be_asked_for_anywhere),
        cmocka_unit_test(an_unknown_switch_is_refused),
        cmocka_unit_test(a_missing_value_is_refused),
        cmocka_unit_test(an_unknown_word_is_refused_with_those_there_are),
        cmocka_unit_test(what_is_no_guid_is_refused),
        cmocka_unit_test(an_object_is_named_in_one_way_only),
        cmocka_unit_test(what_is_required_is_asked_for),
        cmocka_unit_test(a_second_operand_is_refused),
        cmocka_unit_test(a_value_longer_than_any_name_is_kept_whole),
        cmocka_unit_test(a_switch_is_no_value_and_anything_else_is),
        cmocka_unit_test(a_value_that_may_be_left_out_may_be_the_next_word_if_it_is_known),
        cmocka_unit_test(the_letters_of_a_switch_may_be_parted_in_upper_case_and_of_a_guid),
        cmocka_unit_test(a_word_may_be_shortened_while_no_other_begins_so),
        cmocka_unit_test(words_that_mean_the_same_do_not_make_a_beginning_doubtful),
        cmocka_unit_test(a_whole_word_is_meant_though_it_begins_another),
        cmocka_unit_test(the_nearest_word_or_switch_is_suggested),
        cmocka_unit_test(a_number_is_decimal_and_below_two_to_the_32nd),
        cmocka_unit_test(a_long_switch_is_not_taken_for_a_letter_and_its_value),
        cmocka_unit_test(a_text_may_be_empty_where_the_switch_says_so),
        cmocka_unit_test(a_switch_that_may_repeat_is_kept_each_time),
        cmocka_unit_test(more_switches_than_there_is_room_for_are_refused),
        cmocka_unit_test(behind_two_dashes_nothing_is_a_switch),
        cmocka_unit_test(a_path_is_an_operand_unless_it_begins_like_a_switch),
        cmocka_unit_test(what_was_given_of_a_group_is_found),
        cmocka_unit_test(json_is_known_though_something_else_is_wrong),
        cmocka_unit_test(what_is_shown_of_a_long_or_harmful_text_is_short_and_harmless),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
