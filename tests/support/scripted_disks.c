/*
 * The list of devices, and the line.
 */
#include "support/scripted_disks.h"

#include "platform/text.h"
#include "support/asserts.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include <string.h>

enum { STEPS = RSM_VOLUME_EJECT + 1 };

static struct {
    const struct scripted_device *devices;
    size_t count;
    struct {
        rsm_error err;
        unsigned times;
    } failing[STEPS];
    char done[512];
    unsigned pauses;
    size_t opened;
    size_t open;
} script;

struct scripted_question scripted_question;

void scripted_disks_are(const struct scripted_device *devices, size_t count)
{
    memset(&script, 0, sizeof script);
    memset(&scripted_question, 0, sizeof scripted_question);
    script.devices = devices;
    script.count = count;
}

void scripted_disks_fail(enum rsm_volume_step step, rsm_error err, unsigned times)
{
    script.failing[step].err = err;
    script.failing[step].times = times;
}

const char *scripted_disks_done(void)
{
    return script.done;
}

unsigned scripted_disks_pauses(void)
{
    return script.pauses;
}

size_t scripted_disks_opened(void)
{
    return script.opened;
}

size_t scripted_disks_open(void)
{
    return script.open;
}

static void note(const char *what, const char *device)
{
    size_t used = strlen(script.done);

    if (used + strlen(what) + strlen(device) + 4 > sizeof script.done)
        return; /* nobody reads so much */
    if (used > 0)
        strcat(script.done, ", ");
    strcat(script.done, what);
    if (device[0] != '\0')
        strcat(script.done, " ");
    strcat(script.done, device);
}

/* ---- the seam ---- */

static bool is_volume(const struct scripted_device *device)
{
    return rsm_text_equal(device->name, u"\\\\?\\Volume", 10);
}

static rsm_error open_device(const WCHAR *name, enum rsm_volume_access access, void **device_out)
{
    for (size_t i = 0; i < script.count; i++) {
        if (!rsm_text_equal_no_case(name, script.devices[i].name, RSM_VOLUMES_DEVICE_ROOM))
            continue;
        if (script.devices[i].open_error != ERROR_SUCCESS)
            return script.devices[i].open_error;
        if (script.devices[i].exclusive && access == RSM_VOLUME_USE)
            return ERROR_SHARING_VIOLATION;
        script.opened++;
        script.open++;
        *device_out = (void *)(uintptr_t)&script.devices[i];
        return ERROR_SUCCESS;
    }
    return ERROR_FILE_NOT_FOUND;
}

static void close_device(void *device)
{
    assert_non_null(device);
    assert_true(script.open > 0);
    script.open--;
}

static rsm_error get_number(void *device, struct rsm_volume_number *number_out)
{
    const struct scripted_device *of = device;

    if (of->number.kind == 0)
        return ERROR_INVALID_FUNCTION;
    *number_out = of->number;
    return ERROR_SUCCESS;
}

static rsm_error get_disks(void *device, DWORD *disks_out, size_t room, size_t *count_out)
{
    const struct scripted_device *of = device;

    *count_out = of->span_count < room ? of->span_count : room;
    memcpy(disks_out, of->spans, *count_out * sizeof *disks_out);
    return ERROR_SUCCESS;
}

static bool is_removable(void *device)
{
    return ((const struct scripted_device *)device)->removable;
}

static rsm_error list(bool (*visit)(void *context, const WCHAR *volume), void *context)
{
    WCHAR name[RSM_VOLUMES_NAME_ROOM];

    for (size_t i = 0; i < script.count; i++) {
        if (!is_volume(&script.devices[i]))
            continue;
        rsm_text_copy(name, RSM_VOLUMES_NAME_ROOM, script.devices[i].name);
        rsm_text_copy(name + rsm_text_length(name, RSM_VOLUMES_NAME_ROOM), 2, u"\\");
        if (!visit(context, name))
            return ERROR_SUCCESS;
    }
    return ERROR_SUCCESS;
}

/* By its name as list() gives it. */
static const struct scripted_device *volume_named(const WCHAR *name)
{
    size_t length = rsm_text_length(name, RSM_VOLUMES_NAME_ROOM) - 1;

    for (size_t i = 0; i < script.count; i++) {
        if (rsm_text_equal(name, script.devices[i].name, length))
            return &script.devices[i];
    }
    fail_msg("a volume is asked for that is not there");
    return NULL;
}

static void get_letter(const WCHAR *volume, WCHAR letter_out[RSM_VOLUMES_LETTER_ROOM])
{
    rsm_text_copy(letter_out, RSM_VOLUMES_LETTER_ROOM, volume_named(volume)->letter);
}

static bool holds_system_files(const WCHAR *volume)
{
    return volume_named(volume)->system;
}

static rsm_error step(void *device, enum rsm_volume_step which)
{
    static const char *const names[STEPS] = {"lock", "dismount", "allow", "eject"};
    const struct scripted_device *of = device;

    if (script.failing[which].times > 0) {
        script.failing[which].times--;
        return script.failing[which].err;
    }
    if (which == RSM_VOLUME_LOCK && of->in_use)
        return ERROR_ACCESS_DENIED;
    note(names[which], of->called);
    return ERROR_SUCCESS;
}

static void pause_for(unsigned milliseconds)
{
    (void)milliseconds;
    script.pauses++;
}

static enum rsm_volume_answer ask(HWND owner, const WCHAR *title, const WCHAR *message)
{
    note("ask", "");
    scripted_question.asked++;
    scripted_question.open_devices = script.open;
    scripted_question.owner = owner;
    rsm_text_copy(scripted_question.title, 64, title);
    rsm_text_copy(scripted_question.message, 512, message);
    return scripted_question.answer;
}

const struct rsm_volume_io scripted_disks = {
    .open = open_device,
    .close = close_device,
    .get_number = get_number,
    .get_disks = get_disks,
    .is_removable = is_removable,
    .list = list,
    .get_letter = get_letter,
    .holds_system_files = holds_system_files,
    .step = step,
    .pause = pause_for,
    .ask = ask,
};
