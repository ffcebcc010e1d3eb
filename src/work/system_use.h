/*
 * The instance in the hands of who does something with its devices.  For work/ alone: system.c has the lock,
 * system_devices.c what is done.
 */
#ifndef RSM_WORK_SYSTEM_USE_H
#define RSM_WORK_SYSTEM_USE_H

#include "work/instance.h"

enum { RSM_SYSTEM_LOOK_MS = 5000 /* who waits for devices waits so long for them */ };

/*
 * Call work with the instance, under its lock, while nobody else looks for devices and nothing ends it.
 * What work returns; ERROR_INVALID_HANDLE, and no call, when no session is open any more.
 */
rsm_error rsm_system_use(rsm_error (*work)(struct rsm_instance *system, void *context),
                         void *context);

/* Within work: let go of the lock for what takes long, and take it again. */
void rsm_system_leave_lock(void);
void rsm_system_take_lock(void);

/* Within work: end the libraries whose addresses are not wanted any more; look for devices that are. */
void rsm_system_leave_gone(struct rsm_instance *system);
rsm_error rsm_system_look(struct rsm_instance *system, uint32_t timeout_ms);

#endif
