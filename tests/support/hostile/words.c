#include "support/hostile/words.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Where the word that begins at from ends. */
static const char *find_end(const char *from, const char *end)
{
    if (*from == '"') {
        const char *quote = memchr(from + 1, '"', (size_t)(end - from - 1));

        return quote == NULL ? end : quote;
    }
    if (*from == ',')
        return from + 1;
    while (from < end && !is_blank(*from) && *from != ',')
        from++;
    return from;
}

bool hostile_words_split(struct hostile_words *words, const char *line, size_t length, char *error)
{
    const char *end = line + length;
    char *into = words->text;

    words->count = 0;
    words->next = 0;
    words->error = error;
    error[0] = '\0';
    if (length > HOSTILE_LINE - 1)
        return hostile_words_fail(words, "a line of more than %d characters", HOSTILE_LINE - 1);
    while (line < end) {
        const char *stop;
        bool quoted = *line == '"';

        if (is_blank(*line)) {
            line++;
            continue;
        }
        stop = find_end(line, end);
        if (*line == '#' && (words->count == 0 || stop == line + 1))
            break;
        if (words->count == HOSTILE_WORDS)
            return hostile_words_fail(words, "a line of more than %d words", HOSTILE_WORDS);
        line += quoted ? 1 : 0;
        words->quoted[words->count] = quoted;
        words->word[words->count++] = into;
        memcpy(into, line, (size_t)(stop - line));
        into += stop - line;
        *into++ = '\0';
        line = stop + (quoted && stop < end ? 1 : 0);
    }
    return true;
}

bool hostile_words_fail(struct hostile_words *words, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(words->error, HOSTILE_ERROR_ROOM, format, arguments);
    va_end(arguments);
    return false;
}

const char *hostile_words_peek(const struct hostile_words *words)
{
    return words->next < words->count ? words->word[words->next] : NULL;
}

const char *hostile_words_take(struct hostile_words *words)
{
    return words->next < words->count ? words->word[words->next++] : "";
}

bool hostile_words_skip(struct hostile_words *words, const char *word)
{
    const char *next = hostile_words_peek(words);

    if (next == NULL || strcmp(next, word) != 0)
        return false;
    words->next++;
    return true;
}

bool hostile_words_end(struct hostile_words *words)
{
    const char *next = hostile_words_peek(words);

    return next == NULL || hostile_words_fail(words, "\"%.60s\" is one word too many", next);
}

/* The digits from text on, up to stop or the end. */
static bool read_number(const char *text, const char **stop_out, uint32_t most,
                        uint32_t *number_out)
{
    char *stop;
    unsigned long long number;

    if (!isdigit((unsigned char)*text))
        return false;
    number = strtoull(text, &stop, text[0] == '0' && text[1] == 'x' ? 16 : 10);
    *stop_out = stop;
    *number_out = (uint32_t)number;
    return number <= most;
}

bool hostile_words_is_number(const char *word, uint32_t most, uint32_t *number_out)
{
    const char *stop;

    return read_number(word, &stop, most, number_out) && *stop == '\0';
}

bool hostile_words_number(struct hostile_words *words, uint32_t most, uint32_t *number_out)
{
    const char *word = hostile_words_take(words);

    return hostile_words_is_number(word, most, number_out) ||
           hostile_words_fail(words, "\"%.60s\" is not a number of at most %u", word,
                              (unsigned)most);
}

bool hostile_words_range(struct hostile_words *words, uint32_t most, uint32_t *first_out,
                         uint32_t *last_out)
{
    const char *word = hostile_words_take(words);
    const char *stop;

    if (read_number(word, &stop, most, first_out)) {
        *last_out = *first_out;
        if (*stop == '\0')
            return true;
        if (*stop == '-' && stop[1] == '\0') {
            *last_out = most;
            return true;
        }
        if (*stop == '-' && hostile_words_is_number(stop + 1, most, last_out) &&
            *last_out >= *first_out)
            return true;
    }
    return hostile_words_fail(words, "\"%.60s\" is neither a number nor a range, of at most %u",
                              word, (unsigned)most);
}

bool hostile_words_text(struct hostile_words *words, char *text_out, size_t room)
{
    const char *word = hostile_words_peek(words);

    if (word == NULL)
        return hostile_words_fail(words, "a word is missing at the end");
    if (strlen(word) >= room)
        return hostile_words_fail(words, "\"%.60s\" is longer than %zu characters", word, room - 1);
    memset(text_out, 0, room);
    if (strcmp(word, "-") != 0 || words->quoted[words->next])
        memcpy(text_out, word, strlen(word));
    words->next++;
    return true;
}

static int digit(char c)
{
    const char *digits = "0123456789abcdef";
    const char *found = c == '\0' ? NULL : strchr(digits, tolower((unsigned char)c));

    return found == NULL ? -1 : (int)(found - digits);
}

bool hostile_words_hex(struct hostile_words *words, uint8_t *bytes_out, size_t room,
                       size_t *count_out)
{
    const char *word = hostile_words_take(words);
    size_t i;

    if (strlen(word) % 2 != 0 || strlen(word) == 0 || strlen(word) / 2 > room)
        return hostile_words_fail(words, "\"%.60s\" is not at most %zu bytes in hexadecimal", word,
                                  room);
    for (i = 0; word[2 * i] != '\0'; i++) {
        int high = digit(word[2 * i]), low = digit(word[2 * i + 1]);

        if (high < 0 || low < 0)
            return hostile_words_fail(words, "\"%.60s\" has a letter that is no digit", word);
        bytes_out[i] = (uint8_t)(high << 4 | low);
    }
    *count_out = i;
    return true;
}

bool hostile_words_codes(struct hostile_words *words, size_t count, uint8_t *codes_out)
{
    const char *word = hostile_words_take(words);
    const char *at = word;
    size_t i;

    for (i = 0; i < count; i++) {
        int value = 0, digits = 0;

        while (digits < 2 && digit(*at) >= 0) {
            value = value << 4 | digit(*at++);
            digits++;
        }
        codes_out[i] = (uint8_t)value;
        if (digits == 0 || *at != (i + 1 < count ? '/' : '\0'))
            return hostile_words_fail(words, "\"%.60s\" is not %zu codes such as %s", word, count,
                                      count == 3 ? "5/24/00" : "28/01");
        at++;
    }
    return true;
}
