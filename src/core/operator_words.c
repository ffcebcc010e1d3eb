/*
 * Operator requests in words.
 */
#include "core/operator_words.h"

#include "model/guid.h"
#include "platform/text.h"
#include "store/records.h"

#include <stdio.h>

enum { NAME_ROOM = NTMS_OBJECTNAME_LENGTH * 3, MESSAGE_ROOM = NTMS_MESSAGE_LENGTH * 3 };

/* "" for none, and for one that is gone. */
static void name_of(struct rsm *rsm, const GUID *object, char name_out[NAME_ROOM])
{
    struct rsm_record record;

    name_out[0] = '\0';
    if (!rsm_guid_is_null(object) &&
        rsm_records_load(rsm->store, object, NTMS_UNKNOWN, &record) == ERROR_SUCCESS)
        (void)rsm_text_to_utf8(name_out, NAME_ROOM, record.info.szName, NTMS_OBJECTNAME_LENGTH);
}

/* What the person is to do; room for two names. */
static void describe(struct rsm *rsm, const NTMS_OPREQUESTINFORMATIONW *request, char *words,
                     size_t room)
{
    bool has_second = !rsm_guid_is_null(&request->Arg2);
    char first[NAME_ROOM];
    char second[NAME_ROOM];

    name_of(rsm, &request->Arg1, first);
    name_of(rsm, &request->Arg2, second);
    switch (request->Request) {
    case NTMS_OPREQ_NEWMEDIA:
        (void)snprintf(words, room, "a medium is needed in the media pool \"%s\"%s%s%s", first,
                       has_second ? ", in the library \"" : "", second, has_second ? "\"" : "");
        break;
    case NTMS_OPREQ_CLEANER:
        (void)snprintf(words, room, "a cleaning cartridge is needed in \"%s\"", first);
        break;
    case NTMS_OPREQ_DEVICESERVICE:
        (void)snprintf(words, room, "\"%s\" needs service", first);
        break;
    case NTMS_OPREQ_MOVEMEDIA:
        (void)snprintf(words, room, "the medium \"%s\" is to be brought to the library \"%s\"",
                       first, second);
        break;
    default:
        (void)snprintf(words, room, "there is a message");
    }
}

void rsm_operator_say(struct rsm *rsm, const struct rsm_record *request, enum rsm_log_level level,
                      const char *event)
{
    const NTMS_OPREQUESTINFORMATIONW *info = &request->info.Info.OpRequest;
    char words[2 * NAME_ROOM + 80];
    char application[NTMS_APPLICATIONNAME_LENGTH * 3];
    char message[MESSAGE_ROOM];
    char id[RSM_GUID_TEXT];

    describe(rsm, info, words, sizeof words);
    (void)rsm_text_to_utf8(application, sizeof application, info->szApplication,
                           NTMS_APPLICATIONNAME_LENGTH);
    (void)rsm_text_to_utf8(message, sizeof message, info->szMessage, NTMS_MESSAGE_LENGTH);
    rsm_guid_format(&request->info.ObjectGuid, id);
    rsm_log(level, "core", "operator request %s %s%s: %s%s%s", id, event == NULL ? "of " : event,
            event == NULL ? application : "", words, message[0] != '\0' ? ": " : "", message);
}
