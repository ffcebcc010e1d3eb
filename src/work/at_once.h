/* Many questions to devices at once, so that one that is silent keeps nobody from being heard in time. */
#ifndef RSM_WORK_AT_ONCE_H
#define RSM_WORK_AT_ONCE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Call job(context, index) for every index below count, on up to 257 threads, and return when all have
 * ended.  one_by_one: on this thread alone.  Where no thread can be had those there are do all of it.
 */
void rsm_at_once(bool one_by_one, size_t count, void (*job)(void *context, size_t index),
                 void *context);

#endif
