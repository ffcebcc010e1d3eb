/*
 * The iSCSI transport against servers that are no good targets: each listens on 127.0.0.1, takes one
 * connection and behaves badly.  Good ones are in tests/tgt.
 */
#define _DEFAULT_SOURCE

#include "platform/thread.h"
#include "scsi/command.h"
#include "scsi/spc.h"
#include "scsi/transports.h"
#include "support/asserts.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

enum { FIRST_PORT = 21000, LAST_PORT = 21999, HEADER = 48 };

struct server {
    int listener;
    unsigned port;
    struct rsm_thread thread;
    void (*behave)(int connection);
};

static void serve(void *context)
{
    struct server *server = context;
    int connection = accept(server->listener, NULL, NULL);

    if (connection < 0)
        return;
    server->behave(connection);
    close(connection);
}

/* Ports below those of outgoing connections, which the system would hand out for port 0. */
static void listen_somewhere(struct server *server)
{
    struct sockaddr_in place;

    server->listener = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(server->listener >= 0);
    memset(&place, 0, sizeof place);
    place.sin_family = AF_INET;
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (server->port = FIRST_PORT; server->port <= LAST_PORT; server->port++) {
        place.sin_port = htons((uint16_t)server->port);
        if (bind(server->listener, (struct sockaddr *)&place, sizeof place) == 0 &&
            listen(server->listener, 1) == 0)
            return;
    }
    fail_msg("no free port");
}

static const char *address_of(const struct server *server)
{
    static char address[64];

    snprintf(address, sizeof address, "iscsi://127.0.0.1:%u/iqn.x/1", server->port);
    return address;
}

/* What opening a device there comes to. */
static rsm_error open_at(void (*behave)(int connection))
{
    struct server server = {.behave = behave};
    const struct rsm_transport *transport = NULL;
    void *handle = NULL;
    rsm_error err;

    listen_somewhere(&server);
    assert_success(rsm_thread_start(serve, &server, &server.thread));
    err = rsm_transports_open(rsm_transports_built_in, address_of(&server), UINT32_MAX, &transport,
                              &handle);
    rsm_thread_join(&server.thread);
    close(server.listener);
    assert_null(handle);
    return err;
}

static bool read_all(int connection, uint8_t *to, size_t size)
{
    while (size > 0) {
        ssize_t count = recv(connection, to, size, 0);

        if (count <= 0)
            return false;
        to += count;
        size -= (size_t)count;
    }
    return true;
}

static void say(int connection, const void *bytes, size_t size)
{
    if (send(connection, bytes, size, MSG_NOSIGNAL) < 0)
        return; /* the other side has left, which is its right */
}

/* ---- bad manners ---- */

static void hangs_up(int connection)
{
    (void)connection;
}

static void hangs_up_after_the_greeting(int connection)
{
    uint8_t header[HEADER];

    read_all(connection, header, sizeof header);
}

static void speaks_http(int connection)
{
    static const char answer[] =
        "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"
        "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";

    say(connection, answer, sizeof answer - 1);
    hangs_up_after_the_greeting(connection);
}

static void sends_rubbish(int connection)
{
    uint8_t rubbish[4096];

    memset(rubbish, 0xFF, sizeof rubbish);
    say(connection, rubbish, sizeof rubbish);
    hangs_up_after_the_greeting(connection);
}

/* A login response with this status class and detail. */
static void refuse_login(int connection, uint8_t class, uint8_t detail)
{
    uint8_t request[HEADER];
    uint8_t response[HEADER] = {0x23};

    if (!read_all(connection, request, sizeof request))
        return;
    memcpy(response + 8, request + 8, 6);   /* ISID */
    memcpy(response + 16, request + 16, 4); /* task tag */
    response[36] = class;
    response[37] = detail;
    say(connection, response, sizeof response);
    while (recv(connection, request, sizeof request, 0) > 0)
        continue;
}

static void is_out_of_service(int connection)
{
    refuse_login(connection, 3, 1);
}

static void forbids(int connection)
{
    refuse_login(connection, 2, 2);
}

static void fails_strangely(int connection)
{
    refuse_login(connection, 9, 9);
}

/* ---- after the login ---- */

static void put32(uint8_t *to, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        to[i] = (uint8_t)(value >> (24 - 8 * i));
}

static uint32_t get32(const uint8_t *from)
{
    return (uint32_t)from[0] << 24 | (uint32_t)from[1] << 16 | (uint32_t)from[2] << 8 | from[3];
}

/* Let the initiator in, and read its first command into request. */
static bool accept_login(int connection, uint8_t *request)
{
    static const char agreed[20] = "HeaderDigest=None";
    uint8_t response[HEADER] = {0x23, 0x87}; /* from operational to full feature phase */
    uint8_t text[8192];
    size_t length;

    if (!read_all(connection, request, HEADER))
        return false;
    length = ((get32(request + 4) & 0xFFFFFF) + 3) & ~(size_t)3;
    if (length > sizeof text || !read_all(connection, text, length))
        return false;
    response[7] = 18;
    memcpy(response + 8, request + 8, 6);
    response[15] = 1; /* session handle */
    memcpy(response + 16, request + 16, 4);
    put32(response + 28, get32(request + 24));
    put32(response + 32, get32(request + 24) + 32);
    say(connection, response, sizeof response);
    say(connection, agreed, sizeof agreed);
    return read_all(connection, request, HEADER);
}

/* Answer the command in request: opcode 21h (response) or 25h (data). */
static void answer(int connection, const uint8_t *request, uint8_t opcode, uint8_t flags,
                   uint8_t status, uint32_t residual, const void *data, size_t length)
{
    uint8_t response[HEADER] = {opcode, flags, 0, status};
    uint8_t rest[HEADER];

    put32(response + 4, (uint32_t)length);
    memcpy(response + 16, request + 16, 4);
    put32(response + 20, 0xFFFFFFFF);
    put32(response + 24, 1);
    put32(response + 28, get32(request + 24) + 1);
    put32(response + 32, get32(request + 24) + 33);
    put32(response + 44, residual);
    if (opcode == 0x25)
        put32(response + 40, 0);
    say(connection, response, sizeof response);
    say(connection, data, (length + 3) & ~(size_t)3);
    while (recv(connection, rest, sizeof rest, 0) > 0)
        continue;
}

static void sends_too_much(int connection)
{
    uint8_t request[HEADER];
    uint8_t data[400];

    memset(data, 0xDD, sizeof data);
    if (accept_login(connection, request))
        answer(connection, request, 0x25, 0x81, 0, 0, data, sizeof data);
}

static void claims_that_more_is_left_than_was_asked_for(int connection)
{
    uint8_t request[HEADER];

    if (accept_login(connection, request))
        answer(connection, request, 0x21, 0x82, 0, 1000000, NULL, 0);
}

static void sends_one_byte_of_sense(int connection)
{
    static const uint8_t sense[32] = {0, 1, 0x70};
    uint8_t request[HEADER];

    if (accept_login(connection, request))
        answer(connection, request, 0x21, 0x80, 2, 0, sense, 3);
}

static void promises_more_sense_than_it_sends(int connection)
{
    static const uint8_t sense[32] = {0xFF, 0xFF, 0x70, 0, 6, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0x29};
    uint8_t request[HEADER];

    if (accept_login(connection, request))
        answer(connection, request, 0x21, 0x80, 2, 0, sense, 20);
}

static void hangs_up_on_a_command(int connection)
{
    uint8_t request[HEADER];

    accept_login(connection, request);
}

struct asked {
    rsm_error err;
    struct rsm_command command;
    struct rsm_command_result result;
    uint8_t data[64];
    bool beyond_is_untouched;
};

/* One INQUIRY of 36 bytes there, asked once. */
static struct asked *ask_at(void (*behave)(int connection))
{
    static struct asked asked;
    static const struct rsm_command_options once = {.expected = true};
    struct server server = {.behave = behave};
    struct rsm_link link = {.waiting = &rsm_waiting_real};

    memset(&asked, 0, sizeof asked);
    memset(asked.data, 0xEE, sizeof asked.data);
    listen_somewhere(&server);
    assert_success(rsm_thread_start(serve, &server, &server.thread));
    assert_success(rsm_transports_open(rsm_transports_built_in, address_of(&server), UINT32_MAX,
                                       &link.transport, &link.handle));
    asked.command.cdb = rsm_spc_inquiry(36);
    asked.command.direction = RSM_DATA_IN;
    asked.command.data = asked.data;
    asked.command.length = 36;
    asked.command.timeout_ms = 10000;
    asked.err = rsm_command_execute(&link, &asked.command, &once, &asked.result);
    if (link.handle != NULL)
        link.transport->close(link.handle);
    rsm_thread_join(&server.thread);
    close(server.listener);
    asked.beyond_is_untouched = true;
    for (size_t i = 36; i < sizeof asked.data; i++)
        if (asked.data[i] != 0xEE)
            asked.beyond_is_untouched = false;
    return &asked;
}

/* ---- facts ---- */

static void a_server_that_hangs_up_is_not_connected(void **state)
{
    (void)state;
    assert_fails_with(ERROR_DEVICE_NOT_CONNECTED, open_at(hangs_up));
    assert_fails_with(ERROR_DEVICE_NOT_CONNECTED, open_at(hangs_up_after_the_greeting));
}

static void a_server_of_another_kind_is_not_connected(void **state)
{
    (void)state;
    assert_fails_with(ERROR_DEVICE_NOT_CONNECTED, open_at(speaks_http));
    assert_fails_with(ERROR_DEVICE_NOT_CONNECTED, open_at(sends_rubbish));
}

static void a_refused_login_says_why(void **state)
{
    (void)state;
    assert_fails_with(ERROR_BUSY, open_at(is_out_of_service));
    assert_fails_with(ERROR_ACCESS_DENIED, open_at(forbids));
    assert_fails_with(ERROR_DEVICE_NOT_CONNECTED, open_at(fails_strangely));
}

static void a_server_that_sends_too_much_writes_nothing_beyond_the_buffer(void **state)
{
    struct asked *asked = ask_at(sends_too_much);

    (void)state;
    assert_fails_with(ERROR_DEVICE_NOT_CONNECTED, asked->err);
    assert_int_equal(asked->result.outcome, RSM_OUTCOME_UNKNOWN);
    assert_true(asked->beyond_is_untouched);
}

static void a_residual_beyond_the_length_leaves_nothing(void **state)
{
    struct asked *asked = ask_at(claims_that_more_is_left_than_was_asked_for);

    (void)state;
    assert_success(asked->err);
    assert_int_equal(asked->command.transferred, 0);
    assert_int_equal(asked->data[0], 0);
}

static void sense_is_as_long_as_what_arrived(void **state)
{
    struct asked *asked = ask_at(sends_one_byte_of_sense);

    (void)state;
    assert_int_equal(asked->command.sense_length, 1);
    asked = ask_at(promises_more_sense_than_it_sends);
    assert_int_equal(asked->command.sense_length, 18);
    assert_int_equal(asked->result.attentions, RSM_ATTENTION_INVENTORY | RSM_ATTENTION_RESET);
}

static void a_server_that_hangs_up_on_a_command_leaves_its_outcome_unknown(void **state)
{
    struct asked *asked = ask_at(hangs_up_on_a_command);

    (void)state;
    assert_fails_with(ERROR_DEVICE_NOT_CONNECTED, asked->err);
    assert_int_equal(asked->result.outcome, RSM_OUTCOME_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_server_that_hangs_up_is_not_connected),
        cmocka_unit_test(a_server_of_another_kind_is_not_connected),
        cmocka_unit_test(a_refused_login_says_why),
        cmocka_unit_test(a_server_that_sends_too_much_writes_nothing_beyond_the_buffer),
        cmocka_unit_test(a_residual_beyond_the_length_leaves_nothing),
        cmocka_unit_test(sense_is_as_long_as_what_arrived),
        cmocka_unit_test(a_server_that_hangs_up_on_a_command_leaves_its_outcome_unknown),
    };

    if (rsm_transports_find(rsm_transports_built_in, "iscsi:") == NULL) {
        puts("this build is without iSCSI: nothing to test");
        return 0;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
