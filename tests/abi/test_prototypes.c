/* The types of our exported functions, with the one that no other header declares. */
#include "ntmsapi.h"

#include "abi/prototypes_checks.h"

/* clang-format off */
_Static_assert(_Generic(&DoEjectFromSADriveW,
    DWORD(WINAPI *)(LPVOID, LPVOID, LPVOID, LPVOID, LPVOID, LPVOID): 1, default: 0),
    "DoEjectFromSADriveW");
/* clang-format on */
