/*
 * What administrators have done with devices: all shown, libraries compared with their records, addresses
 * attached and detached.
 */
#include <string.h>

#include "core/access.h"
#include "work/attach.h"
#include "work/discover.h"
#include "work/survey.h"
#include "work/system.h"
#include "work/system_use.h"

/* ---- showing ---- */

/* The three steps of a survey; the lock is let go of while devices are asked. */
static rsm_error ask_everything(struct rsm_instance *system, struct rsm_survey *survey)
{
    rsm_error err = rsm_survey_begin(system, survey);

    rsm_system_leave_lock();
    if (err == ERROR_SUCCESS)
        err = rsm_survey_ask(&system->options, RSM_SYSTEM_LOOK_MS, survey);
    rsm_system_take_lock();
    return err == ERROR_SUCCESS ? rsm_survey_end(system, survey) : err;
}

static rsm_error survey(struct rsm_instance *system, void *context)
{
    return ask_everything(system, context);
}

rsm_error rsm_system_survey(struct rsm_survey *survey_out)
{
    memset(survey_out, 0, sizeof *survey_out);
    return rsm_system_use(survey, survey_out);
}

/* ---- comparing ---- */

struct comparing {
    const GUID *library;
    rsm_examine_told *told;
    void *context;
    struct rsm_examination *examination;
};

static rsm_error examine(struct rsm_instance *system, void *context)
{
    const struct comparing *asked = context;
    struct rsm_survey survey = {.count = 0};
    bool led = !system->options.hands_off;
    rsm_error err = rsm_examine_list(&system->rsm, asked->library, asked->examination);

    if (err == ERROR_SUCCESS && !led && rsm_examine_wants_devices(&system->rsm, asked->examination))
        err = ask_everything(system, &survey);
    rsm_system_leave_lock();
    if (err == ERROR_SUCCESS)
        err = rsm_examine(&system->rsm, &system->options, &survey, led, asked->told, asked->context,
                          asked->examination);
    rsm_system_take_lock();
    rsm_survey_free(&survey);
    return err;
}

rsm_error rsm_system_examine(const GUID *library, rsm_examine_told *told, void *context,
                             struct rsm_examination *examination_out)
{
    struct comparing asked = {
        .library = library, .told = told, .context = context, .examination = examination_out};

    memset(examination_out, 0, sizeof *examination_out);
    return rsm_system_use(examine, &asked);
}

/* ---- attaching ---- */

/* Is a changer or a tape drive there?  Of the system's devices: who is there.  Lets go of the lock meanwhile. */
static rsm_error try_address(struct rsm_instance *system, const char *address,
                             struct rsm_discovery *discovery_out)
{
    struct rsm_chosen chosen = {0};
    struct rsm_known_quirks quirks = {0};
    const struct rsm_foreknown foreknown = {.chosen = &chosen, .quirks = &quirks};
    rsm_error err = rsm_chosen_copy(&system->chosen, &chosen);

    if (err == ERROR_SUCCESS)
        err = rsm_known_quirks_load(&system->rsm, &quirks);
    rsm_system_leave_lock();
    if (err == ERROR_SUCCESS && rsm_attach_is_of_system(&system->options, address))
        err = rsm_attach_ask(&system->options, address, RSM_SYSTEM_LOOK_MS, discovery_out);
    else if (err == ERROR_SUCCESS)
        err = rsm_discover(&system->options, &address, 1, RSM_SYSTEM_LOOK_MS, &foreknown,
                           discovery_out);
    rsm_system_take_lock();
    rsm_chosen_free(&chosen);
    rsm_known_quirks_free(&quirks);
    if (err != ERROR_SUCCESS)
        return err;
    return discovery_out->found_count > 0 ? ERROR_SUCCESS : discovery_out->answers[0].error;
}

/* May this session change which devices there are? */
static rsm_error check_control(struct rsm_session *session)
{
    struct rsm_store *store = session->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_READ);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store, rsm_access_check_computer(session, NTMS_CONTROL_ACCESS));
    return err;
}

struct change {
    struct rsm_session *session;
    const char *address;
    bool anyway; /* attach it although nothing answers there */
};

static rsm_error attach(struct rsm_instance *system, void *context)
{
    const struct change *wanted = context;
    struct rsm_discovery discovery = {0};
    rsm_error err = check_control(wanted->session);

    if (err == ERROR_SUCCESS)
        err = try_address(system, wanted->address, &discovery);
    if (err != ERROR_SUCCESS && err != ERROR_BAD_PATHNAME && wanted->anyway &&
        discovery.answer_count > 0)
        err = ERROR_SUCCESS;
    if (err == ERROR_SUCCESS)
        err = rsm_attach_keep(wanted->session, &system->options, wanted->address, &discovery);
    rsm_discovery_free(&discovery);
    if (err == ERROR_SUCCESS)
        err = rsm_instance_list_targets(system);
    if (err != ERROR_SUCCESS)
        return err;
    rsm_system_leave_gone(system);
    return rsm_system_look(system, RSM_SYSTEM_LOOK_MS);
}

static rsm_error detach(struct rsm_instance *system, void *context)
{
    const struct change *wanted = context;
    struct rsm_discovery discovery = {0};
    rsm_error err = check_control(wanted->session);

    if (err == ERROR_SUCCESS && rsm_attach_is_of_system(&system->options, wanted->address))
        (void)try_address(system, wanted->address, &discovery);
    if (err == ERROR_SUCCESS)
        err = rsm_attach_drop(wanted->session, &system->options, wanted->address, &discovery);
    rsm_discovery_free(&discovery);
    if (err == ERROR_SUCCESS)
        err = rsm_instance_list_targets(system);
    if (err != ERROR_SUCCESS)
        return err;
    rsm_system_leave_gone(system);
    if (rsm_attach_is_of_system(&system->options,
                                wanted->address)) /* what may be a drive, may not any more */
        err = rsm_system_look(system, RSM_SYSTEM_LOOK_MS);
    return err;
}

rsm_error rsm_system_attach(struct rsm_session *session, const char *address, bool anyway)
{
    struct change wanted = {.session = session, .address = address, .anyway = anyway};

    return rsm_system_use(attach, &wanted);
}

rsm_error rsm_system_detach(struct rsm_session *session, const char *address)
{
    struct change wanted = {.session = session, .address = address};

    return rsm_system_use(detach, &wanted);
}
