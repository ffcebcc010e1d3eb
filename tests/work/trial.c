/*
 * Tries of verbs.
 */
#include "work/trial.h"

#include "model/guid.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/invariants.h"
#include "support/looks.h"
#include "support/moments.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <setjmp.h>

#include <cmocka.h>

void trial_begin(struct trial *t, struct fixture *f, const struct verb *verb)
{
    memset(t, 0, sizeof *t);
    t->f = f;
    t->verb = verb;
    f->labels_changed = verb->writes;
    verb->begin(t);
}

void trial_run(struct trial *t)
{
    if (t->verb->run != NULL)
        t->verb->run(t);
    else
        run_all_work(t->f);
}

void trial_check_now(struct trial *t)
{
    assert_invariants(t->f->rsm);
}

/* ---- in the end ---- */

/* "slot 3": where the medium is on record. */
static void name_place(struct trial *t, const GUID *medium, char *name, size_t room)
{
    struct rsm_record record;
    struct rsm_record place;
    const NTMS_PMIDINFORMATIONW *info = &record.info.Info.PhysicalMedia;

    look_at(t->f, medium, NTMS_PHYSICAL_MEDIA, &record);
    look_at(t->f, &info->Location, info->LocationType, &place);
    switch (info->LocationType) {
    case NTMS_DRIVE:
        snprintf(name, room, "drive %u", (unsigned)place.info.Info.Drive.Number);
        break;
    case NTMS_IEPORT:
        snprintf(name, room, "port %u", (unsigned)place.info.Info.IEPort.Number);
        break;
    default:
        snprintf(name, room, "slot %u", (unsigned)place.info.Info.StorageSlot.Number);
        break;
    }
}

/* What belongs to somebody still does, and nothing was written on it. */
static void check_owned(struct trial *t)
{
    struct rsm_record side;
    char place[16];

    if (rsm_guid_is_null(&t->owned))
        return;
    assert_true(is_on_record(t->f, &t->owned));
    look_at_side(t->f, &t->owned, &side);
    assert_guid(t->owner, side.info.Info.Partition.LogicalMedia);
    name_place(t, &t->owned, place, sizeof place);
    assert_int_equal(rsm_sim_fingerprint(t->f->library, place), t->written);
}

static void check_all(struct trial *t)
{
    assert_invariants(t->f->rsm);
    assert_records_match_library(t->f);
    assert_int_equal(count_unfinished(t->f), 0);
    assert_int_equal(count_intents(t->f), 0);
    assert_objects(t->f, NTMS_PHYSICAL_MEDIA, t->verb->cartridges);
    check_owned(t);
}

void trial_heal(struct trial *t, bool labels)
{
    labels = labels || t->verb->writes;

    run_all_work(t->f);
    if (t->verb->settle != NULL)
        t->verb->settle(t);
    assert_success(take_inventory(t->f, labels ? NTMS_INVENTORY_OMID : NTMS_INVENTORY_FAST));
    run_all_work(t->f);
    t->f->labels_changed = false;
    check_all(t);
    if (t->verb->check != NULL)
        t->verb->check(t);
}

void trial_end(struct trial *t)
{
    close_session(t->f);
}
