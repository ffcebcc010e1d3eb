/*
 * Operates the virtual tape library by files in its state folder, which is all that a Windows
 * program under Wine and a shell script have in common. See tests/support/with-vtl.sh.
 */
#include "support/vtl_control.h"

#include "platform/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define PATIENCE_MS 60000
#define PATH_ROOM   1024

static const char *require_variable(const char *name)
{
    const char *value = getenv(name);

    if (value == NULL || value[0] == '\0')
        fail_msg("%s is not set: run this test with tests/support/with-vtl.sh", name);
    return value;
}

static void request_path(char path_out[PATH_ROOM], int number, const char *ending)
{
    int length = snprintf(path_out, PATH_ROOM, "%s/cmd/%d.%s",
                          require_variable("NTMS_TEST_VTL_DIR"), number, ending);

    assert_in_range(length, 1, PATH_ROOM - 1);
}

/* The file appears whole: it is written under another name. */
static void write_request(int number, const char *command_line)
{
    char unready[PATH_ROOM];
    char request[PATH_ROOM];
    FILE *file;

    request_path(unready, number, "new");
    request_path(request, number, "cmd");
    file = fopen(unready, "w");
    assert_non_null(file);
    assert_true(fprintf(file, "%s\n", command_line) > 0);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(rename(unready, request), 0);
}

/* The exit status in the answer, or -1 when it is not there yet. */
static int read_answer(int number)
{
    char path[PATH_ROOM];
    FILE *file;
    int status = -1;

    request_path(path, number, "done");
    file = fopen(path, "r");
    if (file == NULL)
        return -1;
    if (fscanf(file, "%d", &status) != 1)
        fail_msg("%s holds no exit status", path);
    fclose(file);
    return status;
}

const char *rsm_vtl_address(void)
{
    return require_variable("NTMS_TEST_VTL");
}

int rsm_vtl(const char *command_line)
{
    static int count;
    uint64_t start = rsm_clock_ms();
    int number = ++count;
    int status;

    write_request(number, command_line);
    while ((status = read_answer(number)) < 0) {
        if (rsm_clock_ms() - start > PATIENCE_MS)
            fail_msg("the library's operator did not do: %s", command_line);
        rsm_clock_sleep_ms(10);
    }
    return status;
}
