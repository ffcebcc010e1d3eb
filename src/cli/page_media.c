/*
 * Media by their places.
 */
#include "cli/page_media.h"

#include <stdlib.h>
#include <string.h>

#include "cli/listing.h"
#include "model/guid.h"
#include "platform/array.h"

/* Those in drives first, which are few; then by their places. */
static int compare(const void *a, const void *b)
{
    const struct rsm_page_medium *left = a;
    const struct rsm_page_medium *right = b;
    int in_drive = (left->place_type == NTMS_DRIVE) - (right->place_type == NTMS_DRIVE);

    return in_drive != 0 ? -in_drive : memcmp(&left->place, &right->place, sizeof(GUID));
}

static rsm_error add(struct rsm_page_media *media, const NTMS_OBJECTINFORMATIONW *info)
{
    const NTMS_PMIDINFORMATIONW *medium = &info->Info.PhysicalMedia;
    struct rsm_page_medium *grown =
        rsm_array_grow(media->all, sizeof *grown, media->count + 1, &media->room);

    if (grown == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    media->all = grown;
    grown[media->count++] = (struct rsm_page_medium){
        .id = info->ObjectGuid,
        .place = medium->Location,
        .home = medium->HomeSlot,
        .place_type = medium->LocationType,
        .is_bad = !info->Enabled || medium->MediaState == NTMS_MEDIASTATE_OPERROR,
    };
    return ERROR_SUCCESS;
}

rsm_error rsm_page_media_read(HANDLE session, GUID *library, struct rsm_page_media *media_out)
{
    struct rsm_listing listing;
    NTMS_OBJECTINFORMATIONW info;
    rsm_error err = rsm_listing_read(session, library, NTMS_PHYSICAL_MEDIA, &listing);

    memset(media_out, 0, sizeof *media_out);
    for (size_t i = 0; i < listing.count && err == ERROR_SUCCESS; i++) {
        err = rsm_listing_describe(session, &listing.ids[i], NTMS_PHYSICAL_MEDIA, &info);
        if (err == ERROR_SUCCESS)
            err = add(media_out, &info);
        else if (err == ERROR_OBJECT_NOT_FOUND)
            err = ERROR_SUCCESS;
    }
    rsm_listing_free(&listing);
    if (media_out->count > 0)
        qsort(media_out->all, media_out->count, sizeof *media_out->all, compare);
    return err;
}

void rsm_page_media_free(struct rsm_page_media *media)
{
    free(media->all);
    memset(media, 0, sizeof *media);
}

struct rsm_page_medium *rsm_page_media_in(const struct rsm_page_media *media, const GUID *place)
{
    struct rsm_page_medium wanted = {.place = *place, .place_type = NTMS_DRIVE};
    struct rsm_page_medium *found = NULL;

    if (media->count > 0)
        found = bsearch(&wanted, media->all, media->count, sizeof wanted, compare);
    wanted.place_type = NTMS_STORAGESLOT;
    if (found == NULL && media->count > 0)
        found = bsearch(&wanted, media->all, media->count, sizeof wanted, compare);
    return found;
}

struct rsm_page_medium *rsm_page_media_of(const struct rsm_page_media *media, const GUID *slot)
{
    for (size_t i = 0; i < media->count && media->all[i].place_type == NTMS_DRIVE; i++) {
        if (rsm_guid_equal(&media->all[i].home, slot))
            return &media->all[i];
    }
    return NULL;
}
