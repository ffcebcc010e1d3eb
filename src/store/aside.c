/*
 * Database files kept under another name.
 */
#include "store/aside.h"

#include "platform/paths.h"

#include <stdbool.h>
#include <stdio.h>

#define MOST_KEPT 1000

static const char *const parts[] = {"-wal", "-shm", ""};
#define PARTS (sizeof parts / sizeof parts[0])

/* why NULL: the name in use. */
static bool part_name(char name_out[RSM_PATHS_ROOM], const char *path, const char *why,
                      unsigned kept, size_t part)
{
    int length = why == NULL ? snprintf(name_out, RSM_PATHS_ROOM, "%s%s", path, parts[part])
                             : snprintf(name_out, RSM_PATHS_ROOM, "%s.%s-%u%s", path, why, kept,
                                        parts[part]);

    return length > 0 && length < RSM_PATHS_ROOM;
}

/* The first number under which nothing is kept yet; 0 if there is none. */
static unsigned free_number(const char *path, const char *why)
{
    char name[RSM_PATHS_ROOM];

    for (unsigned kept = 1; kept <= MOST_KEPT; kept++) {
        bool taken = false;

        for (size_t i = 0; i < PARTS; i++)
            taken = taken || !part_name(name, path, why, kept, i) || rsm_paths_exists(name);
        if (!taken)
            return kept;
    }
    return 0;
}

static rsm_error rename_parts(const char *path, const char *why, unsigned kept)
{
    char from[RSM_PATHS_ROOM], to[RSM_PATHS_ROOM];

    for (size_t i = 0; i < PARTS; i++) {
        rsm_error err;

        if (!part_name(from, path, NULL, 0, i) || !part_name(to, path, why, kept, i))
            return ERROR_FILENAME_EXCED_RANGE;
        err = rsm_paths_exists(from) ? rsm_paths_rename(from, to) : ERROR_SUCCESS;
        if (err != ERROR_SUCCESS)
            return err;
    }
    return ERROR_SUCCESS;
}

rsm_error rsm_aside_keep(const char *path, const char *why, unsigned *number_out)
{
    *number_out = free_number(path, why);
    return *number_out == 0 ? ERROR_FILE_EXISTS : rename_parts(path, why, *number_out);
}
