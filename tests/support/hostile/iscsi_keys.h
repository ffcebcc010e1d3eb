/*
 * Text keys (RFC 7143, 6 and 13): key=value pairs, each ended by a NUL, and what is agreed on.
 */
#ifndef RSM_TEST_HOSTILE_ISCSI_KEYS_H
#define RSM_TEST_HOSTILE_ISCSI_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "support/hostile/connection.h"

enum { KEYS_ROOM = 8192 /* bytes of an answer in the login */ };

/* Pairs that are to be sent; what does not fit is left out. */
struct keys {
    char text[KEYS_ROOM];
    size_t length;
};

void keys_add(struct keys *keys, const char *key, const char *value);

/* Call found() for each pair of size bytes at text.  False when they are no such pairs. */
bool keys_each(const char *text, size_t size,
               void (*found)(void *context, const char *key, const char *value), void *context);

/* Answer one pair that the initiator offers, and keep what that means. */
void keys_negotiate(struct connection *connection, const struct wire_settings *wire,
                    const char *key, const char *value, struct keys *answer);

#endif
