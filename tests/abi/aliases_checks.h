/*
 * What the names without A and W stand for, against aliases.csv.  Included after the headers to be
 * checked, and after ALIAS_COLUMN was defined as the column that holds in this mode.
 */
#include "abi/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

struct measured_alias {
    const char *name;
    const char *target;
};

/* clang-format off */
#define TEXT_OF(...) #__VA_ARGS__
#define EXPANDED(name) TEXT_OF(name)
#define A(name) {#name, EXPANDED(name)}

static const struct measured_alias aliases[] = {
    A(CreateNtmsMedia), A(CreateNtmsMediaPool), A(EjectDiskFromSADrive), A(GetNtmsMediaPoolName),
    A(GetNtmsObjectAttribute), A(GetNtmsObjectInformation), A(GetNtmsUIOptions),
    A(GetVolumesFromDrive), A(LPNTMS_OBJECTINFORMATION), A(NTMS_CHANGERINFORMATION),
    A(NTMS_CHANGERTYPEINFORMATION), A(NTMS_DRIVEINFORMATION), A(NTMS_DRIVETYPEINFORMATION),
    A(NTMS_I1_LIBREQUESTINFORMATION), A(NTMS_I1_OBJECTINFORMATION),
    A(NTMS_I1_OPREQUESTINFORMATION), A(NTMS_I1_PARTITIONINFORMATION), A(NTMS_I1_PMIDINFORMATION),
    A(NTMS_LIBREQUESTINFORMATION), A(NTMS_OBJECTINFORMATION), A(NTMS_OPREQUESTINFORMATION),
    A(NTMS_PARTITIONINFORMATION), A(NTMS_PMIDINFORMATION), A(OpenNtmsSession),
    A(SetNtmsObjectAttribute), A(SetNtmsObjectInformation), A(SetNtmsUIOptions),
    A(SubmitNtmsOperatorRequest), A(_NTMS_CHANGERINFORMATION), A(_NTMS_CHANGERTYPEINFORMATION),
    A(_NTMS_DRIVEINFORMATION), A(_NTMS_DRIVETYPEINFORMATION), A(_NTMS_LIBREQUESTINFORMATION),
    A(_NTMS_OBJECTINFORMATION), A(_NTMS_OPREQUESTINFORMATION), A(_NTMS_PARTITIONINFORMATION),
    A(_NTMS_PMIDINFORMATION),
};
/* clang-format on */

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct measured_alias *find_alias(const char *name)
{
    for (size_t i = 0; i < COUNT(aliases); i++) {
        if (strcmp(aliases[i].name, name) == 0)
            return &aliases[i];
    }
    fail_msg("%s is not measured", name);
    return NULL;
}

static void every_name_without_a_letter_stands_for_the_form_of_this_mode(void **state)
{
    struct csv *csv = csv_open("aliases.csv");
    size_t seen = 0;

    (void)state;
    while (csv_next(csv)) {
        const struct measured_alias *is = find_alias(csv_text(csv, "macro"));

        assert_string_equal(is->target, csv_text(csv, ALIAS_COLUMN));
        seen++;
    }
    csv_close(csv);

    assert_int_equal(seen, COUNT(aliases));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_name_without_a_letter_stands_for_the_form_of_this_mode),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
