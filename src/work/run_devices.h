/*
 * The devices of libraries that are run, here or by another process, and drives with what a program has mounted.  Where programs open devices by name,
 * nobody looks for those by opening them: it would keep out whoever works with them.  The system says that they are
 * there, records say whose they are, and the changer of a library that is run here is asked through the
 * way that is open.
 */
#ifndef RSM_WORK_RUN_DEVICES_H
#define RSM_WORK_RUN_DEVICES_H

#include "work/discover.h"

/* A changer or a drive, as it is on record. */
struct rsm_run_device {
    char identity[RSM_IDENTITY_LENGTH];
    char address[RSM_ADDRESS_MAX]; /* where whoever runs it has it; "" = not known */
    uint8_t type;                  /* RSM_DEVICE_CHANGER or RSM_DEVICE_TAPE */
    char revision[5];
    bool has_scsi_address; /* of a drive that the system shows */
    uint16_t port, bus, target, lun;
    bool out_of_bounds; /* another process runs its library, or a program has its tape mounted */
};

struct rsm_run_devices {
    struct rsm_run_device *devices;
    size_t count;
    size_t room;
    struct rsm_asked_library *asked; /* libraries of ours whose changer is to be asked */
    size_t asked_count;
    size_t asked_room;
};

/* What is run or held now, with the libraries of this process (all = their changers are asked anyway); nothing,
 * unless some transport is shared with
 * programs.  Into a zeroed one.  Wants no transaction.  ERROR_NOT_ENOUGH_MEMORY, database errors. */
rsm_error rsm_run_devices_list(struct rsm *rsm, const struct rsm_transport *const *transports,
                               struct rsm_library *const *libraries, size_t count, bool all,
                               struct rsm_run_devices *run_out);

bool rsm_run_devices_has(const struct rsm_run_devices *run, const char *identity);

/*
 * The device that has that address on record, and is not for this process to touch: whoever runs its library keeps
 * the record true, and even to look at it might keep out the program whose tape is in it.  Fills type,
 * vendor, product, revision, serial number, and the name and SCSI address that the system gave it; false, with nothing changed, when there is none.
 */
bool rsm_run_devices_recall(const struct rsm_run_devices *run, const char *address,
                            struct rsm_found *found);

/* Does this process run the library, with its changer or drive open? */
bool rsm_run_devices_is_open(struct rsm_library *library);

/*
 * Read what the changers of this process tell, where some drive has no device yet, or all; found[].reading is
 * ERROR_BUSY where somebody has the changer in hand.  Sends commands: wants no lock, and the libraries must
 * stay.
 */
void rsm_run_devices_ask(const struct rsm_run_devices *run, struct rsm_discovery *discovery);

/* Accepts a zeroed one. */
void rsm_run_devices_free(struct rsm_run_devices *run);

#endif
