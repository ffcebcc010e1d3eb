/*
 * rsm rename: the name or the description of an object.
 */
#include <string.h>

#include "cli/display.h"
#include "cli/listing.h"
#include "cli/named.h"
#include "cli/object_types.h"
#include "cli/run.h"
#include "platform/text.h"

/* The two texts of an object that people write. */
struct text {
    const char *of_switch;
    const char *what;
    size_t room;
};

static const struct text name_text = {"d", "name", NTMS_OBJECTNAME_LENGTH};
static const struct text description_text = {"ds", "description", NTMS_DESCRIPTION_LENGTH};

/* Write the text behind the switch, if it was given. */
static rsm_error put(struct rsm_run *run, const struct text *text, WCHAR *to)
{
    const struct rsm_argument *given = rsm_arguments_find(&run->arguments, text->of_switch);

    if (given == NULL || rsm_text_from_utf8(to, text->room, given->text, RSM_TEXT_TERMINATED))
        return ERROR_SUCCESS;
    return rsm_run_fail(run, ERROR_INVALID_PARAMETER, "a %s has no more than %zu characters",
                        text->what, text->room - 1);
}

static rsm_error fail_rename(struct rsm_run *run, rsm_error err, const char *name)
{
    switch (err) {
    case ERROR_ALREADY_EXISTS:
        return rsm_run_fail(run, err, "another media pool beside \"%s\" has that name", name);
    case ERROR_INVALID_NAME:
        return rsm_run_fail(run, err,
                            "a media pool cannot have that name: it must have 1 to 63 characters, "
                            "and no backslash");
    case ERROR_ACCESS_DENIED:
        return rsm_run_fail(
            run, err, "\"%s\" cannot be renamed: it is built in, or this account may not", name);
    default:
        return rsm_run_fail(run, err, "\"%s\" cannot be renamed", name);
    }
}

/* What an object of its kind does not have of its own is left out silently by the call. */
static bool is_kept(struct rsm_run *run, const struct text *text, const WCHAR *is,
                    const WCHAR *wanted)
{
    if (rsm_text_equal(is, wanted, text->room))
        return true;
    (void)rsm_run_fail(run, ERROR_ACCESS_DENIED, "the %s of objects of this kind cannot be changed",
                       text->what);
    return false;
}

static rsm_error change(struct rsm_run *run, NTMS_OBJECTINFORMATIONW *object, const char *name)
{
    NTMS_OBJECTINFORMATIONW wanted = *object;
    rsm_error err = put(run, &name_text, wanted.szName);

    if (err == ERROR_SUCCESS)
        err = put(run, &description_text, wanted.szDescription);
    if (err != ERROR_SUCCESS)
        return err;
    err = SetNtmsObjectInformationW(run->session, &object->ObjectGuid, &wanted);
    if (err != ERROR_SUCCESS)
        return fail_rename(run, err, name);
    err = rsm_listing_describe(run->session, &wanted.ObjectGuid, wanted.dwType, object);
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "\"%s\" cannot be read again", name);
    if (!is_kept(run, &name_text, object->szName, wanted.szName) ||
        !is_kept(run, &description_text, object->szDescription, wanted.szDescription))
        return ERROR_ACCESS_DENIED;
    return ERROR_SUCCESS;
}

static void tell(struct rsm_run *run, const NTMS_OBJECTINFORMATIONW *object, const char *before)
{
    char name[RSM_DISPLAY_TEXT];
    char description[RSM_DISPLAY_TEXT];

    rsm_display_text(object->szName, NTMS_OBJECTNAME_LENGTH, name);
    rsm_display_text(object->szDescription, NTMS_DESCRIPTION_LENGTH, description);
    if (rsm_arguments_has(&run->arguments, name_text.of_switch))
        rsm_output_print(run->out, "\"%s\" has the name \"%s\" now.\n", before, name);
    if (rsm_arguments_has(&run->arguments, description_text.of_switch) && description[0] != '\0')
        rsm_output_print(run->out, "\"%s\" has the description \"%s\" now.\n", name, description);
    else if (rsm_arguments_has(&run->arguments, description_text.of_switch))
        rsm_output_print(run->out, "\"%s\" has no description now.\n", name);
    rsm_json_guid(run->json, "id", &object->ObjectGuid);
    rsm_json_text(run->json, "name", name);
    rsm_json_text(run->json, "description", description);
    rsm_json_text(run->json, "old_name", before);
}

/* In full, though it was shortened. */
static const char *word_of(const struct rsm_argument *type)
{
    const struct rsm_word *word = type->which->words;

    while (word->word != NULL && word->value != type->number)
        word++;
    return word->word != NULL ? word->word : type->text;
}

static rsm_error run_rename(struct rsm_run *run)
{
    const struct rsm_argument *type = rsm_arguments_find(&run->arguments, "t");
    NTMS_OBJECTINFORMATIONW object;
    char before[RSM_DISPLAY_TEXT];
    rsm_error err;

    if (!rsm_arguments_has(&run->arguments, name_text.of_switch) &&
        !rsm_arguments_has(&run->arguments, description_text.of_switch))
        return rsm_run_misuse(run, "neither /d, a name, nor /ds, a description, is given");
    err = rsm_named_find_pair(run, "s", type->number, &object);
    if (err != ERROR_SUCCESS)
        return err;
    rsm_display_text(object.szName, NTMS_OBJECTNAME_LENGTH, before);
    rsm_json_text(run->json, "type", word_of(type));
    err = change(run, &object, before);
    if (err != ERROR_SUCCESS)
        return err;
    tell(run, &object, before);
    return rsm_run_succeed(run);
}

static const struct rsm_word rename_types[] = {
    RSM_OBJECT_TYPE_WORDS,
    {.word = NULL},
};

static const struct rsm_switch rename_switches[] = {
    {.name = "t",
     .value = RSM_VALUE_WORD,
     .shown = "<type>",
     .words = rename_types,
     .is_required = true,
     .help = "the kind of the object: library, physical_media, partition, logical_media or "
             "media_pool; for its description alone also drive, changer, storageslot, iedoor, "
             "ieport, media_type, drive_type, changer_type, librequest, oprequest or computer"},
    RSM_NAMED_PAIR("s", "object", true, "the object, by its GUID",
                   "the object, by its name; a media pool by its path"),
    {.name = "d",
     .value = RSM_VALUE_TEXT,
     .shown = "<name>",
     .help = "its new name, of a media pool without the pools above it; one that begins with s "
             "behind a blank: /d sales"},
    {.name = "ds",
     .value = RSM_VALUE_TEXT,
     .shown = " <description>",
     .is_apart = true,
     .may_be_empty = true,
     .help = "its new description, up to 126 characters; \"\" takes it away"},
    {.name = NULL},
};

const struct rsm_subcommand rsm_subcommand_rename = {
    .name = "rename",
    .subject = RSM_SUBJECT_OBJECTS,
    .summary = "Give an object another name or description",
    .switches = rename_switches,
    .details =
        "Names need not be unique, but commands that are to find an object by its name want one "
        "that is. Sides and logical media keep their names when their cartridge is renamed.",
    .has_facts = true,
    .needs_session = true,
    .run = run_rename,
};
