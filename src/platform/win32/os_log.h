/*
 * How a line of the log ends here, so that the oldest Notepad shows lines.
 */
#ifndef RSM_PLATFORM_OS_LOG_H
#define RSM_PLATFORM_OS_LOG_H

#define RSM_LOG_LINE_END "\r\n"

#endif
