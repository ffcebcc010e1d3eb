/*
 * Filling in a MediaLabelInfo: the few moves that every recogniser makes.
 */
#ifndef RSM_LABEL_CLAIM_H
#define RSM_LABEL_CLAIM_H

#include "ntmsmli.h"

#include <stddef.h>

#define RSM_CLAIM_MAX_ID 255 /* bytes; LabelID has 256, what it is stored in has 255 */

/* Elements of one of the strings of MediaLabelInfo, terminator included. */
#define RSM_CLAIM_ROOM(string) (sizeof(string) / sizeof((string)[0]))

/* Zero everything and set the type. */
void rsm_claim_begin(MediaLabelInfo *info, const char *type);

/* type is short ASCII. */
void rsm_claim_set_type(MediaLabelInfo *info, const char *type);

/* size is 1 to RSM_CLAIM_MAX_ID. */
void rsm_claim_set_id(MediaLabelInfo *info, const void *id, size_t size);

/* The MD5 of these bytes as id, for formats that have none of their own. */
void rsm_claim_set_digest(MediaLabelInfo *info, const void *bytes, size_t size);

#endif
