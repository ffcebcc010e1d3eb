/*
 * Which record is this cartridge?  The table of section 6.3 of "requests" with its decisions, and
 * what happens to a record that was believed to be this cartridge and is not.
 */
#include "core/media.h"

#include "core/cartridge.h"
#include "core/catalogue.h"
#include "model/guid.h"
#include "platform/log.h"
#include "platform/text.h"
#include "store/records.h"

#include <stdlib.h>

/* One classification under way. */
struct inquiry {
    struct rsm *rsm;
    const struct rsm_media_sighting *sighting;
    WCHAR bar_code[NTMS_BARCODE_LENGTH]; /* that was seen, without trailing blanks */
    const MediaLabelInfo *label;         /* NULL = none was read */
    struct rsm_record *candidate;        /* the record that had this place or bar code, or NULL */
    bool plausible;                      /* the candidate's bar code does not speak against it */
    bool identified;                     /* the candidate was identified at some time */
    bool labelled;                       /* it has an OMID */
};

static void tell(const struct rsm_record *medium, const char *what)
{
    char name[NTMS_OBJECTNAME_LENGTH * 3];

    (void)rsm_text_to_utf8(name, sizeof name, medium->info.szName, RSM_TEXT_TERMINATED);
    rsm_log(RSM_LOG_INFO, "core", "medium %s: %s", name, what);
}

static bool same_bar_code(const struct inquiry *inquiry, const struct rsm_record *medium)
{
    const WCHAR *code = medium->info.Info.PhysicalMedia.szBarCode;

    return code[0] != 0 && rsm_text_equal(code, inquiry->bar_code, NTMS_BARCODE_LENGTH);
}

static bool is_candidate(const struct inquiry *inquiry, const struct rsm_record *medium)
{
    return inquiry->candidate != NULL &&
           rsm_guid_equal(&medium->info.ObjectGuid, &inquiry->candidate->info.ObjectGuid);
}

/* ---- the record that a label names ---- */

/* How surely the cartridge of a record with this OMID is the one that was read; best first. */
enum likeness {
    IS_CANDIDATE,
    HAS_BAR_CODE,
    HAS_PLACE,
    IS_OFFLINE,   /* or in a library that is not there: it must have come from there */
    IS_ELSEWHERE, /* and no longer there */
    IS_ANOTHER    /* a duplicate: both cartridges are really there */
};

static rsm_error is_library_present(struct rsm *rsm, const GUID *library, bool *present_out)
{
    struct rsm_record record;
    rsm_error err;

    *present_out = false;
    if (rsm_guid_equal(library, &rsm_catalogue_offline_library))
        return ERROR_SUCCESS;
    err = rsm_records_load(rsm->store, library, NTMS_LIBRARY, &record);
    if (err == ERROR_SUCCESS)
        *present_out = record.info.dwOperationalState != NTMS_NOT_PRESENT;
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
}

/* Asks whether a cartridge is still there only if the answer matters: not when one that is as likely
 * was found already. */
static rsm_error compare(const struct inquiry *inquiry, const struct rsm_record *medium,
                         enum likeness best, enum likeness *likeness_out)
{
    const struct rsm_media_sighting *sighting = inquiry->sighting;
    const NTMS_PMIDINFORMATIONW *info = &medium->info.Info.PhysicalMedia;
    bool present;
    rsm_error err = ERROR_SUCCESS;

    if (is_candidate(inquiry, medium)) {
        *likeness_out = IS_CANDIDATE;
    } else if (same_bar_code(inquiry, medium)) {
        *likeness_out = HAS_BAR_CODE;
    } else if (rsm_guid_equal(&info->Location, &sighting->place.location)) {
        *likeness_out = HAS_PLACE;
    } else {
        err = is_library_present(inquiry->rsm, &info->CurrentLibrary, &present);
        if (err != ERROR_SUCCESS)
            return err;
        *likeness_out = IS_ELSEWHERE;
        if (!present || medium->own.Fresh == RSM_FRESH_DISPLACED)
            *likeness_out = IS_OFFLINE;
        else if (best > IS_ELSEWHERE && sighting->still_there != NULL &&
                 sighting->still_there(sighting->context, medium))
            *likeness_out = IS_ANOTHER;
    }
    return err;
}

static rsm_error sides_with_label(const struct inquiry *inquiry, GUID **sides_out,
                                  size_t *count_out)
{
    const struct rsm_condition omid[] = {
        {.column = "omid_label_id",
         .bytes = inquiry->label->LabelID,
         .size = inquiry->label->LabelIDSize},
        {.column = "omid_label_type", .text = inquiry->label->LabelType},
    };

    return rsm_records_ids(inquiry->rsm->store, NTMS_PARTITION, omid, 2, sides_out, count_out);
}

static rsm_error medium_of_side(struct rsm *rsm, const GUID *id, struct rsm_record *medium_out)
{
    struct rsm_record side;
    rsm_error err = rsm_records_load(rsm->store, id, NTMS_PARTITION, &side);

    if (err == ERROR_SUCCESS)
        err = rsm_records_load(rsm->store, &side.info.Info.Partition.PhysicalMedia,
                               NTMS_PHYSICAL_MEDIA, medium_out);
    return err;
}

/* Of several records with the label the likeliest; ERROR_OBJECT_NOT_FOUND if there is none whose
 * cartridge this can be. */
static rsm_error find_by_label(const struct inquiry *inquiry, struct rsm_record *medium_out)
{
    enum likeness best = IS_ANOTHER;
    GUID *sides = NULL;
    size_t count = 0;
    rsm_error err = sides_with_label(inquiry, &sides, &count);

    for (size_t i = 0; err == ERROR_SUCCESS && best > IS_CANDIDATE && i < count; i++) {
        struct rsm_record medium;
        enum likeness likeness = IS_ANOTHER;

        err = medium_of_side(inquiry->rsm, &sides[i], &medium);
        if (err == ERROR_SUCCESS)
            err = compare(inquiry, &medium, best, &likeness);
        if (err == ERROR_SUCCESS && likeness < best) {
            best = likeness;
            *medium_out = medium;
        }
    }
    free(sides);
    if (err == ERROR_SUCCESS && best == IS_ANOTHER)
        err = ERROR_OBJECT_NOT_FOUND;
    return err;
}

/* ---- what becomes of the records ---- */

/* The medium is here, with the bar code that was seen, if one was. */
static rsm_error take_place(const struct inquiry *inquiry, struct rsm_record *medium)
{
    const struct rsm_media_sighting *sighting = inquiry->sighting;
    NTMS_PMIDINFORMATIONW *info = &medium->info.Info.PhysicalMedia;
    rsm_error err;

    err = rsm_cartridge_unmark(inquiry->rsm, medium);
    if (err != ERROR_SUCCESS)
        return err;
    medium->own.Fresh = RSM_FRESH_NO; /* it was read, or cannot be */
    if (inquiry->bar_code[0] != 0)
        rsm_cartridge_set_bar_code(medium, inquiry->bar_code);
    if (sighting->reading == RSM_READING_LABEL || sighting->reading == RSM_READING_NO_LABEL) {
        info->dwMediaTypeCode = sighting->medium_type_code;
        info->dwDensityCode = sighting->density_code;
    }
    return rsm_cartridge_move_to_place(inquiry->rsm, medium, &sighting->place);
}

/*
 * The candidate belongs to another cartridge.  Its bar code is here, on this one, so it keeps it no
 * longer: the next search for the code must not find it.  Of one that was never identified there is
 * nothing to keep.
 */
static rsm_error displace_candidate(const struct inquiry *inquiry)
{
    struct rsm_record *candidate = inquiry->candidate;
    struct rsm *rsm = inquiry->rsm;
    rsm_error err;

    if (candidate == NULL)
        return ERROR_SUCCESS;
    if (!inquiry->identified)
        return rsm_media_delete(rsm, &candidate->info.ObjectGuid);

    tell(candidate, "another cartridge is in its place");
    if (same_bar_code(inquiry, candidate))
        rsm_cartridge_set_bar_code(candidate, u"");
    if (inquiry->sighting->defer_leaving) {
        candidate->own.Fresh = RSM_FRESH_DISPLACED;
        candidate->info.Info.PhysicalMedia.MediaState = NTMS_MEDIASTATE_IDLE;
        candidate->info.Info.PhysicalMedia.MountedPartition = rsm_guid_null;
    }
    err = rsm_records_save(rsm->store, candidate);
    if (err == ERROR_SUCCESS && !inquiry->sighting->defer_leaving)
        err = rsm_media_leave(rsm, &candidate->info.ObjectGuid);
    return err;
}

/*
 * Nobody knew this cartridge.  A record made for it by its bar code alone becomes its record; else
 * a new one is made, and the candidate was another cartridge's.
 */
static rsm_error take_as_new(const struct inquiry *inquiry, const struct rsm_verdict *verdict,
                             struct rsm_record *medium_out)
{
    const struct rsm_media_sighting *sighting = inquiry->sighting;
    const GUID *media_type = &sighting->media_type;
    rsm_error err;

    if (inquiry->plausible && !inquiry->identified) {
        *medium_out = *inquiry->candidate;
        if (sighting->reading == RSM_READING_INCOMPATIBLE) /* the drive's type is not its type */
            media_type = &inquiry->candidate->info.Info.PhysicalMedia.MediaType;
        err = rsm_cartridge_settle(inquiry->rsm, medium_out, media_type, verdict);
    } else {
        err = displace_candidate(inquiry);
        if (err == ERROR_SUCCESS)
            err = rsm_cartridge_add(inquiry->rsm, &sighting->place, media_type, inquiry->bar_code,
                                    verdict, medium_out);
    }
    if (err == ERROR_SUCCESS)
        err = take_place(inquiry, medium_out);
    return err;
}

static rsm_error keep_candidate(const struct inquiry *inquiry, struct rsm_record *medium_out)
{
    *medium_out = *inquiry->candidate;
    return take_place(inquiry, medium_out);
}

static rsm_error take_as_unrecognized(const struct inquiry *inquiry, DWORD state,
                                      struct rsm_record *medium_out)
{
    const struct rsm_verdict unrecognized = {
        .pool_type = NTMS_POOLTYPE_FOREIGN, .state = state, .fresh = RSM_FRESH_NO};

    return take_as_new(inquiry, &unrecognized, medium_out);
}

/* ---- the rows of the table ---- */

static rsm_error classify_label(const struct inquiry *inquiry, struct rsm_record *medium_out)
{
    const struct rsm_verdict import = {.pool_type = NTMS_POOLTYPE_IMPORT,
                                       .state = NTMS_PARTSTATE_IMPORT,
                                       .label = inquiry->label,
                                       .fresh = RSM_FRESH_NO};
    struct rsm_record known;
    rsm_error err = find_by_label(inquiry, &known);

    if (err == ERROR_OBJECT_NOT_FOUND) {
        err = take_as_new(inquiry, &import, medium_out);
        if (err == ERROR_SUCCESS)
            tell(medium_out, "recognised, but not on record: Import");
        return err;
    }
    if (err == ERROR_SUCCESS && !is_candidate(inquiry, &known))
        err = displace_candidate(inquiry);
    if (err != ERROR_SUCCESS)
        return err;
    *medium_out = known;
    err = take_place(inquiry, medium_out);
    if (err == ERROR_SUCCESS)
        tell(medium_out, "known by its label");
    return err;
}

static rsm_error classify_unlabelled(const struct inquiry *inquiry, struct rsm_record *medium_out)
{
    rsm_error err;

    if (inquiry->plausible && inquiry->identified && !inquiry->labelled)
        return keep_candidate(inquiry, medium_out);
    err = take_as_unrecognized(inquiry, NTMS_PARTSTATE_FOREIGN, medium_out);
    if (err == ERROR_SUCCESS)
        tell(medium_out, "no label that is recognised: Unrecognized");
    return err;
}

/* An error says nothing about whose cartridge this is: a record that was identified before stays as
 * it is.  A fresh one is FOREIGN now; it is not tried again at every start, but by the next full
 * inventory. */
static rsm_error classify_unreadable(const struct inquiry *inquiry, struct rsm_record *medium_out)
{
    if (inquiry->plausible && inquiry->identified)
        return keep_candidate(inquiry, medium_out);
    return take_as_unrecognized(inquiry, NTMS_PARTSTATE_FOREIGN, medium_out);
}

static rsm_error classify_incompatible(const struct inquiry *inquiry, struct rsm_record *medium_out)
{
    if (inquiry->plausible && inquiry->identified)
        return keep_candidate(inquiry, medium_out);
    return take_as_unrecognized(inquiry, NTMS_PARTSTATE_INCOMPATIBLE, medium_out);
}

/* A label that a record cannot hold is none. */
static bool is_label_usable(const MediaLabelInfo *label)
{
    if (label->LabelIDSize >= 1 && label->LabelIDSize <= NTMS_OMIDLABELID_LENGTH &&
        label->LabelType[0] != 0 && rsm_text_is_terminated(label->LabelType, NTMSMLI_MAXTYPE) &&
        rsm_text_is_terminated(label->LabelAppDescr, NTMSMLI_MAXAPPDESCR))
        return true;
    rsm_log(RSM_LOG_WARNING, "core",
            "a label of %lu bytes or without a type cannot be kept: taken for no label",
            (unsigned long)label->LabelIDSize);
    return false;
}

/* Was the candidate's cartridge seen elsewhere since it was chosen?  Then this is another one. */
static rsm_error is_elsewhere(const struct inquiry *inquiry, const struct rsm_record *candidate,
                              bool *elsewhere_out)
{
    const struct rsm_media_sighting *sighting = inquiry->sighting;
    const NTMS_PMIDINFORMATIONW *info = &candidate->info.Info.PhysicalMedia;
    bool present = false;
    rsm_error err = ERROR_SUCCESS;

    if (!rsm_guid_equal(&info->Location, &sighting->place.location) &&
        candidate->own.Fresh != RSM_FRESH_DISPLACED)
        err = is_library_present(inquiry->rsm, &info->CurrentLibrary, &present);
    *elsewhere_out = present && sighting->still_there != NULL &&
                     sighting->still_there(sighting->context, candidate);
    return err;
}

/* What is known of the candidate.  A record with another bar code is not this cartridge's, though it
 * had its place. */
static rsm_error look_at_candidate(struct inquiry *inquiry, struct rsm_record *candidate)
{
    struct rsm *rsm = inquiry->rsm;
    const WCHAR *code = candidate->info.Info.PhysicalMedia.szBarCode;
    struct rsm_record side;
    bool elsewhere = false;
    rsm_error err =
        rsm_records_load(rsm->store, &inquiry->sighting->candidate, NTMS_PHYSICAL_MEDIA, candidate);

    if (err == ERROR_SUCCESS)
        err = rsm_cartridge_first_side(rsm, &candidate->info.ObjectGuid, &side);
    if (err == ERROR_SUCCESS)
        err = is_elsewhere(inquiry, candidate, &elsewhere);
    if (err == ERROR_OBJECT_NOT_FOUND || (err == ERROR_SUCCESS && elsewhere))
        return ERROR_SUCCESS;
    if (err != ERROR_SUCCESS)
        return err;
    inquiry->candidate = candidate;
    inquiry->plausible =
        code[0] == 0 || inquiry->bar_code[0] == 0 || same_bar_code(inquiry, candidate);
    inquiry->identified = side.info.Info.Partition.State != NTMS_PARTSTATE_UNKNOWN;
    inquiry->labelled = side.info.Info.Partition.dwOmidLabelIdLength > 0;
    return ERROR_SUCCESS;
}

rsm_error rsm_media_classify(struct rsm *rsm, const struct rsm_media_sighting *sighting,
                             struct rsm_record *medium_out)
{
    struct inquiry inquiry = {.rsm = rsm, .sighting = sighting};
    struct rsm_record candidate;
    rsm_error err;

    (void)rsm_text_copy(inquiry.bar_code, NTMS_BARCODE_LENGTH, sighting->bar_code);
    rsm_text_trim(inquiry.bar_code);
    err = look_at_candidate(&inquiry, &candidate);
    if (err != ERROR_SUCCESS)
        return err;

    switch (sighting->reading) {
    case RSM_READING_LABEL:
        if (!is_label_usable(&sighting->label))
            return classify_unlabelled(&inquiry, medium_out);
        inquiry.label = &sighting->label;
        return classify_label(&inquiry, medium_out);
    case RSM_READING_NO_LABEL:
        return classify_unlabelled(&inquiry, medium_out);
    case RSM_READING_ERROR:
        return classify_unreadable(&inquiry, medium_out);
    case RSM_READING_INCOMPATIBLE:
        return classify_incompatible(&inquiry, medium_out);
    }
    return ERROR_INVALID_PARAMETER;
}
