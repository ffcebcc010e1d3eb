#include "support/hostile/bytes.h"
#include "support/hostile/rules.h"

#include <stdlib.h>
#include <string.h>

enum { CHECK_CONDITION = 2, UNIT_ATTENTION = 6, NOT_READY = 2, MINUTE_MS = 60 * 1000 };

/* ---- words ---- */

static bool parse_codes(struct hostile_words *words, struct hostile_action *action)
{
    uint8_t codes[3];

    if (!hostile_words_codes(words, 3, codes))
        return false;
    action->answer = HOSTILE_ANSWER_SENSE;
    action->sense.given = true;
    action->sense.key = codes[0] & 0x0F;
    action->sense.asc = codes[1];
    action->sense.ascq = codes[2];
    return true;
}

static bool parse_pair(struct hostile_words *words, struct hostile_action *action, uint8_t key)
{
    uint8_t codes[2];

    if (!hostile_words_codes(words, 2, codes))
        return false;
    action->answer = HOSTILE_ANSWER_SENSE;
    action->sense.given = true;
    action->sense.key = key;
    action->sense.asc = codes[0];
    action->sense.ascq = codes[1];
    return true;
}

static bool parse_sense(struct hostile_words *words, struct hostile_action *action,
                        const char *word)
{
    if (strcmp(word, "sense") == 0)
        return parse_codes(words, action);
    if (strcmp(word, "attention") == 0)
        return parse_pair(words, action, UNIT_ATTENTION);
    if (strcmp(word, "descriptor-sense") == 0) {
        action->descriptor = true;
        return parse_codes(words, action);
    }
    if (strcmp(word, "deferred") == 0) {
        action->sense.deferred = true;
        return parse_codes(words, action);
    }
    if (strcmp(word, "short-sense") == 0)
        return parse_codes(words, action) &&
               hostile_words_number(words, HOSTILE_SENSE_MAX, &action->sense_length);
    if (!parse_pair(words, action, NOT_READY)) /* not-ready */
        return false;
    return !hostile_words_skip(words, "progress") ||
           hostile_words_number(words, 100, &action->progress);
}

static bool parse_bytes(struct hostile_words *words, struct hostile_action *action)
{
    static uint8_t bytes[HOSTILE_LINE / 2];

    if (!hostile_words_hex(words, bytes, sizeof bytes, &action->length))
        return false;
    free(action->bytes);
    action->bytes = malloc(action->length);
    if (action->bytes == NULL)
        return hostile_words_fail(words, "no memory");
    memcpy(action->bytes, bytes, action->length);
    return true;
}

static bool parse_status(struct hostile_words *words, struct hostile_action *action)
{
    static const struct {
        const char *name;
        uint8_t status;
    } names[] = {{"busy", 0x08}, {"conflict", 0x18}, {"full", 0x28}, {"aborted", 0x40}};
    const char *word = hostile_words_peek(words);
    uint32_t number;
    size_t i;

    action->answer = HOSTILE_ANSWER_STATUS;
    for (i = 0; word != NULL && i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(word, names[i].name) != 0)
            continue;
        action->status = names[i].status;
        hostile_words_take(words);
        return true;
    }
    if (!hostile_words_number(words, 0xFF, &number))
        return false;
    action->status = (uint8_t)number;
    return true;
}

static bool parse_fate(struct hostile_words *words, struct hostile_action *action, const char *word)
{
    uint32_t code = 0;

    action->answer = HOSTILE_ANSWER_FATE;
    if (strcmp(word, "reject") == 0) {
        action->fate = HOSTILE_REJECT;
        if (!hostile_words_number(words, 0xFF, &code))
            return false;
        action->fate_code = (uint8_t)code;
        return true;
    }
    if (strcmp(word, "fail") == 0 || strcmp(word, "last-word") == 0) {
        action->fate = word[0] == 'f' ? HOSTILE_FAILURE : HOSTILE_LAST_WORD;
        return true;
    }
    action->fate = word[0] == 's' ? HOSTILE_SILENT : HOSTILE_DROP;
    if (!hostile_words_skip(words, "after"))
        return true;
    action->fate = word[0] == 's' ? HOSTILE_SILENT_MIDWAY : HOSTILE_DROP_MIDWAY;
    return hostile_words_number(words, HOSTILE_DATA_MAX, &action->fate_bytes);
}

static bool is_one_of(const char *word, const char *const *names)
{
    while (*names != NULL && strcmp(*names, word) != 0)
        names++;
    return *names != NULL;
}

/* What takes the place of the answer; *known_out is false when the word is none of these. */
static bool parse_answer(struct hostile_words *words, struct hostile_action *action,
                         const char *word, bool *known_out)
{
    static const char *const senses[] = {
        "sense", "attention", "descriptor-sense", "deferred", "short-sense", "not-ready", NULL};
    static const char *const fates[] = {"silent", "drop", "reject", "fail", "last-word", NULL};

    *known_out = true;
    if (is_one_of(word, senses))
        return parse_sense(words, action, word);
    if (is_one_of(word, fates))
        return parse_fate(words, action, word);
    if (strcmp(word, "status") == 0)
        return parse_status(words, action);
    if (strcmp(word, "data") == 0 || strcmp(word, "sense-hex") == 0) {
        action->answer = word[0] == 'd' ? HOSTILE_ANSWER_DATA : HOSTILE_ANSWER_SENSE_BYTES;
        return parse_bytes(words, action);
    }
    if (strcmp(word, "nothing") == 0)
        action->answer = HOSTILE_ANSWER_DATA;
    else if (strcmp(word, "no-sense") == 0)
        action->answer = HOSTILE_ANSWER_NO_SENSE;
    else if (strcmp(word, "stale-sense") == 0)
        action->answer = HOSTILE_ANSWER_STALE;
    else
        *known_out = false;
    return true;
}

/* "20ms", "2s". */
static bool parse_delay(struct hostile_words *words, struct hostile_action *action)
{
    const char *word = hostile_words_take(words);
    char *unit;
    unsigned long number = strtoul(word, &unit, 10);

    if (unit == word || number > 10 * MINUTE_MS ||
        (strcmp(unit, "ms") != 0 && strcmp(unit, "s") != 0))
        return hostile_words_fail(words, "\"%.60s\" is not a time such as 20ms or 2s", word);
    action->delay_ms = (uint32_t)(*unit == 's' ? number * 1000 : number);
    return true;
}

static bool parse_patch(struct hostile_words *words, struct hostile_action *action)
{
    struct hostile_patch *patch = &action->patches[action->patch_count];

    if (action->patch_count == HOSTILE_RULE_PATCHES)
        return hostile_words_fail(words, "more than %d patches", HOSTILE_RULE_PATCHES);
    action->patch_count++;
    return hostile_words_number(words, HOSTILE_DATA_MAX, &patch->at) &&
           hostile_words_hex(words, patch->bytes, sizeof patch->bytes, &patch->length);
}

static bool parse_place(struct hostile_words *words, struct hostile_action *action)
{
    const char *word = hostile_words_take(words);

    if (!hostile_library_kind(word, &action->wrong_kind) || action->wrong_kind == HOSTILE_ALL)
        return hostile_words_fail(words, "\"%.60s\" is not a kind of place", word);
    return hostile_words_number(words, HOSTILE_ELEMENTS_MAX, &action->wrong_number);
}

static bool parse_field(struct hostile_words *words, struct hostile_action *action)
{
    uint32_t field;

    if (!hostile_words_number(words, 0xFFFF, &field))
        return false;
    action->sense.field_given = true;
    action->sense.field = (uint16_t)field;
    return true;
}

/* A word that is a number's name; where the number goes, and what tells that it was given. */
static bool parse_number(struct hostile_words *words, struct hostile_action *action,
                         const char *word, bool *known_out)
{
    struct {
        const char *name;
        uint32_t *number;
        bool *given;
    } names[] = {
        {"truncate", &action->truncate, NULL},
        {"extra", &action->extra, NULL},
        {"only", &action->only, &action->only_given},
        {"announce", &action->announce, &action->announce_given},
        {"took", &action->took, &action->took_given},
        {"information", &action->sense.information, &action->sense.information_given},
        {"underflow", &action->residual, NULL},
        {"overflow", &action->residual, NULL},
    };
    size_t i;

    *known_out = true;
    for (i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i].name, word) != 0)
            continue;
        if (names[i].number == &action->residual)
            action->residual_kind =
                word[0] == 'u' ? HOSTILE_RESIDUAL_UNDERFLOW : HOSTILE_RESIDUAL_OVERFLOW;
        if (names[i].given != NULL)
            *names[i].given = true;
        return hostile_words_number(words, 0xFFFFFF, names[i].number);
    }
    *known_out = false;
    return true;
}

static bool parse_switch(struct hostile_action *action, const char *word)
{
    struct {
        const char *name;
        bool *on;
    } names[] = {
        {"done", &action->done},
        {"filemark", &action->sense.filemark},
        {"eom", &action->sense.eom},
        {"ili", &action->sense.ili},
        {"separate", &action->separate},
        {"wrong-datasn", &action->wrong_datasn},
        {"wrong-offset", &action->wrong_offset},
        {"wrong-tag", &action->wrong_tag},
        {"wrong-length", &action->wrong_length},
    };
    size_t i;

    for (i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i].name, word) != 0)
            continue;
        *names[i].on = true;
        return true;
    }
    if (strcmp(word, "no-residual") != 0)
        return false;
    action->residual_kind = HOSTILE_RESIDUAL_NONE;
    return true;
}

static bool parse_action(struct hostile_words *words, struct hostile_action *action)
{
    const char *word = hostile_words_take(words);
    bool known;

    if (!parse_answer(words, action, word, &known) || known)
        return known && words->error[0] == '\0';
    if (!parse_number(words, action, word, &known) || known)
        return known && words->error[0] == '\0';
    if (strcmp(word, "delay") == 0)
        return parse_delay(words, action);
    if (strcmp(word, "patch") == 0)
        return parse_patch(words, action);
    if (strcmp(word, "wrong-place") == 0)
        return parse_place(words, action);
    if (strcmp(word, "field") == 0)
        return parse_field(words, action);
    return parse_switch(action, word) ||
           hostile_words_fail(words, "\"%.60s\" is not an action", word);
}

/* The rest of the line as one text. */
static bool parse_then(struct hostile_words *words, struct hostile_action *action)
{
    size_t size = 1;
    size_t i;

    for (i = words->next; i < words->count; i++)
        size += strlen(words->word[i]) + 3;
    action->then = calloc(size, 1);
    if (action->then == NULL)
        return hostile_words_fail(words, "no memory");
    for (; words->next < words->count; words->next++) {
        const char *quote = words->quoted[words->next] ? "\"" : "";

        strcat(action->then, quote);
        strcat(action->then, words->word[words->next]);
        strcat(action->then, quote);
        strcat(action->then, " ");
    }
    return action->then[0] != '\0' || hostile_words_fail(words, "nothing behind \"then\"");
}

bool hostile_actions_parse(struct hostile_words *words, struct hostile_action *action)
{
    do {
        if (hostile_words_skip(words, "then"))
            return parse_then(words, action);
        if (!parse_action(words, action))
            return false;
        if (hostile_words_skip(words, "then"))
            return parse_then(words, action);
    } while (hostile_words_skip(words, ","));
    return hostile_words_end(words);
}

/* ---- what they do ---- */

bool hostile_actions_perform(const struct hostile_action *action)
{
    bool midway = action->answer == HOSTILE_ANSWER_FATE &&
                  (action->fate == HOSTILE_SILENT_MIDWAY || action->fate == HOSTILE_DROP_MIDWAY);

    return action->done || action->answer == HOSTILE_ANSWER_OWN || midway;
}

/* What the device had to say is not said. */
static void hush(struct hostile_call *call)
{
    free(call->verdict->data);
    call->verdict->data = NULL;
    call->verdict->data_length = 0;
    call->verdict->status = 0;
    memset(&call->sense, 0, sizeof call->sense);
}

static void answer_sense(struct hostile_call *call, struct hostile_action *action)
{
    hush(call);
    call->sense = action->sense;
    if (action->progress == 0)
        return;
    call->sense.progress_given = true;
    call->sense.progress = (uint16_t)(action->progress_so_far * 0xFFFF / 100);
    action->progress_so_far += action->progress;
    if (action->progress_so_far > 99)
        action->progress_so_far = 99;
}

static void answer(struct hostile_call *call, struct hostile_action *action)
{
    switch (action->answer) {
    case HOSTILE_ANSWER_OWN:
        break;
    case HOSTILE_ANSWER_SENSE:
        answer_sense(call, action);
        break;
    case HOSTILE_ANSWER_STALE:
        hush(call);
        if (call->unit != NULL)
            call->sense = call->unit->stale;
        call->verdict->status = CHECK_CONDITION;
        break;
    case HOSTILE_ANSWER_NO_SENSE:
    case HOSTILE_ANSWER_SENSE_BYTES:
        hush(call);
        call->verdict->status = CHECK_CONDITION;
        call->verdict->sense_length =
            action->length < HOSTILE_SENSE_MAX ? action->length : HOSTILE_SENSE_MAX;
        if (action->length > 0)
            memcpy(call->verdict->sense, action->bytes, call->verdict->sense_length);
        break;
    case HOSTILE_ANSWER_STATUS:
        hush(call);
        call->verdict->status = action->status;
        break;
    case HOSTILE_ANSWER_DATA:
        hush(call);
        hostile_call_answer(call, action->bytes, action->length, action->length);
        break;
    case HOSTILE_ANSWER_FATE:
        call->verdict->fate = action->fate;
        call->verdict->fate_bytes = action->fate_bytes;
        call->verdict->fate_code = action->fate_code;
        break;
    }
}

static void patch(struct hostile_verdict *verdict, uint32_t at, const uint8_t *bytes, size_t length)
{
    size_t i;

    for (i = 0; i < length && at + i < verdict->data_length; i++)
        verdict->data[at + i] = bytes[i];
}

void hostile_actions_apply(struct hostile_call *call, struct hostile_action *action)
{
    struct hostile_verdict *verdict = call->verdict;
    uint8_t announced[3];
    size_t i;

    answer(call, action);
    put24(announced, action->announce);
    if (action->announce_given)
        patch(verdict, 5, announced, sizeof announced);
    for (i = 0; i < action->patch_count; i++)
        patch(verdict, action->patches[i].at, action->patches[i].bytes, action->patches[i].length);
    if (action->only_given && verdict->data_length > action->only)
        verdict->data_length = action->only;
    verdict->delay_ms = action->delay_ms;
    verdict->held = action->truncate;
    verdict->beyond = action->extra;
    verdict->residual_kind = action->residual_kind;
    verdict->residual = action->residual;
    if (action->took_given && call->task->out_length > action->took)
        verdict->left = (uint32_t)(call->task->out_length - action->took);
    verdict->separate = action->separate;
    verdict->wrong_data_sn = action->wrong_datasn;
    verdict->wrong_length = action->wrong_length;
    verdict->wrong_offset = action->wrong_offset;
    verdict->wrong_tag = action->wrong_tag;
}
