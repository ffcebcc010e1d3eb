/*
 * Sides that are decommissioned, complete or exchanged.
 */
#include "core/media_states.h"

#include "core/access.h"
#include "core/objects.h"
#include "model/guid.h"
#include "store/records.h"

/* A side with what it belongs to. */
struct whole {
    struct rsm_record side;
    struct rsm_record medium;
    struct rsm_record pool;
};

/* Complete it from its side. */
static rsm_error load_around(struct rsm *rsm, struct whole *whole)
{
    rsm_error err = rsm_objects_require(rsm, &whole->side.info.Info.Partition.PhysicalMedia,
                                        NTMS_PHYSICAL_MEDIA, ERROR_INVALID_MEDIA, &whole->medium);

    if (err == ERROR_SUCCESS)
        err = rsm_objects_require(rsm, &whole->medium.info.Info.PhysicalMedia.MediaPool,
                                  NTMS_MEDIA_POOL, ERROR_INVALID_MEDIA_POOL, &whole->pool);
    return err;
}

static rsm_error load_owned(struct rsm *rsm, const GUID *owner, struct whole *whole)
{
    const struct rsm_condition of_owner = {.column = "logical_media", .guid = owner};
    rsm_error err =
        rsm_objects_require(rsm, owner, NTMS_LOGICAL_MEDIA, ERROR_INVALID_MEDIA, &whole->side);

    if (err == ERROR_SUCCESS)
        err = rsm_records_first(rsm->store, NTMS_PARTITION, &of_owner, 1, &whole->side);
    if (err == ERROR_OBJECT_NOT_FOUND)
        err = ERROR_INVALID_MEDIA;
    return err == ERROR_SUCCESS ? load_around(rsm, whole) : err;
}

static bool is_in_use(const struct whole *whole)
{
    return whole->medium.info.Info.PhysicalMedia.MediaState != NTMS_MEDIASTATE_IDLE;
}

/* The side goes from one state to another. */
static rsm_error advance(struct rsm *rsm, struct whole *whole, DWORD from, DWORD to)
{
    if (whole->side.info.Info.Partition.State != from)
        return ERROR_INVALID_STATE;
    return rsm_records_set_number(rsm->store, NTMS_PARTITION, &whole->side.info.ObjectGuid, "state",
                                  to);
}

/* ---- DecommissionNtmsMedia ---- */

static rsm_error decommission(struct rsm_session *session, const GUID *side)
{
    struct whole whole;
    rsm_error err =
        rsm_objects_require(session->rsm, side, NTMS_PARTITION, ERROR_INVALID_MEDIA, &whole.side);

    if (err == ERROR_SUCCESS)
        err = load_around(session->rsm, &whole);
    if (err == ERROR_SUCCESS)
        err = rsm_access_check(session, &whole.pool, NTMS_CONTROL_ACCESS);
    if (err == ERROR_SUCCESS)
        err =
            advance(session->rsm, &whole, NTMS_PARTSTATE_AVAILABLE, NTMS_PARTSTATE_DECOMMISSIONED);
    return err;
}

rsm_error rsm_media_states_decommission(struct rsm_session *session, const GUID *side)
{
    rsm_error err = rsm_store_begin(session->rsm->store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    return rsm_store_end(session->rsm->store, decommission(session, side));
}

/* ---- SetNtmsMediaComplete ---- */

static rsm_error complete(struct rsm_session *session, const GUID *owner)
{
    struct whole whole;
    rsm_error err = load_owned(session->rsm, owner, &whole);

    if (err == ERROR_SUCCESS)
        err = rsm_access_check(session, &whole.pool, NTMS_CONTROL_ACCESS);
    if (err == ERROR_SUCCESS && is_in_use(&whole))
        err = ERROR_INVALID_STATE;
    if (err == ERROR_SUCCESS)
        err = advance(session->rsm, &whole, NTMS_PARTSTATE_ALLOCATED, NTMS_PARTSTATE_COMPLETE);
    return err;
}

rsm_error rsm_media_states_complete(struct rsm_session *session, const GUID *owner)
{
    rsm_error err = rsm_store_begin(session->rsm->store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    return rsm_store_end(session->rsm->store, complete(session, owner));
}

/* ---- SwapNtmsMedia ---- */

static rsm_error check_swap(const struct whole *one, const struct whole *other)
{
    if (!rsm_guid_equal(&one->pool.info.ObjectGuid, &other->pool.info.ObjectGuid))
        return ERROR_INVALID_MEDIA_POOL;
    if (is_in_use(one) || is_in_use(other))
        return ERROR_INVALID_MEDIA;
    if (one->side.info.Info.Partition.State != NTMS_PARTSTATE_ALLOCATED ||
        other->side.info.Info.Partition.State != NTMS_PARTSTATE_ALLOCATED)
        return ERROR_INVALID_STATE;
    return ERROR_SUCCESS;
}

static rsm_error give_to(struct rsm *rsm, const struct whole *whole, const GUID *owner)
{
    return rsm_records_set_guid(rsm->store, NTMS_PARTITION, &whole->side.info.ObjectGuid,
                                "logical_media", owner);
}

static rsm_error swap(struct rsm_session *session, const GUID *owner1, const GUID *owner2)
{
    struct rsm *rsm = session->rsm;
    struct whole one;
    struct whole other;
    rsm_error err = load_owned(rsm, owner1, &one);

    if (err == ERROR_SUCCESS)
        err = load_owned(rsm, owner2, &other);
    if (err == ERROR_SUCCESS)
        err = rsm_access_check(session, &one.pool, NTMS_MODIFY_ACCESS);
    if (err == ERROR_SUCCESS)
        err = rsm_access_check(session, &other.pool, NTMS_MODIFY_ACCESS);
    if (err == ERROR_SUCCESS)
        err = check_swap(&one, &other);
    if (err == ERROR_SUCCESS)
        err = give_to(rsm, &one, owner2);
    if (err == ERROR_SUCCESS)
        err = give_to(rsm, &other, owner1);
    return err;
}

rsm_error rsm_media_states_swap(struct rsm_session *session, const GUID *owner1, const GUID *owner2)
{
    rsm_error err = rsm_store_begin(session->rsm->store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    return rsm_store_end(session->rsm->store, swap(session, owner1, owner2));
}
