/*
 * Names and sentences of the Win32 codes this library returns, logs or translates: one line per
 * code, so that the two cannot drift apart. Only codes of our own use are here; the sentences are
 * ours.
 */
#include "platform/error.h"

#include <stddef.h>

struct error_row {
    rsm_error code;
    const char *name;
    const char *text;
};

#define ROW(code, text)   \
    {                     \
        code, #code, text \
    }

/* clang-format off */
static const struct error_row rows[] = {
    ROW(ERROR_SUCCESS, "It worked."),
    ROW(ERROR_INVALID_FUNCTION, "The device or file system does not know this function."),
    ROW(ERROR_FILE_NOT_FOUND, "There is no such file or device."),
    ROW(ERROR_PATH_NOT_FOUND, "There is no such folder."),
    ROW(ERROR_TOO_MANY_OPEN_FILES, "The process has too many files open."),
    ROW(ERROR_ACCESS_DENIED, "The caller does not have the right to do this."),
    ROW(ERROR_INVALID_HANDLE, "The handle is closed, or was never opened here."),
    ROW(ERROR_NOT_ENOUGH_MEMORY, "There is not enough memory."),
    ROW(ERROR_BAD_FORMAT, "The data or label is not in a format that is understood."),
    ROW(ERROR_INVALID_ACCESS, "The kind of access asked for is not one there is."),
    ROW(ERROR_INVALID_DATA, "The data received makes no sense."),
    ROW(ERROR_OUTOFMEMORY, "There is not enough memory to finish."),
    ROW(ERROR_INVALID_DRIVE, "The identifier does not name a drive."),
    ROW(ERROR_NOT_SAME_DEVICE, "Another device is there now; or the two places are on different volumes."),
    ROW(ERROR_NO_MORE_FILES, "There are no more files."),
    ROW(ERROR_WRITE_PROTECT, "The medium is protected against writing."),
    ROW(ERROR_BAD_UNIT, "There is no device at this address."),
    ROW(ERROR_NOT_READY, "The device or service is not ready yet; wait and try again."),
    ROW(ERROR_BAD_COMMAND, "The device does not know this command."),
    ROW(ERROR_CRC, "The data on the medium could not be read without errors."),
    ROW(ERROR_BAD_LENGTH, "The length of the data is not what the other side expected."),
    ROW(ERROR_SEEK, "The device could not find the place on the medium."),
    ROW(ERROR_SECTOR_NOT_FOUND, "The block was not found on the medium."),
    ROW(ERROR_WRITE_FAULT, "The device could not write."),
    ROW(ERROR_READ_FAULT, "The device could not read."),
    ROW(ERROR_GEN_FAILURE, "The device or the system failed and gave no better reason."),
    ROW(ERROR_SHARING_VIOLATION, "Another program has the file open."),
    ROW(ERROR_LOCK_VIOLATION, "Another process or thread holds the lock."),
    ROW(ERROR_WRONG_DISK, "The drive holds another medium than the one needed."),
    ROW(ERROR_HANDLE_EOF, "The end of the file was reached."),
    ROW(ERROR_HANDLE_DISK_FULL, "The disk is full."),
    ROW(ERROR_NOT_SUPPORTED, "This is not supported here."),
    ROW(ERROR_BAD_NETPATH, "The network path was not found."),
    ROW(ERROR_NETWORK_BUSY, "The network is busy."),
    ROW(ERROR_DEV_NOT_EXIST, "The device is no longer there."),
    ROW(ERROR_ADAP_HDW_ERR, "The adapter reported a hardware error."),
    ROW(ERROR_BAD_NET_RESP, "The other computer gave an answer that makes no sense."),
    ROW(ERROR_UNEXP_NET_ERR, "The network failed in an unexpected way."),
    ROW(ERROR_NETNAME_DELETED, "The connection was closed by the other side."),
    ROW(ERROR_NETWORK_ACCESS_DENIED, "The network refused access."),
    ROW(ERROR_BAD_DEV_TYPE, "The device is not of the kind expected."),
    ROW(ERROR_FILE_EXISTS, "There is a file of this name already."),
    ROW(ERROR_CANNOT_MAKE, "The file or folder could not be made."),
    ROW(ERROR_INVALID_PASSWORD, "The password is wrong."),
    ROW(ERROR_INVALID_PARAMETER, "A parameter is missing, out of range or of the wrong kind."),
    ROW(ERROR_BROKEN_PIPE, "The other end of the pipe was closed."),
    ROW(ERROR_OPEN_FAILED, "The file or device could not be opened."),
    ROW(ERROR_BUFFER_OVERFLOW, "The text or name is longer than there is room for."),
    ROW(ERROR_DISK_FULL, "The disk is full; make room and try again."),
    ROW(ERROR_CALL_NOT_IMPLEMENTED, "This function is not available in this version."),
    ROW(ERROR_SEM_TIMEOUT, "The device did not answer in time."),
    ROW(ERROR_INSUFFICIENT_BUFFER, "The buffer is too small for the answer."),
    ROW(ERROR_INVALID_NAME, "The name is too long or has characters that are not allowed."),
    ROW(ERROR_MOD_NOT_FOUND, "A library file (DLL) was not found."),
    ROW(ERROR_PROC_NOT_FOUND, "A library file (DLL) lacks a function that is needed."),
    ROW(ERROR_DIR_NOT_EMPTY, "The folder is not empty."),
    ROW(ERROR_NOT_LOCKED, "The lock is not held."),
    ROW(ERROR_BAD_ARGUMENTS, "An argument is wrong."),
    ROW(ERROR_BAD_PATHNAME, "The path or device address is not a valid one."),
    ROW(ERROR_BUSY, "The medium, drive or library is in use."),
    ROW(ERROR_ALREADY_EXISTS, "There is one of this name already."),
    ROW(ERROR_FILENAME_EXCED_RANGE, "The file name or path is too long."),
    ROW(ERROR_FILE_TOO_LARGE, "The file is too large."),
    ROW(ERROR_NO_DATA, "The value is too long, or the channel it came through was closed."),
    ROW(ERROR_MORE_DATA, "There is more than was asked for."),
    ROW(WAIT_TIMEOUT, "The wait ended before anything happened."),
    ROW(ERROR_NO_MORE_ITEMS, "There are no more items."),
    ROW(ERROR_DIRECTORY, "The name is that of a file where a folder is needed."),
    ROW(ERROR_INVALID_ADDRESS, "The address is not valid."),
    ROW(ERROR_ARITHMETIC_OVERFLOW, "A number is too large to count with."),
    ROW(ERROR_OPERATION_ABORTED, "The operation was stopped before it ended."),
    ROW(ERROR_IO_PENDING, "The operation has not ended yet."),
    ROW(ERROR_NOACCESS, "The memory given by the caller cannot be used."),
    ROW(ERROR_INVALID_FLAGS, "The flags are not valid."),
    ROW(ERROR_UNRECOGNIZED_VOLUME, "The volume has no file system that is recognised."),
    ROW(ERROR_FILE_INVALID, "The file changed from outside and can no longer be used."),
    ROW(ERROR_BADDB, "The database is damaged."),

    ROW(ERROR_END_OF_MEDIA, "The end of the tape was reached."),
    ROW(ERROR_FILEMARK_DETECTED, "A file mark was reached on the tape."),
    ROW(ERROR_BEGINNING_OF_MEDIA, "The beginning of the tape was reached."),
    ROW(ERROR_SETMARK_DETECTED, "A set mark was reached on the tape."),
    ROW(ERROR_NO_DATA_DETECTED, "The tape holds no more data."),
    ROW(ERROR_PARTITION_FAILURE, "The tape could not be partitioned."),
    ROW(ERROR_INVALID_BLOCK_LENGTH, "The block on the tape has another length than expected."),
    ROW(ERROR_DEVICE_NOT_PARTITIONED, "The partitions of the tape were not found."),
    ROW(ERROR_UNABLE_TO_LOCK_MEDIA, "The drive could not lock its medium in place."),
    ROW(ERROR_UNABLE_TO_UNLOAD_MEDIA, "The drive could not unload its medium."),
    ROW(ERROR_MEDIA_CHANGED, "The medium in the drive may have been changed."),
    ROW(ERROR_BUS_RESET, "The device or its bus was reset."),
    ROW(ERROR_NO_MEDIA_IN_DRIVE, "There is no medium in the drive."),
    ROW(ERROR_NO_UNICODE_TRANSLATION, "The text has characters that cannot be converted."),
    ROW(ERROR_IO_DEVICE, "The device reported an error; look at the device and its cables."),
    ROW(ERROR_POSSIBLE_DEADLOCK, "Going on would make this thread wait for itself."),
    ROW(ERROR_SOURCE_ELEMENT_EMPTY, "There is no medium at the place to move from."),
    ROW(ERROR_DESTINATION_ELEMENT_FULL, "There is a medium at the place to move to already."),
    ROW(ERROR_ILLEGAL_ELEMENT_ADDRESS, "The library has no element at this address."),
    ROW(ERROR_MAGAZINE_NOT_PRESENT, "The magazine is not in the library."),
    ROW(ERROR_DEVICE_REINITIALIZATION_NEEDED, "The library must be initialised; see its panel."),
    ROW(ERROR_DEVICE_REQUIRES_CLEANING, "The drive needs cleaning."),
    ROW(ERROR_DEVICE_DOOR_OPEN, "The door of the library is open; close it."),
    ROW(ERROR_DEVICE_NOT_CONNECTED, "The device cannot be reached; see that it is switched on."),
    ROW(ERROR_NOT_FOUND, "What was looked for was not found."),

    ROW(ERROR_BAD_DEVICE, "The device name is not valid."),
    ROW(ERROR_CONNECTION_UNAVAIL, "The connection was lost."),
    ROW(ERROR_INVALID_COMPUTERNAME, "The computer name is not a valid one."),
    ROW(ERROR_NO_NETWORK, "The network is absent or not started."),
    ROW(ERROR_CANCELLED, "The operation was cancelled."),
    ROW(ERROR_CONNECTION_REFUSED, "The other computer refused the connection."),
    ROW(ERROR_GRACEFUL_DISCONNECT, "The other side ended the connection."),
    ROW(ERROR_CONNECTION_INVALID, "There is no such connection."),
    ROW(ERROR_NETWORK_UNREACHABLE, "The network cannot be reached."),
    ROW(ERROR_HOST_UNREACHABLE, "The other computer cannot be reached."),
    ROW(ERROR_PROTOCOL_UNREACHABLE, "The other computer does not speak this protocol."),
    ROW(ERROR_PORT_UNREACHABLE, "Nothing answers at this port of the other computer."),
    ROW(ERROR_REQUEST_ABORTED, "The request was stopped."),
    ROW(ERROR_CONNECTION_ABORTED, "The connection was broken off on this computer."),
    ROW(ERROR_RETRY, "It did not work this time; try again."),
    ROW(ERROR_INCORRECT_ADDRESS, "The network address is wrong."),
    ROW(ERROR_NOT_AUTHENTICATED, "The other side wants a name and a password first."),
    ROW(ERROR_REVISION_MISMATCH, "The two sides are of versions that do not go together."),
    ROW(ERROR_PRIVILEGE_NOT_HELD, "The caller lacks a privilege that this needs."),
    ROW(ERROR_LOGON_FAILURE, "The user name or password is wrong."),
    ROW(ERROR_NONE_MAPPED, "The account is not known here."),
    ROW(ERROR_INVALID_ACL, "The access control list is not valid."),
    ROW(ERROR_INVALID_SID, "The security identifier is not valid."),
    ROW(ERROR_INVALID_SECURITY_DESCR, "The security descriptor is not valid."),
    ROW(ERROR_NO_SECURITY_ON_OBJECT, "An object of this kind carries no security."),
    ROW(ERROR_INTERNAL_ERROR, "The program made a mistake of its own."),
    ROW(ERROR_BAD_DESCRIPTOR_FORMAT, "The security descriptor is not in the form needed."),
    ROW(ERROR_FILE_CORRUPT, "The file is damaged."),
    ROW(ERROR_DISK_CORRUPT, "The disk or its file system is damaged."),
    ROW(ERROR_NO_SYSTEM_RESOURCES, "The system lacks the resources for this."),
    ROW(ERROR_TIMEOUT, "The time allowed has passed."),
    ROW(ERROR_UNKNOWN_PROPERTY, "There is no such property."),
    ROW(ERROR_DATATYPE_MISMATCH, "The value is of another type than expected."),
    ROW(RPC_S_SERVER_UNAVAILABLE, "The server cannot be reached."),
    ROW(RPC_S_INVALID_BOUND, "The bounds of an array are wrong."),
    ROW(ERROR_UNRECOGNIZED_MEDIA, "The medium is not recognised; it may not be formatted."),
    ROW(RPC_S_NO_INTERFACES, "The server is older than this program."),
    ROW(ERROR_NOT_CONNECTED, "There is no connection to the computer named."),

    ROW(ERROR_INVALID_MEDIA, "The identifier does not name a medium that can be used here."),
    ROW(ERROR_INVALID_LIBRARY, "The identifier does not name a library."),
    ROW(ERROR_INVALID_MEDIA_POOL, "The identifier does not name a media pool that suits."),
    ROW(ERROR_DRIVE_MEDIA_MISMATCH, "The drive cannot take this medium, or is in another library."),
    ROW(ERROR_MEDIA_OFFLINE, "The medium is not in a library; insert it first."),
    ROW(ERROR_LIBRARY_OFFLINE, "This cannot be done with a library that is offline."),
    ROW(ERROR_EMPTY, "There is nothing in the library, drive, slot or pool."),
    ROW(ERROR_NOT_EMPTY, "The library, drive or pool must be emptied first."),
    ROW(ERROR_MEDIA_UNAVAILABLE, "The pool or library has no medium to give at the moment."),
    ROW(ERROR_RESOURCE_DISABLED, "The library, drive or medium is disabled; enable it first."),
    ROW(ERROR_INVALID_CLEANER, "The medium is not a cleaner cartridge."),
    ROW(ERROR_UNABLE_TO_CLEAN, "The drive cannot be cleaned."),
    ROW(ERROR_OBJECT_NOT_FOUND, "There is no object of this identifier or name."),
    ROW(ERROR_DATABASE_FAILURE, "The database, or the copy of it, cannot be read or written; see the log."),
    ROW(ERROR_DATABASE_FULL, "The database is full; make room on its disk."),
    ROW(ERROR_MEDIA_INCOMPATIBLE, "The medium does not suit the device or the pool."),
    ROW(ERROR_RESOURCE_NOT_PRESENT, "The library, drive, slot or port needed is not there."),
    ROW(ERROR_INVALID_OPERATION, "There is no such operation."),
    ROW(ERROR_MEDIA_NOT_AVAILABLE, "The medium is disabled, not mounted or not ready."),
    ROW(ERROR_DEVICE_NOT_AVAILABLE, "The device is disabled, absent or not ready."),
    ROW(ERROR_REQUEST_REFUSED, "The operator refused the request."),
    ROW(ERROR_INVALID_DRIVE_OBJECT, "The identifier does not name a drive object."),
    ROW(ERROR_LIBRARY_FULL, "The library has no free slot."),
    ROW(ERROR_MEDIUM_NOT_ACCESSIBLE, "The library's picker cannot reach the medium."),
    ROW(ERROR_UNABLE_TO_LOAD_MEDIUM, "The medium could not be loaded into the drive."),
    ROW(ERROR_UNABLE_TO_INVENTORY_DRIVE, "The library could not tell what its drives hold."),
    ROW(ERROR_UNABLE_TO_INVENTORY_SLOT, "The library could not tell what its slots hold."),
    ROW(ERROR_UNABLE_TO_INVENTORY_TRANSPORT, "The library could not tell what its picker holds."),
    ROW(ERROR_TRANSPORT_FULL, "The library's picker holds a medium; it must be freed first."),
    ROW(ERROR_CONTROLLING_IEPORT, "The import/export port could not be opened or closed."),
    ROW(ERROR_UNABLE_TO_EJECT_MOUNTED_MEDIA, "The medium is in a drive; dismount it first."),
    ROW(ERROR_CLEANER_SLOT_SET, "A slot is reserved for the cleaner already."),
    ROW(ERROR_CLEANER_SLOT_NOT_SET, "No slot is reserved for the cleaner."),
    ROW(ERROR_CLEANER_CARTRIDGE_SPENT, "The cleaner cartridge is used up; replace it."),
    ROW(ERROR_UNEXPECTED_OMID, "The label on the medium is not the one expected."),
    ROW(ERROR_CANT_DELETE_LAST_ITEM, "The last of its kind cannot be deleted."),
    ROW(ERROR_MESSAGE_EXCEEDS_MAX_SIZE, "The message is longer than allowed."),
    ROW(ERROR_VOLUME_CONTAINS_SYS_FILES, "The volume holds files that the system is using."),
    ROW(ERROR_INDIGENOUS_TYPE, "A drive of the library takes this media type, so it must stay."),
    ROW(ERROR_NO_SUPPORTING_DRIVES, "No enabled drive could take this medium."),
    ROW(ERROR_CLEANER_CARTRIDGE_INSTALLED, "There is a cleaner cartridge in the library already."),
    ROW(ERROR_IEPORT_FULL, "The import/export port is not empty; take the medium out."),
    ROW(ERROR_FILE_OFFLINE, "The file is on a medium that is not available now."),
    ROW(ERROR_RESOURCE_NOT_AVAILABLE, "The slot, drive or port is occupied or absent."),
    ROW(ERROR_INVALID_STATE, "The object is not in the state that this needs."),
};
/* clang-format on */

static const struct error_row *find_row(rsm_error error)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].code == error)
            return &rows[i];
    return NULL;
}

const char *rsm_error_name(rsm_error error)
{
    const struct error_row *row = find_row(error);

    return row ? row->name : "unknown Win32 code";
}

const char *rsm_error_text(rsm_error error)
{
    const struct error_row *row = find_row(error);

    return row ? row->text : "It failed with a code that has no description here.";
}
