/*
 * Commands of medium changers as bytes, and their answers taken apart.  Speaks SMC: transport,
 * storage, import/export and data transfer elements with 16-bit addresses.  Follows SMC-3 and, for
 * what older libraries send, SMC-2.  Pure functions: nothing is sent, logged or allocated here.
 */
#ifndef RSM_SCSI_SMC_H
#define RSM_SCSI_SMC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "platform/error.h"
#include "scsi/spc.h"

enum rsm_smc_type {
    RSM_SMC_ALL = 0, /* only in requests */
    RSM_SMC_TRANSPORT = 1,
    RSM_SMC_STORAGE = 2,
    RSM_SMC_IMPORT_EXPORT = 3,
    RSM_SMC_DATA_TRANSFER = 4
};

enum {
    RSM_SMC_TYPES = 5, /* for arrays indexed by enum rsm_smc_type; [0] is not used */
    RSM_SMC_TAG_MAX = 32
};

/* ---- building ---- */

/* transport 0 lets the changer choose its transport element. */
struct rsm_cdb rsm_smc_move_medium(uint16_t transport, uint16_t from, uint16_t to, bool invert);

/* What is in first goes to second, what is in from goes to first. */
struct rsm_cdb rsm_smc_exchange_medium(uint16_t transport, uint16_t from, uint16_t first,
                                       uint16_t second, bool invert_first, bool invert_second);

struct rsm_cdb rsm_smc_position_to_element(uint16_t transport, uint16_t to, bool invert);
struct rsm_cdb rsm_smc_initialize_element_status(void);

/* 37h, SMC-3.  fast: no scanning where the changer trusts what it knows.  count 0: to the end. */
struct rsm_cdb rsm_smc_initialize_range(uint16_t first, uint16_t count, bool fast);

/* E7h, the vendors' form that came before 37h. */
struct rsm_cdb rsm_smc_initialize_range_vendor(uint16_t first, uint16_t count);

/* What READ ELEMENT STATUS shall add to each descriptor; bits. */
enum rsm_smc_wish {
    RSM_SMC_TAGS = 0x1,        /* VOLTAG */
    RSM_SMC_IDENTIFIERS = 0x2, /* DVCID */
    RSM_SMC_NO_MOTION = 0x4    /* CURDATA: answer from memory, move nothing */
};

/* allocation has 24 bits; some changers look only at the lower 16. */
struct rsm_cdb rsm_smc_read_element_status(enum rsm_smc_type type, uint16_t first, uint16_t count,
                                           unsigned wishes, uint32_t allocation);

/* ---- READ ELEMENT STATUS ---- */

/*
 * One element.  What a descriptor was too short to hold, or what did not arrive, is absent: false,
 * 0 or "".  Pointers lead into the data that was parsed.
 */
struct rsm_smc_element {
    uint16_t address;
    enum rsm_smc_type type;
    bool cut; /* this descriptor, the last one, arrived only in part */

    bool status_valid; /* the byte of the following flags arrived */
    bool full;
    bool access;        /* the robot can reach it; says nothing of whether a drive has unloaded */
    bool except;        /* asc and ascq say what is wrong */
    bool put_by_person; /* IMPEXP: a person put the cartridge there */
    bool can_import;    /* INENAB */
    bool can_export;    /* EXENAB */
    bool disabled;      /* ED */
    uint8_t asc;        /* may be set without except */
    uint8_t ascq;

    bool bus_address_valid; /* drives: the two addresses of parallel SCSI */
    uint8_t bus_address;
    bool lun_valid;
    uint8_t lun;
    bool other_bus; /* the addresses are not on the bus of the changer */

    bool source_valid;
    uint16_t source; /* the element that the cartridge came from last */
    bool inverted;
    uint8_t medium_type; /* 0 not told, 1 data, 2 cleaning, 3 diagnostics, 4 WORM */

    bool tag_present;  /* a primary volume tag arrived whole and is not blank */
    bool tag_readable; /* it is printable; else 'tag' has '?' in it and names no cartridge */
    char tag[RSM_SMC_TAG_MAX + 1]; /* trimmed; the case is the device's */

    bool identifier_present;
    struct rsm_spc_designator identifier; /* DVCID; association is always RSM_SPC_OF_UNIT */
};

/* What the report said of itself, and how far it could be followed. */
struct rsm_smc_report {
    uint16_t first;     /* first element address reported */
    uint16_t announced; /* number of elements available; a device may send more or fewer */
    uint32_t promised;  /* length of the whole report with its header */
    size_t seen;        /* elements given to found() */
    size_t skipped;     /* elements of a type that was not wanted */
    bool cut;           /* the data ended within a page or a descriptor */
    const char *reason; /* why the data was refused, for logs; NULL when it was not */
    size_t position;    /* where in the data that was */
};

/*
 * Walk a report and give each element to found(), which ends the walk with any code but
 * ERROR_SUCCESS; that code is then returned.  wanted: elements of other types are counted, not given.
 *
 * Data that ends early is no error: what arrived is given, report_out->cut says so, and promised is
 * the allocation length that would have been enough.  ERROR_INVALID_DATA when the bytes contradict
 * themselves, with reason and position in *report_out; elements found before that have been given
 * and should be forgotten.  An address can come twice; the walk never reads beyond size and ends
 * after at most size / 2 elements.
 */
rsm_error rsm_smc_parse_element_status(const uint8_t *data, size_t size, enum rsm_smc_type wanted,
                                       rsm_error (*found)(void *context,
                                                          const struct rsm_smc_element *element),
                                       void *context, struct rsm_smc_report *report_out);

/* The element is announced but not built in (vendor codes 83/02 and 83/04, and it holds nothing). */
bool rsm_smc_is_ghost(const struct rsm_smc_element *element);

/* ---- mode pages; page and size as rsm_spc_find_mode_page gives them ---- */

enum rsm_smc_mode_page {
    RSM_SMC_PAGE_ADDRESSES = 0x1D,
    RSM_SMC_PAGE_GEOMETRY = 0x1E,
    RSM_SMC_PAGE_CAPABILITIES = 0x1F
};

struct rsm_smc_range {
    uint16_t first;
    uint16_t count;
};

/* Element address assignment: by_type[RSM_SMC_STORAGE].first and so on; [RSM_SMC_ALL] is unused. */
struct rsm_smc_addresses {
    struct rsm_smc_range by_type[RSM_SMC_TYPES];
};

/* ERROR_INVALID_DATA when it is another page or ends before the last count. */
rsm_error rsm_smc_parse_addresses(const uint8_t *page, size_t size,
                                  struct rsm_smc_addresses *addresses_out);

/* Transport geometry: can this transport element (0 = the first) turn a cartridge over? */
bool rsm_smc_can_rotate(const uint8_t *page, size_t size, size_t transport);

/* Device capabilities.  Bit (1 << (type - 1)) of a mask stands for an element type. */
struct rsm_smc_capabilities {
    uint8_t stores;                   /* types that can keep a cartridge */
    uint8_t moves[RSM_SMC_TYPES];     /* from type: mask of types to move to */
    uint8_t exchanges[RSM_SMC_TYPES]; /* likewise */
};

/*
 * ERROR_INVALID_DATA when it is another page or the move matrix did not arrive; an exchange matrix
 * that did not arrive allows nothing.
 */
rsm_error rsm_smc_parse_capabilities(const uint8_t *page, size_t size,
                                     struct rsm_smc_capabilities *capabilities_out);

bool rsm_smc_can_store(const struct rsm_smc_capabilities *capabilities, enum rsm_smc_type type);
bool rsm_smc_can_move(const struct rsm_smc_capabilities *capabilities, enum rsm_smc_type from,
                      enum rsm_smc_type to);
bool rsm_smc_can_exchange(const struct rsm_smc_capabilities *capabilities, enum rsm_smc_type from,
                          enum rsm_smc_type to);

/* "storage element" and so on, for logs. */
const char *rsm_smc_type_name(enum rsm_smc_type type);

#endif
