/*
 * What goes wrong, and when: the lines that begin with "on".
 */
#ifndef RSM_TEST_HOSTILE_RULES_H
#define RSM_TEST_HOSTILE_RULES_H

#include "support/hostile/call.h"

enum { HOSTILE_RULE_COMMANDS = 16, HOSTILE_RULE_CONDITIONS = 16, HOSTILE_RULE_PATCHES = 8 };

enum hostile_answer { /* what takes the place of the device's own answer */
                      HOSTILE_ANSWER_OWN,
                      HOSTILE_ANSWER_SENSE,
                      HOSTILE_ANSWER_NO_SENSE,
                      HOSTILE_ANSWER_STALE,
                      HOSTILE_ANSWER_SENSE_BYTES,
                      HOSTILE_ANSWER_STATUS,
                      HOSTILE_ANSWER_DATA,
                      HOSTILE_ANSWER_FATE
};

struct hostile_patch {
    uint32_t at;
    uint8_t bytes[64];
    size_t length;
};

struct hostile_action {
    enum hostile_answer answer;
    struct hostile_sense_data sense;
    bool descriptor;       /* in descriptor format, whatever the library's is */
    uint32_t sense_length; /* in fixed format, when not 0 */
    uint32_t progress;     /* per cent, more each time; 0 = none */
    uint32_t progress_so_far;
    uint8_t status;
    uint8_t *bytes; /* of sense-hex and data */
    size_t length;
    enum hostile_fate fate;
    uint32_t fate_bytes;
    uint8_t fate_code;

    bool done;
    uint32_t delay_ms;
    uint32_t truncate, extra;
    bool only_given, announce_given, took_given;
    uint32_t only, announce, took;
    struct hostile_patch patches[HOSTILE_RULE_PATCHES];
    size_t patch_count;
    enum hostile_residual residual_kind;
    uint32_t residual;
    bool separate, wrong_datasn, wrong_offset, wrong_tag, wrong_length;
    enum hostile_kind wrong_kind; /* HOSTILE_ALL: none */
    uint32_t wrong_number;
    char *then; /* what an operator does; NULL */
};

struct hostile_condition {
    bool (*holds)(const struct hostile_condition *condition, const struct hostile_call *call);
    bool negated;
    size_t field, other; /* which fields of the command are compared; */
    char compare[3];
    bool against_field;
    uint64_t mask, value;
    enum hostile_kind kind;     /* or a place, */
    uint32_t number;            /* 0 = any of the kind; an address when kind is HOSTILE_ALL */
    char text[HOSTILE_TAG + 1]; /* or a name */
};

struct hostile_rule {
    struct hostile_rule *next;
    bool added; /* by an operator */
    char commands[HOSTILE_RULE_COMMANDS][32];
    size_t command_count;
    struct hostile_condition conditions[HOSTILE_RULE_CONDITIONS];
    size_t condition_count;
    uint32_t first, last, every; /* the how-manieth that fits */
    uint32_t fits;               /* so many did */
    struct hostile_action action;
};

/* The rest of a line behind "on"; added: it comes before the others. */
bool hostile_rules_add(struct hostile_target *target, struct hostile_words *words, bool added);

/* Those that were added, or all. */
void hostile_rules_forget(struct hostile_target *target, bool all);

/* The rule that decides on this command, counted; NULL when none does. */
struct hostile_rule *hostile_rules_find(struct hostile_call *call);

/* ---- conditions.c ---- */

/* The next condition of a line. */
bool hostile_conditions_parse(struct hostile_words *words, struct hostile_rule *rule);

/* ---- actions.c ---- */

/* All behind the ":". */
bool hostile_actions_parse(struct hostile_words *words, struct hostile_action *action);

/* Is the command carried out all the same? */
bool hostile_actions_perform(const struct hostile_action *action);

/* Make the answer what the action says. */
void hostile_actions_apply(struct hostile_call *call, struct hostile_action *action);

#endif
