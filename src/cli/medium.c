/*
 * Media by GUID or name, or by a side of theirs.
 */
#include "cli/medium.h"

#include <stdio.h>
#include <string.h>

#include "cli/display.h"
#include "cli/named.h"
#include "cli/sides.h"

rsm_error rsm_medium_find(struct rsm_run *run, NTMS_OBJECTINFORMATIONW *medium_out)
{
    const struct rsm_argument *argument = rsm_arguments_find(&run->arguments, "pg");
    rsm_error err;

    memset(medium_out, 0, sizeof *medium_out);
    if (argument == NULL)
        argument = rsm_arguments_find(&run->arguments, "pf");
    if (argument == NULL)
        return ERROR_SUCCESS;
    err = rsm_named_find_in_full(run, argument, NTMS_PHYSICAL_MEDIA, medium_out);
    return err == ERROR_SUCCESS ? rsm_sides_check_doubt(run, argument, &medium_out->ObjectGuid)
                                : err;
}

void rsm_medium_name(const NTMS_OBJECTINFORMATIONW *medium, char text_out[RSM_MEDIUM_NAME])
{
    char name[RSM_DISPLAY_TEXT];
    char bar_code[RSM_DISPLAY_TEXT];

    rsm_display_text(medium->szName, NTMS_OBJECTNAME_LENGTH, name);
    rsm_display_text(medium->Info.PhysicalMedia.szBarCode, NTMS_BARCODE_LENGTH, bar_code);
    if (bar_code[0] == '\0' || strcmp(name, bar_code) == 0)
        snprintf(text_out, RSM_MEDIUM_NAME, "%s", name);
    else
        snprintf(text_out, RSM_MEDIUM_NAME, "%s (%s)", name, bar_code);
}
