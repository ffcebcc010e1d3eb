/*
 * Devices that the operating system shows under names of its own, asked by hand.
 */
#ifndef RSM_TEST_TGT_SHOWN_H
#define RSM_TEST_TGT_SHOWN_H

/*
 * The name ("\\.\Tape0") of the device that says of itself, by INQUIRY, that its vendor is tgt's and that this is its
 * serial number.  Numbers follow from nothing; they are asked for once, when no device is in use, and kept.  Fails
 * the test when there is none.  In shown_posix.c and shown_win32.c.
 */
const char *shown_name(const char *serial);

#endif
