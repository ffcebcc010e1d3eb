/*
 * What is known of each kind of object, against the tables of the object model (3.1, 3.2, 5, 10.2).
 */
#include "model/object_types.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "model/fields.h"

#define FIRST_TYPE NTMS_CHANGER
#define LAST_TYPE  NTMS_OPREQUEST

static void kinds_two_to_seventeen_are_valid_and_no_others(void **state)
{
    (void)state;
    for (DWORD type = 0; type < 40; type++)
        assert_int_equal(rsm_object_type_is_valid(type), type >= 2 && type <= 17);
    assert_false(rsm_object_type_is_valid(MAXDWORD));
}

static void each_kind_has_a_name_of_its_own(void **state)
{
    (void)state;
    for (DWORD a = FIRST_TYPE; a <= LAST_TYPE; a++) {
        for (DWORD b = FIRST_TYPE; b < a; b++)
            assert_string_not_equal(rsm_object_type_name(a), rsm_object_type_name(b));
    }
    assert_string_equal(rsm_object_type_name(NTMS_LIBRARY), "library");
    assert_string_equal(rsm_object_type_name(NTMS_STORAGESLOT), "storage_slot");
}

static void what_is_no_kind_is_called_object(void **state)
{
    (void)state;
    assert_string_equal(rsm_object_type_name(NTMS_UNKNOWN), "object");
    assert_string_equal(rsm_object_type_name(NTMS_OBJECT), "object");
    assert_string_equal(rsm_object_type_name(NTMS_UI_DESTINATION), "object");
    assert_string_equal(rsm_object_type_name(MAXDWORD), "object");
}

/* clang-format off */
static const struct { DWORD type, a, w; } least_sizes[] = {
    {NTMS_DRIVE, 488, 808},         {NTMS_DRIVE_TYPE, 520, 968},     {NTMS_LIBRARY, 384, 576},
    {NTMS_CHANGER, 428, 748},       {NTMS_CHANGER_TYPE, 516, 964},   {NTMS_STORAGESLOT, 280, 472},
    {NTMS_IEDOOR, 284, 476},        {NTMS_IEPORT, 288, 480},         {NTMS_PHYSICAL_MEDIA, 472, 760},
    {NTMS_LOGICAL_MEDIA, 276, 468}, {NTMS_PARTITION, 896, 1408},     {NTMS_MEDIA_POOL, 316, 508},
    {NTMS_MEDIA_TYPE, 272, 464},    {NTMS_LIBREQUEST, 596, 980},     {NTMS_OPREQUEST, 768, 1408},
    {NTMS_COMPUTER, 276, 468},
};
/* clang-format on */

static void the_least_sizes_are_those_of_the_document(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof least_sizes / sizeof least_sizes[0]; i++) {
        assert_int_equal(rsm_object_type_size_a(least_sizes[i].type), least_sizes[i].a);
        assert_int_equal(rsm_object_type_size_w(least_sizes[i].type), least_sizes[i].w);
    }
    assert_int_equal(rsm_object_type_size_a(NTMS_OBJECT), 0);
    assert_int_equal(rsm_object_type_size_w(MAXDWORD), 0);
}

static void each_container_column_is_a_guid_field_of_the_kind(void **state)
{
    size_t columns = 0;

    (void)state;
    for (DWORD type = 0; type <= LAST_TYPE + 1; type++) {
        for (DWORD container = 0; container <= LAST_TYPE + 1; container++) {
            const char *column = rsm_object_type_container_column(type, container);
            const struct rsm_field *field;

            if (column == NULL)
                continue;
            field = rsm_fields_find(type, column);
            assert_non_null(field);
            assert_int_equal(field->kind, RSM_FIELD_GUID);
            columns++;
        }
    }
    assert_int_equal(columns, 13);
}

static void a_slot_is_contained_in_a_library_alone(void **state)
{
    (void)state;
    assert_string_equal(rsm_object_type_container_column(NTMS_STORAGESLOT, NTMS_LIBRARY),
                        "library");
    assert_null(rsm_object_type_container_column(NTMS_STORAGESLOT, NTMS_MEDIA_POOL));
    assert_null(rsm_object_type_container_column(NTMS_LIBRARY, NTMS_LIBRARY));
}

static void a_medium_is_contained_in_its_library_and_its_pool(void **state)
{
    (void)state;
    assert_string_equal(rsm_object_type_container_column(NTMS_PHYSICAL_MEDIA, NTMS_LIBRARY),
                        "current_library");
    assert_string_equal(rsm_object_type_container_column(NTMS_PHYSICAL_MEDIA, NTMS_MEDIA_POOL),
                        "media_pool");
}

static void media_types_alone_are_related_to_libraries(void **state)
{
    (void)state;
    for (DWORD type = 0; type <= LAST_TYPE + 1; type++) {
        for (DWORD container = 0; container <= LAST_TYPE + 1; container++)
            assert_int_equal(rsm_object_type_is_related(type, container),
                             type == NTMS_MEDIA_TYPE && container == NTMS_LIBRARY);
    }
}

static void each_kind_is_guarded_by_the_securable_of_the_document(void **state)
{
    static const DWORD by_library[] = {NTMS_LIBRARY, NTMS_CHANGER,    NTMS_DRIVE,      NTMS_IEDOOR,
                                       NTMS_IEPORT,  NTMS_LIBREQUEST, NTMS_STORAGESLOT};
    static const DWORD by_pool[] = {NTMS_MEDIA_POOL, NTMS_PHYSICAL_MEDIA, NTMS_PARTITION,
                                    NTMS_LOGICAL_MEDIA};
    static const DWORD by_computer[] = {NTMS_COMPUTER, NTMS_CHANGER_TYPE, NTMS_DRIVE_TYPE,
                                        NTMS_MEDIA_TYPE, NTMS_OPREQUEST};

    (void)state;
    for (size_t i = 0; i < sizeof by_library / sizeof by_library[0]; i++)
        assert_int_equal(rsm_object_type_guard(by_library[i]), RSM_GUARD_LIBRARY);
    for (size_t i = 0; i < sizeof by_pool / sizeof by_pool[0]; i++)
        assert_int_equal(rsm_object_type_guard(by_pool[i]), RSM_GUARD_POOL);
    for (size_t i = 0; i < sizeof by_computer / sizeof by_computer[0]; i++)
        assert_int_equal(rsm_object_type_guard(by_computer[i]), RSM_GUARD_COMPUTER);
}

static void an_empty_record_is_enabled_has_its_kind_and_no_element(void **state)
{
    struct rsm_record record, zero;

    (void)state;
    memset(&record, 0xAA, sizeof record);
    memset(&zero, 0, sizeof zero);
    rsm_record_begin(&record, NTMS_DRIVE);
    assert_int_equal(record.info.dwSize, sizeof(NTMS_OBJECTINFORMATIONW));
    assert_int_equal(record.info.dwType, NTMS_DRIVE);
    assert_int_equal(record.info.Enabled, TRUE);
    assert_int_equal(record.own.Element, RSM_NO_ELEMENT);

    record.info.dwSize = 0;
    record.info.dwType = 0;
    record.info.Enabled = 0;
    record.own.Element = 0;
    assert_memory_equal(&record, &zero, sizeof zero);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds_two_to_seventeen_are_valid_and_no_others),
        cmocka_unit_test(each_kind_has_a_name_of_its_own),
        cmocka_unit_test(what_is_no_kind_is_called_object),
        cmocka_unit_test(the_least_sizes_are_those_of_the_document),
        cmocka_unit_test(each_container_column_is_a_guid_field_of_the_kind),
        cmocka_unit_test(a_slot_is_contained_in_a_library_alone),
        cmocka_unit_test(a_medium_is_contained_in_its_library_and_its_pool),
        cmocka_unit_test(media_types_alone_are_related_to_libraries),
        cmocka_unit_test(each_kind_is_guarded_by_the_securable_of_the_document),
        cmocka_unit_test(an_empty_record_is_enabled_has_its_kind_and_no_element),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
