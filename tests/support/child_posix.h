/*
 * Child processes for tests of several processes on one database.  In a child no assertion is heard: what
 * fails there ends it with a status of its own.
 */
#ifndef RSM_TESTS_SUPPORT_CHILD_POSIX_H
#define RSM_TESTS_SUPPORT_CHILD_POSIX_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct child {
    pid_t id;
    int from; /* what it writes */
};

/* Run act(pipe) in a child, which then ends. */
struct child begin_child(void (*act)(int to));

/* A byte of the child; false when it ended. */
bool hear_child(struct child child);

/* So many bytes of it. */
bool hear_bytes(struct child child, void *bytes_out, size_t size);

/* In the child: say a byte, or some. */
void say(int to);
void say_bytes(int to, const void *bytes, size_t size);

/* Its exit status, or minus the signal that ended it. */
int end_child(struct child child);

#endif
