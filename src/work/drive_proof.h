/*
 * Which tape device is which drive, by proof: a cartridge is put into the drive, and the device that was
 * empty before and has one now, when a second look shows the same, is the drive's.  So a device that was only remembered is confirmed, or
 * found to be another drive's; nothing is read before that.  Drives of which it is not certain are loaded
 * one at a time (rsm_library_take_bay).
 *
 *     rsm_drive_proof_begin(library, bay, &proof);     the bay is taken and empty
 *     ... the cartridge is moved in ...
 *     err = rsm_drive_proof_find(library, bay, &proof);
 *     rsm_drive_proof_end(&proof);
 */
#ifndef RSM_WORK_DRIVE_PROOF_H
#define RSM_WORK_DRIVE_PROOF_H

#include "work/library.h"

/* Zero = the cartridge was in the drive already. */
struct rsm_drive_proof {
    bool begun;
    char (*empty)[RSM_ADDRESS_MAX]; /* devices that had no cartridge before the drive was loaded */
    size_t count;
};

/*
 * Ask the devices that may be the bay's; when its device is certain, only that one (bay->was_empty), and
 * whether it is still the one on record.  Blocks, with no lock held; wants no transaction.
 * ERROR_NOT_ENOUGH_MEMORY; a device that does not answer is left out.
 * ERROR_BUSY when somebody else uses the device, or one that may be the bay's: the drive must not be loaded now
 * (bay->in_use).
 * ERROR_RETRY when it is not certain any more while another such drive is being proven: begin anew.
 */
rsm_error rsm_drive_proof_begin(struct rsm_library *library, struct rsm_bay *bay,
                                struct rsm_drive_proof *proof_out);

/* Does somebody else use the bay's device, or one that may be the bay's?  Asks them; the bay is taken.  Wants
 * no transaction. */
bool rsm_drive_proof_is_used(struct rsm_library *library, struct rsm_bay *bay);

/*
 * A cartridge is in the bay, and was before anybody looked.  Can it show which device the bay has?  Not
 * while another drive of which it is not certain holds one too: it must be taken out and put in again.
 * Errors of the changer.
 */
rsm_error rsm_drive_proof_can_tell(struct rsm_library *library, struct rsm_bay *bay, bool *can_out);

/*
 * A cartridge is in the bay: afterwards its device is certain, and recorded.  Does nothing when it is
 * already.  Blocks until some device has noticed the cartridge, at most 5 minutes, and a few seconds in a
 * library that is being left; wants no transaction.  bay->was_empty afterwards when the proof was begun.
 *
 * ERROR_OPERATION_ABORTED     the library is being left; nothing was forgotten
 * ERROR_DRIVE_MEDIA_MISMATCH  no device has the cartridge, or several may have it: it is never guessed.
 *                             A remembered device that stayed empty is forgotten
 * and errors of a remembered device that does not answer, of the changer, of the database.
 */
rsm_error rsm_drive_proof_find(struct rsm_library *library, struct rsm_bay *bay,
                               const struct rsm_drive_proof *proof);

/* Accepts a zeroed proof. */
void rsm_drive_proof_end(struct rsm_drive_proof *proof);

#endif
