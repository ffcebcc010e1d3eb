/* How documents refer from one object to another. */
#ifndef RSM_CLI_MENTION_H
#define RSM_CLI_MENTION_H

#include "cli/json.h"
#include "ntmsapi.h"

/* KEY and KEY_name: the GUID of an object of this type, and its name.  null and "" for the null GUID; the name is
 * "" too where the object is gone.  Where no document is written, nothing is looked for. */
void rsm_mention(HANDLE session, struct rsm_json in, const char *key, const GUID *id, DWORD type);

#endif
