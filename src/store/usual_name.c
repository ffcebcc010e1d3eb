/*
 * Usual names.
 */
#include "store/usual_name.h"

#include "platform/text.h"

const char *rsm_usual_name_prefix(DWORD type)
{
    return type == NTMS_STORAGESLOT ? "Slot " : NULL;
}

static void make(const struct rsm_record *record, WCHAR name_out[NTMS_OBJECTNAME_LENGTH])
{
    (void)rsm_text_format(name_out, NTMS_OBJECTNAME_LENGTH, "%s%lu",
                          rsm_usual_name_prefix(record->info.dwType),
                          (unsigned long)record->info.Info.StorageSlot.Number);
}

void rsm_usual_name_put(struct rsm_record *record)
{
    make(record, record->info.szName);
}

bool rsm_usual_name_is_put(const struct rsm_record *record)
{
    WCHAR name[NTMS_OBJECTNAME_LENGTH];

    if (rsm_usual_name_prefix(record->info.dwType) == NULL)
        return false;
    make(record, name);
    return rsm_text_equal(name, record->info.szName, NTMS_OBJECTNAME_LENGTH);
}
