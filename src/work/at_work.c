/*
 * Requests at work, by what they are about.
 */
#include "work/at_work.h"

#include "store/records.h"

rsm_error rsm_at_work_on(struct rsm *rsm, const GUID *library, const struct rsm_record *medium,
                         bool *is_out)
{
    const GUID *place = &medium->info.Info.PhysicalMedia.Location;
    const struct {
        const char *column;
        const GUID *id;
    } by[] = {{"phys_media_id", &medium->info.ObjectGuid}, {"slot_id", place}, {"drive_id", place}};
    struct rsm_record request;
    rsm_error err = ERROR_OBJECT_NOT_FOUND;

    for (size_t i = 0; i < 3 && err == ERROR_OBJECT_NOT_FOUND; i++) {
        const struct rsm_condition conditions[] = {
            {.column = "library", .guid = library},
            {.column = "state", .number = NTMS_LM_INPROCESS},
            {.column = by[i].column, .guid = by[i].id},
        };

        err = rsm_records_first(rsm->store, NTMS_LIBREQUEST, conditions, 3, &request);
    }
    *is_out = err == ERROR_SUCCESS;
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
}
