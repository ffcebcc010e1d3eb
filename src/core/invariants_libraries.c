/*
 * What must hold for libraries, what they consist of, the media types they take, and requests
 * (sections 4.2 to 4.7, 4.13, 4.14 and 6 of the object model).
 */
#include "core/invariants_parts.h"

#include "model/fields.h"
#include "model/guid.h"
#include "model/object_types.h"
#include "platform/clock.h"
#include "store/records.h"
#include "store/settings.h"

#include <stdlib.h>
#include <string.h>

/* ---- libraries ---- */

static void check_related_types(struct rsm_invariants *run, const struct rsm_record *library)
{
    GUID *ids = NULL;
    size_t count = 0;
    rsm_error err = rsm_settings_related(run->rsm->store, &library->info.ObjectGuid, &ids, &count);

    if (err != ERROR_SUCCESS)
        run->err = err;
    for (size_t i = 0; run->err == ERROR_SUCCESS && i < count; i++) {
        const struct rsm_invariants_type *type = rsm_invariants_type_find(run, &ids[i]);

        rsm_invariants_expect(run, type != NULL, library,
                              "it takes a media type that does not exist");
        rsm_invariants_expect(run, type == NULL || type->children[0] > 0, library,
                              "it takes a media type that has no pool in Free, Import and "
                              "Unrecognized");
    }
    free(ids);
}

static void check_library(struct rsm_invariants *run, const struct rsm_record *library)
{
    const GUID *cleaner = &library->info.Info.Library.CleanerSlot;

    rsm_invariants_expect(
        run, rsm_guid_is_null(cleaner) || rsm_invariants_exists(run, cleaner, NTMS_STORAGESLOT),
        library, "its cleaner slot does not exist");
    check_related_types(run, library);
}

/* The library that a slot, drive, changer, door, port or request is of. */
static const GUID *library_of(const struct rsm_record *object)
{
    const struct rsm_field *field = rsm_fields_find(
        object->info.dwType, rsm_object_type_container_column(object->info.dwType, NTMS_LIBRARY));

    return (const GUID *)(const void *)((const char *)object + field->offset);
}

static void check_part(struct rsm_invariants *run, const struct rsm_record *part)
{
    rsm_invariants_expect(run, rsm_invariants_exists(run, library_of(part), NTMS_LIBRARY), part,
                          "its library does not exist");
}

/* The type of a device nothing is known of yet is the null GUID. */
static void check_type(struct rsm_invariants *run, const struct rsm_record *device, DWORD type,
                       const GUID *id)
{
    rsm_invariants_expect(run, rsm_guid_is_null(id) || rsm_invariants_exists(run, id, type), device,
                          "its type does not exist");
}

static void check_door(struct rsm_invariants *run, const struct rsm_record *door)
{
    DWORD door_state = door->info.Info.IEDoor.State;

    check_part(run, door);
    rsm_invariants_expect(run, door_state <= NTMS_DOORSTATE_OPEN, door, "its state is no state");
    rsm_invariants_expect(run, (door_state == NTMS_DOORSTATE_OPEN) == (door->own.Since != 0), door,
                          "it is open and nobody knows since when, or the reverse");
}

static void check_changer(struct rsm_invariants *run, const struct rsm_record *changer)
{
    check_part(run, changer);
    check_type(run, changer, NTMS_CHANGER_TYPE, &changer->info.Info.Changer.ChangerType);
}

/* The medium of the side that a drive holds is recorded in that drive. */
static void check_held_side(struct rsm_invariants *run, const struct rsm_record *drive)
{
    const GUID *id = &drive->info.Info.Drive.SavedPartitionId;
    struct rsm_record side;
    struct rsm_record medium;
    rsm_error err;

    if (rsm_guid_is_null(id))
        return;
    err = rsm_records_load(run->rsm->store, id, NTMS_PARTITION, &side);
    if (err == ERROR_SUCCESS)
        err = rsm_records_load(run->rsm->store, &side.info.Info.Partition.PhysicalMedia,
                               NTMS_PHYSICAL_MEDIA, &medium);
    if (err != ERROR_SUCCESS && err != ERROR_OBJECT_NOT_FOUND)
        run->err = err;
    rsm_invariants_expect(run, err == ERROR_SUCCESS, drive, "the side in it does not exist");
    if (err == ERROR_SUCCESS)
        rsm_invariants_expect(
            run, rsm_guid_equal(&medium.info.Info.PhysicalMedia.Location, &drive->info.ObjectGuid),
            drive, "the medium of the side in it is recorded elsewhere");
}

static void check_drive(struct rsm_invariants *run, const struct rsm_record *drive)
{
    check_part(run, drive);
    check_type(run, drive, NTMS_DRIVE_TYPE, &drive->info.Info.Drive.DriveType);
    check_held_side(run, drive);
}

/* ---- requests ---- */

static bool is_finished(DWORD state)
{
    return state == NTMS_LM_PASSED || state == NTMS_LM_FAILED || state == NTMS_LM_INVALID ||
           state == NTMS_LM_CANCELLED || state == NTMS_LM_STOPPED;
}

/* What a finished request names may be gone. */
static void check_request(struct rsm_invariants *run, const struct rsm_record *request)
{
    const NTMS_LIBREQUESTINFORMATIONW *info = &request->info.Info.LibRequest;
    bool has_time = rsm_clock_to_ms(&info->TimeCompleted) != 0;
    const GUID *parent = &request->own.Parent;

    rsm_invariants_expect(run, info->State <= NTMS_LM_STOPPED, request, "its state is no state");
    rsm_invariants_expect(run, is_finished(info->State) == has_time, request,
                          "it is finished and has no time of completion, or the reverse");
    if (is_finished(info->State))
        return;
    check_part(run, request);
    rsm_invariants_expect(
        run, rsm_guid_is_null(parent) || rsm_invariants_exists(run, parent, NTMS_LIBREQUEST),
        request, "the inventory that it belongs to does not exist");
}

static void check_operator_request(struct rsm_invariants *run, const struct rsm_record *request)
{
    rsm_invariants_expect(run, request->info.Info.OpRequest.State <= NTMS_OPSTATE_COMPLETE, request,
                          "its state is no state");
}

rsm_error rsm_invariants_check_libraries(struct rsm_invariants *run)
{
    static const struct {
        DWORD type;
        rsm_invariants_look *look;
    } looks[] = {
        {NTMS_LIBRARY, check_library},    {NTMS_STORAGESLOT, check_part},
        {NTMS_DRIVE, check_drive},        {NTMS_CHANGER, check_changer},
        {NTMS_IEDOOR, check_door},        {NTMS_IEPORT, check_part},
        {NTMS_LIBREQUEST, check_request}, {NTMS_OPREQUEST, check_operator_request},
    };
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; err == ERROR_SUCCESS && i < sizeof looks / sizeof looks[0]; i++)
        err = rsm_invariants_each(run, looks[i].type, looks[i].look);
    return err;
}
