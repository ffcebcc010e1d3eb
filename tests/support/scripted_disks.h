/*
 * Disks without metal, behind the seam of platform/volumes.h: a test lists the devices there are, and reads
 * afterwards what was done to which, in one line.
 */
#ifndef RSM_TESTS_SUPPORT_SCRIPTED_DISKS_H
#define RSM_TESTS_SUPPORT_SCRIPTED_DISKS_H

#include "platform/volumes.h"

struct scripted_device {
    const WCHAR *name;  /* a volume's begins with \\?\Volume, and has no backslash at its end */
    const char *called; /* in the line of what was done */
    struct rsm_volume_number number; /* kind 0 = it has none */
    DWORD spans[4];                  /* a volume: the disks it is on, */
    size_t span_count;               /* and their number */
    const WCHAR *letter;             /* a volume's; NULL = none */
    bool removable;
    bool system;          /* a volume: the system needs it */
    bool in_use;          /* a volume: somebody has a file open on it */
    bool exclusive;       /* somebody has it to himself */
    rsm_error open_error; /* opening it fails */
};

extern const struct rsm_volume_io scripted_disks;

/* From now on there are these, which must live as long; nothing was done, nobody is there, nothing fails. */
void scripted_disks_are(const struct scripted_device *devices, size_t count);

/* The next `times` steps of that kind fail. */
void scripted_disks_fail(enum rsm_volume_step step, rsm_error err, unsigned times);

/* "lock D:, dismount D:, allow D:, eject D:", with "ask" where somebody was asked. */
const char *scripted_disks_done(void);

/* What the person will say; and what was asked. */
struct scripted_question {
    enum rsm_volume_answer answer;
    unsigned asked;
    size_t open_devices; /* when it was asked */
    HWND owner;
    WCHAR title[64];
    WCHAR message[512];
};
extern struct scripted_question scripted_question;

unsigned scripted_disks_pauses(void);
size_t scripted_disks_opened(void); /* how often a device was opened */
size_t scripted_disks_open(void);   /* how many are */

#endif
