/*
 * Dismounts that nobody asks for: of cartridges whose time in a drive is over, and of those whose program is
 * gone.
 */
#ifndef RSM_WORK_DEFERRED_H
#define RSM_WORK_DEFERRED_H

#include "work/library.h"

/*
 * A chore.  Queues the dismount of
 *  - a cartridge that has been in a drive for dwDeferDismountDelay seconds since nobody uses it, unless
 *    somebody wants that drive or it could not be taken out a short time ago; not in a stand-alone library;
 *  - a medium whose program ended without dismounting it or closing its session;
 *  - a medium that is being dismounted by a request that got lost.
 */
bool rsm_deferred_dismount(struct rsm_library *library);

#endif
