/*
 * CreateNtmsMedia, A and W; odd inputs first.
 */
#include "conformance/conformance.h"
#include "conformance/offline_media.h"

#include <string.h>

static DWORD create(void **state, struct offline *offline, DWORD options)
{
    return CreateNtmsMediaW(session_of(state), &offline->medium, offline->sides, options);
}

static DWORD number_of(void **state, DWORD type)
{
    NTMS_GUID ids[256];

    return list_objects(session_of(state), NULL, type, ids, 256);
}

/* The code of a refusal, after which nothing is recorded and the caller's memory is as before. */
static DWORD refuse(void **state, struct offline *offline, DWORD options)
{
    struct offline given = *offline;
    DWORD media = number_of(state, NTMS_PHYSICAL_MEDIA);
    DWORD code = create(state, offline, options);

    assert_memory_equal(&given, offline, sizeof given);
    assert_int_equal(media, number_of(state, NTMS_PHYSICAL_MEDIA));
    return code;
}

/* ---- odd inputs ---- */

static void a_wrong_session_is_refused_first(void **state)
{
    (void)state;
    assert_code(ERROR_INVALID_HANDLE, CreateNtmsMediaW(NULL, NULL, NULL, 0));
    assert_code(ERROR_INVALID_HANDLE, CreateNtmsMediaA(NULL, NULL, NULL, 0));
}

static void null_pointers_are_refused(void **state)
{
    HANDLE session = session_of(state);
    struct offline offline = drawn_tape(session_of(state));
    NTMS_OBJECTINFORMATIONA narrow = {.dwSize = sizeof narrow, .dwType = NTMS_PHYSICAL_MEDIA};

    assert_code(ERROR_INVALID_PARAMETER, CreateNtmsMediaW(session, NULL, offline.sides, 0));
    assert_code(ERROR_INVALID_PARAMETER, CreateNtmsMediaW(session, &offline.medium, NULL, 0));
    assert_code(ERROR_INVALID_PARAMETER, CreateNtmsMediaA(session, NULL, &narrow, 0));
    assert_code(ERROR_INVALID_PARAMETER, CreateNtmsMediaA(session, &narrow, NULL, 0));
}

static void unknown_options_are_refused(void **state)
{
    struct offline offline = drawn_tape(session_of(state));

    assert_code(ERROR_INVALID_PARAMETER, refuse(state, &offline, 2));
    assert_code(ERROR_INVALID_PARAMETER, refuse(state, &offline, 0x80000001));
}

static void a_medium_has_one_of_two_sizes(void **state)
{
    static const DWORD bad[] = {0, 8, 759, 761, 1396, 1407, 1409, 0xFFFFFFFF};
    static const DWORD good[] = {760, 1408};

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct offline offline = drawn_tape(session_of(state));

        offline.medium.dwSize = bad[i];
        assert_code(ERROR_INVALID_PARAMETER, refuse(state, &offline, 0));
    }
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        struct offline offline = drawn_tape(session_of(state));

        offline.medium.dwSize = good[i];
        assert_success(create(state, &offline, 0));
        assert_int_equal(offline.medium.dwSize, good[i]);
    }
}

static void a_short_medium_is_not_written_behind_its_end(void **state)
{
    struct offline offline = drawn_tape(session_of(state));
    unsigned char *behind = (unsigned char *)&offline.medium + 760;

    memset(behind, 0x5A, sizeof offline.medium - 760);
    offline.medium.dwSize = 760;
    assert_success(create(state, &offline, 0));
    for (size_t i = 0; i < sizeof offline.medium - 760; i++)
        assert_int_equal(behind[i], 0x5A);
}

static void kinds_and_sizes_of_the_structures_must_be_right(void **state)
{
    struct offline offline = drawn_tape(session_of(state));

    offline.medium.dwType = NTMS_PARTITION;
    assert_code(ERROR_INVALID_PARAMETER, refuse(state, &offline, 0));
    offline = drawn_tape(session_of(state));
    offline.sides[0].dwType = NTMS_PHYSICAL_MEDIA;
    assert_code(ERROR_INVALID_PARAMETER, refuse(state, &offline, 0));
    offline = drawn_tape(session_of(state));
    offline.sides[0].dwSize--;
    assert_code(ERROR_INVALID_PARAMETER, refuse(state, &offline, 0));
}

static void texts_without_an_end_are_refused(void **state)
{
    struct offline offline;

#define TRY(member)                                     \
    offline = drawn_tape(session_of(state));            \
    memset(offline.member, 'x', sizeof offline.member); \
    assert_code(ERROR_INVALID_PARAMETER, refuse(state, &offline, 0))

    TRY(medium.szName);
    TRY(medium.szDescription);
    TRY(medium.Info.PhysicalMedia.szBarCode);
    TRY(sides[0].szName);
    TRY(sides[0].szDescription);
    TRY(sides[0].Info.Partition.szOmidLabelType);
    TRY(sides[0].Info.Partition.szOmidLabelInfo);
#undef TRY
}

static void a_label_has_1_to_255_bytes_and_a_type(void **state)
{
    static const DWORD bad[] = {0, 256, 0xFFFFFFFF};
    struct offline offline;

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        offline = drawn_tape(session_of(state));
        offline.sides[0].Info.Partition.dwOmidLabelIdLength = bad[i];
        assert_code(ERROR_INVALID_PARAMETER, refuse(state, &offline, 0));
    }
    offline = drawn_tape(session_of(state));
    offline.sides[0].Info.Partition.szOmidLabelType[0] = 0;
    assert_code(ERROR_INVALID_PARAMETER, refuse(state, &offline, 0));
    offline = drawn_tape(session_of(state));
    offline.sides[0].Info.Partition.dwOmidLabelIdLength = 255;
    offline.sides[0].Info.Partition.OmidLabelId[254] = 1;
    assert_success(create(state, &offline, 0));
}

static void the_number_of_sides_is_that_of_the_media_type(void **state)
{
    static const DWORD bad[] = {0, 2, 0x7FFFFFFF, 0xFFFFFFFF}; /* nobody's list is so long */
    NTMS_GUID pool = disks(session_of(state));
    struct offline offline;

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        offline = drawn_tape(session_of(state));
        offline.medium.Info.PhysicalMedia.dwNumberOfPartitions = bad[i];
        assert_code(ERROR_MEDIA_INCOMPATIBLE, refuse(state, &offline, 0));
    }
    draw_offline(&offline, &pool, 1, NTMS_PARTSTATE_AVAILABLE);
    assert_code(ERROR_MEDIA_INCOMPATIBLE, refuse(state, &offline, 0));
    draw_offline(&offline, &pool, 2, NTMS_PARTSTATE_AVAILABLE);
    assert_success(create(state, &offline, 0));
}

/* ---- pools and libraries ---- */

static void only_pools_for_media_of_import_or_an_application_take_one(void **state)
{
    HANDLE session = session_of(state);
    static const WCHAR *const names[] = {u"\\Free", u"\\Import", u"\\Unrecognized", u"\\Container"};
    struct offline offline = drawn_tape(session_of(state));
    NTMS_GUID id;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_success(CreateNtmsMediaPoolW(session, names[i], NULL, NTMS_OPEN_ALWAYS, NULL, &id));
        offline.medium.Info.PhysicalMedia.MediaPool = id;
        assert_code(ERROR_INVALID_MEDIA_POOL, refuse(state, &offline, 0));
    }
}

static void what_is_no_pool_takes_no_medium(void **state)
{
    struct offline offline = drawn_tape(session_of(state));

    memset(&offline.medium.Info.PhysicalMedia.MediaPool, 0, sizeof(NTMS_GUID));
    assert_code(ERROR_INVALID_MEDIA_POOL, refuse(state, &offline, 0));
    offline.medium.Info.PhysicalMedia.MediaPool = unknown_id();
    assert_code(ERROR_INVALID_MEDIA_POOL, refuse(state, &offline, 0));
    offline.medium.Info.PhysicalMedia.MediaPool = offline_library(session_of(state));
    assert_code(ERROR_INVALID_MEDIA_POOL, refuse(state, &offline, 0));
}

static void a_medium_may_be_in_the_offline_library_alone(void **state)
{
    struct offline offline = drawn_tape(session_of(state));

    offline.medium.Info.PhysicalMedia.CurrentLibrary = unknown_id();
    assert_code(ERROR_INVALID_LIBRARY, refuse(state, &offline, 0));
    offline.medium.Info.PhysicalMedia.CurrentLibrary = tapes(session_of(state));
    assert_code(ERROR_INVALID_LIBRARY, refuse(state, &offline, 0));
    offline.medium.Info.PhysicalMedia.CurrentLibrary = offline_library(session_of(state));
    assert_success(create(state, &offline, 0));
}

/* ---- states ---- */

static void sides_of_an_application_are_in_states_that_occur_there(void **state)
{
    static const bool good[] = {
        [NTMS_PARTSTATE_DECOMMISSIONED] = true, [NTMS_PARTSTATE_AVAILABLE] = true,
        [NTMS_PARTSTATE_ALLOCATED] = true,      [NTMS_PARTSTATE_COMPLETE] = true,
        [NTMS_PARTSTATE_IMPORT] = true,         [NTMS_PARTSTATE_RESERVED] = false, /* for nobody */
        [NTMS_PARTSTATE_RESERVED + 1] = false,
    };

    for (DWORD i = 0; i < sizeof good / sizeof good[0]; i++) {
        struct offline offline = drawn_tape(session_of(state));

        offline.sides[0].Info.Partition.State = i;
        if (good[i]) {
            assert_success(create(state, &offline, 0));
            assert_int_equal(offline.sides[0].Info.Partition.State, i);
        } else {
            assert_code(ERROR_INVALID_PARAMETER, refuse(state, &offline, 0));
        }
    }
}

static void an_owned_side_gets_a_logical_medium(void **state)
{
    static const NTMS_GUID none = NTMS_NULLGUID;
    struct offline offline = drawn_tape(session_of(state));
    NTMS_OBJECTINFORMATIONW owner;
    NTMS_PARTITIONINFORMATIONW *side = &offline.sides[0].Info.Partition;

    side->State = NTMS_PARTSTATE_COMPLETE;
    assert_success(create(state, &offline, 0));

    assert_memory_not_equal(&none, &side->LogicalMedia, sizeof none);
    owner = information_of(session_of(state), &side->LogicalMedia, NTMS_LOGICAL_MEDIA);
    assert_guid(offline.medium.Info.PhysicalMedia.MediaPool, owner.Info.LogicalMedia.MediaPool);
    assert_int_equal(owner.Info.LogicalMedia.dwNumberOfPartitions, 1);
    assert_memory_equal(owner.szName, offline.medium.szName, sizeof owner.szName);
}

static void a_logical_medium_wants_an_owned_side(void **state)
{
    struct offline offline = drawn_tape(session_of(state));

    offline.sides[0].Info.Partition.LogicalMedia = unknown_id();
    assert_code(ERROR_INVALID_PARAMETER, refuse(state, &offline, 0));
    offline.sides[0].Info.Partition.State = NTMS_PARTSTATE_RESERVED;
    assert_code(ERROR_INVALID_PARAMETER, refuse(state, &offline, 0));
}

/* ---- identifiers ---- */

/* An identifier of the caller's own. */
static NTMS_GUID own_id(unsigned char number)
{
    NTMS_GUID id = {0xC0FFEE00, 0x1234, 0x4567, {0x89, 0, 0, 0, 0, 0, 0, 0}};

    id.Data4[7] = number;
    return id;
}

static void identifiers_of_the_callers_are_used(void **state)
{
    struct offline offline = drawn_tape(session_of(state));
    NTMS_GUID medium = own_id(1);
    NTMS_GUID side = own_id(2);
    NTMS_GUID owner = own_id(3);

    offline.medium.ObjectGuid = medium;
    offline.sides[0].ObjectGuid = side;
    offline.sides[0].Info.Partition.State = NTMS_PARTSTATE_ALLOCATED;
    offline.sides[0].Info.Partition.LogicalMedia = owner;
    assert_success(create(state, &offline, 0));

    assert_guid(medium, offline.medium.ObjectGuid);
    assert_guid(side, offline.sides[0].ObjectGuid);
    assert_guid(owner, offline.sides[0].Info.Partition.LogicalMedia);
    (void)information_of(session_of(state), &medium, NTMS_PHYSICAL_MEDIA);
    (void)information_of(session_of(state), &side, NTMS_PARTITION);
    (void)information_of(session_of(state), &owner, NTMS_LOGICAL_MEDIA);
}

static void identifiers_that_are_taken_are_refused(void **state)
{
    NTMS_GUID taken = offline_library(session_of(state));
    struct offline offline = drawn_tape(session_of(state));

    offline.medium.ObjectGuid = taken;
    assert_code(ERROR_INVALID_PARAMETER, refuse(state, &offline, 0));
    offline = drawn_tape(session_of(state));
    offline.sides[0].ObjectGuid = taken;
    assert_code(ERROR_INVALID_PARAMETER, refuse(state, &offline, 0));
    offline = drawn_tape(session_of(state));
    offline.sides[0].Info.Partition.State = NTMS_PARTSTATE_ALLOCATED;
    offline.sides[0].Info.Partition.LogicalMedia = taken;
    assert_code(ERROR_INVALID_PARAMETER, refuse(state, &offline, 0));
}

static void one_identifier_for_two_objects_is_refused(void **state)
{
    NTMS_GUID pool = disks(session_of(state));
    NTMS_GUID twice = own_id(10);
    struct offline offline;

    draw_offline(&offline, &pool, 2, NTMS_PARTSTATE_ALLOCATED);
    offline.sides[0].Info.Partition.LogicalMedia = twice;
    offline.sides[1].Info.Partition.LogicalMedia = twice;
    assert_code(ERROR_INVALID_PARAMETER, refuse(state, &offline, 0));
    draw_offline(&offline, &pool, 2, NTMS_PARTSTATE_AVAILABLE);
    offline.medium.ObjectGuid = twice;
    offline.sides[1].ObjectGuid = twice;
    assert_code(ERROR_INVALID_PARAMETER, refuse(state, &offline, 0));
}

/* ---- what is on record already ---- */

static void a_bar_code_that_is_on_record_is_refused(void **state)
{
    struct offline first = drawn_tape(session_of(state));
    struct offline second = drawn_tape(session_of(state));

    memcpy(first.medium.Info.PhysicalMedia.szBarCode, u"BAR001", sizeof u"BAR001");
    memcpy(second.medium.Info.PhysicalMedia.szBarCode, u"BAR001  ", sizeof u"BAR001  ");
    assert_success(create(state, &first, 0));
    assert_code(ERROR_INVALID_MEDIA, refuse(state, &second, 0));
    assert_code(ERROR_INVALID_MEDIA, refuse(state, &second, NTMS_ERROR_ON_DUPLICATE));
}

static void a_label_that_is_on_record_is_refused_when_asked_for(void **state)
{
    struct offline first = drawn_tape(session_of(state));
    struct offline second = drawn_tape(session_of(state));

    second.sides[0] = first.sides[0];
    assert_success(create(state, &first, NTMS_ERROR_ON_DUPLICATE));
    assert_code(ERROR_INVALID_MEDIA, refuse(state, &second, NTMS_ERROR_ON_DUPLICATE));
    assert_success(create(state, &second, 0));
}

static void the_same_identifier_under_another_type_is_another_label(void **state)
{
    struct offline first = drawn_tape(session_of(state));
    struct offline second = drawn_tape(session_of(state));

    second.sides[0] = first.sides[0];
    second.sides[0].Info.Partition.szOmidLabelType[0] = u'X';
    assert_success(create(state, &first, 0));
    assert_success(create(state, &second, NTMS_ERROR_ON_DUPLICATE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SESSION(a_wrong_session_is_refused_first),
        IN_SESSION(null_pointers_are_refused),
        IN_SESSION(unknown_options_are_refused),
        IN_SESSION(a_medium_has_one_of_two_sizes),
        IN_SESSION(a_short_medium_is_not_written_behind_its_end),
        IN_SESSION(kinds_and_sizes_of_the_structures_must_be_right),
        IN_SESSION(texts_without_an_end_are_refused),
        IN_SESSION(a_label_has_1_to_255_bytes_and_a_type),
        IN_SESSION(the_number_of_sides_is_that_of_the_media_type),
        IN_SESSION(only_pools_for_media_of_import_or_an_application_take_one),
        IN_SESSION(what_is_no_pool_takes_no_medium),
        IN_SESSION(a_medium_may_be_in_the_offline_library_alone),
        IN_SESSION(sides_of_an_application_are_in_states_that_occur_there),
        IN_SESSION(an_owned_side_gets_a_logical_medium),
        IN_SESSION(a_logical_medium_wants_an_owned_side),
        IN_SESSION(identifiers_of_the_callers_are_used),
        IN_SESSION(identifiers_that_are_taken_are_refused),
        IN_SESSION(one_identifier_for_two_objects_is_refused),
        IN_SESSION(a_bar_code_that_is_on_record_is_refused),
        IN_SESSION(a_label_that_is_on_record_is_refused_when_asked_for),
        IN_SESSION(the_same_identifier_under_another_type_is_another_label),
    };

    conformance_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
