/*
 * What is known of each kind of object before any exists: its name, its size, which kinds may
 * contain it, whose security descriptor guards it (spec: object model, sections 3.1, 5 and 10.2).
 */
#ifndef RSM_MODEL_OBJECT_TYPES_H
#define RSM_MODEL_OBJECT_TYPES_H

#include <stdbool.h>

#include "ntmsapi.h"

/* A kind callers may ask about: 2 (changer) to 17 (operator request). */
bool rsm_object_type_is_valid(DWORD type);

/* "library", "storage_slot" ...; "object" for what is no kind. */
const char *rsm_object_type_name(DWORD type);

/* Least dwSize a caller's structure needs for that kind (minimum of the table in 3.1). */
DWORD rsm_object_type_size_a(DWORD type);
DWORD rsm_object_type_size_w(DWORD type);

/*
 * Column of a kind that names its container of the other kind ("library", "media_pool",
 * "physical_media", "logical_media" ...), or NULL if that kind may not contain it.  The relation
 * of media types to libraries has no column: see rsm_object_type_is_related().
 */
const char *rsm_object_type_container_column(DWORD type, DWORD container_type);

/* Whether that column names a container. */
bool rsm_object_type_is_container_column(DWORD type, const char *column);
bool rsm_object_type_is_related(DWORD type, DWORD container_type);

enum rsm_guard { RSM_GUARD_COMPUTER, RSM_GUARD_LIBRARY, RSM_GUARD_POOL };
enum rsm_guard rsm_object_type_guard(DWORD type);

#endif
