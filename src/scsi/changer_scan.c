/*
 * What is where: READ ELEMENT STATUS (SMC-3) for one kind of place at a time.
 *
 * Changers differ widely here.  They send fewer elements than asked for, or more, and cut the last one short.  So a
 * pass believes only what arrived, and goes on where that ended; what it asks for is changer_question.h's.
 */
#include "scsi/changer.h"

#include "platform/log.h"
#include "scsi/changer_kept.h"
#include "scsi/changer_question.h"
#include "scsi/spc.h"

#include <string.h>

enum { ADDRESSES = 0x10000 };

/* One walk over the places of a kind. */
struct pass {
    struct rsm_changer_question question;
    size_t fresh;   /* elements of the last report that were new */
    bool is_hollow; /* it has elements of nothing but zeros: announced, and never sent */
    uint8_t seen[ADDRESSES / 8];
    struct rsm_changer_report *kept; /* what it said last time, to compare with; NULL = no matter */
    bool same;                       /* it said so again: nothing was told */
    bool whole;                      /* it said all in one report */

    rsm_error (*take)(struct pass *pass, const struct rsm_smc_element *element);
    rsm_error (*each)(void *context, const struct rsm_changer_element *element);
    rsm_error (*each_identity)(void *context, const struct rsm_changer_drive_identity *identity);
    void *context;
};

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
        (pass->question.wishes & RSM_SMC_IDENTIFIERS) != 0
            ? element->identifier_present && !element->identifier.truncated
            : !element->full || element->tag_present || (pass->question.wishes & RSM_SMC_TAGS) == 0;

    if (!element->status_valid)
        return false;
    return !element->cut || all_told ||
           (pass->fresh == 0 && pass->question.arrived < pass->question.allocation);
}

/* Zeros are where bytes stayed out that were counted as sent; an element of this address was not asked for. */
static bool is_hollow(const struct pass *pass, const struct rsm_smc_element *element)
{
    return element->address == 0 && pass->question.next > 0 && !element->full && !element->access &&
           !element->except && !element->source_valid && !element->tag_present &&
           element->medium_type == 0;
}

static rsm_error hear(void *context, const struct rsm_smc_element *element)
{
    struct pass *pass = context;

    pass->is_hollow = pass->is_hollow || is_hollow(pass, element);
    if (element->address < pass->question.next || element->address >= pass->question.end ||
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
    pass->is_hollow = false;
    err = rsm_smc_parse_element_status(
        bytes, pass->question.arrived,
        rsm_changer_element_type(pass->question.changer, pass->question.place), hear, pass, report);
    if (report->reason != NULL)
        rsm_log(RSM_LOG_ERROR, "scsi",
                "%s: element status cannot be understood: %s, at byte %zu of %zu",
                pass->question.changer->device->link.name, report->reason, report->position,
                pass->question.arrived);
    return err;
}

/* It sent less than it was allowed to, and nothing new. */
static bool give_way(struct pass *pass, const struct rsm_smc_report *report)
{
    if (rsm_changer_question_shorten(&pass->question))
        return true;
    if (report->seen > 0 || report->announced > 0)
        return false;
    pass->question.next += pass->question.asked; /* it has nothing there, and a wrong count */
    return true;
}

/* Move on to what has not been heard of; false when that leads nowhere. */
static bool advance(struct pass *pass, const struct rsm_smc_report *report)
{
    bool complete = !report->cut && report->promised <= pass->question.arrived &&
                    (!pass->is_hollow || pass->fresh == 0);
    uint32_t asked_end = pass->question.next + pass->question.asked;

    while (pass->question.next < pass->question.end && is_seen(pass, pass->question.next))
        pass->question.next++;
    if (complete && pass->question.next < asked_end)
        pass->question.next = asked_end; /* what the changer left out, it does not have */
    if (complete || pass->fresh > 0)
        return true;
    return pass->question.arrived < pass->question.allocation
               ? give_way(pass, report)
               : rsm_changer_question_grow(&pass->question, report->promised);
}

static void tell_failure(const struct pass *pass, const struct rsm_command_result *result,
                         rsm_error err)
{
    char words[RSM_SENSE_TEXT_MAX];

    rsm_log(RSM_LOG_WARNING, "scsi", "%s: what is in the changer is not to be had: %s [%s]",
            pass->question.changer->device->link.name,
            result->status != RSM_STATUS_GOOD ? rsm_command_answer(result, words, sizeof words)
                                              : rsm_error_text(err),
            rsm_error_name(err));
}

static struct rsm_changer_report report_of(const struct pass *pass)
{
    return (struct rsm_changer_report){.bytes = pass->question.changer->buffer,
                                       .length = pass->question.arrived,
                                       .allocation = pass->question.allocation,
                                       .first = pass->question.next,
                                       .asked = pass->question.asked,
                                       .end = pass->question.end,
                                       .wishes = pass->question.wishes};
}

/* With the report in the buffer. */
static rsm_error listen_to_report(struct pass *pass)
{
    struct rsm_smc_report report;
    rsm_error err = parse(pass, pass->question.changer->buffer, &report);

    return err == ERROR_SUCCESS && !advance(pass, &report)
               ? rsm_changer_question_give_up(&pass->question)
               : err;
}

/* The first report is compared with the one that was kept, and kept if nothing follows it. */
static rsm_error run(struct pass *pass)
{
    bool begins = pass->kept != NULL;

    while (pass->question.next < pass->question.end) {
        struct rsm_command_result result;
        struct rsm_changer_report now;
        rsm_error err = rsm_changer_question_ask(&pass->question, &result);

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
        pass->whole = begins && pass->question.next >= pass->question.end;
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
    to->place = pass->question.place;
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
    return (struct pass){.question = {.changer = changer,
                                      .place = place,
                                      .wishes = wishes_of(changer, place),
                                      .next = first,
                                      .end = first + count},
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
    rsm_changer_question_end(changer);
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
    rsm_changer_question_end(changer);
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

    pass.question.wishes = kept->wishes;
    pass.question.allocation = kept->allocation;
    pass.question.arrived = kept->length;
    return kept->length > 0 ? parse(&pass, kept->bytes, &report) : ERROR_SUCCESS;
}

rsm_error rsm_changer_scan_drive_identities(
    struct rsm_changer *changer,
    rsm_error (*each)(void *context, const struct rsm_changer_drive_identity *identity),
    void *context)
{
    const struct rsm_changer_range *drives = &changer->places[RSM_PLACE_DRIVE];
    struct pass pass = {.question = {.changer = changer,
                                     .place = RSM_PLACE_DRIVE,
                                     .wishes = RSM_SMC_IDENTIFIERS,
                                     .next = drives->first,
                                     .end = (uint32_t)drives->first + drives->count},
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
