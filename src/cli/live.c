/*
 * The line that lives.
 */
#include "cli/live.h"

#include "cli/width.h"

bool rsm_live_is_shown(const struct rsm_live *live)
{
    return live->output->width > 0;
}

void rsm_live_show(struct rsm_live *live, char *text)
{
    size_t columns = live->output->width;
    size_t before = live->width;

    if (columns == 0)
        return;
    rsm_width_cut(text, columns > 1 ? columns - 1 : columns);
    live->width = rsm_width_of(text);
    rsm_output_print(live->output, "\r%s%*s", text,
                     before > live->width ? (int)(before - live->width) : 0, "");
}

void rsm_live_clear(struct rsm_live *live)
{
    if (live->width > 0)
        rsm_output_print(live->output, "\r%*s\r", (int)live->width, "");
    live->width = 0;
}
