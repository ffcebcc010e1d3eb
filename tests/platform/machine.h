/*
 * What these tests ask of the operating system beside src/platform: environment variables,
 * folders to throw away, and a second process to play the other side. In machine_posix.c and
 * machine_win32.c.
 */
#ifndef TESTS_PLATFORM_MACHINE_H
#define TESTS_PLATFORM_MACHINE_H

#include <stdbool.h>
#include <stddef.h>

/* NULL takes the variable away. */
void set_variable(const char *name, const char *value);

/* Removes an empty folder; nothing happens when it is not empty or not there. */
void remove_folder(const char *path);

struct process;

/*
 * Starts this very test program once more with two arguments. Its main must look at them before
 * it runs tests. NULL when it did not start. Each process is given to kill_process or
 * finish_process.
 */
struct process *start_process(const char *role, const char *argument);

/* The next line it prints, without its end. Waits for it. False when there is none any more. */
bool read_line(struct process *process, char *line_out, size_t room);

/* Ends it where it stands, without a chance to clean up, and waits until it is gone. */
void kill_process(struct process *process);

/* Waits until it has ended by itself; its exit status. */
int finish_process(struct process *process);

#endif
