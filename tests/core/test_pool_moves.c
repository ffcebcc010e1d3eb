/*
 * The move matrix, every cell of it, for media in every state.
 */
#include "core/pool_moves.h"

#include "support/asserts.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#define BIT(state) RSM_STATE_BIT(NTMS_PARTSTATE_##state)

enum { POOLS = 4, STATES = NTMS_PARTSTATE_RESERVED + 1 };

static const DWORD pool_types[POOLS] = {NTMS_POOLTYPE_SCRATCH, NTMS_POOLTYPE_IMPORT,
                                        NTMS_POOLTYPE_FOREIGN, NTMS_POOLTYPE_APPLICATION};

static rsm_error move(DWORD from, DWORD to, DWORD states)
{
    const struct rsm_pool_move move = {.from = from, .to = to, .states = states};

    return rsm_pool_moves_check(&move);
}

/* Which states let a medium whose sides are all in it go, and which let it go later. */
struct cell {
    DWORD allowed;
    DWORD later;
};

static const DWORD all = ((DWORD)1 << STATES) - 1;

/* Rows and columns: Free, Import, Unrecognized, application. */
static void expect_cells(const struct cell cells[POOLS][POOLS])
{
    for (DWORD from = 0; from < POOLS; from++) {
        for (DWORD to = 0; to < POOLS; to++) {
            for (DWORD state = 0; state < STATES; state++) {
                DWORD bit = RSM_STATE_BIT(state);
                rsm_error expected = ERROR_INVALID_MEDIA_POOL;

                if ((cells[from][to].allowed & bit) != 0)
                    expected = ERROR_SUCCESS;
                else if ((cells[from][to].later & bit) != 0)
                    expected = ERROR_BUSY;
                assert_fails_with(expected, move(pool_types[from], pool_types[to], bit));
            }
        }
    }
}

static void every_cell_of_the_matrix_is_as_specified(void **state)
{
    const DWORD later = BIT(UNPREPARED) | BIT(UNKNOWN);
    const DWORD movable = all & ~later & ~BIT(INCOMPATIBLE);
    const DWORD owned = BIT(ALLOCATED) | BIT(COMPLETE) | BIT(RESERVED);
    const struct cell cells[POOLS][POOLS] = {
        {{0, 0}, {0, 0}, {0, 0}, {movable, later}},
        {{movable & ~owned, later}, {BIT(IMPORT), 0}, {0, 0}, {0, 0}},
        {{movable & ~owned, later}, {0, 0}, {0, 0}, {0, 0}},
        {{movable & ~owned, later}, {BIT(IMPORT), 0}, {0, 0}, {movable, later}},
    };

    (void)state;
    expect_cells(cells);
}

static void one_owned_side_keeps_a_medium_out_of_free(void **state)
{
    static const DWORD owned[] = {BIT(ALLOCATED), BIT(COMPLETE), BIT(RESERVED)};

    (void)state;
    for (size_t i = 0; i < 3; i++)
        assert_fails_with(
            ERROR_INVALID_MEDIA_POOL,
            move(NTMS_POOLTYPE_APPLICATION, NTMS_POOLTYPE_SCRATCH, owned[i] | BIT(AVAILABLE)));
}

static void owned_sides_move_between_applications(void **state)
{
    (void)state;
    assert_success(move(NTMS_POOLTYPE_APPLICATION, NTMS_POOLTYPE_APPLICATION,
                        BIT(ALLOCATED) | BIT(COMPLETE) | BIT(RESERVED)));
}

static void one_side_in_use_keeps_a_medium_out_of_import(void **state)
{
    (void)state;
    assert_fails_with(
        ERROR_INVALID_MEDIA_POOL,
        move(NTMS_POOLTYPE_APPLICATION, NTMS_POOLTYPE_IMPORT, BIT(IMPORT) | BIT(AVAILABLE)));
}

static void one_incompatible_side_keeps_a_medium_where_it_is(void **state)
{
    (void)state;
    assert_fails_with(ERROR_INVALID_MEDIA_POOL, move(NTMS_POOLTYPE_FOREIGN, NTMS_POOLTYPE_SCRATCH,
                                                     BIT(INCOMPATIBLE) | BIT(FOREIGN)));
}

static void one_side_that_waits_for_its_label_makes_a_medium_wait(void **state)
{
    (void)state;
    assert_fails_with(ERROR_BUSY, move(NTMS_POOLTYPE_SCRATCH, NTMS_POOLTYPE_APPLICATION,
                                       BIT(UNPREPARED) | BIT(DECOMMISSIONED)));
}

static void read_only_media_never_enter_free(void **state)
{
    (void)state;
    for (size_t from = 0; from < POOLS; from++) {
        const struct rsm_pool_move move = {.from = pool_types[from],
                                           .to = NTMS_POOLTYPE_SCRATCH,
                                           .states = BIT(IMPORT),
                                           .read_only = true};

        assert_fails_with(ERROR_INVALID_MEDIA_POOL, rsm_pool_moves_check(&move));
    }
}

static void read_only_media_move_between_applications(void **state)
{
    const struct rsm_pool_move move = {.from = NTMS_POOLTYPE_APPLICATION,
                                       .to = NTMS_POOLTYPE_APPLICATION,
                                       .states = BIT(AVAILABLE),
                                       .read_only = true};

    (void)state;
    assert_success(rsm_pool_moves_check(&move));
}

static void the_hidden_root_holds_no_media(void **state)
{
    (void)state;
    assert_fails_with(ERROR_INVALID_MEDIA_POOL,
                      move(NTMS_POOLTYPE_APPLICATION, NTMS_POOLTYPE_UNKNOWN, BIT(AVAILABLE)));
    assert_fails_with(ERROR_INVALID_MEDIA_POOL,
                      move(NTMS_POOLTYPE_UNKNOWN, NTMS_POOLTYPE_APPLICATION, BIT(AVAILABLE)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_cell_of_the_matrix_is_as_specified),
        cmocka_unit_test(one_owned_side_keeps_a_medium_out_of_free),
        cmocka_unit_test(owned_sides_move_between_applications),
        cmocka_unit_test(one_side_in_use_keeps_a_medium_out_of_import),
        cmocka_unit_test(one_incompatible_side_keeps_a_medium_where_it_is),
        cmocka_unit_test(one_side_that_waits_for_its_label_makes_a_medium_wait),
        cmocka_unit_test(read_only_media_never_enter_free),
        cmocka_unit_test(read_only_media_move_between_applications),
        cmocka_unit_test(the_hidden_root_holds_no_media),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
