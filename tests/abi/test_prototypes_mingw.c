/* The same types in the toolchain's header: a list that fits ours alone is wrong. */
#include <windows.h>

#include <ntmsapi.h>

#include "abi/prototypes_checks.h"
