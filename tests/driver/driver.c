/*
 * The driver's entry, and what is common to its device objects: opening, closing, handing requests on.
 */
#include "driver.h"

#include <ntddscsi.h>

#include "test_bus.h"

NTSTATUS driver_end(PIRP irp, NTSTATUS status, ULONG_PTR information)
{
    irp->IoStatus.Status = status;
    irp->IoStatus.Information = information;
    IoCompleteRequest(irp, IO_NO_INCREMENT);
    return status;
}

/* ---- opening and closing ---- */

/*
 * Wine does not wait for the answer to an open, and gives out a handle whatever it is. So the answer is kept
 * in the file object: a refused handle is good for nothing, and TEST_BUS_OPENED tells it to who asks, which
 * tests/support/exclusive_win32.c does at once. What access was wanted is only known from there.
 */
static NTSTATUS may_open(const struct extension *extension)
{
    if (extension->role != ROLE_DEVICE)
        return STATUS_SUCCESS;
    if (extension->gone)
        return STATUS_NO_SUCH_DEVICE;
    if (extension->unit->deny)
        return STATUS_ACCESS_DENIED;
    if (extension->opens == 0 || bus.exclusive == EXCLUSIVE_NOT)
        return STATUS_SUCCESS;
    return bus.exclusive == EXCLUSIVE_SHARING ? STATUS_SHARING_VIOLATION : STATUS_ACCESS_DENIED;
}

static PFILE_OBJECT file_of(PIRP irp)
{
    return IoGetCurrentIrpStackLocation(irp)->FileObject;
}

static NTSTATUS file_status(PIRP irp)
{
    return (NTSTATUS)(LONG_PTR)file_of(irp)->FsContext;
}

static void set_file(PIRP irp, struct extension *extension, NTSTATUS status, BOOLEAN counts)
{
    BOOLEAN counted = file_of(irp)->FsContext2 != NULL;

    extension->opens += counts - counted;
    file_of(irp)->FsContext = (void *)(LONG_PTR)status;
    file_of(irp)->FsContext2 = counts ? extension : NULL;
}

static NTSTATUS NTAPI create(PDEVICE_OBJECT device, PIRP irp)
{
    struct extension *extension = device->DeviceExtension;
    NTSTATUS status = may_open(extension);

    InterlockedIncrement(&extension->holders);
    set_file(irp, extension, status, NT_SUCCESS(status));
    return driver_end(irp, status, 0);
}

/* How did the open go? The access that was wanted comes with the question. */
static NTSTATUS opened(struct extension *extension, PIRP irp)
{
    const ULONG *access = irp->AssociatedIrp.SystemBuffer;

    if (IoGetCurrentIrpStackLocation(irp)->Parameters.DeviceIoControl.InputBufferLength !=
        sizeof *access)
        return driver_end(irp, STATUS_INVALID_PARAMETER, 0);
    if (bus.queries_pass && extension->role == ROLE_DEVICE && !extension->gone &&
        (*access &
         (GENERIC_ALL | GENERIC_READ | GENERIC_WRITE | FILE_READ_DATA | FILE_WRITE_DATA)) == 0)
        set_file(irp, extension, STATUS_SUCCESS, FALSE);
    return driver_end(irp, file_status(irp), 0);
}

static NTSTATUS NTAPI close_file(PDEVICE_OBJECT device, PIRP irp)
{
    struct extension *extension = device->DeviceExtension;

    set_file(irp, extension, file_status(irp), FALSE);
    driver_end(irp, STATUS_SUCCESS, 0);
    if (extension->role == ROLE_DEVICE)
        device_release(device);
    return STATUS_SUCCESS;
}

/* ---- requests ---- */

static BOOLEAN is_tape(const struct extension *extension)
{
    return extension->role == ROLE_DEVICE && (extension->unit->inquiry[0] & 0x1F) == TYPE_TAPE;
}

/* IRP_MJ_READ and IRP_MJ_WRITE: only tapes can. */
static NTSTATUS NTAPI transfer(PDEVICE_OBJECT device, PIRP irp)
{
    struct extension *extension = device->DeviceExtension;
    BOOLEAN write = IoGetCurrentIrpStackLocation(irp)->MajorFunction == IRP_MJ_WRITE;

    if (!NT_SUCCESS(file_status(irp)))
        return driver_end(irp, file_status(irp), 0);
    if (extension->gone)
        return driver_end(irp, STATUS_DEVICE_DOES_NOT_EXIST, 0);
    if (!is_tape(extension))
        return driver_end(irp, STATUS_INVALID_DEVICE_REQUEST, 0);
    return tape_transfer(extension->unit, irp, write);
}

static NTSTATUS NTAPI device_control(PDEVICE_OBJECT device, PIRP irp)
{
    struct extension *extension = device->DeviceExtension;
    ULONG code = IoGetCurrentIrpStackLocation(irp)->Parameters.DeviceIoControl.IoControlCode;
    NTSTATUS status;

    if (extension->role == ROLE_CONTROL)
        return control_ioctl(irp, code);
    if (code == TEST_BUS_OPENED)
        return opened(extension, irp);
    if (!NT_SUCCESS(file_status(irp)))
        return driver_end(irp, file_status(irp), 0);
    if (extension->gone)
        return driver_end(irp, STATUS_DEVICE_DOES_NOT_EXIST, 0);
    if (code == IOCTL_SCSI_PASS_THROUGH)
        return pass_through(extension, irp, FALSE);
    if (code == IOCTL_SCSI_PASS_THROUGH_DIRECT)
        return pass_through(extension, irp, TRUE);
    if (is_tape(extension) && tape_ioctl(extension->unit, irp, code, &status))
        return status;
    return query_ioctl(extension, irp, code);
}

static NTSTATUS NTAPI pnp(PDEVICE_OBJECT device, PIRP irp)
{
    struct extension *extension = device->DeviceExtension;

    if (extension->role == ROLE_ADAPTER)
        return bus_pnp(device, irp);
    if (extension->role == ROLE_DEVICE)
        return device_pnp(device, irp);
    return driver_end(irp, irp->IoStatus.Status, irp->IoStatus.Information);
}

/* ---- the entry ---- */

/* The TCP port of the bridge: REG_DWORD "Port" of the service's key. */
static NTSTATUS read_port(PUNICODE_STRING path)
{
    UCHAR room[sizeof(KEY_VALUE_PARTIAL_INFORMATION) + sizeof(ULONG)];
    KEY_VALUE_PARTIAL_INFORMATION *value = (KEY_VALUE_PARTIAL_INFORMATION *)room;
    OBJECT_ATTRIBUTES attributes;
    UNICODE_STRING name;
    HANDLE key = NULL;
    ULONG length = 0;
    NTSTATUS status;

    InitializeObjectAttributes(&attributes, path, OBJ_CASE_INSENSITIVE, NULL, NULL);
    status = ZwOpenKey(&key, KEY_READ, &attributes);
    if (!NT_SUCCESS(status))
        return status;
    RtlInitUnicodeString(&name, L"Port");
    status = ZwQueryValueKey(key, &name, KeyValuePartialInformation, value, sizeof room, &length);
    ZwClose(key);
    if (!NT_SUCCESS(status))
        return status;
    if (value->Type != REG_DWORD || value->DataLength != sizeof(ULONG))
        return STATUS_INVALID_PARAMETER;
    RtlCopyMemory(&bus.port, value->Data, sizeof(ULONG));
    return STATUS_SUCCESS;
}

DRIVER_INITIALIZE DriverEntry;

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT driver, PUNICODE_STRING path)
{
    NTSTATUS status;

    /* Wine takes a driver that imports ntdll for a DLL as well, and calls its entry as DllMain first:
     * (module, reason, reserved), with a small number where the path is. */
    if ((ULONG_PTR)path < 0x10000)
        return TRUE;
    bus_reset();
    status = read_port(path);
    if (!NT_SUCCESS(status))
        return status;
    bus.driver = driver;
    driver->MajorFunction[IRP_MJ_CREATE] = create;
    driver->MajorFunction[IRP_MJ_CLOSE] = close_file;
    driver->MajorFunction[IRP_MJ_READ] = transfer;
    driver->MajorFunction[IRP_MJ_WRITE] = transfer;
    driver->MajorFunction[IRP_MJ_DEVICE_CONTROL] = device_control;
    driver->MajorFunction[IRP_MJ_PNP] = pnp;
    driver->DriverExtension->AddDevice = bus_add_device;
    return control_make(driver); /* there is no unloading: it ends with Wine's session */
}
