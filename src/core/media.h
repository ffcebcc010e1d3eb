/*
 * Media and their sides: a new cartridge, a label that was read, a cartridge that left.  The rules
 * are sections 6.3 and 6.4 of the spec's "requests" and 7 and 8 of its object model.  Nothing here
 * touches a device.  All want an open writing transaction.
 */
#ifndef RSM_CORE_MEDIA_H
#define RSM_CORE_MEDIA_H

#include "core/rsm.h"
#include "ntmsmli.h"

/* The private field Fresh of a medium. */
enum {
    RSM_FRESH_NO = 0,  /* identified */
    RSM_FRESH_NEW = 1, /* made by its bar code alone, label not read yet; or to be read again */
    RSM_FRESH_DISPLACED = 2 /* another cartridge was found in its place */
};

/* Where a cartridge was seen. */
struct rsm_media_place {
    GUID library;
    GUID location;       /* slot, drive or port */
    DWORD location_type; /* NTMS_STORAGESLOT, NTMS_DRIVE, NTMS_IEPORT */
    GUID home;           /* slot it returns to; the null GUID if none is known */
};

/*
 * Make the record of a cartridge nobody knows: medium with its sides (as many as the media type
 * has), in the Unrecognized child pool of media_type, sides UNKNOWN, MediaState IDLE, Fresh = 1,
 * named by the naming rule, with the next sequence number.  bar_code "" = none.
 */
rsm_error rsm_media_create(struct rsm *rsm, const struct rsm_media_place *place,
                           const GUID *media_type, const WCHAR *bar_code,
                           struct rsm_record *medium_out);

/* Record that the medium is at place (library, location, home); MediaState is left alone. */
rsm_error rsm_media_place_at(struct rsm *rsm, const GUID *medium,
                             const struct rsm_media_place *place);

/*
 * The record that a bar code names: of several the one in a library (that library first), else the
 * one modified last.  Trailing blanks do not count.  ERROR_OBJECT_NOT_FOUND; "" finds nothing.
 */
rsm_error rsm_media_find_bar_code(struct rsm *rsm, const GUID *library, const WCHAR *bar_code,
                                  struct rsm_record *medium_out);

/* A side on record with that label; of several the first.  ERROR_OBJECT_NOT_FOUND. */
rsm_error rsm_media_find_label(struct rsm *rsm, const MediaLabelInfo *label,
                               struct rsm_record *side_out);

/* Is it in the offline library, or in one that is not there now? */
bool rsm_media_is_away(struct rsm *rsm, const struct rsm_record *medium);

/* The medium recorded at a place (slot, drive or port).  One that another cartridge displaced is not
 * there any more.  ERROR_OBJECT_NOT_FOUND. */
rsm_error rsm_media_find_at(struct rsm *rsm, const GUID *location, struct rsm_record *medium_out);

/* What came of reading the label of a cartridge. */
enum rsm_media_reading {
    RSM_READING_LABEL,       /* label is filled */
    RSM_READING_NO_LABEL,    /* blank, or nobody recognises it */
    RSM_READING_ERROR,       /* could not be read because of an error */
    RSM_READING_INCOMPATIBLE /* the drive cannot use this cartridge */
};

struct rsm_media_sighting {
    struct rsm_media_place place;
    GUID media_type; /* type of the drive's cartridges, for a new record */
    GUID candidate;  /* record believed to be this cartridge (bar code, or Location without
                              one), or the null GUID */
    WCHAR bar_code[NTMS_BARCODE_LENGTH]; /* "" = none */
    DWORD medium_type_code;              /* as the drive reports */
    DWORD density_code;
    enum rsm_media_reading reading;
    MediaLabelInfo label; /* valid for RSM_READING_LABEL */
    GUID beginning; /* what the tape begins with, valid for RSM_READING_NO_LABEL; the null GUID =
                             it cannot be told */
    /* Is the cartridge of that record still really where the record says?  Asked only when its OMID
     * equals the label read and it is recorded elsewhere in a present library.  NULL = no. */
    bool (*still_there)(void *context, const struct rsm_record *medium);
    void *context;
    /* An inventory is under way: a record that loses its place to this cartridge is marked
     * (Fresh = RSM_FRESH_DISPLACED, Location as it was) instead of leaving the library, since its
     * own cartridge may turn up in another slot; rsm_media_place_at() takes the mark away; those
     * that are left at the end of the inventory leave then. */
    bool defer_leaving;
};

/*
 * Classify the first side of one cartridge (spec "requests" 6.3 with its decisions): known OMID
 * keeps its record; recognised label with unknown OMID goes to Import; none goes to Unrecognized;
 * a candidate that belongs to another cartridge goes offline by the rule of 6.4.  The medium of
 * the cartridge after that is *medium_out.
 */
rsm_error rsm_media_classify(struct rsm *rsm, const struct rsm_media_sighting *sighting,
                             struct rsm_record *medium_out);

/*
 * The cartridge left its library (spec 6.4): import and unrecognized media are deleted (import kept
 * with NTMS_POOLPOLICY_KEEPOFFLINEIMPORT), free media go offline (deleted with
 * NTMS_POOLPOLICY_PURGEOFFLINESCRATCH), all others go to the offline library.
 */
rsm_error rsm_media_leave(struct rsm *rsm, const GUID *medium);

/* The library that a medium was in is no more: it goes to the offline library whatever its pool, and
 * keeps pool, sides and owners. */
rsm_error rsm_media_go_offline(struct rsm *rsm, const GUID *medium);

/* Delete a medium with its sides and logical media. */
rsm_error rsm_media_delete(struct rsm *rsm, const GUID *medium);

#endif
