/*
 * Calls for stories about mounts.
 */
#include "work/mounter.h"

#include "core/hold.h"
#include "core/media.h"
#include "core/session.h"
#include "model/guid.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/looks.h"
#include "work/mount.h"
#include "work/mount_batch.h"
#include "work/system.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

static bool rest(void *context, const struct rsm_record *drive)
{
    struct rsm_record rested = *drive;
    struct fixture *f = context;

    rested.own.LastUsed = 0;
    assert_success(rsm_records_save(f->rsm->store, &rested));
    return true;
}

void plug_in_for_mounts(struct fixture *f, const char *drawing)
{
    plug_in_and_settle(f, drawing);
    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_records_each(f->rsm->store, NTMS_DRIVE, NULL, 0, rest, f));
    assert_success(rsm_store_end(f->rsm->store, ERROR_SUCCESS));
}

GUID side_in_slot(struct fixture *f, unsigned slot)
{
    struct rsm_record side;

    look_at_side(f, medium_in_slot(f, slot), &side);
    return side.info.ObjectGuid;
}

struct mount_call call_for(struct fixture *f, size_t count, const unsigned *slots)
{
    struct mount_call call;

    memset(&call, 0, sizeof call);
    call.count = count;
    call.options = NTMS_MOUNT_READ | NTMS_MOUNT_WRITE;
    call.timeout_ms = RSM_FOREVER;
    for (size_t i = 0; i < count; i++)
        call.media[i] = side_in_slot(f, slots[i]);
    return call;
}

struct mount_call call_for_slot(struct fixture *f, unsigned slot)
{
    return call_for(f, 1, &slot);
}

rsm_error make_call(struct fixture *f, struct mount_call *call)
{
    const struct rsm_mount_wish wish = {
        .media = call->media,
        .drives = (call->options & NTMS_MOUNT_SPECIFIC_DRIVE) != 0 ? call->drives : NULL,
        .count = call->count,
        .options = call->options,
        .priority = call->priority,
        .timeout_ms = call->timeout_ms,
    };
    struct rsm_session *session;
    rsm_error err;

    assert_success(rsm_session_get(call->session != NULL ? call->session : f->session, &session));
    err = rsm_mount_media(session, &wish, call->drives, &call->batch);
    rsm_session_release(session);
    return err;
}

unsigned mount_slot(struct fixture *f, unsigned slot)
{
    struct mount_call call = call_for_slot(f, slot);
    struct rsm_record drive;

    assert_success(make_call(f, &call));
    look_at(f, &call.drives[0], NTMS_DRIVE, &drive);
    return drive.info.Info.Drive.Number;
}

struct mount_call queue_slot(struct fixture *f, unsigned slot, int priority)
{
    struct mount_call call = call_for_slot(f, slot);

    call.options |= NTMS_MOUNT_NOWAIT;
    call.priority = priority;
    assert_success(make_call(f, &call));
    return call;
}

void end_mount(struct fixture *f, unsigned number)
{
    struct rsm_record medium;
    struct rsm_record drive;

    look_at_drive(f, number, &drive);
    assert_true(find_medium_at(f, &drive.info.ObjectGuid, &medium));
    medium.info.Info.PhysicalMedia.MediaState = NTMS_MEDIASTATE_IDLE;
    medium.info.Info.PhysicalMedia.MountedPartition = rsm_guid_null;
    medium.own.Hold = RSM_HOLD_NONE;
    medium.own.Session = rsm_guid_null;
    medium.own.Owner[0] = 0;
    drive.info.Info.Drive.State = NTMS_DRIVESTATE_DISMOUNTABLE;
    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_records_save(f->rsm->store, &medium));
    assert_success(rsm_records_save(f->rsm->store, &drive));
    assert_success(rsm_store_end(f->rsm->store, ERROR_SUCCESS));
}

void set_auto_recovery(struct fixture *f, bool on)
{
    struct rsm_record library;

    look_at_library(f, &library);
    library.info.Info.Library.AutoRecovery = on;
    change(f, &library);
}

HANDLE begin_program(void)
{
    HANDLE session;

    assert_success(rsm_system_open_session(NULL, u"Other", &session));
    return session;
}

void end_program(HANDLE session)
{
    assert_success(rsm_system_close_session(session));
}

DWORD media_state(struct fixture *f, const GUID *medium)
{
    struct rsm_record record;

    look_at(f, medium, NTMS_PHYSICAL_MEDIA, &record);
    return record.info.Info.PhysicalMedia.MediaState;
}

DWORD hold_of(struct fixture *f, const GUID *medium)
{
    struct rsm_record record;

    look_at(f, medium, NTMS_PHYSICAL_MEDIA, &record);
    return record.own.Hold;
}

/* The requests of the call in its order. */
static void look_at_requests(struct fixture *f, const struct mount_call *call,
                             struct rsm_mount_batch *batch_out)
{
    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_READ));
    assert_success(rsm_mount_batch_load(f->rsm, &call->batch, batch_out));
    assert_success(rsm_store_end(f->rsm->store, ERROR_SUCCESS));
}

DWORD request_state(struct fixture *f, const struct mount_call *call, size_t i)
{
    struct rsm_mount_batch batch;
    DWORD state;

    look_at_requests(f, call, &batch);
    assert_in_range(i, 0, batch.count - 1);
    state = batch.list[i].info.Info.LibRequest.State;
    free(batch.list);
    return state;
}

void assert_given_up(struct fixture *f, const struct mount_call *call)
{
    struct rsm_mount_batch batch;

    look_at_requests(f, call, &batch);
    assert_int_equal(batch.count, call->count);
    for (size_t i = 0; i < batch.count; i++) {
        const NTMS_LIBREQUESTINFORMATIONW *info = &batch.list[i].info.Info.LibRequest;

        assert_true(info->State == NTMS_LM_CANCELLED || info->State == NTMS_LM_FAILED);
        assert_int_equal(media_state(f, &info->PhysMediaId), NTMS_MEDIASTATE_IDLE);
        assert_int_equal(hold_of(f, &info->PhysMediaId), RSM_HOLD_NONE);
    }
    free(batch.list);
}

bool is_mounted(struct fixture *f, const struct mount_call *call)
{
    return request_state(f, call, 0) == NTMS_LM_PASSED;
}

/* The medium of a request is in its drive, and a program has it. */
static void assert_handed_over(struct fixture *f, const struct rsm_record *request)
{
    const NTMS_LIBREQUESTINFORMATIONW *info = &request->info.Info.LibRequest;
    struct rsm_record medium;
    struct rsm_record drive;

    assert_int_equal(info->State, NTMS_LM_PASSED);
    look_at(f, &info->PhysMediaId, NTMS_PHYSICAL_MEDIA, &medium);
    look_at(f, &info->DriveId, NTMS_DRIVE, &drive);
    assert_int_equal(medium.own.Hold, RSM_HOLD_MOUNTED);
    assert_guid(info->DriveId, medium.info.Info.PhysicalMedia.Location);
    assert_guid(info->PartitionId, drive.info.Info.Drive.SavedPartitionId);
    assert_int_equal(drive.info.Info.Drive.State, NTMS_DRIVESTATE_LOADED);
}

void assert_all_or_none(struct fixture *f, const struct mount_call *call)
{
    struct rsm_mount_batch batch;

    if (!is_mounted(f, call)) {
        assert_given_up(f, call);
        return;
    }
    look_at_requests(f, call, &batch);
    for (size_t i = 0; i < batch.count; i++)
        assert_handed_over(f, &batch.list[i]);
    free(batch.list);
}
