/*
 * A library whose devices lie, refuse and go away at any command, from the first question to the last dismount: what
 * programs ask for comes to an end, with few commands and without anybody waiting in truth, the records keep their
 * invariants (so that no cartridge is in two places), and nothing is lost or left open.
 */
#include "demand.h"
#include "library_calls.h"
#include "quick_sqlite.h"
#include "spoilt_library.h"

#include "model/guid.h"
#include "ntmsapi.h"
#include "support/asserts.h"
#include "support/invariants.h"
#include "work/system.h"

#include <stdio.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
    COMMANDS_MAX = 20000,
    DEVICE_HOURS_MAX = 1000 /* that devices may take, of a clock that nobody waits for */
};

static const char *const drawings[] = {
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "drive 2  empty\n"
    "slot 1   A00001L5 ansi VOL001\n"
    "slot 2   A00002L5 blank\n"
    "slot 3   -  mtf SOFTWARE/NAME\n"
    "slot 4   empty\n"
    "slot 5   CLN001L5 cleaner 3\n"
    "port 1   empty\n",

    "alone\n"
    "drive 1  from 1 - ansi VOL001\n"
    "slot 1   empty\n"
    "slot 2   empty\n"
    "slot 3   empty\n"
    "slot 4   empty\n"
    "port 1   empty\n",

    "changer  QUANTUM UHDL\n"
    "reader   no\n"
    "dvcid    no\n"
    "unload   first\n"
    "door     locked\n"
    "drive 1  from 4 A00004L5 ltfs VOL004\n"
    "slot 1   - blank\n"
    "slot 2   - free 3F2504E0-4F89-41D3-9A0C-0305E82C3301\n"
    "slot 3   - unreadable\n"
    "slot 4   empty\n"
    "port 1   -  noise\n"
    "port 2   empty\n",

    "changer  ADIC SCALAR S3\n"
    "drivetags no\n"
    "drive 1  empty lun 1\n"
    "drive 2  empty nounload\n"
    "drive 3  empty noerase\n"
    "slot 1   ? ansi VOL001\n"
    "slot 2   DUP001L5 mark\n"
    "slot 3   DUP001L5 wrongtype\n"
    "slot 4   A00001L5 blank protected\n"
    "port 1   A00005L5 mtf SOFTWARE/NAME/3F2504E0-4F89-41D3-9A0C-0305E82C3301\n",
};

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    quicken_sqlite();
    return 0;
}

static void check(struct fixture *f)
{
    assert_invariants(f->rsm);
    demand(spoilt_commands() <= COMMANDS_MAX);
    demand(device_time(f) / 3600000 <= DEVICE_HOURS_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = {data, size};
    uint8_t drawing = take_byte(&input);
    unsigned deeds = take_byte(&input) % 16;
    unsigned rules = take_byte(&input) % (SPOILT_RULES_MAX + 1);
    struct input calls;
    struct fixture *f;
    void *state;

    if (fixture_in_memory(&state) != 0)
        return 0;
    f = state;
    f->unsettled = true;
    calls.data = take_bytes(&input, 2 * (size_t)deeds, &calls.size);
    spoilt_begin(&input, rules, &f->waiting, (drawing & 0x80) != 0);
    f->transports[0] = spoilt_transport();
    plug_in(f, drawings[drawing % 4]);
    (void)rsm_system_run_all();
    check(f);
    call_library(f, &calls, deeds);
    check(f);
    spoilt_end();
    (void)fixture_end(&state);
    return 0;
}
