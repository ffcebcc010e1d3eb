/*
 * Intents to write a free label, found again and settled by what the tapes say.
 */
#include "work/label_intent.h"

#include <string.h>

#include "core/cartridge.h"
#include "core/free_pool.h"
#include "label/free_tape.h"
#include "model/guid.h"
#include "platform/text.h"
#include "store/records.h"
#include "work/beginning.h"

struct search {
    const MediaLabelInfo *label;
    struct rsm_intent *intent_out;
    bool found;
};

static bool compare_label(void *context, const struct rsm_intent *intent)
{
    struct search *search = context;

    search->found =
        !rsm_guid_is_null(&intent->label) && rsm_free_tape_has_id(search->label, &intent->label);
    if (search->found)
        *search->intent_out = *intent;
    return !search->found;
}

/* The intent to write that label.  ERROR_OBJECT_NOT_FOUND. */
static rsm_error find_label(struct rsm *rsm, const MediaLabelInfo *label,
                            struct rsm_intent *intent_out)
{
    struct search search = {.label = label, .intent_out = intent_out};
    rsm_error err = rsm_journal_each_write(rsm->store, compare_label, &search);

    return err == ERROR_SUCCESS && !search.found ? (rsm_error)ERROR_OBJECT_NOT_FOUND : err;
}

enum { LOST_MAX = 64 };

struct lost {
    struct rsm *rsm;
    int64_t numbers[LOST_MAX];
    size_t count;
};

static bool keep_lost(void *context, const struct rsm_intent *intent)
{
    struct lost *lost = context;
    struct rsm_record medium;

    if (rsm_records_load(lost->rsm->store, &intent->medium, NTMS_PHYSICAL_MEDIA, &medium) ==
        ERROR_OBJECT_NOT_FOUND)
        lost->numbers[lost->count++] = intent->number;
    return lost->count < LOST_MAX;
}

rsm_error rsm_label_intent_forget_lost(struct rsm *rsm)
{
    struct lost lost = {.rsm = rsm};
    rsm_error err = rsm_journal_each_write(rsm->store, keep_lost, &lost);

    for (size_t i = 0; i < lost.count && err == ERROR_SUCCESS; i++)
        err = rsm_journal_erase(rsm->store, lost.numbers[i]);
    return err;
}

bool rsm_label_intent_is_on_record(const struct rsm_record *side, const MediaLabelInfo *label,
                                   const GUID *beginning)
{
    const NTMS_PARTITIONINFORMATIONW *info = &side->info.Info.Partition;

    if (label == NULL)
        return info->dwOmidLabelIdLength == 0 && rsm_beginning_is_on_record(side, beginning);
    return info->dwOmidLabelIdLength == label->LabelIDSize &&
           memcmp(info->OmidLabelId, label->LabelID, label->LabelIDSize) == 0 &&
           rsm_text_equal(info->szOmidLabelType, label->LabelType, NTMS_OMIDLABELTYPE_LENGTH);
}

/* Does the tape, found with the record of that medium, bear out that it is its tape?  A label that is
 * gone was lost in the writing; without a bar code that cannot be told from another cartridge. */
static bool is_borne_out(const struct rsm_media_sighting *sighting, const struct rsm_record *medium,
                         const struct rsm_record *side)
{
    const WCHAR *code = medium->info.Info.PhysicalMedia.szBarCode;

    if (sighting->reading == RSM_READING_LABEL)
        return rsm_label_intent_is_on_record(side, &sighting->label, &sighting->beginning);
    return rsm_label_intent_is_on_record(side, NULL, &sighting->beginning) ||
           (code[0] != 0 && rsm_text_equal(code, sighting->bar_code, NTMS_BARCODE_LENGTH));
}

/* Nobody will run a request for it any more: what the tape says ends the matter. */
static rsm_error erase_if_settled(struct rsm *rsm, const struct rsm_intent *intent)
{
    bool waiting = false;
    rsm_error err = rsm_free_pool_is_waiting(rsm, &intent->medium, &waiting);

    return err == ERROR_SUCCESS && !waiting ? rsm_journal_erase(rsm->store, intent->number) : err;
}

/* In Free what was erased gets a new free label, as when that ends well. */
static rsm_error relabel_erased(struct rsm *rsm, const struct rsm_intent *intent,
                                const MediaLabelInfo *label)
{
    struct rsm_record medium;
    struct rsm_record side;
    struct rsm_record pool;
    bool wanted;
    rsm_error err = rsm_records_load(rsm->store, &intent->medium, NTMS_PHYSICAL_MEDIA, &medium);

    if (label != NULL || !rsm_guid_is_null(&intent->label))
        return ERROR_SUCCESS;
    if (err == ERROR_SUCCESS)
        err = rsm_cartridge_first_side(rsm, &intent->medium, &side);
    if (err == ERROR_SUCCESS)
        err = rsm_records_load(rsm->store, &medium.info.Info.PhysicalMedia.MediaPool,
                               NTMS_MEDIA_POOL, &pool);
    if (err != ERROR_SUCCESS || side.info.Info.Partition.State != NTMS_PARTSTATE_AVAILABLE ||
        pool.info.Info.MediaPool.PoolType != NTMS_POOLTYPE_SCRATCH)
        return err;
    return rsm_free_pool_enter(rsm, &medium, &wanted);
}

static rsm_error recall(struct rsm *rsm, const struct rsm_media_sighting *sighting,
                        const struct rsm_intent *intent, bool by_label)
{
    const MediaLabelInfo *label = sighting->reading == RSM_READING_LABEL ? &sighting->label : NULL;
    struct rsm_record medium;
    struct rsm_record side;
    rsm_error err = rsm_records_load(rsm->store, &intent->medium, NTMS_PHYSICAL_MEDIA, &medium);

    if (err == ERROR_SUCCESS)
        err = rsm_cartridge_first_side(rsm, &intent->medium, &side);
    if (err == ERROR_OBJECT_NOT_FOUND)
        return rsm_journal_erase(rsm->store, intent->number);
    if (err != ERROR_SUCCESS || (!by_label && !is_borne_out(sighting, &medium, &side)))
        return err;
    if (!rsm_label_intent_is_on_record(&side, label, &sighting->beginning))
        err = rsm_free_pool_found(rsm, &medium, label, &sighting->beginning);
    if (err == ERROR_SUCCESS)
        err = relabel_erased(rsm, intent, label);
    return err == ERROR_SUCCESS ? erase_if_settled(rsm, intent) : err;
}

rsm_error rsm_label_intent_recall(struct rsm *rsm, const struct rsm_media_sighting *sighting)
{
    struct rsm_intent intent;
    bool by_label;
    rsm_error err = ERROR_OBJECT_NOT_FOUND;

    if (sighting->reading != RSM_READING_LABEL && sighting->reading != RSM_READING_NO_LABEL)
        return ERROR_SUCCESS; /* the tape says nothing */
    if (sighting->reading == RSM_READING_LABEL)
        err = find_label(rsm, &sighting->label, &intent);
    by_label = err == ERROR_SUCCESS;
    if (err == ERROR_OBJECT_NOT_FOUND)
        err = rsm_journal_find_write(rsm->store, &sighting->candidate, &intent);
    if (err == ERROR_OBJECT_NOT_FOUND)
        return ERROR_SUCCESS;
    return err == ERROR_SUCCESS ? recall(rsm, sighting, &intent, by_label) : err;
}
