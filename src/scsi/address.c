/*
 * Device addresses: the iSCSI form taken apart, lists, and the form that may be shown.  Everything
 * here comes from a person or an environment variable, so nothing is taken for granted.
 */
#include "scsi/address.h"

#include "platform/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_PORT = 3260 };

static const char iscsi_scheme[] = "iscsi://";

/* A piece of somebody's text, which goes on behind it. */
struct piece {
    const char *start;
    size_t length;
};

static int lower(int c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

static bool begins_with(const char *text, const char *beginning)
{
    for (; *beginning != '\0'; text++, beginning++)
        if (lower((unsigned char)*text) != lower((unsigned char)*beginning))
            return false;
    return true;
}

static rsm_error wrong(const char *text, const char *what)
{
    char shown[RSM_ADDRESS_MAX];

    rsm_address_hide(text, shown, sizeof shown);
    rsm_log(RSM_LOG_ERROR, "scsi",
            "the device address \"%s\" cannot be used: %s; the form is "
            "iscsi://[user%%password@]host[:port]/target[/lun]",
            shown, what);
    return ERROR_BAD_PATHNAME;
}

/* What stands before the first stop, or all; it and the stop are cut off rest. */
static struct piece take_until(struct piece *rest, char stop)
{
    const char *end = memchr(rest->start, stop, rest->length);
    struct piece taken = *rest;

    if (end == NULL) {
        rest->start += rest->length;
        rest->length = 0;
        return taken;
    }
    taken.length = (size_t)(end - rest->start);
    rest->length -= taken.length + 1;
    rest->start = end + 1;
    return taken;
}

static bool is_graphic(struct piece piece)
{
    for (size_t i = 0; i < piece.length; i++)
        if ((unsigned char)piece.start[i] <= ' ' || piece.start[i] == 0x7F)
            return false;
    return true;
}

static bool copy(struct piece piece, char *out)
{
    if (piece.length >= RSM_ADDRESS_NAME_MAX || !is_graphic(piece))
        return false;
    memcpy(out, piece.start, piece.length);
    out[piece.length] = '\0';
    return true;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)lower((unsigned char)c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Copy with %XX made into the character; a '%' without two hexadecimal digits is itself. */
static bool copy_decoded(struct piece piece, char *out)
{
    size_t length = 0;

    for (size_t i = 0; i < piece.length; i++) {
        char c = piece.start[i];

        if (c == '%' && piece.length - i > 2 && hex_digit(piece.start[i + 1]) >= 0 &&
            hex_digit(piece.start[i + 2]) >= 0) {
            c = (char)(hex_digit(piece.start[i + 1]) << 4 | hex_digit(piece.start[i + 2]));
            i += 2;
        }
        if (c == '\0' || length + 1 >= RSM_ADDRESS_NAME_MAX)
            return false;
        out[length++] = c;
    }
    out[length] = '\0';
    return true;
}

static bool read_number(struct piece piece, unsigned long limit, uint16_t *number_out)
{
    unsigned long number = 0;

    if (piece.length == 0 || piece.length > 5)
        return false;
    for (size_t i = 0; i < piece.length; i++) {
        if (piece.start[i] < '0' || piece.start[i] > '9')
            return false;
        number = number * 10 + (unsigned long)(piece.start[i] - '0');
    }
    if (number > limit)
        return false;
    *number_out = (uint16_t)number;
    return true;
}

static const char *read_user(struct piece user, struct rsm_iscsi_address *address)
{
    struct piece password = user;
    struct piece name = take_until(&password, '%');

    if (name.length == 0 || !copy(name, address->user))
        return "the user name is empty, too long or has blanks in it";
    if (password.length == 0)
        return "a user name needs a password behind a '%'";
    if (!copy_decoded(password, address->password))
        return "the password is too long";
    return NULL;
}

static const char *read_host(struct piece portal, struct rsm_iscsi_address *address)
{
    struct piece host;

    if (portal.length > 0 && portal.start[0] == '[') {
        portal.start++;
        portal.length--;
        if (memchr(portal.start, ']', portal.length) == NULL)
            return "the ']' behind an IPv6 address is missing";
        host = take_until(&portal, ']');
        address->host_is_ipv6 = true;
        if (portal.length > 0 && *portal.start != ':')
            return "only ':' and a port may stand behind the ']'";
        if (portal.length > 0) {
            portal.start++;
            portal.length--;
            if (portal.length == 0)
                return "the port is missing behind the ':'";
        }
    } else {
        bool has_port = memchr(portal.start, ':', portal.length) != NULL;

        host = take_until(&portal, ':');
        if (memchr(portal.start, ':', portal.length) != NULL)
            return "an IPv6 address must stand in brackets";
        if (has_port && portal.length == 0)
            return "the port is missing behind the ':'";
    }
    if (host.length == 0 || !copy(host, address->host))
        return "the host is missing, too long or has blanks in it";
    address->port = DEFAULT_PORT;
    if (portal.length > 0 &&
        (!read_number(portal, UINT16_MAX, &address->port) || address->port == 0))
        return "the port is not a number from 1 to 65535";
    return NULL;
}

static const char *read_target(struct piece path, struct rsm_iscsi_address *address)
{
    struct piece target = take_until(&path, '/');

    if (target.length == 0)
        return "the target's name is missing behind the host";
    if (!copy(target, address->target))
        return "the target's name is too long or has blanks in it";
    if (path.length == 0)
        return NULL;
    if (!read_number(path, RSM_ADDRESS_LUN_MAX, &address->lun))
        return "the LUN is not a number from 0 to 16383";
    address->has_lun = true;
    return NULL;
}

static const char *read_query(struct piece query, struct rsm_iscsi_address *address)
{
    while (query.length > 0) {
        struct piece value = take_until(&query, '&');
        struct piece name = take_until(&value, '=');
        char *into = NULL;

        if (name.length == 11 && memcmp(name.start, "target_user", 11) == 0)
            into = address->target_user;
        else if (name.length == 15 && memcmp(name.start, "target_password", 15) == 0)
            into = address->target_password;
        if (into == NULL)
            return "only target_user= and target_password= may stand behind the '?'";
        if (value.length == 0 || !copy_decoded(value, into))
            return "target_user or target_password is empty or too long";
    }
    if ((address->target_user[0] == '\0') != (address->target_password[0] == '\0'))
        return "target_user and target_password need each other";
    if (address->target_user[0] != '\0' && address->user[0] == '\0')
        return "a target proves itself only to one who does so too: user%password is missing";
    return NULL;
}

/* What is wrong with it, or NULL. */
static const char *read_address(const char *text, struct rsm_iscsi_address *address)
{
    struct piece rest = {text, strlen(text)};
    struct piece authority;
    struct piece path;
    const char *problem = NULL;

    if (!begins_with(text, iscsi_scheme))
        return "it does not begin with iscsi://";
    if (rest.length >= RSM_ADDRESS_MAX)
        return "it is too long";
    rest.start += sizeof iscsi_scheme - 1;
    rest.length -= sizeof iscsi_scheme - 1;
    authority = take_until(&rest, '/');
    path = take_until(&rest, '?');

    for (size_t i = authority.length; i-- > 0;) {
        if (authority.start[i] == '@') {
            struct piece user = {authority.start, i};

            problem = read_user(user, address);
            authority.start += i + 1;
            authority.length -= i + 1;
            break;
        }
    }
    if (problem == NULL)
        problem = read_host(authority, address);
    if (problem == NULL)
        problem = read_target(path, address);
    if (problem == NULL)
        problem = read_query(rest, address);
    return problem;
}

rsm_error rsm_address_parse_iscsi(const char *text, struct rsm_iscsi_address *address_out)
{
    struct rsm_iscsi_address address = {0};
    const char *problem = read_address(text, &address);

    if (problem != NULL)
        return wrong(text, problem);
    *address_out = address;
    return ERROR_SUCCESS;
}

rsm_error rsm_address_with_lun(const char *text, uint16_t lun, char *out, size_t size)
{
    struct rsm_iscsi_address address;
    rsm_error err = rsm_address_parse_iscsi(text, &address);
    const char *query;
    size_t length;
    int written;

    if (err != ERROR_SUCCESS)
        return err;
    query = strchr(text + sizeof iscsi_scheme - 1, '/');
    query = strchr(query, '?');
    length = query != NULL ? (size_t)(query - text) : strlen(text);
    if (address.has_lun) /* cut it off: the target's name has no '/' in it */
        while (text[length - 1] != '/')
            length--;
    while (text[length - 1] == '/')
        length--;
    written = snprintf(out, size, "%.*s/%u%s", (int)length, text, (unsigned)lun,
                       query != NULL ? query : "");
    return written > 0 && (size_t)written < size ? ERROR_SUCCESS : ERROR_INSUFFICIENT_BUFFER;
}

/* The '/' in front of the LUN, or NULL; *end_out is behind the LUN. */
static const char *find_lun(const char *text, const char **end_out)
{
    const char *host = strstr(text, "://");
    const char *first = strchr(host != NULL ? host + 3 : text, '/');
    const char *slash;
    const char *query;

    if (first == NULL)
        return NULL;
    query = strchr(first, '?');
    *end_out = query != NULL ? query : text + strlen(text);
    for (slash = *end_out; *slash != '/';)
        slash--;
    if (slash + 1 == *end_out || slash + 1 + strspn(slash + 1, "0123456789") != *end_out)
        return NULL;
    return host != NULL && slash == first ? NULL : slash; /* that is a target of digits */
}

bool rsm_address_lun(const char *text, uint16_t *lun_out)
{
    struct rsm_adapter_address adapter;
    const char *end;
    const char *slash = rsm_address_is_windows(text) ? NULL : find_lun(text, &end);
    unsigned long lun = 0;

    if (rsm_address_parse_adapter(text, &adapter)) {
        *lun_out = adapter.lun;
        return true;
    }
    if (slash != NULL)
        lun = strtoul(slash + 1, NULL, 10);
    if (slash == NULL || lun > RSM_ADDRESS_LUN_MAX)
        return false;
    *lun_out = (uint16_t)lun;
    return true;
}

bool rsm_address_same_target(const char *text, const char *other)
{
    struct rsm_adapter_address adapter, other_adapter;
    const char *end;
    const char *slash = find_lun(text, &end);
    const char *other_slash = find_lun(other, &end);

    if (rsm_address_is_windows(text) || rsm_address_is_windows(other))
        return rsm_address_parse_adapter(text, &adapter) &&
               rsm_address_parse_adapter(other, &other_adapter) &&
               adapter.port == other_adapter.port && adapter.bus == other_adapter.bus &&
               adapter.target == other_adapter.target;
    return slash != NULL && other_slash != NULL && slash - text == other_slash - other &&
           strncmp(text, other, (size_t)(slash - text)) == 0;
}

/* Append what fits; out always ends in NUL. */
static void append(char *out, size_t size, const char *text, size_t length)
{
    size_t have = strlen(out);

    if (have + length >= size)
        length = size - 1 - have;
    memcpy(out + have, text, length);
    out[have + length] = '\0';
}

/* Where the value of a password= begins, or the end of the text. */
static size_t find_password_value(const char *text)
{
    static const char word[] = "password=";
    size_t i = 0;

    for (; text[i] != '\0'; i++)
        if (begins_with(text + i, word))
            return i + sizeof word - 1;
    return i;
}

/*
 * Errs on the side of hiding: a text that is not an address at all, because somebody left a '/' or a
 * '?' in the password, must not be printed with the password in it either.
 */
void rsm_address_hide(const char *text, char *out, size_t size)
{
    size_t end = find_password_value(text);
    bool cut = text[end] != '\0';
    const char *user = strstr(text, "://");
    size_t from = user != NULL ? (size_t)(user - text) + 3 : 0;
    size_t at = end;

    if (size == 0)
        return;
    out[0] = '\0';
    if (rsm_address_is_windows(text)) { /* has no room for a secret, but may have an '@' */
        append(out, size, text, strlen(text));
        return;
    }
    while (at > from && text[at - 1] != '@')
        at--;
    if (at > from) { /* text[at - 1] is the last '@': a secret stands between the name and it */
        size_t secret = from + strcspn(text + from, "%:");

        if (secret < at - 1) {
            append(out, size, text, secret + 1);
            append(out, size, "***", 3);
            from = at - 1;
        } else {
            from = 0;
        }
    } else {
        from = 0;
    }
    if (end > from)
        append(out, size, text + from, end - from);
    if (cut)
        append(out, size, "***", 3);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

rsm_error rsm_address_for_each(const char *list,
                               rsm_error (*each)(void *context, const char *address), void *context)
{
    struct piece rest = {list, strlen(list)};
    rsm_error err = ERROR_SUCCESS;
    rsm_error left_out = ERROR_SUCCESS;

    while (rest.length > 0 && err == ERROR_SUCCESS) {
        struct piece item = take_until(&rest, ';');
        char address[RSM_ADDRESS_MAX];

        for (; item.length > 0 && is_blank(item.start[0]); item.start++)
            item.length--;
        while (item.length > 0 && is_blank(item.start[item.length - 1]))
            item.length--;
        if (item.length == 0)
            continue;
        if (item.length >= sizeof address) {
            rsm_log(RSM_LOG_ERROR, "scsi", "a device address in the list is longer than %d bytes",
                    RSM_ADDRESS_MAX - 1);
            left_out = ERROR_BAD_PATHNAME;
            continue;
        }
        memcpy(address, item.start, item.length);
        address[item.length] = '\0';
        err = each(context, address);
    }
    return err == ERROR_SUCCESS ? left_out : err;
}

/* ---- Windows ---- */

bool rsm_address_is_windows(const char *text)
{
    return strncmp(text, RSM_ADDRESS_WINDOWS, 4) == 0 || strncmp(text, "\\\\?\\", 4) == 0;
}

/* Up to end_mark ('\0' = the end of the text); false when it is no number up to most. */
static bool take_number(const char **text, char end_mark, unsigned most, unsigned *number_out)
{
    unsigned number = 0;
    const char *at = *text;

    if (*at < '0' || *at > '9')
        return false;
    for (; *at >= '0' && *at <= '9'; at++) {
        number = number * 10 + (unsigned)(*at - '0');
        if (number > most)
            return false;
    }
    if (*at != end_mark)
        return false;
    *text = end_mark != '\0' ? at + 1 : at;
    *number_out = number;
    return true;
}

/* "\\.\Scsi2:" and what follows it, which *rest_out points at. */
static bool take_port(const char *text, uint16_t *port_out, const char **rest_out)
{
    static const char beginning[] = RSM_ADDRESS_WINDOWS "scsi";
    unsigned port;

    if (!begins_with(text, beginning))
        return false;
    *rest_out = text + sizeof beginning - 1;
    if (!take_number(rest_out, ':', UINT16_MAX, &port))
        return false;
    *port_out = (uint16_t)port;
    return true;
}

bool rsm_address_parse_port(const char *text, uint16_t *port_out)
{
    const char *rest;
    uint16_t port;

    if (!take_port(text, &port, &rest) || *rest != '\0')
        return false;
    *port_out = port;
    return true;
}

bool rsm_address_parse_adapter(const char *text, struct rsm_adapter_address *address_out)
{
    unsigned bus, target, lun;
    uint16_t port;

    if (!take_port(text, &port, &text) || !take_number(&text, ':', UINT8_MAX, &bus) ||
        !take_number(&text, ':', UINT8_MAX, &target) || !take_number(&text, '\0', UINT8_MAX, &lun))
        return false;
    address_out->port = port;
    address_out->bus = (uint8_t)bus;
    address_out->target = (uint8_t)target;
    address_out->lun = (uint8_t)lun;
    return true;
}
