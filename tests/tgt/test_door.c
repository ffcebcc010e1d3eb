/*
 * The door of a library that never tells whether it is open: a person works in it, and says so.
 */
#include "support/asserts.h"
#include "support/vtl_control.h"
#include "tgt/devices.h"
#include "tgt/elements.h"
#include "tgt/records.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static NTMS_OBJECTINFORMATIONW look_at_door(struct site *s)
{
    size_t count;
    GUID *ids = site_list(s, &s->library, NTMS_IEDOOR, &count);
    NTMS_OBJECTINFORMATIONW door;

    assert_int_equal(count, 1);
    door = site_object(s, &ids[0], NTMS_IEDOOR);
    free(ids);
    return door;
}

/* A person is asked for as soon as the door is open. */
static int begin(void **state)
{
    struct site *s;
    NTMS_OBJECTINFORMATIONW door;

    (void)site_begin(state);
    s = *state;
    site_open(s);
    site_inventory(s, NTMS_INVENTORY_FAST);
    door = look_at_door(s);
    door.Info.IEDoor.MaxOpenSecs = 0;
    assert_success(SetNtmsObjectInformationW(s->session, &door.ObjectGuid, &door));
    return 0;
}

static bool is_person_asked(void *context)
{
    return site_count(context, NULL, NTMS_OPREQUEST) == 1;
}

static void open_door(struct site *s, DWORD action)
{
    assert_success(AccessNtmsLibraryDoor(s->session, &s->library, action));
    site_wait(is_person_asked, s, "a person is asked to close the door");
    assert_int_equal(look_at_door(s).Info.IEDoor.State, NTMS_DOORSTATE_OPEN);
}

static void say_that_it_is_closed(struct site *s)
{
    size_t count;
    GUID *ids = site_list(s, NULL, NTMS_OPREQUEST, &count);

    assert_int_equal(count, 1);
    assert_int_equal(site_object(s, &ids[0], NTMS_OPREQUEST).Info.OpRequest.Request,
                     NTMS_OPREQ_DEVICESERVICE);
    assert_success(SatisfyNtmsOperatorRequest(s->session, &ids[0]));
    free(ids);
    site_wait_idle(s);
    assert_int_equal(look_at_door(s).Info.IEDoor.State, NTMS_DOORSTATE_CLOSED);
}

static void what_a_person_put_in_is_known_when_the_door_is_closed(void **state)
{
    struct site *s = *state;

    open_door(s, NTMS_INVENTORY_FAST);
    assert_int_equal(rsm_vtl("insert A00003L6 1026"), 0);
    assert_int_equal(rsm_vtl("remove 1024"), 0);
    say_that_it_is_closed(s);

    assert_medium_is_in(s, u"A00003L6", NTMS_STORAGESLOT, 3);
    assert_false(site_has_medium(s, u"A00001L6"));
    assert_records_match_vtl(s);
}

static void nothing_begins_while_the_door_is_open(void **state)
{
    struct site *s = *state;

    open_door(s, NTMS_INVENTORY_NONE);
    site_forget_log(s);
    assert_success(InventoryNtmsLibrary(s->session, &s->library, NTMS_INVENTORY_OMID));
    assert_true(site_is_busy(s));
    say_that_it_is_closed(s);

    assert_int_equal(site_inventory_state(s), NTMS_LM_PASSED);
    assert_logged(s, "inventory begins", "");
    assert_records_match_vtl(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_a_person_put_in_is_known_when_the_door_is_closed,
                                        begin, site_end),
        cmocka_unit_test_setup_teardown(nothing_begins_while_the_door_is_open, begin, site_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
