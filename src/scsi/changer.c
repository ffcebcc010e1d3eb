/*
 * What a medium changer can do (SMC-3), in the words of Removable Storage.  Here slots, drives and ports
 * become elements.  Reading element status has a file of its own, changer_scan.c.
 */
#include "scsi/changer.h"
#include "scsi/changer_kept.h"

#include "platform/log.h"
#include "scsi/spc.h"

#include <stdlib.h>
#include <string.h>

enum {
    MODE_MS = 60000,
    INITIALIZE_MS = 2 * 60 * 60 * 1000,
    PATIENCE_MS = 120 * 1000, /* a door that was open, a library that starts */
    MOST_REPEATS = 8,
    MODE_FORMS = 4,
    MODE_LENGTH = 252,
    ASC_UNKNOWN_COMMAND = 0x20
};

static const char *const place_names[RSM_PLACE_COUNT] = {
    [RSM_PLACE_ARM] = "arm",
    [RSM_PLACE_SLOT] = "slot",
    [RSM_PLACE_PORT] = "port",
    [RSM_PLACE_DRIVE] = "drive",
};

/* ---- geometry ---- */

/* Changers differ in which form of MODE SENSE they take: 6 or 10 bytes, with DBD or without. */
static rsm_error ask_mode_page(struct rsm_changer *changer, uint8_t page, unsigned form,
                               uint8_t *data, size_t *arrived_out,
                               struct rsm_command_result *result)
{
    struct rsm_command_options options = rsm_command_question;
    struct rsm_command command;
    bool no_descriptors = form % 2 == 0;
    rsm_error err;

    memset(&command, 0, sizeof command);
    command.cdb = form < 2 ? rsm_spc_mode_sense6(page, 0, no_descriptors, MODE_LENGTH)
                           : rsm_spc_mode_sense10(page, 0, no_descriptors, MODE_LENGTH);
    command.direction = RSM_DATA_IN;
    command.data = data;
    command.length = MODE_LENGTH;
    command.timeout_ms = MODE_MS;
    options.expected = true;
    err = rsm_device_execute(changer->device, &command, &options, result);
    *arrived_out = command.transferred;
    return err;
}

static rsm_error find_page(const uint8_t *data, size_t size, unsigned form, uint8_t page,
                           const uint8_t **page_out, size_t *size_out)
{
    struct rsm_spc_mode mode;
    rsm_error err =
        form < 2 ? rsm_spc_parse_mode6(data, size, &mode) : rsm_spc_parse_mode10(data, size, &mode);

    if (err == ERROR_SUCCESS)
        err = rsm_spc_find_mode_page(&mode, page, 0, page_out, size_out);
    return err;
}

/*
 * Read one mode page into data; *page_out leads into it.  All forms are tried until the changer has
 * taken one, that which is known first; from then on only that, and only that where it is pinned.
 * ERROR_NOT_FOUND when it does not have the page.
 */
static rsm_error read_page(struct rsm_changer *changer, bool try_all, uint8_t page, uint8_t *data,
                           const uint8_t **page_out, size_t *size_out)
{
    uint32_t known = rsm_quirks_get(changer->quirks, RSM_QUIRK_MODE_SENSE_FORM);
    bool pinned = rsm_quirks_is_pinned(changer->quirks, RSM_QUIRK_MODE_SENSE_FORM);
    unsigned tries = try_all && !pinned ? MODE_FORMS : 1;

    for (unsigned i = 0; i < tries; i++) {
        unsigned form = (known + i) % MODE_FORMS;
        struct rsm_command_result result;
        size_t arrived;
        rsm_error err = ask_mode_page(changer, page, form, data, &arrived, &result);

        if (err == ERROR_SUCCESS &&
            find_page(data, arrived, form, page, page_out, size_out) == ERROR_SUCCESS) {
            (void)rsm_quirks_learn(changer->quirks, RSM_QUIRK_MODE_SENSE_FORM, form);
            return ERROR_SUCCESS;
        }
        if (err != ERROR_SUCCESS && rsm_sense_classify(&result.sense) != RSM_SENSE_ILLEGAL)
            return err;
    }
    return ERROR_NOT_FOUND;
}

static void take_ranges(struct rsm_changer *changer, const struct rsm_smc_addresses *addresses)
{
    for (int place = RSM_PLACE_ARM; place < RSM_PLACE_COUNT; place++) {
        const struct rsm_smc_range *told = &addresses->by_type[place];
        struct rsm_changer_range *range = &changer->places[place];
        unsigned room = 0x10000u - told->first;

        range->first = told->first;
        range->count = told->count < room ? told->count : (uint16_t)room;
        if (range->count != told->count)
            rsm_log(RSM_LOG_WARNING, "scsi", "%s: addresses of %u %ss from %u on end at 65535",
                    changer->device->link.name, told->count, place_names[place], told->first);
    }
}

/* Where slots and places of another kind are said to have the same addresses they are the others': some changers
 * count their ports, or their drives, among their slots. */
static void take_from_slots(struct rsm_changer *changer, enum rsm_place place)
{
    struct rsm_changer_range *slots = &changer->places[RSM_PLACE_SLOT];
    const struct rsm_changer_range *others = &changer->places[place];
    uint32_t slots_end = (uint32_t)slots->first + slots->count;
    uint32_t others_end = (uint32_t)others->first + others->count;

    if (others->count == 0 || others->first >= slots_end || others_end <= slots->first)
        return;
    rsm_log(RSM_LOG_INFO, "scsi", "%s: %u of the slots that the changer counts are %ss",
            changer->device->link.name, others->count, place_names[place]);
    if (others->first > slots->first) {
        if (others_end >=
            slots_end) /* else slots go on behind them, which are reported by themselves */
            slots->count = (uint16_t)(others->first - slots->first);
        return;
    }
    slots->first = (uint16_t)(others_end < slots_end ? others_end : slots_end - 1);
    slots->count = (uint16_t)(others_end < slots_end ? slots_end - others_end : 0);
}

/* A port that the changer shows as slots, by what a person said (RSM_QUIRK_VIRTUAL_PORT): the slots stay one range
 * without a gap. */
static void take_virtual_port(struct rsm_changer *changer)
{
    const struct rsm_changer_range *slots = &changer->places[RSM_PLACE_SLOT];
    struct rsm_changer_range *ports = &changer->places[RSM_PLACE_PORT];
    uint16_t first;
    uint16_t last;

    changer->port_is_slots = false;
    rsm_quirks_get_range(changer->quirks, RSM_QUIRK_VIRTUAL_PORT, &first, &last);
    if (last == 0)
        return;
    if (ports->count > 0 || last > slots->count || (first > 1 && last < slots->count) ||
        last - first + 1 == slots->count) {
        rsm_log(
            RSM_LOG_WARNING, "scsi",
            "%s: slots %u to %u cannot be its port, as was pinned (virtual-port): a port is the "
            "first or the last of the %u slots, not all of them, of a changer without one of its "
            "own",
            changer->device->link.name, first, last, slots->count);
        return;
    }
    ports->first = (uint16_t)(slots->first + first - 1);
    ports->count = (uint16_t)(last - first + 1);
    changer->port_is_slots = true;
    take_from_slots(changer, RSM_PLACE_PORT);
}

enum rsm_smc_type rsm_changer_element_type(const struct rsm_changer *changer, enum rsm_place place)
{
    return place == RSM_PLACE_PORT && changer->port_is_slots ? RSM_SMC_STORAGE
                                                             : (enum rsm_smc_type)place;
}

static rsm_error read_addresses(struct rsm_changer *changer)
{
    uint8_t data[MODE_LENGTH];
    struct rsm_smc_addresses addresses;
    const uint8_t *page = NULL;
    size_t size = 0;
    rsm_error err = read_page(changer, true, RSM_SMC_PAGE_ADDRESSES, data, &page, &size);

    if (err == ERROR_SUCCESS)
        err = rsm_smc_parse_addresses(page, size, &addresses);
    else if (err == ERROR_NOT_FOUND)
        err = ERROR_INVALID_DATA;
    if (err == ERROR_SUCCESS) {
        take_ranges(changer, &addresses);
        take_from_slots(changer, RSM_PLACE_PORT);
        take_from_slots(changer, RSM_PLACE_DRIVE);
        take_virtual_port(changer);
    } else {
        rsm_log(RSM_LOG_ERROR, "scsi",
                "%s: the changer does not tell its element addresses (mode page 1Dh): %s",
                changer->device->link.name, rsm_error_name(err));
    }
    return err;
}

/* A page of zeros is what some changers send instead of none. */
static bool says_something(const struct rsm_smc_capabilities *capabilities)
{
    uint8_t any = 0;

    for (int from = 0; from < RSM_SMC_TYPES; from++)
        any |= capabilities->moves[from];
    return any != 0;
}

/* Pages 1Eh and 1Fh; that a changer does not have them is no error. */
static rsm_error read_abilities(struct rsm_changer *changer)
{
    uint8_t data[MODE_LENGTH];
    const uint8_t *page = NULL;
    size_t size = 0;
    rsm_error err = read_page(changer, false, RSM_SMC_PAGE_GEOMETRY, data, &page, &size);

    changer->can_turn_over = err == ERROR_SUCCESS && rsm_smc_can_rotate(page, size, 0);
    if (err != ERROR_SUCCESS && err != ERROR_NOT_FOUND)
        return err;
    err = read_page(changer, false, RSM_SMC_PAGE_CAPABILITIES, data, &page, &size);
    changer->knows_moves =
        err == ERROR_SUCCESS &&
        rsm_smc_parse_capabilities(page, size, &changer->capabilities) == ERROR_SUCCESS &&
        says_something(&changer->capabilities);
    return err == ERROR_NOT_FOUND ? ERROR_SUCCESS : err;
}

rsm_error rsm_changer_refresh(struct rsm_changer *changer)
{
    struct rsm_changer fresh = *changer;
    rsm_error err;

    err = read_addresses(&fresh);
    if (err == ERROR_SUCCESS)
        err = read_abilities(&fresh);
    if (err != ERROR_SUCCESS)
        return err;
    *changer = fresh;
    rsm_log(RSM_LOG_INFO, "scsi",
            "%s: slots %u from %u, drives %u from %u, ports %u from %u, arms %u from %u",
            changer->device->link.name, changer->places[RSM_PLACE_SLOT].count,
            changer->places[RSM_PLACE_SLOT].first, changer->places[RSM_PLACE_DRIVE].count,
            changer->places[RSM_PLACE_DRIVE].first, changer->places[RSM_PLACE_PORT].count,
            changer->places[RSM_PLACE_PORT].first, changer->places[RSM_PLACE_ARM].count,
            changer->places[RSM_PLACE_ARM].first);
    return ERROR_SUCCESS;
}

rsm_error rsm_changer_open(struct rsm_device *device, struct rsm_changer *changer_out)
{
    struct rsm_changer changer;
    rsm_error err;

    if (device->type != RSM_DEVICE_CHANGER) {
        rsm_log(RSM_LOG_ERROR, "scsi", "%s is no medium changer (device type %02Xh)",
                device->link.name, device->type);
        return ERROR_BAD_DEV_TYPE;
    }
    memset(&changer, 0, sizeof changer);
    changer.device = device;
    changer.quirks = &device->quirks;
    changer.inventory_stale = true;
    err = rsm_changer_refresh(&changer);
    if (err == ERROR_SUCCESS)
        *changer_out = changer;
    return err;
}

void rsm_changer_close(struct rsm_changer *changer)
{
    free(changer->buffer);
    changer->buffer = NULL;
    changer->buffer_size = 0;
    for (int place = 0; place < RSM_PLACE_COUNT; place++)
        rsm_changer_kept_free(&changer->kept[place]);
}

/* ---- is what we know still true? ---- */

bool rsm_changer_is_stale(struct rsm_changer *changer)
{
    if ((changer->device->link.attentions & RSM_ATTENTION_INVENTORY) != 0)
        changer->inventory_stale = true;
    return changer->inventory_stale;
}

void rsm_changer_begin_inventory(struct rsm_changer *changer)
{
    changer->device->link.attentions &= ~(uint32_t)RSM_ATTENTION_INVENTORY;
    changer->inventory_stale = false;
}

/* ---- operations: arguments, capability, element addresses, CDB, send ---- */

static rsm_error check_spot(const struct rsm_changer *changer, enum rsm_place place,
                            uint16_t address)
{
    const struct rsm_changer_range *range;

    if (place < RSM_PLACE_ARM || place > RSM_PLACE_DRIVE)
        return ERROR_INVALID_PARAMETER;
    range = &changer->places[place];
    if (address >= range->first && address - range->first < range->count)
        return ERROR_SUCCESS;
    rsm_log(RSM_LOG_ERROR, "scsi", "%s: there is no %s with element address %u",
            changer->device->link.name, place_names[place], address);
    return ERROR_ILLEGAL_ELEMENT_ADDRESS;
}

/* 0 lets the changer choose, where it does not count its arms. */
static uint16_t arm_of(const struct rsm_changer *changer)
{
    const struct rsm_changer_range *arms = &changer->places[RSM_PLACE_ARM];

    return arms->count > 0 ? arms->first : 0;
}

static rsm_error lacking(const struct rsm_changer *changer, const char *what)
{
    rsm_log(RSM_LOG_INFO, "scsi", "%s: the changer has no %s", changer->device->link.name, what);
    return ERROR_NOT_SUPPORTED;
}

/* It did so before: a refusal is of this one command, and no reason to leave people locked out for good. */
static bool knows(const struct rsm_changer *changer, enum rsm_quirk lack)
{
    return lack == RSM_QUIRK_NO_PREVENT && changer->prevents;
}

/* Send a command without data; one that the changer does not know is not tried again. */
static rsm_error operate(struct rsm_changer *changer, struct rsm_cdb cdb, uint32_t timeout_ms,
                         enum rsm_quirk lack, const char *what)
{
    struct rsm_command_options options = {.repeat_after_attention = true,
                                          .patience_ms = PATIENCE_MS};
    struct rsm_command_result result;
    struct rsm_command command;
    rsm_error err;

    if (rsm_quirks_has(changer->quirks, lack))
        return ERROR_NOT_SUPPORTED;
    memset(&command, 0, sizeof command);
    command.cdb = cdb;
    command.timeout_ms = timeout_ms;
    err = rsm_device_execute(changer->device, &command, &options, &result);
    if (err != ERROR_SUCCESS && result.sense.key == RSM_SENSE_KEY_ILLEGAL_REQUEST &&
        result.sense.asc == ASC_UNKNOWN_COMMAND && !knows(changer, lack)) {
        (void)rsm_quirks_learn(changer->quirks, lack, 1);
        return lacking(changer, what);
    }
    return err;
}

/*
 * Send what moves cartridges.  It is never sent again when it may have been carried out, nor when the
 * changer says that cartridges are no longer where they were: then the plan itself may be wrong.
 */
static rsm_error move(struct rsm_changer *changer, struct rsm_cdb cdb,
                      struct rsm_command_result *result)
{
    struct rsm_command_options options = {.patience_ms = PATIENCE_MS};
    struct rsm_command command;
    rsm_error err = ERROR_SUCCESS;

    for (int i = 0; i < MOST_REPEATS; i++) {
        memset(&command, 0, sizeof command);
        command.cdb = cdb;
        command.timeout_ms = RSM_CHANGER_MOVE_MS;
        err = rsm_device_execute(changer->device, &command, &options, result);
        if (result->attentions == 0 || result->outcome != RSM_OUTCOME_REFUSED ||
            (result->attentions & RSM_ATTENTION_INVENTORY) != 0)
            break;
    }
    if (err != ERROR_SUCCESS && result->outcome == RSM_OUTCOME_DONE)
        result->outcome = RSM_OUTCOME_UNKNOWN; /* a mark on a tape, says a changer */
    return err;
}

/* The bit of a place in the masks of the capabilities page is smc.c's business. */
static bool may_move(const struct rsm_changer *changer, enum rsm_place from, enum rsm_place to)
{
    return !changer->knows_moves ||
           rsm_smc_can_move(&changer->capabilities, rsm_changer_element_type(changer, from),
                            rsm_changer_element_type(changer, to));
}

static bool may_exchange(const struct rsm_changer *changer, enum rsm_place from, enum rsm_place to)
{
    return !changer->knows_moves ||
           rsm_smc_can_exchange(&changer->capabilities, rsm_changer_element_type(changer, from),
                                rsm_changer_element_type(changer, to));
}

rsm_error rsm_changer_move(struct rsm_changer *changer, enum rsm_place from_place, uint16_t from,
                           enum rsm_place to_place, uint16_t to, enum rsm_outcome *outcome_out)
{
    struct rsm_command_result result = {.outcome = RSM_OUTCOME_REFUSED};
    rsm_error err = ERROR_SUCCESS;

    if (from == to)
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = check_spot(changer, from_place, from);
    if (err == ERROR_SUCCESS)
        err = check_spot(changer, to_place, to);
    if (err == ERROR_SUCCESS && !may_move(changer, from_place, to_place)) {
        rsm_log(RSM_LOG_ERROR, "scsi", "%s: the changer cannot move from a %s to a %s",
                changer->device->link.name, place_names[from_place], place_names[to_place]);
        err = ERROR_NOT_SUPPORTED;
    }
    if (err == ERROR_SUCCESS) {
        rsm_log(RSM_LOG_INFO, "scsi", "%s: move medium, %s %u -> %s %u", changer->device->link.name,
                place_names[from_place], from, place_names[to_place], to);
        err = move(changer, rsm_smc_move_medium(arm_of(changer), from, to, false), &result);
    }
    if (outcome_out != NULL)
        *outcome_out = result.outcome;
    return err;
}

rsm_error rsm_changer_exchange(struct rsm_changer *changer, const struct rsm_changer_spot *source,
                               const struct rsm_changer_spot *first,
                               const struct rsm_changer_spot *second, enum rsm_outcome *outcome_out)
{
    struct rsm_command_result result = {.outcome = RSM_OUTCOME_REFUSED};
    rsm_error err = ERROR_SUCCESS;

    if (source->address == first->address || first->address == second->address)
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = check_spot(changer, source->place, source->address);
    if (err == ERROR_SUCCESS)
        err = check_spot(changer, first->place, first->address);
    if (err == ERROR_SUCCESS)
        err = check_spot(changer, second->place, second->address);
    if (err == ERROR_SUCCESS && (rsm_quirks_has(changer->quirks, RSM_QUIRK_NO_EXCHANGE) ||
                                 !may_exchange(changer, source->place, first->place) ||
                                 !may_move(changer, first->place, second->place)))
        err = ERROR_NOT_SUPPORTED;
    if (err == ERROR_SUCCESS) {
        err = move(changer,
                   rsm_smc_exchange_medium(arm_of(changer), source->address, first->address,
                                           second->address, false, false),
                   &result);
        if (err != ERROR_SUCCESS && result.sense.key == RSM_SENSE_KEY_ILLEGAL_REQUEST &&
            result.sense.asc == ASC_UNKNOWN_COMMAND) {
            (void)rsm_quirks_learn(changer->quirks, RSM_QUIRK_NO_EXCHANGE, 1);
            err = lacking(changer, "EXCHANGE MEDIUM");
        }
    }
    if (outcome_out != NULL)
        *outcome_out = result.outcome;
    return err;
}

rsm_error rsm_changer_ask_ready(struct rsm_changer *changer, bool *ready_out)
{
    const struct rsm_command_options options = {.repeat_after_attention = true, .expected = true};
    struct rsm_command command;
    rsm_error err;

    memset(&command, 0, sizeof command);
    command.cdb = rsm_spc_test_unit_ready();
    command.timeout_ms = MODE_MS;
    err = rsm_device_execute(changer->device, &command, &options, NULL);
    *ready_out = err == ERROR_SUCCESS;
    return rsm_device_is_connected(changer->device) ? ERROR_SUCCESS : err;
}

rsm_error rsm_changer_position(struct rsm_changer *changer, enum rsm_place place, uint16_t address)
{
    rsm_error err = check_spot(changer, place, address);

    if (err != ERROR_SUCCESS)
        return err;
    return operate(changer, rsm_smc_position_to_element(arm_of(changer), address, false),
                   RSM_CHANGER_MOVE_MS, RSM_QUIRK_NO_POSITION, "POSITION TO ELEMENT");
}

rsm_error rsm_changer_initialize(struct rsm_changer *changer)
{
    rsm_error err = operate(changer, rsm_smc_initialize_element_status(), INITIALIZE_MS,
                            RSM_QUIRK_NO_INITIALIZE, "INITIALIZE ELEMENT STATUS");

    /* one that failed is tried again, and one that does not know how is not asked twice */
    changer->initialized =
        changer->initialized || err == ERROR_SUCCESS || err == ERROR_NOT_SUPPORTED;
    return err;
}

rsm_error rsm_changer_prevent_removal(struct rsm_changer *changer, bool prevent)
{
    rsm_error err = operate(changer, rsm_spc_prevent_removal(prevent), MODE_MS,
                            RSM_QUIRK_NO_PREVENT, "PREVENT ALLOW MEDIUM REMOVAL");

    changer->prevents = changer->prevents || err == ERROR_SUCCESS;
    return err;
}
