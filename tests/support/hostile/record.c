#include "support/hostile/record.h"

#include "support/hostile/labels.h"

#include <stdlib.h>
#include <string.h>

enum { ENTRIES_MAX = 1 << 20 };

struct hostile_entry {
    uint64_t ms;
    unsigned nexus;
    uint16_t lun;
    uint8_t cdb[HOSTILE_CDB];
    const struct hostile_command *command;
    enum hostile_fate fate;
    uint8_t status;
    bool has_sense;
    uint8_t key, asc, ascq;
    uint32_t bytes;
};

static struct hostile_entry *next_entry(struct hostile_target *target)
{
    if (target->entry_count == ENTRIES_MAX)
        return NULL;
    if (target->entry_count == target->entry_room) {
        size_t room = target->entry_room == 0 ? 256 : target->entry_room * 2;
        struct hostile_entry *larger = realloc(target->entries, room * sizeof *larger);

        if (larger == NULL)
            return NULL;
        target->entries = larger;
        target->entry_room = room;
    }
    return &target->entries[target->entry_count++];
}

void hostile_record_add(const struct hostile_call *call)
{
    struct hostile_entry *entry = next_entry(call->target);

    if (entry == NULL)
        return;
    memset(entry, 0, sizeof *entry);
    entry->ms = hostile_now_ms();
    entry->nexus = call->number;
    entry->lun = call->task->lun;
    memcpy(entry->cdb, call->cdb, HOSTILE_CDB);
    entry->command = call->command;
    entry->fate = call->verdict->fate;
    entry->status = call->verdict->status;
    entry->has_sense = call->sense.given;
    entry->key = call->sense.key;
    entry->asc = call->sense.asc;
    entry->ascq = call->sense.ascq;
    entry->bytes = (uint32_t)(call->task->out_length > 0 ? call->task->out_length
                                                         : call->verdict->data_length);
}

static size_t cdb_length(uint8_t opcode)
{
    static const uint8_t lengths[] = {6, 10, 10, 16, 16, 12, 16, 16};

    return lengths[opcode >> 5];
}

static void print_entry(const struct hostile_entry *entry, FILE *out)
{
    static const char *const fates[] = {"",       "silent", "drop", "drop",
                                        "silent", "reject", "fail", "last-word"};
    size_t i;

    fprintf(out, "%llu %u %u ", (unsigned long long)entry->ms, entry->nexus, (unsigned)entry->lun);
    for (i = 0; i < cdb_length(entry->cdb[0]); i++)
        fprintf(out, "%02x", entry->cdb[i]);
    fprintf(out, " %s ", entry->command->name);
    if (entry->fate == HOSTILE_ANSWER)
        fprintf(out, "%02x ", entry->status);
    else
        fprintf(out, "%s ", fates[entry->fate]);
    if (entry->has_sense)
        fprintf(out, "%x/%02x/%02x", entry->key, entry->asc, entry->ascq);
    else
        fputc('-', out);
    fprintf(out, " %u\n", (unsigned)entry->bytes);
}

void hostile_target_log(const struct hostile_target *target, FILE *out)
{
    size_t i;

    for (i = 0; i < target->entry_count; i++)
        print_entry(&target->entries[i], out);
}

size_t hostile_target_count(const struct hostile_target *target, const char *command)
{
    size_t count = 0;
    size_t i;

    for (i = 0; i < target->entry_count; i++)
        count +=
            hostile_commands_match(target->entries[i].command, target->entries[i].cdb[0], command);
    return count;
}

/* ---- the truth ---- */

static void print_source(const struct hostile_target *target, uint32_t source, FILE *out)
{
    const struct hostile_element *from = &target->elements[source == HOSTILE_NOWHERE ? 0 : source];

    if (source == HOSTILE_NOWHERE)
        fputs(" -", out);
    else
        fprintf(out, " %s:%u", hostile_library_kind_name((enum hostile_kind)from->kind),
                (unsigned)from->number);
}

static void print_label(const struct hostile_cartridge *cartridge, FILE *out)
{
    char name[100];

    if (cartridge->tape != NULL && cartridge->tape->written)
        hostile_labels_recognize(cartridge->tape, name, sizeof name);
    else
        hostile_labels_name(&cartridge->label, name, sizeof name);
    fprintf(out, " %s", name);
}

static void print_text(const char *text, FILE *out)
{
    size_t i;

    for (i = 0; text[i] != '\0'; i++)
        fputc(text[i] > ' ' && text[i] < 0x7F ? text[i] : '_', out);
    if (i == 0)
        fputc('-', out);
}

static void print_place(const struct hostile_target *target, const struct hostile_element *element,
                        FILE *out)
{
    const struct hostile_drive *drive = hostile_library_drive(target, element);
    const struct hostile_cartridge *cartridge = element->cartridge;
    char tag[HOSTILE_TAG + 1];

    hostile_report_tag(target, element, tag);
    fprintf(out, "%s %u %u %s ", hostile_library_kind_name((enum hostile_kind)element->kind),
            (unsigned)element->number, (unsigned)element->address,
            cartridge == NULL ? "empty" : "full");
    print_text(tag, out);
    if (cartridge == NULL)
        fputs(" - -", out);
    else
        fprintf(out, " c%u", (unsigned)cartridge->id);
    if (cartridge != NULL)
        print_source(target, element->source, out);
    fputc(' ', out);
    print_text(drive == NULL ? "" : drive->unit.identity.serial, out);
    if (cartridge == NULL)
        fputs(" -", out);
    else
        print_label(cartridge, out);
    fputc('\n', out);
}

void hostile_target_truth(const struct hostile_target *target, FILE *out)
{
    size_t i;

    for (i = 0; i < target->element_count; i++)
        if (!target->elements[i].ghost)
            print_place(target, &target->elements[i], out);
}
