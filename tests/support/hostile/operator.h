/*
 * What an operator does (README.md): one line.
 */
#ifndef RSM_TEST_HOSTILE_OPERATOR_H
#define RSM_TEST_HOSTILE_OPERATOR_H

#include "support/hostile/library.h"

bool hostile_operator_line(struct hostile_target *target, struct hostile_words *words);

#endif
