/*
 * The few words the compiler has for us on this platform. With __USE_MINGW_ANSI_STDIO the printf
 * family is the C11 one, and stdio.h names its dialect.
 */
#ifndef RSM_PLATFORM_OS_COMPILER_H
#define RSM_PLATFORM_OS_COMPILER_H

#include <stdio.h>

/* Lets the compiler check the arguments of a function that formats as printf does. */
#ifdef __MINGW_PRINTF_FORMAT
#define RSM_PRINTF(format_index, first_index) \
    __attribute__((format(__MINGW_PRINTF_FORMAT, format_index, first_index)))
#else
#define RSM_PRINTF(format_index, first_index)
#endif

#endif
