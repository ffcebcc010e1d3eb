/*
 * A library that this process can reach: its changer, its drives, and who has them in hand.  Only
 * the process that holds the library's file lock speaks to its devices.
 *
 * Lock order: struct rsm_library.choice is the second lock, its mutex the third.  Neither is held while a
 * command runs: the changer and each drive are taken (marked), used, and given back.
 */
#ifndef RSM_WORK_LIBRARY_H
#define RSM_WORK_LIBRARY_H

#include "core/rsm.h"
#include "ntmsmli.h"
#include "platform/file_lock.h"
#include "platform/thread.h"
#include "scsi/changer.h"
#include "scsi/drive.h"
#include "work/options.h"

#include <stdatomic.h>

enum { RSM_LIBRARY_DRIVES_MAX = 64 };

/* What is known of the cartridge in a stand-alone drive: alone.h. */
enum rsm_watch {
    RSM_WATCH_OLD, /* what is on record, from before this process looked */
    RSM_WATCH_LOST, /* nobody watched for a while, or the drive told of a change, or is empty: the label
                       of what is in it is to be read */
    RSM_WATCH_UNREAD, /* that was tried, and it could not be read or recorded: again when somebody asks */
    RSM_WATCH_KEPT, /* it is watched since its label was read, or is being read */
    RSM_WATCH_KNOWN /* and was found on record since */
};

/* One drive of a running library.  Its device belongs to whoever has taken the drive. */
struct rsm_bay {
    GUID id; /* the drive object */
    uint16_t element;
    DWORD number;                  /* of the drive object, for the log */
    char address[RSM_ADDRESS_MAX]; /* of its tape device, secrets and all; "" = not known */
    bool remembered;               /* the address is from before, and not proven since */
    enum rsm_known_by known_by;    /* why it is believed that the device is this drive's */
    struct rsm_device *device;     /* NULL = not open */
    struct rsm_drive drive;        /* zero while the device is not open */
    bool taken;
    bool was_empty; /* its device said so right before the cartridge was brought that is in it now:
                       whoever finds one in the device has that one.  False = not known (it was
                       there before); whoever has taken the bay may read it without the mutex */
    bool has_read;  /* whoever has taken it has read the label, or failed to */
    MediaLabelInfo label; /* that was read; zero = none */
    bool tells_no_alerts; /* its device does not know TapeAlert; belongs to whoever has taken it */
    bool left;     /* an administrator left its device to others: nothing is put into the drive,
                             and what is in it is theirs */
    bool broken;   /* could not be opened; tried again when the devices are looked at anew */
    bool waits;    /* taken for a mount whose turn to be loaded has not come: nobody loads it now */
    bool reserved; /* a mount needs it next to others that are not free yet: nothing but mounts may
                      take it */
    bool in_use; /* whoever wanted it last learned that somebody else uses it: left out until it is
                    tried again with success (work/drive_use.h) */
    uint64_t
        rests_until; /* by rsm_clock_ms(): its cartridge could not be taken out, and is not to be
                             tried again without need before that; 0 = it may */
};

/* A mount that was begun and has not ended: it has its drive.  See mount_list.h. */
struct rsm_mounting {
    GUID request;
    GUID batch;
    GUID medium;
    GUID side;
    struct rsm_bay *bay;
    enum rsm_mounting_state {
        RSM_MOUNTING_WAITS, /* for a thread */
        RSM_MOUNTING_RUNS,  /* a thread has it */
        RSM_MOUNTING_READY  /* its cartridge is in the drive, the right one; others are not */
    } state;
    unsigned stirs; /* what the changer had said by the look at its cartridge, once it is READY; */
    DWORD density_code; /* and so these */
    DWORD medium_type_code;
};

/* How things stood when a comparison of changer and records found nothing to do, and no label to read.  Forgotten by
 * any scan that says something else than the one before. */
struct rsm_rest {
    bool known;
    int64_t records; /* rsm_changes_records() */
    size_t bays;
};

struct rsm_library {
    struct rsm *rsm;
    const struct rsm_options *options;
    GUID id;
    char name[NTMS_OBJECTNAME_LENGTH * 3]; /* UTF-8, for the log */
    char address[RSM_ADDRESS_MAX];         /* of the changer, secrets and all; of the drive that
                                              stands alone */
    GUID media_type;                       /* of the cartridges its drives take */
    bool alone;                            /* it is a drive without a changer: its one bay */
    struct rsm_device *device;             /* the changer's; NULL = not open, or there is none */
    struct rsm_changer changer;            /* belongs to whoever has taken it; zero if alone */
    struct rsm_rest rest;                  /* likewise: work/reconcile.h */
    atomic_bool stale;        /* the changer said that something moved, and was not scanned since */
    atomic_bool slots_untold; /* the last inventory told of no slot at all: no medium leaves */
    atomic_bool
        unsettled; /* what a drive in use holds must be known first: look around once it is given back */
    atomic_uint stirs;          /* how often it said so */
    atomic_uint door_stirs;     /* how often it had when the door was opened */
    atomic_bool door_moved;     /* it said so since, was not ready, or was away: work/door.h */
    atomic_bool port_kept;      /* people are kept from the port: work/ports.h */
    struct rsm_file_lock *lock; /* held = this process runs the library */
    bool looked_at;             /* not taken: another process finds out what is in it */
    bool open;                  /* its changer, or the drive that stands alone, was reached */
    enum rsm_watch watched;     /* of the drive that stands alone: whoever has taken it */
    uint64_t look_due;          /* when it is looked at next, by rsm_clock_ms(): who does chores */

    struct rsm_mutex choice; /* held while a request and its drive are chosen; before the mutex */
    struct rsm_mutex mutex;  /* guards all below, and the bays but for their devices; address and
                                remembered whoever has taken the bay may read without */
    struct rsm_cond changed; /* something below changed */
    bool changer_taken;
    bool chores_run;               /* one of these two at most: work/chores.h, */
    bool door_opens;               /* and work/door.c */
    char seen_at[RSM_ADDRESS_MAX]; /* the changer was seen there and no more at its address: the
                                      next opening goes there; "" = it stays where it is */
    bool lost;                     /* the changer does not answer: nothing is started */
    bool missing;                  /* it did not at the last opening either */
    bool missed; /* it, or a drive's device, has ceased to answer: look where it may be now */
    bool
        recorded; /* it was made of its records alone, while another process ran it: look again when it
                      is ours */
    bool
        conceals; /* some device was open elsewhere, and told nothing, when devices were looked for: it
                      may be that of a drive without one */
    bool away;    /* the changer has ceased to answer since its drives were known for certain */
    bool stop;    /* the worker must end */
    struct rsm_bay bays[RSM_LIBRARY_DRIVES_MAX];
    size_t bay_count;
    char spare[RSM_LIBRARY_DRIVES_MAX][RSM_ADDRESS_MAX]; /* tape devices that may be one of the
                                                            bays whose device is not known */
    size_t spare_count;
    struct rsm_mounting mountings[RSM_LIBRARY_DRIVES_MAX];
    size_t mounting_count;
};

/* An empty library; and its end, which closes the devices and wants no thread in it any more. */
void rsm_library_begin(struct rsm_library *library, struct rsm *rsm,
                       const struct rsm_options *options);
void rsm_library_end(struct rsm_library *library);

/* Is there a changer that moves cartridges?  Else it is a drive that stands alone: whoever asks about the place
 * of a cartridge asks the drive itself, and nothing is ever moved. */
bool rsm_library_has_changer(const struct rsm_library *library);

/* Open the changer at its address, or where it was seen since, or the way to it anew; the drive if it stands
 * alone.  Errors as rsm_device_open(), rsm_changer_open() and rsm_library_open_bay().  The changer must be
 * taken, or nobody else be there. */
rsm_error rsm_library_open(struct rsm_library *library);

/* Close the changer and the drives; broken ones get another chance.  Nobody may have any of them in
 * hand, but for rsm_library_try_changer(), which is waited for. */
void rsm_library_close_devices(struct rsm_library *library);

/* Take the changer, waiting for whoever has it.  False when the library is lost. */
bool rsm_library_take_changer(struct rsm_library *library);
void rsm_library_give_changer(struct rsm_library *library);

/* For who looks for devices: take the changer if it is open and nobody has it.  It is not closed until it is given
 * back, which should be soon. */
bool rsm_library_try_changer(struct rsm_library *library);

/* How often the changer said until now that something moved.  The changer must be taken. */
unsigned rsm_library_count_stirs(struct rsm_library *library);

/*
 * Ask the changer about one place; a drive that stands alone, which the caller has taken, about itself.  The
 * library is lost when there is no answer.  Errors of rsm_changer_get_element() and rsm_drive_look().  The
 * changer must be taken.
 */
rsm_error rsm_library_ask(struct rsm_library *library, enum rsm_place place, uint16_t element,
                          struct rsm_changer_element *element_out);

/* The same for who has not taken the changer: takes it and gives it back.  ERROR_DEVICE_NOT_AVAILABLE when
 * the library is lost. */
rsm_error rsm_library_look(struct rsm_library *library, enum rsm_place place, uint16_t element,
                           struct rsm_changer_element *element_out);

/* Read the bar code at one place again.  *other_out: it is another one than tag, or there is none; the
 * library is to be looked at anew then.  The changer must be taken.  Errors as rsm_library_look(). */
rsm_error rsm_library_compare_tag(struct rsm_library *library, enum rsm_place place,
                                  uint16_t element, const char *tag, bool *other_out);

/*
 * Take a drive for the cartridge at `location`: the drive itself if it is one; for a slot an empty
 * one, else the one used longest ago among those that may be emptied.  NULL when none is free now;
 * *none_usable_out tells whether there is no point in waiting.  Wants no transaction.
 */
struct rsm_bay *rsm_library_take_bay(struct rsm_library *library, const GUID *location,
                                     bool *none_usable_out);

/* Its tape device rests from then on (rsm_device_rest()): nothing of ours is open on a drive that nobody of us
 * has in hand, where programs open drives by name.  Accepts NULL. */
void rsm_library_give_bay(struct rsm_library *library, struct rsm_bay *bay);

/* Take that drive, whether or not it can be used.  NULL when somebody has it (*busy_out), or the
 * library has no such drive. */
struct rsm_bay *rsm_library_take_drive(struct rsm_library *library, const GUID *drive,
                                       bool *busy_out);

/* Has the library been told to end?  Whoever waits in it hurries then.  Takes its lock. */
bool rsm_library_is_stopping(struct rsm_library *library);

/* May work begin in the library?  Its own devices may be disabled all the same.  Wants no
 * transaction. */
bool rsm_library_is_enabled(struct rsm_library *library);

/* Take the file lock of a library, running or not: ERROR_LOCK_VIOLATION when somebody has it, this process
 * too.  Whoever has it says what state the library is in.  The lock is the caller's:
 * rsm_file_lock_release(); NULL with a database in memory, which nobody shares. */
rsm_error rsm_library_try_lock(const struct rsm *rsm, const GUID *library,
                               struct rsm_file_lock **lock_out);

/* The same with a second lock, which is held from before that one is taken until it is known what is in the
 * library: as long as somebody has it nobody believes what is on record. */
rsm_error rsm_library_try_look(const struct rsm *rsm, const GUID *library,
                               struct rsm_file_lock **look_out);

/* Does some process hold the lock of that library?  True too when that cannot be found out.  This
 * process counts.  It may be otherwise the next moment. */
bool rsm_library_is_run(const struct rsm *rsm, const GUID *library);

/* Take it for as long as this process runs the library.  Success too when it has it. */
rsm_error rsm_library_lock(struct rsm_library *library);

/*
 * Open the tape device of a bay that was taken, if it is not open at the bay's address.  Errors as
 * rsm_device_open(), rsm_device_reopen() and rsm_drive_open().  Wants no transaction.
 *
 * ERROR_SHARING_VIOLATION also when this account is refused where programs open drives by name: the system
 * does not tell it whether somebody has the drive.
 *
 * ERROR_NOT_SAME_DEVICE when it is not the device on the drive's record: drives were exchanged.  The bay's
 * device is not known then, what answered is spare, and of the other bays that nobody has taken the
 * devices are remembered only.
 */
rsm_error rsm_library_open_bay(struct rsm_library *library, struct rsm_bay *bay);

/* Close the tape device of a bay that was taken, so that a program can open it for itself. */
void rsm_library_close_bay(struct rsm_bay *bay);

/* Whoever has taken the bay: does somebody else use its tape device?  Such a drive is left out until it has
 * unloaded, until it could be used when it was tried again (work/drive_use.h), or until the library is to be
 * looked at anew. */
void rsm_library_note_use(struct rsm_library *library, struct rsm_bay *bay, bool in_use);
bool rsm_library_is_used(struct rsm_library *library, const struct rsm_bay *bay);

/* May somebody else use the drive's device without our seeing it: it was left to others, or is not known
 * while one is open elsewhere that tells nothing?  What is in such a drive is not taken out. */
bool rsm_library_is_theirs(struct rsm_library *library, const struct rsm_bay *bay);

/* Can the bay's drive be used at all, as far as is known: enabled, present, with a tape device that may be
 * reached?  The mutex must be held; wants an open transaction. */
bool rsm_library_can_use(const struct rsm_library *library, const struct rsm_bay *bay,
                         const struct rsm_record *drive);

/* Is it certain which tape device the bay has?  Of the bays of which it is not, one at a time is taken. */
bool rsm_library_knows_device(const struct rsm_bay *bay);

/* Must the bay wait to be taken, because of another of which it is not certain either?  The mutex must be
 * held. */
bool rsm_library_must_wait(const struct rsm_library *library, const struct rsm_bay *bay);

/* The bay has the tape device at address ("" = it is not known which) from now on; it becomes certain.
 * The bay must be taken, or another one of which it is not certain either. */
void rsm_library_set_device(struct rsm_library *library, struct rsm_bay *bay, const char *address);

/* Whoever has taken the bay: did its device say that it is empty, right before it is loaded? */
void rsm_library_note_empty(struct rsm_library *library, struct rsm_bay *bay, bool was_empty);

/* A tape device that may be one of the bays whose device is not known, and may not any more. */
void rsm_library_add_spare(struct rsm_library *library, const char *address);
void rsm_library_drop_spare(struct rsm_library *library, const char *address);

/* The label in a bay that was taken was read, maybe not for the first time; NULL = none, or it could not
 * be read. */
void rsm_library_note_label(struct rsm_library *library, struct rsm_bay *bay,
                            const MediaLabelInfo *label);

/* The tape device of a bay that was taken cannot be reached, or not be found: leave the drive out.  With a
 * drive that stands alone the library is lost. */
void rsm_library_break_bay(struct rsm_library *library, struct rsm_bay *bay);

/* Somebody wants the library looked at: drives that were left out get another chance. */
void rsm_library_mend_bays(struct rsm_library *library);

/* Mark the library lost (its changer, or the drive that stands alone, does not answer) and wake its
 * worker. */
void rsm_library_lose(struct rsm_library *library);
bool rsm_library_is_lost(struct rsm_library *library);

/* Has the changer, or the device of a drive, ceased to answer since this was asked last? */
bool rsm_library_take_missed(struct rsm_library *library);

/* May some device of it be at an address that is not known: the changer does not answer, or there is a
 * drive without a tape device? */
bool rsm_library_lacks_devices(struct rsm_library *library);

#endif
