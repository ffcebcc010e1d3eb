/*
 * A changer with the bad manners of real ones, for the tests of changer_scan.c: it has slots from 1000
 * on, all full, with tags T01000 and so on, and drives from 500 on.  Everything else it does not know.
 */
#ifndef RSM_TESTS_SCSI_QUIRKY_CHANGER_H
#define RSM_TESTS_SCSI_QUIRKY_CHANGER_H

#include "scsi/changer.h"

struct quirks {
    unsigned slots;
    unsigned drives;
    unsigned drives_missing; /* told by page 1Dh, but not in any report */
    unsigned ghosts;         /* the first slots are announced, but not built in */
    unsigned ports;          /* so many of the last slots, which page 1Dh counts, are ports */
    size_t pad;              /* bytes of its own behind each descriptor */
    size_t give_up_after;    /* never sends more bytes than this; 0 = all */
    size_t cut;              /* leaves out so many bytes at the end */
    size_t longest;          /* refuses a longer allocation length; 0 = takes all */
    bool sixteen_bits;       /* looks at the lower 16 bits of the allocation length only */
    bool nothing_if_long;    /* answers with no byte to a longer one than 65,535 */
    unsigned most_asked;     /* refuses a question about more elements; 0 = takes all */
    bool exact_only;         /* takes 8 and the exact allocation length */
    bool refuses_tags;
    bool refuses_tags_of_drives;
    bool refuses_identities;
    bool ignores_count;
    bool ignores_start;
    bool from_above;        /* reports from the last element to the first */
    bool must_initialize;   /* not ready until INITIALIZE ELEMENT STATUS */
    unsigned failures;      /* of which so many fail first */
    bool zero_descriptors;  /* says that its descriptors have no bytes */
    bool no_dbd;            /* refuses MODE SENSE with DBD */
    bool only_ten;          /* refuses MODE SENSE(6) */
    bool no_addresses;      /* has no page 1Dh */
    bool zero_capabilities; /* page 1Fh is all zeros */
    bool few_capabilities;  /* page 1Fh allows slot to drive and back only */
    bool arms_from_drives;  /* no arm in page 1Dh */
    uint8_t drive_flags;    /* byte 6 of each drive: LUN, and what of the address is valid */
    uint8_t drive_id;       /* byte 7 */
    unsigned attentions;    /* so many unit attentions 28h/01 before the next answer */
    uint32_t carries; /* bytes of one command that the adapter between carries; 0 = not told */
};

struct quirky {
    struct quirks quirks;
    struct rsm_transport transport;
    const struct rsm_transport *transports[2];
    struct rsm_waiting waiting;
    struct rsm_device *device;
    unsigned reports;     /* READ ELEMENT STATUS that were answered or refused */
    unsigned initialized; /* INITIALIZE ELEMENT STATUS */
    unsigned moves;       /* MOVE MEDIUM */
    uint8_t last_move[12];
};

/* Opens its device; close it with quirky_close. */
void quirky_open(struct quirky *quirky, const struct quirks *quirks);
void quirky_close(struct quirky *quirky);

#endif
