/*
 * machine.h on POSIX.
 */
#define _DEFAULT_SOURCE

#include "platform/machine.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SELF "/proc/self/exe"

struct process {
    pid_t id;
    FILE *output;
};

void set_variable(const char *name, const char *value)
{
    if (value)
        setenv(name, value, 1);
    else
        unsetenv(name);
}

void remove_folder(const char *path)
{
    rmdir(path);
}

static void become(const char *role, const char *argument, const int ends[2])
{
    dup2(ends[1], STDOUT_FILENO);
    close(ends[0]);
    close(ends[1]);
    execl(SELF, SELF, role, argument, (char *)NULL);
    _exit(127);
}

struct process *start_process(const char *role, const char *argument)
{
    struct process *process = malloc(sizeof *process);
    int ends[2];

    if (!process || pipe(ends) != 0) {
        free(process);
        return NULL;
    }
    fflush(NULL);
    process->id = fork();
    if (process->id == 0)
        become(role, argument, ends);
    close(ends[1]);
    process->output = fdopen(ends[0], "r");
    return process;
}

bool read_line(struct process *process, char *line_out, size_t room)
{
    if (!fgets(line_out, (int)room, process->output))
        return false;
    line_out[strcspn(line_out, "\r\n")] = 0;
    return true;
}

void kill_process(struct process *process)
{
    kill(process->id, SIGKILL);
    finish_process(process);
}

int finish_process(struct process *process)
{
    int status = 0;

    waitpid(process->id, &status, 0);
    fclose(process->output);
    free(process);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
