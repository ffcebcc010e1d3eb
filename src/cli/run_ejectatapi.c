/*
 * rsm ejectatapi: the tray or magazine of an ATAPI changer, by the number at the end of \\.\CdChanger<n>.
 * Neither the database nor a session is wanted for it.
 */
#include "cli/run.h"
#include "platform/text.h"
#include "platform/volumes.h"
#include "work/system.h"

enum { NAME_ROOM = 32 };

static rsm_error fail_eject(struct rsm_run *run, rsm_error err, DWORD number)
{
    switch (err) {
    case ERROR_NOT_SUPPORTED:
        return rsm_run_fail(
            run, err,
            "\\\\.\\CdChanger%u is a name of Windows, and there are no such devices "
            "on this system",
            (unsigned)number);
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
        return rsm_run_fail(run, err,
                            "there is no changer \\\\.\\CdChanger%u; such names are given to ATAPI "
                            "changers for CDs only, and are counted from 0",
                            (unsigned)number);
    case ERROR_ACCESS_DENIED:
    case ERROR_SHARING_VIOLATION:
        return rsm_run_fail(run, err,
                            "\\\\.\\CdChanger%u cannot be opened: another program has it open, or "
                            "rsm is to be run as administrator",
                            (unsigned)number);
    default:
        return rsm_run_fail(run, err, "\\\\.\\CdChanger%u cannot be ejected", (unsigned)number);
    }
}

/* Not every changer holds its magazine fast, and what was never held need not be released. */
static rsm_error eject(const WCHAR *name)
{
    const struct rsm_volume_io *io = rsm_system_volumes();
    void *device;
    rsm_error err = io->open(name, RSM_VOLUME_USE, &device);

    if (err != ERROR_SUCCESS)
        return err;
    (void)io->step(device, RSM_VOLUME_ALLOW_REMOVAL);
    err = io->step(device, RSM_VOLUME_EJECT);
    io->close(device);
    return err;
}

static rsm_error run_ejectatapi(struct rsm_run *run)
{
    DWORD number = rsm_arguments_find(&run->arguments, "n")->number;
    WCHAR name[NAME_ROOM];
    rsm_error err;

    rsm_text_format(name, NAME_ROOM, "\\\\.\\CdChanger%u", (unsigned)number);
    err = eject(name);
    rsm_json_wide(run->json, "device_name", name, NAME_ROOM);
    if (err != ERROR_SUCCESS)
        return fail_eject(run, err, number);
    return rsm_run_succeed(run);
}

static const struct rsm_switch ejectatapi_switches[] = {
    {.name = "n",
     .value = RSM_VALUE_NUMBER,
     .shown = "<number>",
     .is_required = true,
     .help = "the number at the end of the changer's name, \\\\.\\CdChanger<number>"},
    {.name = NULL},
};

const struct rsm_subcommand rsm_subcommand_ejectatapi = {
    .name = "ejectatapi",
    .subject = RSM_SUBJECT_LIBRARIES,
    .summary = "Eject the magazine of an ATAPI changer for CDs",
    .switches = ejectatapi_switches,
    .details = "Only Windows has such changers.",
    .has_facts = true,
    .run = run_ejectatapi,
};
