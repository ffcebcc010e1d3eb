/*
 * What a tape drive can do, against a drive that nobody here wrote.  The cartridges are drawn in
 * test_drive.vtl.
 */
#include "scsi/changer.h"
#include "scsi/drive.h"
#include "support/asserts.h"
#include "tgt/devices.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { NO_SLOT = 0 };

struct fixture {
    struct rsm_device *changer_device;
    struct rsm_changer changer;
    struct rsm_device *device;
    struct rsm_drive drive;
    unsigned slot; /* whose cartridge is in the drive */
};

static int open_all(void **state)
{
    static struct fixture fixture;

    fixture.changer_device = open_lun(CHANGER_LUN);
    fixture.device = open_lun(FIRST_DRIVE_LUN);
    fixture.slot = NO_SLOT;
    assert_success(rsm_changer_open(fixture.changer_device, &fixture.changer));
    assert_success(rsm_drive_open(fixture.device, &fixture.drive));
    *state = &fixture;
    return 0;
}

static int close_all(void **state)
{
    struct fixture *f = *state;

    rsm_drive_close(&f->drive);
    rsm_changer_close(&f->changer);
    rsm_device_close(f->device);
    rsm_device_close(f->changer_device);
    return 0;
}

static void insert(struct fixture *f, unsigned slot)
{
    f->slot = slot;
    assert_success(rsm_changer_move(&f->changer, RSM_PLACE_SLOT, (uint16_t)(FIRST_SLOT + slot - 1),
                                    RSM_PLACE_DRIVE, FIRST_DRIVE, NULL));
}

static int put_back(void **state)
{
    struct fixture *f = *state;
    unsigned slot = f->slot;

    f->slot = NO_SLOT;
    if (slot == NO_SLOT)
        return 0;
    assert_success(rsm_changer_move(&f->changer, RSM_PLACE_DRIVE, FIRST_DRIVE, RSM_PLACE_SLOT,
                                    (uint16_t)(FIRST_SLOT + slot - 1), NULL));
    return 0;
}

static void assert_first_block(struct fixture *f, unsigned slot, size_t length, uint8_t byte)
{
    struct rsm_drive_label label;

    insert(f, slot);
    assert_success(rsm_drive_read_label(&f->drive, false, &label));

    assert_false(label.blank);
    assert_false(label.filemark_first);
    assert_false(label.first_is_longer);
    assert_int_equal(label.first_length, length);
    for (size_t i = 0; i < length; i++)
        if (label.first[i] != byte)
            fail_msg("byte %zu of the block is %02X", i, label.first[i]);
}

/* ---- state ---- */

static void a_drive_without_a_cartridge_is_empty(void **state)
{
    struct fixture *f = *state;
    enum rsm_drive_state drive_state;

    assert_success(rsm_drive_wait_ready(&f->drive, 0, &drive_state));
    assert_int_equal(drive_state, RSM_DRIVE_EMPTY);
}

static void a_drive_with_a_cartridge_is_ready(void **state)
{
    struct fixture *f = *state;
    enum rsm_drive_state drive_state;

    insert(f, 1);

    assert_success(rsm_drive_wait_ready(&f->drive, 60000, &drive_state));
    assert_int_equal(drive_state, RSM_DRIVE_READY);
}

static void facts_tell_block_lengths(void **state)
{
    struct fixture *f = *state;
    struct rsm_drive_facts facts;

    insert(f, 1);

    assert_success(rsm_drive_get_facts(&f->drive, &facts));
    assert_int_equal(facts.block_length, 0);
    assert_int_equal(facts.largest_block, 1 << 20);
    assert_false(facts.write_protected);
}

static void a_cartridge_is_loaded_and_unloaded(void **state)
{
    struct fixture *f = *state;

    insert(f, 1);

    assert_success(rsm_drive_load(&f->drive));
    assert_success(rsm_drive_unload(&f->drive));
}

static void no_label_is_read_in_an_empty_drive(void **state)
{
    struct fixture *f = *state;
    struct rsm_drive_label label;

    assert_fails_with(ERROR_NO_MEDIA_IN_DRIVE, rsm_drive_read_label(&f->drive, false, &label));
}

/* ---- labels ---- */

static void a_block_of_512_bytes_is_read(void **state)
{
    assert_first_block(*state, 1, 512, 65);
}

static void a_block_of_64_kib_is_read(void **state)
{
    assert_first_block(*state, 2, 65536, 66);
}

static void a_block_of_more_than_half_a_buffer_is_read_whole(void **state)
{
    assert_first_block(*state, 3, 614400, 67);
}

static void a_block_of_1_mib_is_read(void **state)
{
    assert_first_block(*state, 4, 1048576, 68);
}

static void a_block_that_is_too_long_is_told_and_not_read(void **state)
{
    struct fixture *f = *state;
    struct rsm_drive_label label;

    insert(f, 5);

    assert_success(rsm_drive_read_label(&f->drive, false, &label));
    assert_true(label.first_is_longer);
    assert_int_equal(label.first_length, 0);
}

/* As through an adapter that carries 64 KiB.  This drive sends nothing of a block that is longer than what was
 * asked for, so that nothing is known of the tape. */
static void a_block_longer_than_the_adapter_carries_is_an_error(void **state)
{
    struct fixture *f = *state;
    uint32_t before = f->device->link.max_transfer;
    struct rsm_drive_label label;
    rsm_error err;

    insert(f, 3);
    f->device->link.max_transfer = 65536;
    f->drive.enough = 65536;
    err = rsm_drive_read_label(&f->drive, false, &label);
    f->drive.enough = 0;
    f->device->link.max_transfer = before;

    assert_int_equal(err, ERROR_NOT_SUPPORTED);
}

static void a_blank_tape_is_blank(void **state)
{
    struct fixture *f = *state;
    struct rsm_drive_label label;

    insert(f, 6);

    assert_success(rsm_drive_read_label(&f->drive, true, &label));
    assert_true(label.blank);
    assert_int_equal(label.first_length, 0);
    assert_false(label.has_second);
}

static void a_tape_that_begins_with_a_filemark_says_so(void **state)
{
    struct fixture *f = *state;
    struct rsm_drive_label label;

    insert(f, 7);

    assert_success(rsm_drive_read_label(&f->drive, true, &label));
    assert_true(label.filemark_first);
    assert_int_equal(label.first_length, 0);
    assert_true(label.has_second);
    assert_int_equal(label.second_length, 6);
    assert_memory_equal(label.second, "behind", 6);
}

static void an_ltfs_tape_gives_both_labels(void **state)
{
    struct fixture *f = *state;
    struct rsm_drive_label label;

    insert(f, 8);

    assert_success(rsm_drive_read_label(&f->drive, true, &label));
    assert_int_equal(label.first_length, 80);
    assert_memory_equal(label.first, "VOL1LTFS01", 10);
    assert_true(label.has_second);
    assert_memory_equal(label.second, "<?xml", 5);
}

static void a_tape_with_nothing_behind_its_label_has_no_second_block(void **state)
{
    struct fixture *f = *state;
    struct rsm_drive_label label;

    insert(f, 9);

    assert_success(rsm_drive_read_label(&f->drive, true, &label));
    assert_int_equal(label.first_length, 80);
    assert_false(label.has_second);
}

static void a_label_is_read_twice_alike(void **state)
{
    struct fixture *f = *state;
    struct rsm_drive_label label;

    insert(f, 8);
    assert_success(rsm_drive_read_label(&f->drive, true, &label));

    assert_success(rsm_drive_read_label(&f->drive, false, &label));
    assert_memory_equal(label.first, "VOL1LTFS01", 10);
}

static void a_changer_is_no_tape_drive(void **state)
{
    struct fixture *f = *state;
    struct rsm_drive drive;

    assert_fails_with(ERROR_BAD_DEV_TYPE, rsm_drive_open(f->changer_device, &drive));
}

#define drive_test(name) cmocka_unit_test_teardown(name, put_back)

int main(void)
{
    const struct CMUnitTest tests[] = {
        drive_test(a_drive_without_a_cartridge_is_empty),
        drive_test(a_drive_with_a_cartridge_is_ready),
        drive_test(facts_tell_block_lengths),
        drive_test(a_cartridge_is_loaded_and_unloaded),
        drive_test(no_label_is_read_in_an_empty_drive),
        drive_test(a_block_of_512_bytes_is_read),
        drive_test(a_block_of_64_kib_is_read),
        drive_test(a_block_of_more_than_half_a_buffer_is_read_whole),
        drive_test(a_block_of_1_mib_is_read),
        drive_test(a_block_longer_than_the_adapter_carries_is_an_error),
        drive_test(a_block_that_is_too_long_is_told_and_not_read),
        drive_test(a_blank_tape_is_blank),
        drive_test(a_tape_that_begins_with_a_filemark_says_so),
        drive_test(an_ltfs_tape_gives_both_labels),
        drive_test(a_tape_with_nothing_behind_its_label_has_no_second_block),
        drive_test(a_label_is_read_twice_alike),
        drive_test(a_changer_is_no_tape_drive),
    };

    return cmocka_run_group_tests(tests, open_all, close_all);
}
