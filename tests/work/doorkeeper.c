/*
 * A person at the door.
 */
#include "work/doorkeeper.h"

#include "core/operator.h"
#include "store/records.h"
#include "support/asserts.h"
#include "work/door.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include <stdlib.h>

rsm_error access_door(struct fixture *f, DWORD action)
{
    struct rsm_session *session;
    rsm_error err = rsm_session_get(f->session, &session);

    assert_success(err);
    err = rsm_door_queue(session, library_id(f), action);
    rsm_session_release(session);
    return err;
}

void plug_in_and_unlock(struct fixture *f, const char *drawing, DWORD action)
{
    plug_in_and_settle(f, drawing);
    assert_success(access_door(f, action));
    run_all_work(f);
}

void open_door(struct fixture *f)
{
    rsm_sim_open_door("lib");
    run_all_work(f);
}

void close_door(struct fixture *f)
{
    rsm_sim_close_door("lib");
    run_all_work(f);
}

static void look_at_first(struct fixture *f, DWORD type, struct rsm_record *record_out)
{
    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_READ));
    assert_success(
        rsm_store_end(f->rsm->store, rsm_records_first(f->rsm->store, type, NULL, 0, record_out)));
}

DWORD door_state(struct fixture *f)
{
    struct rsm_record door;

    look_at_first(f, NTMS_IEDOOR, &door);
    return door.info.Info.IEDoor.State;
}

void set_door_patience(struct fixture *f, WORD seconds)
{
    struct rsm_record door;

    look_at_first(f, NTMS_IEDOOR, &door);
    door.info.Info.IEDoor.MaxOpenSecs = seconds;
    change(f, &door);
}

void let_door_wait(struct fixture *f, unsigned seconds)
{
    struct rsm_record door;

    look_at_first(f, NTMS_IEDOOR, &door);
    door.own.Since -= (LONGLONG)seconds * 1000;
    change(f, &door);
    run_all_work(f);
}

DWORD access_state(struct fixture *f)
{
    struct rsm_record request;

    look_at_request(f, NTMS_LM_DOORACCESS, 0, &request);
    return request.info.Info.LibRequest.State;
}

bool find_question(struct fixture *f, unsigned n, struct rsm_record *question_out)
{
    GUID *ids = NULL;
    size_t count = 0;

    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_READ));
    assert_success(rsm_records_ids(f->rsm->store, NTMS_OPREQUEST, NULL, 0, &ids, &count));
    if (n < count)
        assert_success(rsm_records_load(f->rsm->store, &ids[n], NTMS_OPREQUEST, question_out));
    assert_success(rsm_store_end(f->rsm->store, ERROR_SUCCESS));
    free(ids);
    return n < count;
}

void answer_question(struct fixture *f, unsigned n, DWORD answer)
{
    struct rsm_record question;

    assert_true(find_question(f, n, &question));
    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_store_end(f->rsm->store,
                                 rsm_operator_settle(f->rsm, &question.info.ObjectGuid, answer)));
    run_all_work(f);
}

DWORD question_state(struct fixture *f, unsigned n)
{
    struct rsm_record question;

    assert_true(find_question(f, n, &question));
    return question.info.Info.OpRequest.State;
}
