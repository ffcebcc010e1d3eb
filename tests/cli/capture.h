/*
 * Where a test lets the command write.
 */
#ifndef RSM_TESTS_CLI_CAPTURE_H
#define RSM_TESTS_CLI_CAPTURE_H

#include "cli/output.h"

struct capture {
    struct rsm_output output;
    char text[128 * 1024]; /* what was written; a test that writes more fails */
    size_t length;
};

/* Begin with nothing, as a terminal of that width; 0 = a file. */
void capture_begin(struct capture *capture, size_t width);

#endif
