/*
 * The rows about rights.
 */
#include "api/rights_rows.h"

#include "model/object_types.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_ROOM = 96 };

bool is_wanted(const struct call *row, DWORD securable, DWORD right)
{
    size_t count;
    const struct call *calls = all_calls(&count);

    for (size_t i = 0; i < count; i++) {
        if (strcmp(calls[i].name, row->name) == 0 && calls[i].securable == securable &&
            calls[i].right == right)
            return true;
    }
    return false;
}

/* ---- running ---- */

static void *world;
static struct subjects subjects;
static rsm_access_hook *world_hook;

struct subjects *rights_subjects(void)
{
    return &subjects;
}

void set_rights_hook(rsm_access_hook *hook)
{
    world_hook = hook;
}

static int make_world(void **state)
{
    struct fixture *f;

    (void)state;
    if (fixture_in_memory(&world) != 0)
        return -1;
    f = world;
    f->options.access = world_hook;
    begin_subjects(&subjects, f);
    take_up_subjects(&subjects);
    return 0;
}

static int end_world(void **state)
{
    (void)state;
    put_down_subjects(&subjects);
    return fixture_end(&world);
}

int run_right_rows(void (*test)(void **state))
{
    size_t count, used = 0;
    struct call *calls = all_calls(&count);
    struct CMUnitTest *tests = calloc(count, sizeof *tests);
    char(*names)[NAME_ROOM] = calloc(count, sizeof *names);
    int failed = -1;

    for (size_t i = 0; tests != NULL && names != NULL && i < count; i++) {
        if (calls[i].right == 0)
            continue;
        (void)snprintf(names[used], NAME_ROOM, "%s wants %s of the %s", calls[i].name,
                       calls[i].right_name, rsm_object_type_name(calls[i].securable));
        tests[used] = (struct CMUnitTest){names[used], test, make_world, end_world, &calls[i]};
        used++;
    }
    if (tests != NULL && names != NULL)
        failed = _cmocka_run_group_tests("rights", tests, used, NULL, NULL);
    free(names);
    free(tests);
    return failed;
}
