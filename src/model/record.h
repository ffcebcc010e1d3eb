/*
 * One object as a plain value: what a caller may see (NTMS_OBJECTINFORMATIONW) and what only we
 * need to know.  Load it, change it, save it inside one transaction; there is nothing to free.
 */
#ifndef RSM_MODEL_RECORD_H
#define RSM_MODEL_RECORD_H

#include "ntmsapi.h"

#define RSM_NO_ELEMENT      0xFFFFFFFFu /* element address not known or not applicable */
#define RSM_ADDRESS_LENGTH  256         /* device address, characters with the NUL */
#define RSM_IDENTITY_LENGTH 200         /* vendor, product and serial number joined by '|' */
#define RSM_OWNER_LENGTH    33          /* token of a process, rsm_identity_process_token() */

/* Why it is believed which tape device a drive of a library is. */
enum rsm_known_by {
    RSM_KNOWN_BY_NOTHING, /* it is not known, or a drive stands alone; or the record is from before this
                             was kept */
    RSM_KNOWN_BY_IDENTITY, /* the changer tells its identity, */
    RSM_KNOWN_BY_PART,     /* or the beginning of it, */
    RSM_KNOWN_BY_ADDRESS,  /* or its address */
    RSM_KNOWN_BY_PIN,      /* an administrator said so */
    RSM_KNOWN_BY_MEMORY,   /* so it was before, and no cartridge has shown whether it still is */
    RSM_KNOWN_BY_PROOF     /* a cartridge that was put into the drive was in the device */
};

/* Fields that no caller sees.  Which kinds keep which is said by model/fields.c. */
struct rsm_private {
    DWORD Element;                       /* slot, drive, port, changer: SCSI element address */
    WCHAR Address[RSM_ADDRESS_LENGTH];   /* library (its changer), changer, drive: device address,
                                            without secrets; empty = no device known */
    WCHAR Identity[RSM_IDENTITY_LENGTH]; /* library, changer, drive: what the device says it is */
    LONGLONG LastUsed;                   /* drive: when it was used last, ms since 1970 UTC */
    WCHAR Pinned[NTMS_SERIALNUMBER_LENGTH]; /* drive: serial number of the tape device that an
                                               administrator said it is; empty = not said */
    DWORD KnownBy;                          /* drive: enum rsm_known_by */
    DWORD SortType; /* request: operation number that decides the place in the queue */
    DWORD Order; /* request: order number among mounts, 0 = not orderable; uses of a cleaner that is
                       injected or ejected */
    GUID Parent; /* request: the inventory that made it, or the null GUID */
    WCHAR Owner[RSM_OWNER_LENGTH]; /* request, operator request: token of the process that asked
                                      for it; in an operator request empty for an application's,
                                      and rsm_owner_itself where no call waits */
    GUID
        Session; /* the same two: the session that waits for it, or the null GUID; owner and session of
                          a medium: who holds it, core/hold.h */
    LONGLONG Answered; /* operator request: when it was answered, ms since 1970 UTC, 0 = not yet */
    DWORD Action;      /* request: NTMS_INVENTORY_*, NTMS_DISMOUNT_*, NTMS_MOUNT_*, NTMS_EJECT_* or
                          NTMS_INJECT_* asked for */
    GUID Batch; /* request: the first one of those that are carried out as one; of a cleaner that is
                          injected or ejected the request that opens the door, or the cell of the
                          port that it is in; the null GUID = it is by itself */
    GUID OperatorRequest; /* request: what a person is asked for on its behalf, or the null GUID */
    LONGLONG
    Since; /* request: when it began to wait for a person, a mount: when its medium was fetched from
                       the port; port: when it was extended; door: when it was opened; ms since
                       1970 UTC, 0 = not */
    DWORD Hold;        /* medium: RSM_HOLD_*, core/hold.h */
    DWORD Tries;       /* request: how often it was begun anew because a device went away */
    DWORD Fresh;       /* medium: 1 = made by an inventory and not yet identified */
    GUID ReturnPool;   /* medium that waits for its free label: the pool it goes back to if none can
                          be written; else the null GUID */
    DWORD ReturnState; /* side of such a medium: its state in that pool */
    GUID Pool;         /* side: the pool of its medium, so that a pool finds its sides */
    GUID Library;      /* side: the library of its medium, so that they can be found by both */
    GUID Beginning;    /* side without a label: what its tape began with, work/beginning.h; the null
                          GUID = not known */
};

struct rsm_record {
    NTMS_OBJECTINFORMATIONW info; /* dwSize and dwType are always set */
    struct rsm_private own;
};

/* An empty record of that kind: zero but for dwSize, dwType, Enabled = TRUE, Element = none. */
void rsm_record_begin(struct rsm_record *record, DWORD type);

#endif
