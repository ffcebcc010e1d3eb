/*
 * Security descriptors of tests.
 */
#include "support/descriptors.h"

#include "model/acl.h"
#include "model/sid.h"

#include <stdarg.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include <string.h>

const BYTE everyone[12] = {1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0};

size_t draw_descriptor(BYTE *bytes_out, const struct drawn_entry *entries, size_t count)
{
    BYTE bytes[DESCRIPTOR_ROOM / 2];
    struct rsm_descriptor descriptor = {
        .control = SE_DACL_PRESENT,
        .owner = {rsm_sid_administrators, sizeof rsm_sid_administrators},
        .group = {rsm_sid_system, sizeof rsm_sid_system}};
    struct rsm_acl list;

    rsm_acl_begin(&list, bytes, sizeof bytes);
    for (size_t i = 0; i < count; i++)
        rsm_acl_add(&list, entries[i].type, entries[i].flags, entries[i].mask, entries[i].sid);
    assert_int_not_equal(list.size, 0);
    descriptor.dacl = (struct rsm_part){bytes, list.size};
    rsm_descriptor_write(&descriptor, bytes_out);
    return rsm_descriptor_size(&descriptor);
}

void rsm_assert_entries(const struct rsm_descriptor *descriptor, const struct drawn_entry *expected,
                        size_t count, const char *file, int line)
{
    struct rsm_acl_walk walk;
    struct rsm_ace ace;

    if (descriptor->dacl.size == 0) {
        print_error("there is no list\n");
        _fail(file, line);
    }
    rsm_acl_walk_begin(&walk, descriptor->dacl.bytes);
    _assert_int_equal(walk.count, count, file, line);
    for (size_t i = 0; i < count; i++) {
        _assert_true(rsm_acl_walk_next(&walk, &ace), "another entry", file, line);
        _assert_int_equal(ace.type, expected[i].type, file, line);
        _assert_int_equal(ace.flags, expected[i].flags, file, line);
        _assert_int_equal(ace.mask, expected[i].mask, file, line);
        _assert_true(rsm_sid_equal(ace.bytes + ace.sid, expected[i].sid), "the same identifier",
                     file, line);
    }
}
