/*
 * DecommissionNtmsMedia, SetNtmsMediaComplete, SwapNtmsMedia and DeleteNtmsMedia on offline media; odd
 * inputs first.
 */
#include "conformance/conformance.h"
#include "conformance/offline_media.h"

/* A tape on record in that pool, its side in that state. */
static struct offline make_tape(void **state, const WCHAR *pool, DWORD side_state)
{
    NTMS_GUID id = pool_for(session_of(state), pool, TAPE_CODE);
    struct offline offline;

    make_offline(session_of(state), &offline, &id, 1, side_state);
    return offline;
}

static struct offline make_tape_in_use(void **state)
{
    return make_tape(state, u"\\Tapes", NTMS_PARTSTATE_ALLOCATED);
}

static NTMS_GUID *owner_of(struct offline *offline)
{
    return &offline->sides[0].Info.Partition.LogicalMedia;
}

static NTMS_OBJECTINFORMATIONW side_now(void **state, struct offline *offline)
{
    return information_of(session_of(state), &offline->sides[0].ObjectGuid, NTMS_PARTITION);
}

#define assert_state(expected, state, offline) \
    assert_int_equal((expected), side_now((state), (offline)).Info.Partition.State)

/* ---- odd inputs ---- */

static void wrong_sessions_are_refused_first(void **state)
{
    (void)state;
    assert_code(ERROR_INVALID_HANDLE, DecommissionNtmsMedia(NULL, NULL));
    assert_code(ERROR_INVALID_HANDLE, SetNtmsMediaComplete(NULL, NULL));
    assert_code(ERROR_INVALID_HANDLE, SwapNtmsMedia(NULL, NULL, NULL));
    assert_code(ERROR_INVALID_HANDLE, DeleteNtmsMedia(NULL, NULL));
}

static void null_pointers_are_refused(void **state)
{
    HANDLE session = session_of(state);
    struct offline tape = make_tape_in_use(state);

    assert_code(ERROR_INVALID_PARAMETER, DecommissionNtmsMedia(session, NULL));
    assert_code(ERROR_INVALID_PARAMETER, SetNtmsMediaComplete(session, NULL));
    assert_code(ERROR_INVALID_PARAMETER, SwapNtmsMedia(session, NULL, owner_of(&tape)));
    assert_code(ERROR_INVALID_PARAMETER, SwapNtmsMedia(session, owner_of(&tape), NULL));
    assert_code(ERROR_INVALID_PARAMETER, DeleteNtmsMedia(session, NULL));
}

static void identifiers_of_nothing_are_invalid_media(void **state)
{
    HANDLE session = session_of(state);
    struct offline tape = make_tape_in_use(state);
    NTMS_GUID ids[] = {unknown_id(), NTMS_NULLGUID, offline_library(session)};

    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        assert_code(ERROR_INVALID_MEDIA, DecommissionNtmsMedia(session, &ids[i]));
        assert_code(ERROR_INVALID_MEDIA, SetNtmsMediaComplete(session, &ids[i]));
        assert_code(ERROR_INVALID_MEDIA, SwapNtmsMedia(session, &ids[i], owner_of(&tape)));
        assert_code(ERROR_INVALID_MEDIA, SwapNtmsMedia(session, owner_of(&tape), &ids[i]));
        assert_code(ERROR_INVALID_MEDIA, DeleteNtmsMedia(session, &ids[i]));
    }
}

/* Each function names another one of the three. */
static void another_kind_of_media_is_invalid(void **state)
{
    HANDLE session = session_of(state);
    struct offline tape = make_tape_in_use(state);
    NTMS_GUID *medium = &tape.medium.ObjectGuid;
    NTMS_GUID *side = &tape.sides[0].ObjectGuid;
    NTMS_GUID *owner = owner_of(&tape);

    assert_code(ERROR_INVALID_MEDIA, DecommissionNtmsMedia(session, medium));
    assert_code(ERROR_INVALID_MEDIA, DecommissionNtmsMedia(session, owner));
    assert_code(ERROR_INVALID_MEDIA, SetNtmsMediaComplete(session, medium));
    assert_code(ERROR_INVALID_MEDIA, SetNtmsMediaComplete(session, side));
    assert_code(ERROR_INVALID_MEDIA, SwapNtmsMedia(session, owner, side));
    assert_code(ERROR_INVALID_MEDIA, SwapNtmsMedia(session, medium, owner));
    assert_code(ERROR_INVALID_MEDIA, DeleteNtmsMedia(session, side));
    assert_code(ERROR_INVALID_MEDIA, DeleteNtmsMedia(session, owner));
}

/* ---- DecommissionNtmsMedia ---- */

static void an_available_side_is_decommissioned(void **state)
{
    struct offline tape = make_tape(state, u"\\Tapes", NTMS_PARTSTATE_AVAILABLE);

    assert_success(DecommissionNtmsMedia(session_of(state), &tape.sides[0].ObjectGuid));

    assert_state(NTMS_PARTSTATE_DECOMMISSIONED, state, &tape);
}

static void a_side_that_is_not_available_is_not_decommissioned(void **state)
{
    static const DWORD states[] = {NTMS_PARTSTATE_DECOMMISSIONED, NTMS_PARTSTATE_ALLOCATED,
                                   NTMS_PARTSTATE_COMPLETE, NTMS_PARTSTATE_IMPORT};

    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        struct offline tape = make_tape(state, u"\\Tapes", states[i]);

        assert_code(ERROR_INVALID_STATE,
                    DecommissionNtmsMedia(session_of(state), &tape.sides[0].ObjectGuid));
        assert_state(states[i], state, &tape);
    }
}

static void a_reserved_side_is_not_decommissioned(void **state)
{
    HANDLE session = session_of(state);
    NTMS_GUID pool = disks(session);
    struct offline disk;
    draw_offline(&disk, &pool, 2, NTMS_PARTSTATE_ALLOCATED);
    disk.sides[1].Info.Partition.State = NTMS_PARTSTATE_RESERVED;
    assert_success(CreateNtmsMediaW(session, &disk.medium, disk.sides, 0));

    assert_code(ERROR_INVALID_STATE, DecommissionNtmsMedia(session, &disk.sides[1].ObjectGuid));
}

static void one_side_of_a_disk_is_decommissioned_alone(void **state)
{
    HANDLE session = session_of(state);
    NTMS_GUID pool = disks(session);
    NTMS_OBJECTINFORMATIONW other;
    struct offline disk;
    make_offline(session, &disk, &pool, 2, NTMS_PARTSTATE_AVAILABLE);

    assert_success(DecommissionNtmsMedia(session, &disk.sides[1].ObjectGuid));

    other = information_of(session, &disk.sides[1].ObjectGuid, NTMS_PARTITION);
    assert_int_equal(other.Info.Partition.State, NTMS_PARTSTATE_DECOMMISSIONED);
    assert_state(NTMS_PARTSTATE_AVAILABLE, state, &disk);
}

/* ---- SetNtmsMediaComplete ---- */

static void an_allocated_side_is_complete_and_keeps_its_owner(void **state)
{
    struct offline tape = make_tape_in_use(state);
    NTMS_OBJECTINFORMATIONW side;

    assert_success(SetNtmsMediaComplete(session_of(state), owner_of(&tape)));

    side = side_now(state, &tape);
    assert_int_equal(side.Info.Partition.State, NTMS_PARTSTATE_COMPLETE);
    assert_guid(*owner_of(&tape), side.Info.Partition.LogicalMedia);
}

static void a_complete_side_is_not_completed_again(void **state)
{
    struct offline tape = make_tape_in_use(state);
    assert_success(SetNtmsMediaComplete(session_of(state), owner_of(&tape)));

    assert_code(ERROR_INVALID_STATE, SetNtmsMediaComplete(session_of(state), owner_of(&tape)));
}

/* ---- SwapNtmsMedia ---- */

static void two_owners_exchange_their_sides(void **state)
{
    HANDLE session = session_of(state);
    struct offline one = make_tape_in_use(state);
    struct offline other = make_tape_in_use(state);
    NTMS_OBJECTINFORMATIONW side;

    assert_success(SwapNtmsMedia(session, owner_of(&one), owner_of(&other)));

    side = side_now(state, &one);
    assert_guid(*owner_of(&other), side.Info.Partition.LogicalMedia);
    side = side_now(state, &other);
    assert_guid(*owner_of(&one), side.Info.Partition.LogicalMedia);
}

static void swapped_twice_all_is_as_before(void **state)
{
    HANDLE session = session_of(state);
    struct offline one = make_tape_in_use(state);
    struct offline other = make_tape_in_use(state);
    NTMS_OBJECTINFORMATIONW side;

    assert_success(SwapNtmsMedia(session, owner_of(&one), owner_of(&other)));
    assert_success(SwapNtmsMedia(session, owner_of(&one), owner_of(&other)));

    side = side_now(state, &one);
    assert_guid(*owner_of(&one), side.Info.Partition.LogicalMedia);
}

static void swapped_with_itself_nothing_changes(void **state)
{
    struct offline tape = make_tape_in_use(state);
    NTMS_OBJECTINFORMATIONW side;

    assert_success(SwapNtmsMedia(session_of(state), owner_of(&tape), owner_of(&tape)));

    side = side_now(state, &tape);
    assert_guid(*owner_of(&tape), side.Info.Partition.LogicalMedia);
}

static void owners_in_two_pools_do_not_swap(void **state)
{
    struct offline one = make_tape_in_use(state);
    struct offline other = make_tape(state, u"\\Others", NTMS_PARTSTATE_ALLOCATED);

    assert_code(ERROR_INVALID_MEDIA_POOL,
                SwapNtmsMedia(session_of(state), owner_of(&one), owner_of(&other)));
}

static void complete_media_do_not_swap(void **state)
{
    struct offline one = make_tape_in_use(state);
    struct offline other = make_tape(state, u"\\Tapes", NTMS_PARTSTATE_COMPLETE);

    assert_code(ERROR_INVALID_STATE,
                SwapNtmsMedia(session_of(state), owner_of(&one), owner_of(&other)));
    assert_code(ERROR_INVALID_STATE,
                SwapNtmsMedia(session_of(state), owner_of(&other), owner_of(&one)));
}

/* ---- DeleteNtmsMedia ---- */

static void an_offline_medium_is_deleted_with_its_sides(void **state)
{
    HANDLE session = session_of(state);
    struct offline tape = make_tape(state, u"\\Deleted", NTMS_PARTSTATE_AVAILABLE);
    NTMS_OBJECTINFORMATIONW info = {.dwSize = sizeof info, .dwType = NTMS_PARTITION};
    NTMS_GUID pool = tape.medium.Info.PhysicalMedia.MediaPool;

    assert_success(DeleteNtmsMedia(session, &tape.medium.ObjectGuid));

    assert_code(ERROR_OBJECT_NOT_FOUND,
                GetNtmsObjectInformationW(session, &tape.sides[0].ObjectGuid, &info));
    assert_code(ERROR_INVALID_MEDIA, DeleteNtmsMedia(session, &tape.medium.ObjectGuid));
    assert_success(DeleteNtmsMediaPool(session, &pool));
}

static void an_owned_medium_is_not_deleted(void **state)
{
    static const DWORD states[] = {NTMS_PARTSTATE_ALLOCATED, NTMS_PARTSTATE_COMPLETE};

    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        struct offline tape = make_tape(state, u"\\Tapes", states[i]);

        assert_code(ERROR_INVALID_STATE,
                    DeleteNtmsMedia(session_of(state), &tape.medium.ObjectGuid));
        assert_state(states[i], state, &tape);
    }
}

static void a_medium_with_one_owned_side_is_not_deleted(void **state)
{
    HANDLE session = session_of(state);
    NTMS_GUID pool = disks(session);
    struct offline disk;
    draw_offline(&disk, &pool, 2, NTMS_PARTSTATE_AVAILABLE);
    disk.sides[1].Info.Partition.State = NTMS_PARTSTATE_ALLOCATED;
    assert_success(CreateNtmsMediaW(session, &disk.medium, disk.sides, 0));

    assert_code(ERROR_INVALID_STATE, DeleteNtmsMedia(session, &disk.medium.ObjectGuid));
}

static void a_pool_with_a_medium_is_not_empty(void **state)
{
    struct offline tape = make_tape_in_use(state);

    assert_code(ERROR_NOT_EMPTY,
                DeleteNtmsMediaPool(session_of(state), &tape.medium.Info.PhysicalMedia.MediaPool));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SESSION(wrong_sessions_are_refused_first),
        IN_SESSION(null_pointers_are_refused),
        IN_SESSION(identifiers_of_nothing_are_invalid_media),
        IN_SESSION(another_kind_of_media_is_invalid),
        IN_SESSION(an_available_side_is_decommissioned),
        IN_SESSION(a_side_that_is_not_available_is_not_decommissioned),
        IN_SESSION(a_reserved_side_is_not_decommissioned),
        IN_SESSION(one_side_of_a_disk_is_decommissioned_alone),
        IN_SESSION(an_allocated_side_is_complete_and_keeps_its_owner),
        IN_SESSION(a_complete_side_is_not_completed_again),
        IN_SESSION(two_owners_exchange_their_sides),
        IN_SESSION(swapped_twice_all_is_as_before),
        IN_SESSION(swapped_with_itself_nothing_changes),
        IN_SESSION(owners_in_two_pools_do_not_swap),
        IN_SESSION(complete_media_do_not_swap),
        IN_SESSION(an_offline_medium_is_deleted_with_its_sides),
        IN_SESSION(an_owned_medium_is_not_deleted),
        IN_SESSION(a_medium_with_one_owned_side_is_not_deleted),
        IN_SESSION(a_pool_with_a_medium_is_not_empty),
    };

    conformance_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
