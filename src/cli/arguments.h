/*
 * The words of the command line, taken apart by the table of a subcommand.
 *
 * Switches come in any order, begin with "/", "-" or "--", and are followed by their value without a
 * blank (/lf"Tape 1"); since some pages print one, the value may also be the next word (/lf "Tape 1",
 * even /l f "Tape 1"), unless that is a switch.  Of the switches that a word begins with the one with the
 * longest name is meant: /nowait, though there be /n<number>.
 *
 * Switches and words are the same in upper and lower case; names are not.  Words may be shortened to a
 * beginning that no other has; switches may not, since a value could follow.
 *
 * Behind "--" nothing is a switch.  Nor is, for a subcommand that takes an operand, a path such as /tmp/copy
 * that begins like none of its switches.
 */
#ifndef RSM_CLI_ARGUMENTS_H
#define RSM_CLI_ARGUMENTS_H

#include <stddef.h>

#include "cli/subcommand.h"

enum { RSM_ARGUMENTS_MAX = 16, RSM_ARGUMENTS_PROBLEM = 512, RSM_ARGUMENTS_SHOWN = 256 };

struct rsm_argument {
    const struct rsm_switch *which;
    const char *text; /* as written, without quotes around it; "" when there is no value */
    GUID guid;        /* of RSM_VALUE_GUID */
    DWORD number;     /* of RSM_VALUE_WORD and RSM_VALUE_NUMBER */
};

struct rsm_arguments {
    bool wants_help;     /* "/?" was among them; nothing else was looked at */
    bool wants_json;     /* known even when something else is wrong */
    const char *operand; /* NULL = none */
    struct rsm_argument given[RSM_ARGUMENTS_MAX];
    size_t count;
};

/*
 * Take the words behind the subcommand's name apart; they must live as long as the result, and quotes
 * around values are taken off in them.  ERROR_INVALID_PARAMETER, and in problem_out a sentence, without its
 * full stop, that says what is wrong.
 */
rsm_error rsm_arguments_parse(const struct rsm_subcommand *subcommand, size_t count,
                              char *const *words, struct rsm_arguments *arguments_out,
                              char problem_out[RSM_ARGUMENTS_PROBLEM]);

/* /json: taken by every subcommand that has facts, beside its own. */
extern const struct rsm_switch rsm_arguments_json;

/* Is this a request for help: /? -? /help --help -h */
bool rsm_arguments_is_help(const char *word);

/* The argument of that switch, or NULL. */
const struct rsm_argument *rsm_arguments_find(const struct rsm_arguments *arguments,
                                              const char *name);
bool rsm_arguments_has(const struct rsm_arguments *arguments, const char *name);

/* The argument that was given of a group of switches, or NULL. */
const struct rsm_argument *rsm_arguments_of_group(const struct rsm_arguments *arguments,
                                                  const char *group);

/* What was written, for a message: harmless for a terminal, and cut where it is long. */
void rsm_arguments_show(const char *text, char shown_out[RSM_ARGUMENTS_SHOWN]);

#endif
