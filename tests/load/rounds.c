/*
 * What the threads do, over and over; each round leaves nothing behind but what its thread counts.
 */
#include "load/load.h"

#include "platform/clock.h"
#include "platform/text.h"

#include <string.h>

enum {
    MOUNT_MS = 120 * 1000,
    NOTICE_MS = 20 * 1000,
    EVERY_CHANGE = 100000 /* notices that may come before one's own */
};

static uint32_t draw(struct load_thread *t, uint32_t below)
{
    t->chance = t->chance * 1664525u + 1013904223u;
    return (t->chance >> 8) % below;
}

/* ---- reading ---- */

static void list_media(struct load_thread *t)
{
    NTMS_GUID ids[LOAD_MEDIA_MAX];
    DWORD count = LOAD_MEDIA_MAX;
    NTMS_OBJECTINFORMATIONW medium = {.dwSize = sizeof medium, .dwType = NTMS_PHYSICAL_MEDIA};

    (void)LOAD_CALL(t, 0, EnumerateNtmsObject,
                    (t->session, NULL, ids, &count, NTMS_PHYSICAL_MEDIA, NTMS_ENUM_DEFAULT));
    if (count != t->load->media_count)
        load_fail("there are %lu media instead of %lu", (unsigned long)count,
                  (unsigned long)t->load->media_count);
    (void)LOAD_CALL(t, 0, GetNtmsObjectInformationW, (t->session, &ids[draw(t, count)], &medium));
    if (medium.Info.PhysicalMedia.LocationType != NTMS_STORAGESLOT &&
        medium.Info.PhysicalMedia.LocationType != NTMS_DRIVE)
        load_fail("a medium is in a place of kind %lu",
                  (unsigned long)medium.Info.PhysicalMedia.LocationType);
}

static void read_library(struct load_thread *t)
{
    NTMS_OBJECTINFORMATIONW library = {.dwSize = sizeof library, .dwType = NTMS_LIBRARY};

    (void)LOAD_CALL(t, 0, GetNtmsObjectInformationW, (t->session, &t->load->library, &library));
    if (library.Info.Library.dwNumberOfMedia != t->load->media_count)
        load_fail("the library has %lu media instead of %lu",
                  (unsigned long)library.Info.Library.dwNumberOfMedia,
                  (unsigned long)t->load->media_count);
}

static void open_and_close(struct load_thread *t)
{
    HANDLE session;

    load_begin(t, "OpenNtmsSessionW");
    session = OpenNtmsSessionW(NULL, u"Load", 0);
    load_end(t, session == INVALID_HANDLE_VALUE || session == NULL ? GetLastError() : 0, 0);
    (void)LOAD_CALL(t, 0, CloseNtmsSession, (session));
}

/* ---- writing what nobody else writes ---- */

static void count_on(struct load_thread *t)
{
    uint32_t found = 0;
    DWORD size = sizeof found;
    DWORD err = LOAD_CALL(t, ERROR_OBJECT_NOT_FOUND, GetNtmsObjectAttributeW,
                          (t->session, &t->load->pool, NTMS_MEDIA_POOL, t->name, &found, &size));

    if ((err != ERROR_SUCCESS) != (t->written == 0) || found != t->written)
        load_fail("an attribute is %u instead of %u: an update was lost", found, t->written);
    t->written++;
    (void)LOAD_CALL(
        t, 0, SetNtmsObjectAttributeW,
        (t->session, &t->load->pool, NTMS_MEDIA_POOL, t->name, &t->written, sizeof t->written));
}

/* The thread's own pool in LOAD_POOLS. */
static NTMS_GUID make_pool(struct load_thread *t)
{
    WCHAR path[2 * LOAD_NAME] = LOAD_POOLS u"\\";
    NTMS_OBJECTINFORMATIONW shared = load_object(t->session, &t->load->pool, NTMS_MEDIA_POOL);
    NTMS_GUID id;

    (void)rsm_text_copy(path + sizeof LOAD_POOLS / sizeof *path, LOAD_NAME, t->name);
    (void)LOAD_CALL(
        t, 0, CreateNtmsMediaPoolW,
        (t->session, path, &shared.Info.MediaPool.MediaType, NTMS_CREATE_NEW, NULL, &id));
    return id;
}

static void remove_pool(struct load_thread *t, NTMS_GUID *id)
{
    (void)LOAD_CALL(t, 0, DeleteNtmsMediaPool, (t->session, id));
}

static void make_and_change_pool(struct load_thread *t)
{
    NTMS_GUID id = make_pool(t);
    NTMS_OBJECTINFORMATIONW pool = load_object(t->session, &id, NTMS_MEDIA_POOL);
    DWORD wanted = 1 + draw(t, 1000);

    pool.Info.MediaPool.dwMaxAllocates = wanted;
    (void)LOAD_CALL(t, 0, SetNtmsObjectInformationW, (t->session, &id, &pool));
    pool = load_object(t->session, &id, NTMS_MEDIA_POOL);
    if (pool.Info.MediaPool.dwMaxAllocates != wanted)
        load_fail("a pool allows %lu allocations instead of %lu: an update was lost",
                  (unsigned long)pool.Info.MediaPool.dwMaxAllocates, (unsigned long)wanted);
    remove_pool(t, &id);
}

static void hear_of_pool(struct load_thread *t)
{
    HANDLE notices;
    NTMS_NOTIFICATIONINFORMATION heard = {.dwOperation = 0};
    NTMS_GUID id;
    uint64_t made, took;
    unsigned i = 0;

    load_begin(t, "OpenNtmsNotification");
    notices = OpenNtmsNotification(t->session, NTMS_MEDIA_POOL);
    load_end(t, notices == INVALID_HANDLE_VALUE ? GetLastError() : 0, 0);
    id = make_pool(t);
    made = rsm_clock_ms();
    while (heard.dwOperation != NTMS_OBJ_INSERT || !load_same(&heard.ObjectId, &id)) {
        (void)LOAD_CALL(t, 0, WaitForNtmsNotification, (notices, &heard, NOTICE_MS));
        if (++i > EVERY_CHANGE)
            load_fail("%u notices came and not the one of the thread's own pool", i);
    }
    took = rsm_clock_ms() - made;
    t->notified++;
    t->slowest_notice_ms = took > t->slowest_notice_ms ? took : t->slowest_notice_ms;
    remove_pool(t, &id);
    (void)LOAD_CALL(t, 0, CloseNtmsNotification, (notices));
}

static void ask_person(struct load_thread *t)
{
    NTMS_GUID id;

    (void)LOAD_CALL(t, 0, SubmitNtmsOperatorRequestW,
                    (t->session, NTMS_OPREQ_MESSAGE, u"Load", NULL, NULL, &id));
    (void)LOAD_CALL(t, 0, SatisfyNtmsOperatorRequest, (t->session, &id));
    (void)LOAD_CALL(t, 0, WaitForNtmsOperatorRequest, (t->session, &id, NOTICE_MS));
}

/* ---- media ---- */

static bool allocate(struct load_thread *t, NTMS_GUID *logical_out)
{
    memset(logical_out, 0, sizeof *logical_out);
    if (LOAD_CALL(t, ERROR_MEDIA_UNAVAILABLE, AllocateNtmsMedia,
                  (t->session, &t->load->pool, NULL, logical_out,
                   NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE, 0, NULL)) != ERROR_SUCCESS)
        return false; /* all are others' now */
    t->allocated++;
    return true;
}

/* That side which is the thread's alone. */
static void give_back(struct load_thread *t, NTMS_GUID *logical)
{
    (void)LOAD_CALL(t, 0, DeallocateNtmsMedia, (t->session, logical, 0));
}

static void allocate_and_give_back(struct load_thread *t)
{
    NTMS_GUID logical;
    uint32_t mine = t->load->program << 8 | t->number;
    uint32_t found = 0;
    DWORD size = sizeof found;

    if (!allocate(t, &logical))
        return;
    (void)LOAD_CALL(t, 0, SetNtmsObjectAttributeW,
                    (t->session, &logical, NTMS_LOGICAL_MEDIA, u"owner", &mine, sizeof mine));
    (void)LOAD_CALL(t, 0, GetNtmsObjectAttributeW,
                    (t->session, &logical, NTMS_LOGICAL_MEDIA, u"owner", &found, &size));
    if (found != mine)
        load_fail("a medium was given to two threads: %08x and %08x", found, mine);
    give_back(t, &logical);
}

static void mount_and_dismount(struct load_thread *t)
{
    NTMS_GUID logical, drive;
    NTMS_OBJECTINFORMATIONW state;

    if (!allocate(t, &logical))
        return;
    if (LOAD_CALL(t, ERROR_TIMEOUT, MountNtmsMedia,
                  (t->session, &logical, &drive, 1, NTMS_MOUNT_READ, NTMS_PRIORITY_NORMAL, MOUNT_MS,
                   NULL)) == ERROR_SUCCESS) {
        t->mounted++;
        state = load_object(t->session, &drive, NTMS_DRIVE);
        if (state.Info.Drive.State != NTMS_DRIVESTATE_LOADED)
            load_fail("the drive of a mounted medium is in state %lu",
                      (unsigned long)state.Info.Drive.State);
        (void)LOAD_CALL(t, 0, DismountNtmsMedia,
                        (t->session, &logical, 1, NTMS_DISMOUNT_IMMEDIATE));
    }
    give_back(t, &logical);
}

static void take_inventory(struct load_thread *t)
{
    (void)LOAD_CALL(t, 0, InventoryNtmsLibrary,
                    (t->session, &t->load->library, NTMS_INVENTORY_FAST));
}

/* clang-format off */
const struct load_round load_rounds[] = {
    {"list and read media",        30,  1, list_media},
    {"read the library",           20,  1, read_library},
    {"open and close a session",    5,  1, open_and_close},
    {"count in an attribute",      10,  1, count_on},
    {"make and change a pool",      5,  1, make_and_change_pool},
    {"hear of a pool",              3,  2, hear_of_pool},
    {"ask a person",                5,  1, ask_person},
    {"allocate and give back",      5,  1, allocate_and_give_back},
    {"mount and dismount",          3,  4, mount_and_dismount},
    {"take inventory",              1, 16, take_inventory},
};
/* clang-format on */
const size_t load_round_count = sizeof load_rounds / sizeof load_rounds[0];
