/*
 * One open device and what it says about itself: INQUIRY and the vital product data pages 80h
 * (serial number) and 83h (identification).  What a changer or a drive can do is in changer.c and
 * drive.c.
 */
#ifndef RSM_SCSI_DEVICE_H
#define RSM_SCSI_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "platform/error.h"
#include "scsi/command.h"
#include "scsi/quirks.h"
#include "scsi/transport.h"

/* Peripheral device types that are ours. */
enum { RSM_DEVICE_TAPE = 0x01, RSM_DEVICE_CHANGER = 0x08 };

/* Of SPC's list "unknown or no device type". */
enum { RSM_DEVICE_UNKNOWN = 0x1F };

enum { RSM_DEVICE_SERIAL_MAX = 64, RSM_DEVICE_DESIGNATORS_MAX = 1024 };

/* The texts are printable ASCII without blanks at either end; "" = the device does not tell. */
struct rsm_device {
    struct rsm_link link;
    const struct rsm_transport *const *transports;
    bool rests;                    /* the way was closed by rsm_device_rest(), and not lost */
    char address[RSM_ADDRESS_MAX]; /* as given, secrets and all: show link.name instead */

    struct rsm_transport_facts facts; /* what the system knows of it, as of the last opening */

    uint8_t type; /* RSM_DEVICE_..., or another number of SPC's list */
    bool removable;
    bool attached_changer; /* it takes the commands of its changer too; we send none (B4h, A7h) */
    char vendor[9];
    char product[17];
    char revision[5];
    char serial[RSM_DEVICE_SERIAL_MAX];

    uint8_t designators[RSM_DEVICE_DESIGNATORS_MAX]; /* of page 83h: rsm_spc_next_designator */
    size_t designators_length;

    /* Nothing when it is opened; who knows more puts it here.  What was learned is forgotten as soon as the
     * device turns out to have another firmware than before. */
    struct rsm_quirks quirks;
};

/*
 * Open the device at address and ask what it is.  transports (a list that ends in NULL) and waiting
 * (NULL = the real clock) must outlive the device.  Any type of device is opened: whoever wants a
 * changer or a drive asks for device->type.  Blocks.
 *
 * Errors as rsm_transport.open and rsm_command_execute; ERROR_DEV_NOT_EXIST also when INQUIRY says
 * that there is no such logical unit.
 */
rsm_error rsm_device_open(const struct rsm_transport *const *transports, const char *address,
                          const struct rsm_waiting *waiting, struct rsm_device **device_out);

/* The same for who has no time: neither the opening nor any command afterwards takes longer than until
 * deadline (of waiting->now_ms), when ERROR_SEM_TIMEOUT closes the way. */
rsm_error rsm_device_open_until(const struct rsm_transport *const *transports, const char *address,
                                const struct rsm_waiting *waiting, uint64_t deadline,
                                struct rsm_device **device_out);

/* Close the way and keep what the device said of itself; rsm_device_reopen() opens it again. */
void rsm_device_disconnect(struct rsm_device *device);

/*
 * Whoever uses the device has done with it for now.  Where programs open the same device by name
 * (rsm_transport.is_shared) the way is closed, so that they can; elsewhere it stays open.  A way that was
 * closed here is opened anew as quietly as if it had stayed open: no attention is made up, since the
 * device itself tells whoever asks first what has happened meanwhile.  Accepts NULL.
 */
void rsm_device_rest(struct rsm_device *device);

/* Accepts NULL. */
void rsm_device_close(struct rsm_device *device);

/*
 * Open the way to the device anew, after ERROR_DEVICE_NOT_CONNECTED or ERROR_SEM_TIMEOUT, and make
 * sure that the same device answers; the facts stay valid.  All attentions are then pending, since
 * anything may have happened meanwhile; but not after rsm_device_rest(), unless the first try to open
 * it again failed.  Errors as rsm_device_open; ERROR_NOT_SAME_DEVICE when another device answers at
 * that address.  After a failure it may be tried again.
 */
rsm_error rsm_device_reopen(struct rsm_device *device);

/*
 * rsm_command_execute on the device's link, and one thing more: when the connection turns out to have
 * ended while nothing was under way (targets drop sessions that are idle), the way is opened anew.
 * The command is then sent if options->repeat_after_attention; if not, the answer is
 * ERROR_BUS_RESET with outcome REFUSED, as after a reset of the device: nothing was done, look again.
 * A link that was lost by a command stays closed until rsm_device_reopen().
 */
rsm_error rsm_device_execute(struct rsm_device *device, struct rsm_command *command,
                             const struct rsm_command_options *options,
                             struct rsm_command_result *result_out);

/* False after a failure of the transport, until rsm_device_reopen() succeeds. */
bool rsm_device_is_connected(const struct rsm_device *device);

/* The RSM_ATTENTION_... of all commands since the last call, which forgets them. */
uint32_t rsm_device_take_attentions(struct rsm_device *device);

/* Did the device ask to be cleaned since this was asked last? */
bool rsm_device_take_cleaning_asked(struct rsm_device *device);

/* Commands given to the transport so far, for those who count round trips. */
uint64_t rsm_device_commands_sent(const struct rsm_device *device);

#endif
