/*
 * Which tape device is which drive, without moving anything: by identity, by an identity that was cut
 * short, by the address that the changer tells, by what an administrator said.
 */
#include "work/drive_map.h"

#include "core/session.h"
#include "support/asserts.h"
#include "support/kept_log.h"
#include "support/looks.h"
#include "work/drive_pin.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

#include <string.h>

enum { INQUIRY = 0x12, INQUIRIES_OF_OPENING = 3 };

static void drives_are_known_by_the_identity_in_their_element(void **state)
{
    struct fixture *f = *state;

    plug_in(f,
            "changer STK L20 SERIAL1\n"
            "drive 1 empty serial ZZZ\n"
            "drive 2 empty serial AAA\n"
            "slot 1 empty\n");

    assert_device(f, 1, u"sim:lib/1");
    assert_device(f, 2, u"sim:lib/2");
}

static void the_order_of_devices_says_nothing(void **state)
{
    struct fixture *f = *state;

    set_devices(f, "sim:lib/2;sim:lib/0;sim:lib/1");
    plug_in(f,
            "changer STK L20 SERIAL1\n"
            "drive 1 empty\n"
            "drive 2 empty\n"
            "slot 1 empty\n");

    assert_device(f, 1, u"sim:lib/1");
    assert_device(f, 2, u"sim:lib/2");
}

static void an_identity_that_ends_early_is_enough_when_only_one_fits(void **state)
{
    struct fixture *f = *state;

    plug_in_and_settle(f,
                       "changer STK L20 SERIAL1\n"
                       "drive 1 empty\n"
                       "drive 2 empty cut\n"
                       "slot 1 A00001L5 ansi VOL001\n");

    assert_device(f, 1, u"sim:lib/1");
    assert_device(f, 2, u"sim:lib/2");
}

static void a_serial_number_without_its_end_is_enough_when_only_one_fits(void **state)
{
    struct fixture *f = *state;

    plug_in(f,
            "changer STK L20 SERIAL1\n"
            "drive 1 empty short serial ABC123\n"
            "drive 2 empty short serial XYZ789\n"
            "slot 1 empty\n");

    assert_device(f, 1, u"sim:lib/1");
    assert_device(f, 2, u"sim:lib/2");
}

static void a_serial_number_without_its_end_that_fits_two_is_not_believed(void **state)
{
    struct fixture *f = *state;

    plug_in(f,
            "changer STK L20 SERIAL1\n"
            "drive 1 empty short serial ABC1\n"
            "drive 2 empty short serial ABC2\n"
            "slot 1 empty\n");

    assert_device(f, 1, u"");
    assert_device(f, 2, u"");
}

static void a_serial_number_without_its_end_is_not_believed_while_its_twin_is_silent(void **state)
{
    struct fixture *f = *state;

    plug_in(f,
            "changer STK L20 SERIAL1\n"
            "drive 1 empty absent short serial HU12345\n"
            "drive 2 empty short serial HU12346\n"
            "slot 1 empty\n");

    assert_device(f, 1, u"");
    assert_device(f, 2, u"");
}

static void a_shortened_identity_claims_no_drive_of_another_library(void **state)
{
    struct fixture *f = *state;

    /* the first library's own drive is switched off */
    rsm_sim_draw("other",
                 "changer STK L20 SERIAL0\n"
                 "drive 1 empty absent short serial ABC123\n"
                 "slot 1 empty\n");
    set_devices(f, "sim:other;sim:lib");
    f->serial = "SERIAL1";
    plug_in(f,
            "changer STK L20 SERIAL1\n"
            "drive 1 empty serial ABC199\n"
            "slot 1 empty\n");

    assert_device(f, 1, u"sim:lib/1");
    f->serial = "SERIAL0";
    assert_device(f, 1, u"");
}

/* ---- by the address that the changer tells ---- */

static void a_lun_alone_is_one_of_the_changers_target(void **state)
{
    struct fixture *f = *state;

    plug_in(f,
            "changer STK L20 SERIAL1\n"
            "dvcid no\n"
            "drive 1 empty lun 2\n"
            "drive 2 empty lun 1\n"
            "slot 1 empty\n");

    assert_device(f, 1, u"sim:lib/2");
    assert_device(f, 2, u"sim:lib/1");
}

static void a_drive_known_by_its_address_needs_no_proof(void **state)
{
    struct fixture *f = *state;
    unsigned before;
    plug_in(f,
            "changer STK L20 SERIAL1\n"
            "dvcid no\n"
            "drive 1 empty lun 1\n"
            "slot 1 A00001L5 ansi VOL001\n");
    before = rsm_sim_commands_of(INQUIRY);

    run_all_work(f);

    assert_pool(f, "A00001L5", "Import");
    /* the changer and the drive are opened, nobody else is asked who he is */
    assert_int_equal(rsm_sim_commands_of(INQUIRY) - before, 2 * INQUIRIES_OF_OPENING);
}

static void a_lun_that_is_no_tape_device_is_not_believed(void **state)
{
    struct fixture *f = *state;

    plug_in(f,
            "changer STK L20 SERIAL1\n"
            "dvcid no\n"
            "disk\n"
            "drive 1 empty lun 0\n"
            "drive 2 empty lun 3\n"
            "drive 3 empty absent\n"
            "slot 1 empty\n");

    assert_device(f, 1, u"");
    assert_device(f, 2, u"");
}

static void a_lun_on_a_bus_we_do_not_see_is_not_believed(void **state)
{
    struct fixture *f = *state;

    plug_in(f,
            "changer STK L20 SERIAL1\n"
            "dvcid no\n"
            "drive 1 empty lun 1 id 4\n"
            "drive 2 empty lun 2 otherbus\n"
            "drive 3 empty id 3\n"
            "slot 1 empty\n");

    assert_device(f, 1, u"");
    assert_device(f, 2, u"");
    assert_device(f, 3, u"");
}

static void a_lun_told_of_two_drives_is_not_believed(void **state)
{
    struct fixture *f = *state;

    plug_in(f,
            "changer STK L20 SERIAL1\n"
            "dvcid no\n"
            "drive 1 empty lun 1\n"
            "drive 2 empty lun 1\n"
            "slot 1 empty\n");

    assert_device(f, 1, u"");
    assert_device(f, 2, u"");
}

static void an_identity_is_believed_before_an_address(void **state)
{
    struct fixture *f = *state;

    plug_in(f,
            "changer STK L20 SERIAL1\n"
            "drive 1 empty lun 2\n"
            "drive 2 empty lun 1\n"
            "slot 1 empty\n");

    assert_device(f, 1, u"sim:lib/1");
    assert_device(f, 2, u"sim:lib/2");
}

static void an_address_tells_apart_what_a_short_identity_does_not(void **state)
{
    struct fixture *f = *state;

    plug_in(f,
            "changer STK L20 SERIAL1\n"
            "drive 1 empty short serial ABC1 lun 1\n"
            "drive 2 empty short serial ABC2 lun 2\n"
            "slot 1 empty\n");

    assert_device(f, 1, u"sim:lib/1");
    assert_device(f, 2, u"sim:lib/2");
}

static void an_address_whose_device_has_another_identity_is_not_believed(void **state)
{
    struct fixture *f = *state;

    plug_in(f,
            "changer STK L20 SERIAL1\n"
            "drive 1 empty absent serial GONE lun 3\n"
            "drive 2 empty\n"
            "drive 3 empty serial OTHER short\n"
            "drive 4 empty serial OTHERS short\n"
            "slot 1 empty\n");

    assert_device(f, 1, u"");
}

/* ---- by what an administrator said ---- */

static const char silent[] =
    "changer  STK L20 SERIAL1\n"
    "dvcid    no\n"
    "drive 1  empty\n"
    "drive 2  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  ansi VOL002\n"
    "slot 3   empty\n";

static void pin(struct fixture *f, unsigned drive, const char *serial)
{
    struct rsm_session *session;

    assert_success(rsm_session_get(f->session, &session));
    assert_success(rsm_drive_pin(session, drive_id(f, drive), serial));
    rsm_session_release(session);
}

static void assert_warns_at_restart(struct fixture *f, const char *words)
{
    begin_keeping_log();
    restart(f);
    end_keeping_log();
    assert_logged(words);
}

static void a_pinned_drive_has_its_device_without_proof(void **state)
{
    struct fixture *f = *state;
    plug_in(f, silent);
    assert_device(f, 2, u"");
    pin(f, 2, "SERIAL1D2");

    restart(f);

    assert_device(f, 2, u"sim:lib/2");
    assert_device(f, 1, u"");
    run_all_work(f);
    assert_device(f, 1, u"sim:lib/1");
}

static void a_pin_is_believed_before_what_was_found_out_earlier(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, silent);
    assert_device(f, 1, u"sim:lib/1");
    rsm_sim_exchange_drives("lib", "drive 1", "drive 2");
    pin(f, 1, "SERIAL1D2");

    restart(f);

    assert_device(f, 1, u"sim:lib/1");
    assert_device(f, 2, u""); /* what it had before is the first one's */
}

static void the_device_of_a_pinned_drive_is_no_other_drives(void **state)
{
    struct fixture *f = *state;
    struct rsm_record drive;
    plug_in_and_settle(f, silent);
    pin(f, 2, "SERIAL1D1");

    restart(f);

    assert_device(f, 2, u"sim:lib/1");
    assert_device(f, 1, u"");
    look_at_drive(f, 1, &drive);
    assert_text(u"", drive.info.Info.Drive.szSerialNumber);
}

static void the_changer_is_believed_before_a_pin_and_the_log_says_so(void **state)
{
    struct fixture *f = *state;
    plug_in(f,
            "changer STK L20 SERIAL1\n"
            "drive 1 empty\n"
            "drive 2 empty\n"
            "slot 1 empty\n");
    pin(f, 1, "SERIAL1D2");

    assert_warns_at_restart(f,
                            "drive 1 is pinned to the tape device SERIAL1D2, but its changer "
                            "says that it is SERIAL1D1");

    assert_device(f, 1, u"sim:lib/1");
    assert_device(f, 2, u"sim:lib/2");
}

static void a_pin_to_a_device_that_does_not_answer_is_told(void **state)
{
    struct fixture *f = *state;
    plug_in(f, silent);
    pin(f, 1, "NOBODY");

    assert_warns_at_restart(f,
                            "drive 1 is pinned to the tape device NOBODY, which does not answer");

    assert_device(f, 1, u"");
}

/* ---- a library that is known in part ---- */

/* As a changer that tells nothing sees it: two drives of the fixture's library, two devices. */
struct partly_known {
    struct rsm_library library;
    struct rsm_found found[3];
    struct rsm_discovery discovery;
    bool claimed[3];
};

static void begin_partly_known(struct fixture *f, struct partly_known *p)
{
    static const char *const addresses[] = {"sim:lib/0", "sim:lib/1", "sim:lib/2"};
    static const char *const serials[] = {"SERIAL1", "SERIAL1D1", "SERIAL1D2"};

    memset(p, 0, sizeof *p);
    rsm_library_begin(&p->library, f->rsm, &f->options);
    strcpy(p->library.address, addresses[0]);
    for (unsigned i = 0; i < 3; i++) {
        strcpy(p->found[i].address, addresses[i]);
        strcpy(p->found[i].serial, serials[i]);
        p->found[i].type = i == 0 ? RSM_DEVICE_CHANGER : RSM_DEVICE_TAPE;
    }
    for (unsigned i = 0; i < 2; i++) {
        p->library.bays[i].id = *drive_id(f, i + 1);
        p->library.bays[i].number = i + 1;
        p->library.bays[i].element = (uint16_t)(256 + i);
    }
    p->library.bay_count = 2;
    p->discovery.found = p->found;
    p->discovery.found_count = 3;
}

static void map(struct fixture *f, struct partly_known *p)
{
    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_READ));
    rsm_drive_map(&p->discovery, &p->found[0], p->claimed, &p->library);
    assert_success(rsm_store_end(f->rsm->store, ERROR_SUCCESS));
}

static void bays_that_have_a_device_keep_it(void **state)
{
    struct fixture *f = *state;
    struct partly_known p;
    plug_in(f, silent);
    begin_partly_known(f, &p);
    strcpy(p.library.bays[0].address, "sim:lib/2");

    map(f, &p);

    assert_string_equal(p.library.bays[0].address, "sim:lib/2");
    assert_true(p.claimed[2]);
    assert_int_equal(p.library.spare_count, 1);
    assert_string_equal(p.library.spare[0], "sim:lib/1");
    rsm_library_end(&p.library);
}

static void spare_devices_that_do_not_answer_now_stay_spare(void **state)
{
    struct fixture *f = *state;
    struct partly_known p;
    plug_in(f, silent);
    begin_partly_known(f, &p);
    map(f, &p);
    assert_int_equal(p.library.spare_count, 2);
    p.discovery.found_count = 2; /* the second drive is not asked again */

    map(f, &p);

    assert_int_equal(p.library.spare_count, 2);
    rsm_library_end(&p.library);
}

static void a_bay_that_is_being_proven_is_left_alone(void **state)
{
    struct fixture *f = *state;
    struct partly_known p;
    plug_in(f, silent);
    pin(f, 1, "SERIAL1D1");
    begin_partly_known(f, &p);
    p.library.bays[0].taken = true;

    map(f, &p);

    assert_string_equal(p.library.bays[0].address, "");
    rsm_library_end(&p.library);
}

static void a_short_identity_is_not_believed_where_two_changers_are(void **state)
{
    struct fixture *f = *state;
    struct partly_known p;
    struct rsm_changer_drive_identity identity = {.address = 256, .serial = "SERIAL1D2"};
    plug_in(f, silent);
    begin_partly_known(f, &p);
    p.found[0].identities = &identity;
    p.found[0].identity_count = 1;
    map(f, &p);
    assert_string_equal(p.library.bays[0].address, "sim:lib/2");
    rsm_library_end(&p.library);
    begin_partly_known(f, &p);
    p.found[0].identities = &identity;
    p.found[0].identity_count = 1;
    p.found[1].type = RSM_DEVICE_CHANGER;

    map(f, &p);

    assert_string_equal(p.library.bays[0].address, "");
    rsm_library_end(&p.library);
}

static void a_serial_number_that_is_told_of_all_drives_is_not_believed(void **state)
{
    struct fixture *f = *state;
    struct partly_known p;
    struct rsm_changer_drive_identity identities[] = {
        {.address = 256, .complete = true, .serial = "SERIAL1D2"},
        {.address = 257, .complete = true, .serial = "SERIAL1D2"},
    };
    plug_in(f, silent);
    begin_partly_known(f, &p);
    p.found[0].identities = identities;
    p.found[0].identity_count = 2;

    map(f, &p);

    assert_string_equal(p.library.bays[0].address, "");
    assert_string_equal(p.library.bays[1].address, "");
    rsm_library_end(&p.library);
}

static void
a_drive_that_is_not_built_in_has_no_object_and_the_others_keep_their_numbers(void **state)
{
    struct fixture *f = *state;

    plug_in(f,
            "changer  STK L20 SERIAL1\n"
            "dvcid    no\n"
            "drive 1  empty ghost\n"
            "drive 2  empty\n"
            "slot 1   A00001L5  ansi VOL001\n");
    run_all_work(f);

    assert_int_equal(count_objects(f, NTMS_DRIVE), 1);
    assert_moves(f, "slot 1 > drive 2, drive 2 > slot 1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(drives_are_known_by_the_identity_in_their_element),
        story(the_order_of_devices_says_nothing),
        story(an_identity_that_ends_early_is_enough_when_only_one_fits),
        story(a_serial_number_without_its_end_is_enough_when_only_one_fits),
        story(a_serial_number_without_its_end_that_fits_two_is_not_believed),
        story(a_serial_number_without_its_end_is_not_believed_while_its_twin_is_silent),
        story(a_shortened_identity_claims_no_drive_of_another_library),
        story(a_lun_alone_is_one_of_the_changers_target),
        story(a_drive_known_by_its_address_needs_no_proof),
        story(a_lun_that_is_no_tape_device_is_not_believed),
        story(a_lun_on_a_bus_we_do_not_see_is_not_believed),
        story(a_lun_told_of_two_drives_is_not_believed),
        story(an_identity_is_believed_before_an_address),
        story(an_address_tells_apart_what_a_short_identity_does_not),
        story(an_address_whose_device_has_another_identity_is_not_believed),
        story_on_disk(a_pinned_drive_has_its_device_without_proof),
        story_on_disk(a_pin_is_believed_before_what_was_found_out_earlier),
        story_on_disk(the_device_of_a_pinned_drive_is_no_other_drives),
        story_on_disk(the_changer_is_believed_before_a_pin_and_the_log_says_so),
        story_on_disk(a_pin_to_a_device_that_does_not_answer_is_told),
        story(bays_that_have_a_device_keep_it),
        story(spare_devices_that_do_not_answer_now_stay_spare),
        story(a_bay_that_is_being_proven_is_left_alone),
        story(a_short_identity_is_not_believed_where_two_changers_are),
        story(a_serial_number_that_is_told_of_all_drives_is_not_believed),
        story(a_drive_that_is_not_built_in_has_no_object_and_the_others_keep_their_numbers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
