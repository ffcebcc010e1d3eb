/*
 * Faults.  Sense keys, additional sense codes and statuses are those of SPC-4 and SAM-5.
 */
#include "work/faults.h"

#include <limits.h>

#define CHECK(k, a, q)                                                \
    {                                                                 \
        .failure = RSM_SIM_CHECK, .key = (k), .asc = (a), .ascq = (q) \
    }
#define CHECK_DONE(k, a, q)                                                \
    {                                                                      \
        .failure = RSM_SIM_CHECK_DONE, .key = (k), .asc = (a), .ascq = (q) \
    }
#define IN_FORM(f, k, a, q)                                                        \
    {                                                                              \
        .failure = RSM_SIM_CHECK, .form = (f), .key = (k), .asc = (a), .ascq = (q) \
    }
#define IN_FORM_DONE(f, k, a, q)                                                        \
    {                                                                                   \
        .failure = RSM_SIM_CHECK_DONE, .form = (f), .key = (k), .asc = (a), .ascq = (q) \
    }
#define STATUS(s)                                \
    {                                            \
        .failure = RSM_SIM_STATUS, .status = (s) \
    }
#define STATUS_DONE(s)                                \
    {                                                 \
        .failure = RSM_SIM_STATUS_DONE, .status = (s) \
    }
#define WAY(f)         \
    {                  \
        .failure = (f) \
    }

/* clang-format off */
const struct fault faults[] = {
    /* not ready */
    {"it is becoming ready",                 CHECK(2, 0x04, 0x01)},
    {"it needs a person",                    CHECK(2, 0x04, 0x03)},
    {"it says that nothing is in it",        CHECK(2, 0x3A, 0x00)},
    /* broken */
    {"the tape is bad",                      CHECK(3, 0x11, 0x00)},
    {"the tape is bad, but it is done",      CHECK_DONE(3, 0x0C, 0x00)},
    {"the device is broken",                 CHECK(4, 0x44, 0x00)},
    {"the device is broken after it",        CHECK_DONE(4, 0x44, 0x00)},
    {"the mechanics fail",                   CHECK(4, 0x15, 0x01)},
    {"the mechanics fail after it",          CHECK_DONE(4, 0x15, 0x01)},
    /* refused */
    {"the command is not known",             CHECK(5, 0x20, 0x00)},
    {"a field is not known",                 CHECK(5, 0x24, 0x00)},
    {"the cartridge is not let go",          CHECK(5, 0x53, 0x02)},
    {"it is write protected",                CHECK(7, 0x27, 0x00)},
    /* unit attentions */
    {"a cartridge may have changed",         CHECK(6, 0x28, 0x00)},
    {"somebody was at the port",             CHECK(6, 0x28, 0x01)},
    {"a reset",                              CHECK(6, 0x29, 0x00)},
    {"settings have changed",                CHECK(6, 0x2A, 0x01)},
    {"firmware has changed",                 CHECK(6, 0x3F, 0x01)},
    {"logical units have changed",           CHECK(6, 0x3F, 0x0E)},
    /* other sense data */
    {"the command is aborted",               CHECK(0xB, 0x4B, 0x00)},
    {"the command is aborted after it",      CHECK_DONE(0xB, 0x4B, 0x00)},
    {"an earlier command failed",            IN_FORM(RSM_SIM_DEFERRED, 4, 0x44, 0x00)},
    {"it was done with effort",              CHECK_DONE(1, 0x17, 0x01)},
    {"no sense data comes",                  IN_FORM(RSM_SIM_NO_SENSE, 0, 0, 0)},
    {"no sense data comes, but it is done",  IN_FORM_DONE(RSM_SIM_NO_SENSE, 0, 0, 0)},
    {"descriptors: the mechanics fail",      IN_FORM(RSM_SIM_DESCRIPTOR, 4, 0x15, 0x01)},
    {"descriptors: a reset",                 IN_FORM(RSM_SIM_DESCRIPTOR, 6, 0x29, 0x00)},
    /* statuses */
    {"busy",                                 STATUS(0x08)},
    {"reserved by another computer",         STATUS(0x18)},
    {"task set full",                        STATUS(0x28)},
    {"task aborted",                         STATUS(0x40)},
    {"task aborted after it",                STATUS_DONE(0x40)},
    {"an unknown status",                    STATUS(0x3E)},
    {"an unknown status after it",           STATUS_DONE(0x3E)},
    /* the way */
    {"the way breaks",                       WAY(RSM_SIM_LOST)},
    {"the way breaks after it",              WAY(RSM_SIM_LOST_DONE)},
    {"no answer, and nothing done",          WAY(RSM_SIM_TIMEOUT)},
    {"no answer, but it is done",            WAY(RSM_SIM_TIMEOUT_DONE)},
    {"the library goes",                     WAY(RSM_SIM_UNPLUG)},
    {"the library goes after it",            WAY(RSM_SIM_UNPLUG_DONE)},
    /* data */
    {"no data comes",                        WAY(RSM_SIM_DATA_NONE)},
    {"half of the data comes",               WAY(RSM_SIM_DATA_HALF)},
    {"more data comes",                      WAY(RSM_SIM_DATA_LONG)},
    {"zeros come",                           WAY(RSM_SIM_DATA_ZEROS)},
    {"noise comes",                          WAY(RSM_SIM_DATA_NOISE)},
};
/* clang-format on */

const size_t fault_count = sizeof faults / sizeof faults[0];

void begin_fault(const struct fault *fault, unsigned number, bool lasts)
{
    struct rsm_sim_fault how = fault->how;

    how.number = number;
    how.more = lasts ? UINT_MAX : 0;
    how.spares_identity = how.failure == RSM_SIM_DATA_ZEROS || how.failure == RSM_SIM_DATA_NOISE ||
                          (lasts && how.failure >= RSM_SIM_DATA_NONE);
    rsm_sim_fail(&how);
}
