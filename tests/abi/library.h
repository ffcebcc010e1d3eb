/*
 * A built library as its callers see it: opened by name, with the names that it exports.
 * What cannot be opened or understood fails the test.
 */
#ifndef ABI_LIBRARY_H
#define ABI_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

typedef void (*library_function)(void);

struct library;

/* Opens it the way late-binding programs do.  The caller's until library_close(). */
struct library *library_open(const char *path);

/* The function of that name as a caller finds it, or NULL. */
library_function library_find(const struct library *library, const char *name);

/* The name at index among all exported ones, in the library's order; NULL after the last. */
const char *library_name(const struct library *library, size_t index);

/* Whether a name may be exported beside the 75, because this system has no such function. */
bool library_is_substitute(const char *name);

/* Accepts NULL. */
void library_close(struct library *library);

#endif
