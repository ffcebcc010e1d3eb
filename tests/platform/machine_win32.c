/*
 * machine.h on Windows.
 */
#include "platform/machine.h"

#include <stdio.h>
#include <stdlib.h>

#include <windows.h>

struct process {
    HANDLE handle;
    HANDLE output;
};

void set_variable(const char *name, const char *value)
{
    SetEnvironmentVariableA(name, value);
}

void remove_folder(const char *path)
{
    RemoveDirectoryA(path);
}

static bool launch(const char *role, const char *argument, HANDLE output, HANDLE *handle_out)
{
    char self[MAX_PATH];
    char command[3 * MAX_PATH];
    STARTUPINFOA startup = {.cb = sizeof startup};
    PROCESS_INFORMATION information;

    GetModuleFileNameA(NULL, self, sizeof self);
    snprintf(command, sizeof command, "\"%s\" %s \"%s\"", self, role, argument);
    startup.dwFlags = STARTF_USESTDHANDLES;
    startup.hStdOutput = output;
    startup.hStdError = GetStdHandle(STD_ERROR_HANDLE);
    if (!CreateProcessA(NULL, command, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &information))
        return false;
    CloseHandle(information.hThread);
    *handle_out = information.hProcess;
    return true;
}

struct process *start_process(const char *role, const char *argument)
{
    struct process *process = calloc(1, sizeof *process);
    HANDLE write_end = NULL;
    bool started = false;

    if (process && CreatePipe(&process->output, &write_end, NULL, 0)) {
        SetHandleInformation(write_end, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT);
        started = launch(role, argument, write_end, &process->handle);
        CloseHandle(write_end);
    }
    if (!started) {
        free(process);
        return NULL;
    }
    return process;
}

bool read_line(struct process *process, char *line_out, size_t room)
{
    size_t length = 0;
    DWORD count;
    char c;

    while (ReadFile(process->output, &c, 1, &count, NULL) && count == 1) {
        if (c == '\n') {
            line_out[length] = 0;
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
    finish_process(process);
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
