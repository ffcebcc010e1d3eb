/*
 * Descriptors read and set in a small world: what the tests of security share.
 */
#ifndef RSM_TESTS_CORE_SECURITY_CALLS_H
#define RSM_TESTS_CORE_SECURITY_CALLS_H

#include "model/rights.h"
#include "model/sid.h"
#include "support/descriptors.h"
#include "support/small_world.h"

/* The entries as tests write them. */
#define ALLOW ACCESS_ALLOWED_ACE_TYPE
#define DENY  ACCESS_DENIED_ACE_TYPE
#define CI    CONTAINER_INHERIT_ACE
#define IO    INHERIT_ONLY_ACE
#define ID    INHERITED_ACE
#define NTMS  (NTMS_USE_ACCESS | NTMS_MODIFY_ACCESS | NTMS_CONTROL_ACCESS)
#define NAMED (OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION)

#define FULL_FOR_ADMINISTRATORS                          \
    {                                                    \
        ALLOW, 0, RSM_RIGHTS_ALL, rsm_sid_administrators \
    }
#define FULL_FOR_SYSTEM                          \
    {                                            \
        ALLOW, 0, RSM_RIGHTS_ALL, rsm_sid_system \
    }
#define USE_FOR_USERS                            \
    {                                            \
        ALLOW, 0, NTMS_USE_ACCESS, rsm_sid_users \
    }

/* A descriptor as it came back. */
struct answer {
    BYTE bytes[DESCRIPTOR_ROOM];
    DWORD needed;
    struct rsm_descriptor descriptor;
};

rsm_error get_security(struct small_world *world, const GUID *id, DWORD type,
                       SECURITY_INFORMATION parts, struct answer *answer);

/* Owner, group and DACL, which must be there and present. */
void must_get(struct small_world *world, const GUID *id, DWORD type, struct answer *answer);

void assert_owner(const struct rsm_descriptor *descriptor, const BYTE *sid);

/* Set the DACL of an object to these entries. */
#define must_set(world, id, type, ...)                                            \
    set_entries((world), (id), (type), (const struct drawn_entry[]){__VA_ARGS__}, \
                sizeof((const struct drawn_entry[]){__VA_ARGS__}) / sizeof(struct drawn_entry))
void set_entries(struct small_world *world, const GUID *id, DWORD type,
                 const struct drawn_entry *entries, size_t count);

#endif
