/*
 * Media label libraries as they are registered: HKLM\SYSTEM\CurrentControlSet\Control\NTMS\OMID\Tape,
 * a key for each, with the values Description and Path (the page "Installing a Media Label Library").
 * The key is writable for administrators alone, and a library is loaded from the full path that they
 * wrote there and from nowhere else.
 */
#include "label/libraries.h"

#include "platform/log.h"
#include "platform/paths.h"
#include "platform/text.h"

#include <windows.h>

#include <string.h>

static const WCHAR tapes_key[] = u"SYSTEM\\CurrentControlSet\\Control\\NTMS\\OMID\\Tape";

enum { NAME_ROOM = 256, NAME_BYTES = NAME_ROOM * 3 };

static void leave_out(const char *name, const char *why, DWORD code)
{
    rsm_log(RSM_LOG_WARNING, "label", "media label library %s is left out: %s (%s)", name, why,
            rsm_error_name(code));
}

/* The value Path with its variables replaced. */
static DWORD read_path(HKEY key, WCHAR path_out[RSM_PATHS_ROOM])
{
    WCHAR value[RSM_PATHS_ROOM] = {0};
    DWORD size = sizeof value - sizeof value[0]; /* it may be stored without its end */
    DWORD type = REG_NONE;
    DWORD length;
    LONG err = RegQueryValueExW(key, L"Path", NULL, &type, (BYTE *)value, &size);

    if (err != ERROR_SUCCESS)
        return (DWORD)err;
    if (type != REG_SZ && type != REG_EXPAND_SZ)
        return ERROR_INVALID_DATA;
    length = ExpandEnvironmentStringsW(value, path_out, RSM_PATHS_ROOM);
    if (length == 0)
        return GetLastError();
    return length <= RSM_PATHS_ROOM ? ERROR_SUCCESS : ERROR_FILENAME_EXCED_RANGE;
}

static bool is_separator(WCHAR c)
{
    return c == u'\\' || c == u'/';
}

/* A drive with a path from its root, or a share: nothing that depends on the current folder. */
static bool is_full(const WCHAR *path)
{
    bool letter = (path[0] >= u'A' && path[0] <= u'Z') || (path[0] >= u'a' && path[0] <= u'z');

    return (letter && path[1] == u':' && is_separator(path[2])) ||
           (is_separator(path[0]) && is_separator(path[1]));
}

static void load_file(struct rsm_label_libraries *libraries, const char *name, const WCHAR *path)
{
    MAXMEDIALABEL max_label;
    CLAIMMEDIALABEL claim;
    HMODULE module = LoadLibraryExW(path, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);

    if (module == NULL) { /* one for the other kind of programs, 32-bit or 64-bit, is bad here */
        leave_out(name, "its file cannot be loaded", GetLastError());
        return;
    }
    max_label = (MAXMEDIALABEL)(void (*)(void))GetProcAddress(module, "MaxMediaLabel");
    claim = (CLAIMMEDIALABEL)(void (*)(void))GetProcAddress(module, "ClaimMediaLabel");
    if (max_label == NULL || claim == NULL) {
        leave_out(name, "it lacks MaxMediaLabel or ClaimMediaLabel", ERROR_PROC_NOT_FOUND);
        (void)FreeLibrary(module);
    } else if (!rsm_libraries_add(libraries, name, max_label, claim, module)) {
        (void)FreeLibrary(module);
    }
}

static void load_key(struct rsm_label_libraries *libraries, HKEY tapes, const WCHAR *key_name)
{
    WCHAR path[RSM_PATHS_ROOM];
    char name[NAME_BYTES];
    HKEY key;
    DWORD err = (DWORD)RegOpenKeyExW(tapes, key_name, 0, KEY_READ | KEY_WOW64_64KEY, &key);

    (void)rsm_text_to_utf8(name, sizeof name, key_name, RSM_TEXT_TERMINATED);
    if (err == ERROR_SUCCESS) {
        err = read_path(key, path);
        (void)RegCloseKey(key);
    }
    if (err != ERROR_SUCCESS)
        leave_out(name, "its value Path cannot be read", err);
    else if (!is_full(path))
        leave_out(name, "its value Path is no full path", ERROR_BAD_PATHNAME);
    else
        load_file(libraries, name, path);
}

void rsm_libraries_load(struct rsm_label_libraries *libraries_out)
{
    WCHAR name[NAME_ROOM];
    HKEY tapes;
    DWORD length = NAME_ROOM;

    memset(libraries_out, 0, sizeof *libraries_out);
    if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, tapes_key, 0, KEY_READ | KEY_WOW64_64KEY, &tapes) !=
        ERROR_SUCCESS)
        return; /* none was ever registered */
    for (DWORD i = 0;
         RegEnumKeyExW(tapes, i, name, &length, NULL, NULL, NULL, NULL) == ERROR_SUCCESS; i++) {
        load_key(libraries_out, tapes, name);
        length = NAME_ROOM;
    }
    (void)RegCloseKey(tapes);
}

void rsm_libraries_unload(struct rsm_label_libraries *libraries)
{
    for (size_t i = 0; i < libraries->count; i++) {
        if (libraries->items[i].module != NULL)
            (void)FreeLibrary(libraries->items[i].module);
    }
    libraries->count = 0;
}
