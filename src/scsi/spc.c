/*
 * Commands for every kind of device, and their answers: INQUIRY with its vital product data, REPORT
 * LUNS, MODE SENSE and a few without data.  Follows SPC-4, and SAM-5 for logical unit numbers.
 */
#include "scsi/spc.h"

#include "scsi/bytes.h"

#include <stdio.h>
#include <string.h>

/* ---- building ---- */

struct rsm_cdb rsm_spc_test_unit_ready(void)
{
    struct rsm_cdb cdb = {{0x00}, 6};
    return cdb;
}

struct rsm_cdb rsm_spc_inquiry(uint16_t allocation)
{
    struct rsm_cdb cdb = {{0x12}, 6};

    rsm_bytes_put16(cdb.bytes + 3, allocation);
    return cdb;
}

struct rsm_cdb rsm_spc_inquiry_vpd(uint8_t page, uint16_t allocation)
{
    struct rsm_cdb cdb = rsm_spc_inquiry(allocation);

    cdb.bytes[1] = 0x01; /* EVPD */
    cdb.bytes[2] = page;
    return cdb;
}

struct rsm_cdb rsm_spc_request_sense(uint8_t allocation)
{
    struct rsm_cdb cdb = {{0x03, 0, 0, 0, allocation}, 6};
    return cdb;
}

struct rsm_cdb rsm_spc_report_luns(uint32_t allocation)
{
    struct rsm_cdb cdb = {{0xA0}, 12};

    rsm_bytes_put32(cdb.bytes + 6, allocation);
    return cdb;
}

static uint8_t dbd(bool no_descriptors)
{
    return no_descriptors ? 0x08 : 0x00;
}

struct rsm_cdb rsm_spc_mode_sense6(uint8_t page, uint8_t subpage, bool no_descriptors,
                                   uint8_t allocation)
{
    struct rsm_cdb cdb = {{0x1A, dbd(no_descriptors), page & 0x3F, subpage, allocation}, 6};
    return cdb;
}

struct rsm_cdb rsm_spc_mode_sense10(uint8_t page, uint8_t subpage, bool no_descriptors,
                                    uint16_t allocation)
{
    struct rsm_cdb cdb = {{0x5A, dbd(no_descriptors), page & 0x3F, subpage}, 10};

    rsm_bytes_put16(cdb.bytes + 7, allocation);
    return cdb;
}

struct rsm_cdb rsm_spc_mode_select6(uint8_t length)
{
    struct rsm_cdb cdb = {{0x15, 0x10 /* PF */, 0, 0, length}, 6};
    return cdb;
}

struct rsm_cdb rsm_spc_log_sense(uint8_t page, uint16_t allocation)
{
    struct rsm_cdb cdb = {{0x4D, 0, (uint8_t)(0x40 /* cumulative values */ | (page & 0x3F))}, 10};

    rsm_bytes_put16(cdb.bytes + 7, allocation);
    return cdb;
}

struct rsm_cdb rsm_spc_prevent_removal(bool prevent)
{
    struct rsm_cdb cdb = {{0x1E, 0, 0, 0, prevent ? 0x01 : 0x00}, 6};
    return cdb;
}

/* ---- text ---- */

bool rsm_spc_copy_text(const uint8_t *bytes, size_t count, char *text, size_t room)
{
    bool clean = true;
    size_t used = 0;
    size_t end = 0; /* behind the last character that is not a blank */

    if (room == 0)
        return false;
    while (count > 0 && *bytes == ' ') {
        bytes++;
        count--;
    }
    for (size_t i = 0; i < count && bytes[i] != 0 && used + 1 < room; i++) {
        bool printable = bytes[i] >= 0x20 && bytes[i] <= 0x7E;

        text[used++] = printable ? (char)bytes[i] : '?';
        clean = clean && printable;
        if (bytes[i] != ' ')
            end = used;
    }
    text[end] = '\0';
    return clean;
}

static void copy_field(const struct rsm_bytes *data, size_t offset, size_t count, char *text,
                       size_t room)
{
    struct rsm_bytes part = rsm_bytes_slice(data, offset, count);

    rsm_spc_copy_text(part.data, part.size, text, room);
}

void rsm_spc_drop_zeros(char *serial)
{
    if (serial[strspn(serial, "0")] == '\0')
        serial[0] = '\0';
}

/* ---- INQUIRY ---- */

rsm_error rsm_spc_parse_inquiry(const uint8_t *data, size_t size,
                                struct rsm_spc_inquiry *inquiry_out)
{
    struct rsm_bytes all = rsm_bytes_of(data, size);

    *inquiry_out = (struct rsm_spc_inquiry){0};
    if (!rsm_bytes_has(&all, 0, 5))
        return ERROR_INVALID_DATA;
    inquiry_out->qualifier = rsm_bytes_get8(&all, 0) >> 5;
    inquiry_out->type = rsm_bytes_get8(&all, 0) & 0x1F;
    inquiry_out->removable = rsm_bytes_bit(&all, 1, 0x80);
    inquiry_out->version = rsm_bytes_get8(&all, 2);
    inquiry_out->attached_changer = rsm_bytes_bit(&all, 6, 0x08);
    copy_field(&all, 8, 8, inquiry_out->vendor, sizeof inquiry_out->vendor);
    copy_field(&all, 16, 16, inquiry_out->product, sizeof inquiry_out->product);
    copy_field(&all, 32, 4, inquiry_out->revision, sizeof inquiry_out->revision);
    return ERROR_SUCCESS;
}

/* What arrived of the body of a vital product data page; false when it is another page. */
static bool open_vpd(const uint8_t *data, size_t size, uint8_t page, struct rsm_bytes *body_out)
{
    struct rsm_bytes all = rsm_bytes_of(data, size);

    if (!rsm_bytes_has(&all, 0, 4) || rsm_bytes_get8(&all, 1) != page)
        return false;
    *body_out = rsm_bytes_slice(&all, 4, rsm_bytes_get16(&all, 2));
    return true;
}

bool rsm_spc_lists_vpd_page(const uint8_t *data, size_t size, uint8_t page)
{
    struct rsm_bytes body;

    return open_vpd(data, size, RSM_SPC_VPD_PAGES, &body) && body.size > 0 &&
           memchr(body.data, page, body.size) != NULL;
}

rsm_error rsm_spc_parse_serial(const uint8_t *data, size_t size, char *serial, size_t room)
{
    struct rsm_bytes body;

    if (room == 0)
        return ERROR_INSUFFICIENT_BUFFER;
    serial[0] = '\0';
    if (!open_vpd(data, size, RSM_SPC_VPD_SERIAL, &body))
        return ERROR_INVALID_DATA;
    rsm_spc_copy_text(body.data, body.size, serial, room);
    rsm_spc_drop_zeros(serial);
    return serial[0] != '\0' ? ERROR_SUCCESS : ERROR_NOT_FOUND;
}

/* ---- identification ---- */

rsm_error rsm_spc_find_designators(const uint8_t *data, size_t size, const uint8_t **list_out,
                                   size_t *size_out)
{
    struct rsm_bytes body;

    *list_out = NULL;
    *size_out = 0;
    if (!open_vpd(data, size, RSM_SPC_VPD_IDENTIFICATION, &body))
        return ERROR_INVALID_DATA;
    *list_out = body.data;
    *size_out = body.size;
    return ERROR_SUCCESS;
}

bool rsm_spc_next_designator(const uint8_t *list, size_t size, size_t *offset,
                             struct rsm_spc_designator *designator_out)
{
    struct rsm_bytes all = rsm_bytes_of(list, size);
    struct rsm_bytes body;
    size_t length;

    *designator_out = (struct rsm_spc_designator){0};
    if (!rsm_bytes_has(&all, *offset, 4))
        return false;
    length = rsm_bytes_get8(&all, *offset + 3);
    body = rsm_bytes_slice(&all, *offset + 4, length);
    designator_out->code_set = rsm_bytes_get8(&all, *offset) & 0x0F;
    designator_out->type = rsm_bytes_get8(&all, *offset + 1) & 0x0F;
    designator_out->association = rsm_bytes_get8(&all, *offset + 1) >> 4 & 0x03;
    designator_out->truncated = body.size < length;
    designator_out->length = body.size;
    designator_out->bytes = body.data;
    *offset += 4 + body.size;
    return true;
}

static bool is_padding(uint8_t byte)
{
    return byte == 0 || byte == ' ';
}

/* Some changers call binary what is the vendor's name and serial number, in letters and digits. */
static bool is_text(const struct rsm_spc_designator *designator)
{
    if (designator->code_set != RSM_SPC_CODE_BINARY)
        return designator->code_set == RSM_SPC_CODE_ASCII ||
               designator->code_set == RSM_SPC_CODE_UTF8;
    if (designator->type != RSM_SPC_T10_VENDOR_ID && designator->type != RSM_SPC_VENDOR_SPECIFIC)
        return false;
    for (size_t i = 0; i < designator->length; i++)
        if (!is_padding(designator->bytes[i]) &&
            (designator->bytes[i] < ' ' || designator->bytes[i] > '~'))
            return false;
    return true;
}

/* The part between the blanks and zeros at both ends. */
static struct rsm_bytes trimmed(const struct rsm_spc_designator *designator)
{
    const uint8_t *from = designator->bytes;
    size_t count = designator->length;

    while (count > 0 && is_padding(from[count - 1]))
        count--;
    while (count > 0 && is_padding(*from)) {
        from++;
        count--;
    }
    return rsm_bytes_of(from, count);
}

bool rsm_spc_same_designator(const struct rsm_spc_designator *a, const struct rsm_spc_designator *b)
{
    struct rsm_bytes core_a = trimmed(a);
    struct rsm_bytes core_b = trimmed(b);

    /* nothing but zeros and blanks names nothing, also in binary */
    if (a->type != b->type || a->truncated || b->truncated || core_a.size == 0)
        return false;
    if (is_text(a) && is_text(b))
        return core_a.size == core_b.size && memcmp(core_a.data, core_b.data, core_a.size) == 0;
    return a->code_set == b->code_set && a->length == b->length &&
           memcmp(a->bytes, b->bytes, a->length) == 0;
}

/* Longer than any identifier can be. */
enum { TEXT_ROOM = 256 };

static void copy_part(const struct rsm_spc_designator *designator, size_t offset, size_t count,
                      char *text, size_t room)
{
    struct rsm_bytes all = rsm_bytes_of(designator->bytes, designator->length);

    copy_field(&all, offset, count, text, room);
}

static bool part_is(const struct rsm_spc_designator *designator, size_t offset, size_t count,
                    const char *text)
{
    char part[TEXT_ROOM];

    copy_part(designator, offset, count, part, sizeof part);
    return strcmp(part, text) == 0;
}

static enum rsm_spc_match match_serial_at(const struct rsm_spc_designator *designator,
                                          size_t offset, const char *serial)
{
    enum { SERIAL_MIN = 8 }; /* fewer characters fit too many devices */
    char part[TEXT_ROOM];

    copy_part(designator, offset, TEXT_ROOM, part, sizeof part);
    if (strcmp(part, serial) == 0)
        return designator->truncated ? RSM_SPC_MATCH_BEGINNING : RSM_SPC_MATCH_WHOLE;
    if (strlen(part) >= SERIAL_MIN && strncmp(part, serial, strlen(part)) == 0)
        return RSM_SPC_MATCH_BEGINNING;
    return RSM_SPC_MATCH_NONE;
}

static enum rsm_spc_match better(enum rsm_spc_match a, enum rsm_spc_match b)
{
    return a > b ? a : b;
}

enum rsm_spc_match rsm_spc_match_device(const struct rsm_spc_designator *designator,
                                        const char *vendor, const char *product, const char *serial)
{
    enum rsm_spc_match match;

    if (serial[0] == '\0' || !is_text(designator))
        return RSM_SPC_MATCH_NONE;
    match = match_serial_at(designator, 0, serial);
    if (part_is(designator, 0, 8, vendor)) {
        match = better(match, match_serial_at(designator, 8, serial));
        if (part_is(designator, 8, 16, product))
            match = better(match, match_serial_at(designator, 24, serial));
    }
    return match;
}

/* Fields are filled with blanks; zeros at the end are behind a text that is shorter than the device says. */
static size_t text_length(const struct rsm_spc_designator *designator)
{
    size_t length = designator->length;

    while (length > 0 && designator->bytes[length - 1] == 0)
        length--;
    return length;
}

void rsm_spc_split_identity(const struct rsm_spc_designator *designator,
                            struct rsm_spc_identity *identity_out)
{
    enum { PREFIX = 24 }; /* vendor and product */
    bool is_long = text_length(designator) > PREFIX;

    *identity_out = (struct rsm_spc_identity){0};
    if (!is_text(designator))
        return;
    if (is_long) {
        copy_part(designator, 0, 8, identity_out->vendor, sizeof identity_out->vendor);
        copy_part(designator, 8, 16, identity_out->product, sizeof identity_out->product);
    }
    copy_part(designator, is_long ? PREFIX : 0, TEXT_ROOM, identity_out->serial,
              sizeof identity_out->serial);
}

void rsm_spc_designator_text(const struct rsm_spc_designator *designator, char *text, size_t size)
{
    size_t used = 0;

    if (size == 0)
        return;
    text[0] = '\0';
    if (is_text(designator)) {
        rsm_spc_copy_text(designator->bytes, designator->length, text, size);
        return;
    }
    for (size_t i = 0; i < designator->length && used + 2 < size; i++, used += 2)
        snprintf(text + used, size - used, "%02X", (unsigned)designator->bytes[i]);
}

/* ---- REPORT LUNS ---- */

static bool all_zero(const uint8_t *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (bytes[i] != 0)
            return false;
    return true;
}

/* The number in 'width' bytes from offset on, when nothing follows them. */
static void read_flat(struct rsm_spc_lun *lun, size_t offset, size_t width, uint64_t mask)
{
    struct rsm_bytes bytes = rsm_bytes_of(lun->bytes, sizeof lun->bytes);

    if (!all_zero(lun->bytes + offset + width, sizeof lun->bytes - offset - width))
        return;
    lun->flat = true;
    lun->number = rsm_bytes_get(&bytes, offset, width) & mask;
}

static void read_lun(const uint8_t *bytes, struct rsm_spc_lun *lun_out)
{
    *lun_out = (struct rsm_spc_lun){0};
    memcpy(lun_out->bytes, bytes, sizeof lun_out->bytes);
    if (bytes[0] == 0x00) /* peripheral, bus 0 */
        read_flat(lun_out, 1, 1, 0xFF);
    else if (bytes[0] >> 6 == 1) /* flat space */
        read_flat(lun_out, 0, 2, 0x3FFF);
    else if (bytes[0] == 0xD2) /* extended flat space */
        read_flat(lun_out, 1, 3, 0xFFFFFF);
    else if (bytes[0] == 0xE2) /* long extended flat space */
        read_flat(lun_out, 1, 5, 0xFFFFFFFFFF);
}

rsm_error rsm_spc_parse_luns(const uint8_t *data, size_t size, struct rsm_spc_lun *luns,
                             size_t capacity, size_t *count_out, uint32_t *needed_out)
{
    enum { HEADER = 8, ENTRY = 8 };
    struct rsm_bytes all = rsm_bytes_of(data, size);
    struct rsm_bytes list;
    uint32_t length;
    size_t count;

    *count_out = 0;
    *needed_out = 0;
    if (!rsm_bytes_has(&all, 0, HEADER))
        return ERROR_INVALID_DATA;
    length = rsm_bytes_get32(&all, 0);
    *needed_out = length <= UINT32_MAX - HEADER ? length + HEADER : UINT32_MAX;

    list = rsm_bytes_slice(&all, HEADER, length);
    count = list.size / ENTRY;
    for (size_t i = 0; i < count && i < capacity; i++)
        read_lun(list.data + i * ENTRY, &luns[i]);
    *count_out = count < capacity ? count : capacity;
    return count <= capacity ? ERROR_SUCCESS : ERROR_MORE_DATA;
}

/* ---- MODE SENSE ---- */

static void divide_mode(struct rsm_bytes *all, size_t header, size_t descriptors_length,
                        struct rsm_spc_mode *mode)
{
    struct rsm_bytes body = rsm_bytes_slice(all, header, all->size);
    struct rsm_bytes descriptors = rsm_bytes_slice(&body, 0, descriptors_length);
    struct rsm_bytes pages = rsm_bytes_slice(&body, descriptors_length, body.size);

    mode->body = body.data;
    mode->body_size = body.size;
    mode->descriptors = descriptors.data;
    mode->descriptors_size = descriptors.size;
    mode->pages = pages.data;
    mode->pages_size = pages.size;
}

rsm_error rsm_spc_parse_mode6(const uint8_t *data, size_t size, struct rsm_spc_mode *mode_out)
{
    enum { HEADER = 4 };
    struct rsm_bytes all = rsm_bytes_of(data, size);

    *mode_out = (struct rsm_spc_mode){0};
    if (!rsm_bytes_has(&all, 0, HEADER))
        return ERROR_INVALID_DATA;
    mode_out->medium_type = rsm_bytes_get8(&all, 1);
    mode_out->device_specific = rsm_bytes_get8(&all, 2);
    divide_mode(&all, HEADER, rsm_bytes_get8(&all, 3), mode_out);
    return ERROR_SUCCESS;
}

rsm_error rsm_spc_parse_mode10(const uint8_t *data, size_t size, struct rsm_spc_mode *mode_out)
{
    enum { HEADER = 8 };
    struct rsm_bytes all = rsm_bytes_of(data, size);

    *mode_out = (struct rsm_spc_mode){0};
    if (!rsm_bytes_has(&all, 0, HEADER))
        return ERROR_INVALID_DATA;
    mode_out->medium_type = rsm_bytes_get8(&all, 2);
    mode_out->device_specific = rsm_bytes_get8(&all, 3);
    mode_out->long_lba = rsm_bytes_bit(&all, 4, 0x01);
    divide_mode(&all, HEADER, rsm_bytes_get16(&all, 6), mode_out);
    return ERROR_SUCCESS;
}

struct page_header {
    uint8_t page;
    uint8_t subpage;
    size_t length; /* with the header, as stated */
};

static bool read_page_header(struct rsm_bytes *pages, size_t offset, struct page_header *header_out)
{
    bool has_subpage = rsm_bytes_bit(pages, offset, 0x40);

    if (!rsm_bytes_has(pages, offset, has_subpage ? 4 : 2))
        return false;
    header_out->page = rsm_bytes_get8(pages, offset) & 0x3F;
    header_out->subpage = has_subpage ? rsm_bytes_get8(pages, offset + 1) : 0;
    header_out->length = has_subpage ? 4 + (size_t)rsm_bytes_get16(pages, offset + 2)
                                     : 2 + (size_t)rsm_bytes_get8(pages, offset + 1);
    return true;
}

/* The wanted page among the pages; empty when it is not there. */
static struct rsm_bytes walk_pages(struct rsm_bytes *pages, uint8_t page, uint8_t subpage)
{
    struct page_header header;

    for (size_t at = 0; read_page_header(pages, at, &header); at += header.length)
        if (header.page == page && header.subpage == subpage)
            return rsm_bytes_slice(pages, at, header.length);
    return rsm_bytes_of(NULL, 0);
}

rsm_error rsm_spc_find_mode_page(const struct rsm_spc_mode *mode, uint8_t page, uint8_t subpage,
                                 const uint8_t **page_out, size_t *size_out)
{
    struct rsm_bytes pages = rsm_bytes_of(mode->pages, mode->pages_size);
    struct rsm_bytes body = rsm_bytes_of(mode->body, mode->body_size);
    struct rsm_bytes found = walk_pages(&pages, page, subpage);
    struct page_header first;

    /* block descriptors were announced, but the page stands where they should be */
    if (found.size == 0 && read_page_header(&body, 0, &first) && first.page == page &&
        first.subpage == subpage && first.length > 2 && first.length <= body.size)
        found = rsm_bytes_slice(&body, 0, first.length);

    *page_out = found.data;
    *size_out = found.size;
    return found.size > 0 ? ERROR_SUCCESS : ERROR_NOT_FOUND;
}
