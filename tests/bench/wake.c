/*
 * How long a mount that waits takes once it can go on, beside what the devices take: another program, or
 * another thread of this one, dismounts what was in the only drive.  How long a notification takes to another
 * program, and what programs that wait for one cost.
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
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROUNDS = 21, TAPES = 2, CHANGES = 51, WAITERS = 10, IDLE_MS = 5000, INHERITED_MAX = 256 };

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

/* ---- other processes ---- */

struct other {
    pid_t pid;
    int orders; /* a letter each */
    int answers;
};

static void say(int to, const void *what, size_t size)
{
    bench_need(write(to, what, size) == (ssize_t)size ? ERROR_SUCCESS : ERROR_BROKEN_PIPE, "say");
}

static void hear(int from, void *what, size_t size)
{
    bench_need(read(from, what, size) == (ssize_t)size ? ERROR_SUCCESS : ERROR_BROKEN_PIPE, "hear");
}

static void give_order(const struct other *other)
{
    say(other->orders, "o", 1);
}

/* Starts it before there is anything that it could inherit.  It begins at its first order. */
static struct other start_other(const char *folder,
                                void (*be)(const char *folder, int orders, int answers))
{
    int orders[2];
    int answers[2];
    struct other other;
    char order;

    bench_need(pipe(orders) == 0 && pipe(answers) == 0 ? ERROR_SUCCESS : ERROR_BROKEN_PIPE,
               "pipes");
    other.pid = fork();
    if (other.pid == 0) {
        for (int inherited = 3; inherited < INHERITED_MAX;
             inherited++) { /* ends of the others' pipes */
            if (inherited != orders[0] && inherited != answers[1])
                close(inherited);
        }
        if (read(orders[0], &order, 1) == 1) /* the first one has the library by now */
            be(folder, orders[0], answers[1]);
        exit(0);
    }
    close(orders[0]);
    close(answers[1]);
    other.orders = orders[1];
    other.answers = answers[0];
    return other;
}

static void end_other(const struct other *other)
{
    close(other->orders);
    close(other->answers);
    (void)waitpid(other->pid, NULL, 0);
}

/* What the other one does: mounts each time it is told to, says when that returned, and dismounts. */
static void be_mounter(const char *folder, int orders, int answers)
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
        say(answers, &returned, sizeof returned);
    }
    bench_close(&p.rsm);
}

static double round_of_processes(struct program *p, const struct other *mounter)
{
    double returned = 0;

    mount(p, 0);
    give_order(mounter);
    wait_for_mount(p);
    want_emptied();
    dismount(p, 0);
    hear(mounter->answers, &returned, sizeof returned);
    bench_wait_until_idle(&p->rsm);
    return since_emptied(returned);
}

/* ---- notifications ---- */

static HANDLE listen_for_media(struct program *p, const char *folder)
{
    HANDLE notification;

    rsm_sim_make("lib", TAPES, 1, 0);
    open_program(p, folder);
    notification = OpenNtmsNotification(p->rsm.handle, NTMS_PHYSICAL_MEDIA);
    bench_need(notification == INVALID_HANDLE_VALUE ? GetLastError() : ERROR_SUCCESS, "listen");
    return notification;
}

/* Says when each change of a medium was heard of; first that it listens. */
static void be_listener(const char *folder, int orders, int answers)
{
    struct program p;
    NTMS_NOTIFICATIONINFORMATION change;
    HANDLE notification = listen_for_media(&p, folder);
    double heard = bench_now();
    char order;

    say(answers, &heard, sizeof heard);
    while (read(orders, &order, 1) == 1) {
        bench_need(WaitForNtmsNotification(notification, &change, INFINITE), "wait");
        heard = bench_now();
        say(answers, &heard, sizeof heard);
    }
    bench_need(CloseNtmsNotification(notification), "listen no more");
    bench_close(&p.rsm);
}

static double cpu_used(void)
{
    struct rusage usage;

    (void)getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

/* Waits for what does not come, and says what that cost. */
static void be_waiter(const char *folder, int orders, int answers)
{
    struct program p;
    NTMS_NOTIFICATIONINFORMATION change;
    HANDLE notification = listen_for_media(&p, folder);
    double used = 0;
    char order;

    say(answers, &used, sizeof used);
    hear(orders, &order, 1);
    used = cpu_used();
    if (WaitForNtmsNotification(notification, &change, IDLE_MS) != ERROR_TIMEOUT)
        bench_need(ERROR_INVALID_DATA, "nothing changes");
    used = cpu_used() - used;
    say(answers, &used, sizeof used);
    bench_need(CloseNtmsNotification(notification), "listen no more");
    bench_close(&p.rsm);
}

static double change_medium(struct program *p, GUID *medium)
{
    static unsigned number;
    NTMS_OBJECTINFORMATIONW object;

    object.dwSize = sizeof object;
    object.dwType = NTMS_PHYSICAL_MEDIA;
    bench_need(GetNtmsObjectInformationW(p->rsm.handle, medium, &object), "get");
    object.szDescription[0] = (WCHAR)('A' + number++ % 26);
    object.szDescription[1] = 0;
    bench_need(SetNtmsObjectInformationW(p->rsm.handle, medium, &object), "set");
    return bench_now();
}

static double round_of_listener(struct program *p, const struct other *listener, GUID *medium,
                                size_t round)
{
    double heard;
    double changed;

    give_order(listener);
    rsm_clock_sleep_ms(100 +
                       (uint32_t)(round * 7 % 50)); /* it waits, at whatever point of its watch */
    changed = change_medium(p, medium);
    hear(listener->answers, &heard, sizeof heard);
    return heard - changed;
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

static void measure_processes(struct program *p, const struct other *mounter)
{
    double times[ROUNDS];

    give_order(mounter);
    for (size_t i = 0; i < ROUNDS; i++)
        times[i] = round_of_processes(p, mounter);
    bench_row("g2 and another process waits", bench_median(times, ROUNDS) / 1000, "ms", 0, "");
}

static void measure_notifications(struct program *p, const struct other *listener)
{
    double times[CHANGES];
    DWORD count = 1;
    GUID medium;
    double begun;

    (void)EnumerateNtmsObject(p->rsm.handle, NULL, &medium, &count, NTMS_PHYSICAL_MEDIA, 0);
    give_order(listener);
    hear(listener->answers, &begun, sizeof begun);
    for (size_t i = 0; i < CHANGES; i++)
        times[i] = round_of_listener(p, listener, &medium, i);
    bench_aim("g3 a notification is heard by another process", bench_median(times, CHANGES) / 1000,
              "ms", 0, "", 100);
    bench_aim("   at the latest", times[CHANGES - 1] / 1000, "ms", 0, "", 100);
}

static void measure_waiters(const struct other *waiters)
{
    double all = 0;
    double used;

    for (size_t i = 0; i < WAITERS; i++)
        give_order(&waiters[i]);
    for (size_t i = 0; i < WAITERS; i++)
        hear(waiters[i].answers, &used, sizeof used);
    for (size_t i = 0; i < WAITERS; i++)
        give_order(&waiters[i]);
    for (size_t i = 0; i < WAITERS; i++) {
        hear(waiters[i].answers, &used, sizeof used);
        all += used;
    }
    bench_aim("g4 10 processes that wait for one, of a processor", all / (IDLE_MS * 1000.0) * 100,
              "%", 0, "", 1);
}

int main(int count, char **arguments)
{
    struct program p;
    struct other mounter;
    struct other listener;
    struct other waiters[WAITERS];

    bench_need(count == 2 ? ERROR_SUCCESS : ERROR_INVALID_PARAMETER, "wake FOLDER");
    mounter = start_other(arguments[1], be_mounter);
    listener = start_other(arguments[1], be_listener);
    for (size_t i = 0; i < WAITERS; i++)
        waiters[i] = start_other(arguments[1], be_waiter);
    rsm_sim_make("lib", TAPES, 1, 0);
    open_program(&p, arguments[1]);
    bench_take_inventory(&p.rsm, NTMS_INVENTORY_OMID);
    bench_wait_until_idle(&p.rsm);
    find_sides(&p);
    rsm_sim_watch(watch, NULL);
    measure_threads(&p);
    measure_processes(&p, &mounter);
    end_other(&mounter);
    measure_notifications(&p, &listener);
    end_other(&listener);
    measure_waiters(waiters);
    for (size_t i = 0; i < WAITERS; i++)
        end_other(&waiters[i]);
    bench_close(&p.rsm);
    rsm_sim_watch(NULL, NULL);
    return 0;
}
