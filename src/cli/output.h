/*
 * Where the command writes: the console, or a test's buffer.
 */
#ifndef RSM_CLI_OUTPUT_H
#define RSM_CLI_OUTPUT_H

#include "os_compiler.h"

#include <stdbool.h>
#include <stddef.h>

struct rsm_output {
    void (*write)(void *context, const char *text, size_t length); /* UTF-8 */
    void *context;
    size_t width;     /* columns of the terminal; 0 = none: nothing is cut and nothing is live */
    bool has_colours; /* it is a terminal that shows them, and the user wants them (cli/paint.h) */
};

/* printf; no matter how long. */
void rsm_output_print(const struct rsm_output *output, const char *format, ...) RSM_PRINTF(2, 3);

#endif
