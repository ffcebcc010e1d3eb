/*
 * How much to ask for at once (READ ELEMENT STATUS, SMC-3), and what a changer objects to in that.
 *
 * Changers take only the lower 16 bits of the allocation length, or none but the exact one; they refuse to tell of
 * many elements, or volume tags.  So everything is asked for in one command, or as much as the adapter between
 * carries in one, and something is given up only when the changer answers ILLEGAL REQUEST.
 */
#include "scsi/changer_question.h"

#include "platform/log.h"

#include <stdlib.h>
#include <string.h>

enum {
    STATUS_MS = 10 * 60 * 1000,
    PATIENCE_MS = 120 * 1000,
    HEADER = 8,            /* of a report, and of each page in it */
    LARGEST_ELEMENT = 104, /* the longest descriptor that is known of, tags, identity and all */
    SHORT_REPORT = 0xFFFF, /* bytes that every changer can count */
    KEPT_ROOM = 0x10000,   /* for the reports of most libraries, and of single elements */
    LONGEST_REPORT = 0xFFFFFF
};

static rsm_error send_request(struct rsm_changer *changer, const struct rsm_cdb *cdb,
                              size_t allocation, struct rsm_command_result *result,
                              size_t *arrived_out)
{
    struct rsm_command_options options = {.repeat_after_attention = true,
                                          .patience_ms = PATIENCE_MS,
                                          .minimum = HEADER,
                                          .expected = true};
    struct rsm_command command;
    rsm_error err;

    memset(&command, 0, sizeof command);
    command.cdb = *cdb;
    command.direction = RSM_DATA_IN;
    command.data = changer->buffer;
    command.length = allocation;
    command.timeout_ms = STATUS_MS;
    err = rsm_device_execute(changer->device, &command, &options, result);
    *arrived_out = command.transferred;
    return err;
}

static rsm_error make_room(struct rsm_changer *changer, size_t size)
{
    uint8_t *larger;

    if (changer->buffer_size >= size)
        return ERROR_SUCCESS;
    larger = realloc(changer->buffer, size);
    if (larger == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    changer->buffer = larger;
    changer->buffer_size = size;
    return ERROR_SUCCESS;
}

static size_t longest_carried(const struct rsm_changer_question *question)
{
    size_t carried = rsm_command_most(&question->changer->device->link);

    return carried < LONGEST_REPORT ? carried : (size_t)LONGEST_REPORT;
}

static rsm_error tell_too_long(const struct rsm_changer_question *question)
{
    rsm_log(RSM_LOG_ERROR, "scsi",
            "%s: what the changer tells of element %u is longer than the %zu bytes that the "
            "adapter carries in one command; let its driver allow more, or connect the changer to "
            "another adapter",
            question->changer->device->link.name, (unsigned)question->next,
            longest_carried(question));
    return ERROR_NOT_SUPPORTED;
}

/*
 * The longest report that may be asked for.  Beyond 65,535 bytes the lower 16 bits are all ones: a changer
 * that looks at nothing else then still has something to send.
 */
static size_t longest_report(const struct rsm_changer_question *question)
{
    size_t longest = longest_carried(question);

    if (longest > SHORT_REPORT &&
        rsm_quirks_has(question->changer->quirks, RSM_QUIRK_LENGTH_16_BITS))
        return SHORT_REPORT;
    return longest > SHORT_REPORT ? ((longest + 1) & ~(size_t)SHORT_REPORT) - 1 : longest;
}

/* Elements whose report fits into that many bytes, whatever the changer tells of each. */
static uint32_t fitting(size_t length)
{
    uint32_t count = length > 2 * HEADER ? (uint32_t)((length - 2 * HEADER) / LARGEST_ELEMENT) : 0;

    return count > 0 ? count : 1;
}

static enum rsm_quirk most_of(const struct rsm_changer_question *question)
{
    return (enum rsm_quirk)(RSM_QUIRK_MOST_ARMS + (question->place - RSM_PLACE_ARM));
}

/* How much to ask for: all that is left, as many elements as the changer takes, or as surely fit. */
static void plan_request(struct rsm_changer_question *question)
{
    uint32_t most = rsm_quirks_get(question->changer->quirks, most_of(question));
    size_t longest = longest_report(question);
    size_t wanted;

    question->asked = question->end - question->next;
    if (most != 0 && question->asked > most)
        question->asked = most;
    wanted = 2 * HEADER + (size_t)question->asked * LARGEST_ELEMENT;
    if (wanted < question->grown)
        wanted = question->grown;
    if (wanted > SHORT_REPORT)
        wanted |= SHORT_REPORT;
    if (wanted > longest) {
        wanted = longest;
        if (question->asked > fitting(longest))
            question->asked = fitting(longest);
    }
    question->allocation = wanted;
}

static rsm_error request(struct rsm_changer_question *question, size_t allocation,
                         struct rsm_command_result *result)
{
    struct rsm_cdb cdb = rsm_smc_read_element_status(
        rsm_changer_element_type(question->changer, question->place), (uint16_t)question->next,
        (uint16_t)question->asked, question->wishes, (uint32_t)allocation);
    rsm_error err = make_room(question->changer, allocation);

    memset(result, 0, sizeof *result);
    if (err == ERROR_SUCCESS)
        err = send_request(question->changer, &cdb, allocation, result, &question->arrived);
    return err;
}

static rsm_error ask_length(struct rsm_changer_question *question, size_t *exact_out,
                            struct rsm_command_result *result)
{
    rsm_error err = request(question, HEADER, result);
    const uint8_t *header = question->changer->buffer;

    if (err == ERROR_SUCCESS)
        *exact_out = HEADER + ((size_t)header[5] << 16 | (size_t)header[6] << 8 | header[7]);
    return err;
}

/* For changers that take no allocation length but the exact one: ask how much, then for that; about fewer
 * elements where that is more than can be carried. */
static rsm_error request_exactly(struct rsm_changer_question *question,
                                 struct rsm_command_result *result)
{
    size_t exact = 0;
    rsm_error err = ask_length(question, &exact, result);

    while (err == ERROR_SUCCESS && question->asked > 1 &&
           (exact > longest_carried(question) || (exact & SHORT_REPORT) == 0)) {
        question->asked = (question->asked + 1) / 2;
        err = ask_length(question, &exact, result);
    }
    if (err != ERROR_SUCCESS || exact == HEADER)
        return err;
    if (exact > longest_carried(question))
        return tell_too_long(question);
    question->allocation = exact;
    return request(question, exact, result);
}

static rsm_error request_as_learned(struct rsm_changer_question *question,
                                    struct rsm_command_result *result)
{
    plan_request(question);
    if (rsm_quirks_has(question->changer->quirks, RSM_QUIRK_LENGTH_EXACT))
        return request_exactly(question, result);
    return request(question, question->allocation, result);
}

static bool is_refused(rsm_error err, const struct rsm_command_result *result)
{
    return err != ERROR_SUCCESS && rsm_sense_classify(&result->sense) == RSM_SENSE_ILLEGAL;
}

/* Does it object to the length, or look at 16 bits of it and so at none? */
static bool minds_length(const struct rsm_changer_question *question, rsm_error err,
                         const struct rsm_command_result *result)
{
    return question->allocation > SHORT_REPORT && longest_carried(question) >= SHORT_REPORT &&
           !rsm_quirks_has(question->changer->quirks, RSM_QUIRK_LENGTH_EXACT) &&
           (is_refused(err, result) || err == ERROR_BAD_LENGTH);
}

/* The same elements, of which a short report tells the first. */
static rsm_error request_shortly(struct rsm_changer_question *question,
                                 struct rsm_command_result *result)
{
    rsm_error err;

    question->allocation = SHORT_REPORT;
    err = request(question, SHORT_REPORT, result);
    if (err == ERROR_SUCCESS)
        (void)rsm_quirks_learn(question->changer->quirks, RSM_QUIRK_LENGTH_16_BITS, 1);
    return err;
}

/* Fewer elements: if it tells of one, half as many each time until it takes that. */
static rsm_error request_fewer(struct rsm_changer_question *question,
                               struct rsm_command_result *result)
{
    struct rsm_quirks *quirks = question->changer->quirks;
    uint32_t count = question->asked;
    rsm_error err = ERROR_INVALID_FUNCTION;

    if (count < 2 || !rsm_quirks_learn(quirks, most_of(question), 1))
        return err;
    err = request_as_learned(question, result);
    if (err != ERROR_SUCCESS)
        return err;
    do {
        count /= 2;
        (void)rsm_quirks_learn(quirks, most_of(question), count);
        err = request_as_learned(question, result);
    } while (is_refused(err, result) && count > 1);
    if (err == ERROR_SUCCESS)
        rsm_log(RSM_LOG_INFO, "scsi", "%s: the changer tells of at most %u elements at once",
                question->changer->device->link.name, (unsigned)count);
    return err;
}

/* What is remembered of this, but for what is pinned. */
static bool forget_limits(const struct rsm_changer_question *question)
{
    struct rsm_quirks *quirks = question->changer->quirks;
    bool was_short = rsm_quirks_learn(quirks, RSM_QUIRK_LENGTH_16_BITS, 0);
    bool was_exact = rsm_quirks_learn(quirks, RSM_QUIRK_LENGTH_EXACT, 0);
    bool was_few = rsm_quirks_learn(quirks, most_of(question), 0);

    return was_short || was_exact || was_few;
}

/*
 * Find out what the changer objects to, cheapest first: the length, that it is not exact, the number of
 * elements; what is remembered may not be true any more.  What helped is remembered; what did not is forgotten.
 */
static rsm_error request_within_limits(struct rsm_changer_question *question,
                                       struct rsm_command_result *result)
{
    struct rsm_changer *changer = question->changer;
    struct rsm_quirks before = *changer->quirks;
    rsm_error err = request_as_learned(question, result);

    if (is_refused(err, result) && forget_limits(question))
        err = request_as_learned(question, result);
    if (minds_length(question, err, result))
        err = request_shortly(question, result);
    if (is_refused(err, result) && rsm_quirks_learn(changer->quirks, RSM_QUIRK_LENGTH_EXACT, 1))
        err = request_as_learned(question, result);
    if (is_refused(err, result)) {
        *changer->quirks = before;
        err = request_fewer(question, result);
    }
    if (is_refused(err, result))
        *changer->quirks = before;
    return err;
}

/* Where somebody pinned that it does not tell the truth before.  Not where there is no time: that is said
 * again to who has some. */
static rsm_error initialize_first(struct rsm_changer *changer)
{
    if (!rsm_quirks_has(changer->quirks, RSM_QUIRK_INITIALIZE_FIRST) || changer->initialized ||
        changer->device->link.deadline != 0)
        return ERROR_SUCCESS;
    rsm_log(RSM_LOG_INFO, "scsi", "%s: the changer is told to look into its slots first",
            changer->device->link.name);
    return rsm_changer_initialize(changer);
}

/* One that tells no bar codes of arms or of drives may tell those of slots, which are what matters. */
static void note_no_tags(const struct rsm_changer_question *question)
{
    struct rsm_changer *changer = question->changer;

    if (question->place != RSM_PLACE_SLOT) {
        changer->no_tags[question->place] = true;
        return;
    }
    (void)rsm_quirks_learn(changer->quirks, RSM_QUIRK_NO_TAGS, 1);
    rsm_log(RSM_LOG_INFO, "scsi", "%s: the changer does not tell bar codes",
            changer->device->link.name);
}

rsm_error rsm_changer_question_ask(struct rsm_changer_question *question,
                                   struct rsm_command_result *result_out)
{
    struct rsm_changer *changer = question->changer;
    rsm_error err = initialize_first(changer);

    memset(result_out, 0, sizeof *result_out);
    if (err == ERROR_SUCCESS || err == ERROR_NOT_SUPPORTED)
        err = request_within_limits(question, result_out);
    changer->uninitialized = rsm_sense_classify(&result_out->sense) == RSM_SENSE_NEEDS_INITIALIZE &&
                             !changer->initialized;
    if (changer->uninitialized && changer->device->link.deadline == 0) {
        rsm_log(RSM_LOG_INFO, "scsi",
                "%s: the changer must look into its slots first; this can take long",
                changer->device->link.name);
        changer->uninitialized = false;
        err = rsm_changer_initialize(changer);
        if (err == ERROR_SUCCESS)
            err = request_within_limits(question, result_out);
    }
    if (is_refused(err, result_out) && (question->wishes & RSM_SMC_TAGS) != 0) {
        question->wishes &= ~(unsigned)RSM_SMC_TAGS;
        err = request_within_limits(question, result_out);
        if (err == ERROR_SUCCESS)
            note_no_tags(question);
    }
    return err;
}

/* ---- what the answer teaches ---- */

bool rsm_changer_question_shorten(struct rsm_changer_question *question)
{
    return question->allocation > SHORT_REPORT &&
           rsm_quirks_learn(question->changer->quirks, RSM_QUIRK_LENGTH_16_BITS, 1);
}

bool rsm_changer_question_grow(struct rsm_changer_question *question, size_t promised)
{
    size_t limit = longest_report(question);

    if (question->allocation >= limit || question->grown >= limit)
        return false;
    if (question->grown < question->allocation)
        question->grown = question->allocation;
    question->grown *= 2;
    if (question->grown < promised)
        question->grown = promised;
    return true;
}

rsm_error rsm_changer_question_give_up(struct rsm_changer_question *question)
{
    bool by_changer = longest_carried(question) >= SHORT_REPORT &&
                      rsm_quirks_has(question->changer->quirks, RSM_QUIRK_LENGTH_16_BITS);

    if (longest_carried(question) < LONGEST_REPORT && !by_changer &&
        question->arrived == question->allocation &&
        question->allocation == longest_report(question))
        return tell_too_long(question);
    (void)rsm_quirks_learn(question->changer->quirks, RSM_QUIRK_LENGTH_16_BITS, 0); /* no help */
    rsm_log(RSM_LOG_ERROR, "scsi",
            "%s: element status ends before element %u, however much is asked for",
            question->changer->device->link.name, (unsigned)question->next);
    return ERROR_INVALID_DATA;
}

void rsm_changer_question_end(struct rsm_changer *changer)
{
    if (changer->buffer_size <= KEPT_ROOM)
        return;
    free(changer->buffer);
    changer->buffer = NULL;
    changer->buffer_size = 0;
}
