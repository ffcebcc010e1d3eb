/*
 * What Windows itself says of its devices, before anybody is matched with anything: names, device interfaces,
 * and the one question to a driver that nobody is disturbed by.  Windows only.
 */
#ifndef RSM_SCSI_SPTI_NAMES_H
#define RSM_SCSI_SPTI_NAMES_H

#include <stddef.h>
#include <stdint.h>

#include "platform/error.h"
#include "scsi/spti_match.h"

/* Begins zeroed; the entries are the list's until rsm_spti_names_free(). */
struct rsm_spti_list {
    struct rsm_spti_entry *entries;
    size_t count;
    size_t room;
    uint64_t signature; /* changes when a name or an interface comes, goes or leads elsewhere */
};

/* Add the names of changers, tape drives and adapters (QueryDosDevice), and set the signature.
 * ERROR_NOT_ENOUGH_MEMORY; other codes when Windows does not tell, which the log says. */
rsm_error rsm_spti_names_list(struct rsm_spti_list *list);

/* Add the interfaces of changers and tape drives that are present (SetupAPI).  Errors as above. */
rsm_error rsm_spti_names_list_interfaces(struct rsm_spti_list *list);

/*
 * Ask the driver which device that is: opens it without any access, and closes it again.  An answer is
 * remembered until the signature is another one: who asks again opens nothing.
 */
void rsm_spti_names_ask(const struct rsm_spti_list *list, struct rsm_spti_entry *entry);

/* Accepts a zeroed one. */
void rsm_spti_names_free(struct rsm_spti_list *list);

#endif
