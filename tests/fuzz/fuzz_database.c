/*
 * A copy of a database that anybody may have written, imported and used: bytes of the file are changed, or rows of it
 * hold what no program of ours puts there.  It is refused in words, or replaces the database, and then everything
 * can be asked for, run and closed; what is wrong with it is said (invariants), and nothing of it ends a program.
 */
#include "demand.h"
#include "input.h"
#include "quick_sqlite.h"

#include "core/invariants.h"
#include "core/session.h"
#include "ntmsapi.h"
#include "store/backup.h"
#include "support/asserts.h"
#include "support/fixture.h"
#include "work/system.h"

#include <sqlite3.h>
#include <stdio.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int fsync(int file);
int fdatasync(int file);

enum { TABLES_MAX = 64, COLUMNS_MAX = 120, OBJECTS_MAX = 64, FILE_MAX = 4 << 20 };

/* Nobody pulls the plug here. */
int fsync(int file)
{
    (void)file;
    return 0;
}

int fdatasync(int file)
{
    (void)file;
    return 0;
}

static const char drawing[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5 ansi VOL001\n"
    "slot 2   A00002L5 blank\n"
    "slot 3   empty\n"
    "port 1   empty\n";

/* A whole copy, as ExportNtmsDatabase wrote it, and what is in it. */
static uint8_t *whole;
static size_t whole_size;
static char tables[TABLES_MAX][40];
static char columns[TABLES_MAX][COLUMNS_MAX][40];
static unsigned table_count;
static unsigned column_counts[TABLES_MAX];

/* ---- files ---- */

static void copy_path(const struct fixture *f, char path[RSM_PATHS_ROOM])
{
    demand(rsm_backup_copy_path(f->folder, path) == ERROR_SUCCESS);
}

static void write_file(const char *path, const uint8_t *data, size_t size)
{
    FILE *file = fopen(path, "wb");

    demand(file != NULL);
    demand(size == 0 || fwrite(data, 1, size, file) == size);
    demand(fclose(file) == 0);
}

static void read_whole(const char *path)
{
    FILE *file = fopen(path, "rb");

    demand(file != NULL);
    whole = malloc(FILE_MAX);
    demand(whole != NULL);
    whole_size = fread(whole, 1, FILE_MAX, file);
    demand(whole_size > 0 && whole_size < FILE_MAX);
    (void)fclose(file);
}

/* ---- what is in a copy ---- */

static void list_columns(sqlite3 *sql, unsigned table)
{
    sqlite3_stmt *statement;
    char text[100];

    snprintf(text, sizeof text, "SELECT name FROM pragma_table_info('%s')", tables[table]);
    demand(sqlite3_prepare_v2(sql, text, -1, &statement, NULL) == SQLITE_OK);
    while (sqlite3_step(statement) == SQLITE_ROW && column_counts[table] < COLUMNS_MAX)
        snprintf(columns[table][column_counts[table]++], 40, "%s",
                 (const char *)sqlite3_column_text(statement, 0));
    sqlite3_finalize(statement);
}

static void list_tables(const char *path)
{
    sqlite3_stmt *statement;
    sqlite3 *sql;

    demand(sqlite3_open(path, &sql) == SQLITE_OK);
    demand(sqlite3_prepare_v2(sql, "SELECT name FROM sqlite_master WHERE type='table' ORDER BY 1",
                              -1, &statement, NULL) == SQLITE_OK);
    while (sqlite3_step(statement) == SQLITE_ROW && table_count < TABLES_MAX)
        snprintf(tables[table_count++], sizeof tables[0], "%s",
                 (const char *)sqlite3_column_text(statement, 0));
    sqlite3_finalize(statement);
    for (unsigned i = 0; i < table_count; i++)
        list_columns(sql, i);
    sqlite3_close(sql);
}

static void make_whole(void)
{
    char path[RSM_PATHS_ROOM];
    struct fixture *f;
    void *state;

    demand(fixture_on_disk(&state) == 0);
    f = state;
    plug_in_and_settle(f, drawing);
    assert_success(ExportNtmsDatabase(f->session));
    copy_path(f, path);
    read_whole(path);
    list_tables(path);
    f->unsettled = true;
    (void)fixture_end(&state);
}

/* ---- spoiling ---- */

static void spoil_bytes(struct input *input, const char *path)
{
    uint8_t *copy = malloc(whole_size);

    demand(copy != NULL);
    memcpy(copy, whole, whole_size);
    while (input->size > 0) {
        size_t at = take_number(input) | (size_t)take_byte(input) << 16;
        size_t count = 1 + take_byte(input) % 8;

        for (size_t i = 0; i < count && input->size > 0; i++)
            copy[(at + i) % whole_size] = take_byte(input);
    }
    write_file(path, copy, whole_size);
    free(copy);
}

static void bind_value(sqlite3_stmt *statement, struct input *input)
{
    static const int64_t numbers[] = {0,         1,          -1,        255,      65536,
                                      INT32_MAX, UINT32_MAX, INT64_MAX, INT64_MIN};
    uint8_t kind = take_byte(input);
    size_t count;
    const uint8_t *bytes;

    switch (kind % 6) {
    case 0:
        sqlite3_bind_null(statement, 1);
        break;
    case 1:
        sqlite3_bind_int64(statement, 1, numbers[kind / 6 % 9]);
        break;
    case 2:
        sqlite3_bind_int64(statement, 1, take_number(input));
        break;
    case 3:
        bytes = take_bytes(input, take_byte(input), &count);
        sqlite3_bind_blob(statement, 1, bytes, (int)count, SQLITE_TRANSIENT);
        break;
    case 4:
        bytes = take_bytes(input, take_byte(input), &count);
        sqlite3_bind_text(statement, 1, (const char *)bytes, (int)count, SQLITE_TRANSIENT);
        break;
    default:
        sqlite3_bind_zeroblob(statement, 1, (kind / 6) * 1000);
        break;
    }
}

static void spoil_row(sqlite3 *sql, struct input *input)
{
    unsigned table = take_byte(input) % table_count;
    const char *column = columns[table][take_byte(input) % column_counts[table]];
    unsigned row = take_byte(input);
    sqlite3_stmt *statement;
    char where[100] = "";
    char text[260];

    if (row < 250)
        snprintf(where, sizeof where, " WHERE rowid=(SELECT rowid FROM \"%s\" LIMIT 1 OFFSET %u)",
                 tables[table], row);
    snprintf(text, sizeof text, "UPDATE OR IGNORE \"%s\" SET \"%s\"=?%s", tables[table], column,
             where);
    if (sqlite3_prepare_v2(sql, text, -1, &statement, NULL) != SQLITE_OK)
        return;
    bind_value(statement, input);
    (void)sqlite3_step(statement);
    sqlite3_finalize(statement);
}

static void spoil_table(sqlite3 *sql, struct input *input)
{
    uint8_t what = take_byte(input);
    const char *table = tables[take_byte(input) % table_count];
    char text[200];

    switch (what % 4) {
    case 0:
        snprintf(text, sizeof text, "PRAGMA user_version=%u", what / 4u);
        break;
    case 1:
        snprintf(text, sizeof text,
                 "DELETE FROM \"%s\" WHERE rowid=(SELECT rowid FROM \"%s\" LIMIT 1 OFFSET %u)",
                 table, table, what / 4u);
        break;
    case 2:
        snprintf(text, sizeof text, "DELETE FROM \"%s\"", table);
        break;
    default:
        snprintf(text, sizeof text, "DROP TABLE \"%s\"", table);
        break;
    }
    (void)sqlite3_exec(sql, text, NULL, NULL, NULL);
}

static void spoil_rows(struct input *input, const char *path)
{
    sqlite3 *sql;

    write_file(path, whole, whole_size);
    demand(sqlite3_open(path, &sql) == SQLITE_OK);
    (void)sqlite3_exec(sql, "PRAGMA ignore_check_constraints=1; PRAGMA foreign_keys=0; BEGIN", NULL,
                       NULL, NULL);
    for (unsigned i = 0; i < 32 && input->size > 0; i++) {
        if (take_byte(input) < 240)
            spoil_row(sql, input);
        else
            spoil_table(sql, input);
    }
    (void)sqlite3_exec(sql, "COMMIT", NULL, NULL, NULL);
    sqlite3_close(sql);
}

/* ---- using what was imported ---- */

static void say_nothing(void *context, const struct rsm_record *object, const char *sentence)
{
    (void)context;
    (void)object;
    demand(sentence[0] != '\0');
}

static void ask_for_all(HANDLE session, DWORD type)
{
    GUID ids[OBJECTS_MAX];
    DWORD count = OBJECTS_MAX;
    NTMS_OBJECTINFORMATIONW info;

    (void)EnumerateNtmsObject(session, NULL, ids, &count, type, 0);
    for (DWORD i = 0; i < count && i < OBJECTS_MAX; i++) {
        BYTE bytes[512];
        DWORD size = sizeof bytes;
        DWORD needed;

        memset(&info, 0, sizeof info);
        info.dwSize = sizeof info;
        if (GetNtmsObjectInformationW(session, &ids[i], &info) != ERROR_SUCCESS)
            continue;
        demand(info.szName[NTMS_OBJECTNAME_LENGTH - 1] == 0);
        demand(info.szDescription[NTMS_DESCRIPTION_LENGTH - 1] == 0);
        (void)GetNtmsObjectAttributeW(session, &ids[i], type, u"a", bytes, &size);
        (void)GetNtmsObjectSecurity(session, &ids[i], type, 0xF, NULL, 0, &needed);
    }
}

static void use(struct fixture *f)
{
    struct rsm_session *session;
    size_t broken;

    for (DWORD type = NTMS_UNKNOWN; type <= NTMS_OPREQUEST + 2; type++)
        ask_for_all(f->session, type);
    demand(rsm_session_get(f->session, &session) == ERROR_SUCCESS);
    (void)rsm_invariants_check(session->rsm, say_nothing, NULL, &broken);
    rsm_session_release(session);
    (void)rsm_system_run_all();
    for (DWORD type = NTMS_UNKNOWN; type <= NTMS_OPREQUEST + 2; type++)
        ask_for_all(f->session, type);
}

static void import_and_use(struct fixture *f, const char *path)
{
    char why[RSM_BACKUP_WHY];
    rsm_error err;

    memset(why, 'x', sizeof why);
    err = rsm_backup_examine(path, why);
    demand(memchr(why, '\0', sizeof why) != NULL && (err == ERROR_SUCCESS || why[0] != '\0'));
    demand(rsm_backup_request_import(f->folder) == err);
    if (err != ERROR_SUCCESS)
        return;
    rsm_system_set_options(&f->options);
    if (rsm_system_open_session(NULL, u"Fuzz", &f->session) == ERROR_SUCCESS) {
        use(f);
        demand(rsm_system_close_session(f->session) == ERROR_SUCCESS);
    }
    f->session = NULL;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    quicken_sqlite();
    make_whole();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = {data, size};
    uint8_t how = take_byte(&input);
    char folder[RSM_PATHS_ROOM];
    char path[RSM_PATHS_ROOM];
    struct fixture *f;
    void *state;

    demand(fixture_on_disk(&state) == 0);
    f = state;
    demand(rsm_paths_join(f->folder, "Export", folder, sizeof folder) == ERROR_SUCCESS);
    demand(rsm_paths_make_folder(folder) == ERROR_SUCCESS);
    copy_path(f, path);
    if (how % 4 == 0)
        write_file(path, input.data, input.size);
    else if (how % 4 == 1)
        spoil_bytes(&input, path);
    else
        spoil_rows(&input, path);
    if (how < 128)
        rsm_sim_draw(f->library, drawing);
    import_and_use(f, path);
    (void)fixture_end(&state);
    return 0;
}
