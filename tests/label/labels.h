/*
 * What the tests of this room share: the labels of tests/data/label, and what to say of an answer.
 */
#ifndef TESTS_LABEL_LABELS_H
#define TESTS_LABEL_LABELS_H

#include "ntmsmli.h"

#include <stddef.h>
#include <stdint.h>

struct label_file {
    uint8_t bytes[4096];
    DWORD size;
};

/* Fails the test if tests/data/label/<name>.bin cannot be read. */
void load_label(const char *name, struct label_file *file_out);

/* Type, id in hexadecimal digits, and text, all in UTF-8. */
void assert_label(const MediaLabelInfo *info, const char *type, const char *id, const char *text);

void assert_id(const MediaLabelInfo *info, const char *id);

/* A string of MediaLabelInfo. */
void assert_wide(const WCHAR *text, const char *expected);

#endif
