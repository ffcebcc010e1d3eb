/*
 * How a line of the log ends here.
 */
#ifndef RSM_PLATFORM_OS_LOG_H
#define RSM_PLATFORM_OS_LOG_H

#define RSM_LOG_LINE_END "\n"

#endif
