/*
 * A night's work of two backup programs on one library: twenty tapes allocated, mounted, written, read
 * back, ejected and brought in again; one of the programs is killed in the middle, and the library
 * crashes once.  In the morning every tape is where the record says, and has its own data.
 * This program also plays the others: see main().
 */
#include "core/session.h"
#include "model/guid.h"
#include "platform/clock.h"
#include "platform/text.h"
#include "support/asserts.h"
#include "support/vtl_control.h"
#include "tgt/devices.h"
#include "tgt/elements.h"
#include "tgt/process.h"
#include "tgt/records.h"
#include "tgt/tape.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
    TAPES = 20,
    OURS = 10,   /* tapes of this program */
    BEFORE = 2,  /* tapes that the other one has written when it is killed at the next */
    EJECTED = 3, /* more than the port has room for */
    PATIENCE = 120 * 1000,
    LABEL_SIZE = 80
};

/* ---- one tape of a program ---- */

struct work {
    struct site *site;
    GUID pool;
    unsigned
        count; /* tapes so far: every other one is dismounted at once, every third has its own label */
};

/* The pool of the application, which draws from the free media. */
static GUID open_pool(struct site *s)
{
    NTMS_OBJECTINFORMATIONW medium = site_medium(s, u"N00001L6");
    NTMS_OBJECTINFORMATIONW pool;
    GUID id;

    assert_success(CreateNtmsMediaPoolW(s->session, u"Night", &medium.Info.PhysicalMedia.MediaType,
                                        NTMS_OPEN_ALWAYS, NULL, &id));
    pool = site_object(s, &id, NTMS_MEDIA_POOL);
    pool.Info.MediaPool.AllocationPolicy = NTMS_ALLOCATE_FROMSCRATCH;
    assert_success(SetNtmsObjectInformationW(s->session, &id, &pool));
    return id;
}

static struct tape *mount(struct site *s, const GUID *owner, DWORD options)
{
    GUID id = *owner;
    GUID drive;
    NTMS_OBJECTINFORMATIONW info;

    assert_success(
        MountNtmsMedia(s->session, &id, &drive, 1, options, NTMS_PRIORITY_NORMAL, PATIENCE, NULL));
    info = site_object(s, &drive, NTMS_DRIVE);
    assert_int_equal(info.Info.Drive.State, NTMS_DRIVESTATE_LOADED);
    return tape_open(info.Info.Drive.szDeviceName);
}

static void dismount(struct site *s, const GUID *owner, DWORD options)
{
    GUID id = *owner;

    assert_success(DismountNtmsMedia(s->session, &id, 1, options));
}

static GUID allocate(struct work *work)
{
    GUID owner;

    assert_success(AllocateNtmsMedia(work->site->session, &work->pool, NULL, &owner,
                                     NTMS_ALLOCATE_NEW, PATIENCE, NULL));
    return owner;
}

/* A label of the program's own, which it says to Removable Storage. */
static void write_label(struct site *s, struct tape *tape, const GUID *owner, unsigned number)
{
    char label[LABEL_SIZE + 1];
    GUID id = *owner;

    memset(label, ' ', sizeof label);
    (void)snprintf(label, sizeof label, "VOL1N%05u%69s3", number, "");
    tape_rewind(tape);
    tape_write(tape, label, LABEL_SIZE);
    tape_write_mark(tape);
    assert_success(
        UpdateNtmsOmidInfo(s->session, &id, NTMS_OMID_TYPE_RAW_LABEL, LABEL_SIZE, label));
}

static void write_tape(struct work *work, const GUID *owner)
{
    struct tape *tape = mount(work->site, owner, NTMS_MOUNT_READ | NTMS_MOUNT_WRITE);
    char name[RSM_GUID_TEXT];
    bool at_once = ++work->count % 2 != 0;

    rsm_guid_format(owner, name);
    if (work->count % 3 == 0)
        write_label(work->site, tape, owner, work->count);
    tape_write_data(tape, name);
    assert_true(tape_has_data(tape, name));
    tape_close(tape);
    dismount(work->site, owner, at_once ? NTMS_DISMOUNT_IMMEDIATE : NTMS_DISMOUNT_DEFERRED);
}

static void write_new_tapes(struct work *work, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        GUID owner = allocate(work);

        write_tape(work, &owner);
    }
}

/* ---- the other programs ---- */

static void say(const char *word, const GUID *id)
{
    char text[RSM_GUID_TEXT] = "";

    if (id != NULL)
        rsm_guid_format(id, text);
    printf("%s%s\n", word, text);
    fflush(stdout);
}

static struct work begin_work(struct site *s)
{
    struct work work = {.site = s};

    site_open(s);
    work.pool = open_pool(s);
    return work;
}

/* Writes some tapes, and is killed while it writes the next. */
static int play_victim(void)
{
    struct site s = {.session = NULL};
    struct work work = begin_work(&s);
    char name[RSM_GUID_TEXT];
    GUID owner;

    write_new_tapes(&work, BEFORE);
    owner = allocate(&work);
    rsm_guid_format(&owner, name);
    tape_begin_data(mount(&s, &owner, NTMS_MOUNT_WRITE), name);
    say("writing ", &owner);
    (void)await_sign("never");
    return 1;
}

/* Writes that tape anew, and the rest. */
static int play_successor(const GUID *owner)
{
    struct site s = {.session = NULL};
    struct work work = begin_work(&s);

    write_tape(&work, owner);
    write_new_tapes(&work, TAPES - OURS - BEFORE - 1);
    site_close(&s);
    say("done", NULL);
    return 0;
}

/* Wants a tape that is not there, and waits for it. */
static int play_patient(const GUID *owner)
{
    struct site s = {.session = NULL};
    struct work work = begin_work(&s);
    char name[RSM_GUID_TEXT];
    struct tape *tape;

    say("waits", NULL);
    rsm_guid_format(owner, name);
    tape = mount(work.site, owner, NTMS_MOUNT_READ);
    assert_true(tape_has_data(tape, name));
    tape_close(tape);
    dismount(&s, owner, NTMS_DISMOUNT_IMMEDIATE);
    site_close(&s);
    say("done", NULL);
    return 0;
}

static struct process *start_other(const char *role, const GUID *id)
{
    char program[RSM_PATHS_ROOM];
    char argument[RSM_GUID_TEXT + 16];
    char text[RSM_GUID_TEXT] = "";

    if (id != NULL)
        rsm_guid_format(id, text);
    snprintf(argument, sizeof argument, "%s%s", role, text);
    other_program(program, sizeof program);
    return start_process(program, argument);
}

/* A line that begins so; what follows. */
static void expect_line(struct process *process, const char *begin, char *rest_out, size_t room)
{
    char line[200] = "";

    do {
        if (!read_line(process, line, sizeof line))
            fail_msg("the other process ended instead of saying \"%s\"", begin);
    } while (strncmp(line, begin, strlen(begin)) != 0);
    snprintf(rest_out, room, "%s", line + strlen(begin));
}

static void expect_end(struct process *process)
{
    char rest[200];

    expect_line(process, "done", rest, sizeof rest);
    assert_int_equal(finish_process(process), 0);
}

/* ---- the evening: all tapes become free ---- */

/* The pool of free media of that type: a child of the system pool. */
static GUID free_pool(struct site *s, const GUID *media_type)
{
    size_t count;
    size_t child_count;
    GUID *ids = site_list(s, NULL, NTMS_MEDIA_POOL, &count);
    GUID found = rsm_guid_null;

    for (size_t i = 0; i < count; i++) {
        NTMS_OBJECTINFORMATIONW pool = site_object(s, &ids[i], NTMS_MEDIA_POOL);
        GUID *children = site_list(s, &ids[i], NTMS_MEDIA_POOL, &child_count);

        for (size_t k = 0; pool.Info.MediaPool.PoolType == NTMS_POOLTYPE_SCRATCH && k < child_count;
             k++) {
            pool = site_object(s, &children[k], NTMS_MEDIA_POOL);
            if (rsm_guid_equal(&pool.Info.MediaPool.MediaType, media_type))
                found = children[k];
        }
        free(children);
    }
    free(ids);
    assert_false(rsm_guid_is_null(&found));
    return found;
}

static void free_all_tapes(struct site *s)
{
    NTMS_OBJECTINFORMATIONW medium = site_medium(s, u"N00001L6");
    GUID pool = free_pool(s, &medium.Info.PhysicalMedia.MediaType);
    size_t count;
    GUID *ids = site_list(s, &s->library, NTMS_PHYSICAL_MEDIA, &count);

    assert_int_equal(count, TAPES);
    for (size_t i = 0; i < count; i++)
        assert_success(MoveToNtmsMediaPool(s->session, &ids[i], &pool));
    free(ids);
    site_wait_idle(s);
}

/* ---- out through the port and in again ---- */

struct cartridge {
    GUID owner;
    GUID medium;
    WCHAR bar_code[NTMS_BARCODE_LENGTH];
    char tag[NTMS_BARCODE_LENGTH];
};

/* The first tapes that have an owner and are in the library. */
static size_t list_owned(struct site *s, const GUID *pool, struct cartridge *list, size_t room)
{
    size_t count;
    GUID *ids = site_list(s, pool, NTMS_PHYSICAL_MEDIA, &count);
    size_t found = 0;

    for (size_t i = 0; i < count && found < room; i++) {
        NTMS_OBJECTINFORMATIONW medium = site_object(s, &ids[i], NTMS_PHYSICAL_MEDIA);
        const WCHAR *bar_code = medium.Info.PhysicalMedia.szBarCode;
        struct cartridge *c = &list[found];

        c->medium = ids[i];
        c->owner = site_side(s, bar_code).Info.Partition.LogicalMedia;
        rsm_text_copy(c->bar_code, NTMS_BARCODE_LENGTH, bar_code);
        rsm_text_to_utf8(c->tag, sizeof c->tag, bar_code, NTMS_BARCODE_LENGTH);
        if (!rsm_guid_is_null(&c->owner))
            found++;
    }
    free(ids);
    return found;
}

/* The operator takes out what is in the ports. */
static unsigned take_out_of_ports(void)
{
    struct element ports[8];
    size_t count = read_elements(ELEMENT_PORT, ports, 8);
    char command[64];
    unsigned taken = 0;

    for (size_t i = 0; i < count; i++) {
        if (!ports[i].full)
            continue;
        snprintf(command, sizeof command, "remove %u", ports[i].address);
        assert_int_equal(rsm_vtl(command), 0);
        taken++;
    }
    return taken;
}

struct taking {
    struct site *site;
    const struct cartridge *list;
    unsigned taken;
};

static bool are_all_offline(void *context)
{
    struct taking *taking = context;
    bool all = true;

    taking->taken += take_out_of_ports();
    for (size_t i = 0; i < EJECTED && all; i++) {
        NTMS_OBJECTINFORMATIONW medium =
            site_object(taking->site, &taking->list[i].medium, NTMS_PHYSICAL_MEDIA);

        all = medium.Info.PhysicalMedia.LocationType == NTMS_STORAGESLOT &&
              rsm_guid_is_null(&medium.Info.PhysicalMedia.Location);
    }
    return all;
}

static void eject(struct site *s, const struct cartridge *list)
{
    struct taking taking = {.site = s, .list = list};
    GUID operation;

    for (size_t i = 0; i < EJECTED; i++) {
        GUID medium = list[i].medium;

        assert_success(EjectNtmsMedia(s->session, &medium, &operation, NTMS_EJECT_START));
    }
    site_wait(are_all_offline, &taking, "the ejected tapes are offline");
    assert_int_equal(taking.taken, EJECTED);
}

static bool is_operator_asked(void *context)
{
    return site_count(context, NULL, NTMS_OPREQUEST) > 0;
}

struct coming {
    struct site *site;
    const struct cartridge *cartridge;
};

static bool is_online(void *context)
{
    struct coming *coming = context;
    NTMS_OBJECTINFORMATIONW medium =
        site_object(coming->site, &coming->cartridge->medium, NTMS_PHYSICAL_MEDIA);

    return rsm_guid_equal(&medium.Info.PhysicalMedia.CurrentLibrary, &coming->site->library) &&
           medium.Info.PhysicalMedia.LocationType == NTMS_STORAGESLOT;
}

static void bring_in(struct site *s, const struct cartridge *cartridge)
{
    struct coming coming = {.site = s, .cartridge = cartridge};
    char command[64];
    GUID operation;

    snprintf(command, sizeof command, "insert %s %u", cartridge->tag, (unsigned)FIRST_PORT);
    assert_int_equal(rsm_vtl(command), 0);
    assert_success(InjectNtmsMedia(s->session, &s->library, &operation, NTMS_INJECT_STARTMANY));
    assert_success(InjectNtmsMedia(s->session, &s->library, &operation, NTMS_INJECT_RETRACT));
    site_wait(is_online, &coming, "the tape is in the library again");
    assert_success(InjectNtmsMedia(s->session, &s->library, &operation, NTMS_INJECT_STOP));
}

/* ---- the morning ---- */

static void assert_every_tape_has_its_own_data(struct site *s, const GUID *pool)
{
    struct cartridge list[TAPES];
    size_t count = list_owned(s, pool, list, TAPES);
    char name[RSM_GUID_TEXT];

    assert_int_equal(count, TAPES);
    for (size_t i = 0; i < count; i++) {
        struct tape *tape = mount(s, &list[i].owner, NTMS_MOUNT_READ);

        rsm_guid_format(&list[i].owner, name);
        if (!tape_has_data(tape, name))
            fail_msg("%s has not the data of %s", list[i].tag, name);
        tape_close(tape);
        dismount(s, &list[i].owner, i % 2 != 0 ? NTMS_DISMOUNT_DEFERRED : NTMS_DISMOUNT_IMMEDIATE);
    }
}

static bool is_present(void *context)
{
    NTMS_OBJECTINFORMATIONW library = site_library(context);

    return library.dwOperationalState == NTMS_READY;
}

/* The library crashes while a tape is in a drive; afterwards all are in their first places. */
static void crash(struct site *s, const struct cartridge *cartridge)
{
    struct tape *tape = mount(s, &cartridge->owner, NTMS_MOUNT_READ);
    GUID owner = cartridge->owner;
    DWORD err;

    assert_true(tape_is_ready(tape));
    tape_close(tape);
    assert_int_equal(rsm_vtl("crash-restart"), 0);
    err = DismountNtmsMedia(s->session, &owner, 1, NTMS_DISMOUNT_IMMEDIATE);
    /* it may have been noticed before that the tape is not in the drive any more */
    assert_true(err == ERROR_SUCCESS || err == ERROR_INVALID_STATE || err == ERROR_MEDIA_OFFLINE);
    site_wait(is_present, s, "the library is present");
    site_wait_idle(s);
    site_inventory(s, NTMS_INVENTORY_FAST);
    assert_records_match_vtl(s);
}

static void a_night_of_two_programs_ends_with_every_tape_in_its_place(void **state)
{
    struct site *s = *state;
    struct cartridge list[EJECTED];
    struct work work;
    struct process *other;
    char written[RSM_GUID_TEXT];
    GUID half;

    work = begin_work(s);
    free_all_tapes(s);

    other = start_other("victim", NULL);
    write_new_tapes(&work, OURS / 2);
    expect_line(other, "writing ", written, sizeof written);
    assert_true(rsm_guid_parse(written, &half));
    kill_process(other);
    other = start_other("successor=", &half);
    write_new_tapes(&work, OURS - OURS / 2);
    expect_end(other);
    site_wait_idle(s);
    assert_records_match_vtl(s);

    assert_int_equal(list_owned(s, &work.pool, list, EJECTED), EJECTED);
    eject(s, list);
    other = start_other("patient=", &list[0].owner);
    site_wait(is_operator_asked, s, "the operator is asked for the tape");
    for (size_t i = 0; i < EJECTED; i++)
        bring_in(s, &list[i]);
    expect_end(other);
    site_wait_idle(s);
    assert_records_match_vtl(s);

    crash(s, &list[0]);
    assert_every_tape_has_its_own_data(s, &work.pool);
    site_wait_idle(s);
    assert_records_match_vtl(s);
    assert_database_whole();
}

static int begin(void **state)
{
    (void)site_begin(state);
    site_open(*state);
    site_inventory(*state, NTMS_INVENTORY_FAST);
    site_close(*state);
    return 0;
}

int main(int count, char **arguments)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_night_of_two_programs_ends_with_every_tape_in_its_place,
                                        begin, site_end),
    };
    GUID id;

    if (count > 1 && strcmp(arguments[1], "victim") == 0)
        return play_victim();
    if (count > 1 && strncmp(arguments[1], "successor=", 10) == 0 &&
        rsm_guid_parse(arguments[1] + 10, &id))
        return play_successor(&id);
    if (count > 1 && strncmp(arguments[1], "patient=", 8) == 0 &&
        rsm_guid_parse(arguments[1] + 8, &id))
        return play_patient(&id);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
