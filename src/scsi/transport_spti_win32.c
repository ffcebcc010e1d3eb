/*
 * The transport for what Windows itself sees: SCSI pass-through to the class driver of a changer or tape
 * drive, or, where no class driver has claimed one, to the driver of its adapter.  One file handle for each
 * open device; most drivers let in one program at a time.
 */
#include "scsi/transport_spti.h"

#include "platform/access_token.h"
#include "platform/clock.h"
#include "platform/log.h"
#include "platform/text.h"
#include "scsi/address.h"
#include "scsi/spti_discovery.h"
#include "scsi/spti_error.h"
#include "scsi/spti_known.h"
#include "scsi/spti_packet_win32.h"
#include "scsi/spti_property.h"

#include <ntddscsi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <winioctl.h>

enum {
    IDLE_MS = 1000, /* after so long it is asked again whether the device is there */
    PROPERTY_ROOM = 1024
};

struct way {
    HANDLE file; /* INVALID_HANDLE_VALUE after a failure */
    struct rsm_spti_packet *packet;
    enum rsm_spti_form form;
    bool answered; /* a command came back in this form: the driver knows it */
    uint64_t used_ms;

    bool is_adapter;               /* file is the adapter's, */
    struct rsm_adapter_address at; /* and the device is there; else all zero */

    struct rsm_transport_facts facts;
    char name[RSM_ADDRESS_MAX]; /* for the log */
};

/* ---- questions that drivers answer from memory ---- */

/* Bytes that came, 0 when the driver does not know; *err_out (may be NULL) says why. */
static size_t ask(HANDLE file, DWORD code, const void *in, size_t in_size, void *out,
                  size_t out_size, rsm_error *err_out)
{
    OVERLAPPED overlapped = {.hEvent = CreateEventW(NULL, TRUE, FALSE, NULL)};
    uint8_t question[sizeof(STORAGE_PROPERTY_QUERY)] = {0};
    rsm_error err = ERROR_SUCCESS;
    DWORD returned = 0;

    if (in_size > 0) /* Windows takes no constant one */
        memcpy(question, in, in_size);
    if (overlapped.hEvent == NULL)
        err = ERROR_NOT_ENOUGH_MEMORY;
    else if (!DeviceIoControl(file, code, in_size > 0 ? question : NULL, (DWORD)in_size, out,
                              (DWORD)out_size, NULL, &overlapped))
        err = GetLastError();
    if ((err == ERROR_SUCCESS || err == ERROR_IO_PENDING) &&
        !GetOverlappedResult(file, &overlapped, &returned, TRUE))
        err = GetLastError();
    else if (err == ERROR_IO_PENDING)
        err = ERROR_SUCCESS;
    if (overlapped.hEvent != NULL)
        CloseHandle(overlapped.hEvent);
    if (err_out != NULL)
        *err_out = err;
    return err == ERROR_SUCCESS && returned <= out_size ? returned : 0;
}

static size_t ask_property(HANDLE file, STORAGE_PROPERTY_ID id, uint8_t answer[PROPERTY_ROOM])
{
    STORAGE_PROPERTY_QUERY query = {.PropertyId = id, .QueryType = PropertyStandardQuery};

    return ask(file, IOCTL_STORAGE_QUERY_PROPERTY, &query, sizeof query, answer, PROPERTY_ROOM,
               NULL);
}

static void learn_adapter(HANDLE file, struct rsm_transport_facts *facts)
{
    uint8_t answer[PROPERTY_ROOM];
    size_t size = ask_property(file, StorageAdapterProperty, answer);

    facts->max_transfer = rsm_spti_parse_max_transfer(answer, size);
}

static void learn_scsi_address(HANDLE file, struct rsm_transport_facts *facts)
{
    SCSI_ADDRESS address = {0};

    if (ask(file, IOCTL_SCSI_GET_ADDRESS, NULL, 0, &address, sizeof address, NULL) < sizeof address)
        return;
    facts->has_scsi_address = true;
    facts->port = address.PortNumber;
    facts->bus = address.PathId;
    facts->target = address.TargetId;
    facts->lun = address.Lun;
}

static bool is_name(const char *address)
{
    return strncmp(address, RSM_ADDRESS_WINDOWS, sizeof RSM_ADDRESS_WINDOWS - 1) == 0;
}

/* The name that its number makes, if there is such a name; else the one it was opened by. */
static void learn_name(HANDLE file, const char *address, struct rsm_transport_facts *facts)
{
    STORAGE_DEVICE_NUMBER number = {0};
    WCHAR name[RSM_DEVICE_NAME_MAX];
    WCHAR target[MAX_PATH];

    if (ask(file, IOCTL_STORAGE_GET_DEVICE_NUMBER, NULL, 0, &number, sizeof number, NULL) ==
            sizeof number &&
        rsm_spti_device_name(number.DeviceType, number.DeviceNumber, facts->name)) {
        rsm_text_from_utf8(name, RSM_DEVICE_NAME_MAX, facts->name + sizeof RSM_ADDRESS_WINDOWS - 1,
                           RSM_TEXT_TERMINATED);
        if (QueryDosDeviceW(name, target, MAX_PATH) != 0)
            return;
    }
    facts->name[0] = '\0';
    if (is_name(address) && strlen(address) < sizeof facts->name)
        strcpy(facts->name, address);
}

/* file is the device's own, opened with whatever rights. */
static void learn_device(HANDLE file, const char *address, struct rsm_transport_facts *facts)
{
    uint8_t answer[PROPERTY_ROOM];
    size_t size = ask_property(file, StorageDeviceProperty, answer);

    rsm_spti_parse_device(answer, size, facts);
    facts->is_claimed = true;
    learn_adapter(file, facts);
    learn_scsi_address(file, facts);
    learn_name(file, address, facts);
}

/* The interface of a device, asked before there is a handle on it. */
static void learn_path(const char *address, struct rsm_transport_facts *facts)
{
    if (is_name(address))
        (void)rsm_spti_find_path(address, facts->path, sizeof facts->path);
    else
        snprintf(facts->path, sizeof facts->path, "%s", address);
}

static void take_unit(const struct rsm_adapter_address *at, const struct rsm_spti_unit *unit,
                      struct rsm_transport_facts *facts)
{
    facts->has_scsi_address = true;
    facts->port = at->port;
    facts->bus = at->bus;
    facts->target = at->target;
    facts->lun = at->lun;
    facts->is_claimed = unit->is_claimed;
    facts->has_type = unit->has_inquiry;
    facts->type = unit->inquiry.type;
    strcpy(facts->vendor, unit->inquiry.vendor);
    strcpy(facts->product, unit->inquiry.product);
    strcpy(facts->revision, unit->inquiry.revision);
}

/* ---- opening ---- */

/* S-1-5-32-544, the group Administrators, as bytes. */
static const uint8_t administrators[] = {1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x20, 2, 0, 0};

static rsm_error refuse_address(const char *name, const char *words)
{
    rsm_log(RSM_LOG_ERROR, "scsi", "%s: %s", name, words);
    return ERROR_BAD_PATHNAME;
}

/* A device that is not there or may not be used is asked for every few seconds: that is said once.  That
 * somebody uses it whoever asks says. */
static rsm_error refuse_open(const char *name, rsm_error windows)
{
    const struct rsm_spti_failure *failure =
        rsm_spti_open_failure(windows, rsm_access_token_holds(administrators));
    bool is_loud =
        rsm_spti_known_is_news(name, failure->error) && failure->error != ERROR_SHARING_VIOLATION;

    rsm_log(is_loud ? RSM_LOG_ERROR : RSM_LOG_TRACE, "scsi", "%s: %s (Windows error %lu)", name,
            failure->words, (unsigned long)windows);
    return failure->error;
}

static rsm_error open_file(const char *path, DWORD access, const char *name, HANDLE *file_out)
{
    WCHAR wide[RSM_ADDRESS_MAX];
    HANDLE file;

    if (!rsm_text_from_utf8(wide, RSM_ADDRESS_MAX, path, RSM_TEXT_TERMINATED))
        return refuse_address(name, "the address is too long");
    file = CreateFileW(wide, access, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING,
                       FILE_FLAG_OVERLAPPED, NULL);
    if (file == INVALID_HANDLE_VALUE)
        return refuse_open(name, GetLastError());
    if (access != 0)
        (void)rsm_spti_known_is_news(name, ERROR_SUCCESS);
    *file_out = file;
    return ERROR_SUCCESS;
}

/* What the adapter says of the device there; a claimed one has to be opened by its own name. */
static rsm_error find_unclaimed(const struct rsm_adapter_address *at, const char *name,
                                struct rsm_spti_unit *unit_out)
{
    rsm_error err = rsm_spti_find_unit(at, unit_out);

    if (err == ERROR_SUCCESS && unit_out->is_claimed) {
        rsm_log(RSM_LOG_ERROR, "scsi",
                "%s: a driver of Windows has claimed the device: use the name that it has there "
                "(\\\\.\\TapeN, \\\\.\\ChangerN; see rsm devices)",
                name);
        err = ERROR_ACCESS_DENIED;
    } else if (err == ERROR_DEV_NOT_EXIST) {
        rsm_log(RSM_LOG_ERROR, "scsi",
                "%s: the adapter knows no device there; check its power and cable, and the "
                "numbers (rsm devices)",
                name);
    } else if (err == ERROR_ACCESS_DENIED) {
        rsm_log(RSM_LOG_ERROR, "scsi", "%s: %s", name,
                rsm_spti_open_failure(ERROR_ACCESS_DENIED, false)->words);
    }
    return err;
}

static rsm_error open_unit(struct way *way)
{
    struct rsm_spti_unit unit;
    char adapter[RSM_DEVICE_NAME_MAX];
    rsm_error err = find_unclaimed(&way->at, way->name, &unit);

    if (err != ERROR_SUCCESS)
        return err;
    way->is_adapter = true;
    take_unit(&way->at, &unit, &way->facts);
    snprintf(adapter, sizeof adapter, RSM_ADDRESS_WINDOWS "Scsi%u:", (unsigned)way->at.port);
    err = open_file(adapter, GENERIC_READ | GENERIC_WRITE, way->name, &way->file);
    if (err == ERROR_SUCCESS)
        learn_adapter(way->file, &way->facts);
    return err;
}

/* Names and interfaces alone: what begins with two backslashes could be a file on another computer. */
static bool is_device(const char *address)
{
    return (is_name(address) && address[sizeof RSM_ADDRESS_WINDOWS - 1] != '\0') ||
           strncmp(address, "\\\\?\\", 4) == 0;
}

static rsm_error open_named(struct way *way, const char *address)
{
    rsm_error err;

    if (!is_device(address))
        return refuse_address(way->name, "this is no name of one device");
    learn_path(address, &way->facts);
    err = open_file(address, GENERIC_READ | GENERIC_WRITE, way->name, &way->file);
    if (err != ERROR_SUCCESS)
        return err;
    learn_device(way->file, address, &way->facts);
    rsm_spti_known_keep(address, &way->facts);
    return ERROR_SUCCESS;
}

static void close_way(void *handle)
{
    struct way *way = handle;

    if (way == NULL)
        return;
    if (way->file != INVALID_HANDLE_VALUE)
        CloseHandle(way->file);
    rsm_spti_packet_free(way->packet);
    free(way);
}

static rsm_error open_device(void *context, const char *address, uint32_t timeout_ms,
                             void **handle_out)
{
    struct way *way = calloc(1, sizeof *way);
    rsm_error err;

    (void)context;
    (void)timeout_ms; /* Windows opens devices without one */
    if (way == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    way->file = INVALID_HANDLE_VALUE;
    rsm_address_hide(address, way->name, sizeof way->name);
    if (rsm_address_parse_adapter(address, &way->at))
        err = open_unit(way);
    else
        err = open_named(way, address);
    if (err != ERROR_SUCCESS) {
        close_way(way);
        return err;
    }
    way->used_ms = rsm_clock_ms();
    *handle_out = way;
    return ERROR_SUCCESS;
}

static void describe(void *handle, struct rsm_transport_facts *facts_out)
{
    const struct way *way = handle;

    *facts_out = way->facts;
}

/* A handle without any access does nothing but ask, and drivers let it in beside another one. */
static rsm_error look(void *context, const char *address, struct rsm_transport_facts *facts_out)
{
    struct rsm_transport_facts facts = {0};
    struct rsm_adapter_address at;
    struct rsm_spti_unit unit;
    HANDLE file = INVALID_HANDLE_VALUE;
    char name[RSM_ADDRESS_MAX];
    rsm_error err;

    (void)context;
    rsm_address_hide(address, name, sizeof name);
    if (rsm_address_parse_adapter(address, &at)) {
        err = rsm_spti_find_unit(&at, &unit);
        if (err == ERROR_SUCCESS)
            take_unit(&at, &unit, &facts);
    } else if (!is_device(address)) {
        err = refuse_address(name, "this is no name of one device");
    } else {
        learn_path(address, &facts);
        err = open_file(address, 0, name, &file);
        if (err == ERROR_SUCCESS) {
            learn_device(file, address, &facts);
            CloseHandle(file);
            rsm_spti_known_keep(address, &facts);
        } else if (err == ERROR_SHARING_VIOLATION &&
                   rsm_spti_known_recall(address, facts.path, &facts)) {
            err = ERROR_SUCCESS;
        }
    }
    if (err == ERROR_SUCCESS)
        *facts_out = facts;
    return err;
}

/* ---- one command ---- */

static void shut(struct way *way)
{
    CloseHandle(way->file);
    way->file = INVALID_HANDLE_VALUE;
}

static rsm_error lose(struct way *way, struct rsm_command *command, rsm_error windows)
{
    const struct rsm_spti_failure *failure = rsm_spti_command_failure(windows);
    rsm_error err = failure->error;

    if (failure->meaning == RSM_SPTI_UNKNOWN_REQUEST) {
        if (way->answered) /* the driver does know it, so this came from further on */
            err = ERROR_DEVICE_NOT_CONNECTED;
        else
            command->sent = false;
    }
    rsm_log(RSM_LOG_ERROR, "scsi", "%s: command %02Xh failed: %s (Windows error %lu)", way->name,
            command->cdb.bytes[0], failure->words, (unsigned long)windows);
    shut(way);
    return err;
}

/*
 * Whether the device is still the one that was opened, asked when nobody used it for a while: its library may
 * have been switched off meanwhile, and then the command must not count as sent.  On an adapter the
 * same numbers may belong to another device by now, or to a class driver.
 */
static bool is_still_there(const struct way *way)
{
    struct rsm_spti_unit unit;
    SCSI_ADDRESS address;
    rsm_error err = ERROR_SUCCESS;

    if (rsm_clock_ms() - way->used_ms < IDLE_MS)
        return true;
    if (way->is_adapter)
        return rsm_spti_find_unit(&way->at, &unit) == ERROR_SUCCESS && !unit.is_claimed &&
               unit.inquiry.type == way->facts.type &&
               strcmp(unit.inquiry.vendor, way->facts.vendor) == 0 &&
               strcmp(unit.inquiry.product, way->facts.product) == 0;
    if (way->facts.has_scsi_address) /* its driver knows the question */
        ask(way->file, IOCTL_SCSI_GET_ADDRESS, NULL, 0, &address, sizeof address, &err);
    return err == ERROR_SUCCESS || rsm_spti_command_failure(err)->meaning != RSM_SPTI_GONE;
}

/* What can be said before anything is sent. */
static rsm_error prepare(struct way *way, const struct rsm_command *command)
{
    if (command->length > way->facts.max_transfer) {
        rsm_log(RSM_LOG_ERROR, "scsi",
                "%s: command %02Xh has %zu bytes of data and is not sent: the adapter carries %u",
                way->name, command->cdb.bytes[0], command->length,
                (unsigned)way->facts.max_transfer);
        return ERROR_NOT_SUPPORTED;
    }
    if (!is_still_there(way)) {
        rsm_log(RSM_LOG_INFO, "scsi", "%s: the device was gone meanwhile", way->name);
        return ERROR_DEVICE_NOT_CONNECTED;
    }
    return rsm_spti_packet_make(&way->packet, command->length);
}

/* The direct form first; the buffered one from then on when the driver has never heard of that. */
static rsm_error carry(struct way *way, struct rsm_command *command)
{
    rsm_error err = rsm_spti_packet_carry(&way->packet, way->file, &way->at, way->form, command);

    if (err != ERROR_SUCCESS && way->form == RSM_SPTI_DIRECT && !way->answered &&
        rsm_spti_command_failure(err)->meaning == RSM_SPTI_UNKNOWN_REQUEST) {
        rsm_log(RSM_LOG_INFO, "scsi", "%s: its driver takes data only through Windows' buffers",
                way->name);
        way->form = RSM_SPTI_BUFFERED;
        err = rsm_spti_packet_carry(&way->packet, way->file, &way->at, way->form, command);
    }
    return err;
}

static rsm_error execute(void *handle, struct rsm_command *command)
{
    struct way *way = handle;
    rsm_error err;

    command->sent = false;
    if (way->file == INVALID_HANDLE_VALUE)
        return ERROR_DEVICE_NOT_CONNECTED;
    err = prepare(way, command);
    if (err != ERROR_SUCCESS) {
        shut(way);
        return err;
    }
    command->sent = true;
    err = carry(way, command);
    if (err != ERROR_SUCCESS)
        return lose(way, command, err);
    way->answered = true;
    way->used_ms = rsm_clock_ms();
    return ERROR_SUCCESS;
}

const struct rsm_transport rsm_transport_spti = {
    .name = "pass-through",
    .scheme = "\\\\",
    .is_system = true,
    .is_shared = true,
    .enumerate = rsm_spti_enumerate,
    .signature = rsm_spti_signature,
    .open = open_device,
    .look = look,
    .describe = describe,
    .execute = execute,
    .close = close_way,
};
