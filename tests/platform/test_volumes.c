/*
 * Which volumes a device has, of disks that are made up.
 */
#include "platform/volumes.h"

#include "support/asserts.h"
#include "support/scripted_disks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#define CD(n)                           \
    {                                   \
        FILE_DEVICE_CD_ROM, n, MAXDWORD \
    }
#define DISK(n, part)             \
    {                             \
        FILE_DEVICE_DISK, n, part \
    }

/* Two compact discs, a disk of two partitions, and one without any. */
static const struct scripted_device devices[] = {
    {.name = u"\\\\.\\CdRom0", .number = CD(0)},
    {.name = u"\\\\.\\CdRom1", .number = CD(1)},
    {.name = u"\\\\.\\PhysicalDrive0", .number = DISK(0, 0)},
    {.name = u"\\\\.\\PhysicalDrive1", .number = DISK(1, 0), .removable = true},
    {.name = u"\\\\.\\E:", .number = DISK(0, 2)},
    {.name = u"\\\\.\\Locked", .open_error = ERROR_ACCESS_DENIED},
    {.name = u"\\\\.\\Nul"},
    {.name = u"\\\\?\\Volume{0}", .open_error = ERROR_NOT_READY},
    {.name = u"\\\\?\\Volume{1}", .number = CD(1), .letter = u"R:"},
    {.name = u"\\\\?\\Volume{2}", .number = CD(0), .letter = u"D:"},
    {.name = u"\\\\?\\Volume{3}", .number = DISK(0, 2), .letter = u"E:"},
    {.name = u"\\\\?\\Volume{4}", .number = DISK(0, 1)},
};

static int with_disks(void **state)
{
    (void)state;
    scripted_disks_are(devices, sizeof devices / sizeof devices[0]);
    return 0;
}

static int without_disks(void **state)
{
    (void)state;
    return (int)scripted_disks_open(); /* none is left open */
}

static rsm_error find(const WCHAR *name, bool whole, struct rsm_volumes *volumes_out)
{
    return rsm_volumes_find(&scripted_disks, name, whole, volumes_out);
}

static rsm_error find_best(const WCHAR *name, struct rsm_volume *volume_out)
{
    return rsm_volumes_find_best(&scripted_disks, name, volume_out);
}

/* ---- which ---- */

static void a_drive_has_the_volume_of_its_number(void **state)
{
    struct rsm_volume volume;

    (void)state;
    assert_success(find_best(u"\\\\.\\CdRom1", &volume));

    assert_text(u"\\\\?\\Volume{1}\\", volume.name);
    assert_text(u"R:", volume.letter);
}

static void a_disk_and_a_compact_disc_of_the_same_number_are_two_devices(void **state)
{
    struct rsm_volume volume;

    (void)state;
    assert_success(find_best(u"\\\\.\\CdRom0", &volume));

    assert_text(u"D:", volume.letter);
}

static void a_drive_letter_stands_for_its_own_volume_alone(void **state)
{
    struct rsm_volumes volumes;

    (void)state;
    assert_success(find(u"\\\\.\\E:", false, &volumes));

    assert_int_equal(volumes.count, 1);
    assert_text(u"\\\\?\\Volume{3}\\", volumes.items[0].name);
}

static void a_disk_has_the_volumes_of_all_its_partitions(void **state)
{
    struct rsm_volumes volumes;

    (void)state;
    assert_success(find(u"\\\\.\\PhysicalDrive0", false, &volumes));

    assert_int_equal(volumes.count, 2);
}

static void a_drive_letter_leads_to_the_whole_disk_when_that_is_wanted(void **state)
{
    struct rsm_volumes volumes;

    (void)state;
    assert_success(find(u"\\\\.\\E:", true, &volumes));

    assert_int_equal(volumes.count, 2);
}

static void it_is_told_whether_the_medium_can_be_taken_out(void **state)
{
    struct rsm_volumes volumes;

    (void)state;
    assert_success(find(u"\\\\.\\PhysicalDrive0", false, &volumes));
    assert_false(volumes.removable);
    assert_success(find(u"\\\\.\\PhysicalDrive1", false, &volumes));
    assert_true(volumes.removable);
}

static void a_volume_that_spans_disks_is_on_each_of_them(void **state)
{
    static const struct scripted_device striped[] = {
        {.name = u"\\\\.\\PhysicalDrive0", .number = DISK(0, 0)},
        {.name = u"\\\\.\\PhysicalDrive2", .number = DISK(2, 0)},
        {.name = u"\\\\.\\CdRom2", .number = CD(2)},
        {.name = u"\\\\?\\Volume{5}", .spans = {1, 2}, .span_count = 2},
    };
    struct rsm_volume volume;

    (void)state;
    scripted_disks_are(striped, 4);

    assert_success(find_best(u"\\\\.\\PhysicalDrive2", &volume));
    assert_fails_with(ERROR_NOT_FOUND, find_best(u"\\\\.\\PhysicalDrive0", &volume));
    assert_fails_with(ERROR_NOT_FOUND, find_best(u"\\\\.\\CdRom2", &volume));
}

/* ---- the best ---- */

static void of_several_volumes_one_with_a_letter_is_best(void **state)
{
    struct rsm_volume volume;

    (void)state;
    assert_success(find_best(u"\\\\.\\PhysicalDrive0", &volume));

    assert_text(u"E:", volume.letter); /* although it is the second partition */
}

static void of_several_with_letters_that_of_the_lowest_partition_is_best(void **state)
{
    static const struct scripted_device three[] = {
        {.name = u"\\\\.\\PhysicalDrive0", .number = DISK(0, 0)},
        {.name = u"\\\\?\\Volume{3}", .number = DISK(0, 3), .letter = u"C:"},
        {.name = u"\\\\?\\Volume{2}", .number = DISK(0, 2), .letter = u"E:"},
        {.name = u"\\\\?\\Volume{4}", .number = DISK(0, 4), .letter = u"D:"},
    };
    struct rsm_volume volume;

    (void)state;
    scripted_disks_are(three, 4);
    assert_success(find_best(u"\\\\.\\PhysicalDrive0", &volume));

    assert_text(u"E:", volume.letter);
}

static void a_volume_without_a_letter_has_an_empty_one(void **state)
{
    static const struct scripted_device one[] = {
        {.name = u"\\\\.\\PhysicalDrive0", .number = DISK(0, 0)},
        {.name = u"\\\\?\\Volume{1}", .number = DISK(0, 1)},
    };
    struct rsm_volume volume;

    (void)state;
    scripted_disks_are(one, 2);
    assert_success(find_best(u"\\\\.\\PhysicalDrive0", &volume));

    assert_text(u"", volume.letter);
}

/* ---- what is none ---- */

static void a_device_without_volumes_has_none(void **state)
{
    struct rsm_volumes volumes;
    struct rsm_volume volume;

    (void)state;
    assert_success(find(u"\\\\.\\PhysicalDrive1", false, &volumes));
    assert_int_equal(volumes.count, 0);
    assert_fails_with(ERROR_NOT_FOUND, find_best(u"\\\\.\\PhysicalDrive1", &volume));
}

static void a_device_that_is_not_there_is_the_systems_code(void **state)
{
    struct rsm_volume volume;

    (void)state;
    assert_fails_with(ERROR_FILE_NOT_FOUND, find_best(u"\\\\.\\CdRom7", &volume));
    assert_fails_with(ERROR_ACCESS_DENIED, find_best(u"\\\\.\\Locked", &volume));
    assert_fails_with(ERROR_INVALID_FUNCTION, find_best(u"\\\\.\\Nul", &volume));
}

static void a_name_of_no_device_is_not_even_tried(void **state)
{
    static const WCHAR *const names[] = {
        u"",
        u"\\",
        u"\\\\.",
        u"\\\\.\\",
        u"\\\\.\\\\",
        u"D:",
        u"D:\\",
        u"CdRom0",
        u"\\\\server\\share",
        u"\\\\.\\UNC\\server\\share",
        u"\\\\?\\UNC\\server\\share",
        u"\\\\.\\D:\\file",
        u"\\\\.\\D:/file",
        u"//./D:",
    };
    struct rsm_volume volume;

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        assert_fails_with(ERROR_INVALID_NAME, find_best(names[i], &volume));
    assert_int_equal(scripted_disks_opened(), 0);
}

static void a_name_longer_than_any_is_no_device(void **state)
{
    WCHAR name[RSM_VOLUMES_DEVICE_ROOM + 8];
    struct rsm_volume volume;

    (void)state;
    for (size_t i = 0; i < RSM_VOLUMES_DEVICE_ROOM + 7; i++)
        name[i] = i < 4 ? u"\\\\.\\"[i] : u'x';
    name[RSM_VOLUMES_DEVICE_ROOM + 7] = 0;
    assert_fails_with(ERROR_INVALID_NAME, find_best(name, &volume));
}

static void a_backslash_at_the_end_is_left_out(void **state)
{
    struct rsm_volume volume;

    (void)state;
    assert_success(find_best(u"\\\\.\\E:\\", &volume));
    assert_text(u"E:", volume.letter);
    assert_success(find_best(u"\\\\?\\Volume{2}\\", &volume));
    assert_text(u"D:", volume.letter);
}

static void more_volumes_than_a_disk_can_have_are_refused(void **state)
{
    static struct scripted_device many[RSM_VOLUMES_MAX + 2] = {
        {.name = u"\\\\.\\PhysicalDrive0", .number = DISK(0, 0)}};
    struct rsm_volumes volumes;

    (void)state;
    for (size_t i = 1; i < RSM_VOLUMES_MAX + 2; i++)
        many[i] = (struct scripted_device){.name = u"\\\\?\\Volume{1}", .number = DISK(0, 1)};
    scripted_disks_are(many, RSM_VOLUMES_MAX + 1);
    assert_success(find(u"\\\\.\\PhysicalDrive0", false, &volumes));
    scripted_disks_are(many, RSM_VOLUMES_MAX + 2);
    assert_fails_with(ERROR_MORE_DATA, find(u"\\\\.\\PhysicalDrive0", false, &volumes));
}

#define ON_DISKS(test) cmocka_unit_test_setup_teardown(test, with_disks, without_disks)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_DISKS(a_drive_has_the_volume_of_its_number),
        ON_DISKS(a_disk_and_a_compact_disc_of_the_same_number_are_two_devices),
        ON_DISKS(a_drive_letter_stands_for_its_own_volume_alone),
        ON_DISKS(a_disk_has_the_volumes_of_all_its_partitions),
        ON_DISKS(a_drive_letter_leads_to_the_whole_disk_when_that_is_wanted),
        ON_DISKS(it_is_told_whether_the_medium_can_be_taken_out),
        ON_DISKS(a_volume_that_spans_disks_is_on_each_of_them),
        ON_DISKS(of_several_volumes_one_with_a_letter_is_best),
        ON_DISKS(of_several_with_letters_that_of_the_lowest_partition_is_best),
        ON_DISKS(a_volume_without_a_letter_has_an_empty_one),
        ON_DISKS(a_device_without_volumes_has_none),
        ON_DISKS(a_device_that_is_not_there_is_the_systems_code),
        ON_DISKS(a_name_of_no_device_is_not_even_tried),
        ON_DISKS(a_name_longer_than_any_is_no_device),
        ON_DISKS(a_backslash_at_the_end_is_left_out),
        ON_DISKS(more_volumes_than_a_disk_can_have_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
