/*
 * Offline media for conformance tests, as CreateNtmsMedia makes them without any device.
 */
#ifndef NTMS_TESTS_OFFLINE_MEDIA_H
#define NTMS_TESTS_OFFLINE_MEDIA_H

#include "conformance/conformance.h"

/* What is passed to CreateNtmsMediaW, and comes back from it. */
struct offline {
    NTMS_OBJECTINFORMATIONW medium;
    NTMS_OBJECTINFORMATIONW sides[2];
};

/* A good one for that pool, of as many sides, all in that state, with labels nobody else has. */
void draw_offline(struct offline *offline, const NTMS_GUID *pool, DWORD sides, DWORD side_state);

/* Pools of an application for tapes, with one side, and for disks, with two; made if missing. */
NTMS_GUID tapes(HANDLE session);
NTMS_GUID disks(HANDLE session);

/* A tape in the former, with an available side, good but for what the test changes. */
struct offline drawn_tape(HANDLE session);

/* Drawn so, and on record. */
void make_offline(HANDLE session, struct offline *offline, const NTMS_GUID *pool, DWORD sides,
                  DWORD side_state);

/* The information of an object now. */
NTMS_OBJECTINFORMATIONW information_of(HANDLE session, NTMS_GUID *id, DWORD type);

#endif
