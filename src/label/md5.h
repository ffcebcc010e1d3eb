/*
 * MD5, as RFC 1321 describes it.  Names a label that has no identity of its own; nothing here relies
 * on it being hard to forge.
 */
#ifndef RSM_LABEL_MD5_H
#define RSM_LABEL_MD5_H

#include <stddef.h>
#include <stdint.h>

#define RSM_MD5_SIZE 16

struct rsm_md5 {
    uint32_t state[4];
    uint64_t length;     /* bytes added so far */
    uint8_t pending[64]; /* the last length % 64 of them */
};

void rsm_md5_begin(struct rsm_md5 *md5);
void rsm_md5_add(struct rsm_md5 *md5, const void *bytes, size_t size);

/* The digest of all that was added.  md5 needs rsm_md5_begin() before it is used again. */
void rsm_md5_end(struct rsm_md5 *md5, uint8_t digest_out[RSM_MD5_SIZE]);

#endif
