/* What the columns are: one table of fields, from which storage, Arrow schema and arrays are made.
 *
 * A frame is a run of rows with the same fields. The articles are one; every list column has its
 * items in another, so that the images of all articles lie side by side and are at the same time
 * the child table of images. Side fields follow the shown ones: what a record needs beyond the
 * table, and what Arrow never sees.
 */
#ifndef NWS_TABLE_SCHEMA_H
#define NWS_TABLE_SCHEMA_H

#include <stdbool.h>
#include <stdint.h>

/* What a field holds. CODE is a small number whose texts are a fixed list, WORD a text of which
 * there are few different ones; both are dictionary columns in Arrow. BYTE is for side fields. */
/*   kind     Arrow format, bytes of a value or an offset */
#define NWS_KIND_LIST(X)                                                                           \
    X(TEXT, "U", 8)                                                                                \
    X(LIST, "+l", 4)                                                                               \
    X(WORD, "i", 4)                                                                                \
    X(CODE, "i", 4)                                                                                \
    X(TIME, "tsu:UTC", 8)                                                                          \
    X(BOOL, "b", 0)                                                                                \
    X(BYTE, "C", 1)                                                                                \
    X(INT32, "i", 4)                                                                               \
    X(INT64, "l", 8)                                                                               \
    X(UINT64, "L", 8)                                                                              \
    X(FLOAT64, "g", 8)

typedef enum nws_kind {
#define NWS_KIND_ENUM(kind, format, width) NWS_KIND_##kind,
    NWS_KIND_LIST(NWS_KIND_ENUM)
#undef NWS_KIND_ENUM
        NWS_KIND_COUNT
} nws_kind;

/*   id                        name                kind    null   items (of a list) */
#define NWS_FIELDS_ARTICLES(X)                                                                     \
    X(ARTICLES_PATH, "path", TEXT, true, NONE)                                                     \
    X(ARTICLES_TITLE, "title", TEXT, true, NONE)                                                   \
    X(ARTICLES_DESCRIPTION, "description", TEXT, true, NONE)                                       \
    X(ARTICLES_DATE_TEXT, "date_text", TEXT, true, NONE)                                           \
    X(ARTICLES_SLUG, "slug", TEXT, true, NONE)                                                     \
    X(ARTICLES_COVER, "cover", TEXT, true, NONE)                                                   \
    X(ARTICLES_HTML, "html", TEXT, false, NONE)                                                    \
    X(ARTICLES_TEXT, "text", TEXT, false, NONE)                                                    \
    X(ARTICLES_AUTHORS, "authors", LIST, false, AUTHORS)                                           \
    X(ARTICLES_CATEGORIES, "categories", LIST, false, CATEGORIES)                                  \
    X(ARTICLES_TAGS, "tags", LIST, false, TAGS)                                                    \
    X(ARTICLES_DATE, "date", TIME, true, NONE)                                                     \
    X(ARTICLES_UPDATED, "updated", TIME, true, NONE)                                               \
    X(ARTICLES_DATE_SOURCE, "date_source", WORD, true, NONE)                                       \
    X(ARTICLES_LANGUAGE, "language", WORD, true, NONE)                                             \
    X(ARTICLES_FORMAT, "format", WORD, true, NONE)                                                 \
    X(ARTICLES_ERROR, "error", WORD, true, NONE)                                                   \
    X(ARTICLES_DRAFT, "draft", BOOL, false, NONE)                                                  \
    X(ARTICLES_OK, "ok", BOOL, false, NONE)                                                        \
    X(ARTICLES_WORD_COUNT, "word_count", INT32, false, NONE)                                       \
    X(ARTICLES_HAN_COUNT, "han_count", INT32, false, NONE)                                         \
    X(ARTICLES_CHAR_COUNT, "char_count", INT32, false, NONE)                                       \
    X(ARTICLES_READING_SECONDS, "reading_seconds", INT32, false, NONE)                             \
    X(ARTICLES_IMAGE_COUNT, "image_count", INT32, false, NONE)                                     \
    X(ARTICLES_LINK_COUNT, "link_count", INT32, false, NONE)                                       \
    X(ARTICLES_REMOVAL_COUNT, "removal_count", INT32, false, NONE)                                 \
    X(ARTICLES_DIAGNOSTIC_COUNT, "diagnostic_count", INT32, false, NONE)                           \
    X(ARTICLES_BYTES, "bytes", INT64, false, NONE)                                                 \
    X(ARTICLES_DIGEST, "digest", UINT64, false, NONE)                                              \
    X(ARTICLES_SIMHASH, "simhash", UINT64, false, NONE)                                            \
    X(ARTICLES_IMAGES, "images", LIST, false, IMAGES)                                              \
    X(ARTICLES_LINKS, "links", LIST, false, LINKS)                                                 \
    X(ARTICLES_METADATA, "metadata", TEXT, false, NONE)

#define NWS_SIDE_ARTICLES(X)                                                                       \
    X(ARTICLES_ENCODING, "encoding", WORD, true, NONE)                                             \
    X(ARTICLES_PATHS, "category_paths", LIST, false, PATHS)                                        \
    X(ARTICLES_DATE_PRECISION, "date_precision", BYTE, false, NONE)                                \
    X(ARTICLES_DATE_ZONE, "date_zone", BYTE, false, NONE)                                          \
    X(ARTICLES_DATE_OFFSET, "date_offset", INT32, false, NONE)                                     \
    X(ARTICLES_MARKUP, "markup", BYTE, false, NONE)                                                \
    X(ARTICLES_EXCERPT, "excerpt", INT32, false, NONE)                                             \
    X(ARTICLES_REMOVALS, "removals", LIST, false, REMOVALS)                                        \
    X(ARTICLES_DIAGNOSTICS, "diagnostics", LIST, false, DIAGNOSTICS)                               \
    X(ARTICLES_STAMP, "stamp", UINT64, false, NONE)

#define NWS_FIELDS_AUTHORS(X) X(AUTHORS_ITEM, "item", TEXT, false, NONE)
#define NWS_SIDE_AUTHORS(X)
#define NWS_FIELDS_CATEGORIES(X) X(CATEGORIES_ITEM, "item", TEXT, false, NONE)
#define NWS_SIDE_CATEGORIES(X)
#define NWS_FIELDS_TAGS(X) X(TAGS_ITEM, "item", TEXT, false, NONE)
#define NWS_SIDE_TAGS(X)

#define NWS_FIELDS_IMAGES(X)                                                                       \
    X(IMAGES_SRC, "src", TEXT, true, NONE)                                                         \
    X(IMAGES_DISPLAYED_SRC, "displayed_src", TEXT, true, NONE)                                     \
    X(IMAGES_ALT, "alt", TEXT, true, NONE)                                                         \
    X(IMAGES_CAPTION, "caption", TEXT, true, NONE)                                                 \
    X(IMAGES_SOURCE, "source", TEXT, true, NONE)                                                   \
    X(IMAGES_WIDTH, "width", INT32, false, NONE)                                                   \
    X(IMAGES_HEIGHT, "height", INT32, false, NONE)                                                 \
    X(IMAGES_POSITION, "position", INT32, false, NONE)                                             \
    X(IMAGES_LAZY, "lazy", BOOL, false, NONE)                                                      \
    X(IMAGES_IS_COVER, "is_cover", BOOL, false, NONE)

#define NWS_SIDE_IMAGES(X)                                                                         \
    X(IMAGES_TITLE, "title", TEXT, true, NONE)                                                     \
    X(IMAGES_CAPTION_SOURCE, "caption_source", WORD, true, NONE)

#define NWS_FIELDS_LINKS(X)                                                                        \
    X(LINKS_HREF, "href", TEXT, false, NONE)                                                       \
    X(LINKS_TEXT, "text", TEXT, false, NONE)                                                       \
    X(LINKS_REL, "rel", TEXT, true, NONE)                                                          \
    X(LINKS_EXTERNAL, "external", BOOL, false, NONE)
/* displayed_href: none where it is href */
#define NWS_SIDE_LINKS(X) X(LINKS_DISPLAYED_HREF, "displayed_href", TEXT, true, NONE)

/* Category paths: a list of lists of steps. */
#define NWS_FIELDS_PATHS(X) X(PATHS_ITEM, "item", LIST, false, STEPS)
#define NWS_SIDE_PATHS(X)
#define NWS_FIELDS_STEPS(X) X(STEPS_ITEM, "item", TEXT, false, NONE)
#define NWS_SIDE_STEPS(X)

#define NWS_FIELDS_REMOVALS(X)                                                                     \
    X(REMOVALS_RULE, "rule", CODE, false, NONE)                                                    \
    X(REMOVALS_ACTION, "action", CODE, false, NONE)                                                \
    X(REMOVALS_TAG, "tag", TEXT, false, NONE)                                                      \
    X(REMOVALS_ATTRIBUTE, "attribute", TEXT, false, NONE)                                          \
    X(REMOVALS_VALUE, "value", TEXT, false, NONE)                                                  \
    X(REMOVALS_TIMES, "count", INT32, false, NONE)                                                 \
    X(REMOVALS_START, "start", INT64, false, NONE)                                                 \
    X(REMOVALS_END, "end", INT64, false, NONE)
#define NWS_SIDE_REMOVALS(X)

#define NWS_FIELDS_DIAGNOSTICS(X)                                                                  \
    X(DIAGNOSTICS_CODE, "code", CODE, false, NONE)                                                 \
    X(DIAGNOSTICS_SEVERITY, "severity", CODE, false, NONE)                                         \
    X(DIAGNOSTICS_LINE, "line", INT32, false, NONE)                                                \
    X(DIAGNOSTICS_COLUMN, "column", INT32, false, NONE)                                            \
    X(DIAGNOSTICS_START, "start", INT64, false, NONE)                                              \
    X(DIAGNOSTICS_END, "end", INT64, false, NONE)                                                  \
    X(DIAGNOSTICS_MESSAGE, "message", WORD, false, NONE)                                           \
    X(DIAGNOSTICS_HINT, "hint", WORD, false, NONE)                                                 \
    X(DIAGNOSTICS_DETAIL, "detail", TEXT, false, NONE)
#define NWS_SIDE_DIAGNOSTICS(X)

/*   frame, whether its rows are bare values of its one field and not structs */
#define NWS_FRAME_LIST(X)                                                                          \
    X(ARTICLES, false)                                                                             \
    X(AUTHORS, true)                                                                               \
    X(CATEGORIES, true)                                                                            \
    X(TAGS, true)                                                                                  \
    X(IMAGES, false)                                                                               \
    X(LINKS, false)                                                                                \
    X(PATHS, true)                                                                                 \
    X(STEPS, true)                                                                                 \
    X(REMOVALS, false)                                                                             \
    X(DIAGNOSTICS, false)

typedef enum nws_frame_id {
#define NWS_FRAME_ENUM(frame, plain) NWS_FRAME_##frame,
    NWS_FRAME_LIST(NWS_FRAME_ENUM)
#undef NWS_FRAME_ENUM
        NWS_FRAME_COUNT,
    NWS_FRAME_NONE = NWS_FRAME_COUNT
} nws_frame_id;

/* NWS_ARTICLES_PATH is 0, NWS_ARTICLES_TITLE 1, ...; NWS_ARTICLES_SHOWN and NWS_ARTICLES_FIELDS
 * count the fields without and with the side ones. So for every frame. */
#define NWS_FIELD_ENUM(id, name, kind, null, items) NWS_##id,
#define NWS_FRAME_FIELDS(frame, plain)                                                             \
    enum {                                                                                         \
        NWS_FIELDS_##frame(NWS_FIELD_ENUM) NWS_##frame##_SHOWN,                                    \
        NWS_##frame##_BEFORE_SIDE = NWS_##frame##_SHOWN - 1,                                       \
        NWS_SIDE_##frame(NWS_FIELD_ENUM) NWS_##frame##_FIELDS                                      \
    };
NWS_FRAME_LIST(NWS_FRAME_FIELDS)
#undef NWS_FRAME_FIELDS
#undef NWS_FIELD_ENUM

/* Fields of all frames together. */
enum {
#define NWS_FRAME_SUM(frame, plain) NWS_##frame##_FIELDS +
    NWS_ALL_FIELDS = NWS_FRAME_LIST(NWS_FRAME_SUM) 0
#undef NWS_FRAME_SUM
};

typedef struct nws_field {
    const char *name;
    uint8_t kind;  /* nws_kind */
    uint8_t items; /* nws_frame_id of a list's items, else NWS_FRAME_NONE */
    bool nullable;
} nws_field;

typedef struct nws_frame_info {
    const nws_field *fields;
    uint8_t count; /* side fields included */
    uint8_t shown;
    bool plain; /* rows are values of the one shown field, not structs */
} nws_frame_info;

const nws_frame_info *nws_schema_frame(nws_frame_id frame);
const char *nws_schema_format(nws_kind kind);
unsigned nws_schema_width(nws_kind kind);

#endif
