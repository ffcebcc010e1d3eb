/*
 * Reading element status in tests: what the walk over a report gave.
 */
#ifndef RSM_TESTS_SCSI_REPORTS_H
#define RSM_TESTS_SCSI_REPORTS_H

#include "scsi/recorded.h"
#include "scsi/smc.h"

struct seen {
    struct rsm_smc_element elements[128]; /* the first of them */
    size_t count;
    size_t stop_after; /* end the walk with ERROR_CANCELLED after so many; 0 = never */
    struct rsm_smc_report report;
    rsm_error error;
};

/* To be given to rsm_smc_parse_element_status() with a struct seen. */
rsm_error remember(void *context, const struct rsm_smc_element *element);

void read_report(const uint8_t *data, size_t size, enum rsm_smc_type wanted, struct seen *seen_out);

/* Every element is given, count of them, and nothing is wrong. */
void assert_read(const struct recorded *data, size_t count, struct seen *seen_out);

/* The report is refused with a reason. */
void assert_refused(const struct recorded *data, struct seen *seen_out);

#endif
