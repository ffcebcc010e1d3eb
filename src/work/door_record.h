/*
 * What door.c and door_watch.c share: the door's record, and the request to a person.  All want an open
 * transaction, a writing one where they write.
 */
#ifndef RSM_WORK_DOOR_RECORD_H
#define RSM_WORK_DOOR_RECORD_H

#include "work/library.h"

/* The first door of the library in that state, NTMS_DOORSTATE_UNKNOWN = in any.  ERROR_OBJECT_NOT_FOUND. */
rsm_error rsm_door_find(struct rsm *rsm, const GUID *library, DWORD state,
                        struct rsm_record *door_out);

/* NTMS_DOORSTATE_OPEN since now, or NTMS_DOORSTATE_CLOSED. */
rsm_error rsm_door_set_state(struct rsm *rsm, struct rsm_record *door, DWORD state);

/* Ask a person, on behalf of the request, to close the door. */
rsm_error rsm_door_ask_person(struct rsm_library *library, const struct rsm_record *door,
                              struct rsm_record *request);

#endif
