/*
 * Names and device interfaces of Windows: which of them are the same device.  Pure functions: nothing is
 * opened or asked here.  Windows keeps \\.\Tape0 and the interface of the drive apart, as two links into its
 * own name space; they may lead to two objects of one device, so that only the driver knows.
 */
#ifndef RSM_SCSI_SPTI_MATCH_H
#define RSM_SCSI_SPTI_MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "scsi/address.h"

enum rsm_spti_kind { RSM_SPTI_CHANGER, RSM_SPTI_TAPE, RSM_SPTI_ADAPTER };

enum rsm_spti_state {
    RSM_SPTI_NOT_ASKED,
    RSM_SPTI_ANSWERED,
    RSM_SPTI_REFUSED, /* it may not be opened or asked now, or its driver does not know the questions */
    RSM_SPTI_GONE     /* the name leads to nothing any more */
};

enum { RSM_SPTI_OBJECT_MAX = 260 /* bytes, with its NUL */ };

/* A name or an interface. */
struct rsm_spti_entry {
    enum rsm_spti_kind kind;
    bool is_name;
    uint32_t number;                  /* of a name, or of an adapter */
    char address[RSM_ADDRESS_MAX];    /* by which programs open it */
    char object[RSM_SPTI_OBJECT_MAX]; /* where the link leads; "" = not known */

    /* what its driver said */
    enum rsm_spti_state state;
    bool has_device_number; /* IOCTL_STORAGE_GET_DEVICE_NUMBER */
    uint32_t device_type, device_number;
    bool has_scsi_address; /* IOCTL_SCSI_GET_ADDRESS */
    struct rsm_adapter_address scsi_address;

    /* what rsm_spti_match() found */
    bool must_ask; /* it is not known which device it is, and its driver may tell */
    size_t
        same_as; /* the entry that stands for its device, itself perhaps; SIZE_MAX = one that is not
                       known, or there is no such device any more */
};

/* "Changer0", "Tape2147483646", "Scsi2:": case is ignored.  False, with nothing changed, for all others. */
bool rsm_spti_parse_name(const char *name, enum rsm_spti_kind *kind_out, uint32_t *number_out);

/* By kind; in each the names by their number, then the interfaces by their path. */
void rsm_spti_sort(struct rsm_spti_entry *entries, size_t count);

/*
 * Find out what is the same device from all that is known, anew at each call.  Two entries of a kind are the
 * same device when they lead to the same object, or their drivers gave the same number or SCSI address; a
 * name that tells nothing is that of the device with its number.  The first of a device stands for it: names
 * come before interfaces when the entries are sorted.
 *
 * Nothing is to be found twice: an interface that may be that of a name which tells nothing is left out, even
 * if it is not known of which.  When there is one of each, they are the same.
 */
void rsm_spti_match(struct rsm_spti_entry *entries, size_t count);

/* The interface of the device that the entry at `index` is of; SIZE_MAX = it has none, or it is not known which. */
size_t rsm_spti_interface_of(const struct rsm_spti_entry *entries, size_t count, size_t index);

#endif
