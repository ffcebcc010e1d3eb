/*
 * What an administrator says of a drive: the serial number of its tape device, for changers that do not
 * tell.  drive_map.h says when it is believed.
 */
#ifndef RSM_WORK_DRIVE_PIN_H
#define RSM_WORK_DRIVE_PIN_H

#include "core/session.h"

/*
 * Pin the drive to the tape device with that serial number, as the device tells it (as much of it as
 * szSerialNumber holds), or (serial NULL) take the pin back.  It counts when the library's devices are
 * looked for the next time; the device need not be there now.  Begins and ends its own transaction.
 *
 * ERROR_INVALID_PARAMETER  a serial number that no device can have: empty, too long, with blanks at its
 *                          ends, or with other than printable ASCII in it
 * ERROR_OBJECT_NOT_FOUND   no such drive
 * ERROR_ACCESS_DENIED      no CONTROL on its library
 * ERROR_ALREADY_EXISTS     another drive is pinned to that device
 * ERROR_NOT_FOUND          taken back from a drive that is not pinned
 */
rsm_error rsm_drive_pin(struct rsm_session *session, const GUID *drive, const char *serial);

#endif
