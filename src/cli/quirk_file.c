/*
 * Quirks as a document, written and, with Jansson, read.
 */
#include "cli/quirk_file.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "cli/width.h"
#include "os_compiler.h"
#include "platform/clock.h"
#include "platform/reading.h"
#include "scsi/device.h"
#include "work/known_quirks.h"

#define CHANGER "changer"
#define DRIVE   "tape drive"
#define LEARNED "learned"
#define PINNED  "pinned"

/* ---- writing ---- */

const char *rsm_quirk_file_type(const struct rsm_kept_device *device)
{
    return device->type == RSM_DEVICE_CHANGER ? CHANGER : DRIVE;
}

static void add_quirk(struct rsm_json list, const struct rsm_kept_quirk *kept)
{
    char value[RSM_QUIRK_TEXT_MAX];
    struct rsm_json json;
    enum rsm_quirk quirk;
    SYSTEMTIME since;

    if (!rsm_quirk_find(kept->name, &quirk) || !rsm_quirk_is_valid(quirk, kept->value))
        return; /* of a newer version */
    json = rsm_json_object(list, NULL);
    rsm_quirk_format(quirk, kept->value, value);
    rsm_clock_from_ms(kept->since, &since);
    rsm_json_text(json, "quirk", kept->name);
    rsm_json_text(json, "value", value);
    if (rsm_quirk_row(quirk)->unit != NULL)
        rsm_json_text(json, "unit", rsm_quirk_row(quirk)->unit);
    else
        rsm_json_null(json, "unit");
    rsm_json_text(json, "origin", kept->pinned ? PINNED : LEARNED);
    rsm_json_date(json, "since", &since);
    rsm_json_text(json, "meaning", rsm_quirk_row(quirk)->meaning);
}

void rsm_quirk_file_add(struct rsm_json list, const struct rsm_kept_device *device, bool as_model)
{
    struct rsm_json json = rsm_json_object(list, NULL);
    struct rsm_json quirks;
    bool is_model = as_model || device->is_model;

    rsm_json_text(json, "scsi_type", rsm_quirk_file_type(device));
    rsm_json_text(json, "vendor", device->vendor);
    rsm_json_text(json, "product", device->product);
    rsm_json_text(json, "revision", device->revision);
    rsm_json_text(json, "serial_number", is_model ? "" : device->serial);
    if (is_model)
        rsm_json_null(json, "identity");
    else
        rsm_json_text(json, "identity", device->identity);
    rsm_json_flag(json, "is_model", is_model);
    quirks = rsm_json_array(json, "quirks");
    for (size_t i = 0; i < device->count; i++)
        add_quirk(quirks, &device->quirks[i]);
}

/* ---- reading ---- */

struct parsing {
    struct rsm_quirk_file *file;
    size_t device; /* counted from 1, for people */
    char *why;
};

RSM_PRINTF(2, 3)
static rsm_error refuse(const struct parsing *parsing, const char *format, ...)
{
    size_t length = 0;
    va_list arguments;

    if (parsing->device > 0)
        length = (size_t)snprintf(parsing->why, RSM_QUIRK_FILE_WHY,
                                  "device %u: ", (unsigned)parsing->device);
    va_start(arguments, format);
    vsnprintf(parsing->why + length, RSM_QUIRK_FILE_WHY - length, format, arguments);
    va_end(arguments);
    rsm_width_clean(parsing->why);
    return ERROR_INVALID_DATA;
}

/* Texts of devices are printable ASCII without blanks at either end, and short. */
static bool is_plain(const char *text, size_t room)
{
    size_t length = strlen(text);

    if (length >= room || text[0] == ' ' || (length > 0 && text[length - 1] == ' '))
        return false;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < ' ' || text[i] > '~')
            return false;
    }
    return true;
}

/* A text that may be missing, which is "", as null is. */
static rsm_error take_text(const struct parsing *parsing, json_t *object, const char *key, char *to,
                           size_t room)
{
    json_t *value = json_object_get(object, key);

    to[0] = '\0';
    if (value == NULL || json_is_null(value))
        return ERROR_SUCCESS;
    if (!json_is_string(value) || json_string_length(value) != strlen(json_string_value(value)) ||
        !is_plain(json_string_value(value), room))
        return refuse(parsing, "\"%s\" is no text of at most %u plain characters", key,
                      (unsigned)(room - 1));
    memcpy(to, json_string_value(value), json_string_length(value) + 1);
    return ERROR_SUCCESS;
}

static rsm_error take_type(const struct parsing *parsing, json_t *object, uint8_t *type_out)
{
    char text[16];
    rsm_error err = take_text(parsing, object, "scsi_type", text, sizeof text);

    if (err != ERROR_SUCCESS)
        return err;
    if (strcmp(text, CHANGER) != 0 && strcmp(text, DRIVE) != 0)
        return refuse(parsing, "\"scsi_type\" is neither \"" CHANGER "\" nor \"" DRIVE "\"");
    *type_out = strcmp(text, CHANGER) == 0 ? RSM_DEVICE_CHANGER : RSM_DEVICE_TAPE;
    return ERROR_SUCCESS;
}

static rsm_error take_origin(const struct parsing *parsing, json_t *object, enum rsm_quirk quirk,
                             bool *pinned_out)
{
    const char *name = rsm_quirk_row(quirk)->name;
    char text[16];
    rsm_error err = take_text(parsing, object, "origin", text, sizeof text);

    if (err != ERROR_SUCCESS)
        return err;
    *pinned_out = strcmp(text, PINNED) == 0;
    if (!*pinned_out && strcmp(text, LEARNED) != 0)
        return refuse(parsing, "\"origin\" of %s is neither \"" LEARNED "\" nor \"" PINNED "\"",
                      name);
    if (!*pinned_out && rsm_quirk_row(quirk)->pinned_only)
        return refuse(parsing, "%s cannot be learned, only pinned", name);
    return ERROR_SUCCESS;
}

static rsm_error take_value(const struct parsing *parsing, json_t *object, enum rsm_quirk quirk,
                            uint32_t *value_out)
{
    char text[RSM_QUIRK_TEXT_MAX];
    rsm_error err = take_text(parsing, object, "value", text, sizeof text);

    if (err == ERROR_SUCCESS && rsm_quirk_parse(quirk, text, value_out) != ERROR_SUCCESS)
        err = refuse(parsing, "%s cannot have the value \"%s\"", rsm_quirk_row(quirk)->name, text);
    return err;
}

static bool has(const struct rsm_kept_device *device, const char *name)
{
    bool found = false;

    for (size_t i = 0; i < device->count; i++)
        found = found || strcmp(device->quirks[i].name, name) == 0;
    return found;
}

static rsm_error take_quirk(struct parsing *parsing, json_t *object, struct rsm_kept_device *device)
{
    struct rsm_kept_quirk kept = {.since = rsm_known_quirks_now()};
    enum rsm_quirk quirk;
    rsm_error err;

    if (!json_is_object(object))
        return refuse(parsing, "one of its quirks is no object");
    err = take_text(parsing, object, "quirk", kept.name, sizeof kept.name);
    if (err != ERROR_SUCCESS)
        return err;
    if (!rsm_quirk_find(kept.name, &quirk)) {
        parsing->file->skipped++;
        return ERROR_SUCCESS;
    }
    snprintf(kept.name, sizeof kept.name, "%s", rsm_quirk_row(quirk)->name);
    if ((rsm_quirk_row(quirk)->subject == RSM_QUIRK_OF_CHANGER) !=
        (device->type == RSM_DEVICE_CHANGER))
        return refuse(parsing, "a %s cannot have the quirk %s", rsm_quirk_file_type(device),
                      kept.name);
    if (has(device, kept.name))
        return refuse(parsing, "%s is there twice", kept.name);
    err = take_value(parsing, object, quirk, &kept.value);
    if (err == ERROR_SUCCESS)
        err = take_origin(parsing, object, quirk, &kept.pinned);
    if (err == ERROR_SUCCESS && device->count < RSM_QUIRK_MEMORY_MOST)
        device->quirks[device->count++] = kept;
    return err;
}

/* Nothing that is learned says that a device keeps to the standards. */
static bool says_nothing(const struct rsm_kept_quirk *kept)
{
    return kept->value == 0 && !kept->pinned;
}

static rsm_error take_quirks(struct parsing *parsing, json_t *list, struct rsm_kept_device *device)
{
    rsm_error err = ERROR_SUCCESS;

    if (!json_is_array(list) || json_array_size(list) > RSM_QUIRK_MEMORY_MOST)
        return refuse(parsing, "\"quirks\" is no list of at most %u", RSM_QUIRK_MEMORY_MOST);
    for (size_t i = 0; err == ERROR_SUCCESS && i < json_array_size(list); i++)
        err = take_quirk(parsing, json_array_get(list, i), device);
    for (size_t i = device->count; i > 0; i--) {
        if (says_nothing(&device->quirks[i - 1]))
            device->quirks[i - 1] = device->quirks[--device->count];
    }
    return err;
}

/* The identity of a device that tells no serial number ends in where it is found. */
static rsm_error take_identity(const struct parsing *parsing, json_t *object,
                               struct rsm_kept_device *device)
{
    char beginning[sizeof device->vendor + sizeof device->product + 2];
    rsm_error err =
        take_text(parsing, object, "identity", device->identity, sizeof device->identity);

    if (err != ERROR_SUCCESS)
        return err;
    snprintf(beginning, sizeof beginning, "%s|%s|", device->vendor, device->product);
    if (device->serial[0] != '\0')
        snprintf(device->identity, sizeof device->identity, "%s%s", beginning, device->serial);
    else if (device->identity[0] == '\0')
        rsm_known_quirks_name_model(device);
    else if (strncmp(device->identity, beginning, strlen(beginning)) != 0 ||
             device->identity[strlen(beginning)] == '\0')
        return refuse(parsing, "\"identity\" does not begin with vendor and product");
    return ERROR_SUCCESS;
}

static rsm_error take_device(struct parsing *parsing, json_t *object,
                             struct rsm_kept_device *device)
{
    rsm_error err;

    if (!json_is_object(object))
        return refuse(parsing, "it is no object");
    err = take_type(parsing, object, &device->type);
    if (err == ERROR_SUCCESS)
        err = take_text(parsing, object, "vendor", device->vendor, sizeof device->vendor);
    if (err == ERROR_SUCCESS)
        err = take_text(parsing, object, "product", device->product, sizeof device->product);
    if (err == ERROR_SUCCESS)
        err = take_text(parsing, object, "revision", device->revision, sizeof device->revision);
    if (err == ERROR_SUCCESS)
        err = take_text(parsing, object, "serial_number", device->serial, sizeof device->serial);
    if (err == ERROR_SUCCESS)
        err = take_identity(parsing, object, device);
    if (err == ERROR_SUCCESS && device->vendor[0] == '\0' && device->product[0] == '\0')
        err = refuse(parsing, "it has neither \"vendor\" nor \"product\"");
    if (err == ERROR_SUCCESS)
        err = take_quirks(parsing, json_object_get(object, "quirks"), device);
    return err;
}

static rsm_error take_devices(struct parsing *parsing, json_t *list)
{
    size_t count = json_array_size(list);
    rsm_error err = ERROR_SUCCESS;

    if (!json_is_array(list) || count > RSM_QUIRK_FILE_DEVICES)
        return refuse(parsing, "it has no list \"devices\" of at most %u", RSM_QUIRK_FILE_DEVICES);
    parsing->file->devices = calloc(count + 1, sizeof *parsing->file->devices);
    if (parsing->file->devices == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    for (size_t i = 0; err == ERROR_SUCCESS && i < count; i++) {
        parsing->device = i + 1;
        err = take_device(parsing, json_array_get(list, i), &parsing->file->devices[i]);
        parsing->file->count++;
    }
    return err;
}

rsm_error rsm_quirk_file_parse(const char *text, size_t length, struct rsm_quirk_file *file_out,
                               char why_out[RSM_QUIRK_FILE_WHY])
{
    struct parsing parsing = {.file = file_out, .why = why_out};
    json_error_t problem;
    json_t *root;
    rsm_error err;

    memset(file_out, 0, sizeof *file_out);
    why_out[0] = '\0';
    if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) { /* some editors put it there */
        text += 3;
        length -= 3;
    }
    root = json_loadb(text, length, JSON_REJECT_DUPLICATES, &problem);
    if (root == NULL && json_error_code(&problem) == json_error_out_of_memory)
        return ERROR_NOT_ENOUGH_MEMORY;
    if (root == NULL)
        return refuse(&parsing, "line %d, column %d: %s", problem.line, problem.column,
                      problem.text);
    err = take_devices(&parsing, json_object_get(root, "devices"));
    json_decref(root);
    return err;
}

static rsm_error read_all(struct rsm_reading *reading, char *text, size_t *length_out)
{
    size_t length = 0;
    size_t count = 1;
    rsm_error err = ERROR_SUCCESS;

    while (err == ERROR_SUCCESS && count > 0 && length <= RSM_QUIRK_FILE_MOST) {
        err = rsm_reading_at(reading, length, text + length, RSM_QUIRK_FILE_MOST + 1 - length,
                             &count);
        length += count;
    }
    *length_out = length;
    return err;
}

rsm_error rsm_quirk_file_read(const char *path, struct rsm_quirk_file *file_out,
                              char why_out[RSM_QUIRK_FILE_WHY])
{
    struct rsm_reading *reading = NULL;
    char *text = malloc(RSM_QUIRK_FILE_MOST + 1);
    size_t length = 0;
    rsm_error err = ERROR_NOT_ENOUGH_MEMORY;

    memset(file_out, 0, sizeof *file_out);
    why_out[0] = '\0';
    if (text != NULL)
        err = rsm_reading_open(path, &reading);
    if (err == ERROR_SUCCESS)
        err = read_all(reading, text, &length);
    rsm_reading_close(reading);
    if (err == ERROR_SUCCESS && length > RSM_QUIRK_FILE_MOST) {
        snprintf(why_out, RSM_QUIRK_FILE_WHY, "it is longer than %u bytes", RSM_QUIRK_FILE_MOST);
        err = ERROR_INVALID_DATA;
    }
    if (err == ERROR_SUCCESS)
        err = rsm_quirk_file_parse(text, length, file_out, why_out);
    free(text);
    return err;
}

void rsm_quirk_file_free(struct rsm_quirk_file *file)
{
    free(file->devices);
    memset(file, 0, sizeof *file);
}
