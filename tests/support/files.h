/*
 * Whole files, read and written back.
 */
#ifndef RSM_TESTS_SUPPORT_FILES_H
#define RSM_TESTS_SUPPORT_FILES_H

#include <stddef.h>

struct file_contents {
    char *bytes; /* free(); NULL = there is no such file */
    size_t size;
};

void read_whole(const char *folder, const char *name, struct file_contents *contents_out);

/* Afterwards the file is as it was read, or not there. */
void write_whole(const char *folder, const char *name, const struct file_contents *contents);

#endif
