/*
 * There are no such devices here, and no boxes: whoever asks for one hears that.
 */
#include "platform/volumes.h"

static rsm_error open_device(const WCHAR *name, enum rsm_volume_access access, void **device_out)
{
    (void)name;
    (void)access;
    (void)device_out;
    return ERROR_NOT_SUPPORTED;
}

static enum rsm_volume_answer ask(HWND owner, const WCHAR *title, const WCHAR *message)
{
    (void)owner;
    (void)title;
    (void)message;
    return RSM_VOLUME_NOBODY_THERE;
}

const struct rsm_volume_io rsm_volumes_system = {.open = open_device, .ask = ask};
