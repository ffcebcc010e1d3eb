/*
 * The transport for iSCSI (RFC 7143) on libiscsi.  One session for each open device, never reconnected
 * by itself: a command that was carried out just before the connection broke must not be sent again.
 *
 * libiscsi's asynchronous calls and an event loop of our own, because its synchronous ones cannot keep
 * a time-out of less than a second, nor be trusted after one.  It tells why a login failed in words only,
 * so those are read in one place (login_failure).  It does not show the iSCSI response code either: a
 * target that reports its own failure with SCSI status GOOD is believed.
 */
#include "scsi/transport_iscsi.h"

#include "platform/clock.h"
#include "platform/identity.h"
#include "platform/log.h"
#include "platform/network.h"
#include "platform/random.h"
#include "platform/socket.h"
#include "platform/text.h"
#include "scsi/address.h"
#include "scsi/bytes.h"

#include <iscsi/iscsi.h>
#include <iscsi/scsi-lowlevel.h>

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    CONNECT_MS = 5000, /* for finding the target and logging in, all in all */
    LOGOUT_MS = 500,   /* then the target must find out by itself */
    REPORT_LUNS_MS = 10000,
    MOST_PORTALS = 8, /* addresses of one host that are tried */
    MOST_REDIRECTS = 3,
    MOST_LUNS = 4096,
    KEEP_ALIVE_S = 30,        /* TCP asks a silent peer after this, */
    KEEP_ALIVE_PAUSE_S = 10,  /* this often, */
    KEEP_ALIVE_TRIES = 3,     /* and gives up after so many */
    UNACKNOWLEDGED_MS = 60000 /* and when what was sent was not taken for so long */
};

struct session {
    struct iscsi_context *iscsi; /* NULL after a failure */
    int lun;                     /* as it stands in the first two bytes of an 8-byte LUN */
    char name[RSM_ADDRESS_MAX];  /* for the log */
    bool network;                /* rsm_network_stop is needed */
    bool finished;               /* the call that is waited for has ended, */
    int status;                  /* with this */
};

static void finish(struct iscsi_context *iscsi, int status, void *data, void *context)
{
    struct session *session = context;

    (void)iscsi;
    (void)data;
    session->finished = true;
    session->status = status;
}

/* ---- the event loop ---- */

/* Let libiscsi work until finish() was called, and say how the connection fared meanwhile. */
static rsm_error wait_until_finished(struct session *session, uint64_t deadline, bool connecting)
{
    while (!session->finished) {
        uint64_t now = rsm_clock_ms();
        int fd = iscsi_get_fd(session->iscsi);
        int come;

        if (fd < 0)
            return ERROR_DEVICE_NOT_CONNECTED;
        if (now >= deadline)
            return ERROR_SEM_TIMEOUT;
        come = rsm_socket_poll(fd, iscsi_which_events(session->iscsi),
                               deadline - now > 1000 ? 1000 : (uint32_t)(deadline - now));
        if (come != 0 && connecting) {
            rsm_error err = rsm_socket_error(fd);

            if (err != ERROR_SUCCESS)
                return err;
        }
        if (come != 0 && iscsi_service(session->iscsi, come) < 0 && !session->finished)
            return ERROR_DEVICE_NOT_CONNECTED;
    }
    return ERROR_SUCCESS;
}

/*
 * Take in what came while nobody looked: the target's questions whether we are still there, and the end
 * of the connection.  False when it has ended.
 */
static bool catch_up(struct session *session)
{
    for (int i = 0; i < 1000; i++) {
        int fd = iscsi_get_fd(session->iscsi);
        int come;

        if (fd < 0 || rsm_socket_is_closed(fd))
            return false;
        come = rsm_socket_poll(fd, iscsi_which_events(session->iscsi), 0);
        if (come == 0)
            return true;
        if (iscsi_service(session->iscsi, come) < 0)
            return false;
    }
    return false; /* more than a sane target has to say */
}

/* ---- opening ---- */

/* iqn.2026-01.org.ntmsapi:<computer>, in the characters that names may have. */
static void make_initiator_name(char *name, size_t size)
{
    WCHAR wide[RSM_IDENTITY_ROOM] = {0};
    char computer[RSM_IDENTITY_ROOM * 4] = "";
    size_t length = 0;

    if (rsm_identity_computer(wide, RSM_IDENTITY_ROOM) == ERROR_SUCCESS)
        rsm_text_to_utf8(computer, sizeof computer, wide, RSM_IDENTITY_ROOM);
    for (size_t i = 0; computer[i] != '\0' && length < RSM_IDENTITY_ROOM; i++) {
        char c = computer[i];

        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.')
            computer[length++] = c;
    }
    computer[length] = '\0';
    snprintf(name, size, "iqn.2026-01.org.ntmsapi:%.64s", length > 0 ? computer : "computer");
}

/* Make the context, ready to connect. */
static rsm_error make_context(struct session *session, const struct rsm_iscsi_address *address)
{
    char initiator[128];
    uint32_t random = 0;
    struct iscsi_context *iscsi;

    make_initiator_name(initiator, sizeof initiator);
    iscsi = iscsi_create_context(initiator);
    if (iscsi == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    /* Two sessions with the same ISID end each other, so chance is not left to the C library. */
    if (rsm_random_bytes(&random, sizeof random) == ERROR_SUCCESS)
        iscsi_set_isid_random(iscsi, random & 0xFFFFFF, random >> 24);
    iscsi_set_noautoreconnect(iscsi, 1);
    iscsi_set_session_type(iscsi, ISCSI_SESSION_NORMAL);
    iscsi_set_header_digest(iscsi, ISCSI_HEADER_DIGEST_NONE_CRC32C);
    iscsi_set_tcp_keepidle(iscsi, KEEP_ALIVE_S);
    iscsi_set_tcp_keepintvl(iscsi, KEEP_ALIVE_PAUSE_S);
    iscsi_set_tcp_keepcnt(iscsi, KEEP_ALIVE_TRIES);
    iscsi_set_tcp_user_timeout(iscsi, UNACKNOWLEDGED_MS);
    iscsi_set_targetname(iscsi, address->target);
    iscsi_set_initiator_username_pwd(iscsi, address->user, address->password);
    iscsi_set_target_username_pwd(iscsi, address->target_user, address->target_password);
    session->iscsi = iscsi;
    return ERROR_SUCCESS;
}

static void drop_context(struct session *session)
{
    struct iscsi_context *iscsi = session->iscsi;

    session->iscsi = NULL;
    if (iscsi != NULL)
        iscsi_destroy_context(iscsi);
}

struct login_row {
    unsigned status; /* class and detail of the login response */
    rsm_error error;
    const char *words;
};

/* clang-format off */
static const struct login_row login_rows[] = {
    {0x0201, ERROR_LOGON_FAILURE, "the target does not accept the user name or the password"},
    {0x0202, ERROR_ACCESS_DENIED, "the target does not let this computer in: allow the initiator name there"},
    {0x0203, ERROR_DEV_NOT_EXIST, "there is no target of that name; check the spelling of the address"},
    {0x0204, ERROR_DEV_NOT_EXIST, "the target was removed"},
    {0x0205, ERROR_NOT_SUPPORTED, "the target speaks another version of iSCSI"},
    {0x0206, ERROR_BUSY,          "the target has too many connections"},
    {0x0208, ERROR_BUSY,          "the target cannot take this connection into its session"},
    {0x0301, ERROR_BUSY,          "the target is not in service now"},
    {0x0302, ERROR_BUSY,          "the target is out of resources"},
};
/* clang-format on */

/* Why the target refused: libiscsi keeps the code in the last brackets of its text. */
static rsm_error login_failure(const struct session *session)
{
    const char *text = iscsi_get_error(session->iscsi);
    const char *mark = strstr(text, "Status: ");
    const char *bracket = mark != NULL ? strrchr(mark, '(') : NULL;
    unsigned long status = bracket != NULL ? strtoul(bracket + 1, NULL, 10) : 0;

    for (size_t i = 0; i < sizeof login_rows / sizeof login_rows[0]; i++) {
        if (login_rows[i].status == status) {
            rsm_log(RSM_LOG_ERROR, "scsi", "%s: login refused: %s", session->name,
                    login_rows[i].words);
            return login_rows[i].error;
        }
    }
    if (status == 0 && (strstr(text, "CHAP") != NULL || strstr(text, "uthentication") != NULL)) {
        rsm_log(RSM_LOG_ERROR, "scsi",
                "%s: the target did not prove who it is (%s); check target_user and "
                "target_password",
                session->name, text);
        return ERROR_LOGON_FAILURE;
    }
    rsm_log(RSM_LOG_ERROR, "scsi", "%s: login failed: %s", session->name, text);
    return ERROR_DEVICE_NOT_CONNECTED;
}

static void log_connect_failure(const struct session *session, const char *portal, rsm_error err)
{
    const char *words = "the connection broke while logging in; is that an iSCSI target?";

    if (err == ERROR_CONNECTION_REFUSED)
        words = "nobody listens there; is the target running, and the port right?";
    else if (err == ERROR_HOST_UNREACHABLE)
        words = "there is no way to that address; check the network";
    else if (err == ERROR_SEM_TIMEOUT)
        words = "no answer within the connect time-out; is the target running?";
    rsm_log(RSM_LOG_ERROR, "scsi", "%s at %s: %s", session->name, portal, words);
}

/*
 * One attempt at one portal.  ERROR_MORE_DATA: the target sends us elsewhere, to *redirect.  After any
 * failure the context is gone.
 */
static rsm_error connect_once(struct session *session, const struct rsm_iscsi_address *address,
                              const char *portal, uint64_t deadline, char *redirect, size_t size)
{
    rsm_error err = make_context(session, address);

    if (err != ERROR_SUCCESS)
        return err;
    session->finished = false;
    rsm_socket_clear_error();
    if (iscsi_connect_async(session->iscsi, portal, finish, session) != 0) {
        err = rsm_socket_last_error();
        if (err == ERROR_SUCCESS)
            err = ERROR_HOST_UNREACHABLE;
    }
    if (err == ERROR_SUCCESS)
        err = wait_until_finished(session, deadline, true);
    if (err == ERROR_SUCCESS && session->status != SCSI_STATUS_GOOD)
        err = ERROR_DEVICE_NOT_CONNECTED;
    if (err == ERROR_SUCCESS) {
        session->finished = false;
        if (iscsi_login_async(session->iscsi, finish, session) != 0)
            err = ERROR_NOT_ENOUGH_MEMORY;
        else
            err = wait_until_finished(session, deadline, false);
        if (err == ERROR_SUCCESS && session->status == SCSI_STATUS_CANCELLED)
            err = ERROR_DEVICE_NOT_CONNECTED;
    }
    if (err != ERROR_SUCCESS) {
        log_connect_failure(session, portal, err);
    } else if (session->status == SCSI_STATUS_REDIRECT) {
        snprintf(redirect, size, "%s", iscsi_get_target_address(session->iscsi));
        err = ERROR_MORE_DATA;
    } else if (session->status != SCSI_STATUS_GOOD) {
        err = login_failure(session);
    }
    if (err != ERROR_SUCCESS)
        drop_context(session);
    return err;
}

/* Only where nobody answered is there hope that another address of the host does better. */
static bool is_worth_another_portal(rsm_error err)
{
    return err == ERROR_CONNECTION_REFUSED || err == ERROR_HOST_UNREACHABLE ||
           err == ERROR_SEM_TIMEOUT || err == ERROR_DEVICE_NOT_CONNECTED;
}

static rsm_error connect_session(struct session *session, const struct rsm_iscsi_address *address,
                                 uint32_t timeout_ms)
{
    uint64_t deadline = rsm_clock_ms() + (timeout_ms < CONNECT_MS ? timeout_ms : CONNECT_MS);
    char portals[MOST_PORTALS][RSM_SOCKET_PORTAL_ROOM];
    char elsewhere[MAX_STRING_SIZE + 1] = "";
    size_t count = 0;
    rsm_error err = rsm_socket_resolve(address->host, address->port, portals, MOST_PORTALS, &count);

    if (err != ERROR_SUCCESS) {
        rsm_log(RSM_LOG_ERROR, "scsi", "%s: there is no host of that name", session->name);
        return err;
    }
    for (size_t i = 0; i < count; i++) {
        uint64_t now = rsm_clock_ms();
        uint64_t share = now < deadline ? (deadline - now) / (count - i) : 0;

        err = connect_once(session, address, portals[i], now + share, elsewhere, sizeof elsewhere);
        for (int hops = 0; err == ERROR_MORE_DATA && hops < MOST_REDIRECTS; hops++)
            err = connect_once(session, address, elsewhere, deadline, elsewhere, sizeof elsewhere);
        if (err == ERROR_MORE_DATA)
            err = ERROR_DEV_NOT_EXIST; /* they send us round in a circle */
        if (!is_worth_another_portal(err))
            break;
    }
    return err;
}

/* Flat number to the first two bytes of an 8-byte LUN: peripheral form, from 256 on flat form. */
static int wire_lun(uint16_t lun)
{
    return lun < 256 ? lun : 0x4000 | lun;
}

static void close_session(void *handle)
{
    struct session *session = handle;

    if (session == NULL)
        return;
    if (session->iscsi != NULL && catch_up(session)) {
        session->finished = false;
        if (iscsi_logout_async(session->iscsi, finish, session) == 0)
            wait_until_finished(session, rsm_clock_ms() + LOGOUT_MS, false);
    }
    drop_context(session);
    if (session->network)
        rsm_network_stop();
    free(session);
}

static rsm_error open_session(const char *text, uint32_t timeout_ms, struct session **session_out,
                              bool *has_lun_out)
{
    struct rsm_iscsi_address address;
    struct session *session = NULL;
    rsm_error err = rsm_address_parse_iscsi(text, &address);

    if (err != ERROR_SUCCESS)
        return err;
    session = calloc(1, sizeof *session);
    if (session == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    rsm_address_hide(text, session->name, sizeof session->name);
    session->lun = wire_lun(address.lun);
    err = rsm_network_start();
    if (err == ERROR_SUCCESS) {
        session->network = true;
        err = connect_session(session, &address, timeout_ms);
    }
    if (err == ERROR_SUCCESS) {
        *session_out = session;
        *has_lun_out = address.has_lun;
    } else {
        close_session(session);
    }
    return err;
}

static rsm_error open_device(void *context, const char *address, uint32_t timeout_ms,
                             void **handle_out)
{
    struct session *session = NULL;
    bool has_lun = false;
    rsm_error err = open_session(address, timeout_ms, &session, &has_lun);

    (void)context;
    if (err != ERROR_SUCCESS)
        return err;
    if (!has_lun)
        rsm_log(RSM_LOG_INFO, "scsi", "%s: no LUN is named, so it is LUN 0", session->name);
    *handle_out = session;
    return ERROR_SUCCESS;
}

/* ---- one command ---- */

static struct scsi_task *make_task(struct rsm_command *command)
{
    static const int directions[] = {SCSI_XFER_NONE, SCSI_XFER_READ, SCSI_XFER_WRITE};
    struct scsi_task *task =
        scsi_create_task(command->cdb.length, command->cdb.bytes, directions[command->direction],
                         command->direction == RSM_DATA_NONE ? 0 : (int)command->length);
    int failed = 0;

    if (task == NULL)
        return NULL;
    /* Without a buffer of ours, data that comes with a CHECK CONDITION is lost. */
    if (command->direction == RSM_DATA_IN && command->length > 0)
        failed = scsi_task_add_data_in_buffer(task, (int)command->length, command->data);
    else if (command->direction == RSM_DATA_OUT && command->length > 0)
        failed = scsi_task_add_data_out_buffer(task, (int)command->length, command->data);
    if (failed != 0) {
        scsi_free_scsi_task(task);
        return NULL;
    }
    return task;
}

/* libiscsi puts the sense data, with its 2 bytes of length, where other data would be. */
static void take_sense(const struct scsi_task *task, struct rsm_command *command)
{
    struct rsm_bytes all =
        rsm_bytes_of(task->datain.data, task->datain.size > 0 ? (size_t)task->datain.size : 0);
    struct rsm_bytes sense = rsm_bytes_slice(&all, 2, rsm_bytes_get16(&all, 0));

    command->sense_length = sense.size < RSM_SENSE_SIZE_MAX ? sense.size : RSM_SENSE_SIZE_MAX;
    if (command->sense_length > 0)
        memcpy(command->sense, sense.data, command->sense_length);
}

static void take_answer(const struct scsi_task *task, int status, struct rsm_command *command)
{
    command->status = (uint8_t)status;
    command->transferred = command->direction == RSM_DATA_NONE ? 0 : command->length;
    if (task->residual_status == SCSI_RESIDUAL_UNDERFLOW)
        command->transferred -=
            task->residual < command->transferred ? task->residual : command->transferred;
    if (status == SCSI_STATUS_CHECK_CONDITION)
        take_sense(task, command);
}

/* Give the session up, and say why; before the command was sent that is no harm. */
static rsm_error lose(struct session *session, const struct rsm_command *command, rsm_error err)
{
    if (err == ERROR_SEM_TIMEOUT)
        rsm_log(RSM_LOG_ERROR, "scsi",
                "%s: no answer to command %02Xh within %u ms; the session is given up, and the "
                "device may still be carrying it out",
                session->name, command->cdb.bytes[0], (unsigned)command->timeout_ms);
    else if (err == ERROR_DEVICE_NOT_CONNECTED && command->sent)
        rsm_log(RSM_LOG_ERROR, "scsi", "%s: the connection broke during command %02Xh: %s",
                session->name, command->cdb.bytes[0], iscsi_get_error(session->iscsi));
    else if (err == ERROR_DEVICE_NOT_CONNECTED)
        rsm_log(RSM_LOG_INFO, "scsi", "%s: the target has ended the idle session", session->name);
    drop_context(session);
    return err;
}

static rsm_error execute(void *handle, struct rsm_command *command)
{
    struct session *session = handle;
    struct scsi_task *task = NULL;
    rsm_error err = ERROR_SUCCESS;

    command->sent = false;
    if (session->iscsi == NULL)
        return ERROR_DEVICE_NOT_CONNECTED;
    if (!catch_up(session))
        return lose(session, command, ERROR_DEVICE_NOT_CONNECTED);
    task = make_task(command);
    if (task == NULL)
        return lose(session, command, ERROR_NOT_ENOUGH_MEMORY);

    session->finished = false;
    if (iscsi_scsi_command_async(session->iscsi, session->lun, task, finish, NULL, session) != 0) {
        err = lose(session, command, ERROR_DEVICE_NOT_CONNECTED);
        goto out;
    }
    command->sent = true;
    err = wait_until_finished(session, rsm_clock_ms() + command->timeout_ms, false);
    /* libiscsi's own codes, cancelled and so on, lie above those a device can send */
    if (err == ERROR_SUCCESS && (session->status < 0 || session->status > UINT8_MAX))
        err = ERROR_DEVICE_NOT_CONNECTED;
    if (err == ERROR_SUCCESS)
        take_answer(task, session->status, command);
    else
        err = lose(session, command, err);
out:
    scsi_free_scsi_task(task);
    return err;
}

/* ---- which logical units a target has ---- */

static rsm_error ask_for_luns(struct session *session, uint8_t *data, size_t size,
                              uint32_t timeout_ms, size_t *arrived_out)
{
    struct rsm_command command;
    rsm_error err;

    memset(&command, 0, sizeof command);
    command.cdb = rsm_spc_report_luns((uint32_t)size);
    command.direction = RSM_DATA_IN;
    command.data = data;
    command.length = size;
    command.timeout_ms = timeout_ms < REPORT_LUNS_MS ? timeout_ms : REPORT_LUNS_MS;
    err = execute(session, &command);
    *arrived_out = 0;
    if (err == ERROR_SUCCESS && command.status == RSM_STATUS_GOOD)
        *arrived_out = command.transferred;
    return err;
}

static rsm_error report_luns(struct session *session, const char *address, uint32_t timeout_ms,
                             void (*found)(void *found_context, const char *address),
                             void *found_context)
{
    static const size_t size = 16 + MOST_LUNS * 8;
    uint8_t *data = calloc(1, size);
    struct rsm_spc_lun *luns = calloc(MOST_LUNS, sizeof *luns);
    size_t arrived = 0;
    size_t count = 0;
    uint32_t needed = 0;
    rsm_error err = ERROR_NOT_ENOUGH_MEMORY;

    if (data != NULL && luns != NULL)
        err = ask_for_luns(session, data, size, timeout_ms, &arrived);
    if (err != ERROR_SUCCESS)
        goto out;
    if (rsm_spc_parse_luns(data, arrived, luns, MOST_LUNS, &count, &needed) == ERROR_INVALID_DATA) {
        rsm_log(RSM_LOG_WARNING, "scsi",
                "%s: the target does not list its logical units; only LUN 0 is tried, name "
                "others in the address",
                session->name);
        luns[0].flat = true; /* and its number is 0 */
        count = 1;
    }
    for (size_t i = 0; i < count; i++) {
        char full[RSM_ADDRESS_MAX];

        if (luns[i].flat && luns[i].number <= RSM_ADDRESS_LUN_MAX &&
            rsm_address_with_lun(address, (uint16_t)luns[i].number, full, sizeof full) ==
                ERROR_SUCCESS)
            found(found_context, full);
    }
out:
    free(luns);
    free(data);
    return err;
}

static rsm_error enumerate(void *context, const char *address, uint32_t timeout_ms,
                           void (*found)(void *found_context, const char *address),
                           void *found_context)
{
    struct rsm_iscsi_address parsed;
    struct session *session = NULL;
    uint64_t started = rsm_clock_ms();
    uint64_t took;
    bool has_lun = false;
    rsm_error err = ERROR_SUCCESS;

    (void)context;
    if (address == NULL)
        return ERROR_SUCCESS;
    err = rsm_address_parse_iscsi(address, &parsed);
    if (err != ERROR_SUCCESS)
        return err;
    if (parsed.has_lun) {
        found(found_context, address);
        return ERROR_SUCCESS;
    }
    err = open_session(address, timeout_ms, &session, &has_lun);
    if (err != ERROR_SUCCESS)
        return err;
    took = rsm_clock_ms() - started;
    err = report_luns(session, address, took < timeout_ms ? timeout_ms - (uint32_t)took : 1, found,
                      found_context);
    close_session(session);
    return err;
}

const struct rsm_transport rsm_transport_iscsi = {
    .name = "iscsi",
    .scheme = "iscsi:",
    .enumerate = enumerate,
    .open = open_device,
    .execute = execute,
    .close = close_session,
};
