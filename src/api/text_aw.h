/*
 * ANSI and wide: how the A functions turn their texts to wide before they call the W function, and
 * its results to ANSI afterwards.  No rule of a function lives here.
 */
#ifndef RSM_API_TEXT_AW_H
#define RSM_API_TEXT_AW_H

#include "ntmsapi.h"

#include <stddef.h>

/* An input as wide text in buffer, cut if it does not fit.  NULL stays NULL. */
const WCHAR *rsm_text_aw_input(const char *text, WCHAR *buffer, size_t room);

/* Object information to its A form.  All of *to is written; dwSize becomes that of the A form. */
void rsm_text_aw_information(const NTMS_OBJECTINFORMATIONW *from, NTMS_OBJECTINFORMATIONA *to);

/* And to its W form, all of it too.  A text without its end mark has none in the W form either, so
 * that it is W that refuses it. */
void rsm_text_aw_wide_information(const NTMS_OBJECTINFORMATIONA *from, NTMS_OBJECTINFORMATIONW *to);

#endif
