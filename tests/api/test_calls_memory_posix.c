/*
 * Each call of the table when one of its allocations fails, and when that and all later ones do: the
 * caller hears ERROR_NOT_ENOUGH_MEMORY and nothing of the call is done, or SQLite did without, and all of
 * it is; and no memory is lost.  The database is in memory, so that a child has one of its own, and each
 * call is the first one.
 */
#include "api/kept_world.h"
#include "core/invariants.h"
#include "ntmsapi.h"
#include "store/store.h"
#include "support/asserts.h"
#include "support/child_posix.h"
#include "support/dump.h"
#include "support/failing_memory.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ALLOCATIONS_MAX = 5000 };

static void *world;
static struct subjects subjects;

/* What a child is to do. */
static const struct call *call_now;
static enum memory whose_now;
static unsigned number_now;

static char *before; /* what the database holds */

/* Of a call that nothing disturbs. */
static char *good_dump;
static char
    *handed_dump;      /* when it begins to wait for work that it handed over; "" = it does not */
static long good_loss; /* of blocks, from before it until the session is closed: below 0 */

/* ---- the child ---- */

/* How it ends. */
enum { UNTOUCHED, REFUSED, DID_WITHOUT, WRONG_CODE, STUCK, CHANGED, BROKEN, LEAKED };

static const char *const sentences[] = {
    [WRONG_CODE] = "another code than ERROR_NOT_ENOUGH_MEMORY",
    [STUCK] = "the database cannot be used any more",
    [CHANGED] = "part of it is done",
    [BROKEN] = "an invariant does not hold",
    [LEAKED] = "memory is lost",
};

static void leave(void)
{
    put_down_subjects(&subjects);
    close_session(world);
}

static void ignore(void *context, const struct rsm_record *object, const char *sentence)
{
    (void)context;
    (void)object;
    (void)sentence;
}

static bool is_usable(struct rsm_store *store)
{
    return rsm_store_begin(store, RSM_STORE_WRITE) == ERROR_SUCCESS &&
           rsm_store_end(store, ERROR_SUCCESS) == ERROR_SUCCESS;
}

/* Does the database hold what it may after that code? */
static bool holds(struct rsm_store *store, DWORD err)
{
    char *exact = dump_database(store);
    char *alike = dump_alike(store);
    bool good = strcmp(alike, good_dump) == 0;
    bool same = strcmp(exact, before) == 0 || strcmp(alike, handed_dump) == 0;

    if (err == ERROR_SUCCESS ? !good : !same)
        print_dump_differences(err == ERROR_SUCCESS ? good_dump : before,
                               err == ERROR_SUCCESS ? alike : exact);
    free(alike);
    free(exact);
    return err == ERROR_SUCCESS ? good : same;
}

static int check_database(DWORD err)
{
    struct rsm *rsm = subjects.f->rsm;
    size_t broken = 1;

    if (!is_usable(rsm->store))
        return STUCK;
    if (!holds(rsm->store, err))
        return CHANGED;
    if (rsm_invariants_check(rsm, ignore, NULL, &broken) != ERROR_SUCCESS || broken > 0)
        return BROKEN;
    return err == ERROR_SUCCESS ? DID_WITHOUT : REFUSED;
}

static int try_call(void)
{
    long blocks = failing_memory_blocks();
    DWORD err;
    int end;

    failing_memory_at(whose_now, number_now, number_now % 2 == 0);
    err = call_now->make(&subjects);
    failing_memory_mend();
    if (err != ERROR_SUCCESS && err != ERROR_NOT_ENOUGH_MEMORY) {
        print_error("got %lu\n", (unsigned long)err);
        end = WRONG_CODE;
    } else {
        end = check_database(err);
    }
    if (end == DID_WITHOUT && !failing_memory_has_struck())
        end = UNTOUCHED;
    leave();
    if (end < WRONG_CODE && failing_memory_blocks() - blocks > good_loss)
        end = LEAKED;
    return end;
}

static void run_short_of_memory(int to)
{
    (void)to;
    _exit(try_call());
}

static void keep_handed_over(void)
{
    free(handed_dump);
    handed_dump = dump_alike(subjects.f->rsm->store);
}

static void say_text(int to, const char *text)
{
    size_t size = strlen(text) + 1;

    say_bytes(to, &size, sizeof size);
    say_bytes(to, text, size);
}

static void run_well(int to)
{
    long loss = -failing_memory_blocks();
    DWORD err;
    char *dump;

    subjects.before_work = keep_handed_over;
    err = call_now->make(&subjects);
    say_bytes(to, &err, sizeof err);
    say_text(to, handed_dump != NULL ? handed_dump : "");
    free(handed_dump);
    dump = dump_alike(subjects.f->rsm->store);
    say_text(to, dump);
    free(dump);
    leave();
    loss += failing_memory_blocks();
    say_bytes(to, &loss, sizeof loss);
}

/* ---- the parent ---- */

static char *hear_text(struct child child)
{
    size_t size;
    char *text;

    assert_true(hear_bytes(child, &size, sizeof size));
    text = malloc(size);
    assert_non_null(text);
    assert_true(hear_bytes(child, text, size));
    return text;
}

static void learn_how_it_ends_well(void)
{
    struct child child = begin_child(run_well);
    DWORD err;

    assert_true(hear_bytes(child, &err, sizeof err));
    assert_success(err);
    handed_dump = hear_text(child);
    good_dump = hear_text(child);
    assert_true(hear_bytes(child, &good_loss, sizeof good_loss));
    assert_int_equal(end_child(child), 0);
}

static void forget_it(void)
{
    free(handed_dump);
    free(good_dump);
    handed_dump = good_dump = NULL;
}

/*
 * Preparing a statement is SQLite's own work, with a hundred allocations and more.  Of those each is tried
 * at first and fewer and fewer later, or all if NTMS_TEST_EVERY_ALLOCATION is set.
 */
static unsigned next_number(void)
{
    if (whose_now == MEMORY_OURS || getenv("NTMS_TEST_EVERY_ALLOCATION") != NULL)
        return number_now + 1;
    return number_now + 1 + number_now / 8;
}

/* How often the caller heard of it. */
static unsigned sweep(enum memory whose)
{
    unsigned heard = 0;

    whose_now = whose;
    for (number_now = 1; number_now < ALLOCATIONS_MAX; number_now = next_number()) {
        int end = end_child(begin_child(run_short_of_memory));

        if (end == UNTOUCHED)
            return heard;
        if (end != REFUSED && end != DID_WITHOUT)
            fail_msg("allocation %u: %s (%d)", number_now,
                     end >= WRONG_CODE && end <= LEAKED ? sentences[end] : "it crashed", end);
        heard += end == REFUSED;
    }
    fail_msg("it does not come through");
    return heard;
}

static bool is_about_copies(const struct call *call)
{
    return strstr(call->name, "NtmsDatabase") != NULL;
}

/* covers ERROR_NOT_ENOUGH_MEMORY of each call */
static void it_is_done_or_not_and_the_caller_hears_of_it(void **state)
{
    unsigned heard;

    call_now = *state;
    if (is_about_copies(call_now)) /* a database in memory has none */
        return;
    learn_how_it_ends_well();
    heard = sweep(MEMORY_OURS);
    heard += sweep(MEMORY_OF_SQLITE);
    assert_true(heard > 0 || call_now->kind == CALL_NEITHER);
    forget_it();
}

static int make_world(void **state)
{
    struct fixture *f;

    (void)state;
    if (fixture_in_memory(&world) != 0)
        return -1;
    f = world;
    begin_subjects(&subjects, f);
    take_up_subjects(&subjects);
    subjects.before_work = failing_memory_mend;
    before = dump_database(f->rsm->store);
    return 0;
}

static int end_world(void **state)
{
    (void)state;
    free(before);
    put_down_subjects(&subjects);
    return fixture_end(&world);
}

/* ---- copies ---- */

static unsigned sweep_on_disk(DWORD(WINAPI *function)(HANDLE session), enum memory whose)
{
    struct subjects *s = renew_world();
    char *kept = dump_database(s->f->rsm->store);
    char *after;
    unsigned heard = 0;

    for (unsigned number = 1; number < ALLOCATIONS_MAX; number++) {
        DWORD err;

        failing_memory_at(whose, number, number % 2 == 0);
        err = function(s->session);
        failing_memory_mend();
        /* SQLite, short of memory, may find that a copy is damaged. */
        if (err != ERROR_SUCCESS &&
            (err != ERROR_DATABASE_FAILURE || function != ImportNtmsDatabase))
            assert_fails_with(ERROR_NOT_ENOUGH_MEMORY, err);
        if (!failing_memory_has_struck())
            break;
        heard += err != ERROR_SUCCESS;
    }
    after = dump_database(s->f->rsm->store);
    assert_string_equal(after, kept);
    free(after);
    free(kept);
    return heard;
}

static void copies_are_written_and_asked_for_or_not(void **state)
{
    (void)state;
    assert_true(sweep_on_disk(ExportNtmsDatabase, MEMORY_OF_SQLITE) > 0);
    assert_true(sweep_on_disk(ImportNtmsDatabase, MEMORY_OF_SQLITE) > 0);
    assert_true(sweep_on_disk(ExportNtmsDatabase, MEMORY_OURS) > 0);
    assert_true(sweep_on_disk(ImportNtmsDatabase, MEMORY_OURS) > 0);
}

int main(void)
{
    const struct CMUnitTest copies[] = {cmocka_unit_test(copies_are_written_and_asked_for_or_not)};
    int failed;

    failing_memory_begin();
    failed = run_calls("memory", CALL_NEITHER, it_is_done_or_not_and_the_caller_hears_of_it,
                       make_world, end_world);
    return failed + cmocka_run_group_tests(copies, kept_world_setup, kept_world_teardown);
}
