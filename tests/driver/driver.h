/*
 * What the files of the test driver share. README.md says what the driver is and which rules of Windows it
 * keeps. Wine dispatches all requests on one thread; each logical unit has a thread of its own for what
 * takes time. What both touch is guarded by the one lock of bus.c, which is held for moments only.
 */
#ifndef NTMS_TEST_DRIVER_H
#define NTMS_TEST_DRIVER_H

#include <ntddk.h>

#include "link.h"
#include "wire.h"

#define DRIVER_TAG 0x73625354

/* Where the adapter sits: \\.\Scsi2:, and its devices at bus 0, target 5, each with its own LUN. */
enum { ADAPTER_PORT = 2, ADAPTER_BUS = 0, ADAPTER_TARGET = 5, ADAPTER_INITIATOR = 7 };

enum { UNITS_MAX = 256, INQUIRY_MAX = 96, SERIAL_MAX = 64, SENSE_MAX = 252 };

/* Peripheral device types, SPC-4 */
enum { TYPE_TAPE = 1, TYPE_CHANGER = 8 };

/* How a device that is open refuses to be opened again. */
enum { EXCLUSIVE_DENIED, EXCLUSIVE_SHARING, EXCLUSIVE_NOT };

struct job;

/* A logical unit of the adapter; once found it stays, also while it is away. */
struct unit {
    UCHAR lun;
    UCHAR inquiry[INQUIRY_MAX]; /* as the device gave it */
    ULONG inquiry_length;
    CHAR serial[SERIAL_MAX]; /* VPD page 80h; "" = it has none */
    BOOLEAN present;         /* on the bus; FALSE while a test has pulled it out */
    BOOLEAN wants_claim;     /* a class driver takes it when it appears */
    PDEVICE_OBJECT device;   /* the changer or tape device; NULL = unclaimed, or away */
    BOOLEAN started;         /* and PnP has started it: its interface is there */
    BOOLEAN leaving;         /* its last one is gone, and PnP has not heard of it yet */
    ULONG number;            /* of \Device\ChangerN or \Device\TapeN */
    BOOLEAN deny;            /* refuse every open: who asks has no right */
    struct link link;
    LIST_ENTRY jobs; /* that wait for the thread */
    struct job *running;
    KSEMAPHORE come;     /* as many as there are jobs */
    int hold;            /* operation code that is held when it comes; -1 = none */
    BOOLEAN hold_answer; /* it goes to the device, and the answer is held */
    BOOLEAN holding;
    KEVENT release;
    ULONG counts[256]; /* commands by operation code, those of programs only */
};

enum role { ROLE_ADAPTER, ROLE_DEVICE, ROLE_CONTROL };

/* What hangs on each device object. */
struct extension {
    enum role role;
    struct unit *unit; /* of ROLE_DEVICE */
    LONG opens;        /* that count */
    LONG holders;      /* of ROLE_DEVICE: PnP and every handle; deleted by the last */
    BOOLEAN gone;      /* pulled out: nothing works any more but closing */
    UNICODE_STRING name, link, interface_name;
};

/* ---- bus.c: the adapter and its logical units ---- */

struct bus {
    PDRIVER_OBJECT driver;
    PDEVICE_OBJECT below;   /* the root device */
    PDEVICE_OBJECT adapter; /* ours on it; NULL = not yet */
    struct unit *units[UNITS_MAX];
    ULONG count;
    NTSTATUS scanned; /* STATUS_PENDING before; what the first look at the bus gave */
    ULONG port;       /* TCP port of the bridge */
    ULONG max_transfer, max_pages, alignment;
    ULONG exclusive;
    BOOLEAN queries_pass; /* opens without access to data neither count nor are refused */
    BOOLEAN refuse_direct;
};
extern struct bus bus;

void bus_reset(void);    /* once, at first */
void bus_defaults(void); /* limits and manners as after the start */
void bus_lock(void);
void bus_unlock(void);
struct unit *bus_unit(ULONG lun); /* NULL = there is none, or it is away */
struct unit *bus_find(ULONG lun); /* also when it is away */

NTSTATUS NTAPI bus_add_device(PDRIVER_OBJECT driver, PDEVICE_OBJECT below);
NTSTATUS bus_pnp(PDEVICE_OBJECT device, PIRP irp);

/* Look at the bus, and let PnP see what there is. */
NTSTATUS bus_scan(void);
void bus_changed(void);

/* ---- device.c: a claimed changer or tape drive ---- */

/* Make the device object, with the first free number from least on. PnP is not told. */
NTSTATUS device_make_next(struct unit *unit, ULONG least);

/* The device vanishes. Handles to it stay open and are good for nothing. PnP is told. */
void device_pull_out(struct unit *unit);

NTSTATUS device_pnp(PDEVICE_OBJECT device, PIRP irp);
void device_release(PDEVICE_OBJECT device); /* one holder less */

/* ---- job.c: what the threads do ---- */

/* A request on its way. carry() may block and touches no IRP; finish() gets the IRP, if it is still there. */
struct job {
    LIST_ENTRY entry;
    struct unit *unit;
    PIRP irp; /* NULL = ended before: cancelled, or the device was pulled out */
    LONG
        holders; /* freed by the last: the queue or the thread, and a cancellation that has begun */
    void (*carry)(struct job *job);
    NTSTATUS (*finish)(struct job *job, PIRP irp); /* sets IoStatus.Information */
    struct exchange exchange;
    HANDLE process; /* the caller, for DIRECT; NULL = not needed */
    ULONG_PTR user_data;
    ULONG data_offset, sense_offset, sense_room;
    BOOLEAN is_wow64;
};

/* NULL when there is no memory; data of that many bytes, zeroed, belongs to it. Whoever holds it frees it. */
struct job *job_make(struct unit *unit, ULONG data_length);
void job_free(struct job *job);

/* Hand it to the unit's thread, which frees it. The answer for the dispatch routine. */
NTSTATUS job_queue(struct job *job, PIRP irp);

/* One command, now. Called in the unit's thread only. */
void job_exchange(struct job *job);

/* End every request of a unit, with that status. */
void job_end_all(struct unit *unit, NTSTATUS status);

NTSTATUS job_start_thread(struct unit *unit);

/* ---- the rest ---- */

NTSTATUS driver_end(PIRP irp, NTSTATUS status, ULONG_PTR information);

/* tape.c: one block; and the requests of the tape class, FALSE when it is none */
NTSTATUS tape_transfer(struct unit *unit, PIRP irp, BOOLEAN write);
BOOLEAN tape_ioctl(struct unit *unit, PIRP irp, ULONG code, NTSTATUS *status_out);

NTSTATUS pass_through(struct extension *extension, PIRP irp, BOOLEAN direct); /* pass_through.c */
NTSTATUS query_ioctl(struct extension *extension, PIRP irp, ULONG code);      /* query.c */
NTSTATUS control_make(PDRIVER_OBJECT driver);                                 /* control.c */
NTSTATUS control_ioctl(PIRP irp, ULONG code);

#endif
