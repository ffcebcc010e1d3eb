/*
 * Databases of earlier versions.  data/store/version1.sql is one of version 1: the built-in objects, and
 * a medium with its side in a pool of an application, an operator request, an attached address and an
 * interrupted move.  version4.sql: a library with a drive and a medium that a program has in it, a device that is
 * left to another product, and an attached address; and a library with a medium in each of its two slots.
 */
#include "store/schema.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/text.h"
#include "store/choices.h"
#include "store/journal.h"
#include "store/made_up.h"
#include "store/quirk_memory.h"
#include "store/records.h"
#include "store/settings.h"
#include "store/transaction.h"
#include "support/asserts.h"

#define FILE_NAME "migrate.test"

/* GUIDs of the objects in the file: sixteen equal bytes. */
#define ALL(byte)                                          \
    {                                                      \
        byte * 0x1010101u, byte * 0x101, byte * 0x101,     \
        {                                                  \
            byte, byte, byte, byte, byte, byte, byte, byte \
        }                                                  \
    }
static const GUID none = ALL(0), old_pool = ALL(1), old_medium = ALL(2), old_side = ALL(3),
                  old_request = ALL(4);
static const GUID old_slot = ALL(0x11), named_slot = ALL(0x12), slot_medium = ALL(0x13),
                  slot_side = ALL(0x15), old_library = ALL(0x20);

/* Each line of the file is one statement. */
static void make_version(int version)
{
    char path[sizeof NTMS_TEST_DATA + 32];
    FILE *file;
    struct rsm_sql *sql;
    static char line[8192];

    snprintf(path, sizeof path, NTMS_TEST_DATA "/store/version%d.sql", version);
    file = fopen(path, "r");
    remove_database(FILE_NAME);
    assert_non_null(file);
    assert_success(rsm_sql_open(FILE_NAME, true, &sql));
    assert_success(rsm_sql_run(sql, "BEGIN"));
    while (fgets(line, sizeof line, file) != NULL) {
        assert_non_null(strchr(line, '\n'));
        assert_success(rsm_sql_run(sql, line));
    }
    assert_success(rsm_sql_run(sql, "COMMIT"));
    rsm_sql_close(sql);
    fclose(file);
}

static int open_version_1(void **state)
{
    make_version(1);
    *state = open_database(FILE_NAME);
    return 0;
}

static int open_version_4(void **state)
{
    make_version(4);
    *state = open_database(FILE_NAME);
    return 0;
}

static int close_it(void **state)
{
    rsm_store_close(*state);
    remove_database(FILE_NAME);
    return 0;
}

/* All tables with their columns, and all indexes, sorted by name; the caller frees it. */
static char *description_of(struct rsm_sql *sql)
{
    enum { ROOM = 256 * 1024 };
    struct rsm_statement *statement;
    char *text = calloc(1, ROOM);
    char line[200];
    bool row;

    assert_non_null(text);
    assert_success(rsm_sql_take(
        sql,
        "SELECT t.name || '.' || c.name || ' ' || c.type || ' ' || c.\"notnull\""
        " FROM pragma_table_list AS t JOIN pragma_table_info(t.name) AS c"
        " WHERE t.schema = 'main' AND t.name NOT LIKE 'sqlite_%'"
        " UNION SELECT 'index ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema"
        " WHERE type = 'index' UNION SELECT tbl || ' ' || idx || ' ' || stat FROM sqlite_stat1"
        " ORDER BY 1",
        &statement));
    while (rsm_sql_step(statement, &row) == ERROR_SUCCESS && row) {
        rsm_sql_utf8(statement, 0, line, sizeof line);
        assert_true(strlen(text) + strlen(line) + 2 < ROOM);
        strcat(text, line);
        strcat(text, "\n");
    }
    rsm_sql_give(statement);
    return text;
}

static void assert_has_the_tables_of_a_new_one(int before)
{
    struct rsm_sql *old, *new;
    char *of_old, *of_new;
    int64_t version;
    bool made;

    make_version(before);
    assert_success(rsm_sql_open(FILE_NAME, false, &old));
    assert_success(rsm_schema_migrate(old));
    assert_success(rsm_sql_open(":memory:", true, &new));
    assert_success(rsm_schema_make(new, &made));

    of_old = description_of(old);
    of_new = description_of(new);
    assert_string_equal(of_old, of_new);
    assert_success(rsm_sql_get_number(old, "PRAGMA user_version", &version));
    assert_int_equal(version, RSM_SCHEMA_VERSION);

    free(of_old);
    free(of_new);
    rsm_sql_close(old);
    rsm_sql_close(new);
    remove_database(FILE_NAME);
}

static void it_gets_the_tables_of_a_new_one(void **state)
{
    (void)state;
    assert_has_the_tables_of_a_new_one(1);
    assert_has_the_tables_of_a_new_one(4);
}

/* Also how they are written: a row of the one is as long as one of the other. */
static void its_slots_are_written_as_those_of_a_new_one(void **state)
{
    int64_t differing;

    begin_read(*state);
    assert_success(
        rsm_sql_get_number(rsm_store_sql(*state, RSM_STORE_READ),
                           "SELECT count(*) FROM storage_slot"
                           " WHERE typeof(library) <> 'integer' OR name = 'Slot ' || number",
                           &differing));
    commit(*state);
    assert_int_equal(differing, 0);
}

static void its_slots_keep_library_and_name(void **state)
{
    struct rsm_record slot, named;

    begin_read(*state);
    assert_success(rsm_records_load(*state, &old_slot, NTMS_STORAGESLOT, &slot));
    assert_success(rsm_records_load(*state, &named_slot, NTMS_STORAGESLOT, &named));
    commit(*state);
    assert_guid(old_library, slot.info.Info.StorageSlot.Library);
    assert_text(u"Slot 1", slot.info.szName);
    assert_text(u"By the door", named.info.szName);
}

static void its_media_keep_what_many_of_them_share(void **state)
{
    struct rsm_record medium, side, pool, type;

    begin_read(*state);
    assert_success(rsm_records_load(*state, &slot_medium, NTMS_PHYSICAL_MEDIA, &medium));
    assert_success(rsm_records_load(*state, &slot_side, NTMS_PARTITION, &side));
    assert_success(rsm_records_load(*state, &medium.info.Info.PhysicalMedia.MediaPool,
                                    NTMS_MEDIA_POOL, &pool));
    assert_success(rsm_records_load(*state, &medium.info.Info.PhysicalMedia.MediaType,
                                    NTMS_MEDIA_TYPE, &type));
    commit(*state);
    assert_guid(old_library, medium.info.Info.PhysicalMedia.CurrentLibrary);
    assert_guid(old_slot, medium.info.Info.PhysicalMedia.Location);
    assert_guid(none, medium.own.ReturnPool);
    assert_guid(old_library, side.own.Library);
    assert_guid(pool.info.ObjectGuid, side.own.Pool);
}

static void its_media_are_found_by_library_and_label(void **state)
{
    const struct rsm_condition here = {.column = "current_library", .guid = &old_library};
    const struct rsm_condition labelled = {.column = "omid_label_id", .bytes = "\1\2\3", .size = 3};
    struct rsm_record side;
    DWORD count = 0;

    begin_read(*state);
    assert_success(rsm_records_count(*state, NTMS_PHYSICAL_MEDIA, &here, 1, &count));
    assert_success(rsm_records_first(*state, NTMS_PARTITION, &labelled, 1, &side));
    commit(*state);
    assert_int_equal(count, 2);
    assert_guid(slot_side, side.info.ObjectGuid);
}

static void its_media_are_kept(void **state)
{
    struct rsm_record medium, side;

    begin_read(*state);
    assert_success(rsm_records_load(*state, &old_medium, NTMS_PHYSICAL_MEDIA, &medium));
    assert_success(rsm_records_load(*state, &old_side, NTMS_PARTITION, &side));
    commit(*state);

    assert_text(u"A00001L5", medium.info.Info.PhysicalMedia.szBarCode);
    assert_guid(old_pool, medium.info.Info.PhysicalMedia.MediaPool);
    assert_guid(none, medium.own.ReturnPool);
    assert_int_equal(side.info.Info.Partition.State, NTMS_PARTSTATE_AVAILABLE);
    assert_int_equal(side.own.ReturnState, 0);
}

static void its_sides_are_found_by_their_pool(void **state)
{
    const struct rsm_condition in_pool = {.column = "media_pool", .guid = &old_pool};
    struct rsm_record side;

    begin_read(*state);
    assert_success(rsm_records_first(*state, NTMS_PARTITION, &in_pool, 1, &side));
    commit(*state);
    assert_guid(old_side, side.info.ObjectGuid);
}

static void its_sides_are_in_the_library_of_their_media(void **state)
{
    struct rsm_record medium, side;

    begin_read(*state);
    assert_success(rsm_records_load(*state, &old_medium, NTMS_PHYSICAL_MEDIA, &medium));
    assert_success(rsm_records_load(*state, &old_side, NTMS_PARTITION, &side));
    commit(*state);
    assert_guid(medium.info.Info.PhysicalMedia.CurrentLibrary, side.own.Library);
}

static void what_its_tapes_began_with_is_not_known(void **state)
{
    struct rsm_record side;

    begin_read(*state);
    assert_success(rsm_records_load(*state, &old_side, NTMS_PARTITION, &side));
    commit(*state);
    assert_guid(none, side.own.Beginning);
}

static void its_operator_requests_belong_to_applications(void **state)
{
    struct rsm_record request;

    begin_read(*state);
    assert_success(rsm_records_load(*state, &old_request, NTMS_OPREQUEST, &request));
    commit(*state);
    assert_text(u"Old message", request.info.Info.OpRequest.szMessage);
    assert_text(u"", request.own.Owner);
}

static bool expect_move(void *context, const struct rsm_intent *intent)
{
    int *count = context;

    assert_int_equal(intent->kind, RSM_INTENT_MOVE);
    assert_int_equal(intent->from, 1000);
    assert_int_equal(intent->to, 1);
    assert_string_equal(intent->tag, "A00001L5");
    assert_guid(none, intent->label);
    ++*count;
    return true;
}

static void an_interrupted_move_is_still_in_its_journal(void **state)
{
    const struct rsm_condition offline = {.column = "library_type",
                                          .number = NTMS_LIBRARYTYPE_OFFLINE};
    struct rsm_record library;
    int count = 0;

    begin_read(*state);
    assert_success(rsm_records_first(*state, NTMS_LIBRARY, &offline, 1, &library));
    assert_success(rsm_journal_each(*state, &library.info.ObjectGuid, expect_move, &count));
    commit(*state);
    assert_int_equal(count, 1);
}

static bool expect_address(void *context, const char *address)
{
    assert_string_equal(address, "iscsi://192.0.2.10/iqn.2026-01.example:library");
    ++*(int *)context;
    return true;
}

static void its_addresses_are_still_attached(void **state)
{
    int count = 0;

    begin_read(*state);
    assert_success(rsm_settings_attached(*state, expect_address, &count));
    commit(*state);
    assert_int_equal(count, 1);
}

static bool expect_choice(void *context, const struct rsm_choice *choice)
{
    assert_string_equal(choice->identity, "IBM|ULT3580-TD5|D2");
    assert_int_equal(choice->verdict, RSM_VERDICT_LEAVE);
    ++*(int *)context;
    return true;
}

static void what_was_left_to_others_stays_so(void **state)
{
    int count = 0;

    begin_read(*state);
    assert_success(rsm_choices_each(*state, expect_choice, &count));
    commit(*state);
    assert_int_equal(count, 1);
}

static void who_has_a_medium_keeps_it(void **state)
{
    const GUID medium = ALL(3);
    struct rsm_record record;

    begin_read(*state);
    assert_success(rsm_records_load(*state, &medium, NTMS_PHYSICAL_MEDIA, &record));
    commit(*state);
    assert_text(u"somebody", record.own.Owner);
}

static bool expect_nothing(void *context, const struct rsm_kept_device *device)
{
    (void)context;
    (void)device;
    fail();
    return false;
}

static void nothing_was_learned_of_its_devices(void **state)
{
    begin_read(*state);
    assert_success(rsm_quirk_memory_each(*state, expect_nothing, NULL));
    commit(*state);
}

static void a_full_disk_leaves_it_as_it_was(void **state)
{
    struct rsm_sql *sql;
    int64_t version, pages, tables;

    (void)state;
    make_version(1);
    assert_success(rsm_sql_open(FILE_NAME, false, &sql));
    assert_success(rsm_sql_get_number(sql, "PRAGMA page_count", &pages));
    assert_success(rsm_sql_limit_pages(sql, (uint32_t)pages + 2));
    assert_fails_with(ERROR_DATABASE_FULL, rsm_schema_migrate(sql));
    assert_false(rsm_sql_in_transaction(sql));
    assert_success(rsm_sql_get_number(sql, "PRAGMA user_version", &version));
    assert_int_equal(version, 1);
    assert_success(rsm_sql_get_number(
        sql, "SELECT count(*) FROM sqlite_schema WHERE name = 'attribute'", &tables));
    assert_int_equal(tables, 0);
    rsm_sql_close(sql);
    remove_database(FILE_NAME);
}

static void a_present_one_is_left_alone(void **state)
{
    struct rsm_sql *sql;
    int64_t before;

    (void)state;
    make_version(1);
    assert_success(rsm_sql_open(FILE_NAME, false, &sql));
    assert_success(rsm_schema_migrate(sql));
    before = rsm_sql_total_changes(sql);
    assert_success(rsm_schema_migrate(sql));
    assert_int_equal(rsm_sql_total_changes(sql), before);
    rsm_sql_close(sql);
    remove_database(FILE_NAME);
}

#define from_version_4(test) cmocka_unit_test_setup_teardown(test, open_version_4, close_it)
#define from_version_1(test) cmocka_unit_test_setup_teardown(test, open_version_1, close_it)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_gets_the_tables_of_a_new_one),
        from_version_1(its_media_are_kept),
        from_version_1(its_sides_are_found_by_their_pool),
        from_version_1(its_sides_are_in_the_library_of_their_media),
        from_version_1(what_its_tapes_began_with_is_not_known),
        from_version_1(its_operator_requests_belong_to_applications),
        from_version_1(an_interrupted_move_is_still_in_its_journal),
        from_version_1(its_addresses_are_still_attached),
        from_version_4(its_slots_are_written_as_those_of_a_new_one),
        from_version_4(its_slots_keep_library_and_name),
        from_version_4(its_media_keep_what_many_of_them_share),
        from_version_4(its_media_are_found_by_library_and_label),
        from_version_4(its_addresses_are_still_attached),
        from_version_4(what_was_left_to_others_stays_so),
        from_version_4(who_has_a_medium_keeps_it),
        from_version_4(nothing_was_learned_of_its_devices),
        cmocka_unit_test(a_full_disk_leaves_it_as_it_was),
        cmocka_unit_test(a_present_one_is_left_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
