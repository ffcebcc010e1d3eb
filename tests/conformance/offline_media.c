/*
 * Offline media for conformance tests.
 */
#include "conformance/offline_media.h"

#include <string.h>

void draw_offline(struct offline *offline, const NTMS_GUID *pool, DWORD sides, DWORD side_state)
{
    static DWORD number;

    memset(offline, 0, sizeof *offline);
    offline->medium.dwSize = sizeof offline->medium;
    offline->medium.dwType = NTMS_PHYSICAL_MEDIA;
    offline->medium.Enabled = TRUE;
    offline->medium.Info.PhysicalMedia.MediaPool = *pool;
    offline->medium.Info.PhysicalMedia.dwNumberOfPartitions = sides;
    for (DWORD i = 0; i < 2; i++) {
        NTMS_PARTITIONINFORMATIONW *side = &offline->sides[i].Info.Partition;

        offline->sides[i].dwSize = sizeof offline->sides[i];
        offline->sides[i].dwType = NTMS_PARTITION;
        offline->sides[i].Enabled = TRUE;
        side->State = side_state;
        number++;
        side->dwOmidLabelIdLength = sizeof number;
        memcpy(side->OmidLabelId, &number, sizeof number);
        memcpy(side->szOmidLabelType, u"Conformance", sizeof u"Conformance");
    }
}

NTMS_GUID tapes(HANDLE session)
{
    return pool_for(session, u"\\Tapes", TAPE_CODE);
}

NTMS_GUID disks(HANDLE session)
{
    return pool_for(session, u"\\Disks", DISK_CODE);
}

struct offline drawn_tape(HANDLE session)
{
    NTMS_GUID pool = tapes(session);
    struct offline offline;

    draw_offline(&offline, &pool, 1, NTMS_PARTSTATE_AVAILABLE);
    return offline;
}

void make_offline(HANDLE session, struct offline *offline, const NTMS_GUID *pool, DWORD sides,
                  DWORD side_state)
{
    draw_offline(offline, pool, sides, side_state);
    assert_success(CreateNtmsMediaW(session, &offline->medium, offline->sides, 0));
}

NTMS_OBJECTINFORMATIONW information_of(HANDLE session, NTMS_GUID *id, DWORD type)
{
    NTMS_OBJECTINFORMATIONW info = {.dwSize = sizeof info, .dwType = type};

    assert_success(GetNtmsObjectInformationW(session, id, &info));
    return info;
}
