/*
 * rsm.exe is the one that lets a device be opened once only (cmake/ntms_spti.cmake).
 */
#include "spti/run_rsm.h"

#include "platform/paths.h"
#include "tgt/process.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <process.h>

int run_rsm(const char *subcommand, const char *address)
{
    static const char its_program[] = "\\driver\\rsm.exe"; /* beside the folder of this one */
    char program[RSM_PATHS_ROOM + sizeof its_program];
    char *end;

    own_program(program, RSM_PATHS_ROOM);
    end = strstr(program, "\\tests\\");
    assert_non_null(end);
    memcpy(end, its_program, sizeof its_program);
    return (int)_spawnl(_P_WAIT, program, "rsm", subcommand, address, NULL);
}
