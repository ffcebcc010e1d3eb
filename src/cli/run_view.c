/*
 * rsm view: one object a line, for people and for scripts that parse it.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/display.h"
#include "cli/listing.h"
#include "cli/pools.h"
#include "cli/run.h"

struct view {
    const struct rsm_run *run;
    bool shows_guids;
    bool is_brief;
};

/* Upper case, as the table of subcommands names it. */
static void print_heading(const struct rsm_run *run, DWORD type)
{
    const struct rsm_word *word = rsm_arguments_find(&run->arguments, "t")->which->words;
    char text[40];
    size_t length = 0;

    while (word->word != NULL && word->value != type)
        word++;
    for (const char *c = word->word; c != NULL && *c != '\0' && length + 1 < sizeof text; c++)
        text[length++] = *c >= 'a' && *c <= 'z' ? (char)(*c - 'a' + 'A') : *c;
    text[length] = '\0';
    rsm_output_print(run->out, "\n%s\n\n", text);
}

/* The name on a line of its own, as scripts feed it back; an object without one shows its GUID. */
static void print_object(const struct view *view, const char *name, const GUID *id)
{
    char guid[RSM_DISPLAY_GUID];

    rsm_display_guid(id, guid);
    if (view->shows_guids && !view->is_brief)
        rsm_output_print(view->run->out, "%s\t%s\n", name, guid);
    else
        rsm_output_print(view->run->out, "%s\n",
                         view->shows_guids || name[0] == '\0' ? guid : name);
}

static rsm_error print_objects(const struct view *view, GUID *container, DWORD type)
{
    struct rsm_listing listing;
    NTMS_OBJECTINFORMATIONW info;
    char name[RSM_DISPLAY_TEXT];
    rsm_error err = rsm_listing_read(view->run->session, container, type, &listing);

    for (size_t i = 0; i < listing.count && err == ERROR_SUCCESS; i++) {
        err = rsm_listing_describe(view->run->session, &listing.ids[i], type, &info);
        if (err == ERROR_SUCCESS) {
            rsm_display_text(info.szName, NTMS_OBJECTNAME_LENGTH, name);
            print_object(view, name, &listing.ids[i]);
        } else if (err == ERROR_OBJECT_NOT_FOUND) {
            err = ERROR_SUCCESS; /* it vanished meanwhile */
        }
    }
    rsm_listing_free(&listing);
    return err;
}

/* All of them with their paths; in a container, those directly in it. */
static rsm_error print_pools(const struct view *view, GUID *container)
{
    struct rsm_pools pools;
    struct rsm_listing inside = {.ids = NULL};
    rsm_error err = rsm_pools_read(view->run->session, &pools);

    if (err == ERROR_SUCCESS && container != NULL)
        err = rsm_listing_read(view->run->session, container, NTMS_MEDIA_POOL, &inside);
    for (size_t i = 0; err == ERROR_SUCCESS && container != NULL && i < inside.count; i++)
        print_object(view, rsm_pools_path(&pools, &inside.ids[i]), &inside.ids[i]);
    for (size_t i = 0; err == ERROR_SUCCESS && container == NULL && i < pools.count; i++)
        print_object(view, pools.pools[i].path, &pools.pools[i].id);
    rsm_listing_free(&inside);
    rsm_pools_free(&pools);
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

    if (type == NULL && run->arguments.count == 0)
        return rsm_run_overview(run);
    if (type == NULL)
        return rsm_run_fail(run, ERROR_INVALID_PARAMETER,
                            "/t is missing, which says what to list; see rsm help view");
    if (in != NULL)
        container = in->guid;
    if (!view.is_brief)
        print_heading(run, type->number);
    if (type->number == NTMS_MEDIA_POOL)
        err = print_pools(&view, in != NULL ? &container : NULL);
    else
        err = print_objects(&view, in != NULL ? &container : NULL, type->number);
    if (err == ERROR_INVALID_PARAMETER && in != NULL)
        return rsm_run_fail(run, err, "%s is not a container of that kind of objects", in->text);
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "the objects cannot be listed");
    if (!view.is_brief)
        rsm_output_print(run->out, "\nThe command completed successfully.\n");
    return ERROR_SUCCESS;
}

static const struct rsm_word view_types[] = {
    {.word = "library", .value = NTMS_LIBRARY},
    {.word = "drive", .value = NTMS_DRIVE},
    {.word = "changer", .value = NTMS_CHANGER},
    {.word = "storageslot", .value = NTMS_STORAGESLOT},
    {.word = "iedoor", .value = NTMS_IEDOOR},
    {.word = "ieport", .value = NTMS_IEPORT},
    {.word = "physical_media", .value = NTMS_PHYSICAL_MEDIA},
    {.word = "partition", .value = NTMS_PARTITION},
    {.word = "logical_media", .value = NTMS_LOGICAL_MEDIA},
    {.word = "media_pool", .value = NTMS_MEDIA_POOL},
    {.word = "media_type", .value = NTMS_MEDIA_TYPE},
    {.word = "drive_type", .value = NTMS_DRIVE_TYPE},
    {.word = "changer_type", .value = NTMS_CHANGER_TYPE},
    {.word = "librequest", .value = NTMS_LIBREQUEST},
    {.word = "oprequest", .value = NTMS_OPREQUEST},
    {.word = "opreq", .value = NTMS_OPREQUEST, .is_hidden = true},
    {.word = "computer", .value = NTMS_COMPUTER},
    {.word = NULL},
};

static const struct rsm_switch view_switches[] = {
    {.name = "t",
     .value = RSM_VALUE_WORD,
     .shown = "<type>",
     .words = view_types,
     .help = "the kind of objects: library, drive, changer, storageslot, iedoor, ieport, "
             "physical_media, partition, logical_media, media_pool, media_type, drive_type, "
             "changer_type, librequest, oprequest or computer"},
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
    .needs_session = true,
    .run = run_view,
};
