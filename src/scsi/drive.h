/*
 * What a tape drive can do for us: be asked, be waited for, load, unload, rewind, read the first blocks
 * of a tape so that label/ can say whose it is, write a label, and erase.  rsm_drive_write_label() and
 * rsm_drive_erase() are the functions that change what is on a tape.  Follows SSC-3; bytes are built and parsed in ssc.c.
 */
#ifndef RSM_SCSI_DRIVE_H
#define RSM_SCSI_DRIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "platform/error.h"
#include "scsi/device.h"

enum {
    RSM_DRIVE_BLOCK_MAX = 1 << 20 /* a label block larger than this is not read */
};

enum rsm_drive_state {
    RSM_DRIVE_READY,          /* a tape is threaded */
    RSM_DRIVE_EMPTY,          /* no cartridge */
    RSM_DRIVE_BECOMING_READY, /* and was not within the time given */
    RSM_DRIVE_UNLOADED,       /* a cartridge is there, and must be loaded or taken out first */
    RSM_DRIVE_NEEDS_CLEANING, /* and does nothing else until then */
    RSM_DRIVE_BEING_CLEANED,  /* a cleaning cartridge is in it */
    RSM_DRIVE_NOT_CLEANED,    /* one is in it that does not clean, or not any more */
    RSM_DRIVE_REFUSES /* a cartridge is there that it cannot use; of rsm_drive_look() only */
};

struct rsm_drive_facts {
    uint8_t density;     /* code of the tape that is loaded; 0 = the drive's default */
    uint8_t medium_type; /* as the drive numbers them; 0 = does not tell */
    bool write_protected;
    uint32_t block_length;   /* 0 = variable */
    uint32_t smallest_block; /* of READ BLOCK LIMITS; 0 and 0 = the drive does not tell */
    uint32_t largest_block;
};

/* What stands at the beginning of a tape. */
struct rsm_drive_label {
    const uint8_t *first; /* the drive's buffer, good until its next rsm_drive_read_label() */
    size_t first_length;  /* bytes at first; 0 when there is no block, or it is longer */
    size_t
        first_size; /* of the block on the tape: more than first_length when not all of it was to be
                             had, see drive->enough */
    size_t joined_length; /* bytes at first, those of the blocks behind it too: see drive->wanted */
    bool first_is_longer; /* than RSM_DRIVE_BLOCK_MAX; first holds nothing of it */
    bool blank;           /* nothing was ever written, or it was erased */
    bool filemark_first;  /* the tape begins with a filemark */

    bool filemark_found; /* there is a first filemark; known when the second block was asked for */
    bool has_second;     /* there is a block behind it */
    const uint8_t *second; /* that block, when it was asked for; a buffer of its own */
    size_t second_length;
    size_t second_size;
};

/* One drive in use.  Borrows the device; one thread at a time. */
struct rsm_drive {
    struct rsm_device *device;
    uint8_t *first_buffer; /* RSM_DRIVE_BLOCK_MAX each, made when first needed */
    uint8_t *second_buffer;
    bool fixed_only;              /* the drive refuses variable blocks */
    struct rsm_drive_facts facts; /* as they were when a label was last read; zero = not told */
    size_t
        wanted; /* bytes that a label may have: blocks are read until so many came, or a filemark;
                        0 = one block */
    size_t
        enough; /* the beginning of a block tells as much as all of it when it has so many bytes; 0 =
                      only all of it does.  Matters where a block is longer than one command may carry */
};

/*
 * Begin to use a device as a tape drive.  device stays the caller's and must outlive the drive.
 * ERROR_BAD_DEV_TYPE, and a line in the log, when it is something else.  Sends nothing.
 */
rsm_error rsm_drive_open(struct rsm_device *device, struct rsm_drive *drive_out);

/* Free the buffers.  Accepts a zeroed drive.  The device stays open. */
void rsm_drive_close(struct rsm_drive *drive);

/*
 * Ask for the state and, while it is "becoming ready", ask again for at most patience_ms (0 = ask
 * once).  ERROR_SUCCESS whenever the state is known, also RSM_DRIVE_EMPTY.  Other errors as
 * rsm_command_execute: the drive could not be asked, or is broken.
 */
rsm_error rsm_drive_wait_ready(struct rsm_drive *drive, uint32_t patience_ms,
                               enum rsm_drive_state *state_out);

/*
 * The same question, once, for who asks it again and again: nothing is logged, and a cartridge that the
 * drive complains about is no error.
 */
rsm_error rsm_drive_look(struct rsm_drive *drive, enum rsm_drive_state *state_out);

/* Thread the tape.  Blocks up to 15 minutes.  ERROR_NO_MEDIA_IN_DRIVE when there is none. */
rsm_error rsm_drive_load(struct rsm_drive *drive);

/*
 * Unthread the tape so that the changer may take the cartridge.  Blocks up to 15 minutes.  Unloading an
 * empty drive is ERROR_SUCCESS.
 *
 * ERROR_SHARING_VIOLATION  somebody else uses the drive: it is reserved, or the removal of its cartridge
 *                          is prevented; not logged, since it may be asked again and again
 * ERROR_NOT_SUPPORTED      the drive does not know the command, and is not asked again
 * and what rsm_command_execute() returns: it did not unload.
 */
rsm_error rsm_drive_unload(struct rsm_drive *drive);

/* Blocks up to 15 minutes.  ERROR_NO_MEDIA_IN_DRIVE when there is none. */
rsm_error rsm_drive_rewind(struct rsm_drive *drive);

/* Ask about the tape that is loaded and about the drive's block lengths. */
rsm_error rsm_drive_get_facts(struct rsm_drive *drive, struct rsm_drive_facts *facts_out);

/* What the drive is set to, and setting its block length (0 = variable), for drive_label.c and
 * drive_write.c. */
struct rsm_ssc_mode;
rsm_error rsm_drive_read_mode(struct rsm_drive *drive, struct rsm_ssc_mode *mode_out);
rsm_error rsm_drive_set_block_length(struct rsm_drive *drive, const struct rsm_ssc_mode *now,
                                     uint32_t length);

/*
 * Rewind, read the first block of the tape whatever its size, and, when want_second, the first block
 * behind the first filemark (LTFS).  Leaves the tape rewound.  Reads nothing beyond that and changes
 * nothing but the drive's block length setting, which it puts back.
 *
 * ERROR_SUCCESS also for a blank tape, for one that begins with a filemark, and when there is no second
 * block; a second block that is there and cannot be read is an error.
 * ERROR_NO_MEDIA_IN_DRIVE   there is no tape
 * ERROR_UNRECOGNIZED_MEDIA  the drive cannot read this kind of tape or its format
 * ERROR_CRC                 the tape is unreadable here
 * ERROR_NOT_SUPPORTED       a block is longer than the adapter carries in one command, and what came of it
 *                           is not drive->enough, or less than drive->wanted: nothing is known of the
 *                           tape, nor can be through this adapter; the log says so
 * and what rsm_command_execute returns: the drive failed, and the tape says nothing.
 */
rsm_error rsm_drive_read_label(struct rsm_drive *drive, bool want_second,
                               struct rsm_drive_label *label_out);

/*
 * Write this block at the beginning of the tape, and one filemark behind it: all that was on the tape is
 * lost.  The caller has just made sure whose tape it is: it called rsm_device_take_attentions() and then
 * rsm_drive_read_label().  When the drive has told of anything since (a medium change, a reset, a way
 * that was opened anew) nothing is written.  Nothing is ever sent twice.  Leaves the tape behind the
 * filemark; the drive's block length setting is put back.
 *
 * *touched_out is false only when the tape is certainly as it was.  Whether the label is on a tape that
 * was touched is known when it is read back.
 *
 * ERROR_WRITE_PROTECT   the tape, or the drive, is write protected
 * ERROR_NOT_SUPPORTED   the block is longer than the adapter carries in one command; nothing was sent
 * ERROR_MEDIA_CHANGED   see above; if not touched, look whose tape it is and begin anew
 * ERROR_END_OF_MEDIA    the tape is at its end, at its beginning: it is broken
 * and what rsm_command_execute returns, such as ERROR_WRITE_FAULT for a tape that cannot be written.
 */
rsm_error rsm_drive_write_label(struct rsm_drive *drive, const uint8_t *block, size_t size,
                                bool *touched_out);

/* How a tape was erased. */
enum rsm_drive_erasure {
    RSM_DRIVE_ERASED_TO_THE_END, /* all of it */
    RSM_DRIVE_ERASED_BEGINNING, /* nothing is found on it any more, but most of it lies there still */
    RSM_DRIVE_ERASED_BY_FILEMARK /* the same, and it begins with a filemark, since the drive does not know
                                     how to erase */
};

/*
 * Erase the tape from its beginning: to_the_end, for hours, or only as much as needed so that nothing is found.
 * A drive that does not know one of them does the other; one that knows neither writes a filemark.  The
 * caller has just made sure whose tape it is, and nothing is sent that could reach another, or twice, as
 * said of rsm_drive_write_label(); so are *touched_out and the errors.  *done_out is how, on success.
 */
rsm_error rsm_drive_erase(struct rsm_drive *drive, bool to_the_end,
                          enum rsm_drive_erasure *done_out, bool *touched_out);

#endif
