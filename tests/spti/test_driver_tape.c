/*
 * The tape functions of Windows on the test driver: a program's blocks go to the independent library's
 * cartridge and come back, and each condition of the tape is the Win32 error that is documented for it.
 */
#include "spti/pass_through.h"
#include "support/test_bus_win32.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define TAPE "\\\\.\\Tape0"

enum { SLOT_1 = 1024, SLOT_2 = 1025, DRIVE_1 = 256, BLOCK = 65536 };

static uint8_t out[BLOCK], in[2 * BLOCK];

/* The error of ReadFile, or ERROR_SUCCESS. */
static DWORD read_block(HANDLE tape, DWORD length, DWORD *got_out)
{
    memset(in, 0xEE, sizeof in);
    *got_out = 0;
    return ReadFile(tape, in, length, got_out, NULL) ? ERROR_SUCCESS : GetLastError();
}

static void write_block(HANDLE tape, DWORD length)
{
    DWORD gone = 0;

    assert_true(WriteFile(tape, out, length, &gone, NULL));
    assert_int_equal(gone, length);
}

static void begin_with(HANDLE tape)
{
    for (size_t i = 0; i < sizeof out; i++)
        out[i] = (uint8_t)(i * 7 + (i >> 8));
    assert_int_equal(SetTapePosition(tape, TAPE_REWIND, 0, 0, 0, FALSE), NO_ERROR);
}

static void an_empty_drive_says_so(void **state)
{
    HANDLE tape = spt_open(TAPE);
    DWORD got = 0;

    (void)state;
    assert_int_equal(GetTapeStatus(tape), ERROR_NO_MEDIA_IN_DRIVE);
    assert_int_equal(read_block(tape, 512, &got), ERROR_NO_MEDIA_IN_DRIVE);
    assert_int_equal(SetTapePosition(tape, TAPE_REWIND, 0, 0, 0, FALSE), ERROR_NO_MEDIA_IN_DRIVE);
    CloseHandle(tape);
}

static void a_tape_that_was_loaded_is_there(void **state)
{
    HANDLE tape;

    (void)state;
    spt_move(SLOT_1, DRIVE_1);
    tape = spt_open(TAPE);
    assert_int_equal(GetTapeStatus(tape), NO_ERROR);
    CloseHandle(tape);
}

static void blocks_come_back_as_they_were_written(void **state)
{
    HANDLE tape = spt_open(TAPE);
    DWORD got = 0;

    (void)state;
    begin_with(tape);
    write_block(tape, 512);
    write_block(tape, BLOCK);
    write_block(tape, 1000);
    assert_int_equal(WriteTapemark(tape, TAPE_FILEMARKS, 1, FALSE), NO_ERROR);
    assert_int_equal(SetTapePosition(tape, TAPE_REWIND, 0, 0, 0, FALSE), NO_ERROR);
    assert_int_equal(read_block(tape, 512, &got), ERROR_SUCCESS);
    assert_int_equal(got, 512);
    assert_int_equal(read_block(tape, sizeof in, &got), ERROR_SUCCESS); /* more than it holds */
    assert_int_equal(got, BLOCK);
    assert_memory_equal(in, out, BLOCK);
    assert_int_equal(in[BLOCK], 0xEE);
    assert_int_equal(read_block(tape, 400, &got), ERROR_MORE_DATA); /* less */
    assert_int_equal(read_block(tape, 512, &got), ERROR_FILEMARK_DETECTED);
    assert_int_equal(got, 0);
    assert_int_equal(read_block(tape, 512, &got), ERROR_NO_DATA_DETECTED);
    CloseHandle(tape);
}

static void filemarks_are_found(void **state)
{
    HANDLE tape = spt_open(TAPE);
    DWORD got = 0;

    (void)state;
    begin_with(tape);
    write_block(tape, 512);
    assert_int_equal(WriteTapemark(tape, TAPE_FILEMARKS, 1, FALSE), NO_ERROR);
    write_block(tape, 1024);
    assert_int_equal(WriteTapemark(tape, TAPE_FILEMARKS, 2, FALSE), NO_ERROR);
    assert_int_equal(SetTapePosition(tape, TAPE_REWIND, 0, 0, 0, FALSE), NO_ERROR);
    assert_int_equal(SetTapePosition(tape, TAPE_SPACE_FILEMARKS, 0, 1, 0, FALSE), NO_ERROR);
    assert_int_equal(read_block(tape, BLOCK, &got), ERROR_SUCCESS);
    assert_int_equal(got, 1024);
    assert_int_equal(SetTapePosition(tape, TAPE_SPACE_FILEMARKS, 0, 2, 0, FALSE), NO_ERROR);
    assert_int_equal(read_block(tape, BLOCK, &got), ERROR_NO_DATA_DETECTED);
    CloseHandle(tape);
}

static void a_changer_is_no_tape(void **state)
{
    HANDLE changer = spt_open("\\\\.\\Changer0");
    DWORD got = 0;

    (void)state;
    assert_int_equal(read_block(changer, 512, &got), ERROR_INVALID_FUNCTION);
    assert_int_equal(GetTapeStatus(changer), ERROR_INVALID_FUNCTION);
    CloseHandle(changer);
}

static void a_tape_that_is_taken_away_is_missed(void **state)
{
    HANDLE tape = spt_open(TAPE);
    uint8_t unload[6] = {0x1B, 0, 0, 0, 0, 0};
    struct spt_buffer buffer;
    DWORD got = 0;

    (void)state;
    spt_make(&buffer, unload, sizeof unload);
    assert_int_equal(spt_send(tape, PASS_THROUGH, &buffer, &got), ERROR_SUCCESS);
    assert_int_equal(buffer.spt.status, 0);
    spt_move(DRIVE_1, SLOT_1);
    assert_int_equal(GetTapeStatus(tape), ERROR_NO_MEDIA_IN_DRIVE);
    CloseHandle(tape);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_drive_says_so),
        cmocka_unit_test(a_tape_that_was_loaded_is_there),
        cmocka_unit_test(blocks_come_back_as_they_were_written),
        cmocka_unit_test(filemarks_are_found),
        cmocka_unit_test(a_changer_is_no_tape),
        cmocka_unit_test(a_tape_that_is_taken_away_is_missed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
