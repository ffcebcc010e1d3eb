/*
 * Stories at the port.
 */
#include "work/port_stories.h"

#include "core/hold.h"
#include "core/media.h"
#include "core/session.h"
#include "model/guid.h"
#include "store/records.h"
#include "support/asserts.h"
#include "work/eject.h"
#include "work/inject.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

/* ---- calls ---- */

static struct rsm_session *begin_call(struct fixture *f)
{
    struct rsm_session *session;

    assert_success(rsm_session_get(f->session, &session));
    return session;
}

static rsm_error start(struct fixture *f, const char *bar_code, bool force, GUID *operation_out)
{
    struct rsm_session *session = begin_call(f);
    struct rsm_record medium;
    rsm_error err;

    look_at_medium(f, bar_code, &medium);
    err = rsm_eject_start(session, &medium.info.ObjectGuid, force, operation_out);
    rsm_session_release(session);
    return err;
}

rsm_error eject(struct fixture *f, const char *bar_code, GUID *operation_out)
{
    return start(f, bar_code, false, operation_out);
}

rsm_error eject_by_force(struct fixture *f, const char *bar_code, GUID *operation_out)
{
    return start(f, bar_code, true, operation_out);
}

rsm_error put_aside(struct fixture *f, const char *bar_code)
{
    struct rsm_session *session = begin_call(f);
    struct rsm_record medium;
    rsm_error err;

    look_at_medium(f, bar_code, &medium);
    err = rsm_eject_put_aside(session, &medium.info.ObjectGuid);
    rsm_session_release(session);
    return err;
}

rsm_error eject_aside(struct fixture *f, GUID *operation_out)
{
    struct rsm_session *session = begin_call(f);
    rsm_error err = rsm_eject_start(session, NULL, false, operation_out);

    rsm_session_release(session);
    return err;
}

rsm_error stop_eject(struct fixture *f, const GUID *operation)
{
    struct rsm_session *session = begin_call(f);
    rsm_error err = rsm_eject_stop(session, operation);

    rsm_session_release(session);
    return err;
}

rsm_error inject(struct fixture *f, DWORD action, GUID *operation)
{
    struct rsm_session *session = begin_call(f);
    rsm_error err = rsm_inject_media(session, library_id(f), operation, action);

    rsm_session_release(session);
    return err;
}

/* ---- what is seen ---- */

void look_at_port(struct fixture *f, unsigned number, struct rsm_record *port_out)
{
    look_at(f, port_id(f, number), NTMS_IEPORT, port_out);
}

void rsm_assert_port(struct fixture *f, unsigned number, DWORD position, DWORD content,
                     const char *file, int line)
{
    struct rsm_record port;

    look_at_port(f, number, &port);
    rsm_assert_number(position, port.info.Info.IEPort.Position, "position of the port", file, line);
    rsm_assert_number(content, port.info.Info.IEPort.Content, "content of the port", file, line);
}

void rsm_assert_in_port(struct fixture *f, const char *bar_code, unsigned number, const char *file,
                        int line)
{
    struct rsm_record medium;
    const NTMS_PMIDINFORMATIONW *info = &medium.info.Info.PhysicalMedia;

    look_at_medium(f, bar_code, &medium);
    rsm_assert_number(NTMS_IEPORT, info->LocationType, "kind of place", file, line);
    rsm_assert_guid(port_id(f, number), &info->Location, file, line);
}

DWORD state_of(struct fixture *f, const GUID *request)
{
    struct rsm_record record;

    look_at(f, request, NTMS_LIBREQUEST, &record);
    return record.info.Info.LibRequest.State;
}

/* ---- time and people ---- */

void set_patience(struct fixture *f, unsigned port, DWORD seconds)
{
    struct rsm_record record;

    look_at_port(f, port, &record);
    record.info.Info.IEPort.MaxExtendSecs = (WORD)seconds;
    change(f, &record);
}

/* Make what is on record as waiting since a moment wait for longer. */
static void age_all(struct fixture *f, DWORD type, unsigned seconds)
{
    GUID *ids = NULL;
    size_t count = 0;

    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_records_ids(f->rsm->store, type, NULL, 0, &ids, &count));
    for (size_t i = 0; i < count; i++) {
        struct rsm_record record;

        assert_success(rsm_records_load(f->rsm->store, &ids[i], type, &record));
        if (record.own.Since == 0)
            continue;
        record.own.Since -= (LONGLONG)seconds * 1000;
        assert_success(rsm_records_save(f->rsm->store, &record));
    }
    free(ids);
    assert_success(rsm_store_end(f->rsm->store, ERROR_SUCCESS));
}

void let_pass(struct fixture *f, unsigned seconds)
{
    age_all(f, NTMS_IEPORT, seconds);
    age_all(f, NTMS_LIBREQUEST, seconds);
    run_all_work(f);
}

void take_from_port(struct fixture *f, unsigned number)
{
    char place[16];

    (void)snprintf(place, sizeof place, "port %u", number);
    rsm_sim_take_out(f->library, place);
    run_all_work(f);
}

static const DWORD pending[] = {NTMS_OPSTATE_SUBMITTED, NTMS_OPSTATE_ACTIVE,
                                NTMS_OPSTATE_INPROGRESS};

DWORD count_questions(struct fixture *f, DWORD state)
{
    const struct rsm_condition in_state[] = {{.column = "state", .number = state}};
    DWORD count = 0;

    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_READ));
    assert_success(rsm_records_count(f->rsm->store, NTMS_OPREQUEST, in_state, 1, &count));
    assert_success(rsm_store_end(f->rsm->store, ERROR_SUCCESS));
    return count;
}

bool read_question(struct fixture *f, struct rsm_record *question_out)
{
    DWORD count = 0;
    rsm_error err = ERROR_OBJECT_NOT_FOUND;

    for (size_t i = 0; i < 3; i++) {
        const struct rsm_condition in_state[] = {{.column = "state", .number = pending[i]}};

        count += count_questions(f, pending[i]);
        assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_READ));
        if (err == ERROR_OBJECT_NOT_FOUND)
            err = rsm_records_first(f->rsm->store, NTMS_OPREQUEST, in_state, 1, question_out);
        assert_success(rsm_store_end(f->rsm->store, ERROR_SUCCESS));
    }
    assert_in_range(count, 0, 1);
    return err == ERROR_SUCCESS;
}

void leave_in_drive(struct fixture *f, unsigned slot, unsigned drive)
{
    struct rsm_record medium;
    struct rsm_record bay;

    assert_success(identify_slot(f, slot, NTMS_DISMOUNT_DEFERRED));
    look_at_drive(f, drive, &bay);
    assert_true(find_medium_at(f, &bay.info.ObjectGuid, &medium));
    rsm_sim_forget_moves(f->library);
}

void hold_mounted(struct fixture *f, const char *bar_code, unsigned drive)
{
    struct rsm_record medium;
    struct rsm_record bay;
    struct rsm_record side;

    look_at_medium(f, bar_code, &medium);
    look_at_side(f, &medium.info.ObjectGuid, &side);
    medium.info.Info.PhysicalMedia.MediaState = NTMS_MEDIASTATE_LOADED;
    medium.info.Info.PhysicalMedia.MountedPartition = side.info.ObjectGuid;
    medium.own.Hold = RSM_HOLD_MOUNTED;
    change(f, &medium);
    look_at_drive(f, drive, &bay);
    bay.info.Info.Drive.State = NTMS_DRIVESTATE_LOADED;
    change(f, &bay);
}
