/*
 * Edits of what is kept of devices: each is one transaction, and counts up the device's edition.
 */
#include "work/quirk_edits.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/access.h"
#include "platform/text.h"
#include "store/records.h"
#include "work/known_quirks.h"

rsm_error rsm_quirk_edits_each(struct rsm_session *session, rsm_kept_device_visit *visit,
                               void *context)
{
    struct rsm_store *store = session->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_READ);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store, rsm_quirk_memory_each(store, visit, context));
    return err;
}

/* ---- who is meant ---- */

struct search {
    const char *name;
    struct rsm_kept_device *found;
    size_t count; /* different ones that have the name */
};

static void note(struct search *search, const struct rsm_kept_device *device)
{
    bool same = search->count > 0 && search->found->is_model == device->is_model &&
                strcmp(search->found->identity, device->identity) == 0;

    if (search->count == 0)
        *search->found = *device;
    search->count += same ? 0 : 1;
}

static bool look_at_kept(void *context, const struct rsm_kept_device *device)
{
    struct search *search = context;

    if (strcmp(device->identity, search->name) == 0 ||
        (device->serial[0] != '\0' && strcmp(device->serial, search->name) == 0))
        note(search, device);
    return true;
}

/* The next part of an identity, up to '|' or the end. */
static const char *take_part(const char *from, char *part, size_t room)
{
    size_t length = strcspn(from, "|");

    snprintf(part, room, "%.*s", (int)length, from);
    return from[length] == '|' ? from + length + 1 : from + length;
}

/* Where it has no serial number its identity ends in a path or an address. */
static void split_identity(struct rsm_kept_device *device)
{
    const char *rest = take_part(device->identity, device->vendor, sizeof device->vendor);

    rest = take_part(rest, device->product, sizeof device->product);
    if (strpbrk(rest, ":/\\|") == NULL)
        snprintf(device->serial, sizeof device->serial, "%s", rest);
}

static bool is_alone(const struct rsm_record *library)
{
    return library->info.Info.Library.LibraryType == NTMS_LIBRARYTYPE_STANDALONE;
}

/* A library by its name, too; the offline library has no identity. */
static bool look_at_record(void *context, const struct rsm_record *record)
{
    struct search *search = context;
    struct rsm_kept_device device = {.type = RSM_DEVICE_TAPE};
    char name[NTMS_OBJECTNAME_LENGTH * 3];
    bool is_library = record->info.dwType == NTMS_LIBRARY;

    if (record->own.Identity[0] == 0)
        return true;
    if (is_library && !is_alone(record))
        device.type = RSM_DEVICE_CHANGER;
    rsm_text_to_utf8(device.identity, sizeof device.identity, record->own.Identity,
                     RSM_IDENTITY_LENGTH);
    rsm_text_to_utf8(name, sizeof name, record->info.szName, NTMS_OBJECTNAME_LENGTH);
    split_identity(&device);
    if (strcmp(device.identity, search->name) == 0 || strcmp(device.serial, search->name) == 0 ||
        (is_library && strcmp(name, search->name) == 0))
        note(search, &device);
    return true;
}

/* What is kept goes before what is on record, which knows less of the same device. */
static rsm_error find(struct rsm_store *store, struct search *search)
{
    struct rsm_kept_device kept;
    rsm_error err = rsm_quirk_memory_each(store, look_at_kept, search);

    if (err == ERROR_SUCCESS)
        err = rsm_records_each(store, NTMS_LIBRARY, NULL, 0, look_at_record, search);
    if (err == ERROR_SUCCESS)
        err = rsm_records_each(store, NTMS_DRIVE, NULL, 0, look_at_record, search);
    if (err != ERROR_SUCCESS)
        return err;
    if (search->count != 1)
        return search->count == 0 ? ERROR_NOT_FOUND : ERROR_MORE_DATA;
    err = rsm_quirk_memory_load(store, search->found->identity, search->found->is_model, &kept);
    if (err == ERROR_SUCCESS)
        *search->found = kept;
    return err == ERROR_NOT_FOUND ? ERROR_SUCCESS : err;
}

rsm_error rsm_quirk_edits_find(struct rsm_session *session, const char *name,
                               struct rsm_kept_device *device_out)
{
    struct search search = {.name = name, .found = device_out};
    struct rsm_store *store = session->rsm->store;
    rsm_error err;

    if (name[0] == '\0')
        return ERROR_NOT_FOUND;
    err = rsm_store_begin(store, RSM_STORE_READ);
    return err == ERROR_SUCCESS ? rsm_store_end(store, find(store, &search)) : err;
}

/* ---- edits ---- */

static size_t place_of(const struct rsm_kept_device *device, const char *name)
{
    size_t i = 0;

    while (i < device->count && strcmp(device->quirks[i].name, name) != 0)
        i++;
    return i;
}

/* True when that is new. */
static bool put(struct rsm_kept_device *device, const struct rsm_kept_quirk *quirk)
{
    size_t i = place_of(device, quirk->name);

    if (i == RSM_QUIRK_MEMORY_MOST ||
        (i < device->count && device->quirks[i].value == quirk->value &&
         device->quirks[i].pinned == quirk->pinned))
        return false;
    device->count += i == device->count ? 1 : 0;
    device->quirks[i] = *quirk;
    return true;
}

static rsm_error unpin(struct rsm_kept_device *device, const char *name)
{
    size_t i = place_of(device, name);

    if (i == device->count || !device->quirks[i].pinned)
        return ERROR_NOT_FOUND;
    device->quirks[i] = device->quirks[--device->count];
    return ERROR_SUCCESS;
}

static rsm_error forget(struct rsm_kept_device *device)
{
    size_t before = device->count;

    for (size_t i = device->count; i > 0; i--) {
        if (!device->quirks[i - 1].pinned)
            device->quirks[i - 1] = device->quirks[--device->count];
    }
    return device->count < before ? ERROR_SUCCESS : ERROR_NOT_FOUND;
}

static bool is_of(const struct rsm_kept_device *device, enum rsm_quirk quirk)
{
    return (rsm_quirk_row(quirk)->subject == RSM_QUIRK_OF_CHANGER) ==
           (device->type == RSM_DEVICE_CHANGER);
}

static rsm_error change(struct rsm_kept_device *device, const struct rsm_quirk_edit *edit)
{
    struct rsm_kept_quirk now = {
        .value = edit->value, .pinned = true, .since = rsm_known_quirks_now()};
    const char *name = rsm_quirk_row(edit->quirk)->name;

    if (edit->kind == RSM_QUIRK_EDIT_FORGET)
        return forget(device);
    if (!is_of(device, edit->quirk))
        return ERROR_NOT_SUPPORTED;
    if (edit->kind == RSM_QUIRK_EDIT_UNPIN)
        return unpin(device, name);
    snprintf(now.name, sizeof now.name, "%s", name);
    (void)put(device, &now);
    return ERROR_SUCCESS;
}

/* Wants a writing transaction. */
static rsm_error apply(struct rsm_session *session, struct rsm_kept_device *device,
                       const struct rsm_quirk_edit *edit)
{
    struct rsm_store *store = session->rsm->store;
    struct rsm_kept_device now = *device;
    rsm_error err = rsm_access_check_computer(session, NTMS_CONTROL_ACCESS);

    if (err == ERROR_SUCCESS)
        err = rsm_quirk_memory_load(store, device->identity, device->is_model, &now);
    if (err == ERROR_NOT_FOUND) {
        now.count = 0;
        err = ERROR_SUCCESS;
    }
    if (err == ERROR_SUCCESS && now.is_model && edit->kind == RSM_QUIRK_EDIT_FORGET) {
        now.count = 0;
        *device = now;
        return rsm_quirk_memory_drop(store, device->identity, true);
    }
    if (err == ERROR_SUCCESS)
        err = change(&now, edit);
    if (err != ERROR_SUCCESS)
        return err;
    now.edition++;
    *device = now;
    return rsm_quirk_memory_save(store, &now);
}

rsm_error rsm_quirk_edits_apply(struct rsm_session *session, struct rsm_kept_device *device,
                                const struct rsm_quirk_edit *edit)
{
    struct rsm_store *store = session->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    return err == ERROR_SUCCESS ? rsm_store_end(store, apply(session, device, edit)) : err;
}

/* ---- from elsewhere ---- */

/*
 * What is pinned there is pinned here.  What was learned counts unless it is of other firmware, or is pinned
 * here; where this device knows something itself and the other is but of its model, that stays.
 */
static bool merge(struct rsm_kept_device *to, const struct rsm_kept_device *from, bool of_model)
{
    bool same_firmware = strcmp(to->revision, from->revision) == 0 || to->revision[0] == '\0' ||
                         (of_model && from->revision[0] == '\0');
    bool changed = false;

    for (size_t i = 0; i < from->count; i++) {
        const struct rsm_kept_quirk *quirk = &from->quirks[i];
        size_t place = place_of(to, quirk->name);
        bool known = place < to->count;
        bool wanted = quirk->pinned || (same_firmware && !(known && to->quirks[place].pinned) &&
                                        !(known && of_model));

        changed = (wanted && put(to, quirk)) || changed;
    }
    return changed;
}

static rsm_error save(struct rsm_store *store, struct rsm_kept_device *device, size_t *changed)
{
    device->edition++;
    ++*changed;
    return rsm_quirk_memory_save(store, device);
}

static rsm_error take_one(struct rsm_store *store, const struct rsm_kept_device *from,
                          size_t *changed)
{
    struct rsm_kept_device now;
    rsm_error err = rsm_quirk_memory_load(store, from->identity, from->is_model, &now);
    bool is_new = err == ERROR_NOT_FOUND;

    if (err != ERROR_SUCCESS && !is_new)
        return err;
    if (is_new) {
        now = *from;
        now.count = 0;
        now.edition = 0;
    }
    if (!merge(&now, from, false))
        return ERROR_SUCCESS;
    return save(store, &now, changed);
}

static bool is_of_model(const struct rsm_kept_device *device, const struct rsm_kept_device *model)
{
    return !device->is_model && device->type == model->type &&
           strcmp(device->vendor, model->vendor) == 0 &&
           strcmp(device->product, model->product) == 0 &&
           (model->revision[0] == '\0' || strcmp(device->revision, model->revision) == 0);
}

/* Devices that are known already do not ask their model any more. */
static rsm_error tell_devices(struct rsm_store *store, const struct rsm_known_quirks *known,
                              const struct rsm_kept_device *model, size_t *changed)
{
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; err == ERROR_SUCCESS && i < known->count; i++) {
        struct rsm_kept_device *device = &known->list[i];

        if (is_of_model(device, model) && merge(device, model, true))
            err = save(store, device, changed);
    }
    return err;
}

static rsm_error take_all(struct rsm_store *store, const struct rsm_known_quirks *known,
                          const struct rsm_kept_device *list, size_t count, bool as_models,
                          size_t *changed)
{
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; err == ERROR_SUCCESS && i < count; i++) {
        struct rsm_kept_device one = list[i];

        if (as_models)
            rsm_known_quirks_name_model(&one);
        err = take_one(store, &one, changed);
        if (err == ERROR_SUCCESS && one.is_model)
            err = tell_devices(store, known, &one, changed);
    }
    return err;
}

rsm_error rsm_quirk_edits_import(struct rsm_session *session, const struct rsm_kept_device *list,
                                 size_t count, bool as_models, size_t *count_out)
{
    struct rsm_store *store = session->rsm->store;
    struct rsm_known_quirks known = {0};
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    *count_out = 0;
    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_access_check_computer(session, NTMS_CONTROL_ACCESS);
    if (err == ERROR_SUCCESS)
        err = rsm_known_quirks_read(session->rsm, &known);
    if (err == ERROR_SUCCESS)
        err = take_all(store, &known, list, count, as_models, count_out);
    rsm_known_quirks_free(&known);
    return rsm_store_end(store, err);
}
