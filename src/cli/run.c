/*
 * From words to a subcommand and its answer.
 */
#include "cli/run.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cli/help.h"
#include "cli/subcommands.h"
#include "cli/version.h"
#include "cli/width.h"
#include "platform/paths.h"
#include "platform/text.h"
#include "work/system.h"

/* A sentence may name a pool by its path. */
enum { TEXT = 2048, INDENT = 5 };

static const char all_commands[] = "rsm help lists all commands.";

/* Ends like a sentence, whatever it was made from. */
static void print_problem(const struct rsm_output *output, char *text)
{
    size_t length;

    rsm_width_clean(text); /* names and words that were given may hold anything */
    length = strlen(text);

    rsm_output_print(output, "rsm: %s%s\n", text, length > 0 && text[length - 1] == '?' ? "" : ".");
}

static void add_failure(const struct rsm_run *run, rsm_error error, const char *text)
{
    struct rsm_json failure = rsm_json_object(run->json, "error");

    rsm_json_number(failure, "code", error);
    rsm_json_text(failure, "name", rsm_error_name(error));
    rsm_json_text(failure, "message", text);
    rsm_json_text(failure, "reason", rsm_error_text(error));
}

rsm_error rsm_run_fail(const struct rsm_run *run, rsm_error error, const char *format, ...)
{
    char text[TEXT];
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    print_problem(run->err, text);
    add_failure(run, error, text);
    rsm_output_print(run->err, "     %s (error %u, %s)\n", rsm_error_text(error), (unsigned)error,
                     rsm_error_name(error));
    return error;
}

rsm_error rsm_run_misuse(const struct rsm_run *run, const char *format, ...)
{
    char text[TEXT];
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    print_problem(run->err, text);
    add_failure(run, ERROR_INVALID_PARAMETER, text);
    rsm_help_print_usage(run->subcommand, INDENT, run->err);
    if (run->subcommand == &rsm_subcommand_help)
        rsm_output_print(run->err, "%*s%s\n", INDENT, "", all_commands);
    else
        rsm_output_print(run->err, "%*srsm help %s tells more.\n", INDENT, "",
                         run->subcommand->name);
    return ERROR_INVALID_PARAMETER;
}

rsm_error rsm_run_succeed(const struct rsm_run *run)
{
    if (!rsm_arguments_has(&run->arguments, "b"))
        rsm_output_print(run->out, "\nThe command completed successfully.\n");
    return ERROR_SUCCESS;
}

rsm_error rsm_run_open_session(struct rsm_run *run)
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

/* problem: what is wrong with the words; "" = nothing. */
static rsm_error run_subcommand(struct rsm_run *run, const char *problem)
{
    rsm_error err = ERROR_SUCCESS;
    rsm_error closed = ERROR_SUCCESS;

    if (problem[0] != '\0')
        return rsm_run_misuse(run, "%s", problem);
    run->session = INVALID_HANDLE_VALUE;
    if (run->subcommand->keeps_hands_off)
        rsm_system_keep_hands_off(true);
    if (run->subcommand->needs_session)
        err = rsm_run_open_session(run);
    if (err == ERROR_SUCCESS)
        err = run->subcommand->run(run);
    if (run->session != INVALID_HANDLE_VALUE)
        closed = CloseNtmsSession(run->session);
    if (run->subcommand->keeps_hands_off)
        rsm_system_keep_hands_off(false);
    return err == ERROR_SUCCESS ? closed : err;
}

/* ---- JSON ---- */

struct rsm_json rsm_run_event_begin(struct rsm_run *run, const char *event)
{
    struct rsm_json root = {.value = NULL};

    if (run->document == NULL)
        return root;
    run->tells_events = true;
    root = rsm_json_root(rsm_json_document_make());
    rsm_json_text(root, "event", event);
    return root;
}

void rsm_run_event_end(struct rsm_run *run, struct rsm_json event)
{
    if (event.document != NULL)
        (void)rsm_json_document_write(event.document, true, run->documents);
    rsm_json_document_free(event.document);
}

static void write_nowhere(void *context, const char *text, size_t length)
{
    (void)context;
    (void)text;
    (void)length;
}

/* The head of every document; docs/json/README.md. */
enum { SCHEMA = 1 };

static rsm_error run_for_json(struct rsm_run *run, const char *problem)
{
    static const struct rsm_output nowhere = {.write = write_nowhere};
    rsm_error error;
    rsm_error written;

    run->document = rsm_json_document_make();
    if (run->document == NULL)
        return rsm_run_fail(run, ERROR_NOT_ENOUGH_MEMORY, "nothing can be shown");
    run->json = rsm_json_root(run->document);
    run->documents = run->out;
    run->out = &nowhere;
    rsm_json_number(run->json, "schema", SCHEMA);
    rsm_json_text(run->json, "command", run->subcommand->name);
    error = run_subcommand(run, problem);
    rsm_json_number(run->json, "status", error);
    written = rsm_json_document_write(run->document, run->tells_events, run->documents);
    rsm_json_document_free(run->document);
    if (written != ERROR_SUCCESS)
        return rsm_run_fail(run, written, "not everything can be shown");
    return error;
}

/* ---- from the words ---- */

static rsm_error fail_unknown(const struct rsm_output *err, char *problem)
{
    print_problem(err, problem);
    rsm_output_print(err, "%*s%s\n", INDENT, "", all_commands);
    return ERROR_INVALID_PARAMETER;
}

static bool asks_for_version(const char *word)
{
    return rsm_text_same_word(word, "/version") || rsm_text_same_word(word, "-version") ||
           rsm_text_same_word(word, "--version");
}

static bool is_json_switch(const char *word)
{
    return rsm_text_same_word(word, "/json") || rsm_text_same_word(word, "-json") ||
           rsm_text_same_word(word, "--json");
}

rsm_error rsm_run_words(size_t count, char *const *words, const struct rsm_output *out,
                        const struct rsm_output *err)
{
    struct rsm_run run = {.out = out, .err = err};
    char problem[RSM_ARGUMENTS_PROBLEM];
    bool names_none;

    if (count > 0 && rsm_arguments_is_help(words[0])) {
        rsm_help_print_all(out);
        return ERROR_SUCCESS;
    }
    if (count > 0 && asks_for_version(words[0])) {
        rsm_output_print(out, "rsm %s\n", RSM_VERSION);
        return ERROR_SUCCESS;
    }
    names_none = count == 0 || is_json_switch(words[0]);
    run.subcommand =
        names_none ? &rsm_subcommand_overview : rsm_subcommand_understand(words[0], problem);
    if (run.subcommand == NULL)
        return fail_unknown(err, problem);
    (void)rsm_arguments_parse(run.subcommand, names_none ? count : count - 1,
                              names_none ? words : words + 1, &run.arguments, problem);
    if (run.arguments.wants_help) {
        rsm_help_print(run.subcommand, out);
        return ERROR_SUCCESS;
    }
    if (run.arguments.wants_json)
        return run_for_json(&run, problem);
    return run_subcommand(&run, problem);
}
