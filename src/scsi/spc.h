/*
 * Commands that every kind of device knows, as bytes, and their answers taken apart.  Follows SPC-4
 * (and SAM-5 for logical unit numbers).  Pure functions: nothing is sent, logged or allocated here.
 * Parsers believe only what arrived; texts they give are printable ASCII, trimmed and zero-ended.
 */
#ifndef RSM_SCSI_SPC_H
#define RSM_SCSI_SPC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "platform/error.h"

/* One command as it goes over the wire.  Unused bytes are 0. */
struct rsm_cdb {
    uint8_t bytes[16];
    uint8_t length; /* 6, 10, 12 or 16 */
};

enum rsm_scsi_status {
    RSM_STATUS_GOOD = 0x00,
    RSM_STATUS_CHECK_CONDITION = 0x02,
    RSM_STATUS_CONDITION_MET = 0x04,
    RSM_STATUS_BUSY = 0x08,
    RSM_STATUS_RESERVATION_CONFLICT = 0x18,
    RSM_STATUS_TASK_SET_FULL = 0x28,
    RSM_STATUS_TASK_ABORTED = 0x40
};

enum rsm_spc_vpd_page {
    RSM_SPC_VPD_PAGES = 0x00,
    RSM_SPC_VPD_SERIAL = 0x80,
    RSM_SPC_VPD_IDENTIFICATION = 0x83
};

/* ---- building ---- */

struct rsm_cdb rsm_spc_test_unit_ready(void);
struct rsm_cdb rsm_spc_inquiry(uint16_t allocation);
struct rsm_cdb rsm_spc_inquiry_vpd(uint8_t page, uint16_t allocation);
struct rsm_cdb rsm_spc_request_sense(uint8_t allocation);

/* Allocation lengths under 16 are refused by the standard. */
struct rsm_cdb rsm_spc_report_luns(uint32_t allocation);

/* Current values; no_descriptors sets DBD. */
struct rsm_cdb rsm_spc_mode_sense6(uint8_t page, uint8_t subpage, bool no_descriptors,
                                   uint8_t allocation);
struct rsm_cdb rsm_spc_mode_sense10(uint8_t page, uint8_t subpage, bool no_descriptors,
                                    uint16_t allocation);

/* length is that of the parameter list sent along (see rsm_ssc_block_length_list). */
struct rsm_cdb rsm_spc_mode_select6(uint8_t length);

struct rsm_cdb rsm_spc_log_sense(uint8_t page, uint16_t allocation);

struct rsm_cdb rsm_spc_prevent_removal(bool prevent);

/* ---- INQUIRY ---- */

struct rsm_spc_inquiry {
    uint8_t qualifier; /* 0: a device is there */
    uint8_t type;      /* peripheral device type: 1 tape, 8 changer, 1Fh none */
    bool removable;
    bool attached_changer; /* MCHNGR: the device is also a changer of the old, embedded kind */
    uint8_t version;
    char vendor[9];
    char product[17];
    char revision[5];
};

/* ERROR_INVALID_DATA when fewer than 5 bytes arrived.  Texts that did not arrive are empty. */
rsm_error rsm_spc_parse_inquiry(const uint8_t *data, size_t size,
                                struct rsm_spc_inquiry *inquiry_out);

/* True when VPD page 00h, given in data, lists page. */
bool rsm_spc_lists_vpd_page(const uint8_t *data, size_t size, uint8_t page);

/*
 * The serial number of VPD page 80h, cut to room - 1 characters.  ERROR_INVALID_DATA when this is
 * not page 80h, ERROR_NOT_FOUND when it holds nothing but blanks, or
 * zeros.  serial is "" on failure.
 */
rsm_error rsm_spc_parse_serial(const uint8_t *data, size_t size, char *serial, size_t room);

/* ---- identification: VPD page 83h, and the identifiers in element status ---- */

enum rsm_spc_code_set { RSM_SPC_CODE_BINARY = 1, RSM_SPC_CODE_ASCII = 2, RSM_SPC_CODE_UTF8 = 3 };

enum rsm_spc_association { RSM_SPC_OF_UNIT = 0, RSM_SPC_OF_PORT = 1, RSM_SPC_OF_TARGET = 2 };

enum rsm_spc_designator_type {
    RSM_SPC_VENDOR_SPECIFIC = 0,
    RSM_SPC_T10_VENDOR_ID = 1,
    RSM_SPC_EUI64 = 2,
    RSM_SPC_NAA = 3,
    RSM_SPC_SCSI_NAME = 8
};

struct rsm_spc_designator {
    uint8_t code_set;     /* enum rsm_spc_code_set, or anything a device may send (0 to 15) */
    uint8_t type;         /* enum rsm_spc_designator_type, likewise */
    uint8_t association;  /* enum rsm_spc_association */
    bool truncated;       /* bytes end where the data ended, before the stated length */
    size_t length;        /* of bytes, as arrived; up to 255 */
    const uint8_t *bytes; /* inside the data that was parsed; no zero at the end */
};

/*
 * The list of designators inside VPD page 83h, as far as it arrived.  ERROR_INVALID_DATA when this is
 * not page 83h.
 */
rsm_error rsm_spc_find_designators(const uint8_t *data, size_t size, const uint8_t **list_out,
                                   size_t *size_out);

/*
 * The designator at *offset of such a list, which then moves on; begin with *offset = 0.  False at
 * the end.  A last one that was cut short is given as far as it goes.
 */
bool rsm_spc_next_designator(const uint8_t *list, size_t size, size_t *offset,
                             struct rsm_spc_designator *designator_out);

/* Same type and same bytes, blanks and zeros at both ends of texts aside.  Not for truncated ones. */
bool rsm_spc_same_designator(const struct rsm_spc_designator *a,
                             const struct rsm_spc_designator *b);

/* How surely an identifier names a device. */
enum rsm_spc_match {
    RSM_SPC_MATCH_NONE,
    RSM_SPC_MATCH_BEGINNING, /* it holds only the first part of the serial number (8 or more) */
    RSM_SPC_MATCH_WHOLE
};

/*
 * Does a text identifier (vendor + product + serial, vendor + serial, or the serial alone) name the
 * device with these texts, as INQUIRY and VPD 80h give them?  NONE for an empty serial.
 */
enum rsm_spc_match rsm_spc_match_device(const struct rsm_spc_designator *designator,
                                        const char *vendor, const char *product,
                                        const char *serial);

enum { RSM_SPC_SERIAL_MAX = 65 };

/* What a text identifier says by itself. */
struct rsm_spc_identity {
    char vendor[9]; /* "" when it is too short to hold all three */
    char product[17];
    char serial[RSM_SPC_SERIAL_MAX];
};

/*
 * Take a text identifier apart: longer than 24 characters is vendor (8), product (16) and serial
 * number, anything shorter is a serial number.  All three are "" for one that is not text.
 */
void rsm_spc_split_identity(const struct rsm_spc_designator *designator,
                            struct rsm_spc_identity *identity_out);

/* Printable form for logs and names: text as text, bytes as hexadecimal.  Cut to size. */
void rsm_spc_designator_text(const struct rsm_spc_designator *designator, char *text, size_t size);

/*
 * Copy count bytes as printable text: up to the first zero, bytes outside ASCII 20h..7Eh as '?', blanks
 * at both ends dropped, cut to room - 1.  Returns true when nothing had to be replaced.
 */
bool rsm_spc_copy_text(const uint8_t *bytes, size_t count, char *text, size_t room);

/* A serial number of nothing but zeros becomes "": devices that have none say so, and all of them would be one. */
void rsm_spc_drop_zeros(char *serial);

/* ---- REPORT LUNS ---- */

struct rsm_spc_lun {
    uint8_t bytes[8]; /* as on the wire */
    bool flat;        /* it can be written as one number */
    uint64_t number;  /* that number; 0 when !flat */
};

/*
 * Take a list apart.  Flat are: peripheral addressing on bus 0, flat space, and both extended flat
 * forms.  The first 'capacity' are stored, *count_out says how many; ERROR_MORE_DATA when there were
 * more.  *needed_out is the allocation length for the whole list.  ERROR_INVALID_DATA when the 8-byte
 * header did not arrive.
 */
rsm_error rsm_spc_parse_luns(const uint8_t *data, size_t size, struct rsm_spc_lun *luns,
                             size_t capacity, size_t *count_out, uint32_t *needed_out);

/* ---- MODE SENSE ---- */

/* A mode parameter list taken apart.  The pointers lead into the data that was parsed. */
struct rsm_spc_mode {
    uint8_t medium_type;
    uint8_t device_specific; /* for tapes: write protection, buffered mode, speed */
    bool long_lba;
    const uint8_t *descriptors; /* block descriptors, as far as they arrived */
    size_t descriptors_size;
    const uint8_t *pages; /* all that follows the block descriptors */
    size_t pages_size;
    const uint8_t *body; /* all that follows the header */
    size_t body_size;
};

/*
 * Only the header is judged: ERROR_INVALID_DATA when it did not arrive.  The mode data length is not
 * believed where it disagrees with what arrived.
 */
rsm_error rsm_spc_parse_mode6(const uint8_t *data, size_t size, struct rsm_spc_mode *mode_out);
rsm_error rsm_spc_parse_mode10(const uint8_t *data, size_t size, struct rsm_spc_mode *mode_out);

/*
 * The page (from its first byte, page code) as far as it arrived; subpage 0 means the page without
 * subpages.  Survives page lengths that run over the end and block descriptors that were announced
 * but not sent.  ERROR_NOT_FOUND when it is not there.
 */
rsm_error rsm_spc_find_mode_page(const struct rsm_spc_mode *mode, uint8_t page, uint8_t subpage,
                                 const uint8_t **page_out, size_t *size_out);

#endif
