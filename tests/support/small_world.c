/*
 * The world without devices.
 */
#include "support/small_world.h"

#include "core/cartridge.h"
#include "core/catalogue.h"
#include "model/guid.h"
#include "platform/text.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/invariants.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include <stdlib.h>

/* STORAGE_MEDIA_TYPE codes */
enum { TAPE_CODE = 0x56, DISK_CODE = 0x3B };

static GUID insert(struct small_world *world, struct rsm_record *record, const WCHAR *name)
{
    (void)rsm_text_copy(record->info.szName, NTMS_OBJECTNAME_LENGTH, name);
    assert_success(rsm_records_insert(world->rsm.store, record));
    return record->info.ObjectGuid;
}

static GUID make_library(struct small_world *world, const WCHAR *name)
{
    struct rsm_record record;
    GUID id;

    rsm_record_begin(&record, NTMS_LIBRARY);
    record.info.Info.Library.LibraryType = NTMS_LIBRARYTYPE_ONLINE;
    record.info.Info.Library.InventoryMethod = NTMS_INVENTORY_FAST;
    record.info.Info.Library.AutoRecovery = TRUE;
    id = insert(world, &record, name);
    assert_success(rsm_catalogue_use_media_type(&world->rsm, &id, &world->tapes));
    assert_success(rsm_catalogue_use_media_type(&world->rsm, &id, &world->disks));
    return id;
}

static GUID make_slot(struct small_world *world, const GUID *library, DWORD number)
{
    struct rsm_record record;

    rsm_record_begin(&record, NTMS_STORAGESLOT);
    record.info.Info.StorageSlot.Number = number;
    record.info.Info.StorageSlot.State = NTMS_SLOTSTATE_EMPTY;
    record.info.Info.StorageSlot.Library = *library;
    return insert(world, &record, u"Slot");
}

static void make_devices(struct small_world *world)
{
    struct rsm_record record;

    rsm_record_begin(&record, NTMS_DRIVE_TYPE);
    world->drive_type = insert(world, &record, u"Drive type");
    rsm_record_begin(&record, NTMS_DRIVE);
    record.info.Info.Drive.Library = world->library;
    record.info.Info.Drive.DriveType = world->drive_type;
    world->drive = insert(world, &record, u"Drive");
    rsm_record_begin(&record, NTMS_CHANGER_TYPE);
    world->changer_type = insert(world, &record, u"Changer type");
    rsm_record_begin(&record, NTMS_CHANGER);
    record.info.Info.Changer.Library = world->library;
    record.info.Info.Changer.ChangerType = world->changer_type;
    world->changer = insert(world, &record, u"Changer");
    rsm_record_begin(&record, NTMS_IEDOOR);
    record.info.Info.IEDoor.Library = world->library;
    world->door = insert(world, &record, u"Door");
    rsm_record_begin(&record, NTMS_IEPORT);
    record.info.Info.IEPort.Library = world->library;
    world->port = insert(world, &record, u"Port");
}

int small_world_setup(void **state)
{
    struct small_world *world = calloc(1, sizeof *world);
    bool fresh = false;

    assert_non_null(world);
    *state = world;
    assert_success(rsm_store_open(":memory:", &world->rsm.store, &fresh));
    assert_success(rsm_store_begin(world->rsm.store, RSM_STORE_WRITE));
    assert_success(rsm_catalogue_build(&world->rsm));
    assert_success(rsm_catalogue_media_type(&world->rsm, TAPE_CODE, &world->tapes));
    assert_success(rsm_catalogue_media_type(&world->rsm, DISK_CODE, &world->disks));
    world->library = make_library(world, u"Library");
    for (DWORD i = 0; i < WORLD_SLOTS; i++)
        world->slots[i] = make_slot(world, &world->library, i + 1);
    make_devices(world);
    world->far_library = make_library(world, u"Far library");
    world->far_slot = make_slot(world, &world->far_library, 1);
    assert_success(rsm_store_end(world->rsm.store, ERROR_SUCCESS));

    assert_success(rsm_session_open(&world->rsm, NULL, &world->handle));
    assert_success(rsm_session_get(world->handle, &world->session));
    return 0;
}

int small_world_teardown(void **state)
{
    struct small_world *world = *state;

    rsm_session_release(world->session);
    (void)rsm_session_close(world->handle);
    rsm_store_close(world->rsm.store);
    free(world);
    return 0;
}

void world_begin(struct small_world *world)
{
    assert_success(rsm_store_begin(world->rsm.store, RSM_STORE_WRITE));
}

void world_end(struct small_world *world)
{
    assert_success(rsm_store_end(world->rsm.store, ERROR_SUCCESS));
    assert_invariants(&world->rsm);
}

void world_load(struct small_world *world, const GUID *id, DWORD type,
                struct rsm_record *record_out)
{
    rsm_error err;

    assert_success(rsm_store_begin(world->rsm.store, RSM_STORE_READ));
    err = rsm_records_load(world->rsm.store, id, type, record_out);
    assert_success(rsm_store_end(world->rsm.store, err));
}

bool world_has(struct small_world *world, const GUID *id)
{
    DWORD type;
    rsm_error err;

    assert_success(rsm_store_begin(world->rsm.store, RSM_STORE_READ));
    err = rsm_records_type(world->rsm.store, id, &type);
    assert_success(rsm_store_end(world->rsm.store, ERROR_SUCCESS));
    return err == ERROR_SUCCESS;
}

void world_insert(struct small_world *world, struct rsm_record *record)
{
    world_begin(world);
    assert_success(rsm_records_insert(world->rsm.store, record));
    assert_success(rsm_store_end(world->rsm.store, ERROR_SUCCESS));
}

void world_save(struct small_world *world, struct rsm_record *record)
{
    world_begin(world);
    assert_success(rsm_records_save(world->rsm.store, record));
    assert_success(rsm_store_end(world->rsm.store, ERROR_SUCCESS));
}

struct rsm_media_place world_slot(const struct small_world *world, size_t slot)
{
    return (struct rsm_media_place){.library = world->library,
                                    .location = world->slots[slot],
                                    .location_type = NTMS_STORAGESLOT,
                                    .home = world->slots[slot]};
}

struct rsm_media_place world_far_slot(const struct small_world *world)
{
    return (struct rsm_media_place){.library = world->far_library,
                                    .location = world->far_slot,
                                    .location_type = NTMS_STORAGESLOT,
                                    .home = world->far_slot};
}

GUID world_application_pool(struct small_world *world, const WCHAR *name, const GUID *media_type)
{
    struct rsm_record pool;

    rsm_record_begin(&pool, NTMS_MEDIA_POOL);
    (void)rsm_text_copy(pool.info.szName, NTMS_OBJECTNAME_LENGTH, name);
    pool.info.Info.MediaPool.PoolType = NTMS_POOLTYPE_APPLICATION;
    if (media_type != NULL)
        pool.info.Info.MediaPool.MediaType = *media_type;
    world_insert(world, &pool);
    return pool.info.ObjectGuid;
}

GUID world_system_pool(struct small_world *world, DWORD pool_type, const GUID *media_type)
{
    GUID pool;

    world_begin(world);
    assert_success(rsm_catalogue_child_pool(&world->rsm, pool_type, media_type, &pool));
    assert_success(rsm_store_end(world->rsm.store, ERROR_SUCCESS));
    return pool;
}

GUID world_medium(struct small_world *world, size_t slot, const GUID *media_type, const GUID *pool,
                  DWORD state)
{
    struct rsm_media_place place = world_slot(world, slot);
    struct rsm_record medium;

    world_begin(world);
    assert_success(rsm_media_create(&world->rsm, &place, media_type, u"", &medium));
    assert_success(rsm_store_end(world->rsm.store, ERROR_SUCCESS));
    world_put(world, &medium.info.ObjectGuid, pool, state);
    return medium.info.ObjectGuid;
}

void world_side(struct small_world *world, const GUID *medium, DWORD number,
                struct rsm_record *side_out)
{
    const struct rsm_condition conditions[] = {
        {.column = "physical_media", .guid = medium},
        {.column = "side", .number = number},
    };
    rsm_error err;

    assert_success(rsm_store_begin(world->rsm.store, RSM_STORE_READ));
    err = rsm_records_first(world->rsm.store, NTMS_PARTITION, conditions, 2, side_out);
    assert_success(rsm_store_end(world->rsm.store, err));
}

void world_put(struct small_world *world, const GUID *medium, const GUID *pool, DWORD state)
{
    const struct rsm_condition of_medium = {.column = "physical_media", .guid = medium};
    struct rsm_record record;
    GUID *sides = NULL;
    size_t count = 0;

    world_begin(world);
    assert_success(rsm_records_load(world->rsm.store, medium, NTMS_PHYSICAL_MEDIA, &record));
    record.own.Fresh = RSM_FRESH_NO;
    assert_success(rsm_cartridge_move_to_pool(&world->rsm, &record, pool));
    assert_success(
        rsm_records_ids(world->rsm.store, NTMS_PARTITION, &of_medium, 1, &sides, &count));
    for (size_t i = 0; i < count; i++)
        assert_success(
            rsm_records_set_number(world->rsm.store, NTMS_PARTITION, &sides[i], "state", state));
    free(sides);
    assert_success(rsm_store_end(world->rsm.store, ERROR_SUCCESS));
}

GUID world_allocate(struct small_world *world, const GUID *medium)
{
    struct rsm_record record;
    struct rsm_record side;
    struct rsm_record owner;

    world_load(world, medium, NTMS_PHYSICAL_MEDIA, &record);
    world_side(world, medium, 0, &side);
    rsm_record_begin(&owner, NTMS_LOGICAL_MEDIA);
    owner.info.Info.LogicalMedia.MediaPool = record.info.Info.PhysicalMedia.MediaPool;
    world_insert(world, &owner);
    side.info.Info.Partition.State = NTMS_PARTSTATE_ALLOCATED;
    side.info.Info.Partition.LogicalMedia = owner.info.ObjectGuid;
    side.info.Info.Partition.dwAllocateCount++;
    world_save(world, &side);
    return owner.info.ObjectGuid;
}

/* The objects of the media: pool, medium, side, owner. */
static void make_medium(struct small_world *world, GUID ids[NTMS_NUMBER_OF_OBJECT_TYPES])
{
    struct rsm_media_place place = world_slot(world, 0);
    struct rsm_record medium;
    struct rsm_record side;

    ids[NTMS_MEDIA_POOL] = world_application_pool(world, u"Backup", &world->tapes);
    world_begin(world);
    assert_success(rsm_media_create(&world->rsm, &place, &world->tapes, u"A00001L5", &medium));
    world_end(world);
    ids[NTMS_PHYSICAL_MEDIA] = medium.info.ObjectGuid;
    world_put(world, &ids[NTMS_PHYSICAL_MEDIA], &ids[NTMS_MEDIA_POOL], NTMS_PARTSTATE_AVAILABLE);
    ids[NTMS_LOGICAL_MEDIA] = world_allocate(world, &ids[NTMS_PHYSICAL_MEDIA]);
    world_side(world, &ids[NTMS_PHYSICAL_MEDIA], 0, &side);
    ids[NTMS_PARTITION] = side.info.ObjectGuid;
}

void world_one_of_each(struct small_world *world, GUID ids_out[NTMS_NUMBER_OF_OBJECT_TYPES])
{
    struct rsm_record request;

    for (size_t i = 0; i < NTMS_NUMBER_OF_OBJECT_TYPES; i++)
        ids_out[i] = rsm_guid_null;
    make_medium(world, ids_out);
    rsm_record_begin(&request, NTMS_LIBREQUEST);
    request.info.Info.LibRequest.Library = world->library;
    world_insert(world, &request);
    ids_out[NTMS_LIBREQUEST] = request.info.ObjectGuid;
    rsm_record_begin(&request, NTMS_OPREQUEST);
    world_insert(world, &request);
    ids_out[NTMS_OPREQUEST] = request.info.ObjectGuid;
    ids_out[NTMS_CHANGER] = world->changer;
    ids_out[NTMS_CHANGER_TYPE] = world->changer_type;
    ids_out[NTMS_COMPUTER] = rsm_catalogue_computer;
    ids_out[NTMS_DRIVE] = world->drive;
    ids_out[NTMS_DRIVE_TYPE] = world->drive_type;
    ids_out[NTMS_IEDOOR] = world->door;
    ids_out[NTMS_IEPORT] = world->port;
    ids_out[NTMS_LIBRARY] = world->library;
    ids_out[NTMS_MEDIA_TYPE] = world->tapes;
    ids_out[NTMS_STORAGESLOT] = world->slots[0];
}
