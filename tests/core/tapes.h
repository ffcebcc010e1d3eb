/*
 * Tapes as identification finds them: what was read of a cartridge and where, records of tapes that
 * were read before, and what records must say afterwards.
 */
#ifndef RSM_TESTS_CORE_TAPES_H
#define RSM_TESTS_CORE_TAPES_H

#include "core/media.h"
#include "support/small_world.h"

MediaLabelInfo label(const WCHAR *type, const char *id, const WCHAR *text);

/* A tape in a slot, of which the label was read; no record is believed to be it. */
struct rsm_media_sighting sight(const struct small_world *world, size_t slot, const WCHAR *bar_code,
                                enum rsm_media_reading reading);

GUID classify(struct small_world *world, const struct rsm_media_sighting *sighting);

/* A record made by its bar code alone. */
GUID fresh_tape(struct small_world *world, size_t slot, const WCHAR *bar_code);

/* A medium that was read before: in Import with that label, or unrecognized with none. */
GUID read_tape(struct small_world *world, size_t slot, const WCHAR *bar_code, const char *label_id);

/* The same, allocated by an application. */
GUID owned_tape(struct small_world *world, size_t slot, const WCHAR *bar_code,
                const char *label_id);

void send_offline(struct small_world *world, const GUID *id);

void assert_pool_and_state(struct small_world *world, const GUID *id, DWORD pool_type, DWORD state);

void assert_in_slot(struct small_world *world, const GUID *id, size_t slot, const WCHAR *bar_code);

void assert_offline_without_bar_code(struct small_world *world, const GUID *id);

void assert_name(struct small_world *world, const GUID *id, const WCHAR *name,
                 const WCHAR *side_name);

DWORD number_of_media(struct small_world *world);

#endif
