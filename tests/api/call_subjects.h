/*
 * What the calls of calls.c are about: a library with tapes in every state that some call wants, pools,
 * requests, handles; and beside it a library that is gone.  Identifiers stay the same as long as the
 * database does, so that a test can put the prepared database back and call again.
 */
#ifndef RSM_TESTS_API_CALL_SUBJECTS_H
#define RSM_TESTS_API_CALL_SUBJECTS_H

#include "support/fixture.h"

enum { DESTINATIONS_ROOM = 64 };

struct subjects {
    struct fixture *f;
    HANDLE session;
    void (*before_work)(void); /* called when a caller begins to wait for work; NULL = nothing is */
    HANDLE other_session;      /* to be closed; NULL when a call did, or tried to */
    HANDLE notification;       /* with a change to be read; NULL as above */
    HANDLE opened;             /* by a call */
    HANDLE detection;          /* of device changes; NULL as above */

    GUID computer;
    GUID library;
    GUID drive;
    GUID disabled_drive;
    GUID slot;
    GUID empty_slot;
    GUID stand_alone;      /* library of a drive without a changer */
    GUID prepared_library; /* on record only, with an empty slot for its cleaner */
    GUID stocked_library;  /* the same, and its cleaner is in the slot */
    GUID gone_library;     /* not present any more */
    GUID gone_drive;       /* of the library */

    GUID root_pool;
    GUID import_pool;
    GUID free_pool;  /* that of the media */
    GUID other_free; /* that of another type, which the library takes too */
    GUID own_pool;   /* of an application, with a medium that can be allocated */
    GUID roomy_pool; /* of an application, for the same media; empty */
    GUID empty_pool; /* for pools only */
    GUID media_type;
    GUID spare_type; /* nobody takes it */
    GUID idle_type;  /* the library takes it, and there are none */

    GUID imported;        /* medium in Import */
    GUID available;       /* medium in own_pool, */
    GUID side;            /* and its side */
    GUID deletable;       /* medium in own_pool, offline */
    GUID owner, neighbor; /* logical media of one pool */
    GUID mounted;         /* side of a medium that the session has mounted */
    GUID loaded_drive;    /* that holds it */

    GUID request;  /* of the library, waiting */
    GUID finished; /* the same, finished */
    GUID mount;    /* of the library, the second that waits */
    GUID ejecting; /* operations under way */
    GUID injecting;
    GUID question, answer; /* operator requests, one open and one satisfied */

    void (*work)(void *context);
    void *work_context;

    NTMS_OBJECTINFORMATIONW of_computer, of_library, of_drive, of_pool; /* as they are */
};

/* Draw the libraries, open the session, and make those that are kept in the database. */
void begin_subjects(struct subjects *s, struct fixture *f);

/* In each session anew, before a call: make the others.  And after it, before the session is closed. */
void take_up_subjects(struct subjects *s);
void put_down_subjects(struct subjects *s);

#endif
