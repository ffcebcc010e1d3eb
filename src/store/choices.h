/*
 * What an administrator said of single devices that the system shows by itself: use this one, or leave it to
 * another product.  A device is named by its identity (vendor, product and serial number), so that it is
 * the same one wherever it is found.  All want an open transaction, a writing one where they write.
 */
#ifndef RSM_STORE_CHOICES_H
#define RSM_STORE_CHOICES_H

#include "model/record.h"
#include "store/store.h"

enum { RSM_CHOICE_NAME_MAX = 256 }; /* bytes of a device's name, with its NUL */

enum rsm_choice_verdict {
    RSM_VERDICT_TAKE = 1, /* it is ours, also where devices are not configured by themselves */
    RSM_VERDICT_LEAVE = 2 /* it is another product's, whoever names it */
};

struct rsm_choice {
    char identity[RSM_IDENTITY_LENGTH]; /* UTF-8, as on records; what is longer is cut */
    uint8_t type;                       /* its SCSI device type */
    char name[RSM_CHOICE_NAME_MAX];     /* as it was seen last, without secrets; for people */
    enum rsm_choice_verdict verdict;
    char changer
        [RSM_IDENTITY_LENGTH]; /* identity of the changer that it was left with, as a drive of its
                                          library; "" = for itself */
    bool complete; /* of a changer that was left: all drives of its library were left with it, none
                      was unknown */
};

/* Keep the choice, in place of an earlier one on the same device.  ERROR_INVALID_PARAMETER without an
 * identity. */
rsm_error rsm_choices_set(struct rsm_store *store, const struct rsm_choice *choice);

/* Forget what was chosen about the device.  ERROR_NOT_FOUND. */
rsm_error rsm_choices_drop(struct rsm_store *store, const char *identity);

/* And about the drives that were left with that changer, and nobody chose since. */
rsm_error rsm_choices_drop_drives(struct rsm_store *store, const char *changer);

/* In the order in which they were made, until visit() says false.  It may not change choices. */
typedef bool rsm_choice_visit(void *context, const struct rsm_choice *choice);
rsm_error rsm_choices_each(struct rsm_store *store, rsm_choice_visit *visit, void *context);

#endif
