/*
 * One open device: the way to it, and what it says about itself (SPC-4: INQUIRY, VPD 80h and 83h).
 */
#include "scsi/device.h"

#include "platform/log.h"
#include "scsi/address.h"
#include "scsi/spc.h"
#include "scsi/transports.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    INQUIRY_MS = 30000,
    INQUIRY_LENGTH = 96,
    INQUIRY_LEAST = 5,
    INQUIRY_WANTED = 36, /* up to the revision */
    VPD_LENGTH = 252,    /* old devices look at the lower byte of the length only */
    VPD_LONG_LENGTH = RSM_DEVICE_DESIGNATORS_MAX,
    VPD_HEADER = 4,
    MOST_IDENTITIES = 8 /* times in a row that a device is asked who it is */
};

/* What tells one device from another. */
struct identity {
    struct rsm_spc_inquiry inquiry;
    char serial[RSM_DEVICE_SERIAL_MAX];
};

/* ---- questions ---- */

static rsm_error ask(struct rsm_device *device, struct rsm_cdb cdb, uint8_t *data, size_t length,
                     size_t least, bool expected, size_t *arrived_out,
                     struct rsm_command_result *result)
{
    struct rsm_command_options options = rsm_command_question;
    struct rsm_command command;
    rsm_error err;

    memset(&command, 0, sizeof command);
    command.cdb = cdb;
    command.direction = RSM_DATA_IN;
    command.data = data;
    command.length = length;
    command.timeout_ms = INQUIRY_MS;
    options.minimum = least;
    options.expected = expected;
    err = rsm_command_execute(&device->link, &command, &options, result);
    *arrived_out = err == ERROR_SUCCESS ? command.transferred : 0;
    return err;
}

/* Did less arrive than the answer itself announces?  Standard data is counted from byte 4 on, and nothing behind the
 * revision is wanted; a page from its third byte on. */
static bool is_cut(const uint8_t *data, size_t arrived, size_t length, bool is_page)
{
    size_t announced = is_page ? VPD_HEADER : INQUIRY_LEAST;

    if (arrived >= announced)
        announced += is_page ? (size_t)data[2] << 8 | data[3] : data[4];
    if (!is_page && announced > INQUIRY_WANTED)
        announced = INQUIRY_WANTED;
    return arrived < (announced < length ? announced : length);
}

/* An identity that was cut on its way would be that of another device: it is asked for a second time.  What is cut
 * then too is what the device has to tell. */
static rsm_error ask_whole(struct rsm_device *device, struct rsm_cdb cdb, uint8_t *data,
                           size_t length, bool is_page, size_t *arrived_out,
                           struct rsm_command_result *result)
{
    rsm_error err = ask(device, cdb, data, length, 0, is_page, arrived_out, result);

    if (err == ERROR_SUCCESS && is_cut(data, *arrived_out, length, is_page))
        err = ask(device, cdb, data, length, 0, is_page, arrived_out, result);
    return err;
}

static rsm_error inquire(struct rsm_device *device, struct rsm_spc_inquiry *inquiry_out)
{
    uint8_t data[INQUIRY_LENGTH];
    struct rsm_command_result result;
    size_t arrived;
    rsm_error err = ask_whole(device, rsm_spc_inquiry(sizeof data), data, sizeof data, false,
                              &arrived, &result);

    if (err == ERROR_SUCCESS && arrived < INQUIRY_LEAST)
        err = ERROR_BAD_LENGTH;
    if (err == ERROR_SUCCESS)
        err = rsm_spc_parse_inquiry(data, arrived, inquiry_out);
    if (err == ERROR_SUCCESS &&
        (inquiry_out->qualifier != 0 || inquiry_out->type == RSM_DEVICE_UNKNOWN)) {
        rsm_log(RSM_LOG_ERROR, "scsi", "%s: the target has no such logical unit; check the LUN",
                device->link.name);
        err = ERROR_DEV_NOT_EXIST;
    }
    return err;
}

/* A device that knows no such page answers ILLEGAL REQUEST, which is an answer: no bytes.  Any other
 * failure says nothing of the page, and a device without its identity would be taken for another. */
static rsm_error ask_page(struct rsm_device *device, uint8_t page, uint8_t *data, size_t length,
                          size_t *arrived_out)
{
    struct rsm_command_result result;
    rsm_error err = ask_whole(device, rsm_spc_inquiry_vpd(page, (uint16_t)length), data, length,
                              true, arrived_out, &result);

    return result.sense.key == RSM_SENSE_KEY_ILLEGAL_REQUEST ? ERROR_SUCCESS : err;
}

static rsm_error ask_serial(struct rsm_device *device, char *serial)
{
    uint8_t data[VPD_LENGTH];
    size_t arrived;
    rsm_error err = ask_page(device, RSM_SPC_VPD_SERIAL, data, sizeof data, &arrived);

    serial[0] = '\0';
    if (err == ERROR_SUCCESS)
        rsm_spc_parse_serial(data, arrived, serial, RSM_DEVICE_SERIAL_MAX);
    return err;
}

static rsm_error ask_designators(struct rsm_device *device)
{
    uint8_t data[VPD_LONG_LENGTH];
    const uint8_t *list = NULL;
    size_t most = rsm_command_most(&device->link);
    size_t size = 0;
    size_t arrived;
    rsm_error err = ask_page(device, RSM_SPC_VPD_IDENTIFICATION, data, VPD_LENGTH, &arrived);

    /* ask for more only when there is more: page length, two bytes from the third on */
    if (err == ERROR_SUCCESS && arrived == VPD_LENGTH &&
        ((size_t)data[2] << 8 | data[3]) + VPD_HEADER > VPD_LENGTH)
        err = ask_page(device, RSM_SPC_VPD_IDENTIFICATION, data,
                       most < sizeof data ? most : sizeof data, &arrived);
    if (err != ERROR_SUCCESS)
        return err;
    device->designators_length = 0;
    if (rsm_spc_find_designators(data, arrived, &list, &size) == ERROR_SUCCESS && size > 0) {
        memcpy(device->designators, list, size);
        device->designators_length = size;
    }
    return ERROR_SUCCESS;
}

static rsm_error identify(struct rsm_device *device, struct identity *identity_out)
{
    rsm_error err = inquire(device, &identity_out->inquiry);

    if (err == ERROR_SUCCESS)
        err = ask_serial(device, identity_out->serial);
    return err;
}

/* ---- opening and closing ---- */

static rsm_error open_link(struct rsm_device *device)
{
    uint32_t left = rsm_command_time_left(&device->link, UINT32_MAX);
    struct rsm_link *link = &device->link;
    rsm_error err;

    if (left == 0)
        return ERROR_SEM_TIMEOUT;
    err = rsm_transports_open(device->transports, device->address, left, &link->transport,
                              &link->handle);
    if (err == ERROR_SUCCESS && link->transport->describe != NULL)
        link->transport->describe(link->handle, &device->facts);
    link->max_transfer = device->facts.max_transfer;
    return err;
}

static void close_link(struct rsm_device *device)
{
    if (device->link.handle != NULL)
        device->link.transport->close(device->link.handle);
    device->link.handle = NULL;
}

static rsm_error make_device(const struct rsm_transport *const *transports, const char *address,
                             const struct rsm_waiting *waiting, struct rsm_device **device_out)
{
    struct rsm_device *device;

    if (strlen(address) >= RSM_ADDRESS_MAX) {
        rsm_log(RSM_LOG_ERROR, "scsi", "a device address is longer than %d bytes",
                RSM_ADDRESS_MAX - 1);
        return ERROR_BAD_PATHNAME;
    }
    device = calloc(1, sizeof *device);
    if (device == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    device->transports = transports;
    strcpy(device->address, address);
    rsm_address_hide(address, device->link.name, sizeof device->link.name);
    device->link.waiting = waiting != NULL ? waiting : &rsm_waiting_real;
    *device_out = device;
    return ERROR_SUCCESS;
}

static void take_facts(struct rsm_device *device, const struct identity *identity)
{
    device->type = identity->inquiry.type;
    device->removable = identity->inquiry.removable;
    device->attached_changer = identity->inquiry.attached_changer;
    memcpy(device->vendor, identity->inquiry.vendor, sizeof device->vendor);
    memcpy(device->product, identity->inquiry.product, sizeof device->product);
    memcpy(device->revision, identity->inquiry.revision, sizeof device->revision);
    memcpy(device->serial, identity->serial, sizeof device->serial);
    rsm_log(RSM_LOG_INFO, "scsi", "%s: type %02Xh, %s %s %s, serial number %s", device->link.name,
            device->type, device->vendor, device->product, device->revision,
            device->serial[0] != '\0' ? device->serial : "not told");
}

rsm_error rsm_device_open_until(const struct rsm_transport *const *transports, const char *address,
                                const struct rsm_waiting *waiting, uint64_t deadline,
                                struct rsm_device **device_out)
{
    struct rsm_device *device = NULL;
    struct identity identity;
    rsm_error err = make_device(transports, address, waiting, &device);

    if (err == ERROR_SUCCESS) {
        device->link.deadline = deadline;
        err = open_link(device);
    }
    if (err == ERROR_SUCCESS)
        err = identify(device, &identity);
    if (err == ERROR_SUCCESS)
        err = ask_designators(device);
    if (err != ERROR_SUCCESS) {
        rsm_device_close(device);
        return err;
    }
    take_facts(device, &identity);
    *device_out = device;
    return ERROR_SUCCESS;
}

rsm_error rsm_device_open(const struct rsm_transport *const *transports, const char *address,
                          const struct rsm_waiting *waiting, struct rsm_device **device_out)
{
    return rsm_device_open_until(transports, address, waiting, 0, device_out);
}

void rsm_device_disconnect(struct rsm_device *device)
{
    close_link(device);
}

void rsm_device_rest(struct rsm_device *device)
{
    if (device == NULL || device->link.handle == NULL || !device->link.transport->is_shared)
        return;
    close_link(device);
    device->rests = true;
}

void rsm_device_close(struct rsm_device *device)
{
    if (device == NULL)
        return;
    close_link(device);
    free(device);
}

/* One without a serial number is known by where it is, when the system has a path to it that stays. */
static bool is_same_place(const struct rsm_device *device, const struct rsm_transport_facts *before)
{
    return before->path[0] == '\0' || device->facts.path[0] == '\0' ||
           strcmp(before->path, device->facts.path) == 0;
}

static bool is_same(const struct rsm_device *device, const struct identity *identity,
                    const struct rsm_transport_facts *before)
{
    return (identity->serial[0] != '\0' || is_same_place(device, before)) &&
           device->type == identity->inquiry.type &&
           strcmp(device->vendor, identity->inquiry.vendor) == 0 &&
           strcmp(device->product, identity->inquiry.product) == 0 &&
           strcmp(device->serial, identity->serial) == 0;
}

/* Other firmware has other quirks. */
static void forget_learned(struct rsm_device *device, const char revision[5])
{
    rsm_log(RSM_LOG_WARNING, "scsi",
            "%s: the firmware has changed (%s, before %s): what was learned of it is forgotten",
            device->link.name, revision, device->revision);
    memmove(device->revision, revision, sizeof device->revision);
    (void)rsm_quirks_forget(&device->quirks);
    device->quirks.changed = true;
}

/* Is it the device that was opened?  ERROR_NOT_SAME_DEVICE.  new_firmware: it says that it has another one, which may
 * call itself as the old one. */
static rsm_error recognize(struct rsm_device *device, const struct rsm_transport_facts *before,
                           bool new_firmware)
{
    struct identity identity;
    rsm_error err = identify(device, &identity);

    if (err != ERROR_SUCCESS)
        return err;
    if (!is_same(device, &identity, before)) {
        rsm_log(RSM_LOG_ERROR, "scsi",
                "%s: another device answers there now (%s %s, serial number %s); attach it anew",
                device->link.name, identity.inquiry.vendor, identity.inquiry.product,
                identity.serial);
        device->facts = *before;
        return ERROR_NOT_SAME_DEVICE;
    }
    if (new_firmware || strcmp(device->revision, identity.inquiry.revision) != 0)
        forget_learned(device, identity.inquiry.revision);
    return ERROR_SUCCESS;
}

rsm_error rsm_device_reopen(struct rsm_device *device)
{
    struct rsm_transport_facts before = device->facts;
    bool rested = device->rests;
    rsm_error err;

    close_link(device);
    device->rests = false;
    if (!rested)
        device->link.attentions = RSM_ATTENTION_ALL;
    err = open_link(device);
    if (err == ERROR_SUCCESS)
        err = recognize(device, &before, false);
    if (err != ERROR_SUCCESS) {
        close_link(device);
        return err;
    }
    if (!rested)
        rsm_log(RSM_LOG_INFO, "scsi", "%s: connected again", device->link.name);
    return err;
}

bool rsm_device_is_connected(const struct rsm_device *device)
{
    return device->link.handle != NULL;
}

/* ---- in use ---- */

/* Where it says that it, or what is behind its address, has changed, it is asked who it is before anything else: a
 * target may have given its logical units other numbers. */
static rsm_error execute_on_same(struct rsm_device *device, struct rsm_command *command,
                                 const struct rsm_command_options *options,
                                 struct rsm_command_result *result)
{
    struct rsm_command_options once = options != NULL ? *options : rsm_command_question;
    struct rsm_transport_facts facts = device->facts;
    uint32_t attentions = 0;
    rsm_error err = ERROR_SUCCESS;

    once.ends_at_identity = true;
    for (int i = 0; i < MOST_IDENTITIES; i++) {
        rsm_error recognized;

        err = rsm_command_execute(&device->link, command, &once, result);
        attentions |= result->attentions;
        if ((result->attentions & RSM_ATTENTION_IDENTITY) == 0 || !rsm_device_is_connected(device))
            break;
        recognized = recognize(device, &facts, (result->attentions & RSM_ATTENTION_FIRMWARE) != 0);
        if (recognized != ERROR_SUCCESS) {
            close_link(device);
            err = recognized;
            break;
        }
        if (!once.repeat_after_attention)
            break;
    }
    result->attentions = attentions;
    return err;
}

rsm_error rsm_device_execute(struct rsm_device *device, struct rsm_command *command,
                             const struct rsm_command_options *options,
                             struct rsm_command_result *result_out)
{
    bool was_connected = rsm_device_is_connected(device);
    struct rsm_command_result result;
    rsm_error err = execute_on_same(device, command, options, &result);

    if (err == ERROR_DEVICE_NOT_CONNECTED && was_connected &&
        result.outcome == RSM_OUTCOME_REFUSED && rsm_device_reopen(device) == ERROR_SUCCESS) {
        if (options == NULL || options->repeat_after_attention)
            err = rsm_command_execute(&device->link, command, options, &result);
        else
            err = ERROR_BUS_RESET;
        result.attentions = RSM_ATTENTION_ALL;
    }
    if (result_out != NULL)
        *result_out = result;
    return err;
}

uint32_t rsm_device_take_attentions(struct rsm_device *device)
{
    uint32_t attentions = device->link.attentions;

    device->link.attentions = 0;
    return attentions;
}

bool rsm_device_take_cleaning_asked(struct rsm_device *device)
{
    bool asked = device->link.cleaning_asked;

    device->link.cleaning_asked = false;
    return asked;
}

uint64_t rsm_device_commands_sent(const struct rsm_device *device)
{
    return device->link.sent;
}
