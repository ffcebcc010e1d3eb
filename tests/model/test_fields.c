/*
 * The field tables: that they say everything once and right, and the conversion between A and W
 * that they drive.
 */
#include "model/fields.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "model/object_types.h"

#define FIRST_TYPE NTMS_CHANGER
#define LAST_TYPE  NTMS_OPREQUEST

static size_t size_in(const struct rsm_field *field, size_t character)
{
    switch (field->kind) {
    case RSM_FIELD_NUMBER:
        return 4;
    case RSM_FIELD_WORD:
        return 2;
    case RSM_FIELD_LARGE:
        return 8;
    case RSM_FIELD_BYTES:
        return field->room;
    case RSM_FIELD_STRING:
        return field->room * character;
    default:
        return 16;
    }
}

/* ---- the tables ---- */

static void what_is_no_kind_has_no_fields(void **state)
{
    static const DWORD types[] = {NTMS_UNKNOWN, NTMS_OBJECT, NTMS_UI_DESTINATION, 19, MAXDWORD};

    (void)state;
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        size_t count = 99;

        rsm_fields_of(types[i], &count);
        assert_int_equal(count, 0);
        assert_null(rsm_fields_find(types[i], "name"));
    }
}

static void a_field_is_found_by_its_column(void **state)
{
    const struct rsm_field *field = rsm_fields_find(NTMS_DRIVE, "defer_dismount_delay");

    (void)state;
    assert_non_null(field);
    assert_int_equal(field->offset,
                     offsetof(struct rsm_record, info.Info.Drive.dwDeferDismountDelay));
    assert_null(rsm_fields_find(NTMS_DRIVE, "bar_code"));
    assert_null(rsm_fields_find(NTMS_DRIVE, ""));
}

static void no_kind_has_a_column_twice(void **state)
{
    (void)state;
    for (DWORD type = FIRST_TYPE; type <= LAST_TYPE; type++) {
        size_t count;
        const struct rsm_field *fields = rsm_fields_of(type, &count);

        assert_true(count > 6);
        for (size_t i = 0; i < count; i++) {
            if (fields[i].column != NULL)
                assert_ptr_equal(rsm_fields_find(type, fields[i].column), &fields[i]);
        }
    }
}

static void computed_fields_alone_have_no_column(void **state)
{
    (void)state;
    for (DWORD type = FIRST_TYPE; type <= LAST_TYPE; type++) {
        size_t count;
        const struct rsm_field *fields = rsm_fields_of(type, &count);

        for (size_t i = 0; i < count; i++)
            assert_int_equal(fields[i].column == NULL, fields[i].rule == RSM_COMPUTED);
    }
}

/* Marks the bytes of every field in a map, each at most once, and says which are left over. */
static void assert_covered(DWORD type, bool wide)
{
    size_t end = wide ? rsm_object_type_size_w(type) : rsm_object_type_size_a(type);
    unsigned char map[sizeof(NTMS_OBJECTINFORMATIONW)] = {0};
    size_t id = wide ? offsetof(NTMS_OBJECTINFORMATIONW, ObjectGuid)
                     : offsetof(NTMS_OBJECTINFORMATIONA, ObjectGuid);
    size_t count, gap = 0;
    const struct rsm_field *fields = rsm_fields_of(type, &count);

    memset(map, 1, 8); /* dwSize, dwType */
    memset(map + id, 1, sizeof(GUID));
    for (size_t i = 0; i < count; i++) {
        size_t at = wide ? fields[i].offset : fields[i].offset_a;
        size_t size = size_in(&fields[i], wide ? 2 : 1);

        if (fields[i].rule == RSM_PRIVATE)
            continue;
        assert_true(at + size <= end);
        for (size_t j = at; j < at + size; j++)
            assert_int_equal(map[j]++, 0);
    }
    for (size_t i = 0; i < end; i++) { /* what is left is padding in front of a larger member */
        gap = map[i] ? 0 : gap + 1;
        if (gap >= 4 && !(type == NTMS_PARTITION && i + 1 + 8 == end))
            fail_msg("%s: nothing covers byte %u", rsm_object_type_name(type), (unsigned)i);
    }
}

static void the_fields_of_a_kind_cover_its_structures_without_gap_or_overlap(void **state)
{
    (void)state;
    for (DWORD type = FIRST_TYPE; type <= LAST_TYPE; type++) {
        assert_covered(type, true);
        assert_covered(type, false);
    }
}

static void private_fields_lie_behind_the_public_part(void **state)
{
    (void)state;
    for (DWORD type = FIRST_TYPE; type <= LAST_TYPE; type++) {
        size_t count;
        const struct rsm_field *fields = rsm_fields_of(type, &count);

        for (size_t i = 0; i < count; i++)
            assert_int_equal(fields[i].offset >= offsetof(struct rsm_record, own),
                             fields[i].rule == RSM_PRIVATE);
    }
}

/* clang-format off */
static const struct { DWORD type; const char *columns; } settable[] = {
    {NTMS_CHANGER,        "description "},
    {NTMS_CHANGER_TYPE,   "description "},
    {NTMS_COMPUTER,       "description lib_request_purge_time op_request_purge_time "
                          "lib_request_flags op_request_flags media_pool_policy "},
    {NTMS_DRIVE,          "description defer_dismount_delay "},
    {NTMS_DRIVE_TYPE,     "description "},
    {NTMS_IEDOOR,         "description max_open_secs "},
    {NTMS_IEPORT,         "description max_extend_secs "},
    {NTMS_LIBRARY,        "name description inventory_method cleaner_uses_remaining "
                          "auto_recovery flags "},
    {NTMS_LIBREQUEST,     "description "},
    {NTMS_LOGICAL_MEDIA,  "name description "},
    {NTMS_MEDIA_POOL,     "name description media_type allocation_policy deallocation_policy "
                          "max_allocates "},
    {NTMS_MEDIA_TYPE,     "description "},
    {NTMS_PARTITION,      "name description "},
    {NTMS_PHYSICAL_MEDIA, "name description "},
    {NTMS_STORAGESLOT,    "description "},
    {NTMS_OPREQUEST,      "description "},
};
/* clang-format on */

static void callers_may_set_what_the_document_lists_and_no_more(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof settable / sizeof settable[0]; i++) {
        char columns[256] = "";
        size_t count;
        const struct rsm_field *fields = rsm_fields_of(settable[i].type, &count);

        for (size_t j = 0; j < count; j++) {
            if (fields[j].rule == RSM_SETTABLE) {
                strcat(columns, fields[j].column);
                strcat(columns, " ");
            }
        }
        assert_string_equal(columns, settable[i].columns);
    }
}

static void the_counts_of_a_library_and_a_pool_are_computed(void **state)
{
    size_t count, computed = 0;
    const struct rsm_field *fields = rsm_fields_of(NTMS_LIBRARY, &count);

    (void)state;
    for (size_t i = 0; i < count; i++)
        computed += fields[i].rule == RSM_COMPUTED;
    assert_int_equal(computed, 9); /* eight counts and the reserved GUID */

    fields = rsm_fields_of(NTMS_MEDIA_POOL, &count);
    computed = 0;
    for (size_t i = 0; i < count; i++)
        computed += fields[i].rule == RSM_COMPUTED;
    assert_int_equal(computed, 3);
}

/* ---- A and W ---- */

static void widen(const char *from, WCHAR *to, size_t room)
{
    size_t i = 0;

    for (; i + 1 < room && from[i] != '\0'; i++)
        to[i] = (unsigned char)from[i];
    to[i] = 0;
}

static void narrow(const WCHAR *from, char *to, size_t room)
{
    size_t i = 0;

    for (; i + 1 < room && from[i] != 0; i++)
        to[i] = (char)from[i];
    to[i] = '\0';
}

/* Something else in each byte of each field; text fills its room. */
static void make_up(NTMS_OBJECTINFORMATIONA *info, DWORD type)
{
    unsigned char *bytes = (unsigned char *)info;
    size_t count;
    const struct rsm_field *fields = rsm_fields_of(type, &count);

    memset(info, 0, sizeof *info);
    info->dwType = type;
    memset(&info->ObjectGuid, 0x77, sizeof info->ObjectGuid);
    for (size_t i = 0; i < count; i++) {
        size_t size = size_in(&fields[i], 1);

        if (fields[i].rule == RSM_PRIVATE)
            continue;
        for (size_t j = 0; j < size; j++)
            bytes[fields[i].offset_a + j] = (unsigned char)(1 + (fields[i].offset_a + j) % 120);
        if (fields[i].kind == RSM_FIELD_STRING)
            bytes[fields[i].offset_a + size - 1] = '\0';
    }
}

static void every_public_field_survives_the_way_from_a_to_w_and_back(void **state)
{
    (void)state;
    for (DWORD type = FIRST_TYPE; type <= LAST_TYPE; type++) {
        NTMS_OBJECTINFORMATIONA original, back;
        NTMS_OBJECTINFORMATIONW wide;

        make_up(&original, type);
        memset(&wide, 0, sizeof wide);
        memset(&back, 0, sizeof back);
        rsm_fields_to_w(&original, &wide, widen);
        rsm_fields_to_a(&wide, &back, narrow);
        assert_memory_equal(&original, &back, sizeof back);
    }
}

static void a_value_lands_in_the_member_of_its_name(void **state)
{
    NTMS_OBJECTINFORMATIONA narrow_one;
    NTMS_OBJECTINFORMATIONW wide;

    (void)state;
    memset(&narrow_one, 0, sizeof narrow_one);
    memset(&wide, 0, sizeof wide);
    narrow_one.dwType = NTMS_PARTITION;
    narrow_one.Enabled = TRUE;
    strcpy(narrow_one.szName, "name");
    strcpy(narrow_one.Info.Partition.szOmidLabelInfo, "label");
    narrow_one.Info.Partition.Side = 3;
    narrow_one.Info.Partition.Capacity.QuadPart = INT64_C(0x123456789A);
    rsm_fields_to_w(&narrow_one, &wide, widen);

    assert_int_equal(wide.dwType, NTMS_PARTITION);
    assert_int_equal(wide.Enabled, TRUE);
    assert_memory_equal(wide.szName, u"name", sizeof u"name");
    assert_memory_equal(wide.Info.Partition.szOmidLabelInfo, u"label", sizeof u"label");
    assert_int_equal(wide.Info.Partition.Side, 3);
    assert_true(wide.Info.Partition.Capacity.QuadPart == INT64_C(0x123456789A));
}

static void the_size_is_left_to_the_caller(void **state)
{
    NTMS_OBJECTINFORMATIONW wide;
    NTMS_OBJECTINFORMATIONA narrow_one;

    (void)state;
    memset(&wide, 0, sizeof wide);
    wide.dwType = NTMS_DRIVE;
    wide.dwSize = 1;
    narrow_one.dwSize = 2;
    rsm_fields_to_a(&wide, &narrow_one, narrow);
    assert_int_equal(narrow_one.dwSize, 2);
    rsm_fields_to_w(&narrow_one, &wide, widen);
    assert_int_equal(wide.dwSize, 1);
}

static void nothing_is_written_behind_the_part_of_the_kind(void **state)
{
    (void)state;
    for (DWORD type = FIRST_TYPE; type <= LAST_TYPE; type++) {
        size_t size = rsm_object_type_size_a(type);
        NTMS_OBJECTINFORMATIONA out;
        NTMS_OBJECTINFORMATIONW wide;
        unsigned char untouched[sizeof out];

        memset(untouched, 0xEE, sizeof untouched);
        memset(&out, 0xEE, sizeof out);
        memset(&wide, 0, sizeof wide);
        wide.dwType = type;
        rsm_fields_to_a(&wide, &out, narrow);
        assert_memory_equal((unsigned char *)&out + size, untouched, sizeof out - size);
    }
}

/* ---- setting ---- */

static void what_a_caller_may_set_is_copied_and_nothing_else(void **state)
{
    (void)state;
    for (DWORD type = FIRST_TYPE; type <= LAST_TYPE; type++) {
        NTMS_OBJECTINFORMATIONW from, to;
        size_t count, kept = 0;
        const struct rsm_field *fields = rsm_fields_of(type, &count);

        memset(&from, 1, sizeof from);
        memset(&to, 2, sizeof to);
        to.dwType = type;
        from.szName[0] = from.szDescription[0] = 0;
        rsm_fields_copy_settable(&from, &to);

        for (size_t i = 0; i < count; i++) {
            unsigned char first;

            if (fields[i].rule == RSM_PRIVATE)
                continue;
            first = ((const unsigned char *)&to)[fields[i].offset];
            if (fields[i].rule == RSM_SETTABLE)
                assert_int_equal(first, fields[i].kind == RSM_FIELD_STRING ? 0 : 1);
            else
                assert_int_equal(first, 2);
            kept += fields[i].rule == RSM_SETTABLE ? 0 : 1;
        }
        assert_true(kept > 0);
        assert_int_equal(to.dwType, type);
    }
}

static void a_copied_text_ends_at_its_mark(void **state)
{
    NTMS_OBJECTINFORMATIONW from, to = {.dwType = NTMS_DRIVE};

    (void)state;
    memset(&from, 0x41, sizeof from);
    from.szDescription[2] = 0;
    memset(to.szDescription, 0x42, sizeof to.szDescription);
    rsm_fields_copy_settable(&from, &to);
    assert_int_equal(to.szDescription[1], 0x4141);
    for (size_t i = 2; i < NTMS_DESCRIPTION_LENGTH; i++)
        assert_int_equal(to.szDescription[i], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_kind_has_no_fields),
        cmocka_unit_test(a_field_is_found_by_its_column),
        cmocka_unit_test(no_kind_has_a_column_twice),
        cmocka_unit_test(computed_fields_alone_have_no_column),
        cmocka_unit_test(the_fields_of_a_kind_cover_its_structures_without_gap_or_overlap),
        cmocka_unit_test(private_fields_lie_behind_the_public_part),
        cmocka_unit_test(callers_may_set_what_the_document_lists_and_no_more),
        cmocka_unit_test(the_counts_of_a_library_and_a_pool_are_computed),
        cmocka_unit_test(every_public_field_survives_the_way_from_a_to_w_and_back),
        cmocka_unit_test(a_value_lands_in_the_member_of_its_name),
        cmocka_unit_test(the_size_is_left_to_the_caller),
        cmocka_unit_test(nothing_is_written_behind_the_part_of_the_kind),
        cmocka_unit_test(what_a_caller_may_set_is_copied_and_nothing_else),
        cmocka_unit_test(a_copied_text_ends_at_its_mark),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
