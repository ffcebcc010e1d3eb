/*
 * Choices in memory: a list as long as administrators made it.
 */
#include "work/chosen.h"

#include <stdlib.h>
#include <string.h>

#include "platform/array.h"

static rsm_error add(struct rsm_chosen *chosen, const struct rsm_choice *choice)
{
    struct rsm_choice *grown =
        rsm_array_grow(chosen->list, sizeof *grown, chosen->count + 1, &chosen->room);

    if (grown == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    chosen->list = grown;
    chosen->list[chosen->count++] = *choice;
    return ERROR_SUCCESS;
}

struct loading {
    struct rsm_chosen chosen;
    rsm_error err;
};

static bool load_one(void *context, const struct rsm_choice *choice)
{
    struct loading *loading = context;

    loading->err = add(&loading->chosen, choice);
    return loading->err == ERROR_SUCCESS;
}

rsm_error rsm_chosen_load(struct rsm *rsm, struct rsm_chosen *chosen)
{
    struct loading loading = {.chosen = {.only = chosen->only}};
    rsm_error err = rsm_choices_each(rsm->store, load_one, &loading);

    if (err == ERROR_SUCCESS)
        err = loading.err;
    if (err != ERROR_SUCCESS) {
        rsm_chosen_free(&loading.chosen);
        return err;
    }
    rsm_chosen_free(chosen);
    *chosen = loading.chosen;
    return ERROR_SUCCESS;
}

rsm_error rsm_chosen_copy(const struct rsm_chosen *chosen, struct rsm_chosen *copy_out)
{
    rsm_error err = ERROR_SUCCESS;

    copy_out->only = chosen->only;
    for (size_t i = 0; i < chosen->count && err == ERROR_SUCCESS; i++)
        err = add(copy_out, &chosen->list[i]);
    return err;
}

void rsm_chosen_free(struct rsm_chosen *chosen)
{
    free(chosen->list);
    memset(chosen, 0, sizeof *chosen);
}

const struct rsm_choice *rsm_chosen_find(const struct rsm_chosen *chosen, const char *identity)
{
    for (size_t i = 0; i < chosen->count; i++) {
        if (strcmp(chosen->list[i].identity, identity) == 0)
            return &chosen->list[i];
    }
    return NULL;
}

bool rsm_chosen_leaves(const struct rsm_chosen *chosen, const char *identity)
{
    const struct rsm_choice *choice = rsm_chosen_find(chosen, identity);

    return choice != NULL && choice->verdict == RSM_VERDICT_LEAVE;
}

bool rsm_chosen_takes(const struct rsm_chosen *chosen, const char *identity)
{
    const struct rsm_choice *choice = rsm_chosen_find(chosen, identity);

    return choice != NULL && choice->verdict == RSM_VERDICT_TAKE;
}

bool rsm_chosen_takes_any(const struct rsm_chosen *chosen)
{
    bool takes = false;

    for (size_t i = 0; i < chosen->count; i++)
        takes = takes || chosen->list[i].verdict == RSM_VERDICT_TAKE;
    return takes;
}

bool rsm_chosen_same(const struct rsm_chosen *a, const struct rsm_chosen *b)
{
    bool same = a->count == b->count && a->only == b->only;

    for (size_t i = 0; same && i < a->count; i++) {
        const struct rsm_choice *other = rsm_chosen_find(b, a->list[i].identity);

        same = other != NULL && other->verdict == a->list[i].verdict &&
               other->complete == a->list[i].complete &&
               strcmp(other->changer, a->list[i].changer) == 0;
    }
    return same;
}
