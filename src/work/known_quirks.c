/*
 * Quirks between open devices and the database.
 */
#include "work/known_quirks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/array.h"
#include "platform/clock.h"
#include "platform/log.h"
#include "work/discover.h"

/* ---- names ---- */

void rsm_known_quirks_describe(const struct rsm_device *device, struct rsm_kept_device *kept_out)
{
    struct rsm_found found;

    memset(kept_out, 0, sizeof *kept_out);
    rsm_discover_describe(device, &found);
    rsm_discover_identity(&found, kept_out->identity);
    kept_out->type = device->type;
    memcpy(kept_out->vendor, device->vendor, sizeof kept_out->vendor);
    memcpy(kept_out->product, device->product, sizeof kept_out->product);
    memcpy(kept_out->revision, device->revision, sizeof kept_out->revision);
    memcpy(kept_out->serial, device->serial, sizeof kept_out->serial);
}

void rsm_known_quirks_name_model(struct rsm_kept_device *model)
{
    model->is_model = true;
    model->serial[0] = '\0';
    snprintf(model->identity, sizeof model->identity, "%s|%s|%s", model->vendor, model->product,
             model->revision);
}

/* ---- what is kept ---- */

static bool add(void *context, const struct rsm_kept_device *device)
{
    struct rsm_known_quirks *known = context;
    struct rsm_kept_device *grown =
        rsm_array_grow(known->list, sizeof *grown, known->count + 1, &known->room);

    if (grown == NULL)
        return false;
    known->list = grown;
    known->list[known->count++] = *device;
    return true;
}

struct loading {
    struct rsm_known_quirks known;
    bool short_of_memory;
};

static bool load_one(void *context, const struct rsm_kept_device *device)
{
    struct loading *loading = context;

    loading->short_of_memory = !add(&loading->known, device);
    return !loading->short_of_memory;
}

rsm_error rsm_known_quirks_read(struct rsm *rsm, struct rsm_known_quirks *known_out)
{
    struct loading loading = {.known = {.version = rsm_store_version(rsm->store)}};
    rsm_error err = rsm_quirk_memory_each(rsm->store, load_one, &loading);

    if (err == ERROR_SUCCESS && loading.short_of_memory)
        err = ERROR_NOT_ENOUGH_MEMORY;
    if (err != ERROR_SUCCESS)
        rsm_known_quirks_free(&loading.known);
    *known_out = loading.known;
    return err;
}

rsm_error rsm_known_quirks_load(struct rsm *rsm, struct rsm_known_quirks *known_out)
{
    rsm_error err = rsm_store_begin(rsm->store, RSM_STORE_READ);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(rsm->store, rsm_known_quirks_read(rsm, known_out));
    return err;
}

void rsm_known_quirks_free(struct rsm_known_quirks *known)
{
    free(known->list);
    memset(known, 0, sizeof *known);
}

static const struct rsm_kept_device *find(const struct rsm_known_quirks *known,
                                          const struct rsm_kept_device *wanted)
{
    for (size_t i = 0; i < known->count; i++) {
        if (known->list[i].is_model == wanted->is_model &&
            strcmp(known->list[i].identity, wanted->identity) == 0)
            return &known->list[i];
    }
    return NULL;
}

/* Of this firmware, else of any. */
static const struct rsm_kept_device *find_model(const struct rsm_known_quirks *known,
                                                const struct rsm_kept_device *device)
{
    struct rsm_kept_device model = *device;
    const struct rsm_kept_device *found;

    rsm_known_quirks_name_model(&model);
    found = find(known, &model);
    if (found != NULL)
        return found;
    model.revision[0] = '\0';
    rsm_known_quirks_name_model(&model);
    return find(known, &model);
}

/* ---- to a device ---- */

/* Names and values that this version does not know are of a newer one, or damaged: they say nothing. */
static bool is_understood(const struct rsm_kept_quirk *kept, uint8_t type,
                          enum rsm_quirk *quirk_out)
{
    enum rsm_quirk_subject subject =
        type == RSM_DEVICE_CHANGER ? RSM_QUIRK_OF_CHANGER : RSM_QUIRK_OF_DRIVE;

    return rsm_quirk_find(kept->name, quirk_out) && rsm_quirk_row(*quirk_out)->subject == subject &&
           rsm_quirk_is_valid(*quirk_out, kept->value);
}

/* What is pinned, and what was learned where that still counts. */
static void put(const struct rsm_kept_device *kept, uint8_t type, bool learned,
                struct rsm_quirks *quirks)
{
    for (size_t i = 0; i < kept->count; i++) {
        enum rsm_quirk quirk;

        if (!is_understood(&kept->quirks[i], type, &quirk))
            continue;
        if (kept->quirks[i].pinned)
            rsm_quirks_pin(quirks, quirk, kept->quirks[i].value);
        else if (learned && !rsm_quirk_row(quirk)->pinned_only)
            (void)rsm_quirks_learn(quirks, quirk, kept->quirks[i].value);
    }
}

static bool has_learned(const struct rsm_kept_device *kept)
{
    bool learned = false;

    for (size_t i = 0; i < kept->count; i++)
        learned = learned || !kept->quirks[i].pinned;
    return learned;
}

static void log_change(const struct rsm_device *device, const struct rsm_kept_device *kept)
{
    rsm_log(RSM_LOG_WARNING, "work",
            "%s: %s %s has the firmware %s now, before it had %s: what was learned of it is "
            "forgotten",
            device->link.name, device->vendor, device->product, device->revision, kept->revision);
}

void rsm_known_quirks_tell(const struct rsm_known_quirks *known, struct rsm_device *device)
{
    struct rsm_kept_device now;
    const struct rsm_kept_device *kept;
    const struct rsm_kept_device *model;
    bool same;

    rsm_known_quirks_describe(device, &now);
    kept = find(known, &now);
    same = kept != NULL && strcmp(kept->revision, now.revision) == 0;
    model = same ? NULL : find_model(known, &now);

    memset(&device->quirks, 0, sizeof device->quirks);
    if (model != NULL)
        put(model, device->type, true, &device->quirks);
    if (kept != NULL)
        put(kept, device->type, same, &device->quirks);
    if (kept != NULL && !same && has_learned(kept))
        log_change(device, kept);
    device->quirks.changed = model != NULL || (kept != NULL && !same);
    if (model == NULL)
        memset(device->quirks.fresh, 0, sizeof device->quirks.fresh);
    device->quirks.edition = kept != NULL ? kept->edition : 0;
    device->quirks.seen = known->version;
}

void rsm_known_quirks_recall(struct rsm *rsm, struct rsm_device *device)
{
    struct rsm_known_quirks known = {0};
    rsm_error err = rsm_known_quirks_load(rsm, &known);

    if (err == ERROR_SUCCESS)
        rsm_known_quirks_tell(&known, device);
    else
        rsm_log(RSM_LOG_WARNING, "work",
                "%s: what is known of the device cannot be read (%s): it is found out again",
                device->link.name, rsm_error_name(err));
    rsm_known_quirks_free(&known);
}

/* ---- from a device ---- */

int64_t rsm_known_quirks_now(void)
{
    SYSTEMTIME now;

    rsm_clock_utc(&now);
    return rsm_clock_to_ms(&now);
}

static size_t place_of(const struct rsm_kept_device *kept, const char *name)
{
    size_t i = 0;

    while (i < kept->count && strcmp(kept->quirks[i].name, name) != 0)
        i++;
    return i;
}

static void drop(struct rsm_kept_device *kept, size_t i)
{
    kept->quirks[i] = kept->quirks[--kept->count];
}

/* What is new of this quirk; what a person pinned stays. */
static void take_over(const struct rsm_quirks *quirks, enum rsm_quirk quirk,
                      struct rsm_kept_device *kept)
{
    const char *name = rsm_quirk_row(quirk)->name;
    size_t i = place_of(kept, name);
    bool is_there = i < kept->count;
    struct rsm_kept_quirk now = {.value = rsm_quirks_get(quirks, quirk),
                                 .pinned = rsm_quirks_is_pinned(quirks, quirk)};

    if (is_there && kept->quirks[i].pinned && !now.pinned)
        return;
    if (quirks->origins[quirk] == RSM_QUIRK_UNKNOWN) {
        if (is_there)
            drop(kept, i);
        return;
    }
    if (i == RSM_QUIRK_MEMORY_MOST ||
        (is_there && kept->quirks[i].value == now.value && kept->quirks[i].pinned == now.pinned))
        return;
    snprintf(now.name, sizeof now.name, "%s", name);
    now.since = rsm_known_quirks_now();
    kept->quirks[i] = now;
    kept->count += is_there ? 0 : 1;
}

static void drop_learned(struct rsm_kept_device *kept)
{
    for (size_t i = kept->count; i > 0; i--) {
        if (!kept->quirks[i - 1].pinned)
            drop(kept, i - 1);
    }
}

/* Wants a writing transaction.  Another process may have kept something meanwhile, which stays.  *edited_out: a
 * person changed it meanwhile, and nothing was written. */
static rsm_error save(struct rsm *rsm, const struct rsm_device *device, bool *edited_out)
{
    struct rsm_kept_device kept;
    struct rsm_kept_device before;
    rsm_error err;

    rsm_known_quirks_describe(device, &kept);
    err = rsm_quirk_memory_load(rsm->store, kept.identity, false, &before);
    if (err != ERROR_SUCCESS && err != ERROR_NOT_FOUND)
        return err;
    if (err == ERROR_SUCCESS) {
        *edited_out = before.edition != device->quirks.edition;
        kept.edition = before.edition;
        kept.count = before.count;
        memcpy(kept.quirks, before.quirks, sizeof kept.quirks);
        if (strcmp(kept.revision, before.revision) != 0)
            drop_learned(&kept);
    }
    if (*edited_out)
        return ERROR_SUCCESS;
    for (enum rsm_quirk quirk = 0; quirk < RSM_QUIRK_COUNT; quirk++) {
        if (device->quirks.fresh[quirk])
            take_over(&device->quirks, quirk, &kept);
    }
    return err == ERROR_SUCCESS || kept.count > 0 ? rsm_quirk_memory_save(rsm->store, &kept)
                                                  : ERROR_SUCCESS;
}

static void keep(struct rsm *rsm, struct rsm_device *device)
{
    bool edited = false;
    rsm_error err = rsm_store_begin(rsm->store, RSM_STORE_WRITE);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(rsm->store, save(rsm, device, &edited));
    if (err == ERROR_POSSIBLE_DEADLOCK)
        return;
    device->quirks.changed = false;
    memset(device->quirks.fresh, 0, sizeof device->quirks.fresh);
    if (err != ERROR_SUCCESS)
        rsm_log(RSM_LOG_WARNING, "work",
                "%s: what was learned of the device cannot be kept (%s): it is found out again "
                "next time",
                device->link.name, rsm_error_name(err));
    else if (edited)
        rsm_known_quirks_recall(rsm, device);
}

/* Did a person change what is known of it?  Without an answer: not that we know. */
static bool is_edited(struct rsm *rsm, const struct rsm_device *device)
{
    struct rsm_kept_device kept;
    rsm_error err;

    rsm_known_quirks_describe(device, &kept);
    err = rsm_store_begin(rsm->store, RSM_STORE_READ);
    if (err == ERROR_SUCCESS)
        err = rsm_store_end(rsm->store,
                            rsm_quirk_memory_load(rsm->store, kept.identity, false, &kept));
    return err == ERROR_SUCCESS && kept.edition != device->quirks.edition;
}

void rsm_known_quirks_follow(struct rsm *rsm, struct rsm_device *device)
{
    uint64_t version;

    if (device == NULL)
        return;
    if (device->quirks.changed)
        keep(rsm, device);
    version = rsm_store_version(rsm->store);
    if (device->quirks.seen == version)
        return;
    device->quirks.seen = version;
    if (is_edited(rsm, device))
        rsm_known_quirks_recall(rsm, device);
}
