#include "support/hostile/iscsi_keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void keys_add(struct keys *keys, const char *key, const char *value)
{
    size_t room = sizeof keys->text - keys->length;
    int length = snprintf(keys->text + keys->length, room, "%s=%s", key, value);

    if (length > 0 && (size_t)length < room)
        keys->length += (size_t)length + 1;
}

bool keys_each(const char *text, size_t size,
               void (*found)(void *context, const char *key, const char *value), void *context)
{
    while (size > 0) {
        const char *end = memchr(text, '\0', size);
        const char *equals;
        char key[64];

        if (end == NULL)
            return false;
        if (end > text) { /* some end with a NUL too many */
            equals = memchr(text, '=', (size_t)(end - text));
            if (equals == NULL || equals - text >= (ptrdiff_t)sizeof key)
                return false;
            snprintf(key, sizeof key, "%.*s", (int)(equals - text), text);
            found(context, key, equals + 1);
        }
        size -= (size_t)(end - text) + 1;
        text = end + 1;
    }
    return true;
}

/* ---- one function a kind of key ---- */

struct offer {
    const char *key, *value;
    struct keys *answer;
};

/* The lesser of both numbers. */
static uint32_t least(const struct offer *offer, uint32_t ours)
{
    unsigned long theirs = strtoul(offer->value, NULL, 0);
    uint32_t agreed = theirs < ours ? (uint32_t)theirs : ours;
    char value[16];

    snprintf(value, sizeof value, "%u", (unsigned)agreed);
    keys_add(offer->answer, offer->key, value);
    return agreed;
}

static bool yes_or_no(const struct offer *offer, bool agreed)
{
    keys_add(offer->answer, offer->key, agreed ? "Yes" : "No");
    return agreed;
}

/* Does a list have that word? */
static bool lists(const char *list, const char *word)
{
    size_t length = strlen(word);

    for (const char *at = list; at != NULL; at = strchr(at, ',')) {
        at += *at == ',';
        if (strncmp(at, word, length) == 0 && (at[length] == ',' || at[length] == '\0'))
            return true;
    }
    return false;
}

/* The first word of the list that we can; the initiator puts what it likes best in front. */
static bool agree_on_digest(const struct offer *offer, bool we_can)
{
    bool none_first = strncmp(offer->value, "None", 4) == 0;
    bool agreed = we_can && !none_first && lists(offer->value, "CRC32C");

    if (agreed || lists(offer->value, "None"))
        keys_add(offer->answer, offer->key, agreed ? "CRC32C" : "None");
    else
        keys_add(offer->answer, offer->key, "Reject");
    return agreed;
}

/* ---- all keys ---- */

static bool negotiate_numbers(struct connection *connection, const struct wire_settings *wire,
                              const struct offer *offer)
{
    struct agreed *agreed = &connection->agreed;

    if (strcmp(offer->key, "MaxBurstLength") == 0)
        agreed->burst = least(offer, wire->burst);
    else if (strcmp(offer->key, "FirstBurstLength") == 0)
        agreed->first_burst = least(offer, wire->first_burst);
    else if (strcmp(offer->key, "MaxConnections") == 0 ||
             strcmp(offer->key, "MaxOutstandingR2T") == 0)
        least(offer, 1);
    else if (strcmp(offer->key, "ErrorRecoveryLevel") == 0 ||
             strcmp(offer->key, "DefaultTime2Retain") == 0)
        least(offer, 0);
    else if (strcmp(offer->key, "DefaultTime2Wait") == 0)
        keys_add(offer->answer, offer->key, "2");
    else if (strcmp(offer->key, "MaxRecvDataSegmentLength") == 0)
        agreed->their_receive = (uint32_t)strtoul(offer->value, NULL, 0) & 0xFFFFFF;
    else
        return false;
    if (agreed->burst < 512)
        agreed->burst = 512;
    if (agreed->their_receive < 512)
        agreed->their_receive = 512;
    return true;
}

static bool negotiate_flags(struct connection *connection, const struct wire_settings *wire,
                            const struct offer *offer)
{
    struct agreed *agreed = &connection->agreed;
    bool yes = strcmp(offer->value, "Yes") == 0;

    if (strcmp(offer->key, "HeaderDigest") == 0)
        agreed->header_digest = agree_on_digest(offer, wire->header_digest);
    else if (strcmp(offer->key, "DataDigest") == 0)
        agreed->data_digest = agree_on_digest(offer, wire->data_digest);
    else if (strcmp(offer->key, "InitialR2T") == 0)
        agreed->initial_r2t = yes_or_no(offer, yes || wire->initial_r2t);
    else if (strcmp(offer->key, "ImmediateData") == 0)
        agreed->immediate_data = yes_or_no(offer, yes && wire->immediate_data);
    else if (strcmp(offer->key, "DataPDUInOrder") == 0 ||
             strcmp(offer->key, "DataSequenceInOrder") == 0)
        yes_or_no(offer, true);
    else if (strcmp(offer->key, "IFMarker") == 0 || strcmp(offer->key, "OFMarker") == 0)
        yes_or_no(offer, false);
    else
        return false;
    return true;
}

/* What an initiator tells, and nobody answers. */
static bool is_told(const char *key)
{
    static const char *const told[] = {"InitiatorName", "InitiatorAlias", "TargetName",
                                       "SessionType", "AuthMethod"};

    for (size_t i = 0; i < sizeof told / sizeof told[0]; i++)
        if (strcmp(told[i], key) == 0)
            return true;
    return false;
}

void keys_negotiate(struct connection *connection, const struct wire_settings *wire,
                    const char *key, const char *value, struct keys *answer)
{
    struct offer offer = {.key = key, .value = value, .answer = answer};

    if (is_told(key) || negotiate_numbers(connection, wire, &offer) ||
        negotiate_flags(connection, wire, &offer))
        return;
    keys_add(answer, key, "NotUnderstood");
}
