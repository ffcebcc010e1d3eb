/*
 * Which tape device is which drive.  Never guessed: each rule wants one device, and only one, that fits.
 */
#include "work/drive_map.h"

#include <stdio.h>
#include <string.h>

#include "model/guid.h"
#include "platform/log.h"
#include "platform/text.h"
#include "scsi/address.h"
#include "scsi/spc.h"
#include "store/records.h"

enum { SERIAL_ROOM = NTMS_SERIALNUMBER_LENGTH * 3 };

/* One library being mapped. */
struct mapping {
    const struct rsm_discovery *discovery;
    bool *claimed;
    const struct rsm_found *changer; /* of the library, and what it tells of its drives */
    struct rsm_library *library;
};

/* What is told of one drive; one of these is set. */
struct sign {
    const struct rsm_changer_drive_identity *identity;
    const struct rsm_changer_element *element;
    const WCHAR *serial; /* as a drive's record keeps it */
};

typedef bool fits_function(const struct mapping *m, const struct rsm_found *found,
                           const struct sign *sign);

/* ---- what fits ---- */

static bool same_model(const struct rsm_found *found,
                       const struct rsm_changer_drive_identity *identity)
{
    return (identity->vendor[0] == '\0' || strcmp(identity->vendor, found->vendor) == 0) &&
           (identity->product[0] == '\0' || strcmp(identity->product, found->product) == 0);
}

static bool same_designator(const struct rsm_found *found,
                            const struct rsm_changer_drive_identity *identity)
{
    struct rsm_spc_designator wanted = {.code_set = identity->code_set,
                                        .type = identity->designator_type,
                                        .length = identity->designator_length,
                                        .bytes = identity->designator};
    struct rsm_spc_designator has;
    size_t offset = 0;

    if (!identity->complete || identity->designator_length == 0 || found->device == NULL)
        return false;
    while (rsm_spc_next_designator(found->device->designators, found->device->designators_length,
                                   &offset, &has)) {
        if (has.association == RSM_SPC_OF_UNIT && rsm_spc_same_designator(&wanted, &has))
            return true;
    }
    return false;
}

static bool fits_exactly(const struct mapping *m, const struct rsm_found *found,
                         const struct sign *sign)
{
    const struct rsm_changer_drive_identity *identity = sign->identity;

    (void)m;
    if (identity->complete && identity->serial[0] != '\0' && same_model(found, identity) &&
        strcmp(identity->serial, found->serial) == 0)
        return true;
    return same_designator(found, identity);
}

static bool begins_as_told(const struct rsm_found *found,
                           const struct rsm_changer_drive_identity *identity)
{
    return same_model(found, identity) &&
           strncmp(found->serial, identity->serial, strlen(identity->serial)) == 0;
}

/* Of the changer's own target?  All that the system shows counts as one: where a changer and its drives hang
 * tells nothing there. */
static bool is_neighbour(const struct mapping *m, const struct rsm_found *found)
{
    return rsm_address_same_target(found->address, m->changer->address) ||
           (rsm_address_is_windows(found->address) && rsm_address_is_windows(m->changer->address));
}

static bool is_only_changer(const struct mapping *m)
{
    for (size_t i = 0; i < m->discovery->found_count; i++) {
        const struct rsm_found *found = &m->discovery->found[i];

        if (found->type == RSM_DEVICE_CHANGER && is_neighbour(m, found) &&
            strcmp(found->address, m->changer->address) != 0)
            return false;
    }
    return true;
}

/* Some changers give fewer characters of the serial number than the drive has.  A drive of another
 * library may begin the same way. */
static bool fits_so_far(const struct mapping *m, const struct rsm_found *found,
                        const struct sign *sign)
{
    return sign->identity->serial[0] != '\0' && begins_as_told(found, sign->identity) &&
           is_neighbour(m, found) && is_only_changer(m);
}

/* Does the identity of the same drive name another device? */
static bool is_denied(const struct mapping *m, const struct rsm_found *found, uint16_t element)
{
    for (size_t i = 0; i < m->changer->identity_count; i++) {
        const struct rsm_changer_drive_identity *identity = &m->changer->identities[i];
        struct sign sign = {.identity = identity};

        if (identity->address == element && identity->serial[0] != '\0' &&
            found->serial[0] != '\0' && !begins_as_told(found, identity) &&
            !fits_exactly(m, found, &sign))
            return true;
    }
    return false;
}

/* On the same bus, as the system has them. */
static bool is_on_bus(const struct mapping *m, const struct rsm_found *found)
{
    const struct rsm_transport_facts *ours = &m->changer->facts;
    const struct rsm_transport_facts *its = &found->facts;

    return rsm_address_is_windows(m->changer->address) && rsm_address_is_windows(found->address) &&
           ours->has_scsi_address && its->has_scsi_address && ours->port == its->port &&
           ours->bus == its->bus;
}

static bool fits_unit(const struct mapping *m, const struct rsm_found *found, uint16_t lun)
{
    uint16_t has;

    if (is_on_bus(m, found))
        return found->facts.target == m->changer->facts.target && found->facts.lun == lun;
    return is_neighbour(m, found) && rsm_address_lun(found->address, &has) && has == lun;
}

/*
 * A LUN alone is one of the changer's own target.  With a bus ID it is on the changer's bus, which we see when
 * the system has both on one; a changer behind iSCSI tells where its drives are on its own side.
 */
static bool fits_address(const struct mapping *m, const struct rsm_found *found,
                         const struct sign *sign)
{
    const struct rsm_changer_element *element = sign->element;
    bool fits;

    if (element->on_other_bus)
        return false;
    if (element->has_bus_id)
        fits = is_on_bus(m, found) && found->facts.target == element->bus_id &&
               (!element->has_lun || found->facts.lun == element->lun);
    else
        fits = element->has_lun && fits_unit(m, found, element->lun);
    return fits && !is_denied(m, found, element->address);
}

/* A record has room for the first characters of a long serial number only. */
static bool has_serial(const struct rsm_found *found, const WCHAR *serial)
{
    WCHAR told[NTMS_SERIALNUMBER_LENGTH];

    rsm_text_from_utf8(told, NTMS_SERIALNUMBER_LENGTH, found->serial, RSM_TEXT_TERMINATED);
    return rsm_text_equal(told, serial, NTMS_SERIALNUMBER_LENGTH);
}

static bool fits_serial(const struct mapping *m, const struct rsm_found *found,
                        const struct sign *sign)
{
    (void)m;
    return has_serial(found, sign->serial);
}

/* ---- who has what ---- */

static struct rsm_bay *find_bay(struct rsm_library *library, uint16_t element)
{
    for (size_t i = 0; i < library->bay_count; i++) {
        if (library->bays[i].element == element)
            return &library->bays[i];
    }
    return NULL;
}

static bool wants_device(const struct rsm_bay *bay)
{
    return bay != NULL && bay->address[0] == '\0' && !bay->taken;
}

static bool load_drive(const struct mapping *m, const struct rsm_bay *bay,
                       struct rsm_record *drive_out)
{
    return rsm_records_load(m->library->rsm->store, &bay->id, NTMS_DRIVE, drive_out) ==
           ERROR_SUCCESS;
}

static void read_serial(char serial[SERIAL_ROOM], const WCHAR *text)
{
    (void)rsm_text_to_utf8(serial, SERIAL_ROOM, text, NTMS_SERIALNUMBER_LENGTH);
}

/* Did an administrator say that the device is a drive, other than the bay's?  bay NULL = any. */
static bool is_pinned(const struct mapping *m, const struct rsm_found *found,
                      const struct rsm_bay *bay)
{
    WCHAR serial[NTMS_SERIALNUMBER_LENGTH];
    const struct rsm_condition pinned[] = {{.column = "pinned", .text = serial}};
    struct rsm_record drive;

    rsm_text_from_utf8(serial, NTMS_SERIALNUMBER_LENGTH, found->serial, RSM_TEXT_TERMINATED);
    return serial[0] != 0 &&
           rsm_records_first(m->library->rsm->store, NTMS_DRIVE, pinned, 1, &drive) ==
               ERROR_SUCCESS &&
           (bay == NULL || !rsm_guid_equal(&drive.info.ObjectGuid, &bay->id));
}

/* The same device may be seen by two addresses. */
static bool same_device(const struct rsm_found *a, const struct rsm_found *b)
{
    return a == b || (a->serial[0] != '\0' && strcmp(a->serial, b->serial) == 0);
}

/* The one unclaimed tape device that fits; NULL for none or several. */
static const struct rsm_found *only_fit(const struct mapping *m, const struct sign *sign,
                                        fits_function *fits)
{
    const struct rsm_found *only = NULL;

    for (size_t i = 0; i < m->discovery->found_count; i++) {
        const struct rsm_found *found = &m->discovery->found[i];

        if (m->claimed[i] || found->type != RSM_DEVICE_TAPE || !fits(m, found, sign))
            continue;
        if (only != NULL && !same_device(only, found))
            return NULL;
        if (only == NULL)
            only = found;
    }
    return only;
}

static void claim(const struct mapping *m, const struct rsm_found *found)
{
    for (size_t i = 0; i < m->discovery->found_count; i++) {
        if (m->discovery->found[i].type == RSM_DEVICE_TAPE &&
            same_device(found, &m->discovery->found[i]))
            m->claimed[i] = true;
    }
}

const char *rsm_drive_map_how(enum rsm_known_by known_by)
{
    static const char *const words[] = {
        [RSM_KNOWN_BY_IDENTITY] = "by the identity that the changer tells",
        [RSM_KNOWN_BY_PART] = "by the part of its identity that the changer tells",
        [RSM_KNOWN_BY_ADDRESS] = "by the address that the changer tells",
        [RSM_KNOWN_BY_PIN] = "as it is pinned",
        [RSM_KNOWN_BY_MEMORY] = "as it was before; the next cartridge will show whether still",
        [RSM_KNOWN_BY_PROOF] = "as a cartridge showed",
    };
    size_t which = (size_t)known_by;

    return which < sizeof words / sizeof words[0] && words[which] != NULL ? words[which] : "";
}

static void give_device(const struct mapping *m, const struct rsm_found *found, struct rsm_bay *bay,
                        enum rsm_known_by known_by)
{
    snprintf(bay->address, sizeof bay->address, "%s", found->address);
    bay->known_by = known_by;
    rsm_log(RSM_LOG_INFO, "work", "library %s: drive %u is %s %s %s at %s, %s", m->library->name,
            (unsigned)bay->number, found->vendor, found->product, found->serial, found->shown,
            rsm_drive_map_how(known_by));
    claim(m, found);
}

/* Devices of bays that have theirs from an earlier call. */
static void claim_those_in_use(const struct mapping *m)
{
    for (size_t b = 0; b < m->library->bay_count; b++) {
        for (size_t i = 0; i < m->discovery->found_count; i++) {
            const struct rsm_found *found = &m->discovery->found[i];

            if (found->type == RSM_DEVICE_TAPE &&
                strcmp(found->address, m->library->bays[b].address) == 0)
                claim(m, found);
        }
    }
}

/* ---- the rules ---- */

/* The changer has told which device the bay has. */
static void believe_changer(const struct mapping *m, const struct rsm_found *found,
                            struct rsm_bay *bay, enum rsm_known_by known_by)
{
    struct rsm_record drive;
    char pinned[SERIAL_ROOM];

    if (load_drive(m, bay, &drive) && drive.own.Pinned[0] != 0 &&
        !has_serial(found, drive.own.Pinned)) {
        read_serial(pinned, drive.own.Pinned);
        rsm_log(RSM_LOG_WARNING, "work",
                "library %s: drive %u is pinned to the tape device %s, but its changer says that "
                "it is %s, and is believed; take the pin back with rsm pin",
                m->library->name, (unsigned)bay->number, pinned, found->serial);
    }
    give_device(m, found, bay, known_by);
}

/* A device that fits what is told of several drives may be any of them, even when it is the only one that
 * answers: the others may be switched off, or the changer tells the same of all. */
static bool is_named_once(const struct mapping *m, const struct rsm_found *found, uint16_t element,
                          fits_function *fits)
{
    for (size_t i = 0; i < m->changer->identity_count; i++) {
        struct sign sign = {.identity = &m->changer->identities[i]};

        if (sign.identity->address != element && fits(m, found, &sign))
            return false;
    }
    return true;
}

static void map_by_identity(const struct mapping *m, fits_function *fits,
                            enum rsm_known_by known_by)
{
    for (size_t i = 0; i < m->changer->identity_count; i++) {
        struct sign sign = {.identity = &m->changer->identities[i]};
        struct rsm_bay *bay = find_bay(m->library, sign.identity->address);
        const struct rsm_found *found = wants_device(bay) ? only_fit(m, &sign, fits) : NULL;

        if (found != NULL && is_named_once(m, found, bay->element, fits))
            believe_changer(m, found, bay, known_by);
    }
}

/* A changer that tells the same address of several drives tells nothing. */
static bool is_told_once(const struct mapping *m, const struct rsm_found *found)
{
    size_t told = 0;

    for (size_t i = 0; i < m->changer->element_count; i++) {
        struct sign sign = {.element = &m->changer->elements[i]};

        if (!sign.element->hidden && fits_address(m, found, &sign))
            told++;
    }
    return told == 1;
}

static void map_by_address(const struct mapping *m)
{
    for (size_t i = 0; i < m->changer->element_count; i++) {
        struct sign sign = {.element = &m->changer->elements[i]};
        struct rsm_bay *bay = find_bay(m->library, sign.element->address);
        const struct rsm_found *found = wants_device(bay) ? only_fit(m, &sign, fits_address) : NULL;

        if (found == NULL || !is_told_once(m, found))
            continue;
        believe_changer(m, found, bay, RSM_KNOWN_BY_ADDRESS);
        bay->remembered = sign.element->has_bus_id; /* the system's numbers may be its own */
    }
}

static void map_by_pin(const struct mapping *m)
{
    for (size_t b = 0; b < m->library->bay_count; b++) {
        struct rsm_bay *bay = &m->library->bays[b];
        const struct rsm_found *found;
        struct rsm_record drive;
        struct sign sign = {.serial = drive.own.Pinned};
        char serial[SERIAL_ROOM];

        if (!wants_device(bay) || !load_drive(m, bay, &drive) || drive.own.Pinned[0] == 0)
            continue;
        read_serial(serial, drive.own.Pinned);
        found = only_fit(m, &sign, fits_serial);
        if (found != NULL)
            give_device(m, found, bay, RSM_KNOWN_BY_PIN);
        else
            rsm_log(RSM_LOG_WARNING, "work",
                    "library %s: drive %u is pinned to the tape device %s, which does not answer "
                    "or is another drive; attach it, or take the pin back with rsm pin",
                    m->library->name, (unsigned)bay->number, serial);
    }
}

/* What was found out before is in the drive's record: the serial number of its device. */
static void map_by_memory(const struct mapping *m)
{
    for (size_t b = 0; b < m->library->bay_count; b++) {
        struct rsm_bay *bay = &m->library->bays[b];
        const struct rsm_found *found;
        struct rsm_record drive;
        struct sign sign = {.serial = drive.info.Info.Drive.szSerialNumber};

        if (!wants_device(bay) || !load_drive(m, bay, &drive) || drive.own.Pinned[0] != 0 ||
            drive.info.Info.Drive.szSerialNumber[0] == 0)
            continue;
        found = only_fit(m, &sign, fits_serial);
        if (found == NULL || is_pinned(m, found, bay))
            continue;
        give_device(m, found, bay, RSM_KNOWN_BY_MEMORY);
        bay->remembered = true;
    }
}

/* ---- spare devices ---- */

static bool is_claimed(const struct mapping *m, const char *address)
{
    for (size_t i = 0; i < m->discovery->found_count; i++) {
        if (m->claimed[i] && strcmp(m->discovery->found[i].address, address) == 0)
            return true;
    }
    return false;
}

static bool is_spare(const struct rsm_library *library, const char *address)
{
    for (size_t i = 0; i < library->spare_count; i++) {
        if (strcmp(library->spare[i], address) == 0)
            return true;
    }
    return false;
}

static void drop_claimed_spares(const struct mapping *m)
{
    struct rsm_library *library = m->library;
    size_t kept = 0;

    for (size_t i = 0; i < library->spare_count; i++) {
        if (is_claimed(m, library->spare[i]))
            continue;
        if (kept != i)
            memcpy(library->spare[kept], library->spare[i], sizeof library->spare[0]);
        kept++;
    }
    library->spare_count = kept;
}

static void note_spares(const struct mapping *m)
{
    struct rsm_library *library = m->library;
    bool wanted = false;

    drop_claimed_spares(m);
    for (size_t i = 0; i < library->bay_count; i++)
        wanted = wanted || !rsm_library_knows_device(&library->bays[i]);
    if (!wanted)
        library->spare_count = 0;
    for (size_t i = 0; wanted && i < m->discovery->found_count; i++) {
        const struct rsm_found *found = &m->discovery->found[i];

        if (m->claimed[i] || found->was_alone || found->unchosen ||
            found->type != RSM_DEVICE_TAPE || !is_neighbour(m, found) ||
            is_spare(library, found->address) || is_pinned(m, found, NULL) ||
            library->spare_count == RSM_LIBRARY_DRIVES_MAX)
            continue;
        rsm_log(RSM_LOG_INFO, "work",
                "library %s: %s %s %s at %s may be one of its drives, but it is not known which",
                library->name, found->vendor, found->product, found->serial, found->shown);
        snprintf(library->spare[library->spare_count++], RSM_ADDRESS_MAX, "%s", found->address);
    }
}

void rsm_drive_map(const struct rsm_discovery *discovery, const struct rsm_found *changer,
                   bool *claimed, struct rsm_library *library)
{
    struct mapping m = {
        .discovery = discovery, .claimed = claimed, .changer = changer, .library = library};

    claim_those_in_use(&m);
    map_by_identity(&m, fits_exactly, RSM_KNOWN_BY_IDENTITY);
    map_by_identity(&m, fits_so_far, RSM_KNOWN_BY_PART);
    map_by_address(&m);
    map_by_pin(&m);
    map_by_memory(&m);
    note_spares(&m);
}
