/*
 * A medium with its sides.  Names, sequence numbers and the rule that all sides are in the pool of
 * their medium; not which pool that is.  Follows sections 4.8, 4.10 and 7 of the object model.
 */
#include "core/cartridge.h"

#include "core/catalogue.h"
#include "core/hold.h"
#include "model/guid.h"
#include "platform/text.h"
#include "store/journal.h"
#include "store/records.h"
#include "store/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void rsm_cartridge_set_place(struct rsm_record *medium, const struct rsm_media_place *place)
{
    NTMS_PMIDINFORMATIONW *info = &medium->info.Info.PhysicalMedia;

    info->CurrentLibrary = place->library;
    info->Location = place->location;
    info->LocationType = place->location_type;
    info->HomeSlot = place->home;
}

rsm_error rsm_cartridge_note_number(struct rsm *rsm, const GUID *library)
{
    rsm_error err = rsm_records_touch(rsm->store, library);

    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
}

void rsm_cartridge_set_bar_code(struct rsm_record *medium, const WCHAR *bar_code)
{
    NTMS_PMIDINFORMATIONW *info = &medium->info.Info.PhysicalMedia;

    (void)rsm_text_copy(info->szBarCode, NTMS_BARCODE_LENGTH, bar_code);
    rsm_text_trim(info->szBarCode);
    info->BarCodeState =
        info->szBarCode[0] != 0 ? NTMS_BARCODESTATE_OK : NTMS_BARCODESTATE_UNREADABLE;
}

void rsm_cartridge_name(const struct rsm_record *medium, const WCHAR *label_text,
                        WCHAR name_out[NTMS_OBJECTNAME_LENGTH])
{
    const NTMS_PMIDINFORMATIONW *info = &medium->info.Info.PhysicalMedia;
    const WCHAR *name = info->szSequenceNumber;

    if (info->szBarCode[0] != 0)
        name = info->szBarCode;
    else if (label_text != NULL && label_text[0] != 0 && info->dwNumberOfPartitions == 1)
        name = label_text;
    (void)rsm_text_copy(name_out, NTMS_OBJECTNAME_LENGTH, name);
}

void rsm_cartridge_name_side(const WCHAR *medium_name, DWORD side,
                             WCHAR name_out[NTMS_OBJECTNAME_LENGTH])
{
    char suffix[16];
    size_t room;

    (void)snprintf(suffix, sizeof suffix, " - %lu", (unsigned long)side + 1);
    room = NTMS_OBJECTNAME_LENGTH - strlen(suffix);
    (void)rsm_text_copy(name_out, room, medium_name);
    room = rsm_text_length(name_out, NTMS_OBJECTNAME_LENGTH);
    (void)rsm_text_from_utf8(&name_out[room], NTMS_OBJECTNAME_LENGTH - room, suffix,
                             RSM_TEXT_TERMINATED);
}

void rsm_cartridge_label_side(struct rsm_record *side, const MediaLabelInfo *label)
{
    NTMS_PARTITIONINFORMATIONW *info = &side->info.Info.Partition;
    size_t size = label->LabelIDSize;

    side->own.Beginning = rsm_guid_null;
    if (size > NTMS_OMIDLABELID_LENGTH)
        size = NTMS_OMIDLABELID_LENGTH;
    memset(info->OmidLabelId, 0, sizeof info->OmidLabelId);
    memcpy(info->OmidLabelId, label->LabelID, size);
    info->dwOmidLabelIdLength = (DWORD)size;
    (void)rsm_text_copy(info->szOmidLabelType, NTMS_OMIDLABELTYPE_LENGTH, label->LabelType);
    (void)rsm_text_copy(info->szOmidLabelInfo, NTMS_OMIDLABELINFO_LENGTH, label->LabelAppDescr);
}

void rsm_cartridge_join(struct rsm_record *side, const struct rsm_record *medium, DWORD number)
{
    side->info.Info.Partition.PhysicalMedia = medium->info.ObjectGuid;
    side->info.Info.Partition.Side = (WORD)number;
    side->own.Pool = medium->info.Info.PhysicalMedia.MediaPool;
    side->own.Library = medium->info.Info.PhysicalMedia.CurrentLibrary;
}

static rsm_error add_sides(struct rsm *rsm, const struct rsm_record *medium,
                           const struct rsm_verdict *verdict)
{
    rsm_error err = ERROR_SUCCESS;
    DWORD count = medium->info.Info.PhysicalMedia.dwNumberOfPartitions;

    for (DWORD i = 0; err == ERROR_SUCCESS && i < count; i++) {
        struct rsm_record side;

        rsm_record_begin(&side, NTMS_PARTITION);
        rsm_cartridge_join(&side, medium, i);
        rsm_cartridge_name_side(medium->info.szName, i, side.info.szName);
        side.info.Info.Partition.State = verdict->state;
        if (i == 0 && verdict->label != NULL)
            rsm_cartridge_label_side(&side, verdict->label);
        err = rsm_records_insert(rsm->store, &side);
    }
    return err;
}

static rsm_error number_of_sides(struct rsm *rsm, const GUID *media_type, DWORD *count_out)
{
    struct rsm_record type;
    rsm_error err = rsm_records_load(rsm->store, media_type, NTMS_MEDIA_TYPE, &type);

    if (err == ERROR_SUCCESS)
        *count_out = type.info.Info.MediaType.NumberOfSides;
    return err;
}

rsm_error rsm_cartridge_set_number(struct rsm *rsm, struct rsm_record *medium)
{
    uint32_t number;
    rsm_error err = rsm_settings_next_number(rsm->store, "sequence", &number);

    if (err == ERROR_SUCCESS)
        (void)rsm_text_format(medium->info.Info.PhysicalMedia.szSequenceNumber,
                              NTMS_SEQUENCE_LENGTH, "%lu", (unsigned long)number);
    return err;
}

/* What a label says for people; NULL = there is no label. */
static const WCHAR *text_of(const MediaLabelInfo *label)
{
    return label != NULL ? label->LabelAppDescr : NULL;
}

rsm_error rsm_cartridge_add(struct rsm *rsm, const struct rsm_media_place *place,
                            const GUID *media_type, const WCHAR *bar_code,
                            const struct rsm_verdict *verdict, struct rsm_record *medium_out)
{
    struct rsm_record medium;
    NTMS_PMIDINFORMATIONW *info = &medium.info.Info.PhysicalMedia;
    rsm_error err;

    rsm_record_begin(&medium, NTMS_PHYSICAL_MEDIA);
    err = number_of_sides(rsm, media_type, &info->dwNumberOfPartitions);
    if (err == ERROR_SUCCESS)
        err = rsm_catalogue_child_pool(rsm, verdict->pool_type, media_type, &info->MediaPool);
    if (err == ERROR_SUCCESS)
        err = rsm_cartridge_set_number(rsm, &medium);
    if (err != ERROR_SUCCESS)
        return err;

    info->MediaType = *media_type;
    info->MediaState = NTMS_MEDIASTATE_IDLE;
    rsm_cartridge_set_place(&medium, place);
    rsm_cartridge_set_bar_code(&medium, bar_code);
    medium.own.Fresh = verdict->fresh;
    rsm_cartridge_name(&medium, text_of(verdict->label), medium.info.szName);
    err = rsm_records_insert(rsm->store, &medium);
    if (err == ERROR_SUCCESS)
        err = rsm_cartridge_note_number(rsm, &place->library);
    if (err == ERROR_SUCCESS)
        err = add_sides(rsm, &medium, verdict);
    if (err == ERROR_SUCCESS)
        *medium_out = medium;
    return err;
}

struct settling {
    struct rsm *rsm;
    const struct rsm_verdict *verdict;
    const GUID *pool;
    const WCHAR *old_name; /* of the medium */
    const WCHAR *new_name;
    rsm_error err;
};

static bool settle_side(void *context, const struct rsm_record *stored)
{
    struct settling *settling = context;
    struct rsm_record side = *stored;
    DWORD number = side.info.Info.Partition.Side;
    WCHAR expected[NTMS_OBJECTNAME_LENGTH];

    side.info.Info.Partition.State = settling->verdict->state;
    side.own.Pool = *settling->pool;
    if (number == 0 && settling->verdict->label != NULL)
        rsm_cartridge_label_side(&side, settling->verdict->label);
    rsm_cartridge_name_side(settling->old_name, number, expected);
    if (rsm_text_equal(side.info.szName, expected, NTMS_OBJECTNAME_LENGTH))
        rsm_cartridge_name_side(settling->new_name, number, side.info.szName);
    settling->err = rsm_records_save(settling->rsm->store, &side);
    return settling->err == ERROR_SUCCESS;
}

static rsm_error settle_sides(struct settling *settling, const GUID *medium)
{
    const struct rsm_condition of_medium = {.column = "physical_media", .guid = medium};
    rsm_error err = rsm_records_each(settling->rsm->store, NTMS_PARTITION, &of_medium, 1,
                                     settle_side, settling);

    return err != ERROR_SUCCESS ? err : settling->err;
}

/* A medium that was taken for another type, with another number of sides, gets new ones. */
static rsm_error replace_sides(struct rsm *rsm, const struct rsm_record *medium,
                               const struct rsm_verdict *verdict)
{
    rsm_error err = rsm_cartridge_delete_sides(rsm, &medium->info.ObjectGuid);

    if (err == ERROR_SUCCESS)
        err = add_sides(rsm, medium, verdict);
    return err;
}

rsm_error rsm_cartridge_settle(struct rsm *rsm, struct rsm_record *medium, const GUID *media_type,
                               const struct rsm_verdict *verdict)
{
    NTMS_PMIDINFORMATIONW *info = &medium->info.Info.PhysicalMedia;
    struct settling settling = {
        .rsm = rsm, .verdict = verdict, .pool = &info->MediaPool, .new_name = medium->info.szName};
    WCHAR old_name[NTMS_OBJECTNAME_LENGTH];
    WCHAR first_name[NTMS_OBJECTNAME_LENGTH];
    DWORD sides_before = info->dwNumberOfPartitions;
    rsm_error err = number_of_sides(rsm, media_type, &info->dwNumberOfPartitions);

    if (err == ERROR_SUCCESS)
        err = rsm_catalogue_child_pool(rsm, verdict->pool_type, media_type, &info->MediaPool);
    if (err != ERROR_SUCCESS)
        return err;
    info->MediaType = *media_type;
    medium->own.Fresh = verdict->fresh;
    (void)rsm_text_copy(old_name, NTMS_OBJECTNAME_LENGTH, medium->info.szName);
    settling.old_name = old_name;
    rsm_cartridge_name(medium, NULL, first_name);
    if (rsm_text_equal(old_name, first_name, NTMS_OBJECTNAME_LENGTH))
        rsm_cartridge_name(medium, text_of(verdict->label), medium->info.szName);

    err = rsm_records_save(rsm->store, medium);
    if (err != ERROR_SUCCESS)
        return err;
    if (info->dwNumberOfPartitions != sides_before)
        return replace_sides(rsm, medium, verdict);
    return settle_sides(&settling, &medium->info.ObjectGuid);
}

/* GUIDs of the sides of a medium; free() *sides_out. */
static rsm_error sides_of(struct rsm *rsm, const GUID *medium, GUID **sides_out, size_t *count_out)
{
    const struct rsm_condition of_medium = {.column = "physical_media", .guid = medium};

    return rsm_records_ids(rsm->store, NTMS_PARTITION, &of_medium, 1, sides_out, count_out);
}

static rsm_error move_side(struct rsm *rsm, const GUID *id, const GUID *pool)
{
    struct rsm_record side;
    rsm_error err = rsm_records_load(rsm->store, id, NTMS_PARTITION, &side);

    if (err != ERROR_SUCCESS)
        return err;
    side.own.Pool = *pool;
    err = rsm_records_save(rsm->store, &side);
    if (err == ERROR_SUCCESS && !rsm_guid_is_null(&side.info.Info.Partition.LogicalMedia))
        err = rsm_records_set_guid(rsm->store, NTMS_LOGICAL_MEDIA,
                                   &side.info.Info.Partition.LogicalMedia, "media_pool", pool);
    return err;
}

rsm_error rsm_cartridge_move_to_pool(struct rsm *rsm, struct rsm_record *medium, const GUID *pool)
{
    GUID *sides = NULL;
    size_t count = 0;
    rsm_error err;

    medium->info.Info.PhysicalMedia.MediaPool = *pool;
    err = rsm_records_save(rsm->store, medium);
    if (err == ERROR_SUCCESS)
        err = sides_of(rsm, &medium->info.ObjectGuid, &sides, &count);
    for (size_t i = 0; err == ERROR_SUCCESS && i < count; i++)
        err = move_side(rsm, &sides[i], pool);
    free(sides);
    return err;
}

static rsm_error take_sides_along(struct rsm *rsm, const struct rsm_record *medium)
{
    const GUID *library = &medium->info.Info.PhysicalMedia.CurrentLibrary;
    GUID *sides = NULL;
    size_t count = 0;
    rsm_error err = sides_of(rsm, &medium->info.ObjectGuid, &sides, &count);

    for (size_t i = 0; err == ERROR_SUCCESS && i < count; i++)
        err = rsm_records_set_guid(rsm->store, NTMS_PARTITION, &sides[i], "library", library);
    free(sides);
    return err;
}

rsm_error rsm_cartridge_move_to_place(struct rsm *rsm, struct rsm_record *medium,
                                      const struct rsm_media_place *place)
{
    GUID before = medium->info.Info.PhysicalMedia.CurrentLibrary;
    rsm_error err;

    if (!rsm_guid_equal(&medium->info.Info.PhysicalMedia.Location, &place->location))
        rsm_hold_drop(medium);
    rsm_cartridge_set_place(medium, place);
    err = rsm_records_save(rsm->store, medium);
    if (err != ERROR_SUCCESS || rsm_guid_equal(&before, &place->library))
        return err;
    err = rsm_cartridge_note_number(rsm, &before);
    if (err == ERROR_SUCCESS)
        err = rsm_cartridge_note_number(rsm, &place->library);
    return err == ERROR_SUCCESS ? take_sides_along(rsm, medium) : err;
}

rsm_error rsm_cartridge_first_side(struct rsm *rsm, const GUID *medium, struct rsm_record *side_out)
{
    const struct rsm_condition first[] = {
        {.column = "physical_media", .guid = medium},
        {.column = "side", .number = 0},
    };

    return rsm_records_first(rsm->store, NTMS_PARTITION, first, 2, side_out);
}

/* Was nothing read of it yet, or is a writing on it on record whose outcome nobody knows? */
static rsm_error must_be_read(struct rsm *rsm, const GUID *medium, bool *must_out)
{
    const struct rsm_condition unknown[] = {
        {.column = "physical_media", .guid = medium},
        {.column = "state", .number = NTMS_PARTSTATE_UNKNOWN},
    };
    struct rsm_intent intent;
    DWORD sides = 0;
    rsm_error err = rsm_records_count(rsm->store, NTMS_PARTITION, unknown, 2, &sides);

    *must_out = sides > 0;
    if (err != ERROR_SUCCESS || *must_out)
        return err;
    err = rsm_journal_find_write(rsm->store, medium, &intent);
    *must_out = err == ERROR_SUCCESS;
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
}

rsm_error rsm_cartridge_unmark(struct rsm *rsm, struct rsm_record *medium)
{
    bool must_be_read_again = false;
    rsm_error err;

    if (medium->own.Fresh != RSM_FRESH_DISPLACED)
        return ERROR_SUCCESS;
    err = must_be_read(rsm, &medium->info.ObjectGuid, &must_be_read_again);
    if (err == ERROR_SUCCESS)
        medium->own.Fresh = must_be_read_again ? RSM_FRESH_NEW : RSM_FRESH_NO;
    return err;
}

static rsm_error empty_drive_of(struct rsm *rsm, const GUID *side)
{
    const struct rsm_condition holds_side = {.column = "saved_partition_id", .guid = side};
    struct rsm_record drive;
    rsm_error err = rsm_records_first(rsm->store, NTMS_DRIVE, &holds_side, 1, &drive);

    if (err == ERROR_OBJECT_NOT_FOUND)
        return ERROR_SUCCESS;
    if (err != ERROR_SUCCESS)
        return err;
    return rsm_records_set_guid(rsm->store, NTMS_DRIVE, &drive.info.ObjectGuid,
                                "saved_partition_id", &rsm_guid_null);
}

rsm_error rsm_cartridge_leave_drives(struct rsm *rsm, const GUID *medium)
{
    GUID *sides = NULL;
    size_t count = 0;
    rsm_error err = sides_of(rsm, medium, &sides, &count);

    for (size_t i = 0; err == ERROR_SUCCESS && i < count; i++)
        err = empty_drive_of(rsm, &sides[i]);
    free(sides);
    return err;
}

static rsm_error delete_side(struct rsm *rsm, const GUID *id)
{
    struct rsm_record side;
    rsm_error err = rsm_records_load(rsm->store, id, NTMS_PARTITION, &side);

    if (err == ERROR_SUCCESS && !rsm_guid_is_null(&side.info.Info.Partition.LogicalMedia)) {
        err = rsm_records_delete(rsm->store, &side.info.Info.Partition.LogicalMedia);
        if (err == ERROR_OBJECT_NOT_FOUND) /* it owned another side too, and went with that one */
            err = ERROR_SUCCESS;
    }
    if (err == ERROR_SUCCESS)
        err = rsm_records_delete(rsm->store, id);
    return err;
}

rsm_error rsm_cartridge_delete_sides(struct rsm *rsm, const GUID *medium)
{
    GUID *sides = NULL;
    size_t count = 0;
    rsm_error err = rsm_cartridge_leave_drives(rsm, medium);

    if (err == ERROR_SUCCESS)
        err = sides_of(rsm, medium, &sides, &count);
    for (size_t i = 0; err == ERROR_SUCCESS && i < count; i++)
        err = delete_side(rsm, &sides[i]);
    free(sides);
    return err;
}
