/* What was repaired, assumed or refused in one file, each with its place.
 *
 * A diagnostic never stops the work; an error (status.h) does. Codes are stable names that users
 * filter by; the list is one table, so that a code, its text and its hint cannot drift apart.
 */
#ifndef NWS_BASE_DIAGNOSTIC_H
#define NWS_BASE_DIAGNOSTIC_H

#include "base/arena.h"

#include <stdint.h>

typedef enum nws_severity { NWS_NOTE, NWS_WARNING, NWS_ERROR } nws_severity;

/*   name                code                 severity     message, hint */
#define NWS_DIAGNOSTIC_LIST(X)                                                                     \
    X(EMPTY_FILE, "empty_file", WARNING, "the file is empty", "")                                  \
    X(BINARY, "binary", WARNING, "the file holds binary data", "is this file really an article?")  \
    X(BAD_UTF8, "bad_utf8", WARNING, "bytes that are not UTF-8 became U+FFFD",                     \
      "name the file's encoding with the encoding option")                                         \
    X(ENCODING_GUESSED, "encoding_guessed", NOTE, "the encoding was guessed from the bytes",       \
      "name it with the encoding option")                                                          \
    X(LONE_SURROGATE, "lone_surrogate", WARNING, "a lone surrogate became U+FFFD", "")             \
    X(UNCLOSED, "unclosed", WARNING, "the front matter is opened but never closed",                \
      "end it with a line of three dashes")                                                        \
    X(NOT_MAPPING, "not_mapping", WARNING, "the front matter is not a mapping; it stays text",     \
      "write it as key: value lines")                                                              \
    X(UNSUPPORTED_FENCE, "unsupported_fence", WARNING,                                             \
      "front matter of a kind that is never run or read", "use yaml, toml or json")                \
    X(YAML_SYNTAX, "yaml_syntax", ERROR, "this part of the front matter is not YAML",              \
      "quote a value that holds ': ', '#', '[' or '{'")                                            \
    X(TOML_SYNTAX, "toml_syntax", ERROR, "the front matter is not TOML", "")                       \
    X(JSON_SYNTAX, "json_syntax", ERROR, "the front matter is not JSON", "")                       \
    X(DUPLICATE_KEY, "duplicate_key", WARNING, "a key is written twice; the last one counts", "")  \
    X(TAB, "tab", WARNING, "a tab in the indentation was read as blanks",                          \
      "indent YAML with blanks")                                                                   \
    X(CONTROL_BYTE, "control_byte", WARNING, "a control byte in the front matter became U+FFFD",   \
      "")                                                                                          \
    X(UNKNOWN_TAG, "unknown_tag", WARNING, "a YAML tag was ignored; its value is plain data", "")  \
    X(FRONT_LIMIT, "front_limit", ERROR, "the front matter is larger or deeper than is allowed",   \
      "see Limits")                                                                                \
    X(BAD_DATE, "bad_date", WARNING, "a date that cannot be read or does not exist",               \
      "write YYYY-MM-DD hh:mm:ss +hh:mm")                                                          \
    X(BAD_OFFSET, "bad_offset", WARNING, "a UTC offset beyond 14 hours; the date is not used", "") \
    X(AMBIGUOUS_ZONE, "ambiguous_zone", WARNING,                                                   \
      "a zone name with several meanings; the timezone option was used", "write the offset")       \
    X(BAD_FIELD, "bad_field", WARNING, "a value of a kind this field cannot hold", "")             \
    X(FLATTENED, "flattened", NOTE, "elements nested deeper than 512 were flattened", "")          \
    X(AMBIGUOUS_DATE, "ambiguous_date", WARNING,                                                   \
      "day and month could be either; the date is not used",                                       \
      "write YYYY-MM-DD or give the date_order option")                                            \
    X(DATE_ORDER, "date_order", NOTE,                                                              \
      "day and month were told apart by other dates of the corpus", "give the date_order option")  \
    X(COLUMN_MISFIT, "column_misfit", WARNING,                                                     \
      "a value that does not fit the type of its column; the column holds null", "")               \
    X(SECOND_FRONT_MATTER, "second_front_matter", WARNING,                                         \
      "the body begins with a second header, which stays text", "keep one of the two")             \
    X(FULLWIDTH_COLON, "fullwidth_colon", WARNING,                                                 \
      "a full-width colon where YAML wants a colon and a blank", "write key: value")               \
    X(SUSPECT_KEY, "suspect_key", NOTE, "a key that looks like a misspelt one", "write date")      \
    X(THINNED, "thinned", WARNING,                                                                 \
      "more tags or attributes than a tree may hold; of the others only the text was kept", "")    \
    X(MARKDOWN_LIMIT, "markdown_limit", WARNING,                                                   \
      "Markdown longer or more tangled than is allowed; it was read as HTML",                      \
      "set blank lines between its paragraphs, or split it")                                       \
    X(DATE_IN_NAME, "date_in_name", NOTE, "no date, but the name of the file has one",             \
      "give the dialect option: jekyll and zola take it from there")

typedef enum nws_diagnostic_code {
#define NWS_DIAGNOSTIC_ENUM(name, code, severity, message, hint) NWS_D_##name,
    NWS_DIAGNOSTIC_LIST(NWS_DIAGNOSTIC_ENUM)
#undef NWS_DIAGNOSTIC_ENUM
        NWS_D_COUNT
} nws_diagnostic_code;

typedef struct nws_diagnostic {
    uint16_t code;   /* nws_diagnostic_code */
    uint32_t start;  /* byte offset in the decoded file */
    uint32_t end;    /* one past the last byte; equal to start for a point */
    nws_view detail; /* what stood there, or ""; in the arena or in the file's text */
} nws_diagnostic;

typedef struct nws_diagnostics {
    nws_arena *arena; /* owns items and copied details */
    nws_diagnostic *items;
    uint32_t count;
    uint32_t capacity;
    uint32_t limit;   /* at most so many are kept */
    uint32_t dropped; /* how many were not */
} nws_diagnostics;

typedef struct nws_diagnostic_info {
    const char *code;
    const char *message;
    const char *hint; /* "" when there is none */
    nws_severity severity;
} nws_diagnostic_info;

/* The row of the table; code must be one. */
const nws_diagnostic_info *nws_diagnostic_about(nws_diagnostic_code code);

void nws_diagnostics_init(nws_diagnostics *list, nws_arena *arena, uint32_t limit);

/* Adds one. detail is borrowed: it must live as long as the list (copy it into the arena first if
 * it does not), and is cut at 200 bytes on a character's edge. */
NWS_MUST_CHECK nws_status nws_diagnostics_add(nws_diagnostics *list, nws_diagnostic_code code,
                                              size_t start, size_t end, nws_view detail);

/* Line and column (both from 1, the column in code points) of a byte offset in text. */
typedef struct nws_position {
    uint32_t line;
    uint32_t column;
} nws_position;
nws_position nws_position_of(nws_view text, size_t offset);

#endif
