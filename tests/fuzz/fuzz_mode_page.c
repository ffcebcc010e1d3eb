/*
 * MODE SENSE(6) and (10): the header, each page, and what is made of a changer's and a tape's.
 */
#include "demand.h"

#include "scsi/smc.h"
#include "scsi/spc.h"
#include "scsi/ssc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_page(const uint8_t *page, size_t size)
{
    struct rsm_smc_addresses addresses;
    struct rsm_smc_capabilities capabilities;

    (void)rsm_smc_parse_addresses(page, size, &addresses);
    if (rsm_smc_parse_capabilities(page, size, &capabilities) != ERROR_SUCCESS)
        demand(!rsm_smc_can_move(&capabilities, RSM_SMC_STORAGE, RSM_SMC_DATA_TRANSFER));
    for (size_t transport = 0; transport <= size && transport < 64; transport++)
        (void)rsm_smc_can_rotate(page, size, transport);
}

static void check_mode(const struct rsm_spc_mode *mode, const uint8_t *data, size_t size)
{
    struct rsm_ssc_mode tape;

    demand(is_inside(mode->descriptors, mode->descriptors_size, data, size));
    demand(is_inside(mode->pages, mode->pages_size, data, size));
    demand(mode->descriptors_size + mode->pages_size == mode->body_size);
    rsm_ssc_parse_mode(mode, &tape);
    demand(tape.descriptor_present || tape.block_length == 0);

    for (unsigned code = 0; code < 0x40; code++) {
        for (unsigned subpage = 0; subpage < 2; subpage++) {
            const uint8_t *page;
            size_t page_size;
            rsm_error error =
                rsm_spc_find_mode_page(mode, (uint8_t)code, (uint8_t)subpage, &page, &page_size);

            demand((error == ERROR_SUCCESS) == (page_size > 0));
            demand(is_inside(page, page_size, data, size));
            if (page_size > 0)
                read_page(page, page_size);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rsm_spc_mode mode;

    if (rsm_spc_parse_mode6(data, size, &mode) == ERROR_SUCCESS)
        check_mode(&mode, data, size);
    if (rsm_spc_parse_mode10(data, size, &mode) == ERROR_SUCCESS)
        check_mode(&mode, data, size);
    read_page(data, size);
    return 0;
}
