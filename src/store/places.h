/*
 * Narrow lists for inventories of large libraries: where the elements are and what the records
 * believe is in them, without the weight of whole records.  All want an open transaction.
 */
#ifndef RSM_STORE_PLACES_H
#define RSM_STORE_PLACES_H

#include "model/record.h"
#include "store/store.h"

/* A slot, drive or port of a library. */
struct rsm_seat {
    GUID id;
    DWORD element; /* RSM_NO_ELEMENT if it has none */
    DWORD number;
    DWORD state; /* NTMS_SLOTSTATE_*, NTMS_DRIVESTATE_*, NTMS_PORTCONTENT_* */
};

#define RSM_HOLDING_BAR_CODE 64

/* A medium as inventories see it. */
struct rsm_holding {
    int64_t row; /* for rsm_places_put() */
    GUID id;
    GUID location;
    GUID home;
    DWORD location_type;
    DWORD fresh;                         /* private field Fresh */
    DWORD hold;                          /* private field Hold */
    char bar_code[RSM_HOLDING_BAR_CODE]; /* UTF-8, cut */
};

/* type: NTMS_STORAGESLOT, NTMS_DRIVE or NTMS_IEPORT; ordered by element.  free() *places_out. */
rsm_error rsm_places_list(struct rsm_store *store, DWORD type, const GUID *library,
                          struct rsm_seat **places_out, size_t *count_out);

/* All media whose CurrentLibrary is library, in order of creation.  free() *holdings_out. */
rsm_error rsm_places_holdings(struct rsm_store *store, const GUID *library,
                              struct rsm_holding **holdings_out, size_t *count_out);

/*
 * Record that a medium is elsewhere now: its Location, LocationType and HomeSlot; nothing else of it is read or
 * changed.  Wants the transaction in which it was listed.  ERROR_OBJECT_NOT_FOUND: it was deleted since.
 */
rsm_error rsm_places_put(struct rsm_store *store, const struct rsm_holding *medium,
                         const GUID *location, DWORD location_type, const GUID *home);

#endif
