/*
 * The pin of a drive: set, taken back, refused.
 */
#include "work/drive_pin.h"

#include "core/session.h"
#include "support/asserts.h"
#include "support/looks.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

#include <string.h>

static const char two_drives[] =
    "changer STK L20 SERIAL1\n"
    "drive 1 empty\n"
    "drive 2 empty\n"
    "slot 1 empty\n";

static rsm_error pin(struct fixture *f, const GUID *drive, const char *serial)
{
    struct rsm_session *session;
    rsm_error err;

    assert_success(rsm_session_get(f->session, &session));
    err = rsm_drive_pin(session, drive, serial);
    rsm_session_release(session);
    return err;
}

static void assert_pinned(struct fixture *f, unsigned number, const WCHAR *serial)
{
    struct rsm_record drive;

    look_at_drive(f, number, &drive);
    assert_text(serial, drive.own.Pinned);
}

static void a_pin_is_kept_and_taken_back(void **state)
{
    struct fixture *f = *state;
    plug_in(f, two_drives);

    assert_success(pin(f, drive_id(f, 1), "SERIAL1D2"));
    restart(f);
    assert_pinned(f, 1, u"SERIAL1D2");

    assert_success(pin(f, drive_id(f, 1), NULL));
    assert_pinned(f, 1, u"");
}

static void a_drive_may_be_pinned_anew(void **state)
{
    struct fixture *f = *state;
    plug_in(f, two_drives);
    assert_success(pin(f, drive_id(f, 1), "A"));

    assert_success(pin(f, drive_id(f, 1), "A"));
    assert_success(pin(f, drive_id(f, 1), "B"));

    assert_pinned(f, 1, u"B");
}

static void of_a_long_serial_number_as_much_is_kept_as_there_is_room_for(void **state)
{
    struct fixture *f = *state;
    plug_in(f, two_drives);

    assert_success(pin(f, drive_id(f, 1), "1234567890123456789012345678901234567890"));

    assert_pinned(f, 1, u"1234567890123456789012345678901");
}

static void a_device_is_one_drive(void **state)
{
    struct fixture *f = *state;
    plug_in(f, two_drives);
    assert_success(pin(f, drive_id(f, 1), "A"));

    assert_fails_with(ERROR_ALREADY_EXISTS, pin(f, drive_id(f, 2), "A"));

    assert_pinned(f, 2, u"");
}

static void what_no_device_can_have_is_refused(void **state)
{
    static const char *const wrong[] = {"", " A", "A ", "A\tB", "\xC3\xA4"};
    struct fixture *f = *state;
    char long_one[65];
    plug_in(f, two_drives);
    memset(long_one, 'A', 64);
    long_one[64] = '\0';

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_fails_with(ERROR_INVALID_PARAMETER, pin(f, drive_id(f, 1), wrong[i]));
    assert_fails_with(ERROR_INVALID_PARAMETER, pin(f, drive_id(f, 1), long_one));
    assert_fails_with(ERROR_INVALID_PARAMETER, pin(f, NULL, "A"));
    assert_pinned(f, 1, u"");
}

static void only_drives_are_pinned(void **state)
{
    struct fixture *f = *state;
    const GUID nobody = {0x12345678, 1, 2, {3, 4, 5, 6, 7, 8, 9, 10}};
    plug_in(f, two_drives);

    assert_fails_with(ERROR_OBJECT_NOT_FOUND, pin(f, slot_id(f, 1), "A"));
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, pin(f, &nobody, "A"));
}

static void a_drive_that_is_not_pinned_has_nothing_to_take_back(void **state)
{
    struct fixture *f = *state;
    plug_in(f, two_drives);

    assert_fails_with(ERROR_NOT_FOUND, pin(f, drive_id(f, 1), NULL));
}

/* May be used and modified, but not controlled. */
static bool deny_control(void *context, const struct rsm_session *session,
                         const struct rsm_record *securable, DWORD right)
{
    (void)context;
    (void)session;
    return right != NTMS_CONTROL_ACCESS || securable->info.dwType != NTMS_LIBRARY;
}

static void who_may_not_control_the_library_is_denied(void **state)
{
    struct fixture *f = *state;
    f->options.access = deny_control;
    plug_in(f, two_drives);

    assert_fails_with(ERROR_ACCESS_DENIED, pin(f, drive_id(f, 1), "A"));
    assert_fails_with(ERROR_ACCESS_DENIED, pin(f, drive_id(f, 1), NULL));

    assert_pinned(f, 1, u"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story_on_disk(a_pin_is_kept_and_taken_back),
        story(a_drive_may_be_pinned_anew),
        story(of_a_long_serial_number_as_much_is_kept_as_there_is_room_for),
        story(a_device_is_one_drive),
        story(what_no_device_can_have_is_refused),
        story(only_drives_are_pinned),
        story(a_drive_that_is_not_pinned_has_nothing_to_take_back),
        story(who_may_not_control_the_library_is_denied),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
