/*
 * The objects that every machine has without any device: computer, offline library, hidden root
 * pool, Free, Import and Unrecognized, and the media types; and the child pools that come with a
 * media type in use.  Fixed GUIDs of ours for all of them, so that any database has the same.
 * All want an open writing transaction.
 */
#ifndef RSM_CORE_CATALOGUE_H
#define RSM_CORE_CATALOGUE_H

#include "core/rsm.h"

extern const GUID rsm_catalogue_computer;
extern const GUID rsm_catalogue_offline_library;
extern const GUID rsm_catalogue_root_pool;
extern const GUID rsm_catalogue_free_pool;
extern const GUID rsm_catalogue_import_pool;
extern const GUID rsm_catalogue_unrecognized_pool;

/* Make what is missing; does not touch what exists but for the computer's name. */
rsm_error rsm_catalogue_build(struct rsm *rsm);

/* GUID of the media type object of a STORAGE_MEDIA_TYPE code; code 0 = a tape whose type the drive
 * does not report.  ERROR_OBJECT_NOT_FOUND. */
rsm_error rsm_catalogue_media_type(struct rsm *rsm, DWORD code, GUID *id_out);

/* Relate a media type to a library and make its three system child pools if they are missing. */
rsm_error rsm_catalogue_use_media_type(struct rsm *rsm, const GUID *library,
                                       const GUID *media_type);

/* Remove the three child pools of a media type that nobody uses, those that exist.  There must be no
 * medium of it. */
rsm_error rsm_catalogue_forget_media_type(struct rsm *rsm, const GUID *media_type);

/* The child of a system pool (NTMS_POOLTYPE_SCRATCH, _FOREIGN, _IMPORT) for a media type; made if
 * it is missing. */
rsm_error rsm_catalogue_child_pool(struct rsm *rsm, DWORD pool_type, const GUID *media_type,
                                   GUID *pool_out);

#endif
