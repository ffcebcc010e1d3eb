/*
 * Names and device interfaces of Windows, matched.  Numbers of names are those that drivers give
 * (STORAGE_DEVICE_NUMBER) unless an administrator asked for names of tape drives that persist.
 */
#include "scsi/spti_match.h"

#include "platform/text.h"

#include <stdlib.h>
#include <string.h>

/* ---- names ---- */

static bool read_word(const char **text, const char *word)
{
    const char *at = *text;

    for (; *word != '\0'; at++, word++)
        if ((*at | 0x20) != *word)
            return false;
    *text = at;
    return true;
}

static bool read_number(const char **text, uint32_t *number_out)
{
    const char *at = *text;
    uint32_t number = 0;

    for (; *at >= '0' && *at <= '9'; at++) {
        uint32_t digit = (uint32_t)(*at - '0');

        if (number > (UINT32_MAX - digit) / 10)
            return false;
        number = number * 10 + digit;
    }
    if (at == *text)
        return false;
    *text = at;
    *number_out = number;
    return true;
}

bool rsm_spti_parse_name(const char *name, enum rsm_spti_kind *kind_out, uint32_t *number_out)
{
    enum rsm_spti_kind kind;
    uint32_t number;

    if (read_word(&name, "changer"))
        kind = RSM_SPTI_CHANGER;
    else if (read_word(&name, "tape"))
        kind = RSM_SPTI_TAPE;
    else if (read_word(&name, "scsi"))
        kind = RSM_SPTI_ADAPTER;
    else
        return false;
    if (!read_number(&name, &number) || strcmp(name, kind == RSM_SPTI_ADAPTER ? ":" : "") != 0 ||
        (kind == RSM_SPTI_ADAPTER && number > UINT16_MAX))
        return false;
    *kind_out = kind;
    *number_out = number;
    return true;
}

static int compare(const void *left, const void *right)
{
    const struct rsm_spti_entry *a = left;
    const struct rsm_spti_entry *b = right;

    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->is_name != b->is_name)
        return a->is_name ? -1 : 1;
    if (a->number != b->number)
        return a->number < b->number ? -1 : 1;
    return strcmp(a->address, b->address);
}

void rsm_spti_sort(struct rsm_spti_entry *entries, size_t count)
{
    if (count > 0)
        qsort(entries, count, sizeof *entries, compare);
}

/* ---- what is known ---- */

static bool is_known(const struct rsm_spti_entry *entry)
{
    return entry->has_device_number || entry->has_scsi_address;
}

static bool is_same_scsi_address(const struct rsm_spti_entry *a, const struct rsm_spti_entry *b)
{
    const struct rsm_adapter_address *one = &a->scsi_address;
    const struct rsm_adapter_address *two = &b->scsi_address;

    return a->has_scsi_address && b->has_scsi_address && one->port == two->port &&
           one->bus == two->bus && one->target == two->target && one->lun == two->lun;
}

static bool is_same_object(const struct rsm_spti_entry *a, const struct rsm_spti_entry *b)
{
    return a->object[0] != '\0' && rsm_text_same_word(a->object, b->object);
}

static bool is_same_answer(const struct rsm_spti_entry *a, const struct rsm_spti_entry *b)
{
    if (a->has_device_number && b->has_device_number)
        return a->device_type == b->device_type && a->device_number == b->device_number;
    return is_same_scsi_address(a, b);
}

/* For a name that tells nothing: its number is what the driver of its device gives. */
static bool is_same_number(const struct rsm_spti_entry *a, const struct rsm_spti_entry *b)
{
    return a->is_name && !b->is_name && a->state != RSM_SPTI_NOT_ASKED && !is_known(a) &&
           b->has_device_number && b->device_number == a->number;
}

/* ---- which are the same ---- */

struct matching {
    struct rsm_spti_entry *entries;
    size_t count;
};

static bool stands(const struct matching *m, size_t index)
{
    return m->entries[index].same_as == index;
}

size_t rsm_spti_interface_of(const struct rsm_spti_entry *entries, size_t count, size_t index)
{
    for (size_t i = 0; i < count; i++)
        if (!entries[i].is_name && entries[i].same_as != SIZE_MAX &&
            entries[i].same_as == entries[index].same_as)
            return i;
    return SIZE_MAX;
}

/* It stands for a device of which only names, or only the interface, are known. */
static bool is_single(const struct matching *m, size_t index, bool is_name)
{
    return stands(m, index) && m->entries[index].is_name == is_name &&
           (!is_name || rsm_spti_interface_of(m->entries, m->count, index) == SIZE_MAX);
}

static void join(struct matching *m, size_t first, size_t second)
{
    for (size_t i = 0; i < m->count; i++)
        if (m->entries[i].same_as == second)
            m->entries[i].same_as = first;
}

static void match_by(struct matching *m, bool (*is_same)(const struct rsm_spti_entry *a,
                                                         const struct rsm_spti_entry *b))
{
    for (size_t i = 0; i < m->count; i++) {
        for (size_t k = i + 1; k < m->count && m->entries[k].kind == m->entries[i].kind; k++) {
            if (stands(m, i) && stands(m, k) && is_same(&m->entries[i], &m->entries[k]))
                join(m, i, k);
        }
    }
}

/* May the interface be that of the name, both of which are single? */
static bool may_be_same(const struct rsm_spti_entry *interface_entry,
                        const struct rsm_spti_entry *name)
{
    return interface_entry->kind == name->kind && !(is_known(interface_entry) && is_known(name));
}

/* How many single names the interface may be that of, or single interfaces the name. */
static size_t count_candidates(const struct matching *m, size_t index, size_t *last_out)
{
    const struct rsm_spti_entry *entry = &m->entries[index];
    size_t found = 0;

    for (size_t i = 0; i < m->count; i++) {
        const struct rsm_spti_entry *other = &m->entries[i];

        if (other->kind == entry->kind && is_single(m, i, !entry->is_name) &&
            (entry->is_name ? may_be_same(other, entry) : may_be_same(entry, other))) {
            *last_out = i;
            found++;
        }
    }
    return found;
}

/* Pairs first: none of them takes a candidate from another interface. */
static void match_what_is_left(struct matching *m)
{
    size_t name, other;

    for (size_t i = 0; i < m->count; i++) {
        if (is_single(m, i, false) && count_candidates(m, i, &name) == 1 &&
            count_candidates(m, name, &other) == 1)
            join(m, name, i);
    }
    for (size_t i = 0; i < m->count; i++) {
        if (is_single(m, i, false) && count_candidates(m, i, &name) > 0)
            m->entries[i].same_as = SIZE_MAX;
    }
}

/* Is there another name, and one of the two has no interface?  It may be one device with two names. */
static bool has_rival(const struct matching *m, size_t index)
{
    bool is_lonely = is_single(m, index, true);

    for (size_t i = 0; i < m->count && m->entries[index].is_name; i++)
        if (i != index && m->entries[i].is_name && stands(m, i) &&
            m->entries[i].kind == m->entries[index].kind && (is_lonely || is_single(m, i, true)))
            return true;
    return false;
}

static void mark_questions(struct matching *m)
{
    for (size_t i = 0; i < m->count; i++) {
        struct rsm_spti_entry *entry = &m->entries[i];
        size_t last;

        entry->must_ask = entry->kind != RSM_SPTI_ADAPTER && entry->state == RSM_SPTI_NOT_ASKED &&
                          stands(m, i) &&
                          (has_rival(m, i) ||
                           (is_single(m, i, entry->is_name) && count_candidates(m, i, &last) > 0));
    }
}

void rsm_spti_match(struct rsm_spti_entry *entries, size_t count)
{
    struct matching m = {entries, count};

    for (size_t i = 0; i < count; i++)
        entries[i].same_as = entries[i].state != RSM_SPTI_GONE ? i : SIZE_MAX;
    match_by(&m, is_same_object);
    match_by(&m, is_same_answer);
    match_by(&m, is_same_number);
    mark_questions(&m);
    match_what_is_left(&m);
}
