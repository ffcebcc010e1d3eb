/*
 * The first look for devices.
 */
#include "work/first_look.h"

#include "scsi/transports.h"

enum {
    PATIENCE_MS = 2000, /* so long a changer is waited for that is open elsewhere, */
    PAUSE_MS = 200      /* and asked so often */
};

/* *waits_out: some changer is open elsewhere. */
static rsm_error look_once(struct rsm_instance *system, uint32_t timeout_ms, bool *waits_out)
{
    struct rsm_look *look = NULL;
    uint64_t signature = 0;
    bool has =
        rsm_transports_signature(system->options.transports, RSM_ADDRESS_WINDOWS, &signature);
    rsm_error err = rsm_instance_begin_look(system, &look);

    *waits_out = false;
    rsm_instance_note_signature(system, has, signature);
    if (err == ERROR_SUCCESS) {
        rsm_instance_ask(&system->options, timeout_ms, look);
        err = rsm_instance_end_look(system, look);
        *waits_out = err == ERROR_SUCCESS && rsm_discovery_waits_for_changer(&look->discovery);
    }
    rsm_instance_free_look(look);
    return err;
}

rsm_error rsm_first_look(struct rsm_instance *system, uint32_t timeout_ms)
{
    const struct rsm_waiting *waiting =
        system->options.waiting != NULL ? system->options.waiting : &rsm_waiting_real;
    uint64_t end = waiting->now_ms(waiting->context) + PATIENCE_MS;
    bool waits;
    rsm_error err = look_once(system, timeout_ms, &waits);

    while (err == ERROR_SUCCESS && waits && waiting->now_ms(waiting->context) < end &&
           waiting->sleep(waiting->context, PAUSE_MS))
        err = look_once(system, timeout_ms, &waits);
    return err;
}
