/*
 * Asks the devices of a hostile library's scenario (tests/support/hostile) what a program would ask them, and writes each
 * answer as a seed of the fuzzer that reads such bytes.  Answers that were written before are not written again.
 *
 *   record_answers CORPUS SCENARIO...     CORPUS/sense/q07_identity_without_vendor-00 ...
 */
#include "support/hostile/target.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LUNS = 6, ROOM = 2048, TEXT_MAX = 1 << 20, SEEN_MAX = 65536, TRIES = 6 };
enum { TYPE_TAPE = 0x01, TYPE_CHANGER = 0x08, TYPE_MASK = 0x1F, NO_DEVICE = 0x7F };

struct question {
    const char *harness;
    uint8_t cdb[HOSTILE_CDB];
};

static const struct question of_all[] = {
    {"vpd", {0x12, 0, 0, 0, 96}},        {"vpd", {0x12, 1, 0x00, 0, 255}},
    {"vpd", {0x12, 1, 0x80, 0, 255}},    {"vpd", {0x12, 1, 0x83, 0, 255}},
    {"report_luns", {0xA0, [8] = 0x04}}, {"sense", {0x03, [4] = 252}},
};

static const struct question of_changers[] = {
    {"mode_page", {0x1A, 0x08, 0x1D, 0, 255}},
    {"mode_page", {0x1A, 0x00, 0x3F, 0, 255}},
    {"mode_page", {0x5A, 0x08, 0x1F, [8] = 255}},
    {"mode_page", {0x5A, 0x00, 0x3F, [7] = 2}},
    {"element_status", {0xB8, 0x10, [4] = 0xFF, 0xFF, [8] = ROOM >> 8}},
    {"element_status", {0xB8, 0x00, [4] = 0xFF, 0xFF, [8] = ROOM >> 8}},
    {"element_status", {0xB8, 0x12, [4] = 0xFF, 0xFF, [8] = ROOM >> 8}},
    {"element_status", {0xB8, 0x14, [4] = 0xFF, 0xFF, 0x01, [8] = ROOM >> 8}},
    {"element_status", {0xB8, 0x04, [4] = 0xFF, 0xFF, 0x01, [8] = ROOM >> 8}},
    {"element_status", {0xB8, 0x13, [4] = 0xFF, 0xFF, [8] = ROOM >> 8}},
    {"element_status", {0xB8, 0x10, [4] = 0xFF, 0xFF, [9] = 8}},
};

static const struct question of_tapes[] = {
    {"mode_page", {0x1A, 0x00, 0x3F, 0, 255}},
    {"tape_answers", {0x1A, 0x00, 0x10, 0, 255}},
    {"tape_answers", {0x5A, 0x00, 0x00, [8] = 64}},
    {"tape_answers", {0x05}},
    {"tape_answers", {0x34}},
    {"tape_answers", {0x34, 0x06}},
    {"drive_alerts", {0x4D, 0, 0x6E, [7] = 0x02}},
    {"label", {0x01}},
    {"label", {0x08, 0x02, 0x00, 0x10, 0x00}},
};

/* ---- what was seen ---- */

static uint64_t seen[SEEN_MAX];
static size_t seen_count;

static bool is_new(const char *harness, const uint8_t *data, size_t size)
{
    uint64_t hash = 0xCBF29CE484222325;

    for (; *harness != '\0'; harness++)
        hash = (hash ^ (uint8_t)*harness) * 0x100000001B3;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ data[i]) * 0x100000001B3;
    for (size_t i = 0; i < seen_count; i++) {
        if (seen[i] == hash)
            return false;
    }
    if (seen_count < SEEN_MAX)
        seen[seen_count++] = hash;
    return true;
}

struct recording {
    const char *corpus;
    char scenario[200];
    unsigned count;
    struct hostile_target *target;
};

static void keep(struct recording *recording, const char *harness, const uint8_t *data, size_t size)
{
    char path[1024];
    FILE *file;

    if (size == 0 || size > 2 * ROOM || !is_new(harness, data, size))
        return;
    snprintf(path, sizeof path, "%s/%s/%s-%02u", recording->corpus, harness, recording->scenario,
             recording->count++);
    file = fopen(path, "wb");
    if (file == NULL || fwrite(data, 1, size, file) != size || fclose(file) != 0) {
        perror(path);
        exit(1);
    }
}

/* ---- asking ---- */

uint64_t hostile_now_ms(void)
{
    static uint64_t now;

    return now += 1000; /* what takes a while is over the next time */
}

/* False when nothing came that could be kept. */
static bool ask(struct recording *recording, uint16_t lun, const struct question *question,
                uint8_t *type_out)
{
    struct hostile_task task = {.lun = lun, .reads = true, .expected = 1 << 20};
    struct hostile_verdict verdict;
    bool good;

    memcpy(task.cdb, question->cdb, sizeof task.cdb);
    memset(&verdict, 0, sizeof verdict);
    hostile_target_execute(recording->target, &task, &verdict);
    if (verdict.fate == HOSTILE_ANSWER) {
        if (question->harness != NULL)
            keep(recording, question->harness, verdict.data, verdict.data_length);
        keep(recording, "sense", verdict.sense, verdict.sense_length);
    }
    if (type_out != NULL)
        *type_out = verdict.data_length > 0 ? verdict.data[0] : NO_DEVICE;
    good = verdict.fate == HOSTILE_ANSWER && verdict.status == 0;
    free(verdict.data);
    return good;
}

static void ask_each(struct recording *recording, uint16_t lun, const struct question *questions,
                     size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (unsigned tries = 0; tries < TRIES && !ask(recording, lun, &questions[i], NULL);
             tries++)
            ;
    }
}

static void ask_unit(struct recording *recording, uint16_t lun)
{
    static const struct question ready = {NULL, {0x00}};
    static const struct question inquiry = {"vpd", {0x12, 0, 0, 0, 96}};
    uint8_t type = NO_DEVICE;

    (void)ask(recording, lun, &inquiry, &type);
    if (type == NO_DEVICE)
        return;
    for (unsigned tries = 0; tries < TRIES && !ask(recording, lun, &ready, NULL); tries++)
        ;
    ask_each(recording, lun, of_all, sizeof of_all / sizeof of_all[0]);
    if ((type & TYPE_MASK) == TYPE_CHANGER)
        ask_each(recording, lun, of_changers, sizeof of_changers / sizeof of_changers[0]);
    if ((type & TYPE_MASK) == TYPE_TAPE)
        ask_each(recording, lun, of_tapes, sizeof of_tapes / sizeof of_tapes[0]);
}

static void record(struct recording *recording, const char *path)
{
    const char *name = strrchr(path, '/') != NULL ? strrchr(path, '/') + 1 : path;
    char *text = malloc(TEXT_MAX);
    FILE *file = fopen(path, "rb");
    char error[HOSTILE_ERROR_ROOM] = "";
    size_t size = 0;

    if (text != NULL && file != NULL)
        size = fread(text, 1, TEXT_MAX, file);
    if (file != NULL)
        (void)fclose(file);
    snprintf(recording->scenario, sizeof recording->scenario, "%.*s", (int)strcspn(name, "."),
             name);
    recording->count = 0;
    recording->target = hostile_target_make(text, size, error);
    free(text);
    if (recording->target == NULL) {
        fprintf(stderr, "%s: %s\n", path, error);
        exit(1);
    }
    hostile_target_nexus_begin(recording->target, 0, "iqn.2026-01.test:recorder");
    for (uint16_t lun = 0; lun < LUNS; lun++)
        ask_unit(recording, lun);
    hostile_target_nexus_end(recording->target, 0);
    hostile_target_free(recording->target);
}

int main(int argc, char **argv)
{
    struct recording recording = {.corpus = argc > 1 ? argv[1] : ""};

    for (int i = 2; i < argc; i++)
        record(&recording, argv[i]);
    return 0;
}
