/*
 * Objects as JSON: all that is known of one, from the field tables (model/fields.h), in the words of
 * cli/display.h.
 */
#ifndef RSM_CLI_FACTS_H
#define RSM_CLI_FACTS_H

#include "cli/json.h"
#include "cli/pools.h"

enum { RSM_FACTS_NAMES = 256 };

/* Names of objects that others refer to, so that each is not asked for again and again. */
struct rsm_facts {
    HANDLE session;
    struct rsm_pools pools;
    struct rsm_facts_name {
        GUID id;
        WCHAR name[NTMS_OBJECTNAME_LENGTH];
    } names[RSM_FACTS_NAMES]; /* by a byte of the GUID, the last one asked for */
};

/* Reads the media pools, since those are named by their paths.  End it with rsm_facts_end(), also after a
 * failure; errors as EnumerateNtmsObject and GetNtmsObjectInformation. */
rsm_error rsm_facts_begin(HANDLE session, struct rsm_facts *facts_out);
void rsm_facts_end(struct rsm_facts *facts);

/*
 * "id", then the object's fields: for the GUID of another object also its name ("library", "library_name",
 * "" when it is not there any more).  Nothing is read when there is no document.
 */
void rsm_facts_add(struct rsm_facts *facts, struct rsm_json object, NTMS_OBJECTINFORMATIONW *info);

#endif
