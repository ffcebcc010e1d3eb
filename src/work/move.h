/*
 * The one function that moves cartridges.  Intent committed, MOVE MEDIUM, outcome committed; in
 * doubt both elements are read again and the truth is committed.  Never repeated blindly.
 */
#ifndef RSM_WORK_MOVE_H
#define RSM_WORK_MOVE_H

#include "work/library.h"

/* A slot, drive or port of the library, by its object and its element. */
struct rsm_stop {
    GUID id;
    DWORD type; /* NTMS_STORAGESLOT, NTMS_DRIVE, NTMS_IEPORT */
    uint16_t element;
};

/*
 * Move what is in `from` to `to`.  The record that is recorded at `from` travels with it.  Takes the
 * changer itself.  ERROR_SUCCESS means that it is there, and recorded.  On any error the records
 * say what the changer says now, or, when it does not answer, the intent stays in the journal and
 * the library is lost: ERROR_DEVICE_NOT_AVAILABLE.  ERROR_EMPTY (source), ERROR_RESOURCE_NOT_AVAILABLE
 * (destination full), ERROR_MEDIUM_NOT_ACCESSIBLE and others as the sense says.  Where a place was not as
 * recorded the library is looked at again soon.
 *
 * tag is the bar code that the caller saw at `from`, NULL = any: it is read again before each MOVE MEDIUM.
 * ERROR_RETRY, and nothing has moved: another one, or none, is there now; whoever looks sees it.
 */
rsm_error rsm_move_cartridge(struct rsm_library *library, const struct rsm_stop *from,
                             const struct rsm_stop *to, const char *tag);

/* The object that stands for an element.  ERROR_OBJECT_NOT_FOUND.  Wants an open transaction. */
rsm_error rsm_move_find_stop(struct rsm_library *library, DWORD element, struct rsm_stop *stop_out);

/* Nobody will go on with a cartridge that is in a drive after a move that did not end well, nor does
 * anybody hold it: the drive may be emptied when it is needed.  medium: the null GUID if it is not known.  Wants an open writing
 * transaction. */
rsm_error rsm_move_record_left_in_drive(struct rsm_library *library, const struct rsm_stop *stop,
                                        const GUID *medium);

/*
 * Settle every move that was interrupted, by reading its elements.  A cartridge that is at neither end
 * may still be on its way: blocks until it is found, or no move could take so long (then the next inventory
 * looks for it).  ERROR_OPERATION_ABORTED when the worker must end before; the intent stays.  The changer
 * must be taken, and be open.
 */
rsm_error rsm_move_settle(struct rsm_library *library);

#endif
