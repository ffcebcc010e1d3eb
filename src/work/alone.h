/*
 * A drive that stands alone: a library of one drive, which people fill and empty by hand (object model,
 * rule 5; spec "requests" 3 and 6).  Nothing moves a cartridge here: one appears in the drive and leaves it,
 * and that is noticed by asking the drive, about every two seconds.
 *
 * The way to the drive stays open while its library is run, but for the time in which a program holds the
 * medium: a drive that is configured is ours, and programs come to it by mounting.  Where programs open drives
 * by name it is opened for each look, and closed again; a program that has it open meanwhile is left in peace,
 * and so is what is on record.
 *
 * What is known of the cartridge in it (library->watched) is worth as much as somebody watched.  After a gap, in
 * which the drive did not answer, a program held the medium, the library or the drive was disabled, or the
 * drive told of a change, the label is read again.  When a process begins to run the library, what is on record is
 * believed, as a slot is that stayed full: the label is read as soon as somebody waits for a cartridge,
 * asks for an inventory or watches the drive (work/detection.h).  A mount compares labels anyway.
 */
#ifndef RSM_WORK_ALONE_H
#define RSM_WORK_ALONE_H

#include "work/library.h"
#include "work/reconcile.h"

/*
 * A chore: ask the drive, if it is time.  What changed is recorded, and an unknown cartridge queued to be
 * identified.  Sends one command, and writes nothing when nothing changed.  A drive that somebody has taken,
 * that is disabled, or whose medium a program holds is left in peace.  False too in a library with a changer.
 */
bool rsm_alone_watch(struct rsm_library *library);

/*
 * Bring the drive's state up to date, for inventory `request`, or for the null GUID at the beginning: the
 * half of rsm_inventory_run() and rsm_inventory_refresh() that asks devices.  With RSM_RECONCILE_SLOTS no
 * label is to be read, with RSM_RECONCILE_FAST one that may have changed, with RSM_RECONCILE_OMID any.
 * *queued_out = identifications queued.  ERROR_DEVICE_NOT_AVAILABLE: it does not answer, the library is lost.
 * Wants no transaction.
 */
rsm_error rsm_alone_look(struct rsm_library *library, enum rsm_reconcile_method method,
                         const GUID *request, size_t *queued_out);

/* Whoever has taken the drive found it empty: record that.  What cannot be recorded is seen by the next look.
 * Wants no transaction. */
void rsm_alone_note_empty(struct rsm_library *library);

#endif
