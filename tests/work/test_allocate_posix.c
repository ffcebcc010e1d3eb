/*
 * One process allocates and waits for the operator, another one answers, brings a medium, or finds what is
 * left of one that was killed.
 */
#include "core/cartridge.h"
#include "core/catalogue.h"
#include "core/operator.h"
#include "platform/clock.h"
#include "platform/paths.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/invariants.h"
#include "work/allocate.h"
#include "work/system.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define FOLDER "allocate_posix.test"

enum { LONGEST_WAIT_MS = 20000, TAPE_CODE = 0x56 };

static const GUID pool_id = {.Data1 = 0x4E544D53, .Data4 = {1}};
static const GUID library_id = {.Data1 = 0x4E544D53, .Data4 = {2}};
static const GUID slot_id = {.Data1 = 0x4E544D53, .Data4 = {3}};

/* ---- an instance in each process ---- */

struct process {
    HANDLE handle;
    struct rsm_session *session;
    struct rsm *rsm;
};

static rsm_error open_instance(struct process *process)
{
    static const struct rsm_options options = {.folder = FOLDER, .devices = ";"};
    rsm_error err;

    rsm_system_set_options(&options);
    err = rsm_system_open_session(NULL, u"Story", &process->handle);
    if (err == ERROR_SUCCESS)
        err = rsm_session_get(process->handle, &process->session);
    if (err == ERROR_SUCCESS)
        process->rsm = process->session->rsm;
    return err;
}

static void close_instance(struct process *process)
{
    rsm_session_release(process->session);
    assert_success(rsm_system_close_session(process->handle));
}

static bool remove_file(void *context, const char *name)
{
    char path[RSM_PATHS_ROOM];

    if (rsm_paths_join(context, name, path, sizeof path) == ERROR_SUCCESS)
        (void)rsm_paths_remove(path);
    return true;
}

static int empty_folder(void **state)
{
    static char folders[][sizeof FOLDER "/locks"] = {FOLDER "/locks", FOLDER};

    (void)state;
    assert_success(rsm_paths_make_folder(folders[0]));
    for (size_t i = 0; i < 2; i++)
        (void)rsm_paths_list(folders[i], 1000, remove_file, folders[i]);
    return 0;
}

/* ---- the process that waits ---- */

static rsm_error add_pool(struct process *process)
{
    struct rsm_store *store = process->rsm->store;
    struct rsm_record pool;
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_record_begin(&pool, NTMS_MEDIA_POOL);
    pool.info.ObjectGuid = pool_id;
    pool.info.Info.MediaPool.PoolType = NTMS_POOLTYPE_APPLICATION;
    err = rsm_catalogue_media_type(process->rsm, TAPE_CODE, &pool.info.Info.MediaPool.MediaType);
    if (err == ERROR_SUCCESS)
        err = rsm_records_insert(store, &pool);
    return rsm_store_end(store, err);
}

struct child {
    pid_t id;
    int from; /* the code its allocation ends with */
};

/* No assertion can be heard in a child; it ends with a status instead. */
static void allocate_and_tell(int to)
{
    struct rsm_allocate_wish wish = {.timeout_ms = RSM_FOREVER};
    struct rsm_allocation allocation;
    struct process process;
    rsm_error err;

    if (open_instance(&process) != ERROR_SUCCESS || add_pool(&process) != ERROR_SUCCESS)
        _exit(2);
    wish.pool = pool_id;
    err = rsm_allocate_media(process.session, &wish, &allocation);
    if (write(to, &err, sizeof err) != sizeof err)
        _exit(3);
    rsm_session_release(process.session);
    _exit(rsm_system_close_session(process.handle) == ERROR_SUCCESS ? 0 : 4);
}

/* Before this process has an instance, since threads do not survive a fork. */
static struct child begin_child(void)
{
    struct child child;
    int ends[2];

    assert_int_equal(pipe(ends), 0);
    child.id = fork();
    assert_true(child.id >= 0);
    if (child.id == 0) {
        close(ends[0]);
        allocate_and_tell(ends[1]);
    }
    close(ends[1]);
    child.from = ends[0];
    return child;
}

static rsm_error hear_child(struct child child)
{
    rsm_error err = ERROR_IO_PENDING;

    assert_int_equal(read(child.from, &err, sizeof err), sizeof err);
    return err;
}

static int end_child(struct child child)
{
    int status;

    assert_int_equal(waitpid(child.id, &status, 0), child.id);
    close(child.from);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

/* ---- the process that helps ---- */

static rsm_error find_request(struct process *process, GUID *request_out)
{
    const struct rsm_condition about[] = {
        {.column = "request", .number = NTMS_OPREQ_NEWMEDIA},
        {.column = "arg1", .guid = &pool_id},
        {.column = "state", .number = NTMS_OPSTATE_SUBMITTED},
    };
    struct rsm_store *store = process->rsm->store;
    struct rsm_record request;
    rsm_error err;

    assert_success(rsm_store_begin(store, RSM_STORE_READ));
    err = rsm_records_first(store, NTMS_OPREQUEST, about, 3, &request);
    assert_success(rsm_store_end(store, ERROR_SUCCESS));
    if (err == ERROR_SUCCESS)
        *request_out = request.info.ObjectGuid;
    return err;
}

static GUID wait_for_request(struct process *process)
{
    uint64_t end = rsm_clock_ms() + LONGEST_WAIT_MS;
    GUID request;

    for (;;) {
        uint64_t seen = rsm_store_version(process->rsm->store);
        uint64_t now = rsm_clock_ms();

        if (find_request(process, &request) == ERROR_SUCCESS)
            return request;
        if (now >= end)
            fail_msg("the operator was not asked");
        (void)rsm_store_wait(process->rsm->store, seen, (uint32_t)(end - now));
    }
}

/* Both processes, as far as the request of the one that waits. */
static GUID begin_both(struct process *process, struct child *child)
{
    *child = begin_child();
    assert_success(open_instance(process));
    return wait_for_request(process);
}

/* A library with a tape in the pool, in one transaction. */
static void bring_tape(struct process *process)
{
    const struct rsm_media_place place = {.library = library_id,
                                          .location = slot_id,
                                          .location_type = NTMS_STORAGESLOT,
                                          .home = slot_id};
    struct rsm_store *store = process->rsm->store;
    struct rsm_record record;
    struct rsm_record side;
    GUID type;

    assert_success(rsm_store_begin(store, RSM_STORE_WRITE));
    rsm_record_begin(&record, NTMS_LIBRARY);
    record.info.ObjectGuid = library_id;
    assert_success(rsm_records_insert(store, &record));
    rsm_record_begin(&record, NTMS_STORAGESLOT);
    record.info.ObjectGuid = slot_id;
    record.info.Info.StorageSlot.Library = library_id;
    assert_success(rsm_records_insert(store, &record));
    assert_success(rsm_catalogue_media_type(process->rsm, TAPE_CODE, &type));
    assert_success(rsm_catalogue_use_media_type(process->rsm, &library_id, &type));
    assert_success(rsm_media_create(process->rsm, &place, &type, u"A00001L5", &record));
    record.own.Fresh = RSM_FRESH_NO;
    assert_success(rsm_cartridge_move_to_pool(process->rsm, &record, &pool_id));
    assert_success(rsm_cartridge_first_side(process->rsm, &record.info.ObjectGuid, &side));
    assert_success(rsm_records_set_number(store, NTMS_PARTITION, &side.info.ObjectGuid, "state",
                                          NTMS_PARTSTATE_AVAILABLE));
    assert_success(rsm_store_end(store, ERROR_SUCCESS));
}

static void a_refusal_in_another_process_is_heard_within_a_tenth_of_a_second(void **state)
{
    uint64_t fastest = UINT64_MAX;

    for (int i = 0; i < 5; i++) { /* the machine may be busy, but not each time */
        struct process process;
        struct child child;
        uint64_t answered, took;
        GUID request;

        assert_int_equal(empty_folder(state), 0);
        request = begin_both(&process, &child);
        assert_success(rsm_operator_answer(process.session, &request, NTMS_OPSTATE_REFUSED));
        answered = rsm_clock_ms();
        assert_fails_with(ERROR_CANCELLED, hear_child(child));
        took = rsm_clock_ms() - answered;
        fastest = took < fastest ? took : fastest;
        assert_int_equal(end_child(child), 0);
        close_instance(&process);
    }
    assert_true(fastest <= 100);
}

static void so_is_a_medium_that_another_process_brings(void **state)
{
    uint64_t fastest = UINT64_MAX;

    for (int i = 0; i < 5; i++) {
        struct process process;
        struct child child;
        uint64_t brought, took;
        GUID request;

        assert_int_equal(empty_folder(state), 0);
        request = begin_both(&process, &child);
        bring_tape(&process);
        brought = rsm_clock_ms();
        assert_success(hear_child(child));
        took = rsm_clock_ms() - brought;
        fastest = took < fastest ? took : fastest;
        assert_int_equal(end_child(child), 0);
        assert_success(rsm_operator_wait(process.session, &request, 0)); /* complete */
        assert_invariants(process.rsm);
        close_instance(&process);
    }
    assert_true(fastest <= 100);
}

static void what_a_killed_process_asked_for_is_gone_at_the_next_start(void **state)
{
    struct process process;
    struct child child;
    GUID request = begin_both(&process, &child);

    (void)state;
    kill(child.id, SIGKILL);
    assert_int_equal(end_child(child), -SIGKILL);
    assert_success(find_request(&process, &request)); /* nobody has looked yet */
    close_instance(&process);

    assert_success(open_instance(&process));
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, find_request(&process, &request));
    close_instance(&process);
}

static void what_a_living_process_asked_for_stays_at_the_next_start(void **state)
{
    struct process process;
    struct child child;
    GUID request = begin_both(&process, &child);

    (void)state;
    close_instance(&process);

    assert_success(open_instance(&process));
    assert_success(find_request(&process, &request));
    assert_success(rsm_operator_answer(process.session, &request, NTMS_OPSTATE_REFUSED));
    assert_fails_with(ERROR_CANCELLED, hear_child(child));
    assert_int_equal(end_child(child), 0);
    close_instance(&process);
}

#define in_folder(test) cmocka_unit_test_setup_teardown(test, empty_folder, empty_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        in_folder(a_refusal_in_another_process_is_heard_within_a_tenth_of_a_second),
        in_folder(so_is_a_medium_that_another_process_brings),
        in_folder(what_a_killed_process_asked_for_is_gone_at_the_next_start),
        in_folder(what_a_living_process_asked_for_stays_at_the_next_start),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
