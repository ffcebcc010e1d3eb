/*
 * Tapes, made and looked at.
 */
#include "support/tapes.h"

#include "core/catalogue.h"
#include "platform/text.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/small_world.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include <string.h>

MediaLabelInfo tape_label(const WCHAR *type, const char *id, const WCHAR *text)
{
    MediaLabelInfo info = {.LabelIDSize = (DWORD)strlen(id)};

    (void)rsm_text_copy(info.LabelType, NTMSMLI_MAXTYPE, type);
    memcpy(info.LabelID, id, strlen(id));
    (void)rsm_text_copy(info.LabelAppDescr, NTMSMLI_MAXAPPDESCR, text);
    return info;
}

struct rsm_media_sighting tape_sighting(const struct small_world *world, size_t slot,
                                        const WCHAR *bar_code, enum rsm_media_reading reading)
{
    struct rsm_media_sighting sighting = {.place = world_slot(world, slot),
                                          .media_type = world->tapes,
                                          .medium_type_code = 0x58,
                                          .density_code = 0x46,
                                          .reading = reading};

    (void)rsm_text_copy(sighting.bar_code, NTMS_BARCODE_LENGTH, bar_code);
    if (reading == RSM_READING_LABEL)
        sighting.label = tape_label(u"MTF", "id 1", u"Weekly 1");
    return sighting;
}

GUID tape_classify(struct small_world *world, const struct rsm_media_sighting *sighting)
{
    struct rsm_record medium;

    world_begin(world);
    assert_success(rsm_media_classify(&world->rsm, sighting, &medium));
    world_end(world);
    return medium.info.ObjectGuid;
}

GUID tape_fresh(struct small_world *world, size_t slot, const WCHAR *bar_code)
{
    struct rsm_media_place place = world_slot(world, slot);
    struct rsm_record medium;

    world_begin(world);
    assert_success(rsm_media_create(&world->rsm, &place, &world->tapes, bar_code, &medium));
    world_end(world);
    return medium.info.ObjectGuid;
}

GUID tape_read(struct small_world *world, size_t slot, const WCHAR *bar_code, const char *label_id)
{
    struct rsm_media_sighting sighting = tape_sighting(
        world, slot, bar_code, label_id == NULL ? RSM_READING_NO_LABEL : RSM_READING_LABEL);

    if (label_id != NULL)
        sighting.label = tape_label(u"MTF", label_id, u"Weekly 1");
    return tape_classify(world, &sighting);
}

GUID tape_owned(struct small_world *world, size_t slot, const WCHAR *bar_code, const char *label_id)
{
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID id = tape_read(world, slot, bar_code, label_id);

    world_put(world, &id, &pool, NTMS_PARTSTATE_AVAILABLE);
    (void)world_allocate(world, &id);
    return id;
}

void tape_send_offline(struct small_world *world, const GUID *id)
{
    world_begin(world);
    assert_success(rsm_media_leave(&world->rsm, id));
    world_end(world);
}

void assert_tape_pool_and_state(struct small_world *world, const GUID *id, DWORD pool_type,
                                DWORD state)
{
    struct rsm_record medium;
    struct rsm_record pool;
    struct rsm_record side;

    world_load(world, id, NTMS_PHYSICAL_MEDIA, &medium);
    world_load(world, &medium.info.Info.PhysicalMedia.MediaPool, NTMS_MEDIA_POOL, &pool);
    world_side(world, id, 0, &side);
    assert_int_equal(pool.info.Info.MediaPool.PoolType, pool_type);
    assert_int_equal(side.info.Info.Partition.State, state);
    assert_int_equal(medium.own.Fresh, RSM_FRESH_NO);
}

void assert_tape_in_slot(struct small_world *world, const GUID *id, size_t slot,
                         const WCHAR *bar_code)
{
    struct rsm_record medium;
    const NTMS_PMIDINFORMATIONW *info = &medium.info.Info.PhysicalMedia;

    world_load(world, id, NTMS_PHYSICAL_MEDIA, &medium);
    assert_guid(world->library, info->CurrentLibrary);
    assert_guid(world->slots[slot], info->Location);
    assert_guid(world->slots[slot], info->HomeSlot);
    assert_int_equal(info->LocationType, NTMS_STORAGESLOT);
    assert_text(bar_code, info->szBarCode);
    assert_int_equal(info->BarCodeState,
                     bar_code[0] != 0 ? NTMS_BARCODESTATE_OK : NTMS_BARCODESTATE_UNREADABLE);
}

void assert_tape_offline_without_bar_code(struct small_world *world, const GUID *id)
{
    struct rsm_record medium;
    const NTMS_PMIDINFORMATIONW *info = &medium.info.Info.PhysicalMedia;

    world_load(world, id, NTMS_PHYSICAL_MEDIA, &medium);
    assert_guid(rsm_catalogue_offline_library, info->CurrentLibrary);
    assert_text(u"", info->szBarCode);
}

void assert_tape_name(struct small_world *world, const GUID *id, const WCHAR *name,
                      const WCHAR *side_name)
{
    struct rsm_record medium;
    struct rsm_record side;

    world_load(world, id, NTMS_PHYSICAL_MEDIA, &medium);
    world_side(world, id, 0, &side);
    assert_text(name, medium.info.szName);
    assert_text(side_name, side.info.szName);
}

DWORD tape_count(struct small_world *world)
{
    DWORD count;

    assert_success(rsm_store_begin(world->rsm.store, RSM_STORE_READ));
    assert_success(rsm_records_count(world->rsm.store, NTMS_PHYSICAL_MEDIA, NULL, 0, &count));
    assert_success(rsm_store_end(world->rsm.store, ERROR_SUCCESS));
    return count;
}
