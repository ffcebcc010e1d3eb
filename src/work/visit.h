/*
 * One cartridge's visit to a drive: found where it is, brought there, made ready, read.  What
 * identification and the overwriting of tapes share; what they make of it is in identify.c and
 * overwrite.c.  Nothing here writes to a tape.
 */
#ifndef RSM_WORK_VISIT_H
#define RSM_WORK_VISIT_H

#include "core/media.h"
#include "label/identify.h"
#include "work/drive_proof.h"
#include "work/library.h"
#include "work/move.h"

struct rsm_visit {
    struct rsm_library *library;
    struct rsm_bay *bay; /* the drive; the caller has taken it */
    const struct rsm_record *request;
    bool in_place;                   /* the cartridge is in the drive already */
    struct rsm_stop from;            /* where it is when work begins */
    struct rsm_changer_element seen; /* what the changer says of that place */
    unsigned stirs;                  /* rsm_library_count_stirs() when it said so */
    struct rsm_drive_proof proof;    /* which tape device the drive is, if that is not certain */

    /* of rsm_visit_read() */
    enum rsm_media_reading reading;
    MediaLabelInfo label; /* valid for RSM_READING_LABEL */
    GUID beginning;       /* valid for RSM_READING_NO_LABEL: work/beginning.h */
    bool filemark_found;  /* a filemark stands behind the label */
    struct rsm_drive_facts facts;
};

/* Begin the visit that a request asks for, to the slot or drive it names; rsm_visit_end() ends it.
 * ERROR_RESOURCE_NOT_PRESENT: the changer has no such place any more; ERROR_OBJECT_NOT_FOUND. */
rsm_error rsm_visit_begin(struct rsm_library *library, struct rsm_bay *bay,
                          const struct rsm_record *request, struct rsm_visit *visit_out);

/* The same to the slot or drive that is named here.  One that is in another drive than the bay's is not
 * visited: it is taken home first. */
rsm_error rsm_visit_begin_at(struct rsm_library *library, struct rsm_bay *bay,
                             const struct rsm_record *request, const GUID *place, DWORD type,
                             struct rsm_visit *visit_out);

/*
 * Ask the changer what is at the place: visit->seen.  The changer must be taken.
 * ERROR_UNABLE_TO_INVENTORY_SLOT: it cannot say; the library is lost when it does not answer.
 * That a drive which stands alone is empty is recorded at once.  ERROR_RETRY when another program uses a drive
 * that stands alone: it is left out until that ends.
 */
rsm_error rsm_visit_ask(struct rsm_visit *visit);

/*
 * Empty the drive if another cartridge is in it, and bring this one, in such a way that it is certain
 * afterwards which tape device the drive is: one that is in place already may have to be taken out first,
 * to a slot that is visit->from then.  The request tells which drive does it.  ERROR_RETRY:
 * the cartridge that was seen is not there any more, or another program uses the drive, which is left out from
 * then on, and was not loaded.  Errors of rsm_move_cartridge() and rsm_home_take_to().
 */
rsm_error rsm_visit_bring(struct rsm_visit *visit);

/*
 * Wait until the drive is ready with its cartridge, and read the label.  Others may wait to hear what
 * this drive read.  ERROR_SUCCESS also for a tape without a label; whatever the drive told before the
 * label was read is forgotten (rsm_device_take_attentions()).
 *
 * ERROR_RETRY when another program uses the drive, which is left out from then on; whoever takes the cartridge
 * home learns so too, and it stays.
 * ERROR_DRIVE_MEDIA_MISMATCH, ERROR_UNABLE_TO_LOAD_MEDIUM and errors of rsm_drive_wait_ready() and
 * rsm_drive_read_label().
 */
rsm_error rsm_visit_read(struct rsm_visit *visit);

/* Read the label once more, with all that was said of rsm_visit_read(); bytes_out is the first block
 * as it is on the tape, good until the drive reads again. */
rsm_error rsm_visit_read_again(struct rsm_visit *visit, struct rsm_label_bytes *bytes_out);

/* What the changer says now of the drive that has its cartridge.  ERROR_DRIVE_MEDIA_MISMATCH, and a line in
 * the log: it sees none there.  Errors of rsm_library_look(). */
rsm_error rsm_visit_look_in_drive(struct rsm_visit *visit, struct rsm_changer_element *element_out);

/* The bar code that the changer read there speaks against the cartridge with this one ("" = none). */
bool rsm_visit_is_other_tag(const struct rsm_changer_element *element, const char *bar_code);

/* Is the record's cartridge still the one in the drive?  Not, when it is elsewhere meanwhile, or somebody was
 * at the library since the place was asked about: ERROR_RETRY. */
rsm_error rsm_visit_check_still(const struct rsm_visit *visit, const struct rsm_record *medium);

/* Was it the drive that failed, or the way to it?  One that cannot be reached anew, or whose device was
 * not found, is left out. */
bool rsm_visit_may_do_better(const struct rsm_visit *visit, rsm_error err);

/* Accepts a visit that could not begin.  The cartridge stays where it is. */
void rsm_visit_end(struct rsm_visit *visit);

/* The medium is known now: the drive is loaded with its side, one mount more for both.  Wants an open
 * writing transaction. */
rsm_error rsm_visit_record_loaded(struct rsm_visit *visit, const GUID *medium);

/* That side is in the drive of the bay, ready: one mount more for both.  Wants an open writing
 * transaction. */
rsm_error rsm_visit_record_side(struct rsm_library *library, const struct rsm_bay *bay,
                                const GUID *side);

/* The drive is in that state now, with that side (the null GUID = none known).  Wants an open writing
 * transaction. */
rsm_error rsm_visit_record_drive(struct rsm_visit *visit, DWORD state, const GUID *side);

/* The drive of the bay was used until now: what is left in it stays for a while.  Wants an open writing
 * transaction. */
rsm_error rsm_visit_note_use(struct rsm_library *library, const struct rsm_bay *bay);

/* Was it the way to the tape device that failed?  Another drive may do better. */
bool rsm_visit_is_about_way(rsm_error err);

#endif
