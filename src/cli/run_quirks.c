/*
 * rsm quirks: how devices differ from the standards: what was learned of them, and what a person says.  The interface
 * has no function for it, so this reaches into work/.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/display.h"
#include "cli/quirk_file.h"
#include "cli/run.h"
#include "cli/table.h"
#include "platform/clock.h"
#include "platform/writing.h"
#include "scsi/device.h"
#include "work/quirk_edits.h"

enum { NAME = sizeof((struct rsm_kept_device *)0)->identity + 80 };

/* What is shown: to people, to programs, or in a file. */
struct showing {
    struct rsm_run *run;
    struct rsm_json list;
    const char *only; /* the identity of the one device that is meant; NULL = all */
    bool only_model;  /* it is a model */
    bool as_models;
    size_t count;
};

/* ---- words ---- */

/* "STK L20, serial number C1" */
static void name_device(const struct rsm_kept_device *device, char name[NAME])
{
    if (device->is_model)
        snprintf(name, NAME, "every %s %s%s%s", device->vendor, device->product,
                 device->revision[0] != '\0' ? " with firmware " : "", device->revision);
    else if (device->serial[0] != '\0')
        snprintf(name, NAME, "%s %s, serial number %s", device->vendor, device->product,
                 device->serial);
    else
        snprintf(name, NAME, "%s", device->identity);
}

static void value_words(enum rsm_quirk quirk, uint32_t value, char words[2 * RSM_QUIRK_TEXT_MAX])
{
    char text[RSM_QUIRK_TEXT_MAX];
    const char *unit = rsm_quirk_row(quirk)->unit;

    rsm_quirk_format(quirk, value, text);
    snprintf(words, 2 * RSM_QUIRK_TEXT_MAX, "%s%s%s", text, unit != NULL && value != 0 ? " " : "",
             unit != NULL && value != 0 ? unit : "");
}

/* ---- devices ---- */

static const struct rsm_column columns[] = {
    {"Quirk", RSM_LEFT, 0, false},
    {"Value", RSM_LEFT, 0, false},
    {"Known", RSM_LEFT, 0, false},
    {"Since (UTC)", RSM_LEFT, 0, true},
};

static void add_row(struct rsm_table *table, const struct rsm_kept_quirk *kept)
{
    char words[2 * RSM_QUIRK_TEXT_MAX];
    char date[RSM_DISPLAY_DATE];
    enum rsm_quirk quirk;
    SYSTEMTIME since;

    rsm_clock_from_ms(kept->since, &since);
    rsm_display_date(&since, date);
    rsm_table_add(table, "%s", kept->name);
    if (rsm_quirk_find(kept->name, &quirk) && rsm_quirk_is_valid(quirk, kept->value)) {
        value_words(quirk, kept->value, words);
        rsm_table_add(table, "%s", words);
    } else {
        rsm_table_add(table, "%s", "?");
    }
    rsm_table_add(table, "%s", kept->pinned ? "pinned" : "learned");
    rsm_table_add(table, "%s", date);
    if (rsm_quirk_find(kept->name, &quirk))
        rsm_table_note(table, "%s", rsm_quirk_row(quirk)->meaning);
    else
        rsm_table_note(table, "A newer version of this program knows what it is.");
}

static rsm_error print_device(const struct rsm_run *run, const struct rsm_kept_device *device)
{
    struct rsm_table table;
    char name[NAME];
    rsm_error err = ERROR_SUCCESS;

    name_device(device, name);
    rsm_output_print(run->out, "\n%s: %s%s%s\n", rsm_quirk_file_type(device), name,
                     device->is_model || device->revision[0] == '\0' ? "" : ", firmware ",
                     device->is_model ? "" : device->revision);
    if (device->is_model)
        rsm_output_print(run->out, "Named \"%s\". One that is new begins with this.\n",
                         device->identity);
    rsm_table_begin(&table, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < device->count; i++)
        add_row(&table, &device->quirks[i]);
    if (device->count > 0)
        err = rsm_table_print(&table, run->out);
    else
        rsm_output_print(run->out, "Nothing is known of it: it is treated as the standards say.\n");
    rsm_table_end(&table);
    return err;
}

static bool show(void *context, const struct rsm_kept_device *device)
{
    struct showing *showing = context;

    if (showing->only != NULL &&
        (device->is_model != showing->only_model || strcmp(device->identity, showing->only) != 0))
        return true;
    if (showing->only == NULL && device->count == 0)
        return true;
    showing->count++;
    rsm_quirk_file_add(showing->list, device, showing->as_models);
    if (showing->run != NULL)
        (void)print_device(showing->run, device);
    return true;
}

static rsm_error show_all(struct rsm_run *run, struct rsm_session *session)
{
    struct showing showing = {.run = run, .list = rsm_json_array(run->json, "devices")};
    rsm_error err = rsm_quirk_edits_each(session, show, &showing);

    if (err == ERROR_SUCCESS && showing.count == 0)
        rsm_output_print(
            run->out,
            "Nothing was learned of any device, and nothing is pinned: all are treated\n"
            "as the standards say. rsm quirks /all shows what could be.\n");
    return err;
}

static rsm_error show_one(struct rsm_run *run, const struct rsm_kept_device *device)
{
    rsm_quirk_file_add(rsm_json_array(run->json, "devices"), device, false);
    return print_device(run, device);
}

/* ---- all that there are ---- */

static void values_of(enum rsm_quirk quirk, char words[200])
{
    const struct rsm_quirk_row *row = rsm_quirk_row(quirk);
    size_t length = 0;

    switch (row->kind) {
    case RSM_QUIRK_YES:
        snprintf(words, 200, "yes or no");
        break;
    case RSM_QUIRK_NUMBER:
        snprintf(words, 200, "0 to %u %s", (unsigned)row->most, row->unit);
        break;
    case RSM_QUIRK_RANGE:
        snprintf(words, 200, "%s, as in 21-24, or none", row->unit);
        break;
    case RSM_QUIRK_CHOICE:
        for (uint32_t i = 0; i <= row->most && length < 200; i++)
            length += (size_t)snprintf(words + length, 200 - length, "%s%s", i > 0 ? ", " : "",
                                       row->words[i]);
        break;
    }
}

static rsm_error show_table(struct rsm_run *run)
{
    static const struct rsm_column of_all[] = {
        {"Quirk", RSM_LEFT, 0, false}, {"Of", RSM_LEFT, 0, false}, {"Values", RSM_LEFT, 20, false}};
    struct rsm_json list = rsm_json_array(run->json, "all");
    struct rsm_table table;
    rsm_error err;

    rsm_table_begin(&table, of_all, sizeof of_all / sizeof of_all[0]);
    for (enum rsm_quirk quirk = 0; quirk < RSM_QUIRK_COUNT; quirk++) {
        const struct rsm_quirk_row *row = rsm_quirk_row(quirk);
        struct rsm_json json = rsm_json_object(list, NULL);
        const char *of = row->subject == RSM_QUIRK_OF_CHANGER ? "changer" : "tape drive";
        char values[200];

        values_of(quirk, values);
        rsm_json_text(json, "quirk", row->name);
        rsm_json_text(json, "scsi_type", of);
        rsm_json_text(json, "values", values);
        rsm_json_flag(json, "is_learned", !row->pinned_only);
        rsm_json_text(json, "meaning", row->meaning);
        rsm_table_add(&table, "%s", row->name);
        rsm_table_add(&table, "%s", of);
        rsm_table_add(&table, "%s", values);
        rsm_table_note(&table, "%s%s", row->meaning,
                       row->pinned_only ? " It can only be pinned." : "");
    }
    rsm_output_print(run->out, "\n");
    err = rsm_table_print(&table, run->out);
    rsm_table_end(&table);
    return err;
}

/* ---- edits ---- */

static rsm_error fail_edit(struct rsm_run *run, rsm_error err, const struct rsm_kept_device *device,
                           const struct rsm_quirk_edit *edit)
{
    const char *quirk = rsm_quirk_row(edit->quirk)->name;
    char name[NAME];

    name_device(device, name);
    if (err == ERROR_NOT_FOUND && edit->kind == RSM_QUIRK_EDIT_UNPIN)
        return rsm_run_fail(run, err, "%s is not pinned of %s", quirk, name);
    if (err == ERROR_NOT_FOUND)
        return rsm_run_fail(run, err, "nothing was learned of %s", name);
    if (err == ERROR_NOT_SUPPORTED)
        return rsm_run_fail(run, err, "%s is no quirk of a %s", quirk, rsm_quirk_file_type(device));
    return rsm_run_fail(run, err, "what is known of %s cannot be changed", name);
}

/* "no-tags=yes", or for what is yes or no "no-tags". */
static rsm_error understand_pin(struct rsm_run *run, const char *text, struct rsm_quirk_edit *edit)
{
    const char *equals = strchr(text, '=');
    const char *value = equals != NULL ? equals + 1 : "yes";
    char name[RSM_QUIRK_MEMORY_NAME];
    char values[200];

    snprintf(name, sizeof name, "%.*s",
             (int)(equals != NULL ? (size_t)(equals - text) : strlen(text)), text);
    if (!rsm_quirk_find(name, &edit->quirk))
        return rsm_run_misuse(
            run, "there is no quirk \"%s\"; rsm quirks /all shows those there are", name);
    values_of(edit->quirk, values);
    if (rsm_quirk_parse(edit->quirk, value, &edit->value) != ERROR_SUCCESS)
        return rsm_run_misuse(run, "the value of %s is %s", rsm_quirk_row(edit->quirk)->name,
                              values);
    return ERROR_SUCCESS;
}

static rsm_error understand_edit(struct rsm_run *run, const struct rsm_argument *action,
                                 struct rsm_quirk_edit *edit)
{
    if (strcmp(action->which->name, "pin") == 0) {
        edit->kind = RSM_QUIRK_EDIT_PIN;
        return understand_pin(run, action->text, edit);
    }
    edit->kind =
        strcmp(action->which->name, "unpin") == 0 ? RSM_QUIRK_EDIT_UNPIN : RSM_QUIRK_EDIT_FORGET;
    if (edit->kind == RSM_QUIRK_EDIT_UNPIN && !rsm_quirk_find(action->text, &edit->quirk))
        return rsm_run_misuse(run,
                              "there is no quirk \"%.40s\"; rsm quirks /all shows those there are",
                              action->text);
    return ERROR_SUCCESS;
}

static rsm_error edit_device(struct rsm_run *run, struct rsm_session *session,
                             const struct rsm_argument *action, struct rsm_kept_device *device)
{
    struct rsm_quirk_edit edit = {.kind = RSM_QUIRK_EDIT_FORGET};
    rsm_error err = understand_edit(run, action, &edit);

    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_quirk_edits_apply(session, device, &edit);
    if (err != ERROR_SUCCESS)
        return fail_edit(run, err, device, &edit);
    err = show_one(run, device);
    return err != ERROR_SUCCESS ? rsm_run_fail(run, err, "what is known now cannot be shown") : err;
}

/* ---- files ---- */

struct text {
    char *bytes;
    size_t length;
    bool short_of_memory;
};

static void collect(void *context, const char *bytes, size_t length)
{
    struct text *text = context;
    char *grown = realloc(text->bytes, text->length + length + 1);

    text->short_of_memory = text->short_of_memory || grown == NULL;
    if (grown == NULL)
        return;
    memcpy(grown + text->length, bytes, length);
    text->bytes = grown;
    text->length += length;
}

/* The same document as with /json. */
static rsm_error make_document(struct rsm_session *session, const struct rsm_kept_device *device,
                               bool as_models, struct text *text, size_t *count_out)
{
    struct rsm_json_document *document = rsm_json_document_make();
    const struct rsm_output to_text = {.write = collect, .context = text};
    struct rsm_json root = rsm_json_root(document);
    struct showing showing = {.as_models = as_models};
    rsm_error err;

    if (document == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    rsm_json_number(root, "schema", 1);
    rsm_json_text(root, "command", "quirks");
    showing.list = rsm_json_array(root, "devices");
    if (device != NULL) {
        showing.only = device->identity;
        showing.only_model = device->is_model;
    }
    err = rsm_quirk_edits_each(session, show, &showing);
    rsm_json_number(root, "status", 0);
    if (err == ERROR_SUCCESS)
        err = rsm_json_document_write(document, false, &to_text);
    rsm_json_document_free(document);
    *count_out = showing.count;
    return err == ERROR_SUCCESS && text->short_of_memory ? ERROR_NOT_ENOUGH_MEMORY : err;
}

/* One that is there is replaced when the new one is complete. */
static rsm_error write_file(const char *path, const struct text *text, bool replace)
{
    char fresh[RSM_PATHS_ROOM];
    rsm_error err;

    if (!replace)
        return rsm_writing_make(path, text->bytes, text->length);
    if (snprintf(fresh, sizeof fresh, "%s.new", path) >= (int)sizeof fresh)
        return ERROR_FILENAME_EXCED_RANGE;
    err = rsm_writing_make(fresh, text->bytes, text->length);
    if (err == ERROR_SUCCESS) {
        err = rsm_paths_rename(fresh, path);
        if (err != ERROR_SUCCESS)
            (void)rsm_paths_remove(fresh);
    }
    return err;
}

static rsm_error export_to(struct rsm_run *run, struct rsm_session *session,
                           const struct rsm_kept_device *device)
{
    const char *path = rsm_arguments_find(&run->arguments, "export")->text;
    bool as_models = rsm_arguments_has(&run->arguments, "model");
    struct text text = {NULL, 0, false};
    size_t count = 0;
    rsm_error err = make_document(session, device, as_models, &text, &count);

    if (err == ERROR_SUCCESS)
        err = write_file(path, &text, rsm_arguments_has(&run->arguments, "force"));
    free(text.bytes);
    if (err == ERROR_ALREADY_EXISTS)
        return rsm_run_fail(run, err, "there is a file %s already; /force replaces it", path);
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "the file %s cannot be written", path);
    rsm_json_text(run->json, "path", path);
    rsm_json_number(run->json, "number_of_devices", count);
    rsm_output_print(run->out, "What is known of %u device(s) is in %s.%s\n", (unsigned)count, path,
                     as_models ? "" : " Their serial numbers are, too; /model leaves them out.");
    return ERROR_SUCCESS;
}

static rsm_error import_from(struct rsm_run *run, struct rsm_session *session)
{
    const char *path = rsm_arguments_find(&run->arguments, "import")->text;
    struct rsm_quirk_file file;
    char why[RSM_QUIRK_FILE_WHY];
    size_t count = 0;
    rsm_error err = rsm_quirk_file_read(path, &file, why);

    if (err == ERROR_INVALID_DATA)
        (void)rsm_run_fail(run, err, "%s is no list of quirks: %s", path, why);
    else if (err != ERROR_SUCCESS)
        (void)rsm_run_fail(run, err, "the file %s cannot be read", path);
    if (err == ERROR_SUCCESS) {
        err = rsm_quirk_edits_import(session, file.devices, file.count,
                                     rsm_arguments_has(&run->arguments, "model"), &count);
        if (err != ERROR_SUCCESS)
            (void)rsm_run_fail(run, err, "what is in %s cannot be taken over", path);
    }
    if (err == ERROR_SUCCESS) {
        rsm_json_text(run->json, "path", path);
        rsm_json_number(run->json, "number_of_devices", count);
        rsm_json_number(run->json, "number_of_unknown_quirks", file.skipped);
        rsm_output_print(run->out, "What is known of %u device(s) or model(s) has changed by %s.\n",
                         (unsigned)count, path);
        if (file.skipped > 0)
            rsm_output_print(run->out, "%u quirk(s) in it are not known to this version.\n",
                             (unsigned)file.skipped);
    }
    rsm_quirk_file_free(&file);
    return err;
}

/* ---- the command ---- */

static rsm_error find_device(struct rsm_run *run, struct rsm_session *session,
                             struct rsm_kept_device *device_out)
{
    const char *name = run->arguments.operand;
    rsm_error err = rsm_quirk_edits_find(session, name, device_out);

    if (err == ERROR_NOT_FOUND)
        return rsm_run_fail(
            run, err,
            "no device \"%.80s\" is known; it is named by its serial number, as rsm "
            "devices shows it, or by the name of its library",
            name);
    if (err == ERROR_MORE_DATA)
        return rsm_run_fail(
            run, err, "several devices are named \"%.80s\"; write VENDOR|PRODUCT|SERIAL", name);
    return err != ERROR_SUCCESS ? rsm_run_fail(run, err, "the device cannot be looked for") : err;
}

static rsm_error check_words(struct rsm_run *run, const struct rsm_argument *action)
{
    const char *name = action != NULL ? action->which->name : "";
    bool moves_file = strcmp(name, "export") == 0 || strcmp(name, "import") == 0;
    bool edits = action != NULL && !moves_file && strcmp(name, "all") != 0;

    if (edits && run->arguments.operand == NULL)
        return rsm_run_misuse(run, "say which device is meant");
    if (run->arguments.operand != NULL && action != NULL && !edits && strcmp(name, "export") != 0)
        return rsm_run_misuse(run, "/%s is not about one device", name);
    if (rsm_arguments_has(&run->arguments, "model") && !moves_file)
        return rsm_run_misuse(run, "/model goes with /export or /import");
    if (rsm_arguments_has(&run->arguments, "force") && strcmp(name, "export") != 0)
        return rsm_run_misuse(run, "/force goes with /export");
    return ERROR_SUCCESS;
}

static rsm_error act(struct rsm_run *run, struct rsm_session *session,
                     const struct rsm_argument *action)
{
    const char *name = action != NULL ? action->which->name : "";
    struct rsm_kept_device device;
    bool one = run->arguments.operand != NULL;
    rsm_error err = one ? find_device(run, session, &device) : ERROR_SUCCESS;

    if (err != ERROR_SUCCESS)
        return err;
    if (strcmp(name, "export") == 0)
        return export_to(run, session, one ? &device : NULL);
    if (strcmp(name, "import") == 0)
        return import_from(run, session);
    if (one && action != NULL)
        return edit_device(run, session, action, &device);
    err = strcmp(name, "all") == 0 ? show_table(run)
          : one                    ? show_one(run, &device)
                                   : show_all(run, session);
    return err != ERROR_SUCCESS ? rsm_run_fail(run, err, "what is known cannot be shown") : err;
}

static rsm_error run_quirks(struct rsm_run *run)
{
    const struct rsm_argument *action = rsm_arguments_of_group(&run->arguments, "action");
    struct rsm_session *session;
    rsm_error err = check_words(run, action);

    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_session_get(run->session, &session);
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "what is known of devices cannot be looked at");
    err = act(run, session, action);
    rsm_session_release(session);
    return err;
}

static const struct rsm_switch quirks_switches[] = {
    {.name = "pin",
     .value = RSM_VALUE_TEXT,
     .shown = "<quirk=value>",
     .group = "action",
     .help = "say so of the device, whatever is learned of it"},
    {.name = "unpin",
     .value = RSM_VALUE_TEXT,
     .shown = "<quirk>",
     .group = "action",
     .help = "take that back; it can be learned again"},
    {.name = "forget",
     .group = "action",
     .help = "forget what was learned of the device, and find it out again"},
    {.name = "export",
     .value = RSM_VALUE_TEXT,
     .shown = "<file>",
     .group = "action",
     .help = "write what is known of all devices, or of one, to a file"},
    {.name = "import",
     .value = RSM_VALUE_TEXT,
     .shown = "<file>",
     .group = "action",
     .help = "take over what is in such a file"},
    {.name = "all", .group = "action", .help = "show every quirk that there is, and its values"},
    {.name = "model", .help = "in the file: of all devices of a model, not of single ones"},
    {.name = "force", .help = "replace a file that is there"},
    {.name = NULL},
};

const struct rsm_subcommand rsm_subcommand_quirks = {
    .name = "quirks",
    .subject = RSM_SUBJECT_DEVICES,
    .summary = "Show how devices differ from the standards, and say so",
    .operand = "DEVICE",
    .switches = quirks_switches,
    .usage =
        "[DEVICE]\n"
        "DEVICE {/pin<quirk=value> | /unpin<quirk> | /forget}\n"
        "[DEVICE] /export<file> [/model] [/force]\n"
        "/import<file> [/model]\n"
        "/all",
    .usage_has_operand = true,
    .details =
        "What a device refuses, or does in a way of its own, is learned when it is used, and "
        "remembered for the next program. When its firmware changes, that is forgotten. What is "
        "pinned is what a person says: nothing that is learned changes it.\n"
        "DEVICE is the serial number of a changer or tape drive, as rsm devices shows it, or the "
        "name of a library, which means its changer. No device is asked anything: a quirk can be "
        "pinned of one that could not be used before.\n"
        "A library that works badly since something was learned is cured by /forget. What counts "
        "is changed from the next command to the device; virtual-port from the next start of each "
        "program.\n"
        "A file is what rsm quirks /json prints. With /model no serial numbers are written, and "
        "what is read counts for all devices of the same vendor, product and firmware; where the "
        "file names no firmware (\"revision\"), for any. A device that is known keeps what it "
        "knows better.",
    .has_facts = true,
    .needs_session = true,
    .keeps_hands_off = true,
    .run = run_quirks,
};
