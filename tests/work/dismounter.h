/*
 * Dismounts, as stories ask for them and look at the outcome; media by their bar codes.  Mounts are in
 * mounter.h.
 */
#ifndef RSM_TESTS_WORK_DISMOUNTER_H
#define RSM_TESTS_WORK_DISMOUNTER_H

#include "support/fixture.h"

/* Its side, by which programs name it; and a dismount that is queued. */
GUID side_of(struct fixture *f, const char *bar_code);
rsm_error ask_dismount(struct fixture *f, const char *bar_code, DWORD options);
rsm_error ask_dismount_drive(struct fixture *f, unsigned drive);

/* The medium in the slot, mounted for the story's session; moves are forgotten.  The drive's number. */
unsigned have_mounted(struct fixture *f, unsigned slot);

/* A dismount that is over, with all the work that can be done then. */
void dismount(struct fixture *f, const char *bar_code, DWORD options);

/* The medium in the slot is mounted, and its program ended without a word.  The drive's number. */
unsigned orphan_slot(struct fixture *f, unsigned slot);

/* The time for which a deferred dismount leaves a cartridge in that drive is over. */
void let_delay_pass(struct fixture *f, unsigned drive);

/* RSM_HOLD_*, NTMS_MEDIASTATE_*. */
DWORD hold_on(struct fixture *f, const char *bar_code);
DWORD state_of_medium(struct fixture *f, const char *bar_code);

#endif
