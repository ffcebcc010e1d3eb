/*
 * Objects in a few words.
 */
#include "cli/state_words.h"

#include <stdio.h>
#include <string.h>

#include "cli/belongs.h"
#include "cli/listing.h"
#include "model/guid.h"
#include "model/operations.h"
#include "platform/error.h"

const char *rsm_state_kind(DWORD type)
{
    static const char *const kinds[NTMS_NUMBER_OF_OBJECT_TYPES] = {
        [NTMS_CHANGER] = "changer",
        [NTMS_CHANGER_TYPE] = "changer type",
        [NTMS_COMPUTER] = "computer",
        [NTMS_DRIVE] = "drive",
        [NTMS_DRIVE_TYPE] = "drive type",
        [NTMS_IEDOOR] = "door",
        [NTMS_IEPORT] = "port",
        [NTMS_LIBRARY] = "library",
        [NTMS_LIBREQUEST] = "library request",
        [NTMS_LOGICAL_MEDIA] = "logical medium",
        [NTMS_MEDIA_POOL] = "media pool",
        [NTMS_MEDIA_TYPE] = "media type",
        [NTMS_PARTITION] = "side",
        [NTMS_PHYSICAL_MEDIA] = "medium",
        [NTMS_STORAGESLOT] = "slot",
        [NTMS_OPREQUEST] = "operator request",
    };

    return type < NTMS_NUMBER_OF_OBJECT_TYPES && kinds[type] != NULL ? kinds[type] : "object";
}

/* "" when there is none, or it is not there any more. */
static void read_name(HANDLE session, const GUID *id, DWORD type, char name_out[RSM_DISPLAY_TEXT])
{
    NTMS_OBJECTINFORMATIONW object;
    GUID wanted = *id;

    name_out[0] = '\0';
    if (!rsm_guid_is_null(id) &&
        rsm_listing_describe(session, &wanted, type, &object) == ERROR_SUCCESS)
        rsm_display_text(object.szName, NTMS_OBJECTNAME_LENGTH, name_out);
}

static void say_medium(HANDLE session, const NTMS_PMIDINFORMATIONW *medium,
                       char words[RSM_DISPLAY_TEXT])
{
    char place[RSM_DISPLAY_TEXT];

    read_name(session, &medium->Location, medium->LocationType, place);
    snprintf(words, RSM_DISPLAY_TEXT, "%s%s%.200s", rsm_display_media_state(medium->MediaState),
             place[0] != '\0' ? ", in " : "", place);
}

static void say_request(const NTMS_LIBREQUESTINFORMATIONW *request, char words[RSM_DISPLAY_TEXT])
{
    if (request->State == NTMS_LM_FAILED)
        snprintf(words, RSM_DISPLAY_TEXT, "failed: %s", rsm_error_text(request->dwErrorCode));
    else
        snprintf(words, RSM_DISPLAY_TEXT, "%s", rsm_display_request_state(request->State));
}

static void say_port(const NTMS_IEPORTINFORMATION *port, char words[RSM_DISPLAY_TEXT])
{
    snprintf(words, RSM_DISPLAY_TEXT, "%s%s", rsm_display_port_content(port->Content),
             port->Position == NTMS_PORTPOSITION_EXTENDED ? ", open" : "");
}

/* Of the kinds that have a state of their own. */
static void say_own_state(HANDLE session, const NTMS_OBJECTINFORMATIONW *object,
                          char words[RSM_DISPLAY_TEXT])
{
    const char *state = "";

    switch (object->dwType) {
    case NTMS_PHYSICAL_MEDIA:
        say_medium(session, &object->Info.PhysicalMedia, words);
        return;
    case NTMS_LIBREQUEST:
        say_request(&object->Info.LibRequest, words);
        return;
    case NTMS_IEPORT:
        say_port(&object->Info.IEPort, words);
        return;
    case NTMS_DRIVE:
        state = rsm_display_drive_state(object->Info.Drive.State);
        break;
    case NTMS_STORAGESLOT:
        state = rsm_display_slot_state(object->Info.StorageSlot.State);
        break;
    case NTMS_IEDOOR:
        state = rsm_display_door_state(object->Info.IEDoor.State);
        break;
    case NTMS_PARTITION:
        state = rsm_display_partition_state(object->Info.Partition.State);
        break;
    case NTMS_OPREQUEST:
        state = rsm_display_operator_state(object->Info.OpRequest.State);
        break;
    default:
        break;
    }
    snprintf(words, RSM_DISPLAY_TEXT, "%s", state);
}

static void append(char words[RSM_DISPLAY_TEXT], const char *more)
{
    size_t length = strlen(words);

    snprintf(words + length, RSM_DISPLAY_TEXT - length, "%s%s", length > 0 ? ", " : "", more);
}

void rsm_state_words(HANDLE session, const NTMS_OBJECTINFORMATIONW *object,
                     char words_out[RSM_DISPLAY_TEXT])
{
    bool is_device = object->dwType == NTMS_LIBRARY || object->dwType == NTMS_DRIVE ||
                     object->dwType == NTMS_CHANGER;

    say_own_state(session, object, words_out);
    if (object->dwType == NTMS_LIBRARY || (is_device && object->dwOperationalState != NTMS_READY))
        append(words_out, rsm_display_operational_state(object->dwOperationalState));
    if (!object->Enabled)
        append(words_out, "disabled");
}

/* What a library request does, and with what. */
static void name_request(HANDLE session, const NTMS_LIBREQUESTINFORMATIONW *request,
                         char name[RSM_DISPLAY_TEXT])
{
    char subject[RSM_DISPLAY_TEXT];

    read_name(session, &request->PhysMediaId, NTMS_PHYSICAL_MEDIA, subject);
    if (subject[0] == '\0')
        read_name(session, &request->SlotId, NTMS_STORAGESLOT, subject);
    if (subject[0] == '\0')
        read_name(session, &request->DriveId, NTMS_DRIVE, subject);
    if (subject[0] == '\0')
        read_name(session, &request->Library, NTMS_LIBRARY, subject);
    snprintf(name, RSM_DISPLAY_TEXT, "%s %.200s", rsm_operation_words(request->OperationCode),
             subject);
}

static void name_part(HANDLE session, const NTMS_OBJECTINFORMATIONW *object,
                      char name[RSM_DISPLAY_TEXT])
{
    char own[RSM_DISPLAY_TEXT];
    char library[RSM_DISPLAY_TEXT];

    rsm_display_text(object->szName, NTMS_OBJECTNAME_LENGTH, own);
    read_name(session, rsm_belongs_to(object), NTMS_LIBRARY, library);
    snprintf(name, RSM_DISPLAY_TEXT, "%.200s%s%.200s", own, library[0] != '\0' ? " of " : "",
             library);
}

void rsm_state_name(HANDLE session, const NTMS_OBJECTINFORMATIONW *object,
                    char name_out[RSM_DISPLAY_TEXT])
{
    switch (object->dwType) {
    case NTMS_LIBREQUEST:
        name_request(session, &object->Info.LibRequest, name_out);
        return;
    case NTMS_OPREQUEST:
        snprintf(name_out, RSM_DISPLAY_TEXT, "%s",
                 rsm_display_operator_request(object->Info.OpRequest.Request));
        return;
    case NTMS_CHANGER:
    case NTMS_DRIVE:
    case NTMS_STORAGESLOT:
    case NTMS_IEDOOR:
    case NTMS_IEPORT:
        name_part(session, object, name_out);
        return;
    default:
        rsm_display_text(object->szName, NTMS_OBJECTNAME_LENGTH, name_out);
    }
}
