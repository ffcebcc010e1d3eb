/*
 * Access control lists.  Inheritance follows "ACE Inheritance Rules" of the Windows SDK, and the
 * algorithms of [MS-DTYP] 2.5.3.4 for containers.
 */
#include "model/acl.h"

#include "model/rights.h"
#include "model/sid.h"

#include <string.h>

enum {
    HEAD = 8,     /* of a list: revision, 0, size, number of entries, 0 */
    ACE_HEAD = 4, /* type, flags, size */
    MASK = 4,
    GUID_SIZE = 16
};

#define INHERITANCE \
    (OBJECT_INHERIT_ACE | CONTAINER_INHERIT_ACE | NO_PROPAGATE_INHERIT_ACE | INHERIT_ONLY_ACE)

static DWORD get16(const BYTE *bytes)
{
    return (DWORD)bytes[0] | (DWORD)bytes[1] << 8;
}

static DWORD get32(const BYTE *bytes)
{
    return get16(bytes) | get16(bytes + 2) << 16;
}

static void put16(BYTE *bytes, size_t value)
{
    bytes[0] = (BYTE)value;
    bytes[1] = (BYTE)(value >> 8);
}

static void put32(BYTE *bytes, DWORD value)
{
    put16(bytes, value & 0xFFFF);
    put16(bytes + 2, value >> 16);
}

/* ---- looking ---- */

enum shape {
    SHAPE_PLAIN,    /* mask, identifier */
    SHAPE_OBJECT,   /* mask, which GUIDs there are, those, identifier */
    SHAPE_COMPOUND, /* mask, kind, identifiers of a server and of its client */
    SHAPE_UNKNOWN
};

static enum shape shape_of(BYTE type)
{
    if (type == ACCESS_ALLOWED_COMPOUND_ACE_TYPE)
        return SHAPE_COMPOUND;
    if (type >= ACCESS_ALLOWED_OBJECT_ACE_TYPE && type <= SYSTEM_ALARM_OBJECT_ACE_TYPE)
        return SHAPE_OBJECT;
    switch (type) {
    case ACCESS_ALLOWED_CALLBACK_OBJECT_ACE_TYPE:
    case ACCESS_DENIED_CALLBACK_OBJECT_ACE_TYPE:
    case SYSTEM_AUDIT_CALLBACK_OBJECT_ACE_TYPE:
    case SYSTEM_ALARM_CALLBACK_OBJECT_ACE_TYPE:
        return SHAPE_OBJECT;
    default:
        return type <= SYSTEM_SCOPED_POLICY_ID_ACE_TYPE ? SHAPE_PLAIN : SHAPE_UNKNOWN;
    }
}

/* Where the identifier is in an entry of that shape, if it is large enough to say so; else its size. */
static size_t place_of_sid(enum shape shape, const BYTE *bytes, size_t size)
{
    size_t place = ACE_HEAD + MASK;
    DWORD guids;

    if (shape == SHAPE_PLAIN)
        return place;
    if (size < place + sizeof guids)
        return size;
    guids = shape == SHAPE_OBJECT ? get32(bytes + place) : 0;
    place += sizeof guids;
    if (guids & ACE_OBJECT_TYPE_PRESENT)
        place += GUID_SIZE;
    if (guids & ACE_INHERITED_OBJECT_TYPE_PRESENT)
        place += GUID_SIZE;
    return place;
}

/* The whole of an entry whose head fits is in its size. */
static bool read_ace(const BYTE *bytes, size_t size, struct rsm_ace *ace_out)
{
    enum shape shape = shape_of(bytes[0]);
    size_t sid, sid_size;

    *ace_out = (struct rsm_ace){.bytes = bytes, .size = size, .type = bytes[0], .flags = bytes[1]};
    if (shape == SHAPE_UNKNOWN)
        return true;
    sid = place_of_sid(shape, bytes, size);
    if (sid >= size)
        return false;
    sid_size = rsm_sid_size(bytes + sid, size - sid);
    if (sid_size == 0)
        return false;
    if (shape == SHAPE_COMPOUND && rsm_sid_size(bytes + sid + sid_size, size - sid - sid_size) == 0)
        return false;
    ace_out->mask = get32(bytes + ACE_HEAD);
    ace_out->sid = sid;
    ace_out->typed = shape == SHAPE_OBJECT &&
                     (get32(bytes + ACE_HEAD + MASK) & ACE_INHERITED_OBJECT_TYPE_PRESENT) != 0;
    return true;
}

/* The next entry; false at the end, and when it does not fit: count is then not 0. */
bool rsm_acl_walk_next(struct rsm_acl_walk *walk, struct rsm_ace *ace_out)
{
    size_t size;

    if (walk->count == 0 || walk->left < ACE_HEAD)
        return false;
    size = get16(walk->at + 2);
    if (size < ACE_HEAD || size % 4 != 0 || size > walk->left)
        return false;
    if (!read_ace(walk->at, size, ace_out))
        return false;
    walk->at += size;
    walk->left -= size;
    walk->count--;
    return true;
}

void rsm_acl_walk_begin(struct rsm_acl_walk *walk, const BYTE *acl)
{
    walk->at = acl + HEAD;
    walk->left = get16(acl + 2) - HEAD;
    walk->count = get16(acl + 4);
}

size_t rsm_acl_size(const void *acl, size_t room)
{
    const BYTE *bytes = acl;
    struct rsm_acl_walk walk;
    struct rsm_ace ace;
    size_t size;

    if (room < HEAD || bytes[0] < ACL_REVISION || bytes[0] > ACL_REVISION_DS)
        return 0;
    size = get16(bytes + 2);
    if (size < HEAD || size > room)
        return 0;
    rsm_acl_walk_begin(&walk, bytes);
    while (rsm_acl_walk_next(&walk, &ace))
        ;
    return walk.count == 0 ? size : 0;
}

void rsm_acl_map_rights(BYTE *acl)
{
    struct rsm_acl_walk walk;
    struct rsm_ace ace;

    rsm_acl_walk_begin(&walk, acl);
    while (rsm_acl_walk_next(&walk, &ace)) {
        if (ace.sid != 0 && !(ace.flags & INHERIT_ONLY_ACE))
            put32(acl + (ace.bytes - acl) + ACE_HEAD, rsm_rights_map(ace.mask));
    }
}

/* ---- making ---- */

void rsm_acl_begin(struct rsm_acl *list, BYTE *bytes, size_t room)
{
    *list = (struct rsm_acl){.bytes = bytes, .room = room, .size = HEAD};
    memset(bytes, 0, HEAD);
    bytes[0] = ACL_REVISION;
    put16(bytes + 2, HEAD);
}

/* Room for one entry more, its head filled; NULL when it does not fit. */
static BYTE *add_entry(struct rsm_acl *list, BYTE type, BYTE flags, size_t size)
{
    BYTE *entry = list->bytes + list->size;
    DWORD count = get16(list->bytes + 4);

    if (list->size == 0 || size > list->room - list->size || list->size + size > RSM_ACL_LARGEST) {
        list->size = 0;
        return NULL;
    }
    entry[0] = type;
    entry[1] = flags;
    put16(entry + 2, size);
    list->size += size;
    put16(list->bytes + 2, list->size);
    put16(list->bytes + 4, count + 1);
    return entry;
}

void rsm_acl_add(struct rsm_acl *list, BYTE type, BYTE flags, DWORD mask, const BYTE *sid)
{
    size_t sid_size = rsm_sid_size(sid, RSM_SID_ROOM);
    BYTE *entry = add_entry(list, type, flags, ACE_HEAD + MASK + sid_size);

    if (entry == NULL)
        return;
    put32(entry + ACE_HEAD, mask);
    memcpy(entry + ACE_HEAD + MASK, sid, sid_size);
}

/* ---- inheriting ---- */

/* The same entry with other flags. */
static void add_as_it_is(struct rsm_acl *list, const struct rsm_ace *ace, BYTE flags)
{
    BYTE *entry = add_entry(list, ace->type, flags, ace->size);

    if (entry != NULL)
        memcpy(entry + ACE_HEAD, ace->bytes + ACE_HEAD, ace->size - ACE_HEAD);
}

/* The same entry with other flags and rights, for somebody else. */
static void add_filled_in(struct rsm_acl *list, const struct rsm_ace *ace, BYTE flags, DWORD mask,
                          const BYTE *sid)
{
    size_t old_size = rsm_sid_size(ace->bytes + ace->sid, ace->size - ace->sid);
    size_t sid_size = rsm_sid_size(sid, RSM_SID_ROOM);
    size_t behind = ace->sid + old_size;
    BYTE *entry = add_entry(list, ace->type, flags, ace->size - old_size + sid_size);

    if (entry == NULL)
        return;
    memcpy(entry + ACE_HEAD, ace->bytes + ACE_HEAD, ace->sid - ACE_HEAD);
    put32(entry + ACE_HEAD, mask);
    memcpy(entry + ace->sid, sid, sid_size);
    memcpy(entry + ace->sid + sid_size, ace->bytes + behind, ace->size - behind);
}

static void inherit_entry(struct rsm_acl *list, const struct rsm_ace *ace, const BYTE *owner,
                          const BYTE *group)
{
    BYTE marks = (BYTE)((ace->flags & ~INHERITANCE) | INHERITED_ACE);
    BYTE onwards = ace->flags & (OBJECT_INHERIT_ACE | CONTAINER_INHERIT_ACE);
    const BYTE *old_sid = ace->bytes + ace->sid;
    const BYTE *sid = old_sid;
    DWORD mask = rsm_rights_map(ace->mask);

    if (ace->flags & NO_PROPAGATE_INHERIT_ACE)
        onwards = 0;
    if (!(ace->flags & CONTAINER_INHERIT_ACE) || ace->sid == 0 || ace->typed) {
        if (onwards != 0)
            add_as_it_is(list, ace, marks | onwards | INHERIT_ONLY_ACE);
        return;
    }
    if (rsm_sid_equal(old_sid, rsm_sid_creator_owner))
        sid = owner;
    else if (rsm_sid_equal(old_sid, rsm_sid_creator_group))
        sid = group;
    if ((sid == old_sid && mask == ace->mask) || onwards == 0) {
        add_filled_in(list, ace, marks | onwards, mask, sid);
        return;
    }
    /* What is filled in holds here only: those below get the entry as it is written. */
    add_filled_in(list, ace, marks, mask, sid);
    add_as_it_is(list, ace, marks | onwards | INHERIT_ONLY_ACE);
}

void rsm_acl_inherit(struct rsm_acl *list, const BYTE *parent, const BYTE *owner, const BYTE *group)
{
    struct rsm_acl_walk walk;
    struct rsm_ace ace;

    if (list->size != 0 && parent[0] > list->bytes[0])
        list->bytes[0] = parent[0]; /* entries of newer kinds need the newer revision */
    rsm_acl_walk_begin(&walk, parent);
    while (rsm_acl_walk_next(&walk, &ace))
        inherit_entry(list, &ace, owner, group);
}
