/*
 * What people write of quirks, a name, a line end and a value: understood means valid, and written anew it is the same.
 */
#include "demand.h"

#include "scsi/quirks.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_value(enum rsm_quirk quirk, const char *text)
{
    char written[RSM_QUIRK_TEXT_MAX];
    struct rsm_quirks quirks;
    uint32_t value;
    uint32_t again;

    if (rsm_quirk_parse(quirk, text, &value) != ERROR_SUCCESS)
        return;
    demand(rsm_quirk_is_valid(quirk, value));
    memset(written, 'x', sizeof written);
    rsm_quirk_format(quirk, value, written);
    demand(is_printable_text(written, sizeof written));
    demand(rsm_quirk_parse(quirk, written, &again) == ERROR_SUCCESS && again == value);

    memset(&quirks, 0, sizeof quirks);
    rsm_quirks_pin(&quirks, quirk, value);
    demand(rsm_quirks_get(&quirks, quirk) == value && rsm_quirks_is_pinned(&quirks, quirk));
    demand(!rsm_quirks_learn(&quirks, quirk, 0) && !rsm_quirks_forget(&quirks));
    demand(rsm_quirks_get(&quirks, quirk) == value && rsm_quirks_unpin(&quirks, quirk));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    char *end;
    enum rsm_quirk quirk;

    demand(text != NULL);
    memcpy(text, data, size);
    text[size] = '\0';
    end = strchr(text, '\n');
    if (end != NULL) {
        *end = '\0';
        if (rsm_quirk_find(text, &quirk)) {
            demand(quirk < RSM_QUIRK_COUNT);
            check_value(quirk, end + 1);
        }
        for (unsigned i = 0; i < RSM_QUIRK_COUNT; i++)
            check_value((enum rsm_quirk)i, end + 1);
    }
    free(text);
    return 0;
}
