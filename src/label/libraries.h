/*
 * Media label libraries: DLLs of others that recognise the labels of their own programs (ntmsmli.h).
 * Where they are registered is said by libraries_win32.c; elsewhere there are none, unless somebody adds
 * some.
 *
 * Nobody vouches for them.  Each is handed a private copy of the label, with zeros behind it, and a
 * private place for its answer, with room behind it; the answer is put through rsm_label_settle().  They
 * are called without any lock, on several threads at once.  A library that crashes takes the program
 * with it, as every DLL does: to catch its faults would mean to catch those that it handles itself.
 */
#ifndef RSM_LABEL_LIBRARIES_H
#define RSM_LABEL_LIBRARIES_H

#include "label/identify.h"
#include "platform/error.h"

enum {
    RSM_LIBRARIES_MAX = 32,
    RSM_LIBRARIES_NAME_MAX = 64,
    RSM_LIBRARIES_LABEL_MAX = 16 << 20 /* a label that is said to be larger is read so far */
};

struct rsm_label_library {
    char name[RSM_LIBRARIES_NAME_MAX]; /* for the log, UTF-8 */
    CLAIMMEDIALABEL claim;
    void *module; /* to be released at the end; NULL = nothing */
};

/* They are asked in this order; the first one that claims wins. */
struct rsm_label_libraries {
    struct rsm_label_library items[RSM_LIBRARIES_MAX];
    size_t count;
    size_t largest; /* bytes of the largest label that any of them looks at */
};

/*
 * Add one that was made up or loaded.  False, and a line in the log, when it does not say how large its
 * labels are, or when there are too many; the module stays the caller's then.
 */
bool rsm_libraries_add(struct rsm_label_libraries *libraries, const char *name,
                       MAXMEDIALABEL max_label, CLAIMMEDIALABEL claim, void *module);

/* Load those that are registered on this machine, in the order of registration.  One that cannot be
 * loaded is left out, and the log says why.  *libraries_out needs rsm_libraries_unload(). */
void rsm_libraries_load(struct rsm_label_libraries *libraries_out);
void rsm_libraries_unload(struct rsm_label_libraries *libraries);

/*
 * As rsm_label_identify(), but the libraries are asked before the recognisers built in, for all but our
 * own free label.  bytes->joined is what they see.  libraries NULL = none.
 * ERROR_NOT_ENOUGH_MEMORY: nothing is known of the label then.
 */
rsm_error rsm_libraries_identify(const struct rsm_label_libraries *libraries,
                                 const struct rsm_label_bytes *bytes,
                                 enum rsm_label_outcome *outcome_out, MediaLabelInfo *info_out);

#endif
