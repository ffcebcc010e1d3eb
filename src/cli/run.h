/*
 * One subcommand being run: what it was given and where it writes.  The functions that run them are
 * in run_<name>.c, named in subcommands.c.
 */
#ifndef RSM_CLI_RUN_H
#define RSM_CLI_RUN_H

#include "cli/arguments.h"
#include "cli/output.h"

struct rsm_run {
    const struct rsm_subcommand *subcommand;
    struct rsm_arguments arguments;
    const struct rsm_output *out; /* what was asked for */
    const struct rsm_output *err; /* errors, and the line that shows progress on a terminal */
    HANDLE session;               /* INVALID_HANDLE_VALUE unless the subcommand needs one */
};

/*
 * Run rsm with these words.  Answers what its exit status tells: 0, the Win32 code of what failed,
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

rsm_error rsm_run_attach(struct rsm_run *run);
rsm_error rsm_run_check(struct rsm_run *run);
rsm_error rsm_run_detach(struct rsm_run *run);
rsm_error rsm_run_devices(struct rsm_run *run);
rsm_error rsm_run_help(struct rsm_run *run);
rsm_error rsm_run_identify(struct rsm_run *run);
rsm_error rsm_run_inventory(struct rsm_run *run);
rsm_error rsm_run_operator(struct rsm_run *run);
rsm_error rsm_run_overview(struct rsm_run *run); /* view without /t */
rsm_error rsm_run_pin(struct rsm_run *run);
rsm_error rsm_run_view(struct rsm_run *run);

#endif
