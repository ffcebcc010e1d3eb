/*
 * What a check found, in words: section by section for people, and as JSON.
 */
#ifndef RSM_CLI_CHECK_REPORT_H
#define RSM_CLI_CHECK_REPORT_H

#include "cli/json.h"
#include "cli/output.h"
#include "work/examine.h"

struct rsm_check_report {
    const char *folder; /* the data folder; "" = the database is in memory */
    bool has_database;  /* there is a file, or it is in memory */
    bool is_file_read;  /* what is wrong in it is among the findings */
    bool is_complete;   /* the file could be used, so that records and libraries were looked at */
    struct rsm_findings findings; /* of folder, file and records */
    struct rsm_examination examination;
};

/* All that was found. */
size_t rsm_check_report_count(const struct rsm_check_report *report);

/* May an inventory mend that library's findings, or tell that there are none where another process has it? */
bool rsm_check_report_wants_inventory(const struct rsm_check_report *report,
                                      const struct rsm_examined *library);

void rsm_check_report_print(const struct rsm_check_report *report, const struct rsm_output *output);

/* Into the object: "libraries" and "findings". */
void rsm_check_report_fill(const struct rsm_check_report *report, struct rsm_json into);

/* Accepts an empty one, and leaves one. */
void rsm_check_report_free(struct rsm_check_report *report);

#endif
