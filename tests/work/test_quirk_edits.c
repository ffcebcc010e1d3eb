/*
 * What people say of devices' quirks: who may, which device is meant, and what is taken over from elsewhere.
 */
#include "work/quirk_edits.h"

#include "scsi/device.h"
#include "support/asserts.h"
#include "support/looks.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

static const char one_drive[] =
    "changer STK L20 SERIAL1\n"
    "drive 1 empty\n"
    "slot 1 empty\n";

static const struct rsm_quirk_edit no_tags = {RSM_QUIRK_EDIT_PIN, RSM_QUIRK_NO_TAGS, 1};

static rsm_error find(struct fixture *f, const char *name, struct rsm_kept_device *device_out)
{
    struct rsm_session *session;
    rsm_error err;

    assert_success(rsm_session_get(f->session, &session));
    err = rsm_quirk_edits_find(session, name, device_out);
    rsm_session_release(session);
    return err;
}

static rsm_error apply(struct fixture *f, struct rsm_kept_device *device,
                       const struct rsm_quirk_edit *edit)
{
    struct rsm_session *session;
    rsm_error err;

    assert_success(rsm_session_get(f->session, &session));
    err = rsm_quirk_edits_apply(session, device, edit);
    rsm_session_release(session);
    return err;
}

static rsm_error import(struct fixture *f, const struct rsm_kept_device *device, bool as_model,
                        size_t *count_out)
{
    struct rsm_session *session;
    rsm_error err;

    assert_success(rsm_session_get(f->session, &session));
    err = rsm_quirk_edits_import(session, device, 1, as_model, count_out);
    rsm_session_release(session);
    return err;
}

/* "no-tags=1! most-slots=7" */
static void assert_kept(struct fixture *f, const char *name, const char *expected)
{
    struct rsm_kept_device device;
    char text[200] = "";

    assert_success(find(f, name, &device));
    for (size_t i = 0; i < device.count; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s=%u%s", i > 0 ? " " : "",
                 device.quirks[i].name, (unsigned)device.quirks[i].value,
                 device.quirks[i].pinned ? "!" : "");
    assert_string_equal(text, expected);
}

static void keep(struct fixture *f, const struct rsm_kept_device *device)
{
    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_store_end(f->rsm->store, rsm_quirk_memory_save(f->rsm->store, device)));
}

/* ---- who is meant ---- */

static void a_device_on_record_is_found_by_each_of_its_names(void **state)
{
    static const char *const names[] = {"SERIAL1", "STK|L20|SERIAL1", "STK L20"};
    struct fixture *f = *state;
    struct rsm_kept_device device;
    plug_in(f, one_drive);

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_success(find(f, names[i], &device));
        assert_string_equal(device.identity, "STK|L20|SERIAL1");
        assert_int_equal(device.type, RSM_DEVICE_CHANGER);
        assert_string_equal(device.vendor, "STK");
        assert_string_equal(device.product, "L20");
        assert_string_equal(device.serial, "SERIAL1");
    }
    assert_success(find(f, "SERIAL1D1", &device));
    assert_int_equal(device.type, RSM_DEVICE_TAPE);
    assert_fails_with(ERROR_NOT_FOUND, find(f, "SERIAL", &device));
    assert_fails_with(ERROR_NOT_FOUND, find(f, "", &device));
}

static void a_drive_that_stands_alone_is_no_changer(void **state)
{
    struct fixture *f = *state;
    struct rsm_kept_device device;
    plug_in(f, "alone\ndrive 1 empty serial D1\n");

    assert_success(find(f, "D1", &device));
    assert_int_equal(device.type, RSM_DEVICE_TAPE);
    f->unsettled = true;
}

static void one_serial_number_of_two_devices_is_not_enough(void **state)
{
    const struct rsm_kept_device drive = {
        .identity = "QUANTUM|ULTRIUM|SERIAL1", .type = RSM_DEVICE_TAPE, .serial = "SERIAL1"};
    struct fixture *f = *state;
    struct rsm_kept_device device;
    plug_in(f, one_drive);
    keep(f, &drive);

    assert_fails_with(ERROR_MORE_DATA, find(f, "SERIAL1", &device));
    assert_success(find(f, "STK|L20|SERIAL1", &device));
}

/* ---- who may ---- */

static bool deny(void *context, const struct rsm_session *session,
                 const struct rsm_record *securable, DWORD right)
{
    (void)context;
    (void)session;
    (void)securable;
    return right != NTMS_CONTROL_ACCESS;
}

static void who_may_not_control_the_computer_changes_nothing(void **state)
{
    struct fixture *f = *state;
    struct rsm_kept_device device;
    size_t count;
    plug_in(f, one_drive);
    assert_success(find(f, "SERIAL1", &device));

    f->rsm->access = deny;
    assert_fails_with(ERROR_ACCESS_DENIED, apply(f, &device, &no_tags));
    assert_fails_with(ERROR_ACCESS_DENIED, import(f, &device, false, &count));
    f->rsm->access = NULL;
    assert_kept(f, "SERIAL1", "");
}

/* ---- from elsewhere ---- */

static const struct rsm_kept_device here = {
    .identity = "STK|L20|SERIAL1",
    .type = RSM_DEVICE_CHANGER,
    .vendor = "STK",
    .product = "L20",
    .revision = "1.00",
    .serial = "SERIAL1",
    .count = 2,
    .quirks = {{"most-slots", 50, false, 1000}, {"no-exchange", 0, true, 1000}}};
static const struct rsm_kept_device there = {.identity = "STK|L20|SERIAL1",
                                             .type = RSM_DEVICE_CHANGER,
                                             .vendor = "STK",
                                             .product = "L20",
                                             .revision = "1.00",
                                             .serial = "SERIAL1",
                                             .count = 4,
                                             .quirks = {{"most-slots", 7, false, 1000},
                                                        {"no-exchange", 1, false, 1000},
                                                        {"no-tags", 1, false, 1000},
                                                        {"no-prevent", 1, true, 1000}}};

static void of_the_same_device_what_was_learned_there_counts(void **state)
{
    struct fixture *f = *state;
    size_t count;
    plug_in(f, one_drive);
    keep(f, &here);

    assert_success(import(f, &there, false, &count));
    assert_int_equal(count, 1);
    assert_kept(f, "SERIAL1", "most-slots=7 no-exchange=0! no-prevent=1! no-tags=1");
    assert_success(import(f, &there, false, &count));
    assert_int_equal(count, 0);
}

static void what_was_learned_of_other_firmware_does_not_count(void **state)
{
    struct rsm_kept_device newer = there;
    struct fixture *f = *state;
    size_t count;
    plug_in(f, one_drive);
    keep(f, &here);
    memcpy(newer.revision, "2.00", 5);

    assert_success(import(f, &newer, false, &count));
    assert_kept(f, "SERIAL1", "most-slots=50 no-exchange=0! no-prevent=1!");
}

static void a_device_knows_better_than_its_model(void **state)
{
    struct rsm_kept_device other = there;
    struct fixture *f = *state;
    size_t count;
    plug_in(f, one_drive);
    keep(f, &here);
    strcpy(other.identity, "STK|L20|OTHER");
    strcpy(other.serial, "OTHER");

    assert_success(import(f, &other, true, &count));
    assert_int_equal(count, 2);
    assert_kept(f, "SERIAL1", "most-slots=50 no-exchange=0! no-prevent=1! no-tags=1");
    assert_kept(f, "STK|L20|1.00", "most-slots=7 no-exchange=1 no-prevent=1! no-tags=1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(a_device_on_record_is_found_by_each_of_its_names),
        story(a_drive_that_stands_alone_is_no_changer),
        story(one_serial_number_of_two_devices_is_not_enough),
        story(who_may_not_control_the_computer_changes_nothing),
        story(of_the_same_device_what_was_learned_there_counts),
        story(what_was_learned_of_other_firmware_does_not_count),
        story(a_device_knows_better_than_its_model),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
