/*
 * Cleaning cartridges in simulated drives, drives that ask for one, and TapeAlert (SSC-3).
 */
#include "support/simulated_parts.h"

#include "scsi/bytes.h"

#include <string.h>

enum {
    CLEANING_ANSWERS = 3, /* how often a drive says that it is being cleaned */
    FLAGS = 64,
    FLAG_CLEAN_NOW = 20,
    FLAG_CLEAN_PERIODIC = 21,
    FLAG_EXPIRED = 22
};

static uint64_t bit(unsigned flag)
{
    return (uint64_t)1 << (flag - 1);
}

void rsm_sim_begin_cleaning(struct sim_drive *drive, struct sim_cartridge *cartridge)
{
    drive->cleaning = 0;
    if (cartridge == NULL || cartridge->label != SIM_CLEANER)
        return;
    if (cartridge->uses == 0)
        drive->alerts |= bit(FLAG_EXPIRED);
    else
        drive->cleaning = CLEANING_ANSWERS;
}

/* When it is done the drive lets the cartridge go. */
void rsm_sim_go_on_cleaning(struct sim_drive *drive, struct sim_cartridge *cartridge,
                            struct rsm_command *command)
{
    if (cartridge->uses == 0 && drive->cleaning == 0) {
        rsm_sim_check(command, 2, 0x30, 0x07);
        return;
    }
    rsm_sim_check(command, 2, 0x30, 0x03);
    if (drive->cleaning > 0 && --drive->cleaning > 0)
        return;
    if (cartridge->uses != UINT32_MAX)
        cartridge->uses--;
    drive->threaded = false;
    drive->asks = false;
    drive->alerts &= ~(bit(FLAG_CLEAN_NOW) | bit(FLAG_CLEAN_PERIODIC));
}

void rsm_sim_ask_to_be_cleaned(const struct sim_drive *drive, struct rsm_command *command)
{
    if (drive->asks && command->status == RSM_STATUS_GOOD && command->direction == RSM_DATA_NONE)
        rsm_sim_check(command, 1, 0x00, 0x17);
}

/* ---- TapeAlert ---- */

void rsm_sim_tell_alerts(struct sim_drive *drive, struct rsm_command *command)
{
    const uint8_t *cdb = command->cdb.bytes;
    uint8_t page[4 + FLAGS * 5] = {0x2E, 0, 0x01, 0x40};

    if (drive->no_alerts || (cdb[2] & 0x3F) != page[0]) {
        rsm_sim_refuse_field(command);
        return;
    }
    for (unsigned flag = 1; flag <= FLAGS; flag++) {
        uint8_t *parameter = page + 4 + (size_t)(flag - 1) * 5;

        rsm_bytes_put16(parameter, (uint16_t)flag);
        parameter[3] = 1;
        parameter[4] = (drive->alerts & bit(flag)) != 0;
    }
    drive->alerts &= bit(FLAG_CLEAN_NOW) | bit(FLAG_CLEAN_PERIODIC);
    rsm_sim_reply(command, page, sizeof page, (size_t)cdb[7] << 8 | cdb[8]);
}

/* ---- the operator ---- */

static struct sim_drive *drive_of(const char *name, unsigned drive)
{
    return &rsm_sim_require(name)->drives[drive - 1];
}

void rsm_sim_dirty(const char *name, unsigned drive)
{
    rsm_sim_raise_alert(name, drive, FLAG_CLEAN_NOW);
}

void rsm_sim_dirty_in_sense(const char *name, unsigned drive)
{
    rsm_sim_lock();
    drive_of(name, drive)->asks = true;
    rsm_sim_unlock();
}

void rsm_sim_raise_alert(const char *name, unsigned drive, unsigned flag)
{
    rsm_sim_lock();
    drive_of(name, drive)->alerts |= bit(flag);
    rsm_sim_unlock();
}

void rsm_sim_hide_alerts(const char *name, unsigned drive)
{
    rsm_sim_lock();
    drive_of(name, drive)->no_alerts = true;
    rsm_sim_unlock();
}
