/*
 * Media label libraries of others: asked in their order, and believed only as far as their answers can be
 * used.
 */
#include "label/free_tape.h"
#include "label/labels.h"
#include "label/libraries.h"
#include "support/asserts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static uint8_t label[512];

static int begin(void **state)
{
    (void)state;
    memset(label, 0xA5, sizeof label); /* of no format that is built in */
    return 0;
}

/* ---- libraries, well-behaved and otherwise ---- */

static DWORD WINAPI max_512(DWORD *const size)
{
    *size = 512;
    return ERROR_SUCCESS;
}

static DWORD WINAPI max_1_mib(DWORD *const size)
{
    *size = 1 << 20;
    return ERROR_SUCCESS;
}

static DWORD WINAPI max_enormous(DWORD *const size)
{
    *size = 0xFFFFFFFF;
    return ERROR_SUCCESS;
}

static DWORD WINAPI max_refused(DWORD *const size)
{
    *size = 1 << 20;
    return ERROR_GEN_FAILURE;
}

static void fill(MediaLabelInfo *info, const char *type)
{
    for (size_t i = 0; type[i] != '\0'; i++)
        info->LabelType[i] = (WCHAR)type[i];
    info->LabelIDSize = 2;
    info->LabelID[0] = 0xAB;
    info->LabelID[1] = 0xCD;
    info->LabelAppDescr[0] = u'T';
}

static DWORD WINAPI claim_first(const BYTE *const bytes, const DWORD size,
                                MediaLabelInfo *const info)
{
    (void)bytes;
    (void)size;
    fill(info, "First");
    return ERROR_SUCCESS;
}

static DWORD WINAPI claim_second(const BYTE *const bytes, const DWORD size,
                                 MediaLabelInfo *const info)
{
    (void)bytes;
    (void)size;
    fill(info, "Second");
    return ERROR_SUCCESS;
}

/* An undefined structure goes with it. */
static DWORD WINAPI claim_nothing(const BYTE *const bytes, const DWORD size,
                                  MediaLabelInfo *const info)
{
    (void)bytes;
    (void)size;
    memset(info, 0xEE, sizeof *info);
    return ERROR_BAD_FORMAT;
}

static DWORD WINAPI claim_strangely(const BYTE *const bytes, const DWORD size,
                                    MediaLabelInfo *const info)
{
    (void)bytes;
    (void)size;
    fill(info, "Strange");
    return ERROR_GEN_FAILURE;
}

static DWORD WINAPI claim_without_id(const BYTE *const bytes, const DWORD size,
                                     MediaLabelInfo *const info)
{
    (void)bytes;
    (void)size;
    fill(info, "No id");
    info->LabelIDSize = 0;
    return ERROR_SUCCESS;
}

static DWORD id_size;

static DWORD WINAPI claim_with_that_size(const BYTE *const bytes, const DWORD size,
                                         MediaLabelInfo *const info)
{
    (void)bytes;
    (void)size;
    fill(info, "Size");
    info->LabelIDSize = id_size;
    return ERROR_SUCCESS;
}

static DWORD WINAPI claim_without_type(const BYTE *const bytes, const DWORD size,
                                       MediaLabelInfo *const info)
{
    (void)bytes;
    (void)size;
    fill(info, "");
    return ERROR_SUCCESS;
}

static DWORD WINAPI claim_without_end(const BYTE *const bytes, const DWORD size,
                                      MediaLabelInfo *const info)
{
    (void)bytes;
    (void)size;
    for (size_t i = 0; i < NTMSMLI_MAXTYPE; i++)
        info->LabelType[i] = u'X';
    for (size_t i = 0; i < NTMSMLI_MAXAPPDESCR; i++)
        info->LabelAppDescr[i] = u'Y';
    memset(info->LabelID, 0xEE, sizeof info->LabelID);
    info->LabelIDSize = 16;
    return ERROR_SUCCESS;
}

/* Writes behind the structure, as a wrong idea of its size makes it. */
static DWORD WINAPI claim_too_much(const BYTE *const bytes, const DWORD size,
                                   MediaLabelInfo *const info)
{
    uint8_t *behind = (uint8_t *)info + sizeof *info;

    (void)bytes;
    (void)size;
    fill(info, "Too much");
    memset(behind, 0xEE, 1024);
    return ERROR_SUCCESS;
}

static DWORD WINAPI claim_and_write_to_the_copy(const BYTE *const bytes, const DWORD size,
                                                MediaLabelInfo *const info)
{
    (void)info;
    memset((void *)(uintptr_t)bytes, 0, size);
    return ERROR_BAD_FORMAT;
}

/* Never looks at the size: what it reads up to its largest label must be there. */
static DWORD WINAPI claim_by_the_last_byte(const BYTE *const bytes, const DWORD size,
                                           MediaLabelInfo *const info)
{
    unsigned sum = 0;

    (void)size;
    for (size_t i = sizeof label; i < 1 << 20; i++)
        sum += bytes[i];
    if (sum != 0)
        return ERROR_BAD_FORMAT;
    fill(info, "Zeros");
    return ERROR_SUCCESS;
}

static DWORD seen_size;

static DWORD WINAPI claim_and_note_size(const BYTE *const bytes, const DWORD size,
                                        MediaLabelInfo *const info)
{
    (void)bytes;
    (void)info;
    seen_size = size;
    return ERROR_BAD_FORMAT;
}

static DWORD WINAPI claim_unless_spoiled(const BYTE *const bytes, const DWORD size,
                                         MediaLabelInfo *const info)
{
    (void)size;
    if (bytes[0] != 0xA5)
        return ERROR_BAD_FORMAT;
    fill(info, "Whole");
    return ERROR_SUCCESS;
}

/* ---- asking ---- */

static struct rsm_label_libraries libraries;

static void install(CLAIMMEDIALABEL first, CLAIMMEDIALABEL second)
{
    memset(&libraries, 0, sizeof libraries);
    assert_true(rsm_libraries_add(&libraries, "first", max_512, first, NULL));
    if (second != NULL)
        assert_true(rsm_libraries_add(&libraries, "second", max_512, second, NULL));
}

static enum rsm_label_outcome identify(const uint8_t *bytes, size_t size, MediaLabelInfo *info)
{
    const struct rsm_label_bytes given = {.first = bytes, .first_size = size};
    enum rsm_label_outcome outcome;

    assert_success(rsm_libraries_identify(&libraries, &given, &outcome, info));
    return outcome;
}

static void assert_not_recognised(CLAIMMEDIALABEL claim)
{
    MediaLabelInfo info;
    MediaLabelInfo none;

    memset(&none, 0, sizeof none);
    install(claim, NULL);
    assert_int_equal(identify(label, sizeof label, &info), RSM_LABEL_UNRECOGNISED);
    assert_memory_equal(&info, &none, sizeof none);
}

/* ---- what holds ---- */

static void a_label_that_a_library_claims_is_recognised(void **state)
{
    MediaLabelInfo info;
    (void)state;
    install(claim_first, NULL);

    assert_int_equal(identify(label, sizeof label, &info), RSM_LABEL_RECOGNISED);

    assert_label(&info, "First", "abcd", "T");
}

static void of_two_that_claim_the_first_wins(void **state)
{
    MediaLabelInfo info;
    (void)state;
    install(claim_first, claim_second);

    (void)identify(label, sizeof label, &info);

    assert_wide(info.LabelType, "First");
}

static void the_next_one_is_asked_when_one_does_not_claim(void **state)
{
    MediaLabelInfo info;
    (void)state;
    install(claim_nothing, claim_second);

    (void)identify(label, sizeof label, &info);

    assert_wide(info.LabelType, "Second");
}

static void a_library_comes_before_what_is_built_in(void **state)
{
    struct label_file ansi;
    MediaLabelInfo info;
    (void)state;
    load_label("ansi", &ansi);
    install(claim_first, NULL);

    (void)identify(ansi.bytes, ansi.size, &info);

    assert_wide(info.LabelType, "First");
}

static void what_no_library_claims_is_left_to_what_is_built_in(void **state)
{
    struct label_file ansi;
    MediaLabelInfo info;
    (void)state;
    load_label("ansi", &ansi);
    install(claim_nothing, NULL);

    assert_int_equal(identify(ansi.bytes, ansi.size, &info), RSM_LABEL_RECOGNISED);

    assert_wide(info.LabelType, "ANSI X3.27");
}

static void our_own_free_label_is_nobody_elses(void **state)
{
    const struct rsm_free_tape tape = {.id = {.Data1 = 1}, .name = u"", .bar_code = ""};
    uint8_t block[RSM_FREE_TAPE_SIZE];
    MediaLabelInfo info;
    (void)state;
    rsm_free_tape_build(&tape, block);
    install(claim_first, NULL);

    (void)identify(block, sizeof block, &info);

    assert_true(rsm_free_tape_has_id(&info, &tape.id));
}

static void a_blank_tape_is_not_shown_to_libraries(void **state)
{
    uint8_t zeros[512] = {0};
    MediaLabelInfo info;
    (void)state;
    install(claim_first, NULL);

    assert_int_equal(identify(zeros, sizeof zeros, &info), RSM_LABEL_BLANK);
    assert_int_equal(identify(NULL, 0, &info), RSM_LABEL_BLANK);
}

/* ---- answers that cannot be used ---- */

static void codes_other_than_success_claim_nothing(void **state)
{
    (void)state;
    assert_not_recognised(claim_nothing);
    assert_not_recognised(claim_strangely);
}

static void identifiers_of_no_or_too_many_bytes_claim_nothing(void **state)
{
    static const DWORD sizes[] = {0, 256, 257, 300, 0xFFFFFFFF};
    (void)state;
    assert_not_recognised(claim_without_id);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        id_size = sizes[i];
        assert_not_recognised(claim_with_that_size);
    }
}

static void an_identifier_of_255_bytes_is_fine(void **state)
{
    MediaLabelInfo info;
    (void)state;
    id_size = 255;
    install(claim_with_that_size, NULL);

    assert_int_equal(identify(label, sizeof label, &info), RSM_LABEL_RECOGNISED);

    assert_int_equal(info.LabelIDSize, 255);
}

static void an_answer_without_a_type_claims_nothing(void **state)
{
    (void)state;
    assert_not_recognised(claim_without_type);
}

static void strings_without_an_end_are_given_one(void **state)
{
    static const uint8_t zeros[NTMSMLI_MAXIDSIZE - 16] = {0};
    MediaLabelInfo info;
    (void)state;
    install(claim_without_end, NULL);

    assert_int_equal(identify(label, sizeof label, &info), RSM_LABEL_RECOGNISED);

    assert_int_equal(info.LabelType[NTMSMLI_MAXTYPE - 1], 0);
    assert_int_equal(info.LabelAppDescr[NTMSMLI_MAXAPPDESCR - 1], 0);
    assert_memory_equal(info.LabelID + 16, zeros, sizeof zeros);
}

static void one_that_writes_behind_its_answer_is_not_believed(void **state)
{
    (void)state;
    assert_not_recognised(claim_too_much);
}

static void one_that_writes_to_its_copy_spoils_nothing_for_the_next(void **state)
{
    MediaLabelInfo info;
    (void)state;
    install(claim_and_write_to_the_copy, claim_unless_spoiled);

    (void)identify(label, sizeof label, &info);

    assert_wide(info.LabelType, "Whole");
    assert_int_equal(label[0], 0xA5);
}

/* ---- what they see ---- */

static void zeros_follow_the_label_up_to_what_was_asked_for(void **state)
{
    MediaLabelInfo info;
    (void)state;
    memset(&libraries, 0, sizeof libraries);
    assert_true(rsm_libraries_add(&libraries, "large", max_1_mib, claim_by_the_last_byte, NULL));

    (void)identify(label, sizeof label, &info);

    assert_wide(info.LabelType, "Zeros");
    assert_int_equal(libraries.largest, 1 << 20);
}

static void the_size_is_that_of_the_bytes_that_were_read(void **state)
{
    MediaLabelInfo info;
    (void)state;
    install(claim_and_note_size, NULL);

    (void)identify(label, 100, &info);
    assert_int_equal(seen_size, 100);
}

static void blocks_that_were_joined_are_seen_whole(void **state)
{
    uint8_t whole[2048];
    const struct rsm_label_bytes given = {
        .first = whole, .first_size = 512, .joined = whole, .joined_size = sizeof whole};
    enum rsm_label_outcome outcome;
    MediaLabelInfo info;
    (void)state;
    memset(whole, 0xA5, sizeof whole);
    install(claim_and_note_size, NULL);

    assert_success(rsm_libraries_identify(&libraries, &given, &outcome, &info));

    assert_int_equal(seen_size, sizeof whole);
}

/* ---- the list ---- */

static void one_that_does_not_tell_its_size_is_left_out(void **state)
{
    (void)state;
    memset(&libraries, 0, sizeof libraries);
    assert_false(rsm_libraries_add(&libraries, "refuses", max_refused, claim_first, NULL));
    assert_int_equal(libraries.count, 0);
    assert_int_equal(libraries.largest, 0);
}

static void an_enormous_label_is_read_in_part(void **state)
{
    (void)state;
    memset(&libraries, 0, sizeof libraries);
    assert_true(rsm_libraries_add(&libraries, "enormous", max_enormous, claim_first, NULL));
    assert_int_equal(libraries.largest, RSM_LIBRARIES_LABEL_MAX);
}

static void too_many_are_left_out(void **state)
{
    (void)state;
    memset(&libraries, 0, sizeof libraries);
    for (int i = 0; i < RSM_LIBRARIES_MAX; i++)
        assert_true(rsm_libraries_add(&libraries, "one of many", max_512, claim_nothing, NULL));
    assert_false(rsm_libraries_add(&libraries, "one too many", max_512, claim_first, NULL));
    assert_int_equal(libraries.count, RSM_LIBRARIES_MAX);
}

static void without_libraries_what_is_built_in_decides(void **state)
{
    struct label_file ansi;
    struct rsm_label_bytes given = {.first = ansi.bytes};
    enum rsm_label_outcome outcome;
    MediaLabelInfo info;
    (void)state;
    load_label("ansi", &ansi);
    given.first_size = ansi.size;

    assert_success(rsm_libraries_identify(NULL, &given, &outcome, &info));

    assert_int_equal(outcome, RSM_LABEL_RECOGNISED);
    assert_wide(info.LabelType, "ANSI X3.27");
}

#define with_label(test) cmocka_unit_test_setup(test, begin)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_label(a_label_that_a_library_claims_is_recognised),
        with_label(of_two_that_claim_the_first_wins),
        with_label(the_next_one_is_asked_when_one_does_not_claim),
        with_label(a_library_comes_before_what_is_built_in),
        with_label(what_no_library_claims_is_left_to_what_is_built_in),
        with_label(our_own_free_label_is_nobody_elses),
        with_label(a_blank_tape_is_not_shown_to_libraries),
        with_label(codes_other_than_success_claim_nothing),
        with_label(identifiers_of_no_or_too_many_bytes_claim_nothing),
        with_label(an_identifier_of_255_bytes_is_fine),
        with_label(an_answer_without_a_type_claims_nothing),
        with_label(strings_without_an_end_are_given_one),
        with_label(one_that_writes_behind_its_answer_is_not_believed),
        with_label(one_that_writes_to_its_copy_spoils_nothing_for_the_next),
        with_label(zeros_follow_the_label_up_to_what_was_asked_for),
        with_label(the_size_is_that_of_the_bytes_that_were_read),
        with_label(blocks_that_were_joined_are_seen_whole),
        with_label(one_that_does_not_tell_its_size_is_left_out),
        with_label(an_enormous_label_is_read_in_part),
        with_label(too_many_are_left_out),
        with_label(without_libraries_what_is_built_in_decides),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
