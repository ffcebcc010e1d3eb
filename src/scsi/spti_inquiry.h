/*
 * What an adapter answers to IOCTL_SCSI_GET_INQUIRY_DATA: SCSI_ADAPTER_BUS_INFO with a chain of
 * SCSI_INQUIRY_DATA for each bus (Microsoft, ntddscsi.h).  A pure function: nothing is sent, and the
 * layout is the same for 32- and 64-bit programs.
 */
#ifndef RSM_SCSI_SPTI_INQUIRY_H
#define RSM_SCSI_SPTI_INQUIRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "platform/error.h"
#include "scsi/spc.h"

/* One logical unit that an adapter knows. */
struct rsm_spti_unit {
    uint8_t bus, target, lun;
    bool is_claimed;                /* a class driver of the system has it */
    bool has_inquiry;               /* it answered the system's INQUIRY: */
    struct rsm_spc_inquiry inquiry; /* all zero when not */
};

/*
 * Call each() for every logical unit in the `size` bytes that came.  The offsets of a chain must grow,
 * so that it ends whatever it holds; the number of logical units is one byte, which wraps round, and
 * only tells an empty bus from others.  Inquiry data is cut where the next entry or the answer ends.  One
 * entry may be in two chains: who minds compares the numbers.
 *
 * ERROR_INVALID_DATA when the answer is cut short or an offset leads outside or backwards: what was
 * readable before, and on other buses, has been given to each().
 */
rsm_error rsm_spti_parse_units(const void *data, size_t size,
                               void (*each)(void *context, const struct rsm_spti_unit *unit),
                               void *context);

#endif
