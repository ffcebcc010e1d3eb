/*
 * rsm watch: what changes among the objects, as it is committed by whichever process.
 *
 * A notification of the interface is about one kind of objects, so that of several the order would be lost;
 * this reaches into core/ for one about all kinds.  It keeps hands off, as a terminal that stays open
 * must not become the process that runs a library.
 */
#include <stdio.h>
#include <string.h>

#include "cli/belongs.h"
#include "cli/console.h"
#include "cli/display.h"
#include "cli/known_names.h"
#include "cli/listing.h"
#include "cli/mention.h"
#include "cli/object_types.h"
#include "cli/run.h"
#include "cli/state_words.h"
#include "core/notify.h"
#include "model/guid.h"
#include "model/object_types.h"
#include "platform/clock.h"
#include "store/names.h"

enum { LOOK_MS = 250 }; /* how soon Ctrl-C is heard */

struct watch {
    struct rsm_run *run;
    struct rsm_session *session;
    DWORD type;                  /* 0 = all */
    uint32_t left;               /* events until the end; 0 = there is no end */
    struct rsm_known_names seen; /* of an object that was removed nothing else tells its name */
    struct rsm_known_names told; /* how those that changed were said to be */
    bool is_short_of_memory;
};

/* ---- names ---- */

static bool keep_name(void *context, const GUID *id, const char *name)
{
    struct watch *watch = context;

    if (name[0] != '\0' && !rsm_known_names_set(&watch->seen, id, name))
        watch->is_short_of_memory = true;
    return !watch->is_short_of_memory;
}

static rsm_error read_names(struct watch *watch)
{
    struct rsm_store *store = watch->session->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_READ);

    if (err != ERROR_SUCCESS)
        return err;
    for (DWORD type = NTMS_UNKNOWN; type < NTMS_NUMBER_OF_OBJECT_TYPES && err == ERROR_SUCCESS;
         type++) {
        if (watch->type == NTMS_UNKNOWN || watch->type == type)
            err = rsm_names_each(store, type, keep_name, watch);
    }
    if (err == ERROR_SUCCESS && watch->is_short_of_memory)
        err = ERROR_NOT_ENOUGH_MEMORY;
    return rsm_store_end(store, err);
}

/* ---- what is told ---- */

static struct rsm_json begin_event(struct watch *watch, const char *what,
                                   char time_out[RSM_DISPLAY_DATE])
{
    struct rsm_json event = rsm_run_event_begin(watch->run, what);
    SYSTEMTIME now;

    rsm_clock_utc(&now);
    rsm_display_date(&now, time_out);
    rsm_json_date(event, "time", &now);
    return event;
}

/* What the line says of it: how it is now, if that is news. */
static void say(struct watch *watch, const struct rsm_change *change, const char *what,
                const char *state, char words_out[2 * RSM_DISPLAY_TEXT])
{
    const char *told = rsm_known_names_get(&watch->told, &change->id);
    bool is_news = state[0] != '\0' && (told == NULL || strcmp(told, state) != 0);

    if (is_news && change->kind == RSM_CHANGE_UPDATE)
        snprintf(words_out, 2 * RSM_DISPLAY_TEXT, "%s", state);
    else
        snprintf(words_out, 2 * RSM_DISPLAY_TEXT, "%s%s%s", what, is_news ? ": " : "",
                 is_news ? state : "");
    if (change->kind == RSM_CHANGE_DELETE)
        rsm_known_names_forget(&watch->told, &change->id);
    else if (is_news && !rsm_known_names_set(&watch->told, &change->id, state))
        watch->is_short_of_memory = true;
}

static void tell(struct watch *watch, const struct rsm_change *change, const char *what,
                 const NTMS_OBJECTINFORMATIONW *object, const char *name)
{
    char time[RSM_DISPLAY_DATE];
    char state[RSM_DISPLAY_TEXT] = "";
    char words[2 * RSM_DISPLAY_TEXT];
    char guid[RSM_DISPLAY_GUID];
    struct rsm_json event = begin_event(watch, what, time);

    rsm_display_guid(&change->id, guid);
    if (object != NULL)
        rsm_state_words(watch->run->session, object, state);
    say(watch, change, what, state, words);
    rsm_output_print(watch->run->out, "%s  %-16s  %-30s  %s\n", time, rsm_state_kind(change->type),
                     name[0] != '\0' ? name : guid, words);
    rsm_json_text(event, "type", rsm_display_object_type(change->type));
    rsm_json_guid(event, "id", &change->id);
    rsm_json_text(event, "name", name);
    if (object != NULL && state[0] != '\0')
        rsm_json_text(event, "state", state);
    else
        rsm_json_null(event, "state");
    rsm_mention(watch->run->session, event, "library",
                object != NULL ? rsm_belongs_to(object) : &rsm_guid_null, NTMS_LIBRARY);
    rsm_run_event_end(watch->run, event);
}

static void tell_gone(struct watch *watch, const struct rsm_change *change)
{
    const char *name = rsm_known_names_get(&watch->seen, &change->id);

    tell(watch, change, "removed", NULL, name != NULL ? name : "");
    rsm_known_names_forget(&watch->seen, &change->id);
}

/* An object that is gone by now is told of as removed when that comes to be read. */
static rsm_error take_change(struct watch *watch, const struct rsm_change *change)
{
    NTMS_OBJECTINFORMATIONW object;
    char name[RSM_DISPLAY_TEXT];
    GUID id = change->id;
    const char *what = change->kind == RSM_CHANGE_INSERT ? "new" : "changed";
    rsm_error err;

    if (change->kind == RSM_CHANGE_DELETE) {
        tell_gone(watch, change);
        return ERROR_SUCCESS;
    }
    err = rsm_listing_describe(watch->run->session, &id, change->type, &object);
    if (err == ERROR_OBJECT_NOT_FOUND) {
        const char *known = rsm_known_names_get(&watch->seen, &id);

        tell(watch, change, what, NULL, known != NULL ? known : "");
        return ERROR_SUCCESS;
    }
    if (err != ERROR_SUCCESS)
        return err;
    rsm_state_name(watch->run->session, &object, name);
    (void)keep_name(watch, &id, name);
    tell(watch, change, what, &object, name);
    return watch->is_short_of_memory ? ERROR_NOT_ENOUGH_MEMORY : ERROR_SUCCESS;
}

static void tell_lost(struct watch *watch)
{
    char time[RSM_DISPLAY_DATE];
    struct rsm_json event = begin_event(watch, "lost", time);

    rsm_output_print(
        watch->run->out,
        "%s  changes were lost here: more came than are kept for who reads them late\n", time);
    rsm_run_event_end(watch->run, event);
}

/* ---- following ---- */

static bool is_over(const struct watch *watch)
{
    return rsm_console_was_interrupted() || watch->left == 0;
}

/* Until the end, or until changes were lost: ERROR_NO_DATA. */
static rsm_error follow(struct watch *watch, struct rsm_notification *notification)
{
    struct rsm_change change;
    rsm_error err = ERROR_SUCCESS;

    while (!is_over(watch) && err == ERROR_SUCCESS) {
        err = rsm_notify_wait_change(notification, LOOK_MS, &change);
        if (err == ERROR_SUCCESS) {
            err = take_change(watch, &change);
            watch->left -= watch->left != UINT32_MAX ? 1 : 0;
        } else if (err == ERROR_TIMEOUT) {
            err = ERROR_SUCCESS;
        }
    }
    return err;
}

static rsm_error listen_once(struct watch *watch)
{
    struct rsm_notification *notification;
    HANDLE handle;
    rsm_error err = watch->type == NTMS_UNKNOWN
                        ? rsm_notify_open_all(watch->session, &handle)
                        : rsm_notify_open(watch->session, watch->type, &handle);

    if (err != ERROR_SUCCESS)
        return err;
    err = read_names(watch);
    if (err == ERROR_SUCCESS)
        err = rsm_notify_get(handle, &notification);
    if (err == ERROR_SUCCESS) {
        char time[RSM_DISPLAY_DATE];

        rsm_run_event_end(watch->run, begin_event(watch, "begin", time));
        err = follow(watch, notification);
        rsm_notify_release(notification);
    }
    (void)rsm_notify_close(handle);
    return err;
}

static rsm_error watch_session(struct watch *watch)
{
    struct rsm_run *run = watch->run;
    rsm_error err = rsm_session_get(run->session, &watch->session);

    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "changes cannot be followed");
    run->tells_events = true;
    rsm_console_catch_interrupt();
    if (run->err->width > 0)
        rsm_output_print(run->err, "Changes are shown as they come, until Ctrl-C.\n");
    while ((err = listen_once(watch)) == ERROR_NO_DATA)
        tell_lost(watch);
    rsm_known_names_free(&watch->seen);
    rsm_known_names_free(&watch->told);
    rsm_session_release(watch->session);
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "changes cannot be followed any more");
    return ERROR_SUCCESS;
}

static rsm_error run_watch(struct rsm_run *run)
{
    const struct rsm_argument *type = rsm_arguments_find(&run->arguments, "t");
    const struct rsm_argument *count = rsm_arguments_find(&run->arguments, "n");
    struct watch watch = {.run = run, .left = UINT32_MAX};

    if (type != NULL)
        watch.type = type->number;
    if (count != NULL && count->number == 0)
        return rsm_run_misuse(run, "\"0\" is not a number of events, 1 or more");
    if (count != NULL)
        watch.left = count->number;
    return watch_session(&watch);
}

static const struct rsm_word watch_types[] = {
    RSM_OBJECT_TYPE_WORDS,
    {.word = NULL},
};

static const struct rsm_switch watch_switches[] = {
    {.name = "t",
     .value = RSM_VALUE_WORD,
     .shown = "<type>",
     .words = watch_types,
     .help = "only this kind of objects: library, drive, changer, storageslot, iedoor, ieport, "
             "physical_media, partition, logical_media, media_pool, media_type, drive_type, "
             "changer_type, librequest, oprequest or computer"},
    {.name = "n",
     .value = RSM_VALUE_NUMBER,
     .shown = "<count>",
     .help = "end after so many changes"},
    {.name = NULL},
};

const struct rsm_subcommand rsm_subcommand_watch = {
    .name = "watch",
    .subject = RSM_SUBJECT_OBJECTS,
    .summary = "Tell of changes as they come, a line each",
    .switches = watch_switches,
    .details =
        "Whichever program changes an object, a line tells when that was seen, what kind of object "
        "it is, its name, and how it is now, if that is news. It goes on until Ctrl-C. None is "
        "left out, unless "
        "more than 65,536 come before they are read, which is then said.\n"
        "\n"
        "No library is run by this command: where no other program works with a library, nothing "
        "changes there.",
    .has_facts = true,
    .needs_session = true,
    .keeps_hands_off = true,
    .run = run_watch,
};
