/*
 * A line of a scenario, taken apart into words.  Commas are words of their own; "two words" is one.
 */
#ifndef RSM_TEST_HOSTILE_WORDS_H
#define RSM_TEST_HOSTILE_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/hostile/target.h"

enum { HOSTILE_LINE = 16384, HOSTILE_WORDS = 512 };

struct hostile_words {
    char text[HOSTILE_LINE * 2];
    const char *word[HOSTILE_WORDS];
    bool quoted[HOSTILE_WORDS];
    size_t count;
    size_t next; /* the word to be taken next */
    char *error; /* room of HOSTILE_ERROR_ROOM characters, for what is wrong */
};

/* False when the line is too long; a comment or a blank line has no words. */
bool hostile_words_split(struct hostile_words *words, const char *line, size_t length, char *error);

/* What is wrong, as of printf.  Always false. */
bool hostile_words_fail(struct hostile_words *words, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The next word, without taking it; NULL at the end. */
const char *hostile_words_peek(const struct hostile_words *words);

/* Takes it; an empty text at the end. */
const char *hostile_words_take(struct hostile_words *words);

/* Takes the next word if it is that one. */
bool hostile_words_skip(struct hostile_words *words, const char *word);

/* True when no word is left; else complains of the one that is. */
bool hostile_words_end(struct hostile_words *words);

/* Takes a number of at most most, decimal or 0x; false, with a complaint, when there is none. */
bool hostile_words_number(struct hostile_words *words, uint32_t most, uint32_t *number_out);

/* Takes "3", "2-7" or "4-": first and last, most where it is open. */
bool hostile_words_range(struct hostile_words *words, uint32_t most, uint32_t *first_out,
                         uint32_t *last_out);

/* Takes a text that fits; "-" is an empty one. */
bool hostile_words_text(struct hostile_words *words, char *text_out, size_t room);

/* Takes bytes written as hexadecimal digits; at most room.  Count in *count_out. */
bool hostile_words_hex(struct hostile_words *words, uint8_t *bytes_out, size_t room,
                       size_t *count_out);

/* Takes so many hexadecimal numbers below 100h with "/" between them: "5/24/00". */
bool hostile_words_codes(struct hostile_words *words, size_t count, uint8_t *codes_out);

/* Pure: a whole word as a number; false when it is none, or larger. */
bool hostile_words_is_number(const char *word, uint32_t most, uint32_t *number_out);

#endif
