/*
 * rsm as a user calls it: a line of words in, text and a code out.
 */
#ifndef RSM_TESTS_CLI_COMMAND_H
#define RSM_TESTS_CLI_COMMAND_H

#include "cli/capture.h"
#include "ntmsapi.h"
#include "platform/error.h"

/* What the last call wrote. */
extern struct capture out;
extern struct capture err;

/* Run rsm with the words of a line, parted by blanks; '~' stands for a blank in a word. */
rsm_error rsm(const char *line);
rsm_error rsm_with_width(const char *line, size_t width);

/* The same; act is called with each piece of the answer when it is written, and may do something about it. */
rsm_error rsm_acting(const char *line, void (*act)(void *context, const char *written),
                     void *context);

/* "WORDS<guid>" and then "WORDS", which may be NULL. */
rsm_error rsm_of(const char *words, const GUID *id);
rsm_error rsm_of_and(const char *words, const GUID *id, const char *more);

#define assert_says(expected)      assert_has((expected), &out, __FILE__, __LINE__)
#define assert_complains(expected) assert_has((expected), &err, __FILE__, __LINE__)

/* Fails, and shows both. */
void assert_has(const char *expected, const struct capture *capture, const char *file, int line);

#endif
