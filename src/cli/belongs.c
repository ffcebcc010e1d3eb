/*
 * Which library an object is in.
 */
#include "cli/belongs.h"

const GUID *rsm_belongs_to(const NTMS_OBJECTINFORMATIONW *object)
{
    static const GUID none;

    switch (object->dwType) {
    case NTMS_LIBRARY:
        return &object->ObjectGuid;
    case NTMS_CHANGER:
        return &object->Info.Changer.Library;
    case NTMS_DRIVE:
        return &object->Info.Drive.Library;
    case NTMS_STORAGESLOT:
        return &object->Info.StorageSlot.Library;
    case NTMS_IEDOOR:
        return &object->Info.IEDoor.Library;
    case NTMS_IEPORT:
        return &object->Info.IEPort.Library;
    case NTMS_PHYSICAL_MEDIA:
        return &object->Info.PhysicalMedia.CurrentLibrary;
    case NTMS_LIBREQUEST:
        return &object->Info.LibRequest.Library;
    default:
        return &none;
    }
}
