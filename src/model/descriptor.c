/*
 * Security descriptors.  Layouts follow SECURITY_DESCRIPTOR of the Windows SDK and [MS-DTYP] 2.4.6.
 */
#include "model/descriptor.h"

#include "model/acl.h"
#include "model/sid.h"

#include <stdint.h>
#include <string.h>

enum { HEAD = sizeof(SECURITY_DESCRIPTOR_RELATIVE) };

/* Which marks go with which part. */
#define OWNER_MARKS SE_OWNER_DEFAULTED
#define GROUP_MARKS SE_GROUP_DEFAULTED
#define DACL_MARKS \
    (SE_DACL_PRESENT | SE_DACL_DEFAULTED | SE_DACL_AUTO_INHERITED | SE_DACL_PROTECTED)
#define SACL_MARKS \
    (SE_SACL_PRESENT | SE_SACL_DEFAULTED | SE_SACL_AUTO_INHERITED | SE_SACL_PROTECTED)
#define MARKS (OWNER_MARKS | GROUP_MARKS | DACL_MARKS | SACL_MARKS)

typedef size_t size_of_part(const void *bytes, size_t room);

/* ---- reading ---- */

static bool read_part(const BYTE *bytes, size_t size, DWORD offset, size_of_part *size_of,
                      struct rsm_part *part_out)
{
    *part_out = (struct rsm_part){NULL, 0};
    if (offset == 0)
        return true;
    if (offset < HEAD || offset >= size)
        return false;
    part_out->bytes = bytes + offset;
    part_out->size = size_of(part_out->bytes, size - offset);
    return part_out->size != 0;
}

bool rsm_descriptor_read(const void *bytes, size_t size, struct rsm_descriptor *descriptor_out)
{
    SECURITY_DESCRIPTOR_RELATIVE head;

    if (size < HEAD)
        return false;
    memcpy(&head, bytes, HEAD);
    if (head.Revision != SECURITY_DESCRIPTOR_REVISION || !(head.Control & SE_SELF_RELATIVE))
        return false;
    descriptor_out->control = head.Control & MARKS;
    return read_part(bytes, size, head.Owner, rsm_sid_size, &descriptor_out->owner) &&
           read_part(bytes, size, head.Group, rsm_sid_size, &descriptor_out->group) &&
           read_part(bytes, size, head.Control & SE_SACL_PRESENT ? head.Sacl : 0, rsm_acl_size,
                     &descriptor_out->sacl) &&
           read_part(bytes, size, head.Control & SE_DACL_PRESENT ? head.Dacl : 0, rsm_acl_size,
                     &descriptor_out->dacl);
}

static bool take_part(const void *given, size_t room, size_of_part *size_of,
                      struct rsm_part *part_out)
{
    *part_out = (struct rsm_part){given, 0};
    if (given == NULL)
        return true;
    part_out->size = size_of(given, room);
    return part_out->size != 0;
}

static bool read_absolute(const void *given, struct rsm_descriptor *descriptor_out)
{
    SECURITY_DESCRIPTOR absolute;

    memcpy(&absolute, given, sizeof absolute);
    descriptor_out->control = absolute.Control & MARKS;
    return take_part(absolute.Owner, RSM_SID_ROOM, rsm_sid_size, &descriptor_out->owner) &&
           take_part(absolute.Group, RSM_SID_ROOM, rsm_sid_size, &descriptor_out->group) &&
           take_part(absolute.Control & SE_SACL_PRESENT ? absolute.Sacl : NULL, UINT16_MAX,
                     rsm_acl_size, &descriptor_out->sacl) &&
           take_part(absolute.Control & SE_DACL_PRESENT ? absolute.Dacl : NULL, UINT16_MAX,
                     rsm_acl_size, &descriptor_out->dacl);
}

/* Both forms begin with the revision and the marks, and only the marks tell which it is. */
bool rsm_descriptor_read_given(const void *given, struct rsm_descriptor *descriptor_out)
{
    struct {
        BYTE revision;
        BYTE reserved;
        WORD control;
    } beginning;

    memcpy(&beginning, given, sizeof beginning);
    if (beginning.revision != SECURITY_DESCRIPTOR_REVISION)
        return false;
    if (beginning.control & SE_SELF_RELATIVE)
        return rsm_descriptor_read(given, RSM_DESCRIPTOR_LARGEST, descriptor_out);
    return read_absolute(given, descriptor_out);
}

/* ---- putting together ---- */

static void replace_marks(struct rsm_descriptor *descriptor, WORD control, WORD marks)
{
    descriptor->control = (WORD)((descriptor->control & ~marks) | (control & marks));
}

/* What a caller says of inheritance beside the part itself. */
static void mark_protection(struct rsm_descriptor *descriptor, SECURITY_INFORMATION parts)
{
    if (parts & PROTECTED_DACL_SECURITY_INFORMATION)
        descriptor->control |= SE_DACL_PROTECTED;
    if (parts & UNPROTECTED_DACL_SECURITY_INFORMATION)
        descriptor->control &= (WORD)~SE_DACL_PROTECTED;
    if (parts & PROTECTED_SACL_SECURITY_INFORMATION)
        descriptor->control |= SE_SACL_PROTECTED;
    if (parts & UNPROTECTED_SACL_SECURITY_INFORMATION)
        descriptor->control &= (WORD)~SE_SACL_PROTECTED;
}

void rsm_descriptor_replace(struct rsm_descriptor *descriptor, const struct rsm_descriptor *by,
                            SECURITY_INFORMATION parts)
{
    if (parts & OWNER_SECURITY_INFORMATION) {
        descriptor->owner = by->owner;
        replace_marks(descriptor, by->control, OWNER_MARKS);
    }
    if (parts & GROUP_SECURITY_INFORMATION) {
        descriptor->group = by->group;
        replace_marks(descriptor, by->control, GROUP_MARKS);
    }
    if (parts & DACL_SECURITY_INFORMATION) {
        descriptor->dacl = by->dacl;
        replace_marks(descriptor, by->control | SE_DACL_PRESENT, DACL_MARKS);
    }
    if (parts & SACL_SECURITY_INFORMATION) {
        descriptor->sacl = by->sacl;
        replace_marks(descriptor, by->control, SACL_MARKS);
    }
    mark_protection(descriptor, parts);
}

/* ---- writing ---- */

static size_t aligned(size_t size)
{
    return (size + 3) & ~(size_t)3;
}

size_t rsm_descriptor_size(const struct rsm_descriptor *descriptor)
{
    return HEAD + aligned(descriptor->sacl.size) + aligned(descriptor->dacl.size) +
           aligned(descriptor->owner.size) + aligned(descriptor->group.size);
}

/* Where the part is afterwards, 0 if there is none. */
static DWORD write_part(const struct rsm_part *part, BYTE *bytes, size_t *used)
{
    DWORD offset = (DWORD)*used;

    if (part->size == 0)
        return 0;
    memcpy(bytes + offset, part->bytes, part->size);
    memset(bytes + offset + part->size, 0, aligned(part->size) - part->size);
    *used += aligned(part->size);
    return offset;
}

void rsm_descriptor_write(const struct rsm_descriptor *descriptor, BYTE *bytes_out)
{
    SECURITY_DESCRIPTOR_RELATIVE head = {.Revision = SECURITY_DESCRIPTOR_REVISION};
    size_t used = HEAD;

    head.Control = descriptor->control | SE_SELF_RELATIVE;
    head.Sacl = write_part(&descriptor->sacl, bytes_out, &used);
    head.Dacl = write_part(&descriptor->dacl, bytes_out, &used);
    head.Owner = write_part(&descriptor->owner, bytes_out, &used);
    head.Group = write_part(&descriptor->group, bytes_out, &used);
    memcpy(bytes_out, &head, HEAD);
}
