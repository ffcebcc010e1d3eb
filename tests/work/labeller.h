/*
 * Free labels, as stories ask for them and look at the outcome.
 */
#ifndef RSM_TESTS_WORK_LABELLER_H
#define RSM_TESTS_WORK_LABELLER_H

#include "support/fixture.h"

enum { WRITE = 0x0A, WRITE_FILEMARKS = 0x10 };

/* Drawings: with a tape of another program, a blank one and one more in slots 1 to 3; and the first two without
 * a bar code reader.  The next slot is empty. */
extern const char three_tapes[];
extern const char without_bar_codes[];

/* Put a medium into Free. */
void free_medium(struct fixture *f, const GUID *id);

/* Put the medium in a slot into Free and let the worker do what it can. */
void free_slot(struct fixture *f, unsigned slot);

/* How the n-th request ended. */
void assert_request(struct fixture *f, unsigned n, DWORD state, DWORD error);

/* The tape in a slot has a free label, and its record says so. */
void assert_free_in_slot(struct fixture *f, unsigned slot);

void assert_nothing_was_sent_to_write(void);

/* The first request failed since another cartridge is there, whose tape is as it was before. */
void assert_unexpected(struct fixture *f, uint32_t before, const char *place);

#endif
