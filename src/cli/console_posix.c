/*
 * The console of systems whose terminals speak UTF-8.
 */
#define _DEFAULT_SOURCE

#include "cli/console.h"

#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/paint.h"

rsm_error rsm_console_words(int argc, char **argv, size_t *count_out, char ***words_out)
{
    *count_out = argc > 1 ? (size_t)argc - 1 : 0;
    *words_out = argv + (argc > 1 ? 1 : 0);
    return ERROR_SUCCESS;
}

static FILE *file_of(enum rsm_console_stream stream)
{
    return stream == RSM_CONSOLE_OUT ? stdout : stderr;
}

size_t rsm_console_width(enum rsm_console_stream stream)
{
    struct winsize size;
    int descriptor = fileno(file_of(stream));

    if (!isatty(descriptor))
        return 0;
    return ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

bool rsm_console_has_colours(enum rsm_console_stream stream)
{
    const char *no_color = getenv("NO_COLOR");
    const char *term = getenv("TERM");

    return isatty(fileno(file_of(stream))) != 0 &&
           rsm_paint_is_wanted(no_color != NULL ? no_color : "", term != NULL ? term : "dumb");
}

void rsm_console_write(enum rsm_console_stream stream, const char *text, size_t length)
{
    FILE *file = file_of(stream);

    (void)fwrite(text, 1, length, file);
    (void)fflush(file);
}

bool rsm_console_has_lost(enum rsm_console_stream stream)
{
    FILE *file = file_of(stream);

    return ferror(file) != 0 && fcntl(fileno(file), F_GETFD) >= 0;
}

/* SA_RESETHAND: raised again, it does what it always did. */
static void tidy(int number)
{
    static const char wipe[] = "\r\033[K"; /* ECMA-48: erase to the end of the line */
    ssize_t written = write(STDERR_FILENO, wipe, sizeof wipe - 1);

    (void)written;
    (void)raise(number);
}

void rsm_console_tidy_at_break(void)
{
    const char *terminal = getenv("TERM");
    struct sigaction action = {.sa_handler = tidy, .sa_flags = (int)SA_RESETHAND};

    if (isatty(STDERR_FILENO) && terminal != NULL && strcmp(terminal, "dumb") != 0)
        (void)sigaction(SIGINT, &action, NULL);
}

/* ---- being asked to end ---- */

static atomic_bool interrupted;

void rsm_console_interrupt(void)
{
    atomic_store(&interrupted, true);
}

bool rsm_console_was_interrupted(void)
{
    return atomic_load(&interrupted);
}

static void note_signal(int number)
{
    (void)number;
    rsm_console_interrupt();
}

void rsm_console_catch_interrupt(void)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction action = {.sa_handler = note_signal};

    atomic_store(&interrupted, false);
    action.sa_flags = (int)(SA_RESTART | SA_RESETHAND);
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
        (void)sigaction(signals[i], &action, NULL);
}

int rsm_console_status(rsm_error error)
{
    return error <= 255 ? (int)error : 1;
}
