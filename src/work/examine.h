/*
 * What libraries say of themselves against what is on record, each asked anew, without running any of them: for
 * rsm check.  Nothing is recorded and nothing moves.
 */
#ifndef RSM_WORK_EXAMINE_H
#define RSM_WORK_EXAMINE_H

#include "work/findings.h"
#include "work/options.h"
#include "work/survey.h"

/* What came of a library. */
enum rsm_examined_how {
    RSM_EXAMINED_COMPARED,
    RSM_EXAMINED_RUN,    /* not: a process runs it, and has its devices */
    RSM_EXAMINED_ABSENT, /* not: it is not present, as its record says too */
    RSM_EXAMINED_LEFT,   /* not: its changer, or the drive it is, was left to others (rsm detach) */
    RSM_EXAMINED_IN_USE, /* not: another program has its device open */
    RSM_EXAMINED_HELD,   /* not: it is a drive, whose cartridge a program has mounted */
    RSM_EXAMINED_SILENT  /* not: it cannot be asked, which is a finding */
};

struct rsm_examined {
    GUID library;
    char name[NTMS_OBJECTNAME_LENGTH * 3]; /* UTF-8 */
    bool alone;                            /* it is a drive */
    bool absent;                           /* on record */
    enum rsm_examined_how how;
    size_t places;   /* that were compared */
    size_t findings; /* of this library */
};

struct rsm_examination {
    struct rsm_examined *libraries; /* not the offline library */
    size_t count, room;
    struct rsm_findings findings;
    bool is_short_of_memory;
};

/* A library is asked now, which may take long. */
typedef void rsm_examine_told(void *context, const char *library);

/* Which libraries there are on record: only that one, or (NULL) all.  ERROR_INVALID_LIBRARY.  Wants no
 * transaction. */
rsm_error rsm_examine_list(struct rsm *rsm, const GUID *only, struct rsm_examination *examination);

/* Must devices be surveyed for them: is any of them not run, as far as can be seen? */
bool rsm_examine_wants_devices(const struct rsm *rsm, const struct rsm_examination *examination);

/*
 * Examine those listed.  Each library's lock is held meanwhile, so that nobody begins to run it; of one that is run
 * already nothing is asked.  Asked are: who the device is, what a changer has where (no INITIALIZE ELEMENT
 * STATUS, whatever it wishes), whether a drive that stands alone holds a cartridge (unless a program has it).
 * A drive where programs open drives by name tells but once that its cartridge was changed; that is a finding then.
 *
 * Also told are movements and labels that were begun and whose end is not recorded.
 *
 * led: libraries of this process are run by it.  ERROR_NOT_ENOUGH_MEMORY, database errors, both with what was
 * found until then.  Blocks; wants no transaction.
 */
rsm_error rsm_examine(struct rsm *rsm, const struct rsm_options *options,
                      const struct rsm_survey *survey, bool led, rsm_examine_told *told,
                      void *context, struct rsm_examination *examination);

/* Accepts an empty one, and leaves one. */
void rsm_examination_free(struct rsm_examination *examination);

#endif
