/*
 * Which tape device is which drive, by proof.  Other libraries, and drives whose device is certain, may
 * be loaded meanwhile; drives of this library of which it is not certain are not.
 */
#include "work/drive_proof.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/hold.h"
#include "platform/log.h"
#include "platform/text.h"
#include "scsi/address.h"
#include "store/records.h"
#include "work/configure.h"
#include "work/device_names.h"
#include "work/device_type.h"

enum {
    PATIENCE_MS = 5 * 60 * 1000, /* for all devices together */
    HASTE_MS = 15 * 1000,        /* when the library is being left */
    ANSWER_MS = 30 * 1000,       /* of it for one device that does not answer */
    AGAIN_MS = 5 * 1000          /* by then a drive has noticed that a cartridge came */
};

typedef char address_list[RSM_ADDRESS_MAX];

/* ---- asking devices ---- */

/* What a device says when it has been given a cartridge that it does not like. */
static bool is_about_cartridge(rsm_error err)
{
    return err == ERROR_UNRECOGNIZED_MEDIA || err == ERROR_MEDIA_INCOMPATIBLE || err == ERROR_CRC;
}

static const struct rsm_waiting *waiting_of(const struct rsm_library *library)
{
    return library->options->waiting != NULL ? library->options->waiting : &rsm_waiting_real;
}

static uint64_t now_ms(const struct rsm_library *library)
{
    const struct rsm_waiting *waiting = waiting_of(library);

    return waiting->now_ms(waiting->context);
}

/* Ask the device once for its state.  Nothing of it takes longer than until end, or ANSWER_MS. */
static rsm_error ask(const struct rsm_library *library, const char *address, uint64_t end,
                     enum rsm_drive_state *state_out)
{
    uint64_t latest = now_ms(library) + ANSWER_MS;
    struct rsm_device *device = NULL;
    struct rsm_drive drive;
    rsm_error err;

    memset(&drive, 0, sizeof drive);
    err = rsm_device_open_until(library->options->transports, address, library->options->waiting,
                                latest < end ? latest : end, &device);
    if (err == ERROR_SUCCESS)
        err = rsm_drive_open(device, &drive);
    if (err == ERROR_SUCCESS)
        err = rsm_drive_wait_ready(&drive, 0, state_out);
    rsm_drive_close(&drive);
    rsm_device_close(device);
    if (is_about_cartridge(err)) {
        *state_out = RSM_DRIVE_READY;
        err = ERROR_SUCCESS;
    }
    return err;
}

/* A device that was empty before has a cartridge as soon as it says anything else; of others only those
 * that have certainly one do. */
static bool has_cartridge(enum rsm_drive_state state, const struct rsm_drive_proof *proof)
{
    if (proof->begun)
        return state != RSM_DRIVE_EMPTY;
    return state == RSM_DRIVE_READY || state == RSM_DRIVE_UNLOADED;
}

/* Does a program have what is in the bay's drive?  Nobody of us asks its device anything then, and it is in
 * no other drive. */
static bool is_held(struct rsm_library *library, const struct rsm_bay *bay)
{
    struct rsm_store *store = library->rsm->store;
    struct rsm_record medium;
    rsm_error err = rsm_store_begin(store, RSM_STORE_READ);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store, rsm_hold_find_in_drive(library->rsm, &bay->id, &medium));
    return err != ERROR_OBJECT_NOT_FOUND;
}

/* Devices that may be a bay's of which it is not certain.  *list_out is the caller's: free(). */
static rsm_error list_candidates(struct rsm_library *library, address_list **list_out,
                                 size_t *count_out)
{
    address_list *list = calloc(2 * RSM_LIBRARY_DRIVES_MAX, sizeof *list);
    size_t count = 0;

    if (list == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    rsm_mutex_lock(&library->mutex);
    for (size_t i = 0; i < library->spare_count; i++)
        memcpy(list[count++], library->spare[i], sizeof *list);
    for (size_t i = 0; i < library->bay_count; i++) {
        if (library->bays[i].remembered && !is_held(library, &library->bays[i]))
            memcpy(list[count++], library->bays[i].address, sizeof *list);
    }
    rsm_mutex_unlock(&library->mutex);
    *list_out = list;
    *count_out = count;
    return ERROR_SUCCESS;
}

/* Is it certain which device the bay has, and is that the one which answers?  One that does not answer
 * is left to whoever reads from it. */
static bool is_certain(struct rsm_library *library, struct rsm_bay *bay, rsm_error *opened_out)
{
    *opened_out = ERROR_DEV_NOT_EXIST;
    if (rsm_library_knows_device(bay))
        *opened_out = rsm_library_open_bay(library, bay);
    return rsm_library_knows_device(bay);
}

/* Does nobody else load a drive of which it is not certain?  A bay that was taken while it was certain,
 * and is not any more, may find another that is being proven. */
static bool is_alone(struct rsm_library *library, const struct rsm_bay *bay)
{
    bool alone = true;

    rsm_mutex_lock(&library->mutex);
    for (size_t i = 0; i < library->bay_count; i++) {
        const struct rsm_bay *other = &library->bays[i];

        alone = alone &&
                (other == bay || !other->taken || other->waits || rsm_library_knows_device(other));
    }
    rsm_mutex_unlock(&library->mutex);
    return alone;
}

/* ERROR_BUSY: somebody else uses the drive.  A device that does not answer is left to whoever reads. */
static rsm_error note_own_device(struct rsm_library *library, struct rsm_bay *bay, rsm_error opened)
{
    enum rsm_drive_state state = RSM_DRIVE_READY;
    rsm_error err = opened;

    if (err == ERROR_SUCCESS)
        err = rsm_drive_wait_ready(&bay->drive, 0, &state);
    rsm_library_note_empty(library, bay, err == ERROR_SUCCESS && state == RSM_DRIVE_EMPTY);
    rsm_library_note_use(library, bay, err == ERROR_SHARING_VIOLATION);
    return err == ERROR_SHARING_VIOLATION ? ERROR_BUSY : ERROR_SUCCESS;
}

/* Keep those that say that they are empty.  ERROR_BUSY: somebody else uses one of them, which may be the
 * bay's. */
static rsm_error keep_empty(struct rsm_library *library, uint64_t end, address_list *list,
                            size_t *count)
{
    size_t empty = 0;

    for (size_t i = 0; i < *count; i++) {
        enum rsm_drive_state state = RSM_DRIVE_READY;
        rsm_error err = ask(library, list[i], end, &state);

        if (err == ERROR_SHARING_VIOLATION)
            return ERROR_BUSY;
        if (err == ERROR_SUCCESS && state == RSM_DRIVE_EMPTY) {
            memmove(list[empty], list[i], sizeof *list);
            empty++;
        }
    }
    *count = empty;
    return ERROR_SUCCESS;
}

rsm_error rsm_drive_proof_begin(struct rsm_library *library, struct rsm_bay *bay,
                                struct rsm_drive_proof *proof_out)
{
    uint64_t end = now_ms(library) + PATIENCE_MS;
    address_list *list = NULL;
    size_t count = 0;
    rsm_error err;

    if (is_certain(library, bay, &err))
        return note_own_device(library, bay, err);
    if (!is_alone(library, bay))
        return ERROR_RETRY;
    err = list_candidates(library, &list, &count);
    if (err != ERROR_SUCCESS)
        return err;
    err = keep_empty(library, end, list, &count);
    rsm_library_note_use(library, bay, err == ERROR_BUSY);
    if (err != ERROR_SUCCESS) {
        free(list);
        return err;
    }
    proof_out->begun = true;
    proof_out->empty = list;
    proof_out->count = count;
    return ERROR_SUCCESS;
}

bool rsm_drive_proof_is_used(struct rsm_library *library, struct rsm_bay *bay)
{
    enum rsm_drive_state state;
    address_list *list = NULL;
    size_t count = 0;
    bool used = false;
    rsm_error err;

    if (rsm_library_is_theirs(library, bay))
        return true;
    if (is_certain(library, bay, &err)) {
        if (err == ERROR_SUCCESS)
            err = rsm_drive_look(&bay->drive, &state);
        return err == ERROR_SHARING_VIOLATION;
    }
    if (list_candidates(library, &list, &count) != ERROR_SUCCESS)
        return true;
    for (size_t i = 0; i < count && !used; i++)
        used = ask(library, list[i], now_ms(library) + HASTE_MS, &state) == ERROR_SHARING_VIOLATION;
    free(list);
    return used;
}

void rsm_drive_proof_end(struct rsm_drive_proof *proof)
{
    free(proof->empty);
    memset(proof, 0, sizeof *proof);
}

/* ---- finding ---- */

rsm_error rsm_drive_proof_can_tell(struct rsm_library *library, struct rsm_bay *bay, bool *can_out)
{
    rsm_error err;

    *can_out = true;
    if (is_certain(library, bay, &err))
        return ERROR_SUCCESS;
    err = ERROR_SUCCESS;
    for (size_t i = 0; i < library->bay_count && err == ERROR_SUCCESS && *can_out; i++) {
        const struct rsm_bay *other = &library->bays[i];
        struct rsm_changer_element element;
        bool certain;

        rsm_mutex_lock(&library->mutex);
        certain = rsm_library_knows_device(other);
        rsm_mutex_unlock(&library->mutex);
        if (other == bay || certain)
            continue;
        err = rsm_library_look(library, RSM_PLACE_DRIVE, other->element, &element);
        *can_out = err == ERROR_SUCCESS && !element.full;
    }
    return err;
}

static rsm_error check_can_tell(struct rsm_library *library, struct rsm_bay *bay)
{
    bool can;
    rsm_error err = rsm_drive_proof_can_tell(library, bay, &can);

    if (err != ERROR_SUCCESS || can)
        return err;
    rsm_log(RSM_LOG_ERROR, "work",
            "library %s: drive %u and others hold cartridges, and it is not certain which tape "
            "device is which; empty them",
            library->name, (unsigned)bay->number);
    return ERROR_DRIVE_MEDIA_MISMATCH;
}

/* One look at all devices that may be the bay's. */
struct sight {
    size_t loaded; /* so many of them have a cartridge */
    size_t which;  /* the last of these */
};

/* Looking for the device that has the cartridge. */
struct search {
    struct rsm_library *library;
    address_list *list;
    size_t count;
    const struct rsm_drive_proof *proof;
    uint64_t begun; /* of the clock of devices */
};

static uint64_t end_of(const struct search *search)
{
    return search->begun + (rsm_library_is_stopping(search->library) ? HASTE_MS : PATIENCE_MS);
}

static struct sight look(const struct search *search)
{
    struct sight sight = {.loaded = 0};

    for (size_t i = 0; i < search->count; i++) {
        enum rsm_drive_state state = RSM_DRIVE_EMPTY;

        if (ask(search->library, search->list[i], end_of(search), &state) != ERROR_SUCCESS ||
            !has_cartridge(state, search->proof))
            continue;
        sight.loaded++;
        sight.which = i;
    }
    return sight;
}

/*
 * The address of the only device that has a cartridge; NULL when none has, or several have.  One is believed
 * when a second look shows the same: a drive may need a while until it notices its cartridge, and one of
 * another library may be loaded just then.  ERROR_OPERATION_ABORTED: there was no time to find out.
 */
static rsm_error find_loaded(const struct search *search, const char **address_out)
{
    const struct rsm_waiting *waiting = waiting_of(search->library);
    struct sight before = {.loaded = 0};
    struct sight now = look(search);

    *address_out = NULL;
    while (now.loaded == 0 || now.loaded != before.loaded || now.which != before.which) {
        if (now_ms(search->library) + AGAIN_MS > end_of(search))
            return rsm_library_is_stopping(search->library) ? ERROR_OPERATION_ABORTED
                                                            : ERROR_SUCCESS;
        if (!waiting->sleep(waiting->context, AGAIN_MS))
            return ERROR_OPERATION_ABORTED;
        before = now;
        now = look(search);
    }
    if (now.loaded == 1)
        *address_out = search->list[now.which];
    return ERROR_SUCCESS;
}

/* ---- recording ---- */

static void set_text(WCHAR *to, size_t room, const char *from)
{
    rsm_text_from_utf8(to, room, from, RSM_TEXT_TERMINATED);
}

static void warn_of_pin(const struct rsm_library *library, const struct rsm_record *record,
                        const struct rsm_device *device)
{
    const NTMS_DRIVEINFORMATIONW *drive = &record->info.Info.Drive;
    char pinned[NTMS_SERIALNUMBER_LENGTH * 3];

    if (record->own.Pinned[0] == 0 ||
        rsm_text_equal(record->own.Pinned, drive->szSerialNumber, NTMS_SERIALNUMBER_LENGTH))
        return;
    (void)rsm_text_to_utf8(pinned, sizeof pinned, record->own.Pinned, NTMS_SERIALNUMBER_LENGTH);
    rsm_log(
        RSM_LOG_WARNING, "work",
        "library %s: drive %u is pinned to the tape device %s, but a cartridge that was put into "
        "it is in %s; take the pin back with rsm pin",
        library->name, (unsigned)drive->Number, pinned, device->serial);
}

/* What the record says of the drive's device; NULL = that it is not known.  Wants an open writing
 * transaction. */
static rsm_error record_device(struct rsm_library *library, const struct rsm_bay *bay,
                               const struct rsm_device *device)
{
    struct rsm_store *store = library->rsm->store;
    struct rsm_found found = {0};
    struct rsm_record record;
    NTMS_DRIVEINFORMATIONW *drive = &record.info.Info.Drive;
    rsm_error err = rsm_records_load(store, &bay->id, NTMS_DRIVE, &record);

    if (err != ERROR_SUCCESS)
        return err;
    if (device != NULL)
        rsm_discover_describe(device, &found);
    set_text(drive->szSerialNumber, NTMS_SERIALNUMBER_LENGTH, found.serial);
    set_text(drive->szRevision, NTMS_REVISION_LENGTH, found.revision);
    set_text(record.own.Address, RSM_ADDRESS_LENGTH, found.shown);
    (void)rsm_device_names_put_drive(&found, drive);
    record.own.KnownBy = device != NULL ? RSM_KNOWN_BY_PROOF : RSM_KNOWN_BY_NOTHING;
    if (device != NULL) {
        rsm_configure_put_unit(&found, &record);
        warn_of_pin(library, &record, device);
        err = rsm_device_type_require(library->rsm, NTMS_DRIVE_TYPE, FILE_DEVICE_TAPE,
                                      device->vendor, device->product, &drive->DriveType);
    }
    return err == ERROR_SUCCESS ? rsm_records_save(store, &record) : err;
}

/* The bay that is remembered to have the device, other than `bay`. */
static struct rsm_bay *find_rival(struct rsm_library *library, const struct rsm_bay *bay,
                                  const char *address)
{
    struct rsm_bay *rival = NULL;

    rsm_mutex_lock(&library->mutex);
    for (size_t i = 0; i < library->bay_count; i++) {
        if (&library->bays[i] != bay && library->bays[i].remembered &&
            strcmp(library->bays[i].address, address) == 0)
            rival = &library->bays[i];
    }
    rsm_mutex_unlock(&library->mutex);
    return rival;
}

/* A device is to be had again: drives that had none to hope for may be used.  Wants an open writing
 * transaction. */
static rsm_error record_hope(struct rsm_library *library)
{
    const struct rsm_condition hopeless[] = {
        {.column = "library", .guid = &library->id},
        {.column = "operational_state", .number = NTMS_NOT_PRESENT},
    };

    return rsm_records_set_number_of_all(library->rsm->store, NTMS_DRIVE, hopeless, 2,
                                         "operational_state", NTMS_READY);
}

/* The bay has this device, or (NULL) none that is known.  Recorded first: what is not on record is not
 * known to the next process. */
static rsm_error settle(struct rsm_library *library, struct rsm_bay *bay,
                        const struct rsm_device *device)
{
    struct rsm_store *store = library->rsm->store;
    bool moved = bay->remembered && (device == NULL || strcmp(device->address, bay->address) !=
                                                           0); /* it had another */
    struct rsm_bay *rival = device != NULL ? find_rival(library, bay, device->address) : NULL;
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    err = record_device(library, bay, device);
    if (err == ERROR_SUCCESS && rival != NULL)
        err = record_device(library, rival, NULL);
    if (err == ERROR_SUCCESS && moved)
        err = record_hope(library);
    err = rsm_store_end(store, err);
    if (err != ERROR_SUCCESS)
        return err;
    if (moved)
        rsm_library_add_spare(library, bay->address);
    if (rival != NULL)
        rsm_library_set_device(library, rival, "");
    rsm_library_set_device(library, bay, device != NULL ? device->address : "");
    if (device != NULL)
        rsm_device_names_want(library, device);
    if (device != NULL)
        rsm_library_drop_spare(library, device->address);
    return ERROR_SUCCESS;
}

/* The device at the address is the bay's. */
static rsm_error believe(struct rsm_library *library, struct rsm_bay *bay, const char *address)
{
    bool same = bay->remembered && strcmp(bay->address, address) == 0;
    struct rsm_device *device = NULL;
    rsm_error err =
        rsm_device_open(library->options->transports, address, library->options->waiting, &device);

    if (err != ERROR_SUCCESS)
        return err;
    if (bay->remembered && !same)
        rsm_log(RSM_LOG_WARNING, "work",
                "library %s: the tape device that drive %u had does not see the cartridge in it; "
                "drives were exchanged",
                library->name, (unsigned)bay->number);
    rsm_log(RSM_LOG_INFO, "work", "library %s: drive %u %s %s %s %s at %s", library->name,
            (unsigned)bay->number, same ? "is still" : "proved to be", device->vendor,
            device->product, device->serial, device->link.name);
    err = settle(library, bay, device);
    rsm_device_close(device);
    return err;
}

static rsm_error believe_none(struct rsm_library *library, struct rsm_bay *bay)
{
    rsm_error err = ERROR_SUCCESS;

    rsm_log(RSM_LOG_ERROR, "work",
            "library %s: drive %u holds a cartridge, but not exactly one of the tape devices sees "
            "one; attach the tape device of this drive",
            library->name, (unsigned)bay->number);
    if (bay->remembered)
        err = settle(library, bay, NULL);
    return err == ERROR_SUCCESS ? ERROR_DRIVE_MEDIA_MISMATCH : err;
}

/* A remembered device that does not answer may have the cartridge all the same: nobody else is believed
 * then. */
static rsm_error prove(const struct search *search, struct rsm_bay *bay)
{
    enum rsm_drive_state state;
    const char *address = NULL;
    rsm_error err = ERROR_SUCCESS;

    if (bay->remembered)
        err = ask(search->library, bay->address, end_of(search), &state);
    if (err == ERROR_SUCCESS)
        err = find_loaded(search, &address);
    if (err != ERROR_SUCCESS)
        return err;
    return address != NULL ? believe(search->library, bay, address)
                           : believe_none(search->library, bay);
}

rsm_error rsm_drive_proof_find(struct rsm_library *library, struct rsm_bay *bay,
                               const struct rsm_drive_proof *proof)
{
    struct search search = {.library = library,
                            .list = proof->empty,
                            .count = proof->count,
                            .proof = proof,
                            .begun = now_ms(library)};
    address_list *list = NULL;
    rsm_error err = ERROR_SUCCESS;

    if (rsm_library_knows_device(bay))
        return ERROR_SUCCESS;
    if (!proof->begun) {
        err = check_can_tell(library, bay);
        if (err == ERROR_SUCCESS)
            err = list_candidates(library, &list, &search.count);
        search.list = list;
    }
    if (err == ERROR_SUCCESS)
        err = prove(&search, bay);
    if (err == ERROR_SUCCESS)
        rsm_library_note_empty(library, bay, proof->begun);
    free(list);
    return err;
}
