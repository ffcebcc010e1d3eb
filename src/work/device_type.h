/*
 * The objects that stand for a product: changer types and drive types, shared by all devices of one
 * vendor and product.
 */
#ifndef RSM_WORK_DEVICE_TYPE_H
#define RSM_WORK_DEVICE_TYPE_H

#include "core/rsm.h"

/*
 * The type object of a product (INQUIRY, trimmed UTF-8), made if there is none.  type is
 * NTMS_CHANGER_TYPE or NTMS_DRIVE_TYPE, device_type a FILE_DEVICE_ code.  Wants an open writing
 * transaction.
 */
rsm_error rsm_device_type_require(struct rsm *rsm, DWORD type, DWORD device_type,
                                  const char *vendor, const char *product, GUID *type_out);

#endif
