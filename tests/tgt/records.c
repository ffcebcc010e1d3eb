/*
 * Records against the truth.
 */
#include "tgt/records.h"

#include "core/session.h"
#include "model/guid.h"
#include "platform/text.h"
#include "store/sql.h"
#include "support/asserts.h"
#include "support/invariants.h"
#include "tgt/devices.h"
#include "tgt/elements.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ELEMENTS_MAX = 64, PATIENCE_MS = 30000 };

static bool is_recorded_full(const NTMS_OBJECTINFORMATIONW *place)
{
    switch (place->dwType) {
    case NTMS_DRIVE:
        return place->Info.Drive.State != NTMS_DRIVESTATE_DISMOUNTED;
    case NTMS_IEPORT:
        return place->Info.IEPort.Content == NTMS_PORTCONTENT_FULL;
    default:
        return place->Info.StorageSlot.State == NTMS_SLOTSTATE_FULL;
    }
}

static bool is_data(const struct element *element)
{
    return element->full && strncmp(element->tag, "CLN", 3) != 0;
}

static void check_cartridge(struct site *s, const struct element *element,
                            const NTMS_OBJECTINFORMATIONW *place)
{
    NTMS_OBJECTINFORMATIONW medium;
    WCHAR bar_code[NTMS_BARCODE_LENGTH];

    rsm_text_from_utf8(bar_code, NTMS_BARCODE_LENGTH, element->tag, RSM_TEXT_TERMINATED);
    medium = site_medium(s, bar_code);
    assert_guid(place->ObjectGuid, medium.Info.PhysicalMedia.Location);
    assert_int_equal(place->dwType, medium.Info.PhysicalMedia.LocationType);
    assert_guid(s->library, medium.Info.PhysicalMedia.CurrentLibrary);
}

/* All elements of a kind; returns how many data cartridges with a bar code are in them. */
static size_t check_places(struct site *s, enum element_kind kind, DWORD type, uint16_t first)
{
    struct element elements[ELEMENTS_MAX];
    size_t count = read_elements(kind, elements, ELEMENTS_MAX);
    size_t cartridges = 0;

    assert_int_equal(count, site_count(s, &s->library, type));
    for (size_t i = 0; i < count; i++) {
        NTMS_OBJECTINFORMATIONW place =
            site_numbered(s, type, (DWORD)(elements[i].address - first) + 1);

        if (is_recorded_full(&place) != elements[i].full)
            fail_msg("element %u is %s, but not on record", elements[i].address,
                     elements[i].full ? "full" : "empty");
        if (type == NTMS_IEPORT || !is_data(&elements[i]))
            continue;
        cartridges++;
        if (elements[i].tag[0] != '\0')
            check_cartridge(s, &elements[i], &place);
    }
    return cartridges;
}

static void check_invariants(struct site *s)
{
    struct rsm_session *session;

    assert_success(rsm_session_get(s->session, &session));
    assert_invariants(session->rsm);
    rsm_session_release(session);
}

void assert_records_match_vtl(struct site *s)
{
    size_t cartridges = check_places(s, ELEMENT_SLOT, NTMS_STORAGESLOT, FIRST_SLOT);

    cartridges += check_places(s, ELEMENT_DRIVE, NTMS_DRIVE, FIRST_DRIVE);
    (void)check_places(s, ELEMENT_PORT, NTMS_IEPORT, FIRST_PORT);
    assert_int_equal(cartridges, site_count(s, &s->library, NTMS_PHYSICAL_MEDIA));
    check_invariants(s);
}

static struct rsm_sql *open_database(void)
{
    struct rsm_sql *sql = NULL;
    char folder[RSM_PATHS_ROOM];
    char path[RSM_PATHS_ROOM];

    assert_success(rsm_paths_data_folder(folder, sizeof folder));
    assert_success(rsm_paths_join(folder, "ntms.db", path, sizeof path));
    assert_success(rsm_sql_open(path, false, &sql));
    rsm_sql_wait_for_others(sql, PATIENCE_MS);
    return sql;
}

void assert_database_whole(void)
{
    struct rsm_sql *sql = open_database();
    char answer[256];

    assert_success(rsm_sql_get_text(sql, "PRAGMA integrity_check", answer, sizeof answer));
    rsm_sql_close(sql);
    assert_string_equal(answer, "ok");
    assert_int_equal(ask_database("SELECT count(*) FROM pragma_foreign_key_check"), 0);
}

int64_t ask_database(const char *query)
{
    struct rsm_sql *sql = open_database();
    int64_t answer = 0;

    assert_success(rsm_sql_get_number(sql, query, &answer));
    rsm_sql_close(sql);
    return answer;
}
