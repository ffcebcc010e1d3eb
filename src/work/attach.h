/*
 * Attaching and detaching: the list of addresses, and choices about single devices that the system shows.
 * Called under the system lock, after whoever is at the address has said who he is.
 */
#ifndef RSM_WORK_ATTACH_H
#define RSM_WORK_ATTACH_H

#include "core/session.h"
#include "work/instance.h"

/* Is that the address of single devices that the system shows by itself?  They are chosen, not listed. */
bool rsm_attach_is_of_system(const struct rsm_options *options, const char *address);

/* Ask who is at the address, and no more; devices of the system that have a serial number are not even opened.  Blocks for
 * at most timeout_ms, wants no lock.  Errors as rsm_discover(). */
rsm_error rsm_attach_ask(const struct rsm_options *options, const char *address,
                         uint32_t timeout_ms, struct rsm_discovery *discovery_out);

/*
 * Keep that the address is to be used.  Of the system's devices: they are taken, and those on record as drives
 * of their libraries; nothing there is left alone any more.  What does not answer is listed as it is.  Of others:
 * the address is listed, and what is there not left alone any more.
 * ERROR_ALREADY_EXISTS when nothing changes; ERROR_BAD_PATHNAME; ERROR_ACCESS_DENIED; database errors.
 */
rsm_error rsm_attach_keep(struct rsm_session *session, const struct rsm_options *options,
                          const char *address, const struct rsm_discovery *discovery);

/*
 * Keep that the address is not to be used: it is taken off the list, and devices of the system are left alone
 * from now on, a changer with all drives on record in its library; those that do not answer are found on record by
 * name.  ERROR_NOT_FOUND when it is neither listed nor such a device; ERROR_ACCESS_DENIED; database errors.
 */
rsm_error rsm_attach_drop(struct rsm_session *session, const struct rsm_options *options,
                          const char *address, const struct rsm_discovery *discovery);

#endif
