/*
 * Owners and their lock files.
 */
#include "core/owner.h"

#include "platform/file_lock.h"
#include "platform/text.h"

#include <stdio.h>

const WCHAR rsm_owner_itself[] = u"Removable Storage";

rsm_error rsm_owner_path(const char *folder, const WCHAR *owner, char *path_out, size_t room)
{
    char token[RSM_OWNER_LENGTH * 3];
    char name[sizeof token + sizeof RSM_OWNER_PREFIX];

    rsm_text_to_utf8(token, sizeof token, owner, RSM_OWNER_LENGTH);
    snprintf(name, sizeof name, RSM_OWNER_PREFIX "%s", token);
    return rsm_paths_join(folder, name, path_out, room);
}

bool rsm_owner_lives(const struct rsm *rsm, const WCHAR *owner)
{
    char path[RSM_PATHS_ROOM];
    struct rsm_file_lock *lock = NULL;

    if (rsm_text_equal(owner, rsm->owner, RSM_OWNER_LENGTH))
        return true;
    if (rsm->folder[0] == '\0' || owner[0] == 0 ||
        rsm_owner_path(rsm->folder, owner, path, sizeof path) != ERROR_SUCCESS ||
        !rsm_paths_exists(path))
        return false;
    if (rsm_file_lock_try(path, &lock) == ERROR_SUCCESS) {
        rsm_file_lock_release(lock);
        (void)rsm_paths_remove(path); /* nobody takes a dead process's token again */
        return false;
    }
    return true;
}
