/*
 * Asks the configured addresses, all at once, what devices are there, and those devices, all at once,
 * what they are.  What is made of the answers is in configure.c.
 */
#include "work/discover.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/array.h"
#include "platform/log.h"
#include "platform/text.h"
#include "scsi/address.h"
#include "scsi/transports.h"
#include "work/at_once.h"
#include "work/known_quirks.h"
#include "work/run_devices.h"

/* One device that an address leads to. */
struct unit {
    struct rsm_found found;
    bool kept;       /* it is a changer or a tape drive */
    rsm_error error; /* it did not answer, or not all that it was asked */
};

/* One address, and where it leads. */
struct target {
    const char *address;
    struct unit *units;
    size_t unit_count;
    size_t unit_room;
    rsm_error error;
};

struct search {
    const struct rsm_options *options;
    const struct rsm_waiting *waiting;
    const struct rsm_foreknown *foreknown;
    uint64_t deadline;
    struct target *targets;
    size_t target_count;
    struct unit **units; /* of all targets */
    size_t unit_count;
};

/* ---- which devices an address leads to ---- */

static void note_unit(void *context, const char *address)
{
    struct target *target = context;
    struct unit *grown =
        rsm_array_grow(target->units, sizeof *grown, target->unit_count + 1, &target->unit_room);
    struct unit *unit;

    if (grown == NULL) {
        target->error = ERROR_NOT_ENOUGH_MEMORY;
        return;
    }
    target->units = grown;
    unit = &grown[target->unit_count++];
    memset(unit, 0, sizeof *unit);
    snprintf(unit->found.address, sizeof unit->found.address, "%s", address);
    rsm_address_hide(address, unit->found.shown, sizeof unit->found.shown);
}

static void list_units(void *context, size_t index)
{
    struct search *search = context;
    struct target *target = &search->targets[index];
    uint64_t now = search->waiting->now_ms(search->waiting->context);
    rsm_error err = ERROR_SEM_TIMEOUT;

    if (now < search->deadline)
        err = rsm_transports_enumerate(search->options->transports, target->address,
                                       (uint32_t)(search->deadline - now), note_unit, target);
    if (err != ERROR_SUCCESS)
        target->error = err;
}

static rsm_error gather_units(struct search *search)
{
    size_t count = 0;

    for (size_t i = 0; i < search->target_count; i++)
        count += search->targets[i].unit_count;
    search->units = calloc(count + 1, sizeof(struct unit *));
    if (search->units == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    for (size_t i = 0; i < search->target_count; i++) {
        struct target *target = &search->targets[i];

        for (size_t k = 0; k < target->unit_count; k++) {
            target->units[k].found.answer = i;
            search->units[search->unit_count++] = &target->units[k];
        }
    }
    return ERROR_SUCCESS;
}

/* ---- what a device says ---- */

static rsm_error keep_identity(void *context, const struct rsm_changer_drive_identity *identity)
{
    struct rsm_found *found = context;
    struct rsm_changer_drive_identity *grown = rsm_array_grow(
        found->identities, sizeof *grown, found->identity_count + 1, &found->identity_room);

    if (grown == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    found->identities = grown;
    grown[found->identity_count++] = *identity;
    return ERROR_SUCCESS;
}

static rsm_error keep_element(void *context, const struct rsm_changer_element *element)
{
    struct rsm_found *found = context;
    struct rsm_changer_element *grown = rsm_array_grow(
        found->elements, sizeof *grown, found->element_count + 1, &found->element_room);

    if (grown == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    found->elements = grown;
    grown[found->element_count++] = *element;
    return ERROR_SUCCESS;
}

/* The addresses of drives help to map them; a library is not refused for the lack of them. */
static rsm_error read_addresses(struct rsm_changer *changer, struct rsm_found *found)
{
    rsm_error err = rsm_changer_scan(changer, RSM_PLACE_DRIVE, keep_element, found);

    if (err == ERROR_NOT_ENOUGH_MEMORY || !rsm_device_is_connected(changer->device))
        return err;
    if (err != ERROR_SUCCESS)
        found->element_count = 0;
    return ERROR_SUCCESS;
}

rsm_error rsm_discover_drives(struct rsm_changer *changer, struct rsm_found *found)
{
    rsm_error err;

    found->identity_count = found->element_count = 0;
    err = rsm_changer_scan_drive_identities(changer, keep_identity, found);
    return err == ERROR_SUCCESS ? read_addresses(changer, found) : err;
}

/* A changer that must first look into all its slots is told so by who works with it; until it has, its
 * drives are not told apart, and its address is asked again. */
static void read_changer(struct unit *unit)
{
    struct rsm_found *found = &unit->found;
    rsm_error err = rsm_changer_open(found->device, &found->changer);

    if (err == ERROR_SUCCESS)
        err = rsm_discover_drives(&found->changer, found);
    unit->error = err;
    found->reading = err == ERROR_NOT_READY && found->changer.uninitialized ? ERROR_SUCCESS : err;
    rsm_changer_close(&found->changer);
}

static void take_words(struct rsm_found *found, const struct rsm_device *device)
{
    found->type = device->type;
    memcpy(found->vendor, device->vendor, sizeof found->vendor);
    memcpy(found->product, device->product, sizeof found->product);
    memcpy(found->revision, device->revision, sizeof found->revision);
    memcpy(found->serial, device->serial, sizeof found->serial);
    found->facts = device->facts;
}

void rsm_discover_describe(const struct rsm_device *device, struct rsm_found *found_out)
{
    memset(found_out, 0, sizeof *found_out);
    memcpy(found_out->address, device->address, sizeof found_out->address);
    rsm_address_hide(device->address, found_out->shown, sizeof found_out->shown);
    take_words(found_out, device);
}

/* While a way is open the system may not tell all of it. */
static void take_facts(struct rsm_found *found, struct rsm_device *device,
                       const struct rsm_transport_facts *looked)
{
    take_words(found, device);
    found->device = device;
    if (found->facts.name[0] == '\0')
        memcpy(found->facts.name, looked->name, sizeof looked->name);
    if (found->facts.path[0] == '\0')
        memcpy(found->facts.path, looked->path, sizeof looked->path);
}

/* ---- whose a device is ---- */

static void compose(const struct rsm_found *found, const char *last,
                    char identity[RSM_IDENTITY_LENGTH])
{
    char whole[RSM_ADDRESS_MAX + sizeof found->vendor + sizeof found->product];

    snprintf(whole, sizeof whole, "%s|%s|%s", found->vendor, found->product, last);
    snprintf(identity, RSM_IDENTITY_LENGTH, "%.*s", RSM_IDENTITY_LENGTH - 1, whole);
}

void rsm_discover_identity(const struct rsm_found *found, char identity[RSM_IDENTITY_LENGTH])
{
    const char *last = found->serial;

    if (last[0] == '\0')
        last = found->facts.path[0] != '\0' ? found->facts.path : found->shown;
    compose(found, last, identity);
}

bool rsm_discover_identity_by_path(const struct rsm_found *found,
                                   char identity[RSM_IDENTITY_LENGTH])
{
    if (found->serial[0] == '\0' || found->facts.path[0] == '\0')
        return false;
    compose(found, found->facts.path, identity);
    return true;
}

bool rsm_discover_is_left(const struct rsm_found *found, const struct rsm_chosen *chosen)
{
    char identity[RSM_IDENTITY_LENGTH];

    rsm_discover_identity(found, identity);
    return rsm_chosen_leaves(chosen, identity) ||
           (rsm_discover_identity_by_path(found, identity) && rsm_chosen_leaves(chosen, identity));
}

static bool is_of_all(const struct search *search, const struct rsm_found *found)
{
    return strcmp(search->targets[found->answer].address, RSM_ADDRESS_WINDOWS) == 0;
}

/* What was chosen about it.  True: it is not to be asked more. */
static bool is_decided(const struct search *search, struct rsm_found *found)
{
    const struct rsm_foreknown *foreknown = search->foreknown;
    const struct rsm_chosen *chosen = foreknown != NULL ? foreknown->chosen : NULL;
    char identity[RSM_IDENTITY_LENGTH];

    if (chosen == NULL)
        return foreknown != NULL && foreknown->only_identify;
    rsm_discover_identity(found, identity);
    found->left = rsm_discover_is_left(found, chosen);
    found->unchosen = !found->left && chosen->only && is_of_all(search, found) &&
                      !rsm_chosen_takes(chosen, identity);
    return found->left || foreknown->only_identify ||
           (found->unchosen && found->type == RSM_DEVICE_CHANGER);
}

static bool is_changer_or_drive(uint8_t type)
{
    return type == RSM_DEVICE_CHANGER || type == RSM_DEVICE_TAPE;
}

/* Not for this process to touch, by the address on record. */
static bool is_anothers(const struct search *search, const struct rsm_transport *transport,
                        struct unit *unit)
{
    const struct rsm_foreknown *foreknown = search->foreknown;

    if (!transport->is_shared || foreknown == NULL || foreknown->run == NULL ||
        !rsm_run_devices_recall(foreknown->run, unit->found.shown, &unit->found))
        return false;
    unit->kept = true;
    unit->found.run = true;
    (void)is_decided(search, &unit->found);
    return true;
}

/*
 * What the system can tell without the device.  True: that is enough, or somebody has it and it is to be asked for
 * again.  When it tells no serial number the device may have one all the same, and is known only if it is on
 * record without.
 */
static bool is_known(const struct search *search, const struct rsm_transport *transport,
                     struct unit *unit)
{
    struct rsm_found *found = &unit->found;
    const struct rsm_transport_facts *facts = &found->facts;
    char identity[RSM_IDENTITY_LENGTH];
    bool decided;

    if (transport == NULL || transport->look == NULL)
        return false;
    if (is_anothers(search, transport, unit))
        return true;
    unit->error = transport->look(transport->context, found->address, &found->facts);
    if (unit->error == ERROR_SHARING_VIOLATION)
        return true;
    unit->error = ERROR_SUCCESS; /* whatever it was: opening tells */
    if (!facts->has_type)
        return false;
    unit->kept = is_changer_or_drive(facts->type);
    found->type = facts->type;
    memcpy(found->vendor, facts->vendor, sizeof found->vendor);
    memcpy(found->product, facts->product, sizeof found->product);
    memcpy(found->revision, facts->revision, sizeof found->revision);
    memcpy(found->serial, facts->serial, sizeof found->serial);
    if (!unit->kept)
        return true;
    if (search->foreknown == NULL)
        return false;
    rsm_discover_identity(found, identity);
    found->run = transport->is_shared && search->foreknown->run != NULL &&
                 rsm_run_devices_has(search->foreknown->run, identity);
    decided = is_decided(search, found);
    return found->run || found->left || (decided && found->serial[0] != '\0');
}

static void ask_unit(void *context, size_t index)
{
    struct search *search = context;
    struct unit *unit = search->units[index];
    struct rsm_found *found = &unit->found;
    struct rsm_transport_facts looked;
    struct rsm_device *device = NULL;

    if (is_known(search, rsm_transports_find(search->options->transports, found->address), unit))
        return;
    unit->error = rsm_device_open_until(search->options->transports, found->address,
                                        search->waiting, search->deadline, &device);
    if (unit->error == ERROR_SHARING_VIOLATION && unit->kept) {
        found->in_use = !is_decided(search, found);
        if (found->type == RSM_DEVICE_CHANGER)
            found->reading = unit->error;
        unit->error = ERROR_SUCCESS;
        return;
    }
    unit->kept = false;
    if (unit->error != ERROR_SUCCESS)
        return;
    unit->kept = is_changer_or_drive(device->type);
    if (!unit->kept) {
        rsm_device_close(device);
        return;
    }
    looked = found->facts;
    take_facts(found, device, &looked);
    if (!is_decided(search, found) && device->type == RSM_DEVICE_CHANGER) {
        if (search->foreknown != NULL && search->foreknown->quirks != NULL)
            rsm_known_quirks_tell(search->foreknown->quirks, device);
        read_changer(unit);
    }
    rsm_device_disconnect(device);
}

/* ---- what came of an address ---- */

/* Words for who reads the log; `others` are devices that are neither changer nor tape drive. */
static void log_answer(const struct target *target, const struct rsm_answer *answer, size_t others)
{
    char shown[RSM_ADDRESS_MAX];

    rsm_address_hide(target->address, shown, sizeof shown);
    if (answer->error == ERROR_BAD_DEV_TYPE)
        rsm_log(RSM_LOG_ERROR, "work",
                "%s: %u device(s) there, but neither a medium changer nor a tape drive; check the "
                "address and its LUN",
                shown, (unsigned)others);
    else if (answer->error != ERROR_SUCCESS && answer->found_count > 0)
        rsm_log(RSM_LOG_WARNING, "work",
                "%s: not every device there answers: %s (%s); they are asked again", shown,
                rsm_error_text(answer->error), rsm_error_name(answer->error));
    else if (answer->error != ERROR_SUCCESS)
        rsm_log(RSM_LOG_ERROR, "work", "%s: %s (%s)", shown, rsm_error_text(answer->error),
                rsm_error_name(answer->error));
}

/* That a logical unit which the target lists is not there is an answer, beside others; and the system need
 * not show any. */
static void conclude(const struct target *target, struct rsm_answer *answer)
{
    size_t others = 0;
    bool missing = false;

    snprintf(answer->address, sizeof answer->address, "%s", target->address);
    answer->error = target->error;
    for (size_t i = 0; i < target->unit_count; i++) {
        const struct unit *unit = &target->units[i];

        answer->found_count += unit->kept ? 1 : 0;
        others += !unit->kept && unit->error == ERROR_SUCCESS ? 1 : 0;
        missing = missing || unit->error == ERROR_DEV_NOT_EXIST;
        answer->conceals = answer->conceals || unit->error == ERROR_SHARING_VIOLATION ||
                           unit->error == ERROR_ACCESS_DENIED;
        if (answer->error == ERROR_SUCCESS && unit->error != ERROR_DEV_NOT_EXIST)
            answer->error = unit->error;
    }
    if (answer->error == ERROR_SUCCESS && answer->found_count == 0 &&
        strcmp(target->address, RSM_ADDRESS_WINDOWS) != 0)
        answer->error = missing ? ERROR_DEV_NOT_EXIST : ERROR_BAD_DEV_TYPE;
    log_answer(target, answer, others);
}

static void free_found(struct rsm_found *found)
{
    rsm_device_close(found->device);
    free(found->identities);
    free(found->elements);
}

static rsm_error make_discovery(const struct search *search, struct rsm_discovery *discovery)
{
    memset(discovery, 0, sizeof *discovery);
    discovery->answers = calloc(search->target_count + 1, sizeof *discovery->answers);
    discovery->found = calloc(search->unit_count + 1, sizeof *discovery->found);
    if (discovery->answers == NULL || discovery->found == NULL) {
        rsm_discovery_free(discovery);
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    discovery->answer_count = search->target_count;
    for (size_t i = 0; i < search->target_count; i++)
        conclude(&search->targets[i], &discovery->answers[i]);
    for (size_t i = 0; i < search->unit_count; i++) {
        struct unit *unit = search->units[i];

        if (!unit->kept)
            continue;
        discovery->found[discovery->found_count++] = unit->found;
        unit->found.device = NULL; /* it has another owner now */
        unit->found.identities = NULL;
        unit->found.elements = NULL;
    }
    return ERROR_SUCCESS;
}

static void end_search(struct search *search)
{
    for (size_t i = 0; search->targets != NULL && i < search->target_count; i++) {
        for (size_t k = 0; k < search->targets[i].unit_count; k++)
            free_found(&search->targets[i].units[k].found);
        free(search->targets[i].units);
    }
    free(search->targets);
    free(search->units);
}

rsm_error rsm_discover(const struct rsm_options *options, const char *const *addresses,
                       size_t count, uint32_t timeout_ms, const struct rsm_foreknown *foreknown,
                       struct rsm_discovery *discovery_out)
{
    struct search search = {.options = options,
                            .foreknown = foreknown,
                            .waiting =
                                options->waiting != NULL ? options->waiting : &rsm_waiting_real,
                            .target_count = count};
    rsm_error err = ERROR_NOT_ENOUGH_MEMORY;

    search.deadline = search.waiting->now_ms(search.waiting->context) + timeout_ms;
    search.targets = calloc(count + 1, sizeof *search.targets);
    if (search.targets == NULL)
        goto out;
    for (size_t i = 0; i < count; i++)
        search.targets[i].address = addresses[i];
    rsm_at_once(options->step_by_step, count, list_units, &search);
    err = gather_units(&search);
    if (err != ERROR_SUCCESS)
        goto out;
    rsm_at_once(options->step_by_step, search.unit_count, ask_unit, &search);
    err = make_discovery(&search, discovery_out);
out:
    end_search(&search);
    return err;
}

void rsm_discovery_free(struct rsm_discovery *discovery)
{
    for (size_t i = 0; i < discovery->found_count; i++)
        free_found(&discovery->found[i]);
    free(discovery->found);
    free(discovery->answers);
    memset(discovery, 0, sizeof *discovery);
}

bool rsm_discovery_waits_for_changer(const struct rsm_discovery *discovery)
{
    bool waits = false;

    for (size_t i = 0; i < discovery->found_count; i++)
        waits =
            waits || (discovery->found[i].in_use && discovery->found[i].type == RSM_DEVICE_CHANGER);
    for (size_t i = 0; i < discovery->answer_count; i++) /* what it is was not told, either */
        waits = waits || discovery->answers[i].error == ERROR_SHARING_VIOLATION;
    return waits;
}

bool rsm_discovery_has(const struct rsm_discovery *discovery, uint8_t type, const char *address)
{
    for (size_t i = 0; i < discovery->found_count; i++) {
        if (discovery->found[i].type == type && !discovery->found[i].left &&
            strcmp(discovery->found[i].address, address) == 0)
            return true;
    }
    return false;
}

/* A name or an interface is that of one device, whatever its case. */
static bool belongs_to_windows(const char *device, const char *target)
{
    struct rsm_adapter_address unit;
    uint16_t port;

    if (strcmp(target, RSM_ADDRESS_WINDOWS) == 0)
        return rsm_address_is_windows(device);
    if (rsm_address_parse_port(target, &port))
        return rsm_address_parse_adapter(device, &unit) && unit.port == port;
    return rsm_text_same_word(device, target);
}

bool rsm_discovery_belongs(const char *device, const char *target)
{
    size_t length = strcspn(target, "?"); /* a LUN stands before what follows that */

    if (rsm_address_is_windows(target))
        return belongs_to_windows(device, target);
    return strncmp(device, target, length) == 0 &&
           (device[length] == '\0' || device[length] == '/' || device[length] == '?');
}
