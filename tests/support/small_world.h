/*
 * A world without devices for tests of rules: a database in memory with the built-in objects, a
 * library with four slots, a drive, a changer, a door and a port, and a second library with one slot;
 * two types of media in use, tapes with one side and disks with two.  One session is open.
 */
#ifndef RSM_TESTS_SUPPORT_SMALL_WORLD_H
#define RSM_TESTS_SUPPORT_SMALL_WORLD_H

#include "core/media.h"
#include "core/session.h"

enum { WORLD_SLOTS = 4 };

struct small_world {
    struct rsm rsm;
    HANDLE handle;
    struct rsm_session *session;
    GUID library;
    GUID slots[WORLD_SLOTS];
    GUID drive;
    GUID drive_type;
    GUID changer;
    GUID changer_type;
    GUID door;
    GUID port;
    GUID far_library;
    GUID far_slot;
    GUID tapes; /* media type */
    GUID disks;
};

/* cmocka's; *state is the world. */
int small_world_setup(void **state);
int small_world_teardown(void **state);

/* A writing transaction around what the test does; the invariants are checked when it ends. */
void world_begin(struct small_world *world);
void world_end(struct small_world *world);

/* Each in a transaction of its own. */
void world_load(struct small_world *world, const GUID *id, DWORD type,
                struct rsm_record *record_out);
bool world_has(struct small_world *world, const GUID *id);
void world_insert(struct small_world *world, struct rsm_record *record);
void world_save(struct small_world *world, struct rsm_record *record);

/* The place of a slot of the library; it is its own home. */
struct rsm_media_place world_slot(const struct small_world *world, size_t slot);
struct rsm_media_place world_far_slot(const struct small_world *world);

/* A new application pool at the top for a media type (NULL = one for pools only). */
GUID world_application_pool(struct small_world *world, const WCHAR *name, const GUID *media_type);

/* The child of a system pool (NTMS_POOLTYPE_*) for a media type. */
GUID world_system_pool(struct small_world *world, DWORD pool_type, const GUID *media_type);

/* A new medium of a type in a slot of the library, in that pool, with all sides in that state. */
GUID world_medium(struct small_world *world, size_t slot, const GUID *media_type, const GUID *pool,
                  DWORD state);

/* The only side of a medium, or the side of that number. */
void world_side(struct small_world *world, const GUID *medium, DWORD number,
                struct rsm_record *side_out);

/* Move a medium to a pool with all sides in that state, without asking any rule. */
void world_put(struct small_world *world, const GUID *medium, const GUID *pool, DWORD state);

/* Give the side an owner, in its medium's pool.  The logical medium. */
GUID world_allocate(struct small_world *world, const GUID *medium);

/* One object of each kind, by kind; those that do not exist yet are made: a medium in slot 1, in an
 * application pool, with an owner, and a request of either kind. */
void world_one_of_each(struct small_world *world, GUID ids_out[NTMS_NUMBER_OF_OBJECT_TYPES]);

#endif
