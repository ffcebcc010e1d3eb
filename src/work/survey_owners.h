/*
 * Whose a device may be: what libraries on record say of their changers and drives, and what this process
 * knows besides.  Used by survey.c alone; a picture of one moment, which any thread may look at.
 */
#ifndef RSM_WORK_SURVEY_OWNERS_H
#define RSM_WORK_SURVEY_OWNERS_H

#include "work/instance.h"

/* What a library on record says of one device: its changer, a drive of it, or the drive it is. */
struct rsm_survey_owner {
    GUID library;
    char name[NTMS_OBJECTNAME_LENGTH * 3]; /* of the library, UTF-8 */
    bool alone;                            /* the library is a drive */
    bool absent;                           /* the library is not present */
    bool elsewhere;                        /* another process runs it, */
    bool led;                              /* or this one, or will as soon as nobody does */
    DWORD drive; /* its number; 0 = the changer, or the drive that stands alone */
    enum rsm_known_by known_by;
    char identity[RSM_IDENTITY_LENGTH];     /* of the device: vendor|product|serial number */
    WCHAR serial[NTMS_SERIALNUMBER_LENGTH]; /* of a drive of a changer */
    WCHAR revision[NTMS_REVISION_LENGTH];
    WORD port, bus, target, lun;          /* where the system has it, if it is the system's */
    char address[RSM_ADDRESS_LENGTH * 3]; /* without secrets; "" = not known */
    char device_name[NTMS_DEVICENAME_LENGTH * 3];
};

/* A tape device that may be one of a library's drives. */
struct rsm_survey_spare {
    char address[RSM_ADDRESS_MAX];
    char library[NTMS_OBJECTNAME_LENGTH * 3];
};

struct rsm_survey_owners {
    struct rsm_survey_owner *all;
    size_t count, room;
    struct rsm_survey_spare *spares;
    size_t spare_count, spare_room;
    rsm_error err; /* while they are read */
};

/* Into zeroed ones, which are to be freed, also after a failure.  Wants the system lock and no transaction.
 * ERROR_NOT_ENOUGH_MEMORY, database errors. */
rsm_error rsm_survey_owners_read(struct rsm_instance *system, struct rsm_survey_owners *owners);
void rsm_survey_owners_free(struct rsm_survey_owners *owners);

/* Whose the device is, by what it says it is; where nobody knows that, by its address: of libraries that are
 * present, and of those that are not.  NULL = nobody's. */
const struct rsm_survey_owner *rsm_survey_owners_find(const struct rsm_survey_owners *owners,
                                                      const struct rsm_found *found);
const struct rsm_survey_owner *rsm_survey_owners_find_absent(const struct rsm_survey_owners *owners,
                                                             const struct rsm_found *found);
/* Whose it is by its address, where nobody can be asked who it is: what its record says of it. */
void rsm_survey_owners_describe(const struct rsm_survey_owner *owner, struct rsm_found *found);

const struct rsm_survey_spare *rsm_survey_owners_find_spare(const struct rsm_survey_owners *owners,
                                                            const struct rsm_found *found);

#endif
