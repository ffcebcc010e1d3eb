/*
 * Libraries asked anew and compared with their records, one after the other.
 */
#include "work/examine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/catalogue.h"
#include "core/hold.h"
#include "model/guid.h"
#include "platform/array.h"
#include "platform/text.h"
#include "scsi/drive.h"
#include "store/journal.h"
#include "store/places.h"
#include "store/records.h"
#include "work/compare.h"
#include "work/configure.h"

/* One library under examination. */
struct examining {
    struct rsm *rsm;
    const struct rsm_options *options;
    const struct rsm_surveyed *device; /* of its changer, or the drive that it is; NULL = none */
    struct rsm_examined *examined;
    struct rsm_findings *findings;
    struct rsm_library *library; /* nobody's but ours, and not run */
};

/* ---- which ---- */

struct listing {
    const GUID *only;
    struct rsm_examination *examination;
};

static bool note_library(void *context, const struct rsm_record *record)
{
    struct listing *listing = context;
    struct rsm_examination *examination = listing->examination;
    struct rsm_examined *grown;

    if (rsm_guid_equal(&record->info.ObjectGuid, &rsm_catalogue_offline_library) ||
        (listing->only != NULL && !rsm_guid_equal(&record->info.ObjectGuid, listing->only)))
        return true;
    grown = rsm_array_grow(examination->libraries, sizeof *grown, examination->count + 1,
                           &examination->room);
    if (grown == NULL) {
        examination->is_short_of_memory = true;
        return false;
    }
    examination->libraries = grown;
    grown = memset(&grown[examination->count++], 0, sizeof *grown);
    grown->library = record->info.ObjectGuid;
    grown->absent = record->info.dwOperationalState == NTMS_NOT_PRESENT;
    grown->alone = record->info.Info.Library.LibraryType == NTMS_LIBRARYTYPE_STANDALONE;
    rsm_text_to_utf8(grown->name, sizeof grown->name, record->info.szName, NTMS_OBJECTNAME_LENGTH);
    return true;
}

rsm_error rsm_examine_list(struct rsm *rsm, const GUID *only, struct rsm_examination *examination)
{
    struct listing listing = {.only = only, .examination = examination};
    rsm_error err = rsm_store_begin(rsm->store, RSM_STORE_READ);

    memset(examination, 0, sizeof *examination);
    if (err == ERROR_SUCCESS)
        err = rsm_store_end(rsm->store, rsm_records_each(rsm->store, NTMS_LIBRARY, NULL, 0,
                                                         note_library, &listing));
    if (err == ERROR_SUCCESS && examination->is_short_of_memory)
        err = ERROR_NOT_ENOUGH_MEMORY;
    if (err == ERROR_SUCCESS && only != NULL && examination->count == 0)
        err = ERROR_INVALID_LIBRARY;
    return err;
}

bool rsm_examine_wants_devices(const struct rsm *rsm, const struct rsm_examination *examination)
{
    for (size_t i = 0; i < examination->count; i++) {
        if (!rsm_library_is_run(rsm, &examination->libraries[i].library))
            return true;
    }
    return false;
}

/* ---- the journal ---- */

static rsm_error name_element(struct examining *e, DWORD element, char text[RSM_FINDING_TEXT])
{
    static const struct {
        DWORD type;
        const char *word;
    } kinds[] = {{NTMS_STORAGESLOT, "slot"}, {NTMS_DRIVE, "drive"}, {NTMS_IEPORT, "port"}};
    rsm_error err = ERROR_SUCCESS;

    (void)snprintf(text, RSM_FINDING_TEXT, "element %u", (unsigned)element);
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0] && err == ERROR_SUCCESS; k++) {
        struct rsm_seat *seats = NULL;
        size_t count = 0;

        err = rsm_places_list(e->rsm->store, kinds[k].type, &e->examined->library, &seats, &count);
        for (size_t i = 0; i < count && err == ERROR_SUCCESS; i++) {
            if (seats[i].element == element)
                (void)snprintf(text, RSM_FINDING_TEXT, "%s %u", kinds[k].word,
                               (unsigned)seats[i].number);
        }
        free(seats);
    }
    return err;
}

static rsm_error tell_intent(struct examining *e, const struct rsm_intent *intent)
{
    struct rsm_finding *finding =
        rsm_findings_add(e->findings, RSM_FINDING_INTENT, &e->examined->library);
    char from[RSM_FINDING_TEXT];
    char to[RSM_FINDING_TEXT];
    char name[NTMS_OBJECTNAME_LENGTH * 3] = "a cartridge";
    struct rsm_record medium;
    rsm_error err = name_element(e, intent->from, from);

    if (err == ERROR_SUCCESS)
        err = name_element(e, intent->to, to);
    if (err != ERROR_SUCCESS || finding == NULL)
        return err;
    finding->object = intent->medium;
    if (intent->tag[0] != '\0')
        (void)snprintf(name, sizeof name, "%s", intent->tag);
    else if (rsm_records_load(e->rsm->store, &intent->medium, NTMS_PHYSICAL_MEDIA, &medium) ==
             ERROR_SUCCESS)
        rsm_text_to_utf8(name, sizeof name, medium.info.szName, NTMS_OBJECTNAME_LENGTH);
    rsm_finding_name(finding, "%s", name);
    if (intent->kind == RSM_INTENT_MOVE)
        rsm_finding_expect(finding, "being moved from %.100s to %.100s", from, to);
    else if (rsm_guid_is_null(&intent->label))
        rsm_finding_expect(finding, "being erased in %.100s", from);
    else
        rsm_finding_expect(finding, "being given a free label in %.100s", from);
    rsm_finding_find(finding, "how it ended was not recorded");
    return ERROR_SUCCESS;
}

struct intents {
    struct examining *e;
    struct rsm_intent *list;
    size_t count, room;
    bool is_short_of_memory;
};

static bool note_intent(void *context, const struct rsm_intent *intent)
{
    struct intents *intents = context;
    struct rsm_intent *grown =
        rsm_array_grow(intents->list, sizeof *grown, intents->count + 1, &intents->room);

    intents->is_short_of_memory = grown == NULL;
    if (grown == NULL)
        return false;
    intents->list = grown;
    grown[intents->count++] = *intent;
    return true;
}

/* Nobody runs the library: what is in the journal was interrupted. */
static rsm_error examine_journal(struct examining *e)
{
    struct rsm_store *store = e->rsm->store;
    struct intents intents = {.e = e};
    rsm_error err = rsm_store_begin(store, RSM_STORE_READ);

    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_journal_each(store, &e->examined->library, note_intent, &intents);
    if (err == ERROR_SUCCESS && intents.is_short_of_memory)
        err = ERROR_NOT_ENOUGH_MEMORY;
    for (size_t i = 0; i < intents.count && err == ERROR_SUCCESS; i++)
        err = tell_intent(e, &intents.list[i]);
    free(intents.list);
    return rsm_store_end(store, err);
}

/* ---- its devices ---- */

static const char *word_of_device(const struct examining *e)
{
    return e->examined->alone ? "drive" : "changer";
}

static void say_failure(struct rsm_finding *finding, rsm_error err, bool uninitialized)
{
    if (uninitialized)
        rsm_finding_find(finding,
                         "it wants to look into its slots first, for which it must be told "
                         "by an inventory");
    else if (err == ERROR_FILE_NOT_FOUND)
        rsm_finding_find(finding, "no such device is among those that answer");
    else if (err == ERROR_BUSY)
        rsm_finding_find(finding, "something is moved in it all the time");
    else
        rsm_finding_find(finding, "%s (%s)", rsm_error_text(err), rsm_error_name(err));
}

/* Not compared; what its device answered instead. */
static void note_failure(struct examining *e, rsm_error err)
{
    bool uninitialized = e->library != NULL && e->library->changer.uninitialized;
    struct rsm_finding *finding;

    if (err == ERROR_SHARING_VIOLATION) {
        e->examined->how = RSM_EXAMINED_IN_USE;
        return;
    }
    e->examined->how = RSM_EXAMINED_SILENT;
    finding = rsm_findings_add(e->findings, RSM_FINDING_NO_ANSWER, &e->examined->library);
    rsm_finding_name(finding, "%s", word_of_device(e));
    rsm_finding_expect(finding, "present");
    say_failure(finding, err, uninitialized);
    if (finding != NULL)
        finding->object = e->examined->library;
}

static rsm_error compare_changer(struct examining *e)
{
    struct rsm_library *library = e->library;
    struct rsm_scan scan = {.has_bar_codes = false};
    rsm_error err = rsm_library_open(library);

    if (err == ERROR_SUCCESS) {
        /* One whose time is measured is not told to look into its slots, which may take an hour. */
        library->device->link.deadline = UINT64_MAX;
        err = rsm_scan_read(library, &scan);
    }
    if (err == ERROR_SUCCESS)
        err = rsm_scan_tell(library, &scan);
    if (err == ERROR_SUCCESS)
        err = rsm_compare(library, &scan, e->findings, &e->examined->places);
    else if (err != ERROR_NOT_ENOUGH_MEMORY) {
        note_failure(e, err);
        err = ERROR_SUCCESS;
    }
    rsm_scan_free(&scan);
    return err;
}

static bool note_drive(void *context, const struct rsm_record *drive)
{
    struct rsm_library *library = context;

    library->bays[0].id = drive->info.ObjectGuid;
    library->bay_count = 1;
    return false;
}

/* The drive that the library is; *held_out: a program has what is in it. */
static rsm_error find_drive(struct examining *e, bool *held_out)
{
    const struct rsm_condition in[] = {{.column = "library", .guid = &e->examined->library}};
    struct rsm_store *store = e->rsm->store;
    struct rsm_record medium;
    rsm_error err = rsm_store_begin(store, RSM_STORE_READ);

    *held_out = false;
    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_records_each(store, NTMS_DRIVE, in, 1, note_drive, e->library);
    if (err == ERROR_SUCCESS && e->library->bay_count > 0) {
        err = rsm_hold_find_in_drive(e->rsm, &e->library->bays[0].id, &medium);
        *held_out = err == ERROR_SUCCESS;
        err = err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
    }
    return rsm_store_end(store, err);
}

static rsm_error ask_drive(struct examining *e, enum rsm_drive_state *state_out, bool *renewed_out)
{
    struct rsm_device *device = NULL;
    struct rsm_drive drive;
    uint32_t attentions;
    rsm_error err =
        rsm_device_open(e->options->transports, e->library->address, e->options->waiting, &device);

    if (err == ERROR_SUCCESS)
        err = rsm_configure_check(e->library, device);
    if (err == ERROR_SUCCESS)
        err = rsm_drive_open(device, &drive);
    if (err == ERROR_SUCCESS) {
        err = rsm_drive_look(&drive, state_out);
        attentions = rsm_device_take_attentions(device);
        *renewed_out = (attentions & (RSM_ATTENTION_INVENTORY | RSM_ATTENTION_RESET)) ==
                       RSM_ATTENTION_INVENTORY; /* a new way tells of a reset */
        rsm_drive_close(&drive);
    }
    rsm_device_close(device);
    return err;
}

static rsm_error compare_alone(struct examining *e)
{
    enum rsm_drive_state state = RSM_DRIVE_EMPTY;
    bool renewed = false;
    bool held;
    rsm_error err = find_drive(e, &held);

    if (err != ERROR_SUCCESS || held || e->library->bay_count == 0) {
        e->examined->how = held ? RSM_EXAMINED_HELD : RSM_EXAMINED_ABSENT;
        return err;
    }
    err = ask_drive(e, &state, &renewed);
    if (err == ERROR_SUCCESS) {
        e->examined->places = 1;
        return rsm_compare_alone(e->library, state, renewed, e->findings);
    }
    note_failure(e, err);
    return ERROR_SUCCESS;
}

/* A survey tells who is there; then it is opened to be asked what is where. */
static rsm_error compare_library(struct examining *e)
{
    const struct rsm_surveyed *device = e->device;

    if (device != NULL && device->reason == RSM_SURVEY_LEFT) {
        e->examined->how = RSM_EXAMINED_LEFT;
        return ERROR_SUCCESS;
    }
    if (device == NULL && e->examined->absent) {
        e->examined->how = RSM_EXAMINED_ABSENT;
        return ERROR_SUCCESS;
    }
    if (device == NULL || device->error != ERROR_SUCCESS) {
        note_failure(e, device == NULL         ? ERROR_FILE_NOT_FOUND
                        : device->found.in_use ? ERROR_SHARING_VIOLATION
                                               : device->error);
        return ERROR_SUCCESS;
    }
    e->library = calloc(1, sizeof *e->library);
    if (e->library == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    rsm_library_begin(e->library, e->rsm, e->options);
    e->library->id = e->examined->library;
    e->library->alone = e->examined->alone;
    memcpy(e->library->name, e->examined->name, sizeof e->library->name);
    memcpy(e->library->address, device->found.address, sizeof e->library->address);
    return e->examined->alone ? compare_alone(e) : compare_changer(e);
}

static const struct rsm_surveyed *find_device(const struct rsm_survey *survey, const GUID *library)
{
    const struct rsm_surveyed *found = NULL;

    for (size_t i = 0; i < survey->count; i++) {
        const struct rsm_surveyed *device = &survey->devices[i];

        if (device->drive == 0 && rsm_guid_equal(&device->library_id, library) &&
            (found == NULL || found->error != ERROR_SUCCESS))
            found = device;
    }
    return found;
}

static rsm_error examine_one(struct examining *e)
{
    struct rsm_file_lock *look = NULL;
    struct rsm_file_lock *lock = NULL;
    size_t before = e->findings->count;
    rsm_error err = rsm_library_try_look(e->rsm, &e->examined->library, &look);

    if (err == ERROR_SUCCESS)
        err = rsm_library_try_lock(e->rsm, &e->examined->library, &lock);
    if (err == ERROR_LOCK_VIOLATION) {
        rsm_file_lock_release(look);
        e->examined->how = RSM_EXAMINED_RUN;
        return ERROR_SUCCESS;
    }
    if (err == ERROR_SUCCESS)
        err = examine_journal(e);
    if (err == ERROR_SUCCESS)
        err = compare_library(e);
    if (e->library != NULL)
        rsm_library_end(e->library);
    free(e->library);
    rsm_file_lock_release(lock); /* the devices are closed: others may begin */
    rsm_file_lock_release(look);
    e->examined->findings = e->findings->count - before;
    return err == ERROR_SUCCESS && e->findings->is_short_of_memory ? ERROR_NOT_ENOUGH_MEMORY : err;
}

rsm_error rsm_examine(struct rsm *rsm, const struct rsm_options *options,
                      const struct rsm_survey *survey, bool led, rsm_examine_told *told,
                      void *context, struct rsm_examination *examination)
{
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; i < examination->count && err == ERROR_SUCCESS; i++) {
        struct rsm_examined *examined = &examination->libraries[i];
        struct examining e = {.rsm = rsm,
                              .options = options,
                              .device = find_device(survey, &examined->library),
                              .examined = examined,
                              .findings = &examination->findings};

        examined->how = led ? RSM_EXAMINED_RUN : RSM_EXAMINED_COMPARED;
        if (led)
            continue;
        told(context, examined->name);
        err = examine_one(&e);
    }
    return err;
}

void rsm_examination_free(struct rsm_examination *examination)
{
    free(examination->libraries);
    rsm_findings_free(&examination->findings);
    memset(examination, 0, sizeof *examination);
}
