/* Makes the objects of slots and ports (configure.h).*/
#ifndef RSM_WORK_CONFIGURE_PLACES_H
#define RSM_WORK_CONFIGURE_PLACES_H

#include "core/rsm.h"
#include "scsi/changer.h"

/* Slots or ports: one object for each element address; those that vanished stay on record and are seen to be
 * missing by the next look around.  Wants an open writing transaction. */
rsm_error rsm_configure_places(struct rsm *rsm, const GUID *library, DWORD type,
                               const struct rsm_changer *changer, enum rsm_place place);

/* Both, of a changer that was opened again: it may tell of places that it did not have, or that were of another kind,
 * and what is in one without an object would be taken for missing.  Begins and ends a transaction. */
rsm_error rsm_configure_places_again(struct rsm *rsm, const GUID *library,
                                     const struct rsm_changer *changer);

/* The port of a drive that stands alone is a person: it is full when the drive is.  Wants an open writing
 * transaction. */
rsm_error rsm_configure_hand(struct rsm *rsm, const GUID *library);

#endif
