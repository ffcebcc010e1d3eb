/*
 * What programs, and people at a library, do in a row, as a fuzzer's input says: two bytes a deed.
 */
#ifndef TESTS_FUZZ_LIBRARY_CALLS_H
#define TESTS_FUZZ_LIBRARY_CALLS_H

#include "input.h"
#include "support/fixture.h"

/* Do that many deeds in the fixture's library, with what can run run in between. */
void call_library(struct fixture *f, struct input *input, unsigned deeds);

#endif
