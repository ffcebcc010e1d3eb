/*
 * The answer to IOCTL_SCSI_GET_INQUIRY_DATA taken apart (Microsoft, ntddscsi.h).  Numbers are those of
 * the processor, which is little-endian wherever Windows 7 and later run; they are read byte by byte.
 *
 *   SCSI_ADAPTER_BUS_INFO   number of buses, 3 bytes unused, then for each bus:
 *   SCSI_BUS_DATA           logical units (1 byte), initiator (1), 2 unused, offset of the first unit (4)
 *   SCSI_INQUIRY_DATA       bus, target, LUN, claimed (1 each), length (4), offset of the next (4), INQUIRY
 */
#include "scsi/spti_inquiry.h"

#include "scsi/bytes.h"

#include <string.h>

enum { HEADER = 4, BUS_SIZE = 8, BUS_FIRST = 4, UNIT_SIZE = 12, UNIT_LENGTH = 4, UNIT_NEXT = 8 };

/* `room` bytes are there for it and its inquiry data. */
static void read_unit(const struct rsm_bytes *all, size_t at, size_t room,
                      struct rsm_spti_unit *unit)
{
    struct rsm_bytes entry = rsm_bytes_slice(all, at, room);
    struct rsm_bytes data =
        rsm_bytes_slice(&entry, UNIT_SIZE, rsm_bytes_get32_little(&entry, UNIT_LENGTH));

    memset(unit, 0, sizeof *unit);
    unit->bus = rsm_bytes_get8(&entry, 0);
    unit->target = rsm_bytes_get8(&entry, 1);
    unit->lun = rsm_bytes_get8(&entry, 2);
    unit->is_claimed = rsm_bytes_get8(&entry, 3) != 0;
    unit->has_inquiry =
        rsm_spc_parse_inquiry(data.data, data.size, &unit->inquiry) == ERROR_SUCCESS;
}

/* False when the chain breaks before `count` units were read. */
static bool read_chain(struct rsm_bytes *all, size_t at, size_t count,
                       void (*each)(void *context, const struct rsm_spti_unit *unit), void *context)
{
    for (size_t read = 0;; read++) {
        struct rsm_spti_unit unit;
        size_t next;
        bool is_last;

        if (!rsm_bytes_has(all, at, UNIT_SIZE))
            return read >= count;
        next = rsm_bytes_get32_little(all, at + UNIT_NEXT);
        is_last = next < at + UNIT_SIZE;
        read_unit(all, at, (is_last ? all->size : next) - at, &unit);
        each(context, &unit);
        if (is_last)
            return next == 0 || read + 1 >= count;
        at = next;
    }
}

rsm_error rsm_spti_parse_units(const void *data, size_t size,
                               void (*each)(void *context, const struct rsm_spti_unit *unit),
                               void *context)
{
    struct rsm_bytes all = rsm_bytes_of(data, size);
    size_t buses = rsm_bytes_get8(&all, 0);
    size_t units_at = HEADER + BUS_SIZE * buses;
    bool whole = rsm_bytes_has(&all, 0, units_at);

    for (size_t bus = 0; bus < buses && rsm_bytes_has(&all, 0, HEADER + BUS_SIZE * (bus + 1));
         bus++) {
        size_t at = HEADER + BUS_SIZE * bus;
        size_t count = rsm_bytes_get8(&all, at);
        size_t first = rsm_bytes_get32_little(&all, at + BUS_FIRST);

        if (count == 0)
            continue;
        if (first < units_at || !read_chain(&all, first, count, each, context))
            whole = false;
    }
    return whole ? ERROR_SUCCESS : ERROR_INVALID_DATA;
}
