/*
 * What is common to all tries of a verb, whatever befalls it: how it is begun, what must hold at once, and how all
 * is well in the end.
 */
#ifndef RSM_TESTS_WORK_TRIAL_H
#define RSM_TESTS_WORK_TRIAL_H

#include "work/verbs.h"

void trial_begin(struct trial *t, struct fixture *f, const struct verb *verb);

/* Does what the verb does. */
void trial_run(struct trial *t);

/* While devices may still fail: invariants, nothing is begun and in nobody's hand, and no cartridge is recorded
 * where it is not, unless the records say themselves that they are in doubt. */
void trial_check_now(struct trial *t);

/* Everything answers again.  Afterwards, and after an inventory (of all labels, or of what is where), records are equal to the library;
 * no request is unfinished and no move undecided; no cartridge is lost or doubled; what belonged to somebody
 * still does, and nothing was written on it. */
void trial_heal(struct trial *t, bool labels);

/* Closes the session. */
void trial_end(struct trial *t);

#endif
