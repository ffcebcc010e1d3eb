/*
 * The journal of intents: what is about to be done to a cartridge is committed before it is done,
 * and erased in the transaction that records the outcome.  An intent that is found at takeover was
 * interrupted: nobody knows whether it happened until both elements are read again.
 */
#ifndef RSM_STORE_JOURNAL_H
#define RSM_STORE_JOURNAL_H

#include "store/store.h"

enum rsm_intent_kind {
    RSM_INTENT_MOVE = 0, /* the cartridge at `from` goes to `to` */
    RSM_INTENT_WRITE =
        1 /* a free label is written in the drive `from`, or its tape is erased; `to` is
                             the same */
};

struct rsm_intent {
    int64_t number; /* set by rsm_journal_add() */
    enum rsm_intent_kind kind;
    GUID library;
    GUID medium; /* null = not known */
    DWORD from;  /* element addresses */
    DWORD to;
    char tag[64]; /* volume tag seen before, UTF-8, "" = none */
    GUID
        label; /* identity of the label that is written; null for a move, and for a tape that is erased */
};

rsm_error rsm_journal_add(struct rsm_store *store, struct rsm_intent *intent);
rsm_error rsm_journal_erase(struct rsm_store *store, int64_t number);

/* Erase every intent of a kind, of that library alone unless it is the null GUID. */
rsm_error rsm_journal_erase_kind(struct rsm_store *store, enum rsm_intent_kind kind,
                                 const GUID *library);

typedef bool rsm_intent_visit(void *context, const struct rsm_intent *intent);
rsm_error rsm_journal_each(struct rsm_store *store, const GUID *library, rsm_intent_visit *visit,
                           void *context);

/* The RSM_INTENT_WRITE on that medium.  ERROR_OBJECT_NOT_FOUND. */
rsm_error rsm_journal_find_write(struct rsm_store *store, const GUID *medium,
                                 struct rsm_intent *intent_out);

/* Every RSM_INTENT_WRITE, of whatever library: its tape may turn up anywhere. */
rsm_error rsm_journal_each_write(struct rsm_store *store, rsm_intent_visit *visit, void *context);

#endif
