/*
 * Objects as JSON: the field tables (model/fields.h) say what there is, facts_shapes.c how it is shown.
 */
#include "cli/facts.h"

#include <stdio.h>
#include <string.h>

#include "cli/display.h"
#include "cli/facts_shapes.h"
#include "cli/listing.h"
#include "model/fields.h"
#include "model/guid.h"
#include "platform/text.h"

/* ---- names ---- */

rsm_error rsm_facts_begin(HANDLE session, struct rsm_facts *facts_out)
{
    memset(facts_out->names, 0, sizeof facts_out->names);
    facts_out->session = session;
    return rsm_pools_read(session, &facts_out->pools);
}

void rsm_facts_end(struct rsm_facts *facts)
{
    rsm_pools_free(&facts->pools);
}

static void add_name(struct rsm_facts *facts, struct rsm_json object, const char *key,
                     const GUID *id, DWORD type)
{
    struct rsm_facts_name *known = &facts->names[id->Data4[7] % RSM_FACTS_NAMES];
    NTMS_OBJECTINFORMATIONW info;

    if (type == NTMS_MEDIA_POOL) {
        rsm_json_text(object, key, rsm_pools_path(&facts->pools, id));
        return;
    }
    if (!rsm_guid_equal(&known->id, id)) {
        known->id = *id;
        known->name[0] = 0;
        if (rsm_listing_describe(facts->session, &known->id, type, &info) == ERROR_SUCCESS)
            rsm_text_copy(known->name, NTMS_OBJECTNAME_LENGTH, info.szName);
    }
    rsm_json_wide(object, key, known->name, NTMS_OBJECTNAME_LENGTH);
}

/* ---- values ---- */

static void add_object(struct rsm_facts *facts, struct rsm_json object, const char *key,
                       const NTMS_OBJECTINFORMATIONW *info, const struct rsm_facts_shape *shape)
{
    const char *base = (const char *)info;
    char name[64];
    GUID id;
    DWORD type = shape->refers_to;

    memcpy(&id, base + shape->offset, sizeof id);
    if (type == NTMS_UNKNOWN)
        memcpy(&type, base + shape->refers_to_as_at, sizeof type);
    rsm_json_guid(object, key, &id);
    snprintf(name, sizeof name, "%s_name", key);
    if (rsm_guid_is_null(&id) || type == NTMS_UNKNOWN)
        rsm_json_text(object, name, "");
    else
        add_name(facts, object, name, &id, type);
}

static void add_bits(struct rsm_json object, const char *key, DWORD number,
                     const struct rsm_facts_bit *bits)
{
    struct rsm_json words = rsm_json_array(object, key);

    for (; bits->word != NULL; bits++) {
        if ((number & bits->bit) != 0)
            rsm_json_text(words, NULL, bits->word);
    }
}

static void add_number(struct rsm_json object, const char *key, DWORD number,
                       const struct rsm_facts_shape *shape)
{
    switch (shape != NULL ? shape->shown : RSM_FACTS_AS_NUMBER) {
    case RSM_FACTS_AS_SIGNED:
        rsm_json_integer(object, key, (int32_t)number);
        break;
    case RSM_FACTS_AS_COUNT_OR_NULL:
        if (number == 0xFFFFFFFFu)
            rsm_json_null(object, key);
        else
            rsm_json_number(object, key, number);
        break;
    case RSM_FACTS_AS_LIMIT:
        if (number == 0)
            rsm_json_null(object, key);
        else
            rsm_json_number(object, key, number);
        break;
    case RSM_FACTS_AS_FLAG:
        rsm_json_flag(object, key, number != 0);
        break;
    case RSM_FACTS_AS_WORDS:
        rsm_json_text(object, key, shape->words(number));
        break;
    case RSM_FACTS_AS_BITS:
        add_bits(object, key, number, shape->bits);
        break;
    default:
        rsm_json_number(object, key, number);
        break;
    }
}

/* The label's identifier; its length stands before it. */
static void add_hex(struct rsm_json object, const char *key, const NTMS_PARTITIONINFORMATIONW *side)
{
    char text[2 * sizeof side->OmidLabelId + 1];
    size_t length = side->dwOmidLabelIdLength;

    length = length < sizeof side->OmidLabelId ? length : sizeof side->OmidLabelId;
    for (size_t i = 0; i < length; i++)
        snprintf(text + 2 * i, 3, "%02X", side->OmidLabelId[i]);
    text[2 * length] = '\0';
    rsm_json_text(object, key, text);
}

static void add_field(struct rsm_facts *facts, struct rsm_json object,
                      const NTMS_OBJECTINFORMATIONW *info, const struct rsm_field *field)
{
    const struct rsm_facts_shape *shape = rsm_facts_shape_of(info->dwType, field->offset);
    const char *key = shape != NULL && shape->key != NULL ? shape->key : field->column;
    const void *at = (const char *)info + field->offset;
    LONGLONG large;
    DWORD number;
    WORD word;

    if (field->rule == RSM_PRIVATE || key == NULL ||
        (shape != NULL && shape->shown == RSM_FACTS_NOT_SHOWN))
        return;
    switch (field->kind) {
    case RSM_FIELD_NUMBER:
        memcpy(&number, at, sizeof number);
        add_number(object, key, number, shape);
        break;
    case RSM_FIELD_WORD:
        memcpy(&word, at, sizeof word);
        rsm_json_number(object, key, word);
        break;
    case RSM_FIELD_GUID:
        if (shape != NULL && shape->shown == RSM_FACTS_AS_OBJECT)
            add_object(facts, object, key, info, shape);
        else
            rsm_json_guid(object, key, at);
        break;
    case RSM_FIELD_STRING:
        rsm_json_wide(object, key, at, field->room);
        break;
    case RSM_FIELD_BYTES:
        add_hex(object, key, &info->Info.Partition);
        break;
    case RSM_FIELD_TIME:
        rsm_json_date(object, key, at);
        break;
    case RSM_FIELD_LARGE:
        memcpy(&large, at, sizeof large);
        rsm_json_integer(object, key, large);
        break;
    }
}

void rsm_facts_add(struct rsm_facts *facts, struct rsm_json object, NTMS_OBJECTINFORMATIONW *info)
{
    size_t count;
    const struct rsm_field *fields = rsm_fields_of(info->dwType, &count);

    if (object.value == NULL)
        return;
    rsm_json_guid(object, "id", &info->ObjectGuid);
    rsm_json_wide(object, "name", info->szName, NTMS_OBJECTNAME_LENGTH);
    if (info->dwType == NTMS_MEDIA_POOL)
        rsm_json_text(object, "path", rsm_pools_path(&facts->pools, &info->ObjectGuid));
    for (size_t i = 0; i < count; i++)
        add_field(facts, object, info, &fields[i]);
}
