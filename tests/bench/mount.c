/*
 * Which commands a mount and a dismount send to the virtual tape library that runs beside this program.
 */
#include "bench/bench.h"
#include "ntmsapi.h"
#include "platform/log.h"
#include "platform/thread.h"

#include <stdio.h>
#include <string.h>

enum { ROUNDS = 5, COMMANDS_MAX = 200 };

static struct {
    struct rsm_mutex mutex;
    unsigned operations[COMMANDS_MAX];
    size_t count;
} sent = {.mutex = RSM_MUTEX_INIT};

static void note_command(void *context, enum rsm_log_level level, const char *line)
{
    static const char begin[] = "scsi: iscsi  ";
    unsigned operation;

    (void)context;
    (void)level;
    if (strncmp(line, begin, sizeof begin - 1) != 0 ||
        sscanf(line + sizeof begin - 1, "%x", &operation) != 1)
        return;
    rsm_mutex_lock(&sent.mutex);
    if (sent.count < COMMANDS_MAX)
        sent.operations[sent.count++] = operation;
    rsm_mutex_unlock(&sent.mutex);
}

static void forget_commands(void)
{
    rsm_mutex_lock(&sent.mutex);
    sent.count = 0;
    rsm_mutex_unlock(&sent.mutex);
}

/* The drive lets go, the arm moves, and then the drive loads, is ready, and its label is read. */
static bool is_load_itself(unsigned operation, bool moved)
{
    return operation == 0x1B || operation == 0xA5 || (moved && operation != 0xB8);
}

/* All but the load itself, which is in brackets in *text_out: the operation codes in their order. */
static double count_others(char *text_out, size_t room)
{
    double others = 0;
    size_t used = 0;
    bool moved = false;

    text_out[0] = '\0';
    rsm_mutex_lock(&sent.mutex);
    for (size_t i = 0; i < sent.count && used + 8 < room; i++) {
        bool load = is_load_itself(sent.operations[i], moved);

        used += (size_t)snprintf(text_out + used, room - used, load ? " (%02X)" : " %02X",
                                 sent.operations[i]);
        others += load ? 0 : 1;
        moved = moved || sent.operations[i] == 0xA5;
    }
    rsm_mutex_unlock(&sent.mutex);
    return others;
}

static GUID first_side(struct bench_session *b)
{
    GUID media[64];
    GUID side;
    DWORD count = 64;
    DWORD one = 1;

    bench_need(EnumerateNtmsObject(b->handle, &b->library, media, &count, NTMS_PHYSICAL_MEDIA, 0),
               "media");
    bench_need(EnumerateNtmsObject(b->handle, &media[0], &side, &one, NTMS_PARTITION, 0), "side");
    return side;
}

static void mount(struct bench_session *b, GUID *side)
{
    NTMS_MOUNT_INFORMATION information = {.dwSize = sizeof information};
    GUID drive;

    bench_need(MountNtmsMedia(b->handle, side, &drive, 1, NTMS_MOUNT_READ, NTMS_PRIORITY_NORMAL,
                              INFINITE, &information),
               "mount");
}

static void dismount(struct bench_session *b, GUID *side)
{
    bench_need(DismountNtmsMedia(b->handle, side, 1, NTMS_DISMOUNT_IMMEDIATE), "dismount");
    bench_wait_until_idle(b);
}

int main(void)
{
    double mounts[ROUNDS];
    double dismounts[ROUNDS];
    char of_mount[1024] = "";
    char of_dismount[1024] = "";
    struct bench_session b;
    GUID side;

    bench_open(&b);
    bench_take_inventory(&b, NTMS_INVENTORY_OMID);
    bench_wait_until_idle(&b);
    side = first_side(&b);
    rsm_log_set_sink(note_command, NULL);
    for (size_t i = 0; i < ROUNDS; i++) {
        forget_commands();
        mount(&b, &side);
        mounts[i] = count_others(of_mount, sizeof of_mount);
        forget_commands();
        dismount(&b, &side);
        dismounts[i] = count_others(of_dismount, sizeof of_dismount);
    }
    rsm_log_set_sink(NULL, NULL);
    bench_row("f1 commands for a mount, beside load and label", bench_median(mounts, ROUNDS), "", 0,
              "");
    bench_row("f2 commands for a dismount, beside the unload", bench_median(dismounts, ROUNDS), "",
              0, "");
    printf("   (operation codes of a mount%s;\n   of a dismount%s)\n", of_mount, of_dismount);
    bench_close(&b);
    return 0;
}
