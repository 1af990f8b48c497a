/* What the files of the style cleaner share: tokens, the grammars as data, and the writer.
 *
 * Inside clean/ only. css.c splits a value into declarations, css_value.c reads one by the grammar
 * of css_table.c, css_token.c and css_color.c help it.
 */
#ifndef NWS_CLEAN_CSS_PARTS_H
#define NWS_CLEAN_CSS_PARTS_H

#include "clean/css.h"

/* --- css_token.c: https://drafts.csswg.org/css-syntax-3/#tokenization --- */

typedef enum css_kind {
    CSS_END,
    CSS_IDENT,
    CSS_FUNCTION, /* its name; the parenthesis is consumed */
    CSS_HASH,
    CSS_STRING, /* what is between the quotes */
    CSS_NUMBER,
    CSS_PERCENT,
    CSS_DIMENSION, /* text is the unit */
    CSS_MARK,      /* one byte of : , / ) ! */
    CSS_BAD        /* what no grammar of ours has: escapes and exponents among others */
} css_kind;

/* Numbers are read and written to four places after the point: no screen shows more. */
#define CSS_ONE 10000

typedef struct css_token {
    css_kind kind;
    char mark;     /* of a CSS_MARK */
    int64_t value; /* times CSS_ONE, the rest cut off */
    nws_view text;
} css_token;

typedef struct css_reader {
    nws_view rest; /* behind token */
    css_token token;
} css_reader;

/* Reads the next token, past white space and comments, into reader->token. */
void nws_css_next(css_reader *reader);

NWS_INLINE bool css_at(const css_reader *reader, char mark)
{
    return reader->token.kind == CSS_MARK && reader->token.mark == mark;
}

/* Takes the next declaration off *rest, without its semicolon. false when there is none left. */
bool nws_css_split(nws_view *rest, nws_view *declaration);

/* --- what is written --- */

typedef struct css_writer {
    nws_arena *arena;
    char *data;
    size_t length;
    size_t capacity;
    nws_status status; /* once NWS_E_MEMORY, nothing more is written */
} css_writer;

void nws_css_put(css_writer *writer, const char *data, size_t length);
/* The same in lower case. */
void nws_css_put_lower(css_writer *writer, nws_view text);
void nws_css_put_number(css_writer *writer, int64_t value);

NWS_INLINE void css_put_text(css_writer *writer, const char *text)
{
    nws_css_put(writer, text, strlen(text));
}

/* --- css_table.c: the grammars --- */

typedef enum css_shape {
    CSS_SHAPE_ONE,
    CSS_SHAPE_TWO,    /* one or two */
    CSS_SHAPE_FOUR,   /* one to four: top, right, bottom, left */
    CSS_SHAPE_PARTS,  /* each of the parts at most once, in any order */
    CSS_SHAPE_LINES,  /* none, or different words side by side */
    CSS_SHAPE_FAMILY, /* names between commas */
} css_shape;

enum { CSS_COLOR = 1u << 0, CSS_LENGTH = 1u << 1, CSS_RATIO = 1u << 2, CSS_PLAIN = 1u << 3 };

typedef struct css_range {
    int16_t low, high;
} css_range;

typedef struct css_grammar {
    uint8_t shape;     /* css_shape */
    uint8_t takes;     /* colours, lengths, percentages, numbers */
    uint8_t parts[3];  /* properties, of CSS_SHAPE_PARTS */
    css_range px;      /* of lengths; font-relative ones count as in a font of 16px */
    css_range percent; /* of percentages */
    css_range number;  /* of numbers without a unit */
    const char *words; /* between blanks */
} css_grammar;

extern const css_grammar nws_css_grammars[NWS_CSS_COUNT];

/* A length's unit in hundredths of a pixel, its name in lower case; 0 for no unit of ours. */
unsigned nws_css_unit(nws_view unit, const char **name);
/* Whether word, in any case, is one of words. */
bool nws_css_in(const char *words, nws_view word);

/* --- css_color.c and css_value.c: what fits is written, what does not leaves the reader where it
 * is or on a token that nothing fits --- */

bool nws_css_color(css_reader *reader, css_writer *writer);
/* Everything up to the end or a '!'. What was written is void when it does not fit. */
bool nws_css_value(css_reader *reader, nws_css_property property, css_writer *writer);

#endif
