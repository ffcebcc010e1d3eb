/*
 * Every device that can be seen, by whatever transport, ours or not, and why it is what it is to us.  For
 * people who wonder: rsm devices.
 *
 * Safe at any time: nothing moves, and nobody is asked for more than who he is (INQUIRY and vital product
 * data).  Devices that programs open by name are not even opened when a library of ours has them: what
 * the system knows of them has to do.  An instance that keeps its hands off (options.h) has not looked for
 * libraries: then records tell what was found out last.
 */
#ifndef RSM_WORK_SURVEY_H
#define RSM_WORK_SURVEY_H

#include "work/instance.h"

/* Why a device is used, or is not. */
enum rsm_survey_reason {
    RSM_SURVEY_CHANGER, /* it is the changer of `library` */
    RSM_SURVEY_DRIVE,   /* it is drive `drive` of `library`, as known_by says */
    RSM_SURVEY_ALONE,   /* a tape drive without a changer: `library` */
    RSM_SURVEY_SPARE,   /* it may be a drive of `library`: the next cartridge there shows it */
    RSM_SURVEY_OTHER,   /* neither a changer nor a tape drive */
    RSM_SURVEY_OF_LEFT, /* a tape drive that may be one of a changer which is left alone: `perhaps` */
    RSM_SURVEY_LEFT,    /* an administrator said that it is another product's */
    RSM_SURVEY_NOT_NAMED,     /* NTMS_DEVICES names other addresses */
    RSM_SURVEY_NOT_AUTOMATIC, /* AutoConfigure is 0, and nobody attached it */
    RSM_SURVEY_IN_USE,        /* another program has it open for itself alone */
    RSM_SURVEY_SILENT,        /* it did not answer, as error says */
    RSM_SURVEY_WAITS, /* a tape drive that may belong to an address which has not answered, or to a changer
                         that others have, `perhaps` */
    RSM_SURVEY_NEW, /* nobody has looked whose it is: the first program that opens a session does */
    RSM_SURVEY_UNUSABLE /* it answers, and could not be used; the log of whoever tried tells why */
};

/* One device, or an address where none answers. */
struct rsm_surveyed {
    struct rsm_found found; /* who it is; its type is RSM_DEVICE_UNKNOWN where nobody says, its
                               `device` is NULL, and nothing is known of a changer's drives */
    rsm_error error;        /* why it was not to be asked; else ERROR_SUCCESS */
    const struct rsm_transport *transport; /* NULL = none understands the address */
    enum rsm_survey_reason reason;
    char library[NTMS_OBJECTNAME_LENGTH *
                 3]; /* UTF-8; also set when its device is SILENT, IN_USE or LEFT */
    GUID library_id; /* the null GUID = of none */
    DWORD drive;     /* its number; 0 = it is no drive */
    enum rsm_known_by known_by;
    char perhaps
        [RSM_ADDRESS_MAX]; /* address, without secrets, of the changer that may have it; "" = an
                                      address */
    char name[NTMS_DEVICENAME_LENGTH * 3]; /* by which programs open it; "" = none is known */
    char
        used_at[RSM_ADDRESS_MAX]; /* the same device is used at this address (without secrets); "" =
                                      here, if at all */
};

struct rsm_survey {
    struct rsm_surveyed *devices; /* those of configured addresses first */
    size_t count;
    bool has_system; /* some transport shows what the operating system sees */
    bool is_named;   /* NTMS_DEVICES, or whoever started the instance, names all addresses */

    struct rsm_survey_plan *plan; /* survey.c's */
};

/*
 * In three steps.  Begin: which addresses to ask, and what is known of libraries.  Ask: blocks for at most
 * timeout_ms, and wants no lock, but nobody may look for devices from the beginning to the end.  End: what the
 * answers mean; then the devices are in *survey, which is to be freed, also after a failure.
 * ERROR_NOT_ENOUGH_MEMORY, database errors; devices that fail say so themselves.  The first and the last want
 * the system lock and no transaction.
 */
rsm_error rsm_survey_begin(struct rsm_instance *system, struct rsm_survey *survey);
rsm_error rsm_survey_ask(const struct rsm_options *options, uint32_t timeout_ms,
                         struct rsm_survey *survey);
rsm_error rsm_survey_end(struct rsm_instance *system, struct rsm_survey *survey);
void rsm_survey_free(struct rsm_survey *survey); /* accepts a zeroed one */

#endif
