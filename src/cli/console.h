/*
 * What the command wants of the system it runs on: the words of its command line, the terminal, and
 * text out.  Text is UTF-8 here.  One file for each system: console_win32.c, console_posix.c.
 */
#ifndef RSM_CLI_CONSOLE_H
#define RSM_CLI_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>

#include "platform/error.h"

enum rsm_console_stream { RSM_CONSOLE_OUT, RSM_CONSOLE_ERR };

/*
 * The words of the command line without the program's name.  argc and argv are main's; Windows is
 * asked anew, since argv has lost what the ANSI code page does not have.  The words live as long as
 * the process.  ERROR_NOT_ENOUGH_MEMORY.
 */
rsm_error rsm_console_words(int argc, char **argv, size_t *count_out, char ***words_out);

/* Columns of the terminal that this stream goes to; 0 when it goes to a file or a pipe. */
size_t rsm_console_width(enum rsm_console_stream stream);

/* Does the terminal that this stream goes to understand colours, and does the user want them?  A Windows console
 * is set to understand them, and has none where it refuses. */
bool rsm_console_has_colours(enum rsm_console_stream stream);

/*
 * Write text that is length bytes long.  To a Windows console as UTF-16; to a file or pipe there in
 * the console's code page, which is what for /f and PowerShell read, and UTF-8 when there is no
 * console.  What cannot be written is lost.
 */
void rsm_console_write(enum rsm_console_stream stream, const char *text, size_t length);

/* Was something lost that way, to a full disk for one?  False when the caller left the stream closed. */
bool rsm_console_has_lost(enum rsm_console_stream stream);

/* Wipe the line that lives (live.h) on the terminal of standard error when somebody ends the command with
 * Ctrl-C, which then ends as it always does. */
void rsm_console_tidy_at_break(void);

/*
 * From now on Ctrl-C, and what else asks a command to end, is noted instead of ending the process, so that
 * a command that stays until then can end as it should.  What came before is forgotten; a second one ends
 * the process as ever.
 */
void rsm_console_catch_interrupt(void);
bool rsm_console_was_interrupted(void);

/* Note one: for the handlers of signals, from any thread, and for tests. */
void rsm_console_interrupt(void);

/* The exit status that tells of this error: the code itself, or 1 where a status has 8 bits and the
 * code does not fit. */
int rsm_console_status(rsm_error error);

#endif
