/*
 * iSCSI for the impatient: no command takes longer than a short time, and no wait for a device either, so that "no
 * answer" and "not ready for a minute" are over in half a second.
 */
#ifndef RSM_TESTS_SUPPORT_HASTY_TRANSPORT_H
#define RSM_TESTS_SUPPORT_HASTY_TRANSPORT_H

#include <stdint.h>

#include "scsi/command.h"
#include "scsi/transport.h"

enum { HASTY_COMMAND_MS = 500, HASTY_SPEED = 50 };

/* For rsm_options.transports: iSCSI alone, each command with at most HASTY_COMMAND_MS; ends in NULL. */
extern const struct rsm_transport *const hasty_transports[];

/* For rsm_options.waiting: a sleep takes the HASTY_SPEEDth part of its time, and the clock has gone on by all of it. */
extern const struct rsm_waiting hasty_waiting;

#endif
