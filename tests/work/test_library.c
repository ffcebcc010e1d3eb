/*
 * A library and its bays, without devices.
 */
#include "work/library.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void a_reading_without_a_label_replaces_an_earlier_one(void **state)
{
    const MediaLabelInfo label = {.LabelType = u"ANSI", .LabelIDSize = 3, .LabelID = "ABC"};
    static struct rsm_library library;

    (void)state;
    rsm_library_begin(&library, NULL, NULL);
    rsm_library_note_label(&library, &library.bays[0], &label);
    rsm_library_note_label(&library, &library.bays[0], NULL);

    assert_true(library.bays[0].has_read);
    assert_int_equal(library.bays[0].label.LabelIDSize, 0);
    rsm_library_end(&library);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reading_without_a_label_replaces_an_earlier_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
