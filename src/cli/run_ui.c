/*
 * rsm ui: where messages to people are shown, for the computer or for one library: lists of names of
 * computers, told and changed.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/display.h"
#include "cli/listing.h"
#include "cli/named.h"
#include "cli/run.h"
#include "cli/table.h"
#include "platform/text.h"

static const struct rsm_word ui_types[] = {
    {.word = "req", .value = NTMS_UITYPE_REQ},
    {.word = "info", .value = NTMS_UITYPE_INFO},
    {.word = "err", .value = NTMS_UITYPE_ERR},
    {.word = NULL},
};

static const struct rsm_word ui_operations[] = {
    {.word = "add", .value = NTMS_UIDEST_ADD},
    {.word = "delete", .value = NTMS_UIDEST_DELETE},
    {.word = "deleteall", .value = NTMS_UIDEST_DELETEALL},
    {.word = NULL},
};

/* ---- whose lists ---- */

static rsm_error find_computer(struct rsm_run *run, NTMS_OBJECTINFORMATIONW *computer_out)
{
    struct rsm_listing computers;
    rsm_error err = rsm_listing_read(run->session, NULL, NTMS_COMPUTER, &computers);

    if (err == ERROR_SUCCESS && computers.count == 0)
        err = ERROR_OBJECT_NOT_FOUND;
    if (err == ERROR_SUCCESS)
        err = rsm_listing_describe(run->session, &computers.ids[0], NTMS_COMPUTER, computer_out);
    rsm_listing_free(&computers);
    return err == ERROR_SUCCESS ? err : rsm_run_fail(run, err, "the computer cannot be read");
}

/* By GUID or name a library, unless it is the computer that is named. */
static rsm_error find_object(struct rsm_run *run, NTMS_OBJECTINFORMATIONW *object_out)
{
    const struct rsm_argument *guid = rsm_arguments_find(&run->arguments, "cg");
    const struct rsm_argument *name = rsm_arguments_find(&run->arguments, "cf");
    char computer[RSM_DISPLAY_TEXT];
    rsm_error err = find_computer(run, object_out);

    if (err != ERROR_SUCCESS || (guid == NULL && name == NULL))
        return err;
    rsm_display_text(object_out->szName, NTMS_OBJECTNAME_LENGTH, computer);
    if (guid != NULL && memcmp(&guid->guid, &object_out->ObjectGuid, sizeof guid->guid) == 0)
        return ERROR_SUCCESS;
    if (name != NULL && rsm_text_same_word(name->text, computer))
        return ERROR_SUCCESS;
    return rsm_named_find(run, guid != NULL ? guid : name, NTMS_LIBRARY, object_out);
}

/* ---- telling ---- */

/* free() *list_out; NULL = it is empty. */
static rsm_error read_list(struct rsm_run *run, GUID *object, DWORD type, WCHAR **list_out)
{
    WCHAR *list = NULL;
    WCHAR none[1];
    DWORD room = 0;
    rsm_error err;

    while ((err = GetNtmsUIOptionsW(run->session, object, type, list != NULL ? list : none,
                                    &room)) == ERROR_INSUFFICIENT_BUFFER) {
        free(list);
        list = calloc((size_t)room + 1, sizeof *list);
        if (list == NULL)
            return ERROR_NOT_ENOUGH_MEMORY;
    }
    if (err != ERROR_SUCCESS || room == 0) {
        free(list);
        list = NULL;
    }
    *list_out = list;
    return err;
}

/* All that is told goes into one table, and one array. */
struct telling {
    struct rsm_run *run;
    struct rsm_table table;
    struct rsm_json array;
    bool is_brief;
};

static void tell_destination(struct telling *telling, const NTMS_OBJECTINFORMATIONW *object,
                             const struct rsm_word *type, const WCHAR *destination)
{
    struct rsm_json entry = rsm_json_object(telling->array, NULL);
    char object_name[RSM_DISPLAY_TEXT];
    char name[RSM_DISPLAY_TEXT];

    rsm_display_text(object->szName, NTMS_OBJECTNAME_LENGTH, object_name);
    rsm_display_text(destination, NTMS_DESCRIPTION_LENGTH, name);
    if (telling->is_brief)
        rsm_output_print(telling->run->out, "%s\n", name);
    rsm_table_add(&telling->table, "%s", object_name);
    rsm_table_add(&telling->table, "%s", rsm_display_ui_type(type->value));
    rsm_table_add(&telling->table, "%s", name);
    rsm_json_guid(entry, "object", &object->ObjectGuid);
    rsm_json_text(entry, "object_name", object_name);
    rsm_json_text(entry, "object_type", rsm_display_object_type(object->dwType));
    rsm_json_text(entry, "messages", rsm_display_ui_type(type->value));
    rsm_json_text(entry, "destination", name);
}

static rsm_error tell_object(struct telling *telling, NTMS_OBJECTINFORMATIONW *object)
{
    const struct rsm_argument *only = rsm_arguments_find(&telling->run->arguments, "t");
    rsm_error err = ERROR_SUCCESS;

    for (const struct rsm_word *type = ui_types; type->word != NULL && err == ERROR_SUCCESS;
         type++) {
        WCHAR *list = NULL;

        if (only != NULL && only->number != type->value)
            continue;
        err = read_list(telling->run, &object->ObjectGuid, type->value, &list);
        for (WCHAR *name = list; name != NULL && *name != 0;
             name += rsm_text_length(name, RSM_TEXT_TERMINATED) + 1)
            tell_destination(telling, object, type, name);
        free(list);
    }
    return err;
}

static rsm_error tell_libraries(struct telling *telling)
{
    struct rsm_listing libraries;
    NTMS_OBJECTINFORMATIONW library;
    HANDLE session = telling->run->session;
    rsm_error err = rsm_listing_read(session, NULL, NTMS_LIBRARY, &libraries);

    for (size_t i = 0; i < libraries.count && err == ERROR_SUCCESS; i++) {
        err = rsm_listing_describe(session, &libraries.ids[i], NTMS_LIBRARY, &library);
        if (err == ERROR_SUCCESS)
            err = tell_object(telling, &library);
        if (err == ERROR_OBJECT_NOT_FOUND)
            err = ERROR_SUCCESS;
    }
    rsm_listing_free(&libraries);
    return err;
}

static const struct rsm_column columns[] = {
    {.title = "Computer or library", .least = 10},
    {.title = "Messages"},
    {.title = "Shown on", .least = 8},
};

/* Those of the object that was named; else those of all. */
static rsm_error tell_lists(struct rsm_run *run, NTMS_OBJECTINFORMATIONW *object)
{
    struct telling telling = {.run = run,
                              .array = rsm_json_array(run->json, "destinations"),
                              .is_brief = rsm_arguments_has(&run->arguments, "b")};
    rsm_error err;

    rsm_table_begin(&telling.table, columns, sizeof columns / sizeof columns[0]);
    err = tell_object(&telling, object);
    if (err == ERROR_SUCCESS && object->dwType == NTMS_COMPUTER &&
        !rsm_arguments_has(&run->arguments, "cg") && !rsm_arguments_has(&run->arguments, "cf"))
        err = tell_libraries(&telling);
    if (err == ERROR_SUCCESS && !telling.is_brief && rsm_table_rows(&telling.table) == 0)
        rsm_output_print(run->out, "Messages are shown nowhere.\n");
    else if (err == ERROR_SUCCESS && !telling.is_brief)
        err = rsm_table_print(&telling.table, run->out);
    rsm_table_end(&telling.table);
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "where messages are shown cannot be read");
    return rsm_run_succeed(run);
}

/* ---- changing ---- */

static rsm_error fail_change(struct rsm_run *run, rsm_error err, const char *name,
                             const char *destination)
{
    switch (err) {
    case ERROR_INVALID_PARAMETER:
        return rsm_run_fail(run, err, "\"%.100s\" is no name of a computer: it is too long",
                            destination);
    case ERROR_ALREADY_EXISTS:
        return rsm_run_fail(run, err, "\"%.100s\" is in that list of \"%s\" already", destination,
                            name);
    case ERROR_OBJECT_NOT_FOUND:
        return rsm_run_fail(run, err, "\"%.100s\" is not in that list of \"%s\"; rsm ui shows it",
                            destination, name);
    case ERROR_ACCESS_DENIED:
        return rsm_run_fail(run, err, "this account may not change the lists of \"%s\"", name);
    default:
        return rsm_run_fail(run, err, "the list of \"%s\" cannot be changed", name);
    }
}

static rsm_error change_list(struct rsm_run *run, NTMS_OBJECTINFORMATIONW *object)
{
    DWORD operation = rsm_arguments_find(&run->arguments, "o")->number;
    const struct rsm_argument *type = rsm_arguments_find(&run->arguments, "t");
    const struct rsm_argument *given = rsm_arguments_find(&run->arguments, "d");
    const char *destination = given != NULL ? given->text : "";
    WCHAR wide[512];
    char name[RSM_DISPLAY_TEXT];
    rsm_error err;

    rsm_display_text(object->szName, NTMS_OBJECTNAME_LENGTH, name);
    (void)rsm_text_from_utf8(wide, sizeof wide / sizeof wide[0], destination, RSM_TEXT_TERMINATED);
    err = SetNtmsUIOptionsW(run->session, &object->ObjectGuid, type->number, operation, wide);
    if (err != ERROR_SUCCESS)
        return fail_change(run, err, name, given != NULL ? destination : "this computer");
    return tell_lists(run, object);
}

static rsm_error run_ui(struct rsm_run *run)
{
    const struct rsm_argument *operation = rsm_arguments_find(&run->arguments, "o");
    NTMS_OBJECTINFORMATIONW object;
    rsm_error err;

    if (operation != NULL && !rsm_arguments_has(&run->arguments, "t"))
        return rsm_run_misuse(run, "/t is missing, which says for which messages");
    if (rsm_arguments_has(&run->arguments, "d") &&
        (operation == NULL || operation->number == NTMS_UIDEST_DELETEALL))
        return rsm_run_misuse(run, "/d goes with /oadd and /odelete alone");
    err = find_object(run, &object);
    if (err != ERROR_SUCCESS)
        return err;
    return operation != NULL ? change_list(run, &object) : tell_lists(run, &object);
}

static const struct rsm_switch ui_switches[] = {
    {.name = "o",
     .value = RSM_VALUE_WORD,
     .words = ui_operations,
     .help = "add or delete what /d names, or delete the whole list; without it the lists are "
             "shown"},
    {.name = "t",
     .value = RSM_VALUE_WORD,
     .words = ui_types,
     .help = "the messages: requests to a person, information, errors"},
    RSM_NAMED_PAIR("c", "object", false, "the library or computer whose list it is, by its GUID",
                   "the same by its name; without either it is the computer"),
    {.name = "d",
     .value = RSM_VALUE_TEXT,
     .shown = "<computer>",
     .help = "the computer on which they are shown; without it this one"},
    {.name = "b", .help = "nothing but the names"},
    {.name = NULL},
};

const struct rsm_subcommand rsm_subcommand_ui = {
    .name = "ui",
    .subject = RSM_SUBJECT_OPERATOR,
    .summary = "Say where messages to people are shown",
    .switches = ui_switches,
    .details =
        "The lists are kept for programs that show messages and ask for them; rsm itself shows "
        "none. Names are not checked.\n"
        "What a program sets for its own session is not seen here.",
    .has_facts = true,
    .needs_session = true,
    .run = run_ui,
};
