/*
 * The few words the compiler has for us on this platform.
 */
#ifndef RSM_PLATFORM_OS_COMPILER_H
#define RSM_PLATFORM_OS_COMPILER_H

/* Lets the compiler check the arguments of a function that formats as printf does. */
#define RSM_PRINTF(format_index, first_index) \
    __attribute__((format(printf, format_index, first_index)))

#endif
