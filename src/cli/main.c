/*
 * The rsm command.
 */
#include "cli/console.h"
#include "cli/run.h"

static void write_out(void *context, const char *text, size_t length)
{
    (void)context;
    rsm_console_write(RSM_CONSOLE_OUT, text, length);
}

static void write_err(void *context, const char *text, size_t length)
{
    (void)context;
    rsm_console_write(RSM_CONSOLE_ERR, text, length);
}

/* A script that keeps what is printed must not take half of it for all. */
static rsm_error fail_lost(const struct rsm_output *err)
{
    rsm_output_print(err,
                     "rsm: it was done, but what it has to tell could not be written.\n"
                     "     %s (error %u, %s)\n",
                     rsm_error_text(ERROR_WRITE_FAULT), (unsigned)ERROR_WRITE_FAULT,
                     rsm_error_name(ERROR_WRITE_FAULT));
    return ERROR_WRITE_FAULT;
}

int main(int argc, char **argv)
{
    struct rsm_output out = {.write = write_out,
                             .width = rsm_console_width(RSM_CONSOLE_OUT),
                             .has_colours = rsm_console_has_colours(RSM_CONSOLE_OUT)};
    struct rsm_output err = {.write = write_err,
                             .width = rsm_console_width(RSM_CONSOLE_ERR),
                             .has_colours = rsm_console_has_colours(RSM_CONSOLE_ERR)};
    size_t count;
    char **words;
    rsm_error error = rsm_console_words(argc, argv, &count, &words);

    rsm_console_tidy_at_break();
    if (error == ERROR_SUCCESS)
        error = rsm_run_words(count, words, &out, &err);
    if (error == ERROR_SUCCESS && rsm_console_has_lost(RSM_CONSOLE_OUT))
        error = fail_lost(&err);
    return rsm_console_status(error);
}
