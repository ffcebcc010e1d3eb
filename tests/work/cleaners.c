/*
 * What stories about cleaning share.
 */
#include "work/cleaners.h"

#include "core/handles.h"
#include "core/operator.h"
#include "store/records.h"
#include "support/asserts.h"
#include "work/clean.h"
#include "work/cleaner_port.h"
#include "work/cleaner_slot.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <setjmp.h>

#include <cmocka.h>

/* ---- verbs ---- */

static struct rsm_session *get_session(struct fixture *f)
{
    struct rsm_session *session;

    assert_success(rsm_session_get(f->session, &session));
    return session;
}

rsm_error reserve_slot_of(struct fixture *f, const GUID *library, const GUID *slot)
{
    struct rsm_session *session = get_session(f);
    rsm_error err = rsm_cleaner_slot_reserve(session, library, slot);

    rsm_session_release(session);
    return err;
}

rsm_error reserve_slot(struct fixture *f, unsigned slot)
{
    return reserve_slot_of(f, library_id(f), slot_id(f, slot));
}

rsm_error release_slot(struct fixture *f)
{
    struct rsm_session *session = get_session(f);
    rsm_error err = rsm_cleaner_slot_release(session, library_id(f));

    rsm_session_release(session);
    return err;
}

rsm_error clean_drive_of(struct fixture *f, const GUID *drive)
{
    struct rsm_session *session = get_session(f);
    rsm_error err = rsm_clean_queue(session, drive);

    rsm_session_release(session);
    return err;
}

rsm_error clean_drive(struct fixture *f, unsigned drive)
{
    return clean_drive_of(f, drive_id(f, drive));
}

rsm_error inject_cleaner(struct fixture *f, GUID *operation, DWORD uses, DWORD action)
{
    struct rsm_session *session = get_session(f);
    rsm_error err = rsm_cleaner_port_inject(session, library_id(f), operation, uses, action);

    rsm_session_release(session);
    return err;
}

rsm_error eject_cleaner(struct fixture *f, GUID *operation, DWORD action)
{
    struct rsm_session *session = get_session(f);
    rsm_error err = rsm_cleaner_port_eject(session, library_id(f), operation, action);

    rsm_session_release(session);
    return err;
}

void begin_with_cleaner(struct fixture *f, unsigned slot, const char *cartridge, DWORD uses)
{
    char line[80];

    assert_success(reserve_slot(f, slot));
    run_all_work(f);
    snprintf(line, sizeof line, "slot %u %s", slot, cartridge);
    rsm_sim_put_in("lib", line);
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);
    set_cleaner_uses(f, uses);
    rsm_sim_forget_moves("lib");
}

/* ---- the cleaner ---- */

DWORD cleaner_uses(struct fixture *f)
{
    struct rsm_record library;

    look_at_library(f, &library);
    return library.info.Info.Library.dwCleanerUsesRemaining;
}

void set_cleaner_uses(struct fixture *f, DWORD uses)
{
    struct rsm_record library;

    look_at_library(f, &library);
    library.info.Info.Library.dwCleanerUsesRemaining = uses;
    change(f, &library);
}

bool is_cleaner_present(struct fixture *f)
{
    struct rsm_record library;

    look_at_library(f, &library);
    return (library.info.Info.Library.dwFlags & NTMS_LIBRARYFLAG_CLEANERPRESENT) != 0;
}

bool was_cleaned(struct fixture *f, unsigned drive)
{
    struct rsm_record record;

    look_at_drive(f, drive, &record);
    return record.info.Info.Drive.LastCleanedTs.wYear != 0;
}

void rsm_assert_cleaning(struct fixture *f, unsigned n, rsm_error error, const char *file, int line)
{
    struct rsm_record request;

    look_at_request(f, NTMS_LM_CLEANDRIVE, n, &request);
    rsm_assert_number(error == ERROR_SUCCESS ? NTMS_LM_PASSED : NTMS_LM_FAILED,
                      request.info.Info.LibRequest.State, "state of the cleaning", file, line);
    rsm_assert_number(error, request.info.Info.LibRequest.dwErrorCode, "outcome of the cleaning",
                      file, line);
}

/* ---- the person ---- */

DWORD count_asked(struct fixture *f, DWORD kind, DWORD state)
{
    const struct rsm_condition conditions[] = {
        {.column = "request", .number = kind},
        {.column = "state", .number = state},
    };
    DWORD count = 0;

    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_READ));
    assert_success(rsm_records_count(f->rsm->store, NTMS_OPREQUEST, conditions, 2, &count));
    assert_success(rsm_store_end(f->rsm->store, ERROR_SUCCESS));
    return count;
}

void look_at_question(struct fixture *f, DWORD kind, struct rsm_record *question_out)
{
    const struct rsm_condition of_kind[] = {{.column = "request", .number = kind}};
    DWORD count = 0;

    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_READ));
    assert_success(rsm_records_count(f->rsm->store, NTMS_OPREQUEST, of_kind, 1, &count));
    assert_int_equal(count, 1);
    assert_success(rsm_records_first(f->rsm->store, NTMS_OPREQUEST, of_kind, 1, question_out));
    assert_success(rsm_store_end(f->rsm->store, ERROR_SUCCESS));
}

void answer_as_person(struct fixture *f, DWORD kind, DWORD answer)
{
    struct rsm_record question;

    look_at_question(f, kind, &question);
    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_store_end(f->rsm->store,
                                 rsm_operator_settle(f->rsm, &question.info.ObjectGuid, answer)));
}
