/*
 * What stories at the port share: its calls, what they see of it, and the person in front of it.
 */
#ifndef RSM_TESTS_WORK_PORT_STORIES_H
#define RSM_TESTS_WORK_PORT_STORIES_H

#include "support/looks.h"

/* ---- calls of the story's session ---- */

rsm_error eject(struct fixture *f, const char *bar_code, GUID *operation_out);
rsm_error eject_by_force(struct fixture *f, const char *bar_code, GUID *operation_out);
rsm_error put_aside(struct fixture *f, const char *bar_code);
rsm_error eject_aside(struct fixture *f, GUID *operation_out);
rsm_error stop_eject(struct fixture *f, const GUID *operation);

rsm_error inject(struct fixture *f, DWORD action, GUID *operation);

/* ---- what is seen ---- */

void look_at_port(struct fixture *f, unsigned number, struct rsm_record *port_out);
#define assert_port(f, number, position, content) \
    rsm_assert_port((f), (number), (position), (content), __FILE__, __LINE__)
void rsm_assert_port(struct fixture *f, unsigned number, DWORD position, DWORD content,
                     const char *file, int line);

/* The medium with that bar code is in that port. */
#define assert_in_port(f, bar_code, number) \
    rsm_assert_in_port((f), (bar_code), (number), __FILE__, __LINE__)
void rsm_assert_in_port(struct fixture *f, const char *bar_code, unsigned number, const char *file,
                        int line);

#define assert_operation(f, operation, state)                                                \
    rsm_assert_number((state), state_of((f), (operation)), "state of the request", __FILE__, \
                      __LINE__)
DWORD state_of(struct fixture *f, const GUID *request);

/* ---- time and people ---- */

/* How many seconds a port may be extended before somebody is asked. */
void set_patience(struct fixture *f, unsigned port, DWORD seconds);

/* Ports and requests have waited for that much longer. */
void let_pass(struct fixture *f, unsigned seconds);

/* A person takes a cartridge, and whoever watches notices. */
void take_from_port(struct fixture *f, unsigned number);

/* The words of the only operator request that is pending, and what it is about.  False: there is none. */
bool read_question(struct fixture *f, struct rsm_record *question_out);
DWORD count_questions(struct fixture *f, DWORD state);

/* A program has the medium mounted in the drive that it is in. */
void hold_mounted(struct fixture *f, const char *bar_code, unsigned drive);

/* The cartridge of a slot is in a drive that may be emptied. */
void leave_in_drive(struct fixture *f, unsigned slot, unsigned drive);

#endif
