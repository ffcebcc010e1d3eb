/*
 * What an adapter has.  The handle has no access to the adapter, which the question does not need: whoever
 * opens an adapter disturbs none of its devices.
 */
#include "scsi/spti_adapter.h"

#include <ntddscsi.h>
#include <windows.h>
#include <winioctl.h>

#include "platform/array.h"
#include "platform/log.h"
#include "scsi/device.h"

#include <stdlib.h>
#include <wchar.h>

enum {
    ANSWER_LEAST = 1 << 13, /* bytes; doubled while it is too small, as Microsoft documents it, */
    ANSWER_MOST = 1 << 20,  /* up to what holds 255 units of each of 85 buses */
    NAME_MAX = 32
};

struct reading {
    struct rsm_spti_units *units;
    rsm_error error;
};

static bool is_ours(const struct rsm_spti_unit *unit)
{
    return unit->has_inquiry && unit->inquiry.qualifier == 0 &&
           (unit->inquiry.type == RSM_DEVICE_CHANGER || unit->inquiry.type == RSM_DEVICE_TAPE);
}

static void keep_unit(void *context, const struct rsm_spti_unit *unit)
{
    struct reading *reading = context;
    struct rsm_spti_units *units = reading->units;
    struct rsm_spti_unit *grown;

    if (!is_ours(unit) || reading->error != ERROR_SUCCESS)
        return;
    for (size_t i = 0; i < units->count; i++)
        if (units->units[i].bus == unit->bus && units->units[i].target == unit->target &&
            units->units[i].lun == unit->lun)
            return;
    grown = rsm_array_grow(units->units, sizeof *grown, units->count + 1, &units->room);
    if (grown == NULL) {
        reading->error = ERROR_NOT_ENOUGH_MEMORY;
        return;
    }
    units->units = grown;
    grown[units->count++] = *unit;
}

static bool is_too_small(rsm_error err)
{
    return err == ERROR_INSUFFICIENT_BUFFER || err == ERROR_MORE_DATA || err == ERROR_BAD_LENGTH;
}

/* The answer is the caller's, to free(). */
static rsm_error ask(HANDLE adapter, void **answer_out, DWORD *size_out)
{
    for (DWORD room = ANSWER_LEAST;; room *= 2) {
        void *answer = calloc(1, room);
        rsm_error err;

        if (answer == NULL)
            return ERROR_NOT_ENOUGH_MEMORY;
        if (DeviceIoControl(adapter, IOCTL_SCSI_GET_INQUIRY_DATA, NULL, 0, answer, room, size_out,
                            NULL)) {
            *size_out = *size_out < room ? *size_out : room;
            *answer_out = answer;
            return ERROR_SUCCESS;
        }
        err = GetLastError();
        free(answer);
        if (!is_too_small(err) || room >= ANSWER_MOST)
            return err != ERROR_SUCCESS ? err : ERROR_GEN_FAILURE;
    }
}

static rsm_error open_adapter(uint16_t port, HANDLE *adapter_out)
{
    WCHAR name[NAME_MAX];
    rsm_error err;

    swprintf(name, NAME_MAX, L"\\\\.\\Scsi%u:", (unsigned)port);
    *adapter_out =
        CreateFileW(name, 0, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    if (*adapter_out != INVALID_HANDLE_VALUE)
        return ERROR_SUCCESS;
    err = GetLastError();
    return err == ERROR_FILE_NOT_FOUND || err == ERROR_PATH_NOT_FOUND ? ERROR_DEV_NOT_EXIST : err;
}

rsm_error rsm_spti_adapter_units(uint16_t port, struct rsm_spti_units *units)
{
    struct reading reading = {.units = units};
    void *answer = NULL;
    DWORD size = 0;
    HANDLE adapter;
    rsm_error err = open_adapter(port, &adapter);

    if (err != ERROR_SUCCESS)
        return err;
    err = ask(adapter, &answer, &size);
    CloseHandle(adapter);
    if (err != ERROR_SUCCESS)
        return err;
    if (rsm_spti_parse_units(answer, size, keep_unit, &reading) != ERROR_SUCCESS)
        rsm_log(
            RSM_LOG_WARNING, "scsi",
            "\\\\.\\Scsi%u: lists its devices in a form that cannot be read to its end (%u bytes); "
            "%u changers and tape drives are in what can be read",
            (unsigned)port, (unsigned)size, (unsigned)units->count);
    free(answer);
    return reading.error;
}
