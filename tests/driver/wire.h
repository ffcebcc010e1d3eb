/*
 * What the test driver and the bridge say to each other, over TCP on loopback. One connection for each
 * logical unit; one request at a time on it, and one reply for each, in the byte order of this machine.
 *
 *   driver:  struct wire_request, then data_length bytes when direction is WIRE_OUT
 *   bridge:  struct wire_reply, then sense_length bytes of sense data, then data_length bytes of data
 */
#ifndef NTMS_TEST_DRIVER_WIRE_H
#define NTMS_TEST_DRIVER_WIRE_H

#define WIRE_MAGIC    0x3153424Eu /* "NBS1" */
#define WIRE_DATA_MAX (16u << 20)
#define WIRE_CDB_MAX  16

/* as DataIn of the pass-through structures */
enum { WIRE_OUT = 0, WIRE_IN = 1, WIRE_NONE = 2 };

enum {
    WIRE_DONE = 0,     /* the device answered; the SCSI status says what */
    WIRE_TIME_OUT = 1, /* it did not within timeout_s */
    WIRE_LOST = 2      /* there is no way to it, or the way broke meanwhile */
};

struct wire_request {
    unsigned int magic;
    unsigned int timeout_s;
    unsigned int data_length;
    unsigned char lun;
    unsigned char direction;
    unsigned char cdb_length;
    unsigned char unused;
    unsigned char cdb[WIRE_CDB_MAX];
};

struct wire_reply {
    unsigned int magic;
    unsigned int outcome;
    unsigned int data_length; /* never more than asked for; 0 for a command without data in */
    unsigned int left;        /* bytes of data_length of the request that were not moved */
    unsigned char status;
    unsigned char sense_length;
    unsigned char unused[2];
};

#endif
