/*
 * Names by GUID: open addressing, at most half full.
 */
#include "cli/known_names.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "model/guid.h"

enum { FIRST_ROOM = 64 };

/* Where it would stand if nothing were in the way.  Our GUIDs are random; those of others need not be. */
static size_t home(const struct rsm_known_names *names, const GUID *id)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    unsigned char bytes[sizeof *id];

    memcpy(bytes, id, sizeof bytes);
    for (size_t i = 0; i < sizeof bytes; i++)
        hash = (hash ^ bytes[i]) * 1099511628211u;
    return (size_t)hash & (names->room - 1);
}

/* Its place, or the free one where it would be put. */
static size_t find(const struct rsm_known_names *names, const GUID *id)
{
    size_t at = home(names, id);

    while (names->places[at].name != NULL && !rsm_guid_equal(&names->places[at].id, id))
        at = (at + 1) & (names->room - 1);
    return at;
}

static bool make_room(struct rsm_known_names *names)
{
    struct rsm_known_names grown = {.count = names->count};

    if (names->count * 2 < names->room)
        return true;
    grown.room = names->room == 0 ? FIRST_ROOM : names->room * 2;
    grown.places = calloc(grown.room, sizeof *grown.places);
    if (grown.places == NULL)
        return false;
    for (size_t i = 0; i < names->room; i++) {
        if (names->places[i].name != NULL)
            grown.places[find(&grown, &names->places[i].id)] = names->places[i];
    }
    free(names->places);
    *names = grown;
    return true;
}

bool rsm_known_names_set(struct rsm_known_names *names, const GUID *id, const char *name)
{
    char *copy = malloc(strlen(name) + 1);
    size_t at;

    if (copy == NULL || !make_room(names)) {
        free(copy);
        return false;
    }
    strcpy(copy, name);
    at = find(names, id);
    names->count += names->places[at].name == NULL ? 1 : 0;
    free(names->places[at].name);
    names->places[at].id = *id;
    names->places[at].name = copy;
    return true;
}

const char *rsm_known_names_get(const struct rsm_known_names *names, const GUID *id)
{
    return names->room > 0 ? names->places[find(names, id)].name : NULL;
}

void rsm_known_names_forget(struct rsm_known_names *names, const GUID *id)
{
    size_t mask = names->room - 1;
    size_t hole;

    if (rsm_known_names_get(names, id) == NULL)
        return;
    hole = find(names, id);
    free(names->places[hole].name);
    names->places[hole].name = NULL;
    names->count--;
    /* whatever stands behind it because of it moves up, so that it is found again */
    for (size_t at = (hole + 1) & mask; names->places[at].name != NULL; at = (at + 1) & mask) {
        size_t wanted = home(names, &names->places[at].id);

        if (((at - wanted) & mask) >= ((at - hole) & mask)) {
            names->places[hole] = names->places[at];
            names->places[at].name = NULL;
            hole = at;
        }
    }
}

void rsm_known_names_free(struct rsm_known_names *names)
{
    for (size_t i = 0; i < names->room; i++)
        free(names->places[i].name);
    free(names->places);
    memset(names, 0, sizeof *names);
}
