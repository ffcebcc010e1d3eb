/*
 * What the log says while a test runs, errors and warnings alone.
 */
#ifndef RSM_TESTS_SUPPORT_KEPT_LOG_H
#define RSM_TESTS_SUPPORT_KEPT_LOG_H

/* From now on, with nothing kept yet; and the log goes its usual way again. */
void begin_keeping_log(void);
void end_keeping_log(void);

/* Some line has these words, or the test fails and shows the lines. */
void assert_logged(const char *words);

/* How many times these words were logged. */
unsigned count_logged(const char *words);

/* And none has these; "" = there is none at all. */
void assert_not_logged(const char *words);

#endif
