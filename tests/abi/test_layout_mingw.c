/* The same measurements of the toolchain's headers: a table that fits ours alone is wrong. */
#include <windows.h>

#include <ntmsapi.h>
#include <ntmsmli.h>

#include "abi/layout_checks.h"
