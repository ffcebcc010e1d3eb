/*
 * Doubting which tape device is which drive, after the library was away.
 */
#include "work/drive_doubt.h"

#include <string.h>

#include "platform/log.h"
#include "platform/text.h"
#include "store/records.h"

/* What the changer tells of its drives now, in the order of the bays; "" = nothing that is whole. */
struct telling {
    const struct rsm_library *library;
    WCHAR serials[RSM_LIBRARY_DRIVES_MAX][NTMS_SERIALNUMBER_LENGTH];
};

static rsm_error keep_serial(void *context, const struct rsm_changer_drive_identity *identity)
{
    struct telling *telling = context;

    if (!identity->complete || identity->serial[0] == '\0')
        return ERROR_SUCCESS;
    for (size_t i = 0; i < telling->library->bay_count; i++) {
        if (telling->library->bays[i].element == identity->address)
            rsm_text_from_utf8(telling->serials[i], NTMS_SERIALNUMBER_LENGTH, identity->serial,
                               RSM_TEXT_TERMINATED);
    }
    return ERROR_SUCCESS;
}

static bool is_told_once(const struct telling *telling, size_t bay)
{
    for (size_t i = 0; i < telling->library->bay_count; i++) {
        if (i != bay &&
            rsm_text_equal(telling->serials[i], telling->serials[bay], NTMS_SERIALNUMBER_LENGTH))
            return false;
    }
    return telling->serials[bay][0] != 0;
}

/* Does the changer tell that the device on the drive's record stands there?  Wants an open transaction. */
static bool is_confirmed(const struct telling *telling, size_t bay)
{
    const struct rsm_library *library = telling->library;
    struct rsm_record drive;

    return is_told_once(telling, bay) &&
           rsm_records_load(library->rsm->store, &library->bays[bay].id, NTMS_DRIVE, &drive) ==
               ERROR_SUCCESS &&
           rsm_text_equal(drive.info.Info.Drive.szSerialNumber, telling->serials[bay],
                          NTMS_SERIALNUMBER_LENGTH);
}

static bool take_absence(struct rsm_library *library)
{
    bool away;

    rsm_mutex_lock(&library->mutex);
    away = library->away;
    library->away = false;
    rsm_mutex_unlock(&library->mutex);
    return away;
}

static void doubt(struct rsm_library *library, const bool *confirmed)
{
    rsm_mutex_lock(&library->mutex);
    for (size_t i = 0; i < library->bay_count; i++) {
        struct rsm_bay *bay = &library->bays[i];

        if (!confirmed[i] && rsm_library_knows_device(bay)) {
            bay->remembered = true;
            rsm_log(RSM_LOG_INFO, "work",
                    "library %s: it was away; the next cartridge in drive %u will show whether "
                    "its tape device is still the same",
                    library->name, (unsigned)bay->number);
        }
    }
    rsm_mutex_unlock(&library->mutex);
}

void rsm_drive_doubt_after_absence(struct rsm_library *library)
{
    struct telling telling = {.library = library};
    bool confirmed[RSM_LIBRARY_DRIVES_MAX] = {false};
    rsm_error err;

    if (!take_absence(library))
        return;
    err = rsm_changer_scan_drive_identities(&library->changer, keep_serial, &telling);
    if (err == ERROR_SUCCESS)
        err = rsm_store_begin(library->rsm->store, RSM_STORE_READ);
    if (err == ERROR_SUCCESS) {
        for (size_t i = 0; i < library->bay_count; i++)
            confirmed[i] = is_confirmed(&telling, i);
        (void)rsm_store_end(library->rsm->store, ERROR_SUCCESS);
    }
    doubt(library, confirmed);
}
