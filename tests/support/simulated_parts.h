/*
 * What the files of the simulated library share among themselves; tests use simulated_library.h.
 * Everything here wants the simulator's mutex to be held.
 */
#ifndef RSM_TESTS_SUPPORT_SIMULATED_PARTS_H
#define RSM_TESTS_SUPPORT_SIMULATED_PARTS_H

#include "platform/thread.h"
#include "support/simulated_library.h"

enum {
    SIM_ARM_FIRST = 0, /* element addresses */
    SIM_PORT_FIRST = 16,
    SIM_DRIVE_FIRST = 256,
    SIM_SLOT_FIRST = 512,
    SIM_FEW_MAX = 64,                /* drives, ports */
    SIM_UNITS_MAX = SIM_FEW_MAX + 1, /* the changer and the drives */
    SIM_SLOTS_MAX = 65000,
    SIM_TAG_SIZE = 32,
    SIM_TEXT_MAX = 120,
    SIM_BLOCK_MAX = 1024,
    SIM_BLOCKS_MAX = 4,
    SIM_ATTENTIONS_MAX = 4
};

/* What every simulated drive says that it is. */
#define SIM_VENDOR  "HP"
#define SIM_PRODUCT "Ultrium 5-SCSI"

/* SMC's numbers. */
enum sim_type { SIM_ARM = 1, SIM_SLOT, SIM_PORT, SIM_DRIVE, SIM_TYPES };

enum sim_label {
    SIM_BLANK,
    SIM_ANSI,
    SIM_MTF,
    SIM_FREE,
    SIM_LTFS,
    SIM_NOISE,
    SIM_MARK,
    SIM_UNREADABLE,
    SIM_WRONG_TYPE,
    SIM_WRONG_FORMAT,
    SIM_CLEANER,
    SIM_WRITTEN /* by a drive: what is there is in `written` */
};

/* One block on a tape; a filemark has no bytes. */
struct sim_block {
    bool filemark;
    size_t size;
    uint8_t bytes[SIM_BLOCK_MAX];
};

struct sim_cartridge {
    struct sim_cartridge *next; /* of all that the library ever held */
    char tag[SIM_TAG_SIZE + 1];
    bool tag_unreadable;
    bool write_protected;
    enum sim_label label;
    unsigned uses;             /* of a cleaning cartridge: how often it still cleans */
    char text[SIM_TEXT_MAX];   /* volume, names ... */
    struct sim_block *written; /* room for SIM_BLOCKS_MAX; NULL = none was ever written */
    unsigned written_count;
};

struct sim_element {
    struct sim_cartridge *cartridge; /* NULL = empty */
    uint16_t address;
    uint16_t source;
    bool has_source;
    bool doubtful;
    bool left_out; /* of every report */
};

struct sim_drive {
    char serial[33];
    bool cut, shortened, absent, ghost;
    uint8_t address_flags; /* of its element status, byte 6: the LUN, and what is told */
    uint8_t bus_id;
    bool threaded;     /* its cartridge is loaded */
    unsigned becoming; /* how often it still says that it is becoming ready */
    unsigned lagging;  /* in so many reports the changer does not see yet that it has let go */
    uint64_t ready_at; /* of the clock: it does so until then too */
    bool prevented;    /* removal */
    unsigned position; /* in blocks and filemarks */
    uint32_t block_length;
    bool holding;      /* a command is being held */
    unsigned cleaning; /* how often it still says that it is being cleaned */
    bool asks;         /* to be cleaned, in sense data */
    uint64_t alerts;   /* TapeAlert flags that are up, flag n is bit n - 1 */
    bool no_alerts;    /* it does not tell them */
    bool no_unload;    /* it does not know LOAD UNLOAD */
    bool no_erase;     /* nor ERASE */
    bool quick_erase;  /* or only the short form of it */
    bool reserved_by_program, prevented_by_program, opened_by_program; /* simulated_program.h */
};

/* Unit attentions that wait to be told. */
struct sim_attentions {
    uint8_t codes[SIM_ATTENTIONS_MAX][2];
    unsigned count;
};

/* One way to one logical unit. */
struct sim_way {
    struct sim_way *next;
    struct sim_library *library;
    unsigned lun;
    bool broken;
    bool by_system;                            /* simulated_system.h */
    uint8_t attentions[SIM_ATTENTIONS_MAX][2]; /* unit attentions that wait to be told */
    unsigned attention_count;
    uint32_t max_transfer; /* as the library's when it was opened */
};

struct sim_library {
    struct sim_library *next;
    char name[64];
    char vendor[9], product[17], serial[33];
    char revision[5]; /* of all its devices; "" = 1.00 */
    bool reader, drive_tags, dvcid, unload_first, unplugged, prevented;
    bool alone;                       /* no changer: a person puts in and takes out */
    bool keeps;                       /* what was unloaded, until the person takes it */
    struct sim_cartridge *pushed_out; /* by its drive, and still in the slit */
    bool door_open, door_silent;
    unsigned lag; /* of a drive that unloads */
    unsigned disks;
    uint32_t max_transfer;                   /* bytes of one command; 0 = any */
    struct sim_element *elements[SIM_TYPES]; /* by enum sim_type */
    unsigned counts[SIM_TYPES];
    struct sim_drive drives[SIM_FEW_MAX];
    struct sim_cartridge *cartridges;
    struct sim_way *ways;
    char *moves;
    bool holds;
    uint8_t held_operation;
    bool changer_opened_by_program;
    bool conceals;                                /* what is open */
    bool shared;                                  /* programs open its devices by name */
    struct sim_attentions waiting[SIM_UNITS_MAX]; /* then, by LUN, while no way is open */
};

struct sim {
    struct rsm_mutex mutex;
    struct rsm_cond changed; /* something was held or released */
    bool made;
    struct sim_library *libraries;
    unsigned commands;
    unsigned commands_of[256];
    struct rsm_sim_fault fault;
    bool fault_set, fault_struck;
    const struct rsm_waiting *clock; /* NULL = a time-out takes no time */
    struct rsm_sim_times times;      /* of that clock */
    rsm_sim_hook *hook;
    void *hook_context;
};

extern struct sim rsm_sim;

/* simulated_library.c */
void rsm_sim_lock(void);
void rsm_sim_unlock(void);
struct sim_library *rsm_sim_find(const char *name);    /* NULL = none */
struct sim_library *rsm_sim_require(const char *name); /* fails the test */
void rsm_sim_note_move(struct sim_library *library, uint16_t from, uint16_t to);

/* simulated_transport.c: where an address leads; a unit attention for all who have the unit open. */
rsm_error rsm_sim_find_unit(const char *address, struct sim_library **library_out,
                            unsigned *lun_out);
void rsm_sim_attention(struct sim_library *library, unsigned lun, uint8_t asc, uint8_t ascq);

/* And functions of the transport, which want the mutex to be free. */
rsm_error rsm_sim_enumerate(void *context, const char *address, uint32_t timeout_ms,
                            void (*found)(void *found_context, const char *address),
                            void *found_context);
rsm_error rsm_sim_open(const char *address, bool shared, void **handle_out);
void rsm_sim_close(void *handle);

/* simulated_shared.c: nobody has it open; nobody has, and an attention is to be kept until somebody has. */
bool rsm_sim_may_open(const struct sim_library *library, unsigned lun);
void rsm_sim_keep_attention(struct sim_library *library, unsigned lun, uint8_t asc, uint8_t ascq);

/* simulated_drawing.c */
struct sim_element *rsm_sim_place(struct sim_library *library, const char *text);
void rsm_sim_parse_label(struct sim_cartridge *cartridge, const char *text);
struct sim_cartridge *rsm_sim_new_cartridge(struct sim_library *library, const char *tag,
                                            const char *label);
struct sim_element *rsm_sim_element(struct sim_library *library, uint16_t address,
                                    enum sim_type *type_out);
void rsm_sim_insert(struct sim_library *library, struct sim_element *element,
                    struct sim_cartridge *cartridge);
void rsm_sim_free_library(struct sim_library *library);
const char *rsm_sim_type_word(enum sim_type type);

/* simulated_label.c: what a tape holds, the number of blocks and filemarks; and from now on. */
unsigned rsm_sim_blocks(const struct sim_cartridge *cartridge, struct sim_block *blocks_out);
void rsm_sim_set_blocks(struct sim_cartridge *cartridge, const struct sim_block *blocks,
                        unsigned count);

/* simulated_faults.c */
rsm_error rsm_sim_execute(void *handle, struct rsm_command *command);

/* simulated_time.c: wait as long as the command takes; the lock is let go of meanwhile.  What the clock
 * shows, 0 without one. */
void rsm_sim_spend(const struct sim_way *way, const struct rsm_command *command);
uint64_t rsm_sim_now(void);

/* simulated_changer.c, simulated_drive.c: carry out one command, whose answer is GOOD so far. */
void rsm_sim_changer_execute(struct sim_way *way, struct rsm_command *command);
void rsm_sim_drive_execute(struct sim_way *way, struct rsm_command *command);

/* simulated_door.c: false = the answer is that the door is open. */
bool rsm_sim_door_allows(struct sim_library *library, struct rsm_command *command);

/* simulated_cleaning.c: a cleaning cartridge has come into the drive; what a drive says while one is in it;
 * LOG SENSE; a drive that wants to be cleaned says so with whatever it did. */
void rsm_sim_begin_cleaning(struct sim_drive *drive, struct sim_cartridge *cartridge);
void rsm_sim_go_on_cleaning(struct sim_drive *drive, struct sim_cartridge *cartridge,
                            struct rsm_command *command);
void rsm_sim_tell_alerts(struct sim_drive *drive, struct rsm_command *command);
void rsm_sim_ask_to_be_cleaned(const struct sim_drive *drive, struct rsm_command *command);

/* simulated_program.c: what the program that uses a drive keeps others from. */
bool rsm_sim_program_keeps_out(const struct sim_library *library, unsigned lun);
bool rsm_sim_program_refuses(const struct sim_drive *drive, struct rsm_command *command);

/* simulated_answers.c: what every logical unit says. */
void rsm_sim_check(struct rsm_command *command, uint8_t key, uint8_t asc, uint8_t ascq);
void rsm_sim_refuse_command(struct rsm_command *command);
void rsm_sim_refuse_field(struct rsm_command *command);
void rsm_sim_reply(struct rsm_command *command, const void *bytes, size_t size, size_t allocation);

struct sim_identity {
    uint8_t type;
    const char *vendor, *product, *serial; /* serial "" = does not tell */
    const char *revision;                  /* NULL or "" = 1.00 */
};

/* INQUIRY, REQUEST SENSE; false = another command. */
bool rsm_sim_answer_common(struct rsm_command *command, const struct sim_identity *identity);
size_t rsm_sim_identity_text(const struct sim_identity *identity, uint8_t *text_out);

/* Send a mode page (or two), as MODE SENSE(6) or (10) asked; descriptor NULL = no block descriptor. */
void rsm_sim_reply_mode(struct rsm_command *command, const uint8_t *descriptor,
                        const uint8_t *pages, size_t size);

#endif
