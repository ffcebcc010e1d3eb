/* How an object is, in a few words. */
#ifndef RSM_CLI_STATE_WORDS_H
#define RSM_CLI_STATE_WORDS_H

#include "cli/display.h"

/*
 * "loaded", "full", "failed: Data error", "mounted, in Drive 1" ...; "" for kinds that have no state.  An
 * object that is disabled, or not ready, is said to be so.  The session finds the places of media.
 */
void rsm_state_words(HANDLE session, const NTMS_OBJECTINFORMATIONW *object,
                     char words_out[RSM_DISPLAY_TEXT]);

/* A kind of objects as people call it: "drive", "slot", "medium" ... */
const char *rsm_state_kind(DWORD type);

/*
 * What people call the object: its name; of what a library is made of with that of the library; of requests
 * what is asked for.
 */
void rsm_state_name(HANDLE session, const NTMS_OBJECTINFORMATIONW *object,
                    char name_out[RSM_DISPLAY_TEXT]);

#endif
