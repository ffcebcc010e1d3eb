/*
 * Objects by GUID or friendly name.
 */
#include "cli/named.h"

#include <stdio.h>
#include <string.h>

#include "cli/belongs.h"
#include "cli/display.h"
#include "cli/listing.h"
#include "cli/named_search.h"
#include "model/guid.h"
#include "platform/text.h"

/* What a kind of objects is called, and the code that says there is none such. */
struct kind {
    DWORD type;
    const char *one;
    const char *many;
    const char *view; /* behind rsm view /t; NULL = it lists none of them */
    rsm_error error;
};

static const struct kind kinds[] = {
    {NTMS_LIBRARY, "library", "libraries", "library", ERROR_INVALID_LIBRARY},
    {NTMS_DRIVE, "drive", "drives", "drive", ERROR_INVALID_DRIVE},
    {NTMS_CHANGER, "changer", "changers", "changer", ERROR_OBJECT_NOT_FOUND},
    {NTMS_STORAGESLOT, "slot", "slots", "storageslot", ERROR_OBJECT_NOT_FOUND},
    {NTMS_IEDOOR, "door", "doors", "iedoor", ERROR_OBJECT_NOT_FOUND},
    {NTMS_IEPORT, "port", "ports", "ieport", ERROR_OBJECT_NOT_FOUND},
    {NTMS_PHYSICAL_MEDIA, "medium", "media", "physical_media", ERROR_INVALID_MEDIA},
    {NTMS_PARTITION, "side", "sides", "partition", ERROR_INVALID_MEDIA},
    {NTMS_LOGICAL_MEDIA, "logical medium", "logical media", "logical_media", ERROR_INVALID_MEDIA},
    {NTMS_MEDIA_POOL, "media pool", "media pools", "media_pool", ERROR_INVALID_MEDIA_POOL},
    {NTMS_MEDIA_TYPE, "media type", "media types", "media_type", ERROR_OBJECT_NOT_FOUND},
    {NTMS_DRIVE_TYPE, "drive type", "drive types", "drive_type", ERROR_OBJECT_NOT_FOUND},
    {NTMS_CHANGER_TYPE, "changer type", "changer types", "changer_type", ERROR_OBJECT_NOT_FOUND},
    {NTMS_COMPUTER, "computer", "computers", "computer", ERROR_OBJECT_NOT_FOUND},
    {NTMS_LIBREQUEST, "library request", "library requests", "librequest", ERROR_OBJECT_NOT_FOUND},
    {NTMS_OPREQUEST, "request to a person", "requests to people", "oprequest",
     ERROR_OBJECT_NOT_FOUND},
    {0, "object", "objects", NULL, ERROR_OBJECT_NOT_FOUND},
};

static const struct kind *kind_of(DWORD type)
{
    const struct kind *kind = kinds;

    while (kind->type != 0 && kind->type != type)
        kind++;
    return kind;
}

/* ---- where an object is ---- */

/* Its name; "" when there is none, or it cannot be read. */
static void name_of(HANDLE session, GUID *id, DWORD type, char name_out[RSM_DISPLAY_TEXT])
{
    NTMS_OBJECTINFORMATIONW object;

    name_out[0] = '\0';
    if (!rsm_guid_is_null(id) && rsm_listing_describe(session, id, type, &object) == ERROR_SUCCESS)
        rsm_display_text(object.szName, NTMS_OBJECTNAME_LENGTH, name_out);
}

/* "in STK L20, Slot 3, bar code A00003L5"; "" where there is nothing to say. */
static void say_where(HANDLE session, NTMS_OBJECTINFORMATIONW *object, char *text, size_t room)
{
    char library[RSM_DISPLAY_TEXT] = "";
    char place[RSM_DISPLAY_TEXT] = "";
    char bar_code[RSM_DISPLAY_TEXT] = "";
    GUID in = *rsm_belongs_to(object);

    if (object->dwType != NTMS_LIBRARY)
        name_of(session, &in, NTMS_LIBRARY, library);
    if (object->dwType == NTMS_PHYSICAL_MEDIA)
        name_of(session, &object->Info.PhysicalMedia.Location,
                object->Info.PhysicalMedia.LocationType, place);
    if (object->dwType == NTMS_PHYSICAL_MEDIA &&
        !rsm_text_equal(object->szName, object->Info.PhysicalMedia.szBarCode, NTMS_BARCODE_LENGTH))
        rsm_display_text(object->Info.PhysicalMedia.szBarCode, NTMS_BARCODE_LENGTH, bar_code);
    if (object->dwType == NTMS_PARTITION)
        name_of(session, &object->Info.Partition.PhysicalMedia, NTMS_PHYSICAL_MEDIA, library);
    if (object->dwType == NTMS_LOGICAL_MEDIA)
        name_of(session, &object->Info.LogicalMedia.MediaPool, NTMS_MEDIA_POOL, library);
    snprintf(text, room, "%s%s%s%s%s%s", library[0] != '\0' ? "in " : "", library,
             place[0] != '\0' ? ", " : "", place, bar_code[0] != '\0' ? ", bar code " : "",
             bar_code);
}

/* ---- what goes wrong ---- */

/* An object of another kind has that GUID, or none has. */
static rsm_error fail_guid(struct rsm_run *run, const struct kind *kind, GUID *id, rsm_error error)
{
    NTMS_OBJECTINFORMATIONW object;
    char guid[RSM_DISPLAY_GUID];

    rsm_display_guid(id, guid);
    for (const struct kind *k = kinds; k->type != 0; k++) {
        if (rsm_listing_describe(run->session, id, k->type, &object) == ERROR_SUCCESS)
            return rsm_run_fail(run, error, "%s is no %s, but a %s", guid, kind->one, k->one);
    }
    return rsm_run_fail(run, error, "the %s %s cannot be found", kind->one, guid);
}

static rsm_error fail_unknown(struct rsm_run *run, const struct kind *kind,
                              const struct rsm_named_search *search, const char *library)
{
    const char *nearest = rsm_nearest_found(&search->nearest);
    char shown[RSM_ARGUMENTS_SHOWN];
    char in[RSM_DISPLAY_TEXT + 20] = "";

    rsm_arguments_show(search->name, shown);
    if (library[0] != '\0')
        snprintf(in, sizeof in, " in library \"%s\"", library);
    if (nearest != NULL)
        return rsm_run_fail(run, kind->error, "there is no %s \"%s\"%s; did you mean \"%s\"?",
                            kind->one, shown, in, nearest);
    if (kind->view == NULL)
        return rsm_run_fail(run, kind->error, "there is no %s \"%s\"%s", kind->one, shown, in);
    return rsm_run_fail(run, kind->error,
                        "there is no %s \"%s\"%s; rsm view /t%s lists those there are", kind->one,
                        shown, in, kind->view);
}

static void list_candidates(struct rsm_run *run, const struct kind *kind,
                            const struct rsm_fitting *candidates)
{
    enum { ENOUGH = 32 };
    NTMS_OBJECTINFORMATIONW object;
    char guid[RSM_DISPLAY_GUID];
    char name[RSM_DISPLAY_TEXT];
    char where[3 * RSM_DISPLAY_TEXT + 20];

    for (size_t i = 0; i < candidates->count && i < ENOUGH; i++) {
        if (rsm_listing_describe(run->session, &candidates->ids[i], kind->type, &object) !=
            ERROR_SUCCESS)
            continue;
        rsm_display_guid(&candidates->ids[i], guid);
        rsm_display_text(object.szName, NTMS_OBJECTNAME_LENGTH, name);
        say_where(run->session, &object, where, sizeof where);
        rsm_output_print(run->err, "     %s  %s%s%s\n", guid, name, where[0] != '\0' ? "  " : "",
                         where);
    }
    if (candidates->count > ENOUGH)
        rsm_output_print(run->err, "     and %zu more\n", candidates->count - ENOUGH);
}

static rsm_error fail_ambiguous(struct rsm_run *run, const struct kind *kind,
                                const struct rsm_named_search *search)
{
    enum rsm_fit fit;
    const struct rsm_fitting *candidates = rsm_named_search_best(search, &fit);
    char shown[RSM_ARGUMENTS_SHOWN];

    rsm_arguments_show(search->name, shown);
    if (fit == RSM_FIT_OWN)
        (void)rsm_run_fail(run, kind->error,
                           "%zu %s have the name \"%s\"%s; name one of them by its GUID",
                           candidates->count, kind->many, shown,
                           kind->type == NTMS_PHYSICAL_MEDIA ? ", or a side that has it" : "");
    else
        (void)rsm_run_fail(run, kind->error,
                           "\"%s\" may be any of %zu %s; write more of the name, or a GUID", shown,
                           candidates->count, kind->many);
    list_candidates(run, kind, candidates);
    return kind->error;
}

static rsm_error fail_in_full(struct rsm_run *run, const struct kind *kind,
                              const struct rsm_named_search *search,
                              const NTMS_OBJECTINFORMATIONW *object)
{
    char shown[RSM_ARGUMENTS_SHOWN];
    char name[RSM_DISPLAY_TEXT];

    rsm_arguments_show(search->name, shown);
    rsm_display_text(object->szName, NTMS_OBJECTNAME_LENGTH, name);
    return rsm_run_fail(run, kind->error,
                        "there is no %s \"%s\", and here the whole name is wanted; did you mean "
                        "\"%s\"?",
                        kind->one, shown, name);
}

/* ---- finding ---- */

static GUID *guid_of(const NTMS_OBJECTINFORMATIONW *library, GUID *room)
{
    if (library == NULL || library->dwType == 0)
        return NULL;
    *room = library->ObjectGuid;
    return room;
}

static rsm_error find_named(struct rsm_run *run, const char *name, bool in_full,
                            const struct kind *kind, const NTMS_OBJECTINFORMATIONW *library,
                            NTMS_OBJECTINFORMATIONW *object_out)
{
    struct rsm_named_search search;
    const struct rsm_fitting *best;
    enum rsm_fit fit;
    char in[RSM_DISPLAY_TEXT] = "";
    GUID id;
    rsm_error err =
        rsm_named_search(run->session, name, in_full, kind->type, guid_of(library, &id), &search);

    best = rsm_named_search_best(&search, &fit);
    if (err == ERROR_SUCCESS && best->count == 1)
        err = rsm_listing_describe(run->session, &best->ids[0], kind->type, object_out);
    if (library != NULL && library->dwType != 0)
        rsm_display_text(library->szName, NTMS_OBJECTNAME_LENGTH, in);
    if (err != ERROR_SUCCESS)
        (void)rsm_run_fail(run, err, "the %s cannot be listed", kind->many);
    else if (best->count == 0)
        err = fail_unknown(run, kind, &search, in);
    else if (best->count > 1)
        err = fail_ambiguous(run, kind, &search);
    else if (in_full && fit >= RSM_FIT_OWN_BEGINS)
        err = fail_in_full(run, kind, &search, object_out);
    rsm_named_search_free(&search);
    return err;
}

/* Where a medium is wanted, that of a side; where a side is wanted, the only one of a medium. */
static rsm_error find_by_relation(HANDLE session, GUID *id, DWORD type,
                                  NTMS_OBJECTINFORMATIONW *object_out)
{
    struct rsm_listing sides;
    GUID medium;
    rsm_error err = ERROR_OBJECT_NOT_FOUND;

    if (type == NTMS_PHYSICAL_MEDIA) {
        err = rsm_listing_describe(session, id, NTMS_PARTITION, object_out);
        medium = object_out->Info.Partition.PhysicalMedia;
        return err == ERROR_SUCCESS ? rsm_listing_describe(session, &medium, type, object_out)
                                    : err;
    }
    if (type == NTMS_PARTITION &&
        rsm_listing_read(session, id, NTMS_PARTITION, &sides) == ERROR_SUCCESS) {
        if (sides.count == 1)
            err = rsm_listing_describe(session, &sides.ids[0], type, object_out);
        rsm_listing_free(&sides);
    }
    return err;
}

static rsm_error find_by_guid(struct rsm_run *run, const GUID *given, const struct kind *kind,
                              const NTMS_OBJECTINFORMATIONW *library,
                              NTMS_OBJECTINFORMATIONW *object_out)
{
    GUID id = *given;
    GUID room;
    GUID *in = guid_of(library, &room);
    char name[RSM_DISPLAY_TEXT];
    rsm_error err = rsm_listing_describe(run->session, &id, kind->type, object_out);

    if (err != ERROR_SUCCESS &&
        find_by_relation(run->session, &id, kind->type, object_out) == ERROR_SUCCESS)
        err = ERROR_SUCCESS;
    if (err != ERROR_SUCCESS)
        return fail_guid(run, kind, &id, err);
    if (in == NULL || rsm_guid_equal(rsm_belongs_to(object_out), in))
        return ERROR_SUCCESS;
    rsm_display_text(library->szName, NTMS_OBJECTNAME_LENGTH, name);
    return rsm_run_fail(run, kind->error, "that %s is not in library \"%s\"", kind->one, name);
}

static rsm_error find(struct rsm_run *run, const struct rsm_argument *argument, bool in_full,
                      DWORD type, const NTMS_OBJECTINFORMATIONW *library,
                      NTMS_OBJECTINFORMATIONW *object_out)
{
    const struct kind *kind = kind_of(type);

    memset(object_out, 0, sizeof *object_out);
    if (argument->which->value == RSM_VALUE_GUID)
        return find_by_guid(run, &argument->guid, kind, library, object_out);
    return find_named(run, argument->text, in_full, kind, library, object_out);
}

rsm_error rsm_named_find(struct rsm_run *run, const struct rsm_argument *argument, DWORD type,
                         NTMS_OBJECTINFORMATIONW *object_out)
{
    return find(run, argument, false, type, NULL, object_out);
}

rsm_error rsm_named_find_in_full(struct rsm_run *run, const struct rsm_argument *argument,
                                 DWORD type, NTMS_OBJECTINFORMATIONW *object_out)
{
    return find(run, argument, true, type, NULL, object_out);
}

rsm_error rsm_named_find_in(struct rsm_run *run, const struct rsm_argument *argument, DWORD type,
                            const NTMS_OBJECTINFORMATIONW *library,
                            NTMS_OBJECTINFORMATIONW *object_out)
{
    return find(run, argument, false, type, library, object_out);
}

rsm_error rsm_named_find_pair_in(struct rsm_run *run, const char *letter, DWORD type,
                                 const NTMS_OBJECTINFORMATIONW *library,
                                 NTMS_OBJECTINFORMATIONW *object_out)
{
    const struct rsm_argument *argument;
    char name[] = {letter[0], 'g', '\0'};

    memset(object_out, 0, sizeof *object_out);
    argument = rsm_arguments_find(&run->arguments, name);
    name[1] = 'f';
    if (argument == NULL)
        argument = rsm_arguments_find(&run->arguments, name);
    return argument != NULL ? rsm_named_find_in(run, argument, type, library, object_out)
                            : ERROR_SUCCESS;
}

rsm_error rsm_named_find_pair(struct rsm_run *run, const char *letter, DWORD type,
                              NTMS_OBJECTINFORMATIONW *object_out)
{
    return rsm_named_find_pair_in(run, letter, type, NULL, object_out);
}

rsm_error rsm_named_find_text(struct rsm_run *run, const char *text, DWORD type,
                              const NTMS_OBJECTINFORMATIONW *library,
                              NTMS_OBJECTINFORMATIONW *object_out)
{
    const struct kind *kind = kind_of(type);
    GUID id;

    memset(object_out, 0, sizeof *object_out);
    if (rsm_guid_parse(text, &id))
        return find_by_guid(run, &id, kind, library, object_out);
    return find_named(run, text, false, kind, library, object_out);
}

rsm_error rsm_named_check_whole(struct rsm_run *run, const struct rsm_argument *argument,
                                const NTMS_OBJECTINFORMATIONW *object)
{
    char whole[RSM_DISPLAY_TEXT];
    char given[RSM_ARGUMENTS_SHOWN];

    rsm_text_to_utf8(whole, sizeof whole, object->szName, NTMS_OBJECTNAME_LENGTH);
    if (argument->which->value == RSM_VALUE_GUID || strcmp(argument->text, whole) == 0)
        return ERROR_SUCCESS;
    rsm_arguments_show(argument->text, given);
    rsm_display_text(object->szName, NTMS_OBJECTNAME_LENGTH, whole);
    return rsm_run_fail(run, kind_of(object->dwType)->error,
                        "\"%s\" is not the whole name, which this command wants: \"%s\"", given,
                        whole);
}
