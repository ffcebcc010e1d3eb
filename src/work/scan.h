/*
 * What a changer says is where, all of it: element status of the whole library, as those who compare it with the
 * records want it (reconcile.c, compare.c).
 */
#ifndef RSM_WORK_SCAN_H
#define RSM_WORK_SCAN_H

#include "work/library.h"

/* One element as the changer reported it. */
struct rsm_sight {
    uint16_t element;
    bool full;
    bool doubtful;  /* exception: cannot say whether it is full */
    bool exception; /* trouble is reported there, full or not: asc, ascq */
    bool has_source;
    uint16_t source; /* element the cartridge came from last */
    uint8_t asc;
    uint8_t ascq;
    char tag[40]; /* volume tag, UTF-8, "" = none or unreadable */
};

struct rsm_scan {
    struct rsm_sight *sights[5]; /* by SMC element type 1 to 4 */
    size_t counts[5];
    bool has_bar_codes; /* at least one tag was read */
    bool same;          /* the changer said, byte for byte, what it said at the scan before */
    bool untold[5];     /* the same of that type, whose sights are not there yet: rsm_scan_tell() */
};

/*
 * Read it, into an empty one, and again when something moved meanwhile.  The changer must be open, and taken or
 * nobody else there.  The scan is to be freed, also after a failure.  ERROR_BUSY: something is moved all
 * the time; ERROR_NOT_ENOUGH_MEMORY; errors of rsm_changer_scan().
 */
rsm_error rsm_scan_read(struct rsm_library *library, struct rsm_scan *scan);

/* The sights of what has not changed since the scan before, which few need.  No command is sent.
 * ERROR_NOT_ENOUGH_MEMORY. */
rsm_error rsm_scan_tell(struct rsm_library *library, struct rsm_scan *scan);

/* Accepts an empty one, and leaves one. */
void rsm_scan_free(struct rsm_scan *scan);

#endif
