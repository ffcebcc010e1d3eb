/*
 * The failures of Windows' storage drivers, in two tables.
 */
#include "scsi/spti_error.h"

#include <stddef.h>

/* Codes of winerror.h that not every header has. */
enum {
    WINDOWS_DELETE_PENDING = 303,
    WINDOWS_DEVICE_UNREACHABLE = 321,
    WINDOWS_NO_SUCH_DEVICE = 433,
    WINDOWS_DEVICE_HARDWARE_ERROR = 483,
    WINDOWS_WORKING_SET_QUOTA = 1453,
    WINDOWS_PAGEFILE_QUOTA = 1454,
    WINDOWS_COMMITMENT_LIMIT = 1455,
    WINDOWS_DEVICE_REMOVED = 1617,
    WINDOWS_INVALID_USER_BUFFER = 1784,
    WINDOWS_NOT_ENOUGH_QUOTA = 1816
};

/* clang-format off */
static const char gone[] =
    "the device is gone; check its power and cable, and whether Windows still shows it (Device Manager)";
static const char being_removed[] =
    "Windows refuses it and may be removing the device; see whether it still shows it (Device Manager)";
static const char hardware[] =
    "the adapter or the device failed; the System event log says more, check cable and adapter";
static const char reset[] =
    "the bus was reset and the command may or may not have been carried out; if this happens often, check "
    "cable, terminator and adapter";
static const char late[] =
    "no answer in time; Windows gave the command up, and the device may still be carrying it out";
static const char memory[] =
    "Windows lacks memory or other resources for the request; end other programs, then try again";
static const char request[] =
    "the driver does not accept the request; the adapter's driver may need an update";
static const char unknown_request[] =
    "the driver does not carry SCSI commands for programs; on an adapter also when a class driver of Windows has "
    "claimed the device, which then has a name of its own (\\\\.\\TapeN, \\\\.\\ChangerN)";
static const char busy[] =
    "the device or its driver is busy with something else; another program may be using it";
static const char other[] =
    "Windows or the adapter's driver failed; the System event log may say more";

static const struct rsm_spti_failure command_rows[] = {
    {ERROR_INVALID_FUNCTION,        ERROR_NOT_SUPPORTED,        RSM_SPTI_UNKNOWN_REQUEST, unknown_request},
    {ERROR_NOT_SUPPORTED,           ERROR_NOT_SUPPORTED,        RSM_SPTI_UNKNOWN_REQUEST, unknown_request},
    {ERROR_CALL_NOT_IMPLEMENTED,    ERROR_NOT_SUPPORTED,        RSM_SPTI_UNKNOWN_REQUEST, unknown_request},

    {ERROR_SEM_TIMEOUT,             ERROR_SEM_TIMEOUT,          RSM_SPTI_FAILED,          late},
    {ERROR_TIMEOUT,                 ERROR_SEM_TIMEOUT,          RSM_SPTI_FAILED,          late},
    {WAIT_TIMEOUT,                  ERROR_SEM_TIMEOUT,          RSM_SPTI_FAILED,          late},

    {ERROR_FILE_NOT_FOUND,          ERROR_DEVICE_NOT_CONNECTED, RSM_SPTI_GONE,            gone},
    {ERROR_PATH_NOT_FOUND,          ERROR_DEVICE_NOT_CONNECTED, RSM_SPTI_GONE,            gone},
    {ERROR_BAD_UNIT,                ERROR_DEVICE_NOT_CONNECTED, RSM_SPTI_GONE,            gone},
    {ERROR_DEV_NOT_EXIST,           ERROR_DEVICE_NOT_CONNECTED, RSM_SPTI_GONE,            gone},
    {WINDOWS_DEVICE_UNREACHABLE,    ERROR_DEVICE_NOT_CONNECTED, RSM_SPTI_GONE,            gone},
    {WINDOWS_NO_SUCH_DEVICE,        ERROR_DEVICE_NOT_CONNECTED, RSM_SPTI_GONE,            gone},
    {ERROR_DEVICE_NOT_CONNECTED,    ERROR_DEVICE_NOT_CONNECTED, RSM_SPTI_GONE,            gone},
    {ERROR_NOT_FOUND,               ERROR_DEVICE_NOT_CONNECTED, RSM_SPTI_GONE,            gone},
    {WINDOWS_DEVICE_REMOVED,        ERROR_DEVICE_NOT_CONNECTED, RSM_SPTI_GONE,            gone},
    {ERROR_DEVICE_NOT_AVAILABLE,    ERROR_DEVICE_NOT_CONNECTED, RSM_SPTI_GONE,            gone},
    {ERROR_ACCESS_DENIED,           ERROR_DEVICE_NOT_CONNECTED, RSM_SPTI_GONE,            being_removed},
    {ERROR_BAD_COMMAND,             ERROR_DEVICE_NOT_CONNECTED, RSM_SPTI_GONE,            being_removed},
    {WINDOWS_DELETE_PENDING,        ERROR_DEVICE_NOT_CONNECTED, RSM_SPTI_GONE,            being_removed},
    {ERROR_OPERATION_ABORTED,       ERROR_DEVICE_NOT_CONNECTED, RSM_SPTI_GONE,            being_removed},
    {ERROR_REQUEST_ABORTED,         ERROR_DEVICE_NOT_CONNECTED, RSM_SPTI_GONE,            being_removed},

    /* not ERROR_BUS_RESET, which says here that the device refused and nothing was done */
    {ERROR_BUS_RESET,               ERROR_DEVICE_NOT_CONNECTED, RSM_SPTI_FAILED,          reset},
    {ERROR_IO_DEVICE,               ERROR_DEVICE_NOT_CONNECTED, RSM_SPTI_FAILED,          hardware},
    {ERROR_ADAP_HDW_ERR,            ERROR_DEVICE_NOT_CONNECTED, RSM_SPTI_FAILED,          hardware},
    {ERROR_CRC,                     ERROR_DEVICE_NOT_CONNECTED, RSM_SPTI_FAILED,          hardware},
    {WINDOWS_DEVICE_HARDWARE_ERROR, ERROR_DEVICE_NOT_CONNECTED, RSM_SPTI_FAILED,          hardware},
    {ERROR_NOT_READY,               ERROR_DEVICE_NOT_CONNECTED, RSM_SPTI_FAILED,          busy},
    {ERROR_BUSY,                    ERROR_DEVICE_NOT_CONNECTED, RSM_SPTI_FAILED,          busy},
    {ERROR_GEN_FAILURE,             ERROR_DEVICE_NOT_CONNECTED, RSM_SPTI_FAILED,          other},

    {ERROR_INVALID_PARAMETER,       ERROR_DEVICE_NOT_CONNECTED, RSM_SPTI_FAILED,          request},
    {ERROR_BAD_LENGTH,              ERROR_DEVICE_NOT_CONNECTED, RSM_SPTI_FAILED,          request},
    {ERROR_INSUFFICIENT_BUFFER,     ERROR_DEVICE_NOT_CONNECTED, RSM_SPTI_FAILED,          request},
    {ERROR_NOACCESS,                ERROR_DEVICE_NOT_CONNECTED, RSM_SPTI_FAILED,          request},
    {ERROR_REVISION_MISMATCH,       ERROR_DEVICE_NOT_CONNECTED, RSM_SPTI_FAILED,          request},
    {WINDOWS_INVALID_USER_BUFFER,   ERROR_DEVICE_NOT_CONNECTED, RSM_SPTI_FAILED,          request},

    {ERROR_NOT_ENOUGH_MEMORY,       ERROR_NOT_ENOUGH_MEMORY,    RSM_SPTI_FAILED,          memory},
    {ERROR_OUTOFMEMORY,             ERROR_NOT_ENOUGH_MEMORY,    RSM_SPTI_FAILED,          memory},
    {ERROR_NO_SYSTEM_RESOURCES,     ERROR_NOT_ENOUGH_MEMORY,    RSM_SPTI_FAILED,          memory},
    {WINDOWS_WORKING_SET_QUOTA,     ERROR_NOT_ENOUGH_MEMORY,    RSM_SPTI_FAILED,          memory},
    {WINDOWS_PAGEFILE_QUOTA,        ERROR_NOT_ENOUGH_MEMORY,    RSM_SPTI_FAILED,          memory},
    {WINDOWS_COMMITMENT_LIMIT,      ERROR_NOT_ENOUGH_MEMORY,    RSM_SPTI_FAILED,          memory},
    {WINDOWS_NOT_ENOUGH_QUOTA,      ERROR_NOT_ENOUGH_MEMORY,    RSM_SPTI_FAILED,          memory},
};

static const struct rsm_spti_failure command_other =
    {0, ERROR_DEVICE_NOT_CONNECTED, RSM_SPTI_FAILED,          other};

static const char not_there[] =
    "there is no such device; check its power and cable, and which names Windows gives now (rsm devices)";
static const char no_right[] =
    "this account may not use the device, or another program has it open; run the program as an administrator, "
    "or let an administrator grant this account read and write access to the device";
static const char in_use[] =
    "another program has the device open for itself alone, or an earlier command there has not ended; end that "
    "program, or wait for it";
static const char no_open[] =
    "Windows cannot open the device; the System event log may say more";

static const struct rsm_spti_failure open_rows[] = {
    {ERROR_FILE_NOT_FOUND,       ERROR_DEV_NOT_EXIST,        RSM_SPTI_FAILED,          not_there},
    {ERROR_PATH_NOT_FOUND,       ERROR_DEV_NOT_EXIST,        RSM_SPTI_FAILED,          not_there},
    {ERROR_BAD_UNIT,             ERROR_DEV_NOT_EXIST,        RSM_SPTI_FAILED,          not_there},
    {ERROR_DEV_NOT_EXIST,        ERROR_DEV_NOT_EXIST,        RSM_SPTI_FAILED,          not_there},
    {WINDOWS_DELETE_PENDING,     ERROR_DEV_NOT_EXIST,        RSM_SPTI_FAILED,          not_there},
    {WINDOWS_DEVICE_UNREACHABLE, ERROR_DEV_NOT_EXIST,        RSM_SPTI_FAILED,          not_there},
    {WINDOWS_NO_SUCH_DEVICE,     ERROR_DEV_NOT_EXIST,        RSM_SPTI_FAILED,          not_there},
    {ERROR_DEVICE_NOT_CONNECTED, ERROR_DEV_NOT_EXIST,        RSM_SPTI_FAILED,          not_there},
    {ERROR_NOT_FOUND,            ERROR_DEV_NOT_EXIST,        RSM_SPTI_FAILED,          not_there},
    {WINDOWS_DEVICE_REMOVED,     ERROR_DEV_NOT_EXIST,        RSM_SPTI_FAILED,          not_there},
    {ERROR_DEVICE_NOT_AVAILABLE, ERROR_DEV_NOT_EXIST,        RSM_SPTI_FAILED,          not_there},
    {ERROR_INVALID_NAME,         ERROR_BAD_PATHNAME,         RSM_SPTI_FAILED, "the address is no name of a device"},
    {ERROR_BAD_PATHNAME,         ERROR_BAD_PATHNAME,         RSM_SPTI_FAILED, "the address is no name of a device"},
    {ERROR_SHARING_VIOLATION,    ERROR_SHARING_VIOLATION,    RSM_SPTI_FAILED,          in_use},
    {ERROR_BUSY,                 ERROR_SHARING_VIOLATION,    RSM_SPTI_FAILED,          in_use},
    {ERROR_SEM_TIMEOUT,          ERROR_SEM_TIMEOUT,          RSM_SPTI_FAILED, "the driver does not answer"},
    {ERROR_NOT_ENOUGH_MEMORY,    ERROR_NOT_ENOUGH_MEMORY,    RSM_SPTI_FAILED,          memory},
    {ERROR_OUTOFMEMORY,          ERROR_NOT_ENOUGH_MEMORY,    RSM_SPTI_FAILED,          memory},
    {ERROR_NO_SYSTEM_RESOURCES,  ERROR_NOT_ENOUGH_MEMORY,    RSM_SPTI_FAILED,          memory},
};

static const struct rsm_spti_failure open_refused =
    {ERROR_ACCESS_DENIED, ERROR_ACCESS_DENIED, RSM_SPTI_FAILED,          no_right};
static const struct rsm_spti_failure open_in_use =
    {ERROR_ACCESS_DENIED, ERROR_SHARING_VIOLATION, RSM_SPTI_FAILED,          in_use};
static const struct rsm_spti_failure open_other =
    {0, ERROR_DEVICE_NOT_CONNECTED, RSM_SPTI_FAILED,          no_open};
/* clang-format on */

static const struct rsm_spti_failure *find(const struct rsm_spti_failure *rows, size_t count,
                                           rsm_error windows)
{
    for (size_t i = 0; i < count; i++)
        if (rows[i].windows == windows)
            return &rows[i];
    return NULL;
}

const struct rsm_spti_failure *rsm_spti_command_failure(rsm_error windows)
{
    const struct rsm_spti_failure *row =
        find(command_rows, sizeof command_rows / sizeof command_rows[0], windows);

    return row != NULL ? row : &command_other;
}

const struct rsm_spti_failure *rsm_spti_open_failure(rsm_error windows, bool is_administrator)
{
    const struct rsm_spti_failure *row =
        find(open_rows, sizeof open_rows / sizeof open_rows[0], windows);

    if (windows == ERROR_ACCESS_DENIED)
        return is_administrator ? &open_in_use : &open_refused;
    return row != NULL ? row : &open_other;
}
