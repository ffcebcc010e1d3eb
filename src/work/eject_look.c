/*
 * Where the cartridge of an eject is, and what its port offers.
 */
#include "work/eject_look.h"

#include <stdio.h>

#include "core/media.h"
#include "model/guid.h"
#include "platform/text.h"
#include "store/records.h"
#include "work/at_work.h"
#include "work/ports.h"

static struct rsm_store *store_of(const struct rsm_eject *eject)
{
    return eject->library->rsm->store;
}

/* The bar code, or, without one, the name. */
static void name_cartridge(struct rsm_eject *eject)
{
    const WCHAR *bar_code = eject->medium.info.Info.PhysicalMedia.szBarCode;

    (void)rsm_text_to_utf8(eject->name, sizeof eject->name,
                           bar_code[0] != 0 ? bar_code : eject->medium.info.szName,
                           RSM_TEXT_TERMINATED);
}

static rsm_error look_at_medium(struct rsm_eject *eject)
{
    const NTMS_PMIDINFORMATIONW *info = &eject->medium.info.Info.PhysicalMedia;
    rsm_error err =
        rsm_records_load(store_of(eject), &eject->request->info.Info.LibRequest.PhysMediaId,
                         NTMS_PHYSICAL_MEDIA, &eject->medium);

    eject->deleted = eject->gone = err == ERROR_OBJECT_NOT_FOUND;
    if (eject->gone)
        (void)snprintf(eject->name, sizeof eject->name, "that was ejected");
    if (err != ERROR_SUCCESS)
        return eject->gone ? ERROR_SUCCESS : err;
    eject->gone = !rsm_guid_equal(&info->CurrentLibrary, &eject->library->id);
    eject->lost = !eject->gone && eject->medium.own.Fresh == RSM_FRESH_DISPLACED;
    eject->in_port = !eject->gone && !eject->lost && info->LocationType == NTMS_IEPORT;
    name_cartridge(eject);
    return rsm_at_work_on(eject->library->rsm, &eject->library->id, &eject->medium,
                          &eject->at_work);
}

static rsm_error look_at_port(struct rsm_eject *eject)
{
    struct rsm_ports ports;
    const struct rsm_port_cell *empty;
    rsm_error err = rsm_ports_load(eject->library->rsm, &eject->library->id, &ports);

    if (err != ERROR_SUCCESS)
        return err;
    empty = rsm_ports_find_empty(&ports);
    eject->has_port = ports.count > 0;
    eject->has_cell = empty != NULL;
    if (empty != NULL)
        eject->cell = empty->stop;
    rsm_ports_free(&ports);
    return ERROR_SUCCESS;
}

rsm_error rsm_eject_look(struct rsm_eject *eject)
{
    rsm_error err = rsm_store_begin(store_of(eject), RSM_STORE_READ);

    if (err != ERROR_SUCCESS)
        return err;
    err = look_at_medium(eject);
    if (err == ERROR_SUCCESS)
        err = look_at_port(eject);
    return rsm_store_end(store_of(eject), err);
}

rsm_error rsm_eject_find_place(const struct rsm_eject *eject, struct rsm_stop *from_out)
{
    const NTMS_PMIDINFORMATIONW *info = &eject->medium.info.Info.PhysicalMedia;
    struct rsm_record place;
    rsm_error err = rsm_store_begin(store_of(eject), RSM_STORE_READ);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store_of(eject), rsm_records_load(store_of(eject), &info->Location,
                                                              info->LocationType, &place));
    if (err != ERROR_SUCCESS)
        return err;
    if (place.own.Element == RSM_NO_ELEMENT)
        return ERROR_RESOURCE_NOT_PRESENT;
    from_out->id = info->Location;
    from_out->type = info->LocationType;
    from_out->element = (uint16_t)place.own.Element;
    return ERROR_SUCCESS;
}
