/* An article packed into one block of memory without pointers: what an Article object holds.
 *
 * The block can be written out and read back as it is (pickle), compared and hashed as bytes, and
 * made from a fresh article or from a row of columns with the same result. Strings are offsets.
 */
#ifndef NWS_ARTICLE_RECORD_H
#define NWS_ARTICLE_RECORD_H

#include "article/article.h"

typedef enum nws_slot { /* single texts; none is told from empty */
                        NWS_SLOT_PATH,
                        NWS_SLOT_TITLE,
                        NWS_SLOT_DESCRIPTION,
                        NWS_SLOT_DATE_TEXT,
                        NWS_SLOT_DATE_SOURCE,
                        NWS_SLOT_SLUG,
                        NWS_SLOT_LANGUAGE,
                        NWS_SLOT_COVER,
                        NWS_SLOT_FORMAT,
                        NWS_SLOT_ENCODING,
                        NWS_SLOT_METADATA,
                        NWS_SLOT_HTML,
                        NWS_SLOT_TEXT,
                        NWS_SLOT_BODY, /* body: none in a corpus */
                        NWS_SLOT_COUNT
} nws_slot;

typedef enum nws_list {
    NWS_LIST_AUTHORS,
    NWS_LIST_CATEGORIES,
    NWS_LIST_TAGS,
    NWS_LIST_COUNT
} nws_list;

typedef struct nws_record nws_record;

/* The numbers of a record. */
typedef struct nws_scalars {
    int64_t bytes;
    int64_t date, updated; /* microseconds, UTC */
    uint64_t digest, simhash;
    nws_counts counts;
    int32_t date_offset; /* minutes east of UTC */
    uint8_t has_date, has_updated, draft;
    uint8_t date_precision, date_zone; /* nws_date_precision, nws_zone_source */
    uint8_t markup;                    /* nws_markup; 0: of a file that failed */
    int32_t excerpt;                   /* characters of text; 0: none was marked */
    uint32_t removal_count;            /* sum of counts */
    uint32_t diagnostic_count;         /* dropped ones included */
} nws_scalars;

/* A diagnostic with its place worked out. */
typedef struct nws_record_diagnostic {
    uint16_t code;
    uint32_t line, column;
    uint32_t start, end;
    nws_view detail;
} nws_record_diagnostic;

/* What a record is made of, all of it borrowed. Texts are valid UTF-8; data NULL is none. */
typedef struct nws_parts {
    nws_view slots[NWS_SLOT_COUNT];
    nws_scalars scalars;
    nws_texts lists[NWS_LIST_COUNT];
    const nws_texts *paths;
    const nws_image *images;
    const nws_link *links;
    const nws_removal *removals;
    const nws_record_diagnostic *diagnostics;
    uint32_t path_count;
    uint32_t image_count;
    uint32_t link_count;
    uint32_t removal_count;
    uint32_t diagnostic_count;
} nws_parts;

/* Makes a record of parts: equal parts make equal bytes, wherever the parts lie. The block is the
 * caller's, to be released with nws_record_free. NWS_E_MEMORY, or NWS_E_LIMIT past 4 GiB. */
NWS_MUST_CHECK nws_status nws_record_build(const nws_allocator *allocator, const nws_parts *parts,
                                           nws_record **record);

/* The diagnostics of an article with their places, into placed, which has room for all of them.
 * Linear in the article. */
void nws_record_place(const nws_article *article, nws_record_diagnostic *placed);

/* Packs an article: its parts, and the line and column of each diagnostic. path: data NULL for
 * none; valid UTF-8. keep_body: whether the body goes in. article NULL: the record of a file that
 * failed, with empty texts. Linear in the article. As nws_record_build. */
NWS_MUST_CHECK nws_status nws_record_pack(const nws_allocator *allocator, nws_view path,
                                          const nws_article *article, bool keep_body,
                                          nws_record **record);
void nws_record_free(const nws_allocator *allocator, nws_record *record); /* NULL is allowed */

/* The record as bytes, and back: unpack checks every offset, every text (UTF-8) and every code, so
 * that bytes from anywhere can do no harm (NWS_E_ARGUMENT), and copies. Linear in the bytes. */
nws_view nws_record_bytes(const nws_record *record);
NWS_MUST_CHECK nws_status nws_record_unpack(const nws_allocator *allocator, nws_view bytes,
                                            nws_record **record);

/* Every view and name that follows points into the record. An index must be below its count. */
nws_view nws_record_slot(const nws_record *record, nws_slot slot); /* data NULL: none */
nws_scalars nws_record_scalars(const nws_record *record);
uint32_t nws_record_count(const nws_record *record, nws_list list);
nws_view nws_record_item(const nws_record *record, nws_list list, uint32_t index);
uint32_t nws_record_paths(const nws_record *record); /* category paths */
uint32_t nws_record_depth(const nws_record *record, uint32_t path);
nws_view nws_record_step(const nws_record *record, uint32_t path, uint32_t index);
uint32_t nws_record_images(const nws_record *record);
nws_image nws_record_image(const nws_record *record, uint32_t index);
uint32_t nws_record_links(const nws_record *record);
nws_link nws_record_link(const nws_record *record, uint32_t index);
uint32_t nws_record_removals(const nws_record *record);
nws_removal nws_record_removal(const nws_record *record, uint32_t index);
uint32_t nws_record_diagnostics(const nws_record *record);
nws_record_diagnostic nws_record_diagnostic_at(const nws_record *record, uint32_t index);

/* Equality and hash leave path and body aside. The hash is the same in every process. */
bool nws_record_equal(const nws_record *a, const nws_record *b);
uint64_t nws_record_hash(const nws_record *record);

/* A record with other texts in some slots (Article.replace): values[i] goes into slots[i], the last
 * one of a slot counts, and nothing else changes. */
NWS_MUST_CHECK nws_status nws_record_replace(const nws_allocator *allocator,
                                             const nws_record *record, const nws_slot *slots,
                                             const nws_view *values, size_t count,
                                             nws_record **result);

#endif
