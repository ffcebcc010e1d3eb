/*
 * Bar codes that a changer tells with or without the kind of medium, as it is set: the cartridges are the same; and
 * two cartridges that differ in no more than that are not.
 */
#include "model/guid.h"
#include "support/asserts.h"
#include "support/kept_log.h"
#include "support/looks.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

static const char long_form[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   empty\n"
    "slot 3   A00003L5  blank\n";

static GUID medium_of(struct fixture *f, const char *bar_code)
{
    struct rsm_record medium;

    look_at_medium(f, bar_code, &medium);
    return medium.info.ObjectGuid;
}

static void assert_same(GUID expected, GUID found)
{
    assert_true(rsm_guid_equal(&expected, &found));
}

static void fast_inventory(struct fixture *f)
{
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);
}

static void put(const char *place, const char *line)
{
    rsm_sim_take_out("lib", place);
    rsm_sim_put_in("lib", line);
}

static void media_are_known_when_the_kind_is_not_told_any_more(void **state)
{
    struct fixture *f = *state;
    GUID first;
    GUID third;
    plug_in_and_settle(f, long_form);
    first = medium_of(f, "A00001L5");
    third = medium_of(f, "A00003L5");

    put("slot 1", "slot 1 A00001 ansi VOL001");
    put("slot 3", "slot 2 A00003 blank"); /* and carried elsewhere */
    fast_inventory(f);

    assert_moves(f, "");
    assert_same(first, medium_of(f, "A00001"));
    assert_same(third, medium_of(f, "A00003"));
    assert_in_slot(f, "A00003", 2);
}

static void media_are_known_when_the_kind_is_told_from_now_on(void **state)
{
    struct fixture *f = *state;
    GUID first;
    plug_in_and_settle(f,
                       "changer  STK L20 SERIAL1\n"
                       "drive 1  empty\n"
                       "slot 1   A00001  ansi VOL001\n"
                       "slot 2   A00002  blank\n");
    first = medium_of(f, "A00001");

    put("slot 1", "slot 1 A00001L5 ansi VOL001");
    put("slot 2", "slot 2 A00002L5 blank");
    fast_inventory(f);

    assert_moves(f, "");
    assert_same(first, medium_of(f, "A00001L5"));
}

static void a_cartridge_in_the_other_form_among_others_in_this_one_is_another(void **state)
{
    struct fixture *f = *state;
    GUID first;
    struct rsm_record other;
    plug_in_and_settle(f, long_form);
    first = medium_of(f, "A00001L5");

    put("slot 1", "slot 1 A00001 blank");
    fast_inventory(f);

    look_at_medium(f, "A00001", &other);
    assert_false(rsm_guid_equal(&first, &other.info.ObjectGuid));
}

static void two_cartridges_that_differ_in_the_kind_alone_are_two(void **state)
{
    struct fixture *f = *state;
    GUID fifth;
    GUID sixth;
    plug_in_and_settle(f,
                       "changer  STK L20 SERIAL1\n"
                       "drive 1  empty\n"
                       "slot 1   A00001L5  ansi VOL001\n"
                       "slot 2   A00001L6  ansi VOL002\n"
                       "slot 3   A00003L5  blank\n");
    fifth = medium_of(f, "A00001L5");
    sixth = medium_of(f, "A00001L6");

    put("slot 1", "slot 1 A00001 ansi VOL001");
    put("slot 2", "slot 2 A00001 ansi VOL002");
    put("slot 3", "slot 3 A00003 blank");
    fast_inventory(f);

    assert_same(fifth, *medium_in_slot(f, 1)); /* as their labels were read again */
    assert_same(sixth, *medium_in_slot(f, 2));
}

static void one_cartridge_elsewhere_proves_nothing(void **state)
{
    struct fixture *f = *state;
    GUID first;
    plug_in_and_settle(f,
                       "changer  STK L20 SERIAL1\n"
                       "drive 1  empty\n"
                       "slot 1   A00001L5  ansi VOL001\n"
                       "slot 2   empty\n");
    first = medium_of(f, "A00001L5");

    put("slot 1", "slot 2 A00001 ansi VOL009");
    fast_inventory(f);

    assert_false(rsm_guid_equal(&first, medium_in_slot(f, 2)));
}

/* The medium in slot 1 belongs to a program, so that its record stays when its cartridge leaves. */
static GUID keep_first(struct fixture *f, const WCHAR *pool)
{
    GUID first = *medium_in_slot(f, 1);

    (void)give_to_application(f, &first, pool);
    return first;
}

static void a_bar_code_of_a_medium_that_is_away_is_that_mediums(void **state)
{
    struct fixture *f = *state;
    GUID away;
    GUID here;
    plug_in_and_settle(f,
                       "changer  STK L20 SERIAL1\n"
                       "drive 1  empty\n"
                       "slot 1   A00001L5  ansi VOL001\n");
    away = keep_first(f, u"Backups");
    put("slot 1", "slot 1 B00001 ansi VOL002");
    fast_inventory(f);
    put("slot 1", "slot 1 A00001 ansi VOL003");
    fast_inventory(f);
    here = keep_first(f, u"Archive");
    assert_false(rsm_guid_equal(&away, &here));

    put("slot 1", "slot 1 A00001L5 ansi VOL001");
    fast_inventory(f);

    assert_same(away, *medium_in_slot(f, 1));
    assert_offline(f, "A00001");
}

static void another_cartridge_in_the_place_of_one_is_told_by_its_label(void **state)
{
    struct fixture *f = *state;
    GUID first;
    plug_in_and_settle(f,
                       "changer  STK L20 SERIAL1\n"
                       "drive 1  empty\n"
                       "slot 1   A00001    ansi VOL001\n"
                       "slot 2   A00002L5  ansi VOL002\n");
    first = keep_first(f, u"Backups");

    put("slot 1", "slot 1 A00001L5 ansi VOL009");
    fast_inventory(f);

    assert_false(rsm_guid_equal(&first, medium_in_slot(f, 1)));
}

static void one_cartridge_in_its_place_is_known(void **state)
{
    struct fixture *f = *state;
    GUID first;
    plug_in_and_settle(f,
                       "changer  STK L20 SERIAL1\n"
                       "drive 1  empty\n"
                       "slot 1   A00001L5  ansi VOL001\n");
    first = medium_of(f, "A00001L5");

    put("slot 1", "slot 1 A00001 ansi VOL001");
    begin_keeping_log();
    fast_inventory(f);
    end_keeping_log();

    assert_same(first, medium_of(f, "A00001"));
    assert_moves(f, "slot 1 > drive 1, drive 1 > slot 1"); /* by its label */
    assert_logged("bar codes without the kind of medium now");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(media_are_known_when_the_kind_is_not_told_any_more),
        story(media_are_known_when_the_kind_is_told_from_now_on),
        story(a_cartridge_in_the_other_form_among_others_in_this_one_is_another),
        story(two_cartridges_that_differ_in_the_kind_alone_are_two),
        story(one_cartridge_elsewhere_proves_nothing),
        story(a_bar_code_of_a_medium_that_is_away_is_that_mediums),
        story(another_cartridge_in_the_place_of_one_is_told_by_its_label),
        story(one_cartridge_in_its_place_is_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
