/*
 * Where the devices of a library that is known are now.  A drive is followed by the serial number on its
 * record, or without one by the path that stays, alone; which device a drive without one has is drive_map.c's to say.  All under the library's
 * mutex, so that nobody takes a drive meanwhile.
 */
#include "work/follow.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/log.h"
#include "platform/text.h"
#include "scsi/address.h"
#include "store/records.h"
#include "work/configure.h"
#include "work/drive_map.h"

/* One library being followed. */
struct following {
    struct rsm_discovery *discovery;
    size_t index; /* its changer */
    bool *claimed;
    struct rsm_library *library;
};

/* What was known of its devices before. */
struct whereabouts {
    char seen_at[RSM_ADDRESS_MAX];
    char bays[RSM_LIBRARY_DRIVES_MAX][RSM_ADDRESS_MAX];
    bool remembered[RSM_LIBRARY_DRIVES_MAX];
    bool had_spares;
};

/* A record has room for the first characters of a long serial number only. */
static bool same_serial(const char *a, const char *b)
{
    return strncmp(a, b, NTMS_SERIALNUMBER_LENGTH - 1) == 0;
}

/* What a drive's record says of its device. */
struct recorded {
    char serial[NTMS_SERIALNUMBER_LENGTH * 3];
    char identity[RSM_IDENTITY_LENGTH * 3];
};

static void read_record(const struct rsm_record *drive, struct recorded *recorded_out)
{
    rsm_text_to_utf8(recorded_out->serial, sizeof recorded_out->serial,
                     drive->info.Info.Drive.szSerialNumber, NTMS_SERIALNUMBER_LENGTH);
    rsm_text_to_utf8(recorded_out->identity, sizeof recorded_out->identity, drive->own.Identity,
                     RSM_IDENTITY_LENGTH);
}

/* Of two without a serial number: by the path that stays, as it is in the identity.  False when there is none. */
static bool same_path(const struct rsm_found *found, const char *identity)
{
    char its[RSM_IDENTITY_LENGTH];

    rsm_discover_identity(found, its);
    return found->facts.path[0] != '\0' && strcmp(its, identity) == 0;
}

/* Is that the unit which stands in the bay, as its record says? */
bool rsm_follow_is_recorded(const struct rsm_record *drive, const struct rsm_found *found)
{
    struct recorded recorded;

    read_record(drive, &recorded);
    if (found->type != RSM_DEVICE_TAPE)
        return false;
    if (recorded.serial[0] != '\0' || found->serial[0] != '\0')
        return recorded.serial[0] != '\0' && same_serial(recorded.serial, found->serial);
    return same_path(found, recorded.identity);
}

/* Empty when the drive was deleted: its bay is of no more use, until the library is opened anew. */
static rsm_error load_drive(const struct rsm_library *library, const struct rsm_bay *bay,
                            struct rsm_record *drive_out)
{
    rsm_error err = rsm_records_load(library->rsm->store, &bay->id, NTMS_DRIVE, drive_out);

    if (err == ERROR_OBJECT_NOT_FOUND)
        memset(drive_out, 0, sizeof *drive_out);
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
}

/* May that be the device with that serial number, or (it has none) that identity?  What cannot be told counts as
 * yes. */
static bool may_be(const struct rsm_found *found, const char *serial, const char *identity)
{
    if (serial[0] != '\0' && found->serial[0] != '\0')
        return same_serial(serial, found->serial);
    return serial[0] != '\0' || found->serial[0] != '\0' || identity[0] == '\0' ||
           found->facts.path[0] == '\0' || same_path(found, identity);
}

/*
 * Does that device answer at the address?  Names of the system, and logical units of a target, are another device's
 * when numbers change.
 */
static bool is_at(const struct rsm_discovery *discovery, uint8_t type, const char *address,
                  const char *serial, const char *identity)
{
    for (size_t i = 0; i < discovery->found_count; i++) {
        const struct rsm_found *found = &discovery->found[i];

        if (found->type == type && !found->left && strcmp(found->address, address) == 0 &&
            may_be(found, serial, identity))
            return true;
    }
    return false;
}

static bool is_found_at(const struct following *f, const char *address)
{
    const struct rsm_found *found = &f->discovery->found[f->index];
    char identity[RSM_IDENTITY_LENGTH];

    rsm_discover_identity(found, identity);
    return is_at(f->discovery, found->type, address, found->serial, identity);
}

/* ---- what is known to be whose ---- */

/* Names were exchanged: which device the drive has is to be found out anew. */
static bool has_lost_name(const struct rsm_discovery *discovery, const struct rsm_bay *bay,
                          const struct rsm_record *drive)
{
    struct recorded recorded;

    read_record(drive, &recorded);
    return !bay->taken && rsm_discovery_has(discovery, RSM_DEVICE_TAPE, bay->address) &&
           !is_at(discovery, RSM_DEVICE_TAPE, bay->address, recorded.serial, recorded.identity);
}

static rsm_error claim(struct rsm_library *library, const struct rsm_discovery *discovery,
                       bool *claimed)
{
    rsm_error err = ERROR_SUCCESS;

    for (size_t b = 0; b < library->bay_count && err == ERROR_SUCCESS; b++) {
        struct rsm_bay *bay = &library->bays[b];
        struct rsm_record drive;

        if (bay->address[0] == '\0')
            continue;
        err = load_drive(library, bay, &drive);
        if (err == ERROR_SUCCESS && has_lost_name(discovery, bay, &drive)) {
            rsm_log(RSM_LOG_INFO, "work",
                    "library %s: drive %u is not %s any more: devices have other names now",
                    library->name, (unsigned)bay->number, bay->address);
            bay->address[0] = '\0';
            bay->known_by = RSM_KNOWN_BY_NOTHING;
            bay->remembered = false;
            continue;
        }
        for (size_t i = 0; i < discovery->found_count && err == ERROR_SUCCESS; i++) {
            if (strcmp(discovery->found[i].address, bay->address) == 0 ||
                rsm_follow_is_recorded(&drive, &discovery->found[i]))
                claimed[i] = true;
        }
    }
    return err;
}

rsm_error rsm_follow_claim(struct rsm_library *library, const struct rsm_discovery *discovery,
                           bool *claimed)
{
    struct rsm_store *store = library->rsm->store;
    rsm_error err;

    rsm_mutex_lock(&library->mutex);
    err = rsm_store_begin(store, RSM_STORE_READ);
    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store, claim(library, discovery, claimed));
    rsm_mutex_unlock(&library->mutex);
    return err;
}

/* ---- what moved ---- */

/* All addresses were asked, and the device was not where it used to be. */
static bool is_gone(const struct following *f, uint8_t type, const char *address)
{
    return f->discovery->complete && address[0] != '\0' &&
           !rsm_discovery_has(f->discovery, type, address);
}

/* The same of the device that was found. */
static bool has_moved(const struct following *f, const char *address)
{
    return f->discovery->complete && !is_found_at(f, address);
}

static bool is_configured(const struct rsm_discovery *discovery, const char *address)
{
    for (size_t i = 0; i < discovery->answer_count; i++) {
        if (rsm_discovery_belongs(address, discovery->answers[i].address))
            return true;
    }
    return false;
}

static void follow_changer(struct following *f)
{
    struct rsm_library *library = f->library;
    const struct rsm_found *found = &f->discovery->found[f->index];

    if (is_found_at(f, library->address))
        library->seen_at[0] = '\0';
    else if (f->discovery->complete && !is_found_at(f, library->seen_at))
        snprintf(library->seen_at, sizeof library->seen_at, "%s", found->address);
}

/* The device of the bay answers at another address now; or it was detached, and is nowhere else. */
static rsm_error follow_drive(struct following *f, struct rsm_bay *bay)
{
    struct rsm_record drive;
    rsm_error err = load_drive(f->library, bay, &drive);

    for (size_t i = 0; i < f->discovery->found_count && err == ERROR_SUCCESS; i++) {
        const struct rsm_found *found = &f->discovery->found[i];

        if (found->left || !rsm_follow_is_recorded(&drive, found))
            continue;
        snprintf(bay->address, sizeof bay->address, "%s", found->address);
        rsm_log(RSM_LOG_INFO, "work", "library %s: drive %u is at %s now", f->library->name,
                (unsigned)bay->number, found->shown);
        return ERROR_SUCCESS;
    }
    if (err == ERROR_SUCCESS && !is_configured(f->discovery, bay->address)) {
        bay->address[0] = '\0';
        bay->remembered = false;
    }
    return err;
}

static rsm_error follow_drives(struct following *f)
{
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; i < f->library->bay_count && err == ERROR_SUCCESS; i++) {
        struct rsm_bay *bay = &f->library->bays[i];

        if (!bay->taken && is_gone(f, RSM_DEVICE_TAPE, bay->address))
            err = follow_drive(f, bay);
    }
    return err;
}

/* ---- what was missing ---- */

static bool lacks_device(const struct rsm_library *library)
{
    bool lacks = false;

    for (size_t i = 0; i < library->bay_count; i++)
        lacks = lacks || library->bays[i].address[0] == '\0';
    return lacks;
}

static bool has_unclaimed(const struct following *f)
{
    bool has = false;

    for (size_t i = 0; i < f->discovery->found_count; i++)
        has = has || (f->discovery->found[i].type == RSM_DEVICE_TAPE && !f->claimed[i]);
    return has;
}

/* Whoever has the changer, or a drive whose device is not certain, may be about to prove which it is. */
static bool may_map(const struct rsm_library *library)
{
    bool may = !library->changer_taken;

    for (size_t i = 0; i < library->bay_count; i++)
        may = may && !(library->bays[i].taken && !rsm_library_knows_device(&library->bays[i]));
    return may;
}

static rsm_error map_missing(struct following *f)
{
    const struct rsm_found *changer = &f->discovery->found[f->index];

    if (!lacks_device(f->library) || !has_unclaimed(f))
        return ERROR_SUCCESS;
    if (!may_map(f->library))
        return ERROR_BUSY;
    rsm_drive_map(f->discovery, changer, f->claimed, f->library);
    return ERROR_SUCCESS;
}

/* ---- all of it ---- */

/* On the heap: it is large.  NULL when there is no memory. */
static struct whereabouts *note_whereabouts(const struct rsm_library *library)
{
    struct whereabouts *before = calloc(1, sizeof *before);

    if (before == NULL)
        return NULL;
    memcpy(before->seen_at, library->seen_at, sizeof before->seen_at);
    for (size_t i = 0; i < library->bay_count; i++) {
        memcpy(before->bays[i], library->bays[i].address, sizeof before->bays[i]);
        before->remembered[i] = library->bays[i].remembered;
    }
    before->had_spares = library->spare_count > 0;
    return before;
}

static void put_back(struct rsm_library *library, const struct whereabouts *before)
{
    memcpy(library->seen_at, before->seen_at, sizeof library->seen_at);
    for (size_t i = 0; i < library->bay_count; i++) {
        memcpy(library->bays[i].address, before->bays[i], sizeof before->bays[i]);
        library->bays[i].remembered = before->remembered[i];
    }
}

static rsm_error record(struct following *f, const struct whereabouts *before)
{
    struct rsm_library *library = f->library;
    bool changed[RSM_LIBRARY_DRIVES_MAX] = {false};
    bool moved = library->seen_at[0] != '\0' && strcmp(library->seen_at, before->seen_at) != 0;
    bool spares_changed = (library->spare_count > 0) != before->had_spares;
    bool any = moved;

    if (moved)
        rsm_log(RSM_LOG_INFO, "work", "library %s: it is at %s now", library->name,
                f->discovery->found[f->index].shown);
    for (size_t i = 0; i < library->bay_count; i++) {
        struct rsm_bay *bay = &library->bays[i];
        bool other = strcmp(bay->address, before->bays[i]) != 0;

        bay->broken = bay->broken && !other;
        changed[i] = other || (spares_changed && bay->address[0] == '\0');
        any = any || changed[i];
    }
    return any ? rsm_configure_changes(f->discovery, f->index, f->claimed, moved, changed, library)
               : ERROR_SUCCESS;
}

static rsm_error follow(struct following *f, const struct whereabouts *before)
{
    struct rsm_store *store = f->library->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    follow_changer(f);
    err = follow_drives(f);
    if (err == ERROR_SUCCESS)
        err = map_missing(f);
    if (err == ERROR_SUCCESS)
        err = record(f, before);
    err = rsm_store_end(store, err);
    if (err != ERROR_SUCCESS)
        put_back(f->library, before);
    return err;
}

/* Is there anything that the discovery may tell? */
static bool is_wanted(const struct following *f)
{
    const struct rsm_library *library = f->library;
    bool wanted = library->seen_at[0] != '\0' || (lacks_device(library) && has_unclaimed(f)) ||
                  has_moved(f, library->address);

    for (size_t i = 0; i < library->bay_count; i++)
        wanted = wanted || is_gone(f, RSM_DEVICE_TAPE, library->bays[i].address);
    return wanted;
}

rsm_error rsm_follow_devices(struct rsm_discovery *discovery, size_t index, bool *claimed,
                             struct rsm_library *library)
{
    struct following following = {
        .discovery = discovery, .index = index, .claimed = claimed, .library = library};
    struct whereabouts *before = NULL;
    rsm_error err = ERROR_SUCCESS;

    rsm_mutex_lock(&library->mutex);
    if (is_wanted(&following)) {
        err = discovery->found[index].reading;
        before = err == ERROR_SUCCESS ? note_whereabouts(library) : NULL;
        if (err == ERROR_SUCCESS)
            err = before != NULL ? follow(&following, before) : ERROR_NOT_ENOUGH_MEMORY;
    }
    rsm_mutex_unlock(&library->mutex);
    free(before);
    return err;
}

/* ---- a drive that stands alone ---- */

static rsm_error move_alone(struct following *f, const char *address)
{
    struct rsm_library *library = f->library;
    struct rsm_store *store = library->rsm->store;
    const bool changed[RSM_LIBRARY_DRIVES_MAX] = {true};
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    snprintf(library->bays[0].address, sizeof library->bays[0].address, "%s", address);
    err = rsm_configure_changes(f->discovery, f->index, f->claimed, true, changed, library);
    return rsm_store_end(store, err);
}

rsm_error rsm_follow_alone(struct rsm_discovery *discovery, size_t index, bool *claimed,
                           struct rsm_library *library)
{
    struct following f = {
        .discovery = discovery, .index = index, .claimed = claimed, .library = library};
    const struct rsm_found *found = &discovery->found[index];
    struct rsm_bay *bay = &library->bays[0];
    rsm_error err = ERROR_SUCCESS;

    rsm_mutex_lock(&library->mutex);
    if (has_moved(&f, bay->address)) {
        err = bay->taken ? ERROR_BUSY : move_alone(&f, found->address);
        if (err != ERROR_SUCCESS && !bay->taken)
            snprintf(bay->address, sizeof bay->address, "%s", library->address);
    }
    if (err == ERROR_SUCCESS && strcmp(library->address, bay->address) != 0) {
        snprintf(library->address, sizeof library->address, "%s", bay->address);
        rsm_log(RSM_LOG_INFO, "work", "library %s: it is at %s now", library->name, found->shown);
    }
    rsm_mutex_unlock(&library->mutex);
    return err;
}
