#include "hostile/stage.h"

#include "support/asserts.h"
#include "support/deadline.h"
#include "support/hasty_transport.h"
#include "work/system.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MOUNT_MS = 60000 };

int stage_begin(void **state)
{
    struct stage *stage = calloc(1, sizeof *stage);

    if (stage == NULL)
        return -1;
    deadline_begin();
    *state = stage;
    return 0;
}

int stage_end(void **state)
{
    struct stage *stage = *state;
    void *site = stage->site;

    if (site != NULL)
        (void)site_end(&site);
    rsm_system_set_options(NULL);
    hostile_stop(stage->target);
    free(stage);
    deadline_end();
    return 0;
}

/* ---- beginning ---- */

static struct stage *set(void **state, const char *target)
{
    struct stage *stage = *state;

    stage->target = target;
    stage->site = site_make(target);
    return stage;
}

void stage_open(struct stage *stage)
{
    site_open(stage->site);
    site_wait_idle(stage->site);
}

struct stage *play_only(void **state, const char *scenario)
{
    return set(state, hostile_play(scenario));
}

struct stage *play(void **state, const char *scenario)
{
    struct stage *stage = play_only(state, scenario);

    stage_open(stage);
    return stage;
}

struct stage *draw(void **state, const char *name, const char *lines)
{
    struct stage *stage = set(state, hostile_draw(name, lines));

    stage_open(stage);
    return stage;
}

struct stage *play_hastily(void **state, const char *scenario)
{
    static const struct rsm_options options = {.transports = hasty_transports,
                                               .waiting = &hasty_waiting};

    rsm_system_set_options(&options);
    return play(state, scenario);
}

/* ---- work ---- */

void stage_inventory(struct stage *stage)
{
    site_inventory(stage->site, NTMS_INVENTORY_FAST);
}

void stage_inventory_full(struct stage *stage)
{
    site_inventory(stage->site, NTMS_INVENTORY_OMID);
}

void assert_truth(struct stage *stage)
{
    assert_records_are_truth(stage->site->session, &stage->site->library, stage->target);
}

void assert_inventory_is_truth(struct stage *stage)
{
    stage_inventory(stage);
    assert_truth(stage);
}

DWORD stage_mount(struct stage *stage, const WCHAR *bar_code)
{
    GUID side = site_side(stage->site, bar_code).ObjectGuid;
    GUID drive = {0};

    return MountNtmsMedia(stage->site->session, &side, &drive, 1,
                          NTMS_MOUNT_READ | NTMS_MOUNT_WRITE, NTMS_PRIORITY_NORMAL, MOUNT_MS, NULL);
}

DWORD stage_dismount(struct stage *stage, const WCHAR *bar_code)
{
    GUID side = site_side(stage->site, bar_code).ObjectGuid;
    DWORD err = DismountNtmsMedia(stage->site->session, &side, 1, NTMS_DISMOUNT_IMMEDIATE);

    site_wait_idle(stage->site);
    return err;
}

void assert_mounts(struct stage *stage, const WCHAR *bar_code)
{
    assert_success(stage_mount(stage, bar_code));
    assert_truth(stage);
    assert_success(stage_dismount(stage, bar_code));
    assert_truth(stage);
}

/* ---- what was sent ---- */

void stage_forget_log(struct stage *stage)
{
    hostile_do(stage->target, "forget-log");
}

size_t count_commands(struct stage *stage, bool (*fits)(const struct hostile_command *command))
{
    size_t count;
    size_t fitting = 0;
    struct hostile_command *commands = hostile_log(stage->target, &count);

    for (size_t i = 0; i < count; i++)
        fitting += fits(&commands[i]);
    free(commands);
    return fitting;
}
