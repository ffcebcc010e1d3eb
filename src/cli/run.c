/*
 * From words to a subcommand and its answer.
 */
#include "cli/run.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cli/help.h"
#include "platform/paths.h"
#include "platform/text.h"
#include "work/system.h"

/* Ends like a sentence, whatever it was made from. */
static void print_problem(const struct rsm_output *output, const char *text)
{
    rsm_output_print(output, "rsm: %s.\n", text);
}

rsm_error rsm_run_fail(const struct rsm_run *run, rsm_error error, const char *format, ...)
{
    char text[512];
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    print_problem(run->err, text);
    rsm_output_print(run->err, "     %s (error %u, %s)\n", rsm_error_text(error), (unsigned)error,
                     rsm_error_name(error));
    return error;
}

static rsm_error open_session(struct rsm_run *run)
{
    char folder[RSM_PATHS_ROOM];
    rsm_error err;

    run->session = OpenNtmsSessionW(NULL, u"rsm", 0);
    if (run->session != INVALID_HANDLE_VALUE)
        return ERROR_SUCCESS;
    err = GetLastError();
    if (rsm_paths_data_folder(folder, sizeof folder) != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "no folder is known for the database; name one in NTMS_DATA");
    return rsm_run_fail(run, err, "a session with the database in %s cannot be opened", folder);
}

static rsm_error run_subcommand(struct rsm_run *run)
{
    rsm_error err = ERROR_SUCCESS;
    rsm_error closed = ERROR_SUCCESS;

    run->session = INVALID_HANDLE_VALUE;
    if (run->subcommand->keeps_hands_off)
        rsm_system_keep_hands_off(true);
    if (run->subcommand->needs_session)
        err = open_session(run);
    if (err == ERROR_SUCCESS)
        err = run->subcommand->run(run);
    if (run->session != INVALID_HANDLE_VALUE)
        closed = CloseNtmsSession(run->session);
    if (run->subcommand->keeps_hands_off)
        rsm_system_keep_hands_off(false);
    return err == ERROR_SUCCESS ? closed : err;
}

rsm_error rsm_run_words(size_t count, char *const *words, const struct rsm_output *out,
                        const struct rsm_output *err)
{
    struct rsm_run run = {.out = out, .err = err};
    char problem[RSM_ARGUMENTS_PROBLEM];
    rsm_error error;

    if (count == 0 || rsm_arguments_is_help(words[0])) {
        rsm_help_print_all(out);
        return count == 0 ? ERROR_INVALID_PARAMETER : ERROR_SUCCESS;
    }
    run.subcommand = rsm_subcommand_find(words[0]);
    if (run.subcommand == NULL) {
        snprintf(problem, sizeof problem, "there is no command \"%.40s\"; see rsm help", words[0]);
        print_problem(err, problem);
        return ERROR_INVALID_PARAMETER;
    }
    error = rsm_arguments_parse(run.subcommand, count - 1, words + 1, &run.arguments, problem);
    if (error != ERROR_SUCCESS) {
        print_problem(err, problem);
        rsm_output_print(err, "     See rsm help %s\n", run.subcommand->name);
        return error;
    }
    if (run.arguments.wants_help) {
        rsm_help_print(run.subcommand, out);
        return ERROR_SUCCESS;
    }
    return run_subcommand(&run);
}
