/*
 * Ejects, followed until a person has what was ejected.
 */
#include "cli/ejection.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/display.h"
#include "cli/doing.h"
#include "cli/listing.h"
#include "core/session.h"
#include "model/guid.h"
#include "platform/clock.h"
#include "platform/thread.h"
#include "store/records.h"

enum { LOOK_MS = 250, NOW_ROOM = 512 };

/* With /b there is nothing but the GUID on standard output. */
static const struct rsm_output *people(const struct rsm_ejection *ejection)
{
    const struct rsm_run *run = ejection->run;

    return rsm_arguments_has(&run->arguments, "b") ? run->err : run->out;
}

static bool is_final(DWORD state)
{
    return state != NTMS_LM_QUEUED && state != NTMS_LM_INPROCESS && state != NTMS_LM_WAITING;
}

/* ---- before ---- */

static void note_name(struct rsm_ejection *ejection, const NTMS_OBJECTINFORMATIONW *medium)
{
    struct rsm_named_medium *named = &ejection->names[ejection->name_count++];

    named->id = medium->ObjectGuid;
    rsm_medium_name(medium, named->name);
}

/* Of a request that may be one by which a medium was put aside. */
static rsm_error note_aside(struct rsm_ejection *ejection, GUID *request)
{
    HANDLE session = ejection->run->session;
    NTMS_OBJECTINFORMATIONW info;
    GUID medium;
    rsm_error err = rsm_listing_describe(session, request, NTMS_LIBREQUEST, &info);

    if (err == ERROR_SUCCESS && (info.Info.LibRequest.OperationCode != NTMS_LM_EJECT ||
                                 info.Info.LibRequest.State != NTMS_LM_QUEUED))
        return ERROR_SUCCESS;
    medium = info.Info.LibRequest.PhysMediaId;
    if (err == ERROR_SUCCESS)
        err = rsm_listing_describe(session, &medium, NTMS_PHYSICAL_MEDIA, &info);
    if (err == ERROR_SUCCESS)
        note_name(ejection, &info);
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
}

static rsm_error note_names(struct rsm_ejection *ejection, const NTMS_OBJECTINFORMATIONW *medium)
{
    struct rsm_listing requests;
    rsm_error err = rsm_listing_read(ejection->run->session, &ejection->library.ObjectGuid,
                                     NTMS_LIBREQUEST, &requests);

    if (err == ERROR_SUCCESS)
        ejection->names = calloc(requests.count + 1, sizeof *ejection->names);
    if (err == ERROR_SUCCESS && ejection->names == NULL)
        err = ERROR_NOT_ENOUGH_MEMORY;
    if (err == ERROR_SUCCESS)
        note_name(ejection, medium);
    for (size_t i = 0; i < requests.count && err == ERROR_SUCCESS; i++)
        err = note_aside(ejection, &requests.ids[i]);
    rsm_listing_free(&requests);
    return err;
}

static const char *name_of(const struct rsm_ejection *ejection, const GUID *medium)
{
    for (size_t i = 0; i < ejection->name_count; i++) {
        if (rsm_guid_equal(&ejection->names[i].id, medium))
            return ejection->names[i].name;
    }
    return "that was put aside";
}

/* ---- what belongs to the operation ---- */

static rsm_error read_batch(struct rsm_session *session, const GUID *operation, GUID **ids_out,
                            size_t *count_out)
{
    const struct rsm_condition of_batch[] = {
        {.column = "batch", .guid = operation},
        {.column = "operation_code", .number = NTMS_LM_EJECT},
    };
    struct rsm_store *store = session->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_READ);

    if (err != ERROR_SUCCESS)
        return err;
    return rsm_store_end(store,
                         rsm_records_ids(store, NTMS_LIBREQUEST, of_batch, 2, ids_out, count_out));
}

static rsm_error list_batch(HANDLE handle, const GUID *operation, GUID **ids_out, size_t *count_out)
{
    struct rsm_session *session;
    rsm_error err = rsm_session_get(handle, &session);

    if (err != ERROR_SUCCESS)
        return err;
    err = read_batch(session, operation, ids_out, count_out);
    rsm_session_release(session);
    return err;
}

static rsm_error note(struct rsm_ejection *ejection, GUID *request, struct rsm_ejected *ejected)
{
    NTMS_OBJECTINFORMATIONW info;
    rsm_error err = rsm_listing_describe(ejection->run->session, request, NTMS_LIBREQUEST, &info);

    if (err != ERROR_SUCCESS)
        return err;
    ejected->request = *request;
    ejected->medium = info.Info.LibRequest.PhysMediaId;
    snprintf(ejected->name, sizeof ejected->name, "%s", name_of(ejection, &ejected->medium));
    return ERROR_SUCCESS;
}

static rsm_error note_all(struct rsm_ejection *ejection)
{
    GUID *ids = NULL;
    size_t count = 0;
    rsm_error err = list_batch(ejection->run->session, &ejection->operation, &ids, &count);

    if (err == ERROR_SUCCESS)
        ejection->all = calloc(count + 1, sizeof *ejection->all);
    if (err == ERROR_SUCCESS && ejection->all == NULL)
        err = ERROR_NOT_ENOUGH_MEMORY;
    for (size_t i = 0; i < count && err == ERROR_SUCCESS; i++)
        err = note(ejection, &ids[i], &ejection->all[ejection->count++]);
    free(ids);
    return err;
}

/* Does the library have a port, how patient is it, and is all of it full? */
static rsm_error look_at_port(struct rsm_ejection *ejection, bool *full_out)
{
    HANDLE session = ejection->run->session;
    const NTMS_IEPORTINFORMATION *port;
    NTMS_OBJECTINFORMATIONW info;
    struct rsm_listing ports;
    rsm_error err = rsm_listing_read(session, &ejection->library.ObjectGuid, NTMS_IEPORT, &ports);

    port = &info.Info.IEPort;
    *full_out = err == ERROR_SUCCESS && ports.count > 0;
    ejection->has_port = ports.count > 0 && !ejection->is_alone;
    for (size_t i = 0; i < ports.count && err == ERROR_SUCCESS; i++) {
        err = rsm_listing_describe(session, &ports.ids[i], NTMS_IEPORT, &info);
        if (err != ERROR_SUCCESS)
            continue;
        if (port->MaxExtendSecs > ejection->patience)
            ejection->patience = port->MaxExtendSecs;
        *full_out = *full_out && port->Content == NTMS_PORTCONTENT_FULL;
    }
    rsm_listing_free(&ports);
    return err;
}

rsm_error rsm_ejection_prepare(struct rsm_run *run, const NTMS_OBJECTINFORMATIONW *medium,
                               struct rsm_ejection *ejection_out)
{
    GUID library = medium->Info.PhysicalMedia.CurrentLibrary;
    rsm_error err;

    memset(ejection_out, 0, sizeof *ejection_out);
    ejection_out->run = run;
    ejection_out->live.output = run->err;
    err = rsm_listing_describe(run->session, &library, NTMS_LIBRARY, &ejection_out->library);
    if (err != ERROR_SUCCESS)
        return err;
    ejection_out->is_alone =
        ejection_out->library.Info.Library.LibraryType == NTMS_LIBRARYTYPE_STANDALONE;
    rsm_display_text(ejection_out->library.szName, NTMS_OBJECTNAME_LENGTH,
                     ejection_out->library_name);
    return note_names(ejection_out, medium);
}

rsm_error rsm_ejection_begin(struct rsm_ejection *ejection, const GUID *operation)
{
    bool full;
    rsm_error err;

    ejection->operation = *operation;
    err = note_all(ejection);
    return err == ERROR_SUCCESS ? look_at_port(ejection, &full) : err;
}

void rsm_ejection_end(struct rsm_ejection *ejection)
{
    free(ejection->names);
    free(ejection->all);
    memset(ejection, 0, sizeof *ejection);
}

/* ---- looking ---- */

static rsm_error name_slot(struct rsm_ejection *ejection, const GUID *slot, char *text, size_t room)
{
    NTMS_OBJECTINFORMATIONW info;
    GUID id = *slot;
    rsm_error err = rsm_listing_describe(ejection->run->session, &id, NTMS_STORAGESLOT, &info);

    if (err == ERROR_SUCCESS)
        snprintf(text, room, "slot %u", (unsigned)info.Info.StorageSlot.Number);
    return err;
}

/* The port that its medium is in. */
static rsm_error name_port(struct rsm_ejection *ejection, struct rsm_ejected *ejected)
{
    HANDLE session = ejection->run->session;
    NTMS_OBJECTINFORMATIONW info;
    GUID port;
    rsm_error err = rsm_listing_describe(session, &ejected->medium, NTMS_PHYSICAL_MEDIA, &info);

    if (err != ERROR_SUCCESS || info.Info.PhysicalMedia.LocationType != NTMS_IEPORT)
        return err;
    port = info.Info.PhysicalMedia.Location;
    err = rsm_listing_describe(session, &port, NTMS_IEPORT, &info);
    if (err == ERROR_SUCCESS)
        snprintf(ejected->place, sizeof ejected->place, "port %u",
                 (unsigned)info.Info.IEPort.Number);
    return err;
}

/* It waits for the person: where? */
static rsm_error find_place(struct rsm_ejection *ejection, struct rsm_ejected *ejected,
                            const GUID *slot)
{
    rsm_error err = ERROR_SUCCESS;

    if (ejection->is_alone)
        snprintf(ejected->place, sizeof ejected->place, "the drive");
    else if (!rsm_guid_is_null(slot))
        err = name_slot(ejection, slot, ejected->place, sizeof ejected->place);
    else
        err = name_port(ejection, ejected);
    ejected->is_out = ejected->place[0] != '\0';
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err; /* taken just now */
}

static rsm_error look_at_one(struct rsm_ejection *ejection, struct rsm_ejected *ejected)
{
    NTMS_OBJECTINFORMATIONW info;
    const NTMS_LIBREQUESTINFORMATIONW *request = &info.Info.LibRequest;
    rsm_error err =
        rsm_listing_describe(ejection->run->session, &ejected->request, NTMS_LIBREQUEST, &info);

    if (err != ERROR_SUCCESS)
        return err;
    ejected->state = request->State;
    if (request->State == NTMS_LM_FAILED || request->State == NTMS_LM_INVALID)
        ejected->error =
            request->dwErrorCode != ERROR_SUCCESS ? request->dwErrorCode : ERROR_GEN_FAILURE;
    else if (request->State == NTMS_LM_CANCELLED || request->State == NTMS_LM_STOPPED)
        ejected->error = ERROR_CANCELLED;
    if (request->State == NTMS_LM_WAITING && !ejected->is_out)
        err = find_place(ejection, ejected, &request->SlotId);
    return err;
}

/* One that was ejected before, and not taken, does not wait for a cell. */
static bool is_in_port(struct rsm_ejection *ejection, struct rsm_ejected *ejected)
{
    NTMS_OBJECTINFORMATIONW info;

    return rsm_listing_describe(ejection->run->session, &ejected->medium, NTMS_PHYSICAL_MEDIA,
                                &info) == ERROR_SUCCESS &&
           info.Info.PhysicalMedia.LocationType == NTMS_IEPORT;
}

static rsm_error note_version(struct rsm_ejection *ejection)
{
    struct rsm_session *session;
    rsm_error err = rsm_session_get(ejection->run->session, &session);

    if (err != ERROR_SUCCESS)
        return err;
    ejection->seen = rsm_store_version(session->rsm->store);
    rsm_session_release(session);
    return ERROR_SUCCESS;
}

static rsm_error look(struct rsm_ejection *ejection)
{
    bool waits = false;
    bool full;
    rsm_error err = note_version(ejection);

    for (size_t i = 0; i < ejection->count && err == ERROR_SUCCESS; i++) {
        if (is_final(ejection->all[i].state))
            continue;
        err = look_at_one(ejection, &ejection->all[i]);
        waits = waits || (ejection->all[i].state == NTMS_LM_QUEUED &&
                          !is_in_port(ejection, &ejection->all[i]));
    }
    ejection->is_blocked = false;
    if (err == ERROR_SUCCESS && waits && ejection->has_port) {
        err = look_at_port(ejection, &full);
        ejection->is_blocked = full;
    }
    return err;
}

/* ---- telling ---- */

static void tell_out(struct rsm_ejection *ejection, struct rsm_ejected *ejected)
{
    const struct rsm_output *output = people(ejection);

    rsm_live_clear(&ejection->live);
    if (ejection->is_alone)
        rsm_output_print(output, "Take the cartridge %s out of the drive \"%s\".\n", ejected->name,
                         ejection->library_name);
    else if (ejection->has_port)
        rsm_output_print(output, "Take the cartridge %s out of %s of the library \"%s\".\n",
                         ejected->name, ejected->place, ejection->library_name);
    else
        rsm_output_print(output,
                         "Open the library \"%s\", take the cartridge %s out of %s, and close the "
                         "library: it has no port.\n",
                         ejection->library_name, ejected->name, ejected->place);
    ejected->is_told = true;
}

static void tell_end(struct rsm_ejection *ejection, struct rsm_ejected *ejected)
{
    rsm_live_clear(&ejection->live);
    if (ejected->state == NTMS_LM_PASSED)
        rsm_output_print(people(ejection), "The cartridge %s was taken.\n", ejected->name);
    else if (ejected->error == ERROR_CANCELLED)
        (void)rsm_run_fail(ejection->run, ERROR_CANCELLED,
                           "the eject of the cartridge %s was %s; it stays in the library",
                           ejected->name, rsm_display_request_state(ejected->state));
    else
        (void)rsm_run_fail(ejection->run, ejected->error, "the cartridge %s cannot be ejected",
                           ejected->name);
    ejected->is_ended = true;
}

static void tell_blocked(struct rsm_ejection *ejection)
{
    rsm_live_clear(&ejection->live);
    rsm_output_print(
        people(ejection),
        "The port of the library \"%s\" is full. Empty it: then the next cartridge comes "
        "out.\n",
        ejection->library_name);
    ejection->blocked_is_told = true;
}

static void tell_news(struct rsm_ejection *ejection)
{
    for (size_t i = 0; i < ejection->count; i++) {
        struct rsm_ejected *ejected = &ejection->all[i];

        if (ejected->is_out && !ejected->is_told)
            tell_out(ejection, ejected);
        if (is_final(ejected->state) && !ejected->is_ended)
            tell_end(ejection, ejected);
    }
    if (ejection->is_blocked && !ejection->blocked_is_told)
        tell_blocked(ejection);
}

/* On a terminal: what is done now with each that has not ended. */
static void show_live(struct rsm_ejection *ejection)
{
    char text[NOW_ROOM] = "  ";
    size_t length = 2;

    if (!rsm_live_is_shown(&ejection->live))
        return;
    for (size_t i = 0; i < ejection->count && length < sizeof text; i++) {
        NTMS_OBJECTINFORMATIONW info;
        char doing[RSM_DOING_TEXT];

        if (is_final(ejection->all[i].state) ||
            rsm_listing_describe(ejection->run->session, &ejection->all[i].request, NTMS_LIBREQUEST,
                                 &info) != ERROR_SUCCESS)
            continue;
        rsm_doing_now(ejection->run->session, &info.Info.LibRequest, doing);
        length += (size_t)snprintf(text + length, sizeof text - length, "%s%s",
                                   length > 2 ? ", " : "", doing);
    }
    rsm_live_show(&ejection->live, text);
}

/* ---- following ---- */

/* All that is left is for a person to do. */
static bool only_people_are_waited_for(const struct rsm_ejection *ejection)
{
    for (size_t i = 0; i < ejection->count; i++) {
        const struct rsm_ejected *ejected = &ejection->all[i];

        if (!is_final(ejected->state) && !ejected->is_out &&
            !(ejected->state == NTMS_LM_QUEUED && ejection->is_blocked))
            return false;
    }
    return true;
}

static bool is_over(const struct rsm_ejection *ejection, enum rsm_ejection_patience patience)
{
    for (size_t i = 0; i < ejection->count; i++) {
        const struct rsm_ejected *ejected = &ejection->all[i];

        if (!is_final(ejected->state) && !(ejected->is_out && patience == RSM_EJECTION_UNTIL_OUT))
            return false;
    }
    return true;
}

/* Has there been nothing but people to wait for, for so long? */
static bool is_late(struct rsm_ejection *ejection, uint32_t timeout_ms)
{
    uint64_t now = rsm_clock_ms();

    if (!only_people_are_waited_for(ejection))
        ejection->since_ms = 0;
    else if (ejection->since_ms == 0)
        ejection->since_ms = now;
    return ejection->since_ms != 0 && timeout_ms != RSM_FOREVER &&
           now - ejection->since_ms >= timeout_ms;
}

/* Nobody came.  What has not come out is not to come out behind the back of whoever reads this.  False when that
 * began just now, and there is something to wait for again. */
static bool give_up(struct rsm_ejection *ejection, rsm_error *err_out)
{
    struct rsm_run *run = ejection->run;
    bool given_up = true;

    rsm_live_clear(&ejection->live);
    for (size_t i = 0; i < ejection->count; i++) {
        struct rsm_ejected *ejected = &ejection->all[i];

        if (is_final(ejected->state))
            continue;
        if (ejected->is_out) {
            *err_out =
                rsm_run_fail(run, ERROR_TIMEOUT,
                             "nobody has taken the cartridge %s out of %s; it is there still",
                             ejected->name, ejected->place);
        } else if (CancelNtmsLibraryRequest(run->session, &ejected->request) != ERROR_SUCCESS) {
            given_up = false;
        } else {
            ejected->state = NTMS_LM_CANCELLED;
            ejected->error = ERROR_TIMEOUT;
            ejected->is_ended = true;
            *err_out =
                rsm_run_fail(run, ERROR_TIMEOUT,
                             "nobody has emptied the port of the library \"%s\"; the cartridge "
                             "%s is not ejected and stays where it is",
                             ejection->library_name, ejected->name);
        }
    }
    return given_up;
}

static rsm_error end_live(struct rsm_ejection *ejection, rsm_error err)
{
    rsm_live_clear(&ejection->live);
    return err;
}

static rsm_error result_of(const struct rsm_ejection *ejection)
{
    for (size_t i = 0; i < ejection->count; i++) {
        if (ejection->all[i].error != ERROR_SUCCESS)
            return ejection->all[i].error;
    }
    return ERROR_SUCCESS;
}

/* Of any process; a person who does not come makes none. */
static void wait_for_news(struct rsm_ejection *ejection)
{
    struct rsm_session *session;

    if (rsm_session_get(ejection->run->session, &session) != ERROR_SUCCESS)
        return;
    (void)rsm_store_wait(session->rsm->store, ejection->seen, LOOK_MS);
    rsm_session_release(session);
}

rsm_error rsm_ejection_follow(struct rsm_ejection *ejection, enum rsm_ejection_patience patience,
                              uint32_t timeout_ms)
{
    rsm_error err = look(ejection);

    if (!ejection->has_port && !ejection->is_alone)
        patience = RSM_EJECTION_UNTIL_TAKEN;
    if (patience == RSM_EJECTION_UNTIL_OUT && timeout_ms == RSM_FOREVER)
        timeout_ms = ejection->patience * 1000;
    while (err == ERROR_SUCCESS) {
        tell_news(ejection);
        if (is_over(ejection, patience))
            return end_live(ejection, result_of(ejection));
        if (is_late(ejection, timeout_ms) && give_up(ejection, &err))
            return end_live(ejection, err);
        show_live(ejection);
        wait_for_news(ejection);
        err = look(ejection);
    }
    return rsm_run_fail(ejection->run, end_live(ejection, err), "the eject cannot be followed");
}

void rsm_ejection_show(const struct rsm_ejection *ejection)
{
    struct rsm_json all = rsm_json_array(ejection->run->json, "media");

    for (size_t i = 0; i < ejection->count; i++) {
        const struct rsm_ejected *ejected = &ejection->all[i];
        struct rsm_json one = rsm_json_object(all, NULL);

        rsm_json_guid(one, "id", &ejected->medium);
        rsm_json_text(one, "name", ejected->name);
        rsm_json_guid(one, "request", &ejected->request);
        rsm_json_text(one, "state", rsm_display_request_state(ejected->state));
        rsm_json_text(one, "location_name", ejected->is_out ? ejected->place : "");
        rsm_json_flag(one, "taken", ejected->state == NTMS_LM_PASSED);
    }
}
