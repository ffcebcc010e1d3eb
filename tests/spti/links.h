/*
 * Names of devices made and taken away by hand, as drivers and administrators can: links in the name space
 * of Windows.
 */
#ifndef RSM_TEST_SPTI_LINKS_H
#define RSM_TEST_SPTI_LINKS_H

#include <windows.h>

/* "\\.\Tape777" leads where address does; until the handle is closed. */
HANDLE make_link(const char *name, const char *address);

/* A name is no more; what it led to stays. */
void remove_link(const char *name);

#endif
