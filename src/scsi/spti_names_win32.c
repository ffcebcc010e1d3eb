/*
 * Names of Windows' device name space (QueryDosDevice), device interfaces (SetupAPI), and which device a
 * driver says that it has (IOCTL_STORAGE_GET_DEVICE_NUMBER, IOCTL_SCSI_GET_ADDRESS).
 */
#include "scsi/spti_names.h"

#include <ntddscsi.h>
#include <setupapi.h>
#include <windows.h>
#include <winioctl.h>

#include "platform/array.h"
#include "platform/log.h"
#include "platform/text.h"
#include "platform/thread.h"
#include "scsi/transport.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

enum {
    NO_SUCH_DEVICE = 433, /* ERROR_NO_SUCH_DEVICE, which old headers lack */

    NAMES_LEAST = 1 << 14,               /* characters of all names of the system; grows */
    NAMES_MOST = 1 << 24,                /* and no further */
    REMEMBERED_MAX = 512,                /* answers */
    DETAIL_MAX = 8 + 2 * RSM_ADDRESS_MAX /* bytes of SP_DEVICE_INTERFACE_DETAIL_DATA_W */
};

/* GUID_DEVINTERFACE_MEDIUMCHANGER and GUID_DEVINTERFACE_TAPE, by enum rsm_spti_kind, and as they end a link. */
static const GUID interface_guids[] = {
    {0x53f56310, 0xb6bf, 0x11d0, {0x94, 0xf2, 0x00, 0xa0, 0xc9, 0x1e, 0xfb, 0x8b}},
    {0x53f5630b, 0xb6bf, 0x11d0, {0x94, 0xf2, 0x00, 0xa0, 0xc9, 0x1e, 0xfb, 0x8b}}};
static const WCHAR *const interface_ends[] = {L"#{53f56310-b6bf-11d0-94f2-00a0c91efb8b}",
                                              L"#{53f5630b-b6bf-11d0-94f2-00a0c91efb8b}"};

/* ---- names ---- */

/* What Windows knows of a name, or all names when it is NULL: texts, the last one empty.  The caller's. */
static rsm_error query(const WCHAR *name, DWORD room, WCHAR **texts_out)
{
    for (;; room *= 2) {
        WCHAR *texts = malloc(room * sizeof *texts);
        rsm_error err;

        if (texts == NULL)
            return ERROR_NOT_ENOUGH_MEMORY;
        if (QueryDosDeviceW(name, texts, room) > 0) {
            *texts_out = texts;
            return ERROR_SUCCESS;
        }
        err = GetLastError();
        free(texts);
        if (err != ERROR_INSUFFICIENT_BUFFER || room >= NAMES_MOST)
            return err != ERROR_SUCCESS ? err : ERROR_GEN_FAILURE;
    }
}

/* Where the link leads; "" when it is not there (any more), or leads farther than anybody names. */
static void find_object(const WCHAR *name, char object[RSM_SPTI_OBJECT_MAX])
{
    WCHAR target[RSM_SPTI_OBJECT_MAX];

    if (QueryDosDeviceW(name, target, RSM_SPTI_OBJECT_MAX) == 0 ||
        !rsm_text_to_utf8(object, RSM_SPTI_OBJECT_MAX, target, RSM_TEXT_TERMINATED))
        object[0] = '\0';
}

static bool is_interface_link(const WCHAR *name)
{
    size_t length = wcslen(name);

    for (size_t i = 0; i < sizeof interface_ends / sizeof interface_ends[0]; i++) {
        size_t end = wcslen(interface_ends[i]);

        if (length > end && _wcsicmp(name + length - end, interface_ends[i]) == 0)
            return true;
    }
    return false;
}

static uint64_t add_to_hash(uint64_t hash, const void *data, size_t size)
{
    const unsigned char *bytes = data;

    for (size_t i = 0; i < size; i++)
        hash = (hash ^ bytes[i]) * 1099511628211u; /* FNV-1a */
    return hash;
}

/* Of a link and where it leads: the sum does not care in which order Windows tells them. */
static uint64_t hash_of_link(const WCHAR *name, const char *object)
{
    uint64_t hash = 14695981039346656037u;

    hash = add_to_hash(hash, name, (wcslen(name) + 1) * sizeof *name);
    return add_to_hash(hash, object, strlen(object));
}

static struct rsm_spti_entry *add_entry(struct rsm_spti_list *list)
{
    struct rsm_spti_entry *grown =
        rsm_array_grow(list->entries, sizeof *grown, list->count + 1, &list->room);

    if (grown == NULL)
        return NULL;
    list->entries = grown;
    memset(&grown[list->count], 0, sizeof *grown);
    return &grown[list->count++];
}

static rsm_error add_name(struct rsm_spti_list *list, const WCHAR *wide)
{
    char name[RSM_DEVICE_NAME_MAX];
    struct rsm_spti_entry *entry;
    enum rsm_spti_kind kind;
    uint32_t number;

    if (!rsm_text_to_utf8(name, sizeof name, wide, RSM_TEXT_TERMINATED) ||
        !rsm_spti_parse_name(name, &kind, &number)) {
        if (is_interface_link(wide)) {
            char object[RSM_SPTI_OBJECT_MAX];

            find_object(wide, object);
            list->signature += hash_of_link(wide, object);
        }
        return ERROR_SUCCESS;
    }
    entry = add_entry(list);
    if (entry == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    entry->kind = kind;
    entry->is_name = true;
    entry->number = number;
    snprintf(entry->address, sizeof entry->address, RSM_ADDRESS_WINDOWS "%s", name);
    find_object(wide, entry->object);
    list->signature += hash_of_link(wide, entry->object);
    return ERROR_SUCCESS;
}

rsm_error rsm_spti_names_list(struct rsm_spti_list *list)
{
    WCHAR *names = NULL;
    rsm_error err = query(NULL, NAMES_LEAST, &names);

    list->signature = 0;
    if (err != ERROR_SUCCESS) {
        rsm_log(RSM_LOG_ERROR, "scsi", "Windows does not tell the names of its devices: %s (%s)",
                rsm_error_text(err), rsm_error_name(err));
        return err;
    }
    for (const WCHAR *name = names; *name != L'\0' && err == ERROR_SUCCESS;
         name += wcslen(name) + 1)
        err = add_name(list, name);
    free(names);
    return err;
}

/* ---- interfaces ---- */

static rsm_error add_interface(struct rsm_spti_list *list, enum rsm_spti_kind kind,
                               const WCHAR *path)
{
    static const WCHAR beginning[] = L"\\\\?\\";
    struct rsm_spti_entry *entry = add_entry(list);

    if (entry == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    entry->kind = kind;
    if (!rsm_text_to_utf8(entry->address, sizeof entry->address, path, RSM_TEXT_TERMINATED)) {
        rsm_log(RSM_LOG_WARNING, "scsi", "a device interface has a path of more than %d bytes: %s",
                RSM_ADDRESS_MAX - 1, entry->address);
        list->count--;
        return ERROR_SUCCESS;
    }
    if (wcsncmp(path, beginning, 4) == 0)
        find_object(path + 4, entry->object);
    return ERROR_SUCCESS;
}

static rsm_error list_interfaces(struct rsm_spti_list *list, HDEVINFO set, enum rsm_spti_kind kind)
{
    union {
        SP_DEVICE_INTERFACE_DETAIL_DATA_W data;
        WCHAR room[DETAIL_MAX / sizeof(WCHAR)];
    } detail;
    SP_DEVICE_INTERFACE_DATA data = {.cbSize = sizeof data};
    rsm_error err = ERROR_SUCCESS;

    for (DWORD i = 0; err == ERROR_SUCCESS &&
                      SetupDiEnumDeviceInterfaces(set, NULL, &interface_guids[kind], i, &data);
         i++) {
        detail.data.cbSize = sizeof detail.data;
        if (SetupDiGetDeviceInterfaceDetailW(set, &data, &detail.data, sizeof detail, NULL, NULL))
            err = add_interface(list, kind, detail.data.DevicePath);
        else
            rsm_log(RSM_LOG_WARNING, "scsi", "Windows does not tell the path of an interface: %s",
                    rsm_error_text(GetLastError()));
    }
    return err;
}

rsm_error rsm_spti_names_list_interfaces(struct rsm_spti_list *list)
{
    static const enum rsm_spti_kind kinds[] = {RSM_SPTI_CHANGER, RSM_SPTI_TAPE};
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; i < 2 && err == ERROR_SUCCESS; i++) {
        HDEVINFO set = SetupDiGetClassDevsW(&interface_guids[kinds[i]], NULL, NULL,
                                            DIGCF_PRESENT | DIGCF_DEVICEINTERFACE);

        if (set == INVALID_HANDLE_VALUE) {
            err = GetLastError();
            rsm_log(RSM_LOG_ERROR, "scsi", "Windows does not tell its device interfaces: %s (%s)",
                    rsm_error_text(err), rsm_error_name(err));
            return err;
        }
        err = list_interfaces(list, set, kinds[i]);
        SetupDiDestroyDeviceInfoList(set);
    }
    return err;
}

/* ---- asking ---- */

struct answer {
    uint64_t link; /* of which name or interface, and where it leads */
    bool has_device_number;
    uint32_t device_type, device_number;
    bool has_scsi_address;
    struct rsm_adapter_address scsi_address;
};

static struct rsm_mutex lock = RSM_MUTEX_INIT; /* guards what follows */
static uint64_t remembered_signature;
static struct answer remembered[REMEMBERED_MAX];
static size_t remembered_count;

static uint64_t hash_of_entry(const struct rsm_spti_entry *entry)
{
    uint64_t hash = 14695981039346656037u;

    hash = add_to_hash(hash, entry->address, strlen(entry->address) + 1);
    return add_to_hash(hash, entry->object, strlen(entry->object));
}

static bool recall(uint64_t signature, uint64_t link, struct answer *answer)
{
    bool found = false;

    rsm_mutex_lock(&lock);
    for (size_t i = 0; remembered_signature == signature && i < remembered_count && !found; i++) {
        found = remembered[i].link == link;
        if (found)
            *answer = remembered[i];
    }
    rsm_mutex_unlock(&lock);
    return found;
}

static void remember(uint64_t signature, const struct answer *answer)
{
    rsm_mutex_lock(&lock);
    if (remembered_signature != signature)
        remembered_count = 0;
    remembered_signature = signature;
    if (remembered_count < REMEMBERED_MAX)
        remembered[remembered_count++] = *answer;
    rsm_mutex_unlock(&lock);
}

static void ask_driver(HANDLE device, struct answer *answer)
{
    STORAGE_DEVICE_NUMBER number;
    SCSI_ADDRESS address;
    DWORD size;

    if (DeviceIoControl(device, IOCTL_STORAGE_GET_DEVICE_NUMBER, NULL, 0, &number, sizeof number,
                        &size, NULL) &&
        size >= sizeof number) {
        answer->has_device_number = true;
        answer->device_type = number.DeviceType;
        answer->device_number = number.DeviceNumber;
    }
    if (DeviceIoControl(device, IOCTL_SCSI_GET_ADDRESS, NULL, 0, &address, sizeof address, &size,
                        NULL) &&
        size >= sizeof address) {
        answer->has_scsi_address = true;
        answer->scsi_address.port = address.PortNumber;
        answer->scsi_address.bus = address.PathId;
        answer->scsi_address.target = address.TargetId;
        answer->scsi_address.lun = address.Lun;
    }
}

static enum rsm_spti_state open_and_ask(const char *path, struct answer *answer)
{
    WCHAR wide[RSM_ADDRESS_MAX];
    HANDLE device;

    if (!rsm_text_from_utf8(wide, RSM_ADDRESS_MAX, path, RSM_TEXT_TERMINATED))
        return RSM_SPTI_REFUSED;
    device = CreateFileW(wide, 0, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    if (device != INVALID_HANDLE_VALUE) {
        ask_driver(device, answer);
        CloseHandle(device);
        return answer->has_device_number || answer->has_scsi_address ? RSM_SPTI_ANSWERED
                                                                     : RSM_SPTI_REFUSED;
    }
    switch (GetLastError()) {
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
    case ERROR_DEV_NOT_EXIST:
    case NO_SUCH_DEVICE:
    case ERROR_DEVICE_NOT_CONNECTED:
        return RSM_SPTI_GONE;
    default:
        return RSM_SPTI_REFUSED;
    }
}

void rsm_spti_names_ask(const struct rsm_spti_list *list, struct rsm_spti_entry *entry)
{
    struct answer answer = {.link = hash_of_entry(entry)};

    if (recall(list->signature, answer.link, &answer)) {
        entry->state = RSM_SPTI_ANSWERED;
    } else {
        entry->state = open_and_ask(entry->address, &answer);
        if (entry->state == RSM_SPTI_ANSWERED)
            remember(list->signature, &answer);
    }
    entry->has_device_number = answer.has_device_number;
    entry->device_type = answer.device_type;
    entry->device_number = answer.device_number;
    entry->has_scsi_address = answer.has_scsi_address;
    entry->scsi_address = answer.scsi_address;
}

void rsm_spti_names_free(struct rsm_spti_list *list)
{
    free(list->entries);
    memset(list, 0, sizeof *list);
}
