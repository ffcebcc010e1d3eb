/*
 * A DLL by LoadLibrary and GetProcAddress; all its names from the export table of the loaded
 * image, as the PE/COFF specification lays it out.
 */
#include "abi/library.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <windows.h>

#include <stdlib.h>

struct library {
    HMODULE module;
};

static const void *at(const struct library *library, DWORD offset)
{
    return (const BYTE *)library->module + offset;
}

static const IMAGE_EXPORT_DIRECTORY *export_table(const struct library *library)
{
    const IMAGE_DOS_HEADER *dos = at(library, 0);
    const IMAGE_NT_HEADERS *headers = at(library, (DWORD)dos->e_lfanew);

    assert_int_equal(headers->Signature, IMAGE_NT_SIGNATURE);
    return at(library,
              headers->OptionalHeader.DataDirectory[IMAGE_DIRECTORY_ENTRY_EXPORT].VirtualAddress);
}

struct library *library_open(const char *path)
{
    struct library *library = calloc(1, sizeof(*library));

    assert_non_null(library);
    library->module = LoadLibraryA(path);
    if (library->module == NULL)
        fail_msg("%s cannot be loaded: error %lu", path, GetLastError());
    return library;
}

library_function library_find(const struct library *library, const char *name)
{
    return (library_function)GetProcAddress(library->module, name);
}

const char *library_name(const struct library *library, size_t index)
{
    const IMAGE_EXPORT_DIRECTORY *table = export_table(library);
    const DWORD *names = at(library, table->AddressOfNames);

    /* An export without a name, by ordinal alone, would not show among the names. */
    assert_int_equal(table->NumberOfFunctions, table->NumberOfNames);
    return index < table->NumberOfNames ? at(library, names[index]) : NULL;
}

bool library_is_substitute(const char *name)
{
    (void)name;
    return false;
}

void library_close(struct library *library)
{
    if (library == NULL)
        return;
    FreeLibrary(library->module);
    free(library);
}
