/* Makes the objects of slots and ports (configure.h).  Both want an open writing transaction. */
#ifndef RSM_WORK_CONFIGURE_PLACES_H
#define RSM_WORK_CONFIGURE_PLACES_H

#include "core/rsm.h"
#include "scsi/changer.h"

/* Slots or ports: one object for each element address; those that vanished stay on record and are seen to be
 * missing by the next look around. */
rsm_error rsm_configure_places(struct rsm *rsm, const GUID *library, DWORD type,
                               const struct rsm_changer *changer, enum rsm_place place);

/* The port of a drive that stands alone is a person: it is full when the drive is. */
rsm_error rsm_configure_hand(struct rsm *rsm, const GUID *library);

#endif
