/*
 * Free labels on drives nobody here wrote: written, read back by an inventory, and never on a tape that
 * was put in the way.
 */
#include "support/asserts.h"
#include "support/vtl_control.h"
#include "tgt/elements.h"
#include "tgt/records.h"

#include "core/session.h"
#include "model/guid.h"
#include "store/records.h"
#include "work/free_label.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static int begin_with_inventory(void **state)
{
    (void)site_begin(state);
    site_open(*state);
    site_inventory(*state, NTMS_INVENTORY_FAST);
    return 0;
}

/* Put a medium into Free and wait until nothing is left to be done. */
static void free_medium(struct site *s, const WCHAR *bar_code)
{
    GUID id = site_medium(s, bar_code).ObjectGuid;
    struct rsm_session *session;
    struct rsm_record medium;

    assert_success(rsm_session_get(s->session, &session));
    assert_success(rsm_store_begin(session->rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_records_load(session->rsm->store, &id, NTMS_PHYSICAL_MEDIA, &medium));
    assert_success(
        rsm_store_end(session->rsm->store, rsm_free_label_enter(session->rsm, session, &medium)));
    rsm_session_release(session);
    site_wait_idle(s);
}

static NTMS_LIBREQUESTINFORMATIONW request_of(struct site *s)
{
    size_t count;
    GUID *ids = site_list(s, &s->library, NTMS_LIBREQUEST, &count);
    NTMS_LIBREQUESTINFORMATIONW found = {.State = NTMS_LM_INVALID};

    for (size_t i = 0; i < count; i++) {
        NTMS_OBJECTINFORMATIONW request = site_object(s, &ids[i], NTMS_LIBREQUEST);

        if (request.Info.LibRequest.OperationCode == NTMS_LM_WRITESCRATCH)
            found = request.Info.LibRequest;
    }
    free(ids);
    return found;
}

static void assert_free(struct site *s, const WCHAR *bar_code)
{
    NTMS_OBJECTINFORMATIONW side = site_side(s, bar_code);

    assert_int_equal(side.Info.Partition.State, NTMS_PARTSTATE_AVAILABLE);
    assert_text(u"Removable Storage", side.Info.Partition.szOmidLabelType);
    assert_text(bar_code, side.Info.Partition.szOmidLabelInfo);
    assert_int_equal(side.Info.Partition.dwOmidLabelIdLength, 16);
    assert_medium_pool(s, bar_code, u"Free");
}

/* ---- the image of a tape ---- */

struct image {
    uint8_t *bytes;
    size_t size;
};

static struct image read_image(const char *bar_code)
{
    struct image image = {.bytes = NULL};
    const char *folder = getenv("NTMS_TEST_VTL_DIR");
    char path[1024];
    FILE *file;

    assert_non_null(folder);
    snprintf(path, sizeof path, "%s/media/%s", folder, bar_code);
    file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    image.size = (size_t)ftell(file);
    rewind(file);
    image.bytes = malloc(image.size + 1);
    assert_non_null(image.bytes);
    assert_int_equal(fread(image.bytes, 1, image.size, file), image.size);
    (void)fclose(file);
    return image;
}

static void assert_image_is(const char *bar_code, const struct image *expected)
{
    struct image now = read_image(bar_code);

    assert_int_equal(now.size, expected->size);
    assert_memory_equal(now.bytes, expected->bytes, expected->size);
    free(now.bytes);
}

/* ---- stories ---- */

static void a_foreign_tape_becomes_a_free_one_that_an_inventory_knows(void **state)
{
    struct site *s = *state;
    GUID medium = site_medium(s, u"A00001L6").ObjectGuid;
    NTMS_OBJECTINFORMATIONW written;
    NTMS_OBJECTINFORMATIONW read;

    free_medium(s, u"A00001L6");
    assert_int_equal(request_of(s).State, NTMS_LM_PASSED);
    assert_free(s, u"A00001L6");
    written = site_side(s, u"A00001L6");

    site_inventory(s, NTMS_INVENTORY_OMID);

    assert_is_medium(s, &medium, u"A00001L6");
    assert_free(s, u"A00001L6");
    read = site_side(s, u"A00001L6");
    assert_memory_equal(written.Info.Partition.OmidLabelId, read.Info.Partition.OmidLabelId, 16);
    assert_records_match_vtl(s);
}

static void a_blank_tape_and_a_labelled_one_become_free(void **state)
{
    struct site *s = *state;

    free_medium(s, u"A00002L6");
    free_medium(s, u"A00003L6");

    assert_free(s, u"A00002L6");
    assert_free(s, u"A00003L6");
    assert_int_equal(find_cartridge("A00002L6"), 1025);
    assert_records_match_vtl(s);
}

static void a_tape_put_in_the_way_with_another_bar_code_is_not_written(void **state)
{
    struct site *s = *state;
    struct image before;

    assert_int_equal(rsm_vtl("remove 1024"), 0);
    assert_int_equal(rsm_vtl("tape OTHER1L6 vol1:OTHER1 fm text:precious fm"), 0);
    assert_int_equal(rsm_vtl("insert OTHER1L6 1024"), 0);
    before = read_image("OTHER1L6");

    free_medium(s, u"A00001L6");

    assert_int_equal(request_of(s).State, NTMS_LM_FAILED);
    assert_int_equal(request_of(s).dwErrorCode, ERROR_UNEXPECTED_OMID);
    assert_image_is("OTHER1L6", &before);
    assert_medium_pool(s, u"OTHER1L6", u"Import");
    assert_records_match_vtl(s);
    free(before.bytes);
}

static void a_tape_with_the_same_bar_code_and_another_label_is_not_written(void **state)
{
    struct site *s = *state;
    struct image before;

    assert_int_equal(rsm_vtl("tape A00004L6 vol1:PAYROL fm text:precious fm"), 0);
    before = read_image("A00004L6");

    free_medium(s, u"A00004L6");

    assert_int_equal(request_of(s).State, NTMS_LM_FAILED);
    assert_int_equal(request_of(s).dwErrorCode, ERROR_UNEXPECTED_OMID);
    assert_image_is("A00004L6", &before);
    assert_text(u"PAYROL", site_side(s, u"A00004L6").Info.Partition.szOmidLabelInfo);
    assert_records_match_vtl(s);
    free(before.bytes);
}

static void a_free_tape_is_known_by_the_next_process(void **state)
{
    struct site *s = *state;

    free_medium(s, u"A00002L6");
    site_close(s);
    site_open(s);
    site_inventory(s, NTMS_INVENTORY_OMID);

    assert_free(s, u"A00002L6");
}

#define with_inventory(test) cmocka_unit_test_setup_teardown(test, begin_with_inventory, site_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_inventory(a_foreign_tape_becomes_a_free_one_that_an_inventory_knows),
        with_inventory(a_blank_tape_and_a_labelled_one_become_free),
        with_inventory(a_tape_put_in_the_way_with_another_bar_code_is_not_written),
        with_inventory(a_tape_with_the_same_bar_code_and_another_label_is_not_written),
        with_inventory(a_free_tape_is_known_by_the_next_process),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
