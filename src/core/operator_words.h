/*
 * Operator requests in words, for the log and for people.
 */
#ifndef RSM_CORE_OPERATOR_WORDS_H
#define RSM_CORE_OPERATOR_WORDS_H

#include "core/rsm.h"
#include "platform/log.h"

enum { RSM_OPERATOR_WORDS = 2048 };

/* What the person is asked for, in UTF-8, as it came into the names of objects: "a cleaning cartridge is needed
 * in ...".  Wants an open transaction. */
void rsm_operator_describe(struct rsm *rsm, const NTMS_OPREQUESTINFORMATIONW *request,
                           char words_out[RSM_OPERATOR_WORDS]);

/* One line: the request's identifier, what happened to it ("is refused"; NULL = it was raised, and who
 * asks is said), what the person is asked for, and its message.  Wants an open transaction. */
void rsm_operator_say(struct rsm *rsm, const struct rsm_record *request, enum rsm_log_level level,
                      const char *event);

#endif
