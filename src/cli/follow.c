/*
 * Following library requests.
 */
#include "cli/follow.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/asked.h"
#include "cli/display.h"
#include "cli/doing.h"
#include "cli/listing.h"
#include "core/wait.h"
#include "model/guid.h"
#include "model/operations.h"
#include "platform/array.h"
#include "platform/clock.h"
#include "platform/thread.h"
#include "store/records.h"

enum {
    LOOK_MS = 250,
    LONG_MS = 2000,  /* a mount that is queued so long is said to wait */
    QUEUED_MAX = 64, /* so many queued ones in a row, and the rest is believed to be queued too */
    NOW_ROOM = 512
};

struct rsm_followed {
    struct rsm_follow_result now;
    GUID parent;   /* of a part; else null */
    GUID library;  /* that it is about */
    bool is_old;   /* queued before rsm_follow_begin() */
    bool is_final; /* and was told of */
    bool was_told; /* that it waits */
};

/* What one look over all requests found. */
struct look {
    size_t count;
    char text[NOW_ROOM]; /* what is done now, of one after the other */
};

const struct rsm_word rsm_follow_priorities[] = {
    {.word = "normal", .value = (DWORD)NTMS_PRIORITY_NORMAL},
    {.word = "high", .value = (DWORD)NTMS_PRIORITY_HIGH},
    {.word = "low", .value = (DWORD)NTMS_PRIORITY_LOW},
    {.word = "highest", .value = (DWORD)NTMS_PRIORITY_HIGHEST},
    {.word = "lowest", .value = (DWORD)NTMS_PRIORITY_LOWEST},
    {.word = NULL},
};

bool rsm_follow_is_wanted(const struct rsm_run *run)
{
    return !rsm_arguments_has(&run->arguments, "nowait");
}

static bool is_final(DWORD state)
{
    return state == NTMS_LM_PASSED || state == NTMS_LM_FAILED || state == NTMS_LM_INVALID ||
           state == NTMS_LM_CANCELLED || state == NTMS_LM_STOPPED;
}

static bool is_part(const struct rsm_followed *followed)
{
    return !rsm_guid_is_null(&followed->parent);
}

static bool is_followed(const struct rsm_followed *followed)
{
    return !followed->is_old && !followed->is_final;
}

/* ---- noting requests ---- */

static rsm_error note(struct rsm_follow *follow, const GUID *id, const GUID *parent, bool is_old)
{
    struct rsm_followed *grown =
        rsm_array_grow(follow->list, sizeof *grown, follow->count + 1, &follow->room);

    if (grown == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    follow->list = grown;
    memset(&grown[follow->count], 0, sizeof *grown);
    grown[follow->count].now.request = *id;
    grown[follow->count].parent = *parent;
    grown[follow->count].is_old = is_old;
    follow->count++;
    return ERROR_SUCCESS;
}

static rsm_error list_ids(struct rsm_follow *follow, DWORD type, const char *column,
                          const GUID *value, struct rsm_listing *ids_out)
{
    const struct rsm_condition condition = {.column = column, .guid = value};
    struct rsm_store *store = follow->session->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_READ);

    memset(ids_out, 0, sizeof *ids_out);
    if (err != ERROR_SUCCESS)
        return err;
    return rsm_store_end(
        store, rsm_records_ids(store, type, &condition, 1, &ids_out->ids, &ids_out->count));
}

/* Note those of the session, or the parts of an inventory, that are new.  Both lists are in the order of
 * creation, and some of those noted may be gone. */
static rsm_error note_new(struct rsm_follow *follow, const GUID *parent, bool are_old)
{
    bool parts = !rsm_guid_is_null(parent);
    const GUID session = follow->session->id;
    struct rsm_listing found;
    rsm_error err = list_ids(follow, NTMS_LIBREQUEST, parts ? "parent" : "session",
                             parts ? parent : &session, &found);
    size_t known = 0;

    for (size_t i = 0; i < found.count && err == ERROR_SUCCESS; i++) {
        while (known < follow->count &&
               !rsm_guid_equal(&follow->list[known].now.request, &found.ids[i]))
            known++;
        if (known < follow->count)
            continue;
        err = note(follow, &found.ids[i], parent, are_old);
        known = follow->count;
    }
    rsm_listing_free(&found);
    return err;
}

static rsm_error note_all_new(struct rsm_follow *follow)
{
    rsm_error err = note_new(follow, &rsm_guid_null, false);

    for (size_t i = 0; i < follow->count && err == ERROR_SUCCESS; i++) {
        const GUID request = follow->list[i].now.request;

        if (!follow->list[i].is_old && follow->list[i].now.operation == NTMS_LM_INVENTORY)
            err = note_new(follow, &request, false);
    }
    return err;
}

rsm_error rsm_follow_begin(struct rsm_run *run, struct rsm_follow *follow_out)
{
    rsm_error err;

    memset(follow_out, 0, sizeof *follow_out);
    follow_out->run = run;
    follow_out->live.output = run->err;
    follow_out->began_ms = rsm_clock_ms();
    err = rsm_session_get(run->session, &follow_out->session);
    return err == ERROR_SUCCESS ? note_new(follow_out, &rsm_guid_null, true) : err;
}

void rsm_follow_end(struct rsm_follow *follow)
{
    rsm_session_release(follow->session);
    free(follow->list);
    free(follow->told);
    memset(follow, 0, sizeof *follow);
}

rsm_error rsm_follow_add(struct rsm_follow *follow, const GUID *request)
{
    for (size_t i = 0; i < follow->count; i++) {
        if (rsm_guid_equal(&follow->list[i].now.request, request)) {
            follow->list[i].is_old = false;
            return ERROR_SUCCESS;
        }
    }
    return note(follow, request, &rsm_guid_null, false);
}

/* ---- what a person is asked for ---- */

/* Is a request that is followed waiting in that library? */
static bool is_waiting_in(const struct rsm_follow *follow, const GUID *library)
{
    for (size_t i = 0; i < follow->count; i++) {
        if (is_followed(&follow->list[i]) && follow->list[i].now.state == NTMS_LM_WAITING &&
            rsm_guid_equal(&follow->list[i].library, library))
            return true;
    }
    return false;
}

static void tell_asked(struct rsm_follow *follow, const struct rsm_asked *asked)
{
    const char *how = rsm_asked_how(asked);

    rsm_live_clear(&follow->live);
    rsm_output_print(follow->run->err, "rsm: a person is asked: %s\n", asked->words);
    if (asked->message[0] != '\0')
        rsm_output_print(follow->run->err, "     \"%s\"\n", asked->message);
    if (how[0] != '\0')
        rsm_output_print(follow->run->err, "     %s\n", how);
    rsm_output_print(follow->run->err,
                     "     When it is done:    rsm operator /satisfy%s\n"
                     "     When it cannot be:  rsm operator /refuse%s\n",
                     asked->handle, asked->handle);
}

static bool was_told(const struct rsm_follow *follow, const GUID *id)
{
    for (size_t i = 0; i < follow->told_count; i++) {
        if (rsm_guid_equal(&follow->told[i], id))
            return true;
    }
    return false;
}

/* Once.  What nobody's call asked for is told only while something that is followed may wait for it. */
static rsm_error tell_of(struct rsm_follow *follow, const GUID *id, bool is_ours)
{
    NTMS_OBJECTINFORMATIONW library;
    struct rsm_asked asked;
    GUID *grown;

    if (was_told(follow, id) || rsm_asked_describe(follow->run, id, &asked) != ERROR_SUCCESS ||
        !rsm_asked_is_open(&asked) ||
        (!is_ours && !(rsm_asked_library(follow->run, &asked, &library) &&
                       is_waiting_in(follow, &library.ObjectGuid))))
        return ERROR_SUCCESS;
    grown = rsm_array_grow(follow->told, sizeof *grown, follow->told_count + 1, &follow->told_room);
    if (grown == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    follow->told = grown;
    follow->told[follow->told_count++] = *id;
    tell_asked(follow, &asked);
    return ERROR_SUCCESS;
}

/* On behalf of this session's calls and requests; or of none, by Removable Storage itself. */
static rsm_error tell_what_is_asked(struct rsm_follow *follow)
{
    const GUID sessions[] = {follow->session->id, rsm_guid_null};
    rsm_error err = ERROR_SUCCESS;

    for (size_t s = 0; s < sizeof sessions / sizeof sessions[0] && err == ERROR_SUCCESS; s++) {
        struct rsm_listing asked;

        err = list_ids(follow, NTMS_OPREQUEST, "session", &sessions[s], &asked);
        for (size_t i = 0; i < asked.count && err == ERROR_SUCCESS; i++)
            err = tell_of(follow, &asked.ids[i], s == 0);
        rsm_listing_free(&asked);
    }
    return err;
}

/* ---- looking ---- */

static void count_parts(const struct rsm_follow *follow, size_t *done_out, size_t *all_out)
{
    *done_out = *all_out = 0;
    for (size_t i = 0; i < follow->count; i++) {
        if (!is_part(&follow->list[i]))
            continue;
        (*all_out)++;
        *done_out += follow->list[i].is_final ? 1 : 0;
    }
}

static void note_state(struct rsm_followed *followed, const NTMS_LIBREQUESTINFORMATIONW *request)
{
    struct rsm_follow_result *now = &followed->now;
    int64_t queued = rsm_clock_to_ms(&request->TimeQueued);
    int64_t completed = rsm_clock_to_ms(&request->TimeCompleted);

    now->operation = request->OperationCode;
    now->state = request->State;
    now->error = request->State == NTMS_LM_FAILED ? request->dwErrorCode : ERROR_SUCCESS;
    followed->library = request->Library;
    now->medium = request->PhysMediaId;
    now->drive = request->DriveId;
    now->seconds = completed > queued ? (double)(completed - queued) / 1000.0 : 0;
    followed->is_final = is_final(request->State);
}

/* One that was not begun when its inventory was stopped is none. */
static void note_part(struct rsm_follow *follow, const struct rsm_followed *part,
                      const NTMS_LIBREQUESTINFORMATIONW *request)
{
    size_t done;
    size_t all;

    if (request->State == NTMS_LM_CANCELLED)
        return;
    for (size_t i = 0; i < follow->count; i++) {
        struct rsm_follow_result *whole = &follow->list[i].now;

        if (!rsm_guid_equal(&whole->request, &part->parent))
            continue;
        whole->parts++;
        whole->bad_parts += request->State == NTMS_LM_FAILED ? 1 : 0;
        break;
    }
    if (follow->part == NULL)
        return;
    count_parts(follow, &done, &all);
    rsm_live_clear(&follow->live);
    follow->part(follow->run, request, done, all, follow->context);
}

/* May this take long, with nothing that anybody sees? */
static bool is_worth_telling(const struct rsm_follow *follow, const struct rsm_followed *followed)
{
    DWORD operation = followed->now.operation;

    if (is_part(followed) || followed->was_told || operation == NTMS_LM_INVENTORY)
        return false;
    return followed->now.state == NTMS_LM_WAITING ||
           (followed->now.state == NTMS_LM_QUEUED && operation == NTMS_LM_MOUNT &&
            rsm_clock_ms() - follow->began_ms >= LONG_MS);
}

/* "mount: slot 5 A00005L6: to drive 2"; of a part what it is, is known. */
static void say_now(struct rsm_follow *follow, const struct rsm_followed *followed,
                    const NTMS_LIBREQUESTINFORMATIONW *request, char *text, size_t room)
{
    char doing[RSM_DOING_TEXT];

    rsm_doing_now(follow->run->session, request, doing);
    snprintf(text, room, "%s%s%s",
             is_part(followed) ? "" : rsm_operation_words(request->OperationCode),
             is_part(followed) || doing[0] == '\0' ? "" : ": ", doing);
}

/* An inventory whose parts are told of says nothing by itself. */
static void show_one(struct rsm_follow *follow, struct rsm_followed *followed,
                     const NTMS_LIBREQUESTINFORMATIONW *request, struct look *look)
{
    bool is_shown = rsm_live_is_shown(&follow->live);
    size_t length = strlen(look->text);
    char text[RSM_DOING_TEXT + 40];

    if (is_part(followed)
            ? !is_shown || request->State != NTMS_LM_INPROCESS
            : request->OperationCode == NTMS_LM_INVENTORY && request->State == NTMS_LM_WAITING)
        return;
    if (is_shown) {
        say_now(follow, followed, request, text, sizeof text);
        snprintf(look->text + length, sizeof look->text - length, "%s%s", length > 0 ? ", " : "",
                 text);
        look->count++;
    } else if (is_worth_telling(follow, followed)) {
        followed->was_told = true;
        say_now(follow, followed, request, text, sizeof text);
        rsm_output_print(follow->run->err, "rsm: %s\n", text);
    }
}

static rsm_error look_at(struct rsm_follow *follow, size_t index, struct look *look)
{
    struct rsm_followed *followed = &follow->list[index];
    NTMS_OBJECTINFORMATIONW info;
    rsm_error err =
        rsm_listing_describe(follow->run->session, &followed->now.request, NTMS_LIBREQUEST, &info);

    if (err == ERROR_OBJECT_NOT_FOUND) { /* purged, or deleted with its library */
        followed->is_final = true;
        followed->now.state = NTMS_LM_CANCELLED;
        return ERROR_SUCCESS;
    }
    if (err != ERROR_SUCCESS)
        return err;
    note_state(followed, &info.Info.LibRequest);
    if (followed->is_final && is_part(followed))
        note_part(follow, followed, &info.Info.LibRequest);
    else if (!followed->is_final)
        show_one(follow, followed, &info.Info.LibRequest, look);
    return ERROR_SUCCESS;
}

static rsm_error look_at_all(struct rsm_follow *follow, struct look *look)
{
    size_t queued = 0;
    rsm_error err = note_all_new(follow);

    memset(look, 0, sizeof *look);
    for (size_t i = 0; i < follow->count && err == ERROR_SUCCESS && queued < QUEUED_MAX; i++) {
        if (!is_followed(&follow->list[i]))
            continue;
        err = look_at(follow, i, look);
        queued = follow->list[i].now.state == NTMS_LM_QUEUED ? queued + 1 : 0;
    }
    return err == ERROR_SUCCESS ? tell_what_is_asked(follow) : err;
}

/* ---- showing ---- */

static void show_live(struct rsm_follow *follow, const struct look *look)
{
    uint64_t seconds = (rsm_clock_ms() - follow->began_ms) / 1000;
    char text[NOW_ROOM + 60];
    char counts[60] = "";
    size_t done;
    size_t all;

    count_parts(follow, &done, &all);
    if (all > 0)
        snprintf(counts, sizeof counts, "[%zu of %zu] ", done, all);
    snprintf(text, sizeof text, "  %u:%02u  %s%s", (unsigned)(seconds / 60),
             (unsigned)(seconds % 60), counts,
             look->count > 0 ? look->text
             : all > 0       ? "waiting for a drive"
                             : "");
    if (look->count > 0 || all > 0)
        rsm_live_show(&follow->live, text);
}

/* Nothing that was not a part is left. */
static bool is_all_final(const struct rsm_follow *follow)
{
    for (size_t i = 0; i < follow->count; i++) {
        if (is_followed(&follow->list[i]) && !is_part(&follow->list[i]))
            return false;
    }
    return true;
}

/* ---- waiting ---- */

/* Is one of them at its end since it was looked at?  Cheap: this is asked at every commit. */
static rsm_error look_for_end(void *context)
{
    struct rsm_follow *follow = context;
    struct rsm_store *store = follow->session->rsm->store;
    struct rsm_record record;
    bool ended = false;
    rsm_error err = rsm_store_begin(store, RSM_STORE_READ);

    for (size_t i = 0; i < follow->count && err == ERROR_SUCCESS && !ended; i++) {
        if (!is_followed(&follow->list[i]) || is_part(&follow->list[i]))
            continue;
        err = rsm_records_load(store, &follow->list[i].now.request, NTMS_LIBREQUEST, &record);
        ended = err == ERROR_OBJECT_NOT_FOUND ||
                (err == ERROR_SUCCESS && is_final(record.info.Info.LibRequest.State));
        if (err == ERROR_OBJECT_NOT_FOUND)
            err = ERROR_SUCCESS;
    }
    err = rsm_store_end(store, err);
    return err == ERROR_SUCCESS && !ended ? ERROR_IO_PENDING : err;
}

/* Until it is time to look again.  ERROR_SUCCESS: something has ended; ERROR_TIMEOUT. */
static rsm_error wait_a_little(struct rsm_follow *follow, uint32_t timeout_ms)
{
    uint64_t passed = rsm_clock_ms() - follow->began_ms;
    uint32_t patience = LOOK_MS;

    if (timeout_ms != RSM_FOREVER && passed + patience > timeout_ms)
        patience = passed < timeout_ms ? (uint32_t)(timeout_ms - passed) : 0;
    return rsm_wait_until(follow->session, patience, look_for_end, follow);
}

static bool is_over(const struct rsm_follow *follow, uint32_t timeout_ms)
{
    return timeout_ms != RSM_FOREVER && rsm_clock_ms() - follow->began_ms >= timeout_ms;
}

rsm_error rsm_follow_to_end(struct rsm_follow *follow)
{
    return rsm_follow_for(follow, RSM_FOREVER);
}

rsm_error rsm_follow_for(struct rsm_follow *follow, uint32_t timeout_ms)
{
    struct look look;
    rsm_error err = look_at_all(follow, &look);

    while (err == ERROR_SUCCESS && !is_all_final(follow)) {
        if (is_over(follow, timeout_ms)) {
            err = ERROR_TIMEOUT;
            break;
        }
        show_live(follow, &look);
        err = wait_a_little(follow, timeout_ms);
        if (err == ERROR_SUCCESS || err == ERROR_TIMEOUT)
            err = look_at_all(follow, &look);
    }
    if (err == ERROR_SUCCESS) /* an inventory may have ended before its parts were known */
        err = look_at_all(follow, &look);
    rsm_live_clear(&follow->live);
    return err;
}

rsm_error rsm_follow_once(struct rsm_follow *follow)
{
    struct look look;

    return look_at_all(follow, &look);
}

/* ---- during a call ---- */

struct showing {
    struct rsm_follow *follow;
    struct rsm_mutex mutex; /* guards is_over */
    struct rsm_cond changed;
    bool is_over;
};

/* What cannot be shown is of no consequence for the call. */
static void show_until_over(void *context)
{
    struct showing *showing = context;
    struct look look;

    rsm_mutex_lock(&showing->mutex);
    while (!showing->is_over) {
        rsm_mutex_unlock(&showing->mutex);
        if (look_at_all(showing->follow, &look) == ERROR_SUCCESS)
            show_live(showing->follow, &look);
        rsm_mutex_lock(&showing->mutex);
        if (!showing->is_over)
            (void)rsm_cond_wait(&showing->changed, &showing->mutex, LOOK_MS);
    }
    rsm_mutex_unlock(&showing->mutex);
}

static void end_showing(struct showing *showing, struct rsm_thread *thread)
{
    rsm_mutex_lock(&showing->mutex);
    showing->is_over = true;
    rsm_cond_signal(&showing->changed);
    rsm_mutex_unlock(&showing->mutex);
    rsm_thread_join(thread);
}

rsm_error rsm_follow_call(struct rsm_follow *follow, rsm_error (*call)(void *context),
                          void *context)
{
    struct showing showing = {.follow = follow};
    struct rsm_thread thread;
    bool is_shown;
    rsm_error err;

    rsm_mutex_init(&showing.mutex);
    rsm_cond_init(&showing.changed);
    is_shown = rsm_thread_start(show_until_over, &showing, &thread) == ERROR_SUCCESS;
    err = call(context);
    if (is_shown)
        end_showing(&showing, &thread);
    rsm_cond_destroy(&showing.changed);
    rsm_mutex_destroy(&showing.mutex);
    (void)rsm_follow_once(follow);
    rsm_live_clear(&follow->live);
    return err;
}

/* ---- results ---- */

bool rsm_follow_get(const struct rsm_follow *follow, size_t n, struct rsm_follow_result *result_out)
{
    for (size_t i = 0; i < follow->count; i++) {
        if (follow->list[i].is_old || is_part(&follow->list[i]))
            continue;
        if (n-- == 0) {
            *result_out = follow->list[i].now;
            return true;
        }
    }
    return false;
}

void rsm_follow_json(struct rsm_json in, const struct rsm_follow_result *result)
{
    rsm_json_guid(in, "request", &result->request);
    rsm_json_text(in, "operation", rsm_operation_words(result->operation));
    rsm_json_text(in, "state", rsm_display_request_state(result->state));
    rsm_json_number(in, "error_code", result->error);
    rsm_json_seconds(in, "seconds", result->seconds);
}
