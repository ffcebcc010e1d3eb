/*
 * Asking tests/cli/validate.py.
 */
#include "cli/judge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

void judge_document(const struct capture *capture, const char *event_of)
{
#ifdef _WIN32
    (void)capture;
    (void)event_of;
#else
    char command[1024];
    FILE *judge;

    snprintf(command, sizeof command, "%s/../cli/validate.py %s %s", NTMS_TEST_DATA,
             event_of != NULL ? "-e" : "", event_of != NULL ? event_of : "");
    judge = popen(command, "w");
    assert_non_null(judge);
    assert_int_equal(fwrite(capture->text, 1, capture->length, judge), capture->length);
    if (pclose(judge) != 0)
        fail_msg("not as its schema says:\n%s", capture->text);
#endif
}
