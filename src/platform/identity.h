/*
 * Who is calling, on which computer, in which process.
 */
#ifndef RSM_PLATFORM_IDENTITY_H
#define RSM_PLATFORM_IDENTITY_H

#include "platform/error.h"

#include <stddef.h>
#include <stdint.h>

/* Room for either name in WCHAR, with the end mark: as much as the public structures have. */
#define RSM_IDENTITY_ROOM 64

/* Room for a process token in char, with the end mark. */
#define RSM_IDENTITY_TOKEN_ROOM 33

/*
 * The user on whose behalf the calling thread runs, "DOMAIN\user" or, where there are no domains,
 * "user". A name longer than the room is cut. Without a name: the code, and an empty text.
 */
rsm_error rsm_identity_user(WCHAR *user_out, size_t room);

/* Room for an identifier, in bytes. */
#define RSM_IDENTITY_SID_ROOM 68

/*
 * The security identifiers of that user and of its primary group, as bytes. Where the system has none:
 * S-1-22-1-<uid> and S-1-22-2-<gid>, as Samba writes them.
 */
rsm_error rsm_identity_sids(unsigned char user_out[RSM_IDENTITY_SID_ROOM],
                            unsigned char group_out[RSM_IDENTITY_SID_ROOM]);

/* This computer's name: the NetBIOS name on Windows, else the host name up to its first dot. */
rsm_error rsm_identity_computer(WCHAR *computer_out, size_t room);

/* The number of this process. Numbers are used again after a process died; tokens are not. */
uint32_t rsm_identity_process(void);

/*
 * 32 lower-case hexadecimal digits that belong to this process and to no other, ever: made at
 * random at the first call, the same at each later one. A forked child gets its own. Fails as
 * rsm_random_bytes does, and the text is then empty.
 */
rsm_error rsm_identity_process_token(char token_out[RSM_IDENTITY_TOKEN_ROOM]);

#endif
