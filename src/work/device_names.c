/*
 * Names of devices: taken from the system, and kept on record.
 */
#include "work/device_names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/log.h"
#include "platform/text.h"
#include "scsi/address.h"
#include "scsi/transports.h"
#include "store/records.h"

/* ---- the system's names ---- */

static bool same_text(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

static bool lacks_name(const struct rsm_found *found)
{
    return found->facts.name[0] == '\0' && found->serial[0] != '\0';
}

static void take_name(struct rsm_found *found, const struct rsm_transport_facts *facts)
{
    memcpy(found->facts.name, facts->name, sizeof found->facts.name);
    found->facts.has_scsi_address = facts->has_scsi_address;
    found->facts.port = facts->port;
    found->facts.bus = facts->bus;
    found->facts.target = facts->target;
    found->facts.lun = facts->lun;
}

static void share_found(struct rsm_discovery *discovery)
{
    for (size_t i = 0; i < discovery->found_count; i++) {
        struct rsm_found *found = &discovery->found[i];

        for (size_t k = 0; k < discovery->found_count && lacks_name(found); k++) {
            const struct rsm_found *other = &discovery->found[k];

            if (other->type == found->type && same_text(other->serial, found->serial) &&
                same_text(other->vendor, found->vendor) &&
                same_text(other->product, found->product))
                take_name(found, &other->facts);
        }
    }
}

struct looking {
    const struct rsm_transport *transport;
    struct rsm_discovery *discovery;
};

static void look_at(void *context, const char *address)
{
    const struct looking *looking = context;
    struct rsm_transport_facts facts = {0};

    if (looking->transport->look(looking->transport->context, address, &facts) != ERROR_SUCCESS ||
        !facts.has_type || facts.serial[0] == '\0' || facts.name[0] == '\0')
        return;
    for (size_t i = 0; i < looking->discovery->found_count; i++) {
        struct rsm_found *found = &looking->discovery->found[i];

        if (lacks_name(found) && found->type == facts.type &&
            same_text(found->serial, facts.serial) && same_text(found->vendor, facts.vendor) &&
            same_text(found->product, facts.product))
            take_name(found, &facts);
    }
}

/* Was all that the system shows asked already? */
static bool has_system(const struct rsm_discovery *discovery)
{
    bool has = false;

    for (size_t i = 0; i < discovery->answer_count; i++)
        has = has || same_text(discovery->answers[i].address, RSM_ADDRESS_WINDOWS);
    return has;
}

/* NULL = there is none, or it cannot tell. */
static const struct rsm_transport *find_system(const struct rsm_options *options)
{
    const struct rsm_transport *system =
        rsm_transports_find(options->transports, RSM_ADDRESS_WINDOWS);

    return system != NULL && system->is_system && system->look != NULL && system->enumerate != NULL
               ? system
               : NULL;
}

void rsm_device_names_want(struct rsm_library *library, const struct rsm_device *device)
{
    if (device->facts.name[0] != '\0' || find_system(library->options) == NULL)
        return;
    rsm_mutex_lock(&library->mutex);
    library->missed = true;
    rsm_mutex_unlock(&library->mutex);
}

void rsm_device_names_share(const struct rsm_options *options, uint32_t timeout_ms,
                            struct rsm_discovery *discovery)
{
    struct looking looking = {.transport = find_system(options), .discovery = discovery};
    const struct rsm_transport *system = looking.transport;
    bool lacks = false;

    share_found(discovery);
    for (size_t i = 0; i < discovery->found_count; i++)
        lacks = lacks || lacks_name(&discovery->found[i]);
    if (!lacks || has_system(discovery) || system == NULL)
        return;
    if (system->enumerate(system->context, NULL, timeout_ms, look_at, &looking) != ERROR_SUCCESS)
        rsm_log(RSM_LOG_WARNING, "work",
                "%s: cannot see which devices the system shows: names of drives may be missing",
                system->name);
}

/* ---- on record ---- */

struct place {
    WORD port, bus, target, lun;
};

/* Over iSCSI there is a logical unit number; the others are given by the system alone. */
static struct place place_of(const struct rsm_found *found)
{
    const struct rsm_transport_facts *facts = &found->facts;
    struct place place = {0};

    if (facts->has_scsi_address) {
        place.port = facts->port;
        place.bus = facts->bus;
        place.target = facts->target;
        place.lun = facts->lun;
    } else {
        (void)rsm_address_lun(found->address, &place.lun);
    }
    return place;
}

static bool put_name(const struct rsm_found *found, WCHAR *name)
{
    WCHAR now[NTMS_DEVICENAME_LENGTH];
    bool other;

    rsm_text_from_utf8(now, NTMS_DEVICENAME_LENGTH,
                       found->facts.name[0] != '\0' ? found->facts.name : found->shown,
                       RSM_TEXT_TERMINATED);
    other = !rsm_text_equal(now, name, NTMS_DEVICENAME_LENGTH);
    rsm_text_copy(name, NTMS_DEVICENAME_LENGTH, now);
    return other;
}

bool rsm_device_names_put_changer(const struct rsm_found *found, NTMS_CHANGERINFORMATIONW *changer)
{
    struct place place = place_of(found);
    bool other = put_name(found, changer->szDeviceName);

    other = other || changer->ScsiPort != place.port || changer->ScsiBus != place.bus ||
            changer->ScsiTarget != place.target || changer->ScsiLun != place.lun;
    changer->ScsiPort = place.port;
    changer->ScsiBus = place.bus;
    changer->ScsiTarget = place.target;
    changer->ScsiLun = place.lun;
    return other;
}

bool rsm_device_names_put_drive(const struct rsm_found *found, NTMS_DRIVEINFORMATIONW *drive)
{
    struct place place = place_of(found);
    bool other = put_name(found, drive->szDeviceName);

    other = other || drive->ScsiPort != place.port || drive->ScsiBus != place.bus ||
            drive->ScsiTarget != place.target || drive->ScsiLun != place.lun;
    drive->ScsiPort = place.port;
    drive->ScsiBus = place.bus;
    drive->ScsiTarget = place.target;
    drive->ScsiLun = place.lun;
    return other;
}

/* ---- names that are handed over ---- */

enum { RENEW_MS = 2000 };

/* What the system does not tell counts as yes. */
static bool leads_to(const struct rsm_transport *system, const char *name,
                     const struct rsm_found *device)
{
    struct rsm_transport_facts facts = {0};
    rsm_error err = system->look(system->context, name, &facts);

    if (err != ERROR_SUCCESS || !facts.has_type)
        return err != ERROR_DEV_NOT_EXIST;
    if (device->facts.path[0] != '\0' && facts.path[0] != '\0')
        return rsm_text_same_word(device->facts.path, facts.path);
    return facts.type == device->type &&
           (facts.serial[0] == '\0' || device->serial[0] == '\0' ||
            (same_text(facts.serial, device->serial) && same_text(facts.vendor, device->vendor) &&
             same_text(facts.product, device->product)));
}

static rsm_error load_drive(struct rsm_library *library, const GUID *drive,
                            struct rsm_record *record_out)
{
    struct rsm_store *store = library->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_READ);

    return err == ERROR_SUCCESS
               ? rsm_store_end(store, rsm_records_load(store, drive, NTMS_DRIVE, record_out))
               : err;
}

/* Wants an open writing transaction. */
static rsm_error put_drive(struct rsm_library *library, const GUID *drive,
                           const struct rsm_found *found)
{
    struct rsm_record record;
    rsm_error err = rsm_records_load(library->rsm->store, drive, NTMS_DRIVE, &record);

    if (err != ERROR_SUCCESS)
        return err;
    (void)rsm_device_names_put_drive(found, &record.info.Info.Drive);
    return rsm_records_save(library->rsm->store, &record);
}

/* ERROR_RETRY: it has none. */
static rsm_error give_name(struct rsm_library *library, const struct rsm_transport *system,
                           const GUID *drive, const struct rsm_found *device)
{
    struct rsm_store *store = library->rsm->store;
    struct rsm_found found = *device;
    struct rsm_discovery discovery = {.found = &found, .found_count = 1};
    struct looking looking = {.transport = system, .discovery = &discovery};
    rsm_error err;

    found.facts.name[0] = '\0';
    (void)system->enumerate(system->context, NULL, RENEW_MS, look_at, &looking);
    if (found.facts.name[0] == '\0')
        return ERROR_RETRY;
    err = rsm_store_begin(store, RSM_STORE_WRITE);
    return err == ERROR_SUCCESS ? rsm_store_end(store, put_drive(library, drive, &found)) : err;
}

rsm_error rsm_device_names_renew(struct rsm_library *library, const GUID *drive,
                                 const struct rsm_found *device)
{
    const struct rsm_transport *system = find_system(library->options);
    char name[NTMS_DEVICENAME_LENGTH * 3];
    struct rsm_record record;
    rsm_error err = system != NULL ? load_drive(library, drive, &record) : ERROR_SUCCESS;

    if (system == NULL || err != ERROR_SUCCESS)
        return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
    rsm_text_to_utf8(name, sizeof name, record.info.Info.Drive.szDeviceName,
                     NTMS_DEVICENAME_LENGTH);
    if (!rsm_address_is_windows(name) || leads_to(system, name, device))
        return ERROR_SUCCESS;
    rsm_log(RSM_LOG_WARNING, "work",
            "library %s: %s is not drive %u any more: the system gave its devices other names",
            library->name, name, (unsigned)record.info.Info.Drive.Number);
    rsm_mutex_lock(&library->mutex);
    library->missed = true;
    rsm_mutex_unlock(&library->mutex);
    return give_name(library, system, drive, device);
}

/* ---- names that changed ---- */

/* One device of a library, and the object that names it. */
struct naming {
    bool save; /* else it is only seen whether there is anything to save */
    bool any;  /* some name or number was another */
    uint8_t type;
    char address[RSM_ADDRESS_MAX];
    struct rsm_record record;
};

static const struct rsm_found *find(const struct rsm_discovery *discovery,
                                    const struct naming *naming)
{
    for (size_t i = 0; i < discovery->found_count; i++) {
        const struct rsm_found *found = &discovery->found[i];

        if (found->type == naming->type && !found->left &&
            same_text(found->address, naming->address))
            return found;
    }
    return NULL;
}

/* Only of the device that is on record: another one may answer there now. */
static bool is_recorded(const struct rsm_found *found, const WCHAR *serial)
{
    WCHAR told[NTMS_SERIALNUMBER_LENGTH];

    rsm_text_from_utf8(told, NTMS_SERIALNUMBER_LENGTH, found->serial, RSM_TEXT_TERMINATED);
    return rsm_text_equal(told, serial, NTMS_SERIALNUMBER_LENGTH);
}

static rsm_error follow_one(const struct rsm_discovery *discovery, struct rsm_store *store,
                            struct naming *naming, rsm_error err)
{
    const struct rsm_found *found = err == ERROR_SUCCESS ? find(discovery, naming) : NULL;
    bool other;

    if (found == NULL)
        return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
    if (naming->type == RSM_DEVICE_CHANGER)
        other = is_recorded(found, naming->record.info.Info.Changer.szSerialNumber) &&
                rsm_device_names_put_changer(found, &naming->record.info.Info.Changer);
    else
        other = is_recorded(found, naming->record.info.Info.Drive.szSerialNumber) &&
                rsm_device_names_put_drive(found, &naming->record.info.Info.Drive);
    naming->any = naming->any || other;
    return other && naming->save ? rsm_records_save(store, &naming->record) : ERROR_SUCCESS;
}

static rsm_error follow(const struct rsm_discovery *discovery, struct rsm_library *library,
                        struct naming *naming)
{
    const struct rsm_condition of_library[] = {{.column = "library", .guid = &library->id}};
    struct rsm_store *store = library->rsm->store;
    rsm_error err = ERROR_SUCCESS;

    if (rsm_library_has_changer(library)) {
        naming->type = RSM_DEVICE_CHANGER;
        memcpy(naming->address, library->seen_at[0] != '\0' ? library->seen_at : library->address,
               sizeof naming->address);
        err = rsm_records_first(store, NTMS_CHANGER, of_library, 1, &naming->record);
        err = follow_one(discovery, store, naming, err);
    }
    naming->type = RSM_DEVICE_TAPE;
    for (size_t i = 0; i < library->bay_count && err == ERROR_SUCCESS; i++) {
        memcpy(naming->address, library->bays[i].address, sizeof naming->address);
        if (naming->address[0] == '\0')
            continue;
        err = rsm_records_load(store, &library->bays[i].id, NTMS_DRIVE, &naming->record);
        err = follow_one(discovery, store, naming, err);
    }
    return err;
}

rsm_error rsm_device_names_follow(const struct rsm_discovery *discovery,
                                  struct rsm_library *library)
{
    struct naming *naming = calloc(1, sizeof *naming); /* on the heap: it is large */
    struct rsm_store *store = library->rsm->store;
    rsm_error err;

    if (naming == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    rsm_mutex_lock(&library->mutex);
    err = rsm_store_begin(store, RSM_STORE_READ);
    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store, follow(discovery, library, naming));
    if (err == ERROR_SUCCESS && naming->any) {
        naming->save = true;
        err = rsm_store_begin(store, RSM_STORE_WRITE);
        if (err == ERROR_SUCCESS)
            err = rsm_store_end(store, follow(discovery, library, naming));
    }
    rsm_mutex_unlock(&library->mutex);
    free(naming);
    return err;
}
