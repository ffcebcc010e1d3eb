/*
 * A process ends itself at the first line that it logs while it mounts, dismounts, ejects or identifies, another one
 * at a later line, and so on until one comes through: before and after each command, since each is logged, and so
 * is each move before it is sent.  The library lives on; the next process settles what was begun, and its records
 * are the truth.  This program also plays the one that ends: see main().
 */
#include "hostile/stage.h"

#include "platform/log.h"
#include "support/asserts.h"
#include "tgt/process.h"
#include "tgt/records.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* It takes a second or more to start a process under Wine. */
#ifdef _WIN32
enum { ONE_OF = 17 };
#else
enum { ONE_OF = 7 };
#endif

enum { KILLED = 77, LINES_MAX = 400, CARTRIDGES = 4 };

static const WCHAR bar_code[] = u"A00001L6";

/* ---- what is done ---- */

static void nothing(struct stage *stage)
{
    (void)stage;
}

static void mount(struct stage *stage)
{
    assert_success(stage_mount(stage, bar_code));
}

static void dismount(struct stage *stage)
{
    assert_success(stage_dismount(stage, bar_code));
}

static bool is_in_port(void *context)
{
    struct stage *stage = context;

    return site_medium(stage->site, bar_code).Info.PhysicalMedia.LocationType == NTMS_IEPORT;
}

/* Out, and since nobody takes it, in again. */
static void eject(struct stage *stage)
{
    GUID medium = site_medium(stage->site, bar_code).ObjectGuid;
    GUID operation = {0};

    assert_success(EjectNtmsMedia(stage->site->session, &medium, &operation, NTMS_EJECT_START));
    site_wait(is_in_port, stage, "the cartridge is in the port");
    assert_success(EjectNtmsMedia(stage->site->session, &medium, &operation, NTMS_EJECT_STOP));
    site_wait_idle(stage->site);
}

static void identify(struct stage *stage)
{
    GUID slot = site_numbered(stage->site, NTMS_STORAGESLOT, 1).ObjectGuid;

    assert_success(IdentifyNtmsSlot(stage->site->session, &slot, NTMS_DISMOUNT_IMMEDIATE));
}

struct deed {
    const char *name;
    void (*prepare)(struct stage *stage);
    void (*act)(struct stage *stage);
};

static const struct deed deeds[] = {
    {"mount", nothing, mount},
    {"dismount", mount, dismount},
    {"eject", nothing, eject},
    {"identify", nothing, identify},
};

enum { DEEDS = sizeof deeds / sizeof deeds[0] };

/* ---- the one that ends ---- */

static void count_down(void *context, enum rsm_log_level level, const char *line)
{
    unsigned *left = context;

    (void)level;
    (void)line;
    if (--*left == 0)
        end_at_once(KILLED);
}

/* "mount:12": at the twelfth line. */
static int play_victim(const char *role)
{
    const char *number = strchr(role, ':');
    struct site site = {.session = NULL};
    struct stage stage = {.site = &site};
    unsigned left = (unsigned)atoi(number + 1);

    site_open(&site);
    site_wait_idle(&site);
    for (size_t i = 0; i < DEEDS; i++) {
        if (strncmp(role, deeds[i].name, (size_t)(number - role)) != 0)
            continue;
        deeds[i].prepare(&stage);
        rsm_log_set_sink(count_down, &left);
        deeds[i].act(&stage);
        rsm_log_set_sink(NULL, NULL);
    }
    site_close(&site);
    return 0;
}

/* ---- the tests ---- */

static bool has_ended_at(const char *deed, unsigned line)
{
    char program[RSM_PATHS_ROOM];
    char role[40];
    int status;

    snprintf(role, sizeof role, "%s:%u", deed, line);
    own_program(program, sizeof program);
    status = finish_process(start_process(program, role));
    if (status != KILLED && status != 0)
        fail_msg("the process for %s ended with %d", role, status);
    return status == KILLED;
}

/* False when it came through. */
static bool kill_at(void **state, const struct deed *deed, unsigned line)
{
    struct stage *stage = play(state, "polite");
    bool killed;

    stage_inventory(stage);
    site_close(stage->site);
    killed = has_ended_at(deed->name, line);

    stage_open(stage);
    assert_inventory_is_truth(stage);
    assert_int_equal(ask_database("SELECT count(*) FROM intent"), 0);
    assert_int_equal(site_count(stage->site, &stage->site->library, NTMS_PHYSICAL_MEDIA),
                     CARTRIDGES);
    return killed;
}

static void begin_anew(void **state)
{
    assert_int_equal(stage_end(state), 0);
    assert_int_equal(stage_begin(state), 0);
}

static void kill_everywhere(void **state, const struct deed *deed)
{
    unsigned line = 1 + (unsigned)(deed - deeds);

    while (kill_at(state, deed, line)) {
        begin_anew(state);
        line += ONE_OF;
        assert_in_range(line, 1, LINES_MAX);
    }
    assert_in_range(line, 2 * ONE_OF, LINES_MAX); /* it was killed some times */
}

static void a_mount_is_settled_wherever_its_process_ends(void **state)
{
    kill_everywhere(state, &deeds[0]);
}

static void a_dismount_is_settled_wherever_its_process_ends(void **state)
{
    kill_everywhere(state, &deeds[1]);
}

static void an_eject_is_settled_wherever_its_process_ends(void **state)
{
    kill_everywhere(state, &deeds[2]);
}

static void an_identification_is_settled_wherever_its_process_ends(void **state)
{
    kill_everywhere(state, &deeds[3]);
}

#define killed(test) cmocka_unit_test_setup_teardown(test, stage_begin, stage_end)

int main(int count, char **words)
{
    const struct CMUnitTest tests[] = {
        killed(a_mount_is_settled_wherever_its_process_ends),
        killed(a_dismount_is_settled_wherever_its_process_ends),
        killed(an_eject_is_settled_wherever_its_process_ends),
        killed(an_identification_is_settled_wherever_its_process_ends),
    };

    if (count > 1 && strchr(words[1], ':') != NULL)
        return play_victim(words[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
