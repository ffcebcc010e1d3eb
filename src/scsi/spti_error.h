/*
 * What Windows says when a pass-through request or an open fails, translated once: into our code, into
 * whether the device can have got the command, and into words that say what to do.  Nothing here calls
 * Windows, so that every row is tested everywhere.
 */
#ifndef RSM_SCSI_SPTI_ERROR_H
#define RSM_SCSI_SPTI_ERROR_H

#include <stdbool.h>

#include "platform/error.h"

enum rsm_spti_meaning {
    RSM_SPTI_FAILED, /* and nothing is known of what the device did */

    RSM_SPTI_GONE, /* the device behind the handle is no longer there, or was not reached */

    /*
     * The driver does not know such a request at all.  Only this proves that a command was not sent, and
     * only of a driver that has never carried one in this form.  Every other code can come after the
     * device began: a bus reset, a device that went away, a driver that failed on the way back.
     */
    RSM_SPTI_UNKNOWN_REQUEST
};

struct rsm_spti_failure {
    rsm_error windows; /* the code that Windows gave; 0 in the row for all others */
    rsm_error error;   /* ours */
    enum rsm_spti_meaning meaning;
    const char *words; /* never NULL */
};

/* A pass-through request failed.  error is one of rsm_transport.execute.  Never NULL. */
const struct rsm_spti_failure *rsm_spti_command_failure(rsm_error windows);

/*
 * A device could not be opened.  error is one of rsm_transport.open.  is_administrator: the caller's rights are
 * in force; who has them all and is refused meets a driver that lets in one program at a time.
 * Never NULL.
 */
const struct rsm_spti_failure *rsm_spti_open_failure(rsm_error windows, bool is_administrator);

#endif
