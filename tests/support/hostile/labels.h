/*
 * What tapes begin with: ANSI X3.27, the Microsoft Tape Format, LTFS, tar.
 */
#ifndef RSM_TEST_HOSTILE_LABELS_H
#define RSM_TEST_HOSTILE_LABELS_H

#include "support/hostile/tape.h"
#include "support/hostile/words.h"

/* Write what the label asks for onto an empty tape. */
bool hostile_labels_write(struct hostile_tape *tape, const struct hostile_label *label);

/* "ansi VOL001", if the next word is a label; blank when it is none.  number is put where a "%" asks for it. */
bool hostile_labels_parse(struct hostile_words *words, uint32_t number,
                          struct hostile_label *label_out);

/* "ansi:VOL001"; room for 100 characters. */
void hostile_labels_name(const struct hostile_label *label, char *name_out, size_t room);

/* What a tape begins with that was written by an initiator, in the same words; "written" when it is none of these. */
void hostile_labels_recognize(const struct hostile_tape *tape, char *name_out, size_t room);

/* A text with "%u" or "%05u" in it, with the number in that place.  False when it becomes too long. */
bool hostile_labels_number(const char *text, uint32_t number, char *text_out, size_t room);

void hostile_labels_forget(struct hostile_label *label);

#endif
