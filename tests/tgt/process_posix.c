/*
 * process.h on POSIX.
 */
#define _POSIX_C_SOURCE 200809L

#include "tgt/process.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

struct process {
    pid_t id;
    FILE *output;
};

void set_variable(const char *name, const char *value)
{
    if (value != NULL)
        assert_int_equal(setenv(name, value, 1), 0);
    else
        assert_int_equal(unsetenv(name), 0);
}

void own_program(char *path_out, size_t room)
{
    ssize_t length = readlink("/proc/self/exe", path_out, room - 1);

    assert_true(length > 0);
    path_out[length] = '\0';
}

/* In the child: nothing but calls that are safe beside threads. */
static void become(const char *program, const char *argument, int output)
{
    if (dup2(output, STDOUT_FILENO) >= 0)
        execl(program, program, argument, (char *)NULL);
    _exit(127);
}

struct process *start_process(const char *program, const char *argument)
{
    struct process *process = calloc(1, sizeof *process);
    int ends[2];

    assert_non_null(process);
    assert_int_equal(pipe(ends), 0);
    (void)fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    (void)fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    process->id = fork();
    if (process->id == 0)
        become(program, argument, ends[1]);
    assert_true(process->id > 0);
    close(ends[1]);
    process->output = fdopen(ends[0], "r");
    assert_non_null(process->output);
    return process;
}

bool read_line(struct process *process, char *line_out, size_t room)
{
    if (fgets(line_out, (int)room, process->output) == NULL)
        return false;
    line_out[strcspn(line_out, "\r\n")] = '\0';
    return true;
}

void kill_process(struct process *process)
{
    kill(process->id, SIGKILL);
    (void)finish_process(process);
}

int finish_process(struct process *process)
{
    int status = 0;

    while (waitpid(process->id, &status, 0) < 0)
        assert_int_equal(errno, EINTR);
    fclose(process->output);
    free(process);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void end_at_once(int status)
{
    _exit(status);
}
