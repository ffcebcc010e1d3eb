#include "support/hostile/descriptor.h"

#include "support/hostile/bytes.h"
#include "support/hostile/call.h"

#include <ctype.h>
#include <string.h>

enum {
    FLAGS = 12,     /* bytes before the first tag */
    TAG_FIELD = 36, /* 32 characters, and a sequence number */
    IDENTITY = 4,   /* bytes before the identity itself */
    LONGEST = 1024,
    T10_SHORT = 32
};

/* ---- identities ---- */

/* Into 64 bytes; how many. */
static size_t write_identity(const struct hostile_telling *telling,
                             const struct hostile_identity *identity, uint8_t *at)
{
    size_t serial = strlen(identity->serial);
    size_t length = 0;

    switch (telling->dvcid) {
    case HOSTILE_DVCID_T10:
    case HOSTILE_DVCID_T10_32:
        memset(at, ' ', 34);
        memcpy(at, identity->vendor, strlen(identity->vendor));
        memcpy(at + 8, identity->product, strlen(identity->product));
        memcpy(at + 24, identity->serial, serial);
        length = telling->dvcid == HOSTILE_DVCID_T10_32 ? T10_SHORT
                 : serial < 10                          ? 34
                                                        : 24 + serial;
        break;
    case HOSTILE_DVCID_SERIAL:
        memcpy(at, identity->serial, serial);
        length = serial;
        break;
    case HOSTILE_DVCID_NAA: {
        size_t i;

        memcpy(at, "\x50\x01\x04\xf0\x00\x00\x00\x00", 8);
        for (i = 0; i < serial; i++)
            at[4 + i % 4] = (uint8_t)(at[4 + i % 4] * 31 + (uint8_t)identity->serial[i]);
        length = 8;
        break;
    }
    default:
        break;
    }
    return length < telling->identity_cut ? length : telling->identity_cut;
}

static size_t longest_identity(const struct hostile_target *target)
{
    const struct hostile_telling *telling = &target->telling[HOSTILE_DRIVE];
    size_t longest = 0;
    size_t i;

    for (i = 0; i < target->drive_count; i++) {
        uint8_t scratch[128];
        size_t length = write_identity(telling, &target->drives[i].unit.identity, scratch);

        if (length > longest)
            longest = length;
    }
    return longest;
}

static size_t add_identity(const struct hostile_target *target, const struct hostile_shape *shape,
                           const struct hostile_element *element, uint8_t *at)
{
    const struct hostile_telling *telling = &target->telling[shape->kind];
    const struct hostile_drive *drive = hostile_library_drive(target, element);
    size_t length;

    if (!shape->identity || drive == NULL)
        return IDENTITY;
    length = write_identity(telling, &drive->unit.identity, at + IDENTITY);
    if (length > 0 || telling->says_given) {
        bool binary = telling->dvcid == HOSTILE_DVCID_NAA;
        bool bare = telling->dvcid == HOSTILE_DVCID_SERIAL;

        at[0] = (uint8_t)(telling->code_set != HOSTILE_NOWHERE ? telling->code_set
                          : binary                             ? 1
                                                               : 2);
        at[1] = (uint8_t)(telling->identity_type != HOSTILE_NOWHERE ? telling->identity_type
                          : binary                                  ? 3
                          : bare                                    ? 0
                                                                    : 1);
        at[3] = (uint8_t)(telling->says_given ? telling->says : length);
    }
    return IDENTITY + length;
}

/* ---- tags ---- */

/* As it is told: 32 bytes. */
static void write_tag(const struct hostile_telling *telling, const char *tag, uint8_t *at)
{
    size_t length = strlen(tag);
    size_t i;

    if (telling->looks == HOSTILE_LOOKS_CUT && length > telling->cut)
        length = telling->cut;
    memset(at,
           telling->looks == HOSTILE_LOOKS_ZERO || telling->looks == HOSTILE_LOOKS_NUL ? 0
           : telling->looks == HOSTILE_LOOKS_LONG                                      ? 'X'
                                                                                       : ' ',
           HOSTILE_TAG);
    if (telling->looks == HOSTILE_LOOKS_BLANK || telling->looks == HOSTILE_LOOKS_NUL)
        return;
    memcpy(at, tag, length);
    if (telling->looks == HOSTILE_LOOKS_8BIT)
        at[0] |= 0x80;
    for (i = 0; telling->looks == HOSTILE_LOOKS_LOWER && i < length; i++)
        at[i] = (uint8_t)tolower(at[i]);
}

static bool has_tag(const struct hostile_element *element)
{
    return element->cartridge != NULL && element->cartridge->tag[0] != '\0' && !element->tagless &&
           !element->ghost;
}

void hostile_report_tag(const struct hostile_target *target, const struct hostile_element *element,
                        char tag_out[HOSTILE_TAG + 1])
{
    const struct hostile_telling *telling = &target->telling[element->kind];
    size_t length = HOSTILE_TAG;

    memset(tag_out, 0, HOSTILE_TAG + 1);
    if (!has_tag(element) || telling->length < FLAGS + HOSTILE_TAG ||
        telling->tags == HOSTILE_TAGS_NEVER || telling->tags == HOSTILE_TAGS_REFUSED ||
        telling->looks == HOSTILE_LOOKS_8BIT)
        return;
    write_tag(telling, element->cartridge->tag, (uint8_t *)tag_out);
    while (length > 0 && (tag_out[length - 1] == ' ' || tag_out[length - 1] == '\0'))
        tag_out[--length] = '\0';
}

/* ---- flags ---- */

static bool is_accessible(const struct hostile_target *target,
                          const struct hostile_element *element)
{
    const struct hostile_telling *telling = &target->telling[element->kind];
    const struct hostile_drive *drive = hostile_library_drive(target, element);

    if (telling->access == HOSTILE_ACCESS_NEVER)
        return false;
    if (drive == NULL || telling->access == HOSTILE_ACCESS_ALWAYS)
        return true;
    return !drive->loaded && drive->lag == 0;
}

static uint8_t write_flags(const struct hostile_target *target,
                           const struct hostile_element *element, bool full)
{
    uint8_t flags = target->telling[element->kind].flags;

    if (full)
        flags |= 0x01;
    if (element->except)
        flags |= 0x04;
    if (element->kind != HOSTILE_ARM && is_accessible(target, element))
        flags |= 0x08;
    if (element->kind == HOSTILE_PORT)
        flags |= (uint8_t)(0x30 | (full && element->by_person ? 0x02 : 0));
    return flags;
}

/* An address that is not the true one. */
static uint16_t wrong_source(const struct hostile_target *target, uint32_t source)
{
    const struct hostile_places *slots = &target->places[HOSTILE_SLOT];
    uint32_t number = source == HOSTILE_NOWHERE ? 0 : target->elements[source].number;

    return slots->count == 0 ? 0 : target->elements[slots->index[number % slots->count]].address;
}

static void write_source(const struct hostile_target *target, const struct hostile_element *element,
                         uint8_t *at)
{
    const struct hostile_telling *telling = &target->telling[element->kind];

    if (telling->medium_type && element->cartridge != NULL && !element->ghost)
        at[9] |= element->cartridge->label.kind == HOSTILE_LABEL_CLEANER ? 2 : 1;
    if (element->cartridge == NULL || telling->source == HOSTILE_SOURCE_NO)
        return;
    if (telling->source == HOSTILE_SOURCE_WRONG) {
        at[9] |= 0x80;
        put16(at + 10, wrong_source(target, element->source));
    } else if (element->source != HOSTILE_NOWHERE) {
        at[9] |= telling->source == HOSTILE_SOURCE_TRUE ? 0x80 : 0;
        put16(at + 10, target->elements[element->source].address);
    }
}

/* ---- the whole ---- */

void hostile_descriptor_shape(const struct hostile_target *target, const struct hostile_wish *wish,
                              enum hostile_kind kind, struct hostile_shape *shape_out)
{
    const struct hostile_telling *telling = &target->telling[kind];
    size_t length = FLAGS + IDENTITY + telling->extra;

    memset(shape_out, 0, sizeof *shape_out);
    shape_out->kind = kind;
    shape_out->tags =
        telling->tags == HOSTILE_TAGS_ALWAYS || (wish->tags && telling->tags == HOSTILE_TAGS_ASKED);
    shape_out->alternate = shape_out->tags && telling->avoltag_real;
    shape_out->alternate_flag = shape_out->alternate || (shape_out->tags && telling->avoltag_flag);
    shape_out->identity = kind == HOSTILE_DRIVE && (wish->dvcid || telling->unasked);
    shape_out->wrong =
        wish->dvcid &&
        (telling->dvcid_spoils || (wish->tags && telling->with_tags == HOSTILE_WITH_TAGS_WRONG));
    length += shape_out->tags ? TAG_FIELD : 0;
    length += shape_out->alternate ? TAG_FIELD : 0;
    length += shape_out->identity ? longest_identity(target) : 0;
    shape_out->whole = length;
    shape_out->announced =
        (uint16_t)(telling->length == HOSTILE_NOWHERE ? length : telling->length);
    shape_out->step = telling->sent == HOSTILE_NOWHERE ? shape_out->announced : telling->sent;
}

/* What the firmware mixes up when it is asked for tags and identities at once. */
static void spoil(const struct hostile_shape *shape, uint8_t *at)
{
    at[2] &= (uint8_t)~0x01u;
    at[9] = 0x80;
    put16(at + 10, 0xDEAD);
    if (shape->tags)
        memset(at + FLAGS, '*', HOSTILE_TAG);
}

void hostile_descriptor_write(const struct hostile_target *target,
                              const struct hostile_shape *shape,
                              const struct hostile_element *element, uint8_t *at)
{
    const struct hostile_telling *telling = &target->telling[shape->kind];
    bool full = element->cartridge != NULL && !element->ghost;
    uint8_t whole[LONGEST];
    size_t length = FLAGS;

    memset(whole, 0, shape->whole);
    put16(whole, element->address);
    whole[2] = write_flags(target, element, full);
    whole[4] = element->asc;
    whole[5] = element->ascq;
    if (telling->lun != HOSTILE_NOWHERE)
        whole[6] |= (uint8_t)(0x10 | (telling->lun & 7));
    if (telling->bus != HOSTILE_NOWHERE) {
        whole[6] |= 0x20;
        whole[7] = (uint8_t)telling->bus;
    }
    write_source(target, element, whole);
    if (shape->tags) {
        if (has_tag(element))
            write_tag(telling, element->cartridge->tag, whole + length);
        length += TAG_FIELD;
    }
    length += shape->alternate ? TAG_FIELD : 0;
    length += add_identity(target, shape, element, whole + length);
    memset(whole + length, 0xFF, telling->extra);
    length += telling->extra;
    if (shape->wrong)
        spoil(shape, whole);
    memcpy(at, whole, length < shape->step ? length : shape->step);
}
