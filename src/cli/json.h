/*
 * Facts as JSON, for programs that read what rsm prints.  Jansson writes it; only json.c and quirk_file.c, which reads some, know so.
 *
 * A command fills the document beside its text, in one pass: with /json the text goes nowhere, without
 * it the document is nothing, and each of these functions accepts nothing and then does nothing.  What
 * names and values there are is documented in docs/json, a schema for each command.
 *
 *     struct rsm_json media = rsm_json_array(run->json, "media");
 *     struct rsm_json medium = rsm_json_object(media, NULL);
 *     rsm_json_text(medium, "name", name);
 *
 * When memory ends the document is not printed at all: rsm_json_document_write() says so.
 */
#ifndef RSM_CLI_JSON_H
#define RSM_CLI_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/output.h"
#include "ntmsapi.h"
#include "platform/error.h"

struct rsm_json_document; /* and everything in it; freed at once */

/* An object or array of a document; as {0} it is nothing. */
struct rsm_json {
    struct json_t *value;
    struct rsm_json_document *document;
};

/* A document that is an object.  NULL when memory ends.  Free with rsm_json_document_free(), which accepts
 * NULL. */
struct rsm_json_document *rsm_json_document_make(void);
void rsm_json_document_free(struct rsm_json_document *document);
struct rsm_json rsm_json_root(struct rsm_json_document *document);

/* Print it and a line end: on one line, or for people too.  ERROR_NOT_ENOUGH_MEMORY, and nothing printed,
 * when anything of it did not find room. */
rsm_error rsm_json_document_write(const struct rsm_json_document *document, bool on_one_line,
                                  const struct rsm_output *output);

/*
 * A value in an object, under its key, or at the end of an array, where key is NULL.  A key that is there
 * already is replaced.
 */
struct rsm_json rsm_json_object(struct rsm_json in, const char *key);
struct rsm_json rsm_json_array(struct rsm_json in, const char *key);
void rsm_json_text(struct rsm_json in, const char *key,
                   const char *text); /* UTF-8; made harmless (rsm_width_clean) */
void rsm_json_wide(struct rsm_json in, const char *key, const WCHAR *text, size_t room);
void rsm_json_number(struct rsm_json in, const char *key, uint64_t number);
void rsm_json_integer(struct rsm_json in, const char *key, int64_t number);
void rsm_json_seconds(struct rsm_json in, const char *key, double seconds); /* three decimals */
void rsm_json_flag(struct rsm_json in, const char *key, bool flag);
void rsm_json_guid(struct rsm_json in, const char *key,
                   const GUID *id); /* 32 digits; null for the null GUID */
void rsm_json_date(struct rsm_json in, const char *key,
                   const SYSTEMTIME *date); /* "2026-01-15T12:00:05Z", or null */
void rsm_json_null(struct rsm_json in, const char *key);

#endif
