/*
 * rsm, and rsm overview: the state of everything on a page.
 */
#include <stdio.h>
#include <string.h>

#include "cli/fresh.h"
#include "cli/page.h"
#include "cli/paint.h"
#include "cli/width.h"

enum { NO_TERMINAL = 80 };

void rsm_page_heading(const struct rsm_page *page, const char *text)
{
    const struct rsm_output *out = page->run->out;

    rsm_output_print(out, "\n%s%s%s\n\n", rsm_paint_begin(out, RSM_PAINT_HEADING), text,
                     rsm_paint_end(out, RSM_PAINT_HEADING));
}

void rsm_page_paragraph(const struct rsm_page *page, size_t indent, const char *text)
{
    const struct rsm_output *out = page->run->out;
    size_t width = out->width > 0 ? out->width : NO_TERMINAL;
    size_t column = 0;

    while (*text != '\0') {
        char word[512];
        size_t length = strcspn(text, " ");

        snprintf(word, sizeof word, "%.*s", (int)length, text);
        if (column > 0 && column + 1 + rsm_width_of(word) > width) {
            rsm_output_print(out, "\n");
            column = 0;
        }
        rsm_output_print(out, "%*s%s", column == 0 ? (int)indent : 1, "", word);
        column += (column == 0 ? indent : 1) + rsm_width_of(word);
        text += length + strspn(text + length, " ");
    }
    rsm_output_print(out, "\n");
}

static void tell_how_to_begin(const struct rsm_page *page)
{
    const struct rsm_output *out = page->run->out;

    rsm_page_heading(page, "No library is known yet");
    rsm_output_print(out,
                     "  rsm devices          what can be seen, whose it is and why\n"
                     "  rsm attach ADDRESS   use a library from now on, such as\n"
                     "                       iscsi://host[:port]/target\n"
                     "  rsm help             all commands\n");
}

static void tell_more(const struct rsm_page *page)
{
    rsm_output_print(page->run->out, "\n");
    rsm_page_paragraph(page, 0, "rsm view shows everything in full, rsm help lists all commands.");
}

static rsm_error run_overview(struct rsm_run *run)
{
    struct rsm_page page = {.overview = {.session = run->session, .out = run->out}, .run = run};
    rsm_error err;

    (void)rsm_fresh_wait(run); /* of a library that takes longer its own part tells */
    err = rsm_pools_read(run->session, &page.overview.pools);
    if (err == ERROR_SUCCESS)
        err = rsm_page_libraries(&page);
    if (err == ERROR_SUCCESS && !page.overview.has_library)
        tell_how_to_begin(&page);
    if (err == ERROR_SUCCESS)
        err = rsm_page_pools(&page);
    if (err == ERROR_SUCCESS)
        err = rsm_page_requests(&page);
    if (err == ERROR_SUCCESS)
        err = rsm_page_asked(&page);
    if (err == ERROR_SUCCESS && page.overview.has_library)
        tell_more(&page);
    rsm_output_print(run->out, "\n");
    rsm_pools_free(&page.overview.pools);
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "what is known cannot be read");
    return ERROR_SUCCESS;
}

const struct rsm_subcommand rsm_subcommand_overview = {
    .name = "overview",
    .subject = RSM_SUBJECT_OBJECTS,
    .summary = "Show the state of everything on a page",
    .details =
        "Libraries with their slots as a picture, drives and what is in them, media pools, what "
        "is being done and what waits for what, and what people are asked to do. rsm without a "
        "word does the same; rsm view shows more.",
    .has_facts = true,
    .needs_session = true,
    .run = run_overview,
};
