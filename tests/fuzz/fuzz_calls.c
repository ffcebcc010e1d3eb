/*
 * What programs hand over: structures with any bytes in them, names, attributes, security descriptors, labels, messages.
 * Whatever is refused or taken, the records keep their invariants, and what is read back is whole.
 */
#include "demand.h"
#include "input.h"
#include "library_calls.h"
#include "quick_sqlite.h"

#include "model/descriptor.h"
#include "ntmsapi.h"
#include "support/asserts.h"
#include "support/invariants.h"
#include "work/system.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { OBJECTS_MAX = 64, TEXT_MAX = 300, KINDS = 24 };

static const char drawing[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5 ansi VOL001\n"
    "slot 2   A00002L5 blank\n"
    "slot 3   empty\n"
    "slot 4   empty\n"
    "port 1   empty\n";

/* ---- taking from the input ---- */

static bool pick(struct fixture *f, struct input *input, DWORD *type_out, GUID *id_out)
{
    GUID ids[OBJECTS_MAX];
    DWORD count = OBJECTS_MAX;

    *type_out = take_byte(input) % KINDS;
    (void)EnumerateNtmsObject(f->session, NULL, ids, &count, *type_out, 0);
    if (count > OBJECTS_MAX)
        count = OBJECTS_MAX;
    if (count == 0)
        return false;
    *id_out = ids[take_byte(input) % count];
    return true;
}

static void take_wide(struct input *input, WCHAR text[TEXT_MAX])
{
    size_t length = take_byte(input);

    for (size_t i = 0; i < length; i++)
        text[i] = take_number(input);
    text[length] = 0;
}

static void take_narrow(struct input *input, char text[TEXT_MAX])
{
    size_t count;
    const uint8_t *bytes = take_bytes(input, take_byte(input), &count);

    if (count > 0)
        memcpy(text, bytes, count);
    text[count] = '\0';
}

/* A few bytes of a structure become others. */
static void spoil(struct input *input, void *structure, size_t size)
{
    uint8_t *bytes = structure;
    unsigned times = take_byte(input) % 8;

    for (unsigned i = 0; i < times; i++) {
        size_t at = take_number(input);
        unsigned length = 1 + take_byte(input) % 32;

        for (unsigned j = 0; j < length; j++)
            bytes[(at + j) % size] = take_byte(input);
    }
}

/* ---- calls ---- */

static void set_information_wide(struct fixture *f, struct input *input)
{
    NTMS_OBJECTINFORMATIONW info;
    DWORD type;
    GUID id;

    if (!pick(f, input, &type, &id))
        return;
    memset(&info, 0, sizeof info);
    info.dwSize = sizeof info;
    if (GetNtmsObjectInformationW(f->session, &id, &info) != ERROR_SUCCESS)
        return;
    spoil(input, &info, sizeof info);
    (void)SetNtmsObjectInformationW(f->session, &id, &info);
}

static void set_information_narrow(struct fixture *f, struct input *input)
{
    NTMS_OBJECTINFORMATIONA info;
    DWORD type;
    GUID id;

    if (!pick(f, input, &type, &id))
        return;
    memset(&info, 0, sizeof info);
    info.dwSize = sizeof info;
    if (GetNtmsObjectInformationA(f->session, &id, &info) != ERROR_SUCCESS)
        return;
    spoil(input, &info, sizeof info);
    (void)SetNtmsObjectInformationA(f->session, &id, &info);
}

static void set_attribute(struct fixture *f, struct input *input)
{
    WCHAR name[TEXT_MAX];
    uint8_t value[256];
    uint8_t again[256];
    DWORD type;
    GUID id;
    size_t count;
    const uint8_t *bytes;

    if (!pick(f, input, &type, &id))
        return;
    take_wide(input, name);
    bytes = take_bytes(input, take_byte(input), &count);
    if (count > 0)
        memcpy(value, bytes, count);
    if (SetNtmsObjectAttributeW(f->session, &id, type, name, value, (DWORD)count) ==
            ERROR_SUCCESS &&
        count > 0) {
        DWORD size = sizeof again;

        demand(GetNtmsObjectAttributeW(f->session, &id, NTMS_UNKNOWN, name, again, &size) ==
               ERROR_SUCCESS);
        demand(size == count && memcmp(again, value, count) == 0);
    }
}

static void set_security(struct fixture *f, struct input *input)
{
    BYTE *descriptor = calloc(1, RSM_DESCRIPTOR_LARGEST);
    DWORD needed = 0;
    DWORD type;
    GUID id;
    size_t count;
    const uint8_t *bytes;

    demand(descriptor != NULL);
    if (pick(f, input, &type, &id)) {
        (void)GetNtmsObjectSecurity(f->session, &id, type, 0x7, descriptor, RSM_DESCRIPTOR_LARGEST,
                                    &needed);
        if ((take_byte(input) & 1) != 0) {
            bytes = take_bytes(input, take_number(input), &count);
            if (count > 0 && count < RSM_DESCRIPTOR_LARGEST)
                memcpy(descriptor, bytes, count);
        } else if (needed > 0 && needed <= RSM_DESCRIPTOR_LARGEST) {
            spoil(input, descriptor, needed);
        }
        descriptor[3] |= 0x80; /* self-relative: the other form has addresses in it */
        (void)SetNtmsObjectSecurity(f->session, &id, type, take_byte(input), descriptor);
    }
    free(descriptor);
}

static void create_pool(struct fixture *f, struct input *input)
{
    uint8_t how = take_byte(input);
    WCHAR name[TEXT_MAX];
    char narrow[TEXT_MAX];
    DWORD type;
    GUID media_type;
    GUID pool;

    if (!pick(f, input, &type, &media_type))
        return;
    if ((how & 1) != 0) {
        take_wide(input, name);
        (void)CreateNtmsMediaPoolW(f->session, name, (how & 2) != 0 ? &media_type : NULL,
                                   how >> 2 & 3, NULL, &pool);
    } else {
        take_narrow(input, narrow);
        (void)CreateNtmsMediaPoolA(f->session, narrow, (how & 2) != 0 ? &media_type : NULL,
                                   how >> 2 & 3, NULL, &pool);
    }
}

static void create_media(struct fixture *f, struct input *input)
{
    NTMS_OBJECTINFORMATIONW media;
    NTMS_OBJECTINFORMATIONW sides[2];
    DWORD count = 1;
    GUID id;

    memset(&media, 0, sizeof media);
    memset(sides, 0, sizeof sides);
    media.dwSize = sides[0].dwSize = sides[1].dwSize = sizeof media;
    media.dwType = NTMS_PHYSICAL_MEDIA;
    sides[0].dwType = sides[1].dwType = NTMS_PARTITION;
    if (EnumerateNtmsObject(f->session, NULL, &id, &count, NTMS_MEDIA_POOL, 0) == ERROR_SUCCESS)
        media.Info.PhysicalMedia.MediaPool = id;
    media.Info.PhysicalMedia.dwNumberOfPartitions = 1;
    spoil(input, &media, sizeof media);
    spoil(input, sides, sizeof sides);
    if (media.Info.PhysicalMedia.dwNumberOfPartitions > 2)
        media.Info.PhysicalMedia.dwNumberOfPartitions = 2; /* as many as there are */
    (void)CreateNtmsMediaW(f->session, &media, sides, take_byte(input) & 1);
}

static void update_label(struct fixture *f, struct input *input)
{
    BYTE bytes[600];
    DWORD type;
    GUID id;
    size_t count;
    const uint8_t *given;

    if (!pick(f, input, &type, &id))
        return;
    type = take_byte(input) % 4;
    given = take_bytes(input, take_number(input) % sizeof bytes, &count);
    memset(bytes, 0, sizeof bytes);
    if (count > 0)
        memcpy(bytes, given, count);
    if (type == NTMS_OMID_TYPE_FILESYSTEM_INFO)
        count = 0; /* a structure, whose size is told elsewhere */
    (void)UpdateNtmsOmidInfo(f->session, &id, type, (DWORD)count, bytes);
}

static void ask_person(struct fixture *f, struct input *input)
{
    WCHAR message[TEXT_MAX];
    DWORD type;
    GUID first;
    GUID second;
    GUID request;

    if (!pick(f, input, &type, &first) || !pick(f, input, &type, &second))
        return;
    type = take_byte(input) % 8;
    take_wide(input, message);
    (void)SubmitNtmsOperatorRequestW(f->session, type, message, &first, &second, &request);
}

static void set_options(struct fixture *f, struct input *input)
{
    WCHAR destination[TEXT_MAX];
    WCHAR list[1024];
    DWORD room = take_byte(input) * 4u;
    DWORD type;
    GUID id;

    if (!pick(f, input, &type, &id))
        return;
    type = take_byte(input);
    take_wide(input, destination);
    (void)SetNtmsUIOptionsW(f->session, &id, type % 5, type / 5 % 5, destination);
    if (GetNtmsUIOptionsW(f->session, &id, type % 5, list, &room) == ERROR_SUCCESS && room > 0)
        demand(room <= 1024 && list[room - 1] == 0);
}

static void do_deed(struct fixture *f, struct input *input)
{
    call_library(f, input, 1);
}

/* ---- afterwards ---- */

static void look_at_all(struct fixture *f)
{
    for (DWORD type = NTMS_UNKNOWN; type < KINDS; type++) {
        GUID ids[OBJECTS_MAX];
        DWORD count = OBJECTS_MAX;

        (void)EnumerateNtmsObject(f->session, NULL, ids, &count, type, 0);
        for (DWORD i = 0; i < count && i < OBJECTS_MAX; i++) {
            NTMS_OBJECTINFORMATIONW info;

            memset(&info, 0x11, sizeof info);
            info.dwSize = sizeof info;
            info.dwType = type;
            if (GetNtmsObjectInformationW(f->session, &ids[i], &info) != ERROR_SUCCESS)
                continue;
            demand(info.szName[NTMS_OBJECTNAME_LENGTH - 1] == 0);
            demand(info.szDescription[NTMS_DESCRIPTION_LENGTH - 1] == 0);
        }
    }
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    quicken_sqlite();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const all[])(struct fixture *, struct input *) = {
        set_information_wide, set_information_narrow, set_attribute, set_security, create_pool,
        create_media,         update_label,           ask_person,    set_options,  do_deed,
    };
    struct input input = {data, size};
    struct fixture *f;
    void *state;

    if (fixture_in_memory(&state) != 0)
        return 0;
    f = state;
    f->unsettled = true;
    plug_in(f, drawing);
    (void)rsm_system_run_all();
    for (unsigned i = 0; i < 12 && input.size > 0; i++)
        all[take_byte(&input) % (sizeof all / sizeof all[0])](f, &input);
    look_at_all(f);
    (void)fixture_end(&state);
    return 0;
}
