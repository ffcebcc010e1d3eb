/*
 * Element status of a whole library (SMC-3), one kind of place after the other.
 */
#include "work/scan.h"

#include <stdlib.h>
#include <string.h>

#include "platform/array.h"
#include "platform/log.h"

/* How often a scan is repeated because the changer said meanwhile that something moved. */
enum { SCANS_MAX = 4 };

struct collector {
    struct rsm_scan *scan;
    enum rsm_place place;
    size_t room;
};

void rsm_scan_free(struct rsm_scan *scan)
{
    for (size_t i = 0; i < sizeof scan->sights / sizeof scan->sights[0]; i++)
        free(scan->sights[i]);
    memset(scan, 0, sizeof *scan);
}

static rsm_error collect(void *context, const struct rsm_changer_element *element)
{
    struct collector *c = context;
    struct rsm_scan *scan = c->scan;
    struct rsm_sight *grown;
    struct rsm_sight *sight;

    if (element->hidden)
        return ERROR_SUCCESS;
    grown =
        rsm_array_grow(scan->sights[c->place], sizeof *grown, scan->counts[c->place] + 1, &c->room);
    if (grown == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    scan->sights[c->place] = grown;
    sight = &grown[scan->counts[c->place]++];
    memset(sight, 0, sizeof *sight);
    sight->element = element->address;
    sight->full = element->full;
    sight->doubtful = element->exception && !element->full;
    sight->exception = element->exception;
    sight->asc = element->asc;
    sight->ascq = element->ascq;
    sight->has_source = element->has_source;
    sight->source = element->source;
    if (element->full && element->tag_known) {
        memcpy(sight->tag, element->tag, sizeof element->tag);
        scan->has_bar_codes = true;
    }
    return ERROR_SUCCESS;
}

/* Ask once more for what it said; what it said before, where it is the same, is told below.  Ends when something
 * moved meanwhile: what else it says would be asked for again, too. */
static rsm_error scan_once(struct rsm_library *library, struct rsm_scan *scan)
{
    struct rsm_changer *changer = &library->changer;
    rsm_error err = ERROR_SUCCESS;

    scan->same = true;
    rsm_changer_begin_inventory(changer);
    for (int place = RSM_PLACE_ARM;
         place <= RSM_PLACE_DRIVE && !rsm_changer_is_stale(changer) && err == ERROR_SUCCESS;
         place++) {
        struct collector c = {.scan = scan, .place = (enum rsm_place)place};

        err = rsm_changer_scan_again(changer, c.place, collect, &c, &scan->untold[place]);
        scan->same = scan->same && err == ERROR_SUCCESS && scan->untold[place];
    }
    library->rest.known = library->rest.known && scan->same; /* whatever becomes of this scan */
    return err;
}

rsm_error rsm_scan_tell(struct rsm_library *library, struct rsm_scan *scan)
{
    rsm_error err = ERROR_SUCCESS;

    for (int place = RSM_PLACE_ARM; place <= RSM_PLACE_DRIVE && err == ERROR_SUCCESS; place++) {
        struct collector c = {.scan = scan, .place = (enum rsm_place)place};

        if (scan->untold[place])
            err = rsm_changer_retell(&library->changer, c.place, collect, &c);
        scan->untold[place] = scan->untold[place] && err != ERROR_SUCCESS;
    }
    return err;
}

rsm_error rsm_scan_read(struct rsm_library *library, struct rsm_scan *scan)
{
    rsm_error err = ERROR_SUCCESS;

    for (int i = 0; i < SCANS_MAX; i++) {
        rsm_scan_free(scan);
        err = scan_once(library, scan);
        if (err != ERROR_SUCCESS || !rsm_changer_is_stale(&library->changer))
            return err;
    }
    rsm_log(RSM_LOG_ERROR, "work",
            "library %s: something is moved all the time while it is being read; stop whoever "
            "else uses this library and take inventory again",
            library->name);
    return ERROR_BUSY;
}
