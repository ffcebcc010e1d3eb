/*
 * One subcommand being run: what it was given and where it writes.  The functions that run them are
 * in run_<name>.c, named in subcommands.c.
 */
#ifndef RSM_CLI_RUN_H
#define RSM_CLI_RUN_H

#include "cli/arguments.h"
#include "cli/json.h"
#include "cli/output.h"

struct rsm_run {
    const struct rsm_subcommand *subcommand;
    struct rsm_arguments arguments;
    const struct rsm_output *out; /* what was asked for; with /json it leads nowhere */
    struct rsm_json json;         /* the same facts, where /json asked for them; else nothing */
    const struct rsm_output *err; /* errors, and the line that shows progress on a terminal */
    HANDLE session;               /* INVALID_HANDLE_VALUE unless the subcommand needs one */
    const struct rsm_output *documents; /* where JSON is written */
    struct rsm_json_document *document;
    bool tells_events; /* each is a line; so is the document at the end */
};

/*
 * Run rsm with these words; without any the overview is shown.  Answers what its exit status tells: 0, the Win32 code of what failed,
 * or ERROR_INVALID_PARAMETER when it was called wrongly.
 */
rsm_error rsm_run_words(size_t count, char *const *words, const struct rsm_output *out,
                        const struct rsm_output *err);

/*
 * Say on standard error what failed (printf, a sentence without its full stop), why, and the code's
 * number and name.  Returns the error.
 */
rsm_error rsm_run_fail(const struct rsm_run *run, rsm_error error, const char *format, ...)
    RSM_PRINTF(3, 4);

/* Open the session that a subcommand needs which opens it by itself; what goes wrong has been said when this
 * returns.  It is closed when the subcommand has ended, unless it did so and set INVALID_HANDLE_VALUE. */
rsm_error rsm_run_open_session(struct rsm_run *run);

/*
 * Say on standard error how the command was called wrongly (printf, a sentence without its full stop), and
 * how it is called.  Returns ERROR_INVALID_PARAMETER.
 */
rsm_error rsm_run_misuse(const struct rsm_run *run, const char *format, ...) RSM_PRINTF(2, 3);

/* The last line of a command of the original: it succeeded.  Not with /b.  Returns ERROR_SUCCESS. */
rsm_error rsm_run_succeed(const struct rsm_run *run);

/*
 * Of what happens while the command goes on (rsm watch) each event is a JSON document of its own, a line
 * each: begin one, fill it, end it.  Without /json nothing comes of it.
 */
struct rsm_json rsm_run_event_begin(struct rsm_run *run, const char *event);
void rsm_run_event_end(struct rsm_run *run, struct rsm_json event);

#endif
