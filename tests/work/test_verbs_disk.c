/*
 * The disk fails, is full, or cannot be read from some write or read of each verb on, until it is mended.
 */
#include "support/faulty_disk.h"
#include "work/weaknesses.h"

enum { ONE_OF = 47 };

static void fail(unsigned number)
{
    faulty_disk_at(DISK_FAILS, number);
}

static void be_full(unsigned number)
{
    faulty_disk_at(DISK_FULL, number);
}

/* Each try begins on an empty disk, which takes its time; and that each step of SQL may fail is shown elsewhere. */
static unsigned one_of_some(unsigned number)
{
    return number + ONE_OF;
}

#define ROW(words, function)                                                        \
    {                                                                               \
        .name = (words), .begin = (function), .next = one_of_some, .on_disk = true, \
        .mend = faulty_disk_mend, .has_struck = faulty_disk_has_struck              \
    }

static const struct weakness rows[] = {
    ROW("the disk fails", fail),
    ROW("the disk is full", be_full),
};

int main(int count, char **words)
{
    faulty_disk_begin();
    return run_weaknesses("verbs_disk", rows, sizeof rows / sizeof rows[0], count, words);
}
