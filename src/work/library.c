/*
 * A running library: its devices, and who has them in hand.  What is done with them is in move.c,
 * identify.c and inventory.c; who does it is in worker.c.
 */
#include "work/library.h"

#include <stdio.h>
#include <string.h>

#include "core/hold.h"
#include "model/guid.h"
#include "platform/log.h"
#include "platform/text.h"
#include "scsi/transports.h"
#include "store/records.h"
#include "work/configure.h"
#include "work/known_quirks.h"

void rsm_library_begin(struct rsm_library *library, struct rsm *rsm,
                       const struct rsm_options *options)
{
    memset(library, 0, sizeof *library);
    library->rsm = rsm;
    library->options = options;
    rsm_mutex_init(&library->choice);
    rsm_mutex_init(&library->mutex);
    rsm_cond_init(&library->changed);
}

void rsm_library_end(struct rsm_library *library)
{
    rsm_library_close_devices(library);
    rsm_file_lock_release(library->lock);
    library->lock = NULL;
    rsm_cond_destroy(&library->changed);
    rsm_mutex_destroy(&library->mutex);
    rsm_mutex_destroy(&library->choice);
}

bool rsm_library_has_changer(const struct rsm_library *library)
{
    return !library->alone;
}

/* The changer was not at its address when devices were looked for, but somewhere else. */
static void take_seen_address(struct rsm_library *library)
{
    rsm_mutex_lock(&library->mutex);
    if (library->seen_at[0] != '\0')
        memcpy(library->address, library->seen_at, sizeof library->address);
    library->seen_at[0] = '\0';
    rsm_mutex_unlock(&library->mutex);
}

static rsm_error open_changer(struct rsm_library *library)
{
    struct rsm_device *device = NULL;
    rsm_error err;

    if (library->device != NULL) {
        err = rsm_device_is_connected(library->device) ? ERROR_SUCCESS
                                                       : rsm_device_reopen(library->device);
        return err == ERROR_SUCCESS ? rsm_changer_refresh(&library->changer) : err;
    }
    take_seen_address(library);
    err = rsm_device_open(library->options->transports, library->address, library->options->waiting,
                          &device);
    if (err == ERROR_SUCCESS)
        err = rsm_configure_check(library, device);
    if (err == ERROR_SUCCESS) {
        rsm_known_quirks_recall(library->rsm, device);
        err = rsm_changer_open(device, &library->changer);
    }
    if (err != ERROR_SUCCESS) {
        rsm_device_close(device);
        return err;
    }
    library->device = device;
    return ERROR_SUCCESS;
}

/* That the way is new, which a reset tells, is no news of the cartridge; that it was changed is. */
static bool tells_of_change(uint32_t attentions)
{
    return (attentions & (RSM_ATTENTION_INVENTORY | RSM_ATTENTION_RESET)) ==
           RSM_ATTENTION_INVENTORY;
}

/* Does a program have what is in the bay's drive?  True too when that cannot be found out. */
static bool is_held_in(const struct rsm_library *library, const struct rsm_bay *bay)
{
    struct rsm_store *store = library->rsm->store;
    struct rsm_record medium;
    rsm_error err = rsm_store_begin(store, RSM_STORE_READ);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store, rsm_hold_find_in_drive(library->rsm, &bay->id, &medium));
    return err != ERROR_OBJECT_NOT_FOUND;
}

static rsm_error open_alone(struct rsm_library *library)
{
    struct rsm_bay *bay = &library->bays[0];
    enum rsm_drive_state state;
    bool new_way = bay->device == NULL;
    rsm_error err;

    if (is_held_in(library, bay)) /* the drive is the program's: it is there */
        return ERROR_SUCCESS;
    err = rsm_library_open_bay(library, bay);
    if (err == ERROR_SUCCESS && new_way) {
        err = rsm_drive_look(&bay->drive, &state);
        if (tells_of_change(rsm_device_take_attentions(bay->device)))
            library->watched = RSM_WATCH_LOST;
        if (rsm_device_is_connected(bay->device))
            err = ERROR_SUCCESS; /* what it complains about is for those who use it */
    }
    rsm_device_rest(bay->device);
    if (err != ERROR_SUCCESS)
        library->watched = RSM_WATCH_LOST;
    rsm_library_note_use(library, bay, err == ERROR_SHARING_VIOLATION);
    return err == ERROR_SHARING_VIOLATION ? ERROR_SUCCESS : err; /* it is there */
}

rsm_error rsm_library_open(struct rsm_library *library)
{
    rsm_error err = library->alone ? open_alone(library) : open_changer(library);
    bool missing = err != ERROR_SUCCESS;

    rsm_known_quirks_follow(library->rsm, library->device);
    rsm_mutex_lock(&library->mutex);
    library->open = !missing;
    library->missed = library->missed || (missing ? !library->missing : library->recorded);
    library->recorded = library->recorded && missing;
    library->missing = missing;
    library->away = library->away || missing;
    rsm_mutex_unlock(&library->mutex);
    return err;
}

/* Nobody would let people at the port again. */
static void unlock_port(struct rsm_library *library)
{
    if (atomic_exchange(&library->port_kept, false) && library->device != NULL &&
        rsm_device_is_connected(library->device))
        (void)rsm_changer_prevent_removal(&library->changer, false);
}

/* Nobody of the library's own threads has the changer, but who looks for devices may be asking it. */
static void end_asking(struct rsm_library *library)
{
    rsm_mutex_lock(&library->mutex);
    library->open = false;
    while (library->changer_taken)
        (void)rsm_cond_wait(&library->changed, &library->mutex, RSM_FOREVER);
    rsm_mutex_unlock(&library->mutex);
}

void rsm_library_close_devices(struct rsm_library *library)
{
    end_asking(library);
    unlock_port(library);
    rsm_known_quirks_follow(library->rsm, library->device);
    rsm_changer_close(&library->changer);
    rsm_device_close(library->device);
    memset(&library->changer, 0, sizeof library->changer);
    library->device = NULL;
    for (size_t i = 0; i < library->bay_count; i++)
        rsm_library_close_bay(&library->bays[i]);
    rsm_library_mend_bays(library);
}

void rsm_library_mend_bays(struct rsm_library *library)
{
    rsm_mutex_lock(&library->mutex);
    for (size_t i = 0; i < library->bay_count; i++) {
        library->bays[i].broken = false;
        library->bays[i].in_use = false;
        library->bays[i].rests_until = 0;
    }
    rsm_mutex_unlock(&library->mutex);
}

/* Said once: it is tried again every second. */
void rsm_library_note_use(struct rsm_library *library, struct rsm_bay *bay, bool in_use)
{
    bool news;
    bool left;

    rsm_mutex_lock(&library->mutex);
    news = in_use && !bay->in_use;
    left = bay->left;
    bay->in_use = in_use;
    rsm_mutex_unlock(&library->mutex);
    if (news && left)
        rsm_log(RSM_LOG_WARNING, "work",
                "library %s: what is in drive %u stays there: rsm detach left the drive to others; "
                "rsm attach takes it back",
                library->name, (unsigned)bay->number);
    else if (news)
        rsm_log(
            RSM_LOG_WARNING, "work",
            "library %s: another program has drive %u open, or has reserved it, or this account "
            "may not open it; it is left out until that ends",
            library->name, (unsigned)bay->number);
}

bool rsm_library_is_used(struct rsm_library *library, const struct rsm_bay *bay)
{
    bool in_use;

    rsm_mutex_lock(&library->mutex);
    in_use = bay->in_use;
    rsm_mutex_unlock(&library->mutex);
    return in_use;
}

bool rsm_library_is_theirs(struct rsm_library *library, const struct rsm_bay *bay)
{
    bool theirs;

    rsm_mutex_lock(&library->mutex);
    theirs = bay->left || (bay->address[0] == '\0' && library->conceals);
    rsm_mutex_unlock(&library->mutex);
    return theirs;
}

bool rsm_library_take_changer(struct rsm_library *library)
{
    bool taken;

    rsm_mutex_lock(&library->mutex);
    while (library->changer_taken && !library->lost)
        (void)rsm_cond_wait(&library->changed, &library->mutex, RSM_FOREVER);
    taken = !library->changer_taken && !library->lost;
    if (taken)
        library->changer_taken = true;
    rsm_mutex_unlock(&library->mutex);
    if (taken)
        rsm_known_quirks_follow(library->rsm, library->device);
    return taken;
}

bool rsm_library_try_changer(struct rsm_library *library)
{
    bool taken;

    rsm_mutex_lock(&library->mutex);
    taken = library->open && !library->changer_taken && !library->lost;
    library->changer_taken = library->changer_taken || taken;
    rsm_mutex_unlock(&library->mutex);
    return taken;
}

unsigned rsm_library_count_stirs(struct rsm_library *library)
{
    if (rsm_library_has_changer(library) && rsm_changer_is_stale(&library->changer)) {
        atomic_store(&library->stale, true);
        (void)atomic_fetch_add(&library->stirs, 1);
        rsm_changer_begin_inventory(
            &library->changer); /* the library remembers; hear the next one */
    }
    return atomic_load(&library->stirs);
}

void rsm_library_give_changer(struct rsm_library *library)
{
    (void)rsm_library_count_stirs(library);
    rsm_known_quirks_follow(library->rsm, library->device);
    rsm_mutex_lock(&library->mutex);
    library->changer_taken = false;
    rsm_cond_broadcast(&library->changed);
    rsm_mutex_unlock(&library->mutex);
}

static rsm_error ask_alone(struct rsm_library *library, struct rsm_changer_element *element_out)
{
    struct rsm_bay *bay = &library->bays[0];
    enum rsm_drive_state state;
    rsm_error err = rsm_library_open_bay(library, bay);

    memset(element_out, 0, sizeof *element_out);
    if (err == ERROR_SUCCESS)
        err = rsm_drive_look(&bay->drive, &state);
    element_out->full = err == ERROR_SUCCESS && state != RSM_DRIVE_EMPTY;
    if (err != ERROR_SHARING_VIOLATION &&
        (bay->device == NULL || !rsm_device_is_connected(bay->device)))
        rsm_library_lose(library);
    return err;
}

rsm_error rsm_library_ask(struct rsm_library *library, enum rsm_place place, uint16_t element,
                          struct rsm_changer_element *element_out)
{
    rsm_error err;

    if (!rsm_library_has_changer(library))
        return ask_alone(library, element_out);
    err = rsm_changer_get_element(&library->changer, place, element, element_out);
    if (!rsm_device_is_connected(library->device))
        rsm_library_lose(library);
    return err;
}

rsm_error rsm_library_look(struct rsm_library *library, enum rsm_place place, uint16_t element,
                           struct rsm_changer_element *element_out)
{
    rsm_error err;

    if (!rsm_library_take_changer(library))
        return ERROR_DEVICE_NOT_AVAILABLE;
    err = rsm_library_ask(library, place, element, element_out);
    rsm_library_give_changer(library);
    return err;
}

rsm_error rsm_library_compare_tag(struct rsm_library *library, enum rsm_place place,
                                  uint16_t element, const char *tag, bool *other_out)
{
    struct rsm_changer_element now;
    rsm_error err = rsm_changer_get_element(&library->changer, place, element, &now);

    *other_out = err == ERROR_SUCCESS && (!now.full || strcmp(now.tag, tag) != 0);
    if (!rsm_device_is_connected(library->device)) {
        rsm_library_lose(library);
        return ERROR_DEVICE_NOT_AVAILABLE;
    }
    if (*other_out) {
        rsm_log(RSM_LOG_WARNING, "work",
                "library %s: the cartridge %s was at element %u and is not any more; looking again",
                library->name, tag, element);
        atomic_store(&library->stale, true);
    }
    return err;
}

bool rsm_library_can_use(const struct rsm_library *library, const struct rsm_bay *bay,
                         const struct rsm_record *drive)
{
    bool reachable = bay->address[0] != '\0' || library->spare_count > 0;

    return reachable && !bay->broken && !bay->left && drive->info.Enabled &&
           drive->info.dwOperationalState == NTMS_READY;
}

/* Does a program have what is in the drive, or has it not been taken from it yet? */
static bool is_held(const struct rsm_library *library, const struct rsm_record *drive)
{
    struct rsm_record medium;

    return drive->info.Info.Drive.State != NTMS_DRIVESTATE_DISMOUNTED &&
           rsm_hold_find_in_drive(library->rsm, &drive->info.ObjectGuid, &medium) !=
               ERROR_OBJECT_NOT_FOUND;
}

/* How gladly a drive is taken, 0 best; -1 = not now. */
static int rank_of(const struct rsm_record *drive, const GUID *location)
{
    if (rsm_guid_equal(&drive->info.ObjectGuid, location))
        return 0;
    switch (drive->info.Info.Drive.State) {
    case NTMS_DRIVESTATE_DISMOUNTED:
        return 1;
    case NTMS_DRIVESTATE_DISMOUNTABLE:
        return 2;
    default:
        return -1;
    }
}

static bool is_bay(const struct rsm_library *library, const GUID *id)
{
    for (size_t i = 0; i < library->bay_count; i++) {
        if (rsm_guid_equal(&library->bays[i].id, id))
            return true;
    }
    return false;
}

bool rsm_library_knows_device(const struct rsm_bay *bay)
{
    return bay->address[0] != '\0' && !bay->remembered;
}

/* Of the drives whose device is not certain one at a time is loaded: that proves which it is. */
bool rsm_library_must_wait(const struct rsm_library *library, const struct rsm_bay *bay)
{
    for (size_t i = 0; !rsm_library_knows_device(bay) && i < library->bay_count; i++) {
        if (library->bays[i].taken && !rsm_library_knows_device(&library->bays[i]))
            return true;
    }
    return false;
}

static struct rsm_bay *choose_bay(struct rsm_library *library, const GUID *location,
                                  bool *none_usable_out)
{
    struct rsm_bay *best = NULL;
    int best_rank = 0;
    LONGLONG best_used = 0;
    bool in_bay = is_bay(library, location);

    *none_usable_out = true;
    for (size_t i = 0; i < library->bay_count; i++) {
        struct rsm_bay *bay = &library->bays[i];
        struct rsm_record drive;
        int rank;

        if (in_bay && !rsm_guid_equal(&bay->id, location))
            continue;
        if (rsm_records_load(library->rsm->store, &bay->id, NTMS_DRIVE, &drive) != ERROR_SUCCESS ||
            !rsm_library_can_use(library, bay, &drive))
            continue;
        *none_usable_out = false;
        rank = bay->taken || bay->reserved || bay->in_use || rsm_library_must_wait(library, bay) ||
                       is_held(library, &drive)
                   ? -1
                   : rank_of(&drive, location);
        if (rank < 0)
            continue;
        if (best == NULL || rank < best_rank ||
            (rank == best_rank && drive.own.LastUsed < best_used)) {
            best = bay;
            best_rank = rank;
            best_used = drive.own.LastUsed;
        }
    }
    return best;
}

struct rsm_bay *rsm_library_take_bay(struct rsm_library *library, const GUID *location,
                                     bool *none_usable_out)
{
    struct rsm_bay *bay = NULL;

    *none_usable_out = false;
    rsm_mutex_lock(&library->mutex);
    if (rsm_store_begin(library->rsm->store, RSM_STORE_READ) == ERROR_SUCCESS) {
        bay = choose_bay(library, location, none_usable_out);
        (void)rsm_store_end(library->rsm->store, ERROR_SUCCESS);
    }
    if (bay != NULL)
        bay->taken = true;
    rsm_mutex_unlock(&library->mutex);
    return bay;
}

struct rsm_bay *rsm_library_take_drive(struct rsm_library *library, const GUID *drive,
                                       bool *busy_out)
{
    struct rsm_bay *taken = NULL;

    *busy_out = false;
    rsm_mutex_lock(&library->mutex);
    for (size_t i = 0; i < library->bay_count; i++) {
        struct rsm_bay *bay = &library->bays[i];

        if (!rsm_guid_equal(&bay->id, drive))
            continue;
        *busy_out = bay->taken;
        taken = bay->taken ? NULL : bay;
        bay->taken = true;
    }
    rsm_mutex_unlock(&library->mutex);
    return taken;
}

bool rsm_library_is_stopping(struct rsm_library *library)
{
    bool stopping;

    rsm_mutex_lock(&library->mutex);
    stopping = library->stop;
    rsm_mutex_unlock(&library->mutex);
    return stopping;
}

bool rsm_library_is_enabled(struct rsm_library *library)
{
    struct rsm_record record;
    rsm_error err = rsm_store_begin(library->rsm->store, RSM_STORE_READ);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(library->rsm->store, rsm_records_load(library->rsm->store, &library->id,
                                                                  NTMS_LIBRARY, &record));
    return err == ERROR_SUCCESS && record.info.Enabled;
}

void rsm_library_give_bay(struct rsm_library *library, struct rsm_bay *bay)
{
    if (bay == NULL)
        return;
    rsm_known_quirks_follow(library->rsm, bay->device);
    rsm_device_rest(bay->device); /* programs may want to open it */
    rsm_mutex_lock(&library->mutex);
    bay->taken = false;
    bay->waits = false;
    bay->was_empty = false;
    bay->has_read = false;
    memset(&bay->label, 0, sizeof bay->label);
    if (atomic_exchange(&library->unsettled, false))
        atomic_store(&library->stale, true);
    rsm_cond_broadcast(&library->changed);
    rsm_mutex_unlock(&library->mutex);
}

void rsm_library_note_empty(struct rsm_library *library, struct rsm_bay *bay, bool was_empty)
{
    rsm_mutex_lock(&library->mutex);
    bay->was_empty = was_empty;
    rsm_mutex_unlock(&library->mutex);
}

void rsm_library_note_label(struct rsm_library *library, struct rsm_bay *bay,
                            const MediaLabelInfo *label)
{
    rsm_mutex_lock(&library->mutex);
    bay->has_read = true;
    memset(&bay->label, 0, sizeof bay->label);
    if (label != NULL)
        bay->label = *label;
    rsm_cond_broadcast(&library->changed);
    rsm_mutex_unlock(&library->mutex);
}

void rsm_library_break_bay(struct rsm_library *library, struct rsm_bay *bay)
{
    if (!rsm_library_has_changer(library)) {
        rsm_library_lose(library);
        return;
    }
    rsm_log(
        RSM_LOG_ERROR, "work",
        "library %s: the tape device of drive %u does not answer, or is not known; the drive is "
        "left out until the library is looked at anew",
        library->name, (unsigned)bay->number);
    rsm_library_close_bay(bay);
    rsm_mutex_lock(&library->mutex);
    bay->broken = true;
    library->missed = true;
    rsm_mutex_unlock(&library->mutex);
}

void rsm_library_lose(struct rsm_library *library)
{
    rsm_mutex_lock(&library->mutex);
    if (!library->lost)
        rsm_log(RSM_LOG_ERROR, "work",
                "library %s: its %s does not answer any more; work stops until it does",
                library->name, library->alone ? "drive" : "changer");
    library->missed = library->missed || !library->lost;
    library->lost = true;
    library->away = true;
    library->watched = RSM_WATCH_LOST;
    rsm_cond_broadcast(&library->changed);
    rsm_mutex_unlock(&library->mutex);
    rsm_store_wake(library->rsm->store);
}

bool rsm_library_is_lost(struct rsm_library *library)
{
    bool lost;

    rsm_mutex_lock(&library->mutex);
    lost = library->lost;
    rsm_mutex_unlock(&library->mutex);
    return lost;
}

bool rsm_library_take_missed(struct rsm_library *library)
{
    bool missed;

    rsm_mutex_lock(&library->mutex);
    missed = library->missed;
    library->missed = false;
    rsm_mutex_unlock(&library->mutex);
    return missed;
}

bool rsm_library_lacks_devices(struct rsm_library *library)
{
    bool lacks;

    rsm_mutex_lock(&library->mutex);
    lacks = library->lost || library->missing;
    for (size_t i = 0; i < library->bay_count; i++)
        lacks = lacks || library->bays[i].broken || library->bays[i].address[0] == '\0';
    rsm_mutex_unlock(&library->mutex);
    return lacks;
}
