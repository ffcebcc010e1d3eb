/*
 * Collecting lists and keeping them.  A row number is given again only after a deletion, which the turnover tells
 * of: so what is new is behind the last one of a list that has seen all turnover.
 */
#include "store/listing.h"

#include "model/fields.h"
#include "model/guid.h"
#include "model/object_types.h"
#include "platform/array.h"
#include "store/values.h"

#include <stdlib.h>
#include <string.h>

/* ---- lists ---- */

static void empty(struct rsm_listing *list)
{
    free(list->ids);
    free(list->rows);
    memset(list, 0, sizeof *list);
}

void rsm_listings_free(struct rsm_listings *listings)
{
    for (size_t i = 0; i < RSM_LISTINGS_KEPT; i++)
        empty(&listings->kept[i]);
}

static bool is_list_of(const struct rsm_listing *list, const struct rsm_listing_wish *wish)
{
    if (list->used == 0 || list->type != wish->type)
        return false;
    if (list->column == NULL || wish->column == NULL)
        return list->column == NULL && wish->column == NULL;
    return strcmp(list->column, wish->column) == 0 &&
           rsm_guid_equal(&list->container, wish->container);
}

struct rsm_listing *rsm_listing_find(struct rsm_listings *kept, const struct rsm_listing_wish *wish)
{
    for (size_t i = 0; i < RSM_LISTINGS_KEPT; i++) {
        if (is_list_of(&kept->kept[i], wish))
            return &kept->kept[i];
    }
    return NULL;
}

/* One that is free, or else that nobody asked for longest. */
static struct rsm_listing *take_place(struct rsm_listings *kept)
{
    struct rsm_listing *place = &kept->kept[0];

    for (size_t i = 1; i < RSM_LISTINGS_KEPT; i++) {
        if (kept->kept[i].used < place->used)
            place = &kept->kept[i];
    }
    empty(place);
    return place;
}

static rsm_error make_room(struct rsm_listing *list, size_t count)
{
    GUID *ids = rsm_array_grow(list->ids, sizeof *ids, count, &list->ids_room);
    int64_t *rows;

    if (ids == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    list->ids = ids;
    rows = rsm_array_grow(list->rows, sizeof *rows, count, &list->rows_room);
    if (rows == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    list->rows = rows;
    return ERROR_SUCCESS;
}

static void put(struct rsm_listing *list, size_t place, int64_t row, const GUID *id)
{
    list->rows[place] = row;
    list->ids[place] = *id;
}

static int64_t last_row(const struct rsm_listing *list)
{
    return list->count > 0 ? list->rows[list->count - 1] : 0;
}

/* The first place of a row that is not before `row`. */
static size_t place_of(const struct rsm_listing *list, int64_t row)
{
    size_t first = 0;
    size_t end = list->count;

    while (first < end) {
        size_t middle = first + (end - first) / 2;

        if (list->rows[middle] < row)
            first = middle + 1;
        else
            end = middle;
    }
    return first;
}

/* ---- members in the database ---- */

/* Rows and GUIDs of members whose row is behind (">") or is ("=") parameter 1. */
static rsm_error take_members(struct rsm_sql *sql, const struct rsm_listing *list,
                              const char *comparison, int64_t row,
                              struct rsm_statement **statement_out)
{
    struct rsm_sql_text text;
    rsm_error err;

    rsm_sql_text_begin(&text);
    rsm_sql_text_add(&text,
                     "SELECT id, guid FROM \"%s\" CROSS JOIN object USING (id) WHERE id %s ?1",
                     rsm_object_type_name(list->type), comparison);
    if (list->column != NULL)
        rsm_sql_text_add(&text, " AND \"%s\" = ?2", list->column);
    rsm_sql_text_add(&text, " ORDER BY id");
    err = rsm_sql_take(sql, text.text, statement_out);
    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_number(*statement_out, 1, row);
    if (list->column != NULL)
        rsm_values_bind_id(*statement_out, 2, rsm_fields_find(list->type, list->column),
                           &list->container);
    return ERROR_SUCCESS;
}

/* Append the members of a statement. */
static rsm_error append(struct rsm_listing *list, struct rsm_statement *statement)
{
    rsm_error err;
    bool row;
    GUID id;

    while ((err = rsm_sql_step(statement, &row)) == ERROR_SUCCESS && row) {
        err = make_room(list, list->count + 1);
        if (err != ERROR_SUCCESS)
            break;
        rsm_sql_guid(statement, 1, &id);
        put(list, list->count++, rsm_sql_number(statement, 0), &id);
    }
    return err;
}

static rsm_error append_where(struct rsm_listing *list, struct rsm_sql *sql,
                              const struct rsm_listing *of, const char *comparison, int64_t row)
{
    struct rsm_statement *statement;
    rsm_error err = take_members(sql, of, comparison, row, &statement);

    if (err != ERROR_SUCCESS)
        return err;
    err = append(list, statement);
    rsm_sql_give(statement);
    return err;
}

/* ---- turnover ---- */

struct turnover {
    int64_t *rows; /* of objects of the list's kind */
    size_t count;
    size_t room;
    bool lost; /* not all is on record any more */
};

static rsm_error read_turnover(struct rsm_listing *list, struct rsm_statement *statement,
                               struct turnover *turnover)
{
    rsm_error err;
    bool row;

    while ((err = rsm_sql_step(statement, &row)) == ERROR_SUCCESS && row) {
        int64_t *grown;

        turnover->lost = turnover->lost || rsm_sql_number(statement, 0) != list->seen + 1;
        list->seen = rsm_sql_number(statement, 0);
        if (rsm_sql_number(statement, 1) != list->type)
            continue;
        grown = rsm_array_grow(turnover->rows, sizeof *grown, turnover->count + 1, &turnover->room);
        if (grown == NULL)
            return ERROR_NOT_ENOUGH_MEMORY;
        turnover->rows = grown;
        turnover->rows[turnover->count++] = rsm_sql_number(statement, 2);
    }
    return err;
}

static int compare_rows(const void *a, const void *b)
{
    const int64_t *left = a;
    const int64_t *right = b;

    return (*left > *right) - (*left < *right);
}

/* What the list has not seen yet, in order of rows; free() its rows. */
static rsm_error find_turnover(struct rsm_listing *list, struct rsm_sql *sql,
                               struct turnover *turnover_out)
{
    struct rsm_statement *statement;
    rsm_error err = rsm_sql_take(
        sql, "SELECT number, type, object FROM turnover WHERE number > ?1 ORDER BY number",
        &statement);

    *turnover_out = (struct turnover){.rows = NULL};
    if (err != ERROR_SUCCESS)
        return err;
    rsm_sql_bind_number(statement, 1, list->seen);
    err = read_turnover(list, statement, turnover_out);
    rsm_sql_give(statement);
    if (turnover_out->count > 1)
        qsort(turnover_out->rows, turnover_out->count, sizeof *turnover_out->rows, compare_rows);
    return err;
}

/* Take them out, wherever they are now. */
static void take_out(struct rsm_listing *list, const struct turnover *turnover)
{
    size_t from = place_of(list, turnover->rows[0]);
    size_t to = from;
    size_t next = 0;

    for (; from < list->count; from++) {
        while (next < turnover->count && turnover->rows[next] < list->rows[from])
            next++;
        if (next < turnover->count && turnover->rows[next] == list->rows[from])
            continue;
        put(list, to++, list->rows[from], &list->ids[from]);
    }
    list->count = to;
}

/* Both are in order, and no row is in both. */
static rsm_error merge(struct rsm_listing *list, const struct rsm_listing *more)
{
    size_t left = list->count;
    size_t right = more->count;
    rsm_error err = right > 0 ? make_room(list, left + right) : ERROR_SUCCESS;

    if (err != ERROR_SUCCESS)
        return err;
    list->count = left + right;
    for (size_t to = list->count; right > 0; to--) {
        if (left > 0 && list->rows[left - 1] > more->rows[right - 1]) {
            left--;
            put(list, to - 1, list->rows[left], &list->ids[left]);
        } else {
            right--;
            put(list, to - 1, more->rows[right], &more->ids[right]);
        }
    }
    return ERROR_SUCCESS;
}

/* Put those in that are members now.  What is behind the last one is not looked for: it is like new. */
static rsm_error put_in(struct rsm_listing *list, struct rsm_sql *sql,
                        const struct turnover *turnover)
{
    struct rsm_listing more = {.count = 0};
    int64_t last = last_row(list);
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; err == ERROR_SUCCESS && i < turnover->count; i++) {
        if (turnover->rows[i] < last && (i == 0 || turnover->rows[i] != turnover->rows[i - 1]))
            err = append_where(&more, sql, list, "=", turnover->rows[i]);
    }
    if (err == ERROR_SUCCESS)
        err = merge(list, &more);
    empty(&more);
    return err;
}

/* ---- keeping up ---- */

/* From nothing. */
static rsm_error collect(struct rsm_listing *list, struct rsm_sql *sql)
{
    rsm_error err =
        rsm_sql_get_number(sql, "SELECT coalesce(max(number), 0) FROM turnover", &list->seen);

    list->count = 0;
    return err == ERROR_SUCCESS ? append_where(list, sql, list, ">", 0) : err;
}

static rsm_error keep_up(struct rsm_listing *list, struct rsm_sql *sql)
{
    struct turnover turnover;
    rsm_error err = find_turnover(list, sql, &turnover);

    if (err == ERROR_SUCCESS && turnover.lost) {
        free(turnover.rows);
        return collect(list, sql);
    }
    if (err == ERROR_SUCCESS && turnover.count > 0) {
        take_out(list, &turnover);
        err = put_in(list, sql, &turnover);
    }
    free(turnover.rows);
    return err == ERROR_SUCCESS ? append_where(list, sql, list, ">", last_row(list)) : err;
}

static rsm_error give_copy(const struct rsm_listing *list, GUID **ids_out, size_t *count_out)
{
    GUID *copy = NULL;

    if (list->count > 0) {
        copy = malloc(list->count * sizeof *copy);
        if (copy == NULL)
            return ERROR_NOT_ENOUGH_MEMORY;
        memcpy(copy, list->ids, list->count * sizeof *copy);
    }
    *ids_out = copy;
    *count_out = list->count;
    return ERROR_SUCCESS;
}

static rsm_error give_new(struct rsm_listings *kept, struct rsm_sql *sql,
                          const struct rsm_listing_wish *wish, GUID **ids_out, size_t *count_out)
{
    struct rsm_listing list = {.type = wish->type, .column = wish->column};
    rsm_error err;

    if (wish->column != NULL)
        list.container = *wish->container;
    err = collect(&list, sql);
    if (err == ERROR_SUCCESS)
        err = give_copy(&list, ids_out, count_out);
    if (err == ERROR_SUCCESS && kept != NULL && list.count >= RSM_LISTING_LEAST) {
        list.used = ++kept->clock;
        *take_place(kept) = list;
        return ERROR_SUCCESS;
    }
    empty(&list);
    return err;
}

rsm_error rsm_listing_get(struct rsm_listings *kept, struct rsm_sql *sql,
                          const struct rsm_listing_wish *wish, GUID **ids_out, size_t *count_out)
{
    struct rsm_listing *list = kept != NULL ? rsm_listing_find(kept, wish) : NULL;
    rsm_error err;

    if (list == NULL)
        return give_new(kept, sql, wish, ids_out, count_out);
    list->used = ++kept->clock;
    err = keep_up(list, sql);
    if (err == ERROR_SUCCESS)
        return give_copy(list, ids_out, count_out);
    empty(list); /* it may have seen what is not in it */
    return err;
}
