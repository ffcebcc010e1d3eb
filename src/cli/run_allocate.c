/*
 * rsm allocate: a medium of a pool is taken for a program.
 */
#include <stdio.h>
#include <string.h>

#include "cli/follow.h"
#include "cli/listing.h"
#include "cli/named.h"
#include "cli/pools.h"
#include "cli/run.h"
#include "cli/sides.h"
#include "model/guid.h"
#include "platform/text.h"

/* What is asked for, and what came of it. */
struct allocating {
    struct rsm_run *run;
    GUID pool;
    GUID side; /* null = any */
    GUID medium;
    DWORD options; /* NTMS_ALLOCATE_* */
    DWORD timeout_ms;
    NTMS_ALLOCATION_INFORMATION from;
};

/* ---- what is asked for ---- */

static DWORD read_options(const struct rsm_run *run)
{
    DWORD options = 0;

    for (size_t i = 0; i < run->arguments.count; i++) {
        if (strcmp(run->arguments.given[i].which->name, "o") == 0)
            options |= run->arguments.given[i].number;
    }
    return options;
}

static rsm_error check_switches(struct rsm_run *run, DWORD options)
{
    bool next = (options & NTMS_ALLOCATE_NEXT) != 0;
    bool logical =
        rsm_arguments_has(&run->arguments, "lg") || rsm_arguments_has(&run->arguments, "lf");

    if (next && (options & NTMS_ALLOCATE_NEW) != 0)
        return rsm_run_misuse(run, "/onew and /onext exclude each other");
    if (next && !logical)
        return rsm_run_misuse(run, "/onext needs the logical medium whose next side is wanted: /l");
    if (logical && !next)
        return rsm_run_misuse(run, "/l goes with /onext alone; a side is named by /p");
    return ERROR_SUCCESS;
}

/* Are the texts that the medium is to get short enough?  Found out before there is one. */
static rsm_error check_texts(struct rsm_run *run)
{
    static const struct {
        const char *name;
        size_t room;
    } texts[] = {{"ln", NTMS_OBJECTNAME_LENGTH},
                 {"ld", NTMS_DESCRIPTION_LENGTH},
                 {"pn", NTMS_OBJECTNAME_LENGTH},
                 {"pd", NTMS_DESCRIPTION_LENGTH}};
    WCHAR wide[NTMS_DESCRIPTION_LENGTH];

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const struct rsm_argument *given = rsm_arguments_find(&run->arguments, texts[i].name);

        if (given != NULL &&
            !rsm_text_from_utf8(wide, texts[i].room, given->text, RSM_TEXT_TERMINATED))
            return rsm_run_misuse(run, "the text of /%s has more than %zu characters",
                                  texts[i].name, texts[i].room - 1);
    }
    return ERROR_SUCCESS;
}

/* The side that /p names, or the logical medium that /l does. */
static rsm_error find_wanted(struct allocating *allocating)
{
    struct rsm_run *run = allocating->run;
    NTMS_OBJECTINFORMATIONW object;
    struct rsm_sides sides;
    rsm_error err = rsm_named_find_pair(run, "l", NTMS_LOGICAL_MEDIA, &object);

    if (err == ERROR_SUCCESS)
        allocating->medium = object.ObjectGuid;
    if (err != ERROR_SUCCESS || object.dwType != 0 ||
        rsm_arguments_of_group(&run->arguments, "which") == NULL)
        return err;
    err = rsm_sides_find(run, RSM_SIDES_WHOLE, &sides);
    if (err == ERROR_SUCCESS && sides.named == sides.count)
        err = rsm_run_fail(run, ERROR_INVALID_MEDIA, "it has several sides; name one of them");
    else if (err == ERROR_SUCCESS)
        allocating->side = sides.sides[sides.named].ObjectGuid;
    rsm_sides_free(&sides);
    return err;
}

static rsm_error read_wish(struct allocating *allocating)
{
    struct rsm_run *run = allocating->run;
    const struct rsm_argument *timeout = rsm_arguments_find(&run->arguments, "t");
    NTMS_OBJECTINFORMATIONW pool;
    rsm_error err;

    allocating->options = read_options(run);
    allocating->timeout_ms = timeout != NULL ? timeout->number : INFINITE;
    allocating->from.dwSize = sizeof allocating->from;
    err = check_switches(run, allocating->options);
    if (err == ERROR_SUCCESS)
        err = check_texts(run);
    if (err == ERROR_SUCCESS)
        err = rsm_named_find(run, rsm_arguments_find(&run->arguments, "m"), NTMS_MEDIA_POOL, &pool);
    allocating->pool = pool.ObjectGuid;
    return err == ERROR_SUCCESS ? find_wanted(allocating) : err;
}

/* ---- asking ---- */

static rsm_error call(void *context)
{
    struct allocating *allocating = context;
    bool any = rsm_guid_is_null(&allocating->side);

    return AllocateNtmsMedia(allocating->run->session, &allocating->pool,
                             any ? NULL : &allocating->side, &allocating->medium,
                             allocating->options, allocating->timeout_ms, &allocating->from);
}

static rsm_error fail_unavailable(struct allocating *allocating, const char *pool)
{
    if ((allocating->options & NTMS_ALLOCATE_NEXT) != 0)
        return rsm_run_fail(allocating->run, ERROR_MEDIA_UNAVAILABLE,
                            "the cartridge has no further side that can be allocated");
    return rsm_run_fail(allocating->run, ERROR_MEDIA_UNAVAILABLE,
                        "no medium in the media pool \"%s\" can be allocated now; without "
                        "/oerrunavail a person is asked for one",
                        pool);
}

static rsm_error fail_side(struct allocating *allocating, rsm_error err, const char *pool)
{
    struct rsm_run *run = allocating->run;

    switch (err) {
    case ERROR_INVALID_MEDIA:
        return rsm_run_fail(run, err,
                            "that side cannot be allocated: only what is available, or is in "
                            "Import, can");
    case ERROR_MEDIA_OFFLINE:
        return rsm_run_fail(run, err, "that medium is offline; put it into a library first");
    case ERROR_RESOURCE_DISABLED:
        return rsm_run_fail(run, err, "that medium, or its library, is disabled");
    case ERROR_MEDIA_INCOMPATIBLE:
        return rsm_run_fail(run, err,
                            "that medium is of another type than the media of the media pool "
                            "\"%s\"",
                            pool);
    default:
        return rsm_run_fail(run, err,
                            "another side of that cartridge belongs to a program, so it stays in "
                            "its pool; or its tape is just being erased");
    }
}

static rsm_error fail_allocate(struct allocating *allocating, rsm_error err)
{
    struct rsm_run *run = allocating->run;
    char pool[RSM_POOLS_PATH];

    rsm_pools_name(run->session, &allocating->pool, pool);
    switch (err) {
    case ERROR_MEDIA_UNAVAILABLE:
        return fail_unavailable(allocating, pool);
    case ERROR_CANCELLED:
        return rsm_run_fail(run, err,
                            "nothing was allocated in the media pool \"%s\": the request for a "
                            "medium was refused",
                            pool);
    case ERROR_TIMEOUT:
        return rsm_run_fail(run, err,
                            "nothing was allocated in the media pool \"%s\": there was no medium "
                            "within %u ms",
                            pool, (unsigned)allocating->timeout_ms);
    case ERROR_INVALID_MEDIA_POOL:
        return rsm_run_fail(run, err,
                            "nothing can be allocated in the media pool \"%s\": that takes a pool "
                            "of an application for a type of media%s",
                            pool,
                            (allocating->options & NTMS_ALLOCATE_NEXT) != 0
                                ? ", and /onext the one that the medium is in"
                                : "");
    case ERROR_DEVICE_NOT_AVAILABLE:
        return rsm_run_fail(run, err,
                            "the media pool \"%s\" takes its media from Free, which has none of "
                            "their type: no library takes such media",
                            pool);
    case ERROR_ACCESS_DENIED:
        return rsm_run_fail(run, err, "this account may not allocate in the media pool \"%s\"",
                            pool);
    case ERROR_INVALID_MEDIA:
    case ERROR_MEDIA_OFFLINE:
    case ERROR_RESOURCE_DISABLED:
    case ERROR_MEDIA_INCOMPATIBLE:
    case ERROR_BUSY:
        return fail_side(allocating, err, pool);
    default:
        return rsm_run_fail(run, err, "nothing can be allocated in the media pool \"%s\"", pool);
    }
}

static rsm_error allocate(struct allocating *allocating)
{
    struct rsm_follow follow;
    rsm_error err = rsm_follow_begin(allocating->run, &follow);

    if (err == ERROR_SUCCESS)
        err = rsm_follow_call(&follow, call, allocating);
    rsm_follow_end(&follow);
    return err == ERROR_SUCCESS ? err : fail_allocate(allocating, err);
}

/* ---- names ---- */

/* Give an object the texts of two switches, if either was given, and read it again. */
static rsm_error name_object(struct rsm_run *run, NTMS_OBJECTINFORMATIONW *object,
                             const char *name_switch, const char *description_switch)
{
    const struct rsm_argument *name = rsm_arguments_find(&run->arguments, name_switch);
    const struct rsm_argument *description =
        rsm_arguments_find(&run->arguments, description_switch);
    rsm_error err;

    if (name == NULL && description == NULL)
        return ERROR_SUCCESS;
    if (name != NULL)
        rsm_text_from_utf8(object->szName, NTMS_OBJECTNAME_LENGTH, name->text, RSM_TEXT_TERMINATED);
    if (description != NULL)
        rsm_text_from_utf8(object->szDescription, NTMS_DESCRIPTION_LENGTH, description->text,
                           RSM_TEXT_TERMINATED);
    err = SetNtmsObjectInformationW(run->session, &object->ObjectGuid, object);
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err,
                            "the medium is allocated, but %s could not be given its name or "
                            "description",
                            object->dwType == NTMS_PARTITION ? "the side" : "it");
    return ERROR_SUCCESS;
}

/* ---- telling ---- */

/* A line of what came of it; with /b there is only one. */
static void tell_line(const struct rsm_run *run, const char *label, const char *text)
{
    if (!rsm_arguments_has(&run->arguments, "b"))
        rsm_output_print(run->out, "%-16s%s\n", label, text);
}

/* The GUID is told whatever else goes wrong: without it nobody can give the medium back. */
static void tell_logical(const struct rsm_run *run, const GUID *id)
{
    char guid[RSM_DISPLAY_GUID];

    rsm_display_guid(id, guid);
    if (rsm_arguments_has(&run->arguments, "b"))
        rsm_output_print(run->out, "%s\n", guid);
    tell_line(run, "Logical medium", guid);
    rsm_json_guid(run->json, "logical_media", id);
}

static void tell_place(const struct rsm_run *run, const NTMS_PMIDINFORMATIONW *medium,
                       const char *name)
{
    NTMS_OBJECTINFORMATIONW object;
    GUID library = medium->CurrentLibrary;
    GUID place = medium->Location;
    char place_name[RSM_DISPLAY_TEXT] = "";
    char library_name[RSM_DISPLAY_TEXT] = "";
    char line[3 * RSM_DISPLAY_TEXT];

    if (rsm_listing_describe(run->session, &library, NTMS_LIBRARY, &object) == ERROR_SUCCESS)
        rsm_display_text(object.szName, NTMS_OBJECTNAME_LENGTH, library_name);
    if (rsm_listing_describe(run->session, &place, medium->LocationType, &object) == ERROR_SUCCESS)
        rsm_display_text(object.szName, NTMS_OBJECTNAME_LENGTH, place_name);
    snprintf(line, sizeof line, "%s (%s%s%s)", name, place_name, place_name[0] != '\0' ? ", " : "",
             library_name);
    tell_line(run, "Cartridge", line);
    rsm_json_wide(run->json, "bar_code", medium->szBarCode, NTMS_BARCODE_LENGTH);
    rsm_json_guid(run->json, "library", &library);
    rsm_json_text(run->json, "library_name", library_name);
    rsm_json_guid(run->json, "location", &place);
    rsm_json_text(run->json, "location_name", place_name);
    rsm_json_text(run->json, "location_type", rsm_display_object_type(medium->LocationType));
}

static void tell_pools(const struct allocating *allocating)
{
    const struct rsm_run *run = allocating->run;
    const GUID *from = &allocating->from.AllocatedFrom;
    char path[RSM_POOLS_PATH];

    rsm_pools_name(run->session, &allocating->pool, path);
    tell_line(run, "Media pool", path);
    rsm_pools_name(run->session, from, path);
    if (!rsm_guid_equal(from, &allocating->pool))
        tell_line(run, "Taken from", path);
    rsm_json_guid(run->json, "from_media_pool", from);
    rsm_json_text(run->json, "from_media_pool_name", path);
}

static void tell(const struct allocating *allocating, const NTMS_OBJECTINFORMATIONW *logical,
                 const struct rsm_sides *sides)
{
    const struct rsm_run *run = allocating->run;
    char name[RSM_DISPLAY_TEXT];

    rsm_display_text(logical->szName, NTMS_OBJECTNAME_LENGTH, name);
    tell_line(run, "Name", name);
    rsm_json_text(run->json, "logical_media_name", name);
    rsm_display_text(sides->sides[sides->named].szName, NTMS_OBJECTNAME_LENGTH, name);
    tell_line(run, "Side", name);
    rsm_sides_name(sides, name);
    tell_place(run, &sides->medium.Info.PhysicalMedia, name);
    tell_pools(allocating);
    rsm_sides_tell(run, sides);
}

/* ---- all of it ---- */

static rsm_error name_and_tell(struct allocating *allocating)
{
    struct rsm_run *run = allocating->run;
    NTMS_OBJECTINFORMATIONW logical;
    struct rsm_sides sides;
    rsm_error named;
    rsm_error err = rsm_sides_read_logical(run->session, &allocating->medium, &logical, &sides);

    if (err != ERROR_SUCCESS) {
        (void)rsm_run_fail(run, err, "the medium is allocated, but cannot be read");
    } else {
        err = name_object(run, &logical, "ln", "ld");
        named = name_object(run, &sides.sides[sides.named], "pn", "pd");
        err = err == ERROR_SUCCESS ? named : err;
        tell(allocating, &logical, &sides);
    }
    rsm_sides_free(&sides);
    return err;
}

static rsm_error run_allocate(struct rsm_run *run)
{
    struct allocating allocating = {.run = run};
    rsm_error err = read_wish(&allocating);

    if (err == ERROR_SUCCESS)
        err = allocate(&allocating);
    if (err != ERROR_SUCCESS)
        return err;
    tell_logical(run, &allocating.medium);
    err = name_and_tell(&allocating);
    return err == ERROR_SUCCESS ? rsm_run_succeed(run) : err;
}

static const struct rsm_word allocate_options[] = {
    {.word = "errunavail", .value = NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE},
    {.word = "new", .value = NTMS_ALLOCATE_NEW},
    {.word = "next", .value = NTMS_ALLOCATE_NEXT},
    {.word = NULL},
};

static const struct rsm_switch allocate_switches[] = {
    {.name = "m",
     .value = RSM_VALUE_TEXT,
     .shown = "<pool>",
     .is_required = true,
     .help = "the media pool of an application, by its path"},
    {.name = "o",
     .value = RSM_VALUE_WORD,
     .words = allocate_options,
     .may_repeat = true,
     .help = "errunavail: fail when there is none, and ask no person for one; new: a cartridge "
             "of which no program has a side, and its other sides are kept for /onext; next: the "
             "next side of the cartridge of /l. It may be given more than once"},
    RSM_NAMED_PAIR("l", "which", false,
                   "with /onext, a logical medium of the cartridge, by its GUID",
                   "the same by its whole name"),
    RSM_NAMED_PAIR("p", "which", false, "this side, wherever it is, Import included, by its GUID",
                   "the same by its whole name"),
    {.name = "ln",
     .value = RSM_VALUE_TEXT,
     .shown = "<name>",
     .help = "a name for the new logical medium"},
    {.name = "ld", .value = RSM_VALUE_TEXT, .shown = "<text>", .help = "a description for it"},
    {.name = "pn", .value = RSM_VALUE_TEXT, .shown = "<name>", .help = "a name for its side"},
    {.name = "pd",
     .value = RSM_VALUE_TEXT,
     .shown = "<text>",
     .help = "a description for its side"},
    {.name = "t",
     .value = RSM_VALUE_NUMBER,
     .shown = "<ms>",
     .help = "how long to wait for a person who brings a medium; without it until one comes or "
             "it is refused"},
    {.name = "b", .help = "nothing but the GUID of the logical medium"},
    {.name = NULL},
};

const struct rsm_subcommand rsm_subcommand_allocate = {
    .name = "allocate",
    .subject = RSM_SUBJECT_MEDIA,
    .summary = "Take a medium of a media pool for a program",
    .switches = allocate_switches,
    .details =
        "The medium is the program's until it gives it back, with rsm deallocate. Nothing is "
        "mounted, and nothing is written. The GUID that is printed is the logical medium: rsm "
        "mount and rsm deallocate take it behind /lg.\n"
        "Media that are online are taken: of the pool, or where the pool says so, of Free. When "
        "there is none a person is asked for one, and the command waits.",
    .has_facts = true,
    .needs_session = true,
    .run = run_allocate,
};
