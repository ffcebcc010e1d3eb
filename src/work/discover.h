/* Asks the configured addresses, all at once, which changers and tape drives are there. */
#ifndef RSM_WORK_DISCOVER_H
#define RSM_WORK_DISCOVER_H

#include "work/chosen.h"
#include "work/library.h"

/* A device that answered. */
struct rsm_found {
    char address[RSM_ADDRESS_MAX]; /* secrets and all */
    char shown[RSM_ADDRESS_MAX];
    uint8_t type;  /* RSM_DEVICE_CHANGER or RSM_DEVICE_TAPE */
    size_t answer; /* the number of the address that led to it */
    char vendor[9], product[17], revision[5], serial[RSM_DEVICE_SERIAL_MAX];
    struct rsm_device
        *device; /* what it said of itself, and taught us; no way to it is open.  NULL = it was not
                                  opened, and is what the system says it is */
    struct rsm_transport_facts facts; /* what the system knows of it */
    bool in_use;                      /* another program has it open */
    bool
        run; /* a library that is run, here or by another process, has it, or a program its medium: it was
                 not opened */
    bool
        left; /* an administrator said that it is another product's: it was asked for INQUIRY only, if
                      at all */
    bool
        unchosen; /* only chosen devices are used, which this one is not: it may be a drive of a changer
                      that is, if the changer or our records say so */
    bool
        was_alone; /* a tape drive that is on record as standing alone: only a changer that knows better
                       has it.  Left to whoever asked. */

    /* of a changer that is none of these four */
    rsm_error reading;          /* ERROR_SUCCESS = all below is known */
    struct rsm_changer changer; /* its geometry */
    struct rsm_changer_drive_identity *identities;
    size_t identity_count;
    size_t identity_room;
    struct rsm_changer_element *elements; /* its drives, as the plain element status tells */
    size_t element_count;
    size_t element_room;
};

/* What came of one configured address. */
struct rsm_answer {
    char address[RSM_ADDRESS_MAX];
    size_t found_count; /* changers and tape drives that answered there */
    rsm_error error;    /* why something did not answer there, or nothing is there; ERROR_SUCCESS */
    bool
        conceals; /* something there could not be opened, which somebody may have open: what it is is
                           not known */
};

struct rsm_discovery {
    struct rsm_found *found;
    size_t found_count;
    struct rsm_answer *answers;
    size_t answer_count;
    bool complete; /* every configured address was asked: what was not found did not answer */
};

struct rsm_run_devices;  /* run_devices.h */
struct rsm_known_quirks; /* known_quirks.h */

/* What is known before devices are asked. */
struct rsm_foreknown {
    const struct rsm_chosen *chosen;       /* NULL = nothing was chosen */
    const struct rsm_run_devices *run;     /* those of libraries that are run; NULL = none */
    const struct rsm_known_quirks *quirks; /* NULL = nothing is known of any device */
    bool only_identify;                    /* who they are, and no more: changers are not read */
};

/*
 * Ask all addresses at once, and read the geometry of the changers there and what they tell of their
 * drives.  Blocks until everything has answered, at most for timeout_ms; what has not answered by then
 * is ERROR_SEM_TIMEOUT.  `complete` is left to the caller.  foreknown NULL = nothing is.
 *
 * A device that was left to another product is asked for INQUIRY and vital product data, and not even opened
 * when the system can tell which it is; neither is one that programs open by name and a library has that is
 * run.
 */
rsm_error rsm_discover(const struct rsm_options *options, const char *const *addresses,
                       size_t count, uint32_t timeout_ms, const struct rsm_foreknown *foreknown,
                       struct rsm_discovery *discovery_out);

/* Ask a changer that is open what it tells of its drives, in place of what was known of them. */
rsm_error rsm_discover_drives(struct rsm_changer *changer, struct rsm_found *found);

/* The same of a device that somebody has open, which stays theirs: where it is, and what it said of itself. */
void rsm_discover_describe(const struct rsm_device *device, struct rsm_found *found_out);

/* What tells the device from all others, as on records: vendor, product and serial number; in place of a
 * serial number the path that stays, or the address. */
void rsm_discover_identity(const struct rsm_found *found, char identity[RSM_IDENTITY_LENGTH]);

/* The same as who could not ask the device for its serial number has it: by its path.  False when it has none, or
 * no serial number. */
bool rsm_discover_identity_by_path(const struct rsm_found *found,
                                   char identity[RSM_IDENTITY_LENGTH]);

/* Was the device left to others, under one identity or the other? */
bool rsm_discover_is_left(const struct rsm_found *found, const struct rsm_chosen *chosen);

/* Accepts a zeroed one. */
void rsm_discovery_free(struct rsm_discovery *discovery);

/* Is a changer among them that another program has open, or a device that may be one? */
bool rsm_discovery_waits_for_changer(const struct rsm_discovery *discovery);

/* Was a device of that type found at that address, and is not left to another product? */
bool rsm_discovery_has(const struct rsm_discovery *discovery, uint8_t type, const char *address);

/* Is device the address of target, or of a logical unit of it, or of what Windows shows when that is the
 * target? */
bool rsm_discovery_belongs(const char *device, const char *target);

#endif
