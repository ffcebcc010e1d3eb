/*
 * What becomes of a request to a person when nobody is there: it waits for its answer, as documented, or is
 * refused after some time.  It applies to every pending operator request, of Removable Storage and of
 * applications alike.
 *
 * Said by the first of: the environment variable NTMS_OPERATOR ("wait", "refuse:SECONDS"); the registry
 * value OperatorTimeout (seconds; 0xFFFFFFFF = wait), both read when the first session opens; and the
 * database, where rsm operator keeps it for all programs.
 */
#ifndef RSM_CORE_UNATTENDED_H
#define RSM_CORE_UNATTENDED_H

#include "platform/error.h"

#include <stdbool.h>
#include <stdint.h>

struct rsm;
struct rsm_session;

enum rsm_unattended_source {
    RSM_UNATTENDED_DEFAULT, /* nobody said anything */
    RSM_UNATTENDED_DATABASE,
    RSM_UNATTENDED_REGISTRY,
    RSM_UNATTENDED_ENVIRONMENT
};

struct rsm_unattended {
    bool refuses;
    uint32_t seconds; /* from the submission on; 0 = at once */
    enum rsm_unattended_source source;
};

/* "wait" or "refuse:SECONDS", in upper or lower case.  False for anything else; the source stays. */
bool rsm_unattended_parse(const char *text, struct rsm_unattended *policy_out);

/* What environment and registry say, else RSM_UNATTENDED_DEFAULT.  What cannot be understood is said in the
 * log, and counts as not said. */
void rsm_unattended_read_machine(struct rsm_unattended *policy_out);

/* The policy that counts now.  Wants an open transaction. */
rsm_error rsm_unattended_get(struct rsm *rsm, struct rsm_unattended *policy_out);

/* Keep it in the database; it counts at once unless environment or registry say something.
 * ERROR_ACCESS_DENIED (no CONTROL on the computer).  Has its own transaction. */
rsm_error rsm_unattended_set(struct rsm_session *session, const struct rsm_unattended *policy);

/* Who said it, for a person: "NTMS_OPERATOR", "the registry value OperatorTimeout" ... */
const char *rsm_unattended_source_name(enum rsm_unattended_source source);

#endif
