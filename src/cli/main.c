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
    return rsm_console_status(error);
}
