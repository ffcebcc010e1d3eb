/*
 * A shared object by dlopen and dlsym; all its names from the dynamic symbol table in its file, as
 * the ELF specification lays it out.
 */
#include "abi/library.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct library {
    void *module;
    unsigned char *file;
    const ElfW(Sym) * symbols;
    size_t symbol_count;
    const char *strings;
};

static unsigned char *read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    unsigned char *bytes;
    long size;

    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    size = ftell(file);
    assert_true(size > (long)sizeof(ElfW(Ehdr)));
    rewind(file);
    bytes = malloc((size_t)size);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, (size_t)size, 1, file), 1);
    fclose(file);
    return bytes;
}

/* malloc aligned the file, and the linker its parts. */
static const void *at(const struct library *library, size_t offset)
{
    return library->file + offset;
}

static void find_symbols(struct library *library)
{
    const ElfW(Ehdr) *header = at(library, 0);
    const ElfW(Shdr) *sections = at(library, header->e_shoff);

    for (size_t i = 0; i < header->e_shnum; i++) {
        if (sections[i].sh_type != SHT_DYNSYM)
            continue;
        library->symbols = at(library, sections[i].sh_offset);
        library->symbol_count = sections[i].sh_size / sizeof(*library->symbols);
        library->strings = at(library, sections[sections[i].sh_link].sh_offset);
    }
    assert_non_null(library->symbols);
}

struct library *library_open(const char *path)
{
    struct library *library = calloc(1, sizeof(*library));

    assert_non_null(library);
    library->module = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library->module == NULL)
        fail_msg("%s", dlerror());
    library->file = read_file(path);
    find_symbols(library);
    return library;
}

library_function library_find(const struct library *library, const char *name)
{
    void *address = dlsym(library->module, name);
    library_function function = NULL;

    /* C keeps addresses of data and of code apart; POSIX says that they fit into each other. */
    if (address != NULL)
        memcpy(&function, &address, sizeof(function));
    return function;
}

const char *library_name(const struct library *library, size_t index)
{
    for (size_t i = 0; i < library->symbol_count; i++) {
        const ElfW(Sym) *symbol = &library->symbols[i];

        if (symbol->st_shndx == SHN_UNDEF || ELF64_ST_BIND(symbol->st_info) == STB_LOCAL)
            continue;
        if (index-- == 0)
            return library->strings + symbol->st_name;
    }
    return NULL;
}

bool library_is_substitute(const char *name)
{
    return strcmp(name, "GetLastError") == 0 || strcmp(name, "SetLastError") == 0;
}

void library_close(struct library *library)
{
    if (library == NULL)
        return;
    free(library->file);
    dlclose(library->module);
    free(library);
}
