/*
 * Looking into a drive that stands alone.
 */
#include "work/hand.h"

#include "platform/text.h"
#include "support/looks.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

bool find_in_drive(struct fixture *f, struct rsm_record *medium_out)
{
    return find_medium_at(f, drive_id(f, 1), medium_out);
}

void look_in_drive(struct fixture *f, struct rsm_record *medium_out)
{
    if (!find_in_drive(f, medium_out))
        fail_msg("no medium is recorded in the drive");
}

void assert_in_drive(struct fixture *f, const WCHAR *name)
{
    struct rsm_record medium;

    look_in_drive(f, &medium);
    assert_true(rsm_text_equal(medium.info.szName, name, NTMS_OBJECTNAME_LENGTH));
    assert_int_equal(medium.info.Info.PhysicalMedia.MediaState, NTMS_MEDIASTATE_IDLE);
    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTABLE);
}
