/*
 * Functions that change pools and media, on a disk that fails or is full at each of their writes.
 */
#include "core/catalogue.h"
#include "ntmsapi.h"
#include "support/asserts.h"
#include "support/faulty_disk.h"
#include "support/looks.h"
#include "support/write_sweep.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

static const char two_tapes[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  blank\n";

/* What the functions are about, since prepare() or the call before. */
static GUID pool;
static GUID medium;
static GUID side;
static GUID owners[2];

static GUID tape_type(struct fixture *f)
{
    struct rsm_record record;

    look_at_medium(f, "A00001L5", &record);
    return record.info.Info.PhysicalMedia.MediaType;
}

static GUID system_pool(struct fixture *f, DWORD pool_type, const GUID *type)
{
    GUID id;

    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_catalogue_child_pool(f->rsm, pool_type, type, &id));
    assert_success(rsm_store_end(f->rsm->store, ERROR_SUCCESS));
    return id;
}

/* ---- pools ---- */

static DWORD create_pool(struct fixture *f)
{
    return CreateNtmsMediaPoolW(f->session, u"\\Backup", NULL, NTMS_CREATE_NEW, NULL, &pool);
}

static void have_pool(struct fixture *f)
{
    assert_success(create_pool(f));
}

static DWORD delete_pool(struct fixture *f)
{
    return DeleteNtmsMediaPool(f->session, &pool);
}

/* ---- moves ---- */

static void have_medium(struct fixture *f)
{
    struct rsm_record record;
    GUID type = tape_type(f);

    look_at_medium(f, "A00002L5", &record);
    medium = record.info.ObjectGuid;
    pool = system_pool(f, NTMS_POOLTYPE_SCRATCH, &type);
}

static DWORD move_to_free(struct fixture *f)
{
    return MoveToNtmsMediaPool(f->session, &medium, &pool);
}

static void have_other_type(struct fixture *f)
{
    const GUID *library = library_id(f);
    GUID type;

    have_medium(f);
    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_catalogue_media_type(f->rsm, 0x27, &type));
    assert_success(rsm_catalogue_use_media_type(f->rsm, library, &type));
    assert_success(rsm_store_end(f->rsm->store, ERROR_SUCCESS));
    pool = system_pool(f, NTMS_POOLTYPE_SCRATCH, &type);
}

static DWORD change_type(struct fixture *f)
{
    return ChangeNtmsMediaType(f->session, &medium, &pool);
}

/* ---- media records ---- */

static void have_pool_for_tapes(struct fixture *f)
{
    GUID type = tape_type(f);

    assert_success(
        CreateNtmsMediaPoolW(f->session, u"\\Tapes", &type, NTMS_OPEN_ALWAYS, NULL, &pool));
}

static DWORD create_in(struct fixture *f, DWORD state)
{
    NTMS_OBJECTINFORMATIONW information = {.dwSize = sizeof information,
                                           .dwType = NTMS_PHYSICAL_MEDIA,
                                           .Info.PhysicalMedia.MediaPool = pool,
                                           .Info.PhysicalMedia.dwNumberOfPartitions = 1};
    NTMS_OBJECTINFORMATIONW list = {.dwSize = sizeof list,
                                    .dwType = NTMS_PARTITION,
                                    .Info.Partition.State = state,
                                    .Info.Partition.dwOmidLabelIdLength = 1,
                                    .Info.Partition.szOmidLabelType = u"Test"};
    DWORD err = CreateNtmsMediaW(f->session, &information, &list, 0);

    medium = information.ObjectGuid;
    side = list.ObjectGuid;
    owners[1] = owners[0];
    owners[0] = list.Info.Partition.LogicalMedia;
    return err;
}

static DWORD create_allocated(struct fixture *f)
{
    return create_in(f, NTMS_PARTSTATE_ALLOCATED);
}

static void have_available(struct fixture *f)
{
    have_pool_for_tapes(f);
    assert_success(create_in(f, NTMS_PARTSTATE_AVAILABLE));
}

static void have_two_allocated(struct fixture *f)
{
    have_pool_for_tapes(f);
    assert_success(create_allocated(f));
    assert_success(create_allocated(f));
}

static DWORD decommission(struct fixture *f)
{
    return DecommissionNtmsMedia(f->session, &side);
}

static DWORD complete(struct fixture *f)
{
    return SetNtmsMediaComplete(f->session, &owners[0]);
}

static DWORD swap(struct fixture *f)
{
    return SwapNtmsMedia(f->session, &owners[0], &owners[1]);
}

static DWORD delete_medium(struct fixture *f)
{
    return DeleteNtmsMedia(f->session, &medium);
}

/* covers ERROR_DATABASE_FAILURE, ERROR_DATABASE_FULL of each function below */
static const struct swept functions[] = {
    {"CreateNtmsMediaPool", NULL, create_pool},
    {"DeleteNtmsMediaPool", have_pool, delete_pool},
    {"MoveToNtmsMediaPool", have_medium, move_to_free},
    {"ChangeNtmsMediaType", have_other_type, change_type},
    {"CreateNtmsMedia", have_pool_for_tapes, create_allocated},
    {"DecommissionNtmsMedia", have_available, decommission},
    {"SetNtmsMediaComplete", have_two_allocated, complete},
    {"SwapNtmsMedia", have_two_allocated, swap},
    {"DeleteNtmsMedia", have_available, delete_medium},
};

static void all_of_a_change_is_there_or_nothing_of_it(void **state)
{
    sweep_writes(state, two_tapes, functions, sizeof functions / sizeof functions[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_of_a_change_is_there_or_nothing_of_it),
    };

    faulty_disk_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
