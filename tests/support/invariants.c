/*
 * The invariants, as an assert.
 */
#include "support/invariants.h"

#include "core/invariants.h"
#include "model/guid.h"
#include "model/object_types.h"
#include "platform/text.h"
#include "support/asserts.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

static void print_broken(void *context, const struct rsm_record *object, const char *sentence)
{
    char name[NTMS_OBJECTNAME_LENGTH * 3];
    char id[RSM_GUID_TEXT];

    (void)context;
    (void)rsm_text_to_utf8(name, sizeof name, object->info.szName, RSM_TEXT_TERMINATED);
    rsm_guid_format(&object->info.ObjectGuid, id);
    print_error("%s \"%s\" (%s): %s\n", rsm_object_type_name(object->info.dwType), name, id,
                sentence);
}

void assert_invariants(struct rsm *rsm)
{
    size_t broken = 0;

    assert_success(rsm_invariants_check(rsm, print_broken, NULL, &broken));
    if (broken > 0)
        fail_msg("%zu times an invariant does not hold", broken);
}
