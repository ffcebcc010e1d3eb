/*
 * What a library says of itself against what the records say: each difference told, and nothing changed.  Which
 * cartridge belongs to which record is found as an inventory finds it (work/match.h), so that both believe
 * the same.
 */
#ifndef RSM_WORK_COMPARE_H
#define RSM_WORK_COMPARE_H

#include "scsi/drive.h"
#include "work/findings.h"
#include "work/scan.h"

/*
 * Compare a scan of the library with its records.  *places_out = places that were compared.  Nothing of ours may
 * move anything from the scan to the end.  The scan is sorted.  ERROR_NOT_ENOUGH_MEMORY, database errors.
 * Wants no transaction.
 */
rsm_error rsm_compare(struct rsm_library *library, const struct rsm_scan *scan,
                      struct rsm_findings *findings, size_t *places_out);

/* The same for a drive that stands alone, its one bay; renewed: the drive told that its cartridge may have been
 * changed. */
rsm_error rsm_compare_alone(struct rsm_library *library, enum rsm_drive_state state, bool renewed,
                            struct rsm_findings *findings);

#endif
