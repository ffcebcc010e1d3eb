/*
 * One question to the hostile library, on POSIX.
 */
#define _DEFAULT_SOURCE

#include "support/hostile.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int connect_to(uint16_t port)
{
    struct sockaddr_in address;
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

static char *hear_out(int fd)
{
    size_t length = 0;
    size_t room = 4096;
    char *text = malloc(room);
    ssize_t come;

    while (text != NULL && (come = recv(fd, text + length, room - length - 1, 0)) > 0) {
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

char *hostile_exchange(uint16_t port, const char *text)
{
    int fd = connect_to(port);
    size_t length = strlen(text);
    char *answer = NULL;

    if (fd < 0)
        return NULL;
    while (length > 0) {
        ssize_t gone = send(fd, text, length, MSG_NOSIGNAL);

        if (gone <= 0)
            break;
        text += gone;
        length -= (size_t)gone;
    }
    if (length == 0)
        answer = hear_out(fd);
    close(fd);
    return answer;
}
