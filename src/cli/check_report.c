/*
 * The words of rsm check.
 */
#include "cli/check_report.h"

#include <stdio.h>
#include <string.h>

#include "cli/width.h"
#include "model/guid.h"

enum {
    LINE = 4 * RSM_FINDING_TEXT,
    LINES_MAX = 25 /* of a kind, in a library: more do not help people */
};

/* How a finding reads. */
enum style {
    PLAIN,    /* subject: what is found */
    SENTENCE, /* subject: on record; what is found */
    AGAINST   /* subject: the record says ..., the changer says ... */
};

struct kind {
    const char *word; /* in JSON */
    enum style style;
    bool is_mended; /* an inventory may mend it */
    const char *advice;
};

static const struct kind kinds[RSM_FINDING_KINDS] = {
    [RSM_FINDING_FOLDER] = {"folder", PLAIN, false,
                            "give this account the right to write there, or name another place "
                            "in NTMS_DATA"},
    [RSM_FINDING_DATABASE] = {"database file", PLAIN, false,
                              "end all programs that use it, keep the file, and put a copy that "
                              "was exported before in its place; without one a new database is "
                              "made, and inventories find the cartridges again, but not to whom "
                              "they belonged"},
    [RSM_FINDING_RECORD] = {"record", PLAIN, false,
                            "keep a copy of the database and report this: it should never come "
                            "about"},
    [RSM_FINDING_INTENT] = {"interrupted", SENTENCE, true,
                            "whoever works with the library next looks at both places; /repair "
                            "does so now"},
    [RSM_FINDING_NO_ANSWER] = {"no answer", PLAIN, false,
                               "see whether it is switched on and connected; rsm devices shows "
                               "what answers"},
    [RSM_FINDING_MEDIUM_MOVED] = {"medium moved", AGAINST, true,
                                  "/repair takes an inventory, and its record follows it"},
    [RSM_FINDING_MEDIUM_MISSING] =
        {"medium missing", AGAINST, true,
         "put it back; or /repair takes an inventory, and it is out of the "
         "library until it comes back"},
    [RSM_FINDING_BAR_CODE] = {"bar code differs", AGAINST, true,
                              "/repair takes an inventory: what is new gets a record, and what "
                              "is not there is out of the library until it comes back"},
    [RSM_FINDING_BAR_CODE_UNREAD] = {"bar code unread", AGAINST, true,
                                     "look at the bar code of the cartridge; /repair reads the "
                                     "label on its tape, to be certain which it is"},
    [RSM_FINDING_NO_BAR_CODES] = {"no bar codes", AGAINST, false,
                                  "see whether the bar code reader of the library works; until "
                                  "it does cartridges are believed to be where they were"},
    [RSM_FINDING_MEDIUM_UNKNOWN] = {"medium unknown", AGAINST, true,
                                    "/repair takes an inventory, which makes a record of it and "
                                    "reads its label"},
    [RSM_FINDING_MEDIUM_IN_DOUBT] = {"medium in doubt", AGAINST, true,
                                     "/repair takes an inventory and reads its label"},
    [RSM_FINDING_TWO_MEDIA] = {"two media", PLAIN, true,
                               "rsm inventory /afull reads all labels and tells which is which"},
    [RSM_FINDING_TWO_CARTRIDGES] = {"two cartridges", AGAINST, true,
                                    "give one of them another bar code, then take an inventory"},
    [RSM_FINDING_PLACE_STATE] = {"place state", AGAINST, true,
                                 "/repair takes an inventory, and the record follows"},
    [RSM_FINDING_PLACE_MISSING] =
        {"place missing", PLAIN, true,
         "/repair takes an inventory, which finds where it is, or that it "
         "is out of the library"},
    [RSM_FINDING_PLACE_NOT_TOLD] = {"place not told", AGAINST, true,
                                    "it may be at work or switched off: look at the library's "
                                    "own panel"},
    [RSM_FINDING_PLACE_NOT_ON_RECORD] = {"place not on record", AGAINST, true,
                                         "whoever begins to work with the library makes records "
                                         "of them; /repair does so now"},
    [RSM_FINDING_EXCEPTION] = {"exception", AGAINST, true,
                               "look at the place with the library's own panel; until the "
                               "changer knows better the record is believed"},
    [RSM_FINDING_ARM] = {"arm", AGAINST, true,
                         "put it into a slot with the library's own panel; then /repair takes an "
                         "inventory"},
};

static const struct {
    const char *word; /* in JSON */
    const char *sentence;
} hows[] = {
    [RSM_EXAMINED_COMPARED] = {"compared", ""},
    [RSM_EXAMINED_RUN] = {"run elsewhere",
                          "not compared: another program works with it, and compares by itself "
                          "when it begins and in each inventory. End it, or use /repair, which "
                          "asks it for an inventory"},
    [RSM_EXAMINED_ABSENT] = {"not present", "not compared: it is not present"},
    [RSM_EXAMINED_LEFT] = {"left alone",
                           "not compared: it was left to others by rsm detach; rsm attach takes "
                           "it back"},
    [RSM_EXAMINED_IN_USE] = {"in use",
                             "not compared: another program has it open, or this account may not "
                             "open it"},
    [RSM_EXAMINED_HELD] = {"mounted",
                           "not compared: a program has its cartridge mounted, and the drive is "
                           "not disturbed"},
    [RSM_EXAMINED_SILENT] = {"no answer", "not compared: it cannot be asked"},
};

size_t rsm_check_report_count(const struct rsm_check_report *report)
{
    return report->findings.count + report->examination.findings.count;
}

bool rsm_check_report_wants_inventory(const struct rsm_check_report *report,
                                      const struct rsm_examined *library)
{
    const struct rsm_findings *findings = &report->examination.findings;

    if (library->how == RSM_EXAMINED_RUN)
        return true;
    for (size_t i = 0; i < findings->count; i++) {
        if (kinds[findings->list[i].kind].is_mended &&
            rsm_guid_equal(&findings->list[i].library, &library->library))
            return true;
    }
    return false;
}

/* ---- for people ---- */

/* A line that is broken at blanks where a terminal ends; what goes on is indented further. */
static void print_line(const struct rsm_output *output, size_t indent, char *line)
{
    const char *text = line;
    size_t first = indent;
    size_t column = 0;

    rsm_width_clean(line);
    while (*text != '\0') {
        char word[LINE];
        size_t length = strcspn(text, " ");

        (void)snprintf(word, sizeof word, "%.*s", (int)length, text);
        if (column > 0 && output->width > 0 && column + 1 + rsm_width_of(word) > output->width) {
            rsm_output_print(output, "\n");
            column = 0;
            indent = first + 2;
        }
        rsm_output_print(output, "%*s%s", column == 0 ? (int)indent : 1, "", word);
        column += (column == 0 ? indent : 1) + rsm_width_of(word);
        text += length + strspn(text + length, " ");
    }
    rsm_output_print(output, "\n");
}

static void print_finding(const struct rsm_finding *finding, bool alone,
                          const struct rsm_output *output)
{
    char line[LINE];

    switch (kinds[finding->kind].style) {
    case AGAINST:
        (void)snprintf(line, sizeof line, "%s: the record says %s, the %s says %s",
                       finding->subject, finding->expected, alone ? "drive" : "changer",
                       finding->found);
        break;
    case SENTENCE:
        (void)snprintf(line, sizeof line, "%s: %s; %s", finding->subject, finding->expected,
                       finding->found);
        break;
    default:
        (void)snprintf(line, sizeof line, "%s: %s", finding->subject, finding->found);
        break;
    }
    print_line(output, 2, line);
}

/* Those of one kind, of one library (NULL = any), and what to do. */
static void print_kind(const struct rsm_findings *findings, enum rsm_finding_kind kind,
                       const struct rsm_examined *library, const struct rsm_output *output)
{
    char line[LINE];
    size_t count = 0;

    for (size_t i = 0; i < findings->count; i++) {
        const struct rsm_finding *finding = &findings->list[i];

        if (finding->kind != kind ||
            (library != NULL && !rsm_guid_equal(&finding->library, &library->library)))
            continue;
        if (count++ < LINES_MAX)
            print_finding(finding, library != NULL && library->alone, output);
    }
    if (count > LINES_MAX)
        rsm_output_print(output, "  ... and %zu more like these; rsm check /json lists them all\n",
                         count - LINES_MAX);
    if (count == 0)
        return;
    (void)snprintf(line, sizeof line, "What to do: %s.", kinds[kind].advice);
    print_line(output, 4, line);
}

static void print_section(const struct rsm_check_report *report, const char *title,
                          enum rsm_finding_kind kind, const struct rsm_output *output)
{
    size_t count = 0;

    for (size_t i = 0; i < report->findings.count; i++)
        count += report->findings.list[i].kind == kind ? 1 : 0;
    if (count == 0)
        rsm_output_print(output, "%s: sound\n", title);
    else
        rsm_output_print(output, "%s: not sound; faults found: %zu\n", title, count);
    print_kind(&report->findings, kind, NULL, output);
}

static void print_library(const struct rsm_check_report *report, const struct rsm_examined *library,
                          const struct rsm_output *output)
{
    char line[LINE];

    if (library->how != RSM_EXAMINED_COMPARED)
        (void)snprintf(line, sizeof line, "Library \"%s\": %s", library->name,
                       hows[library->how].sentence);
    else if (library->findings == 0)
        (void)snprintf(line, sizeof line, "Library \"%s\": sound; places compared: %zu",
                       library->name, library->places);
    else
        (void)snprintf(line, sizeof line, "Library \"%s\": differences: %zu; places compared: %zu",
                       library->name, library->findings, library->places);
    print_line(output, 0, line);
    for (int kind = 0; kind < RSM_FINDING_KINDS; kind++)
        print_kind(&report->examination.findings, (enum rsm_finding_kind)kind, library, output);
}

void rsm_check_report_print(const struct rsm_check_report *report, const struct rsm_output *output)
{
    if (!report->has_database) {
        rsm_output_print(output,
                         "There is no database in %s: no program has used Removable Storage "
                         "with it yet.\n",
                         report->folder);
        return;
    }
    if (report->folder[0] != '\0') {
        print_section(report, "Data folder", RSM_FINDING_FOLDER, output);
        if (report->is_file_read)
            print_section(report, "Database file", RSM_FINDING_DATABASE, output);
        else
            rsm_output_print(output, "Database file: not looked at\n");
    }
    if (!report->is_complete) {
        rsm_output_print(output, "Records and libraries: not looked at\n");
        return;
    }
    print_section(report, "Records", RSM_FINDING_RECORD, output);
    for (size_t i = 0; i < report->examination.count; i++)
        print_library(report, &report->examination.libraries[i], output);
}

/* ---- JSON ---- */

/* What an object is called may hold anything. */
static void fill_text(struct rsm_json into, const char *key, const char *text)
{
    char clean[LINE];

    (void)snprintf(clean, sizeof clean, "%s", text);
    rsm_width_clean(clean);
    rsm_json_text(into, key, clean);
}

static const char *name_of(const struct rsm_check_report *report, const GUID *library)
{
    for (size_t i = 0; i < report->examination.count; i++) {
        if (rsm_guid_equal(&report->examination.libraries[i].library, library))
            return report->examination.libraries[i].name;
    }
    return "";
}

static void fill_findings(const struct rsm_check_report *report,
                          const struct rsm_findings *findings, struct rsm_json list)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct rsm_finding *finding = &findings->list[i];
        struct rsm_json entry = rsm_json_object(list, NULL);

        rsm_json_text(entry, "kind", kinds[finding->kind].word);
        rsm_json_guid(entry, "library", &finding->library);
        fill_text(entry, "library_name", name_of(report, &finding->library));
        rsm_json_guid(entry, "object", &finding->object);
        fill_text(entry, "object_name", finding->subject);
        fill_text(entry, "expected", finding->expected);
        fill_text(entry, "found", finding->found);
        rsm_json_text(entry, "advice", kinds[finding->kind].advice);
    }
}

void rsm_check_report_fill(const struct rsm_check_report *report, struct rsm_json into)
{
    struct rsm_json libraries = rsm_json_array(into, "libraries");
    struct rsm_json findings = rsm_json_array(into, "findings");

    for (size_t i = 0; i < report->examination.count; i++) {
        const struct rsm_examined *library = &report->examination.libraries[i];
        struct rsm_json entry = rsm_json_object(libraries, NULL);

        rsm_json_guid(entry, "id", &library->library);
        fill_text(entry, "name", library->name);
        rsm_json_text(entry, "state", hows[library->how].word);
        rsm_json_number(entry, "number_of_places", library->places);
        rsm_json_number(entry, "number_of_findings", library->findings);
    }
    fill_findings(report, &report->findings, findings);
    fill_findings(report, &report->examination.findings, findings);
}

void rsm_check_report_free(struct rsm_check_report *report)
{
    rsm_findings_free(&report->findings);
    rsm_examination_free(&report->examination);
}
