/*
 * Commands of medium changers and their answers: moving, element status, and the three mode pages that
 * describe a library.  Follows SMC-3; where libraries are known to send something else, a comment
 * says so.
 */
#include "scsi/smc.h"

#include "scsi/bytes.h"

/* ---- building ---- */

struct rsm_cdb rsm_smc_move_medium(uint16_t transport, uint16_t from, uint16_t to, bool invert)
{
    struct rsm_cdb cdb = {{0xA5}, 12};

    rsm_bytes_put16(cdb.bytes + 2, transport);
    rsm_bytes_put16(cdb.bytes + 4, from);
    rsm_bytes_put16(cdb.bytes + 6, to);
    cdb.bytes[10] = invert ? 0x01 : 0x00;
    return cdb;
}

struct rsm_cdb rsm_smc_exchange_medium(uint16_t transport, uint16_t from, uint16_t first,
                                       uint16_t second, bool invert_first, bool invert_second)
{
    struct rsm_cdb cdb = {{0xA6}, 12};

    rsm_bytes_put16(cdb.bytes + 2, transport);
    rsm_bytes_put16(cdb.bytes + 4, from);
    rsm_bytes_put16(cdb.bytes + 6, first);
    rsm_bytes_put16(cdb.bytes + 8, second);
    cdb.bytes[10] = (uint8_t)((invert_first ? 0x02 : 0) | (invert_second ? 0x01 : 0));
    return cdb;
}

struct rsm_cdb rsm_smc_position_to_element(uint16_t transport, uint16_t to, bool invert)
{
    struct rsm_cdb cdb = {{0x2B}, 10};

    rsm_bytes_put16(cdb.bytes + 2, transport);
    rsm_bytes_put16(cdb.bytes + 4, to);
    cdb.bytes[8] = invert ? 0x01 : 0x00;
    return cdb;
}

struct rsm_cdb rsm_smc_initialize_element_status(void)
{
    struct rsm_cdb cdb = {{0x07}, 6};
    return cdb;
}

static struct rsm_cdb initialize_range(uint8_t operation, uint8_t flags, uint16_t first,
                                       uint16_t count)
{
    struct rsm_cdb cdb = {{operation, flags | 0x01 /* RANGE */}, 10};

    rsm_bytes_put16(cdb.bytes + 2, first);
    rsm_bytes_put16(cdb.bytes + 6, count);
    return cdb;
}

struct rsm_cdb rsm_smc_initialize_range(uint16_t first, uint16_t count, bool fast)
{
    return initialize_range(0x37, fast ? 0x02 : 0x00, first, count);
}

struct rsm_cdb rsm_smc_initialize_range_vendor(uint16_t first, uint16_t count)
{
    return initialize_range(0xE7, 0x00, first, count);
}

struct rsm_cdb rsm_smc_read_element_status(enum rsm_smc_type type, uint16_t first, uint16_t count,
                                           unsigned wishes, uint32_t allocation)
{
    struct rsm_cdb cdb = {{0xB8, (uint8_t)(type & 0x0F)}, 12};

    if (wishes & RSM_SMC_TAGS)
        cdb.bytes[1] |= 0x10;
    rsm_bytes_put16(cdb.bytes + 2, first);
    rsm_bytes_put16(cdb.bytes + 4, count);
    cdb.bytes[6] = (uint8_t)((wishes & RSM_SMC_NO_MOTION ? 0x02 : 0) |
                             (wishes & RSM_SMC_IDENTIFIERS ? 0x01 : 0));
    rsm_bytes_put24(cdb.bytes + 7, allocation);
    return cdb;
}

/* ---- READ ELEMENT STATUS: one descriptor ---- */

enum {
    REPORT_HEADER = 8,
    PAGE_HEADER = 8,
    COMMON_PART = 12, /* of a descriptor: what stands before the volume tags */
    TAG_PART = 36,    /* 32 characters, 2 reserved bytes, a sequence number */
    IDENTIFIER_HEADER = 4
};

/* One page of the report: elements of one type, with descriptors of one length. */
struct page {
    enum rsm_smc_type type;
    bool has_tag;
    bool has_alternate_tag;
    size_t descriptor_length;
    size_t start; /* of the first descriptor in the report */
    size_t end;   /* as far as it arrived */
};

static void read_status(struct rsm_bytes *bytes, struct rsm_smc_element *element)
{
    uint8_t flags = rsm_bytes_get8(bytes, 2);

    element->status_valid = rsm_bytes_has(bytes, 2, 1);
    element->full = (flags & 0x01) != 0;
    element->except = (flags & 0x04) != 0;
    if (element->type != RSM_SMC_TRANSPORT)
        element->access = (flags & 0x08) != 0;
    if (element->type == RSM_SMC_IMPORT_EXPORT) {
        element->put_by_person = (flags & 0x02) != 0;
        element->can_export = (flags & 0x10) != 0;
        element->can_import = (flags & 0x20) != 0;
    }
    element->asc = rsm_bytes_get8(bytes, 4);
    element->ascq = rsm_bytes_get8(bytes, 5);
}

static void read_bus_address(struct rsm_bytes *bytes, struct rsm_smc_element *element)
{
    uint8_t flags = rsm_bytes_get8(bytes, 6);

    if (element->type != RSM_SMC_DATA_TRANSFER || !rsm_bytes_has(bytes, 6, 2))
        return;
    element->other_bus = (flags & 0x80) != 0;
    element->bus_address_valid = (flags & 0x20) != 0;
    element->bus_address = rsm_bytes_get8(bytes, 7);
    element->lun_valid = (flags & 0x10) != 0;
    element->lun = flags & 0x07;
}

static void read_source(struct rsm_bytes *bytes, struct rsm_smc_element *element)
{
    uint8_t flags = rsm_bytes_get8(bytes, 9);

    element->inverted = (flags & 0x40) != 0;
    element->disabled = (flags & 0x08) != 0;
    element->medium_type = flags & 0x07;
    element->source_valid = (flags & 0x80) != 0 && rsm_bytes_has(bytes, 10, 2);
    if (element->source_valid)
        element->source = rsm_bytes_get16(bytes, 10);
}

/* Part of a tag could be another cartridge's name: it counts only when all of it arrived. */
static void read_tag(const struct page *page, struct rsm_bytes *bytes,
                     struct rsm_smc_element *element)
{
    bool clean;

    if (!page->has_tag || page->descriptor_length < COMMON_PART + RSM_SMC_TAG_MAX ||
        !rsm_bytes_has(bytes, COMMON_PART, RSM_SMC_TAG_MAX))
        return;
    clean = rsm_spc_copy_text(bytes->data + COMMON_PART, RSM_SMC_TAG_MAX, element->tag,
                              sizeof element->tag);
    element->tag_present = element->tag[0] != '\0';
    element->tag_readable = element->tag_present && clean;
}

/* A header that could not be text or padding. */
static bool is_identifier_at(struct rsm_bytes *bytes, size_t offset)
{
    uint8_t code_set = rsm_bytes_get8(bytes, offset);

    return rsm_bytes_has(bytes, offset, IDENTIFIER_HEADER) && code_set >= RSM_SPC_CODE_BINARY &&
           code_set <= RSM_SPC_CODE_UTF8 && rsm_bytes_get8(bytes, offset + 3) > 0;
}

/*
 * The identifier follows the tags that the page announces.  Some libraries announce an alternate tag
 * that they do not send; then the identifier stands in its place.
 */
static size_t identifier_offset(const struct page *page, struct rsm_bytes *bytes)
{
    size_t offset = COMMON_PART;

    if (page->has_tag && offset + TAG_PART <= page->descriptor_length)
        offset += TAG_PART;
    if (page->has_alternate_tag && !is_identifier_at(bytes, offset))
        offset += TAG_PART;
    return offset;
}

static void read_identifier(const struct page *page, struct rsm_bytes *bytes,
                            struct rsm_smc_element *element)
{
    struct rsm_spc_designator *identifier = &element->identifier;
    size_t offset = identifier_offset(page, bytes);

    if (!is_identifier_at(bytes, offset))
        return;
    /* the same layout as in VPD page 83h */
    element->identifier_present =
        rsm_spc_next_designator(bytes->data, bytes->size, &offset, identifier);
    identifier->association = RSM_SPC_OF_UNIT;
}

static void read_element(const struct page *page, struct rsm_bytes *bytes,
                         struct rsm_smc_element *element_out)
{
    *element_out = (struct rsm_smc_element){0};
    element_out->address = rsm_bytes_get16(bytes, 0);
    element_out->type = page->type;
    element_out->cut = bytes->size < page->descriptor_length;
    read_status(bytes, element_out);
    read_bus_address(bytes, element_out);
    read_source(bytes, element_out);
    read_tag(page, bytes, element_out);
    read_identifier(page, bytes, element_out);
}

/* ---- READ ELEMENT STATUS: the report ---- */

struct walk {
    struct rsm_bytes data;
    enum rsm_smc_type wanted;
    rsm_error (*found)(void *context, const struct rsm_smc_element *element);
    void *context;
    struct rsm_smc_report *report;
};

static rsm_error refuse(struct walk *walk, size_t position, const char *reason)
{
    walk->report->reason = reason;
    walk->report->position = position;
    return ERROR_INVALID_DATA;
}

static rsm_error give_element(struct walk *walk, const struct page *page, struct rsm_bytes *bytes)
{
    struct rsm_smc_element element;

    if (walk->wanted != RSM_SMC_ALL && walk->wanted != page->type) {
        walk->report->skipped++;
        return ERROR_SUCCESS;
    }
    read_element(page, bytes, &element);
    walk->report->seen++;
    return walk->found(walk->context, &element);
}

static rsm_error walk_page(struct walk *walk, const struct page *page)
{
    enum { ADDRESS = 2 }; /* less of an element says nothing */
    rsm_error error = ERROR_SUCCESS;

    for (size_t at = page->start; at < page->end && error == ERROR_SUCCESS;
         at += page->descriptor_length) {
        size_t rest = page->end - at;
        struct rsm_bytes bytes = rsm_bytes_slice(
            &walk->data, at, rest < page->descriptor_length ? rest : page->descriptor_length);

        if (rest < page->descriptor_length)
            walk->report->cut = true;
        if (rest >= ADDRESS)
            error = give_element(walk, page, &bytes);
    }
    return error;
}

/*
 * Some libraries count no bytes in the page and send its descriptors all the same: then the first one has the
 * address that the report begins with, and there are as many as are announced.
 */
static size_t uncounted_length(struct walk *walk, const struct page *page)
{
    const struct rsm_smc_report *report = walk->report;

    if (report->seen + report->skipped > 0 || page->descriptor_length < 2 ||
        !rsm_bytes_has(&walk->data, page->start, 2) ||
        rsm_bytes_get16(&walk->data, page->start) != report->first)
        return 0;
    return (size_t)report->announced * page->descriptor_length;
}

/* position is that of the page's header, all of which arrived. */
static rsm_error read_page(struct walk *walk, size_t position, struct page *page_out)
{
    struct rsm_bytes *data = &walk->data;
    uint8_t type = rsm_bytes_get8(data, position);
    size_t length = rsm_bytes_get24(data, position + 5);

    page_out->type = (enum rsm_smc_type)type;
    page_out->has_tag = rsm_bytes_bit(data, position + 1, 0x80);
    page_out->has_alternate_tag = rsm_bytes_bit(data, position + 1, 0x40);
    page_out->descriptor_length = rsm_bytes_get16(data, position + 2);
    page_out->start = position + PAGE_HEADER;
    if (length == 0)
        length = uncounted_length(walk, page_out);
    page_out->end = page_out->start + rsm_bytes_slice(data, page_out->start, length).size;
    if (type < RSM_SMC_TRANSPORT || type > RSM_SMC_DATA_TRANSFER)
        return refuse(walk, position, "a page of an element type that does not exist");
    if (page_out->descriptor_length < 2 && length > 0)
        return refuse(walk, position + 2, "descriptors too short to hold an address");
    if (page_out->end - page_out->start < length)
        walk->report->cut = true;
    return ERROR_SUCCESS;
}

/*
 * Behind the length that the report states for itself there may be padding, or more elements when
 * that length is wrong: it goes on only while elements are missing.
 */
static bool is_behind_end(const struct walk *walk, size_t position)
{
    return position >= walk->report->promised;
}

static bool is_complete(const struct walk *walk)
{
    return walk->report->seen + walk->report->skipped >= walk->report->announced;
}

static bool is_barren(const struct walk *walk)
{
    const struct rsm_smc_report *report = walk->report;

    return report->announced > 0 && report->seen + report->skipped == 0 && !report->cut;
}

static rsm_error walk_pages(struct walk *walk)
{
    size_t position = REPORT_HEADER;
    struct page page;
    rsm_error error;

    while (rsm_bytes_has(&walk->data, position, PAGE_HEADER)) {
        if (is_behind_end(walk, position) && is_complete(walk))
            return ERROR_SUCCESS;
        error = read_page(walk, position, &page);
        if (error == ERROR_SUCCESS)
            error = walk_page(walk, &page);
        if (error != ERROR_SUCCESS)
            return error;
        position = page.end;
    }
    if (position < walk->data.size && !is_behind_end(walk, position))
        walk->report->cut = true;
    if (position > REPORT_HEADER && is_barren(walk))
        return refuse(walk, REPORT_HEADER, "elements announced, but only empty pages sent");
    return ERROR_SUCCESS;
}

rsm_error rsm_smc_parse_element_status(const uint8_t *data, size_t size, enum rsm_smc_type wanted,
                                       rsm_error (*found)(void *context,
                                                          const struct rsm_smc_element *element),
                                       void *context, struct rsm_smc_report *report_out)
{
    struct walk walk = {rsm_bytes_of(data, size), wanted, found, context, report_out};

    *report_out = (struct rsm_smc_report){0};
    if (!rsm_bytes_has(&walk.data, 0, REPORT_HEADER))
        return refuse(&walk, 0, "shorter than the header of a report");
    report_out->first = rsm_bytes_get16(&walk.data, 0);
    report_out->announced = rsm_bytes_get16(&walk.data, 2);
    report_out->promised = rsm_bytes_get24(&walk.data, 5) + REPORT_HEADER;
    return walk_pages(&walk);
}

bool rsm_smc_is_ghost(const struct rsm_smc_element *element)
{
    return element->asc == 0x83 && !element->full &&
           ((element->type == RSM_SMC_STORAGE && element->ascq == 0x02) ||
            (element->type == RSM_SMC_DATA_TRANSFER && element->ascq == 0x04));
}

/* ---- mode pages ---- */

static bool is_page(struct rsm_bytes *page, uint8_t code, size_t needed)
{
    return (rsm_bytes_get8(page, 0) & 0x3F) == code && rsm_bytes_has(page, 0, needed);
}

rsm_error rsm_smc_parse_addresses(const uint8_t *page, size_t size,
                                  struct rsm_smc_addresses *addresses_out)
{
    struct rsm_bytes bytes = rsm_bytes_of(page, size);

    *addresses_out = (struct rsm_smc_addresses){0};
    if (!is_page(&bytes, RSM_SMC_PAGE_ADDRESSES, 18))
        return ERROR_INVALID_DATA;
    for (size_t type = RSM_SMC_TRANSPORT; type < RSM_SMC_TYPES; type++) {
        struct rsm_smc_range *range = &addresses_out->by_type[type];

        range->first = rsm_bytes_get16(&bytes, 2 + 4 * (type - 1));
        range->count = rsm_bytes_get16(&bytes, 4 + 4 * (type - 1));
    }
    return ERROR_SUCCESS;
}

bool rsm_smc_can_rotate(const uint8_t *page, size_t size, size_t transport)
{
    struct rsm_bytes bytes = rsm_bytes_of(page, size);

    return is_page(&bytes, RSM_SMC_PAGE_GEOMETRY, 2) && transport < size / 2 &&
           rsm_bytes_bit(&bytes, 2 + 2 * transport, 0x01);
}

rsm_error rsm_smc_parse_capabilities(const uint8_t *page, size_t size,
                                     struct rsm_smc_capabilities *capabilities_out)
{
    struct rsm_bytes bytes = rsm_bytes_of(page, size);

    *capabilities_out = (struct rsm_smc_capabilities){0};
    if (!is_page(&bytes, RSM_SMC_PAGE_CAPABILITIES, 8))
        return ERROR_INVALID_DATA;
    capabilities_out->stores = rsm_bytes_get8(&bytes, 2) & 0x0F;
    for (size_t type = RSM_SMC_TRANSPORT; type < RSM_SMC_TYPES; type++) {
        capabilities_out->moves[type] = rsm_bytes_get8(&bytes, 3 + type) & 0x0F;
        capabilities_out->exchanges[type] = rsm_bytes_get8(&bytes, 11 + type) & 0x0F;
    }
    return ERROR_SUCCESS;
}

static bool is_type(enum rsm_smc_type type)
{
    return type >= RSM_SMC_TRANSPORT && type <= RSM_SMC_DATA_TRANSFER;
}

static bool allows(uint8_t mask, enum rsm_smc_type type)
{
    return is_type(type) && (mask >> (type - 1) & 1) != 0;
}

bool rsm_smc_can_store(const struct rsm_smc_capabilities *capabilities, enum rsm_smc_type type)
{
    return allows(capabilities->stores, type);
}

bool rsm_smc_can_move(const struct rsm_smc_capabilities *capabilities, enum rsm_smc_type from,
                      enum rsm_smc_type to)
{
    return is_type(from) && allows(capabilities->moves[from], to);
}

bool rsm_smc_can_exchange(const struct rsm_smc_capabilities *capabilities, enum rsm_smc_type from,
                          enum rsm_smc_type to)
{
    return is_type(from) && allows(capabilities->exchanges[from], to);
}

const char *rsm_smc_type_name(enum rsm_smc_type type)
{
    static const char *const names[RSM_SMC_TYPES] = {"any element", "transport element",
                                                     "storage element", "import/export element",
                                                     "data transfer element"};

    return (size_t)type < RSM_SMC_TYPES ? names[type] : "unknown element";
}
