/*
 * Formatted text to wherever the command writes.
 */
#include "cli/output.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void rsm_output_print(const struct rsm_output *output, const char *format, ...)
{
    char small[512];
    char *text = small;
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = vsnprintf(small, sizeof small, format, arguments);
    va_end(arguments);
    if (length >= (int)sizeof small) {
        text = malloc((size_t)length + 1);
        if (text == NULL)
            return;
        va_start(arguments, format);
        (void)vsnprintf(text, (size_t)length + 1, format, arguments);
        va_end(arguments);
    }
    if (length > 0)
        output->write(output->context, text, (size_t)length);
    if (text != small)
        free(text);
}
