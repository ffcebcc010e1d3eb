/*
 * Which names and interfaces of Windows are the same device.
 */
#include "scsi/spti_match.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { ROOM = 100, DEVICE_TAPE = 0x1F, DEVICE_CHANGER = 0x30 };

static struct rsm_spti_entry entries[ROOM];
static size_t count;

static int begin(void **state)
{
    (void)state;
    memset(entries, 0, sizeof entries);
    count = 0;
    return 0;
}

static struct rsm_spti_entry *add_name(const char *name)
{
    struct rsm_spti_entry *entry = &entries[count++];

    assert_true(rsm_spti_parse_name(name, &entry->kind, &entry->number));
    entry->is_name = true;
    snprintf(entry->address, sizeof entry->address, "\\\\.\\%s", name);
    return entry;
}

static struct rsm_spti_entry *add_interface(enum rsm_spti_kind kind, const char *path)
{
    struct rsm_spti_entry *entry = &entries[count++];

    entry->kind = kind;
    snprintf(entry->address, sizeof entry->address, "%s", path);
    return entry;
}

static void leads_to(struct rsm_spti_entry *entry, const char *object)
{
    snprintf(entry->object, sizeof entry->object, "%s", object);
}

static void says(struct rsm_spti_entry *entry, uint32_t device_number)
{
    entry->state = RSM_SPTI_ANSWERED;
    entry->has_device_number = true;
    entry->device_type = entry->kind == RSM_SPTI_TAPE ? DEVICE_TAPE : DEVICE_CHANGER;
    entry->device_number = device_number;
}

static void sits_at(struct rsm_spti_entry *entry, uint16_t port, uint8_t target)
{
    entry->state = RSM_SPTI_ANSWERED;
    entry->has_scsi_address = true;
    entry->scsi_address.port = port;
    entry->scsi_address.target = target;
}

/* Match, and tell what is reported: an interface that is known of a device stands behind it. */
static void assert_found(const char *expected)
{
    char found[1024] = "";

    rsm_spti_match(entries, count);
    for (size_t i = 0; i < count; i++) {
        size_t other = rsm_spti_interface_of(entries, count, i);

        if (entries[i].same_as != i)
            continue;
        strcat(found, entries[i].is_name ? entries[i].address + 4 : entries[i].address);
        if (entries[i].is_name && other != SIZE_MAX)
            strcat(strcat(found, "="), entries[other].address);
        strcat(found, " ");
    }
    assert_string_equal(found, expected);
}

static size_t questions(void)
{
    size_t asked = 0;

    for (size_t i = 0; i < count; i++)
        asked += entries[i].must_ask ? 1 : 0;
    return asked;
}

/* ---- names ---- */

static void a_name_is_a_word_and_a_number(void **state)
{
    enum rsm_spti_kind kind;
    uint32_t number;

    (void)state;
    assert_true(rsm_spti_parse_name("Tape0", &kind, &number));
    assert_int_equal(kind, RSM_SPTI_TAPE);
    assert_int_equal(number, 0);
    assert_true(rsm_spti_parse_name("CHANGER32", &kind, &number));
    assert_int_equal(kind, RSM_SPTI_CHANGER);
    assert_int_equal(number, 32);
    assert_true(rsm_spti_parse_name("Scsi65535:", &kind, &number));
    assert_int_equal(kind, RSM_SPTI_ADAPTER);
    assert_int_equal(number, 65535);
    assert_true(rsm_spti_parse_name("tape4294967295", &kind, &number));
    assert_int_equal(number, UINT32_MAX);
}

static void other_names_are_none_of_ours(void **state)
{
    static const char *const others[] = {
        "",      "Tape",   "Tap0",    "Tape0:",          "Tape 0",        "Tape-1",    "Tape0x1",
        "Scsi2", "Scsi:",  "Scsi2:0", "Tape4294967296",  "Scsi65536:",    "Changer1a", "MyTape0",
        "CON",   "SCSI#x", "Tape0\\", "Tape99999999999", "PhysicalDrive0"};
    enum rsm_spti_kind kind = RSM_SPTI_CHANGER;
    uint32_t number = 9;

    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (rsm_spti_parse_name(others[i], &kind, &number))
            fail_msg("%s was taken", others[i]);
    }
    assert_int_equal(kind, RSM_SPTI_CHANGER);
    assert_int_equal(number, 9);
}

static void names_come_by_kind_and_number_and_before_interfaces(void **state)
{
    (void)state;
    add_interface(RSM_SPTI_TAPE, "b");
    add_interface(RSM_SPTI_TAPE, "a");
    add_name("Scsi2:");
    add_name("Tape10");
    add_name("Tape9");
    add_interface(RSM_SPTI_CHANGER, "c");
    add_name("Changer0");
    rsm_spti_sort(entries, count);
    assert_found("Changer0=c Tape9 Tape10 Scsi2: ");
    assert_string_equal(entries[4].address, "a");
    assert_string_equal(entries[5].address, "b");
}

/* ---- the same device ---- */

static void links_to_one_object_are_one_device_and_nobody_is_asked(void **state)
{
    (void)state;
    leads_to(add_name("Tape0"), "\\Device\\Tape0");
    leads_to(add_name("Tape1"), "\\Device\\Tape1");
    leads_to(add_interface(RSM_SPTI_TAPE, "x"), "\\device\\tape1");
    leads_to(add_interface(RSM_SPTI_TAPE, "y"), "\\device\\tape0");
    assert_found("Tape0=y Tape1=x ");
    assert_int_equal(questions(), 0);
}

static void two_objects_of_one_device_are_told_by_its_number(void **state)
{
    struct rsm_spti_entry *first = add_name("Tape0");
    struct rsm_spti_entry *second = add_name("Tape2147483646");
    struct rsm_spti_entry *x = add_interface(RSM_SPTI_TAPE, "x");
    struct rsm_spti_entry *y = add_interface(RSM_SPTI_TAPE, "y");

    (void)state;
    leads_to(first, "\\Device\\Tape0");
    leads_to(x, "\\Device\\00000031");
    rsm_spti_match(entries, count);
    assert_int_equal(questions(), 4);
    says(first, 1);
    says(second, 0);
    says(x, 0);
    says(y, 1);
    assert_found("Tape0=y Tape2147483646=x ");
    assert_int_equal(questions(), 0);
}

static void a_driver_without_numbers_is_told_by_its_scsi_address(void **state)
{
    (void)state;
    sits_at(add_name("Changer0"), 2, 5);
    sits_at(add_interface(RSM_SPTI_CHANGER, "x"), 3, 5);
    sits_at(add_interface(RSM_SPTI_CHANGER, "y"), 2, 5);
    assert_found("Changer0=y x ");
}

static void two_names_of_one_device_are_one_device(void **state)
{
    (void)state;
    says(add_name("Tape0"), 0);
    says(add_name("Tape2147483647"), 0);
    says(add_interface(RSM_SPTI_TAPE, "x"), 0);
    assert_found("Tape0=x ");
}

static void a_changer_and_a_drive_of_one_number_are_two_devices(void **state)
{
    (void)state;
    says(add_name("Changer0"), 0);
    says(add_name("Tape0"), 0);
    says(add_interface(RSM_SPTI_TAPE, "x"), 0);
    assert_found("Changer0 Tape0=x ");
}

static void a_device_without_a_name_is_found_by_its_interface(void **state)
{
    (void)state;
    says(add_name("Tape0"), 0);
    says(add_interface(RSM_SPTI_TAPE, "x"), 0);
    says(add_interface(RSM_SPTI_TAPE, "y"), 1);
    assert_found("Tape0=x y ");
}

static void without_names_no_interface_is_asked(void **state)
{
    (void)state;
    add_name("Changer0");
    add_interface(RSM_SPTI_TAPE, "x");
    add_interface(RSM_SPTI_TAPE, "y");
    assert_found("Changer0 x y ");
    assert_int_equal(questions(), 0);
}

static void only_what_may_be_one_device_is_asked(void **state)
{
    (void)state;
    leads_to(add_name("Changer0"), "\\Device\\Changer0");
    leads_to(add_interface(RSM_SPTI_CHANGER, "a"), "\\Device\\Changer0");
    leads_to(add_interface(RSM_SPTI_CHANGER, "b"), "\\Device\\00000021");
    leads_to(add_name("Tape0"), "\\Device\\Tape0");
    leads_to(add_interface(RSM_SPTI_TAPE, "x"), "\\Device\\00000023");
    add_name("Scsi2:");
    add_name("Scsi3:");
    rsm_spti_match(entries, count);
    assert_int_equal(questions(), 2);
    assert_true(entries[3].must_ask);
    assert_true(entries[4].must_ask);
}

static void a_name_without_an_interface_may_be_the_second_of_a_device(void **state)
{
    struct rsm_spti_entry *first = add_name("Tape0");
    struct rsm_spti_entry *second = add_name("Tape1");
    struct rsm_spti_entry *third = add_name("Tape77");

    (void)state;
    leads_to(first, "\\Device\\Tape0");
    leads_to(second, "\\Device\\Tape1");
    leads_to(third, "\\??\\Tape1");
    leads_to(add_interface(RSM_SPTI_TAPE, "x"), "\\Device\\Tape0");
    leads_to(add_interface(RSM_SPTI_TAPE, "y"), "\\Device\\Tape1");
    rsm_spti_match(entries, count);
    assert_int_equal(questions(), 3);
    says(first, 0);
    says(second, 1);
    says(third, 1);
    assert_found("Tape0=x Tape1=y ");
    assert_int_equal(rsm_spti_interface_of(entries, count, 2), 4);
}

static void a_name_is_asked_before_its_number_is_believed(void **state)
{
    struct rsm_spti_entry *name = add_name("Tape0");

    (void)state;
    says(add_interface(RSM_SPTI_TAPE, "x"), 0);
    says(add_interface(RSM_SPTI_TAPE, "y"), 1);
    rsm_spti_match(entries, count);
    assert_true(name->must_ask);
    says(name, 1);
    assert_found("Tape0=y x ");
}

static void devices_that_tell_different_numbers_are_different(void **state)
{
    struct rsm_spti_entry *name = add_name("Tape0");

    (void)state;
    says(name, 0);
    says(add_interface(RSM_SPTI_TAPE, "x"), 1);
    assert_found("Tape0 x ");
    entries[1].device_number = 0;
    entries[1].device_type = DEVICE_CHANGER;
    assert_found("Tape0 x ");
}

static void a_name_that_leads_nowhere_is_not_found(void **state)
{
    (void)state;
    add_name("Tape0")->state = RSM_SPTI_GONE;
    says(add_interface(RSM_SPTI_TAPE, "x"), 0);
    assert_found("x ");
}

/* ---- devices that somebody uses ---- */

static void a_name_that_refuses_is_of_the_device_with_its_number(void **state)
{
    (void)state;
    says(add_name("Tape0"), 0);
    add_name("Tape1")->state = RSM_SPTI_REFUSED;
    add_name("Tape2")->state = RSM_SPTI_REFUSED;
    says(add_interface(RSM_SPTI_TAPE, "x"), 2);
    says(add_interface(RSM_SPTI_TAPE, "y"), 1);
    says(add_interface(RSM_SPTI_TAPE, "z"), 0);
    assert_found("Tape0=z Tape1=y Tape2=x ");
}

static void the_only_one_left_over_on_either_side_is_the_same_device(void **state)
{
    (void)state;
    says(add_name("Tape0"), 0);
    add_name("Tape1")->state = RSM_SPTI_REFUSED;
    add_interface(RSM_SPTI_TAPE, "x")->state = RSM_SPTI_REFUSED;
    says(add_interface(RSM_SPTI_TAPE, "y"), 0);
    assert_found("Tape0=y Tape1=x ");
}

static void several_left_over_are_found_once_without_their_interfaces(void **state)
{
    (void)state;
    says(add_name("Tape0"), 0);
    add_name("Tape1")->state = RSM_SPTI_REFUSED;
    add_name("Tape2")->state = RSM_SPTI_REFUSED;
    says(add_interface(RSM_SPTI_TAPE, "w"), 0);
    add_interface(RSM_SPTI_TAPE, "x")->state = RSM_SPTI_REFUSED;
    add_interface(RSM_SPTI_TAPE, "y")->state = RSM_SPTI_REFUSED;
    add_interface(RSM_SPTI_TAPE, "z")->state = RSM_SPTI_REFUSED;
    assert_found("Tape0=w Tape1 Tape2 ");
    count--; /* as many as names, and still nobody knows which is which */
    assert_found("Tape0=w Tape1 Tape2 ");
}

static void two_interfaces_for_one_name_that_refuses_are_not_guessed_at(void **state)
{
    (void)state;
    add_name("Tape1")->state = RSM_SPTI_REFUSED;
    add_interface(RSM_SPTI_TAPE, "x")->state = RSM_SPTI_REFUSED;
    add_interface(RSM_SPTI_TAPE, "y")->state = RSM_SPTI_REFUSED;
    assert_found("Tape1 ");
}

static void an_interface_that_refuses_is_found_when_every_name_has_its_own(void **state)
{
    (void)state;
    says(add_name("Tape0"), 0);
    says(add_interface(RSM_SPTI_TAPE, "x"), 0);
    add_interface(RSM_SPTI_TAPE, "y")->state = RSM_SPTI_REFUSED;
    assert_found("Tape0=x y ");
}

static void an_interface_that_answers_may_be_of_a_name_that_refuses(void **state)
{
    (void)state;
    add_name("Tape2147483645")->state = RSM_SPTI_REFUSED;
    add_name("Tape2147483646")->state = RSM_SPTI_REFUSED;
    says(add_interface(RSM_SPTI_TAPE, "x"), 0);
    says(add_interface(RSM_SPTI_TAPE, "y"), 1);
    assert_found("Tape2147483645 Tape2147483646 ");
}

static void forty_drives_find_their_interfaces(void **state)
{
    char text[32];

    (void)state;
    for (uint32_t i = 0; i < 40; i++) {
        snprintf(text, sizeof text, "Tape%u", i);
        says(add_name(text), i);
    }
    for (uint32_t i = 0; i < 40; i++) {
        snprintf(text, sizeof text, "%02u", i);
        says(add_interface(RSM_SPTI_TAPE, text), 39 - i);
    }
    rsm_spti_sort(entries, count);
    rsm_spti_match(entries, count);
    for (size_t i = 0; i < 40; i++) {
        assert_int_equal(entries[i].same_as, i);
        assert_int_equal(rsm_spti_interface_of(entries, count, i), 79 - i);
    }
}

#define each(test) cmocka_unit_test_setup(test, begin)

int main(void)
{
    const struct CMUnitTest tests[] = {
        each(a_name_is_a_word_and_a_number),
        each(other_names_are_none_of_ours),
        each(names_come_by_kind_and_number_and_before_interfaces),
        each(links_to_one_object_are_one_device_and_nobody_is_asked),
        each(two_objects_of_one_device_are_told_by_its_number),
        each(a_driver_without_numbers_is_told_by_its_scsi_address),
        each(two_names_of_one_device_are_one_device),
        each(a_changer_and_a_drive_of_one_number_are_two_devices),
        each(a_device_without_a_name_is_found_by_its_interface),
        each(without_names_no_interface_is_asked),
        each(only_what_may_be_one_device_is_asked),
        each(a_name_without_an_interface_may_be_the_second_of_a_device),
        each(a_name_is_asked_before_its_number_is_believed),
        each(devices_that_tell_different_numbers_are_different),
        each(a_name_that_leads_nowhere_is_not_found),
        each(a_name_that_refuses_is_of_the_device_with_its_number),
        each(the_only_one_left_over_on_either_side_is_the_same_device),
        each(several_left_over_are_found_once_without_their_interfaces),
        each(two_interfaces_for_one_name_that_refuses_are_not_guessed_at),
        each(an_interface_that_refuses_is_found_when_every_name_has_its_own),
        each(an_interface_that_answers_may_be_of_a_name_that_refuses),
        each(forty_drives_find_their_interfaces),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
