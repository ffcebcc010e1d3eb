/* A person at the door of the simulated library, and what the records say of it. */
#ifndef RSM_TESTS_WORK_DOORKEEPER_H
#define RSM_TESTS_WORK_DOORKEEPER_H

#include "support/looks.h"

/* Ask for the door; action is NTMS_INVENTORY_*. */
rsm_error access_door(struct fixture *f, DWORD action);

/* Plug in, settle, ask for the door and let it be unlocked; nothing is open yet. */
void plug_in_and_unlock(struct fixture *f, const char *drawing, DWORD action);

/* A person opens it, or closes it, and the library has time to notice. */
void open_door(struct fixture *f);
void close_door(struct fixture *f);

DWORD door_state(struct fixture *f);
void set_door_patience(struct fixture *f, WORD seconds); /* MaxOpenSecs */

/* As if it had been opened so long ago. */
void let_door_wait(struct fixture *f, unsigned seconds);

/* State of the first request for the door. */
DWORD access_state(struct fixture *f);

/* The n-th request to a person, counted from 0.  False when there is none. */
bool find_question(struct fixture *f, unsigned n, struct rsm_record *question_out);
void answer_question(struct fixture *f, unsigned n, DWORD answer);
DWORD question_state(struct fixture *f, unsigned n);

#endif
