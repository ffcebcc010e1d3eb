/*
 * Library requests in words.
 */
#include "cli/doing.h"

#include <stdio.h>
#include <string.h>

#include "cli/listing.h"
#include "model/guid.h"

void rsm_doing_medium(HANDLE session, const NTMS_LIBREQUESTINFORMATIONW *request,
                      struct rsm_cartridge *cartridge_out)
{
    GUID medium = request->PhysMediaId;

    memset(cartridge_out, 0, sizeof *cartridge_out);
    if (!rsm_guid_is_null(&medium))
        (void)rsm_contents_describe(session, &medium, cartridge_out);
}

/* ---- the subject ---- */

/* "slot 5", "drive 2"; "" for what is no such place, or gone. */
static void name_place(HANDLE session, const GUID *id, DWORD type, char *text, size_t room)
{
    GUID wanted = *id;
    NTMS_OBJECTINFORMATIONW info;

    text[0] = '\0';
    if (rsm_guid_is_null(id) ||
        rsm_listing_describe(session, &wanted, type, &info) != ERROR_SUCCESS)
        return;
    if (type == NTMS_STORAGESLOT)
        snprintf(text, room, "slot %u", (unsigned)info.Info.StorageSlot.Number);
    else if (type == NTMS_DRIVE)
        snprintf(text, room, "drive %u", (unsigned)info.Info.Drive.Number);
    else if (type == NTMS_IEPORT)
        snprintf(text, room, "port %u", (unsigned)info.Info.IEPort.Number);
}

/* Where the cartridge was when it was asked for, else where it is. */
static void name_subject_place(HANDLE session, const NTMS_LIBREQUESTINFORMATIONW *request,
                               const struct rsm_cartridge *cartridge, char *text, size_t room)
{
    name_place(session, &request->SlotId, NTMS_STORAGESLOT, text, room);
    if (text[0] == '\0' &&
        (cartridge->place_type == NTMS_STORAGESLOT || cartridge->place_type == NTMS_DRIVE ||
         cartridge->place_type == NTMS_IEPORT))
        name_place(session, &cartridge->place, cartridge->place_type, text, room);
    if (text[0] == '\0' && rsm_guid_is_null(&request->PhysMediaId))
        name_place(session, &request->DriveId, NTMS_DRIVE, text, room);
}

void rsm_doing_subject(HANDLE session, const NTMS_LIBREQUESTINFORMATIONW *request,
                       const struct rsm_cartridge *cartridge, char text_out[RSM_DOING_SUBJECT])
{
    const char *name = cartridge->bar_code[0] != '\0' ? cartridge->bar_code : cartridge->name;
    char place[40];

    name_subject_place(session, request, cartridge, place, sizeof place);
    snprintf(text_out, RSM_DOING_SUBJECT, "%s%s%s", place,
             place[0] != '\0' && name[0] != '\0' ? " " : "", name);
}

/* ---- what is done with it ---- */

/* What a request waits for that is in nobody's hands here. */
static const char *wait_words(DWORD operation)
{
    switch (operation) {
    case NTMS_LM_MOUNT:
        return "waiting until the cartridge is there";
    case NTMS_LM_DISMOUNT:
        return "waiting until the program that uses the drive has closed it";
    case NTMS_LM_EJECT:
    case NTMS_LM_EJECTCLEANER:
        return "waiting until it is taken out";
    case NTMS_LM_INJECT:
    case NTMS_LM_INJECTCLEANER:
        return "waiting until a cartridge is put in";
    case NTMS_LM_DOORACCESS:
        return "waiting until the door is closed";
    case NTMS_LM_INVENTORY:
        return "reading cartridges";
    case NTMS_LM_CLEANDRIVE:
        return "waiting until a cleaning cartridge is there";
    default:
        return "waiting";
    }
}

static const char *queue_words(DWORD operation)
{
    switch (operation) {
    case NTMS_LM_MOUNT:
    case NTMS_LM_PROCESSOMID:
    case NTMS_LM_CLASSIFY:
    case NTMS_LM_WRITESCRATCH:
    case NTMS_LM_UPDATEOMID: /* erase */
    case NTMS_LM_CLEANDRIVE:
        return "waiting for a drive";
    default:
        return "waiting until the library has nothing else to do";
    }
}

/* "to drive 2", "in drive 2", "to slot 5". */
static void name_way(HANDLE session, const NTMS_LIBREQUESTINFORMATIONW *request,
                     const struct rsm_cartridge *cartridge, char *text, size_t room)
{
    char drive[40];
    bool in_drive = cartridge->place_type == NTMS_DRIVE;

    text[0] = '\0';
    if (request->OperationCode == NTMS_LM_DISMOUNT) {
        snprintf(text, room, "being dismounted");
        return;
    }
    name_place(session, in_drive ? &cartridge->place : &request->DriveId, NTMS_DRIVE, drive,
               sizeof drive);
    if (drive[0] != '\0' && !rsm_guid_is_null(&request->PhysMediaId))
        snprintf(text, room, "%s %s", in_drive ? "in" : "to", drive);
}

void rsm_doing_now(HANDLE session, const NTMS_LIBREQUESTINFORMATIONW *request,
                   char text_out[RSM_DOING_TEXT])
{
    struct rsm_cartridge cartridge;
    char subject[RSM_DOING_SUBJECT];
    char way[80] = "";

    rsm_doing_medium(session, request, &cartridge);
    rsm_doing_subject(session, request, &cartridge, subject);
    if (request->State == NTMS_LM_INPROCESS)
        name_way(session, request, &cartridge, way, sizeof way);
    else if (request->State == NTMS_LM_WAITING)
        snprintf(way, sizeof way, "%s", wait_words(request->OperationCode));
    else if (request->State == NTMS_LM_QUEUED && request->OperationCode == NTMS_LM_MOUNT &&
             cartridge.place_type == NTMS_DRIVE)
        snprintf(way, sizeof way, "waiting until nobody else has the cartridge in that drive");
    else if (request->State == NTMS_LM_QUEUED)
        snprintf(way, sizeof way, "%s", queue_words(request->OperationCode));
    snprintf(text_out, RSM_DOING_TEXT, "%s%s%s", subject,
             subject[0] != '\0' && way[0] != '\0' ? ": " : "", way);
}
