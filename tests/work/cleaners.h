/* The verbs of stories about cleaning, what is seen of the cleaner, and the person who brings one. */
#ifndef RSM_TESTS_WORK_CLEANERS_H
#define RSM_TESTS_WORK_CLEANERS_H

#include "support/looks.h"

/* Reserve the slot, put that cartridge ("CLN001L1 cleaner 2") into it, with so many uses, and let it be
 * found.  Moves are forgotten. */
void begin_with_cleaner(struct fixture *f, unsigned slot, const char *cartridge, DWORD uses);

rsm_error reserve_slot(struct fixture *f, unsigned slot);
rsm_error reserve_slot_of(struct fixture *f, const GUID *library, const GUID *slot);
rsm_error release_slot(struct fixture *f);
rsm_error clean_drive(struct fixture *f, unsigned drive);
rsm_error clean_drive_of(struct fixture *f, const GUID *drive);

/* Of the story's library; action is NTMS_INJECT_* or NTMS_EJECT_*. */
rsm_error inject_cleaner(struct fixture *f, GUID *operation, DWORD uses, DWORD action);
rsm_error eject_cleaner(struct fixture *f, GUID *operation, DWORD action);

DWORD cleaner_uses(struct fixture *f);
void set_cleaner_uses(struct fixture *f, DWORD uses);
bool is_cleaner_present(struct fixture *f);
bool was_cleaned(struct fixture *f, unsigned drive);

/* The one operator request of that kind (NTMS_OPREQ_*); fails the test when there are more or none. */
void look_at_question(struct fixture *f, DWORD kind, struct rsm_record *question_out);
DWORD count_asked(struct fixture *f, DWORD kind, DWORD state);
void answer_as_person(struct fixture *f, DWORD kind, DWORD answer);

/* The n-th cleaning ended like that (ERROR_SUCCESS = PASSED). */
#define assert_cleaning(f, n, error) rsm_assert_cleaning((f), (n), (error), __FILE__, __LINE__)
void rsm_assert_cleaning(struct fixture *f, unsigned n, rsm_error error, const char *file,
                         int line);

#endif
