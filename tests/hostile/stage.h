/*
 * What tests of the hostile library begin with: a scenario that is played, an empty data folder, and a session of the
 * public interface on it.
 *
 * A test is called as its scenario, and says so itself: struct stage *stage = play(state, __func__).
 */
#ifndef RSM_TEST_HOSTILE_STAGE_H
#define RSM_TEST_HOSTILE_STAGE_H

#include "support/hostile.h"
#include "tgt/site.h"

struct stage {
    struct site *site;
    const char *target; /* its address: support/hostile.h */
};

/* cmocka's: nothing is played yet; and the end of all. */
int stage_begin(void **state);
int stage_end(void **state);

/* Play a scenario, and open a session that looks at it; draw() for one that is written here. */
struct stage *play(void **state, const char *scenario);
struct stage *draw(void **state, const char *name, const char *lines);

/* The same for who does not want to wait: support/hasty_transport.h. */
struct stage *play_hastily(void **state, const char *scenario);

/* Play a scenario with no session open: stage_open() does, later or again. */
struct stage *play_only(void **state, const char *scenario);
void stage_open(struct stage *stage);

/* Queue an inventory by bar codes, or by labels, and wait until nothing is left to be done. */
void stage_inventory(struct stage *stage);
void stage_inventory_full(struct stage *stage);

/* Inventory by bar codes, then the records are the truth. */
void assert_inventory_is_truth(struct stage *stage);
void assert_truth(struct stage *stage);

/* Mount the medium for reading and writing, for at most a minute; what the call says.  And give it back at once. */
DWORD stage_mount(struct stage *stage, const WCHAR *bar_code);
DWORD stage_dismount(struct stage *stage, const WCHAR *bar_code);

/* Both succeed, and the records are the truth after each. */
void assert_mounts(struct stage *stage, const WCHAR *bar_code);

/* How many commands fit, of those since stage_forget_log() or the beginning. */
void stage_forget_log(struct stage *stage);
size_t count_commands(struct stage *stage, bool (*fits)(const struct hostile_command *command));

#endif
