/*
 * Property descriptors of Windows' storage drivers, and the names of devices.
 */
#include "scsi/spti_property.h"

#include "scsi/bytes.h"

#include <stdio.h>
#include <string.h>

/* Offsets in STORAGE_DEVICE_DESCRIPTOR.  The texts stand behind it, at offsets from its beginning. */
enum {
    STATED_SIZE = 4,
    TYPE_BYTE = 8, /* as in INQUIRY */
    VENDOR_OFFSET = 12,
    PRODUCT_OFFSET = 16,
    REVISION_OFFSET = 20,
    SERIAL_OFFSET = 24,
    TEXTS_BEGIN = 36 /* where they can begin at the earliest */
};

/* Offsets in STORAGE_ADAPTER_DESCRIPTOR. */
enum { ADAPTER_MAX_TRANSFER = 8, ADAPTER_MAX_PAGES = 12 };

enum {
    PAGE = 4096,
    LEAST_SENSIBLE = 512, /* a limit below this carries not even INQUIRY */

    /* DEVICE_TYPE of winioctl.h */
    WINDOWS_TAPE = 0x1F,
    WINDOWS_CHANGER = 0x30
};

/* The text whose offset stands there: 0 = none, and FFFFFFFFh in old systems. */
static void take_text(struct rsm_bytes *all, size_t where, char *text, size_t room)
{
    uint32_t offset = rsm_bytes_get32_little(all, where);
    struct rsm_bytes rest = rsm_bytes_of(NULL, 0);

    if (offset >= TEXTS_BEGIN)
        rest = rsm_bytes_slice(all, offset, all->size);
    text[0] = '\0';
    if (rest.size > 0)
        rsm_spc_copy_text(rest.data, rest.size, text, room);
}

rsm_error rsm_spti_parse_device(const void *data, size_t size, struct rsm_transport_facts *facts)
{
    struct rsm_bytes all = rsm_bytes_of(data, size);
    uint32_t stated = rsm_bytes_get32_little(&all, STATED_SIZE);

    if (stated < all.size) /* what stands behind is not part of it */
        all = rsm_bytes_slice(&all, 0, stated);
    if (!rsm_bytes_has(&all, TYPE_BYTE, 1))
        return ERROR_INVALID_DATA;
    facts->has_type = true;
    facts->type = rsm_bytes_get8(&all, TYPE_BYTE) & 0x1F;
    take_text(&all, VENDOR_OFFSET, facts->vendor, sizeof facts->vendor);
    take_text(&all, PRODUCT_OFFSET, facts->product, sizeof facts->product);
    take_text(&all, REVISION_OFFSET, facts->revision, sizeof facts->revision);
    take_text(&all, SERIAL_OFFSET, facts->serial, sizeof facts->serial);
    rsm_spc_drop_zeros(facts->serial);
    return ERROR_SUCCESS;
}

uint32_t rsm_spti_parse_max_transfer(const void *data, size_t size)
{
    struct rsm_bytes all = rsm_bytes_of(data, size);
    uint32_t limit = rsm_bytes_get32_little(&all, ADAPTER_MAX_TRANSFER);
    uint32_t pages = rsm_bytes_get32_little(&all, ADAPTER_MAX_PAGES);

    if (limit < LEAST_SENSIBLE)
        limit = RSM_SPTI_TRANSFER_LEAST;
    if (pages > 1) /* one for a beginning inside a page */
        pages--;
    if (pages > 0 && pages < limit / PAGE) /* 0 = not told */
        limit = pages * PAGE;
    return limit;
}

bool rsm_spti_device_name(uint32_t device_type, uint32_t number, char name[RSM_DEVICE_NAME_MAX])
{
    const char *word = NULL;

    if (device_type == WINDOWS_TAPE)
        word = "Tape";
    else if (device_type == WINDOWS_CHANGER)
        word = "Changer";
    name[0] = '\0';
    if (word == NULL || number == UINT32_MAX)
        return false;
    snprintf(name, RSM_DEVICE_NAME_MAX, RSM_ADDRESS_WINDOWS "%s%u", word, (unsigned)number);
    return true;
}
