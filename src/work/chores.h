/*
 * What the worker of a library does now and then without being asked: what is over is ended, what waits for
 * a person is looked at.
 */
#ifndef RSM_WORK_CHORES_H
#define RSM_WORK_CHORES_H

#include "work/library.h"

enum { RSM_CHORES_MS = 1000 /* how often */ };

/* Do each once.  True when one of them changed something: there may be work to do now.  The caller is the
 * one thread that keeps the library, and nobody else does chores meanwhile. */
bool rsm_chores_run(struct rsm_library *library);

#endif
