/*
 * The changer of a simulated library (SMC-3): geometry, element status, moves.
 */
#include "support/simulated_parts.h"

#include "scsi/bytes.h"
#include "scsi/smc.h"

#include <stdlib.h>
#include <string.h>

enum { HEADER = 8, COMMON_PART = 12, TAG_PART = 36, IDENTIFIER_MAX = 4 + 24 + 32, CUT = 4 };

/* ---- geometry ---- */

static void put_range(uint8_t *to, const struct sim_library *library, enum sim_type type)
{
    static const uint16_t first[SIM_TYPES] = {0, SIM_ARM_FIRST, SIM_SLOT_FIRST, SIM_PORT_FIRST,
                                              SIM_DRIVE_FIRST};

    rsm_bytes_put16(to, first[type]);
    rsm_bytes_put16(to + 2, (uint16_t)library->counts[type]);
}

static size_t put_addresses(const struct sim_library *library, uint8_t *page)
{
    page[0] = RSM_SMC_PAGE_ADDRESSES;
    page[1] = 18;
    for (int type = SIM_ARM; type < SIM_TYPES; type++)
        put_range(page + 2 + 4 * (type - 1), library, (enum sim_type)type);
    return 20;
}

static size_t put_geometry(uint8_t *page)
{
    page[0] = RSM_SMC_PAGE_GEOMETRY;
    page[1] = 2;
    return 4;
}

/* Everything but the arm keeps cartridges, and they go from everywhere to everywhere. */
static size_t put_capabilities(uint8_t *page)
{
    page[0] = RSM_SMC_PAGE_CAPABILITIES;
    page[1] = 18;
    page[2] = 0x0E;
    for (int type = SIM_SLOT; type < SIM_TYPES; type++)
        page[3 + type] = 0x0E;
    return 20;
}

static void mode_sense(struct sim_library *library, struct rsm_command *command)
{
    uint8_t wanted = command->cdb.bytes[2] & 0x3F;
    uint8_t pages[64] = {0};
    size_t size = 0;

    if (wanted == RSM_SMC_PAGE_ADDRESSES || wanted == 0x3F)
        size += put_addresses(library, pages + size);
    if (wanted == RSM_SMC_PAGE_GEOMETRY || wanted == 0x3F)
        size += put_geometry(pages + size);
    if (wanted == RSM_SMC_PAGE_CAPABILITIES || wanted == 0x3F)
        size += put_capabilities(pages + size);
    if (size == 0)
        rsm_sim_refuse_field(command);
    else
        rsm_sim_reply_mode(command, NULL, pages, size);
}

/* ---- element status ---- */

struct report {
    struct sim_library *library;
    bool tags;
    bool identities;
    unsigned first;
    unsigned left; /* elements that may still be told */
    uint8_t *data;
    size_t used;
    size_t whole; /* behind the last descriptor that fits the allocation */
    size_t allocation;
    unsigned told;
    uint16_t lowest;
};

static struct sim_identity identity_of_drive(struct sim_library *library, unsigned index)
{
    struct sim_identity identity = {
        .type = 1, .vendor = SIM_VENDOR, .product = SIM_PRODUCT, .serial = ""};

    identity.serial = library->drives[index].serial;
    return identity;
}

static size_t descriptor_length(const struct report *report, enum sim_type type)
{
    return COMMON_PART + (report->tags ? TAG_PART : 0u) +
           (report->identities && type == SIM_DRIVE ? IDENTIFIER_MAX : 0u);
}

static void put_tag(uint8_t *to, const struct sim_cartridge *cartridge)
{
    memset(to, 0, TAG_PART);
    if (cartridge == NULL || cartridge->tag_unreadable || cartridge->tag[0] == '\0')
        return;
    memset(to, ' ', SIM_TAG_SIZE);
    memcpy(to, cartridge->tag, strlen(cartridge->tag));
}

static void put_identifier(uint8_t *to, struct sim_library *library, unsigned index)
{
    struct sim_identity identity = identity_of_drive(library, index);
    size_t length = rsm_sim_identity_text(&identity, to + 4);

    if (library->drives[index].shortened)
        length -= 2;
    to[0] = RSM_SPC_CODE_ASCII;
    to[1] = RSM_SPC_T10_VENDOR_ID;
    to[3] = (uint8_t)length;
    memset(to + 4 + length, 0, IDENTIFIER_MAX - 4 - length);
}

static void put_status(uint8_t *to, const struct sim_element *element, enum sim_type type)
{
    const struct sim_cartridge *cartridge = element->doubtful ? NULL : element->cartridge;

    memset(to, 0, COMMON_PART);
    rsm_bytes_put16(to, element->address);
    to[2] = (uint8_t)((cartridge != NULL ? 0x01 : 0) | (type != SIM_ARM ? 0x08 : 0) |
                      (type == SIM_PORT ? 0x30 : 0));
    if (element->doubtful) {
        to[2] |= 0x04;
        to[4] = 0x3B;
        to[5] = 0x11;
    } else if (cartridge != NULL && cartridge->tag_unreadable) {
        to[2] |= 0x04;
        to[4] = 0x83;
    }
    if (cartridge != NULL && element->has_source) {
        to[9] = 0x80;
        rsm_bytes_put16(to + 10, element->source);
    }
}

static void put_element(struct report *report, enum sim_type type, unsigned index)
{
    struct sim_element *element = &report->library->elements[type][index];
    uint8_t *to = report->data + report->used;

    put_status(to, element, type);
    if (type == SIM_DRIVE && report->library->drives[index].lagging > 0) {
        report->library->drives[index].lagging--;
        to[2] &= (uint8_t)~0x08;
    }
    if (type == SIM_DRIVE && report->library->drives[index].ghost) {
        to[2] = 0x04;
        to[4] = 0x83;
        to[5] = 0x04;
    }
    if (type == SIM_DRIVE) {
        to[6] = report->library->drives[index].address_flags;
        to[7] = report->library->drives[index].bus_id;
    }
    to += COMMON_PART;
    if (report->tags) {
        bool hidden = element->doubtful || (type == SIM_DRIVE && !report->library->drive_tags);

        put_tag(to, hidden ? NULL : element->cartridge);
        to += TAG_PART;
    }
    if (report->identities && type == SIM_DRIVE)
        put_identifier(to, report->library, index);
    report->used += descriptor_length(report, type);
    if (report->used <= report->allocation)
        report->whole = report->used;
    if (report->told++ == 0)
        report->lowest = element->address;
    report->left--;
}

static void put_page(struct report *report, enum sim_type type)
{
    struct sim_library *library = report->library;
    size_t start = report->used;
    unsigned begin = 0;
    uint8_t *page = report->data + start;

    while (begin < library->counts[type] && library->elements[type][begin].address < report->first)
        begin++;
    if (begin == library->counts[type] || report->left == 0)
        return;
    report->used += HEADER;
    for (unsigned i = begin; i < library->counts[type] && report->left > 0; i++) {
        if (!library->elements[type][i].left_out)
            put_element(report, type, i);
    }
    memset(page, 0, HEADER);
    page[0] = (uint8_t)type;
    page[1] = report->tags ? 0x80 : 0;
    rsm_bytes_put16(page + 2, (uint16_t)descriptor_length(report, type));
    rsm_bytes_put24(page + 5, (uint32_t)(report->used - start - HEADER));
}

/* Some changers end a report with drives before the last identity is complete. */
static size_t cut_of(const struct report *report, uint8_t wanted)
{
    const struct sim_library *library = report->library;
    unsigned drives = library->counts[SIM_DRIVE];

    if (!report->identities || wanted != SIM_DRIVE || drives == 0 ||
        !library->drives[drives - 1].cut ||
        report->lowest + report->told <= library->elements[SIM_DRIVE][drives - 1].address)
        return 0;
    return IDENTIFIER_MAX - 4 - 24 - strlen(library->drives[drives - 1].serial) + CUT;
}

static size_t room_for(const struct sim_library *library)
{
    size_t size = HEADER;

    for (int type = SIM_ARM; type < SIM_TYPES; type++)
        size += HEADER + library->counts[type] * (size_t)(COMMON_PART + TAG_PART + IDENTIFIER_MAX);
    return size;
}

static void read_element_status(struct sim_library *library, struct rsm_command *command)
{
    const uint8_t *cdb = command->cdb.bytes;
    uint8_t wanted = cdb[1] & 0x0F;
    struct report report = {.library = library,
                            .tags = (cdb[1] & 0x10) != 0,
                            .identities = (cdb[6] & 0x01) != 0,
                            .first = (unsigned)cdb[2] << 8 | cdb[3],
                            .left = (unsigned)cdb[4] << 8 | cdb[5],
                            .used = HEADER,
                            .whole = HEADER};

    report.allocation = (size_t)cdb[7] << 16 | (size_t)cdb[8] << 8 | cdb[9];
    if (wanted >= SIM_TYPES || (report.tags && !library->reader) ||
        (report.identities && !library->dvcid)) {
        rsm_sim_refuse_field(command);
        return;
    }
    report.data = calloc(1, room_for(library));
    if (report.data == NULL)
        abort();
    for (int type = SIM_ARM; type < SIM_TYPES; type++) {
        if (wanted == 0 || wanted == type)
            put_page(&report, (enum sim_type)type);
    }
    rsm_bytes_put16(report.data, report.lowest);
    rsm_bytes_put16(report.data + 2, (uint16_t)report.told);
    rsm_bytes_put24(report.data + 5, (uint32_t)(report.used - HEADER));
    rsm_sim_reply(command, report.data, report.whole - cut_of(&report, wanted), report.allocation);
    free(report.data);
}

/* ---- moves ---- */

static struct sim_drive *drive_at(struct sim_library *library, const struct sim_element *element,
                                  enum sim_type type)
{
    return type == SIM_DRIVE ? &library->drives[element - library->elements[SIM_DRIVE]] : NULL;
}

/* Does the drive let go of its cartridge? */
static bool lets_go(const struct sim_library *library, const struct sim_drive *drive,
                    struct rsm_command *command)
{
    if (drive->prevented || drive->prevented_by_program)
        rsm_sim_check(command, 5, 0x53, 0x02);
    else if (drive->cleaning > 0)
        rsm_sim_check(command, 5, 0x53, 0x03);
    else if (drive->lagging > 0)
        rsm_sim_check(command, 5, 0x3B, 0x90);
    else if (library->unload_first && drive->threaded)
        rsm_sim_check(command, 5, 0x53, 0x01);
    else
        return true;
    return false;
}

static void move(struct sim_library *library, struct sim_element *from, enum sim_type from_type,
                 struct sim_element *to, enum sim_type to_type)
{
    struct sim_drive *left = drive_at(library, from, from_type);
    struct sim_drive *entered = drive_at(library, to, to_type);

    to->cartridge = from->cartridge;
    from->cartridge = NULL;
    if (from_type == SIM_SLOT) {
        to->has_source = true;
        to->source = from->address;
    } else {
        to->has_source = from->has_source;
        to->source = from->source;
    }
    from->has_source = false;
    if (left != NULL)
        left->threaded = false;
    if (entered != NULL) {
        entered->threaded = true;
        entered->becoming = 1;
        entered->ready_at = rsm_sim_now() + rsm_sim.times.load_ms;
        entered->position = 0;
        rsm_sim_begin_cleaning(entered, to->cartridge);
        rsm_sim_attention(library, (unsigned)(entered - library->drives) + 1, 0x28, 0x00);
    }
    rsm_sim_note_move(library, from->address, to->address);
}

static void move_medium(struct sim_library *library, struct rsm_command *command)
{
    const uint8_t *cdb = command->cdb.bytes;
    enum sim_type from_type = SIM_ARM;
    enum sim_type to_type = SIM_ARM;
    struct sim_element *from =
        rsm_sim_element(library, (uint16_t)(cdb[4] << 8 | cdb[5]), &from_type);
    struct sim_element *to = rsm_sim_element(library, (uint16_t)(cdb[6] << 8 | cdb[7]), &to_type);

    if (from == NULL || to == NULL || from_type == SIM_ARM || to_type == SIM_ARM)
        rsm_sim_check(command, 5, 0x21, 0x01);
    else if (from->cartridge == NULL)
        rsm_sim_check(command, 5, 0x3B, 0x0E);
    else if (to->cartridge != NULL)
        rsm_sim_check(command, 5, 0x3B, 0x0D);
    else if (from_type != SIM_DRIVE ||
             lets_go(library, drive_at(library, from, from_type), command))
        move(library, from, from_type, to, to_type);
}

static void position(struct sim_library *library, struct rsm_command *command)
{
    const uint8_t *cdb = command->cdb.bytes;
    enum sim_type type;

    if (rsm_sim_element(library, (uint16_t)(cdb[4] << 8 | cdb[5]), &type) == NULL)
        rsm_sim_check(command, 5, 0x21, 0x01);
}

/* ---- the door ---- */

void rsm_sim_changer_execute(struct sim_way *way, struct rsm_command *command)
{
    struct sim_library *library = way->library;
    const struct sim_identity identity = {.type = 8,
                                          .vendor = library->vendor,
                                          .product = library->product,
                                          .serial = library->serial,
                                          .revision = library->revision};

    if (rsm_sim_answer_common(command, &identity) || !rsm_sim_door_allows(library, command))
        return;
    switch (command->cdb.bytes[0]) {
    case 0x00: /* TEST UNIT READY */
    case 0x07: /* INITIALIZE ELEMENT STATUS */
    case 0x37: /* the same for a range */
        break;
    case 0x1A: /* MODE SENSE */
    case 0x5A:
        mode_sense(library, command);
        break;
    case 0x1E: /* PREVENT ALLOW MEDIUM REMOVAL */
        library->prevented = (command->cdb.bytes[4] & 0x01) != 0;
        break;
    case 0x2B: /* POSITION TO ELEMENT */
        position(library, command);
        break;
    case 0xA5: /* MOVE MEDIUM */
        move_medium(library, command);
        break;
    case 0xB8: /* READ ELEMENT STATUS */
        read_element_status(library, command);
        break;
    default:
        rsm_sim_refuse_command(command);
        break;
    }
}
