/*
 * A file of quirks that anybody may have written: refused in words that a terminal can be shown, or understood; then
 * each value is one that its quirk can have, and what is written of it is understood as the same.
 */
#include "demand.h"

#include "cli/quirk_file.h"
#include "scsi/quirks.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is written, without a bound but that of the input. */
struct text {
    char *bytes;
    size_t length;
};

static void append(void *context, const char *bytes, size_t length)
{
    struct text *text = context;
    char *more = realloc(text->bytes, text->length + length + 1);

    demand(more != NULL);
    memcpy(more + text->length, bytes, length);
    text->bytes = more;
    text->length += length;
    more[text->length] = '\0';
}

static void check_device(const struct rsm_kept_device *device)
{
    enum rsm_quirk quirk;

    demand(device->count <= RSM_QUIRK_MEMORY_MOST);
    demand(device->identity[0] != '\0' &&
           is_printable_text(device->identity, sizeof device->identity));
    demand(is_printable_text(device->vendor, sizeof device->vendor));
    demand(is_printable_text(device->product, sizeof device->product));
    demand(is_printable_text(device->revision, sizeof device->revision));
    demand(is_printable_text(device->serial, sizeof device->serial));
    demand(!device->is_model || device->serial[0] == '\0');
    for (size_t i = 0; i < device->count; i++) {
        demand(rsm_quirk_find(device->quirks[i].name, &quirk));
        demand(strcmp(device->quirks[i].name, rsm_quirk_row(quirk)->name) == 0);
        demand(rsm_quirk_is_valid(quirk, device->quirks[i].value));
        demand(device->quirks[i].pinned || !rsm_quirk_row(quirk)->pinned_only);
    }
}

static void check_same(const struct rsm_kept_device *a, const struct rsm_kept_device *b)
{
    demand(strcmp(a->identity, b->identity) == 0 && a->is_model == b->is_model);
    demand(a->type == b->type && strcmp(a->serial, b->serial) == 0);
    demand(strcmp(a->vendor, b->vendor) == 0 && strcmp(a->product, b->product) == 0);
    demand(strcmp(a->revision, b->revision) == 0 && a->count == b->count);
    for (size_t i = 0; i < a->count; i++) {
        demand(strcmp(a->quirks[i].name, b->quirks[i].name) == 0);
        demand(a->quirks[i].value == b->quirks[i].value);
        demand(a->quirks[i].pinned == b->quirks[i].pinned);
    }
}

static void write_anew(const struct rsm_quirk_file *file, struct text *text)
{
    const struct rsm_output output = {.write = append, .context = text};
    struct rsm_json_document *document = rsm_json_document_make();
    struct rsm_json list = rsm_json_array(rsm_json_root(document), "devices");

    for (size_t i = 0; i < file->count; i++)
        rsm_quirk_file_add(list, &file->devices[i], file->devices[i].is_model);
    demand(rsm_json_document_write(document, true, &output) == ERROR_SUCCESS);
    rsm_json_document_free(document);
}

static void check_understood(const struct rsm_quirk_file *file)
{
    struct text text = {NULL, 0};
    char why[RSM_QUIRK_FILE_WHY];
    struct rsm_quirk_file again;

    demand(file->count <= RSM_QUIRK_FILE_DEVICES);
    for (size_t i = 0; i < file->count; i++)
        check_device(&file->devices[i]);
    write_anew(file, &text);
    demand(rsm_quirk_file_parse(text.bytes, text.length, &again, why) == ERROR_SUCCESS);
    demand(again.count == file->count && again.skipped == 0);
    for (size_t i = 0; i < file->count; i++)
        check_same(&file->devices[i], &again.devices[i]);
    rsm_quirk_file_free(&again);
    free(text.bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rsm_quirk_file file;
    char why[RSM_QUIRK_FILE_WHY];
    rsm_error err;

    memset(why, 'x', sizeof why);
    err = rsm_quirk_file_parse((const char *)data, size, &file, why);
    demand(err == ERROR_SUCCESS || err == ERROR_INVALID_DATA);
    demand(memchr(why, '\0', sizeof why) != NULL);
    demand((err == ERROR_SUCCESS) == (why[0] == '\0'));
    for (const char *at = why; *at != '\0'; at++)
        demand((unsigned char)*at >= 0x20 && *at != 0x7F);
    if (err == ERROR_SUCCESS)
        check_understood(&file);
    rsm_quirk_file_free(&file);
    return 0;
}
