/*
 * How the fields of objects are shown as JSON, where that is more than the field tables say (model/fields.h).
 */
#ifndef RSM_CLI_FACTS_SHAPES_H
#define RSM_CLI_FACTS_SHAPES_H

#include <stddef.h>

#include "ntmsapi.h"

enum rsm_facts_shown {
    RSM_FACTS_AS_NUMBER,
    RSM_FACTS_AS_SIGNED,
    RSM_FACTS_AS_COUNT_OR_NULL, /* null for all bits set */
    RSM_FACTS_AS_LIMIT,         /* null for 0 */
    RSM_FACTS_AS_FLAG,
    RSM_FACTS_AS_WORDS,
    RSM_FACTS_AS_BITS,   /* an array of words */
    RSM_FACTS_AS_OBJECT, /* a GUID */
    RSM_FACTS_AS_HEX,    /* bytes, as many as the number before them says */
    RSM_FACTS_NOT_SHOWN
};

struct rsm_facts_bit {
    DWORD bit;
    const char *word;
};

struct rsm_facts_shape {
    size_t offset;
    const char *key; /* NULL: the column */
    enum rsm_facts_shown shown;
    const char *(*words)(DWORD number);
    const struct rsm_facts_bit *bits;
    DWORD refers_to;        /* RSM_FACTS_AS_OBJECT: the kind, or, when it is NTMS_UNKNOWN, */
    size_t refers_to_as_at; /* the number that says which */
};

/* That of the field of a kind of objects that begins there in NTMS_OBJECTINFORMATIONW; NULL when the table of
 * fields says it all. */
const struct rsm_facts_shape *rsm_facts_shape_of(DWORD type, size_t offset);

#endif
