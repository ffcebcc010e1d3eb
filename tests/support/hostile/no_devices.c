/*
 * Nobody behind the wire: for as long as there are no devices.  The file that has them takes this one's place.
 */
#include "support/hostile/target.h"

#include <stdlib.h>

struct hostile_target {
    size_t commands;
};

struct hostile_target *hostile_target_make(const char *text, size_t size,
                                           char error_out[HOSTILE_ERROR_ROOM])
{
    (void)text;
    (void)size;
    (void)error_out;
    return calloc(1, sizeof(struct hostile_target));
}

void hostile_target_free(struct hostile_target *target)
{
    free(target);
}

void hostile_target_nexus_begin(struct hostile_target *target, unsigned nexus,
                                const char *initiator)
{
    (void)target;
    (void)nexus;
    (void)initiator;
}

void hostile_target_nexus_end(struct hostile_target *target, unsigned nexus)
{
    (void)target;
    (void)nexus;
}

void hostile_target_execute(struct hostile_target *target, const struct hostile_task *task,
                            struct hostile_verdict *verdict)
{
    (void)task;
    target->commands++;
    verdict->status = 0x08; /* busy */
}

void hostile_target_reset(struct hostile_target *target, unsigned nexus, uint16_t lun)
{
    (void)target;
    (void)nexus;
    (void)lun;
}

void hostile_target_aborted(struct hostile_target *target, const struct hostile_task *task)
{
    (void)target;
    (void)task;
}

bool hostile_target_do(struct hostile_target *target, const char *line,
                       char error_out[HOSTILE_ERROR_ROOM])
{
    (void)target;
    snprintf(error_out, HOSTILE_ERROR_ROOM, "nobody here does \"%.200s\"", line);
    return false;
}

void hostile_target_truth(const struct hostile_target *target, FILE *out)
{
    (void)target;
    (void)out;
}

void hostile_target_log(const struct hostile_target *target, FILE *out)
{
    (void)target;
    (void)out;
}

size_t hostile_target_count(const struct hostile_target *target, const char *command)
{
    (void)command;
    return target->commands;
}
