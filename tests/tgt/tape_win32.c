/*
 * A tape that Windows shows, as programs for Windows use it: opened by its name for this program alone, then with
 * the calls for tapes, or with pass-through.  That it cannot be opened fails the test: while a tape is mounted
 * for a program nobody of us has its drive open.
 */
#include "tgt/tape_way.h"

#include "tgt/by_hand_win32.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ATTENTIONS_MAX = 5, CHECK_CONDITION = 0x02 };

/* What a program does not count as a failure: somebody put a tape in, or the bus was reset. */
static bool is_attention(DWORD err)
{
    return err == ERROR_MEDIA_CHANGED || err == ERROR_BUS_RESET;
}

static HANDLE open_device(const WCHAR *device_name)
{
    HANDLE device = by_hand_open(device_name);

    if (device == INVALID_HANDLE_VALUE)
        fail_msg("%ls cannot be opened: error %lu", (const wchar_t *)device_name, GetLastError());
    return device;
}

static void assert_call(DWORD err, const char *call)
{
    if (err != ERROR_SUCCESS)
        fail_msg("%s failed: error %lu", call, err);
}

/* ---- with the calls for tapes ---- */

static bool is_ready(void *handle)
{
    DWORD err = ERROR_MEDIA_CHANGED;

    for (int i = 0; i < ATTENTIONS_MAX && is_attention(err); i++)
        err = GetTapeStatus(handle);
    return err == ERROR_SUCCESS;
}

static void *open_for_calls(const WCHAR *device_name)
{
    HANDLE device = open_device(device_name);

    (void)is_ready(device);
    return device;
}

static void close_device(void *handle)
{
    assert_true(CloseHandle(handle));
}

static void rewind_tape(void *handle)
{
    assert_call(SetTapePosition(handle, TAPE_REWIND, 0, 0, 0, FALSE), "SetTapePosition");
}

static void skip_mark(void *handle)
{
    assert_call(SetTapePosition(handle, TAPE_SPACE_FILEMARKS, 0, 1, 0, FALSE), "SetTapePosition");
}

static void write_mark(void *handle)
{
    assert_call(WriteTapemark(handle, TAPE_FILEMARKS, 1, FALSE), "WriteTapemark");
}

static void write_block(void *handle, const void *block, size_t size)
{
    DWORD written = 0;

    if (!WriteFile(handle, block, (DWORD)size, &written, NULL))
        assert_call(GetLastError(), "WriteFile");
    assert_int_equal(written, size);
}

static size_t read_block(void *handle, void *block_out, size_t room)
{
    DWORD found = 0;
    DWORD err;

    if (ReadFile(handle, block_out, (DWORD)room, &found, NULL))
        return found;
    err = GetLastError();
    if (err != ERROR_FILEMARK_DETECTED && err != ERROR_NO_DATA_DETECTED)
        assert_call(err, "ReadFile");
    return 0;
}

const struct tape_way tape_by_calls = {
    .open = open_for_calls,
    .close = close_device,
    .is_ready = is_ready,
    .rewind = rewind_tape,
    .skip_mark = skip_mark,
    .write_mark = write_mark,
    .write = write_block,
    .read = read_block,
};

/* ---- with pass-through ---- */

struct opened {
    struct tape_carrier carrier;
    HANDLE device;
};

enum { SENSE_KEY = 0x0F, SENSE_FILEMARK = 0x80, KEY_ATTENTION = 6, KEY_BLANK = 8 };

static enum tape_answer judge(const struct by_hand *sent)
{
    uint8_t flags = sent->sense[2];

    if (sent->status != CHECK_CONDITION)
        return sent->status == 0 ? TAPE_DONE : TAPE_REFUSED;
    if ((flags & SENSE_FILEMARK) != 0 || (flags & SENSE_KEY) == KEY_BLANK)
        return TAPE_NOTHING_MORE;
    return (flags & SENSE_KEY) == 0 ? TAPE_DONE : TAPE_REFUSED;
}

static bool is_unit_attention(const struct by_hand *sent)
{
    return sent->status == CHECK_CONDITION && (sent->sense[2] & SENSE_KEY) == KEY_ATTENTION;
}

static enum tape_answer carry(struct tape_carrier *carrier, struct tape_command *command)
{
    struct opened *opened = (struct opened *)carrier;
    struct by_hand sent;
    int tries = 0;

    do {
        memset(&sent, 0, sizeof sent);
        memcpy(sent.cdb, command->cdb, sizeof command->cdb);
        sent.cdb_length = sizeof command->cdb;
        sent.is_write = command->is_write;
        sent.data = command->data;
        sent.length = command->length;
        assert_call(by_hand_send(opened->device, &sent), "IOCTL_SCSI_PASS_THROUGH");
    } while (is_unit_attention(&sent) && ++tries < ATTENTIONS_MAX);
    command->transferred = sent.transferred;
    return judge(&sent);
}

static void *open_for_commands(const WCHAR *device_name)
{
    struct opened *opened = calloc(1, sizeof *opened);

    assert_non_null(opened);
    opened->carrier.carry = carry;
    opened->device = open_device(device_name);
    return opened;
}

static void close_opened(void *handle)
{
    struct opened *opened = handle;

    close_device(opened->device);
    free(opened);
}

const struct tape_way tape_by_pass_through = {
    .open = open_for_commands,
    .close = close_opened,
    .is_ready = tape_commands_is_ready,
    .rewind = tape_commands_rewind,
    .skip_mark = tape_commands_skip_mark,
    .write_mark = tape_commands_write_mark,
    .write = tape_commands_write,
    .read = tape_commands_read,
};

const struct tape_way *tape_way_to(const WCHAR *device_name, bool with_commands)
{
    static const WCHAR windows[] = u"\\\\.\\";

    if (memcmp(device_name, windows, sizeof windows - sizeof windows[0]) != 0)
        return &tape_over_iscsi;
    return with_commands ? &tape_by_pass_through : &tape_by_calls;
}
