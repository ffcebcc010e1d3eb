/*
 * The control device \\.\NtmsTestBus: what a test may do to the bus and see of it.
 */
#include "driver.h"

#include "test_bus.h"

NTSTATUS control_make(PDRIVER_OBJECT driver)
{
    UNICODE_STRING name, link;
    PDEVICE_OBJECT device = NULL;
    struct extension *extension;
    NTSTATUS status;

    RtlInitUnicodeString(&name, L"\\Device\\NtmsTestBus");
    RtlInitUnicodeString(&link, L"\\DosDevices\\NtmsTestBus");
    status =
        IoCreateDevice(driver, sizeof *extension, &name, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);
    if (!NT_SUCCESS(status))
        return status;
    extension = device->DeviceExtension;
    RtlZeroMemory(extension, sizeof *extension);
    extension->role = ROLE_CONTROL;
    device->Flags &= ~(ULONG)DO_DEVICE_INITIALIZING;
    return IoCreateSymbolicLink(&link, &name);
}

/* ---- what there is ---- */

static void tell_ready(struct test_bus_request *request)
{
    request->value = (ULONG)bus.scanned;
    request->number = 0;
    for (ULONG i = 0; i < bus.count; i++)
        request->number += bus.units[i]->device != NULL && !bus.units[i]->started;
}

static ULONG state_of(struct unit *unit)
{
    const struct extension *extension = unit->device != NULL ? unit->device->DeviceExtension : NULL;
    ULONG state = 0;

    bus_lock();
    state |= unit->present ? TEST_BUS_PRESENT : 0;
    state |= unit->holding ? TEST_BUS_HELD : 0;
    state |= unit->running != NULL || !IsListEmpty(&unit->jobs) ? TEST_BUS_BUSY : 0;
    bus_unlock();
    state |= unit->leaving ? TEST_BUS_LEAVING : 0;
    if (extension != NULL) {
        state |= TEST_BUS_CLAIMED;
        state |= unit->started ? TEST_BUS_STARTED : 0;
        state |= extension->opens > 0 ? TEST_BUS_OPEN : 0;
    }
    return state;
}

static ULONG count(const struct unit *unit, ULONG code)
{
    ULONG sum = 0;

    if (code < 256)
        return unit->counts[code];
    for (code = 0; code < 256; code++)
        sum += unit->counts[code];
    return sum;
}

/* ---- what is done to it ---- */

static void set_present(struct unit *unit, BOOLEAN present)
{
    bus_lock();
    unit->present = present;
    bus_unlock();
}

static void let_go(struct unit *unit)
{
    bus_lock();
    unit->hold = -1;
    unit->holding = FALSE;
    KeSetEvent(&unit->release, IO_NO_INCREMENT, FALSE);
    bus_unlock();
}

static void pull_out(struct unit *unit)
{
    set_present(unit, FALSE);
    device_pull_out(unit);
    job_end_all(unit, STATUS_DEVICE_NOT_CONNECTED);
    let_go(unit);
}

static NTSTATUS show(struct unit *unit, ULONG least)
{
    NTSTATUS status = STATUS_SUCCESS;

    set_present(unit, TRUE);
    if (unit->wants_claim && unit->device == NULL) {
        status = device_make_next(unit, least);
        bus_changed();
    }
    return status;
}

static NTSTATUS claim(struct unit *unit, BOOLEAN claimed, ULONG least)
{
    unit->wants_claim = claimed;
    if (unit->present && claimed)
        return show(unit, least);
    if (!claimed)
        device_pull_out(unit);
    return STATUS_SUCCESS;
}

static void hold(struct unit *unit, ULONG code, BOOLEAN answer)
{
    bus_lock();
    unit->hold = (int)(code & 0xFF);
    unit->hold_answer = answer;
    bus_unlock();
}

static NTSTATUS reset(void)
{
    NTSTATUS worst = STATUS_SUCCESS;

    bus_defaults();
    for (ULONG i = 0; i < bus.count; i++) {
        struct unit *unit = bus.units[i];
        UCHAR type = unit->inquiry[0] & 0x1F;
        NTSTATUS status;

        let_go(unit);
        unit->deny = FALSE;
        RtlZeroMemory(unit->counts, sizeof unit->counts);
        unit->wants_claim = type == TYPE_CHANGER || type == TYPE_TAPE;
        status = show(unit, 0);
        if (!NT_SUCCESS(status))
            worst = status;
    }
    return worst;
}

static NTSTATUS act_on_unit(struct test_bus_request *request, struct unit *unit)
{
    switch (request->operation) {
    case TEST_BUS_STATE:
        request->value = state_of(unit);
        request->number = unit->number;
        return STATUS_SUCCESS;
    case TEST_BUS_PULL_OUT:
        pull_out(unit);
        return STATUS_SUCCESS;
    case TEST_BUS_PUT_BACK:
        return show(unit, request->number);
    case TEST_BUS_CLAIM:
        return claim(unit, request->value != 0, request->number);
    case TEST_BUS_DENY:
        unit->deny = request->value != 0;
        return STATUS_SUCCESS;
    case TEST_BUS_COUNT:
        request->value = count(unit, request->number);
        return STATUS_SUCCESS;
    case TEST_BUS_HOLD:
        hold(unit, request->number, request->value != 0);
        return STATUS_SUCCESS;
    case TEST_BUS_LET_GO:
        let_go(unit);
        return STATUS_SUCCESS;
    default:
        return STATUS_INVALID_PARAMETER;
    }
}

static NTSTATUS act(struct test_bus_request *request)
{
    struct unit *unit;

    switch (request->operation) {
    case TEST_BUS_READY:
        tell_ready(request);
        return STATUS_SUCCESS;
    case TEST_BUS_RESET:
        return reset();
    case TEST_BUS_LIMIT:
        bus.max_transfer = request->value != 0 ? request->value : bus.max_transfer;
        bus.max_pages = request->number != 0 ? request->number : bus.max_pages;
        return STATUS_SUCCESS;
    case TEST_BUS_ALIGN:
        bus.alignment = request->value;
        return STATUS_SUCCESS;
    case TEST_BUS_EXCLUSIVE:
        if (request->value > EXCLUSIVE_NOT)
            return STATUS_INVALID_PARAMETER;
        bus.exclusive = request->value;
        bus.queries_pass = request->number != 0;
        return STATUS_SUCCESS;
    case TEST_BUS_NO_DIRECT:
        bus.refuse_direct = request->value != 0;
        return STATUS_SUCCESS;
    case TEST_BUS_FORGET:
        for (ULONG i = 0; i < bus.count; i++)
            RtlZeroMemory(bus.units[i]->counts, sizeof bus.units[i]->counts);
        return STATUS_SUCCESS;
    default:
        unit = bus_find(request->lun);
        return unit != NULL ? act_on_unit(request, unit) : STATUS_NO_SUCH_DEVICE;
    }
}

NTSTATUS control_ioctl(PIRP irp, ULONG code)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);
    struct test_bus_request *request = irp->AssociatedIrp.SystemBuffer;
    NTSTATUS status;

    if (code != TEST_BUS_IOCTL)
        return driver_end(irp, STATUS_INVALID_DEVICE_REQUEST, 0);
    if (stack->Parameters.DeviceIoControl.InputBufferLength != sizeof *request ||
        stack->Parameters.DeviceIoControl.OutputBufferLength != sizeof *request)
        return driver_end(irp, STATUS_INVALID_PARAMETER, 0);
    status = act(request);
    return driver_end(irp, status, NT_SUCCESS(status) ? sizeof *request : 0);
}
