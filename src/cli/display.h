/*
 * Values as people read them: the numbers of ntmsapi.h in words, GUIDs, dates, texts of objects.
 */
#ifndef RSM_CLI_DISPLAY_H
#define RSM_CLI_DISPLAY_H

#include "ntmsapi.h"

enum { RSM_DISPLAY_GUID = 33, RSM_DISPLAY_DATE = 20, RSM_DISPLAY_TEXT = 256 * 3 };

/* 32 digits in upper case, without dashes and braces. */
void rsm_display_guid(const GUID *id, char text_out[RSM_DISPLAY_GUID]);

/* "2026-01-15 12:00:05"; "" for the all-zero date. */
void rsm_display_date(const SYSTEMTIME *date, char text_out[RSM_DISPLAY_DATE]);

/* A text of a structure, in UTF-8, made harmless for a terminal.  room: that of the structure, in
 * characters, at most 256. */
void rsm_display_text(const WCHAR *text, size_t room, char text_out[RSM_DISPLAY_TEXT]);

/* The numbers of ntmsapi.h in words; "unknown" for one that is none of them.  Never NULL. */
const char *rsm_display_request_state(DWORD state);      /* NtmsLmState */
const char *rsm_display_operator_request(DWORD request); /* NtmsOpreqCommand */
const char *rsm_display_operator_state(DWORD state);     /* NtmsOpreqState */
const char *rsm_display_operational_state(DWORD state);  /* NtmsOperationalState */
const char *rsm_display_inventory_method(DWORD method);  /* NtmsInventoryMethod */
const char *rsm_display_drive_state(DWORD state);        /* NtmsDriveState */
const char *rsm_display_slot_state(DWORD state);         /* NtmsSlotState */
const char *rsm_display_port_content(DWORD content);     /* NtmsPortContent */
const char *rsm_display_door_state(DWORD state);         /* NtmsDoorState */
const char *rsm_display_media_state(DWORD state);        /* NtmsMediaState */
const char *rsm_display_partition_state(DWORD state);    /* NtmsPartitionState */
const char *rsm_display_library_type(DWORD type);        /* NtmsLibraryType */
const char *rsm_display_pool_type(DWORD type);           /* NtmsPoolType */
const char *rsm_display_port_position(DWORD position);   /* NtmsPortPosition */
const char *rsm_display_bar_code_state(DWORD state);     /* NtmsBarCodeState */
const char *rsm_display_writing(DWORD characteristics);  /* NtmsReadWriteCharacteristics */
const char *rsm_display_object_type(DWORD type); /* NtmsObjectsTypes, as behind rsm view /t */
const char *rsm_display_ui_type(DWORD type);     /* NtmsUITypes */

#endif
