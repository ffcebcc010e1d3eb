/*
 * Each field of each kind of object, written down once.  From these tables come the SQL schema,
 * load, save, the conversion between A and W, and what SetNtmsObjectInformation may change.
 */
#ifndef RSM_MODEL_FIELDS_H
#define RSM_MODEL_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

#include "model/record.h"

enum rsm_field_kind {
    RSM_FIELD_NUMBER, /* DWORD or an enum of that size, BOOL */
    RSM_FIELD_WORD,   /* WORD */
    RSM_FIELD_GUID,
    RSM_FIELD_STRING, /* WCHAR array of `room` characters; CHAR array in the A form */
    RSM_FIELD_BYTES,  /* `room` bytes; how many count is the NUMBER field before it */
    RSM_FIELD_TIME,   /* SYSTEMTIME, UTC */
    RSM_FIELD_LARGE   /* LARGE_INTEGER or LONGLONG */
};

enum rsm_field_rule {
    RSM_FIXED,    /* stored, not settable by a caller */
    RSM_SETTABLE, /* stored, a caller may set it */
    RSM_COMPUTED, /* never stored: counted on reading, 0 in a loaded record */
    RSM_PRIVATE   /* stored, of struct rsm_private: not in the public structures */
};

struct rsm_field {
    const char *column; /* NULL for RSM_COMPUTED */
    enum rsm_field_kind kind;
    enum rsm_field_rule rule;
    size_t offset;   /* in struct rsm_record */
    size_t offset_a; /* in NTMS_OBJECTINFORMATIONA; unused for RSM_PRIVATE */
    size_t room;     /* characters or bytes of STRING and BYTES */
    bool shared; /* a GUID that thousands of objects name: stored as its number, store/shared.h */
};

/* The fields of a kind, common ones (created, modified, enabled ...) first. */
const struct rsm_field *rsm_fields_of(DWORD type, size_t *count_out);
const struct rsm_field *rsm_fields_find(DWORD type, const char *column);

/* Copy every public field from W to A and back; text by the two callbacks, which write `room`
 * characters at most. */
typedef void rsm_text_to_a(const WCHAR *from, char *to, size_t room);
typedef void rsm_text_to_w(const char *from, WCHAR *to, size_t room);
void rsm_fields_to_a(const NTMS_OBJECTINFORMATIONW *from, NTMS_OBJECTINFORMATIONA *to,
                     rsm_text_to_a *text);
void rsm_fields_to_w(const NTMS_OBJECTINFORMATIONA *from, NTMS_OBJECTINFORMATIONW *to,
                     rsm_text_to_w *text);

/* Copy what a caller may set, of the kind to->dwType, from one to the other.  Text must have its end
 * mark; what is behind the mark is not copied. */
void rsm_fields_copy_settable(const NTMS_OBJECTINFORMATIONW *from, NTMS_OBJECTINFORMATIONW *to);

#endif
