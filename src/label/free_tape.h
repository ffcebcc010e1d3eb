/*
 * The free label of Removable Storage, as bytes: what stands on a tape that is free for anybody.
 * Spec: "labels" 2.4, a TAPE descriptor block of Microsoft Tape Format with a media label.
 */
#ifndef RSM_LABEL_FREE_TAPE_H
#define RSM_LABEL_FREE_TAPE_H

#include "ntmsmli.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    RSM_FREE_TAPE_SIZE = 1024, /* of the one block; a filemark follows it on the tape */
    RSM_FREE_TAPE_NAME_MAX = 64,
    RSM_FREE_TAPE_CODE_MAX = 32
};

struct rsm_free_tape {
    GUID id;              /* of this label and no other */
    const WCHAR *name;    /* cut to RSM_FREE_TAPE_NAME_MAX characters; "" = none */
    const char *bar_code; /* cut to RSM_FREE_TAPE_CODE_MAX; "" = none */
    SYSTEMTIME written;
};

void rsm_free_tape_build(const struct rsm_free_tape *tape, uint8_t block_out[RSM_FREE_TAPE_SIZE]);

/* Was this label, as identify.h tells of it, built with that id? */
bool rsm_free_tape_has_id(const MediaLabelInfo *label, const GUID *id);

#endif
