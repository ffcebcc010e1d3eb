/*
 * How long a mount that waits takes once it can go on, beside what the devices take: another program, or
 * another thread of this one, dismounts what was in the only drive.
 */
#include "bench/bench.h"
#include "ntmsapi.h"
#include "platform/clock.h"
#include "platform/thread.h"
#include "support/simulated_library.h"
#include "work/system.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROUNDS = 21, TAPES = 2 };

/* ---- devices ---- */

/* Since the drive was emptied. */
static struct {
    struct rsm_mutex mutex;
    bool wanted;       /* the next MOVE MEDIUM empties it */
    double emptied;    /* when it had */
    double began;      /* a command that is under way, */
    double in_devices; /* and those that were since */
} watched = {.mutex = RSM_MUTEX_INIT};

static void watch(void *context, uint8_t operation, bool done)
{
    double now = bench_now();

    (void)context;
    rsm_mutex_lock(&watched.mutex);
    if (!done) {
        watched.began = now;
    } else if (watched.wanted && operation == 0xA5) {
        watched.wanted = false;
        watched.emptied = now;
        watched.in_devices = 0;
    } else {
        watched.in_devices += now - watched.began;
    }
    rsm_mutex_unlock(&watched.mutex);
}

static void want_emptied(void)
{
    rsm_mutex_lock(&watched.mutex);
    watched.wanted = true;
    rsm_mutex_unlock(&watched.mutex);
}

static double since_emptied(double returned)
{
    double time;

    rsm_mutex_lock(&watched.mutex);
    time = returned - watched.emptied - watched.in_devices;
    rsm_mutex_unlock(&watched.mutex);
    return time;
}

/* A drive that says that it is not ready yet is ready when it is asked again. */
static uint64_t no_time(void *context)
{
    (void)context;
    return 0;
}

static bool wait_no_time(void *context, uint32_t milliseconds)
{
    (void)context;
    (void)milliseconds;
    return true;
}

static const struct rsm_waiting waiting = {.now_ms = no_time, .sleep = wait_no_time};

/* ---- programs ---- */

struct program {
    struct bench_session rsm;
    GUID sides[TAPES];
};

static void open_program(struct program *p, const char *folder)
{
    static const struct rsm_transport *const transports[2] = {&rsm_sim_transport};
    static struct rsm_options options = {
        .devices = "sim:lib", .transports = transports, .waiting = &waiting};

    options.folder = folder;
    rsm_system_set_options(&options);
    bench_open(&p->rsm);
}

static void find_sides(struct program *p)
{
    GUID media[TAPES];
    DWORD count = TAPES;
    DWORD one = 1;

    bench_need(
        EnumerateNtmsObject(p->rsm.handle, &p->rsm.library, media, &count, NTMS_PHYSICAL_MEDIA, 0),
        "media");
    for (DWORD i = 0; i < TAPES; i++)
        bench_need(
            EnumerateNtmsObject(p->rsm.handle, &media[i], &p->sides[i], &one, NTMS_PARTITION, 0),
            "sides");
}

static void mount(struct program *p, unsigned tape)
{
    NTMS_MOUNT_INFORMATION information = {.dwSize = sizeof information};
    GUID drive;

    bench_need(MountNtmsMedia(p->rsm.handle, &p->sides[tape], &drive, 1, NTMS_MOUNT_READ,
                              NTMS_PRIORITY_NORMAL, INFINITE, &information),
               "mount");
}

static void dismount(struct program *p, unsigned tape)
{
    bench_need(DismountNtmsMedia(p->rsm.handle, &p->sides[tape], 1, NTMS_DISMOUNT_IMMEDIATE),
               "dismount");
}

/* Wait until a mount is queued that cannot begin. */
static void wait_for_mount(struct program *p)
{
    while (bench_unfinished(&p->rsm) == 0)
        rsm_clock_sleep_ms(1);
}

/* ---- another thread ---- */

struct mounting {
    struct program *program;
    unsigned tape;
    double returned;
};

static void mount_and_tell(void *context)
{
    struct mounting *mounting = context;

    mount(mounting->program, mounting->tape);
    mounting->returned = bench_now();
}

static double round_of_threads(struct program *p)
{
    struct mounting mounting = {p, 1, 0};
    struct rsm_thread thread;

    mount(p, 0);
    bench_need(rsm_thread_start(mount_and_tell, &mounting, &thread), "thread");
    wait_for_mount(p);
    want_emptied();
    dismount(p, 0);
    rsm_thread_join(&thread);
    dismount(p, 1);
    bench_wait_until_idle(&p->rsm);
    return since_emptied(mounting.returned);
}

/* ---- another process ---- */

/* What the other one does: mounts each time it is told to, says when that returned, and dismounts. */
static void be_other_process(const char *folder, int orders, int answers)
{
    struct program p;
    double returned;
    char order;

    rsm_sim_make("lib", TAPES, 1, 0); /* as the first sees it, who alone speaks to it */
    open_program(&p, folder);
    find_sides(&p);
    while (read(orders, &order, 1) == 1) {
        mount(&p, 1);
        returned = bench_now();
        dismount(&p, 1);
        bench_need(write(answers, &returned, sizeof returned) == sizeof returned
                       ? ERROR_SUCCESS
                       : ERROR_BROKEN_PIPE,
                   "answer");
    }
    bench_close(&p.rsm);
}

static double round_of_processes(struct program *p, int orders, int answers)
{
    double returned = 0;

    mount(p, 0);
    bench_need(write(orders, "m", 1) == 1 ? ERROR_SUCCESS : ERROR_BROKEN_PIPE, "order");
    wait_for_mount(p);
    want_emptied();
    dismount(p, 0);
    bench_need(read(answers, &returned, sizeof returned) == sizeof returned ? ERROR_SUCCESS
                                                                            : ERROR_BROKEN_PIPE,
               "answer");
    bench_wait_until_idle(&p->rsm);
    return since_emptied(returned);
}

/* Starts the other process before there is anything that it could inherit. */
static pid_t start_other(const char *folder, int *orders_out, int *answers_out)
{
    int orders[2];
    int answers[2];
    char order;
    pid_t child;

    bench_need(pipe(orders) == 0 && pipe(answers) == 0 ? ERROR_SUCCESS : ERROR_BROKEN_PIPE,
               "pipes");
    child = fork();
    if (child == 0) {
        close(orders[1]);
        close(answers[0]);
        if (read(orders[0], &order, 1) == 1) /* the first one has the library by now */
            be_other_process(folder, orders[0], answers[1]);
        exit(0);
    }
    close(orders[0]);
    close(answers[1]);
    *orders_out = orders[1];
    *answers_out = answers[0];
    return child;
}

/* ---- the lines ---- */

static void measure_threads(struct program *p)
{
    double times[ROUNDS];

    for (size_t i = 0; i < ROUNDS; i++)
        times[i] = round_of_threads(p);
    bench_row("g1 a mount waits, another thread empties the drive",
              bench_median(times, ROUNDS) / 1000, "ms", 0, "");
}

static void measure_processes(struct program *p, int orders, int answers)
{
    double times[ROUNDS];

    bench_need(write(orders, "b", 1) == 1 ? ERROR_SUCCESS : ERROR_BROKEN_PIPE, "begin");
    for (size_t i = 0; i < ROUNDS; i++)
        times[i] = round_of_processes(p, orders, answers);
    bench_row("g2 and another process waits", bench_median(times, ROUNDS) / 1000, "ms", 0, "");
}

int main(int count, char **arguments)
{
    struct program p;
    int orders;
    int answers;
    pid_t other;

    bench_need(count == 2 ? ERROR_SUCCESS : ERROR_INVALID_PARAMETER, "wake FOLDER");
    other = start_other(arguments[1], &orders, &answers);
    rsm_sim_make("lib", TAPES, 1, 0);
    open_program(&p, arguments[1]);
    bench_take_inventory(&p.rsm, NTMS_INVENTORY_OMID);
    bench_wait_until_idle(&p.rsm);
    find_sides(&p);
    rsm_sim_watch(watch, NULL);
    measure_threads(&p);
    measure_processes(&p, orders, answers);
    close(orders);
    (void)waitpid(other, NULL, 0);
    bench_close(&p.rsm);
    rsm_sim_watch(NULL, NULL);
    return 0;
}
