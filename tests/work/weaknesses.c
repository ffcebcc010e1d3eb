/*
 * Each verb against each row.
 */
#include "work/weaknesses.h"

#include "support/apart.h"
#include "support/asserts.h"
#include "work/every_command.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>

#include <cmocka.h>

enum { NAME_ROOM = 120, STEPS_MAX = 20000, STRUCK = 2, UNTOUCHED = 3 };

struct sweep {
    char name[NAME_ROOM];
    const struct verb *verb;
    const struct weakness *weakness;
    struct trial trial;
    struct fixture *f;
    unsigned first;
    unsigned only;   /* 0 = all from the first on */
    unsigned number; /* of the step now; 0 = all went well */
};

static int try_step(void *context)
{
    struct sweep *s = context;
    const struct weakness *weakness = s->weakness;
    bool struck;

    weakness->begin(s->number);
    trial_run(&s->trial);
    struck = weakness->has_struck();
    weakness->mend();
    trial_check_now(&s->trial);
    trial_heal(&s->trial, false);
    trial_end(&s->trial);
    return struck ? STRUCK : UNTOUCHED;
}

static void begin_try(struct sweep *s)
{
    void *f;

    if (s->weakness->on_disk)
        assert_int_equal(fixture_on_disk(&f), 0);
    else
        assert_int_equal(fixture_in_memory(&f), 0);
    s->f = f;
    if (s->weakness->devices != NULL)
        s->f->transports[0] = s->weakness->devices;
    trial_begin(&s->trial, s->f, s->verb);
}

static void end_try(struct sweep *s)
{
    void *f = s->f;

    if (s->f->session != NULL)
        trial_end(&s->trial);
    assert_int_equal(fixture_end(&f), 0);
    s->f = NULL;
}

static int try_here(struct sweep *s)
{
    int end;

    begin_try(s);
    end = try_step(s);
    end_try(s);
    return end;
}

static unsigned next_of(const struct sweep *s)
{
    const struct weakness *weakness = s->weakness;
    unsigned next = weakness->next != NULL ? weakness->next(s->number) : s->number + 1;

    return s->number + (next - s->number) * (unsigned)COMMAND_STEP;
}

static void it_comes_through(void **state)
{
    struct sweep *s = *state;
    bool apart = apart_is_possible() && !s->weakness->on_disk;
    int end = STRUCK;

    if (apart)
        begin_try(s);
    for (s->number = s->first; end == STRUCK; s->number = next_of(s)) {
        assert_in_range(s->number, 1, STEPS_MAX);
        end = apart ? run_apart(try_step, s) : try_here(s);
        assert_int_not_equal(end, APART_FAILED);
        if (s->only > 0)
            break;
    }
    s->number = 0;
    if (apart)
        end_try(s);
}

static int end_sweep(void **state)
{
    struct sweep *s = *state;

    if (s->number > 0)
        print_error("at step %u: %s\n", s->number, s->name);
    return 0;
}

/* Is it the one that was named, if one was? */
static bool is_wanted(const struct sweep *s, int count, char **words)
{
    return count < 3 ||
           (strcmp(words[1], s->verb->name) == 0 && strcmp(words[2], s->weakness->name) == 0);
}

int run_weaknesses(const char *group, const struct weakness *rows, size_t count, int word_count,
                   char **words)
{
    size_t room = verb_count * count;
    struct sweep *sweeps = calloc(room, sizeof *sweeps);
    struct CMUnitTest *tests = calloc(room, sizeof *tests);
    size_t used = 0;
    int failed;

    for (size_t i = 0; i < room; i++) {
        struct sweep *s = &sweeps[used];

        s->verb = &verbs[i / count];
        s->weakness = &rows[i % count];
        s->first = s->weakness->next != NULL ? 1 + (unsigned)i % 11 : first_command(i);
        snprintf(s->name, NAME_ROOM, "%s: %s", s->verb->name, s->weakness->name);
        if (word_count > 3)
            s->first = s->only = (unsigned)atoi(words[3]);
        if (!is_wanted(s, word_count, words))
            continue;
        if (s->verb->finds) /* what it opens is swept with the functions of the interface */
            continue;
        tests[used++] = (struct CMUnitTest){s->name, it_comes_through, NULL, end_sweep, s};
    }
    failed = _cmocka_run_group_tests(group, tests, used, NULL, NULL);
    free(tests);
    free(sweeps);
    return failed;
}
