/* Changing front matter in place: a key is set, deleted or renamed, and what need not change stays.
 *
 * Apart from the readers because nothing here decides what a header means: the readers say where
 * things stand, this turns a wish into splices of the text, and the readers judge the outcome.
 */
#ifndef NWS_FRONT_EDIT_H
#define NWS_FRONT_EDIT_H

#include "base/bounds.h"
#include "base/diagnostic.h"
#include "front/fence.h"
#include "front/value.h"

/* A file as it was read. */
typedef struct nws_edit_file {
    nws_view text; /* decoded; the views below point into it */
    nws_view front;
    nws_view body;
    nws_format format;
    const nws_value *values;            /* a map */
    const nws_diagnostics *diagnostics; /* what was found while reading: some of it forbids edits */
} nws_edit_file;

typedef enum nws_edit_kind { NWS_EDIT_SET, NWS_EDIT_DELETE, NWS_EDIT_RENAME } nws_edit_kind;

typedef struct nws_edit {
    nws_edit_kind kind;
    nws_view key;
    nws_view name;   /* of RENAME: what the key is called from now on */
    nws_value value; /* of SET: a tree without positions. A DATE is written without quotes, and
                        YAML reads it as text. Only the text of a big INT, a TEXT and a DATE
                        counts */
} nws_edit;

/* text instead of what stands from start to end. */
typedef struct nws_splice {
    size_t start;
    size_t end;
    nws_view text; /* in the arena */
} nws_splice;

typedef struct nws_splices {
    nws_splice *items; /* in order, never overlapping */
    uint32_t count;
    uint32_t capacity;
} nws_splices;

/* Works out what to change; no splices when everything is as wished already. NWS_E_MEMORY;
 * NWS_E_SYNTAX with *error when the file or its format does not allow it. The key of a DELETE or
 * RENAME must be in file->values. */
NWS_MUST_CHECK nws_status nws_edit_plan(nws_arena *arena, const nws_edit_file *file,
                                        const nws_edit *edit, const nws_limits *limits,
                                        nws_splices *splices, nws_error *error);

/* Appends the changed text to *out. */
NWS_MUST_CHECK nws_status nws_edit_apply(nws_view text, const nws_splices *splices,
                                         nws_buffer *out);

/* Whether reading after, the changed text, gave what was wished: every other key and value in its
 * place, the body byte for byte. NWS_E_SYNTAX with *error when not: nothing may be written then. */
NWS_MUST_CHECK nws_status nws_edit_verify(nws_arena *arena, const nws_edit_file *before,
                                          const nws_edit_file *after, const nws_edit *edit,
                                          const nws_splices *splices, nws_error *error);

#endif
