/*
 * The guarded dispatcher: states the rules for a command, logs it, carries it, repeats it when that is
 * known to be right, and makes its status a Win32 code.  Nobody else calls rsm_transport.execute.
 */
#include "scsi/command.h"

#include "platform/clock.h"
#include "platform/log.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum {
    MOST_ATTENTIONS = 8, /* unit attentions in a row that are taken for news */
    MOST_ABORTS = 3,     /* ABORTED COMMAND in answer to a harmless question */
    MOST_PATIENCES = 15, /* so many times as long is a device waited for that tells of progress, */
    LONGEST_WAIT_MS = 60 * 60 * 1000, /* but not longer than this */
    FIRST_PAUSE_MS = 100,
    LONGEST_PAUSE_MS = 5000
};

/* Additional sense codes of unit attentions. */
enum {
    ASC_MEDIUM_CHANGED = 0x28,
    ASC_RESET = 0x29,
    ASC_SETTINGS_CHANGED = 0x2A,
    ASC_TARGET_CHANGED = 0x3F,
    ASCQ_FIRMWARE = 0x01 /* of the last */
};

const struct rsm_command_options rsm_command_question = {
    .repeat_after_attention = true,
    .patience_ms = 60000,
};

/* ---- the real clock ---- */

static uint64_t real_now(void *context)
{
    (void)context;
    return rsm_clock_ms();
}

static bool real_sleep(void *context, uint32_t milliseconds)
{
    (void)context;
    rsm_clock_sleep_ms(milliseconds);
    return true;
}

const struct rsm_waiting rsm_waiting_real = {.now_ms = real_now, .sleep = real_sleep};

/* ---- words ---- */

struct name_row {
    uint8_t code;
    const char *name;
};

/* clang-format off */
static const struct name_row command_names[] = {
    {0x00, "TEST UNIT READY"},         {0x01, "REWIND"},
    {0x03, "REQUEST SENSE"},           {0x05, "READ BLOCK LIMITS"},
    {0x07, "INITIALIZE ELEMENT STATUS"}, {0x08, "READ"},
    {0x0A, "WRITE"},                   {0x10, "WRITE FILEMARKS"},
    {0x11, "SPACE"},                   {0x12, "INQUIRY"},
    {0x15, "MODE SELECT"},             {0x1A, "MODE SENSE"},
    {0x19, "ERASE"},
    {0x1B, "LOAD UNLOAD"},             {0x1E, "PREVENT ALLOW MEDIUM REMOVAL"},
    {0x2B, "POSITION TO ELEMENT"},     {0x34, "READ POSITION"},
    {0x37, "INITIALIZE ELEMENT STATUS WITH RANGE"},
    {0x4D, "LOG SENSE"},
    {0x55, "MODE SELECT"},             {0x5A, "MODE SENSE"},
    {0xA0, "REPORT LUNS"},             {0xA5, "MOVE MEDIUM"},
    {0xA6, "EXCHANGE MEDIUM"},         {0xB8, "READ ELEMENT STATUS"},
};

static const struct name_row status_names[] = {
    {RSM_STATUS_GOOD,                 "good"},
    {RSM_STATUS_CHECK_CONDITION,      "check condition"},
    {RSM_STATUS_CONDITION_MET,        "condition met"},
    {RSM_STATUS_BUSY,                 "busy"},
    {RSM_STATUS_RESERVATION_CONFLICT, "reserved by another computer"},
    {RSM_STATUS_TASK_SET_FULL,        "task set full"},
    {RSM_STATUS_TASK_ABORTED,         "task aborted"},
};
/* clang-format on */

static const char *name_of(const struct name_row *rows, size_t count, uint8_t code)
{
    for (size_t i = 0; i < count; i++)
        if (rows[i].code == code)
            return rows[i].name;
    return "unknown";
}

const char *rsm_command_name(uint8_t operation)
{
    return name_of(command_names, sizeof command_names / sizeof command_names[0], operation);
}

static const char *command_name(const struct rsm_command *command)
{
    return rsm_command_name(command->cdb.bytes[0]);
}

const char *rsm_command_answer(const struct rsm_command_result *result, char *words, size_t size)
{
    if (result->sense.present)
        rsm_sense_describe(&result->sense, words, size);
    else
        snprintf(
            words, size, "%s (status %02Xh)",
            name_of(status_names, sizeof status_names / sizeof status_names[0], result->status),
            result->status);
    return words;
}

static void trace(const struct rsm_link *link, const struct rsm_command *command,
                  const struct rsm_command_result *result, rsm_error err, uint64_t took_ms)
{
    char bytes[3 * sizeof command->cdb.bytes + 1] = "";
    char words[RSM_SENSE_TEXT_MAX] = "";

    if (!rsm_log_enabled(RSM_LOG_TRACE))
        return;
    for (size_t i = 0; i < command->cdb.length; i++)
        snprintf(bytes + 3 * i, sizeof bytes - 3 * i, "%02X ", command->cdb.bytes[i]);
    if (err != ERROR_SUCCESS)
        snprintf(words, sizeof words, "no answer: %s", rsm_error_name(err));
    else if (command->status == RSM_STATUS_GOOD)
        snprintf(words, sizeof words, "good");
    else
        rsm_command_answer(result, words, sizeof words);
    rsm_log(RSM_LOG_TRACE, "scsi", "%s  %s %s, %llu ms, %zu bytes  (%s)", link->transport->name,
            bytes, words, (unsigned long long)took_ms, command->transferred, link->name);
}

/* Once for each command that failed, with what is known here. */
static void complain(const struct rsm_link *link, const struct rsm_command *command,
                     const struct rsm_command_options *options,
                     const struct rsm_command_result *result, rsm_error err)
{
    char words[RSM_SENSE_TEXT_MAX];

    if (options->expected || !rsm_log_enabled(RSM_LOG_WARNING))
        return;
    rsm_log(RSM_LOG_WARNING, "scsi", "%s: %s failed: %s [%s]", link->name, command_name(command),
            rsm_command_answer(result, words, sizeof words), rsm_error_name(err));
}

/* ---- carrying ---- */

/* Our own rules; a device or a caller of the API cannot break them. */
static void check_command(const struct rsm_command *command)
{
    assert(command->cdb.length == 6 || command->cdb.length == 10 || command->cdb.length == 12 ||
           command->cdb.length == 16);
    assert(command->timeout_ms > 0);
    assert(command->length <= RSM_COMMAND_MAX);
    assert(command->length == 0 || command->data != NULL);
    assert(command->length == 0 || command->direction != RSM_DATA_NONE);
    (void)command;
}

size_t rsm_command_most(const struct rsm_link *link)
{
    return link->max_transfer != 0 && link->max_transfer < RSM_COMMAND_MAX ? link->max_transfer
                                                                           : RSM_COMMAND_MAX;
}

/* The adapter would refuse it, or worse, carry a part. */
static rsm_error refuse_long(const struct rsm_link *link, struct rsm_command *command)
{
    command->sent = false;
    command->transferred = 0;
    command->sense_length = 0;
    rsm_log(RSM_LOG_WARNING, "scsi",
            "%s: %s of %zu bytes is not sent: the adapter of this device carries %zu bytes in one "
            "command; let its driver allow more, or connect the device to another adapter",
            link->name, command_name(command), command->length, rsm_command_most(link));
    return ERROR_NOT_SUPPORTED;
}

uint32_t rsm_command_time_left(const struct rsm_link *link, uint32_t wanted)
{
    uint64_t now;

    if (link->deadline == 0)
        return wanted;
    now = link->waiting->now_ms(link->waiting->context);
    if (now >= link->deadline)
        return 0;
    return link->deadline - now < wanted ? (uint32_t)(link->deadline - now) : wanted;
}

/* With what is left of its time-out; not at all when nothing is. */
static rsm_error execute_in_time(struct rsm_link *link, struct rsm_command *command)
{
    uint32_t wanted = command->timeout_ms;
    rsm_error err = ERROR_SEM_TIMEOUT;

    command->timeout_ms = rsm_command_time_left(link, wanted);
    command->sent = command->timeout_ms > 0;
    if (command->sent) {
        link->sent++;
        err = link->transport->execute(link->handle, command);
    }
    command->timeout_ms = wanted;
    return err;
}

/*
 * Send it once.  The buffer is cleared before, so that bytes which a device promises and does not send are
 * zeros and never what was there; what the transport says of lengths is not taken for granted either.
 */
static rsm_error send_once(struct rsm_link *link, struct rsm_command *command,
                           struct rsm_command_result *result)
{
    uint64_t started = link->waiting->now_ms(link->waiting->context);
    rsm_error err;

    if (command->direction == RSM_DATA_IN && command->length > 0)
        memset(command->data, 0, command->length);
    command->status = RSM_STATUS_GOOD;
    command->transferred = 0;
    command->sense_length = 0;
    memset(&result->sense, 0, sizeof result->sense);

    err = execute_in_time(link, command);
    if (command->transferred > command->length)
        command->transferred = command->length;
    if (command->sense_length > sizeof command->sense)
        command->sense_length = sizeof command->sense;
    if (err == ERROR_SUCCESS && command->status == RSM_STATUS_CHECK_CONDITION)
        rsm_sense_parse(command->sense, command->sense_length, &result->sense);
    if (rsm_sense_asks_for_cleaning(&result->sense))
        link->cleaning_asked = true;
    result->status = command->status;
    trace(link, command, result, err, link->waiting->now_ms(link->waiting->context) - started);
    return err;
}

static void close_link(struct rsm_link *link)
{
    link->transport->close(link->handle);
    link->handle = NULL;
}

/* ---- judging ---- */

static uint32_t attentions_of(const struct rsm_sense *sense)
{
    switch (sense->asc) {
    case ASC_MEDIUM_CHANGED:
        return RSM_ATTENTION_INVENTORY;
    case ASC_RESET:
        return RSM_ATTENTION_INVENTORY | RSM_ATTENTION_RESET;
    case ASC_SETTINGS_CHANGED:
        return RSM_ATTENTION_INVENTORY | RSM_ATTENTION_SETTINGS;
    case ASC_TARGET_CHANGED:
        return RSM_ATTENTION_IDENTITY |
               (sense->ascq == ASCQ_FIRMWARE ? (uint32_t)RSM_ATTENTION_FIRMWARE : 0) |
               (rsm_sense_classify(sense) == RSM_SENSE_STALE_INVENTORY
                    ? (uint32_t)RSM_ATTENTION_INVENTORY
                    : 0);
    default:
        return rsm_sense_classify(sense) == RSM_SENSE_STALE_INVENTORY ? RSM_ATTENTION_INVENTORY
                                                                      : RSM_ATTENTION_OTHER;
    }
}

/* What to do with an answer. */
enum verdict { ACCEPT, FAIL, REPEAT_AT_ONCE, REPEAT_LATER };

struct tries {
    unsigned attentions;
    unsigned aborts;
    bool waited;
    bool told; /* that it is waited for a person */
    uint16_t progress;
    uint64_t deadline;
    uint64_t last; /* deadline that there ever is */
    uint32_t pause_ms;
};

static enum verdict judge_sense(const struct rsm_command_options *options,
                                struct rsm_command_result *result, struct tries *tries)
{
    const struct rsm_sense *sense = &result->sense;
    bool harmless = options->repeat_after_attention;

    /* a deferred error is about an earlier command; this one was not carried out */
    if (sense->deferred || sense->key == RSM_SENSE_KEY_ABORTED_COMMAND)
        return harmless && ++tries->aborts < MOST_ABORTS ? REPEAT_AT_ONCE : FAIL;
    if (sense->present && sense->key == RSM_SENSE_KEY_UNIT_ATTENTION) {
        result->attentions |= attentions_of(sense);
        if (options->ends_at_identity && (result->attentions & RSM_ATTENTION_IDENTITY) != 0)
            return FAIL;
        return harmless && ++tries->attentions <= MOST_ATTENTIONS ? REPEAT_AT_ONCE : FAIL;
    }
    switch (rsm_sense_classify(sense)) {
    case RSM_SENSE_BECOMING_READY: /* with another key it may have begun all the same */
    case RSM_SENSE_PAUSED:
        return harmless || sense->key == RSM_SENSE_KEY_NOT_READY ? REPEAT_LATER : FAIL;
    default:
        return rsm_sense_error(sense) == ERROR_SUCCESS ? ACCEPT : FAIL;
    }
}

static enum verdict judge(const struct rsm_command *command,
                          const struct rsm_command_options *options,
                          struct rsm_command_result *result, struct tries *tries)
{
    switch (command->status) {
    case RSM_STATUS_GOOD:
    case RSM_STATUS_CONDITION_MET:
        return ACCEPT;
    case RSM_STATUS_CHECK_CONDITION:
        return judge_sense(options, result, tries);
    case RSM_STATUS_BUSY:
    case RSM_STATUS_TASK_SET_FULL:
        return REPEAT_LATER;
    default:
        return FAIL;
    }
}

/* Somebody must go there while it is waited for. */
static void tell_pause(const struct rsm_link *link, const struct rsm_command *command,
                       const struct rsm_command_options *options,
                       const struct rsm_command_result *result, struct tries *tries)
{
    char words[RSM_SENSE_TEXT_MAX];

    if (tries->told || options->patience_ms == 0 ||
        rsm_sense_classify(&result->sense) != RSM_SENSE_PAUSED)
        return;
    tries->told = true;
    rsm_log(RSM_LOG_WARNING, "scsi", "%s: %s waits, for up to %u s: %s", link->name,
            command_name(command), (unsigned)(options->patience_ms / 1000),
            rsm_command_answer(result, words, sizeof words));
}

static uint64_t longest_wait(const struct rsm_command_options *options)
{
    uint64_t wait = (uint64_t)options->patience_ms * MOST_PATIENCES;

    if (wait <= LONGEST_WAIT_MS)
        return wait;
    return options->patience_ms > LONGEST_WAIT_MS ? options->patience_ms : LONGEST_WAIT_MS;
}

/* Patience begins anew while the device tells that it gets on; but not for ever. */
static void note_progress(const struct rsm_command_options *options, const struct rsm_sense *sense,
                          uint64_t now, struct tries *tries)
{
    if (!tries->waited) {
        tries->waited = true;
        tries->deadline = now + options->patience_ms;
        tries->last = now + longest_wait(options);
        tries->pause_ms = FIRST_PAUSE_MS;
    }
    if (!sense->progress_valid || sense->progress <= tries->progress)
        return;
    tries->progress = sense->progress;
    tries->deadline = now + options->patience_ms;
    if (tries->deadline > tries->last)
        tries->deadline = tries->last;
}

/* Pause before the next try, longer each time.  False when patience is at its end. */
static bool wait_a_little(const struct rsm_link *link, const struct rsm_command_options *options,
                          const struct rsm_sense *sense, struct tries *tries, rsm_error *err_out)
{
    uint64_t now = link->waiting->now_ms(link->waiting->context);
    uint64_t left;

    note_progress(options, sense, now, tries);
    if (now >= tries->deadline || rsm_command_time_left(link, UINT32_MAX) <= tries->pause_ms)
        return false; /* or there would be no time to send it again */
    left = tries->deadline - now;
    if (!link->waiting->sleep(link->waiting->context,
                              left < tries->pause_ms ? (uint32_t)left : tries->pause_ms)) {
        *err_out = ERROR_OPERATION_ABORTED;
        return false;
    }
    tries->pause_ms =
        tries->pause_ms * 2 < LONGEST_PAUSE_MS ? tries->pause_ms * 2 : (uint32_t)LONGEST_PAUSE_MS;
    return true;
}

static rsm_error error_of(const struct rsm_command *command, const struct rsm_sense *sense)
{
    switch (command->status) {
    case RSM_STATUS_CHECK_CONDITION:
        return rsm_sense_error(sense);
    case RSM_STATUS_BUSY:
    case RSM_STATUS_TASK_SET_FULL:
        return ERROR_BUSY;
    case RSM_STATUS_RESERVATION_CONFLICT:
        return ERROR_SHARING_VIOLATION;
    default:
        return ERROR_GEN_FAILURE;
    }
}

/* Did a command that failed change anything?  Only what a device says before it starts is a clear no. */
static enum rsm_outcome outcome_of(const struct rsm_command *command, const struct rsm_sense *sense)
{
    enum rsm_sense_class sense_class = rsm_sense_classify(sense);

    if (command->status == RSM_STATUS_BUSY || command->status == RSM_STATUS_TASK_SET_FULL ||
        command->status == RSM_STATUS_RESERVATION_CONFLICT)
        return RSM_OUTCOME_REFUSED;
    if (command->status != RSM_STATUS_CHECK_CONDITION || !sense->present || sense->deferred)
        return RSM_OUTCOME_UNKNOWN;
    switch (sense->key) {
    case RSM_SENSE_KEY_UNIT_ATTENTION:
    case RSM_SENSE_KEY_DATA_PROTECT:
        return RSM_OUTCOME_REFUSED;
    case RSM_SENSE_KEY_ILLEGAL_REQUEST: /* a failed load has this key too */
        return sense_class == RSM_SENSE_MECHANICAL ? RSM_OUTCOME_UNKNOWN : RSM_OUTCOME_REFUSED;
    case RSM_SENSE_KEY_NOT_READY:
        return sense_class == RSM_SENSE_BECOMING_READY || sense_class == RSM_SENSE_PAUSED ||
                       sense_class == RSM_SENSE_NEEDS_INITIALIZE
                   ? RSM_OUTCOME_REFUSED
                   : RSM_OUTCOME_UNKNOWN;
    default:
        return sense_class == RSM_SENSE_MARK ? RSM_OUTCOME_DONE : RSM_OUTCOME_UNKNOWN;
    }
}

/* ---- the door ---- */

/* The device answered for good, or cannot be waited for any longer. */
static rsm_error conclude(const struct rsm_link *link, const struct rsm_command *command,
                          const struct rsm_command_options *options,
                          struct rsm_command_result *result, bool accepted)
{
    rsm_error err;

    if (!accepted) {
        err = error_of(command, &result->sense);
        if (err == ERROR_SUCCESS) /* a deferred report that nothing is wrong */
            err = ERROR_IO_DEVICE;
        result->outcome = outcome_of(command, &result->sense);
        complain(link, command, options, result, err);
        return err;
    }
    result->outcome = RSM_OUTCOME_DONE;
    if (command->direction == RSM_DATA_IN && command->transferred < options->minimum) {
        rsm_log(RSM_LOG_WARNING, "scsi", "%s: %s was answered with %zu bytes, at least %zu needed",
                link->name, command_name(command), command->transferred, options->minimum);
        return ERROR_BAD_LENGTH;
    }
    return ERROR_SUCCESS;
}

static rsm_error carry(struct rsm_link *link, struct rsm_command *command,
                       const struct rsm_command_options *options, struct rsm_command_result *result)
{
    struct tries tries = {0};

    for (;;) {
        rsm_error err = send_once(link, command, result);
        enum verdict verdict;

        if (err != ERROR_SUCCESS) {
            close_link(link);
            result->outcome = command->sent ? RSM_OUTCOME_UNKNOWN : RSM_OUTCOME_REFUSED;
            return err;
        }
        verdict = judge(command, options, result, &tries);
        if (verdict == REPEAT_AT_ONCE)
            continue;
        if (verdict == REPEAT_LATER)
            tell_pause(link, command, options, result, &tries);
        if (verdict == REPEAT_LATER && wait_a_little(link, options, &result->sense, &tries, &err))
            continue;
        if (err != ERROR_SUCCESS) {
            result->outcome = RSM_OUTCOME_REFUSED;
            return err;
        }
        return conclude(link, command, options, result, verdict == ACCEPT);
    }
}

rsm_error rsm_command_execute(struct rsm_link *link, struct rsm_command *command,
                              const struct rsm_command_options *options,
                              struct rsm_command_result *result_out)
{
    struct rsm_command_result result = {0};
    rsm_error err = ERROR_DEVICE_NOT_CONNECTED;

    check_command(command);
    if (options == NULL)
        options = &rsm_command_question;
    result.outcome = RSM_OUTCOME_REFUSED;
    if (link->handle != NULL)
        err = command->length > rsm_command_most(link) ? refuse_long(link, command)
                                                       : carry(link, command, options, &result);
    link->attentions |= result.attentions;
    if (result_out != NULL)
        *result_out = result;
    return err;
}
