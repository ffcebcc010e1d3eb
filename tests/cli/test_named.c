/*
 * Naming objects: who is found by a name, a beginning, a path or a GUID, and what is said when nobody or
 * several are.
 */
#include "cli/named.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cli/capture.h"
#include "cli/display.h"
#include "platform/text.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/small_world.h"
#include "support/world_media.h"

static struct capture out;
static struct capture err;
static NTMS_OBJECTINFORMATIONW found;

#define world_story(test) \
    cmocka_unit_test_setup_teardown(test, small_world_setup, small_world_teardown)

/* An operand, among the objects of a library (NULL = of all). */
static rsm_error find_in(struct small_world *world, const char *text, DWORD type,
                         const GUID *library)
{
    struct rsm_run run = {.session = world->handle, .out = &out.output, .err = &err.output};
    struct rsm_record record;

    if (library != NULL)
        world_load(world, library, NTMS_LIBRARY, &record);
    capture_begin(&out, 0);
    capture_begin(&err, 0);
    return rsm_named_find_text(&run, text, type, library != NULL ? &record.info : NULL, &found);
}

static rsm_error find(struct small_world *world, const char *text, DWORD type)
{
    return find_in(world, text, type, NULL);
}

static rsm_error find_guid(struct small_world *world, const GUID *id, DWORD type,
                           const GUID *library)
{
    char text[RSM_DISPLAY_GUID];

    rsm_display_guid(id, text);
    return find_in(world, text, type, library);
}

static void call(struct small_world *world, const GUID *id, DWORD type, const WCHAR *name)
{
    struct rsm_record record;

    world_load(world, id, type, &record);
    rsm_text_copy(record.info.szName, NTMS_OBJECTNAME_LENGTH, name);
    world_save(world, &record);
}

/* A tape in a slot of the library, by that name; its side has the same and " - 1" behind it. */
static GUID put_tape_called(struct small_world *world, size_t slot, const WCHAR *name)
{
    GUID pool = free_pool_of(world, &world->tapes);
    GUID id = put_tape(world, slot, &pool, NTMS_PARTSTATE_AVAILABLE);
    GUID side = side_id(world, &id, 0);
    WCHAR side_name[NTMS_OBJECTNAME_LENGTH];
    char text[NTMS_OBJECTNAME_LENGTH];

    rsm_text_to_utf8(text, sizeof text, name, RSM_TEXT_TERMINATED);
    rsm_text_format(side_name, NTMS_OBJECTNAME_LENGTH, "%s - 1", text);
    call(world, &id, NTMS_PHYSICAL_MEDIA, name);
    call(world, &side, NTMS_PARTITION, side_name);
    return id;
}

static void assert_complains(const char *expected)
{
    if (strstr(err.text, expected) == NULL)
        assert_string_equal(expected, err.text); /* shows both */
}

/* ---- names ---- */

static void an_object_is_found_by_its_name(void **state)
{
    struct small_world *world = *state;

    assert_success(find(world, "Far library", NTMS_LIBRARY));

    assert_guid(world->far_library, found.ObjectGuid);
    assert_string_equal(err.text, "");
}

static void upper_and_lower_case_differ_in_names_and_the_other_is_suggested(void **state)
{
    struct small_world *world = *state;

    assert_fails_with(ERROR_INVALID_LIBRARY, find(world, "far library", NTMS_LIBRARY));

    assert_complains("rsm: there is no library \"far library\"; did you mean \"Far library\"?\n");
}

static void the_beginning_of_one_name_is_enough(void **state)
{
    struct small_world *world = *state;

    assert_success(find(world, "Far", NTMS_LIBRARY));

    assert_guid(world->far_library, found.ObjectGuid);
}

static void a_whole_name_is_meant_though_it_begins_another(void **state)
{
    struct small_world *world = *state;
    GUID tape = put_tape_called(world, 0, u"Week");
    (void)put_tape_called(world, 1, u"Weekend");

    assert_success(find(world, "Week", NTMS_PHYSICAL_MEDIA));

    assert_guid(tape, found.ObjectGuid);
}

static void a_beginning_that_ends_within_a_number_is_none(void **state)
{
    struct small_world *world = *state;
    (void)put_tape_called(world, 0, u"Tape 10");

    assert_fails_with(ERROR_INVALID_MEDIA, find(world, "Tape 1", NTMS_PHYSICAL_MEDIA));

    assert_complains("there is no medium \"Tape 1\"; rsm view /tphysical_media lists those");
}

static void a_beginning_of_several_is_refused_and_they_are_listed_with_their_places(void **state)
{
    struct small_world *world = *state;
    char expected[100] = "     ";
    GUID tape = put_tape_called(world, 0, u"Week 1");
    (void)put_tape_called(world, 1, u"Week 2");

    assert_fails_with(ERROR_INVALID_MEDIA, find(world, "Week", NTMS_PHYSICAL_MEDIA));

    assert_complains("rsm: \"Week\" may be any of 2 media; write more of the name, or a GUID.\n");
    rsm_display_guid(&tape, expected + strlen(expected));
    strcat(expected, "  Week 1  in Library, Slot, bar code A00001L5\n");
    assert_complains(expected);
    assert_complains("  Week 2  in Library, Slot, bar code A00002L5\n");
}

static void a_name_of_several_is_refused_and_they_are_listed_with_their_libraries(void **state)
{
    struct small_world *world = *state;

    assert_fails_with(ERROR_OBJECT_NOT_FOUND, find(world, "Slot", NTMS_STORAGESLOT));

    assert_complains("rsm: 5 slots have the name \"Slot\"; name one of them by its GUID.\n");
    assert_complains("  Slot  in Library\n");
    assert_complains("  Slot  in Far library\n");
}

static void a_name_is_looked_for_in_one_library(void **state)
{
    struct small_world *world = *state;

    assert_success(find_in(world, "Slot", NTMS_STORAGESLOT, &world->far_library));
    assert_guid(world->far_slot, found.ObjectGuid);

    assert_fails_with(ERROR_INVALID_DRIVE,
                      find_in(world, "Drive", NTMS_DRIVE, &world->far_library));
    assert_complains("there is no drive \"Drive\" in library \"Far library\"");
}

static void where_nothing_is_near_the_command_that_lists_is_named(void **state)
{
    struct small_world *world = *state;

    assert_fails_with(ERROR_INVALID_LIBRARY, find(world, "Gone with the wind", NTMS_LIBRARY));
    assert_complains("there is no library \"Gone with the wind\"; rsm view /tlibrary lists those");

    assert_fails_with(ERROR_INVALID_LIBRARY, find(world, "", NTMS_LIBRARY));
}

static void a_name_is_shown_harmless_and_cut(void **state)
{
    struct small_world *world = *state;
    static char longest[5000];

    memset(longest, 'x', sizeof longest - 1);
    longest[0] = '\x1B';
    assert_fails_with(ERROR_INVALID_LIBRARY, find(world, longest, NTMS_LIBRARY));

    assert_complains("\"?xxx");
    assert_in_range(err.length, 1, 300);
}

static void a_name_with_what_is_harmful_is_found_as_it_is_shown(void **state)
{
    struct small_world *world = *state;
    call(world, &world->far_library, NTMS_LIBRARY, u"Far\x1B[2J");

    assert_success(find(world, "Far?[2J", NTMS_LIBRARY));
    assert_guid(world->far_library, found.ObjectGuid);
    assert_success(find(world, "Far\x1B[2J", NTMS_LIBRARY));
}

/* ---- media and their sides ---- */

static void where_a_medium_is_wanted_its_side_may_be_named(void **state)
{
    struct small_world *world = *state;
    GUID tape = put_tape_called(world, 0, u"Monday");
    (void)put_tape_called(world, 1, u"Monday - 12");

    assert_success(find(world, "Monday - 1", NTMS_PHYSICAL_MEDIA));

    assert_guid(tape, found.ObjectGuid);
    assert_int_equal(found.dwType, NTMS_PHYSICAL_MEDIA);
}

static void where_a_side_is_wanted_its_medium_may_be_named(void **state)
{
    struct small_world *world = *state;
    GUID tape = put_tape_called(world, 0, u"Monday");
    GUID side = side_id(world, &tape, 0);
    (void)put_tape_called(world, 1, u"Monday night");

    assert_success(find(world, "Monday", NTMS_PARTITION));

    assert_guid(side, found.ObjectGuid);
}

static void a_medium_of_two_sides_does_not_stand_for_one_of_them(void **state)
{
    struct small_world *world = *state;
    GUID pool = free_pool_of(world, &world->disks);
    GUID disk = put_disk(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);
    GUID side = side_id(world, &disk, 1);
    call(world, &disk, NTMS_PHYSICAL_MEDIA, u"Platter");
    call(world, &side, NTMS_PARTITION, u"Back");

    assert_fails_with(ERROR_INVALID_MEDIA, find(world, "Platter", NTMS_PARTITION));
    assert_complains("\"Platter\" may be any of 2 sides");
    assert_complains("  Back  in Platter\n");
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, find_guid(world, &disk, NTMS_PARTITION, NULL));

    assert_success(find(world, "Back", NTMS_PHYSICAL_MEDIA));
    assert_guid(disk, found.ObjectGuid);
}

static void two_sides_of_a_medium_are_one_medium(void **state)
{
    struct small_world *world = *state;
    GUID pool = free_pool_of(world, &world->disks);
    GUID disk = put_disk(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);
    GUID sides[] = {side_id(world, &disk, 0), side_id(world, &disk, 1)};
    call(world, &disk, NTMS_PHYSICAL_MEDIA, u"Platter");
    call(world, &sides[0], NTMS_PARTITION, u"Side A");
    call(world, &sides[1], NTMS_PARTITION, u"Side B");

    assert_success(find(world, "Side", NTMS_PHYSICAL_MEDIA));

    assert_guid(disk, found.ObjectGuid);
}

/* ---- pools ---- */

static void a_pool_is_found_by_its_path_in_either_case(void **state)
{
    static const char *const ways[] = {"Free\\LTO Ultrium", "\\free\\lto ULTRIUM", "free\\lto"};
    struct small_world *world = *state;
    GUID pool = free_pool_of(world, &world->tapes);
    GUID top;

    assert_success(find(world, "FREE", NTMS_MEDIA_POOL));
    top = found.ObjectGuid;
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        assert_success(find(world, ways[i], NTMS_MEDIA_POOL));
        assert_guid(pool, found.ObjectGuid);
    }
    assert_success(find(world, "\\Free", NTMS_MEDIA_POOL));
    assert_guid(top, found.ObjectGuid);
}

static void the_nearest_path_is_suggested(void **state)
{
    struct small_world *world = *state;
    (void)free_pool_of(world, &world->tapes);

    assert_fails_with(ERROR_INVALID_MEDIA_POOL, find(world, "Fre\\LTO Ultrum", NTMS_MEDIA_POOL));

    assert_complains("did you mean \"Free\\LTO Ultrium\"?");
}

/* ---- GUIDs ---- */

static void an_object_is_found_by_its_guid(void **state)
{
    struct small_world *world = *state;

    assert_success(find_guid(world, &world->drive, NTMS_DRIVE, NULL));
    assert_guid(world->drive, found.ObjectGuid);
    assert_success(find_guid(world, &world->drive, NTMS_DRIVE, &world->library));
}

static void a_guid_of_another_kind_is_refused_with_what_it_is(void **state)
{
    struct small_world *world = *state;

    assert_int_not_equal(find_guid(world, &world->drive, NTMS_LIBRARY, NULL), ERROR_SUCCESS);

    assert_complains(" is no library, but a drive.\n");
}

static void a_guid_of_nothing_is_refused(void **state)
{
    static const GUID nothing = {.Data1 = 1};
    struct small_world *world = *state;

    assert_fails_with(ERROR_OBJECT_NOT_FOUND, find_guid(world, &nothing, NTMS_STORAGESLOT, NULL));

    assert_complains("the slot 00000001000000000000000000000000 cannot be found");
}

static void a_guid_in_another_library_is_refused(void **state)
{
    struct small_world *world = *state;

    assert_fails_with(ERROR_INVALID_DRIVE,
                      find_guid(world, &world->drive, NTMS_DRIVE, &world->far_library));

    assert_complains("rsm: that drive is not in library \"Far library\".\n");
}

static void the_guid_of_a_side_stands_for_its_medium_and_of_a_medium_for_its_only_side(void **state)
{
    struct small_world *world = *state;
    GUID tape = put_tape_called(world, 0, u"Monday");
    GUID side = side_id(world, &tape, 0);

    assert_success(find_guid(world, &side, NTMS_PHYSICAL_MEDIA, NULL));
    assert_guid(tape, found.ObjectGuid);
    assert_success(find_guid(world, &tape, NTMS_PARTITION, NULL));
    assert_guid(side, found.ObjectGuid);
}

/* ---- switches ---- */

static void a_command_may_want_the_whole_name(void **state)
{
    static const struct rsm_switch whole = {.name = "lf", .value = RSM_VALUE_TEXT};
    struct rsm_argument argument = {.which = &whole, .text = "Far"};
    struct small_world *world = *state;
    struct rsm_run run = {.session = world->handle, .out = &out.output, .err = &err.output};

    capture_begin(&err, 0);
    assert_fails_with(ERROR_INVALID_LIBRARY,
                      rsm_named_find_in_full(&run, &argument, NTMS_LIBRARY, &found));
    assert_complains(
        "there is no library \"Far\", and here the whole name is wanted; did you mean "
        "\"Far library\"?\n");
    argument.text = "Far library";
    assert_success(rsm_named_find_in_full(&run, &argument, NTMS_LIBRARY, &found));
}

static void a_name_of_a_medium_and_of_another_ones_side_is_ambiguous_in_full(void **state)
{
    static const struct rsm_switch whole = {.name = "pf", .value = RSM_VALUE_TEXT};
    struct rsm_argument argument = {.which = &whole, .text = "Monday"};
    struct small_world *world = *state;
    struct rsm_run run = {.session = world->handle, .out = &out.output, .err = &err.output};
    GUID tape = put_tape_called(world, 0, u"Monday");
    GUID other = put_tape_called(world, 1, u"Tuesday");
    GUID side = side_id(world, &other, 0);

    capture_begin(&err, 0);
    assert_success(rsm_named_find_in_full(&run, &argument, NTMS_PHYSICAL_MEDIA, &found));
    assert_guid(tape, found.ObjectGuid);

    call(world, &side, NTMS_PARTITION, u"Monday");
    assert_success(rsm_named_find(&run, &argument, NTMS_PHYSICAL_MEDIA, &found));
    assert_fails_with(ERROR_INVALID_MEDIA,
                      rsm_named_find_in_full(&run, &argument, NTMS_PHYSICAL_MEDIA, &found));
    assert_complains("rsm: 2 media have the name \"Monday\"");
    assert_complains("  Tuesday  in Library, Slot, bar code A00002L5\n");
}

static void of_a_pair_of_switches_the_one_that_was_given_counts(void **state)
{
    static const struct rsm_switch switches[] = {
        {.name = "lg", .value = RSM_VALUE_GUID, .shown = "<guid>"},
        {.name = "lf", .value = RSM_VALUE_TEXT, .shown = "<name>"},
        {.name = NULL},
    };
    static const struct rsm_subcommand subcommand = {.name = "test", .switches = switches};
    struct small_world *world = *state;
    struct rsm_run run = {.session = world->handle, .out = &out.output, .err = &err.output};
    char problem[RSM_ARGUMENTS_PROBLEM];
    char word[60] = "/lg";
    char other[] = "/lfFar";
    char *words[] = {word};

    capture_begin(&err, 0);
    assert_success(rsm_arguments_parse(&subcommand, 0, words, &run.arguments, problem));
    assert_success(rsm_named_find_pair(&run, "l", NTMS_LIBRARY, &found));
    assert_int_equal(found.dwType, 0);

    rsm_display_guid(&world->library, word + 3);
    assert_success(rsm_arguments_parse(&subcommand, 1, words, &run.arguments, problem));
    assert_success(rsm_named_find_pair(&run, "l", NTMS_LIBRARY, &found));
    assert_guid(world->library, found.ObjectGuid);

    words[0] = other;
    assert_success(rsm_arguments_parse(&subcommand, 1, words, &run.arguments, problem));
    assert_success(rsm_named_find_pair(&run, "l", NTMS_LIBRARY, &found));
    assert_guid(world->far_library, found.ObjectGuid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_story(an_object_is_found_by_its_name),
        world_story(upper_and_lower_case_differ_in_names_and_the_other_is_suggested),
        world_story(the_beginning_of_one_name_is_enough),
        world_story(a_whole_name_is_meant_though_it_begins_another),
        world_story(a_beginning_that_ends_within_a_number_is_none),
        world_story(a_beginning_of_several_is_refused_and_they_are_listed_with_their_places),
        world_story(a_name_of_several_is_refused_and_they_are_listed_with_their_libraries),
        world_story(a_name_is_looked_for_in_one_library),
        world_story(where_nothing_is_near_the_command_that_lists_is_named),
        world_story(a_name_is_shown_harmless_and_cut),
        world_story(a_name_with_what_is_harmful_is_found_as_it_is_shown),
        world_story(where_a_medium_is_wanted_its_side_may_be_named),
        world_story(where_a_side_is_wanted_its_medium_may_be_named),
        world_story(a_medium_of_two_sides_does_not_stand_for_one_of_them),
        world_story(two_sides_of_a_medium_are_one_medium),
        world_story(a_pool_is_found_by_its_path_in_either_case),
        world_story(the_nearest_path_is_suggested),
        world_story(an_object_is_found_by_its_guid),
        world_story(a_guid_of_another_kind_is_refused_with_what_it_is),
        world_story(a_guid_of_nothing_is_refused),
        world_story(a_guid_in_another_library_is_refused),
        world_story(the_guid_of_a_side_stands_for_its_medium_and_of_a_medium_for_its_only_side),
        world_story(a_command_may_want_the_whole_name),
        world_story(a_name_of_a_medium_and_of_another_ones_side_is_ambiguous_in_full),
        world_story(of_a_pair_of_switches_the_one_that_was_given_counts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
