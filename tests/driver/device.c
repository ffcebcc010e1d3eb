/*
 * A claimed changer or tape drive: the device object with its names, its identifiers and its interface, and
 * its coming and going. On Windows these are two objects, the port driver's and the class driver's on top of
 * it; nobody who looks from outside can tell.
 */
#include <initguid.h>

#include "driver.h"

#include <ntddstor.h>

enum { NAME_ROOM = 64, IDS_ROOM = 512 };

static BOOLEAN is_changer(const struct unit *unit)
{
    return (unit->inquiry[0] & 0x1F) == TYPE_CHANGER;
}

/* ---- text ---- */

struct text {
    WCHAR at[IDS_ROOM];
    ULONG length;
};

static void add(struct text *text, const char *words)
{
    for (; *words != '\0' && text->length < IDS_ROOM - 2; words++)
        text->at[text->length++] = (WCHAR)(UCHAR)*words;
}

static void add_end(struct text *text)
{
    text->at[text->length++] = 0;
}

static void add_number(struct text *text, ULONG number, ULONG base, ULONG digits)
{
    char room[12];
    ULONG at = sizeof room;

    room[--at] = '\0';
    do {
        room[--at] = "0123456789abcdef"[number % base];
        number /= base;
        digits -= digits > 0;
    } while (number > 0 || digits > 0);
    add(text, room + at);
}

/* A field of the INQUIRY data as identifiers have it: no blank, comma or control character in it. */
static void add_field(struct text *text, const UCHAR *field, ULONG length, BOOLEAN trimmed)
{
    while (trimmed && length > 0 && field[length - 1] == ' ')
        length--;
    for (ULONG i = 0; i < length; i++) {
        char c[2] = {(char)field[i], '\0'};

        if (field[i] <= ' ' || field[i] >= 0x7F || field[i] == ',')
            c[0] = '_';
        add(text, c);
    }
}

/* A copy that lives on: of a single identifier or of a list, both end in two NULs. */
static WCHAR *keep(const struct text *text)
{
    WCHAR *copy = ExAllocatePoolWithTag(PagedPool, (text->length + 2) * sizeof(WCHAR), DRIVER_TAG);

    if (copy == NULL)
        return NULL;
    RtlCopyMemory(copy, text->at, text->length * sizeof(WCHAR));
    copy[text->length] = copy[text->length + 1] = 0;
    return copy;
}

static NTSTATUS keep_string(const struct text *text, UNICODE_STRING *out)
{
    WCHAR *copy = keep(text);

    if (copy == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;
    RtlInitUnicodeString(out, copy);
    return STATUS_SUCCESS;
}

/* ---- identifiers ---- */

/* As in "Identifiers for SCSI Devices". */
static void hardware_ids(const struct unit *unit, struct text *text)
{
    const char *type = is_changer(unit) ? "Changer" : "Sequential";
    const UCHAR *vendor = unit->inquiry + 8;
    const UCHAR *product = unit->inquiry + 16;
    const UCHAR *revision = unit->inquiry + 32;

    for (int fields = 3; fields >= 1; fields--) {
        add(text, "SCSI\\");
        add(text, type);
        add_field(text, vendor, 8, FALSE);
        if (fields >= 2)
            add_field(text, product, 16, FALSE);
        if (fields == 3)
            add_field(text, revision, 4, FALSE);
        add_end(text);
    }
    add(text, "SCSI\\");
    add_field(text, vendor, 8, FALSE);
    add_field(text, product, 16, FALSE);
    add_field(text, revision, 1, FALSE);
    add_end(text);
    add_field(text, vendor, 8, FALSE);
    add_field(text, product, 16, FALSE);
    add_field(text, revision, 1, FALSE);
    add_end(text);
    add(text, is_changer(unit) ? "GenChanger" : "GenSequential");
}

static void device_id(const struct unit *unit, struct text *text)
{
    add(text, is_changer(unit) ? "SCSI\\Changer&Ven_" : "SCSI\\Sequential&Ven_");
    add_field(text, unit->inquiry + 8, 8, TRUE);
    add(text, "&Prod_");
    add_field(text, unit->inquiry + 16, 16, TRUE);
}

/* Follows from where the device sits, so that it is the same after every return. */
static void instance_id(const struct unit *unit, struct text *text)
{
    add(text, "5&4e544d53&0&");
    add_number(text, ADAPTER_BUS, 16, 2);
    add_number(text, ADAPTER_TARGET, 16, 2);
    add_number(text, unit->lun, 16, 2);
}

static NTSTATUS query_id(const struct unit *unit, PIRP irp)
{
    struct text text;
    WCHAR *id;

    text.length = 0;
    switch (IoGetCurrentIrpStackLocation(irp)->Parameters.QueryId.IdType) {
    case BusQueryDeviceID:
        device_id(unit, &text);
        break;
    case BusQueryHardwareIDs:
        hardware_ids(unit, &text);
        break;
    case BusQueryCompatibleIDs:
        add(&text, is_changer(unit) ? "SCSI\\Changer" : "SCSI\\Sequential");
        add_end(&text);
        add(&text, "SCSI\\RAW");
        break;
    case BusQueryInstanceID:
        instance_id(unit, &text);
        break;
    default:
        return irp->IoStatus.Status;
    }
    id = keep(&text);
    if (id == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;
    irp->IoStatus.Information = (ULONG_PTR)id;
    return STATUS_SUCCESS;
}

/* ---- coming ---- */

static NTSTATUS make_names(const struct unit *unit, ULONG number, struct extension *extension)
{
    const char *kind = is_changer(unit) ? "Changer" : "Tape";
    struct text name, link;
    NTSTATUS status;

    name.length = link.length = 0;
    add(&name, "\\Device\\");
    add(&name, kind);
    add_number(&name, number, 10, 1);
    add(&link, "\\DosDevices\\");
    add(&link, kind);
    add_number(&link, number, 10, 1);
    status = keep_string(&name, &extension->name);
    return NT_SUCCESS(status) ? keep_string(&link, &extension->link) : status;
}

static void free_names(struct extension *extension)
{
    if (extension->name.Buffer != NULL)
        ExFreePoolWithTag(extension->name.Buffer, DRIVER_TAG);
    if (extension->link.Buffer != NULL)
        ExFreePoolWithTag(extension->link.Buffer, DRIVER_TAG);
}

static NTSTATUS device_make(struct unit *unit, ULONG number)
{
    struct extension made;
    PDEVICE_OBJECT device = NULL;
    NTSTATUS status;

    RtlZeroMemory(&made, sizeof made);
    made.role = ROLE_DEVICE;
    made.holders = 1;
    made.unit = unit;
    status = make_names(unit, number, &made);
    if (NT_SUCCESS(status))
        status = IoCreateDevice(bus.driver, sizeof made, &made.name,
                                is_changer(unit) ? FILE_DEVICE_CHANGER : FILE_DEVICE_TAPE, 0, FALSE,
                                &device);
    if (NT_SUCCESS(status))
        status = IoCreateSymbolicLink(&made.link, &made.name);
    if (!NT_SUCCESS(status)) {
        if (device != NULL)
            IoDeleteDevice(device);
        free_names(&made);
        return status;
    }
    RtlCopyMemory(device->DeviceExtension, &made, sizeof made);
    device->Flags |= DO_BUFFERED_IO;
    device->Flags &= ~(ULONG)DO_DEVICE_INITIALIZING;
    bus_lock();
    unit->number = number;
    unit->started = FALSE;
    unit->device = device;
    bus_unlock();
    return STATUS_SUCCESS;
}

NTSTATUS device_make_next(struct unit *unit, ULONG least)
{
    NTSTATUS status = STATUS_OBJECT_NAME_COLLISION;

    for (ULONG number = least; status == STATUS_OBJECT_NAME_COLLISION && number < 1000; number++)
        status = device_make(unit, number);
    return status;
}

static NTSTATUS start(PDEVICE_OBJECT device, struct extension *extension)
{
    const GUID *guid =
        is_changer(extension->unit) ? &GUID_DEVINTERFACE_MEDIUMCHANGER : &GUID_DEVINTERFACE_TAPE;
    NTSTATUS status = IoRegisterDeviceInterface(device, guid, NULL, &extension->interface_name);

    if (NT_SUCCESS(status))
        status = IoSetDeviceInterfaceState(&extension->interface_name, TRUE);
    extension->unit->started = NT_SUCCESS(status);
    return status;
}

/* ---- going ---- */

void device_pull_out(struct unit *unit)
{
    struct extension *extension;

    if (unit->device == NULL)
        return;
    extension = unit->device->DeviceExtension;
    extension->gone = TRUE;
    IoDeleteSymbolicLink(&extension->link);
    bus_lock();
    unit->device = NULL;
    unit->leaving = unit->started;
    unit->started = FALSE;
    bus_unlock();
    bus_changed();
}

static void close_interface(struct extension *extension)
{
    if (extension->interface_name.Buffer == NULL)
        return;
    IoSetDeviceInterfaceState(&extension->interface_name, FALSE);
    RtlFreeUnicodeString(&extension->interface_name);
    extension->interface_name.Buffer = NULL;
}

void device_release(PDEVICE_OBJECT device)
{
    struct extension *extension = device->DeviceExtension;

    if (InterlockedDecrement(&extension->holders) > 0)
        return;
    free_names(extension);
    IoDeleteDevice(device);
}

NTSTATUS device_pnp(PDEVICE_OBJECT device, PIRP irp)
{
    struct extension *extension = device->DeviceExtension;
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);
    NTSTATUS status = irp->IoStatus.Status;

    switch (stack->MinorFunction) {
    case IRP_MN_START_DEVICE:
        status = start(device, extension);
        break;
    case IRP_MN_QUERY_ID:
        status = query_id(extension->unit, irp);
        break;
    case IRP_MN_QUERY_CAPABILITIES:
        stack->Parameters.DeviceCapabilities.Capabilities->RawDeviceOK = 1;
        status = STATUS_SUCCESS;
        break;
    case IRP_MN_SURPRISE_REMOVAL:
        close_interface(extension);
        status = STATUS_SUCCESS;
        break;
    case IRP_MN_REMOVE_DEVICE:
        close_interface(extension);
        extension->unit->leaving = FALSE;
        driver_end(irp, STATUS_SUCCESS, 0);
        device_release(device);
        return STATUS_SUCCESS;
    default:
        break;
    }
    return driver_end(irp, status, irp->IoStatus.Information);
}
