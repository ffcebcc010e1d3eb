/* The layout of our public structures. */
#include "ntmsapi.h"
#include "ntmsmli.h"

#include "abi/layout_checks.h"
