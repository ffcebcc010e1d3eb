/*
 * A medium with its sides, made and changed as one: what the rules of media share.  All want an open
 * writing transaction.
 */
#ifndef RSM_CORE_CARTRIDGE_H
#define RSM_CORE_CARTRIDGE_H

#include "core/media.h"

/* What identification came to. */
struct rsm_verdict {
    DWORD pool_type;             /* NTMS_POOLTYPE_IMPORT or NTMS_POOLTYPE_FOREIGN */
    DWORD state;                 /* of every side: a medium is in one pool with all its sides */
    const MediaLabelInfo *label; /* of the first side; NULL = none */
    DWORD fresh;                 /* RSM_FRESH_* */
};

/* Make a medium and its sides.  ERROR_OBJECT_NOT_FOUND (media type). */
rsm_error rsm_cartridge_add(struct rsm *rsm, const struct rsm_media_place *place,
                            const GUID *media_type, const WCHAR *bar_code,
                            const struct rsm_verdict *verdict, struct rsm_record *medium_out);

/*
 * Settle a medium that was made before anything was read of it: pool, sides, and the name where it
 * is still the one it was made with.  Saves the medium and its sides.
 */
rsm_error rsm_cartridge_settle(struct rsm *rsm, struct rsm_record *medium, const GUID *media_type,
                               const struct rsm_verdict *verdict);

/*
 * Put a medium into a pool with all its sides and the logical media that own them.  Whether it may go
 * there is asked before.  Saves them; *medium is a record just loaded, or changed and not saved yet.
 */
rsm_error rsm_cartridge_move_to_pool(struct rsm *rsm, struct rsm_record *medium, const GUID *pool);

/*
 * Put a medium into a place; its sides follow into another library, and nobody holds it in another place.  Saves them; *medium is a record just
 * loaded, or changed and not saved yet.
 */
rsm_error rsm_cartridge_move_to_place(struct rsm *rsm, struct rsm_record *medium,
                                      const struct rsm_media_place *place);

/* The side with Side = 0.  ERROR_OBJECT_NOT_FOUND. */
rsm_error rsm_cartridge_first_side(struct rsm *rsm, const GUID *medium,
                                   struct rsm_record *side_out);

/* Its cartridge was found, or left: the mark of the displaced goes from a medium's record, and that its
 * label is to be read stays or comes back; saves nothing. */
rsm_error rsm_cartridge_unmark(struct rsm *rsm, struct rsm_record *medium);

/* A library has got a medium, or lost one: whoever listens to libraries hears it, since their media are counted on
 * reading.  One that is not on record (any more) is nobody's concern. */
rsm_error rsm_cartridge_note_number(struct rsm *rsm, const GUID *library);

/* Put a place (of a medium that has no sides yet), or a bar code without its trailing blanks, into a
 * medium's record; saves nothing. */
void rsm_cartridge_set_place(struct rsm_record *medium, const struct rsm_media_place *place);
void rsm_cartridge_set_bar_code(struct rsm_record *medium, const WCHAR *bar_code);

/* Give a medium the next sequence number; saves nothing. */
rsm_error rsm_cartridge_set_number(struct rsm *rsm, struct rsm_record *medium);

/* What a medium is called at first: its bar code; without one, and with one side only, what its label
 * says (NULL = there is none); else its number. */
void rsm_cartridge_name(const struct rsm_record *medium, const WCHAR *label_text,
                        WCHAR name_out[NTMS_OBJECTNAME_LENGTH]);

/* And a side, counted from 0: "<name of the medium> - 1", that name cut so that the number fits. */
void rsm_cartridge_name_side(const WCHAR *medium_name, DWORD side,
                             WCHAR name_out[NTMS_OBJECTNAME_LENGTH]);

/* Make a record that of the medium's side with that number: what a side knows of its medium, and repeats
 * of it.  Saves nothing. */
void rsm_cartridge_join(struct rsm_record *side, const struct rsm_record *medium, DWORD number);

/* Put the label that is on a side into its record; saves nothing.  What the tape began with is not known
 * any more. */
void rsm_cartridge_label_side(struct rsm_record *side, const MediaLabelInfo *label);

/* No drive holds a side of the medium any more. */
rsm_error rsm_cartridge_leave_drives(struct rsm *rsm, const GUID *medium);

/* Delete the sides of a medium and the logical media that own them. */
rsm_error rsm_cartridge_delete_sides(struct rsm *rsm, const GUID *medium);

#endif
