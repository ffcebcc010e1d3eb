/*
 * What a medium changer can do, in the words of Removable Storage: slots, drives, ports, the arm.
 * changer.c is where they become SMC's elements; bytes are built and parsed in smc.c (SMC-3).
 *
 * Every operation does the same five steps: arguments, capability, element addresses, CDB, send.
 */
#ifndef RSM_SCSI_CHANGER_H
#define RSM_SCSI_CHANGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "platform/error.h"
#include "scsi/command.h"
#include "scsi/device.h"
#include "scsi/quirks.h"
#include "scsi/smc.h"

/* Kinds of places, numbered as SMC numbers its elements. */
enum rsm_place { RSM_PLACE_ARM = 1, RSM_PLACE_SLOT = 2, RSM_PLACE_PORT = 3, RSM_PLACE_DRIVE = 4 };

enum { RSM_PLACE_COUNT = 5 }; /* arrays are indexed by enum rsm_place; [0] is not used */

enum {
    RSM_CHANGER_TAG_MAX = 33, /* 32 characters of a volume tag, and NUL */
    RSM_CHANGER_DESIGNATOR_MAX = 255,
    RSM_CHANGER_MOVE_MS = 15 * 60 * 1000 /* no move takes longer */
};

/* Addresses first .. first + count - 1; count 0 = the changer has no such place. */
struct rsm_changer_range {
    uint16_t first;
    uint16_t count;
};

/* What the changer says of one place. */
struct rsm_changer_element {
    enum rsm_place place;
    uint16_t address;
    bool full;        /* a cartridge is there; the only bit that every changer keeps right */
    bool accessible;  /* the arm can reach it; some changers never set this: a hint, no rule */
    bool exception;   /* the changer reports trouble here: asc, ascq */
    bool hidden;      /* a place that is announced, but not built in: ignore it */
    bool by_operator; /* port: a person put the cartridge there */
    bool cleaning;    /* it is a cleaning cartridge; few changers tell */
    uint8_t asc;
    uint8_t ascq;
    bool tag_known;  /* false: no reader, not asked, or unreadable; says nothing of full */
    bool has_source; /* source is believable */
    uint16_t source; /* where the cartridge came from last */
    char tag[RSM_CHANGER_TAG_MAX]; /* printable ASCII, no blanks at the ends; "" unless tag_known */

    /* drive: where its device is, each part only if told */
    bool on_other_bus; /* not on the bus of the changer */
    bool has_bus_id;   /* a target of a parallel SCSI bus */
    uint8_t bus_id;
    bool has_lun;
    uint8_t lun;
};

/* Which tape drive stands at a drive element. */
struct rsm_changer_drive_identity {
    uint16_t address;
    bool complete;  /* false: the last characters of the identity may be missing (cut short) */
    char vendor[9]; /* "" = not told */
    char product[17];
    char serial[RSM_SPC_SERIAL_MAX]; /* "" = not told; compare with rsm_device.serial */

    /* the identification descriptor as it came, to compare with rsm_device.designators */
    uint8_t code_set;
    uint8_t designator_type;
    uint8_t designator[RSM_CHANGER_DESIGNATOR_MAX];
    size_t designator_length; /* 0 = none */
};

/* The one report that told of all places of a kind, as it came; length 0 = none. */
struct rsm_changer_report {
    uint8_t *bytes;
    size_t length;
    size_t room;
    size_t allocation; /* what it answered: so many bytes, */
    uint32_t first;    /* from that element, */
    uint32_t asked;    /* so many; */
    uint32_t end; /* those behind them, up to here, were wanted too: some changers tell of more */
    unsigned wishes; /* RSM_SMC_... */
};

/* One changer in use.  Borrows the device; one thread at a time. */
struct rsm_changer {
    struct rsm_device *device;
    struct rsm_changer_range places[RSM_PLACE_COUNT];

    bool port_is_slots; /* the port is slots to the changer (RSM_QUIRK_VIRTUAL_PORT) */
    bool can_turn_over; /* the arm can turn a medium (page 1Eh) */
    bool knows_moves;   /* capabilities are told (page 1Fh); otherwise every move is tried */
    struct rsm_smc_capabilities capabilities;

    struct rsm_quirks *quirks; /* the device's: learned by being refused with ILLEGAL REQUEST */
    bool no_tags
        [RSM_PLACE_COUNT]; /* of such places, other than slots, it refused to tell bar codes */
    bool prevents;         /* it has kept people out, or let them in, at least once */
    bool initialized;      /* it was told to look for itself, and did or cannot */
    bool uninitialized;    /* it must be told to, for which the way to it has no time */

    bool inventory_stale; /* a unit attention said so; cleared by rsm_changer_begin_inventory */
    uint8_t *buffer;      /* for element status */
    size_t buffer_size;
    struct rsm_changer_report kept[RSM_PLACE_COUNT]; /* by rsm_changer_scan_again() */
};

/*
 * Begin to use a device as a changer: read its geometry (mode pages 1Dh, 1Eh, 1Fh).  device stays the
 * caller's and must outlive the changer.  What device->quirks already know is not found out again, and
 * what is learned from now on goes there.  Blocks.
 *
 * ERROR_BAD_DEV_TYPE   the device is something else
 * ERROR_INVALID_DATA   what it says of its geometry cannot be understood
 * and what rsm_command_execute returns.
 */
rsm_error rsm_changer_open(struct rsm_device *device, struct rsm_changer *changer_out);

/* Free the buffers.  Accepts a zeroed changer.  The device stays open. */
void rsm_changer_close(struct rsm_changer *changer);

/* What the changer itself calls places of this kind. */
enum rsm_smc_type rsm_changer_element_type(const struct rsm_changer *changer, enum rsm_place place);

/*
 * Read the geometry again, after RSM_ATTENTION_SETTINGS or rsm_device_reopen().  What was learned by
 * being refused stays.  Errors as rsm_changer_open; the old geometry then stays.
 */
rsm_error rsm_changer_refresh(struct rsm_changer *changer);

/*
 * True when where cartridges are may have changed without us: the changer said so since the last
 * rsm_changer_begin_inventory(), in answer to whatever command.
 */
bool rsm_changer_is_stale(struct rsm_changer *changer);

/*
 * To be called before the scans of one inventory: forgets that the inventory is stale.  When
 * rsm_changer_is_stale() is true again after the scans, they may not fit together: scan once more.
 */
void rsm_changer_begin_inventory(struct rsm_changer *changer);

/*
 * Ask for every place of one kind and call each() for it, in the order of the report and once for each
 * address; stops at the first call that fails, and returns its code.  As a rule this is one command
 * however many places there are.  A changer that must first look for itself (INITIALIZE ELEMENT STATUS
 * REQUIRED) is told to, once; that may take an hour.  Where the way to it has a deadline it is not told,
 * changer->uninitialized is set, and the answer is ERROR_NOT_READY.
 *
 * A kind of which there is none is ERROR_SUCCESS and no call, and so is a place that the changer leaves
 * out of its report: nothing is known of it then.  ERROR_INVALID_DATA when the report contradicts
 * itself or cannot be got to the end.  Errors otherwise as rsm_command_execute; each() may then
 * have been called for some places.
 */
rsm_error rsm_changer_scan(struct rsm_changer *changer, enum rsm_place place,
                           rsm_error (*each)(void *context,
                                             const struct rsm_changer_element *element),
                           void *context);

/*
 * The same, remembered: when the changer answers byte for byte what it answered last time, *same_out is true and
 * each() is not called.  rsm_changer_retell() then calls it, without a command, as the scan would have.  Of a
 * kind that took more than one report nothing is remembered.
 */
rsm_error rsm_changer_scan_again(struct rsm_changer *changer, enum rsm_place place,
                                 rsm_error (*each)(void *context,
                                                   const struct rsm_changer_element *element),
                                 void *context, bool *same_out);
rsm_error rsm_changer_retell(struct rsm_changer *changer, enum rsm_place place,
                             rsm_error (*each)(void *context,
                                               const struct rsm_changer_element *element),
                             void *context);

/*
 * Ask which tape drive stands at each drive element, in a pass of its own: nothing but the identity
 * is believed of it.  A changer that cannot tell is ERROR_SUCCESS and no call.
 */
rsm_error rsm_changer_scan_drive_identities(
    struct rsm_changer *changer,
    rsm_error (*each)(void *context, const struct rsm_changer_drive_identity *identity),
    void *context);

/*
 * Ask for one place.  ERROR_ILLEGAL_ELEMENT_ADDRESS when the changer has no such place,
 * ERROR_INVALID_DATA when its answer does not tell.
 */
rsm_error rsm_changer_get_element(struct rsm_changer *changer, enum rsm_place place,
                                  uint16_t address, struct rsm_changer_element *element_out);

/*
 * Move one cartridge; blocks up to 15 minutes.  Sent once: only a refusal from which it is certain that
 * nothing was done (busy, unit attention) lets it be sent again, and after a unit attention that makes
 * the inventory stale not even then: the caller hears it and looks again.
 *
 * *outcome_out is always set (NULL is accepted): RSM_OUTCOME_DONE with ERROR_SUCCESS;
 * RSM_OUTCOME_REFUSED, nothing has moved; RSM_OUTCOME_UNKNOWN: read both places before believing anything.
 *
 * ERROR_INVALID_PARAMETER         from and to are the same
 * ERROR_ILLEGAL_ELEMENT_ADDRESS   no such place
 * ERROR_NOT_SUPPORTED             this changer cannot move from there to there
 * ERROR_SOURCE_ELEMENT_EMPTY, ERROR_DESTINATION_ELEMENT_FULL, ERROR_MAGAZINE_NOT_PRESENT, ...
 * ERROR_MEDIA_CHANGED, ERROR_BUS_RESET   stale inventory, nothing has moved
 * and what rsm_command_execute returns.
 */
rsm_error rsm_changer_move(struct rsm_changer *changer, enum rsm_place from_place, uint16_t from,
                           enum rsm_place to_place, uint16_t to, enum rsm_outcome *outcome_out);

/*
 * Put the cartridge of source into first, and what was in first into second (which may be source).
 * ERROR_NOT_SUPPORTED when the changer has no EXCHANGE MEDIUM between these.  Otherwise as
 * rsm_changer_move.
 */
struct rsm_changer_spot {
    enum rsm_place place;
    uint16_t address;
};
rsm_error rsm_changer_exchange(struct rsm_changer *changer, const struct rsm_changer_spot *source,
                               const struct rsm_changer_spot *first,
                               const struct rsm_changer_spot *second,
                               enum rsm_outcome *outcome_out);

/* Is it ready for commands now?  Asked without patience; that it is not, for whatever reason, is no failure.
 * Errors are those of the way to it. */
rsm_error rsm_changer_ask_ready(struct rsm_changer *changer, bool *ready_out);

/* Drive the arm in front of a place.  ERROR_NOT_SUPPORTED when the changer has no such command. */
rsm_error rsm_changer_position(struct rsm_changer *changer, enum rsm_place place, uint16_t address);

/*
 * Let the changer look into every place by itself (INITIALIZE ELEMENT STATUS), which it may take an
 * hour for.  ERROR_NOT_SUPPORTED when it has no such command.
 */
rsm_error rsm_changer_initialize(struct rsm_changer *changer);

/* Keep people from taking cartridges out, or let them.  ERROR_NOT_SUPPORTED as above. */
rsm_error rsm_changer_prevent_removal(struct rsm_changer *changer, bool prevent);

#endif
