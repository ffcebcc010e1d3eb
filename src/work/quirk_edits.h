/*
 * What people say of devices that differ from the standards: values pinned, taken back, forgotten, and taken over from
 * elsewhere.  Nothing is asked of a device.  A process that has it open heeds the change from its next command.
 */
#ifndef RSM_WORK_QUIRK_EDITS_H
#define RSM_WORK_QUIRK_EDITS_H

#include "core/session.h"
#include "scsi/quirks.h"
#include "store/quirk_memory.h"

/* All that is kept; the visitor may not change it.  Begins and ends its own transaction. */
rsm_error rsm_quirk_edits_each(struct rsm_session *session, rsm_kept_device_visit *visit,
                               void *context);

/*
 * The device, or model, of that name: its serial number, its identity, or the name of a library, which means its
 * changer or the drive that it is.  One of which nothing is kept yet is found on record.  ERROR_NOT_FOUND;
 * ERROR_MORE_DATA when several have it.
 */
rsm_error rsm_quirk_edits_find(struct rsm_session *session, const char *name,
                               struct rsm_kept_device *device_out);

struct rsm_quirk_edit {
    enum {
        RSM_QUIRK_EDIT_PIN,   /* quirk, value */
        RSM_QUIRK_EDIT_UNPIN, /* quirk */
        RSM_QUIRK_EDIT_FORGET /* all that was learned; of a model all */
    } kind;
    enum rsm_quirk quirk;
    uint32_t value;
};

/*
 * Change what is kept of a device that was found; device becomes what is kept then.  ERROR_NOT_FOUND: what is to be
 * unpinned is not pinned, or there is nothing to forget; ERROR_NOT_SUPPORTED: no such quirk of this kind of device;
 * ERROR_ACCESS_DENIED: the right to control this computer's devices.
 */
rsm_error rsm_quirk_edits_apply(struct rsm_session *session, struct rsm_kept_device *device,
                                const struct rsm_quirk_edit *edit);

/*
 * Take over what is known elsewhere of these devices and models, all or nothing.  Learned values of a device with
 * other firmware than here are left out, and so are those of a model where a device knows better.  as_models: all of
 * them are of models, whatever serial numbers they have.  *count_out is how many devices and models have changed.
 * ERROR_ACCESS_DENIED as above.
 */
rsm_error rsm_quirk_edits_import(struct rsm_session *session, const struct rsm_kept_device *list,
                                 size_t count, bool as_models, size_t *count_out);

#endif
