/*
 * process.h on Windows.
 */
#include "tgt/process.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include <windows.h>

enum { COMMAND_ROOM = 3 * MAX_PATH };

struct process {
    HANDLE handle;
    HANDLE output;
};

/* The C library keeps a copy of its own, which getenv() reads. */
void set_variable(const char *name, const char *value)
{
    assert_int_equal(_putenv_s(name, value != NULL ? value : ""), 0);
}

void own_program(char *path_out, size_t room)
{
    DWORD length = GetModuleFileNameA(NULL, path_out, (DWORD)room);

    assert_true(length > 0 && length < room);
}

struct process *start_process(const char *program, const char *argument)
{
    struct process *process = calloc(1, sizeof *process);
    STARTUPINFOA startup = {.cb = sizeof startup, .dwFlags = STARTF_USESTDHANDLES};
    PROCESS_INFORMATION information;
    char command[COMMAND_ROOM];

    assert_non_null(process);
    assert_true(CreatePipe(&process->output, &startup.hStdOutput, NULL, 0));
    SetHandleInformation(startup.hStdOutput, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT);
    startup.hStdError = GetStdHandle(STD_ERROR_HANDLE);
    snprintf(command, sizeof command, "\"%s\" \"%s\"", program, argument);
    if (!CreateProcessA(NULL, command, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &information))
        fail_msg("%s did not start: %lu", program, GetLastError());
    CloseHandle(startup.hStdOutput);
    CloseHandle(information.hThread);
    process->handle = information.hProcess;
    return process;
}

bool read_line(struct process *process, char *line_out, size_t room)
{
    size_t length = 0;
    DWORD count;
    char c;

    while (ReadFile(process->output, &c, 1, &count, NULL) && count == 1) {
        if (c == '\n') {
            line_out[length] = '\0';
            return true;
        }
        if (c != '\r' && length + 1 < room)
            line_out[length++] = c;
    }
    return false;
}

void kill_process(struct process *process)
{
    TerminateProcess(process->handle, 1);
    (void)finish_process(process);
}

int finish_process(struct process *process)
{
    DWORD status = 1;

    WaitForSingleObject(process->handle, INFINITE);
    GetExitCodeProcess(process->handle, &status);
    CloseHandle(process->handle);
    CloseHandle(process->output);
    free(process);
    return (int)status;
}

void end_at_once(int status)
{
    (void)TerminateProcess(GetCurrentProcess(), (UINT)status);
}
