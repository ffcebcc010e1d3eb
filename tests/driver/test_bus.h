/*
 * What a test can ask of the driver through its control device \\.\NtmsTestBus; see
 * tests/support/test_bus_win32.h, which says what each does. One control code, with one structure in and
 * the same out; the layout is the same for 32 and 64 bits.
 */
#ifndef NTMS_TEST_DRIVER_TEST_BUS_H
#define NTMS_TEST_DRIVER_TEST_BUS_H

/* CTL_CODE(0x8000, 0x800, METHOD_BUFFERED, FILE_ANY_ACCESS) */
#define TEST_BUS_IOCTL 0x80002000u

/*
 * Of each device: how the open of this handle went. In: the access that was wanted, 4 bytes. Code
 * CTL_CODE(0x8000, 0x801, METHOD_BUFFERED, FILE_ANY_ACCESS)
 */
#define TEST_BUS_OPENED 0x80002004u

/*
 * Other codes for the requests of the tape class, with the same meaning: for 32-bit programs under 64-bit Wine
 * 8, which spoils the answer to every control code of device type FILE_DEVICE_TAPE. See
 * tests/support/tape_calls_win32.c.
 */
#define TEST_BUS_TAPE_WRITE_MARKS  0x8000E408u /* function 0x902; reading and writing */
#define TEST_BUS_TAPE_SET_POSITION 0x80006410u /* 0x904; reading */
#define TEST_BUS_TAPE_GET_STATUS   0x80006424u /* 0x909; reading */

#define TEST_BUS_NAME "\\\\.\\NtmsTestBus"

enum test_bus_operation {
    TEST_BUS_READY,    /* value: NTSTATUS of the look at the bus; number: devices not started yet */
    TEST_BUS_STATE,    /* of lun; value: TEST_BUS_... bits; number: N of ChangerN or TapeN */
    TEST_BUS_RESET,    /* everything as after the start, but for the numbers of devices */
    TEST_BUS_PULL_OUT, /* lun */
    TEST_BUS_PUT_BACK, /* lun; number: the least one that its name may get */
    TEST_BUS_CLAIM,    /* lun; value: 0 or 1; number as above */
    TEST_BUS_LIMIT,    /* value: bytes of a transfer; number: pages; 0 = unchanged */
    TEST_BUS_ALIGN,    /* value: alignment mask */
    TEST_BUS_EXCLUSIVE, /* value: 0 ACCESS_DENIED, 1 SHARING_VIOLATION, 2 shared; number: 1 = opens
                           without access to data pass */
    TEST_BUS_NO_DIRECT, /* value: 0 or 1 */
    TEST_BUS_DENY,      /* lun; value: 0 or 1 */
    TEST_BUS_COUNT,     /* lun; number: operation code, or 256 for all; value: how many */
    TEST_BUS_FORGET,    /* counts begin at 0 again */
    TEST_BUS_HOLD,      /* lun; number: operation code; value: 0 the command, 1 its answer */
    TEST_BUS_LET_GO     /* lun */
};

enum {
    TEST_BUS_PRESENT = 1, /* the adapter shows it */
    TEST_BUS_CLAIMED = 2, /* it has a device object */
    TEST_BUS_STARTED = 4, /* with its interface */
    TEST_BUS_OPEN = 8,    /* somebody has it open */
    TEST_BUS_HELD = 16,   /* a command or answer is held */
    TEST_BUS_BUSY = 32,   /* a command is on its way */
    TEST_BUS_LEAVING = 64 /* pulled out or given up, and its interface is still there */
};

struct test_bus_request {
    unsigned int operation;
    unsigned int lun;
    unsigned int value;
    unsigned int number;
};

#endif
