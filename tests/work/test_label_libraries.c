/*
 * Media label libraries as work asks them: identification, and a program that reports its label.
 */
#include "core/session.h"
#include "label/libraries.h"
#include "platform/clock.h"
#include "platform/thread.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/looks.h"
#include "work/system.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include <string.h>

static const char noise[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  noise\n"
    "slot 2   A00002L5  ansi VOL002\n"
    "slot 3   A00003L5  blank\n";

/* ---- libraries ---- */

static DWORD WINAPI max_label(DWORD *const size)
{
    *size = 4096;
    return ERROR_SUCCESS;
}

/* The simulated noise, by its size and its first byte; the identifier is its second and third. */
static DWORD WINAPI claim_noise(const BYTE *const bytes, const DWORD size,
                                MediaLabelInfo *const info)
{
    static const WCHAR type[] = u"Vendor Backup";

    if (size != 512 || (bytes[0] & 0x80) == 0)
        return ERROR_BAD_FORMAT;
    memcpy(info->LabelType, type, sizeof type);
    memcpy(info->LabelID, bytes + 1, 2);
    info->LabelIDSize = 2;
    return ERROR_SUCCESS;
}

static struct rsm_mutex gate_lock = RSM_MUTEX_INIT;
static struct rsm_cond gate_changed;
static bool asked;
static bool let_through;

/* Takes its time: until the test lets it go on, or half a minute has passed. */
static DWORD WINAPI claim_slowly(const BYTE *const bytes, const DWORD size,
                                 MediaLabelInfo *const info)
{
    uint64_t end = rsm_clock_ms() + 30000;

    rsm_mutex_lock(&gate_lock);
    asked = true;
    rsm_cond_broadcast(&gate_changed);
    while (!let_through && rsm_clock_ms() < end)
        (void)rsm_cond_wait(&gate_changed, &gate_lock, 1000);
    rsm_mutex_unlock(&gate_lock);
    return claim_noise(bytes, size, info);
}

static DWORD WINAPI claim_badly(const BYTE *const bytes, const DWORD size,
                                MediaLabelInfo *const info)
{
    (void)bytes;
    (void)size;
    memset(info, 0x58, sizeof *info);
    return ERROR_SUCCESS;
}

static struct rsm_label_libraries libraries;

static void install(struct fixture *f, CLAIMMEDIALABEL claim)
{
    memset(&libraries, 0, sizeof libraries);
    assert_true(rsm_libraries_add(&libraries, "Vendor", max_label, claim, NULL));
    f->options.label_libraries = &libraries;
}

static void assert_type(struct fixture *f, unsigned slot, const WCHAR *type)
{
    struct rsm_record side;

    look_at_side(f, medium_in_slot(f, slot), &side);
    assert_text(type, side.info.Info.Partition.szOmidLabelType);
}

/* ---- stories ---- */

static void a_tape_that_a_library_claims_goes_to_import(void **state)
{
    struct fixture *f = *state;
    f->labels_changed = true; /* the simulator asks no library */
    install(f, claim_noise);

    plug_in_and_settle(f, noise);

    assert_pool(f, "A00001L5", "Import");
    assert_type(f, 1, u"Vendor Backup");
    assert_pool(f, "A00002L5", "Import");
    assert_type(f, 2, u"ANSI X3.27");
    assert_pool(f, "A00003L5", "Unrecognized");
}

static void without_the_library_it_is_unrecognized(void **state)
{
    struct fixture *f = *state;

    plug_in_and_settle(f, noise);

    assert_pool(f, "A00001L5", "Unrecognized");
}

static void an_answer_that_cannot_be_used_corrupts_no_record(void **state)
{
    struct fixture *f = *state;
    install(f, claim_badly);

    plug_in_and_settle(f, noise);

    assert_pool(f, "A00001L5", "Unrecognized");
    assert_type(f, 2, u"ANSI X3.27");
}

static void wait_until_asked(void)
{
    uint64_t end = rsm_clock_ms() + 20000;

    rsm_mutex_lock(&gate_lock);
    while (!asked && rsm_clock_ms() < end)
        (void)rsm_cond_wait(&gate_changed, &gate_lock, 1000);
    assert_true(asked);
    rsm_mutex_unlock(&gate_lock);
}

static void a_slow_library_holds_up_nobody_else(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;
    HANDLE second;
    f->labels_changed = true;
    rsm_cond_init(&gate_changed);
    install(f, claim_slowly);

    plug_in(f, noise);
    wait_until_asked();
    look_at_library(f, &library); /* sees, and changes */
    change(f, &library);
    assert_success(rsm_system_open_session(NULL, u"Another", &second));
    assert_success(rsm_system_close_session(second));

    rsm_mutex_lock(&gate_lock);
    let_through = true;
    rsm_cond_broadcast(&gate_changed);
    rsm_mutex_unlock(&gate_lock);
    run_all_work(f);
    assert_type(f, 1, u"Vendor Backup");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(a_tape_that_a_library_claims_goes_to_import),
        story(without_the_library_it_is_unrecognized),
        story(an_answer_that_cannot_be_used_corrupts_no_record),
        story_threads(a_slow_library_holds_up_nobody_else),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
