/* newsproc.Article: one packed record, and the Python objects made of it so far. */
#ifndef NWS_PYTHON_ARTICLE_H
#define NWS_PYTHON_ARTICLE_H

#include "python/state.h"

#include "article/record.h"

/* A new Article that owns record; on failure record is freed and NULL returned. */
PyObject *nws_py_article_new(nws_py_state *state, nws_record *record);

/* datetime.datetime in UTC of microseconds since 1970. */
PyObject *nws_py_datetime_new(nws_py_state *state, int64_t micros);

/* metadata as a new dict of plain data, from its canonical JSON. */
PyObject *nws_py_metadata_new(nws_py_state *state, nws_view json);

/* The same behind a mapping that nobody can change. */
PyObject *nws_py_metadata_view(nws_py_state *state, nws_view json);

/* A tuple of Image, which is stolen and may be NULL (an exception is set then), as a notebook
 * shows it: newsproc/gallery.py. */
PyObject *nws_py_images_of(nws_py_state *state, PyObject *tuple);

/* A tuple with make(state, record, i) for every i below count. */
typedef PyObject *(*nws_py_item)(nws_py_state *state, const nws_record *record, uint32_t index);
PyObject *nws_py_items_new(nws_py_state *state, const nws_record *record, uint32_t count,
                           nws_py_item make);

/* Of an nws_markup, or NULL. */
const char *nws_py_markup_name(uint8_t markup);

/* The fields of an article, in the order of to_dict() and to_json(). */
#define NWS_PY_FIELD_LIST(X)                                                                       \
    X(path, "where it was read from, or None")                                                     \
    X(title, "or None")                                                                            \
    X(description, "or None")                                                                      \
    X(date, "datetime in UTC, or None")                                                            \
    X(date_text, "the date as it is written, or None")                                             \
    X(date_source, "the key that gave the date, or None")                                          \
    X(date_precision, "year, month, day, minute, second, microsecond, or None")                    \
    X(date_zone, "explicit, named, assumed or ambiguous, or None without a date")                  \
    X(date_offset, "minutes east of UTC that the date was written in")                             \
    X(updated, "datetime in UTC, or None")                                                         \
    X(authors, "tuple of str")                                                                     \
    X(categories, "tuple of str, each once")                                                       \
    X(category_paths, "tuple of tuples: categories as Hexo nests them")                            \
    X(tags, "tuple of str, each once")                                                             \
    X(slug, "or None")                                                                             \
    X(language, "or None")                                                                         \
    X(draft, "bool")                                                                               \
    X(cover, "address of the cover image, or None")                                                \
    X(format, "of the front matter: yaml, toml, json, or None")                                    \
    X(encoding, "of the file")                                                                     \
    X(markup, "how the body was read: html or markdown, or None for a file that failed")           \
    X(bytes, "size of the file")                                                                   \
    X(html, "safe HTML")                                                                           \
    X(text, "what a reader sees")                                                                  \
    X(word_count, "one per Han, kana or hangul character, one per other word")                     \
    X(han_count, "Han characters")                                                                 \
    X(char_count, "characters that are no white space")                                            \
    X(reading_time, "seconds that it takes to read")                                               \
    X(digest, "64 bits over the text: equal texts, equal digests")                                 \
    X(simhash, "64 bits over the text: similar texts differ in few bits")                          \
    X(images, "tuple of Image")                                                                    \
    X(links, "tuple of Link")                                                                      \
    X(metadata, "read-only mapping of all front matter, in order")                                 \
    X(diagnostics, "tuple of Diagnostic: what was repaired, assumed or refused")                   \
    X(removals, "tuple of Removal: what was taken out of the HTML, and why")                       \
    X(body, "the exact source after the front matter; None for an article of a corpus")

typedef enum nws_py_field {
#define NWS_PY_FIELD_ENUM(name, doc) NWS_PY_FIELD_##name,
    NWS_PY_FIELD_LIST(NWS_PY_FIELD_ENUM)
#undef NWS_PY_FIELD_ENUM
        NWS_PY_FIELD_COUNT
} nws_py_field;

/* What newsproc/structure.py works out of the fields, by the functions of these names. */
#define NWS_PY_DERIVED_LIST(X)                                                                     \
    X(headings, "tuple of Heading")                                                                \
    X(blocks, "tuple of Block: paragraphs, lists, images, ... in reading order")                   \
    X(tables, "tuple of Table")                                                                    \
    X(excerpt, "what the front matter says, else what is before '<!-- more -->', else the first "  \
               "sentences, up to 200 characters")                                                  \
    X(source, "what a line such as 'Source: ...' near the top or end says, or None")               \
    X(byline, "what a line such as 'By ...' near the top says, or None")                           \
    X(canonical, "the address that the front matter calls canonical, or None")                     \
    X(script_shares, "dict: share of the letters by script (han, kana, hangul, latin, ...)")       \
    X(sentence_count, "sentences of text: ended by a mark or a line")                              \
    X(detected_language, "language, else the HTML's lang, else what the script alone tells")

typedef enum nws_py_derived {
#define NWS_PY_DERIVED_ENUM(name, doc) NWS_PY_DERIVED_##name,
    NWS_PY_DERIVED_LIST(NWS_PY_DERIVED_ENUM)
#undef NWS_PY_DERIVED_ENUM
        NWS_PY_DERIVED_COUNT
} nws_py_derived;

/* Makes the object of one field. */
PyObject *nws_py_field_new(nws_py_state *state, const nws_record *record, nws_py_field field);

#endif
