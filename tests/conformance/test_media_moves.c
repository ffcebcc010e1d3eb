/*
 * MoveToNtmsMediaPool and ChangeNtmsMediaType on offline media; odd inputs first.  Free and Import have
 * no pools for media where there is no device.
 */
#include "conformance/conformance.h"
#include "conformance/offline_media.h"

/* A tape on record in "\Tapes", its side in that state. */
static struct offline make_tape(void **state, DWORD side_state)
{
    NTMS_GUID id = tapes(session_of(state));
    struct offline offline;

    make_offline(session_of(state), &offline, &id, 1, side_state);
    return offline;
}

static NTMS_GUID pool_now(void **state, struct offline *offline)
{
    NTMS_OBJECTINFORMATIONW info =
        information_of(session_of(state), &offline->medium.ObjectGuid, NTMS_PHYSICAL_MEDIA);

    return info.Info.PhysicalMedia.MediaPool;
}

/* ---- odd inputs ---- */

static void wrong_sessions_are_refused_first(void **state)
{
    (void)state;
    assert_code(ERROR_INVALID_HANDLE, MoveToNtmsMediaPool(NULL, NULL, NULL));
    assert_code(ERROR_INVALID_HANDLE, ChangeNtmsMediaType(NULL, NULL, NULL));
}

static void null_pointers_are_refused(void **state)
{
    HANDLE session = session_of(state);
    struct offline tape = make_tape(state, NTMS_PARTSTATE_AVAILABLE);
    NTMS_GUID *medium = &tape.medium.ObjectGuid;
    NTMS_GUID pool = pool_now(state, &tape);

    assert_code(ERROR_INVALID_PARAMETER, MoveToNtmsMediaPool(session, NULL, &pool));
    assert_code(ERROR_INVALID_PARAMETER, MoveToNtmsMediaPool(session, medium, NULL));
    assert_code(ERROR_INVALID_PARAMETER, ChangeNtmsMediaType(session, NULL, &pool));
    assert_code(ERROR_INVALID_PARAMETER, ChangeNtmsMediaType(session, medium, NULL));
}

static void what_is_no_medium_does_not_move(void **state)
{
    HANDLE session = session_of(state);
    struct offline tape = make_tape(state, NTMS_PARTSTATE_ALLOCATED);
    NTMS_GUID pool = pool_now(state, &tape);
    NTMS_GUID ids[] = {unknown_id(), NTMS_NULLGUID, pool, tape.sides[0].ObjectGuid,
                       tape.sides[0].Info.Partition.LogicalMedia};

    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        assert_code(ERROR_INVALID_MEDIA, MoveToNtmsMediaPool(session, &ids[i], &pool));
        assert_code(ERROR_INVALID_MEDIA, ChangeNtmsMediaType(session, &ids[i], &pool));
    }
}

static void to_what_is_no_pool_nothing_moves(void **state)
{
    HANDLE session = session_of(state);
    struct offline tape = make_tape(state, NTMS_PARTSTATE_AVAILABLE);
    NTMS_GUID *medium = &tape.medium.ObjectGuid;
    NTMS_GUID ids[] = {unknown_id(), NTMS_NULLGUID, offline_library(session), *medium};

    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        assert_code(ERROR_INVALID_MEDIA_POOL, MoveToNtmsMediaPool(session, medium, &ids[i]));
        assert_code(ERROR_INVALID_MEDIA_POOL, ChangeNtmsMediaType(session, medium, &ids[i]));
    }
}

/* ---- MoveToNtmsMediaPool ---- */

static void pools_that_hold_pools_take_no_medium(void **state)
{
    static const WCHAR *const names[] = {u"\\Free", u"\\Import", u"\\Unrecognized", u"\\Container"};
    HANDLE session = session_of(state);
    struct offline tape = make_tape(state, NTMS_PARTSTATE_AVAILABLE);
    NTMS_GUID before = pool_now(state, &tape);
    NTMS_GUID after;
    NTMS_GUID id;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_success(CreateNtmsMediaPoolW(session, names[i], NULL, NTMS_OPEN_ALWAYS, NULL, &id));
        assert_code(ERROR_INVALID_MEDIA_POOL,
                    MoveToNtmsMediaPool(session, &tape.medium.ObjectGuid, &id));
    }
    after = pool_now(state, &tape);
    assert_guid(before, after);
}

static void a_medium_moves_between_applications_with_its_owner(void **state)
{
    HANDLE session = session_of(state);
    struct offline tape = make_tape(state, NTMS_PARTSTATE_ALLOCATED);
    NTMS_GUID to = pool_for(session, u"\\Archive", TAPE_CODE);
    NTMS_OBJECTINFORMATIONW owner;
    NTMS_GUID after;

    assert_success(MoveToNtmsMediaPool(session, &tape.medium.ObjectGuid, &to));

    after = pool_now(state, &tape);
    assert_guid(to, after);
    owner = information_of(session, &tape.sides[0].Info.Partition.LogicalMedia, NTMS_LOGICAL_MEDIA);
    assert_guid(to, owner.Info.LogicalMedia.MediaPool);
}

static void a_moved_medium_is_listed_in_its_new_pool_with_its_sides(void **state)
{
    HANDLE session = session_of(state);
    struct offline tape = make_tape(state, NTMS_PARTSTATE_AVAILABLE);
    NTMS_GUID to = pool_for(session, u"\\Listed", TAPE_CODE);
    NTMS_GUID ids[4];

    assert_success(MoveToNtmsMediaPool(session, &tape.medium.ObjectGuid, &to));

    assert_int_equal(list_objects(session, &to, NTMS_PHYSICAL_MEDIA, ids, 4), 1);
    assert_guid(tape.medium.ObjectGuid, ids[0]);
    assert_int_equal(list_objects(session, &to, NTMS_PARTITION, ids, 4), 1);
    assert_guid(tape.sides[0].ObjectGuid, ids[0]);
}

static void to_its_own_pool_a_medium_moves_without_effect(void **state)
{
    struct offline tape = make_tape(state, NTMS_PARTSTATE_AVAILABLE);
    NTMS_GUID pool = pool_now(state, &tape);

    assert_success(MoveToNtmsMediaPool(session_of(state), &tape.medium.ObjectGuid, &pool));
}

static void a_medium_of_another_type_is_incompatible(void **state)
{
    HANDLE session = session_of(state);
    struct offline tape = make_tape(state, NTMS_PARTSTATE_AVAILABLE);
    NTMS_GUID other = disks(session);

    assert_code(ERROR_MEDIA_INCOMPATIBLE,
                MoveToNtmsMediaPool(session, &tape.medium.ObjectGuid, &other));
}

static void a_disabled_medium_is_busy(void **state)
{
    HANDLE session = session_of(state);
    NTMS_GUID from = tapes(session);
    NTMS_GUID to = pool_for(session, u"\\Archive", TAPE_CODE);
    struct offline tape;
    draw_offline(&tape, &from, 1, NTMS_PARTSTATE_AVAILABLE);
    tape.medium.Enabled = FALSE;
    assert_success(CreateNtmsMediaW(session, &tape.medium, tape.sides, 0));

    assert_code(ERROR_BUSY, MoveToNtmsMediaPool(session, &tape.medium.ObjectGuid, &to));
}

/* ---- ChangeNtmsMediaType ---- */

static void the_type_of_an_offline_medium_does_not_change(void **state)
{
    HANDLE session = session_of(state);
    struct offline tape = make_tape(state, NTMS_PARTSTATE_AVAILABLE);
    NTMS_GUID to = pool_for(session, u"\\DLT", 0x27);

    assert_code(ERROR_LIBRARY_OFFLINE, ChangeNtmsMediaType(session, &tape.medium.ObjectGuid, &to));
}

static void the_type_of_a_disabled_medium_does_not_change(void **state)
{
    HANDLE session = session_of(state);
    NTMS_GUID from = tapes(session);
    NTMS_GUID to = pool_for(session, u"\\DLT", 0x27);
    struct offline tape;
    draw_offline(&tape, &from, 1, NTMS_PARTSTATE_AVAILABLE);
    tape.medium.Enabled = FALSE;
    assert_success(CreateNtmsMediaW(session, &tape.medium, tape.sides, 0));

    assert_code(ERROR_RESOURCE_DISABLED,
                ChangeNtmsMediaType(session, &tape.medium.ObjectGuid, &to));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SESSION(wrong_sessions_are_refused_first),
        IN_SESSION(null_pointers_are_refused),
        IN_SESSION(what_is_no_medium_does_not_move),
        IN_SESSION(to_what_is_no_pool_nothing_moves),
        IN_SESSION(pools_that_hold_pools_take_no_medium),
        IN_SESSION(a_medium_moves_between_applications_with_its_owner),
        IN_SESSION(a_moved_medium_is_listed_in_its_new_pool_with_its_sides),
        IN_SESSION(to_its_own_pool_a_medium_moves_without_effect),
        IN_SESSION(a_medium_of_another_type_is_incompatible),
        IN_SESSION(a_disabled_medium_is_busy),
        IN_SESSION(the_type_of_an_offline_medium_does_not_change),
        IN_SESSION(the_type_of_a_disabled_medium_does_not_change),
    };

    conformance_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
