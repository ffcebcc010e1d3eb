/*
 * The one table from errno to Win32 codes.
 */
#include "os_error.h"

#include <errno.h>
#include <stddef.h>

struct errno_row {
    int number;
    rsm_error error;
};

/* clang-format off */
static const struct errno_row rows[] = {
    {0,             ERROR_SUCCESS},
    {EACCES,        ERROR_ACCESS_DENIED},
    {EPERM,         ERROR_ACCESS_DENIED},
    {EADDRNOTAVAIL, ERROR_INCORRECT_ADDRESS},
    {EAGAIN,        ERROR_RETRY},
    {EBADF,         ERROR_INVALID_HANDLE},
    {EBUSY,         ERROR_BUSY},
    {ECANCELED,     ERROR_OPERATION_ABORTED},
    {ECONNABORTED,  ERROR_CONNECTION_ABORTED},
    {ECONNREFUSED,  ERROR_CONNECTION_REFUSED},
    {ECONNRESET,    ERROR_NETNAME_DELETED},
    {EDEADLK,       ERROR_POSSIBLE_DEADLOCK},
    {EDQUOT,        ERROR_DISK_FULL},
    {EEXIST,        ERROR_ALREADY_EXISTS},
    {EFAULT,        ERROR_NOACCESS},
    {EFBIG,         ERROR_FILE_TOO_LARGE},
    {EHOSTUNREACH,  ERROR_HOST_UNREACHABLE},
    {EINTR,         ERROR_RETRY},
    {EINVAL,        ERROR_INVALID_PARAMETER},
    {EIO,           ERROR_IO_DEVICE},
    {EISDIR,        ERROR_ACCESS_DENIED},
    {ELOOP,         ERROR_BAD_PATHNAME},
    {EMFILE,        ERROR_TOO_MANY_OPEN_FILES},
    {ENAMETOOLONG,  ERROR_FILENAME_EXCED_RANGE},
    {ENETDOWN,      ERROR_NO_NETWORK},
    {ENETUNREACH,   ERROR_NETWORK_UNREACHABLE},
    {ENFILE,        ERROR_TOO_MANY_OPEN_FILES},
    {ENODEV,        ERROR_DEV_NOT_EXIST},
    {ENOENT,        ERROR_FILE_NOT_FOUND},
    {ENOLCK,        ERROR_NO_SYSTEM_RESOURCES},
    {ENOMEM,        ERROR_NOT_ENOUGH_MEMORY},
    {ENOSPC,        ERROR_DISK_FULL},
    {ENOSYS,        ERROR_CALL_NOT_IMPLEMENTED},
    {ENOTCONN,      ERROR_NOT_CONNECTED},
    {ENOTDIR,       ERROR_DIRECTORY},
    {ENOTEMPTY,     ERROR_DIR_NOT_EMPTY},
    {ENOTSUP,       ERROR_NOT_SUPPORTED},
    {ENXIO,         ERROR_DEV_NOT_EXIST},
    {EOVERFLOW,     ERROR_ARITHMETIC_OVERFLOW},
    {EPIPE,         ERROR_BROKEN_PIPE},
    {EROFS,         ERROR_WRITE_PROTECT},
    {ETIMEDOUT,     ERROR_TIMEOUT},
    {EXDEV,         ERROR_NOT_SAME_DEVICE},
};
/* clang-format on */

rsm_error rsm_error_from_errno(int number)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].number == number)
            return rows[i].error;
    return ERROR_GEN_FAILURE;
}
