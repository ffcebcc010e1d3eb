/*
 * The security descriptor of a computer, library or media pool: the one that was set, else the default of
 * its kind, which is computed, so that a database without any is as good (spec: object model, section
 * 10.3).  All want an open transaction.
 */
#ifndef RSM_CORE_SECURABLE_H
#define RSM_CORE_SECURABLE_H

#include "core/rsm.h"
#include "model/descriptor.h"

/* Whether objects of that kind carry a descriptor. */
bool rsm_securable_is(DWORD type);

/* A descriptor and the memory that its parts are in. */
struct rsm_securable {
    BYTE *bytes; /* self-relative */
    size_t size;
    struct rsm_descriptor descriptor;
};

/*
 * The descriptor in force, always with owner, group and a DACL that is present.  One that was stored and
 * cannot be read any more is replaced by one that lets administrators in alone.  securable_out wants
 * rsm_securable_free() on success.  ERROR_NOT_ENOUGH_MEMORY, ERROR_DATABASE_FAILURE.
 */
rsm_error rsm_securable_load(struct rsm *rsm, const struct rsm_record *object,
                             struct rsm_securable *securable_out);

/* Keep it from now on; generic rights of its entries are replaced by what they mean.  Wants a writing
 * transaction.  ERROR_NOT_ENOUGH_MEMORY, ERROR_DATABASE_FAILURE, ERROR_DATABASE_FULL. */
rsm_error rsm_securable_save(struct rsm *rsm, const struct rsm_record *object,
                             const struct rsm_descriptor *descriptor);

void rsm_securable_free(struct rsm_securable *securable);

#endif
