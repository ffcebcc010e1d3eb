/*
 * Sense data: what a device says about a command that did not simply succeed.  Takes both formats
 * apart and translates them, by one table, to a Win32 code, a class that says what to do next, and
 * words for people.  Follows SPC-4 (4.5 sense data, annex with the additional sense codes).
 * Pure functions; nothing is logged here.
 */
#ifndef RSM_SCSI_SENSE_H
#define RSM_SCSI_SENSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "platform/error.h"

enum {
    RSM_SENSE_SIZE_MAX = 252, /* the most that a device may send */
    RSM_SENSE_TEXT_MAX = 160  /* room that rsm_sense_describe() never outgrows */
};

enum rsm_sense_key {
    RSM_SENSE_KEY_NO_SENSE = 0x0,
    RSM_SENSE_KEY_RECOVERED_ERROR = 0x1,
    RSM_SENSE_KEY_NOT_READY = 0x2,
    RSM_SENSE_KEY_MEDIUM_ERROR = 0x3,
    RSM_SENSE_KEY_HARDWARE_ERROR = 0x4,
    RSM_SENSE_KEY_ILLEGAL_REQUEST = 0x5,
    RSM_SENSE_KEY_UNIT_ATTENTION = 0x6,
    RSM_SENSE_KEY_DATA_PROTECT = 0x7,
    RSM_SENSE_KEY_BLANK_CHECK = 0x8,
    RSM_SENSE_KEY_VENDOR = 0x9,
    RSM_SENSE_KEY_COPY_ABORTED = 0xA,
    RSM_SENSE_KEY_ABORTED_COMMAND = 0xB,
    RSM_SENSE_KEY_VOLUME_OVERFLOW = 0xD,
    RSM_SENSE_KEY_MISCOMPARE = 0xE,
    RSM_SENSE_KEY_COMPLETED = 0xF
};

struct rsm_sense {
    bool present;    /* false: nothing usable came; all other members are then 0 */
    bool descriptor; /* 72h or 73h */
    bool deferred;   /* 71h or 73h: about an earlier command; this one was not carried out */
    uint8_t key;     /* enum rsm_sense_key */
    uint8_t asc;
    uint8_t ascq;
    bool filemark;
    bool end_of_medium; /* also beginning of medium, when moving backwards */
    bool wrong_length;  /* ILI */
    bool information_valid;
    int64_t information; /* two's complement widened: a negative residue is negative here */
    bool progress_valid;
    uint16_t progress; /* part done, in 65,536ths */
    bool field_valid;  /* the next four say what was illegal */
    bool field_in_cdb; /* else in the data sent */
    bool field_bit_valid;
    uint8_t field_bit;
    uint16_t field_byte;
};

/* What sort of answer this is, for whoever decides what happens next. */
enum rsm_sense_class {
    RSM_SENSE_NONE,      /* no sense data, or sense that reports nothing wrong */
    RSM_SENSE_RECOVERED, /* done, with effort */
    RSM_SENSE_MARK,      /* filemark, end or beginning of medium, end of data: position news */
    RSM_SENSE_STALE_INVENTORY, /* unit attention: cartridges may have moved; read everything again */
    RSM_SENSE_ATTENTION,       /* any other unit attention: send the command again */
    RSM_SENSE_BECOMING_READY,  /* wait, bounded, and ask again */
    RSM_SENSE_PAUSED,          /* a person paused it, or opened its door: the same, and say so */
    RSM_SENSE_NEEDS_INITIALIZE, /* not ready until INITIALIZE ELEMENT STATUS (or LOAD) was sent */
    RSM_SENSE_NEEDS_PERSON,    /* offline, wrong mode, manual intervention: waiting does not help */
    RSM_SENSE_NOT_READY,       /* not ready for another reason */
    RSM_SENSE_NO_MEDIUM,       /* no cartridge in the drive */
    RSM_SENSE_ILLEGAL,         /* the device does not know this command, field or page */
    RSM_SENSE_ILLEGAL_ELEMENT, /* no element has this address */
    RSM_SENSE_SOURCE_EMPTY,    /* move: nothing to take */
    RSM_SENSE_DESTINATION_FULL, /* move: no room */
    RSM_SENSE_PREVENTED,        /* removal prevented, or the drive does not let go */
    RSM_SENSE_NO_ACCESS,        /* element or magazine absent, locked or out of reach */
    RSM_SENSE_PROTECTED,        /* write protected, or access denied */
    RSM_SENSE_BLANK,            /* nothing recorded here */
    RSM_SENSE_UNKNOWN_MEDIUM,   /* wrong, foreign or unreadable format or kind of cartridge */
    RSM_SENSE_CLEANING,         /* a cleaning cartridge, or cleaning is needed */
    RSM_SENSE_MEDIUM,           /* the medium is bad here */
    RSM_SENSE_MECHANICAL, /* robot or drive mechanics: where the cartridge is must be looked up */
    RSM_SENSE_HARDWARE,   /* the device is broken */
    RSM_SENSE_ABORTED,    /* the command was dropped on the way: may be sent again if harmless */
    RSM_SENSE_OTHER
};

/*
 * Take apart whatever arrived, from no byte to RSM_SENSE_SIZE_MAX and more.  Fields that did not
 * arrive, or lie beyond the length that the data states, are 0.  An unknown response code gives
 * present = false.
 */
void rsm_sense_parse(const uint8_t *data, size_t size, struct rsm_sense *sense_out);

enum rsm_sense_class rsm_sense_classify(const struct rsm_sense *sense);

/* Does the device ask to be cleaned, whatever became of the command (00h/17h)? */
bool rsm_sense_asks_for_cleaning(const struct rsm_sense *sense);

/*
 * The Win32 code for a command that ended with this sense.  ERROR_SUCCESS only for NO SENSE and
 * RECOVERED ERROR without filemark, end of medium or length flags.  Absent sense: ERROR_IO_DEVICE.
 */
rsm_error rsm_sense_error(const struct rsm_sense *sense);

/*
 * Words such as "illegal request: source element is empty (5/3B/0E)".  Always ends the text with a
 * zero when size is not 0, and cuts it if it must.  Returns the length without the zero.
 */
size_t rsm_sense_describe(const struct rsm_sense *sense, char *text, size_t size);

/*
 * The same words for a pair of additional sense codes alone, as element status descriptors carry
 * them: "bar code label unreadable (83/00)".
 */
size_t rsm_sense_describe_code(uint8_t asc, uint8_t ascq, char *text, size_t size);

/* The name of a class for logs: "becoming ready". */
const char *rsm_sense_class_name(enum rsm_sense_class sense_class);

#endif
