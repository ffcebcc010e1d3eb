/*
 * How paths are written here.
 */
#ifndef RSM_PLATFORM_OS_PATHS_H
#define RSM_PLATFORM_OS_PATHS_H

#define RSM_PATHS_SEPARATOR  '\\'  /* the one we write */
#define RSM_PATHS_SEPARATORS "\\/" /* those we read */

#endif
