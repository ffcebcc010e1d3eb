/*
 * Where our files live, and the few things we do with files that SQLite does not do for us. All
 * text is UTF-8; a path that does not fit is refused, never cut.
 */
#ifndef RSM_PLATFORM_PATHS_H
#define RSM_PLATFORM_PATHS_H

#include "platform/error.h"

#include <stdbool.h>
#include <stddef.h>

/* Room for any path we make, in bytes, with the end mark. */
#define RSM_PATHS_ROOM 1024

/*
 * An environment variable. ERROR_NOT_FOUND when it is not set or empty, ERROR_INSUFFICIENT_BUFFER
 * when it is longer than the room; value_out is then empty.
 */
rsm_error rsm_paths_environment(const char *name, char *value_out, size_t room);

/*
 * The folder of the database, locks and exports, as an absolute path ending in NtmsData. Its
 * parent is, in this order: the environment variable NTMS_DATA; on Windows the registry value
 * NtmsData under HKLM\SYSTEM\CurrentControlSet\Control\NTMS (64-bit view, so that x86 and x64
 * programs meet), then %ProgramData%; elsewhere $XDG_STATE_HOME, then ~/.local/state. Only names
 * the folder, does not make it. ERROR_PATH_NOT_FOUND when nothing says where,
 * ERROR_FILENAME_EXCED_RANGE when the path is too long.
 */
rsm_error rsm_paths_data_folder(char *path_out, size_t room);

/*
 * folder + separator + name. An empty folder gives the name alone; no separator is doubled.
 * ERROR_FILENAME_EXCED_RANGE when it does not fit; path_out is then empty.
 */
rsm_error rsm_paths_join(const char *folder, const char *name, char *path_out, size_t room);

/* The path as seen from anywhere. ERROR_FILENAME_EXCED_RANGE when it does not fit. */
rsm_error rsm_paths_absolute(const char *path, char *path_out, size_t room);

/*
 * Makes a folder and whatever is missing above it, open to the owner alone (on Windows: with the
 * rights inherited from the folder above). Success when it is there already. ERROR_ACCESS_DENIED,
 * ERROR_DIRECTORY (a file is in the way) and others.
 */
rsm_error rsm_paths_make_folder(const char *path);

/* True when a file or folder of this name can be seen. */
bool rsm_paths_exists(const char *path);

/*
 * Gives a file another name in the same volume, in one step; a file that had this name is
 * replaced. ERROR_FILE_NOT_FOUND, ERROR_SHARING_VIOLATION or ERROR_ACCESS_DENIED (in use;
 * Windows) and others.
 */
rsm_error rsm_paths_rename(const char *from, const char *to);

/*
 * The same, unless a file has that name: ERROR_ALREADY_EXISTS, and both stay as they are. On a file
 * system that cannot do so in one step, somebody's file that appears meanwhile is replaced.
 */
rsm_error rsm_paths_rename_new(const char *from, const char *to);

/* What was renamed, made or removed in the folder is so on the disk when this returns. A system that does that
 * by itself, or cannot, is fine, too. */
void rsm_paths_settle(const char *folder);

/* Makes an empty file, open to the owner alone (on Windows as rsm_paths_make_folder).
 * ERROR_ALREADY_EXISTS and others. */
rsm_error rsm_paths_make_file(const char *path);

/* Do both name one and the same file or folder, which is there? */
bool rsm_paths_same(const char *path, const char *other);

/* Removes a file. ERROR_FILE_NOT_FOUND when there is none. */
rsm_error rsm_paths_remove(const char *path);

/*
 * Calls visit(context, name) for each plain file of a folder, without its path, in no particular
 * order. Visit may remove that file, and returns false to stop. At most `limit` files are shown;
 * ERROR_MORE_DATA when there were more. ERROR_PATH_NOT_FOUND when there is no such folder.
 */
rsm_error rsm_paths_list(const char *folder, size_t limit,
                         bool (*visit)(void *context, const char *name), void *context);

#endif
