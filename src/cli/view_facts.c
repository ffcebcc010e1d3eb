/*
 * Everything as one document: libraries with what is in them, media with their sides, pools, requests.
 */
#include "cli/view_facts.h"

#include <stdlib.h>

#include "cli/facts.h"
#include "cli/listing.h"

/* What is listed within an object of a kind. */
struct part {
    DWORD type;
    const char *key;
    const struct part *parts; /* within each of these; ended by a NULL key; NULL = none */
};

static const struct part medium_parts[] = {
    {NTMS_PARTITION, "sides", NULL},
    {0, NULL, NULL},
};

static const struct part library_parts[] = {
    {NTMS_CHANGER, "changers", NULL},
    {NTMS_DRIVE, "drives", NULL},
    {NTMS_STORAGESLOT, "slots", NULL},
    {NTMS_IEPORT, "ports", NULL},
    {NTMS_IEDOOR, "doors", NULL},
    {NTMS_PHYSICAL_MEDIA, "media", medium_parts},
    {0, NULL, NULL},
};

/* Media pools, which are in one another, are a list by their paths. */
static const struct part all_parts[] = {
    {NTMS_LIBRARY, "libraries", library_parts},  {NTMS_MEDIA_TYPE, "media_types", NULL},
    {NTMS_LOGICAL_MEDIA, "logical_media", NULL}, {NTMS_LIBREQUEST, "library_requests", NULL},
    {NTMS_OPREQUEST, "operator_requests", NULL}, {0, NULL, NULL},
};

static rsm_error add_parts(struct rsm_facts *facts, struct rsm_json object, GUID *container,
                           const struct part *parts);

static rsm_error add_listed(struct rsm_facts *facts, struct rsm_json list, GUID *id,
                            const struct part *part)
{
    NTMS_OBJECTINFORMATIONW info;
    struct rsm_json object;
    rsm_error err = rsm_listing_describe(facts->session, id, part->type, &info);

    if (err != ERROR_SUCCESS)
        return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
    object = rsm_json_object(list, NULL);
    rsm_facts_add(facts, object, &info);
    return part->parts != NULL ? add_parts(facts, object, id, part->parts) : ERROR_SUCCESS;
}

static rsm_error add_parts(struct rsm_facts *facts, struct rsm_json object, GUID *container,
                           const struct part *parts)
{
    rsm_error err = ERROR_SUCCESS;

    for (; parts->key != NULL && err == ERROR_SUCCESS; parts++) {
        struct rsm_json list = rsm_json_array(object, parts->key);
        struct rsm_listing listing;

        err = rsm_listing_read(facts->session, container, parts->type, &listing);
        if (err == ERROR_OBJECT_NOT_FOUND && container != NULL)
            err = ERROR_SUCCESS; /* the container vanished meanwhile */
        for (size_t i = 0; i < listing.count && err == ERROR_SUCCESS; i++)
            err = add_listed(facts, list, &listing.ids[i], parts);
        rsm_listing_free(&listing);
    }
    return err;
}

static rsm_error add_pools(struct rsm_facts *facts, struct rsm_json root)
{
    static const struct part pool = {NTMS_MEDIA_POOL, "media_pools", NULL};
    struct rsm_json list = rsm_json_array(root, pool.key);
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; i < facts->pools.count && err == ERROR_SUCCESS; i++)
        err = add_listed(facts, list, &facts->pools.pools[i].id, &pool);
    return err;
}

rsm_error rsm_view_facts(struct rsm_run *run)
{
    struct rsm_facts *facts = malloc(sizeof *facts);
    rsm_error err = ERROR_NOT_ENOUGH_MEMORY;

    if (facts == NULL)
        return err;
    err = rsm_facts_begin(run->session, facts);
    if (err == ERROR_SUCCESS)
        err = add_parts(facts, run->json, NULL, all_parts);
    if (err == ERROR_SUCCESS)
        err = add_pools(facts, run->json);
    rsm_facts_end(facts);
    free(facts);
    return err;
}
