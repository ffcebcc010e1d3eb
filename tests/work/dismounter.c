/*
 * Dismounts for stories.
 */
#include "work/dismounter.h"

#include "core/session.h"
#include "platform/text.h"
#include "support/asserts.h"
#include "support/looks.h"
#include "work/dismount.h"
#include "work/mounter.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

GUID side_of(struct fixture *f, const char *bar_code)
{
    struct rsm_record medium;
    struct rsm_record side;

    look_at_medium(f, bar_code, &medium);
    look_at_side(f, &medium.info.ObjectGuid, &side);
    return side.info.ObjectGuid;
}

rsm_error ask_dismount(struct fixture *f, const char *bar_code, DWORD options)
{
    GUID side = side_of(f, bar_code);
    struct rsm_session *session;
    rsm_error err;

    assert_success(rsm_session_get(f->session, &session));
    err = rsm_dismount_media(session, &side, 1, options);
    rsm_session_release(session);
    return err;
}

rsm_error ask_dismount_drive(struct fixture *f, unsigned drive)
{
    struct rsm_session *session;
    rsm_error err;

    assert_success(rsm_session_get(f->session, &session));
    err = rsm_dismount_drive(session, drive_id(f, drive));
    rsm_session_release(session);
    return err;
}

void dismount(struct fixture *f, const char *bar_code, DWORD options)
{
    assert_success(ask_dismount(f, bar_code, options));
    run_all_work(f);
}

unsigned have_mounted(struct fixture *f, unsigned slot)
{
    unsigned drive = mount_slot(f, slot);

    rsm_sim_forget_moves(f->library);
    return drive;
}

unsigned orphan_slot(struct fixture *f, unsigned slot)
{
    GUID id = *medium_in_slot(f, slot);
    unsigned drive = have_mounted(f, slot);
    struct rsm_record medium;

    look_at(f, &id, NTMS_PHYSICAL_MEDIA, &medium);
    rsm_text_copy(medium.own.Owner, RSM_OWNER_LENGTH, u"00000000000000000000000000000000");
    change(f, &medium);
    return drive;
}

void let_delay_pass(struct fixture *f, unsigned number)
{
    struct rsm_record drive;

    look_at_drive(f, number, &drive);
    drive.own.LastUsed -= (LONGLONG)drive.info.Info.Drive.dwDeferDismountDelay * 1000;
    change(f, &drive);
}

DWORD hold_on(struct fixture *f, const char *bar_code)
{
    struct rsm_record medium;

    look_at_medium(f, bar_code, &medium);
    return medium.own.Hold;
}

DWORD state_of_medium(struct fixture *f, const char *bar_code)
{
    struct rsm_record medium;

    look_at_medium(f, bar_code, &medium);
    return medium.info.Info.PhysicalMedia.MediaState;
}
