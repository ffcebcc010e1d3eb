/*
 * The verbs.
 */
#include "work/verbs.h"

#include "core/hold.h"
#include "core/operator.h"
#include "core/session.h"
#include "label/identify.h"
#include "model/guid.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/looks.h"
#include "work/cleaners.h"
#include "work/dismounter.h"
#include "work/eject.h"
#include "work/erase.h"
#include "work/free_label.h"
#include "work/hand.h"
#include "work/port_stories.h"
#include "work/queue.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

static const char two_drives[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "drive 2  from 3 A00003L5 ansi VOL003\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  blank\n"
    "slot 3   empty\n";

static const char uncertain_drives[] =
    "changer  STK L20 SERIAL1\n"
    "dvcid    no\n"
    "drive 1  empty\n"
    "drive 2  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  blank\n";

static const char two_tapes[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "drive 2  from 2 A00003L5 ansi VOL003\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   empty\n";

static const char one_drive[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   -  mtf Example Backup/March\n"
    "slot 3   empty\n"
    "port 1   empty\n";

static const char with_blank[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   -  blank\n";

static const char no_bar_codes[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty noerase\n"
    "slot 1   -  ansi VOL001\n"
    "slot 2   -  ansi VOL002\n";

static const char alone[] = "alone\ndrive 1 - ansi VOL001\n";

enum { USES = 1000 };

/* ---- beginnings ---- */

/* The medium in slot 1 belongs to somebody. */
static void begin_owned(struct trial *t)
{
    plug_in_for_mounts(t->f, t->verb->drawing);
    t->owned = t->medium = *medium_in_slot(t->f, 1);
    t->owner = allocate_in_slot(t->f, 1);
    t->written = rsm_sim_fingerprint(t->f->library, "slot 1");
}

static void begin_anything(struct trial *t)
{
    rsm_sim_draw(t->f->library, t->verb->drawing);
}

/* ---- a new library ---- */

static void find_library(struct trial *t)
{
    open_session(t->f);
    if (count_objects(t->f, NTMS_LIBRARY) == 2) /* with the offline library */
        run_all_work(t->f);
}

static void settle_found(struct trial *t)
{
    struct rsm_record drive;

    assert_objects(t->f, NTMS_LIBRARY, 2);
    for (unsigned number = 1; number <= 2; number++) {
        look_at_drive(t->f, number, &drive);
        assert_int_not_equal(drive.info.Info.Drive.szDeviceName[0], 0);
        assert_int_equal(drive.info.dwOperationalState, NTMS_READY);
    }
}

/* ---- inventories ---- */

static void begin_inventory(struct trial *t)
{
    begin_owned(t);
    assert_success(take_inventory(t->f, NTMS_INVENTORY_OMID));
}

/* Somebody put two cartridges elsewhere meanwhile. */
static void begin_fast_inventory(struct trial *t)
{
    begin_owned(t);
    rsm_sim_carry(t->f->library, "slot 1", "slot 3");
    rsm_sim_carry(t->f->library, "slot 2", "slot 1");
    assert_success(take_inventory(t->f, NTMS_INVENTORY_FAST));
}

/* As IdentifyNtmsSlot, whose caller waits as long as another program keeps the drive. */
static void begin_identify(struct trial *t)
{
    struct rsm_work work = {.operation = NTMS_LM_PROCESSOMID,
                            .sort_type = NTMS_LM_PROCESSOMID,
                            .action = NTMS_DISMOUNT_IMMEDIATE};
    struct rsm_store *store;
    struct rsm_session *session;

    begin_owned(t);
    store = t->f->rsm->store;
    work.library = *library_id(t->f);
    work.slot = *slot_id(t->f, 1);
    assert_success(rsm_session_get(t->f->session, &session));
    assert_success(rsm_store_begin(store, RSM_STORE_WRITE));
    assert_success(rsm_store_end(store, rsm_queue_add(t->f->rsm, session, &work, &t->operation)));
    rsm_session_release(session);
}

/* ---- mounts ---- */

static void begin_mount(struct trial *t)
{
    static const unsigned slots[] = {1, 2};

    begin_owned(t);
    (void)give_to_application(t->f, medium_in_slot(t->f, 2), u"Two");
    t->call = call_for(t->f, 2, slots);
    t->call.media[0] = t->owner;
    t->call.options |= NTMS_MOUNT_NOWAIT;
    assert_success(make_call(t->f, &t->call));
}

static void settle_mount(struct trial *t)
{
    assert_all_or_none(t->f, &t->call);
    if (!is_mounted(t->f, &t->call))
        return;
    end_mount(t->f, 1);
    end_mount(t->f, 2);
}

static void begin_dismount(struct trial *t)
{
    begin_owned(t);
    (void)have_mounted(t->f, 1);
    assert_success(ask_dismount(t->f, "A00001L5", NTMS_DISMOUNT_IMMEDIATE));
}

/* The time for which it was left in the drive is over. */
static void begin_deferred(struct trial *t)
{
    begin_owned(t);
    (void)have_mounted(t->f, 1);
    assert_success(ask_dismount(t->f, "A00001L5", NTMS_DISMOUNT_DEFERRED));
    run_all_work(t->f);
    let_delay_pass(t->f, 1);
}

/* A cartridge that was not let go rests in its drive until somebody looks again. */
static void settle_dismount(struct trial *t)
{
    assert_success(take_inventory(t->f, NTMS_INVENTORY_FAST));
    run_all_work(t->f);
    assert_int_equal(hold_on(t->f, "A00001L5"), RSM_HOLD_NONE);
    assert_int_equal(state_of_medium(t->f, "A00001L5"), NTMS_MEDIASTATE_IDLE);
    assert_int_not_equal(drive_state(t->f, 1), NTMS_DRIVESTATE_LOADED);
}

/* ---- ports ---- */

static bool is_final(DWORD state)
{
    return state != NTMS_LM_QUEUED && state != NTMS_LM_INPROCESS && state != NTMS_LM_WAITING;
}

static void begin_eject(struct trial *t)
{
    begin_owned(t);
    assert_success(eject(t->f, "A00001L5", &t->operation));
}

static void run_eject(struct trial *t)
{
    struct rsm_session *session;

    run_all_work(t->f);
    assert_success(rsm_session_get(t->f->session, &session));
    (void)rsm_eject_stop(session, &t->operation);
    rsm_session_release(session);
    run_all_work(t->f);
}

/* Whatever is in the port is taken in. */
static void empty_port(struct trial *t)
{
    GUID operation;

    assert_success(inject(t->f, NTMS_INJECT_START, &operation));
    run_all_work(t->f);
    if (!is_final(state_of(t->f, &operation)))
        assert_success(inject(t->f, NTMS_INJECT_STOP, &operation));
    run_all_work(t->f);
}

static void settle_eject(struct trial *t)
{
    if (!is_final(state_of(t->f, &t->operation)))
        assert_success(stop_eject(t->f, &t->operation));
    run_all_work(t->f);
    assert_true(is_final(state_of(t->f, &t->operation)));
    empty_port(t);
}

static void begin_inject(struct trial *t)
{
    begin_owned(t);
    rsm_sim_take_out(t->f->library, "slot 1");
    assert_success(take_inventory(t->f, NTMS_INVENTORY_FAST));
    run_all_work(t->f);
    assert_offline(t->f, "A00001L5");
    rsm_sim_put_in(t->f->library, "port 1 A00001L5 ansi VOL001");
    assert_success(inject(t->f, NTMS_INJECT_START, &t->operation));
}

static void settle_inject(struct trial *t)
{
    if (!is_final(state_of(t->f, &t->operation)))
        assert_success(inject(t->f, NTMS_INJECT_STOP, &t->operation));
    run_all_work(t->f);
    assert_true(is_final(state_of(t->f, &t->operation)));
    empty_port(t);
}

/* ---- cleaning ---- */

static void begin_clean(struct trial *t)
{
    begin_owned(t);
    begin_with_cleaner(t->f, 3, "- cleaner", USES); /* nothing but its place tells what it is */
    assert_success(clean_drive(t->f, 1));
}

/* A person answers whatever was asked: the drive was seen to, the cleaner is a good one. */
static bool answer_one(void *context, const struct rsm_record *record)
{
    struct fixture *f = context;

    if (rsm_operator_is_pending(record->info.Info.OpRequest.State))
        assert_success(
            rsm_operator_settle(f->rsm, &record->info.ObjectGuid, NTMS_OPSTATE_COMPLETE));
    return true;
}

static void settle_clean(struct trial *t)
{
    assert_success(rsm_store_begin(t->f->rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_records_each(t->f->rsm->store, NTMS_OPREQUEST, NULL, 0, answer_one, t->f));
    assert_success(rsm_store_end(t->f->rsm->store, ERROR_SUCCESS));
    run_all_work(t->f);
}

/* The cleaner is in its slot, is no medium, and cleans. */
static void check_clean(struct trial *t)
{
    DWORD passed = count_requests(t->f, NTMS_LM_CLEANDRIVE, NTMS_LM_PASSED);
    struct rsm_record medium;

    assert_false(find_medium_in_slot(t->f, 3, &medium));
    assert_slot_state(t->f, 3, NTMS_SLOTSTATE_FULL);
    assert_true(is_cleaner_present(t->f));
    if (cleaner_uses(t->f) ==
        0) /* it came in, and the process was killed before it said how often it cleans */
        set_cleaner_uses(t->f, USES);
    assert_in_range(cleaner_uses(t->f), USES - 2, USES);
    assert_success(clean_drive(t->f, 1));
    run_all_work(t->f);
    assert_requests(t->f, NTMS_LM_CLEANDRIVE, NTMS_LM_PASSED, passed + 1);
}

/* ---- cleaners at the port ---- */

static bool is_in_port(struct trial *t)
{
    struct rsm_sim_sight sight;

    assert_true(rsm_sim_look(t->f->library, "port 1", 0, &sight));
    return sight.full;
}

static void begin_eject_cleaner(struct trial *t)
{
    begin_owned(t);
    begin_with_cleaner(t->f, 3, "- cleaner", USES);
    assert_success(eject_cleaner(t->f, &t->operation, NTMS_EJECT_START));
}

static void begin_inject_cleaner(struct trial *t)
{
    begin_owned(t);
    assert_success(reserve_slot(t->f, 3));
    run_all_work(t->f);
    assert_success(inject_cleaner(t->f, &t->operation, USES, NTMS_INJECT_START));
    rsm_sim_put_in(t->f->library, "port 1 - cleaner");
}

/* A person takes what is in the port, so that an eject ends; brought again, it is injected. */
static void settle_cleaner(struct trial *t)
{
    if (is_in_port(t))
        rsm_sim_take_out(t->f->library, "port 1");
    run_all_work(t->f);
    assert_success(
        take_inventory(t->f, NTMS_INVENTORY_FAST)); /* nobody may have watched the port */
    run_all_work(t->f);
    assert_int_equal(count_unfinished(t->f), 0);
    if (slot_state(t->f, 3) != NTMS_SLOTSTATE_EMPTY)
        return;
    assert_success(inject_cleaner(t->f, &t->operation, USES, NTMS_INJECT_START));
    rsm_sim_put_in(t->f->library, "port 1 - cleaner");
    run_all_work(t->f);
}

/* ---- writing ---- */

/* The tape in slot 2 is meant; the one beside it belongs to somebody. */
static void begin_beside(struct trial *t)
{
    begin_owned(t);
    t->medium = *medium_in_slot(t->f, 2);
}

static void begin_free_label(struct trial *t)
{
    struct rsm_record medium;

    begin_beside(t);
    look_at(t->f, &t->medium, NTMS_PHYSICAL_MEDIA, &medium);
    assert_success(rsm_store_begin(t->f->rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_store_end(t->f->rsm->store, rsm_free_label_enter(t->f->rsm, NULL, &medium)));
}

/* What the request says, the record says too; one that was cancelled, since its end could not be recorded, is done
 * or not. */
static void settle_free_label(struct trial *t)
{
    struct rsm_record request;
    struct rsm_record side;
    bool available;
    DWORD state;

    look_at_request(t->f, NTMS_LM_WRITESCRATCH, 0, &request);
    state = request.info.Info.LibRequest.State;
    assert_true(is_final(state));
    if (!is_on_record(t->f, &t->medium)) { /* its place was found empty, and it left */
        assert_int_not_equal(state, NTMS_LM_PASSED);
        return;
    }
    look_at_side(t->f, &t->medium, &side);
    available = side.info.Info.Partition.State == NTMS_PARTSTATE_AVAILABLE;
    assert_true(state == NTMS_LM_CANCELLED || available == (state == NTMS_LM_PASSED));
    assert_int_not_equal(side.info.Info.Partition.State, NTMS_PARTSTATE_UNPREPARED);
}

static void begin_erase(struct trial *t)
{
    struct rsm_session *session;
    GUID side;

    begin_beside(t);
    side = side_in_slot(t->f, 2);
    assert_success(rsm_session_get(t->f->session, &session));
    assert_success(rsm_erase_queue(session, &side, RSM_ERASE_TO_THE_END, 0, &t->operation));
    rsm_session_release(session);
}

/* What the request says, the tape says too. */
static void settle_erase(struct trial *t)
{
    struct rsm_sim_sight sight;
    DWORD state = state_of(t->f, &t->operation);

    assert_true(is_final(state));
    if (state != NTMS_LM_PASSED || !rsm_sim_look(t->f->library, "slot 2", 0, &sight) || !sight.full)
        return;
    assert_int_not_equal(sight.outcome, RSM_LABEL_RECOGNISED);
}

static void check_label(struct trial *t)
{
    struct rsm_sim_sight sight;
    struct rsm_record side;

    assert_true(rsm_sim_look(t->f->library, "slot 2", 0, &sight));
    look_at_side(t->f, medium_in_slot(t->f, 2), &side);
    assert_text(sight.label.LabelType, side.info.Info.Partition.szOmidLabelType);
}

/* ---- a drive that stands alone ---- */

static void begin_exchange(struct trial *t)
{
    plug_in_and_settle(t->f, t->verb->drawing);
    rsm_sim_take_out(t->f->library, "drive 1");
    rsm_sim_put_in(t->f->library, "drive 1 - ansi VOL002");
    rsm_sim_announce_drive(t->f->library, 1);
}

static void begin_eject_alone(struct trial *t)
{
    struct rsm_session *session;
    struct rsm_record medium;

    plug_in_and_settle(t->f, t->verb->drawing);
    look_in_drive(t->f, &medium);
    assert_success(rsm_session_get(t->f->session, &session));
    assert_success(rsm_eject_start(session, &medium.info.ObjectGuid, false, &t->operation));
    rsm_session_release(session);
}

/* An eject that was begun may have ended only now. */
static void push_back(struct trial *t)
{
    rsm_sim_push_back(t->f->library);
    run_all_work(t->f);
}

static void check_exchanged(struct trial *t)
{
    assert_in_drive(t->f, u"VOL002");
}

static void check_pushed_back(struct trial *t)
{
    assert_in_drive(t->f, u"VOL001");
}

/* ---- the table ---- */

/* clang-format off */
const struct verb verbs[] = {
    /* name                       drawing         cartridges, commands, writes, finds */
    {"find a library",            two_tapes,        2, 40, false, true,  begin_anything,       find_library, settle_found,      NULL},
    {"inventory",                 two_tapes,        2, 35, false, false, begin_inventory,      NULL,         NULL,              NULL},
    {"fast inventory",            one_drive,        2,  2, false, false, begin_fast_inventory, NULL,         NULL,              NULL},
    {"identify",                  two_tapes,        2, 15, false, false, begin_identify,       NULL,         NULL,              NULL},
    {"mount",                     two_drives,       3, 25, false, false, begin_mount,          NULL,         settle_mount,      NULL},
    {"mount in uncertain drives", uncertain_drives, 2, 25, false, false, begin_mount,          NULL,         settle_mount,      NULL},
    {"dismount",                  one_drive,        2,  4, false, false, begin_dismount,       NULL,         settle_dismount,   NULL},
    {"deferred dismount",         one_drive,        2,  3, false, false, begin_deferred,       NULL,         settle_dismount,   NULL},
    {"eject",                     one_drive,        2,  6, false, false, begin_eject,          run_eject,    settle_eject,      NULL},
    {"inject",                    one_drive,        2,  6, false, false, begin_inject,         NULL,         settle_inject,     NULL},
    {"clean",                     one_drive,        2, 12, false, false, begin_clean,          NULL,         settle_clean,      check_clean},
    {"eject a cleaner",           one_drive,        2,  5, false, false, begin_eject_cleaner,  NULL,         settle_cleaner,    check_clean},
    {"inject a cleaner",          one_drive,        2,  5, false, false, begin_inject_cleaner, NULL,         settle_cleaner,    check_clean},
    {"free label",                one_drive,        2, 25, true,  false, begin_free_label,     NULL,         settle_free_label, check_label},
    {"free label on a blank",     with_blank,       2, 25, true,  false, begin_free_label,     NULL,         settle_free_label, check_label},
    {"erase",                     one_drive,        2, 20, true,  false, begin_erase,          NULL,         settle_erase,      check_label},
    {"erase without ERASE",       no_bar_codes,     2, 20, true,  false, begin_erase,          NULL,         settle_erase,      check_label},
    {"exchange by hand",          alone,            1,  3, false, false, begin_exchange,       NULL,         push_back,         check_exchanged},
    {"eject by the drive",        alone,            1,  3, false, false, begin_eject_alone,    run_eject,    push_back,         check_pushed_back},
};
/* clang-format on */

const size_t verb_count = sizeof verbs / sizeof verbs[0];
