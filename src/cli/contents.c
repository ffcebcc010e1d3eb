/*
 * Cartridges and where they are.
 */
#include "cli/contents.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/listing.h"
#include "model/guid.h"
#include "platform/array.h"

static int compare(const void *a, const void *b)
{
    const struct rsm_whereabouts *left = a;
    const struct rsm_whereabouts *right = b;

    return memcmp(&left->place, &right->place, sizeof(GUID));
}

static rsm_error add(struct rsm_contents *contents, const NTMS_OBJECTINFORMATIONW *info)
{
    struct rsm_whereabouts *grown =
        rsm_array_grow(contents->all, sizeof *grown, contents->count + 1, &contents->room);

    if (grown == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    contents->all = grown;
    grown[contents->count].place = info->Info.PhysicalMedia.Location;
    grown[contents->count].medium = info->ObjectGuid;
    contents->count++;
    return ERROR_SUCCESS;
}

rsm_error rsm_contents_read(HANDLE session, GUID *library, struct rsm_contents *contents_out)
{
    struct rsm_listing listing;
    NTMS_OBJECTINFORMATIONW info;
    rsm_error err = rsm_listing_read(session, library, NTMS_PHYSICAL_MEDIA, &listing);

    memset(contents_out, 0, sizeof *contents_out);
    for (size_t i = 0; i < listing.count && err == ERROR_SUCCESS; i++) {
        err = rsm_listing_describe(session, &listing.ids[i], NTMS_PHYSICAL_MEDIA, &info);
        if (err == ERROR_SUCCESS)
            err = add(contents_out, &info);
        else if (err == ERROR_OBJECT_NOT_FOUND)
            err = ERROR_SUCCESS;
    }
    rsm_listing_free(&listing);
    if (contents_out->count > 0)
        qsort(contents_out->all, contents_out->count, sizeof *contents_out->all, compare);
    return err;
}

void rsm_contents_free(struct rsm_contents *contents)
{
    free(contents->all);
    memset(contents, 0, sizeof *contents);
}

GUID *rsm_contents_find(const struct rsm_contents *contents, const GUID *place)
{
    struct rsm_whereabouts wanted = {.place = *place};
    struct rsm_whereabouts *found = NULL;

    if (contents->count > 0)
        found = bsearch(&wanted, contents->all, contents->count, sizeof wanted, compare);
    return found != NULL ? &found->medium : NULL;
}

rsm_error rsm_contents_in_slot(HANDLE session, NTMS_OBJECTINFORMATIONW *slot, GUID *medium_out)
{
    struct rsm_listing media;
    NTMS_OBJECTINFORMATIONW info;
    rsm_error err =
        rsm_listing_read(session, &slot->Info.StorageSlot.Library, NTMS_PHYSICAL_MEDIA, &media);

    memset(medium_out, 0, sizeof *medium_out);
    for (size_t i = 0; i < media.count && err == ERROR_SUCCESS; i++) {
        err = rsm_listing_describe(session, &media.ids[i], NTMS_PHYSICAL_MEDIA, &info);
        if (err == ERROR_SUCCESS &&
            (rsm_guid_equal(&info.Info.PhysicalMedia.Location, &slot->ObjectGuid) ||
             rsm_guid_equal(&info.Info.PhysicalMedia.HomeSlot, &slot->ObjectGuid)))
            *medium_out = media.ids[i];
        if (err == ERROR_OBJECT_NOT_FOUND)
            err = ERROR_SUCCESS;
    }
    rsm_listing_free(&media);
    return err;
}

static rsm_error describe_side(HANDLE session, GUID *medium, struct rsm_cartridge *cartridge)
{
    struct rsm_listing sides;
    NTMS_OBJECTINFORMATIONW info;
    const NTMS_PARTITIONINFORMATIONW *side = &info.Info.Partition;
    rsm_error err = rsm_listing_read(session, medium, NTMS_PARTITION, &sides);

    if (err != ERROR_SUCCESS || sides.count == 0)
        return err;
    err = rsm_listing_describe(session, &sides.ids[0], NTMS_PARTITION, &info);
    if (err == ERROR_SUCCESS) {
        rsm_display_text(side->szOmidLabelType, NTMS_OMIDLABELTYPE_LENGTH, cartridge->label_type);
        rsm_display_text(side->szOmidLabelInfo, NTMS_OMIDLABELINFO_LENGTH, cartridge->label_text);
        cartridge->side_state = side->State;
        cartridge->mounts = side->dwMountCount;
    }
    rsm_listing_free(&sides);
    return err;
}

rsm_error rsm_contents_describe(HANDLE session, GUID *medium, struct rsm_cartridge *cartridge_out)
{
    NTMS_OBJECTINFORMATIONW info;
    const NTMS_PMIDINFORMATIONW *physical = &info.Info.PhysicalMedia;
    rsm_error err;

    memset(cartridge_out, 0, sizeof *cartridge_out);
    err = rsm_listing_describe(session, medium, NTMS_PHYSICAL_MEDIA, &info);
    if (err != ERROR_SUCCESS)
        return err;
    rsm_display_text(info.szName, NTMS_OBJECTNAME_LENGTH, cartridge_out->name);
    rsm_display_text(physical->szBarCode, NTMS_BARCODE_LENGTH, cartridge_out->bar_code);
    cartridge_out->pool = physical->MediaPool;
    cartridge_out->library = physical->CurrentLibrary;
    cartridge_out->place = physical->Location;
    cartridge_out->place_type = physical->LocationType;
    cartridge_out->state = physical->MediaState;
    return describe_side(session, medium, cartridge_out);
}

void rsm_contents_label(const struct rsm_cartridge *cartridge, const char *pool, char *text_out,
                        size_t room)
{
    const char *mark = cartridge->label_text[0] != '\0' ? "\"" : "";

    if (cartridge->label_type[0] == '\0' && cartridge->label_text[0] == '\0')
        snprintf(text_out, room, "no label that is known, pool %s", pool);
    else
        snprintf(text_out, room, "%s %s%s%s, pool %s", cartridge->label_type, mark,
                 cartridge->label_text, mark, pool);
}

void rsm_contents_json(struct rsm_json in, const struct rsm_cartridge *cartridge, const char *pool)
{
    rsm_json_text(in, "bar_code", cartridge->bar_code);
    rsm_json_text(in, "label_type", cartridge->label_type);
    rsm_json_text(in, "label_text", cartridge->label_text);
    rsm_json_guid(in, "media_pool", &cartridge->pool);
    rsm_json_text(in, "media_pool_name", pool);
}

void rsm_contents_json_medium(struct rsm_json in, const GUID *medium,
                              const struct rsm_cartridge *cartridge, const char *pool)
{
    rsm_json_guid(in, "id", medium);
    rsm_json_text(in, "name", cartridge->name);
    rsm_contents_json(in, cartridge, pool);
}
