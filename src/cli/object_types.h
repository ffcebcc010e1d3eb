/*
 * The words by which /t names a kind of objects, as the original's rsm view does: the beginning of a list of
 * rsm_word, for the table of a subcommand.
 */
#ifndef RSM_CLI_OBJECT_TYPES_H
#define RSM_CLI_OBJECT_TYPES_H

#include "cli/subcommand.h"

/* clang-format off */
#define RSM_OBJECT_TYPE_WORDS                                            \
    {.word = "library", .value = NTMS_LIBRARY},                          \
    {.word = "drive", .value = NTMS_DRIVE},                              \
    {.word = "changer", .value = NTMS_CHANGER},                          \
    {.word = "storageslot", .value = NTMS_STORAGESLOT},                  \
    {.word = "iedoor", .value = NTMS_IEDOOR},                            \
    {.word = "ieport", .value = NTMS_IEPORT},                            \
    {.word = "physical_media", .value = NTMS_PHYSICAL_MEDIA},            \
    {.word = "partition", .value = NTMS_PARTITION},                      \
    {.word = "logical_media", .value = NTMS_LOGICAL_MEDIA},              \
    {.word = "media_pool", .value = NTMS_MEDIA_POOL},                    \
    {.word = "media_type", .value = NTMS_MEDIA_TYPE},                    \
    {.word = "drive_type", .value = NTMS_DRIVE_TYPE},                    \
    {.word = "changer_type", .value = NTMS_CHANGER_TYPE},                \
    {.word = "librequest", .value = NTMS_LIBREQUEST},                    \
    {.word = "oprequest", .value = NTMS_OPREQUEST},                      \
    {.word = "opreq", .value = NTMS_OPREQUEST, .is_hidden = true},       \
    {.word = "computer", .value = NTMS_COMPUTER}
/* clang-format on */

#endif
