/*
 * A tour of a tape library through the Removable Storage interface: what a program does that finds
 * out which tapes a library holds.  It needs <windows.h>, ntmsapi.h and the library, nothing else:
 *
 *     x86_64-w64-mingw32-gcc tape_library_tour.c -I include -L build/win64 -lntmsapi
 *
 * The interface works on objects that have a GUID.  Programs list them (EnumerateNtmsObject) and read
 * them (GetNtmsObjectInformation).  What takes long is a library request, an object too: it is
 * queued, and whoever wants to know how it goes reads it again and again.
 */
#ifdef _WIN32
#include <windows.h>

#include <io.h>
#define is_terminal() _isatty(1)
#else /* the same on Linux, with these few words of Windows */
#include <time.h>
#include <unistd.h>
#define is_terminal() isatty(1)
#define Sleep(ms)     nanosleep(&(struct timespec){0, (ms)*1000000L}, NULL)
#endif

#include "ntmsapi.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef NTMS_OBJECTINFORMATIONA object;
#define N(number) ((unsigned long)(number)) /* for printf: a DWORD is not the same everywhere */

static HANDLE session = INVALID_HANDLE_VALUE;

static void fail(const char *what, DWORD error)
{
    fprintf(stderr, "\ntape_library_tour: %s failed: error %lu (see \"net helpmsg %lu\")\n", what,
            N(error), N(error));
    if (session != INVALID_HANDLE_VALUE)
        CloseNtmsSession(session);
    exit(1);
}

/* All about one object.  FALSE for none, and for one that is gone since it was listed. */
static BOOL read_one(NTMS_GUID id, DWORD type, object *info)
{
    DWORD error = ERROR_OBJECT_NOT_FOUND;

    memset(info, 0, sizeof *info);
    info->dwSize = sizeof *info;
    info->dwType = type;
    if (!NTMS_IS_NULLGUID(id))
        error = GetNtmsObjectInformationA(session, &id, info);
    if (error != ERROR_SUCCESS && error != ERROR_OBJECT_NOT_FOUND)
        fail("GetNtmsObjectInformation", error);
    return error == ERROR_SUCCESS;
}

/*
 * The objects of a kind, all there are or those in one container: an array to be freed.  Asked
 * without room, EnumerateNtmsObject tells how many there are.  More may appear before the second
 * call, which then says ERROR_INSUFFICIENT_BUFFER again, so this is a loop.
 */
static object *read_all(NTMS_GUID *container, DWORD type, DWORD *count)
{
    NTMS_GUID *ids = NULL;
    object *objects;
    DWORD error, listed = 0;

    while ((error = EnumerateNtmsObject(session, container, ids, &listed, type,
                                        NTMS_ENUM_DEFAULT)) == ERROR_INSUFFICIENT_BUFFER) {
        free(ids);
        ids = calloc(listed, sizeof *ids);
        if (ids == NULL)
            fail("calloc", ERROR_NOT_ENOUGH_MEMORY);
    }
    if (error != ERROR_SUCCESS)
        fail("EnumerateNtmsObject", error);
    objects = calloc(listed + 1, sizeof *objects);
    if (objects == NULL)
        fail("calloc", ERROR_NOT_ENOUGH_MEMORY);
    *count = 0;
    for (DWORD i = 0; i < listed; i++)
        *count += read_one(ids[i], type, &objects[*count]) ? 1 : 0;
    free(ids);
    return objects;
}

#define same(a, b) (memcmp(a, b, sizeof(NTMS_GUID)) == 0)

/* A number in words; a later version may add numbers that have no word here. */
#define WORD_OF(number, words) \
    ((number) < sizeof(words) / sizeof(words)[0] ? (words)[number] : "unknown")

static BOOL is_final(const NTMS_LIBREQUESTINFORMATIONA *request)
{
    return request->State != NTMS_LM_QUEUED && request->State != NTMS_LM_INPROCESS &&
           request->State != NTMS_LM_WAITING && request->State != NTMS_LM_DEFERRED;
}

/* "  [ 42%] slot 5 V00005L6: in drive 2".  One line that changes on a terminal, lines elsewhere. */
static void show(const NTMS_LIBREQUESTINFORMATIONA *request, DWORD percent)
{
    static char last[200];
    char text[200], what[50] = "on its way";
    BOOL stays = is_final(request);
    object slot, drive, medium;

    read_one(request->SlotId, NTMS_STORAGESLOT, &slot);
    read_one(request->PhysMediaId, NTMS_PHYSICAL_MEDIA, &medium);
    if (request->State == NTMS_LM_FAILED)
        snprintf(what, sizeof what, "failed, error %lu", N(request->dwErrorCode));
    else if (read_one(request->DriveId, NTMS_DRIVE, &drive))
        snprintf(what, sizeof what, "%s drive %lu", stays ? "was read in" : "in",
                 N(drive.Info.Drive.Number));
    snprintf(text, sizeof text, "slot %lu %s: %s", N(slot.Info.StorageSlot.Number), medium.szName,
             what);
    if (is_terminal())
        printf("\r  [%3lu%%] %-60s%s", N(percent), text, stays ? "\n" : "");
    else if (strcmp(text, last) != 0)
        printf("  [%3lu%%] %s\n", N(percent), text);
    fflush(stdout);
    memcpy(last, text, sizeof last);
}

/* The requests that have ended, so that none is shown twice. */
static NTMS_GUID *ended;
static DWORD ended_count;

static BOOL has_ended(const NTMS_GUID *id)
{
    DWORD i = 0;

    while (i < ended_count && !same(&ended[i], id))
        i++;
    return i < ended_count;
}

static void note_ended(const NTMS_GUID *id)
{
    ended = realloc(ended, (ended_count + 1) * sizeof *ended);
    if (ended == NULL)
        fail("realloc", ERROR_NOT_ENOUGH_MEMORY);
    ended[ended_count++] = *id;
}

/* Show the requests that read a label and are under way, or ended since the last look; shown NULL:
 * show nothing.  FALSE when all have ended. */
static BOOL look_at_requests(NTMS_GUID library, DWORD *shown)
{
    DWORD count, left = 0;
    object *requests = read_all(&library, NTMS_LIBREQUEST, &count);

    for (DWORD i = 0; i < count; i++)
        left += has_ended(&requests[i].ObjectGuid) ? 0 : 1;
    for (DWORD i = 0; i < count; i++) {
        const NTMS_LIBREQUESTINFORMATIONA *request = &requests[i].Info.LibRequest;
        if (has_ended(&requests[i].ObjectGuid))
            continue;
        if (is_final(request)) {
            note_ended(&requests[i].ObjectGuid);
            left--;
        }
        if (shown == NULL)
            continue;
        *shown += is_final(request) ? 1 : 0;
        if (request->OperationCode == NTMS_LM_PROCESSOMID && request->State != NTMS_LM_QUEUED)
            show(request, *shown * 100 / (*shown + left));
    }
    free(requests);
    return left > 0;
}

/* The function returns when the inventory is queued. */
static void inventory(NTMS_GUID library, DWORD method, const char *what_it_does)
{
    DWORD shown = 0;
    DWORD error = InventoryNtmsLibrary(session, &library, method);

    printf("\nInventory, %s:\n", what_it_does);
    if (error != ERROR_SUCCESS)
        fail("InventoryNtmsLibrary", error);
    while (look_at_requests(library, &shown))
        Sleep(200);
    printf("  [100%%] done\n");
}

/* The first library with a changer that is ready; it may take a while to appear. */
static object find_library(void)
{
    for (int tries = 0; tries < 150; tries++) {
        DWORD count;
        object *libraries = read_all(NULL, NTMS_LIBRARY, &count);

        for (DWORD i = 0; i < count; i++) {
            object library = libraries[i];
            if (library.Info.Library.LibraryType == NTMS_LIBRARYTYPE_ONLINE &&
                library.dwOperationalState == NTMS_READY) {
                free(libraries);
                return library;
            }
        }
        free(libraries);
        Sleep(200);
    }
    fail("finding a tape library (name one in NTMS_DEVICES, or use rsm attach)", ERROR_TIMEOUT);
    exit(1);
}

static void print_library(object *library)
{
    const NTMS_LIBRARYINFORMATION *info = &library->Info.Library;
    DWORD count;
    object type, *changers = read_all(&library->ObjectGuid, NTMS_CHANGER, &count);

    printf("\nLibrary %s\n", library->szName);
    for (DWORD i = 0; i < count; i++) {
        const NTMS_CHANGERINFORMATIONA *changer = &changers[i].Info.Changer;
        read_one(changer->ChangerType, NTMS_CHANGER_TYPE, &type);
        printf("  vendor %s, product %s, serial number %s\n  at %s\n",
               type.Info.ChangerType.szVendor, type.Info.ChangerType.szProduct,
               changer->szSerialNumber, changer->szDeviceName);
    }
    printf("  slots %lu, drives %lu, ports %lu\n", N(info->dwNumberOfSlots),
           N(info->dwNumberOfDrives), N(info->dwNumberOfPorts));
    free(changers);
}

/* A cartridge is two objects: the physical medium, and its side, which carries the label. */
static object side_of(object *medium)
{
    DWORD count;
    object side, *sides = read_all(&medium->ObjectGuid, NTMS_PARTITION, &count);

    side = sides[0]; /* all zero when there is none */
    free(sides);
    return side;
}

static object *find_in(const NTMS_GUID *place, object *media, DWORD count)
{
    for (DWORD i = 0; i < count; i++) {
        if (same(&media[i].Info.PhysicalMedia.Location, place))
            return &media[i];
    }
    return NULL;
}

/* Have the cartridge in the first full slot identified.  This function blocks until it is done. */
static void identify_one(NTMS_GUID library)
{
    DWORD count, error;
    object slot, side, *media = read_all(&library, NTMS_PHYSICAL_MEDIA, &count);

    if (count > 0 && read_one(media[0].Info.PhysicalMedia.Location, NTMS_STORAGESLOT, &slot)) {
        printf("\nIdentification of slot %lu alone: ", N(slot.Info.StorageSlot.Number));
        fflush(stdout);
        error = IdentifyNtmsSlot(session, &slot.ObjectGuid, NTMS_DISMOUNT_IMMEDIATE);
        if (error != ERROR_SUCCESS)
            fail("IdentifyNtmsSlot", error);
        side = side_of(&media[0]);
        printf("%s \"%s\"\n", side.Info.Partition.szOmidLabelType,
               side.Info.Partition.szOmidLabelInfo);
    }
    free(media);
}

static void print_slots(NTMS_GUID library)
{
    static const char *const states[] = {"unknown", "full", "empty", "not present", "to be read"};
    DWORD slot_count, count;
    object *slots = read_all(&library, NTMS_STORAGESLOT, &slot_count);
    object *media = read_all(&library, NTMS_PHYSICAL_MEDIA, &count);

    printf("\n  Slot  State    Bar code  Label              Label text     Pool\n");
    printf("  ----  -------  --------  -----------------  -------------  ----\n");
    for (DWORD i = 0; i < slot_count; i++) {
        DWORD state = slots[i].Info.StorageSlot.State;
        object side, pool, above, *medium = find_in(&slots[i].ObjectGuid, media, count);

        printf("  %4lu  ", N(slots[i].Info.StorageSlot.Number));
        if (medium == NULL) { /* of all cartridges only a cleaner has no record */
            printf("%s\n", state == NTMS_SLOTSTATE_FULL ? "cleaner" : WORD_OF(state, states));
            continue;
        }
        side = side_of(medium);
        read_one(medium->Info.PhysicalMedia.MediaPool, NTMS_MEDIA_POOL, &pool);
        read_one(pool.Info.MediaPool.Parent, NTMS_MEDIA_POOL, &above);
        printf("%-7s  %-8s  %-17s  %-13s  %s\\%s\n", WORD_OF(state, states),
               medium->Info.PhysicalMedia.szBarCode, side.Info.Partition.szOmidLabelType,
               side.Info.Partition.szOmidLabelInfo, above.szName, pool.szName);
    }
    free(slots);
    free(media);
}

static void print_drives(NTMS_GUID library)
{
    static const char *const states[] = {"empty", "mounted",  "loaded",        "",
                                         "",      "unloaded", "being cleaned", "dismountable"};
    DWORD count;
    object *drives = read_all(&library, NTMS_DRIVE, &count);

    printf("\n  Drive  State  Mounts  Serial number  Device\n");
    printf("  -----  -----  ------  -------------  ------\n");
    for (DWORD i = 0; i < count; i++) {
        const NTMS_DRIVEINFORMATIONA *drive = &drives[i].Info.Drive;
        printf("  %5lu  %-5s  %6lu  %-13s  %s\n", N(drive->Number), WORD_OF(drive->State, states),
               N(drive->dwMountCount), drive->szSerialNumber, drive->szDeviceName);
    }
    free(drives);
}

static unsigned milliseconds(const SYSTEMTIME *t)
{
    return ((t->wHour * 60u + t->wMinute) * 60u + t->wSecond) * 1000u + t->wMilliseconds;
}

static void print_requests(NTMS_GUID library)
{
    static const char *const states[] = {"queued",  "in process", "completed", "failed", "invalid",
                                         "waiting", "deferred",   "cancelled", "stopped"};
    enum { DAY = 24 * 60 * 60 * 1000 };
    DWORD count;
    object slot, *requests = read_all(&library, NTMS_LIBREQUEST, &count);

    printf("\n  Request     Slot  State       Queued (UTC)  Seconds  Asked for by\n");
    printf("  ----------  ----  ----------  ------------  -------  ------------\n");
    for (DWORD i = 0; i < count; i++) {
        const NTMS_LIBREQUESTINFORMATIONA *request = &requests[i].Info.LibRequest;
        const SYSTEMTIME *queued = &request->TimeQueued;
        unsigned took = (milliseconds(&request->TimeCompleted) + DAY - milliseconds(queued)) % DAY;
        char number[12] = "";

        if (read_one(request->SlotId, NTMS_STORAGESLOT, &slot))
            snprintf(number, sizeof number, "%lu", N(slot.Info.StorageSlot.Number));
        printf("  %-10s  %4s  %-10s  %02u:%02u:%02u      %3u.%03u  %s\n",
               request->OperationCode == NTMS_LM_INVENTORY ? "inventory" : "read label", number,
               WORD_OF(request->State, states), queued->wHour, queued->wMinute, queued->wSecond,
               took / 1000, took % 1000, request->szApplication);
    }
    free(requests);
}

int main(void)
{
    object library;

    session = OpenNtmsSessionA(NULL, "Tape library tour", 0); /* NULL: this computer */
    if (session == INVALID_HANDLE_VALUE)
        fail("OpenNtmsSession", GetLastError());
    library = find_library();
    print_library(&library);

    look_at_requests(library.ObjectGuid, NULL); /* those of yesterday are not ours */
    inventory(library.ObjectGuid, NTMS_INVENTORY_FAST,
              "fast: bar codes, and the labels of cartridges not known yet");
    inventory(library.ObjectGuid, NTMS_INVENTORY_OMID,
              "full: every cartridge is put into a drive and its label read");
    identify_one(library.ObjectGuid);

    print_slots(library.ObjectGuid);
    print_drives(library.ObjectGuid);
    print_requests(library.ObjectGuid);
    free(ended);
    return CloseNtmsSession(session) == ERROR_SUCCESS ? 0 : 1;
}
