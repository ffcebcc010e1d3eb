/*
 * Who has a name.
 */
#include "cli/named_search.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/listing.h"
#include "cli/pools.h"
#include "cli/width.h"
#include "model/guid.h"
#include "platform/array.h"
#include "platform/text.h"

/* A search under way among objects of one kind. */
struct pass {
    HANDLE session;
    struct rsm_named_search *search;
    DWORD wanted;  /* the kind of what is looked for */
    DWORD type;    /* the kind whose names are looked at */
    bool any_case; /* of A-Z */
    bool in_full;
};

static rsm_error add(struct rsm_fitting *fitting, const GUID *id)
{
    GUID *grown;

    if (fitting->count > 0 && rsm_guid_equal(&fitting->ids[fitting->count - 1], id))
        return ERROR_SUCCESS;
    grown = rsm_array_grow(fitting->ids, sizeof *grown, fitting->count + 1, &fitting->room);
    if (grown == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    fitting->ids = grown;
    fitting->ids[fitting->count++] = *id;
    return ERROR_SUCCESS;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* How well a name fits; RSM_FIT_COUNT = not at all.  A beginning that ends within a number is none: when tape
 * 1 is gone, nobody who asks for it means tape 10. */
static enum rsm_fit fit_of(const struct pass *pass, const char *name)
{
    const char *wanted = pass->search->name;
    size_t length = strlen(wanted);
    bool is_own = pass->type == pass->wanted;
    bool begins =
        pass->any_case ? rsm_text_begins(name, wanted) : strncmp(name, wanted, length) == 0;

    if (!begins || length == 0)
        return RSM_FIT_COUNT;
    if (name[length] == '\0')
        return is_own || pass->in_full ? RSM_FIT_OWN : RSM_FIT_OTHER;
    if (is_digit(wanted[length - 1]) && is_digit(name[length]))
        return RSM_FIT_COUNT;
    return is_own ? RSM_FIT_OWN_BEGINS : RSM_FIT_OTHER_BEGINS;
}

/* The sides of a medium that fits. */
static rsm_error add_sides(const struct pass *pass, struct rsm_fitting *fitting, GUID *medium)
{
    struct rsm_listing sides;
    rsm_error err = rsm_listing_read(pass->session, medium, NTMS_PARTITION, &sides);

    for (size_t i = 0; i < sides.count && err == ERROR_SUCCESS; i++)
        err = add(fitting, &sides.ids[i]);
    rsm_listing_free(&sides);
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
}

static rsm_error consider(const struct pass *pass, const char *name,
                          const NTMS_OBJECTINFORMATIONW *object, const GUID *id)
{
    enum rsm_fit fit = fit_of(pass, name);
    struct rsm_fitting *fitting = &pass->search->fitting[fit < RSM_FIT_COUNT ? fit : 0];
    GUID medium;

    if (fit == RSM_FIT_COUNT) {
        rsm_nearest_offer(&pass->search->nearest, name);
        return ERROR_SUCCESS;
    }
    if (pass->type == pass->wanted)
        return add(fitting, id);
    if (pass->wanted == NTMS_PHYSICAL_MEDIA)
        return add(fitting, &object->Info.Partition.PhysicalMedia);
    medium = *id;
    return add_sides(pass, fitting, &medium);
}

/* Look at the names of all objects of a kind. */
static rsm_error look_at(struct pass *pass, GUID *library, DWORD type)
{
    struct rsm_listing listing;
    NTMS_OBJECTINFORMATIONW object;
    char name[RSM_DISPLAY_TEXT];
    rsm_error err = rsm_listing_read(pass->session, library, type, &listing);

    pass->type = type;
    for (size_t i = 0; i < listing.count && err == ERROR_SUCCESS; i++) {
        err = rsm_listing_describe(pass->session, &listing.ids[i], type, &object);
        if (err == ERROR_SUCCESS) {
            rsm_display_text(object.szName, NTMS_OBJECTNAME_LENGTH, name);
            err = consider(pass, name, &object, &listing.ids[i]);
        } else if (err == ERROR_OBJECT_NOT_FOUND) {
            err = ERROR_SUCCESS; /* it vanished meanwhile */
        }
    }
    rsm_listing_free(&listing);
    return err;
}

static rsm_error look_at_pools(struct pass *pass)
{
    struct rsm_pools pools;
    rsm_error err = rsm_pools_read(pass->session, &pools);

    pass->type = NTMS_MEDIA_POOL;
    for (size_t i = 0; i < pools.count && err == ERROR_SUCCESS; i++)
        err = consider(pass, pools.pools[i].path, NULL, &pools.pools[i].id);
    rsm_pools_free(&pools);
    return err;
}

/* The kind by whose names the objects of this kind may be named too; 0 = none. */
static DWORD other_type(DWORD type)
{
    return type == NTMS_PHYSICAL_MEDIA ? NTMS_PARTITION
           : type == NTMS_PARTITION    ? NTMS_PHYSICAL_MEDIA
                                       : 0;
}

rsm_error rsm_named_search(HANDLE session, const char *name, bool in_full, DWORD type,
                           GUID *library, struct rsm_named_search *search_out)
{
    bool is_pool = type == NTMS_MEDIA_POOL;
    struct pass pass = {.session = session,
                        .search = search_out,
                        .wanted = type,
                        .any_case = is_pool,
                        .in_full = in_full};
    DWORD other = library == NULL ? other_type(type) : 0;
    rsm_error err;

    memset(search_out, 0, sizeof *search_out);
    if (is_pool && name[0] == '\\')
        name++;
    /* What does not find room is longer than any name. */
    snprintf(search_out->name, sizeof search_out->name, "%s", name);
    rsm_width_clean(search_out->name);
    rsm_nearest_begin(&search_out->nearest, search_out->name);
    err = is_pool ? look_at_pools(&pass) : look_at(&pass, library, type);
    if (err == ERROR_SUCCESS && other != 0 &&
        (in_full || search_out->fitting[RSM_FIT_OWN].count == 0))
        err = look_at(&pass, NULL, other);
    return err;
}

void rsm_named_search_free(struct rsm_named_search *search)
{
    for (size_t i = 0; i < RSM_FIT_COUNT; i++)
        free(search->fitting[i].ids);
    memset(search, 0, sizeof *search);
}

const struct rsm_fitting *rsm_named_search_best(const struct rsm_named_search *search,
                                                enum rsm_fit *fit_out)
{
    enum rsm_fit fit = RSM_FIT_OWN;

    while (fit + 1 < RSM_FIT_COUNT && search->fitting[fit].count == 0)
        fit++;
    *fit_out = fit;
    return &search->fitting[fit];
}
