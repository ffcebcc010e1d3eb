/*
 * Ejecting from and injecting into a drive that stands alone.
 */
#ifndef RSM_WORK_ALONE_EJECT_H
#define RSM_WORK_ALONE_EJECT_H

#include "work/library.h"

/*
 * Let the drive put its cartridge out, for a person to take.  The request is INPROCESS and the bay taken; when
 * this has succeeded the request waits until the medium has left the library, which the watch over the drive
 * records (work/alone.h).  ERROR_BUSY: another program uses the drive, which nobody can take from it.  Errors of
 * rsm_library_open_bay() and rsm_drive_unload().  Wants no transaction.
 */
rsm_error rsm_alone_eject(struct rsm_library *library, struct rsm_bay *bay);

/* The eject was stopped: a cartridge that is still in the drive is loaded again, and identified. */
void rsm_alone_stop_eject(struct rsm_library *library);

/* Was it pushed back, and identified again, before anybody saw that the drive was empty?  The eject is over
 * then. */
bool rsm_alone_is_back(struct rsm_library *library);

/* Nobody takes it for longer than the port of the library may be open: ask a person, once.  name is that of the
 * cartridge.  True when somebody was asked.  Wants no transaction. */
bool rsm_alone_ask_to_take(struct rsm_library *library, struct rsm_record *request,
                           const char *name);

/* Has somebody put a cartridge into the drive, for an inject that waits for it, and is it known which?  One that
 * was there before will do; for an inject of many each counts once. */
bool rsm_alone_has_come(struct rsm_library *library, const struct rsm_record *request);

/* Count it.  *came_out: there was one.  Wants no transaction. */
rsm_error rsm_alone_take_in(struct rsm_library *library, const struct rsm_record *request,
                            bool *came_out);

#endif
