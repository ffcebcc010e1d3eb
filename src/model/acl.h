/*
 * Access control lists as bytes: looked at whoever made them, made, and inherited.  The layout is
 * that of ACL and its entries in the Windows SDK; numbers have their low byte first.
 */
#ifndef RSM_MODEL_ACL_H
#define RSM_MODEL_ACL_H

#include <stdbool.h>
#include <stddef.h>

#include "ntms_wintypes.h"

#define RSM_ACL_LARGEST 0xFFFCu /* bytes of a list */

/*
 * Bytes of the list that begins at acl; 0 when what is there, in that room, is none.  Every entry of a
 * kind that is known has its whole identifier; entries of other kinds have a size that fits.
 */
size_t rsm_acl_size(const void *acl, size_t room);

struct rsm_ace {
    const BYTE *bytes;
    size_t size;
    BYTE type;  /* ACCESS_ALLOWED_ACE_TYPE ... */
    BYTE flags; /* CONTAINER_INHERIT_ACE ... */
    /* of the kinds that are known, else 0 */
    DWORD mask;
    size_t sid; /* where in bytes the identifier is */
    bool typed; /* inherited only by objects of a type that Active Directory knows */
};

/* Walking over the entries of a list that rsm_acl_size() found good. */
struct rsm_acl_walk {
    const BYTE *at;
    size_t left; /* bytes */
    DWORD count; /* entries */
};

void rsm_acl_walk_begin(struct rsm_acl_walk *walk, const BYTE *acl);
bool rsm_acl_walk_next(struct rsm_acl_walk *walk, struct rsm_ace *ace_out);

/* Replace the generic rights of entries that take effect on the object itself. */
void rsm_acl_map_rights(BYTE *acl);

/* A list as it is made in memory of the caller. */
struct rsm_acl {
    BYTE *bytes;
    size_t room;
    size_t size; /* 0 when something did not fit; nothing is added after that */
};

void rsm_acl_begin(struct rsm_acl *list, BYTE *bytes, size_t room);
void rsm_acl_add(struct rsm_acl *list, BYTE type, BYTE flags, DWORD mask, const BYTE *sid);

/*
 * Add what a new container gets of the list of the one it is made in, by the rules of Windows: entries
 * with CONTAINER_INHERIT_ACE take effect, with the creators' identifiers and generic rights filled in;
 * they are handed on unless NO_PROPAGATE_INHERIT_ACE; entries with OBJECT_INHERIT_ACE alone are only
 * handed on.  All are marked INHERITED_ACE.
 */
void rsm_acl_inherit(struct rsm_acl *list, const BYTE *parent, const BYTE *owner,
                     const BYTE *group);

#endif
