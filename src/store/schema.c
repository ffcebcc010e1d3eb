/*
 * The tables, made from the field tables of model/fields.c.
 *
 *   object       one row for each object of any kind: id (order of creation), guid, type (NTMS_*)
 *   <kind>       one table a kind, named by rsm_object_type_name(): the object's id and a column
 *                for each field that is stored.  A GUID is its 16 bytes as in memory, or its number
 *                in shared; the null GUID is NULL; a time is ms since 1970 UTC, 0 = never; text is
 *                UTF-8, empty = '', and NULL = the object's usual name.  GUIDs of other objects may be those of objects deleted
 *                since.
 *   shared       GUIDs that thousands of objects name, each once: shared.h
 *   turnover     objects that were deleted, or came to another container, lately: listing.h
 *   related      which media types a library takes
 *   attribute    private named data that callers attached to an object
 *   security     security descriptors (self-relative) of objects that have their own
 *   destination  where messages about a library or the computer are shown
 *   attached     device addresses that a person attached
 *   choice       devices that an administrator wants used, or left to another product
 *   quirk_device devices, and models, of which quirks were learned or pinned
 *   quirk        those quirks, by name
 *   counter      running numbers and settings that are numbers, by name
 *   intent       the journal: what is about to be done to a cartridge
 *   listener     which kinds of objects which process wants to hear about
 *   change       what committed transactions changed, for the listeners of all processes
 *
 * The version is user_version; application_id marks the file as ours.  A change of any table, also
 * of a field table, needs a new version and a step that brings a database of the one before to it.
 */
#include "store/schema.h"

#include "model/fields.h"
#include "model/object_types.h"
#include "platform/log.h"
#include "store/usual_name.h"
#include "store/values.h"

#include <assert.h>
#include <string.h>

#define APPLICATION_ID 0x4E544D53 /* "NTMS" */

static const char *const fixed_tables[] = {
    "CREATE TABLE object (id INTEGER PRIMARY KEY, guid BLOB NOT NULL UNIQUE, type INTEGER NOT NULL)"
    " STRICT",
    "CREATE TABLE related (library INTEGER NOT NULL REFERENCES object (id) ON DELETE CASCADE,"
    " media_type INTEGER NOT NULL REFERENCES object (id) ON DELETE CASCADE,"
    " PRIMARY KEY (library, media_type)) STRICT, WITHOUT ROWID",
    "CREATE INDEX related_media_type ON related (media_type)",
    "CREATE TABLE attached (number INTEGER PRIMARY KEY, address TEXT NOT NULL UNIQUE) STRICT",
    "CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE intent (number INTEGER PRIMARY KEY AUTOINCREMENT, library BLOB, medium BLOB,"
    " from_element INTEGER NOT NULL, to_element INTEGER NOT NULL, tag TEXT NOT NULL) STRICT",
};

/* What version 2 added.  A kind's new columns stand in its field table too; here they are for the
 * tables of version 1. */
static const char *const tables_of_version_2[] = {
    "CREATE TABLE attribute (object INTEGER NOT NULL REFERENCES object (id) ON DELETE CASCADE,"
    " name TEXT NOT NULL, value BLOB NOT NULL, UNIQUE (object, name)) STRICT",
    "CREATE TABLE security (object INTEGER PRIMARY KEY REFERENCES object (id) ON DELETE CASCADE,"
    " descriptor BLOB NOT NULL) STRICT",
    "CREATE TABLE destination (number INTEGER PRIMARY KEY,"
    " object INTEGER NOT NULL REFERENCES object (id) ON DELETE CASCADE,"
    " type INTEGER NOT NULL, name TEXT NOT NULL) STRICT",
    "CREATE INDEX destination_object ON destination (object)",
    "CREATE TABLE listener (number INTEGER PRIMARY KEY, owner TEXT NOT NULL, type INTEGER NOT NULL)"
    " STRICT",
    "CREATE TABLE change (number INTEGER PRIMARY KEY AUTOINCREMENT, kind INTEGER NOT NULL,"
    " type INTEGER NOT NULL, guid BLOB NOT NULL) STRICT",
    "CREATE INDEX change_type ON change (type)",
    "ALTER TABLE intent ADD COLUMN kind INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE intent ADD COLUMN label BLOB",
};

static const char *const columns_of_version_2[] = {
    "ALTER TABLE physical_media ADD COLUMN return_pool BLOB",
    "ALTER TABLE drive ADD COLUMN pinned TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE partition ADD COLUMN media_pool BLOB",
    "ALTER TABLE partition ADD COLUMN library BLOB",
    "ALTER TABLE partition ADD COLUMN return_state INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE partition ADD COLUMN beginning BLOB",
    "UPDATE partition SET (media_pool, library) ="
    " (SELECT medium.media_pool, medium.current_library FROM object"
    " JOIN physical_media AS medium ON medium.id = object.id"
    " WHERE object.guid = partition.physical_media)",
    "ALTER TABLE operator_request ADD COLUMN owner TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE operator_request ADD COLUMN session BLOB",
    "ALTER TABLE operator_request ADD COLUMN answered INTEGER NOT NULL DEFAULT 0",
    "UPDATE operator_request SET answered = modified WHERE state IN (4, 5)", /* refused, complete */
};

/* And what version 3 did. */
static const char *const columns_of_version_3[] = {
    "ALTER TABLE library_request ADD COLUMN batch BLOB",
    "ALTER TABLE library_request ADD COLUMN operator_request BLOB",
    "ALTER TABLE library_request ADD COLUMN since INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE physical_media ADD COLUMN hold INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE physical_media ADD COLUMN owner TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE physical_media ADD COLUMN session BLOB",
    "ALTER TABLE ie_door ADD COLUMN since INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE ie_port ADD COLUMN since INTEGER NOT NULL DEFAULT 0",
};

static const char *const columns_of_version_4[] = {
    "ALTER TABLE drive ADD COLUMN known_by INTEGER NOT NULL DEFAULT 0",
};

static const char *const tables_of_version_4[] = {
    "CREATE TABLE choice (number INTEGER PRIMARY KEY, identity TEXT NOT NULL UNIQUE,"
    " type INTEGER NOT NULL, name TEXT NOT NULL, verdict INTEGER NOT NULL, changer TEXT NOT NULL,"
    " complete INTEGER NOT NULL) STRICT",
};

static const char *const tables_of_version_5[] = {
    "CREATE TABLE quirk_device (number INTEGER PRIMARY KEY, identity TEXT NOT NULL,"
    " is_model INTEGER NOT NULL, type INTEGER NOT NULL, vendor TEXT NOT NULL,"
    " product TEXT NOT NULL, revision TEXT NOT NULL, serial TEXT NOT NULL,"
    " edition INTEGER NOT NULL, UNIQUE (identity, is_model)) STRICT",
    "CREATE TABLE quirk (device INTEGER NOT NULL REFERENCES quirk_device (number)"
    " ON DELETE CASCADE, name TEXT NOT NULL, value INTEGER NOT NULL, pinned INTEGER NOT NULL,"
    " since INTEGER NOT NULL, PRIMARY KEY (device, name)) STRICT, WITHOUT ROWID",
    "CREATE TABLE shared (number INTEGER PRIMARY KEY, guid BLOB NOT NULL UNIQUE) STRICT",
    "CREATE TABLE turnover"
    " (number INTEGER PRIMARY KEY, type INTEGER NOT NULL,"
    " object INTEGER NOT NULL) STRICT",
    "DELETE FROM counter WHERE name GLOB 'deleted *'",
};

/* The kinds whose rows version 5 made narrower, and the index that it does without. */
static const DWORD narrower_in_version_5[] = {NTMS_LOGICAL_MEDIA, NTMS_PARTITION,
                                              NTMS_PHYSICAL_MEDIA, NTMS_STORAGESLOT};
static const char *const indexes_of_version_4[] = {"DROP INDEX IF EXISTS object_type"};

#define TEXTS(list) (list), sizeof(list) / sizeof *(list)

static rsm_error run_texts(struct rsm_sql *sql, const char *const *texts, size_t count)
{
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; err == ERROR_SUCCESS && i < count; i++)
        err = rsm_sql_run(sql, texts[i]);
    return err;
}

/*
 * Indexes beside the keys.  The numbers tell SQLite what to expect, since nobody runs ANALYZE: rows
 * in all, then rows that agree in the first column, in the first two, ...  They are low where a
 * library may be one of many, so that its rows are not looked for among all.  An index with a condition
 * leaves out the rows without a value, which most are.
 */
/* clang-format off */
static const struct {
    DWORD type;
    const char *name;
    const char *columns;
    const char *expectation;
} indexes[] = {
    {NTMS_CHANGER,        "changer_library",        "(library)",              "16 1"},
    {NTMS_DRIVE,          "drive_library",          "(library, element)",     "64 16 1"},
    {NTMS_IEDOOR,         "ie_door_library",        "(library)",              "16 1"},
    {NTMS_IEPORT,         "ie_port_library",        "(library, element)",     "64 16 1"},
    {NTMS_STORAGESLOT,    "storage_slot_library",   "(library, element)",     "65000 1000 1"},
    {NTMS_LIBREQUEST,     "library_request_state",  "(library, state, sort_type)", "50000 5000 1000 500"},
    {NTMS_LIBREQUEST,     "library_request_parent", "(parent, state)",        "50000 1000 500"},
    {NTMS_LIBREQUEST,     "library_request_batch",  "(batch)",                "50000 3"},
    {NTMS_LIBREQUEST,     "library_request_medium", "(phys_media_id, state)", "50000 10 3"},
    {NTMS_LOGICAL_MEDIA,  "logical_media_pool",     "(media_pool)",           "50000 1000"},
    {NTMS_MEDIA_POOL,     "media_pool_parent",      "(parent)",               "200 5"},
    {NTMS_PARTITION,      "partition_medium",       "(physical_media)",       "100000 2"},
    {NTMS_PARTITION,      "partition_logical",      "(logical_media) WHERE logical_media IS NOT NULL",
     "100000 2"},
    {NTMS_PARTITION,      "partition_label",        "(omid_label_id, omid_label_type)"
     " WHERE omid_label_id <> x''",
     "100000 3 2"},
    {NTMS_PARTITION,      "partition_pool",         "(media_pool, state, library, allocate_count)",
     "100000 1000 300 100 30"},
    {NTMS_PHYSICAL_MEDIA, "physical_media_library", "(current_library)",      "100000 1000"},
    {NTMS_PHYSICAL_MEDIA, "physical_media_pool",    "(media_pool)",           "100000 1000"},
    {NTMS_PHYSICAL_MEDIA, "physical_media_place",   "(location)",             "100000 2"},
    {NTMS_PHYSICAL_MEDIA, "physical_media_holder",  "(session) WHERE session IS NOT NULL",
     "100000 2"},
    {NTMS_PHYSICAL_MEDIA, "physical_media_code",    "(bar_code)",             "100000 3"},
};
/* clang-format on */

static const char *column_type(DWORD type, const struct rsm_field *field)
{
    switch (field->kind) {
    case RSM_FIELD_NUMBER:
    case RSM_FIELD_WORD:
    case RSM_FIELD_TIME:
    case RSM_FIELD_LARGE:
        return "INTEGER NOT NULL";
    case RSM_FIELD_GUID:
        return field->shared ? "INTEGER" : "BLOB";
    case RSM_FIELD_BYTES:
        return "BLOB NOT NULL";
    case RSM_FIELD_STRING:
        return strcmp(field->column, "name") == 0 && rsm_usual_name_prefix(type) != NULL
                   ? "TEXT"
                   : "TEXT NOT NULL";
    }
    return "";
}

static rsm_error make_kind(struct rsm_sql *sql, DWORD type)
{
    struct rsm_sql_text text;
    size_t count;
    const struct rsm_field *fields = rsm_fields_of(type, &count);

    rsm_sql_text_begin(&text);
    rsm_sql_text_add(&text,
                     "CREATE TABLE \"%s\" (id INTEGER PRIMARY KEY"
                     " REFERENCES object (id) ON DELETE CASCADE",
                     rsm_object_type_name(type));
    for (size_t i = 0; i < count; i++) {
        if (fields[i].column != NULL)
            rsm_sql_text_add(&text, ", \"%s\" %s", fields[i].column, column_type(type, &fields[i]));
    }
    rsm_sql_text_add(&text, ") STRICT");
    return rsm_sql_run(sql, text.text);
}

static rsm_error make_tables(struct rsm_sql *sql)
{
    rsm_error err = run_texts(sql, TEXTS(fixed_tables));

    if (err == ERROR_SUCCESS)
        err = run_texts(sql, TEXTS(tables_of_version_2));
    if (err == ERROR_SUCCESS)
        err = run_texts(sql, TEXTS(tables_of_version_4));
    if (err == ERROR_SUCCESS)
        err = run_texts(sql, TEXTS(tables_of_version_5));
    for (DWORD type = 0; type < NTMS_NUMBER_OF_OBJECT_TYPES; type++) {
        if (err == ERROR_SUCCESS && rsm_object_type_is_valid(type))
            err = make_kind(sql, type);
    }
    return err;
}

/* Those that are missing.  ANALYZE makes the table of expectations, which then is filled by hand. */
static rsm_error make_indexes(struct rsm_sql *sql)
{
    struct rsm_sql_text text;
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; err == ERROR_SUCCESS && i < sizeof indexes / sizeof indexes[0]; i++) {
        rsm_sql_text_begin(&text);
        rsm_sql_text_add(&text, "CREATE INDEX IF NOT EXISTS %s ON %s %s", indexes[i].name,
                         rsm_object_type_name(indexes[i].type), indexes[i].columns);
        err = rsm_sql_run(sql, text.text);
    }
    if (err == ERROR_SUCCESS)
        err = rsm_sql_run(sql, "ANALYZE");
    if (err == ERROR_SUCCESS)
        err = rsm_sql_run(sql, "DELETE FROM sqlite_stat1");
    for (size_t i = 0; err == ERROR_SUCCESS && i < sizeof indexes / sizeof indexes[0]; i++) {
        rsm_sql_text_begin(&text);
        rsm_sql_text_add(&text, "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('%s','%s','%s')",
                         rsm_object_type_name(indexes[i].type), indexes[i].name,
                         indexes[i].expectation);
        err = rsm_sql_run(sql, text.text);
    }
    if (err == ERROR_SUCCESS) /* read them now; another connection reads them when it opens */
        err = rsm_sql_run(sql, "ANALYZE sqlite_schema");
    return err;
}

/* What keeps the turnover, the newest of it: an older list is collected anew. */
static const char *const triggers[] = {
    "CREATE TRIGGER IF NOT EXISTS object_gone AFTER DELETE ON object"
    " BEGIN INSERT INTO turnover (type, object) VALUES (old.type, old.id); END",
    "CREATE TRIGGER IF NOT EXISTS turnover_kept AFTER INSERT ON turnover"
    " WHEN new.number % 1024 = 0"
    " BEGIN DELETE FROM turnover WHERE number <= new.number - 8192; END",
};

/* One for each column that names a container. */
static rsm_error make_trigger_of(struct rsm_sql *sql, DWORD type, const char *column)
{
    const char *name = rsm_object_type_name(type);
    struct rsm_sql_text text;

    rsm_sql_text_begin(&text);
    rsm_sql_text_add(&text,
                     "CREATE TRIGGER IF NOT EXISTS %s_moved_%s AFTER UPDATE OF %s ON %s"
                     " WHEN old.%s IS NOT new.%s"
                     " BEGIN INSERT INTO turnover (type, object) VALUES (%lu, new.id); END",
                     name, column, column, name, column, column, (unsigned long)type);
    return rsm_sql_run(sql, text.text);
}

static rsm_error make_triggers(struct rsm_sql *sql)
{
    rsm_error err = run_texts(sql, TEXTS(triggers));

    for (DWORD type = 0; type < NTMS_NUMBER_OF_OBJECT_TYPES; type++) {
        size_t count;
        const struct rsm_field *fields = rsm_fields_of(type, &count);

        for (size_t i = 0; err == ERROR_SUCCESS && i < count; i++) {
            if (fields[i].column != NULL &&
                rsm_object_type_is_container_column(type, fields[i].column))
                err = make_trigger_of(sql, type, fields[i].column);
        }
    }
    return err;
}

static rsm_error sign(struct rsm_sql *sql)
{
    struct rsm_sql_text text;
    rsm_error err;

    rsm_sql_text_begin(&text);
    rsm_sql_text_add(&text, "PRAGMA application_id = %d", APPLICATION_ID);
    err = rsm_sql_run(sql, text.text);
    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_text_begin(&text);
    rsm_sql_text_add(&text, "PRAGMA user_version = %d", RSM_SCHEMA_VERSION);
    return rsm_sql_run(sql, text.text);
}

rsm_error rsm_schema_make(struct rsm_sql *sql, bool *made_out)
{
    bool empty = false;
    rsm_error err = rsm_sql_try(sql, "BEGIN IMMEDIATE");

    *made_out = false;
    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_schema_probe(sql, &empty);
    if (err == ERROR_SUCCESS && empty)
        err = make_tables(sql);
    if (err == ERROR_SUCCESS && empty)
        err = make_indexes(sql);
    if (err == ERROR_SUCCESS && empty)
        err = make_triggers(sql);
    if (err == ERROR_SUCCESS && empty)
        err = sign(sql);
    if (err == ERROR_SUCCESS)
        err = rsm_sql_run(sql, "COMMIT");
    if (rsm_sql_in_transaction(sql))
        rsm_sql_run(sql, "ROLLBACK");
    *made_out = err == ERROR_SUCCESS && empty;
    return err;
}

/* Steps from one version to the next, in order. */
static const struct {
    int64_t from;
    const char *const *texts[2];
    size_t counts[2];
} steps[] = {
    {1,
     {tables_of_version_2, columns_of_version_2},
     {sizeof tables_of_version_2 / sizeof *tables_of_version_2,
      sizeof columns_of_version_2 / sizeof *columns_of_version_2}},
    {2, {columns_of_version_3}, {sizeof columns_of_version_3 / sizeof *columns_of_version_3}},
    {3,
     {tables_of_version_4, columns_of_version_4},
     {sizeof tables_of_version_4 / sizeof *tables_of_version_4,
      sizeof columns_of_version_4 / sizeof *columns_of_version_4}},
    {4,
     {tables_of_version_5, indexes_of_version_4},
     {sizeof tables_of_version_5 / sizeof *tables_of_version_5,
      sizeof indexes_of_version_4 / sizeof *indexes_of_version_4}},
};

/* Add the GUIDs of a column to those that are shared. */
static rsm_error share(struct rsm_sql *sql, const char *table, const char *column)
{
    struct rsm_sql_text text;

    rsm_sql_text_begin(&text);
    rsm_sql_text_add(&text,
                     "INSERT INTO shared (guid) SELECT DISTINCT \"%s\" FROM \"%s\""
                     " WHERE \"%s\" IS NOT NULL AND \"%s\" NOT IN (SELECT guid FROM shared)",
                     column, table, column, column);
    return rsm_sql_run(sql, text.text);
}

/* What a column holds now, of the old table's. */
static void add_narrower(struct rsm_sql_text *text, DWORD type, const struct rsm_field *field)
{
    const char *prefix = rsm_usual_name_prefix(type);

    if (field->shared)
        rsm_sql_text_add(text, ", (SELECT number FROM shared WHERE guid = \"%s\")", field->column);
    else if (prefix != NULL && strcmp(field->column, "name") == 0)
        rsm_sql_text_add(text, ", nullif(name, '%s' || number)", prefix);
    else
        rsm_sql_text_add(text, ", \"%s\"", field->column);
}

/* Copy the rows of the old table of a kind to the new one. */
static rsm_error copy_rows(struct rsm_sql *sql, DWORD type)
{
    struct rsm_sql_text text;
    size_t count;
    const struct rsm_field *fields = rsm_fields_of(type, &count);

    rsm_sql_text_begin(&text);
    rsm_sql_text_add(&text, "INSERT INTO \"%s\" (id", rsm_object_type_name(type));
    rsm_values_add_columns(&text, type);
    rsm_sql_text_add(&text, ") SELECT id");
    for (size_t i = 0; i < count; i++) {
        if (fields[i].column != NULL)
            add_narrower(&text, type, &fields[i]);
    }
    rsm_sql_text_add(&text, " FROM old_kind ORDER BY id");
    return rsm_sql_run(sql, text.text);
}

/* Make the table of a kind anew, with numbers for GUIDs that are shared. */
static rsm_error make_narrower(struct rsm_sql *sql, DWORD type)
{
    struct rsm_sql_text text;
    size_t count;
    const struct rsm_field *fields = rsm_fields_of(type, &count);
    rsm_error err;

    rsm_sql_text_begin(&text);
    rsm_sql_text_add(&text, "ALTER TABLE \"%s\" RENAME TO old_kind", rsm_object_type_name(type));
    err = rsm_sql_run(sql, text.text);
    for (size_t i = 0; err == ERROR_SUCCESS && i < count; i++) {
        if (fields[i].shared)
            err = share(sql, "old_kind", fields[i].column);
    }
    if (err == ERROR_SUCCESS)
        err = make_kind(sql, type);
    if (err == ERROR_SUCCESS)
        err = copy_rows(sql, type);
    return err == ERROR_SUCCESS ? rsm_sql_run(sql, "DROP TABLE old_kind") : err;
}

/* When the tables have all their columns: they are made as they are now. */
static rsm_error make_all_narrower(struct rsm_sql *sql)
{
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; i < sizeof narrower_in_version_5 / sizeof narrower_in_version_5[0]; i++) {
        if (err == ERROR_SUCCESS)
            err = make_narrower(sql, narrower_in_version_5[i]);
    }
    return err;
}

static rsm_error take_steps(struct rsm_sql *sql, int64_t version)
{
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; err == ERROR_SUCCESS && i < sizeof steps / sizeof steps[0]; i++) {
        if (steps[i].from < version)
            continue;
        err = run_texts(sql, steps[i].texts[0], steps[i].counts[0]);
        if (err == ERROR_SUCCESS)
            err = run_texts(sql, steps[i].texts[1], steps[i].counts[1]);
    }
    if (err == ERROR_SUCCESS && version < 5)
        err = make_all_narrower(sql);
    if (err == ERROR_SUCCESS)
        err = make_indexes(sql);
    if (err == ERROR_SUCCESS)
        err = make_triggers(sql);
    return err == ERROR_SUCCESS ? sign(sql) : err;
}

rsm_error rsm_schema_migrate(struct rsm_sql *sql)
{
    int64_t version = 0;
    rsm_error err = rsm_sql_get_number(sql, "PRAGMA user_version", &version);

    if (err != ERROR_SUCCESS || version >= RSM_SCHEMA_VERSION)
        return err;
    err = rsm_sql_try(sql, "BEGIN IMMEDIATE");
    if (err != ERROR_SUCCESS)
        return err;
    /* Another process may have been faster. */
    err = rsm_sql_get_number(sql, "PRAGMA user_version", &version);
    if (err == ERROR_SUCCESS && version < RSM_SCHEMA_VERSION) {
        rsm_log(RSM_LOG_INFO, "store", "the database is brought from version %ld to version %d",
                (long)version, RSM_SCHEMA_VERSION);
        err = take_steps(sql, version);
    }
    if (err == ERROR_SUCCESS)
        err = rsm_sql_run(sql, "COMMIT");
    if (rsm_sql_in_transaction(sql))
        rsm_sql_run(sql, "ROLLBACK");
    return err;
}

static rsm_error read_marks(struct rsm_sql *sql, int64_t *version_out, int64_t *application_out,
                            int64_t *tables_out)
{
    rsm_error err = rsm_sql_get_number(sql, "PRAGMA user_version", version_out);

    if (err == ERROR_SUCCESS)
        err = rsm_sql_get_number(sql, "PRAGMA application_id", application_out);
    if (err == ERROR_SUCCESS)
        err = rsm_sql_get_number(sql, "SELECT count(*) FROM sqlite_schema", tables_out);
    return err;
}

rsm_error rsm_schema_probe(struct rsm_sql *sql, bool *empty_out)
{
    int64_t version = 0, application = 0, tables = 0;
    bool inside = rsm_sql_in_transaction(sql);
    rsm_error err = ERROR_SUCCESS;

    /* In one transaction: another process may be making the database right now, and half of what it
     * was before with half of what it is after looks like somebody else's. */
    if (!inside)
        err = rsm_sql_try(sql, "BEGIN");
    if (err == ERROR_SUCCESS)
        err = read_marks(sql, &version, &application, &tables);
    if (!inside && rsm_sql_in_transaction(sql))
        (void)rsm_sql_try(sql, "ROLLBACK"); /* nothing was written */
    if (err != ERROR_SUCCESS)
        return err;

    *empty_out = version == 0 && tables == 0;
    if (*empty_out)
        return ERROR_SUCCESS;
    if (application != APPLICATION_ID || version < 1) {
        rsm_log(RSM_LOG_ERROR, "store",
                "the database belongs to another program; it is left alone");
        return ERROR_DATABASE_FAILURE;
    }
    if (version > RSM_SCHEMA_VERSION) {
        rsm_log(RSM_LOG_ERROR, "store",
                "the database has version %ld, this program knows versions up to %d; install the "
                "newer program again",
                (long)version, RSM_SCHEMA_VERSION);
        return ERROR_DATABASE_FAILURE;
    }
    return ERROR_SUCCESS;
}

/* Each column of each table of ours, in the other one. */
static rsm_error compare_tables(struct rsm_sql *ours, struct rsm_sql *other, bool *lacks_out)
{
    static const char all[] =
        "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c "
        "WHERE t.type = 'table'";
    static const char one[] = "SELECT 1 FROM pragma_table_info(?1) WHERE name = ?2";
    struct rsm_statement *expected = NULL;
    rsm_error err = rsm_sql_take(ours, all, &expected);
    bool more = err == ERROR_SUCCESS;

    while (more && !*lacks_out) {
        struct rsm_statement *found = NULL;
        char table[64];
        char column[64];

        err = rsm_sql_step(expected, &more);
        if (err != ERROR_SUCCESS || !more)
            break;
        rsm_sql_utf8(expected, 0, table, sizeof table);
        rsm_sql_utf8(expected, 1, column, sizeof column);
        err = rsm_sql_take(other, one, &found);
        if (err != ERROR_SUCCESS)
            break;
        rsm_sql_bind_utf8(found, 1, table);
        rsm_sql_bind_utf8(found, 2, column);
        err = rsm_sql_step(found, &more);
        *lacks_out = err == ERROR_SUCCESS && !more;
        rsm_sql_give(found);
    }
    rsm_sql_give(expected);
    return err;
}

rsm_error rsm_schema_lacks(struct rsm_sql *sql, bool *lacks_out)
{
    struct rsm_sql *ours = NULL;
    int64_t version = 0;
    bool made = false;
    rsm_error err = rsm_sql_get_number(sql, "PRAGMA user_version", &version);

    *lacks_out = false;
    if (err != ERROR_SUCCESS || version != RSM_SCHEMA_VERSION)
        return err;
    err = rsm_sql_open(":memory:", true, &ours);
    if (err == ERROR_SUCCESS)
        err = rsm_schema_make(ours, &made);
    if (err == ERROR_SUCCESS)
        err = compare_tables(ours, sql, lacks_out);
    rsm_sql_close(ours);
    return err;
}
