/*
 * A changer whose answers are spoilt: its geometry, its reports, its refusals.  What it tells of its places is told once
 * each, in text that can be printed, and what was done to a cartridge is never claimed to be certain when it is not.
 */
#include "demand.h"
#include "spoilt_device.h"
#include "spoilt_library.h"

#include "scsi/changer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char drawing[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "drive 2  from 2 A00002L5 blank\n"
    "slot 1   A00001L5 blank\n"
    "slot 2   empty\n"
    "slot 3   ? blank\n"
    "slot 4   CLN001L5 cleaner 3\n"
    "port 1   empty\n";

struct told {
    enum rsm_place place;
    uint8_t seen[65536 / 8];
};

static void note(struct told *told, uint16_t address)
{
    uint8_t bit = (uint8_t)(1 << address % 8);

    demand((told->seen[address / 8] & bit) == 0);
    told->seen[address / 8] |= bit;
}

static void check_element(const struct rsm_changer_element *element)
{
    demand(is_printable_text(element->tag, sizeof element->tag));
    demand(element->tag_known || element->tag[0] == '\0');
    demand(element->has_source || element->source == 0);
}

static rsm_error hear_element(void *context, const struct rsm_changer_element *element)
{
    struct told *told = context;

    demand(element->place == told->place);
    check_element(element);
    note(told, element->address);
    return ERROR_SUCCESS;
}

static rsm_error hear_identity(void *context, const struct rsm_changer_drive_identity *identity)
{
    (void)context;
    demand(is_printable_text(identity->vendor, sizeof identity->vendor));
    demand(is_printable_text(identity->product, sizeof identity->product));
    demand(is_printable_text(identity->serial, sizeof identity->serial));
    demand(identity->designator_length <= RSM_CHANGER_DESIGNATOR_MAX);
    return ERROR_SUCCESS;
}

static void check_geometry(const struct rsm_changer *changer)
{
    for (unsigned place = RSM_PLACE_ARM; place < RSM_PLACE_COUNT; place++) {
        const struct rsm_changer_range *range = &changer->places[place];

        demand(range->count == 0 || (uint32_t)range->first + range->count <= 0x10000);
    }
}

static void take_inventory_of(struct rsm_changer *changer)
{
    struct told told;

    rsm_changer_begin_inventory(changer);
    for (unsigned place = RSM_PLACE_ARM; place < RSM_PLACE_COUNT; place++) {
        memset(&told, 0, sizeof told);
        told.place = (enum rsm_place)place;
        (void)rsm_changer_scan(changer, told.place, hear_element, &told);
    }
    (void)rsm_changer_scan_drive_identities(changer, hear_identity, NULL);
    (void)rsm_changer_is_stale(changer);
}

static void look_at_one(struct rsm_changer *changer, uint8_t which)
{
    enum rsm_place place = (enum rsm_place)(1 + which % 4);
    uint16_t address = (uint16_t)(changer->places[place].first + (which >> 2));
    struct rsm_changer_element element;

    if (rsm_changer_get_element(changer, place, address, &element) != ERROR_SUCCESS)
        return;
    demand(element.place == place && element.address == address);
    check_element(&element);
}

/* A spot that is there, or one that is not. */
static struct rsm_changer_spot spot(const struct rsm_changer *changer, uint8_t which)
{
    struct rsm_changer_spot spot = {(enum rsm_place)(1 + which % 4), 0};

    spot.address = (uint16_t)(changer->places[spot.place].first + (which >> 2) % 8);
    return spot;
}

static void move(struct rsm_changer *changer, struct input *input, bool exchanges)
{
    struct rsm_changer_spot from = spot(changer, take_byte(input));
    struct rsm_changer_spot to = spot(changer, take_byte(input));
    enum rsm_outcome outcome = RSM_OUTCOME_UNKNOWN;
    rsm_error err;

    if (exchanges)
        err = rsm_changer_exchange(changer, &from, &to, &from, &outcome);
    else
        err = rsm_changer_move(changer, from.place, from.address, to.place, to.address, &outcome);
    demand((err == ERROR_SUCCESS) == (outcome == RSM_OUTCOME_DONE));
}

static void do_one(struct rsm_changer *changer, struct input *input)
{
    bool ready;

    switch (take_byte(input) % 10) {
    case 0:
        take_inventory_of(changer);
        break;
    case 1:
        look_at_one(changer, take_byte(input));
        break;
    case 2:
        move(changer, input, false);
        break;
    case 3:
        move(changer, input, true);
        break;
    case 4:
        (void)rsm_changer_refresh(changer);
        check_geometry(changer);
        break;
    case 5:
        (void)rsm_changer_initialize(changer);
        break;
    case 6:
        (void)rsm_changer_prevent_removal(changer, (take_byte(input) & 1) != 0);
        break;
    case 7: {
        struct rsm_changer_spot there = spot(changer, take_byte(input));

        (void)rsm_changer_position(changer, there.place, there.address);
        break;
    }
    case 8:
        (void)rsm_changer_ask_ready(changer, &ready);
        break;
    default:
        changer->device->link.deadline = 0;
        (void)rsm_device_take_attentions(changer->device);
        break;
    }
}

static void use(struct spoilt_device *spoilt, struct input *input)
{
    struct rsm_changer changer;

    memset(&changer, 0, sizeof changer);
    if (rsm_changer_open(spoilt->device, &changer) != ERROR_SUCCESS)
        return;
    check_geometry(&changer);
    take_inventory_of(&changer);
    while (input->size > 0) {
        spoilt_device_mend(spoilt);
        do_one(&changer, input);
    }
    take_inventory_of(&changer);
    rsm_changer_close(&changer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = {data, size};
    unsigned deeds = take_byte(&input) % 32;
    unsigned rules = take_byte(&input) % 16;
    struct spoilt_device spoilt;
    struct input calls;

    calls.data = take_bytes(&input, deeds, &calls.size);
    spoilt_device_open(&spoilt, &input, drawing, rules, 0);
    if (spoilt.device != NULL)
        use(&spoilt, &calls);
    spoilt_device_close(&spoilt);
    return 0;
}
