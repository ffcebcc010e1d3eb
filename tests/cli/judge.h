/*
 * A judge of JSON documents: their schemas, and a validator that nobody here wrote.
 */
#ifndef RSM_TESTS_CLI_JUDGE_H
#define RSM_TESTS_CLI_JUDGE_H

#include "cli/capture.h"

/* Fails the test unless what was captured is a document as the schema of its command says.  event_of: each line
 * is an event of that command; NULL = it is one document.  On Windows nobody judges: the documents are the same. */
void judge_document(const struct capture *capture, const char *event_of);

#endif
