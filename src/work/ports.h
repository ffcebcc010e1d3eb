/*
 * The port of a library: its cells, who may reach into them, and what a person did there.  What goes
 * through it are requests to eject and to inject, of media and of the cleaner; port_watch.h looks after
 * those that wait.  People are kept from the port only while the arm works at it.
 */
#ifndef RSM_WORK_PORTS_H
#define RSM_WORK_PORTS_H

#include "work/move.h"

/* One cell, which is one object of type NTMS_IEPORT. */
struct rsm_port_cell {
    struct rsm_stop stop;
    DWORD number;
    DWORD content;                 /* NTMS_PORTCONTENT_* */
    DWORD patience;                /* MaxExtendSecs */
    char tag[RSM_CHANGER_TAG_MAX]; /* rsm_ports_look() read it; "" = none, or not read */
};

/* All cells of a library, by element; free() them with rsm_ports_free(). */
struct rsm_ports {
    struct rsm_port_cell *cells;
    size_t count; /* 0 = the library has no port */
    bool extended;
    int64_t since; /* when it was extended, ms since 1970 UTC; 0 = it is not */
    bool changed;  /* rsm_ports_look() found that a cell was filled or emptied */
};

/* The cells as recorded.  Wants an open transaction. */
rsm_error rsm_ports_load(struct rsm *rsm, const GUID *library, struct rsm_ports *ports_out);
void rsm_ports_free(struct rsm_ports *ports);

/* The first cell that is recorded as empty; NULL = none. */
const struct rsm_port_cell *rsm_ports_find_empty(const struct rsm_ports *ports);

/* The cell that a place is; NULL = it is no cell of this port. */
const struct rsm_port_cell *rsm_ports_find_cell(const struct rsm_ports *ports, const GUID *place);

/*
 * Begin a request that goes through the port: QUEUED or WAITING becomes INPROCESS.  False, and nothing
 * has changed, when it cannot begin now: the library is disabled, the request is in another state by now,
 * or another one is at work in the port.  Wants no transaction.
 */
bool rsm_ports_begin(struct rsm_library *library, const struct rsm_record *request);

/*
 * Keep people from the port, which counts as retracted then; let them reach into it: it is extended; or
 * let it be, when nobody waits for a person: it is retracted, and not kept from anybody.  A changer
 * that cannot do this leaves it to its people.  ERROR_CONTROLLING_IEPORT: it can, and does not now.
 * Each takes the changer; they want no transaction.
 */
rsm_error rsm_ports_retract(struct rsm_library *library);
rsm_error rsm_ports_extend(struct rsm_library *library);
rsm_error rsm_ports_rest(struct rsm_library *library);

/*
 * Ask the changer what is in the cells, and record it: a cell that is empty, or holds another bar code,
 * has lost the medium that was recorded there, which leaves the library (rsm_media_leave()).  Takes the
 * changer; wants no transaction.  *ports_out is as from rsm_ports_load(), whatever the answer.
 */
rsm_error rsm_ports_look(struct rsm_library *library, struct rsm_ports *ports_out);

/* How many seconds it may be extended: cells are opened and closed together, and the most patient one counts. */
DWORD rsm_ports_patience(const struct rsm_ports *ports);

/* Has the port been extended for longer than a cell has patience? */
bool rsm_ports_is_overdue(const struct rsm_ports *ports, const struct rsm_port_cell *cell);

/*
 * A request begins to wait for a person at the port, from now on.  Wants an open writing transaction.
 */
rsm_error rsm_ports_wait(struct rsm *rsm, const GUID *request);

/*
 * Ask a person, once for each request: NTMS_OPREQ_DEVICESERVICE about an object, in these words.  Wants an
 * open writing transaction; request is brought up to date.
 */
rsm_error rsm_ports_ask(struct rsm *rsm, struct rsm_record *request, const GUID *about, DWORD type,
                        const WCHAR *message);

/* What the person was asked for is done.  Wants an open writing transaction. */
rsm_error rsm_ports_answered(struct rsm *rsm, struct rsm_record *request);

/* Now, as the records tell time: ms since 1970 UTC. */
int64_t rsm_ports_now(void);

#endif
