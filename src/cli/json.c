/*
 * Facts as JSON, written with Jansson.
 */
#include "cli/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "cli/display.h"
#include "cli/width.h"
#include "model/guid.h"
#include "platform/text.h"

struct rsm_json_document {
    json_t *root;
    bool is_short_of_memory;
};

struct rsm_json_document *rsm_json_document_make(void)
{
    struct rsm_json_document *document = calloc(1, sizeof *document);

    if (document != NULL)
        document->root = json_object();
    if (document != NULL && document->root == NULL) {
        free(document);
        document = NULL;
    }
    return document;
}

void rsm_json_document_free(struct rsm_json_document *document)
{
    if (document != NULL)
        json_decref(document->root);
    free(document);
}

struct rsm_json rsm_json_root(struct rsm_json_document *document)
{
    return (struct rsm_json){.value = document != NULL ? document->root : NULL,
                             .document = document};
}

rsm_error rsm_json_document_write(const struct rsm_json_document *document, bool on_one_line,
                                  const struct rsm_output *output)
{
    char *text = NULL;
    size_t flags = JSON_PRESERVE_ORDER | JSON_REAL_PRECISION(15);

    flags |= on_one_line ? JSON_COMPACT : JSON_INDENT(2);
    if (!document->is_short_of_memory)
        text = json_dumps(document->root, flags);
    if (text == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    rsm_output_print(output, "%s\n", text);
    free(text);
    return ERROR_SUCCESS;
}

/* Takes the value, whose making may have failed. */
static json_t *put(struct rsm_json in, const char *key, json_t *value)
{
    int failed;

    if (value == NULL)
        failed = -1;
    else if (json_is_array(in.value))
        failed = json_array_append_new(in.value, value);
    else
        failed = json_object_set_new(in.value, key, value);
    if (failed == 0)
        return value;
    in.document->is_short_of_memory = true;
    return NULL;
}

struct rsm_json rsm_json_object(struct rsm_json in, const char *key)
{
    struct rsm_json made = {.value = NULL};

    if (in.value != NULL) {
        made.document = in.document;
        made.value = put(in, key, json_object());
    }
    return made;
}

struct rsm_json rsm_json_array(struct rsm_json in, const char *key)
{
    struct rsm_json made = {.value = NULL};

    if (in.value != NULL) {
        made.document = in.document;
        made.value = put(in, key, json_array());
    }
    return made;
}

/* Made as harmless as what people are shown. */
static json_t *make_text(const char *text)
{
    char *copy = malloc(strlen(text) + 1);
    json_t *value = NULL;

    if (copy != NULL) {
        strcpy(copy, text);
        rsm_width_clean(copy);
        value = json_string(copy);
    }
    free(copy);
    return value;
}

void rsm_json_text(struct rsm_json in, const char *key, const char *text)
{
    if (in.value != NULL)
        (void)put(in, key, make_text(text));
}

void rsm_json_wide(struct rsm_json in, const char *key, const WCHAR *text, size_t room)
{
    char utf8[RSM_DISPLAY_TEXT];

    if (in.value == NULL)
        return;
    rsm_display_text(text, room, utf8);
    (void)put(in, key, make_text(utf8));
}

void rsm_json_number(struct rsm_json in, const char *key, uint64_t number)
{
    if (in.value != NULL)
        (void)put(in, key, json_integer((json_int_t)number));
}

void rsm_json_integer(struct rsm_json in, const char *key, int64_t number)
{
    if (in.value != NULL)
        (void)put(in, key, json_integer(number));
}

void rsm_json_seconds(struct rsm_json in, const char *key, double seconds)
{
    if (in.value != NULL)
        (void)put(in, key, json_real((double)(uint64_t)(seconds * 1000 + 0.5) / 1000));
}

void rsm_json_flag(struct rsm_json in, const char *key, bool flag)
{
    if (in.value != NULL)
        (void)put(in, key, json_boolean(flag));
}

void rsm_json_guid(struct rsm_json in, const char *key, const GUID *id)
{
    char text[RSM_DISPLAY_GUID];

    if (in.value == NULL)
        return;
    rsm_display_guid(id, text);
    (void)put(in, key, rsm_guid_is_null(id) ? json_null() : json_string(text));
}

void rsm_json_date(struct rsm_json in, const char *key, const SYSTEMTIME *date)
{
    char shown[RSM_DISPLAY_DATE];
    char text[RSM_DISPLAY_DATE + 1];

    if (in.value == NULL)
        return;
    rsm_display_date(date, shown);
    snprintf(text, sizeof text, "%sZ", shown);
    if (strlen(text) > 10)
        text[10] = 'T';
    (void)put(in, key, shown[0] == '\0' ? json_null() : json_string(text));
}

void rsm_json_null(struct rsm_json in, const char *key)
{
    if (in.value != NULL)
        (void)put(in, key, json_null());
}
