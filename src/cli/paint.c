/*
 * Colours, and which state has which.
 */
#include "cli/paint.h"

#include <string.h>

bool rsm_paint_is_wanted(const char *no_color, const char *term)
{
    return no_color[0] == '\0' && strcmp(term, "dumb") != 0;
}

const char *rsm_paint_begin(const struct rsm_output *output, enum rsm_paint paint)
{
    static const char *const codes[] = {
        [RSM_PAINT_PLAIN] = "",
        [RSM_PAINT_GOOD] = "\033[32m",
        [RSM_PAINT_ATTENTION] = "\033[33m",
        [RSM_PAINT_BAD] = "\033[31m",
        [RSM_PAINT_HEADING] = "\033[1m",
    };

    return output->has_colours ? codes[paint] : "";
}

const char *rsm_paint_end(const struct rsm_output *output, enum rsm_paint paint)
{
    return output->has_colours && paint != RSM_PAINT_PLAIN ? "\033[0m" : "";
}

static enum rsm_paint paint_of_word(const char *word, size_t length)
{
    static const struct {
        const char *word;
        enum rsm_paint paint;
    } words[] = {
        {"ready", RSM_PAINT_GOOD},           {"completed", RSM_PAINT_GOOD},
        {"starting", RSM_PAINT_ATTENTION},   {"waiting", RSM_PAINT_ATTENTION},
        {"submitted", RSM_PAINT_ATTENTION},  {"waits for operator", RSM_PAINT_ATTENTION},
        {"to be read", RSM_PAINT_ATTENTION}, {"being cleaned", RSM_PAINT_ATTENTION},
        {"open", RSM_PAINT_ATTENTION},       {"unknown", RSM_PAINT_ATTENTION},
        {"stopped", RSM_PAINT_ATTENTION},    {"cancelled", RSM_PAINT_ATTENTION},
        {"needs service", RSM_PAINT_BAD},    {"not present", RSM_PAINT_BAD},
        {"disabled", RSM_PAINT_BAD},         {"failed", RSM_PAINT_BAD},
        {"invalid", RSM_PAINT_BAD},          {"error", RSM_PAINT_BAD},
        {"refused", RSM_PAINT_BAD},          {"incompatible", RSM_PAINT_BAD},
    };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strlen(words[i].word) == length && strncmp(words[i].word, word, length) == 0)
            return words[i].paint;
    }
    return RSM_PAINT_PLAIN;
}

enum rsm_paint rsm_paint_of_state(const char *words)
{
    enum rsm_paint worst = RSM_PAINT_PLAIN;

    while (*words != '\0') {
        size_t length = strcspn(words, ",");
        enum rsm_paint paint = paint_of_word(words, length);

        worst = paint > worst ? paint : worst;
        words += length;
        words += strspn(words, ", ");
    }
    return worst;
}
