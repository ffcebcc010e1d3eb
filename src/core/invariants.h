/*
 * What holds between any two calls, whatever was done: the invariants of section 11 of the object
 * model, that no cartridge is in two places or in none, and what else no record can be without.  For
 * tests after every story, and for whoever wants to know that a database is sound.
 */
#ifndef RSM_CORE_INVARIANTS_H
#define RSM_CORE_INVARIANTS_H

#include "core/rsm.h"

/* An object that breaks one, and a sentence without its full stop that says what is wrong with it
 * ("its media type is not that of its pool").  Must not write to the store. */
typedef void rsm_invariant_report(void *context, const struct rsm_record *object,
                                  const char *sentence);

/*
 * Look at all objects once and report what breaks an invariant; *broken_out is how often that was.
 * Takes time that grows with the number of objects, and room that grows with that of pools and media
 * types alone.  Begins and ends its own transaction, so that what is reported was there at one moment.
 * ERROR_NOT_ENOUGH_MEMORY, ERROR_DATABASE_FAILURE; broken invariants are no failure.
 */
rsm_error rsm_invariants_check(struct rsm *rsm, rsm_invariant_report *report, void *context,
                               size_t *broken_out);

#endif
