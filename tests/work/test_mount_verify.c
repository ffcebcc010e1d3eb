/*
 * A tape is handed over only when it is certainly the one on record.
 */
#include "work/mount.h"

#include "core/hold.h"
#include "model/guid.h"
#include "support/asserts.h"
#include "support/kept_log.h"
#include "support/looks.h"
#include "work/mounter.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

static const char with_bar_codes[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  blank\n"
    "slot 3   A00003L5  noise\n"
    "slot 4   -  ansi VOL004\n"
    "slot 5   -  noise FIRST\n"
    "slot 6   empty\n";

static const char without_drive_tags[] =
    "changer  STK L20 SERIAL1\n"
    "drivetags no\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  blank\n";

/* The library as drawn, and no inventory after a mount that went wrong. */
static void begin_with(struct fixture *f, const char *drawing)
{
    plug_in_for_mounts(f, drawing);
    set_auto_recovery(f, false);
    f->labels_changed = true;
}

static void assert_mounts(struct fixture *f, unsigned slot)
{
    struct mount_call call = call_for_slot(f, slot);

    assert_success(make_call(f, &call));
}

/* It is not handed over, and goes back to where it was. */
static void assert_refused(struct fixture *f, unsigned slot, rsm_error err)
{
    struct mount_call call = call_for_slot(f, slot);
    GUID medium = *medium_in_slot(f, slot);

    assert_fails_with(err, make_call(f, &call));

    assert_given_up(f, &call);
    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTED);
    assert_guid(medium, *medium_in_slot(f, slot));
    assert_int_equal(media_state(f, &medium), NTMS_MEDIASTATE_IDLE);
}

/* ---- labels ---- */

static void another_label_than_the_one_on_record_is_refused(void **state)
{
    struct fixture *f = *state;
    begin_with(f, with_bar_codes);
    rsm_sim_relabel("lib", "slot 1", "ansi OTHER");

    assert_refused(f, 1, ERROR_UNEXPECTED_OMID);
}

static void a_labelled_tape_without_its_label_is_refused(void **state)
{
    struct fixture *f = *state;
    begin_with(f, with_bar_codes);
    rsm_sim_relabel("lib", "slot 1", "blank");

    assert_refused(f, 1, ERROR_UNEXPECTED_OMID);
}

static void a_tape_that_cannot_be_read_is_refused_with_the_drives_code(void **state)
{
    struct fixture *f = *state;
    begin_with(f, with_bar_codes);
    rsm_sim_relabel("lib", "slot 1", "unreadable");

    assert_refused(f, 1, ERROR_CRC);
}

static void the_log_says_what_is_wrong_with_a_tape(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    begin_with(f, with_bar_codes);
    rsm_sim_relabel("lib", "slot 1", "ansi OTHER");
    call = call_for_slot(f, 1);
    begin_keeping_log();

    (void)make_call(f, &call);

    assert_logged("medium A00001L5 is not mounted: a tape with another label is in the drive");
    end_keeping_log();
}

static void the_log_names_a_tape_without_a_bar_code_too(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    begin_with(f, with_bar_codes);
    rsm_sim_relabel("lib", "slot 4", "ansi OTHER");
    call = call_for_slot(f, 4);
    begin_keeping_log();

    (void)make_call(f, &call);

    assert_logged("medium VOL004 is not mounted");
    end_keeping_log();
}

/* ---- bar codes ---- */

static void another_cartridge_in_the_slot_is_not_even_brought(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    begin_with(f, with_bar_codes);
    rsm_sim_take_out("lib", "slot 1");
    rsm_sim_put_in("lib", "slot 1  A00009L5 ansi VOL001");
    call = call_for_slot(f, 1);
    f->unsettled = true;

    assert_fails_with(ERROR_UNEXPECTED_OMID, make_call(f, &call));

    assert_moves(f, "");
    assert_given_up(f, &call);
}

static void a_cartridge_whose_bar_code_cannot_be_read_is_known_by_its_label(void **state)
{
    struct fixture *f = *state;
    begin_with(f, with_bar_codes);
    rsm_sim_take_out("lib", "slot 1");
    rsm_sim_put_in("lib", "slot 1  ? ansi VOL001");
    f->unsettled = true;

    assert_mounts(f, 1);
}

static void a_cartridge_that_another_computer_moved_is_looked_for_and_mounted(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    begin_with(f, with_bar_codes);
    call = call_for_slot(f, 1);
    rsm_sim_carry("lib", "slot 1", "slot 6");

    assert_success(make_call(f, &call));

    assert_moves(f, "slot 6 > drive 1");
}

/* It is put where the arm would have taken it from a moment ago, again and again. */
static void carry_away(void *context, uint8_t operation, bool done)
{
    static const char *const places[] = {"slot 1", "slot 6"};
    unsigned *carried = context;

    if (operation != 0xA5 || done)
        return;
    rsm_sim_carry("lib", places[*carried % 2], places[(*carried + 1) % 2]);
    (*carried)++;
}

static void a_cartridge_that_is_moved_whenever_it_is_fetched_fails_the_mount(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    unsigned carried = 0;
    begin_with(f, with_bar_codes);
    call = call_for_slot(f, 1);
    rsm_sim_watch(carry_away, &carried);
    f->unsettled = true;

    assert_fails_with(ERROR_EMPTY, make_call(f, &call));

    rsm_sim_watch(NULL, NULL);
    assert_in_range(carried, 2, 8);
    assert_given_up(f, &call);
}

/* ---- no label on record ---- */

static void a_blank_tape_is_known_by_its_bar_code(void **state)
{
    struct fixture *f = *state;
    begin_with(f, with_bar_codes);

    assert_mounts(f, 2);
}

static void a_bar_code_that_was_read_in_the_slot_is_enough(void **state)
{
    struct fixture *f = *state;
    begin_with(f, without_drive_tags);

    assert_mounts(f, 2);
}

static void a_tape_that_a_program_labelled_and_did_not_tell_is_known_by_its_bar_code(void **state)
{
    struct fixture *f = *state;
    begin_with(f, with_bar_codes);
    rsm_sim_relabel("lib", "slot 2", "ansi NEW");

    assert_mounts(f, 2);
}

static void a_tape_with_the_label_of_another_medium_is_refused_whatever_its_bar_code(void **state)
{
    struct fixture *f = *state;
    begin_with(f, with_bar_codes);
    rsm_sim_relabel("lib", "slot 2", "ansi VOL001");

    assert_refused(f, 2, ERROR_UNEXPECTED_OMID);
}

static void without_label_and_readable_bar_code_it_is_refused(void **state)
{
    struct fixture *f = *state;
    begin_with(f, with_bar_codes);
    rsm_sim_take_out("lib", "slot 2");
    rsm_sim_put_in("lib", "slot 2  ? blank");
    f->unsettled = true;

    assert_refused(f, 2, ERROR_UNEXPECTED_OMID);
}

static void a_label_where_none_was_and_no_readable_bar_code_is_refused(void **state)
{
    struct fixture *f = *state;
    begin_with(f, with_bar_codes);
    rsm_sim_take_out("lib", "slot 2");
    rsm_sim_put_in("lib", "slot 2  ? ansi NEW");
    f->unsettled = true;

    assert_refused(f, 2, ERROR_UNEXPECTED_OMID);
}

static void without_bar_code_it_is_known_by_what_it_begins_with(void **state)
{
    struct fixture *f = *state;
    begin_with(f, with_bar_codes);

    assert_mounts(f, 5);
}

static void a_tape_that_begins_otherwise_is_refused(void **state)
{
    struct fixture *f = *state;
    begin_with(f, with_bar_codes);
    rsm_sim_relabel("lib", "slot 5", "noise SECOND");

    assert_refused(f, 5, ERROR_UNEXPECTED_OMID);
}

static void a_tape_that_a_program_may_have_written_to_is_taken_without_bar_code(void **state)
{
    struct fixture *f = *state;
    GUID side;
    struct mount_call call;
    begin_with(f, with_bar_codes);
    side = side_in_slot(f, 5);
    assert_mounts(f, 5);
    end_mount(f, 1);
    rsm_sim_relabel("lib", "drive 1", "noise SECOND");
    call = call_for_slot(f, 1);
    call.media[0] = side;

    assert_success(make_call(f, &call));
}

static void a_labelled_tape_without_bar_code_is_known_by_its_label(void **state)
{
    struct fixture *f = *state;
    begin_with(f, with_bar_codes);

    assert_mounts(f, 4);
}

/* ---- recovery ---- */

static void after_a_wrong_tape_a_full_inventory_is_taken(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    struct rsm_record inventory;
    plug_in_for_mounts(f, with_bar_codes);
    f->labels_changed = true;
    rsm_sim_relabel("lib", "slot 1", "ansi OTHER");
    call = call_for_slot(f, 1);

    assert_fails_with(ERROR_UNEXPECTED_OMID, make_call(f, &call));

    run_all_work(f);
    look_at_request(f, NTMS_LM_INVENTORY, 1, &inventory);
    assert_int_equal(inventory.own.Action, NTMS_INVENTORY_OMID);
    assert_text(u"Removable Storage", inventory.info.Info.LibRequest.szApplication);
    assert_int_equal(inventory.info.Info.LibRequest.State, NTMS_LM_PASSED);
}

static void without_auto_recovery_no_inventory_is_taken(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    begin_with(f, with_bar_codes);
    rsm_sim_relabel("lib", "slot 1", "ansi OTHER");
    call = call_for_slot(f, 1);

    assert_fails_with(ERROR_UNEXPECTED_OMID, make_call(f, &call));

    run_all_work(f);
    assert_requests(f, NTMS_LM_INVENTORY, NTMS_LM_PASSED, 1);
}

static void inventory_at_first_move(void *context, uint8_t operation, bool done)
{
    if (operation != 0xA5 || done)
        return;
    rsm_sim_watch(NULL, NULL);
    assert_success(take_inventory(context, NTMS_INVENTORY_OMID));
}

static void a_full_inventory_that_waits_already_is_not_asked_for_again(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    plug_in_for_mounts(f, with_bar_codes);
    f->labels_changed = true;
    rsm_sim_relabel("lib", "slot 1", "ansi OTHER");
    call = call_for_slot(f, 1);
    rsm_sim_watch(inventory_at_first_move, f);

    assert_fails_with(ERROR_UNEXPECTED_OMID, make_call(f, &call));

    run_all_work(f);
    assert_requests(f, NTMS_LM_INVENTORY, NTMS_LM_PASSED, 2); /* with the one at the beginning */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(another_label_than_the_one_on_record_is_refused),
        story(a_labelled_tape_without_its_label_is_refused),
        story(a_tape_that_cannot_be_read_is_refused_with_the_drives_code),
        story(the_log_says_what_is_wrong_with_a_tape),
        story(the_log_names_a_tape_without_a_bar_code_too),
        story(another_cartridge_in_the_slot_is_not_even_brought),
        story(a_cartridge_whose_bar_code_cannot_be_read_is_known_by_its_label),
        story(a_cartridge_that_another_computer_moved_is_looked_for_and_mounted),
        story(a_cartridge_that_is_moved_whenever_it_is_fetched_fails_the_mount),
        story(a_blank_tape_is_known_by_its_bar_code),
        story(a_bar_code_that_was_read_in_the_slot_is_enough),
        story(a_tape_that_a_program_labelled_and_did_not_tell_is_known_by_its_bar_code),
        story(a_tape_with_the_label_of_another_medium_is_refused_whatever_its_bar_code),
        story(without_label_and_readable_bar_code_it_is_refused),
        story(a_label_where_none_was_and_no_readable_bar_code_is_refused),
        story(without_bar_code_it_is_known_by_what_it_begins_with),
        story(a_tape_that_begins_otherwise_is_refused),
        story(a_tape_that_a_program_may_have_written_to_is_taken_without_bar_code),
        story(a_labelled_tape_without_bar_code_is_known_by_its_label),
        story(after_a_wrong_tape_a_full_inventory_is_taken),
        story(without_auto_recovery_no_inventory_is_taken),
        story(a_full_inventory_that_waits_already_is_not_asked_for_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
