/*
 * Words in, text and a code out: rsm as a test calls it.
 */
#ifndef RSM_TESTS_CLI_WORDS_H
#define RSM_TESTS_CLI_WORDS_H

#include "cli/capture.h"
#include "platform/error.h"

/* What was written by the last call. */
extern struct capture out;
extern struct capture err;

/* Run rsm with the words of a line, parted by blanks; '~' stands for a blank in a word. */
rsm_error rsm(const char *line);

/* The same; each time that something was written act is called with it, and may do something about it. */
rsm_error rsm_acting(const char *line, void (*act)(void *context, const char *written),
                     void *context);

#define assert_says(expected)      assert_has(expected, &out)
#define assert_complains(expected) assert_has(expected, &err)

/* Shows both when it is not so. */
void assert_has(const char *expected, const struct capture *capture);

#endif
