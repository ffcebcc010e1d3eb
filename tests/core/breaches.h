/*
 * Breaking invariants on purpose, and seeing them reported.
 */
#ifndef RSM_TESTS_CORE_BREACHES_H
#define RSM_TESTS_CORE_BREACHES_H

#include "support/small_world.h"

/* Change one field of an object behind the back of all rules. */
void break_number(struct small_world *world, DWORD type, const GUID *id, const char *column,
                  DWORD value);
void break_guid(struct small_world *world, DWORD type, const GUID *id, const char *column,
                const GUID *value);
void break_by_deleting(struct small_world *world, const GUID *id);

/* Exactly that is reported, once. */
#define assert_breach(world, id, sentence) \
    rsm_assert_breach((world), (id), (sentence), true, __FILE__, __LINE__)

/* That is among what is reported, where one fault breaks several invariants. */
#define assert_breach_among(world, id, sentence) \
    rsm_assert_breach((world), (id), (sentence), false, __FILE__, __LINE__)
void rsm_assert_breach(struct small_world *world, const GUID *id, const char *sentence, bool alone,
                       const char *file, int line);

/* Is that among what is reported? */
bool is_breach(struct small_world *world, const GUID *id, const char *sentence);

/* Nothing is reported. */
#define assert_sound(world) rsm_assert_sound((world), __FILE__, __LINE__)
void rsm_assert_sound(struct small_world *world, const char *file, int line);

#endif
