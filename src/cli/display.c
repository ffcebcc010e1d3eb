/*
 * Words for the numbers of ntmsapi.h.
 */
#include "cli/display.h"

#include <stdbool.h>
#include <stdio.h>

#include "cli/width.h"
#include "model/guid.h"
#include "platform/text.h"

void rsm_display_guid(const GUID *id, char text_out[RSM_DISPLAY_GUID])
{
    char text[RSM_GUID_TEXT];
    size_t length = 0;

    rsm_guid_format(id, text);
    for (const char *c = text; *c != '\0'; c++) {
        if (*c != '-')
            text_out[length++] = *c >= 'a' && *c <= 'f' ? (char)(*c - 'a' + 'A') : *c;
    }
    text_out[length] = '\0';
}

void rsm_display_date(const SYSTEMTIME *date, char text_out[RSM_DISPLAY_DATE])
{
    text_out[0] = '\0';
    if (date->wYear != 0)
        snprintf(text_out, RSM_DISPLAY_DATE, "%04u-%02u-%02u %02u:%02u:%02u", date->wYear % 10000u,
                 date->wMonth % 100u, date->wDay % 100u, date->wHour % 100u, date->wMinute % 100u,
                 date->wSecond % 100u);
}

void rsm_display_text(const WCHAR *text, size_t room, char text_out[RSM_DISPLAY_TEXT])
{
    rsm_text_to_utf8(text_out, RSM_DISPLAY_TEXT, text, room);
    rsm_width_clean(text_out);
}

struct row {
    DWORD value;
    const char *words;
};

static const char *find(DWORD value, const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (rows[i].value == value)
            return rows[i].words;
    }
    return "unknown";
}

#define FIND(value, rows) find(value, rows, sizeof(rows) / sizeof(rows)[0])

const char *rsm_display_request_state(DWORD state)
{
    static const struct row rows[] = {
        {NTMS_LM_QUEUED, "queued"},     {NTMS_LM_INPROCESS, "in process"},
        {NTMS_LM_PASSED, "completed"},  {NTMS_LM_FAILED, "failed"},
        {NTMS_LM_INVALID, "invalid"},   {NTMS_LM_WAITING, "waiting"},
        {NTMS_LM_DEFERRED, "deferred"}, {NTMS_LM_CANCELLED, "cancelled"},
        {NTMS_LM_STOPPED, "stopped"},
    };

    return FIND(state, rows);
}

const char *rsm_display_operator_request(DWORD request)
{
    static const struct row rows[] = {
        {NTMS_OPREQ_NEWMEDIA, "new medium"},
        {NTMS_OPREQ_CLEANER, "cleaner"},
        {NTMS_OPREQ_DEVICESERVICE, "device service"},
        {NTMS_OPREQ_MOVEMEDIA, "bring medium"},
        {NTMS_OPREQ_MESSAGE, "message"},
    };

    return FIND(request, rows);
}

const char *rsm_display_operator_state(DWORD state)
{
    static const struct row rows[] = {
        {NTMS_OPSTATE_SUBMITTED, "submitted"},    {NTMS_OPSTATE_ACTIVE, "read"},
        {NTMS_OPSTATE_INPROGRESS, "in progress"}, {NTMS_OPSTATE_REFUSED, "refused"},
        {NTMS_OPSTATE_COMPLETE, "completed"},
    };

    return FIND(state, rows);
}

const char *rsm_display_operational_state(DWORD state)
{
    static const struct row rows[] = {
        {NTMS_READY, "ready"},
        {NTMS_INITIALIZING, "starting"},
        {NTMS_NEEDS_SERVICE, "needs service"},
        {NTMS_NOT_PRESENT, "not present"},
    };

    return FIND(state, rows);
}

const char *rsm_display_inventory_method(DWORD method)
{
    static const struct row rows[] = {
        {NTMS_INVENTORY_NONE, "none"},       {NTMS_INVENTORY_FAST, "fast"},
        {NTMS_INVENTORY_OMID, "full"},       {NTMS_INVENTORY_DEFAULT, "default"},
        {NTMS_INVENTORY_SLOT, "slots only"}, {NTMS_INVENTORY_STOP, "stop"},
    };

    return FIND(method, rows);
}

const char *rsm_display_drive_state(DWORD state)
{
    static const struct row rows[] = {
        {NTMS_DRIVESTATE_DISMOUNTED, "empty"},
        {NTMS_DRIVESTATE_MOUNTED, "mounted"},
        {NTMS_DRIVESTATE_LOADED, "loaded"},
        {NTMS_DRIVESTATE_UNLOADED, "unloaded"},
        {NTMS_DRIVESTATE_BEING_CLEANED, "being cleaned"},
        {NTMS_DRIVESTATE_DISMOUNTABLE, "dismountable"},
    };

    return FIND(state, rows);
}

const char *rsm_display_slot_state(DWORD state)
{
    static const struct row rows[] = {
        {NTMS_SLOTSTATE_FULL, "full"},
        {NTMS_SLOTSTATE_EMPTY, "empty"},
        {NTMS_SLOTSTATE_NOTPRESENT, "not present"},
        {NTMS_SLOTSTATE_NEEDSINVENTORY, "to be read"},
    };

    return FIND(state, rows);
}

const char *rsm_display_port_content(DWORD content)
{
    static const struct row rows[] = {
        {NTMS_PORTCONTENT_FULL, "full"},
        {NTMS_PORTCONTENT_EMPTY, "empty"},
    };

    return FIND(content, rows);
}

const char *rsm_display_door_state(DWORD state)
{
    static const struct row rows[] = {
        {NTMS_DOORSTATE_CLOSED, "closed"},
        {NTMS_DOORSTATE_OPEN, "open"},
    };

    return FIND(state, rows);
}

const char *rsm_display_media_state(DWORD state)
{
    static const struct row rows[] = {
        {NTMS_MEDIASTATE_IDLE, "idle"},
        {NTMS_MEDIASTATE_INUSE, "in use"},
        {NTMS_MEDIASTATE_MOUNTED, "mounted"},
        {NTMS_MEDIASTATE_LOADED, "loaded"},
        {NTMS_MEDIASTATE_UNLOADED, "unloaded"},
        {NTMS_MEDIASTATE_OPERROR, "error"},
        {NTMS_MEDIASTATE_OPREQ, "waits for operator"},
    };

    return FIND(state, rows);
}

const char *rsm_display_partition_state(DWORD state)
{
    static const struct row rows[] = {
        {NTMS_PARTSTATE_UNKNOWN, "not read"},
        {NTMS_PARTSTATE_UNPREPARED, "unprepared"},
        {NTMS_PARTSTATE_INCOMPATIBLE, "incompatible"},
        {NTMS_PARTSTATE_DECOMMISSIONED, "decommissioned"},
        {NTMS_PARTSTATE_AVAILABLE, "available"},
        {NTMS_PARTSTATE_ALLOCATED, "allocated"},
        {NTMS_PARTSTATE_COMPLETE, "complete"},
        {NTMS_PARTSTATE_FOREIGN, "unrecognized"},
        {NTMS_PARTSTATE_IMPORT, "import"},
        {NTMS_PARTSTATE_RESERVED, "reserved"},
    };

    return FIND(state, rows);
}

const char *rsm_display_library_type(DWORD type)
{
    static const struct row rows[] = {
        {NTMS_LIBRARYTYPE_OFFLINE, "offline"},
        {NTMS_LIBRARYTYPE_ONLINE, "changer"},
        {NTMS_LIBRARYTYPE_STANDALONE, "drive alone"},
    };

    return FIND(type, rows);
}

const char *rsm_display_pool_type(DWORD type)
{
    static const struct row rows[] = {
        {NTMS_POOLTYPE_SCRATCH, "free"},
        {NTMS_POOLTYPE_FOREIGN, "unrecognized"},
        {NTMS_POOLTYPE_IMPORT, "import"},
        {NTMS_POOLTYPE_APPLICATION, "application"},
    };

    return FIND(type, rows);
}

const char *rsm_display_port_position(DWORD position)
{
    static const struct row rows[] = {
        {NTMS_PORTPOSITION_EXTENDED, "open"},
        {NTMS_PORTPOSITION_RETRACTED, "closed"},
    };

    return FIND(position, rows);
}

const char *rsm_display_bar_code_state(DWORD state)
{
    static const struct row rows[] = {
        {NTMS_BARCODESTATE_OK, "read"},
        {NTMS_BARCODESTATE_UNREADABLE, "none"},
    };

    return FIND(state, rows);
}

const char *rsm_display_writing(DWORD characteristics)
{
    static const struct row rows[] = {
        {NTMS_MEDIARW_REWRITABLE, "rewritable"},
        {NTMS_MEDIARW_WRITEONCE, "write once"},
        {NTMS_MEDIARW_READONLY, "read only"},
    };

    return FIND(characteristics, rows);
}

const char *rsm_display_object_type(DWORD type)
{
    static const struct row rows[] = {
        {NTMS_LIBRARY, "library"},
        {NTMS_DRIVE, "drive"},
        {NTMS_CHANGER, "changer"},
        {NTMS_STORAGESLOT, "storageslot"},
        {NTMS_IEDOOR, "iedoor"},
        {NTMS_IEPORT, "ieport"},
        {NTMS_PHYSICAL_MEDIA, "physical_media"},
        {NTMS_PARTITION, "partition"},
        {NTMS_LOGICAL_MEDIA, "logical_media"},
        {NTMS_MEDIA_POOL, "media_pool"},
        {NTMS_MEDIA_TYPE, "media_type"},
        {NTMS_DRIVE_TYPE, "drive_type"},
        {NTMS_CHANGER_TYPE, "changer_type"},
        {NTMS_LIBREQUEST, "librequest"},
        {NTMS_OPREQUEST, "oprequest"},
        {NTMS_COMPUTER, "computer"},
        {NTMS_UI_DESTINATION, "ui_destinations"},
    };

    return FIND(type, rows);
}

const char *rsm_display_ui_type(DWORD type)
{
    static const struct row rows[] = {
        {NTMS_UITYPE_REQ, "requests"},
        {NTMS_UITYPE_ERR, "errors"},
        {NTMS_UITYPE_INFO, "information"},
    };

    return FIND(type, rows);
}
