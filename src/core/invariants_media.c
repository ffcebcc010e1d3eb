/*
 * What must hold for media, their sides and the logical media that own them (sections 4.8 to 4.10 and
 * 8.1 of the object model).
 */
#include "core/invariants_parts.h"

#include "core/catalogue.h"
#include "core/hold.h"
#include "core/media.h"
#include "model/guid.h"
#include "store/records.h"

/* ---- sides ---- */

static bool may_be_in_pool(DWORD state, DWORD pool_type)
{
    switch (state) {
    case NTMS_PARTSTATE_ALLOCATED:
    case NTMS_PARTSTATE_COMPLETE:
    case NTMS_PARTSTATE_RESERVED:
        return pool_type == NTMS_POOLTYPE_APPLICATION;
    case NTMS_PARTSTATE_IMPORT:
        return pool_type == NTMS_POOLTYPE_IMPORT || pool_type == NTMS_POOLTYPE_APPLICATION;
    case NTMS_PARTSTATE_FOREIGN:
    case NTMS_PARTSTATE_INCOMPATIBLE:
    case NTMS_PARTSTATE_UNKNOWN:
        return pool_type == NTMS_POOLTYPE_FOREIGN;
    case NTMS_PARTSTATE_UNPREPARED:
        return pool_type == NTMS_POOLTYPE_SCRATCH;
    case NTMS_PARTSTATE_AVAILABLE:
    case NTMS_PARTSTATE_DECOMMISSIONED:
        return pool_type == NTMS_POOLTYPE_SCRATCH || pool_type == NTMS_POOLTYPE_APPLICATION;
    default:
        return false;
    }
}

static void check_owner(struct rsm_invariants *run, const struct rsm_record *side)
{
    const NTMS_PARTITIONINFORMATIONW *info = &side->info.Info.Partition;
    bool owned = info->State == NTMS_PARTSTATE_ALLOCATED || info->State == NTMS_PARTSTATE_COMPLETE;
    bool has_owner = !rsm_guid_is_null(&info->LogicalMedia);
    struct rsm_record owner;
    rsm_error err;

    rsm_invariants_expect(run, !owned || has_owner, side,
                          "it is allocated or complete, and has no logical medium");
    rsm_invariants_expect(run, owned || !has_owner, side,
                          "it has a logical medium, and is neither allocated nor complete");
    if (!has_owner)
        return;
    err = rsm_records_load(run->rsm->store, &info->LogicalMedia, NTMS_LOGICAL_MEDIA, &owner);
    if (err != ERROR_SUCCESS && err != ERROR_OBJECT_NOT_FOUND)
        run->err = err;
    rsm_invariants_expect(run, err == ERROR_SUCCESS, side, "its logical medium does not exist");
    if (err == ERROR_SUCCESS)
        rsm_invariants_expect(
            run, rsm_guid_equal(&owner.info.Info.LogicalMedia.MediaPool, &side->own.Pool), &owner,
            "it is not in the pool of its side");
}

/* A medium while its sides are looked at. */
struct sides {
    struct rsm_invariants *run;
    const struct rsm_record *medium;
    const struct rsm_invariants_pool *pool; /* NULL = it does not exist */
    DWORD count;
    DWORD seen; /* a bit for each number */
    bool any_unprepared;
};

static bool check_side(void *context, const struct rsm_record *side)
{
    struct sides *sides = context;
    struct rsm_invariants *run = sides->run;
    const NTMS_PARTITIONINFORMATIONW *info = &side->info.Info.Partition;
    bool unprepared = info->State == NTMS_PARTSTATE_UNPREPARED;
    DWORD bit = info->Side < 32 ? (DWORD)1 << info->Side : 0;

    rsm_invariants_expect(
        run, rsm_guid_equal(&side->own.Pool, &sides->medium->info.Info.PhysicalMedia.MediaPool),
        side, "it is not in the pool of its medium");
    rsm_invariants_expect(
        run,
        rsm_guid_equal(&side->own.Library, &sides->medium->info.Info.PhysicalMedia.CurrentLibrary),
        side, "it is not in the library of its medium");
    if (sides->pool != NULL)
        rsm_invariants_expect(run, may_be_in_pool(info->State, sides->pool->type), side,
                              "its state does not occur in a pool of that type");
    rsm_invariants_expect(run, bit != 0 && (sides->seen & bit) == 0, side,
                          "another side of its medium has the same number");
    rsm_invariants_expect(run, unprepared || side->own.ReturnState == 0, side,
                          "it remembers a state to return to, and waits for no free label");
    rsm_invariants_expect(run,
                          info->dwOmidLabelIdLength == 0 || rsm_guid_is_null(&side->own.Beginning),
                          side, "it remembers what its tape began with, and has a label");
    check_owner(run, side);
    sides->count++;
    sides->seen |= bit;
    sides->any_unprepared = sides->any_unprepared || unprepared;
    return run->err == ERROR_SUCCESS;
}

static void check_sides(struct rsm_invariants *run, const struct rsm_record *medium,
                        const struct rsm_invariants_pool *pool,
                        const struct rsm_invariants_type *type)
{
    const struct rsm_condition of_medium = {.column = "physical_media",
                                            .guid = &medium->info.ObjectGuid};
    struct sides sides = {.run = run, .medium = medium, .pool = pool};
    DWORD expected = medium->info.Info.PhysicalMedia.dwNumberOfPartitions;
    rsm_error err =
        rsm_records_each(run->rsm->store, NTMS_PARTITION, &of_medium, 1, check_side, &sides);

    if (err != ERROR_SUCCESS)
        run->err = err;
    rsm_invariants_expect(run, sides.count == expected, medium,
                          "it has another number of sides than it says");
    if (type != NULL)
        rsm_invariants_expect(run, expected == type->sides, medium,
                              "it has another number of sides than its media type");
    rsm_invariants_expect(run, sides.count >= 32 || sides.seen == ((DWORD)1 << sides.count) - 1,
                          medium, "its sides are not numbered from 0");
    rsm_invariants_expect(run, sides.any_unprepared || rsm_guid_is_null(&medium->own.ReturnPool),
                          medium, "it remembers a pool to return to, and waits for no free label");
}

/* ---- media ---- */

/* A record whose place another cartridge took still names it, until the inventory is over. */
static void check_alone(struct rsm_invariants *run, const struct rsm_record *medium)
{
    const struct rsm_condition at[] = {
        {.column = "location", .guid = &medium->info.Info.PhysicalMedia.Location},
        {.column = "fresh", .number = RSM_FRESH_DISPLACED, .differs = true},
    };
    DWORD count = 0;
    rsm_error err = rsm_records_count(run->rsm->store, NTMS_PHYSICAL_MEDIA, at, 2, &count);

    if (err != ERROR_SUCCESS)
        run->err = err;
    rsm_invariants_expect(run, count <= 1, medium, "another medium is recorded in its place");
}

static void check_place(struct rsm_invariants *run, const struct rsm_record *medium)
{
    const NTMS_PMIDINFORMATIONW *info = &medium->info.Info.PhysicalMedia;
    bool nowhere = rsm_guid_is_null(&info->Location) && rsm_guid_is_null(&info->HomeSlot) &&
                   info->LocationType == NTMS_STORAGESLOT;

    if (rsm_guid_equal(&info->CurrentLibrary, &rsm_catalogue_offline_library)) {
        rsm_invariants_expect(run, nowhere, medium,
                              "it is in the offline library, and has a place or a home slot");
        return;
    }
    rsm_invariants_expect(run, rsm_invariants_exists(run, &info->CurrentLibrary, NTMS_LIBRARY),
                          medium, "its library does not exist");
    rsm_invariants_expect(run,
                          info->LocationType == NTMS_STORAGESLOT ||
                              info->LocationType == NTMS_DRIVE || info->LocationType == NTMS_IEPORT,
                          medium, "its place is neither a slot nor a drive nor a port");
    rsm_invariants_expect(run, rsm_invariants_exists(run, &info->Location, info->LocationType),
                          medium, "it is in a library, and its place there does not exist");
    rsm_invariants_expect(run,
                          rsm_guid_is_null(&info->HomeSlot) ||
                              rsm_invariants_exists(run, &info->HomeSlot, NTMS_STORAGESLOT),
                          medium, "its home slot does not exist");
    if (medium->own.Fresh != RSM_FRESH_DISPLACED && !rsm_guid_is_null(&info->Location))
        check_alone(run, medium);
}

static void check_mounted_side(struct rsm_invariants *run, const struct rsm_record *medium)
{
    const GUID *id = &medium->info.Info.PhysicalMedia.MountedPartition;
    struct rsm_record side;
    rsm_error err;

    if (rsm_guid_is_null(id))
        return;
    err = rsm_records_load(run->rsm->store, id, NTMS_PARTITION, &side);
    if (err != ERROR_SUCCESS && err != ERROR_OBJECT_NOT_FOUND)
        run->err = err;
    rsm_invariants_expect(
        run,
        err == ERROR_SUCCESS &&
            rsm_guid_equal(&side.info.Info.Partition.PhysicalMedia, &medium->info.ObjectGuid),
        medium, "its mounted side is none of its own");
}

static bool is_absent(struct rsm_invariants *run, const GUID *id)
{
    struct rsm_record library;
    rsm_error err = rsm_records_load(run->rsm->store, id, NTMS_LIBRARY, &library);

    if (err != ERROR_SUCCESS && err != ERROR_OBJECT_NOT_FOUND)
        run->err = err;
    return err == ERROR_SUCCESS && library.info.dwOperationalState == NTMS_NOT_PRESENT;
}

/* Is there an unfinished request with that operation about the medium? */
static bool has_work(struct rsm_invariants *run, const struct rsm_record *medium, DWORD operation)
{
    static const DWORD unfinished[] = {NTMS_LM_QUEUED, NTMS_LM_INPROCESS, NTMS_LM_WAITING};
    DWORD found = 0;

    for (size_t i = 0; i < sizeof unfinished / sizeof unfinished[0] && found == 0; i++) {
        const struct rsm_condition of_medium[] = {
            {.column = "phys_media_id", .guid = &medium->info.ObjectGuid},
            {.column = "state", .number = unfinished[i]},
            {.column = "operation_code", .number = operation},
        };
        rsm_error err = rsm_records_count(run->rsm->store, NTMS_LIBREQUEST, of_medium, 3, &found);

        if (err != ERROR_SUCCESS)
            run->err = err;
    }
    return found > 0;
}

/* A medium that is being dismounted is so by a request. */
static void check_dismounting(struct rsm_invariants *run, const struct rsm_record *medium)
{
    if (medium->own.Hold == RSM_HOLD_DISMOUNTING)
        rsm_invariants_expect(run,
                              has_work(run, medium, NTMS_LM_DISMOUNT) ||
                                  is_absent(run, &medium->info.Info.PhysicalMedia.CurrentLibrary),
                              medium, "it is being dismounted, and nobody has that to do");
}

/* A medium is promised only while somebody waits for it. */
static void check_promised(struct rsm_invariants *run, const struct rsm_record *medium)
{
    DWORD state = medium->info.Info.PhysicalMedia.MediaState;

    if (state == NTMS_MEDIASTATE_INUSE || state == NTMS_MEDIASTATE_OPREQ)
        rsm_invariants_expect(run, has_work(run, medium, NTMS_LM_MOUNT), medium,
                              "it is in use, or to be brought, and no mount of it is waiting");
}

/* A program has it in a drive that says so. */
static void check_held(struct rsm_invariants *run, const struct rsm_record *medium)
{
    const NTMS_PMIDINFORMATIONW *info = &medium->info.Info.PhysicalMedia;
    struct rsm_record drive;
    rsm_error err;

    if (medium->own.Hold != RSM_HOLD_MOUNTED)
        return;
    err = rsm_records_load(run->rsm->store, &info->Location, NTMS_DRIVE, &drive);
    if (err != ERROR_SUCCESS && err != ERROR_OBJECT_NOT_FOUND)
        run->err = err;
    rsm_invariants_expect(
        run,
        err == ERROR_SUCCESS && drive.info.Info.Drive.State == NTMS_DRIVESTATE_LOADED &&
            !rsm_guid_is_null(&info->MountedPartition) &&
            rsm_guid_equal(&info->MountedPartition, &drive.info.Info.Drive.SavedPartitionId),
        medium, "a program has mounted it, and it is in no drive that is loaded with it");
}

static void check_medium(struct rsm_invariants *run, const struct rsm_record *medium)
{
    const NTMS_PMIDINFORMATIONW *info = &medium->info.Info.PhysicalMedia;
    const struct rsm_invariants_pool *pool = rsm_invariants_pool_find(run, &info->MediaPool);
    const struct rsm_invariants_type *type = rsm_invariants_type_find(run, &info->MediaType);

    rsm_invariants_expect(run, pool != NULL, medium, "its pool does not exist");
    rsm_invariants_expect(run, type != NULL, medium, "its media type does not exist");
    if (pool != NULL) {
        rsm_invariants_expect(run, !rsm_guid_is_null(&pool->media_type), medium,
                              "its pool has no media type, so that it may not hold media");
        rsm_invariants_expect(run, rsm_guid_equal(&info->MediaType, &pool->media_type), medium,
                              "its media type is not that of its pool");
    }
    rsm_invariants_expect(run, info->szSequenceNumber[0] != 0, medium, "it has no sequence number");
    check_place(run, medium);
    check_mounted_side(run, medium);
    check_dismounting(run, medium);
    check_promised(run, medium);
    check_held(run, medium);
    check_sides(run, medium, pool, type);
}

/* ---- nothing is left of what was deleted ---- */

static void check_has_medium(struct rsm_invariants *run, const struct rsm_record *side)
{
    rsm_invariants_expect(
        run,
        rsm_invariants_exists(run, &side->info.Info.Partition.PhysicalMedia, NTMS_PHYSICAL_MEDIA),
        side, "its medium does not exist");
}

static void check_owns(struct rsm_invariants *run, const struct rsm_record *owner)
{
    const struct rsm_condition of_owner = {.column = "logical_media",
                                           .guid = &owner->info.ObjectGuid};
    DWORD count = 0;
    rsm_error err = rsm_records_count(run->rsm->store, NTMS_PARTITION, &of_owner, 1, &count);

    if (err != ERROR_SUCCESS)
        run->err = err;
    rsm_invariants_expect(run, count > 0, owner, "it owns no side");
}

rsm_error rsm_invariants_check_media(struct rsm_invariants *run)
{
    rsm_error err = rsm_invariants_each(run, NTMS_PHYSICAL_MEDIA, check_medium);

    if (err == ERROR_SUCCESS)
        err = rsm_invariants_each(run, NTMS_PARTITION, check_has_medium);
    if (err == ERROR_SUCCESS)
        err = rsm_invariants_each(run, NTMS_LOGICAL_MEDIA, check_owns);
    return err;
}
