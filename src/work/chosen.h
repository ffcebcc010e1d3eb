/*
 * What an administrator chose about single devices (store/choices.h), as it was read last, and what follows
 * for a device that is found.
 */
#ifndef RSM_WORK_CHOSEN_H
#define RSM_WORK_CHOSEN_H

#include "core/rsm.h"
#include "store/choices.h"

struct rsm_chosen {
    struct rsm_choice *list;
    size_t count;
    size_t room;
    bool only; /* of all that the system shows only what was chosen is used: AutoConfigure is 0 */
};

/* In place of what is there.  Wants an open transaction.  After a failure nothing has changed. */
rsm_error rsm_chosen_load(struct rsm *rsm, struct rsm_chosen *chosen);

/* Into a zeroed one.  ERROR_NOT_ENOUGH_MEMORY. */
rsm_error rsm_chosen_copy(const struct rsm_chosen *chosen, struct rsm_chosen *copy_out);

/* Accepts a zeroed one, and leaves one. */
void rsm_chosen_free(struct rsm_chosen *chosen);

/* NULL = nothing was chosen about that device. */
const struct rsm_choice *rsm_chosen_find(const struct rsm_chosen *chosen, const char *identity);

bool rsm_chosen_leaves(const struct rsm_chosen *chosen, const char *identity);
bool rsm_chosen_takes(const struct rsm_chosen *chosen, const char *identity);

/* Is any device to be used? */
bool rsm_chosen_takes_any(const struct rsm_chosen *chosen);

/* Do they say the same of every device, its name aside? */
bool rsm_chosen_same(const struct rsm_chosen *a, const struct rsm_chosen *b);

#endif
