/*
 * The library, the folder and the objects of an end-to-end test.
 */
#include "tgt/site.h"

#include "core/session.h"
#include "model/guid.h"
#include "platform/clock.h"
#include "platform/log.h"
#include "platform/text.h"
#include "store/store.h"
#include "support/asserts.h"
#include "support/vtl_control.h"
#include "tgt/devices.h"
#include "tgt/process.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { PATIENCE_MS = 60000, POLL_MS = 5, FILES_MAX = 1000, LINE_ROOM = 2200 };

/* ---- folder and log ---- */

static bool remove_file(void *context, const char *name)
{
    const char *folder = context;
    char path[RSM_PATHS_ROOM];

    assert_success(rsm_paths_join(folder, name, path, sizeof path));
    assert_success(rsm_paths_remove(path));
    return true;
}

static void empty_folder(const char *folder)
{
    char path[RSM_PATHS_ROOM];

    snprintf(path, sizeof path, "%s", folder);
    if (rsm_paths_exists(path))
        assert_success(rsm_paths_list(path, FILES_MAX, remove_file, path));
}

/* The folder that ctest gave this program, looked up before it is changed. */
static const char *own_folder(void)
{
    static char folder[RSM_PATHS_ROOM];

    if (folder[0] == '\0' &&
        rsm_paths_environment("NTMS_DATA", folder, sizeof folder) != ERROR_SUCCESS)
        snprintf(folder, sizeof folder, ".");
    return folder;
}

static void use_fresh_folder(struct site *s)
{
    char parent[RSM_PATHS_ROOM];
    char folder[RSM_PATHS_ROOM];
    char locks[RSM_PATHS_ROOM];
    char setting[RSM_PATHS_ROOM + 8];
    static unsigned number; /* each test's log stays, for whoever looks into a failure */
    char name[32];

    assert_success(rsm_paths_join(own_folder(), "data", parent, sizeof parent));
    set_variable("NTMS_DATA", parent);
    assert_success(rsm_paths_join(parent, "NtmsData", folder, sizeof folder));
    empty_folder(folder);
    assert_success(rsm_paths_join(folder, "locks", locks, sizeof locks));
    empty_folder(locks);
    assert_success(rsm_paths_make_folder(parent));

    rsm_log_close();
    snprintf(name, sizeof name, "log-%u.txt", ++number);
    assert_success(rsm_paths_join(parent, name, s->log, sizeof s->log));
    (void)rsm_paths_remove(s->log);
    snprintf(setting, sizeof setting, "%s:trace", s->log);
    set_variable("NTMS_LOG", setting);
}

void site_devices(const char *devices)
{
    if (devices == NULL)
        devices = is_shown_by_system() ? getenv("NTMS_TEST_DEVICES") : rsm_vtl_address();
    set_variable("NTMS_DEVICES", strcmp(devices, "auto") != 0 ? devices : NULL);
}

struct site *site_make(const char *devices)
{
    struct site *s = calloc(1, sizeof *s);

    assert_non_null(s);
    use_fresh_folder(s);
    site_devices(devices);
    return s;
}

int site_begin(void **state)
{
    assert_int_equal(rsm_vtl("crash-restart"), 0);
    *state = site_make(NULL);
    (void)lun_address(CHANGER_LUN); /* while no device is in use */
    return 0;
}

int site_end(void **state)
{
    struct site *s = *state;

    site_close(s);
    free(s);
    return 0;
}

void site_forget_log(struct site *s)
{
    FILE *file = fopen(s->log, "rb");

    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    s->log_begin = ftell(file);
    fclose(file);
}

bool site_is_logged(struct site *s, const char *one, const char *other)
{
    FILE *file = fopen(s->log, "rb");
    char line[LINE_ROOM];
    bool found = false;

    if (file == NULL)
        return false;
    assert_int_equal(fseek(file, s->log_begin, SEEK_SET), 0);
    while (!found && fgets(line, sizeof line, file) != NULL)
        found = strstr(line, one) != NULL && strstr(line, other) != NULL;
    fclose(file);
    return found;
}

void assert_logged(struct site *s, const char *one, const char *other)
{
    if (!site_is_logged(s, one, other))
        fail_msg("%s has no line with \"%s\" and \"%s\"", s->log, one, other);
}

void assert_not_logged(struct site *s, const char *text)
{
    assert_logged(s, "", "");
    if (site_is_logged(s, text, ""))
        fail_msg("%s has a line with \"%s\"", s->log, text);
}

/* ---- sessions and work ---- */

static bool is_offline_library(const NTMS_OBJECTINFORMATIONW *library)
{
    return (library->Info.Library.dwFlags & NTMS_LIBRARYFLAG_FIXEDOFFLINE) != 0;
}

/* Devices of the library are those that the system shows, and tgt answers for them. */
static void assert_is_shown(struct site *s, DWORD type)
{
    static const WCHAR begin[] = u"\\\\.\\";
    size_t count;
    GUID *ids = site_list(s, &s->library, type, &count);

    for (size_t i = 0; i < count; i++) {
        NTMS_OBJECTINFORMATIONW device = site_object(s, &ids[i], type);
        bool is_drive = type == NTMS_DRIVE;
        GUID kind = is_drive ? device.Info.Drive.DriveType : device.Info.Changer.ChangerType;
        const WCHAR *name =
            is_drive ? device.Info.Drive.szDeviceName : device.Info.Changer.szDeviceName;

        if (is_drive && name[0] == 0)
            continue; /* not found yet */
        assert_memory_equal(name, begin, sizeof begin - sizeof begin[0]);
        device = site_object(s, &kind, is_drive ? NTMS_DRIVE_TYPE : NTMS_CHANGER_TYPE);
        assert_text(u"IET",
                    is_drive ? device.Info.DriveType.szVendor : device.Info.ChangerType.szVendor);
    }
    free(ids);
}

void site_find_library(struct site *s)
{
    size_t count;
    GUID *ids = site_list(s, NULL, NTMS_LIBRARY, &count);

    s->library = rsm_guid_null;
    for (size_t i = 0; i < count; i++) {
        NTMS_OBJECTINFORMATIONW library = site_object(s, &ids[i], NTMS_LIBRARY);

        if (!is_offline_library(&library))
            s->library = ids[i];
    }
    free(ids);
    if (is_shown_by_system() && !rsm_guid_is_null(&s->library)) {
        assert_is_shown(s, NTMS_CHANGER);
        assert_is_shown(s, NTMS_DRIVE);
    }
}

void site_open(struct site *s)
{
    s->session = OpenNtmsSessionW(NULL, u"Tests", 0);
    if (s->session == INVALID_HANDLE_VALUE) {
        s->session = NULL;
        assert_success(GetLastError());
        fail_msg("a session cannot be opened");
    }
    site_find_library(s);
}

void site_close(struct site *s)
{
    HANDLE session = s->session;

    s->session = NULL;
    if (session != NULL)
        assert_success(CloseNtmsSession(session));
}

void site_wait(bool (*holds)(void *context), void *context, const char *what)
{
    uint64_t start = rsm_clock_ms();

    while (!holds(context)) {
        if (rsm_clock_ms() - start > PATIENCE_MS)
            fail_msg("waited in vain until %s", what);
        rsm_clock_sleep_ms(POLL_MS);
    }
}

struct awaited {
    struct site *site;
    GUID request;
    DWORD state;
};

static bool has_state(void *context)
{
    struct awaited *awaited = context;

    return site_object(awaited->site, &awaited->request, NTMS_LIBREQUEST).Info.LibRequest.State ==
           awaited->state;
}

void site_wait_request(struct site *s, const GUID *request, DWORD state)
{
    struct awaited awaited = {s, *request, state};

    site_wait(has_state, &awaited, "a request comes into its state");
}

static bool is_unfinished(const NTMS_OBJECTINFORMATIONW *request)
{
    DWORD state = request->Info.LibRequest.State;

    return state == NTMS_LM_QUEUED || state == NTMS_LM_INPROCESS || state == NTMS_LM_WAITING;
}

static size_t count_requests(struct site *s)
{
    size_t count;

    free(site_list(s, &s->library, NTMS_LIBREQUEST, &count));
    return count;
}

/* The end of a request may queue another one between the list and the look at its state. */
bool site_is_busy(struct site *s)
{
    size_t count;
    GUID *ids = site_list(s, &s->library, NTMS_LIBREQUEST, &count);
    bool has = false;

    for (size_t i = count; i > 0 && !has; i--) {
        NTMS_OBJECTINFORMATIONW request = site_object(s, &ids[i - 1], NTMS_LIBREQUEST);

        has = is_unfinished(&request);
    }
    free(ids);
    return has || count_requests(s) != count;
}

static bool is_idle(void *context)
{
    return !site_is_busy(context);
}

void site_wait_idle(struct site *s)
{
    site_wait(is_idle, s, "all requests are finished");
}

void site_inventory(struct site *s, DWORD method)
{
    assert_success(InventoryNtmsLibrary(s->session, &s->library, method));
    site_wait_idle(s);
}

void site_hold(struct site *s)
{
    assert_success(rsm_session_get(s->session, &s->held));
    assert_success(rsm_store_begin(s->held->rsm->store, RSM_STORE_WRITE));
}

void site_release(struct site *s)
{
    assert_success(rsm_store_end(s->held->rsm->store, ERROR_SUCCESS));
    rsm_session_release(s->held);
    s->held = NULL;
}

DWORD site_inventory_state(struct site *s)
{
    size_t count;
    GUID *ids = site_list(s, &s->library, NTMS_LIBREQUEST, &count);
    DWORD state = NTMS_LM_INVALID;
    bool found = false;

    for (size_t i = count; i > 0 && !found; i--) {
        NTMS_OBJECTINFORMATIONW object = site_object(s, &ids[i - 1], NTMS_LIBREQUEST);
        const NTMS_LIBREQUESTINFORMATIONW *request = &object.Info.LibRequest;

        found = request->OperationCode == NTMS_LM_INVENTORY &&
                rsm_text_equal(request->szApplication, u"Tests", NTMS_APPLICATIONNAME_LENGTH);
        state = found ? request->State : state;
    }
    free(ids);
    return state;
}

/* ---- objects ---- */

NTMS_OBJECTINFORMATIONW site_object(struct site *s, const GUID *id, DWORD type)
{
    NTMS_OBJECTINFORMATIONW object;
    GUID wanted = *id;

    memset(&object, 0, sizeof object);
    object.dwSize = sizeof object;
    object.dwType = type;
    assert_success(GetNtmsObjectInformationW(s->session, &wanted, &object));
    return object;
}

GUID *site_list(struct site *s, const GUID *container, DWORD type, size_t *count_out)
{
    GUID place = container != NULL ? *container : rsm_guid_null;
    DWORD room = 64;
    GUID *ids = NULL;
    DWORD count;
    DWORD err;

    /* The list may grow between two calls: others are at work. */
    do {
        free(ids);
        room *= 2;
        ids = calloc(room, sizeof *ids);
        assert_non_null(ids);
        count = room;
        err = EnumerateNtmsObject(s->session, container != NULL ? &place : NULL, ids, &count, type,
                                  0);
    } while (err == ERROR_INSUFFICIENT_BUFFER);
    assert_success(err);
    *count_out = count;
    return ids;
}

size_t site_count(struct site *s, const GUID *container, DWORD type)
{
    size_t count;

    free(site_list(s, container, type, &count));
    return count;
}

NTMS_OBJECTINFORMATIONW site_library(struct site *s)
{
    return site_object(s, &s->library, NTMS_LIBRARY);
}

static DWORD number_of(const NTMS_OBJECTINFORMATIONW *object)
{
    switch (object->dwType) {
    case NTMS_DRIVE:
        return object->Info.Drive.Number;
    case NTMS_IEPORT:
        return object->Info.IEPort.Number;
    default:
        return object->Info.StorageSlot.Number;
    }
}

NTMS_OBJECTINFORMATIONW site_numbered(struct site *s, DWORD type, DWORD number)
{
    size_t count;
    GUID *ids = site_list(s, &s->library, type, &count);
    NTMS_OBJECTINFORMATIONW object;
    bool found = false;

    memset(&object, 0, sizeof object);
    for (size_t i = 0; i < count && !found; i++) {
        object = site_object(s, &ids[i], type);
        found = number_of(&object) == number;
    }
    free(ids);
    if (!found)
        fail_msg("the library has no object of kind %u and number %u", (unsigned)type,
                 (unsigned)number);
    return object;
}

/* How many media have that bar code; the last of them. */
static unsigned find_media(struct site *s, const WCHAR *bar_code,
                           NTMS_OBJECTINFORMATIONW *medium_out)
{
    size_t count;
    GUID *ids = site_list(s, NULL, NTMS_PHYSICAL_MEDIA, &count);
    unsigned found = 0;

    for (size_t i = 0; i < count; i++) {
        NTMS_OBJECTINFORMATIONW medium = site_object(s, &ids[i], NTMS_PHYSICAL_MEDIA);

        if (!rsm_text_equal(medium.Info.PhysicalMedia.szBarCode, bar_code, NTMS_BARCODE_LENGTH))
            continue;
        *medium_out = medium;
        found++;
    }
    free(ids);
    return found;
}

NTMS_OBJECTINFORMATIONW site_medium(struct site *s, const WCHAR *bar_code)
{
    NTMS_OBJECTINFORMATIONW medium;
    char text[NTMS_BARCODE_LENGTH];
    unsigned found = find_media(s, bar_code, &medium);

    rsm_text_to_utf8(text, sizeof text, bar_code, RSM_TEXT_TERMINATED);
    if (found != 1)
        fail_msg("%u media have the bar code %s", found, text);
    return medium;
}

bool site_has_medium(struct site *s, const WCHAR *bar_code)
{
    NTMS_OBJECTINFORMATIONW medium;

    return find_media(s, bar_code, &medium) > 0;
}

void assert_is_medium(struct site *s, const GUID *id, const WCHAR *bar_code)
{
    NTMS_OBJECTINFORMATIONW medium = site_medium(s, bar_code);

    assert_guid(*id, medium.ObjectGuid);
}

NTMS_OBJECTINFORMATIONW site_side(struct site *s, const WCHAR *bar_code)
{
    NTMS_OBJECTINFORMATIONW medium = site_medium(s, bar_code);
    NTMS_OBJECTINFORMATIONW side;
    size_t count;
    GUID *ids = site_list(s, &medium.ObjectGuid, NTMS_PARTITION, &count);

    assert_int_equal(count, 1);
    side = site_object(s, &ids[0], NTMS_PARTITION);
    free(ids);
    return side;
}

void assert_medium_pool(struct site *s, const WCHAR *bar_code, const WCHAR *pool)
{
    NTMS_OBJECTINFORMATIONW medium = site_medium(s, bar_code);
    NTMS_OBJECTINFORMATIONW child =
        site_object(s, &medium.Info.PhysicalMedia.MediaPool, NTMS_MEDIA_POOL);
    NTMS_OBJECTINFORMATIONW parent = site_object(s, &child.Info.MediaPool.Parent, NTMS_MEDIA_POOL);

    assert_text(pool, parent.szName);
}

void assert_medium_is_in(struct site *s, const WCHAR *bar_code, DWORD type, DWORD number)
{
    NTMS_OBJECTINFORMATIONW medium = site_medium(s, bar_code);
    NTMS_OBJECTINFORMATIONW place = site_numbered(s, type, number);

    assert_int_equal(medium.Info.PhysicalMedia.LocationType, type);
    assert_guid(place.ObjectGuid, medium.Info.PhysicalMedia.Location);
    assert_guid(s->library, medium.Info.PhysicalMedia.CurrentLibrary);
}

DWORD site_mounts(struct site *s)
{
    size_t count;
    GUID *ids = site_list(s, &s->library, NTMS_DRIVE, &count);
    DWORD mounts = 0;

    for (size_t i = 0; i < count; i++)
        mounts += site_object(s, &ids[i], NTMS_DRIVE).Info.Drive.dwMountCount;
    free(ids);
    return mounts;
}
