/*
 * PRAGMA integrity_check and foreign_key_check, on a connection of their own.
 */
#include "store/integrity.h"

#include "platform/paths.h"

#include <stdio.h>
#include <string.h>

enum { WAIT_MS = 10000, SENTENCE = 4096 };

struct look {
    struct rsm_sql *sql;
    rsm_integrity_report *report;
    void *context;
    size_t faults;
};

static void tell(struct look *look, const char *sentence)
{
    look->faults++;
    look->report(look->context, sentence);
}

/* A row may be of several lines; one is a heading. */
static void tell_lines(struct look *look, char *lines)
{
    for (char *line = lines; line != NULL && *line != '\0';) {
        char *end = strchr(line, '\n');

        if (end != NULL)
            *end = '\0';
        if (line[0] != '\0' && strncmp(line, "***", 3) != 0)
            tell(look, line);
        line = end != NULL ? end + 1 : NULL;
    }
}

/* SQLite answers with a row or more, or one that is "ok". */
static rsm_error check_pages(struct look *look)
{
    struct rsm_statement *statement = NULL;
    char sentence[SENTENCE];
    bool row = false;
    rsm_error err = rsm_sql_take(look->sql, "PRAGMA integrity_check(100)", &statement);

    while (err == ERROR_SUCCESS && (err = rsm_sql_step(statement, &row)) == ERROR_SUCCESS && row) {
        rsm_sql_utf8(statement, 0, sentence, sizeof sentence);
        if (strcmp(sentence, "ok") != 0)
            tell_lines(look, sentence);
    }
    rsm_sql_give(statement);
    return err;
}

/* A row is: table, row number, table that it refers to. */
static rsm_error check_references(struct look *look)
{
    struct rsm_statement *statement = NULL;
    char from[64];
    char to[64];
    char sentence[256];
    bool row = false;
    rsm_error err = rsm_sql_take(look->sql, "PRAGMA foreign_key_check", &statement);

    while (err == ERROR_SUCCESS && look->faults < RSM_INTEGRITY_FAULTS_MAX &&
           (err = rsm_sql_step(statement, &row)) == ERROR_SUCCESS && row) {
        rsm_sql_utf8(statement, 0, from, sizeof from);
        rsm_sql_utf8(statement, 2, to, sizeof to);
        (void)snprintf(sentence, sizeof sentence,
                       "row %lld of table %s refers to a row of %s that is not there",
                       (long long)rsm_sql_number(statement, 1), from, to);
        tell(look, sentence);
    }
    rsm_sql_give(statement);
    return err;
}

/* Others may be writing just now, so that it may be. */
static rsm_error check_writable(struct look *look)
{
    rsm_error err;

    rsm_sql_wait_for_others(look->sql, 0);
    err = rsm_sql_try(look->sql, "BEGIN IMMEDIATE");
    if (err == ERROR_SUCCESS)
        return rsm_sql_run(look->sql, "ROLLBACK");
    return rsm_sql_trouble(look->sql) == RSM_TROUBLE_BUSY ? ERROR_SUCCESS : err;
}

static rsm_error check_all(struct look *look)
{
    rsm_error err = check_pages(look);

    if (err == ERROR_SUCCESS && look->faults == 0)
        err = check_references(look);
    if (err == ERROR_SUCCESS && look->faults == 0)
        err = check_writable(look);
    if (err == ERROR_SUCCESS || rsm_sql_trouble(look->sql) != RSM_TROUBLE_DAMAGED)
        return err;
    if (look->faults == 0)
        tell(look, "it cannot be read: it is damaged, or no database");
    return ERROR_SUCCESS;
}

rsm_error rsm_integrity_check(const char *path, rsm_integrity_report *report, void *context,
                              size_t *faults_out)
{
    struct look look = {.report = report, .context = context};
    rsm_error err;

    *faults_out = 0;
    if (!rsm_paths_exists(path))
        return ERROR_FILE_NOT_FOUND;
    err = rsm_sql_open(path, false, &look.sql);
    if (err == ERROR_SUCCESS) {
        rsm_sql_wait_for_others(look.sql, WAIT_MS);
        err = check_all(&look);
    }
    rsm_sql_close(look.sql);
    *faults_out = look.faults;
    return err;
}
