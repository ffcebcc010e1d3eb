/*
 * What a test may do to the SCSI adapter that it runs with (tests/support/with-bus.sh), and see of it. Its
 * devices are named by their LUN; the virtual library has the changer at LUN 1 and its drives from LUN 2 on.
 * Each function fails the test when the driver refuses; those that change what devices there are return when
 * Windows has taken notice, and fail after half a minute.
 */
#ifndef RSM_TEST_TEST_BUS_WIN32_H
#define RSM_TEST_TEST_BUS_WIN32_H

#include <stdbool.h>
#include <stdint.h>

#include "driver/test_bus.h"

enum { TEST_BUS_CHANGER = 1, TEST_BUS_DRIVE = 2 /* the first; the others follow */ };

/* Everything as after the start, except for the numbers in the devices' names. */
void test_bus_reset(void);

/*
 * The device vanishes, as when its cable is pulled: requests under way end with ERROR_DEVICE_NOT_CONNECTED,
 * later ones with ERROR_DEV_NOT_EXIST. A command that has been sent is carried out all the same.
 */
void test_bus_pull_out(unsigned lun);

/* It is back, under the lowest free number from least on: \\.\TapeN. The interface path stays the same. */
void test_bus_put_back(unsigned lun, unsigned least);

/* Whether a class driver takes the device. Unclaimed it has no name, and only the adapter shows it. */
void test_bus_claim(unsigned lun, bool claimed);

/* The N of \\.\ChangerN or \\.\TapeN that the device has now. */
unsigned test_bus_number(unsigned lun);

/* TEST_BUS_PRESENT and so on; and wait until bit is in it, or no longer. */
unsigned test_bus_state(unsigned lun);
void test_bus_wait(unsigned lun, unsigned bit, bool set);

/* What the adapter carries in one command: bytes, and pages of 4096 bytes. */
void test_bus_limit(uint32_t bytes, uint32_t pages);
void test_bus_align(uint32_t mask);

/* How a second open of a device that is open fails, ERROR_ACCESS_DENIED (the first state) or
   ERROR_SHARING_VIOLATION; 0: it does not. */
void test_bus_exclusive(uint32_t error);

/* Opens that want no access to data (DesiredAccess 0) are never refused, and refuse nobody. */
void test_bus_let_queries_pass(uint32_t error);

/* IOCTL_SCSI_PASS_THROUGH_DIRECT is refused with ERROR_INVALID_FUNCTION. */
void test_bus_refuse_direct(bool refuse);

/* Every open of the device fails with ERROR_ACCESS_DENIED, as for who is no administrator. */
void test_bus_deny(unsigned lun, bool deny);

/* How many commands with that operation code programs have sent to the device since they were forgotten. */
unsigned test_bus_count(unsigned lun, uint8_t operation_code);
unsigned test_bus_count_all(unsigned lun);
void test_bus_forget(void);

/*
 * Hold the next command with that operation code before the device gets it, or the answer to it. The device
 * is TEST_BUS_HELD from then on, until it is let go; what comes for it meanwhile waits.
 */
void test_bus_hold(unsigned lun, uint8_t operation_code);
void test_bus_hold_answer(unsigned lun, uint8_t operation_code);
void test_bus_let_go(unsigned lun);

#endif
