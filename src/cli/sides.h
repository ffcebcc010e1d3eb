/*
 * A cartridge and its sides, as commands name them: by a logical medium (/lg, /lf), by a side or by the
 * cartridge itself (/pg, /pf).
 */
#ifndef RSM_CLI_SIDES_H
#define RSM_CLI_SIDES_H

#include "cli/display.h"
#include "cli/run.h"

struct rsm_sides {
    NTMS_OBJECTINFORMATIONW medium;
    NTMS_OBJECTINFORMATIONW *sides; /* by their numbers */
    size_t count;
    size_t named; /* which of them was named; count = the cartridge, and it has several */
};

/* Free with rsm_sides_free(), also after a failure.  Errors as EnumerateNtmsObject and
 * GetNtmsObjectInformation. */
rsm_error rsm_sides_read(HANDLE session, GUID *medium, struct rsm_sides *sides_out);
void rsm_sides_free(struct rsm_sides *sides);

/* A logical medium and its cartridge; its side counts as named.  ERROR_INVALID_MEDIA too. */
rsm_error rsm_sides_read_logical(HANDLE session, GUID *logical,
                                 NTMS_OBJECTINFORMATIONW *logical_out, struct rsm_sides *sides_out);

/* How carefully a name is taken.  A GUID is beyond doubt. */
enum rsm_sides_care {
    RSM_SIDES_SHORT, /* its beginning is enough while that is nobody else's */
    RSM_SIDES_WHOLE, /* all of it, since a program may write to what is meant; and that of a side or cartridge is
                        refused if another cartridge may be called so, by its name or bar code */
    RSM_SIDES_CERTAIN /* the same for that of a logical medium: what is on the cartridge is to be lost */
};

/*
 * What the switches /lg, /lf, /pg and /pf name, whichever of them was given; one must be.  Where care is more
 * than RSM_SIDES_SHORT the libraries are looked at before: a name leads to what is there now, not to what was
 * there when a process ran them last.
 * What goes wrong has been said when this returns; errors as rsm_named_find(), and ERROR_INVALID_MEDIA, and
 * ERROR_NOT_READY, as rsm_place_settle().
 */
rsm_error rsm_sides_find(struct rsm_run *run, enum rsm_sides_care care,
                         struct rsm_sides *sides_out);

/* May a name that leads to that medium mean another cartridge, by its name or bar code?  Then ERROR_INVALID_MEDIA,
 * which has been said. */
rsm_error rsm_sides_check_doubt(struct rsm_run *run, const struct rsm_argument *argument,
                                const GUID *medium);

/* Is it ALLOCATED or COMPLETE, and so has a logical medium? */
bool rsm_sides_is_owned(const NTMS_OBJECTINFORMATIONW *side);

/* How many are; *last_out is the last of them. */
size_t rsm_sides_owned(const struct rsm_sides *sides, size_t *last_out);

/* The cartridge's name for a line of text. */
void rsm_sides_name(const struct rsm_sides *sides, char name_out[RSM_DISPLAY_TEXT]);

/* "medium", "medium_name", "media_pool", "media_pool_name"; and of the side that was named "side", "side_name" and
 * "side_state". */
void rsm_sides_tell(const struct rsm_run *run, const struct rsm_sides *sides);

#endif
