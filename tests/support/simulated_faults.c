/*
 * Every command passes here on its way to a simulated device: counted, held, lost, refused or carried out; and
 * what a changer keeps to itself.
 */
#include "support/simulated_parts.h"

#include "platform/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { INQUIRY = 0x12 };

/* ---- places of which the changer does not tell ---- */

void rsm_sim_doubt(const char *name, const char *place, bool doubtful)
{
    rsm_sim_lock();
    rsm_sim_place(rsm_sim_require(name), place)->doubtful = doubtful;
    rsm_sim_unlock();
}

void rsm_sim_leave_out(const char *name, const char *place, bool left_out)
{
    rsm_sim_lock();
    rsm_sim_place(rsm_sim_require(name), place)->left_out = left_out;
    rsm_sim_unlock();
}

/* ---- what was asked for ---- */

void rsm_sim_fail(const struct rsm_sim_fault *fault)
{
    rsm_sim_lock();
    rsm_sim.fault_set = fault != NULL;
    rsm_sim.fault_struck = false;
    if (fault != NULL)
        rsm_sim.fault = *fault;
    rsm_sim_unlock();
}

void rsm_sim_use_clock(const struct rsm_waiting *clock)
{
    rsm_sim_lock();
    rsm_sim.clock = clock;
    rsm_sim_unlock();
}

bool rsm_sim_has_failed(void)
{
    bool struck;

    rsm_sim_lock();
    struck = rsm_sim.fault_struck;
    rsm_sim_unlock();
    return struck;
}

unsigned rsm_sim_commands(void)
{
    unsigned count;

    rsm_sim_lock();
    count = rsm_sim.commands;
    rsm_sim_unlock();
    return count;
}

unsigned rsm_sim_commands_of(uint8_t operation)
{
    unsigned count;

    rsm_sim_lock();
    count = rsm_sim.commands_of[operation];
    rsm_sim_unlock();
    return count;
}

void rsm_sim_watch(rsm_sim_hook *hook, void *context)
{
    rsm_sim_lock();
    rsm_sim.hook = hook;
    rsm_sim.hook_context = context;
    rsm_sim_unlock();
}

/* ---- holding ---- */

void rsm_sim_hold(const char *name, uint8_t operation)
{
    struct sim_library *library;

    rsm_sim_lock();
    library = rsm_sim_require(name);
    library->holds = true;
    library->held_operation = operation;
    rsm_sim_unlock();
}

void rsm_sim_release(const char *name)
{
    rsm_sim_lock();
    rsm_sim_require(name)->holds = false;
    rsm_cond_broadcast(&rsm_sim.changed);
    rsm_sim_unlock();
}

static unsigned count_holding(const struct sim_library *library)
{
    unsigned count = 0;

    for (unsigned i = 0; i < library->counts[SIM_DRIVE]; i++)
        count += library->drives[i].holding ? 1 : 0;
    return count;
}

bool rsm_sim_wait_held(const char *name, unsigned drives)
{
    enum { LONGEST_MS = 10000 };
    uint64_t end = rsm_clock_ms() + LONGEST_MS;
    struct sim_library *library;
    uint64_t now;
    bool held;

    rsm_sim_lock();
    library = rsm_sim_require(name);
    while (count_holding(library) < drives && (now = rsm_clock_ms()) < end)
        (void)rsm_cond_wait(&rsm_sim.changed, &rsm_sim.mutex, (uint32_t)(end - now));
    held = count_holding(library) >= drives;
    rsm_sim_unlock();
    return held;
}

static void hold(struct sim_way *way, uint8_t operation)
{
    struct sim_library *library = way->library;
    struct sim_drive *drive;

    if (way->lun == 0 || way->lun > library->counts[SIM_DRIVE])
        return;
    drive = &library->drives[way->lun - 1];
    while (library->holds && library->held_operation == operation) {
        drive->holding = true;
        rsm_cond_broadcast(&rsm_sim.changed);
        (void)rsm_cond_wait(&rsm_sim.changed, &rsm_sim.mutex, RSM_FOREVER);
    }
    drive->holding = false;
}

/* ---- failing ---- */

static bool is_of_data(enum rsm_sim_failure failure)
{
    return failure >= RSM_SIM_DATA_NONE && failure <= RSM_SIM_DATA_NOISE;
}

/* Can the fault that is set strike this command? */
static bool fits(const struct sim_way *way, const struct rsm_command *command)
{
    const struct rsm_sim_fault *fault = &rsm_sim.fault;

    if (fault->only_operation && fault->operation != command->cdb.bytes[0])
        return false;
    if (fault->only_lun && fault->lun != way->lun)
        return false;
    if (fault->spares_identity && command->cdb.bytes[0] == INQUIRY)
        return false;
    return !is_of_data(fault->failure) || command->direction == RSM_DATA_IN;
}

/* The fault that strikes this command, or RSM_SIM_FAILURES. */
static enum rsm_sim_failure strike(const struct sim_way *way, const struct rsm_command *command)
{
    struct rsm_sim_fault *fault = &rsm_sim.fault;

    if (!rsm_sim.fault_set || !fits(way, command))
        return RSM_SIM_FAILURES;
    if (fault->number > 1) {
        fault->number--;
        return RSM_SIM_FAILURES;
    }
    if (fault->more == 0)
        rsm_sim.fault_set = false;
    else
        fault->more--;
    rsm_sim.fault_struck = true;
    return fault->failure;
}

static void unplug(struct sim_library *library)
{
    library->unplugged = true;
    library->prevented = false; /* that ends with the ways of those who asked for it */
    for (struct sim_way *way = library->ways; way != NULL; way = way->next)
        way->broken = true;
}

/* A unit attention is told instead of carrying out the command, but not to these. */
static bool tell_attention(struct sim_way *way, struct rsm_command *command)
{
    uint8_t operation = command->cdb.bytes[0];

    if (way->attention_count == 0 || operation == 0x12 || operation == 0x03 || operation == 0xA0)
        return false;
    rsm_sim_check(command, RSM_SENSE_KEY_UNIT_ATTENTION, way->attentions[0][0],
                  way->attentions[0][1]);
    way->attention_count--;
    memmove(way->attentions[0], way->attentions[1],
            way->attention_count * sizeof way->attentions[0]);
    return true;
}

static void check_length(const struct sim_way *way, const struct rsm_command *command)
{
    if (way->max_transfer == 0 || command->length <= way->max_transfer)
        return;
    rsm_sim_unlock();
    fail_msg("command %02X of %zu bytes, where %u can be carried", command->cdb.bytes[0],
             command->length, (unsigned)way->max_transfer);
}

static void carry_out(struct sim_way *way, struct rsm_command *command)
{
    check_length(way, command);
    if (tell_attention(way, command))
        return;
    if (way->lun == 0)
        rsm_sim_changer_execute(way, command);
    else
        rsm_sim_drive_execute(way, command);
}

static bool is_done(enum rsm_sim_failure failure)
{
    return failure != RSM_SIM_CHECK && failure != RSM_SIM_STATUS && failure != RSM_SIM_LOST &&
           failure != RSM_SIM_TIMEOUT && failure != RSM_SIM_UNPLUG;
}

/* Bytes that differ from one to the next, and that no format begins with. */
static void make_noise(uint8_t *bytes, size_t size)
{
    uint32_t value = 0x2545F491;

    for (size_t i = 0; i < size; i++) {
        value = value * 1664525 + 1013904223;
        bytes[i] = (uint8_t)(value >> 24);
    }
}

/* The data was brought, and is not what it should be. */
static void spoil(struct rsm_command *command, enum rsm_sim_failure failure)
{
    uint8_t *data = command->data;

    switch (failure) {
    case RSM_SIM_DATA_NONE:
        command->transferred = 0;
        break;
    case RSM_SIM_DATA_HALF:
        command->transferred /= 2;
        break;
    case RSM_SIM_DATA_LONG:
        make_noise(data + command->transferred, command->length - command->transferred);
        command->transferred = command->length;
        return;
    case RSM_SIM_DATA_ZEROS:
        memset(data, 0, command->transferred);
        return;
    default:
        make_noise(data, command->transferred);
        return;
    }
    memset(data + command->transferred, 0, command->length - command->transferred);
}

/* The sense data of the fault; what was read with some effort comes all the same. */
static void tell_sense(struct rsm_command *command)
{
    const struct rsm_sim_fault *fault = &rsm_sim.fault;
    size_t transferred = command->transferred;

    if (fault->key == RSM_SENSE_KEY_RECOVERED_ERROR && command->status != RSM_STATUS_GOOD)
        return; /* it has failed for another reason */
    rsm_sim_check(command, fault->key, fault->asc, fault->ascq);
    if (fault->key == RSM_SENSE_KEY_RECOVERED_ERROR)
        command->transferred = transferred;
    switch (fault->form) {
    case RSM_SIM_DESCRIPTOR:
        memset(command->sense, 0, command->sense_length);
        command->sense_length = 8;
        command->sense[0] = 0x72;
        command->sense[1] = fault->key;
        command->sense[2] = fault->asc;
        command->sense[3] = fault->ascq;
        break;
    case RSM_SIM_DEFERRED:
        command->sense[0] = 0x71;
        break;
    case RSM_SIM_NO_SENSE:
        command->sense_length = 0;
        break;
    default:
        break;
    }
}

/* Was it refused with a unit attention?  That is told once: a fault that strikes afterwards does not hide it. */
static bool has_told(const struct rsm_command *command)
{
    return command->status == RSM_STATUS_CHECK_CONDITION &&
           (command->sense[2] & 0x0F) == RSM_SENSE_KEY_UNIT_ATTENTION;
}

static rsm_error answer(struct sim_way *way, struct rsm_command *command,
                        enum rsm_sim_failure failure)
{
    switch (failure) {
    case RSM_SIM_FAILURES:
        return ERROR_SUCCESS;
    case RSM_SIM_CHECK:
    case RSM_SIM_CHECK_DONE:
        if (!has_told(command))
            tell_sense(command);
        return ERROR_SUCCESS;
    case RSM_SIM_STATUS:
    case RSM_SIM_STATUS_DONE:
        if (has_told(command))
            return ERROR_SUCCESS;
        command->status = rsm_sim.fault.status;
        command->transferred = 0;
        return ERROR_SUCCESS;
    case RSM_SIM_DATA_NONE:
    case RSM_SIM_DATA_HALF:
    case RSM_SIM_DATA_LONG:
    case RSM_SIM_DATA_ZEROS:
    case RSM_SIM_DATA_NOISE:
        if (command->status == RSM_STATUS_GOOD)
            spoil(command, failure);
        return ERROR_SUCCESS;
    case RSM_SIM_TIMEOUT:
    case RSM_SIM_TIMEOUT_DONE:
        way->broken = true;
        command->transferred = 0;
        if (rsm_sim.clock != NULL)
            (void)rsm_sim.clock->sleep(rsm_sim.clock->context, command->timeout_ms);
        return ERROR_SEM_TIMEOUT;
    case RSM_SIM_UNPLUG:
    case RSM_SIM_UNPLUG_DONE:
        unplug(way->library);
        break;
    default:
        way->broken = true;
        break;
    }
    command->transferred = 0;
    return ERROR_DEVICE_NOT_CONNECTED;
}

/* ---- the door ---- */

/* Outside the lock, so that the hook may look. */
static void call_hook(uint8_t operation, bool done)
{
    rsm_sim_hook *hook = rsm_sim.hook;
    void *context = rsm_sim.hook_context;

    if (hook == NULL)
        return;
    rsm_sim_unlock();
    hook(context, operation, done);
    rsm_sim_lock();
}

rsm_error rsm_sim_execute(void *handle, struct rsm_command *command)
{
    struct sim_way *way = handle;
    uint8_t operation = command->cdb.bytes[0];
    enum rsm_sim_failure failure;
    rsm_error err = ERROR_DEVICE_NOT_CONNECTED;

    rsm_sim_lock();
    hold(way, operation);
    if (way->broken) {
        command->sent = false;
    } else {
        rsm_sim.commands++;
        rsm_sim.commands_of[operation]++;
        failure = strike(way, command);
        call_hook(operation, false);
        rsm_sim_spend(way, command);
        if (is_done(failure))
            carry_out(way, command);
        call_hook(operation, true);
        err = answer(way, command, failure);
    }
    rsm_sim_unlock();
    return err;
}
