/*
 * What a subcommand of rsm is: its name, the words it takes, its help, and the function that runs
 * it.  The parser (arguments.c), the help (help.c), the manual page and the dispatcher (run.c) all read
 * the one list of them (subcommands.h).  Follows the published command line of rsm.
 */
#ifndef RSM_CLI_SUBCOMMAND_H
#define RSM_CLI_SUBCOMMAND_H

#include <stdbool.h>

#include "cli/output.h"
#include "ntmsapi.h"
#include "platform/error.h"

/* What stands behind the letters of a switch. */
enum rsm_value {
    RSM_VALUE_NONE,  /* nothing: /b */
    RSM_VALUE_TEXT,  /* a name: /lf"Tape 1" */
    RSM_VALUE_GUID,  /* 32 digits, also with dashes and braces */
    RSM_VALUE_WORD,  /* one of a few words, or the beginning of just one: /afull, /tlib */
    RSM_VALUE_NUMBER /* decimal, below 2^32: /t5000 */
};

struct rsm_word {
    const char *word; /* lower case; NULL ends the list */
    DWORD value;
    bool is_hidden; /* understood, but not in the help */
};

struct rsm_switch {
    const char *name; /* lower case, without the slash; NULL ends the list */
    enum rsm_value value;
    const char *shown; /* what the help calls the value */
    const struct rsm_word *words;
    bool may_repeat;   /* /oread /owrite: each is an argument of its own */
    bool may_be_bare;  /* the value may be left out; it is then the first word */
    bool may_be_empty; /* a text that may be "" */
    bool is_apart; /* its value is the next word: joined, it could be that of a shorter switch */
    const char *group; /* of the switches of a group one may be given; NULL = none */
    bool is_required;  /* one of its group must be given */
    const char *help;
};

struct rsm_run;

/* What a subcommand is about: the headings of the help. */
enum rsm_subject {
    RSM_SUBJECT_OBJECTS, /* what there is */
    RSM_SUBJECT_MEDIA,
    RSM_SUBJECT_POOLS,
    RSM_SUBJECT_LIBRARIES,
    RSM_SUBJECT_OPERATOR,
    RSM_SUBJECT_DEVICES,
    RSM_SUBJECT_DATABASE,
    RSM_SUBJECT_COUNT
};

struct rsm_subcommand {
    const char *name;
    enum rsm_subject subject;
    const char *summary; /* one line */
    const char *operand; /* what the help calls the word without a slash; NULL = it takes none */
    bool operand_is_required;
    const struct rsm_switch *switches; /* NULL = none; those of a group stand together */
    /* Which switches go together, where groups cannot say it: a line for each way of using it, parted by line
     * ends ("{/pg<guid> | /pf<name>}\n{/sg<guid> | /sf<name>} {/lg<guid> | /lf<name>}").  To each are added
     * the switches that none of them names.  NULL = the groups say it all. */
    const char *usage;
    bool usage_has_operand; /* it says itself which of them take the word without a slash */
    const char *details;    /* paragraphs below the switches; NULL = none */
    bool has_facts;         /* prints some, and so takes /json (cli/json.h) */
    bool needs_session;
    bool keeps_hands_off; /* no library is run while it has its session */
    rsm_error (*run)(struct rsm_run *run);
};

#endif
