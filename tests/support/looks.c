/*
 * Looking at objects for stories.  Each look is a transaction of its own.
 */
#include "support/looks.h"

#include "core/cartridge.h"
#include "core/catalogue.h"
#include "core/media.h"
#include "core/session.h"
#include "model/guid.h"
#include "platform/text.h"
#include "store/records.h"
#include "support/asserts.h"
#include "work/queue.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

static rsm_error read_end(struct fixture *f, rsm_error err)
{
    return rsm_store_end(f->rsm->store, err);
}

static bool find(struct fixture *f, DWORD type, const struct rsm_condition *conditions,
                 size_t count, struct rsm_record *record_out)
{
    rsm_error err;

    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_READ));
    err = read_end(f, rsm_records_first(f->rsm->store, type, conditions, count, record_out));
    if (err != ERROR_OBJECT_NOT_FOUND)
        assert_success(err);
    return err == ERROR_SUCCESS;
}

static GUID *remember(struct fixture *f, const GUID *id)
{
    GUID *kept = &f->ids[f->next_id++ % (sizeof f->ids / sizeof f->ids[0])];

    *kept = *id;
    return kept;
}

/* ---- libraries and places ---- */

struct search {
    const char *serial;
    bool found;
    struct rsm_record *library_out;
};

static bool is_wanted(void *context, const struct rsm_record *record)
{
    struct search *search = context;
    char identity[RSM_IDENTITY_LENGTH * 3];
    const char *serial;

    if ((record->info.Info.Library.dwFlags & NTMS_LIBRARYFLAG_FIXEDOFFLINE) != 0)
        return true;
    rsm_text_to_utf8(identity, sizeof identity, record->own.Identity, RSM_IDENTITY_LENGTH);
    serial = strrchr(identity, '|');
    if (search->serial != NULL && (serial == NULL || strcmp(serial + 1, search->serial) != 0))
        return true;
    *search->library_out = *record;
    search->found = true;
    return false;
}

void look_at_library(struct fixture *f, struct rsm_record *library_out)
{
    struct search search = {.serial = f->serial, .library_out = library_out};
    rsm_error err;

    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_READ));
    err = read_end(f, rsm_records_each(f->rsm->store, NTMS_LIBRARY, NULL, 0, is_wanted, &search));
    assert_success(err);
    assert_true(search.found);
}

GUID *library_id(struct fixture *f)
{
    struct rsm_record library;

    look_at_library(f, &library);
    return remember(f, &library.info.ObjectGuid);
}

GUID *offline_library_id(struct fixture *f)
{
    return remember(f, &rsm_catalogue_offline_library);
}

static void look_at_place(struct fixture *f, DWORD type, unsigned number,
                          struct rsm_record *place_out)
{
    const struct rsm_condition conditions[] = {
        {.column = "library", .guid = library_id(f)},
        {.column = "number", .number = number},
    };

    if (!find(f, type, conditions, 2, place_out))
        fail_msg("there is no object of type %u with number %u", (unsigned)type, number);
}

void look_at_slot(struct fixture *f, unsigned number, struct rsm_record *slot_out)
{
    look_at_place(f, NTMS_STORAGESLOT, number, slot_out);
}

void look_at_drive(struct fixture *f, unsigned number, struct rsm_record *drive_out)
{
    look_at_place(f, NTMS_DRIVE, number, drive_out);
}

static GUID *place_id(struct fixture *f, DWORD type, unsigned number)
{
    struct rsm_record place;

    look_at_place(f, type, number, &place);
    return remember(f, &place.info.ObjectGuid);
}

GUID *slot_id(struct fixture *f, unsigned number)
{
    return place_id(f, NTMS_STORAGESLOT, number);
}

GUID *drive_id(struct fixture *f, unsigned number)
{
    return place_id(f, NTMS_DRIVE, number);
}

GUID *port_id(struct fixture *f, unsigned number)
{
    return place_id(f, NTMS_IEPORT, number);
}

GUID *door_id(struct fixture *f)
{
    return place_id(f, NTMS_IEDOOR, 1);
}

/* ---- any object ---- */

void look_at(struct fixture *f, const GUID *id, DWORD type, struct rsm_record *record_out)
{
    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_READ));
    assert_success(read_end(f, rsm_records_load(f->rsm->store, id, type, record_out)));
}

bool is_on_record(struct fixture *f, const GUID *id)
{
    struct rsm_record record;
    rsm_error err;

    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_READ));
    err = read_end(f, rsm_records_load(f->rsm->store, id, 0, &record));
    return err == ERROR_SUCCESS;
}

void change(struct fixture *f, struct rsm_record *record)
{
    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_store_end(f->rsm->store, rsm_records_save(f->rsm->store, record)));
}

DWORD count_objects(struct fixture *f, DWORD type)
{
    DWORD count = 0;

    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_READ));
    assert_success(read_end(f, rsm_records_count(f->rsm->store, type, NULL, 0, &count)));
    return count;
}

/* ---- media ---- */

bool find_medium(struct fixture *f, const char *bar_code, struct rsm_record *medium_out)
{
    WCHAR wide[NTMS_BARCODE_LENGTH];
    const struct rsm_condition with_code = {.column = "bar_code", .text = wide};

    rsm_text_from_utf8(wide, NTMS_BARCODE_LENGTH, bar_code, RSM_TEXT_TERMINATED);
    return find(f, NTMS_PHYSICAL_MEDIA, &with_code, 1, medium_out);
}

bool find_medium_at(struct fixture *f, const GUID *place, struct rsm_record *medium_out)
{
    const struct rsm_condition at = {.column = "location", .guid = place};

    return find(f, NTMS_PHYSICAL_MEDIA, &at, 1, medium_out);
}

bool find_medium_in_slot(struct fixture *f, unsigned slot, struct rsm_record *medium_out)
{
    return find_medium_at(f, slot_id(f, slot), medium_out);
}

void look_at_medium(struct fixture *f, const char *bar_code, struct rsm_record *medium_out)
{
    if (!find_medium(f, bar_code, medium_out))
        fail_msg("there is no medium %s", bar_code);
}

void look_at_medium_in_slot(struct fixture *f, unsigned slot, struct rsm_record *medium_out)
{
    if (!find_medium_in_slot(f, slot, medium_out))
        fail_msg("there is no medium in slot %u", slot);
}

GUID *medium_in_slot(struct fixture *f, unsigned slot)
{
    struct rsm_record medium;

    look_at_medium_in_slot(f, slot, &medium);
    return remember(f, &medium.info.ObjectGuid);
}

void look_at_side(struct fixture *f, const GUID *medium, struct rsm_record *side_out)
{
    const struct rsm_condition of_medium = {.column = "physical_media", .guid = medium};

    assert_true(find(f, NTMS_PARTITION, &of_medium, 1, side_out));
}

GUID give_to_application(struct fixture *f, const GUID *medium, const WCHAR *pool_name)
{
    struct rsm_record pool;
    struct rsm_record record;
    struct rsm_record side;

    look_at(f, medium, NTMS_PHYSICAL_MEDIA, &record);
    look_at_side(f, medium, &side);
    rsm_record_begin(&pool, NTMS_MEDIA_POOL);
    pool.info.Info.MediaPool.PoolType = NTMS_POOLTYPE_APPLICATION;
    pool.info.Info.MediaPool.MediaType = record.info.Info.PhysicalMedia.MediaType;
    rsm_text_copy(pool.info.szName, NTMS_OBJECTNAME_LENGTH, pool_name);

    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_records_insert(f->rsm->store, &pool));
    side.info.Info.Partition.State = NTMS_PARTSTATE_AVAILABLE;
    assert_success(rsm_records_save(f->rsm->store, &side));
    assert_success(rsm_cartridge_move_to_pool(f->rsm, &record, &pool.info.ObjectGuid));
    assert_success(rsm_store_end(f->rsm->store, ERROR_SUCCESS));
    return pool.info.ObjectGuid;
}

GUID allocate_in_slot(struct fixture *f, unsigned slot)
{
    struct rsm_record owner;
    struct rsm_record side;
    GUID medium = *medium_in_slot(f, slot);

    rsm_record_begin(&owner, NTMS_LOGICAL_MEDIA);
    owner.info.Info.LogicalMedia.MediaPool = give_to_application(f, &medium, u"Backups");
    look_at_side(f, &medium, &side);
    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_records_insert(f->rsm->store, &owner));
    side.info.Info.Partition.State = NTMS_PARTSTATE_ALLOCATED;
    side.info.Info.Partition.LogicalMedia = owner.info.ObjectGuid;
    assert_success(rsm_records_save(f->rsm->store, &side));
    assert_success(rsm_store_end(f->rsm->store, ERROR_SUCCESS));
    return owner.info.ObjectGuid;
}

/* ---- requests ---- */

struct tally {
    DWORD operation;
    DWORD state;
    DWORD count;
    DWORD unfinished;
    unsigned skip;
    struct rsm_record *request_out;
};

static bool tally_one(void *context, const struct rsm_record *record)
{
    struct tally *tally = context;
    const NTMS_LIBREQUESTINFORMATIONW *request = &record->info.Info.LibRequest;

    tally->unfinished += rsm_queue_is_final(request->State) ? 0 : 1;
    if (request->OperationCode != tally->operation)
        return true;
    if (tally->request_out == NULL) {
        tally->count += request->State == tally->state ? 1 : 0;
        return true;
    }
    if (tally->skip > 0) {
        tally->skip--;
        return true;
    }
    *tally->request_out = *record;
    tally->count = 1;
    return false;
}

static void tally_requests(struct fixture *f, struct tally *tally)
{
    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_READ));
    assert_success(
        read_end(f, rsm_records_each(f->rsm->store, NTMS_LIBREQUEST, NULL, 0, tally_one, tally)));
}

DWORD count_requests(struct fixture *f, DWORD operation, DWORD state)
{
    struct tally tally = {.operation = operation, .state = state};

    tally_requests(f, &tally);
    return tally.count;
}

DWORD count_unfinished(struct fixture *f)
{
    struct tally tally = {.operation = NTMS_LM_MAXWORKITEM};

    tally_requests(f, &tally);
    return tally.unfinished;
}

void look_at_request(struct fixture *f, DWORD operation, unsigned n, struct rsm_record *request_out)
{
    struct tally tally = {.operation = operation, .skip = n, .request_out = request_out};

    tally_requests(f, &tally);
    if (tally.count == 0)
        fail_msg("there are not %u requests of operation %u", n + 1, (unsigned)operation);
}

bool has_looked_around(struct fixture *f)
{
    const struct rsm_condition unknown[] = {
        {.column = "library", .guid = library_id(f)},
        {.column = "state", .number = NTMS_SLOTSTATE_UNKNOWN},
    };
    struct rsm_record slot;

    return !find(f, NTMS_STORAGESLOT, unknown, 2, &slot);
}

/* ---- what must hold ---- */

void rsm_assert_number(DWORD expected, DWORD actual, const char *what, const char *file, int line)
{
    if (actual == expected)
        return;
    print_error("%s: expected %lu, got %lu\n", what, (unsigned long)expected,
                (unsigned long)actual);
    _fail(file, line);
}

DWORD slot_state(struct fixture *f, unsigned number)
{
    struct rsm_record slot;

    look_at_slot(f, number, &slot);
    return slot.info.Info.StorageSlot.State;
}

DWORD drive_state(struct fixture *f, unsigned number)
{
    struct rsm_record drive;

    look_at_drive(f, number, &drive);
    return drive.info.Info.Drive.State;
}

static DWORD state_of_side(struct fixture *f, const struct rsm_record *medium)
{
    struct rsm_record side;

    look_at_side(f, &medium->info.ObjectGuid, &side);
    return side.info.Info.Partition.State;
}

DWORD partition_state(struct fixture *f, const char *bar_code)
{
    struct rsm_record medium;

    look_at_medium(f, bar_code, &medium);
    return state_of_side(f, &medium);
}

DWORD partition_state_in_slot(struct fixture *f, unsigned slot)
{
    struct rsm_record medium;

    look_at_medium_in_slot(f, slot, &medium);
    return state_of_side(f, &medium);
}

void rsm_assert_moves(struct fixture *f, const char *expected, const char *file, int line)
{
    char moves[4096];

    rsm_sim_moves(f->library, moves, sizeof moves);
    if (strcmp(moves, expected) == 0)
        return;
    print_error("expected moves \"%s\"\ngot            \"%s\"\n", expected, moves);
    _fail(file, line);
}

void rsm_assert_pool(struct fixture *f, const char *bar_code, unsigned slot, const char *pool,
                     const char *file, int line)
{
    struct rsm_record medium;
    struct rsm_record record;
    char name[NTMS_OBJECTNAME_LENGTH * 3];

    if (bar_code != NULL)
        look_at_medium(f, bar_code, &medium);
    else
        look_at_medium_in_slot(f, slot, &medium);
    look_at(f, &medium.info.Info.PhysicalMedia.MediaPool, NTMS_MEDIA_POOL, &record);
    if (!rsm_guid_is_null(&record.info.Info.MediaPool.Parent))
        look_at(f, &record.info.Info.MediaPool.Parent, NTMS_MEDIA_POOL, &record);
    rsm_text_to_utf8(name, sizeof name, record.info.szName, NTMS_OBJECTNAME_LENGTH);
    if (strcmp(name, pool) == 0)
        return;
    print_error("expected the medium in pool \"%s\", it is in \"%s\"\n", pool, name);
    _fail(file, line);
}

void rsm_assert_in_slot(struct fixture *f, const char *bar_code, unsigned slot, const char *file,
                        int line)
{
    struct rsm_record medium;

    look_at_medium(f, bar_code, &medium);
    rsm_assert_guid(slot_id(f, slot), &medium.info.Info.PhysicalMedia.Location, file, line);
    rsm_assert_guid(slot_id(f, slot), &medium.info.Info.PhysicalMedia.HomeSlot, file, line);
    rsm_assert_guid(library_id(f), &medium.info.Info.PhysicalMedia.CurrentLibrary, file, line);
}

void rsm_assert_device(struct fixture *f, unsigned drive, const WCHAR *name, const char *file,
                       int line)
{
    struct rsm_record record;

    look_at_drive(f, drive, &record);
    rsm_assert_text(name, record.info.Info.Drive.szDeviceName, file, line);
}

void rsm_assert_offline(struct fixture *f, const char *bar_code, const char *file, int line)
{
    struct rsm_record medium;

    look_at_medium(f, bar_code, &medium);
    rsm_assert_guid(&rsm_catalogue_offline_library, &medium.info.Info.PhysicalMedia.CurrentLibrary,
                    file, line);
}

void rsm_assert_no_medium(struct fixture *f, const char *bar_code, const char *file, int line)
{
    struct rsm_record medium;

    if (!find_medium(f, bar_code, &medium))
        return;
    print_error("there is a medium %s\n", bar_code);
    _fail(file, line);
}
