/*
 * Whole files.
 */
#include "support/files.h"

#include "platform/paths.h"
#include "support/asserts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

void read_whole(const char *folder, const char *name, struct file_contents *contents_out)
{
    char path[RSM_PATHS_ROOM];
    FILE *file;
    long size;

    *contents_out = (struct file_contents){.bytes = NULL};
    assert_success(rsm_paths_join(folder, name, path, sizeof path));
    file = fopen(path, "rb");
    if (file == NULL)
        return;
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    size = ftell(file);
    assert_true(size >= 0);
    rewind(file);
    contents_out->size = (size_t)size;
    contents_out->bytes = malloc(contents_out->size + 1);
    assert_non_null(contents_out->bytes);
    assert_int_equal(fread(contents_out->bytes, 1, contents_out->size, file), contents_out->size);
    (void)fclose(file);
}

void write_whole(const char *folder, const char *name, const struct file_contents *contents)
{
    char path[RSM_PATHS_ROOM];
    FILE *file;

    assert_success(rsm_paths_join(folder, name, path, sizeof path));
    (void)rsm_paths_remove(path);
    if (contents->bytes == NULL)
        return;
    file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(contents->bytes, 1, contents->size, file), contents->size);
    assert_int_equal(fclose(file), 0);
}
