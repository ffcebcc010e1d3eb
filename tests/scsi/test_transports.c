/*
 * The list of transports and how an address finds its own.
 */
#include "scsi/transports.h"
#include "support/asserts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static rsm_error find_two(void *context, const char *address, uint32_t timeout_ms,
                          void (*found)(void *found_context, const char *address),
                          void *found_context)
{
    (void)context;
    (void)timeout_ms;
    if (address != NULL)
        return ERROR_BAD_PATHNAME;
    found(found_context, "one:1");
    found(found_context, "one:2");
    return ERROR_SUCCESS;
}

static rsm_error find_nothing(void *context, const char *address, uint32_t timeout_ms,
                              void (*found)(void *found_context, const char *address),
                              void *found_context)
{
    (void)context;
    (void)address;
    (void)timeout_ms;
    (void)found;
    (void)found_context;
    return ERROR_ACCESS_DENIED;
}

static rsm_error sign(void *context, uint64_t *signature_out)
{
    (void)context;
    *signature_out = 47;
    return ERROR_SUCCESS;
}

static rsm_error sign_nothing(void *context, uint64_t *signature_out)
{
    (void)context;
    (void)signature_out;
    return ERROR_NOT_ENOUGH_MEMORY;
}

static const struct rsm_transport one = {.name = "one",
                                         .scheme = "one:",
                                         .enumerate = find_two,
                                         .signature = sign};
static const struct rsm_transport broken = {.name = "broken",
                                            .scheme = "broken:",
                                            .enumerate = find_nothing,
                                            .signature = sign_nothing};
static const struct rsm_transport blind = {.name = "blind", .scheme = "\\\\.\\"};
static const struct rsm_transport *const all[] = {&broken, &blind, &one, NULL};

static void join(void *context, const char *address)
{
    strcat(strcat(context, address), " ");
}

static void an_address_finds_the_transport_whose_scheme_it_begins_with(void **state)
{
    (void)state;

    assert_ptr_equal(rsm_transports_find(all, "ONE:x"), &one);
    assert_ptr_equal(rsm_transports_find(all, "\\\\.\\Changer0"), &blind);
    assert_null(rsm_transports_find(all, "on"));
    assert_null(rsm_transports_find(all, ""));
}

static void all_transports_are_asked_and_a_broken_one_stops_nobody(void **state)
{
    char found[100] = "";

    (void)state;
    assert_success(rsm_transports_enumerate(all, NULL, UINT32_MAX, join, found));
    assert_string_equal(found, "one:1 one:2 ");
}

static void a_transport_that_cannot_look_takes_an_address_as_it_is(void **state)
{
    char found[100] = "";

    (void)state;
    assert_success(rsm_transports_enumerate(all, "\\\\.\\Tape0", UINT32_MAX, join, found));
    assert_string_equal(found, "\\\\.\\Tape0 ");
}

static void what_the_system_shows_is_signed_by_the_transport_that_can(void **state)
{
    uint64_t signature = 11;

    (void)state;
    assert_false(rsm_transports_signature(all, "broken:1", &signature));
    assert_false(rsm_transports_signature(all, "\\\\.\\Tape0", &signature));
    assert_false(rsm_transports_signature(all, "x", &signature));
    assert_int_equal(signature, 11);
    assert_true(rsm_transports_signature(all, "one:", &signature));
    assert_int_equal(signature, 47);
}

static void an_address_of_no_kind_is_a_bad_path(void **state)
{
    const struct rsm_transport *transport = NULL;
    void *handle = NULL;

    (void)state;
    assert_fails_with(ERROR_BAD_PATHNAME,
                      rsm_transports_open(all, "x", UINT32_MAX, &transport, &handle));
    assert_fails_with(ERROR_BAD_PATHNAME,
                      rsm_transports_enumerate(all, "x", UINT32_MAX, join, NULL));
    assert_null(transport);
    assert_null(handle);
}

static void those_built_in_end_in_null(void **state)
{
    size_t count = 0;

    (void)state;
    while (rsm_transports_built_in[count] != NULL)
        count++;
    assert_true(count < 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_finds_the_transport_whose_scheme_it_begins_with),
        cmocka_unit_test(all_transports_are_asked_and_a_broken_one_stops_nobody),
        cmocka_unit_test(a_transport_that_cannot_look_takes_an_address_as_it_is),
        cmocka_unit_test(what_the_system_shows_is_signed_by_the_transport_that_can),
        cmocka_unit_test(an_address_of_no_kind_is_a_bad_path),
        cmocka_unit_test(those_built_in_end_in_null),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
