/*
 * Which volumes belong to a device: the system numbers devices and partitions, and a volume is on the
 * device whose number it has.  A volume that spans disks has no number, but says on which disks it is.
 */
#include "platform/volumes.h"

#include "platform/text.h"

#include <stdlib.h>
#include <string.h>

enum { PREFIX_LENGTH = 4, DISKS_MAX = 32 };

/*
 * What is no device of this computer is not even tried: behind the prefix one more part of a path would lead
 * to a file, or anywhere in the network.  A backslash at the end would open the root folder and is left
 * out.
 */
static bool read_name(const WCHAR *name, WCHAR bare_out[RSM_VOLUMES_DEVICE_ROOM])
{
    size_t length;

    if (!rsm_text_copy(bare_out, RSM_VOLUMES_DEVICE_ROOM, name))
        return false;
    length = rsm_text_length(bare_out, RSM_VOLUMES_DEVICE_ROOM);
    if (length <= PREFIX_LENGTH || bare_out[0] != u'\\' || bare_out[1] != u'\\' ||
        (bare_out[2] != u'.' && bare_out[2] != u'?') || bare_out[3] != u'\\')
        return false;
    if (bare_out[length - 1] == u'\\')
        bare_out[--length] = 0;
    for (size_t i = PREFIX_LENGTH; i < length; i++) {
        if (bare_out[i] == u'\\' || bare_out[i] == u'/')
            return false;
    }
    return length > PREFIX_LENGTH;
}

rsm_error rsm_volumes_open(const struct rsm_volume_io *io, const WCHAR *name,
                           enum rsm_volume_access access, void **device_out)
{
    WCHAR bare[RSM_VOLUMES_DEVICE_ROOM];

    return read_name(name, bare) ? io->open(bare, access, device_out) : ERROR_INVALID_NAME;
}

/* ---- which volumes ---- */

struct search {
    const struct rsm_volume_io *io;
    bool whole;
    struct rsm_volumes *found;
    rsm_error err;
};

static bool is_on_disk(const struct search *search, void *volume)
{
    DWORD disks[DISKS_MAX];
    size_t count = 0;

    if (search->found->number.kind != FILE_DEVICE_DISK ||
        search->io->get_disks(volume, disks, DISKS_MAX, &count) != ERROR_SUCCESS)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (disks[i] == search->found->number.device)
            return true;
    }
    return false;
}

static bool names_whole_device(const struct search *search)
{
    DWORD partition = search->found->number.partition;

    return search->whole || partition == 0 || partition == MAXDWORD;
}

static bool belongs(const struct search *search, void *volume, DWORD *partition_out)
{
    const struct rsm_volume_number *wanted = &search->found->number;
    struct rsm_volume_number number;

    *partition_out = MAXDWORD;
    if (search->io->get_number(volume, &number) != ERROR_SUCCESS)
        return names_whole_device(search) && is_on_disk(search, volume);
    *partition_out = number.partition;
    return number.kind == wanted->kind && number.device == wanted->device &&
           (names_whole_device(search) || number.partition == wanted->partition);
}

/* A volume that cannot be opened is not of a medium that is there. */
static bool consider(void *context, const WCHAR *name)
{
    struct search *search = context;
    struct rsm_volume *volume;
    void *device;
    DWORD partition;
    bool ours;

    if (rsm_volumes_open(search->io, name, RSM_VOLUME_LOOK, &device) != ERROR_SUCCESS)
        return true;
    ours = belongs(search, device, &partition);
    search->io->close(device);
    if (!ours)
        return true;
    if (search->found->count == RSM_VOLUMES_MAX) {
        search->err = ERROR_MORE_DATA;
        return false;
    }
    volume = &search->found->items[search->found->count++];
    (void)rsm_text_copy(volume->name, RSM_VOLUMES_NAME_ROOM, name);
    search->io->get_letter(name, volume->letter);
    volume->partition = partition;
    return true;
}

rsm_error rsm_volumes_find(const struct rsm_volume_io *io, const WCHAR *name, bool whole,
                           struct rsm_volumes *volumes_out)
{
    struct search search = {io, whole, volumes_out, ERROR_SUCCESS};
    void *device;
    rsm_error err;

    memset(volumes_out, 0, sizeof *volumes_out);
    err = rsm_volumes_open(io, name, RSM_VOLUME_LOOK, &device);
    if (err != ERROR_SUCCESS)
        return err;
    err = io->get_number(device, &volumes_out->number);
    if (err == ERROR_SUCCESS)
        volumes_out->removable = io->is_removable(device);
    io->close(device);
    if (err == ERROR_SUCCESS)
        err = io->list(consider, &search);
    return err == ERROR_SUCCESS ? search.err : err;
}

/* ---- the best one ---- */

static bool is_better(const struct rsm_volume *a, const struct rsm_volume *b)
{
    bool a_has_letter = a->letter[0] != 0;
    bool b_has_letter = b->letter[0] != 0;

    return a_has_letter != b_has_letter ? a_has_letter : a->partition < b->partition;
}

rsm_error rsm_volumes_find_best(const struct rsm_volume_io *io, const WCHAR *name,
                                struct rsm_volume *volume_out)
{
    struct rsm_volumes *volumes = malloc(sizeof *volumes);
    rsm_error err = ERROR_NOT_ENOUGH_MEMORY;

    if (volumes != NULL)
        err = rsm_volumes_find(io, name, false, volumes);
    if (err == ERROR_SUCCESS && volumes->count == 0)
        err = ERROR_NOT_FOUND;
    if (err == ERROR_SUCCESS) {
        *volume_out = volumes->items[0];
        for (size_t i = 1; i < volumes->count; i++) {
            if (is_better(&volumes->items[i], volume_out))
                *volume_out = volumes->items[i];
        }
    }
    free(volumes);
    return err;
}
