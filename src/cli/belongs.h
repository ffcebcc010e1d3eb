/* Which library an object is in. */
#ifndef RSM_CLI_BELONGS_H
#define RSM_CLI_BELONGS_H

#include "ntmsapi.h"

/* Of a library itself, of what it is made of, of media in it, and of requests about it; the null GUID for
 * what is in none. */
const GUID *rsm_belongs_to(const NTMS_OBJECTINFORMATIONW *object);

#endif
