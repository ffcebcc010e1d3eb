/* The values of our public constants. */
#include "ntmsapi.h"
#include "ntmsmli.h"

#include "abi/constants_checks.h"
