/*
 * The simulated library (support/simulated_library.h) behind a transport that spoils its answers, as rules out of a
 * fuzzer's input say: so a hostile device is polite as long as it takes to get deep.
 *
 * A rule has ten bytes: which command (by an index; 0 = any), which logical unit (from 128 on: any), how many that fit
 * pass first, how many are struck (255 = all), what happens, and two numbers and a byte for it.  The first rule
 * that fits a command counts.  What follows the rules are bytes that answers and sense data are taken from.
 */
#ifndef TESTS_FUZZ_SPOILT_LIBRARY_H
#define TESTS_FUZZ_SPOILT_LIBRARY_H

#include "input.h"
#include "scsi/command.h"
#include "scsi/transport.h"

#include <stdbool.h>
#include <stdint.h>

enum { SPOILT_RULES_MAX = 32 };

/* Take so many rules, and all bytes behind them, which must live until spoilt_end().  The clock is moved by what takes
 * time; shared: programs open devices by name (rsm_sim_shared_transport). */
void spoilt_begin(struct input *input, unsigned rules, const struct rsm_waiting *clock,
                  bool shared);

/* No rule strikes any more: the library is polite from now on. */
void spoilt_end(void);

/* Commands that were sent since spoilt_begin(). */
unsigned spoilt_commands(void);

/* What is put in the place of the simulator's own. */
const struct rsm_transport *spoilt_transport(void);

#endif
