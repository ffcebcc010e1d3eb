/*
 * Each command of each verb meets each fault, once, and from there on.  The verbs are the rows of verbs.h, the faults
 * those of faults.h; what must hold at once and in the end, trial.h.  Besides, a verb ends: it sends no more than so
 * many commands, and on the clock of devices it takes no longer than a bound.
 *
 * That takes a quarter of an hour of a processor.  So one of eight commands is tried, and in the next sweep the next
 * one, unless the environment variable NTMS_TEST_EVERY_COMMAND is set.
 *
 *     work_verbs_sweep [SHARE OF]               every OF-th sweep, from the SHARE-th on (from 1)
 *     work_verbs_sweep VERB FAULT [COMMAND]     that one alone; "... FAULT lasts" for one from there on
 */
#include "support/apart.h"
#include "support/asserts.h"
#include "support/looks.h"
#include "work/every_command.h"
#include "work/faults.h"
#include "work/trial.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>

#include <cmocka.h>

/* To find a library takes longest, and begins with the same questions to each device: one of so many is tried.
 * Faults that last differ little whether they begin a command earlier or later: one of so many is tried. */
enum {
    BRIEF_STEP = COMMAND_STEP == 1 ? 8 : 1,
    FINDING_STEP = 3,
    NAME_ROOM = 120,
    COMMANDS_MAX = 5000,
    LASTING_STEP = 5
};

/* One command may take a day, which is to erase a tape. */
static const uint64_t longest_ms = 30 * 3600 * 1000ull;

/* One verb and one fault. */
struct sweep {
    char name[NAME_ROOM];
    const struct verb *verb;
    const struct fault *fault;
    bool lasts;
    size_t index;
    struct fixture *f;
    struct trial trial;
    unsigned number; /* of the command that meets it now; 0 = all went well */
};

static unsigned only_command; /* 0 = all */

enum { STRUCK = 2, UNTOUCHED = 3 };

/* It was begun.  Did the fault strike? */
static int try_fault(void *context)
{
    struct sweep *s = context;
    struct trial *t = &s->trial;
    unsigned sent = rsm_sim_commands();
    uint64_t began = device_time(s->f);
    bool struck;

    begin_fault(s->fault, s->number, s->lasts);
    trial_run(t);
    struck = rsm_sim_has_failed();
    assert_in_range(rsm_sim_commands() - sent, 0, COMMANDS_MAX);
    assert_in_range(device_time(s->f) - began, 0, longest_ms);
    trial_check_now(t);

    rsm_sim_fail(NULL);
    rsm_sim_plug(s->f->library);
    trial_heal(t, s->number % 4 == 0 || s->fault->how.failure >= RSM_SIM_DATA_NONE);
    trial_end(t);
    return struck ? STRUCK : UNTOUCHED;
}

/* One after the other, in this process. */
static int try_here(struct sweep *s)
{
    trial_begin(&s->trial, s->f, s->verb);
    return try_fault(s);
}

static void every_command_may_fail(void **state)
{
    struct sweep *s = *state;
    unsigned step = (unsigned)COMMAND_STEP *
                    (getenv("NTMS_TEST_EVERY_COMMAND") == NULL ? (unsigned)BRIEF_STEP : 1u) *
                    (s->lasts ? LASTING_STEP : 1u) * (s->verb->finds ? FINDING_STEP : 1u);
    bool apart = apart_is_possible();
    int end = STRUCK;

    if (apart)
        trial_begin(&s->trial, s->f, s->verb);
    for (s->number = 1 + (unsigned)(s->index / 2 % step); end == STRUCK; s->number += step) {
        if (only_command > 0)
            s->number = only_command;
        end = apart ? run_apart(try_fault, s) : try_here(s);
        assert_int_not_equal(end, APART_FAILED);
        if (only_command > 0)
            break;
    }
    if (s->fault->how.failure < RSM_SIM_DATA_NONE && !s->lasts && only_command == 0)
        assert_in_range(s->number, s->verb->least, COMMANDS_MAX); /* it was all of it */
    s->number = 0;
    if (apart && s->f->session != NULL)
        trial_end(&s->trial);
}

static int begin_sweep(void **state)
{
    struct sweep *s = *state;
    void *f;

    if (fixture_in_memory(&f) != 0)
        return -1;
    s->f = f;
    return 0;
}

static int end_sweep(void **state)
{
    struct sweep *s = *state;
    void *f = s->f;

    if (s->number > 0)
        print_error("at command %u: %s\n", s->number, s->name);
    return s->number > 0 ? 0 : fixture_end(&f);
}

/* ---- which ---- */

static bool is_wanted(const struct sweep *s, int count, char **words)
{
    const char *fault = words[2];

    if (count < 3)
        return true;
    if (atoi(words[1]) > 0)
        return s->index % (size_t)atoi(words[2]) == (size_t)atoi(words[1]) - 1;
    return strcmp(words[1], s->verb->name) == 0 &&
           strncmp(fault, s->fault->name, strlen(s->fault->name)) == 0 &&
           strcmp(fault + strlen(s->fault->name), s->lasts ? " lasts" : "") == 0;
}

static size_t make_sweeps(struct sweep *sweeps, int count, char **words)
{
    size_t used = 0;
    size_t index = 0;

    for (size_t i = 0; i < verb_count * fault_count * 2; i++) {
        struct sweep s = {.verb = &verbs[i / 2 / fault_count],
                          .fault = &faults[i / 2 % fault_count],
                          .lasts = i % 2 == 1,
                          .index = index++};

        snprintf(s.name, sizeof s.name, "%s: %s%s", s.verb->name, s.fault->name,
                 s.lasts ? ", from then on" : "");
        if (is_wanted(&s, count, words))
            sweeps[used++] = s;
    }
    return used;
}

int main(int count, char **words)
{
    size_t room = verb_count * fault_count * 2;
    struct sweep *sweeps = calloc(room, sizeof *sweeps);
    struct CMUnitTest *tests = calloc(room, sizeof *tests);
    size_t used = make_sweeps(sweeps, count, words);
    int failed;

    only_command = count > 3 ? (unsigned)atoi(words[3]) : 0;
    for (size_t i = 0; i < used; i++)
        tests[i] = (struct CMUnitTest){sweeps[i].name, every_command_may_fail, begin_sweep,
                                       end_sweep, &sweeps[i]};
    failed = _cmocka_run_group_tests("verbs_sweep", tests, used, NULL, NULL);
    free(tests);
    free(sweeps);
    return failed;
}
