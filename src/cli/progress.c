/*
 * Following the requests of a library.
 */
#include "cli/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/contents.h"
#include "cli/display.h"
#include "cli/listing.h"
#include "cli/width.h"
#include "model/guid.h"
#include "platform/array.h"
#include "platform/clock.h"

enum {
    LOOK_MS = 250,
    SUBJECT = RSM_DISPLAY_TEXT + 40,
    QUEUED_MAX = 64 /* so many queued ones in a row, and the rest is believed to be queued too */
};

static bool is_final(DWORD state)
{
    return state == NTMS_LM_PASSED || state == NTMS_LM_FAILED || state == NTMS_LM_INVALID ||
           state == NTMS_LM_CANCELLED || state == NTMS_LM_STOPPED;
}

static bool is_identification(DWORD operation)
{
    return operation == NTMS_LM_PROCESSOMID || operation == NTMS_LM_CLASSIFY;
}

/* ---- noting requests ---- */

static rsm_error note(struct rsm_progress *progress, GUID *id, bool is_old)
{
    struct rsm_watched *grown =
        rsm_array_grow(progress->watched, sizeof *grown, progress->count + 1, &progress->room);
    struct rsm_watched *watched;
    NTMS_OBJECTINFORMATIONW info;
    const NTMS_LIBREQUESTINFORMATIONW *request = &info.Info.LibRequest;
    rsm_error err;

    if (grown == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    progress->watched = grown;
    err = rsm_listing_describe(progress->run->session, id, NTMS_LIBREQUEST, &info);
    if (err != ERROR_SUCCESS)
        return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
    if (!is_old && request->OperationCode == NTMS_LM_INVENTORY &&
        rsm_guid_is_null(&progress->inventory)) {
        progress->inventory = *id;
        progress->has_begun = request->State != NTMS_LM_QUEUED;
    }
    watched = &grown[progress->count++];
    memset(watched, 0, sizeof *watched);
    watched->id = *id;
    watched->is_old = is_old;
    watched->is_ours = progress->has_begun;
    watched->is_final = is_old && is_final(request->State);
    watched->operation = request->OperationCode;
    watched->state = request->State;
    return ERROR_SUCCESS;
}

/* One inventory of a library runs after another.  Asked after the requests were listed, so that
 * those it made are known to be its. */
static void see_whether_begun(struct rsm_progress *progress)
{
    NTMS_OBJECTINFORMATIONW info;

    if (!progress->has_begun && !rsm_guid_is_null(&progress->inventory) &&
        rsm_listing_describe(progress->run->session, &progress->inventory, NTMS_LIBREQUEST,
                             &info) == ERROR_SUCCESS)
        progress->has_begun = info.Info.LibRequest.State != NTMS_LM_QUEUED;
}

/* Note those that are new.  Requests are listed in the order of their creation, and some of those
 * noted may be gone. */
static rsm_error note_new(struct rsm_progress *progress, bool are_old)
{
    struct rsm_listing listing;
    rsm_error err =
        rsm_listing_read(progress->run->session, &progress->library, NTMS_LIBREQUEST, &listing);
    size_t known = 0;

    see_whether_begun(progress);
    for (size_t i = 0; i < listing.count && err == ERROR_SUCCESS; i++) {
        while (known < progress->count &&
               !rsm_guid_equal(&progress->watched[known].id, &listing.ids[i]))
            known++;
        if (known < progress->count)
            continue;
        err = note(progress, &listing.ids[i], are_old);
        known = progress->count;
    }
    rsm_listing_free(&listing);
    return err;
}

rsm_error rsm_progress_begin(struct rsm_run *run, const GUID *library,
                             struct rsm_progress *progress_out)
{
    memset(progress_out, 0, sizeof *progress_out);
    progress_out->run = run;
    progress_out->library = *library;
    return note_new(progress_out, true);
}

void rsm_progress_end(struct rsm_progress *progress)
{
    free(progress->watched);
    rsm_pools_free(&progress->pools);
    memset(progress, 0, sizeof *progress);
}

/* ---- the line that lives ---- */

static bool is_live(const struct rsm_progress *progress)
{
    return progress->run->err->width > 0;
}

/* Blanks over the line, and back to its beginning. */
static void clear_live(struct rsm_progress *progress)
{
    if (progress->live_width > 0)
        rsm_output_print(progress->run->err, "\r%*s\r", (int)progress->live_width, "");
    progress->live_width = 0;
}

static void show_live(struct rsm_progress *progress, char *text)
{
    size_t width = progress->run->err->width;
    size_t before = progress->live_width;

    rsm_width_cut(text, width > 1 ? width - 1 : width);
    progress->live_width = rsm_width_of(text);
    rsm_output_print(progress->run->err, "\r%s%*s", text,
                     before > progress->live_width ? (int)(before - progress->live_width) : 0, "");
}

/* ---- what a request is about ---- */

static DWORD number_of(struct rsm_progress *progress, const GUID *id, DWORD type)
{
    NTMS_OBJECTINFORMATIONW info;
    GUID wanted = *id;

    if (rsm_listing_describe(progress->run->session, &wanted, type, &info) != ERROR_SUCCESS)
        return 0;
    return type == NTMS_DRIVE ? info.Info.Drive.Number : info.Info.StorageSlot.Number;
}

/* "slot 5 A00005L6" */
static void name_subject(struct rsm_progress *progress, const NTMS_LIBREQUESTINFORMATIONW *request,
                         const struct rsm_cartridge *cartridge, char *text, size_t room)
{
    const char *name = cartridge->bar_code[0] != '\0' ? cartridge->bar_code : cartridge->name;
    bool in_slot = !rsm_guid_is_null(&request->SlotId);
    DWORD number = in_slot ? number_of(progress, &request->SlotId, NTMS_STORAGESLOT)
                           : number_of(progress, &request->DriveId, NTMS_DRIVE);

    snprintf(text, room, "%s %u%s%s", in_slot ? "slot" : "drive", (unsigned)number,
             name[0] != '\0' ? " " : "", name);
}

/* ": in drive 2", as soon as that is known. */
static void name_drive(struct rsm_progress *progress, const NTMS_LIBREQUESTINFORMATIONW *request,
                       const struct rsm_cartridge *cartridge, char *text, size_t room)
{
    text[0] = '\0';
    if (cartridge->place_type == NTMS_DRIVE)
        snprintf(text, room, ": in drive %u",
                 (unsigned)number_of(progress, &cartridge->place, NTMS_DRIVE));
    else if (!rsm_guid_is_null(&request->SlotId) && !rsm_guid_is_null(&request->DriveId))
        snprintf(text, room, ": to drive %u",
                 (unsigned)number_of(progress, &request->DriveId, NTMS_DRIVE));
}

static void describe_medium(struct rsm_progress *progress,
                            const NTMS_LIBREQUESTINFORMATIONW *request,
                            struct rsm_cartridge *cartridge_out)
{
    GUID medium = request->PhysMediaId;

    memset(cartridge_out, 0, sizeof *cartridge_out);
    if (!rsm_guid_is_null(&medium))
        (void)rsm_contents_describe(progress->run->session, &medium, cartridge_out);
}

/* ---- a cartridge that was looked at ---- */

static void count_identifications(const struct rsm_progress *progress, size_t *done_out,
                                  size_t *all_out)
{
    *done_out = *all_out = 0;
    for (size_t i = 0; i < progress->count; i++) {
        if (!progress->watched[i].is_ours || !is_identification(progress->watched[i].operation))
            continue;
        (*all_out)++;
        *done_out += progress->watched[i].is_final ? 1 : 0;
    }
}

static void describe_end(struct rsm_progress *progress, const NTMS_LIBREQUESTINFORMATIONW *request,
                         const struct rsm_cartridge *cartridge, char *text, size_t room)
{
    const char *pool = rsm_pools_path(&progress->pools, &cartridge->pool);

    /* A pool may be made by the very cartridge that needs it. */
    if (pool[0] == '\0' && !rsm_guid_is_null(&cartridge->pool)) {
        rsm_pools_free(&progress->pools);
        (void)rsm_pools_read(progress->run->session, &progress->pools);
        pool = rsm_pools_path(&progress->pools, &cartridge->pool);
    }
    if (request->State == NTMS_LM_FAILED)
        snprintf(text, room, "failed: %s (error %u)", rsm_error_text(request->dwErrorCode),
                 (unsigned)request->dwErrorCode);
    else if (request->State != NTMS_LM_PASSED)
        snprintf(text, room, "%s", rsm_display_request_state(request->State));
    else if (cartridge->name[0] == '\0')
        snprintf(text, room, "there is nothing to read");
    else
        rsm_contents_label(cartridge, pool, text, room);
}

static void tell_end(struct rsm_progress *progress, const NTMS_LIBREQUESTINFORMATIONW *request)
{
    struct rsm_cartridge cartridge;
    char subject[SUBJECT];
    char end[2 * RSM_DISPLAY_TEXT];
    size_t done;
    size_t all;

    describe_medium(progress, request, &cartridge);
    name_subject(progress, request, &cartridge, subject, sizeof subject);
    describe_end(progress, request, &cartridge, end, sizeof end);
    count_identifications(progress, &done, &all);
    clear_live(progress);
    rsm_output_print(progress->run->out, "  [%zu of %zu] %s: %s\n", done, all, subject, end);
}

/* ---- looking ---- */

/* What one look over all requests found. */
struct look {
    size_t in_process; /* identifications */
    char text[512];    /* what is done now */
    struct rsm_progress_result *result;
};

static void tell_in_process(struct rsm_progress *progress,
                            const NTMS_LIBREQUESTINFORMATIONW *request, struct look *look)
{
    struct rsm_cartridge cartridge;
    char subject[SUBJECT];
    char drive[40];
    size_t length = strlen(look->text);

    look->in_process++;
    describe_medium(progress, request, &cartridge);
    name_subject(progress, request, &cartridge, subject, sizeof subject);
    name_drive(progress, request, &cartridge, drive, sizeof drive);
    snprintf(look->text + length, sizeof look->text - length, "%s%s%s", length > 0 ? ", " : "",
             subject, drive);
}

/* The inventory asked for: its end is the end of all. */
static void note_inventory(const NTMS_LIBREQUESTINFORMATIONW *request, struct look *look)
{
    struct rsm_progress_result *result = look->result;

    result->was_queued = true;
    result->state = request->State;
    result->error = request->State == NTMS_LM_FAILED ? request->dwErrorCode : ERROR_SUCCESS;
    result->seconds =
        (double)(rsm_clock_to_ms(&request->TimeCompleted) - rsm_clock_to_ms(&request->TimeQueued)) /
        1000.0;
}

static void look_at(struct rsm_progress *progress, struct rsm_watched *watched,
                    const NTMS_LIBREQUESTINFORMATIONW *request, struct look *look)
{
    watched->state = request->State;
    watched->is_final = is_final(request->State);
    if (rsm_guid_equal(&watched->id, &progress->inventory))
        note_inventory(request, look);
    if (!watched->is_ours || !is_identification(watched->operation))
        return;
    if (watched->is_final) {
        look->result->cartridges++;
        look->result->failed += request->State == NTMS_LM_FAILED ? 1 : 0;
        tell_end(progress, request);
    } else if (request->State == NTMS_LM_INPROCESS && is_live(progress)) {
        tell_in_process(progress, request, look);
    }
}

static rsm_error look_at_all(struct rsm_progress *progress, struct look *look)
{
    size_t queued = 0;
    rsm_error err = note_new(progress, false);

    for (size_t i = 0; i < progress->count && err == ERROR_SUCCESS && queued < QUEUED_MAX; i++) {
        struct rsm_watched *watched = &progress->watched[i];
        NTMS_OBJECTINFORMATIONW info;

        if (watched->is_final)
            continue;
        err = rsm_listing_describe(progress->run->session, &watched->id, NTMS_LIBREQUEST, &info);
        if (err == ERROR_SUCCESS) {
            look_at(progress, watched, &info.Info.LibRequest, look);
            queued = watched->state == NTMS_LM_QUEUED ? queued + 1 : 0;
        } else if (err == ERROR_OBJECT_NOT_FOUND) {
            watched->is_final = true; /* purged */
            err = ERROR_SUCCESS;
        }
    }
    return err;
}

static void show_state(struct rsm_progress *progress, const struct look *look)
{
    char text[sizeof look->text + 40];
    size_t done;
    size_t all;

    if (!is_live(progress))
        return;
    count_identifications(progress, &done, &all);
    if (!progress->has_begun)
        snprintf(text, sizeof text, "  waiting until the library has nothing else to do");
    else if (all == 0)
        snprintf(text, sizeof text, "  the library is being asked what it holds");
    else
        snprintf(text, sizeof text, "  [%3zu%%] %s", done * 100 / all,
                 look->in_process > 0 ? look->text : "waiting for a drive");
    show_live(progress, text);
}

rsm_error rsm_progress_follow(struct rsm_progress *progress, struct rsm_progress_result *result_out)
{
    rsm_error err = ERROR_SUCCESS;

    memset(result_out, 0, sizeof *result_out);
    while (err == ERROR_SUCCESS) {
        struct look look = {.result = result_out};

        err = look_at_all(progress, &look);
        if (err == ERROR_SUCCESS && is_final(result_out->state) && result_out->was_queued)
            err = look_at_all(progress, &look); /* it made some between the list and the look */
        if (err != ERROR_SUCCESS || !result_out->was_queued || is_final(result_out->state))
            break;
        show_state(progress, &look);
        rsm_clock_sleep_ms(LOOK_MS);
    }
    clear_live(progress);
    return err;
}
