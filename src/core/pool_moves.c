/*
 * The move matrix.
 */
#include "core/pool_moves.h"

enum kind { FREE, IMPORT, UNRECOGNIZED, APPLICATION, KINDS };

enum rule {
    NO,
    YES,
    IF_NOT_OWNED,  /* no side is allocated, complete or reserved */
    IF_ALL_IMPORT, /* all sides are to be imported */
};

/*
 * One import pool to another is a change of the media type; a medium of the same type has no other.
 * Import to an application is left to AllocateNtmsMedia, which takes one side of it.
 */
static const enum rule rules[KINDS][KINDS] = {
    [FREE] = {[FREE] = NO, [IMPORT] = NO, [UNRECOGNIZED] = NO, [APPLICATION] = YES},
    [IMPORT] =
        {[FREE] = IF_NOT_OWNED, [IMPORT] = IF_ALL_IMPORT, [UNRECOGNIZED] = NO, [APPLICATION] = NO},
    [UNRECOGNIZED] =
        {[FREE] = IF_NOT_OWNED, [IMPORT] = NO, [UNRECOGNIZED] = NO, [APPLICATION] = NO},
    [APPLICATION] =
        {[FREE] = IF_NOT_OWNED, [IMPORT] = IF_ALL_IMPORT, [UNRECOGNIZED] = NO, [APPLICATION] = YES},
};

static const DWORD owned = RSM_STATE_BIT(NTMS_PARTSTATE_ALLOCATED) |
                           RSM_STATE_BIT(NTMS_PARTSTATE_COMPLETE) |
                           RSM_STATE_BIT(NTMS_PARTSTATE_RESERVED);

static enum kind kind_of(DWORD pool_type)
{
    switch (pool_type) {
    case NTMS_POOLTYPE_SCRATCH:
        return FREE;
    case NTMS_POOLTYPE_IMPORT:
        return IMPORT;
    case NTMS_POOLTYPE_FOREIGN:
        return UNRECOGNIZED;
    case NTMS_POOLTYPE_APPLICATION:
        return APPLICATION;
    default:
        return KINDS;
    }
}

static bool obeys(enum rule rule, DWORD states)
{
    switch (rule) {
    case YES:
        return true;
    case IF_NOT_OWNED:
        return (states & owned) == 0;
    case IF_ALL_IMPORT:
        return states == RSM_STATE_BIT(NTMS_PARTSTATE_IMPORT);
    case NO:
        break;
    }
    return false;
}

rsm_error rsm_pool_moves_check(const struct rsm_pool_move *move)
{
    /* To overwrite what nobody has looked at could destroy a tape that is on record. */
    const DWORD unfinished =
        RSM_STATE_BIT(NTMS_PARTSTATE_UNPREPARED) | RSM_STATE_BIT(NTMS_PARTSTATE_UNKNOWN);
    enum kind from = kind_of(move->from);
    enum kind to = kind_of(move->to);

    if (from == KINDS || to == KINDS || !obeys(rules[from][to], move->states))
        return ERROR_INVALID_MEDIA_POOL;
    if ((move->states & RSM_STATE_BIT(NTMS_PARTSTATE_INCOMPATIBLE)) != 0)
        return ERROR_INVALID_MEDIA_POOL;
    if (to == FREE && move->read_only)
        return ERROR_INVALID_MEDIA_POOL;
    return (move->states & unfinished) != 0 ? ERROR_BUSY : ERROR_SUCCESS;
}
