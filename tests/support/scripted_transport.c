/*
 * A transport that answers from a list.
 */
#include "support/scripted_transport.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static uint64_t now_ms(void *context)
{
    return ((struct rsm_script *)context)->now_ms;
}

static bool sleep_ms(void *context, uint32_t milliseconds)
{
    struct rsm_script *script = context;

    script->now_ms += milliseconds;
    script->sleeps++;
    if (milliseconds > script->longest_sleep_ms)
        script->longest_sleep_ms = milliseconds;
    return !script->give_up;
}

static rsm_error open_script(void *context, const char *address, uint32_t timeout_ms,
                             void **handle_out)
{
    struct rsm_script *script = context;
    rsm_error err = script->open_error;

    (void)address;
    (void)timeout_ms;
    script->open_error = ERROR_SUCCESS;
    if (err != ERROR_SUCCESS)
        return err;
    script->opened++;
    *handle_out = script;
    return ERROR_SUCCESS;
}

static void describe_script(void *handle, struct rsm_transport_facts *facts_out)
{
    *facts_out = ((struct rsm_script *)handle)->facts;
}

static void close_script(void *handle)
{
    if (handle != NULL)
        ((struct rsm_script *)handle)->closed++;
}

static void remember(struct rsm_script *script, const struct rsm_command *command)
{
    if (script->sent_count == RSM_SCRIPT_MAX)
        fail_msg("more than %d commands", RSM_SCRIPT_MAX);
    if (command->direction == RSM_DATA_OUT)
        memcpy(script->first_out_bytes[script->sent_count], command->data,
               command->length < 16 ? command->length : 16);
    script->sent[script->sent_count++] = *command;
}

static rsm_error execute(void *handle, struct rsm_command *command)
{
    struct rsm_script *script = handle;
    const struct rsm_script_answer *answer = &script->answers[script->next];
    size_t length;

    remember(script, command);
    if (script->next == script->answer_count)
        fail_msg("nobody expected command %02X %02X %02X %02X", command->cdb.bytes[0],
                 command->cdb.bytes[1], command->cdb.bytes[2], command->cdb.bytes[3]);
    script->next++;
    if (answer->error != ERROR_SUCCESS) {
        command->sent = !answer->not_sent;
        return answer->error;
    }
    length = answer->length < command->length ? answer->length : command->length;
    if (command->direction == RSM_DATA_IN && length > 0)
        memcpy(command->data, answer->data, length);
    command->transferred = answer->claimed != 0 ? answer->claimed : length;
    command->status = answer->status;
    memcpy(command->sense, answer->sense, answer->sense_length);
    command->sense_length = answer->sense_length;
    return ERROR_SUCCESS;
}

void rsm_script_begin(struct rsm_script *script)
{
    memset(script, 0, sizeof *script);
    script->transport.name = "script";
    script->transport.scheme = "script:";
    script->transport.context = script;
    script->transport.open = open_script;
    script->transport.describe = describe_script;
    script->transport.execute = execute;
    script->transport.close = close_script;
    script->transports[0] = &script->transport;
    script->waiting.now_ms = now_ms;
    script->waiting.sleep = sleep_ms;
    script->waiting.context = script;
}

void rsm_script_end(struct rsm_script *script)
{
    for (size_t i = 0; i < script->answer_count; i++)
        free(script->answers[i].data);
    if (script->next != script->answer_count)
        fail_msg("%zu answers were never asked for", script->answer_count - script->next);
}

static struct rsm_script_answer *append(struct rsm_script *script)
{
    if (script->answer_count == RSM_SCRIPT_MAX)
        fail_msg("more than %d answers", RSM_SCRIPT_MAX);
    return &script->answers[script->answer_count++];
}

void rsm_script_drop_last(struct rsm_script *script)
{
    struct rsm_script_answer *answer = &script->answers[--script->answer_count];

    free(answer->data);
    memset(answer, 0, sizeof *answer);
}

static void put_data(struct rsm_script_answer *answer, const void *data, size_t length)
{
    if (length == 0)
        return;
    answer->data = malloc(length);
    assert_non_null(answer->data);
    memcpy(answer->data, data, length);
    answer->length = length;
}

struct rsm_script_answer *rsm_script_good(struct rsm_script *script, const void *data,
                                          size_t length)
{
    struct rsm_script_answer *answer = append(script);

    put_data(answer, data, length);
    return answer;
}

struct rsm_script_answer *rsm_script_status(struct rsm_script *script, uint8_t status)
{
    struct rsm_script_answer *answer = append(script);

    answer->status = status;
    return answer;
}

struct rsm_script_answer *rsm_script_sense(struct rsm_script *script, uint8_t key, uint8_t asc,
                                           uint8_t ascq)
{
    struct rsm_script_answer *answer = rsm_script_status(script, RSM_STATUS_CHECK_CONDITION);

    answer->sense[0] = 0x70;
    answer->sense[2] = key;
    answer->sense[7] = 10;
    answer->sense[12] = asc;
    answer->sense[13] = ascq;
    answer->sense_length = 18;
    return answer;
}

struct rsm_script_answer *rsm_script_break(struct rsm_script *script, rsm_error error)
{
    struct rsm_script_answer *answer = append(script);

    answer->error = error;
    return answer;
}

struct rsm_script_answer *rsm_script_read(struct rsm_script *script, uint8_t flags,
                                          int32_t information, const void *data, size_t length)
{
    struct rsm_script_answer *answer = rsm_script_sense(script, flags, 0, 0);
    uint32_t bits = (uint32_t)information;

    answer->sense[0] |= 0x80;
    for (int i = 0; i < 4; i++)
        answer->sense[3 + i] = (uint8_t)(bits >> (24 - 8 * i));
    put_data(answer, data, length);
    return answer;
}

void rsm_script_facts(struct rsm_script *script, uint8_t type, const char *serial)
{
    uint8_t inquiry[36] = {type, 0x80, 5, 2, 31};
    uint8_t page[4 + 64] = {type, 0x80, 0, 0};
    size_t length = strlen(serial);

    memcpy(inquiry + 8, "VENDOR  PRODUCT         0001", 28);
    rsm_script_good(script, inquiry, sizeof inquiry);
    page[3] = (uint8_t)length;
    memcpy(page + 4, serial, length);
    rsm_script_good(script, page, 4 + length);
    rsm_script_sense(script, 5, 0x24, 0x00);
}
