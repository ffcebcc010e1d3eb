/*
 * What of a library is found that Windows shows: claimed or not, renumbered, gone, back, and while another
 * program has it for itself; each device once, and without a command to it.
 */
#include "scsi/spti_discovery.h"
#include "spti/links.h"
#include "support/asserts.h"
#include "support/test_bus_win32.h"

#include <windows.h>
#include <winioctl.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { CHANGER = TEST_BUS_CHANGER, FIRST = TEST_BUS_DRIVE, SECOND, LUNS, ROOM = 4096 };

/* ---- what there is ---- */

/* The name that a device has now: its number is another one whenever it comes back. */
static const char *name_of(unsigned lun)
{
    static char names[LUNS][32];

    snprintf(names[lun], sizeof names[lun], "\\\\.\\%s%u", lun == CHANGER ? "Changer" : "Tape",
             test_bus_number(lun));
    return names[lun];
}

static void add(char *list, const char *address)
{
    snprintf(list + strlen(list), ROOM - strlen(list), "%s ", address);
}

/* The names of those devices, the changer first, the drives by their number. */
static void list_names(char *list, bool changer, bool first, bool second)
{
    bool is_swapped = test_bus_number(FIRST) > test_bus_number(SECOND);

    list[0] = '\0';
    if (changer)
        add(list, name_of(CHANGER));
    if (second && is_swapped)
        add(list, name_of(SECOND));
    if (first)
        add(list, name_of(FIRST));
    if (second && !is_swapped)
        add(list, name_of(SECOND));
}

/* ---- what is found ---- */

static void join(void *context, const char *address)
{
    add(context, address);
}

static void assert_finds(const char *address, const char *expected)
{
    char found[ROOM] = "";

    assert_success(rsm_spti_enumerate(NULL, address, 1000, join, found));
    assert_string_equal(found, expected);
}

static void assert_finds_names(bool changer, bool first, bool second)
{
    char expected[ROOM];

    list_names(expected, changer, first, second);
    assert_finds(NULL, expected);
}

static uint64_t signature(void)
{
    uint64_t value = 0;

    assert_success(rsm_spti_signature(NULL, &value));
    return value;
}

/* The interface path of a name. */
static const char *path_of(const char *name)
{
    static char paths[2][RSM_ADDRESS_MAX];
    static unsigned next;
    char *path = paths[next++ % 2];

    assert_success(rsm_spti_find_path(name, path, RSM_ADDRESS_MAX));
    return path;
}

static void assert_has_no_path(const char *name)
{
    char path[RSM_ADDRESS_MAX];

    assert_fails_with(ERROR_NOT_FOUND, rsm_spti_find_path(name, path, sizeof path));
    assert_string_equal(path, "");
}

static bool is_name_lost;

/* The first drive has only its interface, until it comes back. */
static void lose_name(void)
{
    remove_link(name_of(FIRST));
    is_name_lost = true;
}

static int begin(void **state)
{
    (void)state;
    if (is_name_lost) {
        test_bus_pull_out(FIRST);
        test_bus_put_back(FIRST, 0);
    }
    is_name_lost = false;
    test_bus_reset();
    test_bus_exclusive(ERROR_ACCESS_DENIED);
    test_bus_forget();
    return 0;
}

static void assert_no_command_was_sent(void)
{
    for (unsigned lun = CHANGER; lun < LUNS; lun++)
        assert_int_equal(test_bus_count_all(lun), 0);
}

/* ---- another program ---- */

static PROCESS_INFORMATION holder;
static HANDLE holder_ends; /* when this is closed */

/* What the other program does: it has the device until its input ends. */
static int hold(const char *address)
{
    HANDLE device =
        CreateFileA(address, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);

    puts(device != INVALID_HANDLE_VALUE ? "held" : "refused");
    fflush(stdout);
    return getchar() == EOF && device != INVALID_HANDLE_VALUE ? 0 : 1;
}

static void make_pipe(HANDLE *mine, HANDLE *theirs, bool mine_reads)
{
    SECURITY_ATTRIBUTES inherited = {.nLength = sizeof inherited, .bInheritHandle = TRUE};

    assert_true(CreatePipe(mine_reads ? mine : theirs, mine_reads ? theirs : mine, &inherited, 0));
    assert_true(SetHandleInformation(*mine, HANDLE_FLAG_INHERIT, 0));
}

static void hold_elsewhere(const char *address)
{
    STARTUPINFOA how = {.cb = sizeof how, .dwFlags = STARTF_USESTDHANDLES};
    char program[MAX_PATH];
    char words[MAX_PATH + RSM_ADDRESS_MAX + 16];
    char said[8] = "";
    HANDLE hears;
    DWORD size;

    GetModuleFileNameA(NULL, program, sizeof program);
    snprintf(words, sizeof words, "\"%s\" hold %s", program, address);
    make_pipe(&hears, &how.hStdOutput, true);
    make_pipe(&holder_ends, &how.hStdInput, false);
    assert_true(CreateProcessA(NULL, words, NULL, NULL, TRUE, 0, NULL, NULL, &how, &holder));
    CloseHandle(how.hStdOutput);
    CloseHandle(how.hStdInput);
    assert_true(ReadFile(hears, said, sizeof said - 1, &size, NULL));
    assert_memory_equal(said, "held", 4);
    CloseHandle(hears);
}

static void let_go_elsewhere(void)
{
    CloseHandle(holder_ends);
    assert_int_equal(WaitForSingleObject(holder.hProcess, 30000), WAIT_OBJECT_0);
    CloseHandle(holder.hProcess);
    CloseHandle(holder.hThread);
}

/* ---- found ---- */

static void each_device_is_found_once_by_its_name(void **state)
{
    char all[ROOM];

    (void)state;
    list_names(all, true, true, true);
    assert_finds(NULL, all);
    assert_finds(RSM_ADDRESS_WINDOWS, all);
    assert_finds("\\\\.\\Scsi2:", "");
    assert_no_command_was_sent();
}

static void the_address_of_one_device_is_itself(void **state)
{
    (void)state;
    assert_finds("\\\\.\\Tape500", "\\\\.\\Tape500 ");
    assert_finds("\\\\.\\Scsi2:0:5:1", "\\\\.\\Scsi2:0:5:1 ");
}

/* The number that the driver gives the device of that name or interface. */
static DWORD number_of(const char *address)
{
    STORAGE_DEVICE_NUMBER number = {.DeviceNumber = 9999};
    DWORD size;
    HANDLE device =
        CreateFileA(address, 0, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);

    assert_ptr_not_equal(device, INVALID_HANDLE_VALUE);
    assert_true(DeviceIoControl(device, IOCTL_STORAGE_GET_DEVICE_NUMBER, NULL, 0, &number,
                                sizeof number, &size, NULL));
    CloseHandle(device);
    return number.DeviceNumber;
}

static void the_interface_of_a_name_is_that_of_its_device(void **state)
{
    char path[RSM_ADDRESS_MAX];

    (void)state;
    for (unsigned lun = CHANGER; lun < LUNS; lun++) {
        const char *found = path_of(name_of(lun));

        assert_int_equal(number_of(found), test_bus_number(lun));
        assert_string_equal(path_of(found), found);
    }
    assert_memory_equal(path_of(name_of(CHANGER)), "\\\\?\\scsi#changer&ven_iet", 22);
    assert_memory_equal(path_of(name_of(FIRST)), "\\\\?\\scsi#sequential&ven_iet", 25);
    assert_has_no_path("\\\\.\\Tape500");
    assert_has_no_path("");
    assert_fails_with(ERROR_NOT_FOUND, rsm_spti_find_path(name_of(FIRST), path, 40));
}

/* ---- unclaimed ---- */

static void what_no_driver_claims_is_found_through_the_adapter(void **state)
{
    char expected[ROOM];

    (void)state;
    test_bus_claim(CHANGER, false);
    test_bus_claim(SECOND, false);
    list_names(expected, false, true, false);
    add(expected, "\\\\.\\Scsi2:0:5:1");
    add(expected, "\\\\.\\Scsi2:0:5:3");
    assert_finds(NULL, expected);
    assert_finds("\\\\.\\SCSI2:", "\\\\.\\Scsi2:0:5:1 \\\\.\\Scsi2:0:5:3 ");
    assert_has_no_path("\\\\.\\Scsi2:0:5:1");
    test_bus_claim(CHANGER, true);
    test_bus_claim(SECOND, true);
    assert_finds_names(true, true, true);
    assert_no_command_was_sent();
}

static void an_adapter_tells_of_devices_claimed_or_not(void **state)
{
    struct rsm_adapter_address address = {.port = 2, .target = 5, .lun = CHANGER};
    struct rsm_spti_unit unit;

    (void)state;
    assert_success(rsm_spti_find_unit(&address, &unit));
    assert_true(unit.is_claimed);
    assert_int_equal(unit.inquiry.type, 8);
    assert_string_equal(unit.inquiry.vendor, "IET"); /* what tgt calls itself */
    test_bus_claim(CHANGER, false);
    assert_success(rsm_spti_find_unit(&address, &unit));
    assert_false(unit.is_claimed);
    assert_string_equal(unit.inquiry.vendor, "IET");
    address.lun = 77;
    assert_fails_with(ERROR_DEV_NOT_EXIST, rsm_spti_find_unit(&address, &unit));
    address.port = 3;
    assert_fails_with(ERROR_DEV_NOT_EXIST, rsm_spti_find_unit(&address, &unit));
}

static void an_adapter_that_is_not_there_is_told(void **state)
{
    char found[ROOM] = "";

    (void)state;
    assert_fails_with(ERROR_DEV_NOT_EXIST,
                      rsm_spti_enumerate(NULL, "\\\\.\\Scsi65535:", 1000, join, found));
    assert_string_equal(found, "");
}

/* ---- coming and going ---- */

static void a_device_may_come_back_with_another_number(void **state)
{
    char path[RSM_ADDRESS_MAX];
    char old[32];

    (void)state;
    strcpy(path, path_of(name_of(FIRST)));
    strcpy(old, name_of(FIRST));
    test_bus_pull_out(FIRST);
    assert_finds_names(true, false, true);
    assert_has_no_path(old);
    test_bus_put_back(FIRST, 137);
    assert_string_equal(name_of(FIRST), "\\\\.\\Tape137");
    assert_finds_names(true, true, true);
    assert_string_equal(path_of("\\\\.\\Tape137"), path);
    assert_has_no_path(old);
}

static void two_devices_may_change_their_names(void **state)
{
    char first[RSM_ADDRESS_MAX];
    char second[RSM_ADDRESS_MAX];
    unsigned number = test_bus_number(FIRST) + 200;

    (void)state;
    for (unsigned turn = 0; turn < 2; turn++) {
        test_bus_pull_out(FIRST);
        test_bus_pull_out(SECOND);
        assert_finds_names(true, false, false);
        test_bus_put_back(turn == 0 ? FIRST : SECOND, number);
        test_bus_put_back(turn == 0 ? SECOND : FIRST, number + 10);
        assert_finds_names(true, true, true);
        if (turn == 0) {
            strcpy(first, path_of(name_of(FIRST)));
            strcpy(second, path_of(name_of(SECOND)));
        }
    }
    assert_string_equal(path_of(name_of(FIRST)), first);
    assert_string_equal(path_of(name_of(SECOND)), second);
}

static void the_signature_changes_with_what_is_shown_and_with_nothing_else(void **state)
{
    uint64_t seen[5] = {signature()};
    HANDLE device;

    (void)state;
    assert_true(signature() == seen[0]);
    device =
        CreateFileA(name_of(FIRST), GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    assert_ptr_not_equal(device, INVALID_HANDLE_VALUE);
    assert_true(signature() == seen[0]); /* used or not */
    CloseHandle(device);
    test_bus_pull_out(FIRST);
    seen[1] = signature();
    test_bus_put_back(FIRST, test_bus_number(FIRST) + 1);
    seen[2] = signature();
    test_bus_claim(SECOND, false);
    seen[3] = signature();
    test_bus_pull_out(SECOND); /* which only the adapter showed */
    seen[4] = signature();
    for (size_t i = 0; i < 5; i++)
        for (size_t k = 0; k < i; k++)
            assert_true(seen[i] != seen[k]);
    assert_no_command_was_sent();
}

/* ---- links of which nothing but the driver tells what they are ---- */

static void a_second_name_is_no_second_device(void **state)
{
    HANDLE link = make_link("\\\\.\\Tape2147483646", name_of(FIRST));

    (void)state;
    assert_finds_names(true, true, true);
    assert_string_equal(path_of("\\\\.\\Tape2147483646"), path_of(name_of(FIRST)));
    CloseHandle(link);
}

static void a_device_without_a_name_is_found_by_its_interface(void **state)
{
    char path[RSM_ADDRESS_MAX];
    char expected[ROOM];

    (void)state;
    strcpy(path, path_of(name_of(FIRST)));
    lose_name();
    list_names(expected, true, false, true);
    add(expected, path);
    assert_finds(NULL, expected);
    assert_no_command_was_sent();
}

static void a_name_of_another_object_is_matched_by_asking_the_driver(void **state)
{
    char path[RSM_ADDRESS_MAX];
    char expected[ROOM];
    HANDLE link;

    (void)state;
    strcpy(path, path_of(name_of(FIRST)));
    lose_name();
    link = make_link("\\\\.\\Tape2147483646", path);
    list_names(expected, true, false, true);
    add(expected, "\\\\.\\Tape2147483646");
    assert_finds(NULL, expected);
    assert_string_equal(path_of("\\\\.\\Tape2147483646"), path);
    assert_no_command_was_sent();
    CloseHandle(link);
}

/* ---- devices that another program has for itself ---- */

static void a_device_that_somebody_uses_is_found_once(void **state)
{
    char path[RSM_ADDRESS_MAX];

    (void)state;
    strcpy(path, path_of(name_of(FIRST)));
    hold_elsewhere(name_of(FIRST));
    assert_finds_names(true, true, true);
    assert_string_equal(path_of(name_of(FIRST)), path);
    let_go_elsewhere();
}

/* Which it could not be told of anew. */
static void what_a_driver_said_is_remembered_while_the_system_shows_the_same(void **state)
{
    HANDLE link = make_link("\\\\.\\Tape2147483646", name_of(FIRST));

    (void)state;
    assert_finds_names(true, true, true);
    hold_elsewhere(name_of(FIRST));
    assert_finds_names(true, true, true);
    let_go_elsewhere();
    CloseHandle(link);
}

/* Nothing can be asked of it: it is what is left over. */
static void a_used_device_whose_links_lead_apart_is_found_once(void **state)
{
    char path[RSM_ADDRESS_MAX];
    char expected[ROOM];
    HANDLE link;

    (void)state;
    strcpy(path, path_of(name_of(FIRST)));
    lose_name();
    link = make_link("\\\\.\\Tape2147483646", path);
    hold_elsewhere(path);
    list_names(expected, true, false, true);
    add(expected, "\\\\.\\Tape2147483646");
    assert_finds(NULL, expected);
    assert_string_equal(path_of("\\\\.\\Tape2147483646"), path);
    let_go_elsewhere();
    CloseHandle(link);
}

/* ---- main ---- */

#define each(test) cmocka_unit_test_setup(test, begin)

int main(int count, char **words)
{
    const struct CMUnitTest tests[] = {
        each(each_device_is_found_once_by_its_name),
        each(the_address_of_one_device_is_itself),
        each(the_interface_of_a_name_is_that_of_its_device),
        each(what_no_driver_claims_is_found_through_the_adapter),
        each(an_adapter_tells_of_devices_claimed_or_not),
        each(an_adapter_that_is_not_there_is_told),
        each(a_device_may_come_back_with_another_number),
        each(two_devices_may_change_their_names),
        each(the_signature_changes_with_what_is_shown_and_with_nothing_else),
        each(a_second_name_is_no_second_device),
        each(a_device_without_a_name_is_found_by_its_interface),
        each(a_name_of_another_object_is_matched_by_asking_the_driver),
        each(a_device_that_somebody_uses_is_found_once),
        each(what_a_driver_said_is_remembered_while_the_system_shows_the_same),
        each(a_used_device_whose_links_lead_apart_is_found_once),
    };

    if (count == 3 && strcmp(words[1], "hold") == 0)
        return hold(words[2]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
