/*
 * The file locks of a library: whoever holds the one runs the library, whoever holds the other finds out what
 * is in it.
 */
#include "work/library.h"

#include <stdio.h>

#include "model/guid.h"

static rsm_error try_lock(const struct rsm *rsm, const char *what, const GUID *library,
                          struct rsm_file_lock **lock_out)
{
    char path[RSM_PATHS_ROOM];
    char id[RSM_GUID_TEXT];
    char name[RSM_GUID_TEXT + 16];
    rsm_error err;

    *lock_out = NULL;
    if (rsm->folder[0] == '\0')
        return ERROR_SUCCESS;
    rsm_guid_format(library, id);
    snprintf(name, sizeof name, "%s-%s", what, id);
    err = rsm_paths_join(rsm->folder, name, path, RSM_PATHS_ROOM);
    return err == ERROR_SUCCESS ? rsm_file_lock_try(path, lock_out) : err;
}

rsm_error rsm_library_try_lock(const struct rsm *rsm, const GUID *library,
                               struct rsm_file_lock **lock_out)
{
    return try_lock(rsm, "library", library, lock_out);
}

rsm_error rsm_library_try_look(const struct rsm *rsm, const GUID *library,
                               struct rsm_file_lock **look_out)
{
    return try_lock(rsm, "look", library, look_out);
}

bool rsm_library_is_run(const struct rsm *rsm, const GUID *library)
{
    struct rsm_file_lock *file;
    bool is = rsm_library_try_lock(rsm, library, &file) != ERROR_SUCCESS;

    rsm_file_lock_release(file);
    return is;
}

rsm_error rsm_library_lock(struct rsm_library *library)
{
    if (library->lock != NULL)
        return ERROR_SUCCESS;
    return rsm_library_try_lock(library->rsm, &library->id, &library->lock);
}
