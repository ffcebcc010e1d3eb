/*
 * Bar codes with and without the kind of medium.
 */
#include "work/match_suffix.h"

#include <string.h>

#include "core/cartridge.h"
#include "core/media.h"
#include "platform/log.h"
#include "platform/text.h"
#include "store/records.h"

enum { STEM = 6, LEAST_PAIRS = 2 };

enum form { SHORT_FORM, LONG_FORM, OTHER_FORM };

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* The kind is a letter, and a letter or digit: L6, LT, M8. */
static enum form form_of(const char *bar_code)
{
    size_t length = strlen(bar_code);

    if (length == STEM)
        return SHORT_FORM;
    return length == STEM + 2 && is_capital(bar_code[STEM]) &&
                   (is_capital(bar_code[STEM + 1]) ||
                    (bar_code[STEM + 1] >= '0' && bar_code[STEM + 1] <= '9'))
               ? LONG_FORM
               : OTHER_FORM;
}

static bool has_tag(const struct rsm_spot *spot)
{
    return spot->sight != NULL && spot->sight->full && spot->sight->tag[0] != '\0';
}

/* The form of all bar codes that are seen; OTHER_FORM when they differ.  *known_out: one of them is on record. */
static enum form form_of_all(const struct rsm_settling *s, bool *known_out)
{
    enum form form = OTHER_FORM;
    bool any = false;

    *known_out = false;

    for (size_t i = 0; i < s->spot_count; i++) {
        const struct rsm_spot *spot = &s->spots[i];
        enum form this_form;

        if (!has_tag(spot))
            continue;
        this_form = form_of(spot->sight->tag);
        if (this_form == OTHER_FORM || (any && this_form != form))
            return OTHER_FORM;
        *known_out = *known_out || spot->matched != NULL;
        form = this_form;
        any = true;
    }
    return form;
}

static int compare_stems(const char *a, const char *b)
{
    return strncmp(a, b, STEM);
}

/* The record of the other form with the same stem, if it is the only one with that stem. */
static struct rsm_held *pair_of(const struct rsm_settling *s, const struct rsm_spot *spot,
                                enum form form)
{
    const char *tag = spot->sight->tag;
    struct rsm_held *held;
    size_t low = 0;
    size_t high = s->bar_code_count;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (compare_stems(s->by_bar_code[middle]->holding->bar_code, tag) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == s->bar_code_count ||
        compare_stems(s->by_bar_code[low]->holding->bar_code, tag) != 0 ||
        (low + 1 < s->bar_code_count &&
         compare_stems(s->by_bar_code[low + 1]->holding->bar_code, tag) == 0))
        return NULL;
    held = s->by_bar_code[low];
    return held->found || rsm_match_is_in_busy_drive(held) ||
                   form_of(held->holding->bar_code) != (form == LONG_FORM ? SHORT_FORM : LONG_FORM)
               ? NULL
               : held;
}

/* Is exactly that bar code on record already, of a medium that is elsewhere?  Then it is that one's. */
static rsm_error is_anothers(const struct rsm_settling *s, const struct rsm_spot *spot,
                             bool *is_out)
{
    WCHAR bar_code[NTMS_BARCODE_LENGTH];
    struct rsm_record medium;
    rsm_error err;

    rsm_text_from_utf8(bar_code, NTMS_BARCODE_LENGTH, spot->sight->tag, RSM_TEXT_TERMINATED);
    err = rsm_media_find_bar_code(s->library->rsm, &s->library->id, bar_code, &medium);
    *is_out = err == ERROR_SUCCESS;
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
}

/* Each record learns how many cartridges may be its own. */
static rsm_error pair(struct rsm_settling *s, enum form form)
{
    for (size_t i = 0; i < s->spot_count; i++) {
        struct rsm_spot *spot = &s->spots[i];
        struct rsm_held *held =
            has_tag(spot) && spot->matched == NULL ? pair_of(s, spot, form) : NULL;
        bool anothers = false;
        rsm_error err = held != NULL ? is_anothers(s, spot, &anothers) : ERROR_SUCCESS;

        if (err != ERROR_SUCCESS)
            return err;
        if (held == NULL || anothers)
            continue;
        held->alike = spot;
        held->alike_count++;
    }
    return ERROR_SUCCESS;
}

static bool is_pair(const struct rsm_held *held)
{
    return held->alike_count == 1 && rsm_match_is_data(held->alike);
}

/* doubtful: its label tells whether it is that one. */
static void match_pair(struct rsm_held *held, bool doubtful)
{
    held->alike->matched = held;
    held->alike->identify = doubtful;
    held->found = true;
}

rsm_error rsm_match_by_stem(struct rsm_settling *s)
{
    bool known;
    enum form form = form_of_all(s, &known);
    bool changed;
    size_t pairs = 0;
    size_t matched = 0;
    rsm_error err = form != OTHER_FORM ? pair(s, form) : ERROR_SUCCESS;

    if (form == OTHER_FORM || err != ERROR_SUCCESS)
        return err;
    for (size_t i = 0; i < s->held_count; i++)
        pairs += is_pair(&s->held[i]) ? 1 : 0;
    changed = !known && pairs >= LEAST_PAIRS;
    for (size_t i = 0; i < s->held_count; i++) {
        struct rsm_held *held = &s->held[i];

        if (!is_pair(held) || (!changed && held->alike != held->spot))
            continue;
        match_pair(held, !changed);
        matched++;
    }
    if (matched > 0)
        rsm_log(RSM_LOG_WARNING, "work",
                "library %s: its changer tells bar codes %s the kind of medium now; %u media are "
                "known by the rest of theirs",
                s->library->name, form == LONG_FORM ? "with" : "without", (unsigned)matched);
    return ERROR_SUCCESS;
}

rsm_error rsm_match_record_form(struct rsm_settling *s, const struct rsm_spot *spot)
{
    WCHAR bar_code[NTMS_BARCODE_LENGTH];
    struct rsm_record medium;
    rsm_error err;

    if (spot->matched->alike != spot)
        return ERROR_SUCCESS;
    err = rsm_records_load(s->store, &spot->matched->holding->id, NTMS_PHYSICAL_MEDIA, &medium);
    if (err != ERROR_SUCCESS)
        return err;
    rsm_text_from_utf8(bar_code, NTMS_BARCODE_LENGTH, spot->sight->tag, RSM_TEXT_TERMINATED);
    rsm_cartridge_set_bar_code(&medium, bar_code);
    return rsm_records_save(s->store, &medium);
}
