/*
 * Breaking invariants on purpose.
 */
#include "core/breaches.h"

#include "core/invariants.h"
#include "model/guid.h"
#include "store/records.h"
#include "support/asserts.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include <string.h>

void break_number(struct small_world *world, DWORD type, const GUID *id, const char *column,
                  DWORD value)
{
    world_begin(world);
    assert_success(rsm_store_end(
        world->rsm.store, rsm_records_set_number(world->rsm.store, type, id, column, value)));
}

void break_guid(struct small_world *world, DWORD type, const GUID *id, const char *column,
                const GUID *value)
{
    world_begin(world);
    assert_success(rsm_store_end(world->rsm.store,
                                 rsm_records_set_guid(world->rsm.store, type, id, column, value)));
}

void break_by_deleting(struct small_world *world, const GUID *id)
{
    world_begin(world);
    assert_success(rsm_store_end(world->rsm.store, rsm_records_delete(world->rsm.store, id)));
}

struct wanted {
    const GUID *id;
    const char *sentence;
    bool found;
};

static void show(void *context, const struct rsm_record *object, const char *sentence)
{
    char id[RSM_GUID_TEXT];

    (void)context;
    rsm_guid_format(&object->info.ObjectGuid, id);
    print_error("    reported of %s: \"%s\"\n", id, sentence);
}

static void look_for(void *context, const struct rsm_record *object, const char *sentence)
{
    struct wanted *wanted = context;

    if (rsm_guid_equal(wanted->id, &object->info.ObjectGuid) &&
        strcmp(wanted->sentence, sentence) == 0)
        wanted->found = true;
}

void rsm_assert_breach(struct small_world *world, const GUID *id, const char *sentence, bool alone,
                       const char *file, int line)
{
    struct wanted wanted = {.id = id, .sentence = sentence};
    size_t broken = 0;

    assert_success(rsm_invariants_check(&world->rsm, look_for, &wanted, &broken));
    if (wanted.found && (!alone || broken == 1))
        return;
    print_error("%s: \"%s\"\n", wanted.found ? "not alone" : "not reported", sentence);
    assert_success(rsm_invariants_check(&world->rsm, show, NULL, &broken));
    _fail(file, line);
}

bool is_breach(struct small_world *world, const GUID *id, const char *sentence)
{
    struct wanted wanted = {.id = id, .sentence = sentence};
    size_t broken = 0;

    assert_success(rsm_invariants_check(&world->rsm, look_for, &wanted, &broken));
    return wanted.found;
}

void rsm_assert_sound(struct small_world *world, const char *file, int line)
{
    size_t broken = 0;

    assert_success(rsm_invariants_check(&world->rsm, show, NULL, &broken));
    if (broken > 0)
        _fail(file, line);
}
