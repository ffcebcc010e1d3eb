/*
 * The distance of two words.
 */
#include "cli/nearest.h"

#include <stdbool.h>
#include <string.h>

#include "platform/text.h"

enum { CHARACTERS_A_SLIP = 3 };

/* Characters of a text, A-Z in lower case; 0 when they are too many. */
static size_t read_characters(const char *text, uint32_t characters_out[RSM_NEAREST_MAX])
{
    size_t left = strlen(text);
    size_t count = 0;

    while (left > 0) {
        size_t length;

        if (count == RSM_NEAREST_MAX)
            return 0;
        length = rsm_text_decode_utf8(text, left, &characters_out[count]);
        if (characters_out[count] >= 'A' && characters_out[count] <= 'Z')
            characters_out[count] += 'a' - 'A';
        count++;
        text += length;
        left -= length;
    }
    return count;
}

/* The index of the next digit, or the length. */
static size_t next_digit(const uint32_t *text, size_t at, size_t length)
{
    while (at < length && (text[at] < '0' || text[at] > '9'))
        at++;
    return at;
}

static bool same_digits(const uint32_t *a, size_t a_length, const uint32_t *b, size_t b_length)
{
    size_t i = next_digit(a, 0, a_length);
    size_t j = next_digit(b, 0, b_length);

    while (i < a_length && j < b_length && a[i] == b[j]) {
        i = next_digit(a, i + 1, a_length);
        j = next_digit(b, j + 1, b_length);
    }
    return i == a_length && j == b_length;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Row i of the table of distances, from the two before it: row[j] is how far the first i characters of a are
 * from the first j of b. */
static void fill_row(const uint32_t *a, size_t i, const uint32_t *b, size_t b_length,
                     size_t rows[3][RSM_NEAREST_MAX + 1])
{
    size_t *row = rows[i % 3];
    const size_t *above = rows[(i + 2) % 3];
    const size_t *above_that = rows[(i + 1) % 3];

    row[0] = i;
    for (size_t j = 1; j <= b_length; j++) {
        row[j] = least(above[j] + 1, row[j - 1] + 1);
        row[j] = least(row[j], above[j - 1] + (a[i - 1] != b[j - 1] ? 1 : 0));
        if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
            row[j] = least(row[j], above_that[j - 2] + 1);
    }
}

static size_t distance_of(const uint32_t *a, size_t a_length, const uint32_t *b, size_t b_length)
{
    size_t rows[3][RSM_NEAREST_MAX + 1];

    for (size_t j = 0; j <= b_length; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a_length; i++)
        fill_row(a, i, b, b_length, rows);
    return rows[a_length % 3][b_length];
}

void rsm_nearest_begin(struct rsm_nearest *nearest, const char *wanted)
{
    nearest->length = read_characters(wanted, nearest->wanted);
    nearest->best[0] = '\0';
    nearest->distance = SIZE_MAX;
}

void rsm_nearest_offer(struct rsm_nearest *nearest, const char *candidate)
{
    uint32_t characters[RSM_NEAREST_MAX];
    size_t length = read_characters(candidate, characters);
    size_t longer = length > nearest->length ? length : nearest->length;
    size_t shorter = least(length, nearest->length);
    size_t distance;

    /* The difference in length is the least distance: most candidates need not be looked at. */
    if (shorter == 0 || strlen(candidate) >= sizeof nearest->best ||
        (longer - shorter) * CHARACTERS_A_SLIP > longer ||
        !same_digits(nearest->wanted, nearest->length, characters, length))
        return;
    distance = distance_of(nearest->wanted, nearest->length, characters, length);
    if (distance * CHARACTERS_A_SLIP > longer || distance >= nearest->distance)
        return;
    nearest->distance = distance;
    strcpy(nearest->best, candidate);
}

const char *rsm_nearest_found(const struct rsm_nearest *nearest)
{
    return nearest->best[0] != '\0' ? nearest->best : NULL;
}
