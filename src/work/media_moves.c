/*
 * Media that go to another pool.  Checks in the order of the spec's "errors" 1.1.
 */
#include "work/media_moves.h"

#include "core/access.h"
#include "core/cartridge.h"
#include "core/catalogue.h"
#include "core/objects.h"
#include "core/pool_moves.h"
#include "model/guid.h"
#include "store/records.h"
#include "work/free_label.h"

/* Who is to go, from where, to where. */
struct journey {
    struct rsm_record medium;
    struct rsm_record library;
    struct rsm_record from;
    struct rsm_record to;
};

static rsm_error load(struct rsm *rsm, const GUID *medium, const GUID *pool,
                      struct journey *journey)
{
    const NTMS_PMIDINFORMATIONW *info = &journey->medium.info.Info.PhysicalMedia;
    rsm_error err = rsm_objects_require(rsm, medium, NTMS_PHYSICAL_MEDIA, ERROR_INVALID_MEDIA,
                                        &journey->medium);

    if (err == ERROR_SUCCESS)
        err = rsm_objects_require(rsm, &info->MediaPool, NTMS_MEDIA_POOL, ERROR_INVALID_MEDIA,
                                  &journey->from);
    if (err == ERROR_SUCCESS)
        err = rsm_objects_require(rsm, &info->CurrentLibrary, NTMS_LIBRARY, ERROR_INVALID_MEDIA,
                                  &journey->library);
    if (err == ERROR_SUCCESS)
        err =
            rsm_objects_require(rsm, pool, NTMS_MEDIA_POOL, ERROR_INVALID_MEDIA_POOL, &journey->to);
    return err;
}

static bool is_free(const struct rsm_record *pool)
{
    return pool->info.Info.MediaPool.PoolType == NTMS_POOLTYPE_SCRATCH;
}

static bool is_enabled(const struct journey *journey)
{
    return journey->library.info.Enabled && journey->medium.info.Enabled;
}

/* A library that is not there counts as offline, with all that is in it. */
static bool is_online(const struct journey *journey)
{
    return !rsm_guid_equal(&journey->library.info.ObjectGuid, &rsm_catalogue_offline_library) &&
           journey->library.info.dwOperationalState != NTMS_NOT_PRESENT;
}

static bool is_within_one_pool(const struct journey *journey)
{
    return !is_free(&journey->from) &&
           rsm_guid_equal(&journey->from.info.ObjectGuid, &journey->to.info.ObjectGuid);
}

static bool add_state(void *context, const struct rsm_record *side)
{
    DWORD *states = context;

    *states |= RSM_STATE_BIT(side->info.Info.Partition.State);
    return true;
}

/* What the matrix says. */
static rsm_error ask_matrix(struct rsm *rsm, const struct journey *journey)
{
    const struct rsm_condition of_medium = {.column = "physical_media",
                                            .guid = &journey->medium.info.ObjectGuid};
    struct rsm_pool_move move = {.from = journey->from.info.Info.MediaPool.PoolType,
                                 .to = journey->to.info.Info.MediaPool.PoolType};
    struct rsm_record type;
    rsm_error err = rsm_records_load(rsm->store, &journey->to.info.Info.MediaPool.MediaType,
                                     NTMS_MEDIA_TYPE, &type);

    if (err == ERROR_SUCCESS)
        err = rsm_records_each(rsm->store, NTMS_PARTITION, &of_medium, 1, add_state, &move.states);
    if (err != ERROR_SUCCESS)
        return err == ERROR_OBJECT_NOT_FOUND ? ERROR_INVALID_MEDIA_POOL : err;
    move.read_only = type.info.Info.MediaType.ReadWriteCharacteristics == NTMS_MEDIARW_READONLY;
    return rsm_pool_moves_check(&move);
}

/* May it go there, but for its type and for what is being done with it now? */
static rsm_error check_destination(struct rsm *rsm, const struct journey *journey)
{
    if (rsm_guid_is_null(&journey->to.info.Info.MediaPool.MediaType))
        return ERROR_INVALID_MEDIA_POOL; /* it holds pools */
    return is_within_one_pool(journey) ? ERROR_SUCCESS : ask_matrix(rsm, journey);
}

/* Nobody has it in hand; and to be labelled it must be where its record says. */
static rsm_error check_at_rest(const struct journey *journey)
{
    if (journey->medium.info.Info.PhysicalMedia.MediaState != NTMS_MEDIASTATE_IDLE)
        return ERROR_BUSY;
    if (is_free(&journey->to) &&
        (!is_online(journey) || journey->medium.own.Fresh == RSM_FRESH_DISPLACED))
        return ERROR_BUSY;
    return ERROR_SUCCESS;
}

static rsm_error go(struct rsm_session *session, struct journey *journey)
{
    if (is_within_one_pool(journey))
        return ERROR_SUCCESS;
    if (is_free(&journey->to))
        return rsm_free_label_enter(session->rsm, session, &journey->medium);
    return rsm_cartridge_move_to_pool(session->rsm, &journey->medium, &journey->to.info.ObjectGuid);
}

/* ---- MoveToNtmsMediaPool ---- */

static rsm_error check_control(const struct rsm_session *session, const struct journey *journey)
{
    rsm_error err = rsm_access_check(
        session, &journey->from, is_free(&journey->from) ? NTMS_USE_ACCESS : NTMS_CONTROL_ACCESS);

    if (err == ERROR_SUCCESS)
        err = rsm_access_check(session, &journey->to,
                               is_free(&journey->to) ? NTMS_USE_ACCESS : NTMS_CONTROL_ACCESS);
    return err;
}

static rsm_error move(struct rsm_session *session, const GUID *medium, const GUID *pool)
{
    struct journey journey;
    rsm_error err = load(session->rsm, medium, pool, &journey);

    if (err == ERROR_SUCCESS)
        err = check_control(session, &journey);
    if (err == ERROR_SUCCESS && !is_enabled(&journey))
        err = ERROR_BUSY;
    if (err == ERROR_SUCCESS)
        err = check_destination(session->rsm, &journey);
    if (err == ERROR_SUCCESS && !rsm_guid_equal(&journey.medium.info.Info.PhysicalMedia.MediaType,
                                                &journey.to.info.Info.MediaPool.MediaType))
        err = ERROR_MEDIA_INCOMPATIBLE;
    if (err == ERROR_SUCCESS && !is_within_one_pool(&journey))
        err = check_at_rest(&journey);
    if (err == ERROR_SUCCESS)
        err = go(session, &journey);
    return err;
}

rsm_error rsm_media_moves_to_pool(struct rsm_session *session, const GUID *medium, const GUID *pool)
{
    rsm_error err = rsm_store_begin(session->rsm->store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    return rsm_store_end(session->rsm->store, move(session, medium, pool));
}

/* ---- ChangeNtmsMediaType ---- */

static rsm_error check_modify(const struct rsm_session *session, const struct journey *journey)
{
    rsm_error err = rsm_access_check(session, &journey->from, NTMS_MODIFY_ACCESS);

    if (err == ERROR_SUCCESS)
        err = rsm_access_check(session, &journey->to, NTMS_MODIFY_ACCESS);
    if (err == ERROR_SUCCESS)
        err = rsm_access_check_computer(session, NTMS_MODIFY_ACCESS);
    return err;
}

static rsm_error check_sides(struct rsm *rsm, const struct journey *journey)
{
    struct rsm_record type;
    rsm_error err = rsm_objects_require(rsm, &journey->to.info.Info.MediaPool.MediaType,
                                        NTMS_MEDIA_TYPE, ERROR_INVALID_MEDIA_POOL, &type);

    if (err == ERROR_SUCCESS && type.info.Info.MediaType.NumberOfSides !=
                                    journey->medium.info.Info.PhysicalMedia.dwNumberOfPartitions)
        err = ERROR_MEDIA_INCOMPATIBLE;
    return err;
}

static rsm_error change_type(struct rsm_session *session, const GUID *medium, const GUID *pool)
{
    struct journey journey;
    rsm_error err = load(session->rsm, medium, pool, &journey);

    if (err == ERROR_SUCCESS)
        err = check_modify(session, &journey);
    if (err == ERROR_SUCCESS && !is_enabled(&journey))
        err = ERROR_RESOURCE_DISABLED;
    if (err == ERROR_SUCCESS && !is_online(&journey))
        err = ERROR_LIBRARY_OFFLINE;
    if (err == ERROR_SUCCESS)
        err = check_destination(session->rsm, &journey);
    if (err == ERROR_SUCCESS)
        err = check_sides(session->rsm, &journey);
    if (err == ERROR_SUCCESS && !is_within_one_pool(&journey))
        err = check_at_rest(&journey);
    if (err != ERROR_SUCCESS)
        return err;
    journey.medium.info.Info.PhysicalMedia.MediaType = journey.to.info.Info.MediaPool.MediaType;
    return go(session, &journey);
}

rsm_error rsm_media_moves_change_type(struct rsm_session *session, const GUID *medium,
                                      const GUID *pool)
{
    rsm_error err = rsm_store_begin(session->rsm->store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    return rsm_store_end(session->rsm->store, change_type(session, medium, pool));
}
