/*
 * Cartridges and their sides.
 */
#include "cli/sides.h"

#include <stdlib.h>
#include <string.h>

#include "cli/listing.h"
#include "cli/named.h"
#include "cli/named_search.h"
#include "cli/place.h"
#include "cli/pools.h"
#include "model/guid.h"
#include "platform/text.h"

/* ---- reading ---- */

static int compare(const void *a, const void *b)
{
    WORD first = ((const NTMS_OBJECTINFORMATIONW *)a)->Info.Partition.Side;
    WORD second = ((const NTMS_OBJECTINFORMATIONW *)b)->Info.Partition.Side;

    return (first > second) - (first < second);
}

rsm_error rsm_sides_read(HANDLE session, GUID *medium, struct rsm_sides *sides_out)
{
    struct rsm_listing listing = {.ids = NULL};
    rsm_error err;

    memset(sides_out, 0, sizeof *sides_out);
    err = rsm_listing_describe(session, medium, NTMS_PHYSICAL_MEDIA, &sides_out->medium);
    if (err == ERROR_SUCCESS)
        err = rsm_listing_read(session, medium, NTMS_PARTITION, &listing);
    if (err == ERROR_SUCCESS && listing.count > 0) {
        sides_out->sides = calloc(listing.count, sizeof *sides_out->sides);
        err = sides_out->sides != NULL ? ERROR_SUCCESS : ERROR_NOT_ENOUGH_MEMORY;
    }
    for (size_t i = 0; i < listing.count && err == ERROR_SUCCESS; i++) {
        err = rsm_listing_describe(session, &listing.ids[i], NTMS_PARTITION,
                                   &sides_out->sides[sides_out->count]);
        sides_out->count += err == ERROR_SUCCESS ? 1 : 0;
    }
    rsm_listing_free(&listing);
    if (sides_out->count > 0)
        qsort(sides_out->sides, sides_out->count, sizeof *sides_out->sides, compare);
    sides_out->named = sides_out->count == 1 ? 0 : sides_out->count;
    return err;
}

void rsm_sides_free(struct rsm_sides *sides)
{
    free(sides->sides);
    memset(sides, 0, sizeof *sides);
}

static rsm_error read_with_side(HANDLE session, const NTMS_OBJECTINFORMATIONW *side,
                                struct rsm_sides *sides_out)
{
    GUID medium = side->Info.Partition.PhysicalMedia;
    rsm_error err = rsm_sides_read(session, &medium, sides_out);

    for (size_t i = 0; i < sides_out->count; i++) {
        if (rsm_guid_equal(&sides_out->sides[i].ObjectGuid, &side->ObjectGuid))
            sides_out->named = i;
    }
    return err;
}

rsm_error rsm_sides_read_logical(HANDLE session, GUID *logical,
                                 NTMS_OBJECTINFORMATIONW *logical_out, struct rsm_sides *sides_out)
{
    GUID copy = *logical; /* which may be in *logical_out */
    NTMS_OBJECTINFORMATIONW side;
    struct rsm_listing sides = {.ids = NULL};
    rsm_error err = rsm_listing_describe(session, &copy, NTMS_LOGICAL_MEDIA, logical_out);

    memset(sides_out, 0, sizeof *sides_out);
    if (err == ERROR_SUCCESS)
        err = rsm_listing_read(session, &copy, NTMS_PARTITION, &sides);
    if (err == ERROR_SUCCESS && sides.count == 0)
        err = ERROR_INVALID_MEDIA;
    if (err == ERROR_SUCCESS)
        err = rsm_listing_describe(session, &sides.ids[0], NTMS_PARTITION, &side);
    if (err == ERROR_SUCCESS)
        err = read_with_side(session, &side, sides_out);
    rsm_listing_free(&sides);
    return err == ERROR_SUCCESS && sides_out->named == sides_out->count ? ERROR_INVALID_MEDIA : err;
}

/* ---- names that leave no doubt ---- */

/* A cartridge, and what it may be called. */
struct doubt {
    WCHAR name[NTMS_OBJECTNAME_LENGTH]; /* that was given */
    GUID meant;
    GUID other; /* another cartridge that may be called so; null = none */
};

/* Is the object, a medium or a side, of another cartridge, and called so? */
static bool raises_doubt(const struct doubt *doubt, const NTMS_OBJECTINFORMATIONW *object,
                         const GUID *medium)
{
    if (rsm_guid_equal(medium, &doubt->meant))
        return false;
    return rsm_text_equal(object->szName, doubt->name, NTMS_OBJECTNAME_LENGTH) ||
           (object->dwType == NTMS_PHYSICAL_MEDIA &&
            rsm_text_equal(object->Info.PhysicalMedia.szBarCode, doubt->name, NTMS_BARCODE_LENGTH));
}

static rsm_error look_for_doubt(HANDLE session, DWORD type, struct doubt *doubt)
{
    NTMS_OBJECTINFORMATIONW object;
    struct rsm_listing listing;
    rsm_error err = rsm_listing_read(session, NULL, type, &listing);

    for (size_t i = 0; i < listing.count && err == ERROR_SUCCESS; i++) {
        err = rsm_listing_describe(session, &listing.ids[i], type, &object);
        if (err == ERROR_SUCCESS) {
            GUID medium =
                type == NTMS_PARTITION ? object.Info.Partition.PhysicalMedia : object.ObjectGuid;

            if (raises_doubt(doubt, &object, &medium))
                doubt->other = medium;
        } else if (err == ERROR_OBJECT_NOT_FOUND) {
            err = ERROR_SUCCESS;
        }
    }
    rsm_listing_free(&listing);
    return err;
}

static void list_cartridge(struct rsm_run *run, GUID *medium)
{
    NTMS_OBJECTINFORMATIONW info;
    char guid[RSM_DISPLAY_GUID];
    char name[RSM_DISPLAY_TEXT];
    char bar_code[RSM_DISPLAY_TEXT];

    if (rsm_listing_describe(run->session, medium, NTMS_PHYSICAL_MEDIA, &info) != ERROR_SUCCESS)
        return;
    rsm_display_guid(medium, guid);
    rsm_display_text(info.szName, NTMS_OBJECTNAME_LENGTH, name);
    rsm_display_text(info.Info.PhysicalMedia.szBarCode, NTMS_BARCODE_LENGTH, bar_code);
    rsm_output_print(run->err, "     %s  %s%s%s\n", guid, name,
                     bar_code[0] != '\0' ? ", bar code " : "", bar_code);
}

/* One cartridge may have as its name what is the bar code of another. */
rsm_error rsm_sides_check_doubt(struct rsm_run *run, const struct rsm_argument *argument,
                                const GUID *medium)
{
    struct doubt doubt = {.meant = *medium};
    char given[RSM_ARGUMENTS_SHOWN];
    rsm_error err;

    if (argument->which->value != RSM_VALUE_TEXT ||
        !rsm_text_from_utf8(doubt.name, NTMS_OBJECTNAME_LENGTH, argument->text,
                            RSM_TEXT_TERMINATED))
        return ERROR_SUCCESS;
    err = look_for_doubt(run->session, NTMS_PHYSICAL_MEDIA, &doubt);
    if (err == ERROR_SUCCESS)
        err = look_for_doubt(run->session, NTMS_PARTITION, &doubt);
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "the media cannot be listed");
    if (rsm_guid_is_null(&doubt.other))
        return ERROR_SUCCESS;
    rsm_arguments_show(argument->text, given);
    err = rsm_run_fail(run, ERROR_INVALID_MEDIA,
                       "\"%s\" may mean either of two cartridges; name it by its GUID, behind /pg",
                       given);
    list_cartridge(run, &doubt.meant);
    list_cartridge(run, &doubt.other);
    return err;
}

/* ---- finding ---- */

static const struct rsm_argument *find_pair(const struct rsm_run *run, const char *guid,
                                            const char *name)
{
    const struct rsm_argument *argument = rsm_arguments_find(&run->arguments, guid);

    return argument != NULL ? argument : rsm_arguments_find(&run->arguments, name);
}

static rsm_error find_logical(struct rsm_run *run, const struct rsm_argument *argument,
                              bool in_full, struct rsm_sides *sides_out)
{
    NTMS_OBJECTINFORMATIONW info;
    rsm_error err = rsm_named_find(run, argument, NTMS_LOGICAL_MEDIA, &info);

    if (err == ERROR_SUCCESS && in_full)
        err = rsm_named_check_whole(run, argument, &info);
    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_sides_read_logical(run->session, &info.ObjectGuid, &info, sides_out);
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "the cartridge of the logical medium cannot be read");
    return ERROR_SUCCESS;
}

/* The one cartridge of these sides. */
static bool are_of_one(HANDLE session, const struct rsm_fitting *sides, GUID *medium_out)
{
    NTMS_OBJECTINFORMATIONW side;

    for (size_t i = 0; i < sides->count; i++) {
        if (rsm_listing_describe(session, &sides->ids[i], NTMS_PARTITION, &side) != ERROR_SUCCESS ||
            (i > 0 && !rsm_guid_equal(&side.Info.Partition.PhysicalMedia, medium_out)))
            return false;
        *medium_out = side.Info.Partition.PhysicalMedia;
    }
    return sides->count > 0;
}

/* A cartridge whose name or GUID that is, where no side has it. */
static bool is_cartridge(struct rsm_run *run, const struct rsm_argument *argument, GUID *medium_out)
{
    NTMS_OBJECTINFORMATIONW info;
    struct rsm_named_search search;
    const struct rsm_fitting *sides;
    enum rsm_fit fit;
    bool is_one;

    *medium_out = argument->guid;
    if (argument->which->value == RSM_VALUE_GUID)
        return rsm_listing_describe(run->session, medium_out, NTMS_PHYSICAL_MEDIA, &info) ==
               ERROR_SUCCESS;
    if (rsm_named_search(run->session, argument->text, false, NTMS_PARTITION, NULL, &search) !=
        ERROR_SUCCESS)
        search.fitting[RSM_FIT_OTHER].count = 0;
    sides = rsm_named_search_best(&search, &fit);
    is_one = fit == RSM_FIT_OTHER && are_of_one(run->session, sides, medium_out);
    rsm_named_search_free(&search);
    return is_one;
}

static rsm_error find_side(struct rsm_run *run, const struct rsm_argument *argument, bool in_full,
                           struct rsm_sides *sides_out)
{
    NTMS_OBJECTINFORMATIONW side;
    GUID medium;
    rsm_error err;

    if (is_cartridge(run, argument, &medium)) {
        err = rsm_sides_read(run->session, &medium, sides_out);
    } else {
        err = rsm_named_find(run, argument, NTMS_PARTITION, &side);
        if (err == ERROR_SUCCESS && in_full)
            err = rsm_named_check_whole(run, argument, &side);
        if (err != ERROR_SUCCESS)
            return err;
        err = read_with_side(run->session, &side, sides_out);
    }
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "the cartridge \"%.100s\" cannot be read", argument->text);
    return ERROR_SUCCESS;
}

rsm_error rsm_sides_find(struct rsm_run *run, enum rsm_sides_care care, struct rsm_sides *sides_out)
{
    const struct rsm_argument *logical = find_pair(run, "lg", "lf");
    const struct rsm_argument *side = find_pair(run, "pg", "pf");
    const struct rsm_argument *argument = logical != NULL ? logical : side;
    bool in_full = care != RSM_SIDES_SHORT;
    bool looks_around = in_full && argument->which->value == RSM_VALUE_TEXT;
    rsm_error err = looks_around ? rsm_place_settle(run, NULL) : ERROR_SUCCESS;

    memset(sides_out, 0, sizeof *sides_out);
    if (err != ERROR_SUCCESS)
        return err;
    if (logical != NULL)
        err = find_logical(run, logical, in_full, sides_out);
    else
        err = find_side(run, side, in_full, sides_out);
    if (err == ERROR_SUCCESS && (care == RSM_SIDES_CERTAIN || (in_full && logical == NULL)))
        err = rsm_sides_check_doubt(run, argument, &sides_out->medium.ObjectGuid);
    return err;
}

/* ---- telling ---- */

bool rsm_sides_is_owned(const NTMS_OBJECTINFORMATIONW *side)
{
    return !rsm_guid_is_null(&side->Info.Partition.LogicalMedia);
}

size_t rsm_sides_owned(const struct rsm_sides *sides, size_t *last_out)
{
    size_t owned = 0;

    for (size_t i = 0; i < sides->count; i++) {
        if (rsm_sides_is_owned(&sides->sides[i])) {
            *last_out = i;
            owned++;
        }
    }
    return owned;
}

void rsm_sides_name(const struct rsm_sides *sides, char name_out[RSM_DISPLAY_TEXT])
{
    rsm_display_text(sides->medium.szName, NTMS_OBJECTNAME_LENGTH, name_out);
}

void rsm_sides_tell(const struct rsm_run *run, const struct rsm_sides *sides)
{
    const NTMS_PMIDINFORMATIONW *medium = &sides->medium.Info.PhysicalMedia;
    char pool[RSM_POOLS_PATH];

    rsm_pools_name(run->session, &medium->MediaPool, pool);
    rsm_json_guid(run->json, "medium", &sides->medium.ObjectGuid);
    rsm_json_wide(run->json, "medium_name", sides->medium.szName, NTMS_OBJECTNAME_LENGTH);
    rsm_json_guid(run->json, "media_pool", &medium->MediaPool);
    rsm_json_text(run->json, "media_pool_name", pool);
    if (sides->named < sides->count) {
        const NTMS_OBJECTINFORMATIONW *side = &sides->sides[sides->named];

        rsm_json_guid(run->json, "side", &side->ObjectGuid);
        rsm_json_wide(run->json, "side_name", side->szName, NTMS_OBJECTNAME_LENGTH);
        rsm_json_text(run->json, "side_state",
                      rsm_display_partition_state(side->Info.Partition.State));
    }
}
