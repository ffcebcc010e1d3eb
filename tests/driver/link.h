/*
 * The driver's way to the bridge. Apart from the rest because Winsock's headers and the driver kit's cannot
 * be included together; that a driver may call Winsock at all is a freedom of Wine.
 */
#ifndef NTMS_TEST_DRIVER_LINK_H
#define NTMS_TEST_DRIVER_LINK_H

#include "wire.h"

/* A connection; all zero = not connected yet. */
struct link {
    int connected;
    unsigned long long socket;
};

/* One command and its answer. */
struct exchange {
    unsigned char lun, direction, cdb_length;
    unsigned char cdb[WIRE_CDB_MAX];
    unsigned int timeout_s;
    unsigned int data_length;
    unsigned char *data; /* data_length bytes, out or in */

    unsigned int outcome; /* WIRE_... */
    unsigned int moved;   /* bytes of data that went out or came in */
    unsigned char status;
    unsigned char sense_length;
    unsigned char sense[252];
};

/*
 * Carry one command. Connects first where there is no connection, to 127.0.0.1 at that port. Whatever goes
 * wrong between here and the bridge is WIRE_LOST, and the next call connects again. Blocks until the bridge
 * has answered, which it does a little after timeout_s at the latest.
 */
void link_carry(struct link *link, unsigned int port, struct exchange *exchange);

#endif
