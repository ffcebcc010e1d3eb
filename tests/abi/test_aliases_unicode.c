/* Names without A or W in a program that defines UNICODE. */
#define UNICODE

#include "ntmsapi.h"

#define ALIAS_COLUMN "unicode"
#include "abi/aliases_checks.h"
