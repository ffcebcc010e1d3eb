/*
 * What a person put into a drive that stands alone, as the records see it.
 */
#ifndef RSM_TESTS_WORK_HAND_H
#define RSM_TESTS_WORK_HAND_H

#include "support/fixture.h"

bool find_in_drive(struct fixture *f, struct rsm_record *medium_out);
void look_in_drive(struct fixture *f, struct rsm_record *medium_out);

/* The medium of that name is in the drive, and nobody uses it. */
void assert_in_drive(struct fixture *f, const WCHAR *name);

#endif
