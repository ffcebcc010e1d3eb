/*
 * Devices that we keep off.
 */
#include "work/left_devices.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/guid.h"
#include "platform/array.h"
#include "platform/log.h"
#include "platform/text.h"
#include "scsi/address.h"
#include "store/records.h"

/* ---- said once ---- */

static size_t find_told(const struct rsm_instance *system, const char *identity)
{
    size_t i = 0;

    while (i < system->told_count && strcmp(system->told[i], identity) != 0)
        i++;
    return i;
}

/* Is it to be told of the device, which was not yet? */
static bool tell(struct rsm_instance *system, const char *identity)
{
    char(*grown)[RSM_IDENTITY_LENGTH];

    if (find_told(system, identity) < system->told_count)
        return false;
    grown = rsm_array_grow(system->told, sizeof *grown, system->told_count + 1, &system->told_room);
    if (grown == NULL)
        return true;
    system->told = grown;
    snprintf(grown[system->told_count++], RSM_IDENTITY_LENGTH, "%s", identity);
    return true;
}

static void forget(struct rsm_instance *system, const char *identity)
{
    size_t i = find_told(system, identity);

    if (i < system->told_count)
        memcpy(system->told[i], system->told[--system->told_count], sizeof system->told[i]);
}

/* ---- what was found ---- */

static const char *name_of(const struct rsm_found *found)
{
    return found->facts.name[0] != '\0' ? found->facts.name : found->shown;
}

/* Wants an open transaction; another process may have changed the choice. */
static rsm_error save_name(struct rsm *rsm, const char *identity, const char *name)
{
    struct rsm_chosen chosen = {0};
    const struct rsm_choice *known;
    struct rsm_choice choice;
    rsm_error err = rsm_chosen_load(rsm, &chosen);

    known = err == ERROR_SUCCESS ? rsm_chosen_find(&chosen, identity) : NULL;
    if (known != NULL && strncmp(known->name, name, RSM_CHOICE_NAME_MAX - 1) != 0) {
        choice = *known;
        snprintf(choice.name, sizeof choice.name, "%.*s", RSM_CHOICE_NAME_MAX - 1, name);
        err = rsm_choices_set(rsm->store, &choice);
    }
    rsm_chosen_free(&chosen);
    return err;
}

static void keep_name(struct rsm_instance *system, const char *identity, const char *name)
{
    const struct rsm_choice *known = rsm_chosen_find(&system->chosen, identity);
    rsm_error err;

    if (known == NULL || strncmp(known->name, name, RSM_CHOICE_NAME_MAX - 1) == 0)
        return;
    err = rsm_store_begin(system->rsm.store, RSM_STORE_WRITE);
    if (err == ERROR_SUCCESS)
        (void)rsm_store_end(system->rsm.store, save_name(&system->rsm, identity, name));
}

static void note_one(struct rsm_instance *system, const struct rsm_found *found)
{
    char identity[RSM_IDENTITY_LENGTH];
    const char *kind = found->type == RSM_DEVICE_CHANGER ? "changer" : "tape drive";

    rsm_discover_identity(found, identity);
    if (found->left && tell(system, identity))
        rsm_log(RSM_LOG_INFO, "work",
                "%s: the %s %s %s %s is left alone: rsm detach said so; rsm attach takes it back",
                found->shown, kind, found->vendor, found->product, found->serial);
    else if (found->in_use && tell(system, identity))
        rsm_log(RSM_LOG_WARNING, "work",
                "%s: another program has the %s %s %s %s open; it is used when that program has "
                "closed it; rsm detach leaves it to the program",
                found->shown, kind, found->vendor, found->product, found->serial);
    else if (!found->left && !found->in_use)
        forget(system, identity);
    keep_name(system, identity, name_of(found));
}

void rsm_left_devices_note(struct rsm_instance *system, const struct rsm_discovery *discovery,
                           bool *claimed)
{
    for (size_t i = 0; i < discovery->found_count; i++) {
        const struct rsm_found *found = &discovery->found[i];

        note_one(system, found);
        claimed[i] = claimed[i] || found->left;
        for (size_t k = 0; found->left && k < system->library_count; k++)
            rsm_library_drop_spare(system->libraries[k], found->address);
    }
}

/* ---- libraries that are run ---- */

static rsm_error load(struct rsm_instance *system, const GUID *id, DWORD type,
                      struct rsm_record *record_out)
{
    struct rsm_store *store = system->rsm.store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_READ);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store, rsm_records_load(store, id, type, record_out));
    return err;
}

/* Named by more than what the system shows by itself? */
static bool is_named(const struct rsm_instance *system, const char *address)
{
    for (size_t i = 0; i < system->target_count; i++) {
        if (strcmp(system->targets[i].address, RSM_ADDRESS_WINDOWS) != 0 &&
            rsm_discovery_belongs(address, system->targets[i].address))
            return true;
    }
    return false;
}

bool rsm_left_devices_has(struct rsm_instance *system, const struct rsm_library *library)
{
    struct rsm_record record;
    char identity[RSM_IDENTITY_LENGTH];

    if (system->chosen.count == 0 ||
        load(system, &library->id, NTMS_LIBRARY, &record) != ERROR_SUCCESS)
        return false;
    rsm_text_to_utf8(identity, sizeof identity, record.own.Identity, RSM_IDENTITY_LENGTH);
    return rsm_chosen_leaves(&system->chosen, identity) ||
           (system->chosen.only && rsm_address_is_windows(library->address) &&
            !is_named(system, library->address) && !rsm_chosen_takes(&system->chosen, identity));
}

/* Whoever has taken the bay. */
static void drop_device(struct rsm_library *library, struct rsm_bay *bay)
{
    struct rsm_store *store = library->rsm->store;
    struct rsm_record drive;
    rsm_error err;

    rsm_library_close_bay(bay);
    rsm_library_set_device(library, bay, "");
    err = rsm_store_begin(store, RSM_STORE_WRITE);
    if (err != ERROR_SUCCESS)
        return;
    err = rsm_records_load(store, &bay->id, NTMS_DRIVE, &drive);
    if (err == ERROR_SUCCESS) {
        drive.info.dwOperationalState = NTMS_NOT_PRESENT;
        err = rsm_records_save(store, &drive);
    }
    (void)rsm_store_end(store, err);
    rsm_log(RSM_LOG_INFO, "work", "library %s: drive %u is not used any more: it was detached",
            library->name, (unsigned)bay->number);
}

static bool is_left_drive(struct rsm_instance *system, const struct rsm_bay *bay)
{
    struct rsm_record drive;
    char identity[RSM_IDENTITY_LENGTH];

    if (load(system, &bay->id, NTMS_DRIVE, &drive) != ERROR_SUCCESS)
        return false;
    rsm_text_to_utf8(identity, sizeof identity, drive.own.Identity, RSM_IDENTITY_LENGTH);
    return rsm_chosen_leaves(&system->chosen, identity);
}

/* Does it have a device that it must not have any more? */
static bool note_left(struct rsm_library *library, struct rsm_bay *bay, bool left)
{
    bool has;

    rsm_mutex_lock(&library->mutex);
    bay->left = left;
    has = left && bay->address[0] != '\0';
    rsm_mutex_unlock(&library->mutex);
    return has;
}

void rsm_left_devices_drop_drives(struct rsm_instance *system, struct rsm_library *library)
{
    if (!rsm_library_has_changer(library))
        return;
    for (size_t i = 0; i < library->bay_count; i++) {
        struct rsm_bay *bay = &library->bays[i];
        bool left = system->chosen.count > 0 && is_left_drive(system, bay);
        bool busy;

        if (!note_left(library, bay, left))
            continue;
        bay = rsm_library_take_drive(library, &bay->id, &busy);
        if (bay == NULL)
            continue;
        drop_device(library, bay);
        rsm_library_give_bay(library, bay);
    }
}

/* ---- drives of changers that are not asked ---- */

static bool is_found(const struct rsm_discovery *discovery, const char *identity)
{
    char other[RSM_IDENTITY_LENGTH];

    for (size_t i = 0; i < discovery->found_count; i++) {
        rsm_discover_identity(&discovery->found[i], other);
        if (strcmp(other, identity) == 0)
            return true;
    }
    return false;
}

/* Are all drives of the changer that was left known, and there? */
static bool is_whole(const struct rsm_instance *system, const struct rsm_discovery *discovery,
                     const char *changer)
{
    const struct rsm_choice *choice = rsm_chosen_find(&system->chosen, changer);
    bool whole = choice != NULL && choice->complete;

    for (size_t i = 0; whole && i < system->chosen.count; i++) {
        const struct rsm_choice *drive = &system->chosen.list[i];

        whole = strcmp(drive->changer, changer) != 0 || is_found(discovery, drive->identity);
    }
    return whole;
}

/* Does this process run the library of the changer, and know what it tells? */
static bool is_asked(const struct rsm_found *changer)
{
    return !changer->run || changer->reading == ERROR_SUCCESS;
}

bool rsm_left_devices_may_have(const struct rsm_instance *system,
                               const struct rsm_discovery *discovery, const struct rsm_found *drive,
                               bool *for_good_out, char shown[RSM_ADDRESS_MAX])
{
    char identity[RSM_IDENTITY_LENGTH];

    rsm_discover_identity(drive, identity);
    if (!rsm_address_is_windows(drive->address) || rsm_chosen_takes(&system->chosen, identity))
        return false;
    for (size_t i = 0; i < discovery->found_count; i++) {
        const struct rsm_found *changer = &discovery->found[i];
        bool doubtful = changer->in_use || !is_asked(changer);

        if (changer->type != RSM_DEVICE_CHANGER)
            continue;
        rsm_discover_identity(changer, identity);
        *for_good_out = changer->left;
        if (changer->left ? !is_whole(system, discovery, identity) : doubtful) {
            memcpy(shown, changer->shown, sizeof changer->shown);
            return true;
        }
    }
    return false;
}
