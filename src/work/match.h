/*
 * Which record belongs to which cartridge: the places and records of one library brought together, and
 * matched in passes.  reconcile.c acts on the outcome, compare.c tells it.
 */
#ifndef RSM_WORK_MATCH_H
#define RSM_WORK_MATCH_H

#include "store/places.h"
#include "work/reconcile.h"

/* A place with what is seen there, what was recorded of it, and the record that belongs to it. */
struct rsm_spot {
    const struct rsm_sight *sight;
    GUID id;
    DWORD type; /* NTMS_STORAGESLOT, NTMS_DRIVE, NTMS_IEPORT */
    uint16_t element;
    DWORD number; /* as people count them */
    DWORD state;  /* as recorded */
    bool was_full;
    bool cleaner;             /* a cleaning cartridge by its bar code, or by its place */
    struct rsm_held *here;    /* the record that says it is here */
    struct rsm_held *matched; /* the record whose cartridge is here */
    GUID made;                /* record made now */
    bool ejected; /* slot whose cartridge a person is to take: it is not ours any more */
    bool busy;    /* drive that somebody of us is using: leave it alone */
    bool identify;
};

/* A medium's record, and whether its cartridge was found. */
struct rsm_held {
    const struct rsm_holding *holding;
    struct rsm_spot *spot; /* where the record says it is; NULL = nowhere in this scan */
    bool found;

    /* of match_suffix.c: a place whose bar code is this one's but for its form, and how many there are */
    struct rsm_spot *alike;
    size_t alike_count;
};

struct rsm_settling {
    struct rsm_library *library;
    struct rsm_store *store;
    const struct rsm_scan *scan;
    enum rsm_reconcile_method method;
    GUID request;
    struct rsm_record record; /* the library */
    struct rsm_spot *spots;
    size_t spot_count;
    struct rsm_held *held;
    size_t held_count;
    struct rsm_held **by_bar_code; /* those that have one, sorted */
    size_t bar_code_count;
    struct rsm_spot **by_id; /* sorted */
    struct rsm_holding *holdings;
    GUID *waiting; /* slots and drives with a queued identification, sorted */
    size_t waiting_count;
    size_t waiting_room;
    bool short_of_memory;
    bool look_around; /* no inventory was asked for */
    bool cleaner_seen;
    bool can_identify;
    bool stopped;                      /* STOP came while the changer was being read */
    GUID busy[RSM_LIBRARY_DRIVES_MAX]; /* drives that our threads are using */
    size_t busy_count;
    size_t queued;
};

/* Note which drives our threads are using.  Wants no transaction, since a library's lock comes
 * before the store's; who takes a drive later cannot move anything: the changer is in our hands. */
void rsm_match_note_busy(struct rsm_settling *s);

/* Bring places, records and waiting identifications together, then match.  Wants an open
 * transaction, which may be a reading one.  Sights must be sorted by element (rsm_match_sort). */
rsm_error rsm_match_gather(struct rsm_settling *s);
void rsm_match_sort(const struct rsm_scan *scan);
rsm_error rsm_match_all(struct rsm_settling *s);
void rsm_match_free(struct rsm_settling *s);

/* A cartridge that must have, or may have, a record. */
bool rsm_match_is_data(const struct rsm_spot *spot);

/* Is it a drive that somebody of us is using, and of which the changer says that it is empty?  Then the cartridge on
 * its record may be anywhere. */
bool rsm_match_is_left_in_use(const struct rsm_settling *s, const GUID *location);

/* Is it in a drive that somebody of us is using? */
bool rsm_match_is_in_busy_drive(const struct rsm_held *held);

/* Has a program what is in the drive, so that neither is touched? */
bool rsm_match_is_held(const struct rsm_spot *spot);

struct rsm_spot *rsm_match_find_element(const struct rsm_settling *s, DWORD type, uint16_t element);

/* Is an identification of that slot or drive queued already? */
bool rsm_match_is_waiting(const struct rsm_settling *s, const GUID *place);

#endif
