/*
 * The library that is played: places, cartridges, drives, manners.  Everything in here is one target's, and known to
 * the files of the devices alone (target.h is what others see).
 */
#ifndef RSM_TEST_HOSTILE_LIBRARY_H
#define RSM_TEST_HOSTILE_LIBRARY_H

#include "support/hostile/sense.h"
#include "support/hostile/tape.h"
#include "support/hostile/target.h"
#include "support/hostile/words.h"

enum hostile_kind { /* as SMC numbers the types of elements */
                    HOSTILE_ALL = 0,
                    HOSTILE_ARM = 1,
                    HOSTILE_SLOT = 2,
                    HOSTILE_PORT = 3,
                    HOSTILE_DRIVE = 4,
                    HOSTILE_KINDS = 5
};

enum {
    HOSTILE_TAG = 32,
    HOSTILE_ELEMENTS_MAX = 65000,
    HOSTILE_PAGE_MAX = 252,    /* bytes of a VPD or mode page of a scenario */
    HOSTILE_ATTENTIONS = 4096, /* that wait for one session, at all units */
    HOSTILE_NOBODY = -1,
    HOSTILE_OTHER_HOST = -2
};

/* No index of an element, no drive, no logical unit. */
#define HOSTILE_NOWHERE ((uint32_t)0xFFFFFFFF)

struct hostile_cartridge {
    uint32_t id;
    char tag[HOSTILE_TAG + 1];
    struct hostile_label label;
    struct hostile_tape *tape; /* made from the label when first loaded */
    bool protected;
};

struct hostile_element {
    uint16_t address;
    uint8_t kind;
    bool except, ghost, tagless, missing;
    uint8_t asc, ascq;
    bool by_person;
    uint32_t number; /* from 1 */
    uint32_t source; /* index of the element that its cartridge was in last; HOSTILE_NOWHERE */
    uint32_t drive;  /* of a drive: its index */
    struct hostile_cartridge *cartridge;
};

struct hostile_identity {
    char vendor[9], product[17], revision[5], serial[41];
};

struct hostile_vpd {
    bool absent, given;
    size_t length;
    uint8_t bytes[HOSTILE_PAGE_MAX]; /* behind the page's header */
};

/* A logical unit: the changer, or a drive. */
struct hostile_unit {
    struct hostile_identity identity;
    uint32_t lun; /* HOSTILE_NOWHERE: not on this target */
    struct hostile_vpd vpd_00, vpd_80, vpd_83;
    uint32_t inquiry_length;
    int reserved_by;                 /* a session; HOSTILE_NOBODY, HOSTILE_OTHER_HOST */
    bool persistent;                 /* it is a persistent reservation */
    uint8_t kind;                    /* its TYPE */
    uint64_t key;                    /* of who holds it */
    uint32_t generation;             /* PRGENERATION */
    struct hostile_sense_data stale; /* of the command before */
    const char *before;              /* the name of the command before; "" */
};

struct hostile_drive {
    struct hostile_unit unit;
    uint32_t element; /* where it is built in */
    bool loaded;      /* the tape is in its grip */
    size_t position;  /* in the tape */
    uint32_t block_length;
    uint64_t alerts; /* bit N - 1 is TapeAlert flag N */
    uint32_t lag;    /* reports in which ACCESS is still 0 */
};

enum hostile_tags {
    HOSTILE_TAGS_ASKED,
    HOSTILE_TAGS_NEVER,
    HOSTILE_TAGS_ALWAYS,
    HOSTILE_TAGS_REFUSED
};

enum hostile_looks {
    HOSTILE_LOOKS_RIGHT,
    HOSTILE_LOOKS_BLANK,
    HOSTILE_LOOKS_NUL,
    HOSTILE_LOOKS_LOWER,
    HOSTILE_LOOKS_8BIT,
    HOSTILE_LOOKS_ZERO,
    HOSTILE_LOOKS_CUT,
    HOSTILE_LOOKS_LONG
};

enum hostile_dvcid {
    HOSTILE_DVCID_REFUSED,
    HOSTILE_DVCID_IGNORED,
    HOSTILE_DVCID_NONE,
    HOSTILE_DVCID_T10,
    HOSTILE_DVCID_T10_32,
    HOSTILE_DVCID_SERIAL,
    HOSTILE_DVCID_NAA
};

enum hostile_with_tags {
    HOSTILE_WITH_TAGS_RIGHT,
    HOSTILE_WITH_TAGS_WRONG,
    HOSTILE_WITH_TAGS_REFUSED
};

enum hostile_source {
    HOSTILE_SOURCE_TRUE,
    HOSTILE_SOURCE_NO,
    HOSTILE_SOURCE_WRONG,
    HOSTILE_SOURCE_UNMARKED
};

enum hostile_access {
    HOSTILE_ACCESS_TRUE,
    HOSTILE_ACCESS_NEVER,
    HOSTILE_ACCESS_ALWAYS,
    HOSTILE_ACCESS_LAGS
};

/* How one kind of places is told in READ ELEMENT STATUS. */
struct hostile_telling {
    uint32_t length, sent; /* HOSTILE_NOWHERE = as long as what is in it; = length */
    enum hostile_tags tags;
    enum hostile_looks looks;
    uint32_t cut;
    bool avoltag_flag, avoltag_real;
    enum hostile_dvcid dvcid;
    bool unasked;
    uint32_t code_set, identity_type;
    bool says_given;
    uint32_t says;
    uint32_t identity_cut; /* HOSTILE_NOWHERE = whole */
    enum hostile_with_tags with_tags;
    bool dvcid_spoils;
    enum hostile_source source;
    enum hostile_access access;
    uint32_t lags;
    uint32_t bus, lun; /* HOSTILE_NOWHERE = not told */
    uint32_t extra;
    uint8_t flags;
    bool medium_type;
};

/* A field that tells the truth, or a number, or the truth and something. */
struct hostile_lie {
    enum {
        HOSTILE_LIE_NONE,
        HOSTILE_LIE_NUMBER,
        HOSTILE_LIE_LESS,
        HOSTILE_LIE_MORE,
        HOSTILE_LIE_LOW16,
        HOSTILE_LIE_SENT
    } how;
    uint32_t number;
};

struct hostile_reporting {
    bool ignores_count, ignores_start, ignores_type, ignores_allocation;
    bool down, mixed;
    bool low16, exact, cut_anywhere, within_expected;
    uint32_t most_allocation, at_most, refuses_over; /* 0 = no limit */
    struct hostile_lie count, first, report_bytes, page_bytes, page_type;
    uint32_t split, overlap;
    bool empty_refused, empty_page, dvcid_refused;
};

/* What is built in; a feature that is not is 5/20/00, or 5/24/00 where it is a bit. */
struct hostile_features {
    bool no_exchange, no_position, no_prevent, no_initialize, range, vendor_range, no_mode6,
        no_mode10;
    bool no_dbd, no_reserve, no_persistent, no_log, initialize_first;
};

struct hostile_range_told {
    bool from_given, count_given;
    uint32_t from, count;
};

struct hostile_pages {
    struct hostile_range_told told[HOSTILE_KINDS];
    bool slots_and_ports;
    uint32_t addresses_length; /* 0 = whole */
    struct hostile_vpd addresses, geometry, capabilities;
};

struct hostile_attention {
    uint32_t drive; /* HOSTILE_NOWHERE: the changer */
    uint8_t asc, ascq;
};

struct hostile_nexus {
    bool here;
    char initiator[224];
    struct hostile_attention *attentions; /* oldest first */
    size_t attention_count, attention_room;
    uint8_t *prevents; /* by unit, 0 the changer: medium removal is prevented */
    uint64_t key;      /* registered for persistent reservations, at any unit; 0 = none */
};

struct hostile_places {
    size_t count;
    uint32_t *index; /* by number - 1, of elements */
};

struct hostile_rule;
struct hostile_cached;
struct hostile_entry;

struct hostile_target {
    bool has_changer;
    struct hostile_unit changer;
    uint32_t attached; /* the drive that the changer is attached to; HOSTILE_NOWHERE */
    bool luns_given, luns_refused;
    uint32_t luns[256];
    size_t lun_count;

    struct hostile_element *elements; /* by address */
    size_t element_count;
    uint32_t *by_address; /* 65,536 indices of elements */
    struct hostile_places places[HOSTILE_KINDS];
    struct hostile_drive *drives;
    size_t drive_count;
    uint32_t cartridges; /* made so far */

    struct hostile_telling telling[HOSTILE_KINDS];
    struct hostile_reporting reporting;
    struct hostile_features features;
    struct hostile_pages pages;
    bool descriptor_sense;
    uint32_t sense_length; /* of fixed format */
    bool greets;
    uint8_t greeting[2]; /* the unit attention of each new session */

    bool door_open;
    bool initialized;
    struct hostile_nexus *nexus[HOSTILE_NEXUS_MAX];
    struct hostile_rule *rules;

    uint64_t version; /* one more with whatever a report could show */
    struct hostile_cached *reports;
    struct hostile_entry *entries;
    size_t entry_count, entry_room;
};

/* ---- library.c ---- */

/* What reports show may have changed. */
void hostile_library_touch(struct hostile_target *target);

/* The element with that address; NULL when there is none. */
struct hostile_element *hostile_library_at(const struct hostile_target *target, uint32_t address);

/* "slot" and 3; NULL when there is none. */
struct hostile_element *hostile_library_place(const struct hostile_target *target,
                                              enum hostile_kind kind, uint32_t number);
uint32_t hostile_library_index(const struct hostile_target *target,
                               const struct hostile_element *element);

/* The drive built in there; NULL for other kinds. */
struct hostile_drive *hostile_library_drive(const struct hostile_target *target,
                                            const struct hostile_element *element);

/* HOSTILE_NOWHERE for the changer. */
struct hostile_unit *hostile_library_unit(struct hostile_target *target, uint32_t drive);

/* "slot", "slots"; HOSTILE_ALL and false for others. */
bool hostile_library_kind(const char *word, enum hostile_kind *kind_out);
const char *hostile_library_kind_name(enum hostile_kind kind);

/* A cartridge goes from one place to another, as the robot or (by_person) hands carry it; the drives notice. */
void hostile_library_carry(struct hostile_target *target, struct hostile_element *from,
                           struct hostile_element *to, bool by_person);

/* Two cartridges change places; either may be missing. */
void hostile_library_swap(struct hostile_target *target, struct hostile_element *first,
                          struct hostile_element *second);

/* The drive takes the tape in its place into its grip, or lets it go. */
void hostile_library_load(struct hostile_target *target, struct hostile_drive *drive);
void hostile_library_let_go(struct hostile_target *target, struct hostile_drive *drive);

/* NULL without memory. */
struct hostile_cartridge *hostile_library_cartridge(struct hostile_target *target);
void hostile_library_forget_cartridge(struct hostile_cartridge *cartridge);

/* ---- attention.c ---- */

/* For each session, at the changer (HOSTILE_NOWHERE) or a drive. */
void hostile_attention_raise(struct hostile_target *target, uint32_t drive, uint8_t asc,
                             uint8_t ascq);
void hostile_attention_raise_for(struct hostile_nexus *nexus, uint32_t drive, uint8_t asc,
                                 uint8_t ascq);

/* Takes the oldest; false when none waits. */
bool hostile_attention_take(struct hostile_nexus *nexus, uint32_t drive, uint8_t *asc_out,
                            uint8_t *ascq_out);

#endif
