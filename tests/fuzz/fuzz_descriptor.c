/*
 * Security descriptors out of a database, and the lists in them: read, mapped, inherited, written.
 */
#include "demand.h"

#include "model/acl.h"
#include "model/descriptor.h"
#include "model/sid.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_part(const struct rsm_part *part, const uint8_t *data, size_t size)
{
    demand(is_inside(part->bytes, part->size, data, size));
}

static void check_list(const struct rsm_part *part)
{
    struct rsm_acl_walk walk;
    struct rsm_ace ace;

    if (part->size == 0)
        return;
    demand(rsm_acl_size(part->bytes, part->size) == part->size);
    rsm_acl_walk_begin(&walk, part->bytes);
    while (rsm_acl_walk_next(&walk, &ace)) {
        demand(is_inside(ace.bytes, ace.size, part->bytes, part->size));
        demand(ace.sid < ace.size);
        demand(ace.sid == 0 || rsm_sid_size(ace.bytes + ace.sid, ace.size - ace.sid) != 0);
    }
    demand(walk.count == 0);
}

/* What a child gets of a good list is a good list, or does not fit. */
static void check_inheritance(const struct rsm_part *part)
{
    static BYTE bytes[RSM_ACL_LARGEST];
    struct rsm_acl list;

    if (part->size == 0)
        return;
    rsm_acl_begin(&list, bytes, sizeof(bytes));
    rsm_acl_inherit(&list, part->bytes, rsm_sid_administrators, rsm_sid_system);
    if (list.size != 0) {
        rsm_acl_map_rights(bytes);
        demand(rsm_acl_size(bytes, sizeof(bytes)) == list.size);
    }
}

static bool is_same_part(const struct rsm_part *a, const struct rsm_part *b)
{
    return a->size == b->size && (a->size == 0 || memcmp(a->bytes, b->bytes, a->size) == 0);
}

/* What is written says the same. */
static void check_writing(const struct rsm_descriptor *descriptor)
{
    size_t size = rsm_descriptor_size(descriptor);
    struct rsm_descriptor again;
    BYTE *bytes = malloc(size);

    demand(size <= RSM_DESCRIPTOR_LARGEST);
    if (bytes == NULL)
        return;
    rsm_descriptor_write(descriptor, bytes);
    demand(rsm_descriptor_read(bytes, size, &again));
    demand(again.control == descriptor->control);
    demand(is_same_part(&again.owner, &descriptor->owner));
    demand(is_same_part(&again.group, &descriptor->group));
    demand(is_same_part(&again.sacl, &descriptor->sacl));
    demand(is_same_part(&again.dacl, &descriptor->dacl));
    free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rsm_descriptor descriptor;

    if (!rsm_descriptor_read(data, size, &descriptor))
        return 0;
    check_part(&descriptor.owner, data, size);
    check_part(&descriptor.group, data, size);
    check_part(&descriptor.sacl, data, size);
    check_part(&descriptor.dacl, data, size);
    check_list(&descriptor.sacl);
    check_list(&descriptor.dacl);
    check_inheritance(&descriptor.dacl);
    check_writing(&descriptor);
    return 0;
}
