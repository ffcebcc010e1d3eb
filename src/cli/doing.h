/*
 * What a library request is about and what is done for it now, in words.
 */
#ifndef RSM_CLI_DOING_H
#define RSM_CLI_DOING_H

#include "cli/contents.h"

enum { RSM_DOING_SUBJECT = RSM_DISPLAY_TEXT + 40, RSM_DOING_TEXT = 2 * RSM_DISPLAY_TEXT };

/* The medium that the request is about, and everything empty when it is about none or that is gone. */
void rsm_doing_medium(HANDLE session, const NTMS_LIBREQUESTINFORMATIONW *request,
                      struct rsm_cartridge *cartridge_out);

/* "slot 5 A00005L6", "drive 2", "A00005L6"; "" when nothing is known. */
void rsm_doing_subject(HANDLE session, const NTMS_LIBREQUESTINFORMATIONW *request,
                       const struct rsm_cartridge *cartridge, char text_out[RSM_DOING_SUBJECT]);

/* The state it is in, behind the subject: "slot 5 A00005L6: to drive 2", "drive 2 A00005L6: waiting until the
 * program that uses the drive has closed it". */
void rsm_doing_now(HANDLE session, const NTMS_LIBREQUESTINFORMATIONW *request,
                   char text_out[RSM_DOING_TEXT]);

#endif
