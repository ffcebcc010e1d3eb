/*
 * What CreateNtmsMedia makes: the members that come back, names, and the A form.
 */
#include "conformance/conformance.h"
#include "conformance/offline_media.h"

#include <string.h>

static DWORD create(void **state, struct offline *offline, DWORD options)
{
    return CreateNtmsMediaW(session_of(state), &offline->medium, offline->sides, options);
}

/* ---- what comes back ---- */

static void the_members_that_come_back_are_filled(void **state)
{
    static const NTMS_GUID none = NTMS_NULLGUID;
    NTMS_GUID library = offline_library(session_of(state));
    NTMS_GUID type = media_type_of(session_of(state), TAPE_CODE);
    struct offline offline = drawn_tape(session_of(state));
    NTMS_PMIDINFORMATIONW *info = &offline.medium.Info.PhysicalMedia;

    memset(&info->Location, 1, sizeof info->Location);
    memset(&info->HomeSlot, 1, sizeof info->HomeSlot);
    memset(&info->MountedPartition, 1, sizeof info->MountedPartition);
    info->LocationType = NTMS_DRIVE;
    info->MediaState = NTMS_MEDIASTATE_LOADED;
    info->dwMediaTypeCode = 7;
    info->dwDensityCode = 8;
    offline.medium.dwOperationalState = NTMS_NEEDS_SERVICE;
    assert_success(create(state, &offline, 0));

    assert_int_equal(offline.medium.dwOperationalState, NTMS_READY);
    assert_true(offline.medium.Created.wYear > 2000);
    assert_true(offline.medium.Modified.wYear > 2000);
    assert_guid(library, info->CurrentLibrary);
    assert_guid(none, info->Location);
    assert_guid(none, info->HomeSlot);
    assert_guid(none, info->MountedPartition);
    assert_guid(type, info->MediaType);
    assert_int_equal(info->LocationType, NTMS_STORAGESLOT);
    assert_int_equal(info->MediaState, NTMS_MEDIASTATE_IDLE);
    assert_int_equal(info->BarCodeState, NTMS_BARCODESTATE_UNREADABLE);
    assert_int_equal(info->dwMediaTypeCode, 7);
    assert_int_equal(info->dwDensityCode, 8);
    assert_true(info->szSequenceNumber[0] != 0);
    assert_guid(offline.medium.ObjectGuid, offline.sides[0].Info.Partition.PhysicalMedia);
    assert_guid(none, offline.sides[0].Info.Partition.LogicalMedia);
    assert_int_equal(offline.sides[0].Info.Partition.Side, 0);
}

static void what_comes_back_is_what_is_on_record(void **state)
{
    HANDLE session = session_of(state);
    struct offline offline = drawn_tape(session_of(state));
    NTMS_OBJECTINFORMATIONW medium;
    NTMS_OBJECTINFORMATIONW side;

    offline.sides[0].Info.Partition.dwMountCount = 11;
    offline.sides[0].Info.Partition.dwAllocateCount = 12;
    offline.sides[0].Info.Partition.Capacity.QuadPart = 0x123456789AB;
    memcpy(offline.sides[0].szDescription, u"A side", sizeof u"A side");
    memcpy(offline.medium.szDescription, u"A tape", sizeof u"A tape");
    assert_success(create(state, &offline, 0));

    medium = information_of(session, &offline.medium.ObjectGuid, NTMS_PHYSICAL_MEDIA);
    side = information_of(session, &offline.sides[0].ObjectGuid, NTMS_PARTITION);
    assert_memory_equal(&medium, &offline.medium, sizeof medium);
    assert_memory_equal(&side, &offline.sides[0], sizeof side);
    assert_int_equal(side.Info.Partition.dwMountCount, 11);
    assert_int_equal(side.Info.Partition.dwAllocateCount, 12);
}

static void a_disabled_medium_stays_disabled(void **state)
{
    struct offline offline = drawn_tape(session_of(state));

    offline.medium.Enabled = FALSE;
    offline.sides[0].Enabled = 5;
    assert_success(create(state, &offline, 0));

    assert_int_equal(offline.medium.Enabled, FALSE);
    assert_int_equal(offline.sides[0].Enabled, TRUE);
}

static void both_sides_of_a_disk_are_numbered(void **state)
{
    NTMS_GUID pool = disks(session_of(state));
    struct offline offline;

    draw_offline(&offline, &pool, 2, NTMS_PARTSTATE_AVAILABLE);
    offline.sides[0].Info.Partition.Side = 7;
    assert_success(create(state, &offline, 0));

    assert_int_equal(offline.sides[0].Info.Partition.Side, 0);
    assert_int_equal(offline.sides[1].Info.Partition.Side, 1);
    assert_guid(offline.medium.ObjectGuid, offline.sides[1].Info.Partition.PhysicalMedia);
}

/* ---- names ---- */

#define assert_named(expected, actual) assert_memory_equal((expected), (actual), sizeof(expected))

static void a_name_of_the_callers_is_kept(void **state)
{
    struct offline offline = drawn_tape(session_of(state));

    memcpy(offline.medium.szName, u"Monday", sizeof u"Monday");
    memcpy(offline.sides[0].szName, u"Front", sizeof u"Front");
    assert_success(create(state, &offline, 0));

    assert_named(u"Monday", offline.medium.szName);
    assert_named(u"Front", offline.sides[0].szName);
}

static void a_medium_is_named_by_its_bar_code(void **state)
{
    struct offline offline = drawn_tape(session_of(state));

    memcpy(offline.medium.Info.PhysicalMedia.szBarCode, u"NAM001 ", sizeof u"NAM001 ");
    memcpy(offline.sides[0].Info.Partition.szOmidLabelInfo, u"Label", sizeof u"Label");
    assert_success(create(state, &offline, 0));

    assert_named(u"NAM001", offline.medium.szName);
    assert_named(u"NAM001", offline.medium.Info.PhysicalMedia.szBarCode);
    assert_int_equal(offline.medium.Info.PhysicalMedia.BarCodeState, NTMS_BARCODESTATE_OK);
    assert_named(u"NAM001 - 1", offline.sides[0].szName);
}

static void a_medium_without_a_bar_code_is_named_by_its_label(void **state)
{
    struct offline offline = drawn_tape(session_of(state));

    memcpy(offline.sides[0].Info.Partition.szOmidLabelInfo, u"Label", sizeof u"Label");
    assert_success(create(state, &offline, 0));

    assert_named(u"Label", offline.medium.szName);
}

static void a_medium_with_neither_is_named_by_its_number(void **state)
{
    struct offline offline = drawn_tape(session_of(state));

    assert_success(create(state, &offline, 0));

    assert_memory_equal(offline.medium.szName, offline.medium.Info.PhysicalMedia.szSequenceNumber,
                        NTMS_SEQUENCE_LENGTH * sizeof(WCHAR));
}

static void a_disk_is_not_named_by_the_label_of_one_side(void **state)
{
    NTMS_GUID pool = disks(session_of(state));
    struct offline offline;

    draw_offline(&offline, &pool, 2, NTMS_PARTSTATE_AVAILABLE);
    memcpy(offline.sides[0].Info.Partition.szOmidLabelInfo, u"Label", sizeof u"Label");
    assert_success(create(state, &offline, 0));

    assert_memory_equal(offline.medium.szName, offline.medium.Info.PhysicalMedia.szSequenceNumber,
                        NTMS_SEQUENCE_LENGTH * sizeof(WCHAR));
}

/* ---- the A form ---- */

static void draw_narrow(void **state, NTMS_OBJECTINFORMATIONA *medium,
                        NTMS_OBJECTINFORMATIONA *side)
{
    static DWORD number = 0x10000000;
    NTMS_PARTITIONINFORMATIONA *info = &side->Info.Partition;

    memset(medium, 0, sizeof *medium);
    medium->dwSize = sizeof *medium;
    medium->dwType = NTMS_PHYSICAL_MEDIA;
    medium->Info.PhysicalMedia.MediaPool = tapes(session_of(state));
    medium->Info.PhysicalMedia.dwNumberOfPartitions = 1;
    memset(side, 0, sizeof *side);
    side->dwSize = sizeof *side;
    side->dwType = NTMS_PARTITION;
    info->State = NTMS_PARTSTATE_ALLOCATED;
    number++;
    info->dwOmidLabelIdLength = sizeof number;
    memcpy(info->OmidLabelId, &number, sizeof number);
    strcpy(info->szOmidLabelType, "Conformance");
}

static void the_a_form_records_the_same(void **state)
{
    NTMS_OBJECTINFORMATIONA medium;
    NTMS_OBJECTINFORMATIONA side;
    NTMS_OBJECTINFORMATIONW wide;
    draw_narrow(state, &medium, &side);
    strcpy(medium.Info.PhysicalMedia.szBarCode, "ANSI01  ");
    strcpy(side.Info.Partition.szOmidLabelInfo, "Label");

    assert_success(CreateNtmsMediaA(session_of(state), &medium, &side, 0));

    assert_string_equal(medium.szName, "ANSI01");
    assert_string_equal(medium.Info.PhysicalMedia.szBarCode, "ANSI01");
    assert_string_equal(side.szName, "ANSI01 - 1");
    assert_int_equal(medium.dwSize, sizeof medium);
    assert_int_equal(side.dwSize, sizeof side);
    assert_guid(medium.ObjectGuid, side.Info.Partition.PhysicalMedia);
    wide = information_of(session_of(state), &side.ObjectGuid, NTMS_PARTITION);
    assert_guid(side.Info.Partition.LogicalMedia, wide.Info.Partition.LogicalMedia);
    assert_named(u"Label", wide.Info.Partition.szOmidLabelInfo);
}

static void the_a_form_has_one_of_two_sizes(void **state)
{
    static const DWORD bad[] = {0, 471, 473, 884, 895, 897, 760, 1408};
    NTMS_OBJECTINFORMATIONA medium;
    NTMS_OBJECTINFORMATIONA side;

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        draw_narrow(state, &medium, &side);
        medium.dwSize = bad[i];
        assert_code(ERROR_INVALID_PARAMETER,
                    CreateNtmsMediaA(session_of(state), &medium, &side, 0));
    }
    draw_narrow(state, &medium, &side);
    medium.dwSize = 472;
    assert_success(CreateNtmsMediaA(session_of(state), &medium, &side, 0));
    assert_int_equal(medium.dwSize, 472);
    draw_narrow(state, &medium, &side);
    side.dwSize = 1408;
    assert_code(ERROR_INVALID_PARAMETER, CreateNtmsMediaA(session_of(state), &medium, &side, 0));
    side.dwSize = sizeof side;
    side.dwType = NTMS_PHYSICAL_MEDIA;
    assert_code(ERROR_INVALID_PARAMETER, CreateNtmsMediaA(session_of(state), &medium, &side, 0));
}

static void the_a_form_refuses_texts_without_an_end(void **state)
{
    NTMS_OBJECTINFORMATIONA medium;
    NTMS_OBJECTINFORMATIONA side;

    draw_narrow(state, &medium, &side);
    memset(medium.Info.PhysicalMedia.szBarCode, 'x', sizeof medium.Info.PhysicalMedia.szBarCode);
    assert_code(ERROR_INVALID_PARAMETER, CreateNtmsMediaA(session_of(state), &medium, &side, 0));
    draw_narrow(state, &medium, &side);
    memset(side.Info.Partition.szOmidLabelInfo, 'x', sizeof side.Info.Partition.szOmidLabelInfo);
    assert_code(ERROR_INVALID_PARAMETER, CreateNtmsMediaA(session_of(state), &medium, &side, 0));
}

static void the_a_form_reads_no_list_that_cannot_be_right(void **state)
{
    NTMS_OBJECTINFORMATIONA medium;
    NTMS_OBJECTINFORMATIONA side;

    draw_narrow(state, &medium, &side);
    medium.Info.PhysicalMedia.dwNumberOfPartitions = 0x7FFFFFFF;
    assert_code(ERROR_MEDIA_INCOMPATIBLE, CreateNtmsMediaA(session_of(state), &medium, &side, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SESSION(the_members_that_come_back_are_filled),
        IN_SESSION(what_comes_back_is_what_is_on_record),
        IN_SESSION(a_disabled_medium_stays_disabled),
        IN_SESSION(both_sides_of_a_disk_are_numbered),
        IN_SESSION(a_name_of_the_callers_is_kept),
        IN_SESSION(a_medium_is_named_by_its_bar_code),
        IN_SESSION(a_medium_without_a_bar_code_is_named_by_its_label),
        IN_SESSION(a_medium_with_neither_is_named_by_its_number),
        IN_SESSION(a_disk_is_not_named_by_the_label_of_one_side),
        IN_SESSION(the_a_form_records_the_same),
        IN_SESSION(the_a_form_has_one_of_two_sizes),
        IN_SESSION(the_a_form_refuses_texts_without_an_end),
        IN_SESSION(the_a_form_reads_no_list_that_cannot_be_right),
    };

    conformance_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
