/*
 * What a recogniser of one label format is.  Its first half has the shape of ClaimMediaLabel in
 * ntmsmli.h, so that a built-in recogniser and a vendor's label library look alike.
 * README.md in this folder tells how to add one.
 */
#ifndef RSM_LABEL_RECOGNIZER_H
#define RSM_LABEL_RECOGNIZER_H

#include "ntmsmli.h"

#include <stddef.h>
#include <stdint.h>

struct rsm_recognizer {
    /*
     * Look at the first block.  ERROR_SUCCESS fills *info_out completely; ERROR_BAD_FORMAT means
     * that the block is of another format and leaves *info_out undefined.  Any bytes and any size
     * may arrive.  Reads nothing but the bytes, keeps nothing, does not block.
     */
    CLAIMMEDIALABEL claim;

    /*
     * Optional: improve a claimed *info by the first block behind the first filemark.  Leaves *info
     * alone when that block does not say what was hoped for.
     */
    void (*refine)(const uint8_t *second, size_t size, MediaLabelInfo *info);
};

DWORD WINAPI rsm_mtf_claim(const BYTE *bytes, DWORD size, MediaLabelInfo *info_out);
DWORD WINAPI rsm_ltfs_claim(const BYTE *bytes, DWORD size, MediaLabelInfo *info_out);
DWORD WINAPI rsm_ansi_claim(const BYTE *bytes, DWORD size, MediaLabelInfo *info_out);
DWORD WINAPI rsm_bacula_claim(const BYTE *bytes, DWORD size, MediaLabelInfo *info_out);
DWORD WINAPI rsm_amanda_claim(const BYTE *bytes, DWORD size, MediaLabelInfo *info_out);
DWORD WINAPI rsm_tar_claim(const BYTE *bytes, DWORD size, MediaLabelInfo *info_out);
DWORD WINAPI rsm_cpio_claim(const BYTE *bytes, DWORD size, MediaLabelInfo *info_out);

/* The volume's UUID out of the XML label, in the place of the id that rsm_ltfs_claim() made. */
void rsm_ltfs_refine(const uint8_t *second, size_t size, MediaLabelInfo *info);

#endif
