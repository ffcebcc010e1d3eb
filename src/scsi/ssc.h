/*
 * Commands of tape drives as bytes, and their answers taken apart.  Follows SSC-3.  Pure functions:
 * nothing is sent, logged or allocated here.
 */
#ifndef RSM_SCSI_SSC_H
#define RSM_SCSI_SSC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "platform/error.h"
#include "scsi/sense.h"
#include "scsi/spc.h"

/* ---- building; counts and lengths above 24 bits are cut to the largest that fits ---- */

/* What LOAD UNLOAD shall do; bits. */
enum rsm_ssc_load {
    RSM_SSC_UNLOAD = 0x0,
    RSM_SSC_LOAD = 0x1,
    RSM_SSC_RETENSION = 0x2,
    RSM_SSC_END_OF_TAPE = 0x4, /* unload at the end of the tape */
    RSM_SSC_HOLD = 0x8         /* thread or unthread, but do not eject */
};

/* immediate: the answer comes before the work is done; the drive is then becoming ready. */
struct rsm_cdb rsm_ssc_load_unload(unsigned how, bool immediate);
struct rsm_cdb rsm_ssc_rewind(bool immediate);
struct rsm_cdb rsm_ssc_read_block_limits(void);

/* READ(6) of one block of at most length bytes.  any_length sets SILI: a shorter block is GOOD. */
struct rsm_cdb rsm_ssc_read_block(uint32_t length, bool any_length);

/* READ(6) of count blocks of the block length that the drive is set to. */
struct rsm_cdb rsm_ssc_read_blocks(uint32_t count);

/* WRITE(6) of one block of length bytes. */
struct rsm_cdb rsm_ssc_write_block(uint32_t length);
struct rsm_cdb rsm_ssc_write_blocks(uint32_t count);
struct rsm_cdb rsm_ssc_write_filemarks(uint32_t count, bool immediate);

/* ERASE(6), from where the tape is: to its end (LONG), or as much as the format wants so that nothing is found
 * behind it. */
struct rsm_cdb rsm_ssc_erase(bool to_the_end);

enum rsm_ssc_space {
    RSM_SSC_SPACE_BLOCKS = 0,
    RSM_SSC_SPACE_FILEMARKS = 1,
    RSM_SSC_SPACE_END_OF_DATA = 3 /* the count does not matter */
};

/* Negative counts go towards the beginning.  Within -800000h .. 7FFFFFh; beyond, cut to that. */
struct rsm_cdb rsm_ssc_space(enum rsm_ssc_space what, int32_t count);

/* The short form answers 20 bytes, the long form 32. */
struct rsm_cdb rsm_ssc_read_position(bool long_form);

enum {
    RSM_SSC_BLOCK_LIMITS_SIZE = 6,
    RSM_SSC_POSITION_SHORT_SIZE = 20,
    RSM_SSC_POSITION_LONG_SIZE = 32,
    RSM_SSC_BLOCK_LENGTH_LIST_SIZE = 12
};

/* ---- READ BLOCK LIMITS ---- */

struct rsm_ssc_block_limits {
    uint8_t granularity; /* block lengths are multiples of 2 to this power */
    uint32_t maximum;    /* 0: no limit is told */
    uint16_t minimum;
};

/* ERROR_INVALID_DATA when fewer than 6 bytes arrived. */
rsm_error rsm_ssc_parse_block_limits(const uint8_t *data, size_t size,
                                     struct rsm_ssc_block_limits *limits_out);

/* ---- READ POSITION ---- */

struct rsm_ssc_position {
    bool at_beginning;
    bool at_end;
    bool known; /* the drive vouches for partition and block */
    uint32_t partition;
    uint64_t block;  /* logical objects (blocks and filemarks) before this place */
    bool file_known; /* long form only */
    uint64_t file;   /* filemarks before this place */
};

/* ERROR_INVALID_DATA when fewer than 20 or 32 bytes arrived. */
rsm_error rsm_ssc_parse_position_short(const uint8_t *data, size_t size,
                                       struct rsm_ssc_position *position_out);
rsm_error rsm_ssc_parse_position_long(const uint8_t *data, size_t size,
                                      struct rsm_ssc_position *position_out);

/* ---- MODE SENSE: what the header and the block descriptor say of a tape ---- */

struct rsm_ssc_mode {
    bool write_protected;
    uint8_t buffered_mode; /* 0: each write waits for the tape */
    uint8_t medium_type;
    bool descriptor_present; /* else the next three are 0 */
    uint8_t density;
    uint32_t blocks;       /* 0: all that are left */
    uint32_t block_length; /* 0: variable */
};

void rsm_ssc_parse_mode(const struct rsm_spc_mode *mode, struct rsm_ssc_mode *mode_out);

/*
 * The parameter list for MODE SELECT(6) that sets the block length (0 = variable) and leaves buffered
 * mode and density as 'now' has them.
 */
void rsm_ssc_block_length_list(const struct rsm_ssc_mode *now, uint32_t block_length,
                               uint8_t list_out[RSM_SSC_BLOCK_LENGTH_LIST_SIZE]);

/* ---- the outcome of READ(6) of one block ---- */

enum rsm_ssc_read {
    RSM_SSC_READ_DATA,        /* a block of exactly the length asked for, or a shorter one (SILI) */
    RSM_SSC_READ_FILEMARK,    /* no data; the tape is behind the filemark */
    RSM_SSC_READ_END_OF_DATA, /* no data; nothing is recorded from here on */
    RSM_SSC_READ_SHORT_BLOCK, /* the block was shorter; the tape is behind it */
    RSM_SSC_READ_LONG_BLOCK,  /* the block was longer; the tape is behind it */
    RSM_SSC_READ_ERROR
};

struct rsm_ssc_read_outcome {
    enum rsm_ssc_read kind;
    size_t block_size; /* true length of the block on the tape; 0 where there is none */
    size_t usable;     /* bytes of the buffer that may be believed; less than block_size when not
                          all of a block came */
    rsm_error error;   /* ERROR_SUCCESS for everything but READ_ERROR */
};

/*
 * What a READ(6) of one block (rsm_ssc_read_block) came to.  status is a SCSI status, sense goes with
 * CHECK CONDITION (may be NULL otherwise), requested is the length in the CDB, arrived the number of
 * bytes that the transport says it put into the buffer.  Filemarks and the end of data are believed
 * before any data: devices send rubbish with them.  With a wrong length, block length = requested -
 * INFORMATION.  A deferred error is an error: this command was not carried out.  Status other than
 * GOOD and CHECK CONDITION: ERROR_BUSY for BUSY and TASK SET FULL, ERROR_SHARING_VIOLATION for
 * RESERVATION CONFLICT, else ERROR_IO_DEVICE.
 */
struct rsm_ssc_read_outcome rsm_ssc_read_outcome(uint8_t status, const struct rsm_sense *sense,
                                                 size_t requested, size_t arrived);

#endif
