/*
 * A tape drive whose answers are spoilt, with each kind of tape in it: what is read of a tape lies in the drive's
 * buffers, and a tape that is said to be untouched is as it was.
 */
#include "demand.h"
#include "spoilt_device.h"
#include "spoilt_library.h"

#include "label/identify.h"
#include "scsi/drive.h"
#include "scsi/drive_alerts.h"
#include "support/simulated_library.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const drawings[] = {
    "alone\ndrive 1  from 1 - ansi VOL001\nslot 1  empty\n",
    "alone\ndrive 1  from 1 - blank\nslot 1  empty\n",
    "alone\ndrive 1  from 1 - ltfs VOL004\nslot 1  empty\n",
    "alone\ndrive 1  from 1 - mark\nslot 1  empty\n",
    "alone\ndrive 1  from 1 - mtf SOFTWARE/NAME protected\nslot 1  empty\n",
    "alone\ndrive 1  from 1 - cleaner 2\nslot 1  empty\n",
    "alone\ndrive 1  empty noerase\nslot 1  empty\n",
    "alone\ndrive 1  from 1 - unreadable\nslot 1  empty\n",
};

static uint32_t sum_of(const uint8_t *bytes, size_t size)
{
    uint32_t sum = 0;

    for (size_t i = 0; i < size; i++)
        sum += bytes[i];
    return sum;
}

static void check_label_of(const struct rsm_drive *drive, const struct rsm_drive_label *label)
{
    struct rsm_label_bytes bytes = {0};
    MediaLabelInfo info;

    demand(label->first_length <= label->joined_length);
    demand(label->joined_length <= RSM_DRIVE_BLOCK_MAX);
    demand(label->first_length <= label->first_size || label->first_size == 0);
    demand(label->second_length <= RSM_DRIVE_BLOCK_MAX);
    demand(label->has_second || label->second_length == 0);
    demand(!label->blank || label->first_length == 0);
    demand(!label->filemark_first || label->first_length == 0);
    (void)sum_of(label->first, label->joined_length);
    (void)sum_of(label->second, label->second_length);
    (void)drive;
    bytes.first = label->first;
    bytes.first_size = label->first_length;
    bytes.second = label->second;
    bytes.second_size = label->second_length;
    (void)rsm_label_identify(&bytes, &info);
}

static void read_label(struct rsm_drive *drive, uint8_t how)
{
    static const size_t lengths[] = {0, 100, 4096, 200000};
    struct rsm_drive_label label;

    drive->wanted = lengths[how >> 1 & 3];
    drive->enough = lengths[how >> 3 & 3];
    memset(&label, 0, sizeof label);
    if (rsm_drive_read_label(drive, (how & 1) != 0, &label) == ERROR_SUCCESS)
        check_label_of(drive, &label);
}

/* The tape that was in the drive, which may have been pushed out meanwhile. */
static uint32_t print(void)
{
    return rsm_sim_is_pushed_out("lib") ? 0 : rsm_sim_fingerprint("lib", "drive 1");
}

static void write_label(struct rsm_drive *drive, bool erases, uint8_t how)
{
    static const uint8_t block[1024] = "TAPE";
    enum rsm_drive_erasure done;
    struct rsm_drive_label label;
    bool touched = true;
    uint32_t before;
    rsm_error err;

    (void)rsm_device_take_attentions(drive->device);
    if (rsm_drive_read_label(drive, false, &label) != ERROR_SUCCESS)
        return;
    before = print();
    if (erases)
        err = rsm_drive_erase(drive, (how & 1) != 0, &done, &touched);
    else
        err = rsm_drive_write_label(drive, block, sizeof block, &touched);
    demand(err != ERROR_SUCCESS || touched);
    demand(touched || print() == before);
}

static void ask(struct rsm_drive *drive)
{
    enum rsm_drive_state state;
    struct rsm_drive_facts facts;
    rsm_drive_alerts alerts;

    (void)rsm_drive_wait_ready(drive, 60000, &state);
    (void)rsm_drive_look(drive, &state);
    (void)rsm_drive_get_facts(drive, &facts);
    (void)rsm_drive_alerts_read(drive, &alerts);
}

static void do_one(struct rsm_drive *drive, struct input *input)
{
    uint8_t what = take_byte(input);

    switch (what % 8) {
    case 0:
    case 1:
        read_label(drive, what >> 3);
        break;
    case 2:
        write_label(drive, false, 0);
        break;
    case 3:
        write_label(drive, true, what >> 3);
        break;
    case 4:
        (void)rsm_drive_load(drive);
        break;
    case 5:
        (void)rsm_drive_unload(drive);
        break;
    case 6:
        (void)rsm_drive_rewind(drive);
        break;
    default:
        rsm_sim_push_back("lib");
        break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = {data, size};
    uint8_t drawing = take_byte(&input) % 8;
    unsigned deeds = take_byte(&input) % 32;
    unsigned rules = take_byte(&input) % 16;
    struct spoilt_device spoilt;
    struct rsm_drive drive;
    struct input calls;

    calls.data = take_bytes(&input, deeds, &calls.size);
    spoilt_device_open(&spoilt, &input, drawings[drawing], rules, 1);
    memset(&drive, 0, sizeof drive);
    if (spoilt.device != NULL && rsm_drive_open(spoilt.device, &drive) == ERROR_SUCCESS) {
        ask(&drive);
        read_label(&drive, 1);
        while (calls.size > 0) {
            spoilt_device_mend(&spoilt);
            do_one(&drive, &calls);
        }
        ask(&drive);
        rsm_drive_close(&drive);
    }
    spoilt_device_close(&spoilt);
    return 0;
}
