/*
 * Recorded answers and hexadecimal text for the tests of this room.
 */
#include "scsi/recorded.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static int digit(char c)
{
    const char *digits = "0123456789abcdef";
    const char *place = c != '\0' ? strchr(digits, c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c) : NULL;

    return place != NULL ? (int)(place - digits) : -1;
}

static void add_line(const char *line, struct recorded *to)
{
    while (*line != '\0') {
        int high = digit(line[0]);

        if (high < 0) {
            line++;
            continue;
        }
        assert_in_range(digit(line[1]), 0, 15);
        assert_in_range(to->size, 0, sizeof(to->bytes) - 1);
        to->bytes[to->size++] = (uint8_t)(high << 4 | digit(line[1]));
        line += 2;
    }
}

struct recorded hex(const char *text)
{
    struct recorded result = {{0}, 0};

    add_line(text, &result);
    return result;
}

struct recorded recorded(const char *name)
{
    struct recorded result = {{0}, 0};
    char path[512];
    char line[256];
    FILE *file;

    (void)snprintf(path, sizeof(path), "%s/scsi/%s.hex", NTMS_TEST_DATA, name);
    file = fopen(path, "r");
    if (file == NULL)
        fail_msg("%s cannot be opened", path);
    while (fgets(line, sizeof(line), file) != NULL)
        if (line[0] != '#')
            add_line(line, &result);
    (void)fclose(file);
    assert_true(result.size > 0);
    return result;
}

uint8_t *exact_copy(const uint8_t *bytes, size_t size)
{
    uint8_t *copy = malloc(size > 0 ? size : 1);

    assert_non_null(copy);
    if (size > 0)
        memcpy(copy, bytes, size);
    return copy;
}
