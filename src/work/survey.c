/*
 * A survey of devices: the addresses, the questions, and what the answers mean.
 */
#include "work/survey.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/guid.h"
#include "platform/array.h"
#include "scsi/address.h"
#include "scsi/transports.h"
#include "store/settings.h"
#include "work/at_once.h"
#include "work/left_devices.h"
#include "work/survey_owners.h"

struct rsm_survey_plan {
    char **addresses; /* the first ones are used, */
    size_t address_count, address_room;
    size_t used_count; /* and others would be if nothing else were said */
    bool waits;        /* some address has not answered */
    bool hands_off;    /* nobody has looked for libraries */
    struct rsm_survey_owners owners;
    struct rsm_chosen chosen;
    rsm_error err; /* of a visit */
};

/* Asking. */
struct asking {
    const struct rsm_options *options;
    const struct rsm_waiting *waiting;
    uint64_t deadline;
    struct rsm_survey *survey;
    struct asked {
        const char *address;
        struct rsm_surveyed *devices; /* that it leads to */
        size_t count, room;
        bool is_short_of_memory;
    } * asked; /* for each address of the plan */
};

/* ---- addresses ---- */

static bool has_address(const struct rsm_survey_plan *plan, const char *address)
{
    for (size_t i = 0; i < plan->address_count; i++) {
        if (strcmp(plan->addresses[i], address) == 0)
            return true;
    }
    return false;
}

static bool add_address(void *context, const char *address)
{
    struct rsm_survey_plan *plan = context;
    size_t size = strlen(address) + 1;
    char **grown;
    char *copy;

    if (has_address(plan, address))
        return true;
    grown = rsm_array_grow(plan->addresses, sizeof *grown, plan->address_count + 1,
                           &plan->address_room);
    copy = malloc(size);
    if (grown != NULL)
        plan->addresses = grown;
    if (grown == NULL || copy == NULL) {
        free(copy);
        plan->err = ERROR_NOT_ENOUGH_MEMORY;
        return false;
    }
    plan->addresses[plan->address_count++] = memcpy(copy, address, size);
    return true;
}

static bool has_system_transport(const struct rsm_options *options)
{
    bool has = false;

    for (size_t i = 0; options->transports[i] != NULL; i++)
        has = has || options->transports[i]->is_system;
    return has;
}

/* Those that are used, then those that are not.  Wants an open transaction. */
static rsm_error list_addresses(const struct rsm_instance *system, struct rsm_survey *survey)
{
    struct rsm_survey_plan *plan = survey->plan;
    char variable[2];
    rsm_error err;

    plan->hands_off = system->options.hands_off;
    for (size_t i = 0; i < system->target_count; i++) {
        plan->waits = plan->waits || (!system->targets[i].answered && !system->targets[i].in_use);
        (void)add_address(plan, system->targets[i].address);
    }
    plan->used_count = plan->address_count;
    survey->is_named =
        system->options.devices != NULL ||
        rsm_paths_environment("NTMS_DEVICES", variable, sizeof variable) != ERROR_NOT_FOUND;
    survey->has_system = has_system_transport(&system->options);
    err = rsm_settings_attached(system->rsm.store, add_address, plan);
    if (survey->has_system)
        (void)add_address(plan, RSM_ADDRESS_WINDOWS);
    return err == ERROR_SUCCESS ? plan->err : err;
}

rsm_error rsm_survey_begin(struct rsm_instance *system, struct rsm_survey *survey)
{
    struct rsm_store *store = system->rsm.store;
    rsm_error err;

    memset(survey, 0, sizeof *survey);
    survey->plan = calloc(1, sizeof *survey->plan);
    if (survey->plan == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    err = rsm_store_begin(store, RSM_STORE_READ);
    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store, list_addresses(system, survey));
    if (err == ERROR_SUCCESS)
        err = rsm_chosen_copy(&system->chosen, &survey->plan->chosen);
    return err == ERROR_SUCCESS ? rsm_survey_owners_read(system, &survey->plan->owners) : err;
}

/* ---- asking ---- */

static void note_device(void *context, const char *address)
{
    struct asked *asked = context;
    struct rsm_surveyed *grown =
        rsm_array_grow(asked->devices, sizeof *grown, asked->count + 1, &asked->room);
    struct rsm_found *found;

    if (grown == NULL) {
        asked->is_short_of_memory = true;
        return;
    }
    asked->devices = grown;
    memset(&grown[asked->count], 0, sizeof *grown);
    found = &grown[asked->count++].found;
    found->type = RSM_DEVICE_UNKNOWN;
    snprintf(found->address, sizeof found->address, "%s", address);
    rsm_address_hide(address, found->shown, sizeof found->shown);
}

static void list_devices(void *context, size_t index)
{
    struct asking *asking = context;
    struct asked *asked = &asking->asked[index];
    uint64_t now = asking->waiting->now_ms(asking->waiting->context);
    rsm_error err = ERROR_SEM_TIMEOUT;

    if (now < asking->deadline)
        err = rsm_transports_enumerate(asking->options->transports, asked->address,
                                       (uint32_t)(asking->deadline - now), note_device, asked);
    if (err != ERROR_SUCCESS && asked->count == 0) { /* no device is there to say so */
        note_device(asked, asked->address);
        for (size_t i = 0; i < asked->count; i++)
            asked->devices[i].error = err;
    }
}

/* Found by an address before: a list may name what the system shows as well. */
static bool is_listed(const struct rsm_survey *survey, const char *address)
{
    for (size_t i = 0; i < survey->count; i++) {
        if (strcmp(survey->devices[i].found.address, address) == 0)
            return true;
    }
    return false;
}

static rsm_error gather_devices(struct asking *asking)
{
    struct rsm_survey *survey = asking->survey;
    size_t count = 0;

    for (size_t i = 0; i < survey->plan->address_count; i++)
        count += asking->asked[i].count;
    survey->devices = calloc(count + 1, sizeof *survey->devices);
    if (survey->devices == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    for (size_t i = 0; i < survey->plan->address_count; i++) {
        const struct asked *asked = &asking->asked[i];

        if (asked->is_short_of_memory)
            return ERROR_NOT_ENOUGH_MEMORY;
        for (size_t k = 0; k < asked->count; k++) {
            struct rsm_surveyed *device = &survey->devices[survey->count];

            if (is_listed(survey, asked->devices[k].found.address))
                continue;
            *device = asked->devices[k];
            device->found.answer = i;
            device->transport =
                rsm_transports_find(asking->options->transports, device->found.address);
            survey->count++;
        }
    }
    return ERROR_SUCCESS;
}

static void take_what_the_system_knows(struct rsm_surveyed *device)
{
    const struct rsm_transport *transport = device->transport;
    struct rsm_found *found = &device->found;
    const struct rsm_transport_facts *facts = &found->facts;

    if (transport == NULL || transport->look == NULL ||
        transport->look(transport->context, found->address, &found->facts) != ERROR_SUCCESS)
        return;
    if (facts->has_type)
        found->type = facts->type;
    memcpy(found->vendor, facts->vendor, sizeof found->vendor);
    memcpy(found->product, facts->product, sizeof found->product);
    memcpy(found->revision, facts->revision, sizeof found->revision);
    memcpy(found->serial, facts->serial, sizeof found->serial);
}

static void take_answer(struct rsm_found *found, const struct rsm_device *device)
{
    found->type = device->type;
    memcpy(found->vendor, device->vendor, sizeof found->vendor);
    memcpy(found->product, device->product, sizeof found->product);
    memcpy(found->revision, device->revision, sizeof found->revision);
    memcpy(found->serial, device->serial, sizeof found->serial);
    found->facts = device->facts;
}

/* Where another program has it open the system may not tell who it is: then it is the one of that name. */
static bool is_left_by_name(const struct rsm_survey_plan *plan, const struct rsm_found *found)
{
    bool left = false;

    for (size_t i = 0; i < plan->chosen.count; i++) {
        const struct rsm_choice *choice = &plan->chosen.list[i];

        left = left ||
               (choice->verdict == RSM_VERDICT_LEAVE && strcmp(choice->name, found->shown) == 0);
    }
    return left && found->type == RSM_DEVICE_UNKNOWN;
}

static void note_choice(const struct rsm_survey_plan *plan, struct rsm_found *found)
{
    found->left = rsm_discover_is_left(found, &plan->chosen) || is_left_by_name(plan, found);
}

/* A device that programs open by name is not opened while somebody works with its library, and one that is
 * another product's is left alone as soon as that is known. */
static bool may_ask(const struct rsm_survey_plan *plan, const struct rsm_surveyed *device)
{
    const struct rsm_survey_owner *owner = rsm_survey_owners_find(&plan->owners, &device->found);

    if (device->found.left)
        return false;
    if (device->transport == NULL || !device->transport->is_shared)
        return true;
    return (owner == NULL || !(owner->led || owner->elsewhere)) &&
           rsm_survey_owners_find_spare(&plan->owners, &device->found) == NULL;
}

static void ask_device(void *context, size_t index)
{
    struct asking *asking = context;
    const struct rsm_survey_plan *plan = asking->survey->plan;
    struct rsm_surveyed *device = &asking->survey->devices[index];
    struct rsm_device *opened = NULL;

    if (device->error != ERROR_SUCCESS)
        return;
    take_what_the_system_knows(device);
    note_choice(plan, &device->found);
    if (!may_ask(plan, device))
        return;
    device->error = rsm_device_open_until(asking->options->transports, device->found.address,
                                          asking->waiting, asking->deadline, &opened);
    device->found.in_use = device->error == ERROR_SHARING_VIOLATION;
    if (device->error == ERROR_SUCCESS) {
        take_answer(&device->found, opened);
        note_choice(plan, &device->found);
    }
    rsm_device_close(opened);
}

static void end_asking(struct asking *asking)
{
    for (size_t i = 0; asking->asked != NULL && i < asking->survey->plan->address_count; i++)
        free(asking->asked[i].devices);
    free(asking->asked);
}

rsm_error rsm_survey_ask(const struct rsm_options *options, uint32_t timeout_ms,
                         struct rsm_survey *survey)
{
    const struct rsm_survey_plan *plan = survey->plan;
    struct asking asking = {.options = options,
                            .waiting =
                                options->waiting != NULL ? options->waiting : &rsm_waiting_real,
                            .survey = survey};
    rsm_error err = ERROR_SUCCESS;

    asking.deadline = asking.waiting->now_ms(asking.waiting->context) + timeout_ms;
    asking.asked = calloc(plan->address_count + 1, sizeof *asking.asked);
    if (asking.asked == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    for (size_t i = 0; i < plan->address_count; i++)
        asking.asked[i].address = plan->addresses[i];
    rsm_at_once(options->step_by_step, plan->address_count, list_devices, &asking);
    err = gather_devices(&asking);
    if (err == ERROR_SUCCESS)
        rsm_at_once(options->step_by_step, survey->count, ask_device, &asking);
    end_asking(&asking);
    return err;
}

/* ---- what it is to us ---- */

static bool is_of_address(const struct rsm_survey *survey, const struct rsm_found *found,
                          const char *address)
{
    return strcmp(survey->plan->addresses[found->answer], address) == 0;
}

/* Is it used, as far as addresses and choices go? */
static bool is_wanted(const struct rsm_survey *survey, const struct rsm_found *found)
{
    const struct rsm_survey_plan *plan = survey->plan;
    char identity[RSM_IDENTITY_LENGTH];

    rsm_discover_identity(found, identity);
    return found->answer < plan->used_count &&
           (!plan->chosen.only || !is_of_address(survey, found, RSM_ADDRESS_WINDOWS) ||
            rsm_chosen_takes(&plan->chosen, identity));
}

/* Of what nobody has. */
static enum rsm_survey_reason reason_of_free(const struct rsm_survey *survey,
                                             const struct rsm_surveyed *device)
{
    const struct rsm_found *found = &device->found;
    bool is_tape = found->type == RSM_DEVICE_TAPE;

    if (device->error == ERROR_SUCCESS && !is_tape && found->type != RSM_DEVICE_CHANGER)
        return RSM_SURVEY_OTHER;
    if (!is_wanted(survey, found))
        return survey->is_named ? RSM_SURVEY_NOT_NAMED : RSM_SURVEY_NOT_AUTOMATIC;
    if (device->error != ERROR_SUCCESS)
        return found->in_use ? RSM_SURVEY_IN_USE : RSM_SURVEY_SILENT;
    if (rsm_survey_owners_find_spare(&survey->plan->owners, found) != NULL)
        return RSM_SURVEY_SPARE;
    if (survey->plan->hands_off)
        return RSM_SURVEY_NEW;
    return is_tape && survey->plan->waits ? RSM_SURVEY_WAITS : RSM_SURVEY_UNUSABLE;
}

/* Does somebody work with that library, or will who starts?  Whoever looked for libraries recorded which are
 * present; else it depends on its changer, or the drive that stands alone. */
static bool is_present(const struct rsm_survey *survey, const struct rsm_survey_owner *owner)
{
    bool present = owner->elsewhere || !survey->plan->hands_off;

    for (size_t i = 0; i < survey->count && !present; i++) {
        const struct rsm_found *found = &survey->devices[i].found;
        const struct rsm_survey_owner *other = rsm_survey_owners_find(&survey->plan->owners, found);

        present = other != NULL && other->drive == 0 &&
                  rsm_guid_equal(&other->library, &owner->library) && !found->left &&
                  is_wanted(survey, found);
    }
    return present;
}

static enum rsm_survey_reason reason_of(const struct rsm_survey *survey,
                                        const struct rsm_surveyed *device,
                                        const struct rsm_survey_owner *owner)
{
    if (device->found.left)
        return RSM_SURVEY_LEFT;
    if (owner == NULL)
        return reason_of_free(survey, device);
    if (device->error != ERROR_SUCCESS)
        return device->found.in_use ? RSM_SURVEY_IN_USE : RSM_SURVEY_SILENT;
    if (owner->drive != 0)
        return RSM_SURVEY_DRIVE;
    return owner->alone ? RSM_SURVEY_ALONE : RSM_SURVEY_CHANGER;
}

static const struct rsm_surveyed *find_shown(const struct rsm_survey *survey, const char *address)
{
    for (size_t i = 0; i < survey->count; i++) {
        if (strcmp(survey->devices[i].found.shown, address) == 0)
            return &survey->devices[i];
    }
    return NULL;
}

static void judge(const struct rsm_survey *survey, struct rsm_surveyed *device)
{
    const struct rsm_survey_owners *owners = &survey->plan->owners;
    const struct rsm_found *found = &device->found;
    const struct rsm_survey_owner *known = rsm_survey_owners_find(owners, found);
    const struct rsm_survey_owner *owner =
        known != NULL && is_present(survey, known) ? known : NULL;
    const struct rsm_survey_spare *spare = rsm_survey_owners_find_spare(owners, found);

    device->reason = reason_of(survey, device, owner);
    snprintf(device->name, sizeof device->name, "%s",
             owner != NULL ? owner->device_name : found->facts.name);
    if (owner != NULL) {
        memcpy(device->library, owner->name, sizeof device->library);
        device->library_id = owner->library;
        device->drive = owner->drive;
        device->known_by = owner->known_by;
        if (found->type == RSM_DEVICE_UNKNOWN && device->error == ERROR_SUCCESS)
            rsm_survey_owners_describe(owner, &device->found);
        if (strcmp(owner->address, found->shown) != 0 && find_shown(survey, owner->address) != NULL)
            snprintf(device->used_at, sizeof device->used_at, "%s", owner->address);
        return;
    }
    if (found->left && known == NULL)
        known = rsm_survey_owners_find_absent(owners, found);
    if (found->left && known != NULL) {
        memcpy(device->library, known->name, sizeof device->library);
        device->library_id = known->library;
        device->drive = known->drive;
    } else if (spare != NULL) {
        memcpy(device->library, spare->library, sizeof device->library);
    }
}

/* A tape drive that could be used, and is not: may it be one of a changer that is not asked? */
static void doubt(const struct rsm_instance *system, const struct rsm_discovery *all,
                  struct rsm_surveyed *device)
{
    bool for_good = false;

    if ((device->reason != RSM_SURVEY_UNUSABLE && device->reason != RSM_SURVEY_WAITS &&
         device->reason != RSM_SURVEY_NEW) ||
        device->found.type != RSM_DEVICE_TAPE ||
        !rsm_left_devices_may_have(system, all, &device->found, &for_good, device->perhaps))
        return;
    device->reason = for_good ? RSM_SURVEY_OF_LEFT : RSM_SURVEY_WAITS;
}

rsm_error rsm_survey_end(struct rsm_instance *system, struct rsm_survey *survey)
{
    struct rsm_discovery all = {.found_count = survey->count};

    all.found = calloc(survey->count + 1, sizeof *all.found);
    if (all.found == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    for (size_t i = 0; i < survey->count; i++) {
        struct rsm_surveyed *device = &survey->devices[i];
        const struct rsm_survey_owner *owner =
            rsm_survey_owners_find(&survey->plan->owners, &device->found);

        judge(survey, device);
        all.found[i] = device->found;
        all.found[i].run = owner != NULL && owner->elsewhere;
        all.found[i].reading = all.found[i].run ? ERROR_BUSY : ERROR_SUCCESS;
    }
    for (size_t i = 0; i < survey->count; i++)
        doubt(system, &all, &survey->devices[i]);
    free(all.found); /* what they point to is nobody's */
    return ERROR_SUCCESS;
}

void rsm_survey_free(struct rsm_survey *survey)
{
    struct rsm_survey_plan *plan = survey->plan;

    if (plan != NULL) {
        for (size_t i = 0; i < plan->address_count; i++)
            free(plan->addresses[i]);
        free(plan->addresses);
        rsm_survey_owners_free(&plan->owners);
        rsm_chosen_free(&plan->chosen);
        free(plan);
    }
    free(survey->devices);
    memset(survey, 0, sizeof *survey);
}
