/*
 * What every story begins with: Removable Storage running over a simulated library (sim:lib), with a
 * database of its own.  Work runs step by step on the test's thread, unless the story asks for threads.
 * What stories ask of it is in looks.h.
 */
#ifndef RSM_TESTS_SUPPORT_FIXTURE_H
#define RSM_TESTS_SUPPORT_FIXTURE_H

#include "core/rsm.h"
#include "platform/file_lock.h"
#include "support/simulated_library.h"
#include "work/options.h"

struct fixture {
    HANDLE session; /* NULL = none is open; of the application "Story" */
    struct rsm *rsm;
    char library
        [64]; /* whose slots and drives are meant: the one named in the drawing's simulator */
    const char *serial;  /* its serial number; NULL = the only library there is */
    bool labels_changed; /* the story wrote to tapes behind our back: do not compare labels */
    bool shared;         /* programs open devices by name: rsm_sim_shared_transport */
    bool unsettled;      /* the story ends with work undone: do not compare with the library */

    /* private */
    struct rsm_options options;
    const struct rsm_transport *transports[3];
    struct rsm_waiting waiting;
    uint64_t now;
    char folder[RSM_PATHS_ROOM];
    char devices[256];
    GUID ids[32];
    unsigned next_id;
};

/* cmocka's setups; *state is the fixture.  With NTMS_TEST_SHARED in the environment devices are those of
 * rsm_sim_shared_transport. */
int fixture_in_memory(void **state);
int fixture_on_disk(void **state); /* for stories that restart */
/* With threads a story may wait for ever, when something is wrong: deadline.h ends it then. */
int fixture_with_threads(void **state); /* in memory */
int fixture_on_disk_threads(void **state);

/* With rsm_sim_shared_transport in any case. */
int fixture_shared(void **state); /* in memory */
int fixture_shared_on_disk(void **state);
int fixture_shared_threads(void **state); /* on disk */

/* Checks the invariants and, unless `unsettled`, that every cartridge is where its record says; then
 * closes everything. */
int fixture_end(void **state);

/* A test in a table, with its fixture. */
#define story(test)         cmocka_unit_test_setup_teardown(test, fixture_in_memory, fixture_end)
#define story_on_disk(test) cmocka_unit_test_setup_teardown(test, fixture_on_disk, fixture_end)
#define story_threads(test) cmocka_unit_test_setup_teardown(test, fixture_with_threads, fixture_end)
#define story_threads_on_disk(test) \
    cmocka_unit_test_setup_teardown(test, fixture_on_disk_threads, fixture_end)

#define story_shared(test) cmocka_unit_test_setup_teardown(test, fixture_shared, fixture_end)
#define story_shared_on_disk(test) \
    cmocka_unit_test_setup_teardown(test, fixture_shared_on_disk, fixture_end)
#define story_shared_threads(test) \
    cmocka_unit_test_setup_teardown(test, fixture_shared_threads, fixture_end)

/* Draw the library sim:lib and open the session: its objects are made, nothing has moved yet. */
void plug_in(struct fixture *f, const char *drawing);

/* And let the worker take its first look and identify what it finds; moves are forgotten. */
void plug_in_and_settle(struct fixture *f, const char *drawing);

/* Before the session is opened: other addresses than sim:lib. */
void set_devices(struct fixture *f, const char *devices);

/* Before the session is opened: no addresses are named, and the system shows devices (simulated_system.h),
 * which are used by themselves, or not (AutoConfigure). */
void use_system(struct fixture *f, bool automatic);

void open_session(struct fixture *f);
void close_session(struct fixture *f);

/* The story closed the session itself. */
void forget_session(struct fixture *f);

/* Close and open again, on the same folder and the same library. */
void restart(struct fixture *f);

/* Run whatever can run; with threads: wait, at most 20 s, until no request is unfinished. */
void run_all_work(struct fixture *f);

/* The verbs that stories are about. */
rsm_error take_inventory(struct fixture *f, DWORD action);
rsm_error identify_slot(struct fixture *f, unsigned slot, DWORD option);
rsm_error attach(struct fixture *f, const char *address, bool anyway);
rsm_error detach(struct fixture *f, const char *address);

/* Wait, at most 20 s, until that holds.  False if it never did. */
bool wait_until(struct fixture *f, bool (*holds)(struct fixture *f));

/* What the clock of devices shows, in ms: waiting for a device moves it, and takes no time. */
uint64_t device_time(struct fixture *f);

/* Hold a lock file of the story's folder, "process-" and a token: that process lives.  The lock is the
 * caller's: rsm_file_lock_release(). */
struct rsm_file_lock *fixture_hold_lock(struct fixture *f, const char *name);

/* A database file of the folder, and where it is. */
const char *fixture_folder(const struct fixture *f);

#endif
