/*
 * What the system shows of simulated libraries: the same devices, under names that programs open and that
 * change, as Windows does.  A second transport beside rsm_sim_transport, as strict as class drivers: a
 * changer or a tape drive that is open, by us or by a program (simulated_program.h), is not opened again.
 */
#ifndef RSM_TESTS_SUPPORT_SIMULATED_SYSTEM_H
#define RSM_TESTS_SUPPORT_SIMULATED_SYSTEM_H

#include "support/simulated_library.h"

/* Its scheme is two backslashes; RSM_ADDRESS_WINDOWS enumerates what was shown. */
extern const struct rsm_transport rsm_sim_system_transport;

/* Show a logical unit of a library that was drawn, under a name such as "\\.\Tape0"; its path is made of
 * library and unit, and stays.  It is at port 2, bus 0, target 10, LUN `lun`, until it is put elsewhere. */
void rsm_sim_show(const char *library, unsigned lun, const char *name);
void rsm_sim_show_at(const char *library, unsigned lun, const char *name, uint16_t port,
                     uint16_t bus, uint16_t target, uint16_t scsi_lun);

/* It is gone: enumerated no more, and not found by that name. */
void rsm_sim_hide(const char *name);

/* All of it; rsm_sim_clear() does so too. */
void rsm_sim_hide_all(void);

/* What is shown now is under two other names: they are exchanged. */
void rsm_sim_swap_names(const char *name, const char *other);

/* A device that is open elsewhere is ERROR_ACCESS_DENIED, as Windows says it to who is no administrator. */
void rsm_sim_deny_account(bool denied);

/* The system knows no serial numbers by itself: only devices tell theirs. */
void rsm_sim_know_no_serials(bool none);

/* How often the device of that name was opened, or tried to be, since it was shown. */
unsigned rsm_sim_opened(const char *name);

/* How often the system was asked for all that it shows. */
unsigned rsm_sim_enumerated(void);

#endif
