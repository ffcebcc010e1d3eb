/*
 * What a tape begins with where nobody recognises a label: without a label it is the only thing on the
 * tape that tells one cartridge from another.  It is kept with the side (own.Beginning) as a GUID: blank,
 * or a digest of the first block (of a long one, of its first RSM_LABEL_READ_SIZE bytes and its length); the
 * null GUID = it cannot be told.
 */
#ifndef RSM_WORK_BEGINNING_H
#define RSM_WORK_BEGINNING_H

#include <stdbool.h>

#include "model/record.h"
#include "scsi/drive.h"

/* The beginning of a tape that was read; of one that begins with a filemark the block behind it counts, so
 * that the second block must have been asked for. */
void rsm_beginning_of(const struct rsm_drive_label *label, GUID *beginning_out);

/* Is this the tape of that side, as far as its beginning tells?  One of which nothing is on record may only
 * be blank. */
bool rsm_beginning_is_on_record(const struct rsm_record *side, const GUID *beginning);

#endif
