/*
 * The bytes of one SCSI command, ready to be sent.  Builders live in spc.c, smc.c and ssc.c; who
 * carries them is transport.h's business.
 */
#ifndef RSM_SCSI_CDB_H
#define RSM_SCSI_CDB_H

#include <stddef.h>
#include <stdint.h>

enum { RSM_CDB_MAX = 16 };

struct rsm_cdb {
    uint8_t bytes[RSM_CDB_MAX];
    size_t length; /* 6, 10, 12 or 16 */
};

#endif
