/*
 * Changer types and drive types have the same form.
 */
#include "work/device_type.h"

#include "platform/text.h"
#include "store/records.h"

rsm_error rsm_device_type_require(struct rsm *rsm, DWORD type, DWORD device_type,
                                  const char *vendor, const char *product, GUID *type_out)
{
    struct rsm_record record;
    WCHAR wide_vendor[NTMS_VENDORNAME_LENGTH];
    WCHAR wide_product[NTMS_PRODUCTNAME_LENGTH];
    const struct rsm_condition same[] = {{.column = "vendor", .text = wide_vendor},
                                         {.column = "product", .text = wide_product}};
    rsm_error err;

    rsm_text_from_utf8(wide_vendor, NTMS_VENDORNAME_LENGTH, vendor, RSM_TEXT_TERMINATED);
    rsm_text_from_utf8(wide_product, NTMS_PRODUCTNAME_LENGTH, product, RSM_TEXT_TERMINATED);
    err = rsm_records_first(rsm->store, type, same, 2, &record);
    if (err == ERROR_OBJECT_NOT_FOUND) {
        rsm_record_begin(&record, type);
        rsm_text_format(record.info.szName, NTMS_OBJECTNAME_LENGTH, "%s %s", vendor, product);
        if (type == NTMS_CHANGER_TYPE) {
            rsm_text_copy(record.info.Info.ChangerType.szVendor, NTMS_VENDORNAME_LENGTH,
                          wide_vendor);
            rsm_text_copy(record.info.Info.ChangerType.szProduct, NTMS_PRODUCTNAME_LENGTH,
                          wide_product);
            record.info.Info.ChangerType.DeviceType = device_type;
        } else {
            rsm_text_copy(record.info.Info.DriveType.szVendor, NTMS_VENDORNAME_LENGTH, wide_vendor);
            rsm_text_copy(record.info.Info.DriveType.szProduct, NTMS_PRODUCTNAME_LENGTH,
                          wide_product);
            record.info.Info.DriveType.DeviceType = device_type;
        }
        err = rsm_records_insert(rsm->store, &record);
    }
    *type_out = record.info.ObjectGuid;
    return err;
}
