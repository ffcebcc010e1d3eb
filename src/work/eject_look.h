/*
 * What is known of one eject when it is looked at.
 */
#ifndef RSM_WORK_EJECT_LOOK_H
#define RSM_WORK_EJECT_LOOK_H

#include "work/move.h"

struct rsm_eject {
    struct rsm_library *library;
    struct rsm_record *request;
    struct rsm_record medium;
    bool gone;            /* it is not in the library any more */
    bool deleted;         /* its record, too, is not there any more */
    bool lost;            /* it is not where its record says; an inventory looks for it */
    bool in_port;         /* it is in the port already */
    bool at_work;         /* another request has it in hand */
    bool has_port;        /* the library has one */
    bool has_cell;        /* a cell is empty, */
    struct rsm_stop cell; /* this one */
    struct rsm_bay *bay;  /* the drive that it is in, taken; NULL = it is in none */
    char name[NTMS_OBJECTNAME_LENGTH *
              3]; /* of the cartridge, as a person reads it on it; behind "the cartridge" */
};

/* Bring it up to date from what is on record: all but library, request and bay, which are set before.  Wants no
 * transaction. */
rsm_error rsm_eject_look(struct rsm_eject *eject);

/* The place where the medium is.  ERROR_RESOURCE_NOT_PRESENT: the changer has no such place any more.  Wants
 * no transaction. */
rsm_error rsm_eject_find_place(const struct rsm_eject *eject, struct rsm_stop *from_out);

#endif
