/*
 * The policy for requests that nobody answers, and where it is kept.
 */
#include "core/unattended.h"

#include "core/access.h"
#include "core/session.h"
#include "platform/log.h"
#include "platform/paths.h"
#include "platform/registry.h"
#include "platform/text.h"
#include "store/settings.h"

#include <string.h>

#define VARIABLE       "NTMS_OPERATOR"
#define REGISTRY_VALUE "OperatorTimeout"
#define SETTING        "operator timeout" /* in the database; seconds, WAIT = wait */
#define WAIT           0xFFFFFFFFu
#define REFUSE         "refuse:"

/* ---- words ---- */

/* Digits alone, fewer than WAIT. */
static bool read_seconds(const char *text, uint32_t *seconds_out)
{
    uint64_t number = 0;

    for (const char *c = text; *c != '\0'; c++) {
        if (*c < '0' || *c > '9')
            return false;
        number = number * 10 + (uint64_t)(*c - '0');
        if (number >= WAIT)
            return false;
    }
    *seconds_out = (uint32_t)number;
    return text[0] != '\0';
}

bool rsm_unattended_parse(const char *text, struct rsm_unattended *policy_out)
{
    char word[sizeof REFUSE];
    uint32_t seconds = 0;
    bool refuses = strlen(text) >= strlen(REFUSE);

    if (refuses) {
        memcpy(word, text, strlen(REFUSE));
        word[strlen(REFUSE)] = '\0';
        refuses = rsm_text_same_word(word, REFUSE) && read_seconds(text + strlen(REFUSE), &seconds);
    }
    if (!refuses && !rsm_text_same_word(text, "wait"))
        return false;
    policy_out->refuses = refuses;
    policy_out->seconds = seconds;
    return true;
}

const char *rsm_unattended_source_name(enum rsm_unattended_source source)
{
    switch (source) {
    case RSM_UNATTENDED_ENVIRONMENT:
        return VARIABLE;
    case RSM_UNATTENDED_REGISTRY:
        return "the registry value " REGISTRY_VALUE;
    case RSM_UNATTENDED_DATABASE:
        return "rsm operator";
    case RSM_UNATTENDED_DEFAULT:
        break;
    }
    return "nobody";
}

/* ---- the machine ---- */

static void set_seconds(uint32_t seconds, enum rsm_unattended_source source,
                        struct rsm_unattended *policy_out)
{
    policy_out->refuses = seconds != WAIT;
    policy_out->seconds = seconds != WAIT ? seconds : 0;
    policy_out->source = source;
}

static bool read_environment(struct rsm_unattended *policy_out)
{
    char text[64];
    rsm_error err = rsm_paths_environment(VARIABLE, text, sizeof text);

    if (err == ERROR_NOT_FOUND)
        return false;
    if (err == ERROR_SUCCESS && rsm_unattended_parse(text, policy_out)) {
        policy_out->source = RSM_UNATTENDED_ENVIRONMENT;
        return true;
    }
    rsm_log(RSM_LOG_WARNING, "core",
            "the environment variable " VARIABLE
            " is ignored: it must be wait or refuse:SECONDS%s%s",
            err == ERROR_SUCCESS ? ", not " : "", text);
    return false;
}

static bool read_registry(struct rsm_unattended *policy_out)
{
    uint32_t seconds = 0;
    rsm_error err = rsm_registry_number(REGISTRY_VALUE, &seconds);

    if (err == ERROR_SUCCESS)
        set_seconds(seconds, RSM_UNATTENDED_REGISTRY, policy_out);
    else if (err != ERROR_NOT_FOUND)
        rsm_log(RSM_LOG_WARNING, "core",
                "the registry value " REGISTRY_VALUE
                " is ignored: it must be a REG_DWORD with a "
                "number of seconds");
    return err == ERROR_SUCCESS;
}

void rsm_unattended_read_machine(struct rsm_unattended *policy_out)
{
    memset(policy_out, 0, sizeof *policy_out);
    if (!read_environment(policy_out))
        (void)read_registry(policy_out);
}

/* ---- the database ---- */

rsm_error rsm_unattended_get(struct rsm *rsm, struct rsm_unattended *policy_out)
{
    uint32_t seconds;
    rsm_error err;

    *policy_out = rsm->unattended;
    if (policy_out->source != RSM_UNATTENDED_DEFAULT)
        return ERROR_SUCCESS;
    err = rsm_settings_get_number(rsm->store, SETTING, &seconds);
    if (err == ERROR_SUCCESS)
        set_seconds(seconds, RSM_UNATTENDED_DATABASE, policy_out);
    return err == ERROR_NOT_FOUND ? ERROR_SUCCESS : err;
}

rsm_error rsm_unattended_set(struct rsm_session *session, const struct rsm_unattended *policy)
{
    struct rsm_store *store = session->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_access_check_computer(session, NTMS_CONTROL_ACCESS);
    if (err == ERROR_SUCCESS)
        err = rsm_settings_set_number(store, SETTING, policy->refuses ? policy->seconds : WAIT);
    return rsm_store_end(store, err);
}
