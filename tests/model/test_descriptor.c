/*
 * Security descriptors: hostile bytes in either form, putting parts together, writing.
 */
#include "model/descriptor.h"

#include "model/acl.h"
#include "model/sid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

enum { ROOM = 512 };

/* A descriptor with all four parts, and where they are. */
struct whole {
    BYTE dacl[64];
    BYTE sacl[64];
    struct rsm_descriptor descriptor;
    BYTE bytes[ROOM];
    size_t size;
};

static struct rsm_part make_list(BYTE *bytes, size_t room, BYTE type, const BYTE *sid)
{
    struct rsm_acl list;

    rsm_acl_begin(&list, bytes, room);
    rsm_acl_add(&list, type, 0, 7, sid);
    return (struct rsm_part){bytes, list.size};
}

static int make_whole(void **state)
{
    struct whole *whole = calloc(1, sizeof *whole);

    assert_non_null(whole);
    whole->descriptor = (struct rsm_descriptor){
        .control = SE_DACL_PRESENT | SE_SACL_PRESENT | SE_DACL_PROTECTED,
        .owner = {rsm_sid_administrators, sizeof rsm_sid_administrators},
        .group = {rsm_sid_system, sizeof rsm_sid_system},
        .sacl = make_list(whole->sacl, sizeof whole->sacl, SYSTEM_AUDIT_ACE_TYPE, rsm_sid_users),
        .dacl = make_list(whole->dacl, sizeof whole->dacl, ACCESS_ALLOWED_ACE_TYPE, rsm_sid_system),
    };
    whole->size = rsm_descriptor_size(&whole->descriptor);
    assert_in_range(whole->size, 1, ROOM);
    rsm_descriptor_write(&whole->descriptor, whole->bytes);
    *state = whole;
    return 0;
}

static int free_whole(void **state)
{
    free(*state);
    return 0;
}

static void assert_same_part(const struct rsm_part *expected, const struct rsm_part *actual)
{
    assert_int_equal(expected->size, actual->size);
    if (expected->size != 0)
        assert_memory_equal(expected->bytes, actual->bytes, expected->size);
}

static void assert_same(const struct rsm_descriptor *expected, const struct rsm_descriptor *actual)
{
    assert_int_equal(expected->control, actual->control);
    assert_same_part(&expected->owner, &actual->owner);
    assert_same_part(&expected->group, &actual->group);
    assert_same_part(&expected->sacl, &actual->sacl);
    assert_same_part(&expected->dacl, &actual->dacl);
}

/* ---- the self-relative form ---- */

static void what_was_written_is_read_again(void **state)
{
    struct whole *whole = *state;
    struct rsm_descriptor read;

    assert_true(rsm_descriptor_read(whole->bytes, whole->size, &read));
    assert_same(&whole->descriptor, &read);
}

static void a_descriptor_without_parts_is_its_head(void **state)
{
    const struct rsm_descriptor nothing = {0};
    BYTE bytes[20];
    struct rsm_descriptor read;

    (void)state;
    assert_int_equal(rsm_descriptor_size(&nothing), sizeof bytes);
    rsm_descriptor_write(&nothing, bytes);
    assert_true(rsm_descriptor_read(bytes, sizeof bytes, &read));
    assert_same(&nothing, &read);
}

/* From memory of exactly that size, so that a look behind it is found out. */
static void one_that_is_cut_is_none(void **state)
{
    struct whole *whole = *state;
    struct rsm_descriptor read;

    for (size_t cut = 1; cut < whole->size; cut++) {
        BYTE *copy = malloc(cut);

        assert_non_null(copy);
        memcpy(copy, whole->bytes, cut);
        assert_false(rsm_descriptor_read(copy, cut, &read));
        free(copy);
    }
    assert_false(rsm_descriptor_read(whole->bytes, 0, &read));
}

static void another_revision_is_none(void **state)
{
    struct whole *whole = *state;
    struct rsm_descriptor read;

    whole->bytes[0] = 2;
    assert_false(rsm_descriptor_read(whole->bytes, whole->size, &read));
    assert_false(rsm_descriptor_read_given(whole->bytes, &read));
}

static void stored_bytes_are_never_taken_for_pointers(void **state)
{
    struct whole *whole = *state;
    struct rsm_descriptor read;

    whole->bytes[3] &= 0x7F; /* SE_SELF_RELATIVE */
    assert_false(rsm_descriptor_read(whole->bytes, whole->size, &read));
}

static void an_offset_into_the_head_or_behind_the_end_is_refused(void **state)
{
    struct whole *whole = *state;
    static const DWORD lies[] = {1, 19, ROOM, 0x7FFFFFFF, 0xFFFFFFFF};
    struct rsm_descriptor read;

    for (size_t part = 0; part < 4; part++) {
        for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
            BYTE bytes[ROOM];

            memcpy(bytes, whole->bytes, sizeof bytes);
            memcpy(bytes + 4 + 4 * part, &lies[i], sizeof lies[i]);
            assert_false(rsm_descriptor_read(bytes, whole->size, &read));
        }
    }
}

static void a_part_of_the_wrong_kind_is_refused(void **state)
{
    struct whole *whole = *state;
    struct rsm_descriptor read;

    memcpy(whole->bytes + 4, whole->bytes + 16, 4); /* the owner is where the DACL is */
    assert_false(rsm_descriptor_read(whole->bytes, whole->size, &read));
}

static void a_list_that_is_not_present_is_not_looked_at(void **state)
{
    struct whole *whole = *state;
    const DWORD lie = 0xFFFFFFF0;
    struct rsm_descriptor read;

    whole->bytes[2] &= (BYTE) ~(SE_DACL_PRESENT | SE_SACL_PRESENT);
    memcpy(whole->bytes + 12, &lie, sizeof lie);
    memcpy(whole->bytes + 16, &lie, sizeof lie);
    assert_true(rsm_descriptor_read(whole->bytes, whole->size, &read));
    assert_int_equal(read.dacl.size, 0);
    assert_int_equal(read.sacl.size, 0);
}

static void parts_lie_at_multiples_of_four(void **state)
{
    struct whole *whole = *state;
    DWORD offsets[4];

    whole->sacl[2]++; /* a list of an odd size, with a byte to spare behind its entry */
    whole->descriptor.sacl.size++;
    rsm_descriptor_write(&whole->descriptor, whole->bytes);

    memcpy(offsets, whole->bytes + 4, sizeof offsets);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(offsets[i] % 4, 0);
}

/* ---- what a caller gives ---- */

static SECURITY_DESCRIPTOR absolute_form(struct whole *whole)
{
    static BYTE owner[RSM_SID_ROOM], group[RSM_SID_ROOM];
    SECURITY_DESCRIPTOR absolute = {.Revision = SECURITY_DESCRIPTOR_REVISION,
                                    .Control = whole->descriptor.control,
                                    .Owner = owner,
                                    .Group = group,
                                    .Sacl = (PACL)(void *)whole->sacl,
                                    .Dacl = (PACL)(void *)whole->dacl};

    memcpy(owner, rsm_sid_administrators, sizeof rsm_sid_administrators);
    memcpy(group, rsm_sid_system, sizeof rsm_sid_system);
    return absolute;
}

static void either_form_says_the_same(void **state)
{
    struct whole *whole = *state;
    SECURITY_DESCRIPTOR absolute = absolute_form(whole);
    struct rsm_descriptor read;

    assert_true(rsm_descriptor_read_given(&absolute, &read));
    assert_same(&whole->descriptor, &read);
    assert_true(rsm_descriptor_read_given(whole->bytes, &read));
    assert_same(&whole->descriptor, &read);
}

static void a_caller_need_not_align_it(void **state)
{
    struct whole *whole = *state;
    BYTE moved[ROOM + 1];
    struct rsm_descriptor read;

    memcpy(moved + 1, whole->bytes, ROOM);
    assert_true(rsm_descriptor_read_given(moved + 1, &read));
    assert_same(&whole->descriptor, &read);
}

static void pointers_of_parts_that_are_not_there_are_null(void **state)
{
    SECURITY_DESCRIPTOR absolute = {.Revision = SECURITY_DESCRIPTOR_REVISION,
                                    .Control = SE_DACL_PRESENT};
    struct rsm_descriptor read;

    (void)state;
    assert_true(rsm_descriptor_read_given(&absolute, &read));
    assert_int_equal(read.control, SE_DACL_PRESENT);
    assert_int_equal(read.owner.size, 0);
    assert_int_equal(read.dacl.size, 0);
}

static void bad_parts_behind_pointers_are_refused(void **state)
{
    struct whole *whole = *state;
    BYTE nonsense[RSM_SID_ROOM] = {9, 9, 9};
    SECURITY_DESCRIPTOR absolute = absolute_form(whole);
    struct rsm_descriptor read;

    absolute.Owner = nonsense;
    assert_false(rsm_descriptor_read_given(&absolute, &read));
    absolute = absolute_form(whole);
    absolute.Group = nonsense;
    assert_false(rsm_descriptor_read_given(&absolute, &read));
    absolute = absolute_form(whole);
    absolute.Dacl = (PACL)(void *)nonsense;
    assert_false(rsm_descriptor_read_given(&absolute, &read));
    absolute.Control &= (WORD)~SE_DACL_PRESENT;
    assert_true(rsm_descriptor_read_given(&absolute, &read));
    absolute.Sacl = (PACL)(void *)nonsense;
    assert_false(rsm_descriptor_read_given(&absolute, &read));
}

/* ---- putting together ---- */

static void only_named_parts_are_replaced(void **state)
{
    struct whole *whole = *state;
    const struct rsm_descriptor by = {.control = SE_OWNER_DEFAULTED,
                                      .owner = {rsm_sid_users, sizeof rsm_sid_users}};
    struct rsm_descriptor expected = whole->descriptor;

    expected.owner = by.owner;
    expected.control |= SE_OWNER_DEFAULTED;
    rsm_descriptor_replace(&whole->descriptor, &by, OWNER_SECURITY_INFORMATION);
    assert_same(&expected, &whole->descriptor);
}

static void what_is_asked_for_is_copied_and_nothing_else(void **state)
{
    struct whole *whole = *state;
    const struct rsm_descriptor expected = {.group = whole->descriptor.group};
    struct rsm_descriptor asked = {0};

    rsm_descriptor_replace(&asked, &whole->descriptor, GROUP_SECURITY_INFORMATION);
    assert_same(&expected, &asked);
}

static void a_named_dacl_is_present_even_if_there_is_no_list(void **state)
{
    struct whole *whole = *state;
    const struct rsm_descriptor none = {0};

    rsm_descriptor_replace(&whole->descriptor, &none, DACL_SECURITY_INFORMATION);
    assert_int_equal(whole->descriptor.dacl.size, 0);
    assert_int_equal(whole->descriptor.control, SE_DACL_PRESENT | SE_SACL_PRESENT);
}

static void a_named_sacl_goes_if_there_is_no_list(void **state)
{
    struct whole *whole = *state;
    const struct rsm_descriptor none = {0};

    rsm_descriptor_replace(&whole->descriptor, &none, SACL_SECURITY_INFORMATION);
    assert_int_equal(whole->descriptor.sacl.size, 0);
    assert_int_equal(whole->descriptor.control, SE_DACL_PRESENT | SE_DACL_PROTECTED);
}

static void protection_can_be_named_by_itself(void **state)
{
    struct whole *whole = *state;
    const struct rsm_descriptor none = {0};

    rsm_descriptor_replace(&whole->descriptor, &none, UNPROTECTED_DACL_SECURITY_INFORMATION);
    assert_int_equal(whole->descriptor.control, SE_DACL_PRESENT | SE_SACL_PRESENT);
    rsm_descriptor_replace(&whole->descriptor, &none, PROTECTED_SACL_SECURITY_INFORMATION);
    assert_int_equal(whole->descriptor.control,
                     SE_DACL_PRESENT | SE_SACL_PRESENT | SE_SACL_PROTECTED);
    assert_int_not_equal(whole->descriptor.dacl.size, 0);
}

#define WITH_WHOLE(test) cmocka_unit_test_setup_teardown(test, make_whole, free_whole)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_WHOLE(what_was_written_is_read_again),
        cmocka_unit_test(a_descriptor_without_parts_is_its_head),
        WITH_WHOLE(one_that_is_cut_is_none),
        WITH_WHOLE(another_revision_is_none),
        WITH_WHOLE(stored_bytes_are_never_taken_for_pointers),
        WITH_WHOLE(an_offset_into_the_head_or_behind_the_end_is_refused),
        WITH_WHOLE(a_part_of_the_wrong_kind_is_refused),
        WITH_WHOLE(a_list_that_is_not_present_is_not_looked_at),
        WITH_WHOLE(parts_lie_at_multiples_of_four),
        WITH_WHOLE(either_form_says_the_same),
        WITH_WHOLE(a_caller_need_not_align_it),
        cmocka_unit_test(pointers_of_parts_that_are_not_there_are_null),
        WITH_WHOLE(bad_parts_behind_pointers_are_refused),
        WITH_WHOLE(only_named_parts_are_replaced),
        WITH_WHOLE(what_is_asked_for_is_copied_and_nothing_else),
        WITH_WHOLE(a_named_dacl_is_present_even_if_there_is_no_list),
        WITH_WHOLE(a_named_sacl_goes_if_there_is_no_list),
        WITH_WHOLE(protection_can_be_named_by_itself),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
