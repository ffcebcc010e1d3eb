/*
 * The table of rights.  A function that wants two rights has two rows with the same call.
 */
#include "api/rights_rows.h"

#include "core/catalogue.h"
#include "model/object_types.h"
#include "ntmsapi.h"
#include "support/asserts.h"
#include "support/descriptors.h"
#include "support/looks.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#define COMPUTER NTMS_COMPUTER
#define LIBRARY  NTMS_LIBRARY
#define POOL     NTMS_MEDIA_POOL
#define USE      NTMS_USE_ACCESS
#define MODIFY   NTMS_MODIFY_ACCESS
#define CONTROL  NTMS_CONTROL_ACCESS

static const char drawing[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  blank\n"
    "slot 3   empty\n"
    "port 1   empty\n";

/* What the calls are about: made anew for each row. */
static GUID computer, root_pool, import_pool;
static GUID free_pool; /* that of the media */
static GUID own_pool;  /* of an application, with a medium that can be allocated */
static GUID media_type;
static GUID side;     /* that can be allocated */
static GUID owner;    /* logical medium */
static GUID request;  /* of the library, waiting */
static GUID question; /* operator request, without an answer */

static void make_subjects(struct fixture *f)
{
    GUID other_pool = give_to_application(f, medium_in_slot(f, 1), u"Other");
    struct rsm_record record;

    look_at(f, &other_pool, NTMS_MEDIA_POOL, &record);
    media_type = record.info.Info.MediaPool.MediaType;
    computer = rsm_catalogue_computer;
    root_pool = rsm_catalogue_root_pool;
    import_pool = rsm_catalogue_import_pool;
    own_pool = give_to_application(f, medium_in_slot(f, 2), u"Own");
    look_at_side(f, medium_in_slot(f, 2), &record);
    side = record.info.ObjectGuid;
    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_WRITE));
    assert_success(
        rsm_store_end(f->rsm->store, rsm_catalogue_child_pool(f->rsm, NTMS_POOLTYPE_SCRATCH,
                                                              &media_type, &free_pool)));
    assert_success(AllocateNtmsMedia(f->session, &other_pool, NULL, &owner, 0, 0, NULL));
    assert_success(InventoryNtmsLibrary(f->session, library_id(f), NTMS_INVENTORY_OMID));
    look_at_request(f, NTMS_LM_INVENTORY, count_requests(f, NTMS_LM_INVENTORY, NTMS_LM_PASSED),
                    &record);
    request = record.info.ObjectGuid;
    assert_success(SubmitNtmsOperatorRequestW(f->session, NTMS_OPREQ_MESSAGE, u"Hello", NULL, NULL,
                                              &question));
}

/* ---- calls that need more than a line ---- */

static DWORD open_and_close(HANDLE session)
{
    if (session == INVALID_HANDLE_VALUE)
        return GetLastError();
    return CloseNtmsSession(session);
}

static DWORD listen_and_stop(HANDLE notification)
{
    if (notification == INVALID_HANDLE_VALUE)
        return GetLastError();
    return CloseNtmsNotification(notification);
}

static DWORD list(struct fixture *f, GUID *container, DWORD type)
{
    GUID ids[64];
    DWORD count = 64;

    return EnumerateNtmsObject(f->session, container, ids, &count, type, NTMS_ENUM_DEFAULT);
}

static DWORD get_a(struct fixture *f, GUID *id)
{
    NTMS_OBJECTINFORMATIONA information = {.dwSize = sizeof information};

    return GetNtmsObjectInformationA(f->session, id, &information);
}

static DWORD get_w(struct fixture *f, GUID *id)
{
    NTMS_OBJECTINFORMATIONW information = {.dwSize = sizeof information};

    return GetNtmsObjectInformationW(f->session, id, &information);
}

/* As it is, since only the right matters. */
static DWORD set_w(struct fixture *f, GUID *id, DWORD type)
{
    struct rsm_record record;

    look_at(f, id, type, &record);
    return SetNtmsObjectInformationW(f->session, id, &record.info);
}

static DWORD get_attribute(struct fixture *f, GUID *id, DWORD type)
{
    BYTE value[16];
    DWORD size = sizeof value;

    return GetNtmsObjectAttributeW(f->session, id, type, u"Name", value, &size);
}

static DWORD set_attribute(struct fixture *f, GUID *id, DWORD type)
{
    BYTE value[] = "value";

    return SetNtmsObjectAttributeW(f->session, id, type, u"Name", value, sizeof value);
}

static DWORD allocate(struct fixture *f, GUID *pool)
{
    GUID medium;

    return AllocateNtmsMedia(f->session, pool, NULL, &medium, NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE, 0,
                             NULL);
}

static DWORD open_pool_a(struct fixture *f, const char *path, DWORD action)
{
    GUID pool;

    return CreateNtmsMediaPoolA(f->session, path, NULL, action, NULL, &pool);
}

static DWORD open_pool_w(struct fixture *f, const WCHAR *path, DWORD action)
{
    GUID pool;

    return CreateNtmsMediaPoolW(f->session, path, NULL, action, NULL, &pool);
}

static DWORD name_a(struct fixture *f, GUID *pool)
{
    char name[NTMS_POOLHIERARCHY_LENGTH];
    DWORD room = NTMS_POOLHIERARCHY_LENGTH;

    return GetNtmsMediaPoolNameA(f->session, pool, name, &room);
}

static DWORD name_w(struct fixture *f, GUID *pool)
{
    WCHAR name[NTMS_POOLHIERARCHY_LENGTH];
    DWORD room = NTMS_POOLHIERARCHY_LENGTH;

    return GetNtmsMediaPoolNameW(f->session, pool, name, &room);
}

static DWORD create_a(struct fixture *f)
{
    NTMS_OBJECTINFORMATIONA medium = {.dwSize = sizeof medium,
                                      .dwType = NTMS_PHYSICAL_MEDIA,
                                      .Info.PhysicalMedia.MediaPool = own_pool};
    NTMS_OBJECTINFORMATIONA sides = {.dwSize = sizeof sides};

    return CreateNtmsMediaA(f->session, &medium, &sides, 0);
}

static DWORD create_w(struct fixture *f)
{
    NTMS_OBJECTINFORMATIONW medium = {.dwSize = sizeof medium,
                                      .dwType = NTMS_PHYSICAL_MEDIA,
                                      .Info.PhysicalMedia.MediaPool = own_pool};
    NTMS_OBJECTINFORMATIONW sides = {.dwSize = sizeof sides};

    return CreateNtmsMediaW(f->session, &medium, &sides, 0);
}

static DWORD get_order(struct fixture *f)
{
    DWORD order;

    return GetNtmsRequestOrder(f->session, &request, &order);
}

static DWORD ask_a(struct fixture *f, DWORD what, GUID *about)
{
    GUID asked;

    return SubmitNtmsOperatorRequestA(f->session, what, "Hello", about, NULL, &asked);
}

static DWORD ask_w(struct fixture *f, DWORD what, GUID *about)
{
    GUID asked;

    return SubmitNtmsOperatorRequestW(f->session, what, u"Hello", about, NULL, &asked);
}

static DWORD move_media(struct fixture *f)
{
    GUID asked;

    return SubmitNtmsOperatorRequestW(f->session, NTMS_OPREQ_MOVEMEDIA, NULL, medium_in_slot(f, 1),
                                      library_id(f), &asked);
}

static DWORD get_destinations(struct fixture *f, GUID *object)
{
    WCHAR names[64];
    DWORD room = 64;

    return GetNtmsUIOptionsW(f->session, object, NTMS_UITYPE_INFO, names, &room);
}

static DWORD add_destination(struct fixture *f, GUID *object)
{
    return SetNtmsUIOptionsW(f->session, object, NTMS_UITYPE_INFO, NTMS_UIDEST_ADD, u"somewhere");
}

static DWORD get_dacl(struct fixture *f, GUID *id, DWORD type)
{
    BYTE bytes[DESCRIPTOR_ROOM];
    DWORD needed;

    return GetNtmsObjectSecurity(f->session, id, type, DACL_SECURITY_INFORMATION, bytes,
                                 sizeof bytes, &needed);
}

static DWORD set_part(struct fixture *f, GUID *id, DWORD type, SECURITY_INFORMATION part)
{
    BYTE bytes[DESCRIPTOR_ROOM];

    draw_descriptor(bytes, &(struct drawn_entry){ACCESS_ALLOWED_ACE_TYPE, 0, 7, everyone}, 1);
    return SetNtmsObjectSecurity(f->session, id, type, part, bytes);
}

#define set_dacl(f, id, type)  set_part((f), (id), (type), DACL_SECURITY_INFORMATION)
#define set_owner(f, id, type) set_part((f), (id), (type), OWNER_SECURITY_INFORMATION)

/* ---- the table: ROW(name, securable, right, call on the fixture f) ---- */

/* covers ERROR_ACCESS_DENIED of each function below */

/* clang-format off */
#define ROWS(ROW) \
    ROW(AddNtmsMediaType,                   LIBRARY,  MODIFY,       AddNtmsMediaType(f->session, &media_type, library_id(f))) \
    ROW(AllocateNtmsMedia,                  POOL,     CONTROL,      allocate(f, &own_pool)) \
    ROW(CancelNtmsLibraryRequest,           LIBRARY,  CONTROL,      CancelNtmsLibraryRequest(f->session, &request)) \
    ROW(CancelNtmsOperatorRequest,          COMPUTER, CONTROL,      CancelNtmsOperatorRequest(f->session, &question)) \
    ROW(ChangeNtmsMediaType,                POOL,     MODIFY,       ChangeNtmsMediaType(f->session, medium_in_slot(f, 1), &own_pool)) \
    ROW(ChangeNtmsMediaType,                COMPUTER, MODIFY,       ChangeNtmsMediaType(f->session, medium_in_slot(f, 1), &own_pool)) \
    ROW(CreateNtmsMediaA,                   POOL,     MODIFY,       create_a(f)) \
    ROW(CreateNtmsMediaA,                   COMPUTER, MODIFY,       create_a(f)) \
    ROW(CreateNtmsMediaPoolA,               POOL,     CONTROL,      open_pool_a(f, "\\New", NTMS_CREATE_NEW)) \
    ROW(CreateNtmsMediaPoolA_open,          POOL,     USE,          open_pool_a(f, "\\Own", NTMS_OPEN_EXISTING)) \
    ROW(CreateNtmsMediaPoolW,               POOL,     CONTROL,      open_pool_w(f, u"\\New", NTMS_OPEN_ALWAYS)) \
    ROW(CreateNtmsMediaPoolW_open,          POOL,     USE,          open_pool_w(f, u"\\Own", NTMS_OPEN_ALWAYS)) \
    ROW(CreateNtmsMediaW,                   POOL,     MODIFY,       create_w(f)) \
    ROW(CreateNtmsMediaW,                   COMPUTER, MODIFY,       create_w(f)) \
    ROW(DeallocateNtmsMedia,                POOL,     CONTROL,      DeallocateNtmsMedia(f->session, &owner, 0)) \
    ROW(DecommissionNtmsMedia,              POOL,     CONTROL,      DecommissionNtmsMedia(f->session, &side)) \
    ROW(DeleteNtmsDrive,                    LIBRARY,  MODIFY,       DeleteNtmsDrive(f->session, drive_id(f, 1))) \
    ROW(DeleteNtmsLibrary,                  LIBRARY,  MODIFY,       DeleteNtmsLibrary(f->session, library_id(f))) \
    ROW(DeleteNtmsMedia,                    POOL,     MODIFY,       DeleteNtmsMedia(f->session, medium_in_slot(f, 1))) \
    ROW(DeleteNtmsMedia,                    COMPUTER, MODIFY,       DeleteNtmsMedia(f->session, medium_in_slot(f, 1))) \
    ROW(DeleteNtmsMediaPool,                POOL,     MODIFY,       DeleteNtmsMediaPool(f->session, &own_pool)) \
    ROW(DeleteNtmsMediaType,                LIBRARY,  MODIFY,       DeleteNtmsMediaType(f->session, &media_type, library_id(f))) \
    ROW(DeleteNtmsRequests,                 COMPUTER, MODIFY,       DeleteNtmsRequests(f->session, &request, NTMS_LIBREQUEST, 1)) \
    ROW(DisableNtmsObject,                  LIBRARY,  MODIFY,       DisableNtmsObject(f->session, NTMS_LIBRARY, library_id(f))) \
    ROW(DisableNtmsObject_drive,            LIBRARY,  MODIFY,       DisableNtmsObject(f->session, NTMS_DRIVE, drive_id(f, 1))) \
    ROW(DisableNtmsObject_medium,           LIBRARY,  MODIFY,       DisableNtmsObject(f->session, NTMS_PHYSICAL_MEDIA, medium_in_slot(f, 1))) \
    ROW(EnableNtmsObject,                   LIBRARY,  MODIFY,       EnableNtmsObject(f->session, NTMS_LIBRARY, library_id(f))) \
    ROW(EnumerateNtmsObject,                COMPUTER, USE,          list(f, NULL, NTMS_LIBRARY)) \
    ROW(EnumerateNtmsObject_library,        LIBRARY,  USE,          list(f, library_id(f), NTMS_DRIVE)) \
    ROW(EnumerateNtmsObject_pool,           POOL,     USE,          list(f, &import_pool, NTMS_MEDIA_POOL)) \
    ROW(ExportNtmsDatabase,                 COMPUTER, CONTROL,      ExportNtmsDatabase(f->session)) \
    ROW(GetNtmsMediaPoolNameA,              POOL,     USE,          name_a(f, &import_pool)) \
    ROW(GetNtmsMediaPoolNameW,              POOL,     USE,          name_w(f, &import_pool)) \
    ROW(GetNtmsObjectAttributeW,            COMPUTER, USE,          get_attribute(f, &computer, NTMS_COMPUTER)) \
    ROW(GetNtmsObjectAttributeW_library,    LIBRARY,  USE,          get_attribute(f, library_id(f), NTMS_LIBRARY)) \
    ROW(GetNtmsObjectAttributeW_pool,       POOL,     USE,          get_attribute(f, &own_pool, NTMS_MEDIA_POOL)) \
    ROW(GetNtmsObjectInformationA,          COMPUTER, USE,          get_a(f, &computer)) \
    ROW(GetNtmsObjectInformationA_drive,    LIBRARY,  USE,          get_a(f, drive_id(f, 1))) \
    ROW(GetNtmsObjectInformationA_medium,   POOL,     USE,          get_a(f, medium_in_slot(f, 1))) \
    ROW(GetNtmsObjectInformationW,          COMPUTER, USE,          get_w(f, &computer)) \
    ROW(GetNtmsObjectInformationW_slot,     LIBRARY,  USE,          get_w(f, slot_id(f, 1))) \
    ROW(GetNtmsObjectInformationW_pool,     POOL,     USE,          get_w(f, &import_pool)) \
    ROW(GetNtmsObjectSecurity,              COMPUTER, READ_CONTROL, get_dacl(f, &computer, NTMS_COMPUTER)) \
    ROW(GetNtmsObjectSecurity_library,      LIBRARY,  READ_CONTROL, get_dacl(f, library_id(f), NTMS_LIBRARY)) \
    ROW(GetNtmsObjectSecurity_drive,        LIBRARY,  READ_CONTROL, get_dacl(f, drive_id(f, 1), NTMS_DRIVE)) \
    ROW(GetNtmsObjectSecurity_root,         POOL,     READ_CONTROL, get_dacl(f, &root_pool, NTMS_MEDIA_POOL)) \
    ROW(GetNtmsRequestOrder,                COMPUTER, CONTROL,      get_order(f)) \
    ROW(GetNtmsUIOptionsW,                  COMPUTER, USE,          get_destinations(f, &computer)) \
    ROW(GetNtmsUIOptionsW_library,          LIBRARY,  USE,          get_destinations(f, library_id(f))) \
    ROW(IdentifyNtmsSlot,                   LIBRARY,  CONTROL,      IdentifyNtmsSlot(f->session, slot_id(f, 1), NTMS_DISMOUNT_IMMEDIATE)) \
    ROW(ImportNtmsDatabase,                 COMPUTER, CONTROL,      ImportNtmsDatabase(f->session)) \
    ROW(InventoryNtmsLibrary,               LIBRARY,  CONTROL,      InventoryNtmsLibrary(f->session, library_id(f), NTMS_INVENTORY_FAST)) \
    ROW(InventoryNtmsLibrary_stop,          LIBRARY,  CONTROL,      InventoryNtmsLibrary(f->session, library_id(f), NTMS_INVENTORY_STOP)) \
    ROW(MoveToNtmsMediaPool,                POOL,     CONTROL,      MoveToNtmsMediaPool(f->session, medium_in_slot(f, 1), &own_pool)) \
    ROW(MoveToNtmsMediaPool_free,           POOL,     CONTROL,      MoveToNtmsMediaPool(f->session, medium_in_slot(f, 2), &free_pool)) \
    ROW(MoveToNtmsMediaPool_free,           POOL,     USE,          MoveToNtmsMediaPool(f->session, medium_in_slot(f, 2), &free_pool)) \
    ROW(OpenNtmsNotification,               COMPUTER, USE,          listen_and_stop(OpenNtmsNotification(f->session, NTMS_LIBRARY))) \
    ROW(OpenNtmsSessionA,                   COMPUTER, USE,          open_and_close(OpenNtmsSessionA(NULL, NULL, 0))) \
    ROW(OpenNtmsSessionW,                   COMPUTER, USE,          open_and_close(OpenNtmsSessionW(NULL, NULL, 0))) \
    ROW(SatisfyNtmsOperatorRequest,         COMPUTER, CONTROL,      SatisfyNtmsOperatorRequest(f->session, &question)) \
    ROW(SetNtmsMediaComplete,               POOL,     CONTROL,      SetNtmsMediaComplete(f->session, &owner)) \
    ROW(SetNtmsObjectAttributeW,            COMPUTER, MODIFY,       set_attribute(f, &computer, NTMS_COMPUTER)) \
    ROW(SetNtmsObjectAttributeW_library,    LIBRARY,  MODIFY,       set_attribute(f, library_id(f), NTMS_LIBRARY)) \
    ROW(SetNtmsObjectAttributeW_medium,     POOL,     MODIFY,       set_attribute(f, medium_in_slot(f, 1), NTMS_PHYSICAL_MEDIA)) \
    ROW(SetNtmsObjectInformationW,          COMPUTER, MODIFY,       set_w(f, &computer, NTMS_COMPUTER)) \
    ROW(SetNtmsObjectInformationW_library,  LIBRARY,  CONTROL,      set_w(f, library_id(f), NTMS_LIBRARY)) \
    ROW(SetNtmsObjectInformationW_drive,    LIBRARY,  MODIFY,       set_w(f, drive_id(f, 1), NTMS_DRIVE)) \
    ROW(SetNtmsObjectInformationW_pool,     POOL,     MODIFY,       set_w(f, &own_pool, NTMS_MEDIA_POOL)) \
    ROW(SetNtmsObjectSecurity,              COMPUTER, WRITE_DAC,    set_dacl(f, &computer, NTMS_COMPUTER)) \
    ROW(SetNtmsObjectSecurity_library,      LIBRARY,  WRITE_DAC,    set_dacl(f, library_id(f), NTMS_LIBRARY)) \
    ROW(SetNtmsObjectSecurity_pool,         POOL,     WRITE_DAC,    set_dacl(f, &import_pool, NTMS_MEDIA_POOL)) \
    ROW(SetNtmsObjectSecurity_ownerOfComputer, COMPUTER, WRITE_OWNER, set_owner(f, &computer, NTMS_COMPUTER)) \
    ROW(SetNtmsObjectSecurity_ownerOfLibrary,  LIBRARY,  WRITE_OWNER, set_owner(f, library_id(f), NTMS_LIBRARY)) \
    ROW(SetNtmsObjectSecurity_ownerOfPool,     POOL,     WRITE_OWNER, set_owner(f, &root_pool, NTMS_MEDIA_POOL)) \
    ROW(SetNtmsRequestOrder,                COMPUTER, CONTROL,      SetNtmsRequestOrder(f->session, &request, 1)) \
    ROW(SetNtmsUIOptionsW,                  COMPUTER, USE,          add_destination(f, &computer)) \
    ROW(SetNtmsUIOptionsW,                  COMPUTER, MODIFY,       add_destination(f, &computer)) \
    ROW(SetNtmsUIOptionsW_library,          LIBRARY,  USE,          add_destination(f, library_id(f))) \
    ROW(SetNtmsUIOptionsW_library,          LIBRARY,  MODIFY,       add_destination(f, library_id(f))) \
    ROW(SubmitNtmsOperatorRequestA,         COMPUTER, USE,          ask_a(f, NTMS_OPREQ_MESSAGE, NULL)) \
    ROW(SubmitNtmsOperatorRequestA_newMedia, POOL,    CONTROL,      ask_a(f, NTMS_OPREQ_NEWMEDIA, &own_pool)) \
    ROW(SubmitNtmsOperatorRequestW,         COMPUTER, USE,          ask_w(f, NTMS_OPREQ_MESSAGE, NULL)) \
    ROW(SubmitNtmsOperatorRequestW_cleaner, LIBRARY,  CONTROL,      ask_w(f, NTMS_OPREQ_CLEANER, library_id(f))) \
    ROW(SubmitNtmsOperatorRequestW_service, LIBRARY,  CONTROL,      ask_w(f, NTMS_OPREQ_DEVICESERVICE, drive_id(f, 1))) \
    ROW(SubmitNtmsOperatorRequestW_move,    POOL,     CONTROL,      move_media(f)) \
    ROW(SwapNtmsMedia,                      POOL,     MODIFY,       SwapNtmsMedia(f->session, &owner, &owner)) \
    ROW(WaitForNtmsOperatorRequest,         COMPUTER, USE,          WaitForNtmsOperatorRequest(f->session, &question, 0))
/* clang-format on */

#define CALL(name, securable, right, call)                              \
    static DWORD call_##name##_##securable##_##right(struct fixture *f) \
    {                                                                   \
        (void)f;                                                        \
        return call;                                                    \
    }
#define ENTRY(name, securable, right, call) \
    {#name, securable, right, #right, call_##name##_##securable##_##right},

ROWS(CALL)

static struct right_row rows[] = {ROWS(ENTRY)}; /* not constant only because cmocka hands them on */

enum { ROW_COUNT = sizeof rows / sizeof rows[0], NAME_ROOM = 96 };

bool is_wanted(const struct right_row *row, DWORD securable, DWORD right)
{
    for (size_t i = 0; i < ROW_COUNT; i++) {
        if (strcmp(rows[i].name, row->name) == 0 && rows[i].securable == securable &&
            rows[i].right == right)
            return true;
    }
    return false;
}

/* ---- running ---- */

static void *world;
static rsm_access_hook *world_hook;

struct fixture *rights_fixture(void)
{
    return world;
}

void set_rights_hook(rsm_access_hook *hook)
{
    world_hook = hook;
}

static int make_world(void **state)
{
    struct fixture *f;

    (void)state;
    if (fixture_in_memory(&world) != 0)
        return -1;
    f = world;
    f->options.access = world_hook;
    f->unsettled = true; /* the calls leave work behind that nobody does */
    plug_in_and_settle(f, drawing);
    make_subjects(f);
    return 0;
}

static int end_world(void **state)
{
    (void)state;
    return fixture_end(&world);
}

int run_right_rows(void (*test)(void **state))
{
    static char names[ROW_COUNT][NAME_ROOM];
    struct CMUnitTest tests[ROW_COUNT];

    for (size_t i = 0; i < ROW_COUNT; i++) {
        (void)snprintf(names[i], sizeof names[i], "%s wants %s of the %s", rows[i].name,
                       rows[i].right_name, rsm_object_type_name(rows[i].securable));
        tests[i] = (struct CMUnitTest){names[i], test, make_world, end_world, &rows[i]};
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
