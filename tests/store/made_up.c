/*
 * Databases and records for the tests of the store.
 */
#include "store/made_up.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "model/fields.h"
#include "platform/clock.h"
#include "platform/paths.h"
#include "store/records.h"
#include "support/asserts.h"

struct rsm_store *open_database(const char *path)
{
    struct rsm_store *store;
    bool fresh;

    assert_success(rsm_store_open(path, &store, &fresh));
    return store;
}

static void remove_parts(const char *path)
{
    static const char *const parts[] = {"", "-wal", "-shm", "-journal", ".suspect"};
    char name[RSM_PATHS_ROOM];

    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        snprintf(name, sizeof name, "%s%s", path, parts[i]);
        rsm_paths_remove(name);
    }
}

void remove_database(const char *path)
{
    char name[RSM_PATHS_ROOM];

    remove_parts(path);
    for (int i = 1; i < 4; i++) {
        snprintf(name, sizeof name, "%s.damaged-%d", path, i);
        remove_parts(name);
    }
}

void begin_read(struct rsm_store *store)
{
    assert_success(rsm_store_begin(store, RSM_STORE_READ));
}

void begin_write(struct rsm_store *store)
{
    assert_success(rsm_store_begin(store, RSM_STORE_WRITE));
}

void commit(struct rsm_store *store)
{
    assert_success(rsm_store_end(store, ERROR_SUCCESS));
}

void roll_back(struct rsm_store *store)
{
    assert_fails_with(ERROR_CANCELLED, rsm_store_end(store, ERROR_CANCELLED));
}

/* Letters of one, two and three bytes in UTF-8 and a pair of surrogates, up to the last place. */
static void make_up_text(WCHAR *text, size_t room, unsigned seed)
{
    static const WCHAR letters[] = u"aZ0 \u00e4\u0416\u4e2d\ufffd";
    size_t count = sizeof letters / sizeof letters[0] - 1;
    size_t i = 0;

    text[i++] = 0xD83D;
    text[i++] = 0xDCFC;
    for (; i + 1 < room; i++)
        text[i] = letters[(seed + i) % count];
    text[i] = 0;
}

static void make_up_field(struct rsm_record *record, const struct rsm_field *field, unsigned seed)
{
    void *place = (char *)record + field->offset;
    DWORD number = 0x80000000u + seed;
    WORD word = (WORD)(0xF000u + seed);
    LONGLONG large = INT64_C(-5000000000) - (LONGLONG)seed;

    switch (field->kind) {
    case RSM_FIELD_NUMBER:
        memcpy(place, &number, sizeof number);
        break;
    case RSM_FIELD_WORD:
        memcpy(place, &word, sizeof word);
        break;
    case RSM_FIELD_LARGE:
        memcpy(place, &large, sizeof large);
        break;
    case RSM_FIELD_TIME:
        rsm_clock_from_ms(INT64_C(1700000000000) + seed, place);
        break;
    case RSM_FIELD_STRING:
        make_up_text(place, field->room, seed);
        break;
    case RSM_FIELD_GUID:
        memset(place, (int)(1 + seed % 250), sizeof(GUID));
        break;
    case RSM_FIELD_BYTES: /* all of its room, with zeros inside */
        number = (DWORD)field->room;
        memcpy((char *)record + (field - 1)->offset, &number, sizeof number);
        memset(place, (int)(seed % 3), field->room);
        memset((char *)place + field->room - 3, (int)(1 + seed % 250), 3);
        break;
    }
}

void make_up(struct rsm_record *record, DWORD type, unsigned seed)
{
    size_t count;
    const struct rsm_field *fields = rsm_fields_of(type, &count);

    rsm_record_begin(record, type);
    for (size_t i = 0; i < count; i++) {
        if (fields[i].column != NULL)
            make_up_field(record, &fields[i], seed * 100 + (unsigned)i);
    }
}

GUID add_slot(struct rsm_store *store, const GUID *library, DWORD element)
{
    struct rsm_record slot;

    rsm_record_begin(&slot, NTMS_STORAGESLOT);
    slot.info.Info.StorageSlot.Library = *library;
    slot.own.Element = element;
    assert_success(rsm_records_insert(store, &slot));
    return slot.info.ObjectGuid;
}

DWORD count_of(struct rsm_store *store, DWORD type)
{
    DWORD count = 0;

    begin_read(store);
    assert_success(rsm_records_count(store, type, NULL, 0, &count));
    commit(store);
    return count;
}
