/*
 * Element descriptors of READ ELEMENT STATUS.
 */
#ifndef RSM_TEST_HOSTILE_DESCRIPTOR_H
#define RSM_TEST_HOSTILE_DESCRIPTOR_H

#include "support/hostile/library.h"

/* What the initiator asked for. */
struct hostile_wish {
    bool tags, dvcid;
};

/* What all descriptors of a page have in common. */
struct hostile_shape {
    enum hostile_kind kind;
    bool tags, alternate, alternate_flag, identity, wrong;
    uint16_t announced; /* length, as the page says */
    size_t step;        /* bytes that each takes */
    size_t whole;       /* bytes of all that is in it */
};

void hostile_descriptor_shape(const struct hostile_target *target, const struct hostile_wish *wish,
                              enum hostile_kind kind, struct hostile_shape *shape_out);

/* shape->step bytes, which are zero before. */
void hostile_descriptor_write(const struct hostile_target *target,
                              const struct hostile_shape *shape,
                              const struct hostile_element *element, uint8_t *at);

#endif
