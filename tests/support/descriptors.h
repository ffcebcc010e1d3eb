/*
 * Security descriptors as tests draw them: entries in a list, and what is found in one.
 */
#ifndef RSM_TESTS_SUPPORT_DESCRIPTORS_H
#define RSM_TESTS_SUPPORT_DESCRIPTORS_H

#include <stddef.h>

#include "model/descriptor.h"

enum { DESCRIPTOR_ROOM = 1024 };

/* An entry that allows, or denies. */
struct drawn_entry {
    BYTE type;
    BYTE flags;
    DWORD mask;
    const BYTE *sid;
};

/* Everyone, whoever that is: S-1-1-0. */
extern const BYTE everyone[12];

/*
 * Make a self-relative descriptor of the Administrators and LocalSystem with these entries as its DACL.
 * bytes_out has DESCRIPTOR_ROOM.  Its size.
 */
size_t draw_descriptor(BYTE *bytes_out, const struct drawn_entry *entries, size_t count);

/* The DACL has just these entries, in this order. */
#define assert_entries(descriptor, ...)                                         \
    rsm_assert_entries((descriptor), (const struct drawn_entry[]){__VA_ARGS__}, \
                       sizeof((const struct drawn_entry[]){__VA_ARGS__}) /      \
                           sizeof(struct drawn_entry),                          \
                       __FILE__, __LINE__)
void rsm_assert_entries(const struct rsm_descriptor *descriptor, const struct drawn_entry *expected,
                        size_t count, const char *file, int line);

#endif
