/*
 * What people set in the environment (NTMS_LOG, NTMS_OPERATOR, NTMS_DATA), and what outsiders get into lines of the
 * log: a line has no control characters, ends, and pretends to be no other.
 */
#include "demand.h"

#include "core/unattended.h"
#include "platform/log.h"
#include "platform/paths.h"

#include <stdio.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned lines;

static void hear(void *context, enum rsm_log_level level, const char *line)
{
    (void)context;
    (void)level;
    lines++;
    demand(strlen(line) < 2048 && strncmp(line, "label: ", 7) == 0);
    for (const char *at = line; *at != '\0'; at++)
        demand((unsigned char)*at >= 0x20 && *at != 0x7F);
}

static void check_line(const char *text)
{
    lines = 0;
    rsm_log_set_sink(hear, NULL);
    rsm_log(RSM_LOG_INFO, "label", "%s", text);
    rsm_log(RSM_LOG_ERROR, "label", "a tape says \"%s\", whatever that is", text);
    rsm_log_set_sink(NULL, NULL);
    demand(lines == 2);
}

static void check_log_path(const char *text)
{
    char path[RSM_PATHS_ROOM];
    rsm_error err;

    demand(setenv("NTMS_LOG", text, 1) == 0);
    err = rsm_log_path(path, sizeof path);
    if (err == ERROR_SUCCESS) {
        demand(path[0] != '\0' && strlen(path) < sizeof path);
        demand(strncmp(path, text, strlen(path)) == 0);
    }
    (void)rsm_log_path(path, 8);
    demand(setenv("NTMS_LOG", "", 1) == 0);
}

static void check_policy(const char *text)
{
    struct rsm_unattended policy = {.source = RSM_UNATTENDED_DATABASE};
    struct rsm_unattended again = policy;
    char written[40];

    if (!rsm_unattended_parse(text, &policy))
        return;
    demand(policy.source == RSM_UNATTENDED_DATABASE);
    if (policy.refuses)
        snprintf(written, sizeof written, "refuse:%lu", (unsigned long)policy.seconds);
    else
        snprintf(written, sizeof written, "wait");
    demand(rsm_unattended_parse(written, &again));
    demand(again.refuses == policy.refuses && again.seconds == policy.seconds);
}

static void check_folder(const char *text)
{
    char path[RSM_PATHS_ROOM];
    char joined[RSM_PATHS_ROOM];

    demand(setenv("NTMS_DATA", text, 1) == 0);
    if (rsm_paths_data_folder(path, sizeof path) == ERROR_SUCCESS) {
        demand(strlen(path) < sizeof path && strlen(path) >= 8);
        demand(strcmp(path + strlen(path) - 8, "NtmsData") == 0);
    }
    if (rsm_paths_join(text, "name", joined, sizeof joined) == ERROR_SUCCESS)
        demand(strlen(joined) >= 4 && strcmp(joined + strlen(joined) - 4, "name") == 0);
    else
        demand(joined[0] == '\0');
    (void)rsm_paths_absolute(text, path, sizeof path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);

    demand(text != NULL);
    memcpy(text, data, size);
    text[size] = '\0';
    check_line(text);
    check_log_path(text);
    check_policy(text);
    check_folder(text);
    free(text);
    return 0;
}
