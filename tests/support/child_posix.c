/*
 * Children.
 */
#include "support/child_posix.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sys/wait.h>
#include <unistd.h>

struct child begin_child(void (*act)(int to))
{
    struct child child;
    int ends[2];

    assert_int_equal(pipe(ends), 0);
    child.id = fork();
    assert_true(child.id >= 0);
    if (child.id == 0) {
        close(ends[0]);
        act(ends[1]);
        _exit(0);
    }
    close(ends[1]);
    child.from = ends[0];
    return child;
}

bool hear_bytes(struct child child, void *bytes_out, size_t size)
{
    size_t heard = 0;

    while (heard < size) {
        ssize_t count = read(child.from, (char *)bytes_out + heard, size - heard);

        if (count <= 0)
            return false;
        heard += (size_t)count;
    }
    return true;
}

bool hear_child(struct child child)
{
    char byte;

    return hear_bytes(child, &byte, 1);
}

void say_bytes(int to, const void *bytes, size_t size)
{
    if (write(to, bytes, size) != (ssize_t)size)
        _exit(2);
}

void say(int to)
{
    say_bytes(to, "x", 1);
}

int end_child(struct child child)
{
    int status;

    assert_int_equal(waitpid(child.id, &status, 0), child.id);
    close(child.from);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}
