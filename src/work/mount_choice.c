/*
 * The choice, made with the library's choice in hand: every waiting batch is looked at in its turn.
 */
#include "work/mount_choice.h"

#include <stdlib.h>

#include "core/hold.h"
#include "core/media.h"
#include "core/owner.h"
#include "model/guid.h"
#include "platform/clock.h"
#include "platform/log.h"
#include "store/records.h"
#include "work/at_work.h"
#include "work/mount_batch.h"
#include "work/mount_check.h"
#include "work/mount_list.h"
#include "work/mount_order.h"
#include "work/queue.h"

enum { DRIVES_MAX = RSM_LIBRARY_DRIVES_MAX, NONE = DRIVES_MAX };

/* A drive during one choice, by the place of its bay. */
struct stall {
    bool usable; /* as far as is known */
    bool held;   /* a program has what is in it */
    bool waits;  /* until it is certain which device another drive has, or somebody else is done
                    with it */
    bool free;   /* may be taken for any cartridge */
    bool kept;   /* for a batch that comes first */
    int rank;    /* how gladly, 0 best */
    LONGLONG used;
};

struct choosing {
    struct rsm_library *library;
    struct stall stalls[DRIVES_MAX];
    struct rsm_mount_turns turns;
};

/* One batch that is looked at. */
struct candidate {
    struct rsm_mount_batch batch;
    size_t in[DRIVES_MAX];     /* the bay that each cartridge is in now; NONE = in none */
    size_t chosen[DRIVES_MAX]; /* the bay that each gets */
    const struct rsm_record *failed;
    rsm_error error; /* of that one */
};

/* What can be said of a batch now. */
enum verdict { CAN_BEGIN, MUST_FAIL, NOT_NOW, LACKS_DRIVES };

/* ---- drives ---- */

static size_t bay_of(const struct rsm_library *library, const GUID *drive)
{
    size_t i = 0;

    while (i < library->bay_count && !rsm_guid_equal(&library->bays[i].id, drive))
        i++;
    return i < library->bay_count ? i : NONE;
}

/* A drive from which a cartridge was not taken home yet is emptied for others, best after the time for
 * which it is to stay. */
static int rank_of(const struct rsm_record *drive)
{
    const NTMS_DRIVEINFORMATIONW *info = &drive->info.Info.Drive;
    LONGLONG stays = (LONGLONG)info->dwDeferDismountDelay * 1000;
    SYSTEMTIME now;

    if (info->State == NTMS_DRIVESTATE_DISMOUNTED)
        return 0;
    rsm_clock_utc(&now);
    return drive->own.LastUsed + stays <= rsm_clock_to_ms(&now) ? 1 : 2;
}

static rsm_error look_at_drive(struct choosing *choosing, size_t i)
{
    struct rsm_library *library = choosing->library;
    const struct rsm_bay *bay = &library->bays[i];
    struct stall *stall = &choosing->stalls[i];
    struct rsm_record drive;
    struct rsm_record medium;
    DWORD state;
    rsm_error err = rsm_records_load(library->rsm->store, &bay->id, NTMS_DRIVE, &drive);

    if (err != ERROR_SUCCESS)
        return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
    err = rsm_media_find_at(library->rsm, &bay->id, &medium);
    state = drive.info.Info.Drive.State;
    stall->usable = rsm_library_can_use(library, bay, &drive);
    stall->held = err == ERROR_SUCCESS && medium.own.Hold != RSM_HOLD_NONE;
    stall->waits = rsm_library_must_wait(library, bay) || bay->in_use;
    stall->free = !stall->held && !bay->taken && !bay->in_use &&
                  (state == NTMS_DRIVESTATE_DISMOUNTED || state == NTMS_DRIVESTATE_DISMOUNTABLE);
    stall->rank = rank_of(&drive);
    stall->used = drive.own.LastUsed;
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
}

/* ---- media ---- */

/* Is it here, and nobody's? */
static rsm_error is_at_hand(struct rsm_library *library, const struct rsm_record *medium,
                            bool *is_out)
{
    const NTMS_PMIDINFORMATIONW *info = &medium->info.Info.PhysicalMedia;
    size_t in = info->LocationType == NTMS_DRIVE ? bay_of(library, &info->Location) : NONE;
    bool at_work = false;
    rsm_error err = ERROR_SUCCESS;

    *is_out = rsm_guid_equal(&info->CurrentLibrary, &library->id) &&
              (info->LocationType == NTMS_STORAGESLOT || in != NONE) &&
              medium->own.Fresh != RSM_FRESH_DISPLACED && medium->own.Hold == RSM_HOLD_NONE &&
              !rsm_mount_list_has(library, &medium->info.ObjectGuid);
    if (*is_out)
        err = rsm_at_work_on(library->rsm, &library->id, medium, &at_work);
    *is_out = *is_out && !at_work &&
              (in == NONE || !(library->bays[in].taken || library->bays[in].in_use));
    return err;
}

/* What can be said of one of the media.  ERROR_INVALID_MEDIA: its record went; errors of
 * rsm_mount_check_side(). */
static rsm_error look_at_medium(struct rsm_library *library, const struct rsm_record *request,
                                size_t *in_out, bool *at_hand_out)
{
    const NTMS_LIBREQUESTINFORMATIONW *info = &request->info.Info.LibRequest;
    struct rsm_store *store = library->rsm->store;
    struct rsm_record medium;
    struct rsm_record side;
    rsm_error err = rsm_records_load(store, &info->PhysMediaId, NTMS_PHYSICAL_MEDIA, &medium);

    if (err == ERROR_SUCCESS)
        err = rsm_records_load(store, &info->PartitionId, NTMS_PARTITION, &side);
    if (err == ERROR_OBJECT_NOT_FOUND)
        err = ERROR_INVALID_MEDIA;
    if (err == ERROR_SUCCESS)
        err = rsm_mount_check_side(&medium, &side, request->own.Action);
    if (err == ERROR_SUCCESS)
        err = is_at_hand(library, &medium, at_hand_out);
    *in_out = NONE;
    if (err == ERROR_SUCCESS && *at_hand_out &&
        medium.info.Info.PhysicalMedia.LocationType == NTMS_DRIVE)
        *in_out = bay_of(library, &medium.info.Info.PhysicalMedia.Location);
    return err;
}

/* ---- drives for media ---- */

static bool wants_specific(const struct rsm_record *request)
{
    return (request->own.Action & NTMS_MOUNT_SPECIFIC_DRIVE) != 0;
}

static bool is_chosen(const struct candidate *c, size_t bay)
{
    for (size_t i = 0; i < c->batch.count; i++) {
        if (c->chosen[i] == bay)
            return true;
    }
    return false;
}

/* Could the drive be had for some cartridge of the batch, if nobody else had it? */
static bool suits(const struct choosing *choosing, const struct candidate *c, size_t bay)
{
    if (!choosing->stalls[bay].usable)
        return false;
    for (size_t i = 0; i < c->batch.count; i++) {
        if (!wants_specific(&c->batch.list[i]) ||
            bay_of(choosing->library, &c->batch.list[i].info.Info.LibRequest.DriveId) == bay)
            return true;
    }
    return false;
}

/* May the batch take it now?  Programs that have media here do not wait behind those that wait for them. */
static bool is_free(const struct choosing *choosing, const struct candidate *c, size_t bay,
                    bool may_overtake)
{
    const struct stall *stall = &choosing->stalls[bay];
    bool own = false; /* one of its own cartridges is in it: nobody has that at work */

    for (size_t i = 0; i < c->batch.count; i++)
        own = own || c->in[i] == bay;
    return stall->usable && !stall->waits && (stall->free || own) &&
           (!stall->kept || may_overtake) && !is_chosen(c, bay);
}

static size_t best_of_all(const struct choosing *choosing, const struct candidate *c,
                          bool may_overtake)
{
    size_t best = NONE;

    for (size_t i = 0; i < choosing->library->bay_count; i++) {
        const struct stall *stall = &choosing->stalls[i];

        if (is_free(choosing, c, i, may_overtake) &&
            (best == NONE || stall->rank < choosing->stalls[best].rank ||
             (stall->rank == choosing->stalls[best].rank &&
              stall->used < choosing->stalls[best].used)))
            best = i;
    }
    return best;
}

/* The only one that will do for that cartridge, or the best; NONE when it does not matter. */
static size_t favourite_of(const struct choosing *choosing, const struct candidate *c, size_t i)
{
    const struct rsm_record *request = &c->batch.list[i];

    if (wants_specific(request))
        return bay_of(choosing->library, &request->info.Info.LibRequest.DriveId);
    return c->in[i];
}

/* Those that are particular choose first.  False when some get none. */
static bool choose_drives(const struct choosing *choosing, struct candidate *c, bool may_overtake)
{
    bool all = true;

    for (size_t i = 0; i < c->batch.count; i++)
        c->chosen[i] = NONE;
    for (size_t i = 0; i < c->batch.count; i++) {
        size_t favourite = favourite_of(choosing, c, i);

        if (favourite != NONE && is_free(choosing, c, favourite, may_overtake))
            c->chosen[i] = favourite;
    }
    for (size_t i = 0; i < c->batch.count; i++) {
        if (c->chosen[i] == NONE && !wants_specific(&c->batch.list[i]))
            c->chosen[i] = best_of_all(choosing, c, may_overtake);
        all = all && c->chosen[i] != NONE;
    }
    return all;
}

static rsm_error has_media_here(const struct choosing *choosing, const GUID *session, bool *has_out)
{
    const struct rsm_condition held[] = {
        {.column = "session", .guid = session},
        {.column = "current_library", .guid = &choosing->library->id},
    };
    struct rsm_record medium;
    rsm_error err = ERROR_OBJECT_NOT_FOUND;

    if (!rsm_guid_is_null(session))
        err =
            rsm_records_first(choosing->library->rsm->store, NTMS_PHYSICAL_MEDIA, held, 2, &medium);
    *has_out = err == ERROR_SUCCESS;
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
}

/*
 * The batch lacks nothing but drives: those behind it leave it the ones that it could use, as long as there
 * are enough of them at all.  Our own work leaves them too, if it is our own work that it waits for.
 */
static void keep_drives(struct choosing *choosing, const struct candidate *c)
{
    struct rsm_library *library = choosing->library;
    size_t usable = 0;
    size_t unheld = 0;

    for (size_t i = 0; i < library->bay_count; i++) {
        usable += suits(choosing, c, i) ? 1 : 0;
        unheld += suits(choosing, c, i) && !choosing->stalls[i].held ? 1 : 0;
    }
    for (size_t i = 0; i < library->bay_count && usable >= c->batch.count; i++) {
        if (!suits(choosing, c, i))
            continue;
        choosing->stalls[i].kept = true;
        library->bays[i].reserved = library->bays[i].reserved || unheld >= c->batch.count;
    }
}

/* ---- batches ---- */

static enum verdict fail(struct candidate *c, const struct rsm_record *request, rsm_error error)
{
    c->failed = request;
    c->error = error;
    return MUST_FAIL;
}

/* No drive that it could use is left: waiting would have no end. */
static bool is_hopeless(const struct choosing *choosing, const struct candidate *c)
{
    for (size_t i = 0; i < choosing->library->bay_count; i++) {
        if (suits(choosing, c, i))
            return false;
    }
    return true;
}

static rsm_error judge_drives(struct choosing *choosing, struct candidate *c,
                              enum verdict *verdict_out)
{
    const struct rsm_record *first = &c->batch.list[0];
    bool may_overtake = false;
    rsm_error err = ERROR_SUCCESS;

    *verdict_out = CAN_BEGIN;
    if (choose_drives(choosing, c, false))
        return ERROR_SUCCESS;
    *verdict_out = LACKS_DRIVES;
    if (is_hopeless(choosing, c)) {
        rsm_log(RSM_LOG_ERROR, "work",
                "library %s: no drive can be used for a mount; enable one, or attach its tape "
                "device",
                choosing->library->name);
        *verdict_out = fail(c, first, ERROR_RESOURCE_NOT_AVAILABLE);
        return ERROR_SUCCESS;
    }
    err = has_media_here(choosing, &first->own.Session, &may_overtake);
    if (err == ERROR_SUCCESS && may_overtake && choose_drives(choosing, c, true))
        *verdict_out = CAN_BEGIN;
    return err;
}

static rsm_error judge(struct choosing *choosing, struct candidate *c, enum verdict *verdict_out)
{
    rsm_error err = ERROR_SUCCESS;
    bool all = true;

    *verdict_out = NOT_NOW;
    if (!rsm_mount_batch_is(&c->batch, NTMS_LM_QUEUED) || c->batch.count > DRIVES_MAX)
        return ERROR_SUCCESS;
    for (size_t i = 0; i < c->batch.count; i++) {
        bool at_hand = false;

        err = look_at_medium(choosing->library, &c->batch.list[i], &c->in[i], &at_hand);
        if (err == ERROR_DATABASE_FAILURE || err == ERROR_NOT_ENOUGH_MEMORY)
            return err;
        if (err != ERROR_SUCCESS) {
            *verdict_out = fail(c, &c->batch.list[i], err);
            return ERROR_SUCCESS;
        }
        all = all && at_hand;
    }
    return all ? judge_drives(choosing, c, verdict_out) : ERROR_SUCCESS;
}

static bool was_seen(const struct rsm_mount_turns *turns, size_t place)
{
    for (size_t i = 0; i < place; i++) {
        if (rsm_guid_equal(&turns->turns[i].batch, &turns->turns[place].batch))
            return true;
    }
    return false;
}

/* The first batch, in the order of their turns, that can begin or must fail. */
static rsm_error find_next(struct choosing *choosing, struct candidate *c,
                           enum verdict *verdict_out)
{
    struct rsm *rsm = choosing->library->rsm;
    rsm_error err = ERROR_SUCCESS;

    *verdict_out = NOT_NOW;
    for (size_t i = 0; i < choosing->turns.count && err == ERROR_SUCCESS; i++) {
        if (was_seen(&choosing->turns, i))
            continue;
        err = rsm_mount_batch_load(rsm, &choosing->turns.turns[i].batch, &c->batch);
        if (err == ERROR_SUCCESS)
            err = judge(choosing, c, verdict_out);
        if (err == ERROR_SUCCESS && (*verdict_out == CAN_BEGIN || *verdict_out == MUST_FAIL))
            return ERROR_SUCCESS;
        if (err == ERROR_SUCCESS && *verdict_out == LACKS_DRIVES)
            keep_drives(choosing, c);
        free(c->batch.list);
        c->batch.list = NULL;
    }
    *verdict_out = NOT_NOW;
    return err;
}

static rsm_error look_at_all(struct choosing *choosing, struct candidate *c,
                             enum verdict *verdict_out)
{
    struct rsm_library *library = choosing->library;
    rsm_error err = rsm_mount_order_list(library->rsm, &library->id, &choosing->turns);

    for (size_t i = 0; i < library->bay_count; i++)
        library->bays[i].reserved = false;
    for (size_t i = 0; i < library->bay_count && err == ERROR_SUCCESS && choosing->turns.count > 0;
         i++)
        err = look_at_drive(choosing, i);
    if (err == ERROR_SUCCESS)
        err = find_next(choosing, c, verdict_out);
    free(choosing->turns.turns);
    return err;
}

/* ---- beginning ---- */

static bool is_wanted_bay(const struct candidate *c, size_t bay)
{
    for (size_t i = 0; i < c->batch.count; i++) {
        if (c->in[i] == bay || c->chosen[i] == bay)
            return true;
    }
    return false;
}

/* The drives it gets, and those that its cartridges must be taken out of first. */
static void take_bays(struct rsm_library *library, const struct candidate *c)
{
    for (size_t i = 0; i < library->bay_count; i++) {
        if (is_wanted_bay(c, i))
            library->bays[i].taken = true;
    }
}

static void give_bays(struct rsm_library *library, const struct candidate *c)
{
    for (size_t i = 0; i < library->bay_count; i++) {
        if (is_wanted_bay(c, i))
            rsm_library_give_bay(library, &library->bays[i]);
    }
}

/* The records may have changed since the batch was looked at. */
static rsm_error begin_one(struct rsm_library *library, const struct rsm_record *request,
                           const struct rsm_bay *bay)
{
    struct rsm *rsm = library->rsm;
    const GUID *id = &request->info.ObjectGuid;
    const GUID *medium_id = &request->info.Info.LibRequest.PhysMediaId;
    struct rsm_record medium;
    const NTMS_PMIDINFORMATIONW *info = &medium.info.Info.PhysicalMedia;
    rsm_error err = rsm_queue_begin(rsm, request);

    if (err == ERROR_SUCCESS)
        err = rsm_records_load(rsm->store, medium_id, NTMS_PHYSICAL_MEDIA, &medium);
    if (err == ERROR_SUCCESS && medium.own.Hold != RSM_HOLD_NONE)
        err = ERROR_BUSY;
    if (err == ERROR_SUCCESS)
        err = rsm_queue_note(rsm, id, "drive_id", &bay->id);
    if (err == ERROR_SUCCESS)
        err = rsm_queue_note(rsm, id, "slot_id",
                             info->LocationType == NTMS_STORAGESLOT ? &info->Location
                                                                    : &rsm_guid_null);
    return err == ERROR_SUCCESS ? rsm_mount_batch_claim(rsm, medium_id) : err;
}

static rsm_error begin_all(struct rsm_library *library, const struct candidate *c)
{
    struct rsm *rsm = library->rsm;
    struct rsm_record record;
    rsm_error err = rsm_store_begin(rsm->store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_records_load(rsm->store, &library->id, NTMS_LIBRARY, &record);
    if (err == ERROR_SUCCESS && !record.info.Enabled)
        err = ERROR_RESOURCE_DISABLED;
    for (size_t i = 0; i < c->batch.count && err == ERROR_SUCCESS; i++)
        err = begin_one(library, &c->batch.list[i], &library->bays[c->chosen[i]]);
    return rsm_store_end(rsm->store, err);
}

static void list_all(struct rsm_library *library, const struct candidate *c,
                     struct rsm_mount_begun *begun_out)
{
    begun_out->batch = c->batch.list[0].own.Batch;
    begun_out->stray_count = 0;
    for (size_t i = 0; i < c->batch.count; i++) {
        const struct rsm_record *request = &c->batch.list[i];
        const struct rsm_mounting mounting = {
            .request = request->info.ObjectGuid,
            .batch = request->own.Batch,
            .medium = request->info.Info.LibRequest.PhysMediaId,
            .side = request->info.Info.LibRequest.PartitionId,
            .bay = &library->bays[c->chosen[i]],
            .state = RSM_MOUNTING_RUNS,
        };

        rsm_mount_list_add(library, &mounting);
        if (c->in[i] == NONE || c->in[i] == c->chosen[i])
            continue;
        begun_out->strays[begun_out->stray_count].bay = &library->bays[c->in[i]];
        begun_out->strays[begun_out->stray_count++].only_source = !is_chosen(c, c->in[i]);
    }
}

/* Its caller is gone, or it cannot be done. */
static enum rsm_mount_choice end_batch(struct rsm_library *library, const struct candidate *c)
{
    struct rsm *rsm = library->rsm;
    rsm_error err = rsm_store_begin(rsm->store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return RSM_MOUNT_NOTHING;
    if (c->failed != NULL)
        err = rsm_mount_batch_fail(rsm, c->failed, c->error);
    else
        err = rsm_mount_batch_cancel(rsm, &c->batch.list[0].own.Batch);
    return rsm_store_end(rsm->store, err) == ERROR_SUCCESS ? RSM_MOUNT_ENDED : RSM_MOUNT_NOTHING;
}

static enum rsm_mount_choice begin(struct rsm_library *library, const struct candidate *c,
                                   struct rsm_mount_begun *begun_out)
{
    if (begin_all(library, c) == ERROR_SUCCESS) {
        list_all(library, c, begun_out);
        return RSM_MOUNT_BEGUN;
    }
    give_bays(library, c);
    return RSM_MOUNT_NOTHING;
}

/* With the mutex held, so that nobody takes a drive between the look and the choice. */
static rsm_error choose(struct rsm_library *library, struct candidate *c, enum verdict *verdict_out)
{
    struct choosing choosing = {.library = library};
    rsm_error err;

    rsm_mutex_lock(&library->mutex);
    err = rsm_store_begin(library->rsm->store, RSM_STORE_READ);
    if (err == ERROR_SUCCESS)
        err = rsm_store_end(library->rsm->store, look_at_all(&choosing, c, verdict_out));
    if (err == ERROR_SUCCESS && *verdict_out == CAN_BEGIN)
        take_bays(library, c);
    rsm_mutex_unlock(&library->mutex);
    return err;
}

enum rsm_mount_choice rsm_mount_choose(struct rsm_library *library,
                                       struct rsm_mount_begun *begun_out)
{
    struct candidate c = {.failed = NULL};
    enum rsm_mount_choice choice = RSM_MOUNT_NOTHING;
    enum verdict verdict = NOT_NOW;

    rsm_mutex_lock(&library->choice);
    if (choose(library, &c, &verdict) == ERROR_SUCCESS && c.batch.list != NULL) {
        const struct rsm_record *first = &c.batch.list[0];
        bool lives = rsm_owner_lives(library->rsm, first->own.Owner);

        if (verdict == CAN_BEGIN && lives)
            choice = begin(library, &c, begun_out);
        else if (verdict == CAN_BEGIN)
            give_bays(library, &c);
        if (verdict == MUST_FAIL || (verdict == CAN_BEGIN && !lives))
            choice = end_batch(library, &c);
    }
    rsm_mutex_unlock(&library->choice);
    free(c.batch.list);
    return choice;
}
