/*
 * A second process that plays another user of the library, and the variables that it inherits.  In
 * process_posix.c and process_win32.c.
 */
#ifndef RSM_TEST_TGT_PROCESS_H
#define RSM_TEST_TGT_PROCESS_H

#include <stdbool.h>
#include <stddef.h>

/* NULL takes the variable away.  Seen by this process and by those it starts. */
void set_variable(const char *name, const char *value);

/* The file of this program, whole. */
void own_program(char *path_out, size_t room);

struct process;

/*
 * Start a program with one argument.  Fails the test when it does not start.  Each is given to
 * kill_process or finish_process.
 */
struct process *start_process(const char *program, const char *argument);

/* The next line it prints, without its end.  Waits for it.  False when there is none any more. */
bool read_line(struct process *process, char *line_out, size_t room);

/* End it where it stands, without a chance to clean up, and wait until it is gone. */
void kill_process(struct process *process);

/* Wait until it has ended by itself; its exit status. */
int finish_process(struct process *process);

#endif
