/*
 * Objects by GUID or friendly name.
 */
#include "cli/named.h"

#include <stdio.h>
#include <string.h>

#include "cli/display.h"
#include "cli/listing.h"
#include "cli/pools.h"
#include "platform/text.h"

/* What a kind of objects is called, and the code that says there is none such. */
struct kind {
    DWORD type;
    const char *one;
    const char *many;
    const char *view; /* behind rsm view /t */
    rsm_error error;
};

static const struct kind *kind_of(DWORD type)
{
    static const struct kind kinds[] = {
        {NTMS_LIBRARY, "library", "libraries", "library", ERROR_INVALID_LIBRARY},
        {NTMS_DRIVE, "drive", "drives", "drive", ERROR_INVALID_DRIVE},
        {NTMS_CHANGER, "changer", "changers", "changer", ERROR_OBJECT_NOT_FOUND},
        {NTMS_STORAGESLOT, "slot", "slots", "storageslot", ERROR_OBJECT_NOT_FOUND},
        {NTMS_IEDOOR, "door", "doors", "iedoor", ERROR_OBJECT_NOT_FOUND},
        {NTMS_IEPORT, "port", "ports", "ieport", ERROR_OBJECT_NOT_FOUND},
        {NTMS_PHYSICAL_MEDIA, "medium", "media", "physical_media", ERROR_INVALID_MEDIA},
        {NTMS_PARTITION, "side", "sides", "partition", ERROR_INVALID_MEDIA},
        {NTMS_LOGICAL_MEDIA, "logical medium", "logical media", "logical_media",
         ERROR_INVALID_MEDIA},
        {NTMS_MEDIA_POOL, "media pool", "media pools", "media_pool", ERROR_INVALID_MEDIA_POOL},
        {NTMS_MEDIA_TYPE, "media type", "media types", "media_type", ERROR_OBJECT_NOT_FOUND},
        {0, "object", "objects", "", ERROR_OBJECT_NOT_FOUND},
    };
    const struct kind *kind = kinds;

    while (kind->type != 0 && kind->type != type)
        kind++;
    return kind;
}

static rsm_error fail_ambiguous(struct rsm_run *run, const struct kind *kind, const char *name,
                                const struct rsm_listing *candidates)
{
    char guid[RSM_DISPLAY_GUID];

    (void)rsm_run_fail(run, kind->error,
                       "%zu %s have the name \"%s\"; name one of them by its GUID",
                       candidates->count, kind->many, name);
    for (size_t i = 0; i < candidates->count; i++) {
        rsm_display_guid(&candidates->ids[i], guid);
        rsm_output_print(run->err, "     %s\t%s\n", name, guid);
    }
    return kind->error;
}

static rsm_error find_named(struct rsm_run *run, const struct kind *kind, const char *name,
                            NTMS_OBJECTINFORMATIONW *object_out)
{
    struct rsm_listing found;
    rsm_error err = rsm_listing_find(run->session, kind->type, name, &found);

    if (err == ERROR_SUCCESS && found.count == 1)
        err = rsm_listing_describe(run->session, &found.ids[0], kind->type, object_out);
    if (err != ERROR_SUCCESS)
        (void)rsm_run_fail(run, err, "the %s cannot be listed", kind->many);
    else if (found.count == 0)
        err = rsm_run_fail(run, kind->error,
                           "there is no %s \"%s\"; rsm view /t%s lists those there are", kind->one,
                           name, kind->view);
    else if (found.count > 1)
        err = fail_ambiguous(run, kind, name, &found);
    rsm_listing_free(&found);
    return err;
}

static rsm_error find_pool(struct rsm_run *run, const struct kind *kind, const char *path,
                           NTMS_OBJECTINFORMATIONW *object_out)
{
    struct rsm_pools pools;
    GUID *found = NULL;
    rsm_error err = rsm_pools_read(run->session, &pools);

    path += path[0] == '\\' ? 1 : 0;
    for (size_t i = 0; err == ERROR_SUCCESS && i < pools.count && found == NULL; i++)
        found = rsm_text_same_word(pools.pools[i].path, path) ? &pools.pools[i].id : NULL;
    if (found != NULL)
        err = rsm_listing_describe(run->session, found, NTMS_MEDIA_POOL, object_out);
    if (err != ERROR_SUCCESS)
        (void)rsm_run_fail(run, err, "the media pools cannot be listed");
    else if (found == NULL)
        err = rsm_run_fail(
            run, kind->error,
            "there is no media pool \"%s\"; rsm view /tmedia_pool lists those there are", path);
    rsm_pools_free(&pools);
    return err;
}

rsm_error rsm_named_find(struct rsm_run *run, const struct rsm_argument *argument, DWORD type,
                         NTMS_OBJECTINFORMATIONW *object_out)
{
    const struct kind *kind = kind_of(type);
    GUID id = argument->guid;
    rsm_error err;

    if (argument->which->value == RSM_VALUE_TEXT && type == NTMS_MEDIA_POOL)
        return find_pool(run, kind, argument->text, object_out);
    if (argument->which->value == RSM_VALUE_TEXT)
        return find_named(run, kind, argument->text, object_out);
    err = rsm_listing_describe(run->session, &id, type, object_out);
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "the %s %s cannot be found", kind->one, argument->text);
    return ERROR_SUCCESS;
}

rsm_error rsm_named_find_pair(struct rsm_run *run, const char *letter, DWORD type,
                              NTMS_OBJECTINFORMATIONW *object_out)
{
    const struct rsm_argument *argument;
    char name[] = {letter[0], 'g', '\0'};

    memset(object_out, 0, sizeof *object_out);
    argument = rsm_arguments_find(&run->arguments, name);
    name[1] = 'f';
    if (argument == NULL)
        argument = rsm_arguments_find(&run->arguments, name);
    return argument != NULL ? rsm_named_find(run, argument, type, object_out) : ERROR_SUCCESS;
}
