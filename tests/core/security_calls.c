/*
 * What the tests of security share.
 */
#include "core/security_calls.h"

#include "core/security.h"
#include "support/asserts.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

rsm_error get_security(struct small_world *world, const GUID *id, DWORD type,
                       SECURITY_INFORMATION parts, struct answer *answer)
{
    return rsm_security_get(world->session, id, type, parts, answer->bytes, sizeof answer->bytes,
                            &answer->needed);
}

void must_get(struct small_world *world, const GUID *id, DWORD type, struct answer *answer)
{
    assert_success(get_security(world, id, type, NAMED, answer));
    assert_true(rsm_descriptor_read(answer->bytes, answer->needed, &answer->descriptor));
    assert_true(answer->descriptor.control & SE_DACL_PRESENT);
}

void assert_owner(const struct rsm_descriptor *descriptor, const BYTE *sid)
{
    assert_int_not_equal(descriptor->owner.size, 0);
    assert_true(rsm_sid_equal(descriptor->owner.bytes, sid));
}

void set_entries(struct small_world *world, const GUID *id, DWORD type,
                 const struct drawn_entry *entries, size_t count)
{
    BYTE bytes[DESCRIPTOR_ROOM];

    draw_descriptor(bytes, entries, count);
    assert_success(rsm_security_set(world->session, id, type, DACL_SECURITY_INFORMATION, bytes));
}
