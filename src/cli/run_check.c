/*
 * rsm check: whether data folder, database file and records are sound, and whether libraries hold what the records
 * say.  The interface has no function for it, so this reaches into store/, core/ and work/.
 */
#include <stdio.h>
#include <string.h>

#include "cli/check_report.h"
#include "cli/display.h"
#include "cli/doing.h"
#include "cli/follow.h"
#include "cli/live.h"
#include "cli/named.h"
#include "cli/run.h"
#include "cli/width.h"
#include "core/invariants.h"
#include "core/session.h"
#include "model/guid.h"
#include "model/object_types.h"
#include "platform/file_lock.h"
#include "platform/paths.h"
#include "store/integrity.h"
#include "work/folders.h"
#include "work/system.h"

/* What the exit status says when something is wrong; no error came about. */
enum { NOT_SOUND = 1 };

/* One run of the command. */
struct checking {
    struct rsm_run *run;
    struct rsm_live live;
    struct rsm_folders folders;
    GUID library; /* the only one that is examined; null = all */
    bool is_done; /* all was looked at that can be: there is a report */
    struct rsm_check_report report;
    size_t inventories; /* that came to their end, */
    size_t labels;      /* and labels that were read again */
};

/* ---- the line that lives ---- */

static void show_live(struct checking *checking, const char *what, const char *name)
{
    char text[RSM_DISPLAY_TEXT + 80];

    if (!rsm_live_is_shown(&checking->live))
        return;
    (void)snprintf(text, sizeof text, "%s%s ...", what, name);
    rsm_width_clean(text);
    rsm_live_show(&checking->live, text);
}

static void clear_live(struct checking *checking)
{
    rsm_live_clear(&checking->live);
}

/* ---- folder and file ---- */

/* A file can be made there. */
static void try_folder(struct checking *checking, const char *folder)
{
    struct rsm_file_lock *lock = NULL;
    struct rsm_finding *finding;
    char path[RSM_PATHS_ROOM];
    rsm_error err = rsm_paths_join(folder, "check", path, sizeof path);

    if (err == ERROR_SUCCESS)
        err = rsm_file_lock_try(path, &lock);
    rsm_file_lock_release(lock);
    if (err == ERROR_SUCCESS)
        (void)rsm_paths_remove(path);
    if (err == ERROR_SUCCESS || err == ERROR_LOCK_VIOLATION) /* another check */
        return;
    finding = rsm_findings_add(&checking->report.findings, RSM_FINDING_FOLDER, NULL);
    rsm_finding_name(finding, "%s", folder);
    rsm_finding_find(finding, "no file can be made there: %s (%s)", rsm_error_text(err),
                     rsm_error_name(err));
}

static void tell_damage(void *context, const char *sentence)
{
    struct checking *checking = context;
    struct rsm_finding *finding =
        rsm_findings_add(&checking->report.findings, RSM_FINDING_DATABASE, NULL);

    rsm_finding_name(finding, "%s", checking->folders.database);
    rsm_finding_find(finding, "%s", sentence);
}

static rsm_error tell_no_right(struct checking *checking)
{
    struct rsm_finding *finding =
        rsm_findings_add(&checking->report.findings, RSM_FINDING_FOLDER, NULL);

    rsm_finding_name(finding, "%s", checking->folders.database);
    rsm_finding_find(finding, "this account may not open it, or not write it");
    return ERROR_SUCCESS;
}

/* Before a session is opened, which would put a damaged file aside. */
static rsm_error check_file(struct checking *checking)
{
    struct rsm_check_report *report = &checking->report;
    const struct rsm_folders *folders = &checking->folders;
    size_t faults = 0;
    rsm_error err = rsm_system_find_folders(&checking->folders);

    if (err != ERROR_SUCCESS)
        return rsm_run_fail(checking->run, err,
                            "no folder is known for the database; name one in NTMS_DATA");
    report->folder = folders->data;
    report->has_database = folders->database[0] == '\0' || rsm_paths_exists(folders->database);
    report->is_complete = report->has_database;
    if (!report->has_database || folders->database[0] == '\0')
        return ERROR_SUCCESS;
    try_folder(checking, folders->data);
    if (rsm_paths_exists(folders->locks))
        try_folder(checking, folders->locks);
    show_live(checking, "Reading the database file", "");
    err = rsm_integrity_check(folders->database, tell_damage, checking, &faults);
    clear_live(checking);
    report->is_file_read = err == ERROR_SUCCESS;
    if (err == ERROR_ACCESS_DENIED)
        err = tell_no_right(checking);
    report->is_complete = report->findings.count == 0;
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(checking->run, err, "the database file %s cannot be read",
                            folders->database);
    return ERROR_SUCCESS;
}

/* ---- records and libraries ---- */

static void tell_fault(void *context, const struct rsm_record *object, const char *sentence)
{
    struct checking *checking = context;
    struct rsm_finding *finding =
        rsm_findings_add(&checking->report.findings, RSM_FINDING_RECORD, NULL);
    char name[RSM_DISPLAY_TEXT];
    char guid[RSM_DISPLAY_GUID];

    rsm_display_text(object->info.szName, NTMS_OBJECTNAME_LENGTH, name);
    rsm_display_guid(&object->info.ObjectGuid, guid);
    rsm_finding_name(finding, "%s \"%.150s\" %s", rsm_object_type_name(object->info.dwType), name,
                     guid);
    rsm_finding_find(finding, "%s", sentence);
    if (finding != NULL)
        finding->object = object->info.ObjectGuid;
}

static rsm_error check_records(struct checking *checking)
{
    struct rsm_session *session;
    size_t faults = 0;
    rsm_error err = rsm_session_get(checking->run->session, &session);

    if (err != ERROR_SUCCESS)
        return err;
    show_live(checking, "Reading the records", "");
    err = rsm_invariants_check(session->rsm, tell_fault, checking, &faults);
    clear_live(checking);
    rsm_session_release(session);
    return err;
}

static void tell_library(void *context, const char *library)
{
    show_live(context, "Asking library ", library);
}

static rsm_error check_libraries(struct checking *checking)
{
    bool all = rsm_guid_is_null(&checking->library);
    rsm_error err;

    show_live(checking, "Looking for the devices of libraries", "");
    err = rsm_system_examine(all ? NULL : &checking->library, tell_library, checking,
                             &checking->report.examination);
    clear_live(checking);
    return err;
}

/* Which library is meant; asked once. */
static rsm_error find_library(struct checking *checking)
{
    NTMS_OBJECTINFORMATIONW library;
    rsm_error err = ERROR_SUCCESS;

    if (!rsm_guid_is_null(&checking->library))
        return ERROR_SUCCESS;
    err = rsm_named_find_pair(checking->run, "l", NTMS_LIBRARY, &library);
    if (err == ERROR_SUCCESS && library.dwType == NTMS_LIBRARY)
        checking->library = library.ObjectGuid;
    return err;
}

/* With a session that keeps its hands off: it stays open.  What failed has been said. */
static rsm_error check_all(struct checking *checking)
{
    struct rsm_run *run = checking->run;
    rsm_error err = check_file(checking);

    checking->is_done = err == ERROR_SUCCESS && !checking->report.is_complete;
    if (err != ERROR_SUCCESS || checking->is_done)
        return err;
    err = rsm_run_open_session(run);
    if (err == ERROR_SUCCESS)
        err = find_library(checking);
    if (err != ERROR_SUCCESS)
        return err;
    err = check_records(checking);
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "the records cannot be checked");
    err = check_libraries(checking);
    if (err == ERROR_SUCCESS && checking->report.findings.is_short_of_memory)
        err = ERROR_NOT_ENOUGH_MEMORY;
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "the libraries cannot be compared with their records");
    checking->is_done = true;
    return ERROR_SUCCESS;
}

/* ---- repair: nothing but reading again ---- */

static void close_session(struct rsm_run *run)
{
    if (run->session != INVALID_HANDLE_VALUE)
        (void)CloseNtmsSession(run->session);
    run->session = INVALID_HANDLE_VALUE;
}

static void tell_part(struct rsm_run *run, const NTMS_LIBREQUESTINFORMATIONW *part, size_t done,
                      size_t all, void *context)
{
    struct rsm_cartridge cartridge;
    char subject[RSM_DOING_SUBJECT];

    (void)context;
    rsm_doing_medium(run->session, part, &cartridge);
    rsm_doing_subject(run->session, part, &cartridge, subject);
    rsm_output_print(run->out, "  [%zu of %zu] %s: ", done, all, subject);
    if (part->State == NTMS_LM_FAILED)
        rsm_output_print(run->out, "failed: %s (error %u)\n", rsm_error_text(part->dwErrorCode),
                         (unsigned)part->dwErrorCode);
    else
        rsm_output_print(run->out, "%s\n",
                         part->State == NTMS_LM_PASSED ? "read"
                                                       : rsm_display_request_state(part->State));
}

static rsm_error take_inventory(struct checking *checking, struct rsm_follow *follow,
                                const struct rsm_examined *library)
{
    struct rsm_run *run = checking->run;
    struct rsm_follow_result result;
    GUID id = library->library;
    rsm_error err = InventoryNtmsLibrary(run->session, &id, NTMS_INVENTORY_FAST);
    bool was_queued;

    follow->part = tell_part;
    if (err == ERROR_SUCCESS)
        err = rsm_follow_to_end(follow);
    was_queued = err == ERROR_SUCCESS && rsm_follow_get(follow, 0, &result);
    if (was_queued && result.state != NTMS_LM_PASSED)
        err = result.state == NTMS_LM_FAILED ? result.error : ERROR_CANCELLED;
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "no inventory of \"%s\" can be taken", library->name);
    if (was_queued) /* what whoever begins to run the library sees by itself is read before */
        rsm_output_print(run->out, "  inventory finished\n");
    checking->inventories += was_queued ? 1 : 0;
    return ERROR_SUCCESS;
}

struct identification {
    HANDLE session;
    GUID slot;
};

static rsm_error identify(void *context)
{
    struct identification *identification = context;

    return IdentifyNtmsSlot(identification->session, &identification->slot,
                            NTMS_DISMOUNT_IMMEDIATE);
}

static rsm_error read_label(struct checking *checking, struct rsm_follow *follow,
                            const struct rsm_finding *finding)
{
    struct rsm_run *run = checking->run;
    struct identification identification = {.session = run->session, .slot = finding->object};
    rsm_error err = rsm_follow_call(follow, identify, &identification);

    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "the cartridge in %s cannot be identified", finding->subject);
    rsm_output_print(run->out, "  %s: label read\n", finding->subject);
    checking->labels++;
    return ERROR_SUCCESS;
}

/* An inventory, then the labels that are in doubt all the same: it believes a place that stays full.  The first
 * error; the rest is done. */
static rsm_error reread_library(struct checking *checking, const struct rsm_examined *library)
{
    const struct rsm_findings *findings = &checking->report.examination.findings;
    struct rsm_follow follow;
    rsm_error failure = rsm_follow_begin(checking->run, &follow);
    bool is_followed = failure == ERROR_SUCCESS;
    rsm_error err;

    rsm_output_print(checking->run->out, "Reading again what is in library \"%s\":\n",
                     library->name);
    if (!is_followed)
        (void)rsm_run_fail(checking->run, failure, "what becomes of it cannot be followed");
    else
        failure = take_inventory(checking, &follow, library);
    for (size_t i = 0; is_followed && i < findings->count; i++) {
        const struct rsm_finding *finding = &findings->list[i];

        if (!rsm_guid_equal(&finding->library, &library->library) ||
            finding->kind != RSM_FINDING_BAR_CODE_UNREAD)
            continue;
        err = read_label(checking, &follow, finding);
        failure = failure == ERROR_SUCCESS ? err : failure;
    }
    rsm_follow_end(&follow);
    return failure;
}

/* As any other program: this session runs the libraries that nobody does. */
static rsm_error reread(struct checking *checking)
{
    const struct rsm_check_report *report = &checking->report;
    rsm_error failure = ERROR_SUCCESS;
    rsm_error err;

    close_session(checking->run);
    rsm_system_keep_hands_off(false);
    failure = rsm_run_open_session(checking->run);
    for (size_t i = 0; i < report->examination.count; i++) {
        if (checking->run->session == INVALID_HANDLE_VALUE ||
            !rsm_check_report_wants_inventory(report, &report->examination.libraries[i]))
            continue;
        err = reread_library(checking, &report->examination.libraries[i]);
        failure = failure == ERROR_SUCCESS ? err : failure;
    }
    close_session(checking->run);
    rsm_system_keep_hands_off(true);
    return failure;
}

static bool wants_rereading(const struct rsm_check_report *report)
{
    for (size_t i = 0; i < report->examination.count; i++) {
        if (rsm_check_report_wants_inventory(report, &report->examination.libraries[i]))
            return true;
    }
    return false;
}

/* What was wrong before goes to "repair"; then all is checked again. */
static rsm_error repair(struct checking *checking)
{
    struct rsm_json json = rsm_json_object(checking->run->json, "repair");
    rsm_error failure = ERROR_SUCCESS;
    rsm_error err = ERROR_SUCCESS;

    rsm_check_report_fill(&checking->report, json);
    if (wants_rereading(&checking->report)) {
        rsm_check_report_print(&checking->report, checking->run->out);
        rsm_output_print(checking->run->out, "\n");
        failure = reread(checking);
        rsm_output_print(checking->run->out, "\n");
        rsm_check_report_free(&checking->report);
        checking->is_done = false;
        err = check_all(checking);
    }
    rsm_json_number(json, "inventories_taken", checking->inventories);
    rsm_json_number(json, "labels_read", checking->labels);
    return err == ERROR_SUCCESS ? failure : err;
}

/* ---- the command ---- */

static void tell_end(struct checking *checking, bool repaired)
{
    const struct rsm_output *out = checking->run->out;
    size_t count = rsm_check_report_count(&checking->report);

    if (!checking->report.has_database)
        return;
    rsm_output_print(out, "\n");
    if (count == 0)
        rsm_output_print(out, "Nothing is wrong.\n");
    else if (repaired)
        rsm_output_print(out, "Findings that remain: %zu.\n", count);
    else
        rsm_output_print(out, "Findings: %zu. Nothing was changed%s.\n", count,
                         wants_rereading(&checking->report)
                             ? "; rsm check /repair reads again what is in doubt"
                             : "");
}

static rsm_error run_check(struct rsm_run *run)
{
    struct checking checking = {.run = run, .live = {.output = run->err}};
    bool repairs = rsm_arguments_has(&run->arguments, "repair");
    rsm_error err = check_all(&checking);

    if (err == ERROR_SUCCESS && repairs)
        err = repair(&checking);
    if (checking.is_done) {
        rsm_check_report_print(&checking.report, run->out);
        rsm_check_report_fill(&checking.report, run->json);
    }
    if (err == ERROR_SUCCESS) {
        tell_end(&checking, repairs);
        rsm_json_flag(run->json, "sound", rsm_check_report_count(&checking.report) == 0);
    }
    if (err == ERROR_SUCCESS && rsm_check_report_count(&checking.report) > 0)
        err = NOT_SOUND;
    rsm_check_report_free(&checking.report);
    return err;
}

static const struct rsm_switch check_switches[] = {
    RSM_NAMED_PAIR("l", "library", false, "compare this library alone, by its GUID",
                   "compare this library alone, by its name"),
    {.name = "repair",
     .help = "read again what is in doubt: take an inventory (fast) of each library in which "
             "something was found, or that another program works with, read labels where bar "
             "codes cannot tell, and check again"},
    {.name = NULL},
};

const struct rsm_subcommand rsm_subcommand_check = {
    .name = "check",
    .subject = RSM_SUBJECT_DATABASE,
    .summary = "Find what is wrong with the database and the libraries",
    .switches = check_switches,
    .details =
        "Looked at are the data folder, the database file, the records, movements that were "
        "interrupted, and what each library says it holds. Nothing is changed and nothing moves; a "
        "library that another program works with is not asked.\n"
        "With /repair nothing but reading is asked for, though cartridges move to drives for it, "
        "and "
        "records follow what is certain. As after any inventory, a medium that is certainly not "
        "there is offline until it comes back; only of one that belongs to nobody, in Import or "
        "Unrecognized, no record is kept meanwhile.\n"
        "The exit status is 0 when nothing is wrong, 1 when something is, or was still after "
        "/repair.",
    .has_facts = true,
    .keeps_hands_off = true,
    .run = run_check,
};
