#include "support/hostile/scenario.h"

#include <stddef.h>
#include <string.h>

enum { EXTRA_MAX = 512, DESCRIPTOR_MAX = 0xFFFF, BYTES_MAX = 0xFFFFFF };

/* An option that is followed by a number. */
struct number_option {
    const char *name;
    size_t offset; /* of a uint32_t */
    uint32_t most;
};

/* An option that is one of several words, or a word by itself. */
struct word_option {
    const char *name, *word; /* word NULL: the name alone */
    size_t offset;
    size_t size; /* of what is there */
    uint32_t value;
};

#define NUMBER(structure, name, field, most)          \
    {                                                 \
        name, offsetof(struct structure, field), most \
    }
#define WORD(structure, name, word, field, value)                                                  \
    {                                                                                              \
        name, word, offsetof(struct structure, field), sizeof((struct structure *)0)->field, value \
    }

static const struct number_option telling_numbers[] = {
    NUMBER(hostile_telling, "length", length, DESCRIPTOR_MAX),
    NUMBER(hostile_telling, "sent", sent, DESCRIPTOR_MAX),
    NUMBER(hostile_telling, "code-set", code_set, 0xFF),
    NUMBER(hostile_telling, "identity-type", identity_type, 0xFF),
    NUMBER(hostile_telling, "identity-cut", identity_cut, 0xFF),
    NUMBER(hostile_telling, "bus", bus, 0xFF),
    NUMBER(hostile_telling, "lun", lun, 7),
    NUMBER(hostile_telling, "extra", extra, EXTRA_MAX),
    {NULL, 0, 0},
};

static const struct word_option telling_words[] = {
    WORD(hostile_telling, "tags", "yes", tags, HOSTILE_TAGS_ASKED),
    WORD(hostile_telling, "tags", "no", tags, HOSTILE_TAGS_NEVER),
    WORD(hostile_telling, "tags", "always", tags, HOSTILE_TAGS_ALWAYS),
    WORD(hostile_telling, "tags", "refused", tags, HOSTILE_TAGS_REFUSED),
    WORD(hostile_telling, "tag-looks", "right", looks, HOSTILE_LOOKS_RIGHT),
    WORD(hostile_telling, "tag-looks", "blank", looks, HOSTILE_LOOKS_BLANK),
    WORD(hostile_telling, "tag-looks", "nul", looks, HOSTILE_LOOKS_NUL),
    WORD(hostile_telling, "tag-looks", "lower", looks, HOSTILE_LOOKS_LOWER),
    WORD(hostile_telling, "tag-looks", "8bit", looks, HOSTILE_LOOKS_8BIT),
    WORD(hostile_telling, "tag-looks", "zero", looks, HOSTILE_LOOKS_ZERO),
    WORD(hostile_telling, "tag-looks", "long", looks, HOSTILE_LOOKS_LONG),
    WORD(hostile_telling, "avoltag", "flag", avoltag_flag, 1),
    WORD(hostile_telling, "avoltag", "real", avoltag_real, 1),
    WORD(hostile_telling, "dvcid", "refused", dvcid, HOSTILE_DVCID_REFUSED),
    WORD(hostile_telling, "dvcid", "no", dvcid, HOSTILE_DVCID_IGNORED),
    WORD(hostile_telling, "dvcid", "none", dvcid, HOSTILE_DVCID_NONE),
    WORD(hostile_telling, "dvcid", "t10", dvcid, HOSTILE_DVCID_T10),
    WORD(hostile_telling, "dvcid", "t10-32", dvcid, HOSTILE_DVCID_T10_32),
    WORD(hostile_telling, "dvcid", "serial", dvcid, HOSTILE_DVCID_SERIAL),
    WORD(hostile_telling, "dvcid", "naa", dvcid, HOSTILE_DVCID_NAA),
    WORD(hostile_telling, "unasked", NULL, unasked, 1),
    WORD(hostile_telling, "with-tags", "right", with_tags, HOSTILE_WITH_TAGS_RIGHT),
    WORD(hostile_telling, "with-tags", "wrong", with_tags, HOSTILE_WITH_TAGS_WRONG),
    WORD(hostile_telling, "with-tags", "refused", with_tags, HOSTILE_WITH_TAGS_REFUSED),
    WORD(hostile_telling, "dvcid-spoils", NULL, dvcid_spoils, 1),
    WORD(hostile_telling, "source", "true", source, HOSTILE_SOURCE_TRUE),
    WORD(hostile_telling, "source", "no", source, HOSTILE_SOURCE_NO),
    WORD(hostile_telling, "source", "wrong", source, HOSTILE_SOURCE_WRONG),
    WORD(hostile_telling, "source", "unmarked", source, HOSTILE_SOURCE_UNMARKED),
    WORD(hostile_telling, "access", "true", access, HOSTILE_ACCESS_TRUE),
    WORD(hostile_telling, "access", "never", access, HOSTILE_ACCESS_NEVER),
    WORD(hostile_telling, "access", "always", access, HOSTILE_ACCESS_ALWAYS),
    {NULL, NULL, 0, 0, 0},
};

static const struct number_option reporting_numbers[] = {
    NUMBER(hostile_reporting, "at-most", at_most, HOSTILE_ELEMENTS_MAX),
    NUMBER(hostile_reporting, "refuses-over", refuses_over, 0xFFFF),
    NUMBER(hostile_reporting, "split", split, HOSTILE_ELEMENTS_MAX),
    NUMBER(hostile_reporting, "overlap", overlap, 0xFFFF),
    {NULL, 0, 0},
};

static const struct word_option reporting_words[] = {
    WORD(hostile_reporting, "ignores", "count", ignores_count, 1),
    WORD(hostile_reporting, "ignores", "start", ignores_start, 1),
    WORD(hostile_reporting, "ignores", "type", ignores_type, 1),
    WORD(hostile_reporting, "ignores", "allocation", ignores_allocation, 1),
    WORD(hostile_reporting, "order", "down", down, 1),
    WORD(hostile_reporting, "order", "mixed", mixed, 1),
    WORD(hostile_reporting, "allocation", "low16", low16, 1),
    WORD(hostile_reporting, "allocation", "exact", exact, 1),
    WORD(hostile_reporting, "allocation", "bytes", cut_anywhere, 1),
    WORD(hostile_reporting, "allocation", "expected", within_expected, 1),
    WORD(hostile_reporting, "dvcid", "refused", dvcid_refused, 1),
    WORD(hostile_reporting, "empty", "refused", empty_refused, 1),
    WORD(hostile_reporting, "empty", "page", empty_page, 1),
    {NULL, NULL, 0, 0, 0},
};

static const struct {
    const char *name;
    size_t offset;
} lies[] = {
    {"count", offsetof(struct hostile_reporting, count)},
    {"first", offsetof(struct hostile_reporting, first)},
    {"bytes", offsetof(struct hostile_reporting, report_bytes)},
    {"page-bytes", offsetof(struct hostile_reporting, page_bytes)},
    {"page-type", offsetof(struct hostile_reporting, page_type)},
};

/* Takes the option if it is one of the numbers. */
static bool take_number(struct hostile_words *words, const char *name,
                        const struct number_option *options, void *into, bool *known_out)
{
    for (; options->name != NULL; options++) {
        if (strcmp(options->name, name) != 0)
            continue;
        *known_out = true;
        if (hostile_words_skip(words, "none")) {
            *(uint32_t *)((char *)into + options->offset) = HOSTILE_NOWHERE;
            return true;
        }
        return hostile_words_number(words, options->most,
                                    (uint32_t *)((char *)into + options->offset));
    }
    return true;
}

static void set_word(const struct word_option *option, void *into)
{
    char *at = (char *)into + option->offset;

    if (option->size == sizeof(bool))
        *(bool *)at = option->value != 0;
    else
        memcpy(at, &option->value, sizeof option->value);
}

static bool take_word(struct hostile_words *words, const char *name,
                      const struct word_option *options, void *into, bool *known_out)
{
    const char *next = hostile_words_peek(words);
    bool name_known = false;

    for (; options->name != NULL; options++) {
        if (strcmp(options->name, name) != 0)
            continue;
        name_known = true;
        if (options->word != NULL && (next == NULL || strcmp(options->word, next) != 0))
            continue;
        if (options->word != NULL)
            hostile_words_take(words);
        set_word(options, into);
        *known_out = true;
        return true;
    }
    return !name_known ||
           hostile_words_fail(words, "\"%s\" cannot be \"%.60s\"", name, next == NULL ? "" : next);
}

static bool take_lie(struct hostile_words *words, const char *name, void *into, bool *known_out)
{
    struct hostile_lie *lie;
    size_t i;

    for (i = 0; i < sizeof lies / sizeof lies[0]; i++)
        if (strcmp(lies[i].name, name) == 0)
            break;
    if (i == sizeof lies / sizeof lies[0])
        return true;
    *known_out = true;
    lie = (struct hostile_lie *)((char *)into + lies[i].offset);
    *lie = (struct hostile_lie){HOSTILE_LIE_NUMBER, 0};
    if (hostile_words_skip(words, "zero"))
        return true;
    if (hostile_words_skip(words, "true"))
        lie->how = HOSTILE_LIE_NONE;
    else if (hostile_words_skip(words, "low16"))
        lie->how = HOSTILE_LIE_LOW16;
    else if (hostile_words_skip(words, "sent"))
        lie->how = HOSTILE_LIE_SENT;
    else if (hostile_words_skip(words, "less"))
        lie->how = HOSTILE_LIE_LESS;
    else if (hostile_words_skip(words, "more"))
        lie->how = HOSTILE_LIE_MORE;
    if (lie->how == HOSTILE_LIE_NONE || lie->how == HOSTILE_LIE_LOW16 ||
        lie->how == HOSTILE_LIE_SENT)
        return true;
    return hostile_words_number(words, BYTES_MAX, &lie->number);
}

/* "allocation most N": the one number that has two words before it. */
static bool take_most(struct hostile_words *words, const char *name,
                      struct hostile_reporting *reporting, bool *known_out)
{
    if (strcmp(name, "allocation") != 0 || !hostile_words_skip(words, "most"))
        return true;
    *known_out = true;
    return hostile_words_number(words, BYTES_MAX, &reporting->most_allocation);
}

static bool parse_reporting(struct hostile_words *words, struct hostile_reporting *reporting)
{
    const char *name = hostile_words_take(words);
    bool known = false;

    if (!take_number(words, name, reporting_numbers, reporting, &known) ||
        (!known && !take_lie(words, name, reporting, &known)) ||
        (!known && !take_most(words, name, reporting, &known)) ||
        (!known && !take_word(words, name, reporting_words, reporting, &known)))
        return false;
    return known || hostile_words_fail(words, "\"%.60s\" is not an option of all reports", name);
}

/* Places that are in no report. */
static bool take_missing(struct hostile_target *target, struct hostile_words *words,
                         enum hostile_kind kind)
{
    uint32_t first, last;

    if (!hostile_words_range(words, HOSTILE_ELEMENTS_MAX, &first, &last))
        return false;
    for (; first <= last && first <= target->places[kind].count; first++)
        if (first > 0)
            hostile_library_place(target, kind, first)->missing = true;
    return true;
}

/* Options that take a range, or more words. */
static bool take_special(struct hostile_target *target, struct hostile_words *words,
                         enum hostile_kind kind, const char *name, bool *known_out)
{
    struct hostile_telling *telling = &target->telling[kind];
    size_t count;

    *known_out = true;
    if (strcmp(name, "tag-looks") == 0 && hostile_words_skip(words, "cut")) {
        telling->looks = HOSTILE_LOOKS_CUT;
        return hostile_words_number(words, HOSTILE_TAG, &telling->cut);
    }
    if (strcmp(name, "access") == 0 && hostile_words_skip(words, "lags")) {
        telling->access = HOSTILE_ACCESS_LAGS;
        return hostile_words_number(words, 1000000, &telling->lags);
    }
    if (strcmp(name, "missing") == 0)
        return take_missing(target, words, kind);
    if (strcmp(name, "flags") == 0)
        return hostile_words_hex(words, &telling->flags, 1, &count);
    if (strcmp(name, "identity-says") == 0) {
        telling->says_given = true;
        return hostile_words_number(words, 0xFF, &telling->says);
    }
    *known_out = false;
    return true;
}

static bool parse_telling(struct hostile_target *target, struct hostile_words *words,
                          enum hostile_kind kind)
{
    struct hostile_telling *telling = &target->telling[kind];
    const char *name = hostile_words_take(words);
    bool known = false;

    if (!take_special(target, words, kind, name, &known) ||
        (!known && !take_number(words, name, telling_numbers, telling, &known)) ||
        (!known && !take_word(words, name, telling_words, telling, &known)))
        return false;
    return known || hostile_words_fail(words, "\"%.60s\" is not an option of a kind", name);
}

bool hostile_telling_parse(struct hostile_target *target, struct hostile_words *words)
{
    const char *word = hostile_words_take(words);
    enum hostile_kind kind;

    if (!hostile_library_kind(word, &kind))
        return hostile_words_fail(words, "\"%.60s\" is not a kind of place", word);
    hostile_library_touch(target);
    do {
        if (kind == HOSTILE_ALL ? !parse_reporting(words, &target->reporting)
                                : !parse_telling(target, words, kind))
            return false;
    } while (hostile_words_skip(words, ","));
    return hostile_words_end(words);
}
