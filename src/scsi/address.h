/*
 * Device addresses as people write them: the iSCSI form taken apart, lists, and the form that may be
 * shown.  Nothing here talks to anybody.
 *
 *   iscsi://[user[%password]@]host[:port]/target[/lun][?target_user=NAME&target_password=SECRET]
 *
 * host is a name, an IPv4 address, or an IPv6 address in brackets; port is 3260 when not given.  The
 * first '%' parts user and password.  The part behind '?' is for mutual CHAP: what the target must
 * prove to us.  In password, target_user and target_password a character that has a meaning here is
 * written as %XX (an '@' as %40).  lun is a flat number from 0 to 16383.
 *
 * Devices that Windows shows:
 *
 *   \\.\Changer0, \\.\Tape0       a name; numbers may change whenever Windows starts
 *   \\?\scsi#changer&...#{...}    a device interface
 *   \\.\Scsi2:0:5:0              port, bus, target and LUN of a device that no class driver claims
 *   \\.\                         all that Windows shows
 */
#ifndef RSM_SCSI_ADDRESS_H
#define RSM_SCSI_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "platform/error.h"

enum {
    RSM_ADDRESS_LUN_MAX = 16383,
    RSM_ADDRESS_MAX = 1024,    /* bytes of an address, with its NUL */
    RSM_ADDRESS_NAME_MAX = 256 /* bytes of each part of it, with its NUL */
};

/* All that Windows shows. */
#define RSM_ADDRESS_WINDOWS "\\\\.\\"

/* Numbers that Windows gives; LUN as Windows knows it, one byte. */
struct rsm_adapter_address {
    uint16_t port;
    uint8_t bus, target, lun;
};

/*
 * Take "\\.\Scsi2:0:5:0" apart; case is ignored.  False, with nothing changed, when it is something else,
 * the name of the adapter "\\.\Scsi2:" too.
 */
bool rsm_address_parse_adapter(const char *text, struct rsm_adapter_address *address_out);

/* The name of an adapter, "\\.\Scsi2:", and nothing behind it; case is ignored. */
bool rsm_address_parse_port(const char *text, uint16_t *port_out);

/* Does it begin with "\\.\" or "\\?\", as all that Windows shows does? */
bool rsm_address_is_windows(const char *text);

struct rsm_iscsi_address {
    char host[RSM_ADDRESS_NAME_MAX]; /* without brackets */
    bool host_is_ipv6;
    uint16_t port;
    char target[RSM_ADDRESS_NAME_MAX];
    bool has_lun;
    uint16_t lun;                    /* 0 when !has_lun */
    char user[RSM_ADDRESS_NAME_MAX]; /* "" = no CHAP */
    char password[RSM_ADDRESS_NAME_MAX];
    char target_user[RSM_ADDRESS_NAME_MAX]; /* "" = the target need not prove itself */
    char target_password[RSM_ADDRESS_NAME_MAX];
};

/*
 * Take an iSCSI address apart.  ERROR_BAD_PATHNAME, and a line in the log that says what is wrong
 * with it, when it does not have the form above; *address_out is then untouched.
 */
rsm_error rsm_address_parse_iscsi(const char *text, struct rsm_iscsi_address *address_out);

/*
 * Write the address with another LUN in it, secrets and all.  ERROR_INSUFFICIENT_BUFFER when it does
 * not fit into size bytes.
 */
rsm_error rsm_address_with_lun(const char *text, uint16_t lun, char *out, size_t size);

/*
 * Of an address that names one logical unit: its LUN, and whether another one is of the same target.
 * Any scheme will do that ends in "/lun".  Addresses are compared as they are written: two spellings
 * of one target are not the same.  False for an address without a LUN.  Of what Windows shows, the form
 * "\\.\Scsi2:0:5:0" says it; names and interfaces do not (struct rsm_transport_facts does).
 */
bool rsm_address_lun(const char *text, uint16_t *lun_out);
bool rsm_address_same_target(const char *text, const char *other);

/*
 * The form that may be shown and logged: secrets are replaced by "***", everything else stays.
 * Works on any text, also on one that cannot be parsed, and always ends out in NUL; an address longer
 * than size is cut short.  What Windows shows has no secrets.
 */
void rsm_address_hide(const char *text, char *out, size_t size);

/*
 * Call each() for every address in a list parted by ';', blanks around it removed, empty ones left
 * out; stops at the first call that fails and returns its code.  An address of RSM_ADDRESS_MAX bytes
 * or more is logged and left out, and the answer at the end is ERROR_BAD_PATHNAME.
 */
rsm_error rsm_address_for_each(const char *list,
                               rsm_error (*each)(void *context, const char *address),
                               void *context);

#endif
