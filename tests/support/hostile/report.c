/*
 * READ ELEMENT STATUS (SMC-3): which elements, in which order, in which pages; descriptor.c writes each of them.
 *
 * A report that was made is kept, whole, until something in the library changes: asking again costs a copy.
 */
#include "support/hostile/bytes.h"
#include "support/hostile/call.h"
#include "support/hostile/descriptor.h"

#include <stdlib.h>
#include <string.h>

enum { HEADER = 8, KEPT = 16, SIXTEEN_BITS = 0xFFFF, TWENTY_FOUR_BITS = 0xFFFFFF };

/* A page in a report: where it begins, and how long each of its descriptors is. */
struct page {
    size_t at, step, count;
};

struct hostile_cached {
    uint64_t version;
    uint8_t key[8]; /* what of the CDB matters */
    bool used;
    uint64_t turn;
    uint8_t *bytes;
    size_t length, room;
    struct page *pages;
    size_t page_count;
    uint32_t elements, first;
};

/* ---- which elements ---- */

static const struct hostile_element *nth(const struct hostile_target *target, size_t at)
{
    static const enum hostile_kind mixed[] = {HOSTILE_DRIVE, HOSTILE_SLOT, HOSTILE_PORT,
                                              HOSTILE_ARM};
    size_t i;

    if (target->reporting.down)
        at = target->element_count - 1 - at;
    if (!target->reporting.mixed)
        return &target->elements[at];
    for (i = 0; i < 3 && at >= target->places[mixed[i]].count; i++)
        at -= target->places[mixed[i]].count;
    return &target->elements[target->places[mixed[i]].index[at]];
}

static bool is_wanted(const struct hostile_target *target, const uint8_t *cdb,
                      const struct hostile_element *element)
{
    unsigned type = cdb[1] & 0x0F;

    return (type == HOSTILE_ALL || type == element->kind || target->reporting.ignores_type) &&
           (element->address >= get16(cdb + 2) || target->reporting.ignores_start) &&
           !element->missing;
}

static const struct hostile_element **choose(const struct hostile_target *target,
                                             const uint8_t *cdb, size_t *count_out)
{
    const struct hostile_reporting *reporting = &target->reporting;
    const struct hostile_element **chosen = malloc((target->element_count + 1) * sizeof *chosen);
    size_t most = reporting->ignores_count ? HOSTILE_ELEMENTS_MAX : get16(cdb + 4);
    size_t i;

    *count_out = 0;
    if (reporting->at_most != 0 && most > reporting->at_most)
        most = reporting->at_most;
    for (i = 0; chosen != NULL && i < target->element_count && *count_out < most; i++) {
        const struct hostile_element *element = nth(target, i);

        if (is_wanted(target, cdb, element))
            chosen[(*count_out)++] = element;
    }
    return chosen;
}

/* ---- pages ---- */

static uint32_t lie(const struct hostile_lie *lie, uint32_t truth, size_t sent)
{
    switch (lie->how) {
    case HOSTILE_LIE_NUMBER:
        return lie->number;
    case HOSTILE_LIE_LESS:
        return truth > lie->number ? truth - lie->number : 0;
    case HOSTILE_LIE_MORE:
        return truth + lie->number;
    case HOSTILE_LIE_LOW16:
        return truth & SIXTEEN_BITS;
    case HOSTILE_LIE_SENT:
        return (uint32_t)(sent > HEADER ? sent - HEADER : 0);
    default:
        return truth;
    }
}

/* Descriptors of one kind, one behind the other. */
static size_t run_length(const struct hostile_target *target,
                         const struct hostile_element **elements, size_t count)
{
    size_t most = target->reporting.split;
    size_t length = 1;

    while (length < count && elements[length]->kind == elements[0]->kind &&
           (most == 0 || length < most))
        length++;
    return length;
}

/* Room for one page more; the bytes in it are zero. */
static bool make_room(struct hostile_cached *report, size_t more)
{
    size_t room = report->room == 0 ? 4096 : report->room;
    uint8_t *larger;
    struct page *pages;

    while (room < report->length + more)
        room *= 2;
    larger = room > HOSTILE_DATA_MAX ? NULL : realloc(report->bytes, room);
    if (larger == NULL)
        return false;
    report->bytes = larger;
    report->room = room;
    memset(report->bytes + report->length, 0, more);
    pages = realloc(report->pages, (report->page_count + 1) * sizeof *pages);
    if (pages == NULL)
        return false;
    report->pages = pages;
    return true;
}

static bool add_page(const struct hostile_target *target, const struct hostile_wish *wish,
                     struct hostile_cached *report, enum hostile_kind kind,
                     const struct hostile_element **elements, size_t count)
{
    struct hostile_shape shape;
    struct page *page;
    uint8_t *at;
    size_t i;

    hostile_descriptor_shape(target, wish, kind, &shape);
    if (report->page_count > 0 && target->reporting.overlap < report->length - HEADER)
        report->length -= target->reporting.overlap;
    if (!make_room(report, HEADER + count * shape.step))
        return false;
    page = &report->pages[report->page_count++];
    *page = (struct page){report->length, shape.step, count};
    at = report->bytes + report->length;
    at[0] = (uint8_t)lie(&target->reporting.page_type, kind, 0);
    at[1] = (uint8_t)((shape.tags ? 0x80 : 0) | (shape.alternate_flag ? 0x40 : 0));
    put16(at + 2, shape.announced);
    put24(at + 5, lie(&target->reporting.page_bytes, (uint32_t)(count * shape.step), 0));
    for (i = 0; i < count; i++)
        hostile_descriptor_write(target, &shape, elements[i], at + HEADER + i * shape.step);
    report->length += HEADER + count * shape.step;
    return true;
}

static bool fill(const struct hostile_target *target, const struct hostile_wish *wish,
                 struct hostile_cached *report, const struct hostile_element **elements,
                 size_t count, unsigned type)
{
    size_t done = 0;

    if (!make_room(report, HEADER))
        return false;
    report->length = HEADER;
    report->elements = (uint32_t)count;
    report->first = count == 0 ? 0 : elements[0]->address;
    while (done < count) {
        size_t run = run_length(target, elements + done, count - done);

        if (!add_page(target, wish, report, (enum hostile_kind)elements[done]->kind,
                      elements + done, run))
            return false;
        if (elements[done]->address < report->first)
            report->first = elements[done]->address;
        done += run;
    }
    if (count > 0 && elements[count - 1]->address < report->first)
        report->first = elements[count - 1]->address;
    if (count == 0 && target->reporting.empty_page && type != HOSTILE_ALL && type < HOSTILE_KINDS)
        return add_page(target, wish, report, (enum hostile_kind)type, elements, 0);
    return true;
}

/* ---- reports that are kept ---- */

void hostile_report_forget(struct hostile_target *target)
{
    size_t i;

    for (i = 0; target->reports != NULL && i < KEPT; i++) {
        free(target->reports[i].bytes);
        free(target->reports[i].pages);
    }
    free(target->reports);
    target->reports = NULL;
}

/* The one that is kept, or the place for a new one. */
static struct hostile_cached *find_kept(struct hostile_target *target, const uint8_t *key)
{
    struct hostile_cached *oldest = &target->reports[0];
    size_t i;

    for (i = 0; i < KEPT; i++) {
        struct hostile_cached *report = &target->reports[i];

        if (report->used && report->version == target->version &&
            memcmp(report->key, key, sizeof report->key) == 0)
            return report;
        if (report->turn < oldest->turn)
            oldest = report;
    }
    oldest->used = false;
    oldest->length = 0;
    oldest->page_count = 0;
    return oldest;
}

static struct hostile_cached *get_report(struct hostile_target *target, const uint8_t *cdb)
{
    uint8_t key[8] = {cdb[1] & 0x1F, cdb[2], cdb[3], cdb[4], cdb[5], cdb[6] & 1};
    struct hostile_wish wish = {(cdb[1] & 0x10) != 0, (cdb[6] & 1) != 0};
    const struct hostile_element **elements;
    struct hostile_cached *report;
    size_t count;
    static uint64_t turn;

    if (target->reports == NULL)
        target->reports = calloc(KEPT, sizeof *target->reports);
    if (target->reports == NULL)
        return NULL;
    report = find_kept(target, key);
    report->turn = ++turn;
    if (report->used)
        return report;
    elements = choose(target, cdb, &count);
    report->used = elements != NULL && fill(target, &wish, report, elements, count, cdb[1] & 0x0F);
    free(elements);
    memcpy(report->key, key, sizeof key);
    report->version = target->version;
    return report->used ? report : NULL;
}

/* ---- the command ---- */

static bool is_about(const uint8_t *cdb, enum hostile_kind kind)
{
    unsigned type = cdb[1] & 0x0F;

    return type == HOSTILE_ALL || type == kind;
}

/* Something that is asked for and not to be had; the byte of the CDB, 0 when there is nothing. */
static uint16_t find_refused(const struct hostile_target *target, const uint8_t *cdb)
{
    bool tags = (cdb[1] & 0x10) != 0, dvcid = (cdb[6] & 1) != 0;
    int kind;

    if ((cdb[1] & 0x0F) >= HOSTILE_KINDS)
        return 1;
    if (dvcid && (cdb[1] & 0x0F) == HOSTILE_ALL && target->reporting.dvcid_refused)
        return 6;
    for (kind = HOSTILE_ARM; kind < HOSTILE_KINDS; kind++) {
        const struct hostile_telling *telling = &target->telling[kind];

        if (!is_about(cdb, (enum hostile_kind)kind))
            continue;
        if (tags && telling->tags == HOSTILE_TAGS_REFUSED)
            return 1;
        if (dvcid && (telling->dvcid == HOSTILE_DVCID_REFUSED ||
                      (tags && telling->with_tags == HOSTILE_WITH_TAGS_REFUSED)))
            return 6;
    }
    return 0;
}

/* True when the length of the answer is objected to. */
static bool is_length_refused(const struct hostile_call *call, uint32_t allocation, size_t whole)
{
    const struct hostile_reporting *reporting = &call->target->reporting;

    return (reporting->exact && allocation != HEADER && allocation != whole) ||
           (reporting->most_allocation != 0 && allocation > reporting->most_allocation) ||
           (reporting->within_expected && allocation > call->task->expected);
}

/* Where a report ends that may have so many bytes: behind a whole descriptor. */
static size_t cut(const struct hostile_cached *report, size_t most)
{
    size_t i;

    if (most >= report->length || most < HEADER)
        return most;
    for (i = 0; i < report->page_count; i++) {
        const struct page *page = &report->pages[i];
        size_t fits;

        if (page->at + HEADER > most)
            return page->at;
        fits = page->step == 0 ? page->count : (most - page->at - HEADER) / page->step;
        if (fits < page->count)
            return page->at + HEADER + fits * page->step;
    }
    return most;
}

static void send(struct hostile_call *call, const struct hostile_cached *report)
{
    const struct hostile_reporting *reporting = &call->target->reporting;
    size_t most = get24(call->cdb + 7);
    uint8_t *header;
    size_t sent;

    if (reporting->ignores_allocation)
        most = TWENTY_FOUR_BITS;
    if (reporting->low16)
        most &= SIXTEEN_BITS;
    if (!reporting->cut_anywhere && reporting->overlap == 0)
        most = cut(report, most);
    hostile_call_answer(call, report->bytes, report->length, most);
    header = call->verdict->data;
    sent = call->verdict->data_length;
    if (header == NULL || sent < HEADER)
        return;
    put16(header, lie(&reporting->first, report->first, 0));
    put16(header + 2, lie(&reporting->count, report->elements, 0));
    put24(header + 5, lie(&reporting->report_bytes, (uint32_t)(report->length - HEADER), sent));
}

/* Drives whose ACCESS bit lags come one report nearer. */
static void catch_up(struct hostile_target *target)
{
    size_t i;

    for (i = 0; i < target->drive_count; i++) {
        if (target->drives[i].lag == 0)
            continue;
        target->drives[i].lag--;
        hostile_library_touch(target);
    }
}

void hostile_report_read(struct hostile_call *call)
{
    struct hostile_target *target = call->target;
    unsigned type = call->cdb[1] & 0x0F;
    struct hostile_cached *report;
    uint16_t refused = find_refused(target, call->cdb);

    if (target->features.initialize_first && !target->initialized) {
        hostile_call_fail(call, 2, 0x04, 0x02);
    } else if (refused != 0) {
        hostile_call_refuse(call, refused);
    } else if (target->reporting.refuses_over != 0 &&
               get16(call->cdb + 4) > target->reporting.refuses_over) {
        hostile_call_refuse(call, 4);
    } else if (target->reporting.empty_refused && type != HOSTILE_ALL &&
               target->places[type].count == 0) {
        hostile_call_fail(call, 5, 0x21, 0x01);
    } else if ((report = get_report(target, call->cdb)) == NULL) {
        hostile_call_fail(call, 4, 0x44, 0x00);
    } else if (is_length_refused(call, get24(call->cdb + 7), report->length)) {
        hostile_call_refuse(call, 7);
    } else {
        send(call, report);
        if (type == HOSTILE_ALL || type == HOSTILE_DRIVE)
            catch_up(target);
    }
}
