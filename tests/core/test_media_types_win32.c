/*
 * The codes of our media types against those of the Windows SDK's STORAGE_MEDIA_TYPE.
 */
#include "core/media_types.h"

#include "support/asserts.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

/* clang-format off */
static const struct {
    STORAGE_MEDIA_TYPE code;
    const WCHAR *name;
} expected[] = {
    {DDS_4mm, u"4 mm DDS"},
    {MiniQic, u"MiniQIC"},
    {Travan, u"Travan"},
    {QIC, u"QIC"},
    {MP_8mm, u"8 mm MP"},
    {AME_8mm, u"8 mm AME"},
    {AIT1_8mm, u"8 mm AIT1"},
    {DLT, u"DLT"},
    {NCTP, u"NCTP"},
    {IBM_3480, u"IBM 3480"},
    {IBM_3490E, u"IBM 3490E"},
    {IBM_Magstar_3590, u"IBM Magstar 3590"},
    {IBM_Magstar_MP, u"IBM Magstar MP"},
    {STK_DATA_D3, u"STK Data D3"},
    {SONY_DTF, u"Sony DTF"},
    {DV_6mm, u"6 mm DV"},
    {DMI, u"Exabyte DMI"},
    {SONY_D2, u"Sony D2"},
    {CLEANER_CARTRIDGE, u"Cleaner cartridge"},
    {CD_ROM, u"CD-ROM"},
    {CD_R, u"CD-R"},
    {CD_RW, u"CD-RW"},
    {DVD_ROM, u"DVD-ROM"},
    {DVD_R, u"DVD-R"},
    {DVD_RW, u"DVD-RW"},
    {MO_3_RW, u"3.5 inch MO"},
    {MO_5_WO, u"5.25 inch MO WORM"},
    {MO_5_RW, u"5.25 inch MO"},
    {MO_5_LIMDOW, u"5.25 inch MO LIMDOW"},
    {PC_5_WO, u"5.25 inch phase change WORM"},
    {PC_5_RW, u"5.25 inch phase change"},
    {PD_5_RW, u"Phase change dual"},
    {ABL_5_WO, u"5.25 inch ablative WORM"},
    {PINNACLE_APEX_5_RW, u"Pinnacle Apex 4.6 GB"},
    {SONY_12_WO, u"Sony 12 inch WORM"},
    {PHILIPS_12_WO, u"Philips 12 inch WORM"},
    {HITACHI_12_WO, u"Hitachi 12 inch WORM"},
    {CYGNET_12_WO, u"Cygnet 12 inch WORM"},
    {KODAK_14_WO, u"Kodak 14 inch WORM"},
    {MO_NFR_525, u"5.25 inch near field"},
    {NIKON_12_RW, u"Nikon 12 inch"},
    {IOMEGA_ZIP, u"Iomega Zip"},
    {IOMEGA_JAZ, u"Iomega Jaz"},
    {SYQUEST_EZ135, u"SyQuest EZ135"},
    {SYQUEST_EZFLYER, u"SyQuest EZFlyer"},
    {SYQUEST_SYJET, u"SyQuest SyJet"},
    {AVATAR_F2, u"Avatar 2.5 inch"},
    {MP2_8mm, u"8 mm MP2"},
    {DST_S, u"Ampex DST small"},
    {DST_M, u"Ampex DST medium"},
    {DST_L, u"Ampex DST large"},
    {VXATape_1, u"VXA-1"},
    {VXATape_2, u"VXA-2"},
    {STK_9840, u"STK 9840"},
    {LTO_Ultrium, u"LTO Ultrium"},
    {LTO_Accelis, u"LTO Accelis"},
    {DVD_RAM, u"DVD-RAM"},
    {AIT_8mm, u"8 mm AIT2 and later"},
    {ADR_1, u"OnStream ADR 1"},
    {ADR_2, u"OnStream ADR 2"},
    {STK_9940, u"STK 9940"},
    {SAIT, u"SAIT"},
};
/* clang-format on */

static void every_type_has_the_code_of_the_sdk(void **state)
{
    size_t count;

    (void)state;
    (void)rsm_media_types(&count);
    assert_int_equal(count, sizeof expected / sizeof expected[0] + 1); /* and 0, which is ours */
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        const struct rsm_media_type *type = rsm_media_types_find((DWORD)expected[i].code);

        assert_non_null(type);
        assert_text(expected[i].name, type->name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type_has_the_code_of_the_sdk),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
