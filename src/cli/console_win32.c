/*
 * The Windows console, and files and pipes in its code page.
 */
#include "cli/console.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <windows.h>

#include <shellapi.h>

#include "cli/paint.h"
#include "platform/text.h"

#ifndef ENABLE_VIRTUAL_TERMINAL_PROCESSING
#define ENABLE_VIRTUAL_TERMINAL_PROCESSING 0x0004
#endif

enum { PIECE = 1000 }; /* bytes that are converted at a time */

static char *utf8_copy(const WCHAR *wide)
{
    size_t room = wcslen(wide) * 3 + 1;
    char *text = malloc(room);

    if (text != NULL)
        rsm_text_to_utf8(text, room, wide, RSM_TEXT_TERMINATED);
    return text;
}

rsm_error rsm_console_words(int argc, char **argv, size_t *count_out, char ***words_out)
{
    int count = 0;
    WCHAR **wide = CommandLineToArgvW(GetCommandLineW(), &count);
    char **words = calloc((size_t)count + 1, sizeof *words);
    rsm_error err = wide != NULL && words != NULL ? ERROR_SUCCESS : ERROR_NOT_ENOUGH_MEMORY;

    (void)argc;
    (void)argv;
    for (int i = 1; i < count && err == ERROR_SUCCESS; i++) {
        words[i - 1] = utf8_copy(wide[i]);
        if (words[i - 1] == NULL)
            err = ERROR_NOT_ENOUGH_MEMORY;
    }
    *count_out = count > 1 ? (size_t)count - 1 : 0;
    *words_out = words;
    LocalFree(wide);
    return err;
}

static HANDLE handle_of(enum rsm_console_stream stream)
{
    return GetStdHandle(stream == RSM_CONSOLE_OUT ? STD_OUTPUT_HANDLE : STD_ERROR_HANDLE);
}

size_t rsm_console_width(enum rsm_console_stream stream)
{
    CONSOLE_SCREEN_BUFFER_INFO info;
    int columns;

    if (!GetConsoleScreenBufferInfo(handle_of(stream), &info))
        return 0;
    columns = info.srWindow.Right - info.srWindow.Left; /* the last column would break the line */
    return columns > 0 ? (size_t)columns : 80;
}

/* A terminal that came from elsewhere (a remote shell) says so in TERM; Windows itself does not set it. */
bool rsm_console_has_colours(enum rsm_console_stream stream)
{
    char no_color[8] = "";
    char term[8] = "";
    DWORD mode;

    if (GetEnvironmentVariableA("NO_COLOR", no_color, sizeof no_color) >= sizeof no_color)
        return false; /* longer, and so not empty */
    (void)GetEnvironmentVariableA("TERM", term, sizeof term);
    return rsm_paint_is_wanted(no_color, term) && GetConsoleMode(handle_of(stream), &mode) &&
           SetConsoleMode(handle_of(stream), mode | ENABLE_VIRTUAL_TERMINAL_PROCESSING);
}

/* The code page of files and pipes. */
static UINT code_page(void)
{
    UINT page = GetConsoleOutputCP();

    return page != 0 ? page : CP_UTF8;
}

static void write_piece(enum rsm_console_stream stream, const char *text, size_t length)
{
    WCHAR wide[PIECE + 1];
    char bytes[PIECE * 4];
    FILE *file = stream == RSM_CONSOLE_OUT ? stdout : stderr;
    DWORD mode;
    DWORD done;
    int count;

    rsm_text_from_utf8(wide, PIECE + 1, text, length);
    if (GetConsoleMode(handle_of(stream), &mode)) {
        (void)WriteConsoleW(handle_of(stream), wide, (DWORD)wcslen(wide), &done, NULL);
        return;
    }
    count = WideCharToMultiByte(code_page(), 0, wide, (int)wcslen(wide), bytes, sizeof bytes, NULL,
                                NULL);
    if (count > 0)
        (void)fwrite(bytes, 1, (size_t)count, file);
    (void)fflush(file);
}

void rsm_console_write(enum rsm_console_stream stream, const char *text, size_t length)
{
    while (length > 0) {
        size_t piece = length < PIECE ? length : PIECE;

        while (piece < length && piece > 1 && ((unsigned char)text[piece] & 0xC0) == 0x80)
            piece--; /* not through the middle of a character */
        write_piece(stream, text, piece);
        text += piece;
        length -= piece;
    }
}

bool rsm_console_has_lost(enum rsm_console_stream stream)
{
    FILE *file = stream == RSM_CONSOLE_OUT ? stdout : stderr;

    return ferror(file) != 0 && _fileno(file) >= 0; /* negative: there is no such stream */
}

/* On a thread of its own.  Not handled: the process ends, as it does without this. */
static BOOL WINAPI tidy(DWORD event)
{
    CONSOLE_SCREEN_BUFFER_INFO info;
    HANDLE console = handle_of(RSM_CONSOLE_ERR);
    COORD begin;
    DWORD done;

    (void)event;
    if (GetConsoleScreenBufferInfo(console, &info)) {
        begin.X = 0;
        begin.Y = info.dwCursorPosition.Y;
        (void)FillConsoleOutputCharacterW(console, L' ', (DWORD)info.dwSize.X, begin, &done);
        (void)SetConsoleCursorPosition(console, begin);
    }
    return FALSE;
}

void rsm_console_tidy_at_break(void)
{
    DWORD mode;

    if (GetConsoleMode(handle_of(RSM_CONSOLE_ERR), &mode))
        (void)SetConsoleCtrlHandler(tidy, TRUE);
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

/* Runs on a thread of its own.  FALSE leaves it to the system, which ends the process. */
static BOOL WINAPI note_event(DWORD event)
{
    if (event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT)
        return FALSE;
    return !atomic_exchange(&interrupted, true);
}

void rsm_console_catch_interrupt(void)
{
    atomic_store(&interrupted, false);
    (void)SetConsoleCtrlHandler(note_event, TRUE);
}

int rsm_console_status(rsm_error error)
{
    return (int)error;
}
