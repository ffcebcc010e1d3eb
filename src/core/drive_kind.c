/*
 * Which cartridges a tape drive takes.  SCSI has no field for it, so this is a table of the product
 * names that drives of each family are known by; the first row that fits decides.
 */
#include "core/drive_kind.h"

#include <stddef.h>
#include <string.h>

struct kind {
    const char *vendor;  /* begins with; NULL = any */
    const char *product; /* contains */
    DWORD media_type;    /* STORAGE_MEDIA_TYPE */
};

/* clang-format off */
static const struct kind kinds[] = {
    {NULL,      "Ultrium",      0x56}, /* HP, HPE Ultrium n-SCSI: LTO */
    {NULL,      "ULTRIUM",      0x56}, /* QUANTUM, TANDBERG, SEAGATE */
    {"IBM",     "ULT3580",      0x56},
    {"IBM",     "HH LTO",       0x56},
    {NULL,      "LTO",          0x56},
    {"IET",     "VIRTUAL-TAPE", 0x56}, /* tgt: cartridges of any kind; its users model LTO */
    {NULL,      "SuperDLT",     0x27},
    {NULL,      "SDLT",         0x27},
    {NULL,      "DLT",          0x27},
    {NULL,      "TZ8",          0x27}, /* DEC's names of DLT drives */
    {"IBM",     "03590",        0x2B},
    {"IBM",     "03592",        0x2B},
    {"IBM",     "03570",        0x2C}, /* Magstar MP */
    {"IBM",     "03490",        0x2A},
    {"IBM",     "03480",        0x29},
    {"STK",     "T9840",        0x55},
    {"STK",     "T9940",        0x5C},
    {"STK",     "SD-3",         0x2D},
    {"SONY",    "SDX-3",        0x26}, /* AIT-1 */
    {"SONY",    "SDX",          0x59}, /* AIT-2 and later */
    {"SONY",    "SDZ",          0x5D}, /* SAIT */
    {"SONY",    "GY-",          0x2E}, /* DTF */
    {NULL,      "SDT-",         0x20}, /* Sony DDS */
    {NULL,      "DAT",          0x20},
    {NULL,      "DDS",          0x20},
    {"HP",      "C15",          0x20}, /* HP DDS-1 to DDS-4 */
    {"HP",      "C56",          0x20}, /* HP DDS-4 and DAT 72 */
    {"ARCHIVE", "Python",       0x20},
    {NULL,      "EXB-8",        0x24},
    {NULL,      "Mammoth2",     0x25},
    {NULL,      "EXB-89",       0x25},
    {NULL,      "VXA-2",        0x54},
    {NULL,      "VXA",          0x53},
    {NULL,      "TRAVAN",       0x22},
    {NULL,      "TR-",          0x22},
    {NULL,      "ADR2",         0x5B},
    {NULL,      "ADR",          0x5A},
    {NULL,      "QIC",          0x23},
    {NULL,      "SLR",          0x23}, /* Tandberg */
    {NULL,      "TDC",          0x23},
    {NULL,      "VIPER",        0x23},
};
/* clang-format on */

DWORD rsm_drive_kind_media_type(const char *vendor, const char *product)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        const struct kind *kind = &kinds[i];

        if (kind->vendor != NULL && strncmp(vendor, kind->vendor, strlen(kind->vendor)) != 0)
            continue;
        if (strstr(product, kind->product) != NULL)
            return kind->media_type;
    }
    return 0;
}
