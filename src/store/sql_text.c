/*
 * Texts of statements.
 */
#include "store/sql.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

void rsm_sql_text_begin(struct rsm_sql_text *text)
{
    text->text[0] = '\0';
    text->length = 0;
}

void rsm_sql_text_add(struct rsm_sql_text *text, const char *format, ...)
{
    size_t room = sizeof text->text - text->length;
    va_list arguments;
    int length;
    bool fits;

    va_start(arguments, format);
    length = vsnprintf(text->text + text->length, room, format, arguments);
    va_end(arguments);
    fits = length >= 0 && (size_t)length < room;
    assert(fits);
    text->length = fits ? text->length + (size_t)length : sizeof text->text - 1;
}
