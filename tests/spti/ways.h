/*
 * The pass-through transport by itself, with nothing above it, on the devices that hang on the test bus.
 */
#ifndef RSM_TEST_SPTI_WAYS_H
#define RSM_TEST_SPTI_WAYS_H

#include "scsi/transport_spti.h"

#include <stdbool.h>

/* The name that Windows gives that LUN of the library now, until this is asked again. */
const char *name_of(unsigned lun);

/* To be closed with rsm_transport_spti.close.  Fails the test when it cannot be opened. */
void *open_way(unsigned lun);

rsm_error try_to_open_way(const char *address);

struct rsm_transport_facts look_at(unsigned lun);

/* A command that is ready to be executed: five seconds, and data where there is a direction. */
struct rsm_command a_command(struct rsm_cdb cdb, enum rsm_direction direction, void *data,
                             size_t length);

/* Execute it; must be answered, with any status. */
void must_answer(void *way, struct rsm_command *command);

/* The same, and again after a unit attention; must be GOOD. */
void must_be_good(void *way, struct rsm_command *command);

/* TEST UNIT READY, once. */
rsm_error ask_ready(void *way, uint32_t timeout_ms, struct rsm_command *command_out);

/* INQUIRY says that tgt answers. */
void must_be_the_library(void *way);

/* The log is kept from now on, and has those words in it. */
void keep_what_is_said(void);
void assert_said(const char *words);

/* The address of a device on the adapter itself, whether it is claimed or not. */
const char *adapter_address(unsigned lun);

/* Bring the cartridge of the first slot into the first drive, and back. */
void load_first_cartridge(void);
void unload_first_cartridge(void);

#endif
