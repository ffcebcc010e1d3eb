/*
 * Links, by the native calls that Windows' own documentation of them names.
 */
#include "spti/links.h"

#include <winternl.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { ROOM = 512, ALL_RIGHTS = 0xF0001 /* SYMBOLIC_LINK_ALL_ACCESS */ };

typedef NTSTATUS(NTAPI *create_call)(HANDLE *link, ACCESS_MASK access,
                                     OBJECT_ATTRIBUTES *attributes, UNICODE_STRING *target);
typedef NTSTATUS(NTAPI *open_call)(HANDLE *link, ACCESS_MASK access, OBJECT_ATTRIBUTES *attributes);
typedef NTSTATUS(NTAPI *temporary_call)(HANDLE link);

typedef void (*any_call)(void);

static any_call find_call(const char *name)
{
    any_call call = (any_call)GetProcAddress(GetModuleHandleA("ntdll.dll"), name);

    assert_true(call != NULL);
    return call;
}

/* "\\.\x" and "\\?\x" are "\??\x" inside. */
static void set_name(UNICODE_STRING *out, WCHAR room[ROOM], const char *address)
{
    int length = swprintf(room, ROOM, L"\\??\\%hs", address + 4);

    assert_true(length > 0);
    out->Buffer = room;
    out->Length = (USHORT)((size_t)length * sizeof(WCHAR));
    out->MaximumLength = out->Length;
}

HANDLE make_link(const char *name, const char *address)
{
    WCHAR name_room[ROOM], target_room[ROOM];
    UNICODE_STRING link_name, target;
    OBJECT_ATTRIBUTES attributes;
    HANDLE link = NULL;
    create_call create = (create_call)find_call("NtCreateSymbolicLinkObject");

    set_name(&link_name, name_room, name);
    set_name(&target, target_room, address);
    InitializeObjectAttributes(&attributes, &link_name, OBJ_CASE_INSENSITIVE, NULL, NULL);
    assert_int_equal(create(&link, ALL_RIGHTS, &attributes, &target), 0);
    return link;
}

void remove_link(const char *name)
{
    WCHAR room[ROOM];
    UNICODE_STRING link_name;
    OBJECT_ATTRIBUTES attributes;
    HANDLE link = NULL;
    open_call open = (open_call)find_call("NtOpenSymbolicLinkObject");
    temporary_call make_temporary = (temporary_call)find_call("NtMakeTemporaryObject");

    set_name(&link_name, room, name);
    InitializeObjectAttributes(&attributes, &link_name, OBJ_CASE_INSENSITIVE, NULL, NULL);
    assert_int_equal(open(&link, ALL_RIGHTS, &attributes), 0);
    assert_int_equal(make_temporary(link), 0);
    CloseHandle(link);
}
