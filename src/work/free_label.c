/*
 * Free labels, queued and written.
 */
#include "work/free_label.h"

#include "core/cartridge.h"
#include "core/free_pool.h"
#include "work/queue.h"

static rsm_error queue_label(struct rsm *rsm, const struct rsm_session *session,
                             const struct rsm_record *medium)
{
    struct rsm_work work = {.operation = NTMS_LM_WRITESCRATCH,
                            .sort_type = NTMS_LM_WRITESCRATCH,
                            .library = medium->info.Info.PhysicalMedia.CurrentLibrary,
                            .medium = medium->info.ObjectGuid};
    struct rsm_record side;
    rsm_error err = rsm_cartridge_first_side(rsm, &medium->info.ObjectGuid, &side);

    if (err != ERROR_SUCCESS)
        return err;
    work.side = side.info.ObjectGuid;
    return rsm_queue_add(rsm, session, &work, NULL);
}

rsm_error rsm_free_label_enter(struct rsm *rsm, const struct rsm_session *session,
                               struct rsm_record *medium)
{
    bool label_wanted = false;
    rsm_error err = rsm_free_pool_enter(rsm, medium, &label_wanted);

    if (err == ERROR_SUCCESS && label_wanted)
        err = queue_label(rsm, session, medium);
    return err;
}
