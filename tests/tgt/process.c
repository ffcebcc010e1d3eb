/*
 * What of process.h is the same everywhere.
 */
#include "tgt/process.h"

#include "platform/clock.h"
#include "platform/paths.h"
#include "support/asserts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { PATIENCE_MS = 60000, POLL_MS = 5 };

void other_program(char *path_out, size_t room)
{
    char own[RSM_PATHS_ROOM];
    char *size;

    own_program(own, sizeof own);
    snprintf(path_out, room, "%s", own);
    size = strstr(path_out, "win64");
    if (size != NULL)
        memcpy(size, "win32", 5);
    else if ((size = strstr(path_out, "win32")) != NULL)
        memcpy(size, "win64", 5);
    if (!rsm_paths_exists(path_out)) {
        print_message("%s is not built\n", path_out);
        skip();
    }
}

static void sign_path(const char *name, char path_out[RSM_PATHS_ROOM])
{
    char folder[RSM_PATHS_ROOM];
    char file[64];

    snprintf(file, sizeof file, "sign-%s", name);
    assert_success(rsm_paths_environment("NTMS_DATA", folder, sizeof folder));
    assert_success(rsm_paths_join(folder, file, path_out, RSM_PATHS_ROOM));
}

void give_sign(const char *name)
{
    char path[RSM_PATHS_ROOM];
    FILE *file;

    sign_path(name, path);
    file = fopen(path, "w");
    assert_non_null(file);
    fclose(file);
}

void take_sign_back(const char *name)
{
    char path[RSM_PATHS_ROOM];

    sign_path(name, path);
    (void)rsm_paths_remove(path);
}

bool await_sign(const char *name)
{
    uint64_t start = rsm_clock_ms();
    char path[RSM_PATHS_ROOM];

    sign_path(name, path);
    while (!rsm_paths_exists(path)) {
        if (rsm_clock_ms() - start > PATIENCE_MS)
            return false;
        rsm_clock_sleep_ms(POLL_MS);
    }
    return true;
}
