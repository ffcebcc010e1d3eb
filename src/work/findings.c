/*
 * The list of what a check found.
 */
#include "work/findings.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/array.h"

struct rsm_finding *rsm_findings_add(struct rsm_findings *findings, enum rsm_finding_kind kind,
                                     const GUID *library)
{
    struct rsm_finding *grown =
        rsm_array_grow(findings->list, sizeof *grown, findings->count + 1, &findings->room);

    if (grown == NULL) {
        findings->is_short_of_memory = true;
        return NULL;
    }
    findings->list = grown;
    grown = &grown[findings->count++];
    memset(grown, 0, sizeof *grown);
    grown->kind = kind;
    if (library != NULL)
        grown->library = *library;
    return grown;
}

static void fill(char text[RSM_FINDING_TEXT], const char *format, va_list arguments)
{
    (void)vsnprintf(text, RSM_FINDING_TEXT, format, arguments);
}

void rsm_finding_expect(struct rsm_finding *finding, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    if (finding != NULL)
        fill(finding->expected, format, arguments);
    va_end(arguments);
}

void rsm_finding_find(struct rsm_finding *finding, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    if (finding != NULL)
        fill(finding->found, format, arguments);
    va_end(arguments);
}

void rsm_finding_name(struct rsm_finding *finding, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    if (finding != NULL)
        fill(finding->subject, format, arguments);
    va_end(arguments);
}

void rsm_findings_free(struct rsm_findings *findings)
{
    free(findings->list);
    memset(findings, 0, sizeof *findings);
}
