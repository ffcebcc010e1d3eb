/*
 * What the log says while a test runs.
 */
#include "support/kept_log.h"

#include "platform/log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static char kept[65536];

static void keep_line(void *context, enum rsm_log_level level, const char *line)
{
    size_t length = strlen(kept);

    (void)context;
    if (level == RSM_LOG_ERROR || level == RSM_LOG_WARNING)
        (void)snprintf(kept + length, sizeof kept - length, "%s\n", line);
}

void begin_keeping_log(void)
{
    kept[0] = '\0';
    rsm_log_set_sink(keep_line, NULL);
}

void end_keeping_log(void)
{
    rsm_log_set_sink(NULL, NULL);
}

void assert_logged(const char *words)
{
    if (strstr(kept, words) == NULL)
        fail_msg("\"%s\" was not logged, but:\n%s", words, kept);
}

unsigned count_logged(const char *words)
{
    unsigned count = 0;

    for (const char *at = strstr(kept, words); at != NULL; at = strstr(at + 1, words))
        count++;
    return count;
}

void assert_not_logged(const char *words)
{
    if (kept[0] != '\0' && strstr(kept, words) != NULL)
        fail_msg("\"%s\" was logged:\n%s", words, kept);
}
