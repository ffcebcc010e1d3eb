/*
 * Whether a tape drive stands alone: the rule of the header, asked of the libraries that run here and of those
 * on record.
 */
#include "work/lone_drive.h"

#include <stdlib.h>
#include <string.h>

#include "core/catalogue.h"
#include "model/guid.h"
#include "platform/log.h"
#include "platform/text.h"
#include "scsi/address.h"
#include "store/records.h"
#include "work/configure.h"
#include "work/follow.h"
#include "work/left_devices.h"

/* ---- what is on record ---- */

static rsm_error recall_one(struct rsm *rsm, struct rsm_found *found)
{
    struct rsm_record library;
    GUID id;
    rsm_error err = rsm_configure_find(rsm, found, &id);

    if (err == ERROR_SUCCESS)
        err = rsm_store_begin(rsm->store, RSM_STORE_READ);
    if (err == ERROR_SUCCESS)
        err = rsm_store_end(rsm->store, rsm_records_load(rsm->store, &id, NTMS_LIBRARY, &library));
    found->was_alone = err == ERROR_SUCCESS &&
                       library.info.Info.Library.LibraryType == NTMS_LIBRARYTYPE_STANDALONE;
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
}

rsm_error rsm_lone_drive_recall(struct rsm *rsm, struct rsm_discovery *discovery)
{
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; i < discovery->found_count && err == ERROR_SUCCESS; i++) {
        if (discovery->found[i].type == RSM_DEVICE_TAPE)
            err = recall_one(rsm, &discovery->found[i]);
    }
    return err;
}

/* One drive that is asked about. */
struct question {
    struct rsm_instance *system;
    const struct rsm_discovery *discovery;
    const struct rsm_found *found;
    bool is_somebodys;           /* a library that does not answer has it */
    bool perhaps;                /* somebody may have it: */
    char shown[RSM_ADDRESS_MAX]; /* a library, or an address */
    struct rsm_record library;   /* whose drives are looked at */
};

static bool is_running_here(const struct question *q, const GUID *library)
{
    for (size_t i = 0; i < q->system->library_count; i++) {
        if (rsm_guid_equal(&q->system->libraries[i]->id, library))
            return true;
    }
    return false;
}

/* Does that configured address lead to the library, whose address is on record without secrets? */
static bool leads_to(const char *target, const struct rsm_record *library)
{
    char shown[RSM_ADDRESS_MAX];
    char address[RSM_ADDRESS_LENGTH * 3];

    rsm_address_hide(target, shown, sizeof shown);
    rsm_text_to_utf8(address, sizeof address, library->own.Address, RSM_ADDRESS_LENGTH);
    return address[0] != '\0' && rsm_discovery_belongs(address, shown);
}

static bool is_configured(const struct question *q, const struct rsm_record *library)
{
    bool is = false;

    for (size_t i = 0; i < q->system->target_count; i++)
        is = is || leads_to(q->system->targets[i].address, library);
    return is;
}

static bool look_at_drive(void *context, const struct rsm_record *drive)
{
    struct question *q = context;
    if (rsm_follow_is_recorded(drive, q->found)) {
        q->is_somebodys = true;
    } else if (drive->info.Info.Drive.szSerialNumber[0] == 0) {
        q->perhaps = true;
        rsm_text_to_utf8(q->shown, sizeof q->shown, q->library.info.szName, NTMS_OBJECTNAME_LENGTH);
    }
    return true;
}

/* Of libraries that do not answer here, the drives on record.  Wants an open transaction. */
static rsm_error ask_library(struct question *q, const GUID *id)
{
    const struct rsm_condition in[] = {{.column = "library", .guid = id}};
    const struct rsm_record *library = &q->library;
    rsm_error err = rsm_records_load(q->system->rsm.store, id, NTMS_LIBRARY, &q->library);

    if (err != ERROR_SUCCESS ||
        library->info.Info.Library.LibraryType == NTMS_LIBRARYTYPE_STANDALONE ||
        is_running_here(q, id) || !is_configured(q, library))
        return err;
    return rsm_records_each(q->system->rsm.store, NTMS_DRIVE, in, 1, look_at_drive, q);
}

struct places {
    const char *target;
    bool found;
};

static bool is_there(void *context, const struct rsm_record *library)
{
    struct places *places = context;

    places->found = leads_to(places->target, library);
    return !places->found;
}

static bool has_answered(const struct question *q, const struct rsm_target *target)
{
    for (size_t i = 0; i < q->discovery->answer_count; i++) {
        if (strcmp(q->discovery->answers[i].address, target->address) == 0)
            return q->discovery->answers[i].error == ERROR_SUCCESS;
    }
    return target->answered;
}

/* What is at an address that never answered, or not as a whole?  Wants an open transaction. */
static rsm_error ask_targets(struct question *q)
{
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; i < q->system->target_count && err == ERROR_SUCCESS; i++) {
        struct places places = {.target = q->system->targets[i].address};

        if (has_answered(q, &q->system->targets[i]))
            continue;
        err = rsm_records_each(q->system->rsm.store, NTMS_LIBRARY, NULL, 0, is_there, &places);
        if (places.found)
            continue;
        rsm_address_hide(places.target, q->shown, sizeof q->shown);
        q->perhaps = true;
    }
    return err;
}

static rsm_error ask_records(struct question *q)
{
    struct rsm_store *store = q->system->rsm.store;
    GUID *ids = NULL;
    size_t count = 0;
    rsm_error err = rsm_store_begin(store, RSM_STORE_READ);

    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_records_ids(store, NTMS_LIBRARY, NULL, 0, &ids, &count);
    for (size_t i = 0; i < count && err == ERROR_SUCCESS; i++)
        err = ask_library(q, &ids[i]);
    if (err == ERROR_SUCCESS)
        err = ask_targets(q);
    free(ids);
    return rsm_store_end(store, err);
}

/* ---- libraries that run here ---- */

static bool is_spare_of(struct rsm_library *library, const char *address)
{
    bool lacks = false;
    bool spare = false;

    rsm_mutex_lock(&library->mutex);
    for (size_t i = 0; i < library->bay_count; i++)
        lacks = lacks || !rsm_library_knows_device(&library->bays[i]);
    for (size_t i = 0; i < library->spare_count; i++)
        spare = spare || strcmp(library->spare[i], address) == 0;
    rsm_mutex_unlock(&library->mutex);
    return lacks && spare;
}

/* May that tape device turn out to be a drive of one of them? */
static bool is_spare(const struct question *q)
{
    bool is = false;

    for (size_t i = 0; i < q->system->library_count; i++)
        is = is || is_spare_of(q->system->libraries[i], q->found->address);
    return is;
}

/* ---- the rule ---- */

/* Said once, as long as the address is asked again. */
static void log_doubt(const struct question *q)
{
    const char *address = q->discovery->answers[q->found->answer].address;

    for (size_t i = 0; i < q->system->target_count; i++) {
        const struct rsm_target *target = &q->system->targets[i];

        if (strcmp(target->address, address) == 0 && !target->asked)
            rsm_log(RSM_LOG_WARNING, "work",
                    "%s: tape drive %s %s %s may belong to %s; it is worked with when that has "
                    "answered, or is detached or deleted, or when the drive itself is attached",
                    q->found->shown, q->found->vendor, q->found->product, q->found->serial,
                    q->shown);
    }
}

rsm_error rsm_lone_drive_check(struct rsm_instance *system, const struct rsm_discovery *discovery,
                               size_t index)
{
    struct question question = {
        .system = system, .discovery = discovery, .found = &discovery->found[index]};
    bool for_good = false;
    rsm_error err;

    if (is_spare(&question))
        return ERROR_NOT_FOUND;
    err = ask_records(&question);
    if (err != ERROR_SUCCESS)
        return err;
    if (question.is_somebodys)
        return ERROR_NOT_FOUND;
    if (question.found->was_alone)
        return ERROR_SUCCESS;
    if (!question.perhaps)
        question.perhaps =
            rsm_left_devices_may_have(system, discovery, question.found, &for_good, question.shown);
    if (!question.perhaps)
        return ERROR_SUCCESS;
    log_doubt(&question);
    return for_good ? ERROR_NOT_FOUND : ERROR_NOT_READY;
}

void rsm_lone_drive_claim(const struct rsm_discovery *discovery, size_t index, bool *claimed)
{
    const struct rsm_found *drive = &discovery->found[index];

    for (size_t i = 0; i < discovery->found_count; i++) {
        const struct rsm_found *other = &discovery->found[i];

        if (i == index || (other->type == RSM_DEVICE_TAPE && drive->serial[0] != '\0' &&
                           strcmp(drive->serial, other->serial) == 0))
            claimed[i] = true;
    }
}
