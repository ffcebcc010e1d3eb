/*
 * One device of a simulated library behind spoilt answers (spoilt_library.h), for fuzzers of what a changer or a drive
 * can do: no database, no requests, a clock that moves when somebody waits.
 */
#ifndef TESTS_FUZZ_SPOILT_DEVICE_H
#define TESTS_FUZZ_SPOILT_DEVICE_H

#include "input.h"
#include "scsi/device.h"

struct spoilt_device {
    struct rsm_device *device; /* NULL when it could not be opened */
    struct rsm_waiting waiting;
    const struct rsm_transport *transports[2];
    uint64_t now; /* ms */
};

/* Draw the library "lib", take rules, and open the logical unit. */
void spoilt_device_open(struct spoilt_device *spoilt, struct input *input, const char *drawing,
                        unsigned rules, unsigned lun);

/* The way was lost, or was not: open it again, as callers do. */
void spoilt_device_mend(struct spoilt_device *spoilt);

/* Close it, and demand that it was neither asked nor waited for without end. */
void spoilt_device_close(struct spoilt_device *spoilt);

#endif
