/*
 * rsm view: one object a line, for people and for scripts that parse it.
 */
#include <stdlib.h>

#include "cli/display.h"
#include "cli/facts.h"
#include "cli/fresh.h"
#include "cli/listing.h"
#include "cli/object_types.h"
#include "cli/view_all.h"
#include "model/guid.h"
#include "platform/text.h"

enum { DESTINATION_ROOM = 512 }; /* more than any name has */

struct view {
    struct rsm_run *run;
    GUID *container; /* NULL = all */
    DWORD type;
    bool shows_guids;
    bool is_brief;
    bool is_found; /* the container of destinations */
    bool has_heading;
    struct rsm_json objects;
    struct rsm_facts facts;
};

/* Upper case, as the table of subcommands names it; once, and not before it is known that there is a list. */
static void print_heading(struct view *view)
{
    char text[40];
    size_t length = 0;

    if (view->is_brief || view->has_heading)
        return;
    view->has_heading = true;
    for (const char *c = rsm_display_object_type(view->type);
         *c != '\0' && length + 1 < sizeof text; c++)
        text[length++] = *c >= 'a' && *c <= 'z' ? (char)(*c - 'a' + 'A') : *c;
    text[length] = '\0';
    rsm_output_print(view->run->out, "\n%s\n\n", text);
}

/* The name on a line of its own, as scripts feed it back; an object without one shows its GUID. */
static void print_object(struct view *view, const char *name, const GUID *id)
{
    char guid[RSM_DISPLAY_GUID];

    print_heading(view);
    rsm_display_guid(id, guid);
    if (view->shows_guids && !view->is_brief)
        rsm_output_print(view->run->out, "%s\t%s\n", name, guid);
    else
        rsm_output_print(view->run->out, "%s\n",
                         view->shows_guids || name[0] == '\0' ? guid : name);
}

/* Of pools their paths. */
static void show_object(struct view *view, NTMS_OBJECTINFORMATIONW *info)
{
    char name[RSM_DISPLAY_TEXT];

    rsm_facts_add(&view->facts, rsm_json_object(view->objects, NULL), info);
    rsm_display_text(info->szName, NTMS_OBJECTNAME_LENGTH, name);
    print_object(view,
                 view->type == NTMS_MEDIA_POOL
                     ? rsm_pools_path(&view->facts.pools, &info->ObjectGuid)
                     : name,
                 &info->ObjectGuid);
}

static rsm_error show_listed(struct view *view, GUID *ids, size_t count)
{
    NTMS_OBJECTINFORMATIONW info;
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; i < count && err == ERROR_SUCCESS; i++) {
        err = rsm_listing_describe(view->run->session, &ids[i], view->type, &info);
        if (err == ERROR_SUCCESS)
            show_object(view, &info);
        else if (err == ERROR_OBJECT_NOT_FOUND)
            err = ERROR_SUCCESS; /* it vanished meanwhile */
    }
    return err;
}

/* Only the topmost pools are listed as being in no container; all are meant. */
static rsm_error show_all_pools(struct view *view)
{
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; i < view->facts.pools.count && err == ERROR_SUCCESS; i++)
        err = show_listed(view, &view->facts.pools.pools[i].id, 1);
    return err;
}

static rsm_error show_objects(struct view *view)
{
    struct rsm_listing listing;
    rsm_error err;

    if (view->type == NTMS_MEDIA_POOL && view->container == NULL)
        return show_all_pools(view);
    err = rsm_listing_read(view->run->session, view->container, view->type, &listing);
    if (err == ERROR_SUCCESS)
        err = show_listed(view, listing.ids, listing.count);
    rsm_listing_free(&listing);
    return err;
}

/* ---- where messages are shown: no objects, but names of computers for the computer and for libraries ---- */

/* The destinations of one kind of messages, each closed by a NUL. */
static rsm_error read_destinations(HANDLE session, GUID *of, DWORD kind, WCHAR **list_out)
{
    DWORD length = 0;
    rsm_error err;

    *list_out = calloc(1, sizeof **list_out);
    while (*list_out != NULL) {
        WCHAR *grown;

        err = GetNtmsUIOptionsW(session, of, kind, *list_out, &length);
        if (err != ERROR_INSUFFICIENT_BUFFER)
            return err;
        grown = calloc((size_t)length + 1, sizeof *grown);
        free(*list_out);
        *list_out = grown;
    }
    return ERROR_NOT_ENOUGH_MEMORY;
}

static void show_destination(struct view *view, const WCHAR *name, DWORD kind,
                             const NTMS_OBJECTINFORMATIONW *of)
{
    struct rsm_json json = rsm_json_object(view->objects, NULL);
    char text[RSM_DISPLAY_TEXT];

    rsm_display_text(name, NTMS_OBJECTNAME_LENGTH, text);
    print_object(view, text, &of->ObjectGuid);
    rsm_json_text(json, "destination", text);
    rsm_json_text(json, "messages", rsm_display_ui_type(kind));
    rsm_json_guid(json, "object", &of->ObjectGuid);
    rsm_json_wide(json, "object_name", of->szName, NTMS_OBJECTNAME_LENGTH);
    rsm_json_text(json, "object_type", rsm_display_object_type(of->dwType));
}

static rsm_error show_destinations_of(struct view *view, NTMS_OBJECTINFORMATIONW *of)
{
    static const DWORD kinds[] = {NTMS_UITYPE_REQ, NTMS_UITYPE_ERR, NTMS_UITYPE_INFO};
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0] && err == ERROR_SUCCESS; i++) {
        WCHAR *list = NULL;

        err = read_destinations(view->run->session, &of->ObjectGuid, kinds[i], &list);
        for (const WCHAR *name = list; err == ERROR_SUCCESS && name[0] != 0;
             name += rsm_text_length(name, DESTINATION_ROOM) + 1)
            show_destination(view, name, kinds[i], of);
        free(list);
    }
    return err;
}

/* Those of the objects of a kind, or of the one that was named. */
static rsm_error show_destinations_of_kind(struct view *view, DWORD type)
{
    struct rsm_listing listing;
    NTMS_OBJECTINFORMATIONW info;
    rsm_error err = rsm_listing_read(view->run->session, NULL, type, &listing);

    for (size_t i = 0; i < listing.count && err == ERROR_SUCCESS; i++) {
        if (view->container != NULL && !rsm_guid_equal(view->container, &listing.ids[i]))
            continue;
        err = rsm_listing_describe(view->run->session, &listing.ids[i], type, &info);
        if (err == ERROR_SUCCESS)
            err = show_destinations_of(view, &info);
        else if (err == ERROR_OBJECT_NOT_FOUND)
            err = ERROR_SUCCESS;
        view->is_found = true;
    }
    rsm_listing_free(&listing);
    return err;
}

static rsm_error show_destinations(struct view *view)
{
    rsm_error err = show_destinations_of_kind(view, NTMS_COMPUTER);

    if (err == ERROR_SUCCESS)
        err = show_destinations_of_kind(view, NTMS_LIBRARY);
    if (err == ERROR_SUCCESS && view->container != NULL && !view->is_found)
        err = ERROR_INVALID_PARAMETER;
    return err;
}

static rsm_error run_view(struct rsm_run *run)
{
    const struct rsm_argument *type = rsm_arguments_find(&run->arguments, "t");
    const struct rsm_argument *in = rsm_arguments_find(&run->arguments, "cg");
    struct view view = {.run = run,
                        .shows_guids = rsm_arguments_has(&run->arguments, "guiddisplay"),
                        .is_brief = rsm_arguments_has(&run->arguments, "b")};
    GUID container;
    rsm_error err;

    if (type == NULL && (in != NULL || view.shows_guids || view.is_brief))
        return rsm_run_misuse(run, "/t is missing, which says what to list");
    if (!rsm_fresh_wait(run))
        rsm_output_print(run->err,
                         "rsm: a library is still being looked at; what is shown of it may "
                         "be what was known before\n");
    if (type == NULL)
        return rsm_view_all(run);
    view.type = type->number;
    if (in != NULL) {
        container = in->guid;
        view.container = &container;
    }
    rsm_json_text(run->json, "type", rsm_display_object_type(view.type));
    view.objects = rsm_json_array(run->json, "objects");
    err = rsm_facts_begin(run->session, &view.facts);
    if (err == ERROR_SUCCESS)
        err = view.type == NTMS_UI_DESTINATION ? show_destinations(&view) : show_objects(&view);
    rsm_facts_end(&view.facts);
    if (err == ERROR_INVALID_PARAMETER && in != NULL)
        return rsm_run_fail(run, err, "%s is not a container of that kind of objects", in->text);
    if (err == ERROR_OBJECT_NOT_FOUND && in != NULL)
        return rsm_run_fail(run, err, "there is no object %s", in->text);
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "the objects cannot be listed");
    print_heading(&view);
    return rsm_run_succeed(run);
}

static const struct rsm_word view_types[] = {
    RSM_OBJECT_TYPE_WORDS,
    {.word = "ui_destinations", .value = NTMS_UI_DESTINATION},
    {.word = "ui_destination", .value = NTMS_UI_DESTINATION, .is_hidden = true},
    {.word = "ui destinations", .value = NTMS_UI_DESTINATION, .is_hidden = true},
    {.word = "ui destination", .value = NTMS_UI_DESTINATION, .is_hidden = true},
    {.word = "uidestinations", .value = NTMS_UI_DESTINATION, .is_hidden = true},
    {.word = NULL},
};

static const struct rsm_switch view_switches[] = {
    {.name = "t",
     .value = RSM_VALUE_WORD,
     .shown = "<type>",
     .words = view_types,
     .help = "the kind of objects: library, drive, changer, storageslot, iedoor, ieport, "
             "physical_media, partition, logical_media, media_pool, media_type, drive_type, "
             "changer_type, librequest, oprequest, computer or ui_destinations"},
    {.name = "cg",
     .value = RSM_VALUE_GUID,
     .shown = "<guid>",
     .help = "only those in this container: media of a library or a pool, partitions of a medium, "
             "logical media of a partition ..."},
    {.name = "guiddisplay", .help = "GUIDs: behind the names, or with /b instead of them"},
    {.name = "b", .help = "nothing but the lines"},
    {.name = NULL},
};

const struct rsm_subcommand rsm_subcommand_view = {
    .name = "view",
    .subject = RSM_SUBJECT_OBJECTS,
    .summary = "Show libraries, drives, slots, media, pools and requests",
    .switches = view_switches,
    .details =
        "Without /t everything is shown in tables. With /t one object is shown a line, "
        "by its name, which can be used as a value of other commands.",
    .has_facts = true,
    .needs_session = true,
    .run = run_view,
};
