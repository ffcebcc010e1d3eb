/*
 * UpdateNtmsOmidInfo: a program has written a label of its own and says so.
 */
#include "work/omid.h"

#include "core/session.h"
#include "label/free_tape.h"
#include "model/guid.h"
#include "support/asserts.h"
#include "support/looks.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include <string.h>

static const char one_tape[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n";

#define LABEL_ON_TAPE "free 01234567-89ab-cdef-0123-456789abcdef"
static const GUID label_id = {0x01234567,
                              0x89AB,
                              0xCDEF,
                              {0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF}};

static void build_label(uint8_t block[RSM_FREE_TAPE_SIZE])
{
    const struct rsm_free_tape tape = {
        .id = label_id, .name = u"A00001L5", .bar_code = "", .written = {.wYear = 2004}};

    rsm_free_tape_build(&tape, block);
}

/* The tape belongs to a program: its logical medium. */
static GUID allocate(struct fixture *f)
{
    plug_in_and_settle(f, one_tape);
    return allocate_in_slot(f, 1);
}

static rsm_error update(struct fixture *f, const GUID *logical, DWORD type, DWORD size,
                        const void *buffer)
{
    struct rsm_session *session;
    rsm_error err;

    assert_success(rsm_session_get(f->session, &session));
    err = rsm_omid_update(session, logical, type, size, buffer);
    rsm_session_release(session);
    return err;
}

static NTMS_PARTITIONINFORMATIONW side_of_tape(struct fixture *f)
{
    struct rsm_record side;

    look_at_side(f, medium_in_slot(f, 1), &side);
    return side.info.Info.Partition;
}

/* ---- labels ---- */

static void a_label_that_is_recognised_is_on_record(void **state)
{
    struct fixture *f = *state;
    GUID logical = allocate(f);
    uint8_t block[RSM_FREE_TAPE_SIZE];
    NTMS_PARTITIONINFORMATIONW side;

    build_label(block);
    assert_success(update(f, &logical, NTMS_OMID_TYPE_RAW_LABEL, sizeof block, block));

    side = side_of_tape(f);
    assert_text(u"Removable Storage", side.szOmidLabelType);
    assert_text(u"A00001L5", side.szOmidLabelInfo);
    assert_int_equal(side.dwOmidLabelIdLength, 16);
    assert_int_equal(side.State, NTMS_PARTSTATE_ALLOCATED);
    f->labels_changed = true;
}

static void the_tape_is_known_by_it_at_the_next_inventory(void **state)
{
    struct fixture *f = *state;
    GUID logical = allocate(f);
    GUID medium = *medium_in_slot(f, 1);
    uint8_t block[RSM_FREE_TAPE_SIZE];

    rsm_sim_relabel("lib", "slot 1", LABEL_ON_TAPE); /* as the program did */
    build_label(block);
    assert_success(update(f, &logical, NTMS_OMID_TYPE_RAW_LABEL, sizeof block, block));
    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    run_all_work(f);

    assert_guid(medium, *medium_in_slot(f, 1));
    assert_pool(f, "A00001L5", "Backups");
}

/* A program may give its structure alone, shorter than the block it wrote. */
static void the_first_part_of_the_block_is_enough(void **state)
{
    struct fixture *f = *state;
    GUID logical = allocate(f);
    uint8_t block[RSM_FREE_TAPE_SIZE];

    build_label(block);
    assert_success(update(f, &logical, NTMS_OMID_TYPE_RAW_LABEL, 400, block));

    assert_int_equal(side_of_tape(f).dwOmidLabelIdLength, 16);
    f->labels_changed = true;
}

static void a_label_that_nobody_recognises_changes_nothing(void **state)
{
    struct fixture *f = *state;
    GUID logical = allocate(f);
    uint8_t noise[512];

    memset(noise, 0xA5, sizeof noise);
    assert_fails_with(ERROR_BAD_FORMAT,
                      update(f, &logical, NTMS_OMID_TYPE_RAW_LABEL, sizeof noise, noise));
    memset(noise, 0, sizeof noise);
    assert_fails_with(ERROR_BAD_FORMAT,
                      update(f, &logical, NTMS_OMID_TYPE_RAW_LABEL, sizeof noise, noise));

    assert_text(u"ANSI X3.27", side_of_tape(f).szOmidLabelType);
}

/* ---- volumes ---- */

static void a_volume_is_on_record_by_type_name_and_serial_number(void **state)
{
    static const uint8_t serial[] = {0x78, 0x56, 0x34, 0x12};
    NTMS_FILESYSTEM_INFO volume = {
        .FileSystemType = u"NTFS", .VolumeName = u"Archive 2004", .SerialNumber = 0x12345678};
    struct fixture *f = *state;
    GUID logical = allocate(f);
    NTMS_PARTITIONINFORMATIONW side;

    assert_success(update(f, &logical, NTMS_OMID_TYPE_FILESYSTEM_INFO, sizeof volume, &volume));

    side = side_of_tape(f);
    assert_text(u"NTFS", side.szOmidLabelType);
    assert_text(u"Archive 2004", side.szOmidLabelInfo);
    assert_int_equal(side.dwOmidLabelIdLength, sizeof serial);
    assert_memory_equal(side.OmidLabelId, serial, sizeof serial);
    f->labels_changed = true;
}

static void fields_without_an_end_are_cut(void **state)
{
    NTMS_FILESYSTEM_INFO volume;
    struct fixture *f = *state;
    GUID logical = allocate(f);
    NTMS_PARTITIONINFORMATIONW side;

    memset(&volume, 'N', sizeof volume);
    assert_success(update(f, &logical, NTMS_OMID_TYPE_FILESYSTEM_INFO, sizeof volume, &volume));

    side = side_of_tape(f);
    assert_int_equal(side.szOmidLabelType[NTMS_OMIDLABELTYPE_LENGTH - 1], 0);
    assert_int_equal(side.szOmidLabelInfo[NTMS_OMIDLABELINFO_LENGTH - 1], 0);
    assert_int_equal(side.szOmidLabelType[NTMS_OMIDLABELTYPE_LENGTH - 2], 0x4E4E);
    f->labels_changed = true;
}

static void a_volume_without_a_file_system_is_refused(void **state)
{
    NTMS_FILESYSTEM_INFO volume = {.VolumeName = u"Archive", .SerialNumber = 1};
    struct fixture *f = *state;
    GUID logical = allocate(f);

    assert_fails_with(ERROR_INVALID_PARAMETER,
                      update(f, &logical, NTMS_OMID_TYPE_FILESYSTEM_INFO, sizeof volume, &volume));
}

/* ---- what is refused ---- */

static void a_medium_that_no_program_owns_is_refused(void **state)
{
    NTMS_FILESYSTEM_INFO volume = {.FileSystemType = u"NTFS", .SerialNumber = 1};
    struct fixture *f = *state;
    GUID medium;

    (void)allocate(f);
    medium = *medium_in_slot(f, 1);

    assert_fails_with(ERROR_INVALID_MEDIA,
                      update(f, &medium, NTMS_OMID_TYPE_FILESYSTEM_INFO, sizeof volume, &volume));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(a_label_that_is_recognised_is_on_record),
        story(the_tape_is_known_by_it_at_the_next_inventory),
        story(the_first_part_of_the_block_is_enough),
        story(a_label_that_nobody_recognises_changes_nothing),
        story(a_volume_is_on_record_by_type_name_and_serial_number),
        story(fields_without_an_end_are_cut),
        story(a_volume_without_a_file_system_is_refused),
        story(a_medium_that_no_program_owns_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
