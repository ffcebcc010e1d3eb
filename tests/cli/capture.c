/*
 * Output into a buffer.
 */
#include "cli/capture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void keep(void *context, const char *text, size_t length)
{
    struct capture *capture = context;

    assert_in_range(capture->length + length, 0, sizeof capture->text - 1);
    memcpy(capture->text + capture->length, text, length);
    capture->length += length;
    capture->text[capture->length] = '\0';
}

void capture_begin(struct capture *capture, size_t width)
{
    capture->output = (struct rsm_output){.write = keep, .context = capture, .width = width};
    capture->length = 0;
    capture->text[0] = '\0';
}
