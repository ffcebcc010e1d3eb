/*
 * What objects are called, kept by GUID for when they are gone.
 */
#ifndef RSM_CLI_KNOWN_NAMES_H
#define RSM_CLI_KNOWN_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "ntmsapi.h"

struct rsm_known_name {
    GUID id;
    char *name; /* NULL = the place is free */
};

/* Begins with zeros. */
struct rsm_known_names {
    struct rsm_known_name *places; /* by the GUID, or the next free one after it */
    size_t count;
    size_t room; /* 0 or a power of two */
};

/* Keep a name, instead of an earlier one.  False when memory ends; then what was known stays. */
bool rsm_known_names_set(struct rsm_known_names *names, const GUID *id, const char *name);

/* NULL = it is not known.  Good until the names change. */
const char *rsm_known_names_get(const struct rsm_known_names *names, const GUID *id);

void rsm_known_names_forget(struct rsm_known_names *names, const GUID *id);

/* All of them. */
void rsm_known_names_free(struct rsm_known_names *names);

#endif
