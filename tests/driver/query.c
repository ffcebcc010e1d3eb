/*
 * What a program can ask of a device or of the adapter without a command: where it sits, what it is, what
 * the adapter can carry, what hangs on the adapter.
 */
#include "driver.h"

#include <ntddscsi.h>
#include <ntddstor.h>

enum { INQUIRY_SHOWN = 36 /* bytes of INQUIRY data that the adapter keeps of each */ };

static ULONG out_room(PIRP irp)
{
    return IoGetCurrentIrpStackLocation(irp)->Parameters.DeviceIoControl.OutputBufferLength;
}

static NTSTATUS get_address(const struct extension *extension, PIRP irp)
{
    SCSI_ADDRESS *address = irp->AssociatedIrp.SystemBuffer;

    if (extension->role != ROLE_DEVICE)
        return driver_end(irp, STATUS_INVALID_DEVICE_REQUEST, 0);
    if (out_room(irp) < sizeof *address)
        return driver_end(irp, STATUS_BUFFER_TOO_SMALL, 0);
    address->Length = sizeof *address;
    address->PortNumber = ADAPTER_PORT;
    address->PathId = ADAPTER_BUS;
    address->TargetId = ADAPTER_TARGET;
    address->Lun = extension->unit->lun;
    return driver_end(irp, STATUS_SUCCESS, sizeof *address);
}

static NTSTATUS get_number(const struct extension *extension, PIRP irp)
{
    STORAGE_DEVICE_NUMBER *number = irp->AssociatedIrp.SystemBuffer;

    if (extension->role != ROLE_DEVICE)
        return driver_end(irp, STATUS_INVALID_DEVICE_REQUEST, 0);
    if (out_room(irp) < sizeof *number)
        return driver_end(irp, STATUS_BUFFER_TOO_SMALL, 0);
    number->DeviceType = (extension->unit->inquiry[0] & 0x1F) == TYPE_CHANGER ? FILE_DEVICE_CHANGER
                                                                              : FILE_DEVICE_TAPE;
    number->DeviceNumber = extension->unit->number;
    number->PartitionNumber = (ULONG)-1; /* it has none */
    return driver_end(irp, STATUS_SUCCESS, sizeof *number);
}

/* ---- properties ---- */

enum { PROPERTY_MAX = 256 };

/* Put a text behind what is there; where it begins. */
static ULONG put_text(UCHAR *property, ULONG *end, const void *text, ULONG length)
{
    ULONG begin = *end;

    RtlCopyMemory(property + begin, text, length);
    property[begin + length] = 0;
    *end = begin + length + 1;
    return begin;
}

static ULONG device_property(const struct unit *unit, UCHAR *property)
{
    STORAGE_DEVICE_DESCRIPTOR *device = (STORAGE_DEVICE_DESCRIPTOR *)property;
    ULONG end = sizeof *device;
    ULONG serial = 0;

    while (unit->serial[serial] != '\0')
        serial++;
    device->Version = sizeof *device;
    device->DeviceType = unit->inquiry[0] & 0x1F;
    device->RemovableMedia = (unit->inquiry[1] & 0x80) != 0;
    device->BusType = BusTypeScsi;
    device->VendorIdOffset = put_text(property, &end, unit->inquiry + 8, 8);
    device->ProductIdOffset = put_text(property, &end, unit->inquiry + 16, 16);
    device->ProductRevisionOffset = put_text(property, &end, unit->inquiry + 32, 4);
    if (serial > 0)
        device->SerialNumberOffset = put_text(property, &end, unit->serial, serial);
    device->Size = end;
    return end;
}

static ULONG adapter_property(UCHAR *property)
{
    STORAGE_ADAPTER_DESCRIPTOR *adapter = (STORAGE_ADAPTER_DESCRIPTOR *)property;

    adapter->Version = adapter->Size = sizeof *adapter;
    adapter->MaximumTransferLength = bus.max_transfer;
    adapter->MaximumPhysicalPages = bus.max_pages;
    adapter->AlignmentMask = bus.alignment;
    adapter->BusType = BusTypeScsi;
    return sizeof *adapter;
}

static NTSTATUS query_property(const struct extension *extension, PIRP irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);
    const STORAGE_PROPERTY_QUERY *query = irp->AssociatedIrp.SystemBuffer;
    UCHAR property[PROPERTY_MAX];
    ULONG length = 0;
    ULONG room = out_room(irp);

    if (stack->Parameters.DeviceIoControl.InputBufferLength < sizeof *query)
        return driver_end(irp, STATUS_INVALID_PARAMETER, 0);
    RtlZeroMemory(property, sizeof property);
    if (query->PropertyId == StorageAdapterProperty)
        length = adapter_property(property);
    else if (query->PropertyId == StorageDeviceProperty && extension->role == ROLE_DEVICE)
        length = device_property(extension->unit, property);
    else
        return driver_end(irp, STATUS_NOT_SUPPORTED, 0);
    if (query->QueryType == PropertyExistsQuery)
        return driver_end(irp, STATUS_SUCCESS, 0);
    if (query->QueryType != PropertyStandardQuery)
        return driver_end(irp, STATUS_NOT_SUPPORTED, 0);
    if (room < sizeof(STORAGE_DESCRIPTOR_HEADER))
        return driver_end(irp, STATUS_INFO_LENGTH_MISMATCH, 0);
    if (length > room)
        length = room;
    RtlCopyMemory(irp->AssociatedIrp.SystemBuffer, property, length);
    return driver_end(irp, STATUS_SUCCESS, length);
}

/* ---- what hangs on the adapter ---- */

static void put_inquiry(const struct unit *unit, SCSI_INQUIRY_DATA *entry)
{
    entry->PathId = ADAPTER_BUS;
    entry->TargetId = ADAPTER_TARGET;
    entry->Lun = unit->lun;
    entry->DeviceClaimed = unit->device != NULL;
    entry->InquiryDataLength = INQUIRY_SHOWN;
    RtlCopyMemory(entry->InquiryData, unit->inquiry, INQUIRY_SHOWN);
}

/* One bus. Entries begin at multiples of the pointer's size, and each says where the next one is. */
static NTSTATUS get_inquiry_data(const struct extension *extension, PIRP irp)
{
    SCSI_ADAPTER_BUS_INFO *info = irp->AssociatedIrp.SystemBuffer;
    const ULONG size = (FIELD_OFFSET(SCSI_INQUIRY_DATA, InquiryData) + INQUIRY_SHOWN + 7u) & ~7u;
    ULONG begin = (sizeof *info + 7) & ~7u;
    ULONG count = 0;

    if (extension->role != ROLE_ADAPTER)
        return driver_end(irp, STATUS_INVALID_DEVICE_REQUEST, 0);
    for (ULONG i = 0; i < bus.count; i++)
        count += bus.units[i]->present;
    if (out_room(irp) < begin + count * size)
        return driver_end(irp, STATUS_BUFFER_TOO_SMALL, 0);
    RtlZeroMemory(info, begin + count * size);
    info->NumberOfBuses = 1;
    info->BusData[0].NumberOfLogicalUnits = (UCHAR)count;
    info->BusData[0].InitiatorBusId = ADAPTER_INITIATOR;
    info->BusData[0].InquiryDataOffset = count > 0 ? begin : 0;
    for (ULONG i = 0; i < bus.count; i++) {
        SCSI_INQUIRY_DATA *entry = (SCSI_INQUIRY_DATA *)((UCHAR *)info + begin);

        if (!bus.units[i]->present)
            continue;
        put_inquiry(bus.units[i], entry);
        begin += size;
        count--;
        entry->NextInquiryDataOffset = count > 0 ? begin : 0;
    }
    return driver_end(irp, STATUS_SUCCESS, begin);
}

static NTSTATUS rescan(const struct extension *extension, PIRP irp)
{
    NTSTATUS status = STATUS_INVALID_DEVICE_REQUEST;

    if (extension->role == ROLE_ADAPTER) {
        status = bus_scan();
        bus_changed();
    }
    return driver_end(irp, status, 0);
}

NTSTATUS query_ioctl(struct extension *extension, PIRP irp, ULONG code)
{
    switch (code) {
    case IOCTL_SCSI_GET_ADDRESS:
        return get_address(extension, irp);
    case IOCTL_STORAGE_GET_DEVICE_NUMBER:
        return get_number(extension, irp);
    case IOCTL_STORAGE_QUERY_PROPERTY:
        return query_property(extension, irp);
    case IOCTL_SCSI_GET_INQUIRY_DATA:
        return get_inquiry_data(extension, irp);
    case IOCTL_SCSI_RESCAN_BUS:
        return rescan(extension, irp);
    default:
        return driver_end(irp, STATUS_INVALID_DEVICE_REQUEST, 0);
    }
}
