/*
 * Requests to a person as rsm shows them: what is wanted in words, and a handle to answer by.
 */
#ifndef RSM_CLI_ASKED_H
#define RSM_CLI_ASKED_H

#include <stdbool.h>

#include "cli/display.h"
#include "cli/run.h"
#include "core/operator_words.h"

struct rsm_asked {
    GUID id;
    NTMS_OPREQUESTINFORMATIONW info;
    char handle[RSM_DISPLAY_GUID];  /* the first digits of its GUID, which no other request has */
    char words[RSM_OPERATOR_WORDS]; /* "a cleaning cartridge is needed in ...", made harmless */
    char by[3 * RSM_DISPLAY_TEXT + 16]; /* "Backup (alice on SRV1)" */
    char message[RSM_DISPLAY_TEXT];     /* "" = none */
};

struct rsm_asked_list {
    struct rsm_asked *requests;
    size_t count;
    size_t room;
};

/* All of them, in the order in which they were made, also those that have their answer.  Free with
 * rsm_asked_free(), which accepts an empty one; on failure it is empty.  Errors as EnumerateNtmsObject
 * and GetNtmsObjectInformation, ERROR_NOT_ENOUGH_MEMORY. */
rsm_error rsm_asked_read(struct rsm_run *run, struct rsm_asked_list *list_out);
void rsm_asked_free(struct rsm_asked_list *list);

/* One alone; its handle has the usual length.  ERROR_OBJECT_NOT_FOUND. */
rsm_error rsm_asked_describe(struct rsm_run *run, const GUID *id, struct rsm_asked *request_out);

/*
 * The request that a person names by its GUID or by the beginning of it, with or without dashes and braces.
 * What goes wrong has been said on standard error: ERROR_OBJECT_NOT_FOUND (none, or several begin so).
 */
rsm_error rsm_asked_find(struct rsm_run *run, const char *beginning, struct rsm_asked *request_out);

/* Has nobody answered it yet? */
bool rsm_asked_is_open(const struct rsm_asked *request);

/* "open", "completed" or "refused". */
const char *rsm_asked_state(const struct rsm_asked *request);

/* How a person does what is wanted, where a command helps; "" else. */
const char *rsm_asked_how(const struct rsm_asked *request);

/* All that is known of it, into an object of a document. */
void rsm_asked_write(struct rsm_run *run, struct rsm_json object, const struct rsm_asked *request);

/* The library that it is about, in library_out.  False when there is none. */
bool rsm_asked_library(struct rsm_run *run, const struct rsm_asked *request,
                       NTMS_OBJECTINFORMATIONW *library_out);

#endif
