/*
 * Media by GUID or name, or by a side of theirs.
 */
#include "cli/medium.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/display.h"
#include "cli/listing.h"
#include "cli/named.h"
#include "model/guid.h"

/* ---- by GUID ---- */

static rsm_error find_by_id(struct rsm_run *run, const struct rsm_argument *argument,
                            NTMS_OBJECTINFORMATIONW *medium_out)
{
    GUID id = argument->guid;
    NTMS_OBJECTINFORMATIONW side;
    rsm_error err = rsm_listing_describe(run->session, &id, NTMS_PARTITION, &side);

    if (err != ERROR_SUCCESS)
        return rsm_named_find(run, argument, NTMS_PHYSICAL_MEDIA, medium_out);
    id = side.Info.Partition.PhysicalMedia;
    err = rsm_listing_describe(run->session, &id, NTMS_PHYSICAL_MEDIA, medium_out);
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "the medium of the side %s cannot be found", argument->text);
    return ERROR_SUCCESS;
}

/* ---- by name ---- */

/* The sides of a listing become their media; those that are gone meanwhile fall out. */
static rsm_error to_media(struct rsm_run *run, struct rsm_listing *sides)
{
    NTMS_OBJECTINFORMATIONW side;
    size_t kept = 0;
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; i < sides->count && err == ERROR_SUCCESS; i++) {
        err = rsm_listing_describe(run->session, &sides->ids[i], NTMS_PARTITION, &side);
        if (err == ERROR_SUCCESS)
            sides->ids[kept++] = side.Info.Partition.PhysicalMedia;
        else if (err == ERROR_OBJECT_NOT_FOUND)
            err = ERROR_SUCCESS;
    }
    sides->count = kept;
    return err;
}

/* Each of them once, in one listing. */
static rsm_error join(struct rsm_listing *media, const struct rsm_listing *more)
{
    GUID *ids = realloc(media->ids, (media->count + more->count + 1) * sizeof *ids);

    if (ids == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    media->ids = ids;
    for (size_t i = 0; i < more->count; i++) {
        size_t k = 0;

        while (k < media->count && !rsm_guid_equal(&ids[k], &more->ids[i]))
            k++;
        if (k == media->count)
            ids[media->count++] = more->ids[i];
    }
    return ERROR_SUCCESS;
}

/* Every medium that has the name, or whose side has it. */
static rsm_error list_candidates(struct rsm_run *run, const char *name,
                                 struct rsm_listing *media_out)
{
    struct rsm_listing sides = {.ids = NULL};
    rsm_error err = rsm_listing_find(run->session, NTMS_PHYSICAL_MEDIA, name, media_out);

    if (err == ERROR_SUCCESS)
        err = rsm_listing_find(run->session, NTMS_PARTITION, name, &sides);
    if (err == ERROR_SUCCESS)
        err = to_media(run, &sides);
    if (err == ERROR_SUCCESS)
        err = join(media_out, &sides);
    rsm_listing_free(&sides);
    return err;
}

/* Which is meant a person knows by where they are. */
static void list_one(struct rsm_run *run, GUID *id)
{
    NTMS_OBJECTINFORMATIONW medium;
    NTMS_OBJECTINFORMATIONW library;
    char guid[RSM_DISPLAY_GUID];
    char name[RSM_MEDIUM_NAME];
    char where[RSM_DISPLAY_TEXT] = "";

    if (rsm_listing_describe(run->session, id, NTMS_PHYSICAL_MEDIA, &medium) != ERROR_SUCCESS)
        return;
    rsm_display_guid(id, guid);
    rsm_medium_name(&medium, name);
    if (rsm_listing_describe(run->session, &medium.Info.PhysicalMedia.CurrentLibrary, NTMS_LIBRARY,
                             &library) == ERROR_SUCCESS)
        rsm_display_text(library.szName, NTMS_OBJECTNAME_LENGTH, where);
    rsm_output_print(run->err, "     %s\t%s\tin %s\n", name, guid, where);
}

static rsm_error fail_ambiguous(struct rsm_run *run, const char *name,
                                const struct rsm_listing *candidates)
{
    (void)rsm_run_fail(
        run, ERROR_INVALID_MEDIA,
        "%zu cartridges have the name \"%s\", or a side that has it; name one of them "
        "by its GUID with /pg",
        candidates->count, name);
    for (size_t i = 0; i < candidates->count; i++)
        list_one(run, &candidates->ids[i]);
    return ERROR_INVALID_MEDIA;
}

static rsm_error find_by_name(struct rsm_run *run, const struct rsm_argument *argument,
                              NTMS_OBJECTINFORMATIONW *medium_out)
{
    struct rsm_listing candidates = {.ids = NULL};
    rsm_error err = list_candidates(run, argument->text, &candidates);

    if (err != ERROR_SUCCESS)
        (void)rsm_run_fail(run, err, "the media cannot be listed");
    else if (candidates.count > 1)
        err = fail_ambiguous(run, argument->text, &candidates);
    else
        err = rsm_named_find_in_full(run, argument, NTMS_PHYSICAL_MEDIA, medium_out);
    rsm_listing_free(&candidates);
    return err;
}

rsm_error rsm_medium_find(struct rsm_run *run, NTMS_OBJECTINFORMATIONW *medium_out)
{
    const struct rsm_argument *argument = rsm_arguments_find(&run->arguments, "pg");

    memset(medium_out, 0, sizeof *medium_out);
    if (argument != NULL)
        return find_by_id(run, argument, medium_out);
    argument = rsm_arguments_find(&run->arguments, "pf");
    return argument != NULL ? find_by_name(run, argument, medium_out) : ERROR_SUCCESS;
}

void rsm_medium_name(const NTMS_OBJECTINFORMATIONW *medium, char text_out[RSM_MEDIUM_NAME])
{
    char name[RSM_DISPLAY_TEXT];
    char bar_code[RSM_DISPLAY_TEXT];

    rsm_display_text(medium->szName, NTMS_OBJECTNAME_LENGTH, name);
    rsm_display_text(medium->Info.PhysicalMedia.szBarCode, NTMS_BARCODE_LENGTH, bar_code);
    if (bar_code[0] == '\0' || strcmp(name, bar_code) == 0)
        snprintf(text_out, RSM_MEDIUM_NAME, "%s", name);
    else
        snprintf(text_out, RSM_MEDIUM_NAME, "%s (%s)", name, bar_code);
}
