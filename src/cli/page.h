/*
 * The overview page: what each part of it is made with.  The parts are in page_libraries.c, page_pools.c and
 * page_requests.c, in the order in which run_overview.c prints them.
 */
#ifndef RSM_CLI_PAGE_H
#define RSM_CLI_PAGE_H

#include "cli/overview.h"
#include "cli/run.h"

struct rsm_page {
    struct rsm_overview overview;
    struct rsm_run *run;
};

/* A heading, and what is below it is to begin. */
void rsm_page_heading(const struct rsm_page *page, const char *text);

/* A paragraph, broken at blanks so that it fits the terminal (80 columns where there is none). */
void rsm_page_paragraph(const struct rsm_page *page, size_t indent, const char *text);

/*
 * Print a part, and put it into the document.  Errors as EnumerateNtmsObject and GetNtmsObjectInformation,
 * ERROR_NOT_ENOUGH_MEMORY.
 */
rsm_error rsm_page_libraries(struct rsm_page *page);
rsm_error rsm_page_pools(struct rsm_page *page);
rsm_error rsm_page_requests(struct rsm_page *page);
rsm_error rsm_page_asked(struct rsm_page *page);

#endif
