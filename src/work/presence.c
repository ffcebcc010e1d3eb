/*
 * Whether a cartridge is still where its record says: by looking into the slot, or by comparing with
 * the label that another drive has read.  A slot that a running inventory has not come to proves
 * nothing.
 */
#include "work/presence.h"

#include <string.h>

#include "model/guid.h"
#include "platform/text.h"
#include "store/records.h"

bool rsm_presence_still_there(void *context, const struct rsm_record *medium)
{
    struct rsm_presence *presence = context;
    const GUID *location = &medium->info.Info.PhysicalMedia.Location;

    for (size_t i = 0; i < presence->answer_count; i++) {
        if (rsm_guid_equal(&presence->answers[i].medium, &medium->info.ObjectGuid) &&
            rsm_guid_equal(&presence->answers[i].location, location))
            return presence->answers[i].there;
    }
    if (presence->answer_count == RSM_PRESENCE_ANSWERS_MAX)
        return true;
    if (!presence->asked)
        presence->question = *medium;
    presence->asked = true;
    return false;
}

static void answer(struct rsm_presence *presence, bool there)
{
    size_t i = presence->answer_count++;

    presence->answers[i].medium = presence->question.info.ObjectGuid;
    presence->answers[i].location = presence->question.info.Info.PhysicalMedia.Location;
    presence->answers[i].there = there;
    presence->asked = false;
}

/* Has the cartridge at element the bar code of the record?  Without bar codes: otherwise. */
static bool fits(const struct rsm_presence *presence, const struct rsm_changer_element *element,
                 bool otherwise)
{
    char bar_code[NTMS_BARCODE_LENGTH * 3];

    (void)rsm_text_to_utf8(bar_code, sizeof bar_code,
                           presence->question.info.Info.PhysicalMedia.szBarCode,
                           NTMS_BARCODE_LENGTH);
    if (!element->full)
        return false;
    if (element->tag_known && bar_code[0] != '\0')
        return strcmp(element->tag, bar_code) == 0;
    return otherwise;
}

static rsm_error answer_slot(struct rsm_presence *presence)
{
    struct rsm_store *store = presence->library->rsm->store;
    const GUID *location = &presence->question.info.Info.PhysicalMedia.Location;
    struct rsm_changer_element element;
    struct rsm_record slot;
    rsm_error err;

    if (rsm_guid_equal(location, &presence->from)) {
        answer(presence, false); /* we took out what was there */
        return ERROR_SUCCESS;
    }
    err = rsm_store_begin(store, RSM_STORE_READ);
    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store, rsm_records_load(store, location, NTMS_STORAGESLOT, &slot));
    if (err == ERROR_SUCCESS)
        err = rsm_library_look(presence->library, RSM_PLACE_SLOT, (uint16_t)slot.own.Element,
                               &element);
    if (err == ERROR_SUCCESS)
        answer(presence, fits(presence, &element,
                              slot.info.Info.StorageSlot.State != NTMS_SLOTSTATE_NEEDSINVENTORY));
    else if (err == ERROR_OBJECT_NOT_FOUND)
        answer(presence, false);
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
}

static struct rsm_bay *find_bay(struct rsm_library *library, const GUID *drive)
{
    for (size_t i = 0; i < library->bay_count; i++) {
        if (rsm_guid_equal(&library->bays[i].id, drive))
            return &library->bays[i];
    }
    return NULL;
}

static bool same_label(const MediaLabelInfo *a, const MediaLabelInfo *b)
{
    return a->LabelIDSize > 0 && a->LabelIDSize == b->LabelIDSize &&
           memcmp(a->LabelID, b->LabelID, a->LabelIDSize) == 0 &&
           rsm_text_equal(a->LabelType, b->LabelType, NTMSMLI_MAXTYPE);
}

/*
 * The cartridge is in another drive.  Who has that drive will have read the label soon, and waits for
 * nobody while it reads.  A drive that nobody has keeps what was recorded of it.
 */
static rsm_error answer_drive(struct rsm_presence *presence)
{
    struct rsm_library *library = presence->library;
    struct rsm_bay *bay = find_bay(library, &presence->question.info.Info.PhysicalMedia.Location);
    struct rsm_changer_element element;
    bool taken;
    bool there = false;
    rsm_error err;

    if (bay == NULL || bay == presence->bay) {
        answer(presence, false);
        return ERROR_SUCCESS;
    }
    rsm_mutex_lock(&library->mutex);
    while (bay->taken && !bay->has_read && !library->lost)
        (void)rsm_cond_wait(&library->changed, &library->mutex, RSM_FOREVER);
    taken = bay->taken;
    if (taken)
        there = presence->label != NULL && same_label(presence->label, &bay->label);
    rsm_mutex_unlock(&library->mutex);
    if (taken) {
        answer(presence, there);
        return ERROR_SUCCESS;
    }
    err = rsm_library_look(library, RSM_PLACE_DRIVE, bay->element, &element);
    if (err == ERROR_SUCCESS)
        answer(presence, fits(presence, &element, true));
    return err;
}

rsm_error rsm_presence_answer(struct rsm_presence *presence)
{
    const NTMS_PMIDINFORMATIONW *other = &presence->question.info.Info.PhysicalMedia;

    if (!rsm_guid_equal(&other->CurrentLibrary, &presence->library->id)) {
        answer(presence, false); /* in another library, whose changer is not ours to ask */
        return ERROR_SUCCESS;
    }
    switch (other->LocationType) {
    case NTMS_STORAGESLOT:
        return answer_slot(presence);
    case NTMS_DRIVE:
        return answer_drive(presence);
    default:
        answer(presence, false);
        return ERROR_SUCCESS;
    }
}
