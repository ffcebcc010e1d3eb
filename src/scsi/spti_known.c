/*
 * What drivers told, kept in a fixed room: when it is full, what was kept first goes.
 */
#include "scsi/spti_known.h"

#include "platform/text.h"
#include "platform/thread.h"

#include <string.h>

enum { KNOWN_MAX = 128 };

struct known {
    char address[RSM_DEVICE_NAME_MAX]; /* "" = this one is free */
    struct rsm_transport_facts facts;
};

static struct rsm_mutex lock = RSM_MUTEX_INIT; /* guards what follows */
static struct known all[KNOWN_MAX];
static size_t next;
static struct {
    char address[RSM_DEVICE_NAME_MAX]; /* "" = this one is free */
    rsm_error error;
} answers[KNOWN_MAX]; /* to the last opening of each */
static size_t next_answer;

static struct known *find(const char *address)
{
    for (size_t i = 0; i < KNOWN_MAX; i++)
        if (all[i].address[0] != '\0' && rsm_text_same_word(all[i].address, address))
            return &all[i];
    return NULL;
}

void rsm_spti_known_keep(const char *address, const struct rsm_transport_facts *facts)
{
    struct known *known;

    if (facts->path[0] == '\0' || address[0] == '\0' || strlen(address) >= RSM_DEVICE_NAME_MAX)
        return;
    rsm_mutex_lock(&lock);
    known = find(address);
    if (known == NULL)
        known = &all[next++ % KNOWN_MAX];
    strcpy(known->address, address);
    known->facts = *facts;
    rsm_mutex_unlock(&lock);
}

bool rsm_spti_known_recall(const char *address, const char *path,
                           struct rsm_transport_facts *facts_out)
{
    const struct known *known;
    bool is_same;

    rsm_mutex_lock(&lock);
    known = find(address);
    is_same = known != NULL && path[0] != '\0' && rsm_text_same_word(known->facts.path, path);
    if (is_same)
        *facts_out = known->facts;
    rsm_mutex_unlock(&lock);
    return is_same;
}

/* The place of an address, or one that is given up for it. */
static size_t find_answer(const char *address)
{
    size_t place;

    for (size_t i = 0; i < KNOWN_MAX; i++)
        if (answers[i].address[0] != '\0' && rsm_text_same_word(answers[i].address, address))
            return i;
    place = next_answer++ % KNOWN_MAX;
    strcpy(answers[place].address, address);
    answers[place].error = ERROR_SUCCESS;
    return place;
}

bool rsm_spti_known_is_news(const char *address, rsm_error error)
{
    size_t place;
    bool is_news;

    if (address[0] == '\0' || strlen(address) >= RSM_DEVICE_NAME_MAX)
        return true;
    rsm_mutex_lock(&lock);
    place = find_answer(address);
    is_news = answers[place].error != error;
    answers[place].error = error;
    rsm_mutex_unlock(&lock);
    return is_news;
}
