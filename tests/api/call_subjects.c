/*
 * The subjects of calls.
 */
#include "api/call_subjects.h"

#include "core/catalogue.h"
#include "core/session.h"
#include "ntmsapi.h"
#include "platform/text.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/looks.h"
#include "support/scripted_disks.h"
#include "work/eject.h"
#include "work/inject.h"
#include "work/mount.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include <string.h>

static const char library[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "drive 2  empty\n"
    "drive 3  empty\n"
    "drive 4  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  blank\n"
    "slot 3   A00003L5  ansi VOL003\n"
    "slot 4   A00004L5  ansi VOL004\n"
    "slot 5   empty\n"
    "slot 6   A00006L5  ansi VOL006\n"
    "port 1   empty\n";

static const char library_that_goes[] =
    "changer  STK L20 SERIAL2\n"
    "drive 1  empty\n"
    "slot 1   B00001L5  blank\n";

static const char drive_without_changer[] =
    "alone\n"
    "drive 1  empty serial SERIAL3\n";

enum { SPARE_CODE = 0x20, OTHER_CODE = 0x27, IDLE_CODE = 0x26, WAITING_MOUNTS = 2 };

static void draw_subjects(struct fixture *f)
{
    rsm_sim_draw("lib", library);
    rsm_sim_draw("old", library_that_goes);
    rsm_sim_draw("one", drive_without_changer);
    set_devices(f, "sim:lib;sim:old;sim:one");
    f->serial = "SERIAL1";
    f->unsettled = true; /* the calls leave work behind that nobody does */
}

/* ---- what is kept in the database ---- */

static void find_devices(struct subjects *s)
{
    struct fixture *f = s->f;

    s->computer = rsm_catalogue_computer;
    s->library = *library_id(f);
    s->drive = *drive_id(f, 1);
    s->disabled_drive = *drive_id(f, 2);
    s->gone_drive = *drive_id(f, 3);
    s->slot = *slot_id(f, 1);
    s->empty_slot = *slot_id(f, 5);
    f->serial = "SERIAL2";
    s->gone_library = *library_id(f);
    f->serial = "SERIAL3";
    s->stand_alone = *library_id(f);
    f->serial = "SERIAL1";
    assert_success(DisableNtmsObject(s->session, NTMS_DRIVE, &s->disabled_drive));
    run_all_work(f);
}

static void insert(struct subjects *s, struct rsm_record *record)
{
    assert_success(rsm_store_begin(s->f->rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_records_insert(s->f->rsm->store, record));
    assert_success(rsm_store_end(s->f->rsm->store, ERROR_SUCCESS));
}

/* A library without devices, one slot of which is reserved for the cleaner; what that holds. */
static GUID make_library(struct subjects *s, DWORD slot_state)
{
    struct rsm_record record;
    struct rsm_record slot;

    rsm_record_begin(&record, NTMS_LIBRARY);
    record.info.Info.Library.LibraryType = NTMS_LIBRARYTYPE_ONLINE;
    insert(s, &record);
    rsm_record_begin(&slot, NTMS_STORAGESLOT);
    slot.own.Element = 1;
    slot.info.Info.StorageSlot.Library = record.info.ObjectGuid;
    slot.info.Info.StorageSlot.State = slot_state;
    insert(s, &slot);
    record.info.Info.Library.CleanerSlot = slot.info.ObjectGuid;
    change(s->f, &record);
    return record.info.ObjectGuid;
}

static void find_types_and_pools(struct subjects *s)
{
    struct rsm *rsm = s->f->rsm;
    struct rsm_record medium;
    GUID other;

    look_at_medium(s->f, "A00001L5", &medium);
    s->media_type = medium.info.Info.PhysicalMedia.MediaType;
    s->root_pool = rsm_catalogue_root_pool;
    s->import_pool = rsm_catalogue_import_pool;
    assert_success(rsm_catalogue_media_type(rsm, SPARE_CODE, &s->spare_type));
    assert_success(rsm_catalogue_media_type(rsm, IDLE_CODE, &s->idle_type));
    assert_success(rsm_catalogue_media_type(rsm, OTHER_CODE, &other));
    assert_success(rsm_store_begin(rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_catalogue_use_media_type(rsm, &s->library, &other));
    assert_success(rsm_catalogue_use_media_type(rsm, &s->library, &s->idle_type));
    assert_success(rsm_catalogue_child_pool(rsm, NTMS_POOLTYPE_SCRATCH, &other, &s->other_free));
    assert_success(
        rsm_catalogue_child_pool(rsm, NTMS_POOLTYPE_SCRATCH, &s->media_type, &s->free_pool));
    assert_success(rsm_store_end(rsm->store, ERROR_SUCCESS));
    assert_success(
        CreateNtmsMediaPoolW(s->session, u"\\Empty", NULL, NTMS_CREATE_NEW, NULL, &s->empty_pool));
}

static void give_to(struct subjects *s, const char *bar_code, const WCHAR *pool_name,
                    GUID *medium_out, GUID *pool_out)
{
    struct rsm_record medium;

    look_at_medium(s->f, bar_code, &medium);
    *medium_out = medium.info.ObjectGuid;
    *pool_out = give_to_application(s->f, medium_out, pool_name);
}

static void allocate(struct subjects *s, GUID *pool, GUID *owner_out)
{
    assert_success(AllocateNtmsMedia(s->session, pool, NULL, owner_out,
                                     NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE, 0, NULL));
}

static void make_media(struct subjects *s)
{
    NTMS_OBJECTINFORMATIONW medium = {.dwSize = sizeof medium, .dwType = NTMS_PHYSICAL_MEDIA};
    NTMS_OBJECTINFORMATIONW list = {.dwSize = sizeof list, .dwType = NTMS_PARTITION};
    struct rsm_record record;
    GUID one, other, pool;

    give_to(s, "A00001L5", u"Others", &one, &pool);
    allocate(s, &pool, &s->owner);
    give_to(s, "A00003L5", u"Roomy", &other, &s->roomy_pool);
    assert_success(MoveToNtmsMediaPool(s->session, &other, &pool));
    allocate(s, &pool, &s->neighbor);
    give_to(s, "A00002L5", u"Own", &s->available, &s->own_pool);
    look_at_side(s->f, &s->available, &record);
    s->side = record.info.ObjectGuid;
    look_at_medium(s->f, "A00004L5", &record);
    s->imported = record.info.ObjectGuid;

    medium.Info.PhysicalMedia.MediaPool = s->own_pool;
    medium.Info.PhysicalMedia.dwNumberOfPartitions = 1;
    list.Info.Partition.State = NTMS_PARTSTATE_AVAILABLE;
    list.Info.Partition.dwOmidLabelIdLength = 1;
    memcpy(list.Info.Partition.szOmidLabelType, u"Test", sizeof u"Test");
    assert_success(CreateNtmsMediaW(s->session, &medium, &list, 0));
    s->deletable = medium.ObjectGuid;
}

/* A session that closes leaves it to whoever comes. */
static void mount_one(struct subjects *s)
{
    const struct rsm_mount_wish wish = {.media = &s->mounted,
                                        .drives = &s->loaded_drive,
                                        .count = 1,
                                        .options = NTMS_MOUNT_SPECIFIC_DRIVE,
                                        .timeout_ms = RSM_FOREVER};
    struct rsm_session *session;
    struct rsm_record record;
    GUID batch;

    look_at_medium(s->f, "A00006L5", &record);
    look_at_side(s->f, &record.info.ObjectGuid, &record);
    s->mounted = record.info.ObjectGuid;
    s->loaded_drive = *drive_id(s->f, 4);
    assert_success(rsm_session_get(s->session, &session));
    assert_success(rsm_mount_media(session, &wish, &s->loaded_drive, &batch));
    rsm_session_release(session);
}

static void keep_information(struct subjects *s, GUID *id, DWORD type,
                             NTMS_OBJECTINFORMATIONW *information_out)
{
    struct rsm_record record;

    look_at(s->f, id, type, &record);
    *information_out = record.info;
    memcpy(information_out->szDescription, u"New", sizeof u"New");
}

static void have_attribute(struct subjects *s, GUID *id, DWORD type)
{
    BYTE value[] = "value";

    assert_success(SetNtmsObjectAttributeW(s->session, id, type, u"Old", value, sizeof value));
}

/* A compact disc in \\.\CdRom0, which comes back as often as it is ejected. */
static void have_disk(struct fixture *f)
{
    static const struct scripted_device devices[] = {
        {.name = u"\\\\.\\CdRom0", .number = {FILE_DEVICE_CD_ROM, 0, MAXDWORD}},
        {.name = u"\\\\?\\Volume{1}",
         .called = "D:",
         .number = {FILE_DEVICE_CD_ROM, 0, MAXDWORD},
         .letter = u"D:"},
    };

    scripted_disks_are(devices, 2);
    f->options.volumes = &scripted_disks;
}

void begin_subjects(struct subjects *s, struct fixture *f)
{
    struct rsm_record request;

    draw_subjects(f);
    have_disk(f);
    open_session(f);
    run_all_work(f);
    memset(s, 0, sizeof *s);
    s->f = f;
    s->session = f->session;
    find_devices(s);
    s->prepared_library = make_library(s, NTMS_SLOTSTATE_EMPTY);
    s->stocked_library = make_library(s, NTMS_SLOTSTATE_FULL);
    find_types_and_pools(s);
    make_media(s);
    mount_one(s);
    have_attribute(s, &s->computer, NTMS_COMPUTER);
    have_attribute(s, &s->library, NTMS_LIBRARY);
    have_attribute(s, &s->own_pool, NTMS_MEDIA_POOL);
    assert_success(
        SetNtmsUIOptionsW(s->session, &s->computer, NTMS_UITYPE_INFO, NTMS_UIDEST_ADD, u"here"));
    keep_information(s, &s->computer, NTMS_COMPUTER, &s->of_computer);
    keep_information(s, &s->library, NTMS_LIBRARY, &s->of_library);
    keep_information(s, &s->drive, NTMS_DRIVE, &s->of_drive);
    keep_information(s, &s->own_pool, NTMS_MEDIA_POOL, &s->of_pool);
    look_at_request(f, NTMS_LM_PROCESSOMID, 0, &request);
    s->finished = request.info.ObjectGuid;
}

/* ---- what belongs to a session ---- */

static void say_state(struct subjects *s, const GUID *id, DWORD type, DWORD state)
{
    struct rsm_record record;

    look_at(s->f, id, type, &record);
    record.info.dwOperationalState = state;
    change(s->f, &record);
}

/* No function that is built makes a mount. */
static void add_mount(struct subjects *s, DWORD order)
{
    struct rsm_record record;

    rsm_record_begin(&record, NTMS_LIBREQUEST);
    record.info.Info.LibRequest.OperationCode = NTMS_LM_MOUNT;
    record.info.Info.LibRequest.State = NTMS_LM_QUEUED;
    record.info.Info.LibRequest.Library = s->library;
    record.own.SortType = NTMS_LM_MOUNT;
    record.own.Order = order;
    (void)rsm_text_copy(record.own.Owner, RSM_OWNER_LENGTH, s->f->rsm->owner);
    assert_success(rsm_store_begin(s->f->rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_records_insert(s->f->rsm->store, &record));
    assert_success(rsm_store_end(s->f->rsm->store, ERROR_SUCCESS));
    s->mount = record.info.ObjectGuid;
}

/* Under way, but nobody who works in the library ever comes to it. */
static void add_operation(struct subjects *s, DWORD operation, DWORD option, GUID *id_out)
{
    struct rsm_record record;

    rsm_record_begin(&record, NTMS_LIBREQUEST);
    assert_success(rsm_records_new_id(&record.info.ObjectGuid));
    record.info.Info.LibRequest.OperationCode = operation;
    record.info.Info.LibRequest.OperationOption = option;
    record.info.Info.LibRequest.State = NTMS_LM_QUEUED;
    record.info.Info.LibRequest.Library = s->library;
    record.own.SortType = RSM_EJECT_HELD_BACK + 1;
    record.own.Batch = record.info.ObjectGuid;
    (void)rsm_text_copy(record.own.Owner, RSM_OWNER_LENGTH, s->f->rsm->owner);
    assert_success(rsm_store_begin(s->f->rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_records_insert(s->f->rsm->store, &record));
    assert_success(rsm_store_end(s->f->rsm->store, ERROR_SUCCESS));
    *id_out = record.info.ObjectGuid;
}

static void ask(struct subjects *s, GUID *request_out)
{
    assert_success(SubmitNtmsOperatorRequestW(s->session, NTMS_OPREQ_MESSAGE, u"Hello", NULL, NULL,
                                              request_out));
}

static void add_requests(struct subjects *s)
{
    struct rsm_record request;

    assert_success(InventoryNtmsLibrary(s->session, &s->library, NTMS_INVENTORY_OMID));
    look_at_request(s->f, NTMS_LM_INVENTORY,
                    count_requests(s->f, NTMS_LM_INVENTORY, NTMS_LM_PASSED), &request);
    s->request = request.info.ObjectGuid;
    for (DWORD order = 1; order <= WAITING_MOUNTS; order++)
        add_mount(s, order);
    add_operation(s, NTMS_LM_EJECT, 0, &s->ejecting);
    add_operation(s, NTMS_LM_INJECT, RSM_INJECT_MANY, &s->injecting);
    ask(s, &s->question);
    ask(s, &s->answer);
    assert_success(SatisfyNtmsOperatorRequest(s->session, &s->answer));
}

static void work(void *context)
{
    struct subjects *s = context;

    if (s->before_work != NULL)
        s->before_work();
    s->work(s->work_context);
}

/* A call that hands work to a library and waits does it in here. */
static void watch_work(struct subjects *s)
{
    struct rsm *rsm = s->f->rsm;

    s->work = rsm->idle;
    s->work_context = rsm->idle_context;
    rsm->idle = work;
    rsm->idle_context = s;
}

void take_up_subjects(struct subjects *s)
{
    s->session = s->f->session;
    watch_work(s);
    say_state(s, &s->gone_library, NTMS_LIBRARY, NTMS_NOT_PRESENT);
    say_state(s, &s->gone_drive, NTMS_DRIVE, NTMS_NOT_PRESENT);
    say_state(s, &s->prepared_library, NTMS_LIBRARY, NTMS_READY);
    say_state(s, &s->stocked_library, NTMS_LIBRARY, NTMS_READY);
    s->notification = OpenNtmsNotification(s->session, NTMS_OPREQUEST);
    assert_ptr_not_equal(s->notification, INVALID_HANDLE_VALUE);
    assert_success(BeginNtmsDeviceChangeDetection(s->session, &s->detection));
    add_requests(s);
    s->other_session = OpenNtmsSessionW(NULL, u"Other", 0);
    assert_ptr_not_equal(s->other_session, INVALID_HANDLE_VALUE);
    s->opened = NULL;
}

static void close_if_open(HANDLE *session)
{
    if (*session != NULL)
        (void)CloseNtmsSession(*session);
    *session = NULL;
}

void put_down_subjects(struct subjects *s)
{
    close_if_open(&s->opened);
    close_if_open(&s->other_session);
}
