/*
 * What the tests of this room share.
 */
#include "label/labels.h"

#include "platform/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

void load_label(const char *name, struct label_file *file_out)
{
    char path[512];
    FILE *file;

    (void)snprintf(path, sizeof(path), "%s/label/%s.bin", NTMS_TEST_DATA, name);
    file = fopen(path, "rb");
    if (file == NULL)
        fail_msg("%s cannot be opened", path);
    file_out->size = (DWORD)fread(file_out->bytes, 1, sizeof(file_out->bytes), file);
    (void)fclose(file);
    assert_in_range(file_out->size, 1, sizeof(file_out->bytes) - 1);
}

void assert_wide(const WCHAR *text, const char *expected)
{
    char utf8[1024];

    assert_true(rsm_text_to_utf8(utf8, sizeof(utf8), text, RSM_TEXT_TERMINATED));
    assert_string_equal(utf8, expected);
}

void assert_id(const MediaLabelInfo *info, const char *id)
{
    char digits[2 * sizeof(info->LabelID) + 1] = "";

    assert_in_range(info->LabelIDSize, 1, 255);
    for (DWORD i = 0; i < info->LabelIDSize; i++)
        (void)snprintf(digits + 2 * i, 3, "%02x", info->LabelID[i]);
    assert_string_equal(digits, id);
}

void assert_label(const MediaLabelInfo *info, const char *type, const char *id, const char *text)
{
    assert_wide(info->LabelType, type);
    assert_id(info, id);
    assert_wide(info->LabelAppDescr, text);
}
