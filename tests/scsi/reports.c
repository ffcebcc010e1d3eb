/*
 * Reading element status in tests.
 */
#include "scsi/reports.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

rsm_error remember(void *context, const struct rsm_smc_element *element)
{
    struct seen *seen = context;

    if (seen->count < sizeof(seen->elements) / sizeof(seen->elements[0]))
        seen->elements[seen->count] = *element;
    seen->count++;
    return seen->stop_after == seen->count ? ERROR_CANCELLED : ERROR_SUCCESS;
}

void read_report(const uint8_t *data, size_t size, enum rsm_smc_type wanted, struct seen *seen_out)
{
    memset(seen_out, 0, sizeof(*seen_out));
    seen_out->error =
        rsm_smc_parse_element_status(data, size, wanted, remember, seen_out, &seen_out->report);
}

void assert_read(const struct recorded *data, size_t count, struct seen *seen_out)
{
    read_report(data->bytes, data->size, RSM_SMC_ALL, seen_out);
    assert_int_equal(seen_out->error, ERROR_SUCCESS);
    assert_int_equal(seen_out->count, count);
    assert_int_equal(seen_out->report.seen, count);
    assert_null(seen_out->report.reason);
}

void assert_refused(const struct recorded *data, struct seen *seen_out)
{
    read_report(data->bytes, data->size, RSM_SMC_ALL, seen_out);
    assert_int_equal(seen_out->error, ERROR_INVALID_DATA);
    assert_non_null(seen_out->report.reason);
    assert_true(seen_out->report.position <= data->size);
}
