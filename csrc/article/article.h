/* The one orchestration: the bytes of a file become an article.
 *
 * article.c reads like the data-flow picture: decode, split, read the front matter, parse, clean,
 * write. Every view in the result points into the given data, the workspace or the options.
 */
#ifndef NWS_ARTICLE_ARTICLE_H
#define NWS_ARTICLE_ARTICLE_H

#include "base/bounds.h"
#include "clean/sanitize.h"
#include "emit/media.h"
#include "front/fence.h"
#include "front/fields.h"
#include "front/lift.h"
#include "front/scalar.h"
#include "markdown/markup.h"
#include "markdown/render.h"

/* Reads TOML or JSON front matter: the binding's business, because Python has readers for both.
 * On a syntax error it adds a diagnostic and leaves *value NULL-kind. */
typedef struct nws_front_reader {
    nws_status (*read)(void *context, nws_format format, nws_view front, size_t offset,
                       nws_arena *arena, nws_diagnostics *diagnostics, nws_value *value);
    void *context;
} nws_front_reader;

typedef struct nws_options {
    const nws_policy *policy;
    nws_view base_url;
    nws_zone zone;
    const char *encoding;    /* from nws_encoding_find, or NULL */
    const nws_view *unproxy; /* proxy prefixes */
    size_t unproxy_count;
    nws_limits limits;
    nws_dialect dialect;
    nws_schema schema;      /* of YAML */
    const nws_lifts *lifts; /* borrowed; NULL: none */
    nws_judge judge;        /* of attributes, where the policy asks for one */
    nws_markup markup;      /* of the body */
    nws_template_use templates;
    nws_front_reader front_reader; /* read NULL: TOML and JSON headers are a diagnostic */
    bool strict;
    bool front_only; /* stop at the values of the front matter: no fields, no metadata, no HTML */
} nws_options;

/* What one thread reuses from file to file. */
typedef struct nws_workspace {
    nws_arena arena;
    nws_buffer decoded;  /* the text, when it is not the data itself */
    nws_buffer rendered; /* a Markdown body as HTML */
    nws_buffer html;
    nws_buffer text;
    nws_buffer metadata;
    nws_buffer scratch; /* a Markdown body without template tags; the text as it is hashed */
} nws_workspace;

typedef struct nws_counts {
    int32_t words; /* one per Han, kana or hangul character and one per other run of letters */
    int32_t han;
    int32_t characters;      /* code points that are no white space */
    int32_t reading_seconds; /* 500 CJK characters or 230 other words a minute, rounded up */
} nws_counts;

typedef struct nws_article {
    nws_view source;   /* the decoded text of the file */
    nws_view body;     /* exact slice of source */
    nws_markup markup; /* how the body was read: NWS_MARKUP_HTML or NWS_MARKUP_MARKDOWN */
    int32_t excerpt;   /* characters of text before "<!-- more -->"; 0: there is none */
    nws_view front;
    nws_format format;
    const char *encoding;   /* static */
    nws_fields fields;      /* cover: an address, unproxied and resolved; else the first image's */
    const nws_lifts *lifts; /* the options' */
    nws_lifted *lifted;     /* a value for each of them */
    nws_value values;       /* the front matter, a NWS_VALUE_MAP (count 0: none) */
    nws_view metadata;      /* canonical JSON object of it */
    nws_view html;
    nws_view text;
    nws_media media;
    nws_audit audit;
    nws_diagnostics diagnostics;
    nws_counts counts;
    uint64_t digest;  /* of the text in NFC with white space collapsed */
    uint64_t simhash; /* over shingles of the same */
    size_t bytes;     /* of the file as given */
    /* Repairs made where the text was assembled (Python str): see nws_article_surrogates. */
    size_t surrogates;
    size_t first_surrogate;
} nws_article;

void nws_workspace_init(nws_workspace *workspace, const nws_allocator *allocator);
void nws_workspace_free(nws_workspace *workspace);

/* Makes *article from the bytes of a file. data must outlive the article; the article lives until
 * the workspace is used again or freed. NWS_E_MEMORY, NWS_E_LIMIT, NWS_E_ENCODING (never for a file
 * that merely has bad bytes), NWS_E_SYNTAX when strict; *error says which and where. */
NWS_MUST_CHECK nws_status nws_article_make(nws_workspace *workspace, nws_view data,
                                           const nws_options *options, nws_article *article,
                                           nws_error *error);

/* The same from text that is known to be UTF-8 already (a Python str). A leading U+FEFF is no part
 * of the header, but of the body when there is no header. */
NWS_MUST_CHECK nws_status nws_article_read(nws_workspace *workspace, nws_view text,
                                           const nws_options *options, nws_article *article,
                                           nws_error *error);

/* Adds what the name of the article's file says of it, to a dialect that looks there. path is
 * borrowed as data is; data NULL: none. Before the workspace is used again. */
NWS_MUST_CHECK nws_status nws_article_locate(nws_article *article, const nws_options *options,
                                             nws_view path);

/* Puts on record that count lone surrogates became U+FFFD when the article's text was made of a
 * Python str, the first one at byte first of that text: a diagnostic in its place. Does nothing
 * when count is 0. Before the workspace is used again. */
NWS_MUST_CHECK nws_status nws_article_surrogates(nws_article *article, size_t count, size_t first);

#endif
