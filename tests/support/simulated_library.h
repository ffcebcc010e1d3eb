/*
 * Tape libraries without metal: a transport (scheme "sim:") behind the seam of scsi/transport.h that
 * answers byte by byte as a polite changer (SMC-3) and polite tape drives (SSC-3) would.  Tests draw the
 * library they need, play its operator, and let commands fail.
 *
 * "sim:NAME" is a whole library, "sim:NAME/0" its changer, "sim:NAME/1" and so on the tape drives, by
 * their numbers; disks follow.  A library is drawn line by line:
 *
 *     changer  STK L20 SERIAL1           vendor, product (one word), serial number (may be missing)
 *     reader   no                        the changer has no bar code reader (default: yes)
 *     drivetags no                       it tells no bar codes of what is in drives (default: yes)
 *     dvcid    no                        it does not tell which drive is where (default: yes)
 *     unload   first                     it takes a cartridge only from a drive that has unloaded
 *     lag      N                         nor before it has told N times that it cannot reach it
 *     alone                              there is no changer (and no LUN 0): drive 1 stands alone, and pushes
 *                                          a cartridge out when it unloads; "keeps" behind it: it
 *                                          does not, and can load it again
 *     door     locked                    a person cannot open it until the changer is told to allow it
 *     door     silent                    the changer never tells of its door: it always says that it is ready
 *     disk                               one more logical unit, which is a disk
 *     drive 1  empty                     drives count from 1 without a gap; options behind "empty":
 *                                          cut           its identity ends early (last drive only)
 *                                          short         its identity lacks the last two characters
 *                                          absent        there is no tape device for it
 *                                          ghost         it is announced, and not built in
 *                                          nounload      it does not know LOAD UNLOAD
 *                                          noerase       it does not know ERASE
 *                                          quickerase    it does not erase to the end of the tape
 *                                          serial X      instead of the changer's with D and the number
 *                                          nameless      it has no serial number
 *                                          lun N         the changer says: it is LUN N
 *                                          id N          it is target N of a parallel bus
 *                                          otherbus      and that not on the bus of the changer
 *     drive 2  from 3 A00002L5 blank     holds the cartridge of slot 3
 *     slot 1   A00001L5  ansi VOL001
 *     slot 2   empty
 *     slot 3   -  mtf SOFTWARE/NAME      '-' no bar code, '?' a bar code that cannot be read
 *     port 1   empty
 *
 * What stands on a tape: "blank"; "ansi VOLUME"; "mtf SOFTWARE/NAME" or "mtf SOFTWARE/NAME/UUID"; "free
 * UUID" (free label of Removable Storage); "ltfs VOLUME"; "noise" (data of no known format); "mark" (a
 * filemark first, then noise; "noise TEXT" and "mark TEXT" are other data); "unreadable" (medium error); "wrongtype" (the drive does not take this cartridge);
 * "wrongformat" (it takes it, and cannot read it); "cleaner" or "cleaner N" (it cleans N times, and is
 * expired then).  "protected" behind any of these: the tab of
 * the cartridge is set, nothing can be written to it.
 *
 * Any thread may call any of these.  A call that cannot be understood fails the test.
 */
#ifndef RSM_TESTS_SUPPORT_SIMULATED_LIBRARY_H
#define RSM_TESTS_SUPPORT_SIMULATED_LIBRARY_H

#include "label/identify.h"
#include "scsi/command.h"
#include "scsi/transport.h"

extern const struct rsm_transport rsm_sim_transport;

/* The same addresses, of a system where programs open changers and drives by name: only one way to a device can
 * be open at a time, ours or a program's (simulated_program.h); a second one is ERROR_SHARING_VIOLATION.  What a device has to tell
 * (28h, 29h) it tells once, to whoever asks first. */
extern const struct rsm_transport rsm_sim_shared_transport;

/* There: the system tells nothing of a device that is open. */
void rsm_sim_conceal_open(const char *name, bool conceals);

/* How often changers and drives were looked at there until now. */
unsigned rsm_sim_looks(void);

/* ---- building ---- */

/* Draw the library of that name; one that had the name before is replaced. */
void rsm_sim_draw(const char *name, const char *drawing);

/* A library with that many slots (up to 65,000), all full, bar codes S00001L5 and so on, labels ansi
 * V00001 and so on; drives and ports (up to 64 each) empty. */
void rsm_sim_make(const char *name, unsigned slots, unsigned drives, unsigned ports);

/* Forget all libraries, failures and counts.  Fails the test if a device is still open. */
void rsm_sim_clear(void);

/* ---- the operator; places are written "slot 1", "drive 1", "port 1" ---- */

/* "slot 2  A00009L5 ansi VOL009".  A port that the changer keeps people from fails the test, here and when
 * something is to be taken out of it. */
void rsm_sim_put_in(const char *name, const char *line);
void rsm_sim_take_out(const char *name, const char *place);
void rsm_sim_carry(const char *name, const char *from, const char *to);
void rsm_sim_swap(const char *name, const char *place, const char *other);

/* A technician exchanges two drives ("drive 1"), serial numbers and all; cartridges stay in their places. */
void rsm_sim_exchange_drives(const char *name, const char *drive, const char *other);

/* A person pushes the cartridge that a drive standing alone pushed out back into it. */
void rsm_sim_push_back(const char *name);

/* Was a cartridge pushed out that nobody took or pushed back? */
bool rsm_sim_is_pushed_out(const char *name);

/* Write something else on a tape that stays where it is. */
void rsm_sim_relabel(const char *name, const char *place, const char *label);

/* The changer cannot tell whether something is there, or can again. */
void rsm_sim_doubt(const char *name, const char *place, bool doubtful);

/* The changer leaves the place out of its reports, as some do while a drive is at work; or tells it again. */
void rsm_sim_leave_out(const char *name, const char *place, bool left_out);

/* The changer says on every open way that something was moved by hand (28h/00). */
void rsm_sim_announce(const char *name);

/* The same of a tape drive, as after a cartridge was put into it by hand. */
void rsm_sim_announce_drive(const char *name, unsigned drive);

/*
 * A person opens the door, which the changer must allow, and closes it.  Unless its door is silent the changer
 * is not ready meanwhile (04h/03h), and says afterwards that something may have been moved (28h/00).  A
 * MOVE MEDIUM while the door is open fails the test.
 */
void rsm_sim_open_door(const char *name);
void rsm_sim_close_door(const char *name);

/* Every way to the library breaks, and opening one is refused; and back. */
void rsm_sim_unplug(const char *name);
void rsm_sim_plug(const char *name);

/* A drive asks to be cleaned, until it is: with a TapeAlert flag (20), or in the sense data of a command
 * that it carried out all the same. */
void rsm_sim_dirty(const char *name, unsigned drive);
void rsm_sim_dirty_in_sense(const char *name, unsigned drive);

/* A TapeAlert flag goes up, until it was read. */
void rsm_sim_raise_alert(const char *name, unsigned drive, unsigned flag);

/* The library hangs on another adapter from now on, which carries so many bytes in one command (0 = any): every
 * way to it breaks, and can be opened again.  A longer command fails the test. */
void rsm_sim_limit_transfer(const char *name, uint32_t bytes);

/* Changer and drives have that firmware (four characters) from now on, and say so on every open way (3Fh/01h);
 * or, where that is not announced, every way breaks, and can be opened again. */
void rsm_sim_replace_firmware(const char *name, const char *revision, bool announced);

/* The drive refuses to tell its alerts. */
void rsm_sim_hide_alerts(const char *name, unsigned drive);

/* ---- looking ---- */

struct rsm_sim_sight {
    uint16_t element;
    bool full;
    bool cleaner;
    char tag[33]; /* as the changer would read it, "" = none */
    enum rsm_label_outcome outcome;
    bool readable; /* false: whoever tries to read the label fails */
    MediaLabelInfo label;
};

/* place NULL walks: the n-th place of the library, counted from 0.  False when there is none. */
bool rsm_sim_look(const char *name, const char *place, unsigned n, struct rsm_sim_sight *sight_out);

/* A number that changes with every byte and filemark of the tape at a place. */
uint32_t rsm_sim_fingerprint(const char *name, const char *place);

/* "slot 1 > drive 1, drive 1 > slot 1": what MOVE MEDIUM did since the beginning, or since they were
 * forgotten. */
void rsm_sim_moves(const char *name, char *text, size_t room);
void rsm_sim_forget_moves(const char *name);

/* Commands that arrived since the last rsm_sim_clear(), of all devices, or of one operation. */
unsigned rsm_sim_commands(void);
unsigned rsm_sim_commands_of(uint8_t operation);

/* How many ways to that logical unit are open (0 = the changer, then the drives by their numbers). */
unsigned rsm_sim_ways(const char *name, unsigned lun);

/* ---- failures ---- */

enum rsm_sim_failure {
    RSM_SIM_CHECK,        /* CHECK CONDITION with this sense; nothing was done */
    RSM_SIM_CHECK_DONE,   /* the same, but the command was carried out */
    RSM_SIM_STATUS,       /* another status than GOOD and CHECK CONDITION; nothing was done */
    RSM_SIM_STATUS_DONE,  /* or it was carried out */
    RSM_SIM_LOST,         /* the connection breaks before the command arrives */
    RSM_SIM_LOST_DONE,    /* or after it was carried out */
    RSM_SIM_TIMEOUT,      /* no answer in time, and nothing was done */
    RSM_SIM_TIMEOUT_DONE, /* or it was */
    RSM_SIM_UNPLUG,       /* the whole library goes, before the command arrives */
    RSM_SIM_UNPLUG_DONE,  /* or after it was carried out */
    /* these strike commands that bring data, alone; each is carried out, and answered with GOOD */
    RSM_SIM_DATA_NONE,  /* no data comes */
    RSM_SIM_DATA_HALF,  /* the second half of it does not come */
    RSM_SIM_DATA_LONG,  /* as much comes as there is room for, noise behind what was to come */
    RSM_SIM_DATA_ZEROS, /* zeros come, as many as were to come */
    RSM_SIM_DATA_NOISE, /* noise does */
    RSM_SIM_FAILURES
};

enum rsm_sim_sense { RSM_SIM_FIXED, RSM_SIM_DESCRIPTOR, RSM_SIM_DEFERRED, RSM_SIM_NO_SENSE };

/* The number-th command from now on that fits (from 1), and the `more` next ones. */
struct rsm_sim_fault {
    enum rsm_sim_failure failure;
    unsigned number;
    unsigned more;
    bool only_operation; /* else any */
    uint8_t operation;
    bool only_lun; /* else any */
    unsigned lun;
    uint8_t key, asc,
        ascq; /* for RSM_SIM_CHECK and RSM_SIM_CHECK_DONE; with key 1 data comes all the same */
    enum rsm_sim_sense form;
    bool
        spares_identity; /* INQUIRY is not struck: what a device says that it is, has to be believed */
    uint8_t status;      /* for RSM_SIM_STATUS and RSM_SIM_STATUS_DONE */
};

/* One fault at a time; NULL takes it away. */
void rsm_sim_fail(const struct rsm_sim_fault *fault);

/* The clock on which a command that gets no answer in time lets that time pass; until rsm_sim_clear(). */
void rsm_sim_use_clock(const struct rsm_waiting *clock);

/*
 * How long things take, on that clock; until rsm_sim_clear().  A cartridge that was brought is being loaded
 * for so long, and the drive says so; all else takes its time before it is answered.
 */
struct rsm_sim_times {
    unsigned move_ms;
    unsigned look_ms; /* READ ELEMENT STATUS */
    unsigned load_ms;
    unsigned unload_ms;
    unsigned rewind_ms;
    unsigned read_ms; /* of one block */
};
void rsm_sim_take_time(const struct rsm_sim_times *times);

/* Did the fault strike at least once? */
bool rsm_sim_has_failed(void);

/* ---- standing still, watching ---- */

/*
 * Drives hold every command of that operation until they are released.  rsm_sim_wait_held() waits, at
 * most 10 s, until that many drives are holding one at the same time.
 */
void rsm_sim_hold(const char *name, uint8_t operation);
bool rsm_sim_wait_held(const char *name, unsigned drives);
void rsm_sim_release(const char *name);

/* Called around every command that arrives: before it is carried out, and (done) before its answer is
 * delivered.  It may look and save.  NULL ends that. */
typedef void rsm_sim_hook(void *context, uint8_t operation, bool done);
void rsm_sim_watch(rsm_sim_hook *hook, void *context);

/* Where all cartridges of a library are and what is on them, to be put back later.  The caller frees it
 * with free(). */
struct rsm_sim_state;
struct rsm_sim_state *rsm_sim_save(const char *name);
void rsm_sim_restore(const char *name, const struct rsm_sim_state *state);

#endif
