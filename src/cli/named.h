/*
 * The object that a switch or an operand names: by GUID (/lg), or by friendly name (/lf).
 *
 * Names are taken as written, upper and lower case differ, but a pool is named by its path, A-Z and a-z
 * alike, with or without a backslash in front.  A name that is the beginning of just one object's is
 * enough, unless it ends within a number: "Tape 1" is never "Tape 10".  When none fits the nearest is
 * suggested, and when several do all are listed with their GUIDs; nothing is guessed.
 *
 * Where a medium is wanted one of its sides may be named (published scripts do), and where a side is wanted
 * the medium of which it is the only one.
 *
 * Each look-up reads all objects of the kind once, the sides or media too where a name is none of theirs.
 * What goes wrong has been said on standard error when these return.
 */
#ifndef RSM_CLI_NAMED_H
#define RSM_CLI_NAMED_H

#include "cli/run.h"

/*
 * Find the object of a kind (NTMS_LIBRARY, NTMS_LOGICAL_MEDIA ...) that the switch which was given names:
 * RSM_VALUE_GUID is checked to be of that kind.  ERROR_INVALID_LIBRARY, ERROR_INVALID_DRIVE,
 * ERROR_INVALID_MEDIA, ERROR_INVALID_MEDIA_POOL, for other kinds ERROR_OBJECT_NOT_FOUND (there is none of
 * that name, or several; a GUID of nothing is ERROR_OBJECT_NOT_FOUND); else as EnumerateNtmsObject and
 * GetNtmsObjectInformation.
 */
rsm_error rsm_named_find(struct rsm_run *run, const struct rsm_argument *argument, DWORD type,
                         NTMS_OBJECTINFORMATIONW *object_out);

/* The same where what is done to the object cannot be taken back: a name must be whole, and that of one medium
 * that a side of another has is ambiguous. */
rsm_error rsm_named_find_in_full(struct rsm_run *run, const struct rsm_argument *argument,
                                 DWORD type, NTMS_OBJECTINFORMATIONW *object_out);

/*
 * The same for the pair of switches of one letter, /lg and /lf: whichever was given.  With neither
 * ERROR_SUCCESS, and the object's dwType is 0.
 */
rsm_error rsm_named_find_pair(struct rsm_run *run, const char *letter, DWORD type,
                              NTMS_OBJECTINFORMATIONW *object_out);

/*
 * The same among the drives, changers, slots, doors, ports or media of one library: "Slot 1" is in each of
 * them.  NULL, or an object whose dwType is 0, as rsm_named_find_pair() answers: in any.
 */
rsm_error rsm_named_find_in(struct rsm_run *run, const struct rsm_argument *argument, DWORD type,
                            const NTMS_OBJECTINFORMATIONW *library,
                            NTMS_OBJECTINFORMATIONW *object_out);
rsm_error rsm_named_find_pair_in(struct rsm_run *run, const char *letter, DWORD type,
                                 const NTMS_OBJECTINFORMATIONW *library,
                                 NTMS_OBJECTINFORMATIONW *object_out);

/* The same for an operand, which is a GUID or a name. */
rsm_error rsm_named_find_text(struct rsm_run *run, const char *text, DWORD type,
                              const NTMS_OBJECTINFORMATIONW *library,
                              NTMS_OBJECTINFORMATIONW *object_out);

/*
 * Was the object that was found named by its GUID, or by its whole name?  For commands that end the life of
 * something.  Else the code of its kind, as above.
 */
rsm_error rsm_named_check_whole(struct rsm_run *run, const struct rsm_argument *argument,
                                const NTMS_OBJECTINFORMATIONW *object);

/* Two rows of a command's switches: an object by its GUID ("lg") or by its name ("lf"), of which one may, or must, be
 * given; of is their group. */
// clang-format off
#define RSM_NAMED_PAIR(letter, of, must, by_guid, by_name)                             \
    {                                                                                  \
        .name = letter "g", .value = RSM_VALUE_GUID, .shown = "<guid>", .group = of,   \
        .is_required = must, .help = by_guid                                           \
    },                                                                                 \
    {                                                                                  \
        .name = letter "f", .value = RSM_VALUE_TEXT, .shown = "<name>", .group = of,   \
        .is_required = must, .help = by_name                                           \
    }
// clang-format on

#endif
