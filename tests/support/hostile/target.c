/*
 * The seam (target.h): a command comes in, a verdict goes out.
 */
#include "support/hostile/target.h"

#include "support/hostile/call.h"
#include "support/hostile/labels.h"
#include "support/hostile/operator.h"
#include "support/hostile/record.h"
#include "support/hostile/rules.h"
#include "support/hostile/scenario.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHECK_CONDITION = 2 };

struct hostile_target *hostile_target_make(const char *text, size_t size,
                                           char error_out[HOSTILE_ERROR_ROOM])
{
    struct hostile_target *target = calloc(1, sizeof *target);

    if (target == NULL) {
        snprintf(error_out, HOSTILE_ERROR_ROOM, "no memory");
        return NULL;
    }
    hostile_settings_begin(target);
    if (!hostile_scenario_read(target, text, size, error_out)) {
        hostile_target_free(target);
        return NULL;
    }
    return target;
}

void hostile_target_free(struct hostile_target *target)
{
    size_t i;

    if (target == NULL)
        return;
    for (i = 0; i < HOSTILE_NEXUS_MAX; i++)
        hostile_target_nexus_end(target, (unsigned)i);
    for (i = 0; i < target->element_count; i++)
        hostile_library_forget_cartridge(target->elements[i].cartridge);
    for (i = 0; i < HOSTILE_KINDS; i++)
        free(target->places[i].index);
    hostile_rules_forget(target, true);
    hostile_report_forget(target);
    free(target->elements);
    free(target->by_address);
    free(target->drives);
    free(target->entries);
    free(target);
}

/* ---- sessions ---- */

static void greet(struct hostile_target *target, struct hostile_nexus *nexus)
{
    uint32_t i;

    if (target->has_changer)
        hostile_attention_raise_for(nexus, HOSTILE_NOWHERE, target->greeting[0],
                                    target->greeting[1]);
    for (i = 0; i < target->drive_count; i++)
        hostile_attention_raise_for(nexus, i, target->greeting[0], target->greeting[1]);
}

void hostile_target_nexus_begin(struct hostile_target *target, unsigned nexus,
                                const char *initiator)
{
    struct hostile_nexus *new;

    if (nexus >= HOSTILE_NEXUS_MAX)
        return;
    hostile_target_nexus_end(target, nexus);
    new = calloc(1, sizeof *new);
    if (new == NULL)
        return;
    new->prevents = calloc(target->drive_count + 1, 1);
    if (new->prevents == NULL) {
        free(new);
        return;
    }
    snprintf(new->initiator, sizeof new->initiator, "%s", initiator);
    target->nexus[nexus] = new;
    if (target->greets)
        greet(target, new);
}

void hostile_target_nexus_end(struct hostile_target *target, unsigned nexus)
{
    struct hostile_nexus *old = nexus < HOSTILE_NEXUS_MAX ? target->nexus[nexus] : NULL;
    size_t i;

    if (old == NULL)
        return;
    target->nexus[nexus] = NULL;
    free(old->attentions);
    free(old->prevents);
    free(old);
    hostile_reserve_forget(&target->changer, (int)nexus);
    for (i = 0; i < target->drive_count; i++)
        hostile_reserve_forget(&target->drives[i].unit, (int)nexus);
}

/* ---- commands ---- */

/* Whom the command is for. */
static void find_unit(struct hostile_call *call)
{
    struct hostile_target *target = call->target;
    uint32_t i;

    call->drive = HOSTILE_NOWHERE;
    if (call->task->lun == HOSTILE_NO_LUN)
        return;
    if (target->has_changer && target->changer.lun == call->task->lun) {
        call->unit = &target->changer;
        return;
    }
    for (i = 0; i < target->drive_count; i++) {
        if (target->drives[i].unit.lun != call->task->lun)
            continue;
        call->drive = i;
        call->unit = &target->drives[i].unit;
        return;
    }
}

static void operate(struct hostile_target *target, const char *line)
{
    char error[HOSTILE_ERROR_ROOM];

    if (!hostile_target_do(target, line, error))
        fprintf(stderr, "hostile_library: then %s: %s\n", line, error);
}

static void decide(struct hostile_call *call)
{
    struct hostile_rule *rule = hostile_rules_find(call);

    if (rule == NULL) {
        hostile_commands_perform(call);
        return;
    }
    if (rule->action.wrong_kind != HOSTILE_ALL)
        call->wrong_place =
            hostile_library_place(call->target, rule->action.wrong_kind, rule->action.wrong_number);
    if (hostile_actions_perform(&rule->action))
        hostile_commands_perform(call);
    hostile_actions_apply(call, &rule->action);
    if (call->sense.given)
        call->verdict->sense_length = hostile_sense_write(
            &call->sense, call->target->descriptor_sense || rule->action.descriptor,
            rule->action.sense_length != 0 ? rule->action.sense_length : call->target->sense_length,
            call->verdict->sense);
    if (rule->action.then != NULL) {
        char *line = strdup(rule->action.then); /* the line may forget the rule */

        if (line != NULL)
            operate(call->target, line);
        free(line);
    }
}

static void conclude(struct hostile_call *call)
{
    if (call->sense.given) {
        call->verdict->status = CHECK_CONDITION;
        if (call->verdict->sense_length == 0)
            call->verdict->sense_length =
                hostile_sense_write(&call->sense, call->target->descriptor_sense,
                                    call->target->sense_length, call->verdict->sense);
        if (call->unit != NULL)
            call->unit->stale = call->sense;
    }
    if (call->unit != NULL)
        call->unit->before = call->command->name;
    hostile_record_add(call);
}

void hostile_target_execute(struct hostile_target *target, const struct hostile_task *task,
                            struct hostile_verdict *verdict)
{
    struct hostile_call call = {.target = target,
                                .task = task,
                                .cdb = task->cdb,
                                .verdict = verdict,
                                .number = task->nexus};

    if (task->nexus < HOSTILE_NEXUS_MAX && target->nexus[task->nexus] == NULL)
        hostile_target_nexus_begin(target, task->nexus, "");
    if (task->nexus >= HOSTILE_NEXUS_MAX || target->nexus[task->nexus] == NULL) {
        verdict->status = 0x08;
        return;
    }
    call.nexus = target->nexus[task->nexus];
    find_unit(&call);
    call.command = hostile_commands_find(task->cdb[0], call.drive != HOSTILE_NOWHERE);
    decide(&call);
    conclude(&call);
}

static void reset_unit(struct hostile_target *target, uint32_t drive)
{
    struct hostile_unit *unit = hostile_library_unit(target, drive);

    if (!unit->persistent)
        unit->reserved_by = HOSTILE_NOBODY;
    hostile_attention_raise(target, drive, 0x29, 0x03);
}

void hostile_target_reset(struct hostile_target *target, unsigned nexus, uint16_t lun)
{
    uint32_t i;

    (void)nexus;
    if (target->has_changer && (lun == HOSTILE_NO_LUN || target->changer.lun == lun))
        reset_unit(target, HOSTILE_NOWHERE);
    for (i = 0; i < target->drive_count; i++)
        if (lun == HOSTILE_NO_LUN || target->drives[i].unit.lun == lun)
            reset_unit(target, i);
}

void hostile_target_aborted(struct hostile_target *target, const struct hostile_task *task)
{
    (void)target; /* what was carried out stays so */
    (void)task;
}

bool hostile_target_do(struct hostile_target *target, const char *line,
                       char error_out[HOSTILE_ERROR_ROOM])
{
    struct hostile_words *words = malloc(sizeof *words);
    bool done;

    snprintf(error_out, HOSTILE_ERROR_ROOM, "no memory");
    if (words == NULL)
        return false;
    done = hostile_words_split(words, line, strlen(line), error_out) &&
           hostile_operator_line(target, words);
    free(words);
    return done;
}
