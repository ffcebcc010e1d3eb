/*
 * The seam between what a device can do and how a command gets there: "carry one CDB".  Nothing here
 * knows what a command means.  One file per way of carrying, transport_<what>.c; the list of those
 * built in is in transports.c.
 */
#ifndef RSM_SCSI_TRANSPORT_H
#define RSM_SCSI_TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "platform/error.h"
#include "scsi/address.h"
#include "scsi/sense.h"
#include "scsi/spc.h"

enum { RSM_COMMAND_MAX = 1 << 24 /* bytes of data that one command may carry */ };

enum rsm_direction { RSM_DATA_NONE, RSM_DATA_IN, RSM_DATA_OUT };

/* One command and its answer. */
struct rsm_command {
    struct rsm_cdb cdb;
    enum rsm_direction direction;
    void *data;          /* the caller's; only read when direction is RSM_DATA_OUT */
    size_t length;       /* bytes at data, and the expected transfer length */
    uint32_t timeout_ms; /* for this command alone; never 0 */

    /* the answer */
    uint8_t status;     /* enum rsm_scsi_status, or whatever the device made up */
    bool sent;          /* false, with an error: it has certainly not reached the device */
    size_t transferred; /* bytes that arrived at data or left it, never more than length */
    uint8_t sense[RSM_SENSE_SIZE_MAX];
    size_t sense_length; /* 0 = none came */
};

enum { RSM_DEVICE_NAME_MAX = 64 /* bytes of a name that programs open, with its NUL */ };

/* What the operating system knows of a device, without a command to it.  All zero = nothing. */
struct rsm_transport_facts {
    bool has_scsi_address; /* port, bus, target and lun are known */
    uint16_t port, bus, target, lun;
    bool is_claimed;                /* by a class driver of the system */
    char name[RSM_DEVICE_NAME_MAX]; /* by which programs open it, as in "\\\\.\\Tape0"; "" = none */
    char path[RSM_ADDRESS_MAX]; /* what stays when numbers change: a device interface; "" = none */
    uint32_t max_transfer;      /* bytes that one command may carry; 0 = as many as it likes */

    /* identity, as the system read it when the device came; for who cannot ask the device */
    bool has_type;
    uint8_t type;                                         /* RSM_DEVICE_... */
    char vendor[9], product[17], revision[5], serial[64]; /* trimmed; "" = not known */
};

/* One way of carrying SCSI commands to devices. */
struct rsm_transport {
    const char *name; /* "iscsi", for the log */

    const char *scheme; /* how the addresses it understands begin, "iscsi:"; case is ignored */

    void *context; /* handed to enumerate, look and open; NULL when the transport needs none */

    bool is_system; /* what it enumerates with address NULL is what the operating system shows */

    bool is_shared; /* programs open the same devices by name, and cannot while a way is open here:
                       whoever has done with a device closes it */

    /*
     * Call found() once for each device that can be seen now, with an address that open() takes.
     *
     * address NULL: all that this transport finds by itself, which may be nothing.  Otherwise
     * address begins with the scheme: a whole target (an iSCSI address without a LUN) gives one
     * call for each logical unit, of whatever device type; the address of one device gives itself,
     * without a question to the device.
     *
     * The address given to found() lives until found() returns, and may hold secrets: print it
     * through rsm_address_hide() only.  Blocks for at most timeout_ms, but for found().  Errors as
     * open().
     */
    rsm_error (*enumerate)(void *context, const char *address, uint32_t timeout_ms,
                           void (*found)(void *found_context, const char *address),
                           void *found_context);

    /*
     * Open the device at address.  On success *handle_out is the caller's until close(); on failure
     * it is untouched, nothing is left to free, and the log says in words what is wrong.  Blocks,
     * at most for timeout_ms and for the transport's own connect time-out (iSCSI: 5 s).
     *
     * ERROR_BAD_PATHNAME         the address cannot be read
     * ERROR_CONNECTION_REFUSED   nobody listens there
     * ERROR_HOST_UNREACHABLE     no way to that host, or no host of that name
     * ERROR_SEM_TIMEOUT          no answer in time
     * ERROR_LOGON_FAILURE        name or secret are not accepted, in either direction
     * ERROR_ACCESS_DENIED        this computer, or this account, may not use that device
     * ERROR_SHARING_VIOLATION    another program has it open for itself alone
     * ERROR_DEV_NOT_EXIST        the target, or the logical unit in it, is not there
     * ERROR_NOT_ENOUGH_MEMORY
     */
    rsm_error (*open)(void *context, const char *address, uint32_t timeout_ms, void **handle_out);

    /*
     * What the system knows of the device at address, open or not, whoever uses it: no command is sent, and
     * nobody is kept from it.  What cannot be found out stays zero.  NULL = the transport cannot.  Errors
     * as open(); *facts_out is then untouched.
     */
    rsm_error (*look)(void *context, const char *address, struct rsm_transport_facts *facts_out);

    /* The same of a device that is open.  NULL = the transport cannot, and nothing is known.  Cannot fail. */
    void (*describe)(void *handle, struct rsm_transport_facts *facts_out);

    /*
     * A number that changes when what enumerate(NULL) finds does: a device came or went, has another name,
     * or is another one under the same name.  Cheap, and no device is opened: for asking every few seconds
     * whether to enumerate again.  Take it before enumerating, or what comes meanwhile is missed.  That
     * devices can be used again (another program has closed them) does not change it.  NULL = the transport
     * cannot say.  ERROR_NOT_ENOUGH_MEMORY; *signature_out is then untouched.
     */
    rsm_error (*signature)(void *context, uint64_t *signature_out);

    /*
     * Carry one command and wait for its status.  ERROR_SUCCESS means that the device answered,
     * even with CHECK CONDITION; the answer is in the lower half of *command.  Any other code
     * means that the command may or may not have been executed (certainly not, if sent, which is
     * true when execute begins, was set to false), and that this handle is of no more use: every
     * later execute() fails with ERROR_DEVICE_NOT_CONNECTED at once.  Bytes of data-in that did
     * not arrive are left as they were.  One thread at a time for each handle.
     *
     * ERROR_SEM_TIMEOUT            no answer within timeout_ms
     * ERROR_DEVICE_NOT_CONNECTED   the connection broke, now or before
     * ERROR_NOT_SUPPORTED          not sent: more than max_transfer, or what carries here carries no commands
     * ERROR_NOT_ENOUGH_MEMORY
     */
    rsm_error (*execute)(void *handle, struct rsm_command *command);

    /* Accepts NULL.  Cannot fail.  Does not wait for a device that is silent. */
    void (*close)(void *handle);
};

#endif
