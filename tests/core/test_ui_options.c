/*
 * Where messages are shown: lists of the computer, of libraries and of sessions, and what they refuse.
 */
#include "core/ui_options.h"

#include "core/catalogue.h"
#include "support/asserts.h"
#include "support/guard.h"
#include "support/small_world.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

static rsm_error set(struct small_world *world, const GUID *object, DWORD operation,
                     const WCHAR *name)
{
    return rsm_ui_options_set(world->session, object, NTMS_UITYPE_REQ, operation, name);
}

static rsm_error add(struct small_world *world, const GUID *object, const WCHAR *name)
{
    return set(world, object, NTMS_UIDEST_ADD, name);
}

/* length counts the closing NULs too: sizeof a text with one NUL written out. */
static void assert_list(struct small_world *world, const GUID *object, const WCHAR *expected,
                        size_t length)
{
    WCHAR *list = NULL;
    size_t found;

    assert_success(rsm_ui_options_get(world->session, object, NTMS_UITYPE_REQ, &list, &found));
    assert_int_equal(found, length);
    assert_true(length == 0 ? list == NULL : memcmp(expected, list, length * sizeof *list) == 0);
    free(list);
}
#define assert_names(world, object, names) \
    assert_list(world, object, names u"\0", sizeof(names u"\0") / sizeof(WCHAR))
#define assert_no_names(world, object) assert_list(world, object, NULL, 0)

/* What holds of the list of the computer, of a library and of a session alike. */
static void assert_is_a_list(struct small_world *world, const GUID *object)
{
    assert_no_names(world, object);
    assert_success(add(world, object, u"first"));
    assert_success(add(world, object, u"second"));
    assert_success(add(world, object, u"third"));
    assert_names(world, object, u"first\0second\0third");

    assert_fails_with(ERROR_ALREADY_EXISTS, add(world, object, u"SECOND"));
    assert_success(set(world, object, NTMS_UIDEST_DELETE, u"Second"));
    assert_names(world, object, u"first\0third");
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, set(world, object, NTMS_UIDEST_DELETE, u"second"));

    assert_success(set(world, object, NTMS_UIDEST_DELETEALL, NULL));
    assert_no_names(world, object);
    assert_success(set(world, object, NTMS_UIDEST_DELETEALL, u"ignored"));
    assert_success(add(world, object, u"again"));
    assert_success(set(world, object, NTMS_UIDEST_DELETE, u"again"));
    assert_no_names(world, object);
}

static void a_library_has_a_list(void **state)
{
    struct small_world *world = *state;

    assert_is_a_list(world, &world->library);
}

static void the_computer_has_a_list(void **state)
{
    assert_is_a_list(*state, &rsm_catalogue_computer);
}

static void a_session_has_a_list(void **state)
{
    assert_is_a_list(*state, NULL);
}

static void lists_do_not_mix(void **state)
{
    struct small_world *world = *state;

    assert_success(add(world, &world->library, u"library"));
    assert_success(add(world, &rsm_catalogue_computer, u"computer"));
    assert_success(add(world, NULL, u"session"));
    assert_success(rsm_ui_options_set(world->session, NULL, NTMS_UITYPE_INFO, NTMS_UIDEST_ADD,
                                      u"information"));

    assert_names(world, &world->library, u"library");
    assert_names(world, &rsm_catalogue_computer, u"computer");
    assert_names(world, NULL, u"session");
    assert_no_names(world, &world->far_library);
}

static void the_list_of_a_session_ends_with_it_and_others_do_not(void **state)
{
    struct small_world *world = *state;

    assert_success(add(world, &world->library, u"library"));
    assert_success(add(world, NULL, u"session"));
    rsm_session_release(world->session);
    assert_success(rsm_session_close(world->handle));
    assert_success(rsm_session_open(&world->rsm, NULL, &world->handle));
    assert_success(rsm_session_get(world->handle, &world->session));

    assert_no_names(world, NULL);
    assert_names(world, &world->library, u"library");
}

static void an_empty_name_is_this_computer(void **state)
{
    struct small_world *world = *state;
    WCHAR *list = NULL;
    size_t length;

    assert_success(add(world, &world->library, u""));

    assert_success(
        rsm_ui_options_get(world->session, &world->library, NTMS_UITYPE_REQ, &list, &length));
    assert_text(world->session->computer, list);
    free(list);
    assert_fails_with(ERROR_ALREADY_EXISTS, add(world, &world->library, world->session->computer));
    assert_success(set(world, &world->library, NTMS_UIDEST_DELETE, u""));
    assert_no_names(world, &world->library);
}

static void what_is_no_request_is_refused(void **state)
{
    struct small_world *world = *state;
    WCHAR long_name[300];
    WCHAR *list;
    size_t length;

    for (size_t i = 0; i < 299; i++)
        long_name[i] = u'a';
    long_name[299] = 0;
    assert_fails_with(ERROR_INVALID_PARAMETER, add(world, NULL, NULL));
    assert_fails_with(ERROR_INVALID_PARAMETER, add(world, NULL, long_name));
    assert_fails_with(ERROR_INVALID_PARAMETER, set(world, NULL, 0, u"name"));
    assert_fails_with(ERROR_INVALID_PARAMETER, set(world, NULL, NTMS_UIOPERATION_MAX, u"name"));
    for (DWORD i = 0; i < 3; i++) {
        const DWORD types[] = {NTMS_UITYPE_INVALID, NTMS_UITYPE_MAX, NTMS_UITYPE_ERR};

        assert_fails_with(
            ERROR_INVALID_PARAMETER,
            rsm_ui_options_set(world->session, NULL, types[i], NTMS_UIDEST_ADD, u"name"));
        assert_fails_with(ERROR_INVALID_PARAMETER,
                          rsm_ui_options_get(world->session, NULL, types[i], &list, &length));
    }
    long_name[255] = 0;
    assert_success(add(world, NULL, long_name));
}

static void other_objects_have_no_list(void **state)
{
    static const GUID unknown = {.Data1 = 0xABCDEF};
    struct small_world *world = *state;
    WCHAR *list;
    size_t length;

    assert_fails_with(ERROR_INVALID_PARAMETER, add(world, &world->drive, u"name"));
    assert_fails_with(ERROR_INVALID_PARAMETER, rsm_ui_options_get(world->session, &world->drive,
                                                                  NTMS_UITYPE_REQ, &list, &length));
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, add(world, &unknown, u"name"));
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, rsm_ui_options_get(world->session, &unknown,
                                                                 NTMS_UITYPE_REQ, &list, &length));
}

/* ---- rights ---- */

/* covers ERROR_ACCESS_DENIED of GetNtmsUIOptions, SetNtmsUIOptions */
static void reading_needs_use_and_changing_modify_too(void **state)
{
    struct small_world *world = *state;
    struct guard guard;
    WCHAR *list = NULL;
    size_t length;

    set_guard(&world->rsm, &guard, NTMS_MODIFY_ACCESS);
    assert_fails_with(ERROR_ACCESS_DENIED, add(world, &world->library, u"name"));
    assert_no_names(world, &world->library);
    assert_success(add(world, NULL, u"name")); /* its own */
    set_guard(&world->rsm, &guard, NTMS_USE_ACCESS);
    assert_fails_with(ERROR_ACCESS_DENIED, add(world, &world->library, u"name"));
    set_guard(&world->rsm, &guard, NTMS_USE_ACCESS);
    assert_fails_with(ERROR_ACCESS_DENIED, rsm_ui_options_get(world->session, &world->library,
                                                              NTMS_UITYPE_REQ, &list, &length));
    assert_asked(&guard, NTMS_LIBRARY, &world->library, NTMS_USE_ACCESS);
    remove_guard(&world->rsm);
}

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, small_world_setup, small_world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_library_has_a_list),
        IN_WORLD(the_computer_has_a_list),
        IN_WORLD(a_session_has_a_list),
        IN_WORLD(lists_do_not_mix),
        IN_WORLD(the_list_of_a_session_ends_with_it_and_others_do_not),
        IN_WORLD(an_empty_name_is_this_computer),
        IN_WORLD(what_is_no_request_is_refused),
        IN_WORLD(other_objects_have_no_list),
        IN_WORLD(reading_needs_use_and_changing_modify_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
