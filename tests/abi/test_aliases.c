/* Names without A or W in a program that does not define UNICODE. */
#undef UNICODE

#include "ntmsapi.h"

#define ALIAS_COLUMN "ansi"
#include "abi/aliases_checks.h"
