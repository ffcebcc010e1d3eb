/*
 * The adapter and what hangs on it. What there is, and what it says of itself, is asked of the real devices
 * each time: REPORT LUNS, INQUIRY and VPD page 80h, as a port driver does when it scans its bus.
 */
#include "driver.h"

struct bus bus;

static FAST_MUTEX lock;

enum {
    SCAN_S = 10,
    REPORT_MAX = 16 + 8 * UNITS_MAX,
    CDB_TEST_UNIT_READY = 0x00,
    CDB_INQUIRY = 0x12,
    CDB_REPORT_LUNS = 0xA0,
    KEY_UNIT_ATTENTION = 6
};

void bus_lock(void)
{
    ExAcquireFastMutex(&lock);
}

void bus_unlock(void)
{
    ExReleaseFastMutex(&lock);
}

void bus_reset(void)
{
    RtlZeroMemory(&bus, sizeof bus);
    ExInitializeFastMutex(&lock);
    bus.scanned = STATUS_PENDING;
    bus_defaults();
}

void bus_defaults(void)
{
    bus.max_transfer = 1 << 20;
    bus.max_pages = 257;
    bus.alignment = 3;
    bus.exclusive = EXCLUSIVE_DENIED;
    bus.queries_pass = FALSE;
    bus.refuse_direct = FALSE;
}

struct unit *bus_find(ULONG lun)
{
    for (ULONG i = 0; i < bus.count; i++) {
        if (bus.units[i]->lun == lun)
            return bus.units[i];
    }
    return NULL;
}

struct unit *bus_unit(ULONG lun)
{
    struct unit *unit = bus_find(lun);

    return unit != NULL && unit->present ? unit : NULL;
}

/* ---- looking at the bus ---- */

static struct exchange command(ULONG lun, const UCHAR *cdb, UCHAR cdb_length)
{
    struct exchange exchange;

    RtlZeroMemory(&exchange, sizeof exchange);
    exchange.lun = (UCHAR)lun;
    exchange.direction = WIRE_NONE;
    exchange.cdb_length = cdb_length;
    RtlCopyMemory(exchange.cdb, cdb, cdb_length);
    exchange.timeout_s = SCAN_S;
    return exchange;
}

/* Ask for data; the number of bytes, or 0 when the device gave none. */
static ULONG ask(struct link *link, ULONG lun, const UCHAR *cdb, UCHAR cdb_length, UCHAR *data,
                 ULONG room)
{
    struct exchange exchange = command(lun, cdb, cdb_length);

    exchange.direction = WIRE_IN;
    exchange.data = data;
    exchange.data_length = room;
    link_carry(link, bus.port, &exchange);
    return exchange.outcome == WIRE_DONE && exchange.status == 0 ? exchange.moved : 0;
}

static void ask_for_serial(struct unit *unit)
{
    static const UCHAR cdb[6] = {CDB_INQUIRY, 1, 0x80, 0, INQUIRY_MAX, 0};
    UCHAR data[INQUIRY_MAX];
    ULONG come = ask(&unit->link, unit->lun, cdb, sizeof cdb, data, sizeof data);
    ULONG length;

    RtlZeroMemory(unit->serial, sizeof unit->serial);
    if (come < 4 || data[1] != 0x80)
        return;
    length = data[3] < come - 4 ? data[3] : come - 4;
    if (length > SERIAL_MAX - 1)
        length = SERIAL_MAX - 1;
    RtlCopyMemory(unit->serial, data + 4, length);
}

/* A device that was reset says so to the first command; the system takes that in when it starts. */
static void clear_attention(struct unit *unit)
{
    static const UCHAR cdb[6] = {CDB_TEST_UNIT_READY, 0, 0, 0, 0, 0};
    struct exchange exchange;

    for (int i = 0; i < 3; i++) {
        exchange = command(unit->lun, cdb, sizeof cdb);
        link_carry(&unit->link, bus.port, &exchange);
        if (exchange.outcome != WIRE_DONE || exchange.sense_length < 3 ||
            (exchange.sense[2] & 0x0F) != KEY_UNIT_ATTENTION)
            return;
    }
}

static NTSTATUS add_unit(ULONG lun)
{
    static const UCHAR cdb[6] = {CDB_INQUIRY, 0, 0, 0, INQUIRY_MAX, 0};
    struct unit *unit = ExAllocatePoolWithTag(NonPagedPool, sizeof *unit, DRIVER_TAG);
    NTSTATUS status;
    UCHAR type;

    if (unit == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;
    RtlZeroMemory(unit, sizeof *unit);
    unit->lun = (UCHAR)lun;
    unit->inquiry_length =
        ask(&unit->link, lun, cdb, sizeof cdb, unit->inquiry, sizeof unit->inquiry);
    if (unit->inquiry_length < 36) {
        ExFreePoolWithTag(unit, DRIVER_TAG);
        return STATUS_IO_DEVICE_ERROR;
    }
    ask_for_serial(unit);
    clear_attention(unit);
    type = unit->inquiry[0] & 0x1F;
    unit->present = TRUE;
    unit->wants_claim = type == TYPE_CHANGER || type == TYPE_TAPE;
    status = job_start_thread(unit);
    bus_lock();
    bus.units[bus.count++] = unit;
    bus_unlock();
    return status;
}

/* Take in the logical units that are new; none of those known goes away by itself. */
NTSTATUS bus_scan(void)
{
    static UCHAR data[REPORT_MAX];
    static const UCHAR cdb[12] = {CDB_REPORT_LUNS,   0, 0, 0, 0, 0, 0, 0, REPORT_MAX >> 8,
                                  REPORT_MAX & 0xFF, 0, 0};
    static struct link link;
    ULONG come = ask(&link, 0, cdb, sizeof cdb, data, sizeof data);

    if (come < 8)
        return STATUS_IO_DEVICE_ERROR;
    for (ULONG at = 8; at + 8 <= come; at += 8) {
        ULONG lun = data[at + 1]; /* peripheral addressing: what one byte can tell */
        NTSTATUS status = STATUS_SUCCESS;

        if (data[at] == 0 && bus_find(lun) == NULL && bus.count < UNITS_MAX)
            status = add_unit(lun);
        if (!NT_SUCCESS(status))
            return status;
    }
    for (ULONG i = 0; i < bus.count; i++) {
        struct unit *unit = bus.units[i];

        if (unit->present && unit->wants_claim && unit->device == NULL)
            (void)device_make_next(unit, 0);
    }
    return STATUS_SUCCESS;
}

void bus_changed(void)
{
    IoInvalidateDeviceRelations(bus.below, BusRelations);
}

/* ---- Plug and Play ---- */

NTSTATUS NTAPI bus_add_device(PDRIVER_OBJECT driver, PDEVICE_OBJECT below)
{
    UNICODE_STRING name, link;
    struct extension *extension;
    NTSTATUS status;

    if (bus.adapter != NULL)
        return STATUS_DEVICE_ALREADY_ATTACHED;
    RtlInitUnicodeString(&name, L"\\Device\\ScsiPort2");
    RtlInitUnicodeString(&link, L"\\DosDevices\\Scsi2:");
    status = IoCreateDevice(driver, sizeof *extension, &name, FILE_DEVICE_CONTROLLER, 0, FALSE,
                            &bus.adapter);
    if (!NT_SUCCESS(status))
        return status;
    extension = bus.adapter->DeviceExtension;
    RtlZeroMemory(extension, sizeof *extension);
    extension->role = ROLE_ADAPTER;
    status = IoCreateSymbolicLink(&link, &name);
    if (NT_SUCCESS(status) && IoAttachDeviceToDeviceStack(bus.adapter, below) == NULL)
        status = STATUS_NO_SUCH_DEVICE;
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(bus.adapter);
        bus.adapter = NULL;
        return status;
    }
    bus.below = below;
    bus.adapter->Flags &= ~(ULONG)DO_DEVICE_INITIALIZING;
    return STATUS_SUCCESS;
}

/* The changers and drives that are claimed. */
static NTSTATUS tell_children(PIRP irp)
{
    DEVICE_RELATIONS *relations = ExAllocatePoolWithTag(
        PagedPool, sizeof *relations + bus.count * sizeof(PDEVICE_OBJECT), DRIVER_TAG);

    if (relations == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;
    relations->Count = 0;
    bus_lock(); /* PnP asks on a thread of its own */
    for (ULONG i = 0; i < bus.count; i++) {
        PDEVICE_OBJECT device = bus.units[i]->device;

        if (device == NULL)
            continue;
        ObReferenceObject(device);
        relations->Objects[relations->Count++] = device;
    }
    bus_unlock();
    irp->IoStatus.Information = (ULONG_PTR)relations;
    return STATUS_SUCCESS;
}

NTSTATUS bus_pnp(PDEVICE_OBJECT device, PIRP irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);
    NTSTATUS status;

    switch (stack->MinorFunction) {
    case IRP_MN_START_DEVICE:
        bus.scanned = bus_scan(); /* who waits for the driver is told */
        irp->IoStatus.Status = STATUS_SUCCESS;
        bus_changed();
        break;
    case IRP_MN_QUERY_DEVICE_RELATIONS:
        if (stack->Parameters.QueryDeviceRelations.Type == BusRelations)
            irp->IoStatus.Status = tell_children(irp);
        break;
    case IRP_MN_SURPRISE_REMOVAL:
        irp->IoStatus.Status = STATUS_SUCCESS;
        break;
    case IRP_MN_REMOVE_DEVICE:
        irp->IoStatus.Status = STATUS_SUCCESS;
        IoSkipCurrentIrpStackLocation(irp);
        status = IoCallDriver(bus.below, irp);
        IoDetachDevice(bus.below);
        IoDeleteDevice(device);
        bus.adapter = NULL;
        return status;
    default:
        break;
    }
    IoSkipCurrentIrpStackLocation(irp);
    return IoCallDriver(bus.below, irp);
}
