/*
 * What attaching and detaching keep in the store.
 */
#include "work/attach.h"

#include <stdio.h>
#include <string.h>

#include "core/access.h"
#include "platform/text.h"
#include "scsi/address.h"
#include "scsi/transports.h"
#include "store/choices.h"
#include "store/records.h"
#include "store/settings.h"

/* ---- who is there ---- */

bool rsm_attach_is_of_system(const struct rsm_options *options, const char *address)
{
    const struct rsm_transport *transport = rsm_transports_find(options->transports, address);

    return transport != NULL && transport->is_system && strcmp(address, RSM_ADDRESS_WINDOWS) != 0;
}

rsm_error rsm_attach_ask(const struct rsm_options *options, const char *address,
                         uint32_t timeout_ms, struct rsm_discovery *discovery_out)
{
    const struct rsm_foreknown foreknown = {.only_identify = true};

    return rsm_discover(options, &address, 1, timeout_ms, &foreknown, discovery_out);
}

/* One choice that is being made, and the records that it is about. */
struct choosing {
    struct rsm_store *store;
    struct rsm_choice choice;
    bool changed;
    bool complete; /* all drives so far are known by serial number */
    rsm_error err;
};

static void choose_found(struct choosing *choosing, const struct rsm_found *found,
                         enum rsm_choice_verdict verdict)
{
    struct rsm_choice *choice = &choosing->choice;

    memset(choice, 0, sizeof *choice);
    rsm_discover_identity(found, choice->identity);
    choice->type = found->type;
    choice->verdict = verdict;
    snprintf(choice->name, sizeof choice->name, "%.*s", RSM_CHOICE_NAME_MAX - 1,
             found->facts.name[0] != '\0' ? found->facts.name : found->shown);
}

/* ---- what was chosen before ---- */

struct earlier {
    const char *identity;
    bool any;
    struct rsm_choice choice;
};

static bool is_it(void *context, const struct rsm_choice *choice)
{
    struct earlier *earlier = context;

    if (strcmp(choice->identity, earlier->identity) != 0)
        return true;
    earlier->any = true;
    earlier->choice = *choice;
    return false;
}

static rsm_error find_earlier(struct rsm_store *store, const char *identity,
                              struct earlier *earlier_out)
{
    memset(earlier_out, 0, sizeof *earlier_out);
    earlier_out->identity = identity;
    return rsm_choices_each(store, is_it, earlier_out);
}

/* Set it, unless it says so already.  What was said of a drive itself counts, but for one that is left with its
 * changer. */
static rsm_error set(struct choosing *choosing, const struct rsm_choice *choice)
{
    struct earlier earlier;
    rsm_error err = find_earlier(choosing->store, choice->identity, &earlier);

    if (err != ERROR_SUCCESS)
        return err;
    if (earlier.any && earlier.choice.verdict == choice->verdict &&
        earlier.choice.complete == choice->complete &&
        strcmp(earlier.choice.changer, choice->changer) == 0)
        return ERROR_SUCCESS;
    if (earlier.any && choice->changer[0] != '\0' && earlier.choice.changer[0] == '\0' &&
        (earlier.choice.verdict == RSM_VERDICT_LEAVE || choice->verdict == RSM_VERDICT_TAKE))
        return ERROR_SUCCESS;
    choosing->changed = true;
    return rsm_choices_set(choosing->store, choice);
}

/* ---- drives of its library ---- */

static bool choose_drive(void *context, const struct rsm_record *drive)
{
    struct choosing *choosing = context;
    struct rsm_choice choice = {.type = RSM_DEVICE_TAPE, .verdict = choosing->choice.verdict};

    if (drive->info.Info.Drive.szSerialNumber[0] == 0 || drive->own.Identity[0] == 0) {
        choosing->complete = false;
        return true;
    }
    rsm_text_to_utf8(choice.identity, sizeof choice.identity, drive->own.Identity,
                     RSM_IDENTITY_LENGTH);
    rsm_text_to_utf8(choice.name, sizeof choice.name, drive->info.Info.Drive.szDeviceName,
                     NTMS_DEVICENAME_LENGTH);
    memcpy(choice.changer, choosing->choice.identity, sizeof choice.changer);
    choosing->err = set(choosing, &choice);
    return choosing->err == ERROR_SUCCESS;
}

static rsm_error choose_drives(struct choosing *choosing)
{
    WCHAR identity[RSM_IDENTITY_LENGTH];
    const struct rsm_condition same[] = {{.column = "identity", .text = identity}};
    struct rsm_record library;
    const struct rsm_condition in[] = {{.column = "library", .guid = &library.info.ObjectGuid}};
    rsm_error err;

    rsm_text_from_utf8(identity, RSM_IDENTITY_LENGTH, choosing->choice.identity,
                       RSM_TEXT_TERMINATED);
    err = rsm_records_first(choosing->store, NTMS_LIBRARY, same, 1, &library);
    choosing->complete = err == ERROR_SUCCESS;
    if (err == ERROR_SUCCESS)
        err = rsm_records_each(choosing->store, NTMS_DRIVE, in, 1, choose_drive, choosing);
    else if (err == ERROR_OBJECT_NOT_FOUND)
        err = ERROR_SUCCESS;
    return err == ERROR_SUCCESS ? choosing->err : err;
}

static rsm_error choose(struct choosing *choosing)
{
    struct rsm_choice *choice = &choosing->choice;
    struct earlier earlier;
    rsm_error err = find_earlier(choosing->store, choice->identity, &earlier);

    if (err == ERROR_SUCCESS && earlier.any && earlier.choice.verdict != choice->verdict)
        err = rsm_choices_drop_drives(choosing->store, choice->identity);
    if (err == ERROR_SUCCESS && choice->type == RSM_DEVICE_CHANGER)
        err = choose_drives(choosing);
    choice->complete = choice->type == RSM_DEVICE_CHANGER && choosing->complete;
    return err == ERROR_SUCCESS ? set(choosing, choice) : err;
}

/* ---- attaching ---- */

/* What was said of the device while it told no serial number. */
static rsm_error forget_by_path(struct choosing *choosing, const struct rsm_found *found)
{
    char identity[RSM_IDENTITY_LENGTH];
    rsm_error err = ERROR_NOT_FOUND;

    if (rsm_discover_identity_by_path(found, identity))
        err = rsm_choices_drop(choosing->store, identity);
    if (err != ERROR_SUCCESS)
        return err == ERROR_NOT_FOUND ? ERROR_SUCCESS : err;
    choosing->changed = true;
    return rsm_choices_drop_drives(choosing->store, identity);
}

static rsm_error take_found(struct choosing *choosing, const struct rsm_discovery *discovery)
{
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; i < discovery->found_count && err == ERROR_SUCCESS; i++) {
        choose_found(choosing, &discovery->found[i], RSM_VERDICT_TAKE);
        err = choose(choosing);
        if (err == ERROR_SUCCESS)
            err = forget_by_path(choosing, &discovery->found[i]);
    }
    return err;
}

/* What was left is not any more; else nothing is said of it. */
static rsm_error unleave_found(struct choosing *choosing, const struct rsm_discovery *discovery)
{
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; i < discovery->found_count && err == ERROR_SUCCESS; i++) {
        const struct rsm_found *found = &discovery->found[i];
        char identity[RSM_IDENTITY_LENGTH];
        struct earlier earlier;

        rsm_discover_identity(found, identity);
        err = forget_by_path(choosing, found);
        if (err == ERROR_SUCCESS)
            err = find_earlier(choosing->store, identity, &earlier);
        if (err != ERROR_SUCCESS || !earlier.any || earlier.choice.verdict != RSM_VERDICT_LEAVE)
            continue;
        choosing->changed = true;
        err = rsm_choices_drop(choosing->store, identity);
        if (err == ERROR_SUCCESS)
            err = rsm_choices_drop_drives(choosing->store, identity);
    }
    return err;
}

static rsm_error list(struct choosing *choosing, const char *address)
{
    rsm_error err = rsm_settings_attach(choosing->store, address);

    return err == ERROR_ALREADY_EXISTS && choosing->changed ? ERROR_SUCCESS : err;
}

rsm_error rsm_attach_keep(struct rsm_session *session, const struct rsm_options *options,
                          const char *address, const struct rsm_discovery *discovery)
{
    struct choosing choosing = {.store = session->rsm->store};
    rsm_error err = rsm_store_begin(choosing.store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_access_check_computer(session, NTMS_CONTROL_ACCESS);
    if (err == ERROR_SUCCESS && discovery->found_count > 0 &&
        rsm_attach_is_of_system(options, address)) {
        err = take_found(&choosing, discovery);
        if (err == ERROR_SUCCESS && !choosing.changed)
            err = ERROR_ALREADY_EXISTS;
    } else if (err == ERROR_SUCCESS) {
        err = unleave_found(&choosing, discovery);
        if (err == ERROR_SUCCESS)
            err = list(&choosing, address);
    }
    return rsm_store_end(choosing.store, err);
}

/* ---- detaching ---- */

static bool is_of_model(const struct rsm_choice *choice, const struct rsm_found *model)
{
    char beginning[sizeof model->vendor + sizeof model->product + 2];

    if (model == NULL)
        return true;
    snprintf(beginning, sizeof beginning, "%s|%s|", model->vendor, model->product);
    return choice->type == model->type &&
           strncmp(choice->identity, beginning, strlen(beginning)) == 0;
}

/* A device that does not answer: the object that has its name or address on record, and an identity.  Of the
 * type and model of that device, unless that is NULL. */
static rsm_error find_recorded(struct choosing *choosing, DWORD type, const char *column,
                               const char *address, const struct rsm_found *model)
{
    WCHAR text[RSM_ADDRESS_LENGTH];
    const struct rsm_condition same[] = {{.column = column, .text = text}};
    struct rsm_choice *choice = &choosing->choice;
    struct rsm_record record;
    rsm_error err;

    rsm_text_from_utf8(text, RSM_ADDRESS_LENGTH, address, RSM_TEXT_TERMINATED);
    err = rsm_records_first(choosing->store, type, same, 1, &record);
    if (err != ERROR_SUCCESS || record.own.Identity[0] == 0)
        return err == ERROR_SUCCESS || err == ERROR_OBJECT_NOT_FOUND ? ERROR_NOT_FOUND : err;
    memset(choice, 0, sizeof *choice);
    rsm_text_to_utf8(choice->identity, sizeof choice->identity, record.own.Identity,
                     RSM_IDENTITY_LENGTH);
    snprintf(choice->name, sizeof choice->name, "%.*s", RSM_CHOICE_NAME_MAX - 1, address);
    choice->type = type == NTMS_CHANGER ? RSM_DEVICE_CHANGER : RSM_DEVICE_TAPE;
    choice->verdict = RSM_VERDICT_LEAVE;
    return is_of_model(choice, model) ? ERROR_SUCCESS : ERROR_NOT_FOUND;
}

static rsm_error leave_recorded(struct choosing *choosing, const char *address,
                                const struct rsm_found *model)
{
    static const struct {
        DWORD type;
        const char *column;
    } places[] = {
        {NTMS_CHANGER, "device_name"},
        {NTMS_DRIVE, "device_name"},
        {NTMS_CHANGER, "address"},
        {NTMS_DRIVE, "address"},
    };
    rsm_error err = ERROR_NOT_FOUND;

    for (size_t i = 0; i < sizeof places / sizeof places[0] && err == ERROR_NOT_FOUND; i++)
        err = find_recorded(choosing, places[i].type, places[i].column, address, model);
    return err == ERROR_SUCCESS ? choose(choosing) : err;
}

/* Somebody has it open, and the system does not know its serial number: we may have it on record by that. */
static rsm_error leave_without_serial(struct choosing *choosing, const struct rsm_found *found)
{
    rsm_error err = ERROR_NOT_FOUND;

    if (found->serial[0] == '\0')
        err = leave_recorded(
            choosing, found->facts.name[0] != '\0' ? found->facts.name : found->shown, found);
    return err == ERROR_NOT_FOUND ? ERROR_SUCCESS : err;
}

static rsm_error leave_found(struct choosing *choosing, const struct rsm_discovery *discovery)
{
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; i < discovery->found_count && err == ERROR_SUCCESS; i++) {
        choose_found(choosing, &discovery->found[i], RSM_VERDICT_LEAVE);
        err = choose(choosing);
        if (err == ERROR_SUCCESS)
            err = leave_without_serial(choosing, &discovery->found[i]);
    }
    return err;
}

rsm_error rsm_attach_drop(struct rsm_session *session, const struct rsm_options *options,
                          const char *address, const struct rsm_discovery *discovery)
{
    struct choosing choosing = {.store = session->rsm->store};
    rsm_error err = rsm_store_begin(choosing.store, RSM_STORE_WRITE);
    rsm_error listed;

    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_access_check_computer(session, NTMS_CONTROL_ACCESS);
    if (err != ERROR_SUCCESS)
        return rsm_store_end(choosing.store, err);
    err = listed = rsm_settings_detach(choosing.store, address);
    if ((listed == ERROR_SUCCESS || listed == ERROR_NOT_FOUND) &&
        rsm_attach_is_of_system(options, address)) {
        err = discovery->found_count > 0 ? leave_found(&choosing, discovery)
                                         : leave_recorded(&choosing, address, NULL);
        if (err == ERROR_NOT_FOUND)
            err = listed;
    }
    return rsm_store_end(choosing.store, err);
}
