/*
 * The value of every public constant against constants.csv.  Included after the headers to be
 * measured: ours, or others'.
 */
#include "abi/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

struct measured_constant {
    const char *name;
    long value;
};

/* clang-format off */
#define C(name) {#name, (long)(name)}

static const struct measured_constant constants[] = {
    C(NTMS_UNKNOWN), C(NTMS_OBJECT), C(NTMS_CHANGER), C(NTMS_CHANGER_TYPE), C(NTMS_COMPUTER),
    C(NTMS_DRIVE), C(NTMS_DRIVE_TYPE), C(NTMS_IEDOOR), C(NTMS_IEPORT), C(NTMS_LIBRARY),
    C(NTMS_LIBREQUEST), C(NTMS_LOGICAL_MEDIA), C(NTMS_MEDIA_POOL), C(NTMS_MEDIA_TYPE),
    C(NTMS_PARTITION), C(NTMS_PHYSICAL_MEDIA), C(NTMS_STORAGESLOT), C(NTMS_OPREQUEST),
    C(NTMS_UI_DESTINATION), C(NTMS_NUMBER_OF_OBJECT_TYPES),
    C(NTMS_ASYNCSTATE_QUEUED), C(NTMS_ASYNCSTATE_WAIT_RESOURCE), C(NTMS_ASYNCSTATE_WAIT_OPERATOR),
    C(NTMS_ASYNCSTATE_INPROCESS), C(NTMS_ASYNCSTATE_COMPLETE),
    C(NTMS_ASYNCOP_MOUNT),
    C(NTMS_SESSION_QUERYEXPEDITE),
    C(NTMS_MOUNT_READ), C(NTMS_MOUNT_WRITE), C(NTMS_MOUNT_ERROR_NOT_AVAILABLE),
    C(NTMS_MOUNT_ERROR_IF_UNAVAILABLE), C(NTMS_MOUNT_ERROR_OFFLINE),
    C(NTMS_MOUNT_ERROR_IF_OFFLINE), C(NTMS_MOUNT_SPECIFIC_DRIVE), C(NTMS_MOUNT_NOWAIT),
    C(NTMS_DISMOUNT_DEFERRED), C(NTMS_DISMOUNT_IMMEDIATE),
    C(NTMS_PRIORITY_DEFAULT), C(NTMS_PRIORITY_HIGHEST), C(NTMS_PRIORITY_HIGH),
    C(NTMS_PRIORITY_NORMAL), C(NTMS_PRIORITY_LOW), C(NTMS_PRIORITY_LOWEST),
    C(NTMS_ALLOCATE_NEW), C(NTMS_ALLOCATE_NEXT), C(NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE),
    C(NTMS_OPEN_EXISTING), C(NTMS_CREATE_NEW), C(NTMS_OPEN_ALWAYS),
    C(NTMS_DRIVESTATE_DISMOUNTED), C(NTMS_DRIVESTATE_MOUNTED), C(NTMS_DRIVESTATE_LOADED),
    C(NTMS_DRIVESTATE_UNLOADED), C(NTMS_DRIVESTATE_BEING_CLEANED), C(NTMS_DRIVESTATE_DISMOUNTABLE),
    C(NTMS_LIBRARYTYPE_UNKNOWN), C(NTMS_LIBRARYTYPE_OFFLINE), C(NTMS_LIBRARYTYPE_ONLINE),
    C(NTMS_LIBRARYTYPE_STANDALONE),
    C(NTMS_LIBRARYFLAG_FIXEDOFFLINE), C(NTMS_LIBRARYFLAG_CLEANERPRESENT),
    C(NTMS_LIBRARYFLAG_AUTODETECTCHANGE), C(NTMS_LIBRARYFLAG_IGNORECLEANERUSESREMAINING),
    C(NTMS_LIBRARYFLAG_RECOGNIZECLEANERBARCODE),
    C(NTMS_INVENTORY_NONE), C(NTMS_INVENTORY_FAST), C(NTMS_INVENTORY_OMID),
    C(NTMS_INVENTORY_DEFAULT), C(NTMS_INVENTORY_SLOT), C(NTMS_INVENTORY_STOP),
    C(NTMS_INVENTORY_MAX),
    C(NTMS_SLOTSTATE_UNKNOWN), C(NTMS_SLOTSTATE_FULL), C(NTMS_SLOTSTATE_EMPTY),
    C(NTMS_SLOTSTATE_NOTPRESENT), C(NTMS_SLOTSTATE_NEEDSINVENTORY),
    C(NTMS_DOORSTATE_UNKNOWN), C(NTMS_DOORSTATE_CLOSED), C(NTMS_DOORSTATE_OPEN),
    C(NTMS_PORTPOSITION_UNKNOWN), C(NTMS_PORTPOSITION_EXTENDED), C(NTMS_PORTPOSITION_RETRACTED),
    C(NTMS_PORTCONTENT_UNKNOWN), C(NTMS_PORTCONTENT_FULL), C(NTMS_PORTCONTENT_EMPTY),
    C(NTMS_BARCODESTATE_OK), C(NTMS_BARCODESTATE_UNREADABLE),
    C(NTMS_MEDIASTATE_IDLE), C(NTMS_MEDIASTATE_INUSE), C(NTMS_MEDIASTATE_MOUNTED),
    C(NTMS_MEDIASTATE_LOADED), C(NTMS_MEDIASTATE_UNLOADED), C(NTMS_MEDIASTATE_OPERROR),
    C(NTMS_MEDIASTATE_OPREQ),
    C(NTMS_PARTSTATE_UNKNOWN), C(NTMS_PARTSTATE_UNPREPARED), C(NTMS_PARTSTATE_INCOMPATIBLE),
    C(NTMS_PARTSTATE_DECOMMISSIONED), C(NTMS_PARTSTATE_AVAILABLE), C(NTMS_PARTSTATE_ALLOCATED),
    C(NTMS_PARTSTATE_COMPLETE), C(NTMS_PARTSTATE_FOREIGN), C(NTMS_PARTSTATE_IMPORT),
    C(NTMS_PARTSTATE_RESERVED),
    C(NTMS_POOLTYPE_UNKNOWN), C(NTMS_POOLTYPE_SCRATCH), C(NTMS_POOLTYPE_FOREIGN),
    C(NTMS_POOLTYPE_IMPORT), C(NTMS_POOLTYPE_APPLICATION),
    C(NTMS_ALLOCATE_FROMSCRATCH),
    C(NTMS_DEALLOCATE_TOSCRATCH),
    C(NTMS_MEDIARW_UNKNOWN), C(NTMS_MEDIARW_REWRITABLE), C(NTMS_MEDIARW_WRITEONCE),
    C(NTMS_MEDIARW_READONLY),
    C(NTMS_LM_REMOVE), C(NTMS_LM_DISABLECHANGER), C(NTMS_LM_DISABLELIBRARY),
    C(NTMS_LM_ENABLECHANGER), C(NTMS_LM_ENABLELIBRARY), C(NTMS_LM_DISABLEDRIVE),
    C(NTMS_LM_ENABLEDRIVE), C(NTMS_LM_DISABLEMEDIA), C(NTMS_LM_ENABLEMEDIA), C(NTMS_LM_UPDATEOMID),
    C(NTMS_LM_INVENTORY), C(NTMS_LM_DOORACCESS), C(NTMS_LM_EJECT), C(NTMS_LM_EJECTCLEANER),
    C(NTMS_LM_INJECT), C(NTMS_LM_INJECTCLEANER), C(NTMS_LM_PROCESSOMID), C(NTMS_LM_CLEANDRIVE),
    C(NTMS_LM_DISMOUNT), C(NTMS_LM_MOUNT), C(NTMS_LM_WRITESCRATCH), C(NTMS_LM_CLASSIFY),
    C(NTMS_LM_RESERVECLEANER), C(NTMS_LM_RELEASECLEANER), C(NTMS_LM_MAXWORKITEM),
    C(NTMS_LM_QUEUED), C(NTMS_LM_INPROCESS), C(NTMS_LM_PASSED), C(NTMS_LM_FAILED),
    C(NTMS_LM_INVALID), C(NTMS_LM_WAITING), C(NTMS_LM_DEFERRED), C(NTMS_LM_DEFFERED),
    C(NTMS_LM_CANCELLED), C(NTMS_LM_STOPPED),
    C(NTMS_OPREQ_UNKNOWN), C(NTMS_OPREQ_NEWMEDIA), C(NTMS_OPREQ_CLEANER),
    C(NTMS_OPREQ_DEVICESERVICE), C(NTMS_OPREQ_MOVEMEDIA), C(NTMS_OPREQ_MESSAGE),
    C(NTMS_OPSTATE_UNKNOWN), C(NTMS_OPSTATE_SUBMITTED), C(NTMS_OPSTATE_ACTIVE),
    C(NTMS_OPSTATE_INPROGRESS), C(NTMS_OPSTATE_REFUSED), C(NTMS_OPSTATE_COMPLETE),
    C(NTMS_LIBREQFLAGS_NOAUTOPURGE), C(NTMS_LIBREQFLAGS_NOFAILEDPURGE),
    C(NTMS_OPREQFLAGS_NOAUTOPURGE), C(NTMS_OPREQFLAGS_NOFAILEDPURGE), C(NTMS_OPREQFLAGS_NOALERTS),
    C(NTMS_OPREQFLAGS_NOTRAYICON),
    C(NTMS_POOLPOLICY_PURGEOFFLINESCRATCH), C(NTMS_POOLPOLICY_KEEPOFFLINEIMPORT),
    C(NTMS_READY), C(NTMS_INITIALIZING), C(NTMS_NEEDS_SERVICE), C(NTMS_NOT_PRESENT),
    C(NTMS_ERROR_ON_DUPLICATE),
    C(NTMS_ENUM_DEFAULT), C(NTMS_ENUM_ROOTPOOL),
    C(NTMS_EJECT_START), C(NTMS_EJECT_STOP), C(NTMS_EJECT_QUEUE), C(NTMS_EJECT_FORCE),
    C(NTMS_EJECT_IMMEDIATE), C(NTMS_EJECT_ASK_USER),
    C(NTMS_INJECT_START), C(NTMS_INJECT_STOP), C(NTMS_INJECT_RETRACT), C(NTMS_INJECT_STARTMANY),
    C(NTMS_UNKNOWN_DRIVE),
    C(NTMS_USE_ACCESS), C(NTMS_MODIFY_ACCESS), C(NTMS_CONTROL_ACCESS),
    C(NTMS_UITYPE_INVALID), C(NTMS_UITYPE_INFO), C(NTMS_UITYPE_REQ), C(NTMS_UITYPE_ERR),
    C(NTMS_UITYPE_MAX),
    C(NTMS_UIDEST_ADD), C(NTMS_UIDEST_DELETE), C(NTMS_UIDEST_DELETEALL), C(NTMS_UIOPERATION_MAX),
    C(NTMS_OBJ_UPDATE), C(NTMS_OBJ_INSERT), C(NTMS_OBJ_DELETE), C(NTMS_EVENT_SIGNAL),
    C(NTMS_EVENT_COMPLETE),
    C(NTMS_BARCODE_LENGTH), C(NTMS_GENERIC_EXECUTE), C(NTMSMLI_MAXAPPDESCR), C(NTMSMLI_MAXIDSIZE),
    C(NTMS_MAXATTR_NAMELEN), C(NTMS_OMID_TYPE_RAW_LABEL), C(NTMS_OMIDLABELINFO_LENGTH),
    C(NTMS_SEQUENCE_LENGTH), C(NTMS_OMIDLABELTYPE_LENGTH), C(NTMS_USERNAME_LENGTH),
    C(NTMS_VENDORNAME_LENGTH), C(NTMS_OMID_TYPE_FILESYSTEM_INFO), C(NTMS_POOLHIERARCHY_LENGTH),
    C(NTMS_REVISION_LENGTH), C(NTMS_OMIDLABELID_LENGTH), C(NTMS_GENERIC_ALL), C(NTMS_GENERIC_READ),
    C(NTMS_DESCRIPTION_LENGTH), C(NTMS_GENERIC_WRITE), C(NTMS_PARTSTATE_NEW),
    C(NTMS_DEVICENAME_LENGTH), C(NTMS_MAXATTR_LENGTH), C(NTMS_I1_MESSAGE_LENGTH),
    C(NTMS_APPLICATIONNAME_LENGTH), C(NTMS_PRODUCTNAME_LENGTH), C(NTMS_OBJECTNAME_LENGTH),
    C(NTMSMLI_MAXTYPE), C(NTMS_SERIALNUMBER_LENGTH), C(NTMS_COMPUTERNAME_LENGTH),
    C(NTMS_MESSAGE_LENGTH),
};

/* The enumerations have these names. */
#define E(name) {"enum " #name, sizeof(enum name)}

static const struct {
    const char *name;
    size_t size;
} enumerations[] = {
    E(NtmsObjectsTypes), E(NtmsAsyncStatus), E(NtmsAsyncOperations), E(NtmsSessionOptions),
    E(NtmsMountOptions), E(NtmsDismountOptions), E(NtmsMountPriority), E(NtmsAllocateOptions),
    E(NtmsCreateOptions), E(NtmsDriveState), E(NtmsLibraryType), E(NtmsLibraryFlags),
    E(NtmsInventoryMethod), E(NtmsSlotState), E(NtmsDoorState), E(NtmsPortPosition),
    E(NtmsPortContent), E(NtmsBarCodeState), E(NtmsMediaState), E(NtmsPartitionState),
    E(NtmsPoolType), E(NtmsAllocationPolicy), E(NtmsDeallocationPolicy),
    E(NtmsReadWriteCharacteristics), E(NtmsLmOperation), E(NtmsLmState), E(NtmsOpreqCommand),
    E(NtmsOpreqState), E(NtmsLibRequestFlags), E(NtmsOpRequestFlags), E(NtmsMediaPoolPolicy),
    E(NtmsOperationalState), E(NtmsCreateNtmsMediaOptions), E(NtmsEnumerateOption),
    E(NtmsEjectOperation), E(NtmsInjectOperation), E(NtmsDriveType), E(NtmsAccessMask),
    E(NtmsUITypes), E(NtmsUIOperations), E(NtmsNotificationOperations),
};
/* clang-format on */

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct measured_constant *find_constant(const char *name)
{
    for (size_t i = 0; i < COUNT(constants); i++) {
        if (strcmp(constants[i].name, name) == 0)
            return &constants[i];
    }
    fail_msg("%s is not measured", name);
    return NULL;
}

static bool is_enumeration(const char *kind)
{
    for (size_t i = 0; i < COUNT(enumerations); i++) {
        if (strcmp(enumerations[i].name, kind) == 0)
            return enumerations[i].size == sizeof(int);
    }
    return false;
}

static void every_constant_has_its_published_value(void **state)
{
    struct csv *csv = csv_open("constants.csv");
    size_t seen = 0;

    (void)state;
    while (csv_next(csv)) {
        const struct measured_constant *is = find_constant(csv_text(csv, "name"));

        if (is->value != csv_number(csv, "value"))
            fail_msg("%s is %ld", is->name, is->value);
        seen++;
    }
    csv_close(csv);

    assert_int_equal(seen, COUNT(constants));
}

static void every_enumeration_exists_and_is_as_wide_as_int(void **state)
{
    struct csv *csv = csv_open("constants.csv");

    (void)state;
    while (csv_next(csv)) {
        const char *kind = csv_text(csv, "kind");

        if (strcmp(kind, "define") != 0 && !is_enumeration(kind))
            fail_msg("%s, for %s", kind, csv_text(csv, "name"));
    }
    csv_close(csv);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_constant_has_its_published_value),
        cmocka_unit_test(every_enumeration_exists_and_is_as_wide_as_int),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
