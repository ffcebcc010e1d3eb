/*
 * Requests to a person as they come and go.  It listens first and lists then, so that none is missed between;
 * what it knows of a request is kept, since of one that is withdrawn nothing remains to be asked for.
 */
#include "cli/operator_watch.h"

#include <string.h>

#include "cli/asked.h"
#include "cli/console.h"
#include "model/guid.h"
#include "platform/array.h"
#include "platform/clock.h"

enum { LOOK_MS = 250 }; /* how soon Ctrl-C is heard */

struct watch {
    struct rsm_run *run;
    struct rsm_asked_list known; /* that nobody had answered when they were told of */
};

static struct rsm_asked *find_known(struct watch *watch, const GUID *id)
{
    for (size_t i = 0; i < watch->known.count; i++) {
        if (rsm_guid_equal(&watch->known.requests[i].id, id))
            return &watch->known.requests[i];
    }
    return NULL;
}

static void tell(struct watch *watch, const char *what, const struct rsm_asked *request)
{
    bool has_message = request->message[0] != '\0';
    struct rsm_json event = rsm_run_event_begin(watch->run, what);
    char time[RSM_DISPLAY_DATE];
    SYSTEMTIME now;

    rsm_clock_utc(&now);
    rsm_display_date(&now, time);
    rsm_output_print(watch->run->out, "%s  %s  %-9s  %s: %s%s%s\n", time, request->handle, what,
                     request->by, request->words, has_message ? ": " : "", request->message);
    rsm_json_date(event, "time", &now);
    rsm_asked_write(watch->run, event, request);
    rsm_run_event_end(watch->run, event);
}

static rsm_error keep(struct watch *watch, const struct rsm_asked *request)
{
    struct rsm_asked *grown = rsm_array_grow(watch->known.requests, sizeof *grown,
                                             watch->known.count + 1, &watch->known.room);

    if (grown == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    watch->known.requests = grown;
    grown[watch->known.count++] = *request;
    return ERROR_SUCCESS;
}

static void forget(struct watch *watch, struct rsm_asked *known)
{
    size_t after = watch->known.count - (size_t)(known - watch->known.requests) - 1;

    memmove(known, known + 1, after * sizeof *known);
    watch->known.count--;
}

/* How one stands now that is there. */
static rsm_error take(struct watch *watch, const struct rsm_asked *request, const char *when_new)
{
    struct rsm_asked *known = find_known(watch, &request->id);

    if (rsm_asked_is_open(request)) {
        if (known != NULL)
            return ERROR_SUCCESS;
        tell(watch, when_new, request);
        return keep(watch, request);
    }
    if (known != NULL) {
        tell(watch, rsm_asked_state(request), request);
        forget(watch, known);
    }
    return ERROR_SUCCESS;
}

static void take_gone(struct watch *watch, const GUID *id)
{
    struct rsm_asked *known = find_known(watch, id);

    if (known == NULL)
        return; /* it had its answer */
    tell(watch, "withdrawn", known);
    forget(watch, known);
}

/* Compare what is known with what there is. */
static rsm_error catch_up(struct watch *watch)
{
    struct rsm_asked_list list;
    rsm_error err = rsm_asked_read(watch->run, &list);

    for (size_t i = 0; i < list.count && err == ERROR_SUCCESS; i++)
        err = take(watch, &list.requests[i], "open");
    for (size_t i = watch->known.count; err == ERROR_SUCCESS && i-- > 0;) {
        GUID id = watch->known.requests[i].id;
        bool there = false;

        for (size_t j = 0; j < list.count && !there; j++)
            there = rsm_guid_equal(&id, &list.requests[j].id);
        if (!there)
            take_gone(watch, &id);
    }
    rsm_asked_free(&list);
    return err;
}

static rsm_error take_change(struct watch *watch, const NTMS_NOTIFICATIONINFORMATION *change)
{
    struct rsm_asked request;
    rsm_error err = rsm_asked_describe(watch->run, &change->ObjectId, &request);

    if (err == ERROR_OBJECT_NOT_FOUND) {
        take_gone(watch, &change->ObjectId);
        return ERROR_SUCCESS;
    }
    return err == ERROR_SUCCESS ? take(watch, &request, "new") : err;
}

/* Until Ctrl-C, or until changes were lost: ERROR_NO_DATA. */
static rsm_error follow(struct watch *watch, HANDLE notification)
{
    NTMS_NOTIFICATIONINFORMATION change;
    rsm_error err = ERROR_SUCCESS;

    while (!rsm_console_was_interrupted() && err == ERROR_SUCCESS) {
        err = WaitForNtmsNotification(notification, &change, LOOK_MS);
        if (err == ERROR_SUCCESS)
            err = take_change(watch, &change);
        else if (err == ERROR_TIMEOUT)
            err = ERROR_SUCCESS;
    }
    return err;
}

static rsm_error listen_once(struct watch *watch)
{
    HANDLE notification = OpenNtmsNotification(watch->run->session, NTMS_OPREQUEST);
    rsm_error err;

    if (notification == INVALID_HANDLE_VALUE)
        return GetLastError();
    err = catch_up(watch);
    if (err == ERROR_SUCCESS)
        err = follow(watch, notification);
    (void)CloseNtmsNotification(notification);
    return err;
}

rsm_error rsm_operator_watch(struct rsm_run *run)
{
    struct watch watch = {.run = run};
    rsm_error err;

    run->tells_events = true;
    rsm_console_catch_interrupt();
    if (run->err->width > 0)
        rsm_output_print(run->err,
                         "Requests to a person are shown as they come and go, until "
                         "Ctrl-C.\n");
    do
        err = listen_once(&watch);
    while (err == ERROR_NO_DATA);
    rsm_asked_free(&watch.known);
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "the requests to a person cannot be followed any more");
    return ERROR_SUCCESS;
}
