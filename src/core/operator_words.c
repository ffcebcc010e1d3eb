/*
 * Operator requests in words.
 */
#include "core/operator_words.h"

#include "model/guid.h"
#include "platform/text.h"
#include "store/records.h"

#include <stdio.h>
#include <string.h>

enum {
    NAME_ROOM = 768, /* of a path, too; what is longer is cut */
    MESSAGE_ROOM = NTMS_MESSAGE_LENGTH * 3,
    DEEPEST = 64 /* pools above each other; damaged records may go round */
};

/* Put the names of the pools above in front, as in "Backup\Weekly". */
static void add_path(struct rsm *rsm, struct rsm_record *pool, char path[NAME_ROOM])
{
    char below[NAME_ROOM];
    char name[NTMS_OBJECTNAME_LENGTH * 3];

    for (int i = 0; i < DEEPEST; i++) {
        GUID parent = pool->info.Info.MediaPool.Parent;

        if (rsm_guid_is_null(&parent) ||
            rsm_records_load(rsm->store, &parent, NTMS_MEDIA_POOL, pool) != ERROR_SUCCESS)
            return;
        (void)rsm_text_to_utf8(name, sizeof name, pool->info.szName, NTMS_OBJECTNAME_LENGTH);
        strcpy(below, path);
        (void)snprintf(path, NAME_ROOM, "%s\\%.500s", name, below);
    }
}

/* "" for none, and for one that is gone. */
static void name_of(struct rsm *rsm, const GUID *object, char name_out[NAME_ROOM])
{
    struct rsm_record record;

    name_out[0] = '\0';
    if (rsm_guid_is_null(object) ||
        rsm_records_load(rsm->store, object, NTMS_UNKNOWN, &record) != ERROR_SUCCESS)
        return;
    (void)rsm_text_to_utf8(name_out, NAME_ROOM, record.info.szName, NTMS_OBJECTNAME_LENGTH);
    if (record.info.dwType == NTMS_MEDIA_POOL)
        add_path(rsm, &record, name_out);
}

void rsm_operator_describe(struct rsm *rsm, const NTMS_OPREQUESTINFORMATIONW *request,
                           char words_out[RSM_OPERATOR_WORDS])
{
    bool has_second = !rsm_guid_is_null(&request->Arg2);
    size_t room = RSM_OPERATOR_WORDS;
    char first[NAME_ROOM];
    char second[NAME_ROOM];

    name_of(rsm, &request->Arg1, first);
    name_of(rsm, &request->Arg2, second);
    switch (request->Request) {
    case NTMS_OPREQ_NEWMEDIA:
        (void)snprintf(words_out, room, "a medium is needed in the media pool \"%s\"%s%s%s", first,
                       has_second ? ", in the library \"" : "", second, has_second ? "\"" : "");
        break;
    case NTMS_OPREQ_CLEANER:
        (void)snprintf(words_out, room, "a cleaning cartridge is needed in \"%s\"", first);
        break;
    case NTMS_OPREQ_DEVICESERVICE:
        (void)snprintf(words_out, room, "\"%s\" needs service", first);
        break;
    case NTMS_OPREQ_MOVEMEDIA:
        (void)snprintf(words_out, room, "the medium \"%s\" is to be brought to the library \"%s\"",
                       first, second);
        break;
    default:
        (void)snprintf(words_out, room, "there is a message");
    }
}

void rsm_operator_say(struct rsm *rsm, const struct rsm_record *request, enum rsm_log_level level,
                      const char *event)
{
    const NTMS_OPREQUESTINFORMATIONW *info = &request->info.Info.OpRequest;
    char words[RSM_OPERATOR_WORDS];
    char application[NTMS_APPLICATIONNAME_LENGTH * 3];
    char message[MESSAGE_ROOM];
    char id[RSM_GUID_TEXT];

    rsm_operator_describe(rsm, info, words);
    (void)rsm_text_to_utf8(application, sizeof application, info->szApplication,
                           NTMS_APPLICATIONNAME_LENGTH);
    (void)rsm_text_to_utf8(message, sizeof message, info->szMessage, NTMS_MESSAGE_LENGTH);
    rsm_guid_format(&request->info.ObjectGuid, id);
    rsm_log(level, "core", "operator request %s %s%s: %s%s%s", id, event == NULL ? "of " : event,
            event == NULL ? application : "", words, message[0] != '\0' ? ": " : "", message);
}
