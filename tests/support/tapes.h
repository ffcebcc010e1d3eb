/*
 * Tapes as identification finds them: what was read of a cartridge and where, records of tapes that
 * were read before, and what records must say afterwards.
 */
#ifndef RSM_TESTS_SUPPORT_TAPES_H
#define RSM_TESTS_SUPPORT_TAPES_H

#include "core/media.h"
#include "support/small_world.h"

MediaLabelInfo tape_label(const WCHAR *type, const char *id, const WCHAR *text);

/* A tape in a slot, of which the label was read; no record is believed to be it. */
struct rsm_media_sighting tape_sighting(const struct small_world *world, size_t slot,
                                        const WCHAR *bar_code, enum rsm_media_reading reading);

GUID tape_classify(struct small_world *world, const struct rsm_media_sighting *sighting);

/* A record made by its bar code alone. */
GUID tape_fresh(struct small_world *world, size_t slot, const WCHAR *bar_code);

/* A medium that was read before: in Import with that label, or unrecognized with none. */
GUID tape_read(struct small_world *world, size_t slot, const WCHAR *bar_code, const char *label_id);

/* The same, allocated by an application. */
GUID tape_owned(struct small_world *world, size_t slot, const WCHAR *bar_code,
                const char *label_id);

void tape_send_offline(struct small_world *world, const GUID *id);

void assert_tape_pool_and_state(struct small_world *world, const GUID *id, DWORD pool_type,
                                DWORD state);

void assert_tape_in_slot(struct small_world *world, const GUID *id, size_t slot,
                         const WCHAR *bar_code);

void assert_tape_offline_without_bar_code(struct small_world *world, const GUID *id);

void assert_tape_name(struct small_world *world, const GUID *id, const WCHAR *name,
                      const WCHAR *side_name);

DWORD tape_count(struct small_world *world);

#endif
