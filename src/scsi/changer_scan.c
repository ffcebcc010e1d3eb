/*
 * What is where: READ ELEMENT STATUS (SMC-3) for one kind of place at a time.
 *
 * Changers differ widely here.  They send fewer elements than asked for, or more; they cut the last one
 * short; they take only the lower 16 bits of the allocation length, or none but the exact one; they refuse
 * volume tags.  So a pass asks for everything in one command, or for as much as the adapter between carries
 * in one, believes only what arrived, goes on where that ended, and gives something up only when the changer
 * answers ILLEGAL REQUEST.
 */
#include "scsi/changer.h"

#include "platform/log.h"
#include "scsi/changer_kept.h"
#include "scsi/spc.h"

#include <stdlib.h>
#include <string.h>

enum {
    STATUS_MS = 10 * 60 * 1000,
    PATIENCE_MS = 120 * 1000,
    HEADER = 8,            /* of a report, and of each page in it */
    LARGEST_ELEMENT = 104, /* the longest descriptor that is known of, tags, identity and all */
    SHORT_REPORT = 0xFFFF, /* bytes that every changer can count */
    KEPT_ROOM = 0x10000,   /* for the reports of most libraries, and of single elements */
    LONGEST_REPORT = 0xFFFFFF,
    ADDRESSES = 0x10000
};

/* One walk over the places of a kind. */
struct pass {
    struct rsm_changer *changer;
    enum rsm_place place;
    unsigned wishes; /* RSM_SMC_... */
    uint32_t next;   /* the lowest address not yet heard of */
    uint32_t end;    /* one behind the last */
    uint32_t asked;  /* elements that the last request was about */
    size_t grown;    /* allocation length that was not enough for one element; 0 = none yet */
    size_t allocation;
    size_t arrived;
    size_t fresh; /* elements of the last report that were new */
    uint8_t seen[ADDRESSES / 8];
    struct rsm_changer_report *kept; /* what it said last time, to compare with; NULL = no matter */
    bool same;                       /* it said so again: nothing was told */
    bool whole;                      /* it said all in one report */

    rsm_error (*take)(struct pass *pass, const struct rsm_smc_element *element);
    rsm_error (*each)(void *context, const struct rsm_changer_element *element);
    rsm_error (*each_identity)(void *context, const struct rsm_changer_drive_identity *identity);
    void *context;
};

/* ---- asking ---- */

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

/* What a report of thousands of elements took is not kept until the next one. */
static void give_room_back(struct rsm_changer *changer)
{
    if (changer->buffer_size <= KEPT_ROOM)
        return;
    free(changer->buffer);
    changer->buffer = NULL;
    changer->buffer_size = 0;
}

static size_t longest_carried(const struct pass *pass)
{
    size_t carried = rsm_command_most(&pass->changer->device->link);

    return carried < LONGEST_REPORT ? carried : (size_t)LONGEST_REPORT;
}

static rsm_error tell_too_long(const struct pass *pass)
{
    rsm_log(RSM_LOG_ERROR, "scsi",
            "%s: what the changer tells of element %u is longer than the %zu bytes that the "
            "adapter carries in one command; let its driver allow more, or connect the changer to "
            "another adapter",
            pass->changer->device->link.name, (unsigned)pass->next, longest_carried(pass));
    return ERROR_NOT_SUPPORTED;
}

/*
 * The longest report that may be asked for.  Beyond 65,535 bytes the lower 16 bits are all ones: a changer
 * that looks at nothing else then still has something to send.
 */
static size_t longest_report(const struct pass *pass)
{
    size_t longest = longest_carried(pass);

    if (longest > SHORT_REPORT && rsm_quirks_has(pass->changer->quirks, RSM_QUIRK_LENGTH_16_BITS))
        return SHORT_REPORT;
    return longest > SHORT_REPORT ? ((longest + 1) & ~(size_t)SHORT_REPORT) - 1 : longest;
}

/* Elements whose report fits into that many bytes, whatever the changer tells of each. */
static uint32_t fitting(size_t length)
{
    uint32_t count = length > 2 * HEADER ? (uint32_t)((length - 2 * HEADER) / LARGEST_ELEMENT) : 0;

    return count > 0 ? count : 1;
}

static enum rsm_quirk most_of(const struct pass *pass)
{
    return (enum rsm_quirk)(RSM_QUIRK_MOST_ARMS + (pass->place - RSM_PLACE_ARM));
}

/* How much to ask for: all that is left, as many elements as the changer takes, or as surely fit. */
static void plan_request(struct pass *pass)
{
    uint32_t most = rsm_quirks_get(pass->changer->quirks, most_of(pass));
    size_t longest = longest_report(pass);
    size_t wanted;

    pass->asked = pass->end - pass->next;
    if (most != 0 && pass->asked > most)
        pass->asked = most;
    wanted = 2 * HEADER + (size_t)pass->asked * LARGEST_ELEMENT;
    if (wanted < pass->grown)
        wanted = pass->grown;
    if (wanted > SHORT_REPORT)
        wanted |= SHORT_REPORT;
    if (wanted > longest) {
        wanted = longest;
        if (pass->asked > fitting(longest))
            pass->asked = fitting(longest);
    }
    pass->allocation = wanted;
}

static rsm_error request(struct pass *pass, size_t allocation, struct rsm_command_result *result)
{
    struct rsm_cdb cdb = rsm_smc_read_element_status(
        rsm_changer_element_type(pass->changer, pass->place), (uint16_t)pass->next,
        (uint16_t)pass->asked, pass->wishes, (uint32_t)allocation);
    rsm_error err = make_room(pass->changer, allocation);

    memset(result, 0, sizeof *result);
    if (err == ERROR_SUCCESS)
        err = send_request(pass->changer, &cdb, allocation, result, &pass->arrived);
    return err;
}

static rsm_error ask_length(struct pass *pass, size_t *exact_out, struct rsm_command_result *result)
{
    rsm_error err = request(pass, HEADER, result);
    const uint8_t *header = pass->changer->buffer;

    if (err == ERROR_SUCCESS)
        *exact_out = HEADER + ((size_t)header[5] << 16 | (size_t)header[6] << 8 | header[7]);
    return err;
}

/* For changers that take no allocation length but the exact one: ask how much, then for that; about fewer
 * elements where that is more than can be carried. */
static rsm_error request_exactly(struct pass *pass, struct rsm_command_result *result)
{
    size_t exact = 0;
    rsm_error err = ask_length(pass, &exact, result);

    while (err == ERROR_SUCCESS && pass->asked > 1 &&
           (exact > longest_carried(pass) || (exact & SHORT_REPORT) == 0)) {
        pass->asked = (pass->asked + 1) / 2;
        err = ask_length(pass, &exact, result);
    }
    if (err != ERROR_SUCCESS || exact == HEADER)
        return err;
    if (exact > longest_carried(pass))
        return tell_too_long(pass);
    pass->allocation = exact;
    return request(pass, exact, result);
}

static rsm_error request_as_learned(struct pass *pass, struct rsm_command_result *result)
{
    plan_request(pass);
    if (rsm_quirks_has(pass->changer->quirks, RSM_QUIRK_LENGTH_EXACT))
        return request_exactly(pass, result);
    return request(pass, pass->allocation, result);
}

static bool is_refused(rsm_error err, const struct rsm_command_result *result)
{
    return err != ERROR_SUCCESS && rsm_sense_classify(&result->sense) == RSM_SENSE_ILLEGAL;
}

/* Does it object to the length, or look at 16 bits of it and so at none? */
static bool minds_length(const struct pass *pass, rsm_error err,
                         const struct rsm_command_result *result)
{
    return pass->allocation > SHORT_REPORT && longest_carried(pass) >= SHORT_REPORT &&
           !rsm_quirks_has(pass->changer->quirks, RSM_QUIRK_LENGTH_EXACT) &&
           (is_refused(err, result) || err == ERROR_BAD_LENGTH);
}

/* The same elements, of which a short report tells the first. */
static rsm_error request_shortly(struct pass *pass, struct rsm_command_result *result)
{
    rsm_error err;

    pass->allocation = SHORT_REPORT;
    err = request(pass, SHORT_REPORT, result);
    if (err == ERROR_SUCCESS)
        (void)rsm_quirks_learn(pass->changer->quirks, RSM_QUIRK_LENGTH_16_BITS, 1);
    return err;
}

/* Fewer elements: if it tells of one, half as many each time until it takes that. */
static rsm_error request_fewer(struct pass *pass, struct rsm_command_result *result)
{
    struct rsm_quirks *quirks = pass->changer->quirks;
    uint32_t count = pass->asked;
    rsm_error err = ERROR_INVALID_FUNCTION;

    if (count < 2 || !rsm_quirks_learn(quirks, most_of(pass), 1))
        return err;
    err = request_as_learned(pass, result);
    if (err != ERROR_SUCCESS)
        return err;
    do {
        count /= 2;
        (void)rsm_quirks_learn(quirks, most_of(pass), count);
        err = request_as_learned(pass, result);
    } while (is_refused(err, result) && count > 1);
    if (err == ERROR_SUCCESS)
        rsm_log(RSM_LOG_INFO, "scsi", "%s: the changer tells of at most %u elements at once",
                pass->changer->device->link.name, (unsigned)count);
    return err;
}

/* What is remembered of this, but for what is pinned. */
static bool forget_limits(const struct pass *pass)
{
    struct rsm_quirks *quirks = pass->changer->quirks;
    bool was_short = rsm_quirks_learn(quirks, RSM_QUIRK_LENGTH_16_BITS, 0);
    bool was_exact = rsm_quirks_learn(quirks, RSM_QUIRK_LENGTH_EXACT, 0);
    bool was_few = rsm_quirks_learn(quirks, most_of(pass), 0);

    return was_short || was_exact || was_few;
}

/*
 * Find out what the changer objects to, cheapest first: the length, that it is not exact, the number of
 * elements; what is remembered may not be true any more.  What helped is remembered; what did not is forgotten.
 */
static rsm_error request_within_limits(struct pass *pass, struct rsm_command_result *result)
{
    struct rsm_changer *changer = pass->changer;
    struct rsm_quirks before = *changer->quirks;
    rsm_error err = request_as_learned(pass, result);

    if (is_refused(err, result) && forget_limits(pass))
        err = request_as_learned(pass, result);
    if (minds_length(pass, err, result))
        err = request_shortly(pass, result);
    if (is_refused(err, result) && rsm_quirks_learn(changer->quirks, RSM_QUIRK_LENGTH_EXACT, 1))
        err = request_as_learned(pass, result);
    if (is_refused(err, result)) {
        *changer->quirks = before;
        err = request_fewer(pass, result);
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
static void note_no_tags(const struct pass *pass)
{
    struct rsm_changer *changer = pass->changer;

    if (pass->place != RSM_PLACE_SLOT) {
        changer->no_tags[pass->place] = true;
        return;
    }
    (void)rsm_quirks_learn(changer->quirks, RSM_QUIRK_NO_TAGS, 1);
    rsm_log(RSM_LOG_INFO, "scsi", "%s: the changer does not tell bar codes",
            changer->device->link.name);
}

/* The next part of the report, into changer->buffer. */
static rsm_error ask(struct pass *pass, struct rsm_command_result *result)
{
    struct rsm_changer *changer = pass->changer;
    rsm_error err = initialize_first(changer);

    memset(result, 0, sizeof *result);
    if (err == ERROR_SUCCESS || err == ERROR_NOT_SUPPORTED)
        err = request_within_limits(pass, result);
    changer->uninitialized =
        rsm_sense_classify(&result->sense) == RSM_SENSE_NEEDS_INITIALIZE && !changer->initialized;
    if (changer->uninitialized && changer->device->link.deadline == 0) {
        rsm_log(RSM_LOG_INFO, "scsi",
                "%s: the changer must look into its slots first; this can take long",
                changer->device->link.name);
        changer->uninitialized = false;
        err = rsm_changer_initialize(changer);
        if (err == ERROR_SUCCESS)
            err = request_within_limits(pass, result);
    }
    if (is_refused(err, result) && (pass->wishes & RSM_SMC_TAGS) != 0) {
        pass->wishes &= ~(unsigned)RSM_SMC_TAGS;
        err = request_within_limits(pass, result);
        if (err == ERROR_SUCCESS)
            note_no_tags(pass);
    }
    return err;
}

/* ---- listening ---- */

static bool is_seen(const struct pass *pass, uint32_t address)
{
    return (pass->seen[address / 8] & 1u << address % 8) != 0;
}

/*
 * Part of an element is enough when the changer ended there by itself and would do so again: then it is the
 * first of this report, asked for once more.
 */
static bool is_enough(const struct pass *pass, const struct rsm_smc_element *element)
{
    bool all_told =
        (pass->wishes & RSM_SMC_IDENTIFIERS) != 0
            ? element->identifier_present && !element->identifier.truncated
            : !element->full || element->tag_present || (pass->wishes & RSM_SMC_TAGS) == 0;

    if (!element->status_valid)
        return false;
    return !element->cut || all_told || (pass->fresh == 0 && pass->arrived < pass->allocation);
}

static rsm_error hear(void *context, const struct rsm_smc_element *element)
{
    struct pass *pass = context;

    if (element->address < pass->next || element->address >= pass->end ||
        is_seen(pass, element->address) || !is_enough(pass, element))
        return ERROR_SUCCESS;
    pass->seen[element->address / 8] |= (uint8_t)(1u << element->address % 8);
    pass->fresh++;
    return pass->take(pass, element);
}

static rsm_error parse(struct pass *pass, const uint8_t *bytes, struct rsm_smc_report *report)
{
    rsm_error err;

    pass->fresh = 0;
    err = rsm_smc_parse_element_status(bytes, pass->arrived,
                                       rsm_changer_element_type(pass->changer, pass->place), hear,
                                       pass, report);
    if (report->reason != NULL)
        rsm_log(RSM_LOG_ERROR, "scsi",
                "%s: element status cannot be understood: %s, at byte %zu of %zu",
                pass->changer->device->link.name, report->reason, report->position, pass->arrived);
    return err;
}

/* It sent less than it was allowed to, and nothing new. */
static bool give_way(struct pass *pass, const struct rsm_smc_report *report)
{
    if (pass->allocation > SHORT_REPORT &&
        rsm_quirks_learn(pass->changer->quirks, RSM_QUIRK_LENGTH_16_BITS, 1))
        return true;
    if (report->seen > 0 || report->announced > 0)
        return false;
    pass->next += pass->asked; /* it has nothing there, and a wrong count */
    return true;
}

/* Not even one element fitted. */
static bool ask_for_more(struct pass *pass, const struct rsm_smc_report *report)
{
    size_t limit = longest_report(pass);

    if (pass->allocation >= limit || pass->grown >= limit)
        return false;
    if (pass->grown < pass->allocation)
        pass->grown = pass->allocation;
    pass->grown *= 2;
    if (pass->grown < report->promised)
        pass->grown = report->promised;
    return true;
}

/* Move on to what has not been heard of; false when that leads nowhere. */
static bool advance(struct pass *pass, const struct rsm_smc_report *report)
{
    bool complete = !report->cut && report->promised <= pass->arrived;
    uint32_t asked_end = pass->next + pass->asked;

    while (pass->next < pass->end && is_seen(pass, pass->next))
        pass->next++;
    if (complete && pass->next < asked_end)
        pass->next = asked_end; /* what the changer left out, it does not have */
    if (complete || pass->fresh > 0)
        return true;
    return pass->arrived < pass->allocation ? give_way(pass, report) : ask_for_more(pass, report);
}

/* It leads nowhere. */
static rsm_error give_up(const struct pass *pass)
{
    bool by_changer = longest_carried(pass) >= SHORT_REPORT &&
                      rsm_quirks_has(pass->changer->quirks, RSM_QUIRK_LENGTH_16_BITS);

    if (longest_carried(pass) < LONGEST_REPORT && !by_changer &&
        pass->arrived == pass->allocation && pass->allocation == longest_report(pass))
        return tell_too_long(pass);
    (void)rsm_quirks_learn(pass->changer->quirks, RSM_QUIRK_LENGTH_16_BITS, 0); /* no help */
    rsm_log(RSM_LOG_ERROR, "scsi",
            "%s: element status ends before element %u, however much is asked for",
            pass->changer->device->link.name, (unsigned)pass->next);
    return ERROR_INVALID_DATA;
}

static void tell_failure(const struct pass *pass, const struct rsm_command_result *result,
                         rsm_error err)
{
    char words[RSM_SENSE_TEXT_MAX];

    rsm_log(RSM_LOG_WARNING, "scsi", "%s: what is in the changer is not to be had: %s [%s]",
            pass->changer->device->link.name,
            result->status != RSM_STATUS_GOOD ? rsm_command_answer(result, words, sizeof words)
                                              : rsm_error_text(err),
            rsm_error_name(err));
}

static struct rsm_changer_report report_of(const struct pass *pass)
{
    return (struct rsm_changer_report){.bytes = pass->changer->buffer,
                                       .length = pass->arrived,
                                       .allocation = pass->allocation,
                                       .first = pass->next,
                                       .asked = pass->asked,
                                       .end = pass->end,
                                       .wishes = pass->wishes};
}

/* With the report in the buffer. */
static rsm_error listen_to_report(struct pass *pass)
{
    struct rsm_smc_report report;
    rsm_error err = parse(pass, pass->changer->buffer, &report);

    return err == ERROR_SUCCESS && !advance(pass, &report) ? give_up(pass) : err;
}

/* The first report is compared with the one that was kept, and kept if nothing follows it. */
static rsm_error run(struct pass *pass)
{
    bool begins = pass->kept != NULL;

    while (pass->next < pass->end) {
        struct rsm_command_result result;
        struct rsm_changer_report now;
        rsm_error err = ask(pass, &result);

        if (err != ERROR_SUCCESS) {
            tell_failure(pass, &result, err);
            return err;
        }
        now = report_of(pass);
        pass->same = begins && rsm_changer_kept_equal(pass->kept, &now);
        if (pass->same)
            break;
        err = listen_to_report(pass);
        if (err != ERROR_SUCCESS)
            return err;
        pass->whole = begins && pass->next >= pass->end;
        if (pass->whole)
            rsm_changer_kept_set(pass->kept, &now);
        begins = false;
    }
    return ERROR_SUCCESS;
}

/* ---- what callers get ---- */

static void translate(const struct pass *pass, const struct rsm_smc_element *from,
                      struct rsm_changer_element *to)
{
    memset(to, 0, sizeof *to);
    to->place = pass->place;
    to->address = from->address;
    to->full = from->full;
    to->accessible = from->access;
    to->exception = from->except;
    to->hidden = rsm_smc_is_ghost(from);
    to->by_operator = from->put_by_person;
    to->cleaning = from->medium_type == 2;
    to->asc = from->asc;
    to->ascq = from->ascq;
    to->has_source = from->source_valid;
    to->source = from->source;
    to->on_other_bus = from->other_bus;
    to->has_bus_id = from->bus_address_valid;
    to->bus_id = from->bus_address_valid ? from->bus_address : 0;
    to->has_lun = from->lun_valid;
    to->lun = from->lun_valid ? from->lun : 0;
    to->tag_known = from->tag_present && from->tag_readable;
    if (to->tag_known)
        memcpy(to->tag, from->tag, sizeof to->tag);
}

static rsm_error take_element(struct pass *pass, const struct rsm_smc_element *element)
{
    struct rsm_changer_element told;

    translate(pass, element, &told);
    return pass->each(pass->context, &told);
}

static rsm_error take_identity(struct pass *pass, const struct rsm_smc_element *element)
{
    struct rsm_changer_drive_identity told;
    struct rsm_spc_identity identity;

    if (!element->identifier_present || element->identifier.length == 0 ||
        element->identifier.length > sizeof told.designator)
        return ERROR_SUCCESS;
    memset(&told, 0, sizeof told);
    rsm_spc_split_identity(&element->identifier, &identity);
    told.address = element->address;
    told.complete = !element->identifier.truncated;
    memcpy(told.vendor, identity.vendor, sizeof told.vendor);
    memcpy(told.product, identity.product, sizeof told.product);
    memcpy(told.serial, identity.serial, sizeof told.serial);
    told.code_set = element->identifier.code_set;
    told.designator_type = element->identifier.type;
    memcpy(told.designator, element->identifier.bytes, element->identifier.length);
    told.designator_length = element->identifier.length;
    return pass->each_identity(pass->context, &told);
}

static unsigned wishes_of(const struct rsm_changer *changer, enum rsm_place place)
{
    return changer->no_tags[place] || rsm_quirks_has(changer->quirks, RSM_QUIRK_NO_TAGS)
               ? 0
               : RSM_SMC_TAGS;
}

typedef rsm_error hearer(void *context, const struct rsm_changer_element *element);

static struct pass pass_over(struct rsm_changer *changer, enum rsm_place place, uint32_t first,
                             uint32_t count, hearer *each, void *context)
{
    return (struct pass){.changer = changer,
                         .place = place,
                         .wishes = wishes_of(changer, place),
                         .next = first,
                         .end = first + count,
                         .take = take_element,
                         .each = each,
                         .context = context};
}

rsm_error rsm_changer_scan(struct rsm_changer *changer, enum rsm_place place, hearer *each,
                           void *context)
{
    struct pass pass;
    rsm_error err;

    if (place < RSM_PLACE_ARM || place > RSM_PLACE_DRIVE)
        return ERROR_INVALID_PARAMETER;
    pass = pass_over(changer, place, changer->places[place].first, changer->places[place].count,
                     each, context);
    err = run(&pass);
    give_room_back(changer);
    return err;
}

rsm_error rsm_changer_scan_again(struct rsm_changer *changer, enum rsm_place place, hearer *each,
                                 void *context, bool *same_out)
{
    const struct rsm_changer_range *range = &changer->places[place];
    struct rsm_changer_report *kept = &changer->kept[place];
    bool was_none = range->count == 0 && kept->length == 0;
    struct pass pass = pass_over(changer, place, range->first, range->count, each, context);
    rsm_error err;

    pass.kept = kept;
    err = run(&pass);
    give_room_back(changer);
    *same_out = err == ERROR_SUCCESS && (pass.same || was_none);
    if (!*same_out && (err != ERROR_SUCCESS || !pass.whole))
        kept->length = 0;
    return err;
}

rsm_error rsm_changer_retell(struct rsm_changer *changer, enum rsm_place place, hearer *each,
                             void *context)
{
    const struct rsm_changer_report *kept = &changer->kept[place];
    struct pass pass =
        pass_over(changer, place, kept->first, kept->end - kept->first, each, context);
    struct rsm_smc_report report;

    pass.wishes = kept->wishes;
    pass.allocation = kept->allocation;
    pass.arrived = kept->length;
    return kept->length > 0 ? parse(&pass, kept->bytes, &report) : ERROR_SUCCESS;
}

rsm_error rsm_changer_scan_drive_identities(
    struct rsm_changer *changer,
    rsm_error (*each)(void *context, const struct rsm_changer_drive_identity *identity),
    void *context)
{
    const struct rsm_changer_range *drives = &changer->places[RSM_PLACE_DRIVE];
    struct pass pass = {.changer = changer,
                        .place = RSM_PLACE_DRIVE,
                        .wishes = RSM_SMC_IDENTIFIERS,
                        .next = drives->first,
                        .end = (uint32_t)drives->first + drives->count,
                        .take = take_identity,
                        .each_identity = each,
                        .context = context};
    rsm_error err = ERROR_SUCCESS;

    if (!rsm_quirks_has(changer->quirks, RSM_QUIRK_NO_IDENTITIES))
        err = run(&pass);
    if (err == ERROR_INVALID_FUNCTION) {
        (void)rsm_quirks_learn(changer->quirks, RSM_QUIRK_NO_IDENTITIES, 1);
        rsm_log(RSM_LOG_INFO, "scsi", "%s: the changer does not tell which drive is where",
                changer->device->link.name);
        err = ERROR_SUCCESS;
    }
    return err;
}

struct search {
    bool found;
    struct rsm_changer_element *element_out;
};

static rsm_error remember(void *context, const struct rsm_changer_element *element)
{
    struct search *search = context;

    search->found = true;
    *search->element_out = *element;
    return ERROR_SUCCESS;
}

rsm_error rsm_changer_get_element(struct rsm_changer *changer, enum rsm_place place,
                                  uint16_t address, struct rsm_changer_element *element_out)
{
    struct rsm_changer_element element;
    struct search search = {.element_out = &element};
    const struct rsm_changer_range *range;
    struct pass pass;
    rsm_error err;

    if (place < RSM_PLACE_ARM || place > RSM_PLACE_DRIVE)
        return ERROR_INVALID_PARAMETER;
    range = &changer->places[place];
    if (address < range->first || address - range->first >= range->count)
        return ERROR_ILLEGAL_ELEMENT_ADDRESS;
    pass = pass_over(changer, place, address, 1, remember, &search);
    err = run(&pass);
    if (err == ERROR_SUCCESS && !search.found)
        err = ERROR_INVALID_DATA;
    if (err == ERROR_SUCCESS)
        *element_out = element;
    return err;
}
