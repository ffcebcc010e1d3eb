/*
 * One question to the hostile library, on Windows.
 */
#include "support/hostile.h"

#include <stdlib.h>
#include <string.h>

#include <winsock2.h>

static SOCKET connect_to(uint16_t port)
{
    struct sockaddr_in address;
    SOCKET fd = socket(AF_INET, SOCK_STREAM, 0);

    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd != INVALID_SOCKET && connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
        closesocket(fd);
        return INVALID_SOCKET;
    }
    return fd;
}

static char *hear_out(SOCKET fd)
{
    size_t length = 0;
    size_t room = 4096;
    char *text = malloc(room);
    int come;

    while (text != NULL && (come = recv(fd, text + length, (int)(room - length - 1), 0)) > 0) {
        length += (size_t)come;
        if (room - length < 2) {
            char *longer = realloc(text, room *= 2);

            if (longer == NULL)
                free(text);
            text = longer;
        }
    }
    if (text != NULL)
        text[length] = '\0';
    return text;
}

static char *exchange(SOCKET fd, const char *text)
{
    size_t length = strlen(text);

    while (length > 0) {
        int gone = send(fd, text, (int)length, 0);

        if (gone <= 0)
            return NULL;
        text += gone;
        length -= (size_t)gone;
    }
    return hear_out(fd);
}

char *hostile_exchange(uint16_t port, const char *text)
{
    WSADATA data;
    SOCKET fd;
    char *answer = NULL;

    if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
        return NULL;
    fd = connect_to(port);
    if (fd != INVALID_SOCKET) {
        answer = exchange(fd, text);
        closesocket(fd);
    }
    WSACleanup();
    return answer;
}
