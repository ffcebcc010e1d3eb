/*
 * A second process that plays another user of the library, and the variables that it inherits.  In
 * process.c, process_posix.c and process_win32.c.
 */
#ifndef RSM_TEST_TGT_PROCESS_H
#define RSM_TEST_TGT_PROCESS_H

#include <stdbool.h>
#include <stddef.h>

/* NULL takes the variable away.  Seen by this process and by those it starts. */
void set_variable(const char *name, const char *value);

/* The file of this program, whole. */
void own_program(char *path_out, size_t room);

/*
 * On Windows the same program built for the other word size, build/win32/... beside build/win64/...;
 * the test is skipped when it is not built.  Elsewhere this program.
 */
void other_program(char *path_out, size_t room);

/* A sign between processes, given by one and waited for by another: a file beside the data folder.
 * await_sign() returns false when a minute is over. */
void give_sign(const char *name);
void take_sign_back(const char *name);
bool await_sign(const char *name);

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

/* End this process where it stands, without a chance to clean up, with that exit status. */
void end_at_once(int status);

/* Wait until it has ended by itself; its exit status. */
int finish_process(struct process *process);

#endif
