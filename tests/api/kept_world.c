/*
 * The world that is put back.
 */
#include "api/kept_world.h"

#include "ntmsapi.h"
#include "platform/paths.h"
#include "store/sql.h"
#include "support/asserts.h"
#include "support/files.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include <stdlib.h>

static void *world;
static struct subjects subjects;

static struct kept_file {
    const char *name;
    struct file_contents contents;
} files[] = {{.name = "ntms.db"},
             {.name = "ntms.db-wal"},
             {.name = "ntms.db-shm"},
             {.name = "import.requested"}};

enum { FILES = sizeof files / sizeof files[0] };

int kept_world_setup(void **state)
{
    struct fixture *f;

    (void)state;
    if (fixture_on_disk(&world) != 0)
        return -1;
    f = world;
    begin_subjects(&subjects, f);
    assert_success(ExportNtmsDatabase(f->session));
    close_session(f);
    for (size_t i = 0; i < FILES; i++)
        read_whole(fixture_folder(f), files[i].name, &files[i].contents);
    return 0;
}

int kept_world_teardown(void **state)
{
    (void)state;
    leave_world();
    for (size_t i = 0; i < FILES; i++)
        free(files[i].contents.bytes);
    return fixture_end(&world);
}

void leave_world(void)
{
    struct fixture *f = world;

    if (f->session == NULL)
        return;
    put_down_subjects(&subjects);
    close_session(f);
}

struct subjects *enter_world(void)
{
    open_session(world);
    return &subjects;
}

static void name_database(char path_out[RSM_PATHS_ROOM])
{
    assert_success(rsm_paths_join(fixture_folder(world), files[0].name, path_out, RSM_PATHS_ROOM));
}

struct rsm_store *open_left_database(void)
{
    char path[RSM_PATHS_ROOM];
    struct rsm_store *store = NULL;
    bool fresh = true;

    name_database(path);
    assert_success(rsm_store_open(path, &store, &fresh));
    assert_false(fresh);
    return store;
}

struct subjects *renew_world(void)
{
    leave_world();
    for (size_t i = 0; i < FILES; i++)
        write_whole(fixture_folder(world), files[i].name, &files[i].contents);
    open_session(world);
    take_up_subjects(&subjects);
    return &subjects;
}

struct subjects *subjects_now(void)
{
    return &subjects;
}

/* When another connection wrote a page SQLite forgets all that it keeps. */
void forget_pages(void)
{
    static const char *const changes[] = {
        "UPDATE object SET type = type + 1 WHERE id = (SELECT min(id) FROM object)",
        "UPDATE object SET type = type - 1 WHERE id = (SELECT min(id) FROM object)",
    };
    char path[RSM_PATHS_ROOM];
    struct rsm_sql *sql = NULL;

    name_database(path);
    assert_success(rsm_sql_open(path, false, &sql));
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++)
        assert_success(rsm_sql_run(sql, changes[i]));
    rsm_sql_close(sql);
}
