/*
 * Access control lists: hostile bytes, making them, and what a new container inherits.
 */
#include "model/acl.h"

#include "model/rights.h"
#include "model/sid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

enum { ROOM = 256 };

#define OI OBJECT_INHERIT_ACE
#define CI CONTAINER_INHERIT_ACE
#define NP NO_PROPAGATE_INHERIT_ACE
#define IO INHERIT_ONLY_ACE
#define ID INHERITED_ACE

/* A pool's creator and its group, as the tests call them. */
static const BYTE owner[] = {1, 2, 0, 0, 0, 0, 0, 22, 1, 0, 0, 0, 7, 0, 0, 0};
static const BYTE group[] = {1, 1, 0, 0, 0, 0, 0, 22, 9, 0, 0, 0};

static size_t make_one(BYTE *bytes, BYTE type, BYTE flags, DWORD mask, const BYTE *sid)
{
    struct rsm_acl list;

    rsm_acl_begin(&list, bytes, ROOM);
    rsm_acl_add(&list, type, flags, mask, sid);
    return list.size;
}

/* ---- hostile bytes ---- */

static void a_list_that_was_made_is_good(void **state)
{
    BYTE bytes[ROOM];
    size_t size = make_one(bytes, ACCESS_ALLOWED_ACE_TYPE, CI, 7, rsm_sid_administrators);

    (void)state;
    assert_int_equal(size, 8 + 8 + 16);
    assert_int_equal(rsm_acl_size(bytes, size), size);
    assert_int_equal(rsm_acl_size(bytes, sizeof bytes), size);
}

static void an_empty_list_is_good(void **state)
{
    BYTE bytes[ROOM];
    struct rsm_acl list;

    (void)state;
    rsm_acl_begin(&list, bytes, sizeof bytes);
    assert_int_equal(rsm_acl_size(bytes, sizeof bytes), 8);
}

/* From memory of exactly that size, so that a look behind it is found out. */
static void a_list_that_is_cut_is_none(void **state)
{
    BYTE bytes[ROOM];
    size_t size = make_one(bytes, ACCESS_ALLOWED_ACE_TYPE, CI, 7, rsm_sid_administrators);

    (void)state;
    for (size_t cut = 1; cut < size; cut++) {
        BYTE *copy = malloc(cut);

        assert_non_null(copy);
        memcpy(copy, bytes, cut);
        assert_int_equal(rsm_acl_size(copy, cut), 0);
        free(copy);
    }
}

static void a_list_that_lies_of_its_size_is_none(void **state)
{
    BYTE bytes[ROOM];
    size_t size = make_one(bytes, ACCESS_ALLOWED_ACE_TYPE, CI, 7, rsm_sid_administrators);

    (void)state;
    for (unsigned lie = 0; lie < size; lie++) {
        bytes[2] = (BYTE)lie; /* the entry does not fit any more */
        assert_int_equal(rsm_acl_size(bytes, sizeof bytes), 0);
    }
}

static void more_entries_than_there_are_is_no_list(void **state)
{
    BYTE bytes[ROOM];

    (void)state;
    make_one(bytes, ACCESS_ALLOWED_ACE_TYPE, CI, 7, rsm_sid_administrators);
    bytes[4] = 2;
    assert_int_equal(rsm_acl_size(bytes, sizeof bytes), 0);
}

static void revisions_two_to_four_are_known(void **state)
{
    BYTE bytes[ROOM];

    (void)state;
    make_one(bytes, ACCESS_ALLOWED_ACE_TYPE, CI, 7, rsm_sid_administrators);
    for (unsigned revision = 0; revision < 256; revision++) {
        bytes[0] = (BYTE)revision;
        assert_int_equal(rsm_acl_size(bytes, sizeof bytes) != 0, revision >= 2 && revision <= 4);
    }
}

static void an_entry_must_have_room_for_its_identifier(void **state)
{
    BYTE bytes[ROOM];

    (void)state;
    make_one(bytes, ACCESS_ALLOWED_ACE_TYPE, CI, 7, rsm_sid_administrators);
    for (unsigned size = 0; size < 24; size++) {
        bytes[8 + 2] = (BYTE)size;
        assert_int_equal(rsm_acl_size(bytes, sizeof bytes), 0);
    }
    bytes[8 + 2] = 24;
    bytes[8 + 8 + 1] = 3; /* parts of the identifier */
    assert_int_equal(rsm_acl_size(bytes, sizeof bytes), 0);
}

static void entries_of_unknown_kinds_need_nothing_but_a_size(void **state)
{
    BYTE bytes[] = {2, 0, 12, 0, 1, 0, 0, 0, 0x77, 0, 4, 0};

    (void)state;
    assert_int_equal(rsm_acl_size(bytes, sizeof bytes), 12);
    bytes[8] = ACCESS_ALLOWED_ACE_TYPE;
    assert_int_equal(rsm_acl_size(bytes, sizeof bytes), 0);
}

/* Head, mask, which GUIDs there are, both of them, LocalSystem. */
static size_t make_object_entry(BYTE *bytes, BYTE flags, BYTE guids)
{
    size_t size = 4 + 4 + 4 + 16u * ((guids & 1u) + (guids >> 1)) + 12;

    memset(bytes, 0, 8 + size);
    bytes[0] = ACL_REVISION_DS;
    bytes[2] = (BYTE)(8 + size);
    bytes[4] = 1;
    bytes[8] = ACCESS_ALLOWED_OBJECT_ACE_TYPE;
    bytes[9] = flags;
    bytes[10] = (BYTE)size;
    bytes[12] = 7;
    bytes[16] = guids;
    memcpy(bytes + 8 + size - 12, rsm_sid_system, 12);
    return 8 + size;
}

static void the_identifier_of_an_object_entry_is_behind_its_guids(void **state)
{
    BYTE bytes[ROOM];

    (void)state;
    for (BYTE guids = 0; guids < 4; guids++) {
        size_t size = make_object_entry(bytes, 0, guids);

        assert_int_equal(rsm_acl_size(bytes, size), size);
        bytes[size - 12] = 9; /* no identifier there any more */
        assert_int_equal(rsm_acl_size(bytes, size), 0);
    }
}

/* ---- making ---- */

static void what_does_not_fit_makes_no_list(void **state)
{
    BYTE bytes[8 + 8 + 16];
    struct rsm_acl list;

    (void)state;
    rsm_acl_begin(&list, bytes, sizeof bytes);
    rsm_acl_add(&list, ACCESS_ALLOWED_ACE_TYPE, 0, 7, rsm_sid_administrators);
    assert_int_equal(list.size, sizeof bytes);
    rsm_acl_add(&list, ACCESS_ALLOWED_ACE_TYPE, 0, 7, rsm_sid_system);
    assert_int_equal(list.size, 0);
    rsm_acl_add(&list, ACCESS_ALLOWED_ACE_TYPE, 0, 7, rsm_sid_system);
    assert_int_equal(list.size, 0);
}

static void generic_rights_are_replaced_but_where_they_are_only_handed_on(void **state)
{
    BYTE bytes[ROOM];
    struct rsm_acl_walk walk;
    struct rsm_ace ace;
    struct rsm_acl list;

    (void)state;
    rsm_acl_begin(&list, bytes, sizeof bytes);
    rsm_acl_add(&list, ACCESS_ALLOWED_ACE_TYPE, CI, GENERIC_ALL, rsm_sid_system);
    rsm_acl_add(&list, ACCESS_DENIED_ACE_TYPE, CI | IO, GENERIC_ALL, rsm_sid_users);
    rsm_acl_map_rights(bytes);

    rsm_acl_walk_begin(&walk, bytes);
    assert_true(rsm_acl_walk_next(&walk, &ace));
    assert_int_equal(ace.mask, RSM_RIGHTS_ALL);
    assert_true(rsm_acl_walk_next(&walk, &ace));
    assert_int_equal(ace.mask, GENERIC_ALL);
    assert_false(rsm_acl_walk_next(&walk, &ace));
}

/* ---- inheriting ---- */

struct expected {
    BYTE flags;
    DWORD mask;
    const BYTE *sid;
};

/* What a child gets of one entry of its parent. */
static void assert_inherits(const BYTE *parent, size_t count, const struct expected *expected)
{
    BYTE bytes[ROOM];
    struct rsm_acl_walk walk;
    struct rsm_acl list;
    struct rsm_ace ace;

    rsm_acl_begin(&list, bytes, sizeof bytes);
    rsm_acl_inherit(&list, parent, owner, group);
    assert_int_equal(rsm_acl_size(bytes, list.size), list.size);
    rsm_acl_walk_begin(&walk, bytes);
    assert_int_equal(walk.count, count);
    for (size_t i = 0; i < count; i++) {
        assert_true(rsm_acl_walk_next(&walk, &ace));
        assert_int_equal(ace.flags, expected[i].flags);
        assert_int_equal(ace.mask, expected[i].mask);
        assert_true(rsm_sid_equal(ace.bytes + ace.sid, expected[i].sid));
    }
}

static void assert_one_inherits(BYTE flags, DWORD mask, const BYTE *sid, size_t count,
                                const struct expected *expected)
{
    BYTE parent[ROOM];

    make_one(parent, ACCESS_ALLOWED_ACE_TYPE, flags, mask, sid);
    assert_inherits(parent, count, expected);
}

static void entries_without_inheritance_stay_with_the_parent(void **state)
{
    (void)state;
    assert_one_inherits(0, 7, rsm_sid_users, 0, NULL);
    assert_one_inherits(ID, 7, rsm_sid_users, 0, NULL);
}

static void entries_for_containers_take_effect_and_go_on(void **state)
{
    (void)state;
    assert_one_inherits(CI, 7, rsm_sid_users, 1, &(struct expected){CI | ID, 7, rsm_sid_users});
    assert_one_inherits(CI | OI, 7, rsm_sid_users, 1,
                        &(struct expected){CI | OI | ID, 7, rsm_sid_users});
}

static void entries_that_were_only_handed_on_take_effect(void **state)
{
    (void)state;
    assert_one_inherits(CI | IO, 7, rsm_sid_users, 1,
                        &(struct expected){CI | ID, 7, rsm_sid_users});
}

static void entries_for_other_objects_are_only_handed_on(void **state)
{
    (void)state;
    assert_one_inherits(OI, 7, rsm_sid_users, 1,
                        &(struct expected){OI | IO | ID, 7, rsm_sid_users});
}

static void entries_not_to_be_propagated_end_with_the_child(void **state)
{
    (void)state;
    assert_one_inherits(CI | OI | NP, 7, rsm_sid_users, 1,
                        &(struct expected){ID, 7, rsm_sid_users});
    assert_one_inherits(OI | NP, 7, rsm_sid_users, 0, NULL);
}

static void marks_of_audits_are_kept(void **state)
{
    BYTE parent[ROOM];

    (void)state;
    make_one(parent, SYSTEM_AUDIT_ACE_TYPE, CI | 0xC0, 7, rsm_sid_users);
    assert_inherits(parent, 1, &(struct expected){CI | ID | 0xC0, 7, rsm_sid_users});
}

static void the_creators_are_filled_in_and_handed_on_as_they_were(void **state)
{
    const struct expected of_owner[] = {{ID, 7, owner}, {CI | IO | ID, 7, rsm_sid_creator_owner}};
    const struct expected of_group[] = {{ID, 7, group}, {CI | IO | ID, 7, rsm_sid_creator_group}};

    (void)state;
    assert_one_inherits(CI, 7, rsm_sid_creator_owner, 2, of_owner);
    assert_one_inherits(CI, 7, rsm_sid_creator_group, 2, of_group);
    assert_one_inherits(CI | NP, 7, rsm_sid_creator_owner, 1, of_owner);
}

static void generic_rights_are_filled_in_and_handed_on_as_they_were(void **state)
{
    const struct expected both[] = {{ID, RSM_RIGHTS_READ, rsm_sid_users},
                                    {CI | IO | ID, GENERIC_READ, rsm_sid_users}};

    (void)state;
    assert_one_inherits(CI, GENERIC_READ, rsm_sid_users, 2, both);
    assert_one_inherits(CI | NP, GENERIC_READ, rsm_sid_users, 1, both);
}

static void entries_for_types_of_the_directory_never_take_effect(void **state)
{
    BYTE parent[ROOM];

    (void)state;
    make_object_entry(parent, CI, ACE_INHERITED_OBJECT_TYPE_PRESENT);
    assert_inherits(parent, 1, &(struct expected){CI | IO | ID, 7, rsm_sid_system});
    make_object_entry(parent, CI, ACE_OBJECT_TYPE_PRESENT);
    assert_inherits(parent, 1, &(struct expected){CI | ID, 7, rsm_sid_system});
}

static void a_list_with_newer_entries_has_the_newer_revision(void **state)
{
    BYTE parent[ROOM];
    BYTE bytes[ROOM];
    struct rsm_acl list;

    (void)state;
    make_object_entry(parent, CI, 0);
    rsm_acl_begin(&list, bytes, sizeof bytes);
    assert_int_equal(bytes[0], ACL_REVISION);
    rsm_acl_inherit(&list, parent, owner, group);
    assert_int_equal(bytes[0], ACL_REVISION_DS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_that_was_made_is_good),
        cmocka_unit_test(an_empty_list_is_good),
        cmocka_unit_test(a_list_that_is_cut_is_none),
        cmocka_unit_test(a_list_that_lies_of_its_size_is_none),
        cmocka_unit_test(more_entries_than_there_are_is_no_list),
        cmocka_unit_test(revisions_two_to_four_are_known),
        cmocka_unit_test(an_entry_must_have_room_for_its_identifier),
        cmocka_unit_test(entries_of_unknown_kinds_need_nothing_but_a_size),
        cmocka_unit_test(the_identifier_of_an_object_entry_is_behind_its_guids),
        cmocka_unit_test(what_does_not_fit_makes_no_list),
        cmocka_unit_test(generic_rights_are_replaced_but_where_they_are_only_handed_on),
        cmocka_unit_test(entries_without_inheritance_stay_with_the_parent),
        cmocka_unit_test(entries_for_containers_take_effect_and_go_on),
        cmocka_unit_test(entries_that_were_only_handed_on_take_effect),
        cmocka_unit_test(entries_for_other_objects_are_only_handed_on),
        cmocka_unit_test(entries_not_to_be_propagated_end_with_the_child),
        cmocka_unit_test(marks_of_audits_are_kept),
        cmocka_unit_test(the_creators_are_filled_in_and_handed_on_as_they_were),
        cmocka_unit_test(generic_rights_are_filled_in_and_handed_on_as_they_were),
        cmocka_unit_test(entries_for_types_of_the_directory_never_take_effect),
        cmocka_unit_test(a_list_with_newer_entries_has_the_newer_revision),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
