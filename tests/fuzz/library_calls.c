/*
 * Deeds of programs and people.  Nothing here waits: what a call queues is run behind it.
 */
#include "library_calls.h"

#include "core/session.h"
#include "ntmsapi.h"
#include "support/asserts.h"
#include "work/erase.h"
#include "work/system.h"

#include <stdio.h>
#include <string.h>

enum { OBJECTS_MAX = 64, PLACES = 6 };

static const char *const places[PLACES] = {"slot 1", "slot 2",  "slot 3",
                                           "slot 4", "drive 1", "port 1"};

/* The n-th object of a kind, counted around; the null GUID when there is none. */
static GUID pick(struct fixture *f, DWORD type, unsigned n)
{
    GUID ids[OBJECTS_MAX];
    DWORD count = OBJECTS_MAX;
    GUID none;

    memset(&none, 0, sizeof none);
    (void)EnumerateNtmsObject(f->session, NULL, ids, &count, type, 0);
    if (count > OBJECTS_MAX)
        count = OBJECTS_MAX;
    return count > 0 ? ids[n % count] : none;
}

/* The library that has the devices, if there is one: there is always the offline one. */
static GUID pick_library(struct fixture *f, unsigned n)
{
    return pick(f, NTMS_LIBRARY, n);
}

/* ---- programs ---- */

static void mount(struct fixture *f, unsigned n)
{
    GUID media = pick(f, (n & 0x80) != 0 ? NTMS_LOGICAL_MEDIA : NTMS_PARTITION, n);
    GUID drive = pick(f, NTMS_DRIVE, n >> 4);
    DWORD options = NTMS_MOUNT_READ | NTMS_MOUNT_NOWAIT | NTMS_MOUNT_ERROR_OFFLINE;

    options |= (n & 0x40) != 0 ? NTMS_MOUNT_SPECIFIC_DRIVE : NTMS_MOUNT_WRITE;
    (void)MountNtmsMedia(f->session, &media, &drive, 1, options, 0, 0, NULL);
}

static void allocate(struct fixture *f, unsigned n)
{
    GUID pool = pick(f, NTMS_MEDIA_POOL, n);
    GUID side = pick(f, NTMS_PARTITION, n >> 4);
    GUID media;

    (void)AllocateNtmsMedia(f->session, &pool, &side, &media, NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE, 0,
                            NULL);
}

static void eject(struct fixture *f, unsigned n)
{
    GUID medium = pick(f, NTMS_PHYSICAL_MEDIA, n);
    GUID operation;

    memset(&operation, 0, sizeof operation);
    (void)EjectNtmsMedia(f->session, &medium, &operation,
                         (n & 0x80) != 0 ? NTMS_EJECT_FORCE : NTMS_EJECT_START);
}

static void inject(struct fixture *f, unsigned n)
{
    GUID library = pick_library(f, n);
    GUID operation;

    memset(&operation, 0, sizeof operation);
    if ((n & 0x80) != 0)
        (void)InjectNtmsCleaner(f->session, &library, &operation, 5, NTMS_INJECT_START);
    else
        (void)InjectNtmsMedia(f->session, &library, &operation,
                              (n & 0x40) != 0 ? NTMS_INJECT_STARTMANY : NTMS_INJECT_START);
}

static void erase(struct fixture *f, unsigned n)
{
    GUID side = pick(f, NTMS_PARTITION, n);
    struct rsm_session *session;
    GUID request;

    if (rsm_session_get(f->session, &session) != ERROR_SUCCESS)
        return;
    (void)rsm_erase_queue(session, &side,
                          (n & 0x80) != 0 ? RSM_ERASE_TO_THE_END : RSM_ERASE_BEGINNING,
                          NTMS_PRIORITY_NORMAL, &request);
    rsm_session_release(session);
}

static void move_to_pool(struct fixture *f, unsigned n)
{
    GUID medium = pick(f, NTMS_PHYSICAL_MEDIA, n);
    GUID pool = pick(f, NTMS_MEDIA_POOL, n >> 4);

    (void)MoveToNtmsMediaPool(f->session, &medium, &pool);
}

static void enable(struct fixture *f, unsigned n)
{
    static const DWORD types[] = {NTMS_LIBRARY, NTMS_DRIVE, NTMS_IEPORT, NTMS_PHYSICAL_MEDIA};
    DWORD type = types[n % 4];
    GUID object = pick(f, type, n >> 3);

    (void)((n & 0x04) != 0 ? DisableNtmsObject : EnableNtmsObject)(f->session, type, &object);
}

static void end_request(struct fixture *f, unsigned n)
{
    GUID request = pick(f, (n & 0x80) != 0 ? NTMS_OPREQUEST : NTMS_LIBREQUEST, n);

    if ((n & 0x80) == 0)
        (void)CancelNtmsLibraryRequest(f->session, &request);
    else if ((n & 0x40) != 0)
        (void)SatisfyNtmsOperatorRequest(f->session, &request);
    else
        (void)CancelNtmsOperatorRequest(f->session, &request);
}

static void dismount(struct fixture *f, unsigned n)
{
    GUID media = pick(f, (n & 0x80) != 0 ? NTMS_LOGICAL_MEDIA : NTMS_PARTITION, n);
    GUID drive = pick(f, NTMS_DRIVE, n);

    if ((n & 0x40) != 0)
        (void)DismountNtmsDrive(f->session, &drive);
    else
        (void)DismountNtmsMedia(f->session, &media, 1,
                                (n & 0x20) != 0 ? NTMS_DISMOUNT_DEFERRED : 0);
}

static void call_of_library(struct fixture *f, unsigned n)
{
    GUID library = pick_library(f, n >> 3);
    GUID drive = pick(f, NTMS_DRIVE, n >> 4);
    GUID slot = pick(f, NTMS_STORAGESLOT, n >> 4);

    switch (n % 4) {
    case 0:
        (void)AccessNtmsLibraryDoor(f->session, &library, NTMS_INVENTORY_FAST);
        break;
    case 1:
        (void)CleanNtmsDrive(f->session, &drive);
        break;
    case 2:
        (void)ReserveNtmsCleanerSlot(f->session, &library, &slot);
        break;
    default:
        (void)ReleaseNtmsCleanerSlot(f->session, &library);
        break;
    }
}

static void take_inventory_of(struct fixture *f, unsigned n)
{
    GUID library = pick_library(f, n >> 3);

    (void)InventoryNtmsLibrary(f->session, &library, 1 + n % 5);
}

/* ---- people ---- */

static const char *place_of(unsigned n)
{
    return places[n % PLACES];
}

static void swap(struct fixture *f, unsigned n)
{
    rsm_sim_swap(f->library, place_of(n), place_of(n >> 4));
}

static void put_in_or_take_out(struct fixture *f, unsigned n)
{
    static const char *const what[] = {"A00009L5 ansi VOL009", "- blank", "A00001L5 ansi VOL001",
                                       "CLN001L5 cleaner 2"};
    struct rsm_sim_sight sight;
    char line[64];

    if (n % PLACES == 5) /* a port may be locked */
        return;
    if (!rsm_sim_look(f->library, place_of(n), 0, &sight) || sight.full) {
        rsm_sim_take_out(f->library, place_of(n));
        return;
    }
    snprintf(line, sizeof line, "%s %s", place_of(n), what[n >> 6]);
    rsm_sim_put_in(f->library, line);
}

static void doubt(struct fixture *f, unsigned n)
{
    if ((n & 0x40) != 0)
        rsm_sim_doubt(f->library, place_of(n), (n & 0x80) != 0);
    else
        rsm_sim_leave_out(f->library, place_of(n), (n & 0x80) != 0);
}

static void disturb(struct fixture *f, unsigned n)
{
    switch (n % 8) {
    case 0:
        rsm_sim_announce(f->library);
        break;
    case 1:
        rsm_sim_announce_drive(f->library, 1);
        break;
    case 2:
        rsm_sim_unplug(f->library);
        break;
    case 3:
        rsm_sim_plug(f->library);
        break;
    case 4:
        rsm_sim_dirty(f->library, 1);
        break;
    case 5:
        rsm_sim_dirty_in_sense(f->library, 1);
        break;
    case 6:
        rsm_sim_push_back(f->library);
        break;
    default:
        rsm_sim_relabel(f->library, place_of(n >> 3), (n & 0x40) != 0 ? "noise" : "blank");
        break;
    }
}

void call_library(struct fixture *f, struct input *input, unsigned deeds)
{
    static void (*const all[])(struct fixture *, unsigned) = {
        take_inventory_of,
        mount,
        dismount,
        eject,
        inject,
        allocate,
        move_to_pool,
        erase,
        enable,
        swap,
        disturb,
        end_request,
        doubt,
        put_in_or_take_out,
        call_of_library,
    };

    for (unsigned i = 0; i < deeds; i++) {
        uint8_t what = take_byte(input);
        uint8_t which = take_byte(input);

        all[(what & 0x7F) % (sizeof all / sizeof all[0])](f, which);
        if ((what & 0x80) == 0)
            (void)rsm_system_run_all();
    }
}
