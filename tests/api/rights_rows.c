/*
 * The table of rights.  A function that wants two rights has two rows with the same call.
 */
#include "api/rights_rows.h"

#include "core/catalogue.h"
#include "model/object_types.h"
#include "ntmsapi.h"
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

/* ---- calls that need more than a line ---- */

static GUID computer, root_pool, import_pool;

/* Built-in objects as the functions want them: not constant. */
static GUID *a(GUID *copy, const GUID *id)
{
    *copy = *id;
    return copy;
}

static DWORD open_and_close(HANDLE session)
{
    if (session == INVALID_HANDLE_VALUE)
        return GetLastError();
    return CloseNtmsSession(session);
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
#define the_computer           a(&computer, &rsm_catalogue_computer)
#define the_root               a(&root_pool, &rsm_catalogue_root_pool)
#define the_import_pool        a(&import_pool, &rsm_catalogue_import_pool)

/* ---- the table: ROW(name, securable, right, call on the fixture f) ---- */

/* covers ERROR_ACCESS_DENIED of each function below */

/* clang-format off */
#define ROWS(ROW) \
    ROW(EnumerateNtmsObject,                COMPUTER, USE,          list(f, NULL, NTMS_LIBRARY)) \
    ROW(EnumerateNtmsObject_library,        LIBRARY,  USE,          list(f, library_id(f), NTMS_DRIVE)) \
    ROW(EnumerateNtmsObject_pool,           POOL,     USE,          list(f, the_import_pool, NTMS_MEDIA_POOL)) \
    ROW(ExportNtmsDatabase,                 COMPUTER, CONTROL,      ExportNtmsDatabase(f->session)) \
    ROW(GetNtmsObjectInformationA,          COMPUTER, USE,          get_a(f, the_computer)) \
    ROW(GetNtmsObjectInformationA_drive,    LIBRARY,  USE,          get_a(f, drive_id(f, 1))) \
    ROW(GetNtmsObjectInformationA_medium,   POOL,     USE,          get_a(f, medium_in_slot(f, 1))) \
    ROW(GetNtmsObjectInformationW,          COMPUTER, USE,          get_w(f, the_computer)) \
    ROW(GetNtmsObjectInformationW_slot,     LIBRARY,  USE,          get_w(f, slot_id(f, 1))) \
    ROW(GetNtmsObjectInformationW_pool,     POOL,     USE,          get_w(f, the_import_pool)) \
    ROW(GetNtmsObjectSecurity,              COMPUTER, READ_CONTROL, get_dacl(f, the_computer, NTMS_COMPUTER)) \
    ROW(GetNtmsObjectSecurity_library,      LIBRARY,  READ_CONTROL, get_dacl(f, library_id(f), NTMS_LIBRARY)) \
    ROW(GetNtmsObjectSecurity_drive,        LIBRARY,  READ_CONTROL, get_dacl(f, drive_id(f, 1), NTMS_DRIVE)) \
    ROW(GetNtmsObjectSecurity_root,         POOL,     READ_CONTROL, get_dacl(f, the_root, NTMS_MEDIA_POOL)) \
    ROW(IdentifyNtmsSlot,                   LIBRARY,  CONTROL,      IdentifyNtmsSlot(f->session, slot_id(f, 1), NTMS_DISMOUNT_IMMEDIATE)) \
    ROW(ImportNtmsDatabase,                 COMPUTER, CONTROL,      ImportNtmsDatabase(f->session)) \
    ROW(InventoryNtmsLibrary,               LIBRARY,  CONTROL,      InventoryNtmsLibrary(f->session, library_id(f), NTMS_INVENTORY_FAST)) \
    ROW(InventoryNtmsLibrary_stop,          LIBRARY,  CONTROL,      InventoryNtmsLibrary(f->session, library_id(f), NTMS_INVENTORY_STOP)) \
    ROW(OpenNtmsSessionA,                   COMPUTER, USE,          open_and_close(OpenNtmsSessionA(NULL, NULL, 0))) \
    ROW(OpenNtmsSessionW,                   COMPUTER, USE,          open_and_close(OpenNtmsSessionW(NULL, NULL, 0))) \
    ROW(SetNtmsObjectSecurity,              COMPUTER, WRITE_DAC,    set_dacl(f, the_computer, NTMS_COMPUTER)) \
    ROW(SetNtmsObjectSecurity_library,      LIBRARY,  WRITE_DAC,    set_dacl(f, library_id(f), NTMS_LIBRARY)) \
    ROW(SetNtmsObjectSecurity_pool,         POOL,     WRITE_DAC,    set_dacl(f, the_import_pool, NTMS_MEDIA_POOL)) \
    ROW(SetNtmsObjectSecurity_ownerOfComputer, COMPUTER, WRITE_OWNER, set_owner(f, the_computer, NTMS_COMPUTER)) \
    ROW(SetNtmsObjectSecurity_ownerOfLibrary,  LIBRARY,  WRITE_OWNER, set_owner(f, library_id(f), NTMS_LIBRARY)) \
    ROW(SetNtmsObjectSecurity_ownerOfPool,     POOL,     WRITE_OWNER, set_owner(f, the_root, NTMS_MEDIA_POOL))
/* clang-format on */

#define CALL(name, securable, right, call)                \
    static DWORD call_##name##_##right(struct fixture *f) \
    {                                                     \
        (void)f;                                          \
        return call;                                      \
    }
#define ENTRY(name, securable, right, call) \
    {#name, securable, right, #right, call_##name##_##right},

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
